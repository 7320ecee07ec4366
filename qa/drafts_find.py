"""What a draft wants cited, and the place of the documents that each of it comes from."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from index.model import Span
from index.sentences import sentences
from index.store import Index
from qa.drafts import cited_by, quotations, sentence_spans
from qa.drafts_model import Draft, Paragraph
from qa.locations import locator_of
from qa.model import Answer
from qa.verification_difference import Change
from qa.verification_model import Finding
from qa.verification_places import Haystacks
from qa.verification_quotes import Judge
from qa.verification_sources import Sources
from qa.verification_text import comparable

ASK = re.compile(r"\[@([^\[\]\n]{0,300})\]")
LEAST, LEAST_WITH_FIGURE = 6, 4
"""Comparable characters from which words in quotation marks are cited; shorter ones are terms."""

_CODE = re.compile("`+[^`\n]*`+")
_QUESTION = re.compile(
    r"[?？]|什么|哪[些个里家]|多少|如何|怎[么样]|是否|能否|几[个家年天次]|谁|何时|吗\s*$|^(?:what|who|how|when|which|where)\b",
    re.I,
)

Ask = Callable[[str], Answer]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something in a draft to be cited.

    Attributes:
        kind: a mark `[@...]`, or words in quotation marks without a citation.
        text: the words of the mark, or the quotation.
        paragraph: in which it stands.
        span: what the note's mark takes the place of, in the paragraph's text; empty behind a quotation.
    """

    kind: Literal["mark", "quotation"]
    text: str
    paragraph: Paragraph
    span: Span


@dataclass(frozen=True, slots=True)
class Located:
    """The place that something in a draft comes from; `quote` is the document's own words at `span` (clean)."""

    wanted: Wanted
    document: str
    span: Span
    quote: str
    locator: str
    page: int | None


@dataclass(frozen=True, slots=True)
class Missed:
    """Something in a draft whose place was not found; with the nearest words and the differences, if any are near."""

    wanted: Wanted
    nearest: str | None = None
    document: str | None = None
    changes: tuple[Change, ...] = ()


def wanted(draft: Draft) -> list[Wanted]:
    """What a draft wants cited, in order."""
    found: list[Wanted] = []
    for paragraph, text in zip(draft.paragraphs, seen_texts(draft), strict=True):
        marks = list(ASK.finditer(text))
        found += [Wanted("mark", match[1].strip(), paragraph, Span(*match.span())) for match in marks]
        sentences_ = sentence_spans(paragraph)
        for quotation in quotations(paragraph):
            key = comparable(quotation.text).text
            if len(key) < (LEAST_WITH_FIGURE if any(c.isdigit() for c in key) else LEAST):
                continue
            end = quotation.span.end
            sentence = next((s for s in sentences_ if s.start <= end - 1 < s.end), sentences_[-1])
            cited = paragraph.marks if quotation.block else cited_by(paragraph, quotation.span, sentence)
            marked = any(end <= m.start() <= end + 2 or Span(*m.span()).overlaps(quotation.span) for m in marks)
            if not cited and not marked:
                at = end if quotation.block else end + 1
                found.append(Wanted("quotation", quotation.text, paragraph, Span(at, at)))
    return sorted(found, key=lambda item: (item.paragraph.offset, item.span))


class Locator:
    """Finds what a draft wants cited in the documents of an index.

    Args:
        index: the documents.
        ask: answers a question; called only for marks that no document's words or title answer.
    """

    def __init__(self, index: Index, ask: Ask) -> None:
        self._index = index
        self._ask = ask
        self._sources = Sources(index)
        self._hays = Haystacks(index, self._sources.document)
        self._judge = Judge(index, self._hays)

    def locate(self, item: Wanted) -> Located | Missed:
        """The place that words come from: exact words, a title with a clause, or the answer to a question."""
        words = item.text
        if item.kind == "mark" and not words:
            words = _before(item)
        if not comparable(words).text:
            return Missed(item)
        finding = self._judge.judge(words)
        if finding.verdict == "unlocated" and finding.document is not None and finding.span is not None:
            return self._located(item, finding.document, self._whole(item, finding.document, finding.span))
        if finding.verdict == "unlocated" and finding.document is not None:
            # The words are the document's title, which stands at no place of its text.
            return Located(item, finding.document, Span(0, 0), "", "", None)
        if item.kind == "mark" and item.text:
            return self._named(item) or self._answered(item, finding)
        return _missed(item, finding)

    def _named(self, item: Wanted) -> Located | None:
        """The place that a mark names by a title and a clause."""
        places = self._sources.named(item.text)
        if len(places) != 1 or _QUESTION.search(item.text):
            return None
        place = places[0]
        found = self._located(item, place.document, place.spans[0])
        # The mark names the place itself: there is nothing to quote.
        return replace(found, quote="", locator=found.locator if place.locator else "", page=None)

    def _answered(self, item: Wanted, finding: Finding) -> Located | Missed:
        """The first citation of the answer to a question; words that are nearly a document's are no question."""
        if finding.verdict == "differs" and not _QUESTION.search(item.text):
            return _missed(item, finding)
        answer = self._ask(item.text)
        used = [citation for citation in answer.citations if citation.used]
        if answer.abstained or not used:
            return _missed(item, finding)
        return self._located(item, used[0].document, Span(used[0].start, used[0].end))

    def _whole(self, item: Wanted, document: str, span: Span) -> Span:
        """For a mark the sentence that its words come from; for a quotation just the words."""
        if item.kind == "quotation":
            return span
        text = self._hays.text(document)
        passage = next((p for p in self._sources.document(document).passages if p.span.overlaps(span)), None)
        if passage is None:
            return span
        around = [s for s in sentences(text, passage.span) if s.overlaps(span)]
        return Span(around[0].start, around[-1].end) if around else span

    def _located(self, item: Wanted, id: str, span: Span) -> Located:
        document = self._sources.document(id)
        passage = next((p for p in document.passages if p.span.overlaps(span)), None)
        page = passage.page if passage else None
        return Located(item, id, span, document.quote(span), locator_of(document, span, passage), page)


def _missed(item: Wanted, finding: Finding) -> Missed:
    near = finding if finding.verdict == "differs" else None
    return Missed(
        item,
        near.source if near else None,
        near.document if near else None,
        near.changes if near else (),
    )


def _before(item: Wanted) -> str:
    """The quotation right before an empty mark."""
    end = item.span.start
    before = [q for q in quotations(item.paragraph) if q.span.end <= end <= q.span.end + 2]
    return before[-1].text if before else ""


def seen_texts(draft: Draft) -> list[str]:
    """The paragraphs' texts with marks `[@...]` seen, which Markdown's markup hides."""
    found = []
    for paragraph in draft.paragraphs:
        raw = draft.text[paragraph.offset : paragraph.offset + len(paragraph.text)] if draft.text else paragraph.text
        text = list(paragraph.text)
        code = [Span(*match.span()) for match in _CODE.finditer(raw)] if draft.path.suffix.lower() == ".md" else []
        for match in ASK.finditer(raw):
            if not any(span.contains(Span(*match.span())) for span in code):
                text[match.start() : match.end()] = match[0]
        found.append("".join(text))
    return found
