"""Answers that a page or a program gives back, held against the index before anything is made of them.

Of what comes back only places are taken: quotations, locators and references are read anew from the documents. A
citation whose words do not stand at its place any more is left out and named, and so is every sentence of an answer
that is neither a document's nor one of our own few, nor what a model has joined and the documents bear out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from index.model import Span
from index.store import Index
from qa.citations import Quotation, citation
from qa.markup import literal, unescaped
from qa.model import Answer, Citation, Notice, Reason
from qa.phrasing_check import Grounds, faults
from qa.web import markdown
from qa.wording import is_ours

_MARKERS = re.compile(r"\[(\d{1,3})\]")


@dataclass(frozen=True, slots=True)
class Place:
    """A citation as it comes back: its number, where it stood, and the words that stood there."""

    n: int
    used: bool
    document: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it comes back; `warnings` are its sentences."""

    question: str
    standalone: str
    abstained: bool
    reason: Reason | None
    answer: str
    short: str | None
    warnings: tuple[Notice, ...]
    citations: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """What was left out of an answer: a citation that no longer holds, or a sentence that no document bears out."""

    question: str
    words: str
    document: str | None

    def told(self, language: str) -> str:
        """One sentence for the person."""
        words = " ".join(self.words.split())
        words = words if len(words) <= 40 else f"{words[:40]}…"
        if self.document is None:
            return (
                f"“{words}”与所引原文不符，未导出。"
                if language == "zh"
                else f"“{words}” is not what is cited and was left out."
            )
        return (
            f"引文“{words}”已不在《{self.document}》的原处，未导出。"
            if language == "zh"
            else f"The quotation “{words}” no longer stands at its place in {self.document} and was left out."
        )


def restore(given: Given, index: Index, accessed: date) -> tuple[Answer, list[Lost]]:
    """The answer with its citations made anew from the index, and what had to be left out."""
    holding: dict[int, Citation] = {}
    lost: list[Lost] = []
    titles = {entry.id: entry.metadata.title or entry.source for entry in index.documents}
    for place in given.citations:
        found = held(place, index, accessed)
        if found is not None:
            holding[place.n] = found
        elif place.used or place.n in _marked(given.answer):
            lost.append(Lost(given.question, place.quote, titles.get(place.document, place.document)))
    text, strange = _text(given, holding, index)
    lost += [Lost(given.question, words, None) for words in strange]
    short = given.short if given.short and 1 in holding and given.short in holding[1].quote else None
    return (
        Answer(
            id=None,
            question=given.question,
            standalone=given.standalone,
            abstained=given.abstained,
            reason=given.reason,
            answer=text,
            short=short,
            confidence=0.0,
            warnings=tuple(notice for notice in given.warnings if is_ours(notice.text)),
            citations=tuple(holding.values()),
        ),
        lost,
    )


def held(place: Place, index: Index, accessed: date) -> Citation | None:
    """The citation made anew, if its words still stand where they stood, within one passage."""
    entry = next((entry for entry in index.documents if entry.id == place.document), None)
    if entry is None:
        return None
    span = Span(place.start, place.end)
    if not 0 <= span.start < span.end <= entry.characters:
        return None
    document = index.document(place.document)
    if document.quote(span) != place.quote:
        return None
    for ordinal, passage in enumerate(document.passages):
        if passage.span.contains(span):
            return citation(index, place.n, Quotation(entry.first_passage + ordinal, span, 0.0, place.used), accessed)
    return None


def _text(given: Given, holding: Mapping[int, Citation], index: Index) -> tuple[str, list[str]]:
    """The answer's Markdown without what does not hold, and the words left out that no lost citation explains."""
    quotes = {place.n: place.quote for place in given.citations}
    gone = quotes.keys() - holding.keys()
    names = _names(given, index)
    kept: list[str] = []
    strange: list[str] = []
    for raw in re.split(r"\n{2,}", given.answer):
        lines = raw.split("\n")
        table = len(lines) > 1 and "|" in lines[0] and set(lines[1]) <= set("|-: ")
        head, body = (lines[:2], lines[2:]) if table else ([], [raw])
        sound = [line for line in body if _stands([*head, line], quotes, holding, names)]
        strange += [_bare(line) for line in body if line not in sound and not _marked(line) & gone and line.strip()]
        if sound:
            kept.append("\n".join(_without(line, gone) for line in [*head, *sound]))
    # What an answer rests on is shown, whatever has become of the words that led to it.
    said = _marked("\n".join(kept))
    kept += [f"{literal(markdown.one_line(c.quote))}[{n}]" for n, c in holding.items() if c.used and n not in said]
    return "\n\n".join(kept), strange


def _names(given: Given, index: Index) -> frozenset[str]:
    """The names of places that a row of a comparison may begin with."""
    parts = {part for entry in index.documents for part in (entry.metadata.region or "").split("/") if part}
    return frozenset({*parts, *(part.rstrip("省市区县州盟旗") for part in parts), given.question, given.standalone})


def _stands(
    lines: Sequence[str], quotes: Mapping[int, str], holding: Mapping[int, Citation], names: frozenset[str]
) -> bool:
    """Whether every piece of some lines is a document's, as its marker says, one of our sentences, or a place."""
    for block in markdown.parse("\n".join(lines), quotes):
        for parts in _lines(block):
            if _is_ours(parts, holding, names):
                continue
            if not all(_piece(words, numbers, holding, names) for words, numbers in _pieces(parts)):
                return False
    return True


def _is_ours(parts: markdown.Line, holding: Mapping[int, Citation], names: frozenset[str]) -> bool:
    """Whether a line is one of our sentences, in whose quotation marks stand words of documents or the question."""
    words = "".join(words for words, _ in _pieces(parts))
    quoted = re.findall("“([^“”]*)”", words)
    known = [*names, *(markdown.one_line(citation.quote) for citation in holding.values())]
    return is_ours(words) and all(any(words in text for text in known) for words in quoted)


def _piece(words: str, numbers: Sequence[int], holding: Mapping[int, Citation], names: frozenset[str]) -> bool:
    if not words:
        return True
    if numbers:
        cited = [holding[n] for n in numbers if n in holding]
        if len(cited) < len(numbers):
            return False
        if all(words in markdown.one_line(citation.quote) for citation in cited):
            return True
        # A model may have joined the quotations: what it wrote is held against them once more.
        declared = [part for c in cited for part in (c.title, c.issuer, (c.region or "").replace("/", "")) if part]
        grounds = Grounds(tuple(citation.quote for citation in cited), (*sorted(names), *declared))
        return next(faults(words, grounds), None) is None
    return is_ours(words) or any(words in name for name in names)


def _pieces(line: markdown.Line) -> Iterator[tuple[str, list[int]]]:
    """The words of a line up to each run of markers, with their numbers."""
    words, numbers = "", list[int]()
    for part in line:
        if isinstance(part, markdown.Marker):
            numbers.append(part.n)
            continue
        if numbers:
            yield words.strip(), numbers
            words, numbers = "", []
        words += markdown.plain_line((part,))
    yield words.strip(), numbers


def _lines(block: markdown.Block) -> Sequence[markdown.Line]:
    if isinstance(block, markdown.Paragraph):
        return [block.parts]
    if isinstance(block, markdown.Items):
        return block.items
    return [cell for row in (block.header, *block.rows) for cell in row]


def _marked(line: str) -> set[int]:
    return {int(n) for n in _MARKERS.findall(line)}


def _without(line: str, gone: set[int]) -> str:
    """A line without the markers of citations that are gone."""
    return _MARKERS.sub(lambda match: "" if int(match[1]) in gone else match[0], line) if gone else line


def _bare(line: str) -> str:
    return unescaped(_MARKERS.sub("", line).strip("*| "))
