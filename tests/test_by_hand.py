"""What people fill in of documents is kept beside them, goes before what they say, and the next build takes it up."""

import csv
import io
from pathlib import Path

import pytest
from conftest import FakeEncoder
from report_corpus import write_corpus

from index.build import BuildSummary, build
from index.by_hand import FIELDS, NAME, by_hand_csv, by_hand_sha256, read_by_hand
from index.corpus import gather, load
from index.errors import CorpusError
from index.store import Index

FILLED = {
    "title": "海棠市人才发展报告（2023）",
    "issuer": "海棠市人民政府",
    "published": "2024-01-05",
    "number": "海报〔2024〕1号",
}


def fill(folder: Path, **files: dict[str, str]) -> None:
    (folder / NAME).write_bytes(
        by_hand_csv({name.replace("__", "-") + ".md": values for name, values in files.items()})
    )


def index(folder: Path) -> BuildSummary:
    return build([folder / "corpus"], folder / "index", FakeEncoder())


def metadata(folder: Path, id: str):
    with Index.open(folder / "index") as opened:
        return opened.entry(id).metadata


def test_what_is_filled_in_goes_before_what_the_document_says(tmp_path: Path) -> None:
    folder = write_corpus(tmp_path / "corpus")
    fill(folder, haitang__report=FILLED)
    source = next(source for source in gather([folder]) if source.id == "haitang-report.md")
    document = load(source)
    assert document.metadata.title == FILLED["title"]
    assert document.metadata.issuer == "海棠市人民政府"
    assert document.metadata.published == "2024-01-05"
    assert document.metadata.url == "https://example.org/report.html"  # from the document itself
    assert document.id == "haitang-report"
    assert document.metadata.by_hand == by_hand_sha256(FILLED)
    assert FILLED["title"] in document.passages[0].context


def test_the_file_is_no_document(tmp_path: Path) -> None:
    folder = write_corpus(tmp_path / "corpus")
    before = gather([folder])
    fill(folder, magazine={"url": "https://example.org/m"})
    assert [source.id for source in gather([folder])] == [source.id for source in before]


def test_the_next_build_reads_again_only_what_was_filled_in(tmp_path: Path) -> None:
    write_corpus(tmp_path / "corpus")
    assert index(tmp_path).added == 4
    fill(tmp_path / "corpus", haitang__report=FILLED)
    summary = index(tmp_path)
    assert (summary.added, summary.unchanged, summary.removed) == (1, 3, 0)
    assert metadata(tmp_path, "haitang-report").title == FILLED["title"]
    summary = index(tmp_path)
    assert (summary.added, summary.unchanged) == (0, 4)
    (tmp_path / "corpus" / NAME).unlink()
    assert index(tmp_path).added == 1
    assert metadata(tmp_path, "haitang-report").title == "海棠市人才发展报告"
    assert metadata(tmp_path, "haitang-report").by_hand is None


def test_files_read_apart_are_filled_in_too(tmp_path: Path) -> None:
    import docx

    folder = tmp_path / "corpus"
    folder.mkdir()
    document = docx.Document()
    document.add_paragraph(
        "这份文件没有标题，也没有落款，它只是一段足够长的文字，用来说明由另一个进程读取的文件同样带有补充的信息。" * 2
    )
    document.save(str(folder / "a.docx"))
    (folder / NAME).write_bytes(by_hand_csv({"a.docx": {"title": "某项通知", "issuer": "某局"}}))
    index(tmp_path)
    assert metadata(tmp_path, "a.docx").title == "某项通知"
    assert metadata(tmp_path, "a.docx").issuer == "某局"


def test_folders_have_their_own_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_corpus(tmp_path / "corpus" / name)
        fill(tmp_path / "corpus" / name, magazine={"title": f"标题{name}"})
    titles = {dict(source.by_hand).get("title") for source in gather([tmp_path / "corpus"]) if source.by_hand}
    assert titles == {"标题one", "标题two"}


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    files = {
        "甲,“乙”.md": {"title": '带"引号"，逗号\n换行', "url": "https://e.org/?a=1,2"},
        "b.md": {"published": "2024"},
        "c.md": {},
    }
    (tmp_path / NAME).write_bytes(by_hand_csv(files))
    assert read_by_hand(tmp_path) == {name: values for name, values in files.items() if values}
    header = next(csv.reader(io.StringIO((tmp_path / NAME).read_text(encoding="utf-8-sig"))))
    assert header == ["file", *FIELDS]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "line 1 is not file,title"),
        (b"file,name\n", "line 1 is not file,title"),
        (("file," + ",".join(FIELDS) + "\na.md,x\n").encode(), "line 2 has 2 cells"),
        (bytes(range(256)) * 9, "binary"),
    ],
)
def test_a_broken_file_is_told_with_its_line(tmp_path: Path, data: bytes, words: str) -> None:
    folder = write_corpus(tmp_path / "corpus")
    (folder / NAME).write_bytes(data)
    with pytest.raises(CorpusError, match=words) as caught:
        gather([folder])
    assert str(folder / NAME) in str(caught.value)
