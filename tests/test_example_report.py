"""The example report in docs is what the commands make of its draft, and its check says what docs/reports.md shows."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from example_report import FOLDER, ROOT, cited, seeds_index

from index.console import told
from index.store import Index
from qa.drafts import read_draft
from qa.export.pandoc import word_of_markdown
from qa.report_commands import FORMATS
from qa.verification import Checker
from qa.verification_payload import check_lines


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with seeds_index(tmp_path_factory.mktemp("example") / "index") as opened:
        yield opened


def test_the_example_is_what_cite_makes_of_its_draft(index: Index) -> None:
    made = cited(index)
    expected = (FOLDER / "report.md").read_text(encoding="utf-8")
    assert made.data.decode() == expected, "make it anew: python tests/example_report.py"
    assert [missed.wanted.text for missed in made.missed] == ["全年新建人才公寓442套", "给每名应届毕业生发放十万元现金"]


@pytest.mark.parametrize("name", ["report.md", "report.docx"])
def test_the_example_has_only_the_finding_that_it_is_to_show(index: Index, name: str) -> None:
    findings = list(Checker(index).check(read_draft(FOLDER / name)))
    assert [(f.verdict, f.shown) for f in findings if f.verdict != "exact"] == [
        ("differs", "全年新建人才公寓【424套→442套】")
    ]
    assert sum(finding.verdict == "exact" for finding in findings) >= 9


def test_a_markdown_report_becomes_word_with_its_notes(tmp_path: Path) -> None:
    path = tmp_path / "r.docx"
    path.write_bytes(word_of_markdown((FOLDER / "report.md").read_text(encoding="utf-8")))
    notes = [note for key, note in read_draft(path).notes.items() if key.startswith("footnotes:")]
    assert len(notes) == 8


def test_what_the_docs_show_is_what_the_commands_print(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYQA_LANG", "zh")
    page = (ROOT / "docs" / "reports.md").read_text(encoding="utf-8")
    findings = list(Checker(index).check(read_draft(FOLDER / "report.md")))
    for line in check_lines(findings, index):
        assert line in page
    assert told("a", "b") == "b"
    assert all(f"`{format}`" in page for format in FORMATS)
    for path in re.findall(r"\]\((example-report/[^)]+)\)", page):
        assert (ROOT / "docs" / path).is_file()
