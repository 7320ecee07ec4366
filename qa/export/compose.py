"""Answers as a report: what is quoted is set as a quotation, each citation gets its note or mark, a list ends it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from qa.export.document import Grid, Inline, Items, Line, Report, Words
from qa.export.marks import Marks
from qa.gbt7714 import Style
from qa.model import Answer, Citation
from qa.references import DIGEST, Source
from qa.web import markdown

_TITLES = {"zh": "政策问答", "en": "Policy questions and answers"}
_LISTS = {"zh": "参考文献", "en": "References"}


def compose(
    answers: Sequence[Answer],
    sources: Mapping[str, Source],
    style: Style,
    accessed: date,
    origin: str,
    *,
    title: str = "",
    comments: Mapping[int, str] | None = None,
) -> Report:
    """The report of some answers.

    Args:
        answers: in order.
        sources: the documents cited, by id.
        style: edition and system of the references.
        accessed: the day given as that of reading.
        origin: one line that says of what index and by what program the report was made.
        title: the person's own; may be empty.
        comments: what the person adds to an answer, by its place among `answers`.
    """
    report = Report(_language(answers))
    marks = Marks(report, _shown(answers), sources, style, accessed)
    report.add("title", " ".join(title.split()) or _TITLES[report.language])
    report.add("subtitle", origin)
    for place, answer in enumerate(answers):
        _answer(report, answer, marks)
        for line in (comments or {}).get(place, "").splitlines():
            if line.strip():
                report.add("text", " ".join(line.split()))
    entries = marks.entries()
    if entries:
        report.add("section", _LISTS[report.language])
    for entry in entries:
        report.add("entry", entry)
    return report


def cited(answers: Sequence[Answer]) -> list[Citation]:
    """The citations that the answers use, in order; of a refusal those of the passages that it names as nearest."""
    return [citation for answer, citation in _shown(answers)]


def _shown(answers: Sequence[Answer]) -> list[tuple[Answer, Citation]]:
    found = []
    for answer in answers:
        blocks = markdown.parse(answer.answer, {c.n: c.quote for c in answer.citations})
        numbers = dict.fromkeys(n for block in blocks for n in _markers(block))
        by_number = {citation.n: citation for citation in answer.citations}
        found += [(answer, by_number[n]) for n in numbers if n in by_number]
    return found


def _answer(report: Report, answer: Answer, marks: "Marks") -> None:
    zh = report.language == "zh"
    report.add("heading", " ".join(answer.question.split()))
    if answer.standalone.strip() != answer.question.strip():
        report.add("remark", ("补全后的问题：" if zh else "Question as understood: ") + answer.standalone)
    citations = {citation.n: citation for citation in answer.citations}
    blocks = markdown.parse(answer.answer, {n: c.quote for n, c in citations.items()})
    quoted = {n for block in blocks if (n := _quotation(block, citations))}
    for block in blocks:
        _block(report, block, citations, quoted, marks, answer)
    for warning in answer.warnings:
        report.add("remark", ("注意：" if zh else "Note: ") + warning.text)


def _block(
    report: Report,
    block: markdown.Block,
    citations: Mapping[int, Citation],
    quoted: set[int],
    marks: "Marks",
    answer: Answer,
) -> None:
    n = _quotation(block, citations)
    if n is not None:
        _quote(report, citations[n], marks, answer)
    elif isinstance(block, markdown.Table):
        rows = (block.header, *block.rows)
        report.blocks.append(
            Grid(tuple(tuple(_line(cell, citations, set(), marks, answer) for cell in row) for row in rows))
        )
    elif isinstance(block, markdown.Items):
        items = tuple(_line(item, citations, quoted, marks, answer) for item in block.items)
        report.blocks.append(Items(items, block.first))
    else:
        nearest = [n for n in _markers(block) if n in citations and not citations[n].used]
        line = _line(block.parts, citations, quoted | set(nearest), marks, answer)
        report.add("quote" if block.kind == "quote" else "text", *line)
        # A refusal names its nearest passages by number alone: the report shows what they say.
        for n in nearest:
            _quote(report, citations[n], marks, answer)


def _quote(report: Report, citation: Citation, marks: "Marks", answer: Answer) -> None:
    report.add("quote", markdown.one_line(citation.quote), *marks.of(answer, citation))


def _quotation(block: markdown.Block, citations: Mapping[int, Citation]) -> int | None:
    """The number of the citation that a paragraph is nothing but the quotation of."""
    if not isinstance(block, markdown.Paragraph) or len(block.parts) != 2:
        return None
    words, marker = block.parts
    if not (isinstance(words, markdown.Text) and isinstance(marker, markdown.Marker)) or marker.n not in citations:
        return None
    return marker.n if words.text.strip() == markdown.one_line(citations[marker.n].quote) else None


def _line(
    parts: markdown.Line, citations: Mapping[int, Citation], unmarked: set[int], marks: "Marks", answer: Answer
) -> Line:
    """A line of an answer; numbers in `unmarked` have their mark at the quotation itself."""
    found: list[Inline] = []
    for part in parts:
        if isinstance(part, markdown.Strong):
            found += [
                Words(p.text, True) if isinstance(p, Words) else p
                for p in _line(part.parts, citations, unmarked, marks, answer)
            ]
        elif isinstance(part, markdown.Text):
            found.append(Words(part.text))
        elif isinstance(part, markdown.Break):
            found.append(Words(" "))
        elif part.n in citations and part.n not in unmarked:
            found += marks.of(answer, citations[part.n])
    return tuple(found)


def _markers(block: markdown.Block) -> list[int]:
    if isinstance(block, markdown.Paragraph):
        lines = [block.parts]
    elif isinstance(block, markdown.Items):
        lines = list(block.items)
    else:
        lines = [cell for row in (block.header, *block.rows) for cell in row]
    return [n for line in lines for part in line for n in _numbers(part)]


def _numbers(part: markdown.Inline) -> list[int]:
    if isinstance(part, markdown.Marker):
        return [part.n]
    return [n for inner in part.parts for n in _numbers(inner)] if isinstance(part, markdown.Strong) else []


def _language(answers: Sequence[Answer]) -> Literal["zh", "en"]:
    chinese = not answers or any("\u3400" <= c <= "\u9fff" for answer in answers for c in answer.question)
    return "zh" if chinese else "en"


__all__ = ("DIGEST", "cited", "compose")
