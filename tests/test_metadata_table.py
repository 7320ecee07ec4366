"""The table of metadata goes out, is filled in, comes back, and references then say what was filled in."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import FakeEncoder
from report_corpus import build_corpus

from app import main
from index.build import build
from index.by_hand import FIELDS, NAME, read_by_hand
from index.errors import CorpusError, ExportError
from index.store import Index
from qa.bibliography import missing
from qa.metadata_table import fill_in, import_metadata, metadata_csv
from qa.references import reference


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with build_corpus(tmp_path) as opened:
        yield opened


def table(index: Index) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(metadata_csv(index).decode("utf-8-sig"))))


def save(path: Path, rows: list[dict[str, str]], encoding: str = "utf-8-sig") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def rebuilt(folder: Path) -> Index:
    build([folder / "corpus"], folder / "index", FakeEncoder())
    return Index.open(folder / "index")


def test_the_table_has_a_line_for_each_document(index: Index) -> None:
    rows = table(index)
    assert [row["document"] for row in rows] == ["haitang-report", "magazine", "qingyu-rules", "yunqiao-notice"]
    assert list(rows[0]) == ["document", "file", *FIELDS]
    assert rows[2]["date"] == "2024-03-15"
    assert rows[1]["url"] == ""


def test_a_table_that_was_not_changed_changes_nothing(index: Index, tmp_path: Path) -> None:
    filled = import_metadata(save(tmp_path / "t.csv", table(index)), index)
    assert (filled.rows, filled.changed, filled.kept, filled.files) == (4, (), (), ())
    assert not (tmp_path / "corpus" / NAME).exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_what_is_filled_in_is_in_the_next_reference(index: Index, tmp_path: Path, encoding: str) -> None:
    rows = table(index)
    assert missing(index.entry("magazine").metadata) == ()
    rows[0] |= {"issuer": "海棠市人民政府", "date": "2024/1/5", "number": "海报〔2024〕1号"}
    rows[1] |= {"url": "https://example.org/m", "date": "2024年10月"}
    filled = import_metadata(save(tmp_path / "t.csv", rows, encoding), index)
    assert filled.changed == ("haitang-report", "magazine")
    assert filled.files == (tmp_path / "corpus" / NAME,)
    index.close()
    with rebuilt(tmp_path) as again:
        metadata = again.entry("haitang-report").metadata
        assert reference(metadata, "", "") == (
            "海棠市人民政府. 海棠市人才发展报告：海报〔2024〕1号[R/OL]. 2024-01-05. https://example.org/report.html."
        )
        assert again.entry("magazine").metadata.published == "2024-10"


def test_an_emptied_cell_takes_back_what_was_filled_in_and_nothing_else(index: Index, tmp_path: Path) -> None:
    rows = table(index)
    rows[0]["number"] = "海报〔2024〕1号"
    import_metadata(save(tmp_path / "t.csv", rows), index)
    index.close()
    with rebuilt(tmp_path) as again:
        rows = table(again)
        assert rows[0]["number"] == "海报〔2024〕1号"
        rows[0] |= {"number": "", "issuer": ""}
        filled = import_metadata(save(tmp_path / "t.csv", rows), again)
    assert filled.changed == ("haitang-report",)
    assert filled.kept == (("haitang-report", "issuer"),)
    assert read_by_hand(tmp_path / "corpus") == {}
    with rebuilt(tmp_path) as again:
        assert again.entry("haitang-report").metadata.number is None
        assert again.entry("haitang-report").metadata.issuer is not None


def test_a_table_may_name_files_and_chinese_columns(index: Index, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("文件,发文字号,文种,网址\nhaitang-report.md,海报1号,通知,\n", encoding="utf-8")
    assert import_metadata(path, index).changed == ("haitang-report",)
    assert read_by_hand(tmp_path / "corpus")["haitang-report.md"] == {"number": "海报1号", "kind": "notice"}


def test_cells_are_never_formulas(index: Index, tmp_path: Path) -> None:
    rows = table(index)
    rows[0]["title"] = "=1+1"
    import_metadata(save(tmp_path / "t.csv", rows), index)
    index.close()
    with rebuilt(tmp_path) as again:
        assert again.entry("haitang-report").metadata.title == "=1+1"
        rows = table(again)
        assert rows[0]["title"] == "'=1+1"
        assert import_metadata(save(tmp_path / "t.csv", rows), again).changed == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no column document or file"),
        ("title\nx\n", "no column document or file"),
        ("document,colour\na,b\n", "unknown columns: colour"),
        ("document,title,题名\na,b,c\n", "stands twice"),
        ("document,title\nnone,b\n", "line 2: no one document none"),
        ("document,title\nmagazine,b\nmagazine,c\n", "line 3: magazine stands on line 2 too"),
        ("document,date\nmagazine,soon\n", "soon is no date"),
        ("document,date\nmagazine,2024-02-30\n", "2024-02-30 is no date"),
        ("document,kind\nmagazine,novel\n", "kind novel is not one of"),
        ("document,url\nmagazine,javascript:alert(1)\n", "is no address"),
    ],
)
def test_a_table_that_cannot_be_used_is_told_with_its_line_and_nothing_is_written(
    index: Index, tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ExportError, match=words) as caught:
        import_metadata(path, index)
    assert "\n" not in str(caught.value)
    assert caught.value.zh != str(caught.value)
    assert not (tmp_path / "corpus" / NAME).exists()


def test_the_command_writes_and_takes_in_the_table(
    index: Index, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "t.csv"
    place = ("--index", str(tmp_path / "index"))
    assert main(["metadata", "export", str(path), *place]) == 0
    path.write_text(path.read_text("utf-8-sig").replace("人才研究", "人才月刊"), encoding="utf-8")
    assert main(["metadata", "import", str(path), *place, "--json"]) == 0
    assert '"changed": [\n    "magazine"\n  ]' in capsys.readouterr().out
    assert main(["metadata", "import", str(tmp_path / "none.csv"), *place]) == 1
    assert main(["metadata", "export", str(tmp_path / "t.txt"), *place]) == 1


def test_one_document_is_filled_in_as_a_line_of_the_table_is(index: Index, tmp_path: Path) -> None:
    entry = index.entry("haitang-report")
    values = {"title": entry.metadata.title or "", "date": "2024年1月", "region": "江苏省南通市", "kind": "报告"}
    assert fill_in(entry, values).changed == ("haitang-report",)
    assert read_by_hand(tmp_path / "corpus")["haitang-report.md"] == {"published": "2024-01", "region": "江苏省南通市"}
    assert fill_in(entry, {"title": ""}).kept == (("haitang-report", "title"),)


@pytest.mark.parametrize(
    ("values", "words", "words_zh"),
    [
        ({"date": "2024-02-30"}, "no date", "不是日期"),
        ({"region": "鼓楼区"}, "several places", "不止一处"),
        ({"kind": "诗"}, "not one of", "无法识别"),
        ({"url": "javascript:alert(1)"}, "no address", "不是网址"),
        ({"title": "长" * 301}, "301 characters", "301 字"),
        ({"origin": "x"}, "unknown columns", "无法识别的列"),
    ],
)
def test_a_value_that_cannot_be_is_told_and_not_written(
    index: Index, tmp_path: Path, values: dict[str, str], words: str, words_zh: str
) -> None:
    with pytest.raises(CorpusError, match=words) as caught:
        fill_in(index.entry("haitang-report"), values)
    assert words_zh in caught.value.zh
    assert not (tmp_path / "corpus" / NAME).exists()
