"""Answers become files with real notes and a reference list, and digests are named as such in every one of them."""

import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import bibtexparser
import docx
import pytest
import rispy
from lxml import etree, html
from office import as_pdf, pdf_text, require_office
from report_answers import CONTESTS, DOCTOR, FALSE, RENT, answers
from report_corpus import build_corpus

from index.errors import ExportError
from index.readers.docx_numbering import W
from index.store import Index
from qa.drafts import read_draft
from qa.export.answers import read_answers
from qa.export.formats import SUFFIXES, export, lacking
from qa.gbt7714 import Style
from qa.model import Answer
from qa.payload import answer_payload
from qa.verification import Checker

DAY = date(2026, 11, 1)
RULES = "青屿市人民政府. 青屿市鼓励人才创新创业办法：青政发〔2024〕7号[EB/OL]. （2024-03-15）"
DIGEST = "摘编，非原文：《云峤区人才公寓申请通知》（据通知原文.txt编写；原件：云峤区住房局，2023-11）"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with build_corpus(tmp_path_factory.mktemp("exported")) as opened:
        yield opened


def written(index: Index, folder: Path, format: str, system: str = "note", edition: str = "2025") -> Path:
    path = folder / f"r{SUFFIXES[format]}"
    path.write_bytes(export(answers(index), format, index, Style(edition, system), DAY))  # type: ignore[arg-type]
    return path


def test_word_has_real_footnotes_headings_a_list_and_a_chinese_font(index: Index, tmp_path: Path) -> None:
    path = written(index, tmp_path, "docx")
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        footnotes = etree.fromstring(archive.read("word/footnotes.xml"))
        body = etree.fromstring(archive.read("word/document.xml"))
    texts = {note.get(f"{W}id"): "".join(t.text for t in note.iter(f"{W}t")).strip() for note in footnotes}
    order = [reference.get(f"{W}id") for reference in body.iter(f"{W}footnoteReference")]
    assert [texts[id] for id in order] == [
        f"{RULES}：第三条[2026-11-01]. https://example.org/rules.html.",
        "同①第三条.",
        "海棠市人才工作局，海棠市统计局，海棠市财政局，等. 海棠市人才发展报告[R/OL]. 2023-12-28：二、（一）. https://example.org/report.html.",
        f"{DIGEST}：二、.",
        "同①第六条.",
        "同①第三条.",
    ]
    document = docx.Document(str(path))
    styles = [(p.style.name, p.text) for p in document.paragraphs]
    assert [text for name, text in styles if name == "Heading 1"] == [
        "博士有多少补贴？", "青屿和海棠怎么做？", "租金呢？", "南洲市呢？", "参考文献",
    ]  # fmt: skip
    assert [text[:12] for name, text in styles if name == "Bibliography"] == [
        "[1] 青屿市人民政府.", "[2] 海棠市人才工作局", "[3] 摘编，非原文：《",
    ]  # fmt: skip
    assert ("Block Text", DOCTOR) in styles
    assert document.styles["Heading 1"].element.find(f"{W}rPr/{W}rFonts").get(f"{W}eastAsia") == "黑体"
    defaults = document.styles.element.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}rFonts")
    assert defaults.get(f"{W}eastAsia") == "宋体"
    formats = [node.get(f"{W}val") for node in body.iter(f"{W}numFmt")]
    assert formats == ["decimalEnclosedCircleChinese"]
    assert [cell.text for cell in document.tables[0].rows[0].cells] == ["地区", "规定（原文）"]


def test_word_becomes_a_page_that_shows_notes_and_list(index: Index, tmp_path: Path) -> None:
    require_office()
    text = pdf_text(as_pdf(written(index, tmp_path, "docx"), tmp_path))
    assert "政策问答" in text
    assert re.search(r"①青屿市人民政府\.青屿市鼓励人才创新创业办法：青政发〔2024〕7号\[EB/OL\]\.", text)
    assert "②同①第三条." in text
    assert "参考文献[1]青屿市人民政府." in text
    assert DIGEST.replace(" ", "") in text


@pytest.mark.parametrize("format", sorted(SUFFIXES))
@pytest.mark.parametrize("system", ["numeric", "author-date", "note"])
def test_every_export_says_that_a_digest_is_one(index: Index, tmp_path: Path, format: str, system: str) -> None:
    path = written(index, tmp_path, format, system)
    if format == "docx":
        with zipfile.ZipFile(path) as archive:
            parts = [archive.read(f"word/{name}.xml") for name in ("document", "footnotes")]
        text = "".join(etree.fromstring(part).xpath("string()") for part in parts)
    else:
        text = path.read_text(encoding="utf-8")
    assert "摘编，非原文" in text
    assert "通知原文.txt" in text
    assert "云峤区住房局. 云峤区人才公寓申请通知" not in text


@pytest.mark.parametrize("format", ["docx", "md", "txt"])
@pytest.mark.parametrize("system", ["numeric", "author-date", "note"])
@pytest.mark.parametrize("edition", ["2015", "2025"])
def test_an_export_passes_the_check_of_reports(
    index: Index, tmp_path: Path, format: str, system: str, edition: str
) -> None:
    path = written(index, tmp_path, format, system, edition)
    findings = [f for f in Checker(index).check(read_draft(path)) if f.kind == "quotation"]
    by_text = {"".join(finding.text.split()): finding for finding in findings}
    for quote in (DOCTOR, FALSE, RENT):
        finding = by_text["".join(quote.split())]
        assert finding.verdict == "exact"
        assert finding.cited[0].locator is not None
    assert not [finding for finding in findings if finding.is_negative]


def test_numeric_export_puts_the_clause_behind_the_number_where_a_document_is_cited_twice(
    index: Index, tmp_path: Path
) -> None:
    text = written(index, tmp_path, "txt", "numeric").read_text(encoding="utf-8")
    assert "分三年发放。”[1]第三条" in text
    assert f"{RENT}”[3]\n" in text
    assert f"[3] {DIGEST}：二、." in text
    assert "注释" not in text


def test_markdown_export_reads_as_what_it_says_in_pandoc(index: Index, tmp_path: Path) -> None:
    import pypandoc

    page = html.fromstring(pypandoc.convert_file(str(written(index, tmp_path, "md")), "html"))
    assert [heading.text_content() for heading in page.iter("h2")] == [
        "博士有多少补贴？", "青屿和海棠怎么做？", "租金呢？", "南洲市呢？", "参考文献",
    ]  # fmt: skip
    assert len(page.xpath("//a[contains(@class,'footnote-ref')]")) == 6
    assert [cell.text_content() for cell in page.iter("td")][-2:] == ["北山县", "未提及"]
    notes = page.xpath("//*[contains(@class,'footnotes')]//p")
    first = " ".join(notes[0].text_content().split())
    assert first.startswith(f"{RULES}：第三条[2026-11-01]. https://example.org/rules.html.")


HOSTILE = (
    "<script>alert(1)</script> [x](javascript:alert(1)) ![](http://e.org/a.png) `c` *b* _i_ | # $x$ \x0b\x00 \ud800"
)


def hostile(index: Index) -> list[Answer]:
    """An answer whose quotation, question and title are markup of every kind."""
    from dataclasses import replace

    base = answers(index)[0]
    citation = replace(base.citations[0], document="gone", quote=HOSTILE, title=HOSTILE, issuer=HOSTILE, url=None)
    return [
        replace(base, question=HOSTILE, standalone=HOSTILE, answer=f"{HOSTILE}[1]", short=None, citations=(citation,))
    ]


@pytest.mark.parametrize("format", sorted(SUFFIXES))
def test_markup_in_a_document_stays_words(index: Index, tmp_path: Path, format: str) -> None:
    import pypandoc

    data = export(hostile(index), format, index, Style("2025", "note"), DAY)
    path = tmp_path / f"h{SUFFIXES[format]}"
    path.write_bytes(data)
    if format == "docx":
        assert "<script>" in "".join(p.text for p in docx.Document(str(path)).paragraphs)
        return
    text = data.decode("utf-8")
    if format in ("html", "md"):
        page = html.fromstring(
            text if format == "html" else pypandoc.convert_text(text, "html", format="gfm+footnotes")
        )
        assert not page.xpath("//script|//img|//a[starts-with(@href,'javascript')]")
        assert "<script>" in page.text_content()
    elif format == "ris":
        assert len(rispy.loads(text)) == 1
    elif format == "bibtex":
        assert not bibtexparser.parse_string(text).failed_blocks
    elif format == "csl-json":
        assert len(json.loads(text)) == 1


def test_reference_managers_get_each_document_once(index: Index, tmp_path: Path) -> None:
    found = rispy.loads(written(index, tmp_path, "ris").read_text(encoding="utf-8"))
    assert [entry["type_of_reference"] for entry in found] == ["STAT", "RPRT", "UNPD"]


def test_answers_are_read_back_from_the_batch_file(index: Index, tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    lines = [json.dumps(answer_payload(answer), ensure_ascii=False) for answer in answers(index)]
    path.write_text("\n".join([*lines, '{"id": 1, "question": "x", "error": "y"}', ""]), encoding="utf-8")
    assert read_answers(path) == answers(index)
    path.write_text(lines[0], encoding="utf-8")
    assert read_answers(path) == answers(index)[:1]
    path.write_text(f"[{','.join(lines)}]", encoding="utf-8")
    assert read_answers(path) == answers(index)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no answers"),
        ("{", "line 1: is not JSON"),
        ("{}\n{}", "line 1: has no question"),
        ("3", "is no answer"),
        ('{"question": "", "standalone": "", "answer": "", "citations": 3, "warnings": []}', "no lists"),
        ('{"question": "", "standalone": "", "answer": "", "citations": [{}], "warnings": []}', "all its fields"),
        ('{"question": "", "standalone": "", "answer": "", "citations": [], "warnings": [1]}', "warning"),
    ],
)
def test_a_file_that_holds_no_answers_is_told_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ExportError, match=words) as caught:
        read_answers(path)
    assert "\n" not in str(caught.value)


def test_a_document_that_left_the_index_is_referred_to_by_its_citation(index: Index) -> None:
    from dataclasses import replace

    answer = answers(index)[0]
    gone = replace(answer, citations=(replace(answer.citations[0], document="gone", title="旧办法"),))
    text = export([gone], "txt", index, Style("2025", "note"), DAY).decode()
    assert (
        "① 青屿市人民政府. 旧办法[EB/OL]. （2024-03-15）：第三条[2026-11-01]. https://example.org/rules.html." in text
    )
    assert lacking([gone], index) == {}
    assert lacking(answers(index), index) == {"yunqiao-notice": ("number", "url")}


def test_contests_are_quoted_whole(index: Index) -> None:
    assert any(citation.quote == CONTESTS for answer in answers(index) for citation in answer.citations)


def test_a_column_of_a_table_is_as_wide_as_what_stands_in_it(index: Index, tmp_path: Path) -> None:
    [table] = docx.Document(str(written(index, tmp_path, "docx"))).tables
    place, words = [int(column.get(f"{W}w")) for column in table._tbl.tblGrid.findall(f"{W}gridCol")]
    assert place < words / 3
