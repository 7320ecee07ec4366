"""The commands for reports, run as a person runs them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from report_answers import answers
from report_corpus import build_corpus

from app import main
from index.store import Index
from qa.payload import answer_payload


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("commands")
    with build_corpus(folder):
        yield folder


@pytest.fixture
def index(folder: Path) -> Iterator[Index]:
    with Index.open(folder / "index") as opened:
        yield opened


TRUE = "按规定，“对新引进的博士研究生，给予购房补贴四十二万元”[^1]。\n\n[^1]: 《青屿市鼓励人才创新创业办法》第三条\n"
FORGED = TRUE.replace("四十二", "二十四")


def run(folder: Path, *words: str) -> int:
    return main([*words, "--index", str(folder / "index")])


def test_check_ends_with_0_where_all_is_true_and_3_where_a_citation_differs(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICYQA_LANG", "zh")
    report = tmp_path / "r.md"
    report.write_text(TRUE, encoding="utf-8")
    assert run(folder, "cite", "--check", str(report)) == 0
    assert "一致 1" in capsys.readouterr().out
    report.write_text(FORGED, encoding="utf-8")
    assert run(folder, "cite", "--check", str(report)) == 3
    out = capsys.readouterr().out
    assert "【四十二万元→二十四万元】" in out
    assert "不一致 1" in out


def test_check_prints_one_json_value_with_all_keys(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "r.md"
    report.write_text(FORGED, encoding="utf-8")
    assert run(folder, "cite", "--check", str(report), "--json") == 3
    value = json.loads(capsys.readouterr().out)
    assert (value["quotations"], value["figures"], value["ok"]) == (1, 0, False)
    assert value["counts"] == {"exact": 0, "differs": 1, "not_found": 0, "unlocated": 0}
    finding = value["findings"][0]
    assert finding["changes"] == [{"source": "四十二万元", "report": "二十四万元"}]
    assert finding["cited"] == [
        {"document": "qingyu-rules", "title": "青屿市鼓励人才创新创业办法", "locator": "第三条"}
    ]
    assert (finding["verdict"], finding["locator"], finding["reason"]) == ("differs", "第三条", None)
    assert finding["source"] == "对新引进的博士研究生，给予购房补贴四十二万元"


@pytest.mark.parametrize("name", ["r.doc", "missing.docx", "r.pdf"])
def test_a_report_that_cannot_be_read_is_told_in_one_line(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    if not name.startswith("missing"):
        (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0")
    assert run(folder, "cite", "--check", str(tmp_path / name), "--json") == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert name in captured.err


def test_cite_writes_a_copy_and_lists_what_it_did_not_find(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICYQA_LANG", "zh")
    report = tmp_path / "r.md"
    report.write_text("按规定“分三年发放”，另“给予购房补贴四十三万元”。\n", encoding="utf-8")
    assert run(folder, "cite", str(report), "--accessed", "2026-11-01") == 0
    captured = capsys.readouterr()
    assert "未找到　“给予购房补贴四十三万元”" in captured.out
    assert "最接近：给予购房补贴四十二万元" in captured.out
    assert "已加注 1 处，未找到 1 处" in captured.err
    text = (tmp_path / "r.cited.md").read_text(encoding="utf-8")
    assert "“分三年发放”[^pq1]，" in text
    assert "[EB/OL]. （2024-03-15）：第三条[2026-11-01]. https://example.org/rules.html." in text
    assert run(folder, "cite", "--check", str(tmp_path / "r.cited.md")) == 3


def test_cite_formats_references_as_asked(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report, out = tmp_path / "r.md", tmp_path / "out.md"
    report.write_text("按规定“分三年发放”。\n", encoding="utf-8")
    options = ("--edition", "2015", "--style", "author-date", "--policy-code", "Z", "--accessed", "2026-11-01")
    assert run(folder, "cite", str(report), "--out", str(out), *options, "--json") == 0
    value = json.loads(capsys.readouterr().out)
    assert value["references"] == [
        "青屿市人民政府, 2024. 青屿市鼓励人才创新创业办法: 青政发〔2024〕7号[Z/OL]. (2024-03-15)[2026-11-01]. "
        "https://example.org/rules.html."
    ]
    assert value["not_found"] == value["missing"] == []
    assert "（青屿市人民政府，2024）<sup>第三条</sup>" in out.read_text(encoding="utf-8")


def test_cite_refuses_to_write_over_the_report(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "r.md"
    report.write_text(TRUE, encoding="utf-8")
    assert run(folder, "cite", str(report), "--out", str(report)) == 1
    assert report.read_text(encoding="utf-8") == TRUE
    assert capsys.readouterr().err.count("\n") == 1


@pytest.fixture
def batch(index: Index, tmp_path: Path) -> Path:
    """What `ask --batch` writes."""
    path = tmp_path / "answers.jsonl"
    lines = [json.dumps(answer_payload(answer), ensure_ascii=False) for answer in answers(index)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["r.docx", "r.md", "r.html", "r.txt", "r.bib", "r.ris", "r.json"])
def test_export_takes_the_format_from_the_name(
    folder: Path, batch: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    out = tmp_path / name
    assert run(folder, "export", "--answers", str(batch), "--out", str(out), "--json") == 0
    value = json.loads(capsys.readouterr().out)
    assert value["answers"] == 4
    assert value["missing"] == [{"document": "yunqiao-notice", "fields": ["number", "url"]}]
    assert out.stat().st_size > 300


def test_export_tells_what_references_lack(
    folder: Path, batch: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICYQA_LANG", "zh")
    assert run(folder, "export", "--answers", str(batch), "--out", str(tmp_path / "r.txt")) == 0
    assert "《云峤区人才公寓申请通知》的著录缺少：发文字号、网址" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("export", "--out", "r.md"), 2),
        (("export", "问题", "--answers", "a", "--out", "r.md"), 2),
        (("export", "问题"), 2),
        (("export", "--answers", "missing.jsonl", "--out", "r.md"), 1),
        (("export", "--answers", "missing.jsonl", "--out", "r.xyz"), 2),
        (("cite", "r.md", "--check", "--out", "x.md"), 2),
    ],
)
def test_wrong_use_and_wrong_input_end_in_their_status(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], status: int
) -> None:
    if status == 2:
        with pytest.raises(SystemExit) as caught:
            run(folder, *words)
        assert caught.value.code == 2
    else:
        assert run(folder, *words) == status
    assert capsys.readouterr().out == ""


def test_pack_verify_and_drift_end_in_their_status(
    folder: Path, batch: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICYQA_LANG", "zh")
    pack = tmp_path / "pack.zip"
    assert run(folder, "export", "--answers", str(batch), "--pack", "--out", str(pack)) == 0
    assert run(folder, "verify-pack", str(pack)) == 3
    assert "未找到该文件" in capsys.readouterr().err
    assert run(folder, "verify-pack", str(pack), "--files", str(folder / "corpus"), "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "pack": str(pack), "ok": True, "documents": 3, "quotations": 6, "problems": [],
    }  # fmt: skip
    assert run(folder, "drift") == 0
    assert "有效 6" in capsys.readouterr().out
    changed = tmp_path / "changed.jsonl"
    changed.write_text(batch.read_text(encoding="utf-8").replace("四十二万元", "二十四万元"), encoding="utf-8")
    assert run(folder, "drift", str(changed), "--json") == 3
    value = json.loads(capsys.readouterr().out)
    assert value["counts"] == {"holds": 2, "moved": 0, "changed": 2, "gone": 0}
    assert value["drift"][0]["changes"] == [{"source": "四十二万元", "report": "二十四万元"}]
    assert value["drift"][0]["now"]["locator"] == "第三条"


@pytest.mark.parametrize(
    "words",
    [("export", "问题", "--sources", "--out", "r.md"), ("export", "x", "--pack", "--format", "md", "--out", "p")],
)
def test_options_that_do_not_go_together_are_usage_errors(folder: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as caught:
        run(folder, *words)
    assert caught.value.code == 2


def test_verify_pack_of_no_pack_and_drift_of_nothing_are_told_in_one_line(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.zip").write_bytes(b"x")
    assert run(folder, "verify-pack", str(tmp_path / "x.zip")) == 1
    assert run(folder, "verify-pack", str(tmp_path / "none")) == 1
    assert main(["drift", "--index", str(tmp_path / "none")]) == 1
    assert capsys.readouterr().err.count("\n") == 3
