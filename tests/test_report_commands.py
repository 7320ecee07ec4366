"""The commands for reports, run as a person runs them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from report_corpus import build_corpus

from app import main
from index.store import Index


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
