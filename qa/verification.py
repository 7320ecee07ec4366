"""Checks a finished report against the documents: every quotation, and every figure of a sentence that cites."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.model import Span
from index.quantities import Quantity, unsupported
from index.store import Index
from qa.drafts import cited_by, quotations, sentence_spans
from qa.drafts_model import UNSEEN, Draft, Mark, Paragraph, Quotation
from qa.verification_difference import Change
from qa.verification_figures import figures_of, nearest_figure
from qa.verification_model import SENTENCE_LIKE, Finding
from qa.verification_places import Haystacks
from qa.verification_quotes import LEAST, Judge
from qa.verification_sources import Cited, Sources
from qa.verification_text import comparable

_TITLE = re.compile(r"《([^《》]{4,120})》[^《》]*")


class Checker:
    """Judges reports against one index; no model is needed."""

    def __init__(self, index: Index) -> None:
        self._sources = Sources(index)
        self._hays = Haystacks(index, self._sources.document)
        self._judge = Judge(index, self._hays)
        self._unsupported: dict[tuple[str, tuple[Cited, ...]], frozenset[Span]] = {}

    def check(self, draft: Draft) -> Iterator[Finding]:
        """The findings in the order of the report; quotations in notes come last."""
        before: Paragraph | None = None
        for paragraph in draft.paragraphs:
            yield from self._paragraph(paragraph, before, draft)
            before = paragraph
        yield from self._notes(draft)

    def _paragraph(self, paragraph: Paragraph, before: Paragraph | None, draft: Draft) -> Iterator[Finding]:
        sentences, whole = sentence_spans(paragraph), sentence_spans(paragraph, whole=True)
        quoted = [q for q in quotations(paragraph) if len(comparable(q.text).text) >= LEAST]
        spans = [quotation.span for quotation in quoted]
        for quotation in quoted:
            marks = _marks_of(quotation, paragraph, sentences, before)
            cited, label = self._cited(marks, paragraph, draft)
            around = (
                paragraph.text[max(0, quotation.span.start - 8) : quotation.span.start],
                paragraph.text[quotation.span.end : quotation.span.end + 8],
            )
            finding = self._judge.judge(quotation.text, cited, around)
            if not cited:
                lead = before.text if quotation.block and before is not None and _leads_in(before) else None
                named, title = self._named(lead or _words(paragraph.text, _holding(whole, quotation.span), spans))
                judged = self._judge.judge(quotation.text, named, around) if named else finding
                # A title in the sentence may be there for another reason: it counts where the words bear it out.
                if named and judged.verdict in ("exact", "differs") and judged.reason != "document":
                    finding, cited, label = judged, named, title
            yield _placed(finding, paragraph.place, label, cited)
        if not paragraph.quoted:
            yield from self._figures(paragraph, sentences, spans, draft)

    def _named(self, words: str) -> tuple[tuple[Cited, ...], str | None]:
        """The places that a sentence cites in its own words: 《…办法》第三条."""
        found: list[Cited] = []
        label = None
        for match in _TITLE.finditer(words):
            cited = [place for place in self._sources.named(match[0]) if place not in found]
            label = label or (f"《{match[1]}》" if cited else None)
            found += cited
        return tuple(found), label

    def _cited(self, marks: Sequence[Mark], paragraph: Paragraph, draft: Draft) -> tuple[tuple[Cited, ...], str | None]:
        found: list[Cited] = []
        for mark in marks:
            behind = mark.behind or (paragraph.text[mark.span.end : mark.span.end + 40] if len(mark.span) else "")
            found += [c for c in self._sources.cited(mark.keys, draft.notes, behind) if c not in found]
        return tuple(found), "".join(mark.label for mark in marks) or None

    def _figures(
        self, paragraph: Paragraph, sentences: Sequence[Span], quoted: Sequence[Span], draft: Draft
    ) -> Iterator[Finding]:
        """The figures of the sentences that cite a document, outside their quotations."""
        for sentence in sentences:
            for figure in figures_of(paragraph.text, sentence, quoted):
                marks = cited_by(paragraph, figure.core, sentence)
                cited, label = self._cited(marks, paragraph, draft)
                if not cited:
                    named, label = self._named(_words(paragraph.text, sentence, quoted))
                    # A title alone may only be spoken of; with a clause it says where the figure comes from.
                    cited = named if all(place.locator for place in named) else ()
                if cited:
                    yield _placed(self._figure(paragraph.text, figure, cited), paragraph.place, label, cited)

    def _figure(self, text: str, figure: Quantity, cited: tuple[Cited, ...]) -> Finding:
        written = text[figure.span.start : figure.span.end].replace(UNSEEN, "")
        sources = [self._hays.text(c.document)[span.start : span.end] for c in cited for span in c.spans]
        sources += [self._hays.declared(c.document) for c in cited]
        if figure.span not in self._without_support(text, cited, sources):
            return Finding("figure", written, "", "exact", document=cited[0].document, shown=written)
        near = nearest_figure(text, figure, sources)
        if near is None:
            return Finding("figure", written, "", "not_found", shown=written)
        return Finding(
            "figure",
            written,
            "",
            "differs",
            document=cited[0].document,
            source=near,
            changes=(Change(near, written),),
            shown=f"【{near}→{written}】",
        )

    def _without_support(self, text: str, cited: tuple[Cited, ...], sources: Sequence[str]) -> frozenset[Span]:
        """The figures of a paragraph that the cited places do not state; found once for all of them."""
        if (text, cited) not in self._unsupported:
            self._unsupported = {(text, cited): frozenset(figure.span for figure in unsupported(text, sources))}
        return self._unsupported[text, cited]

    def _notes(self, draft: Draft) -> Iterator[Finding]:
        """Sentences quoted in notes; titles in quotation marks are none."""
        for key, note in draft.notes.items():
            if key.startswith(("ref:", "entry:")):
                continue
            cited = self._sources.cited((key,), draft.notes)
            for quotation in quotations(Paragraph(note.text, "", 0)):
                titled = any(self._judge.is_title(quotation.text, c.document) for c in cited)
                if len(comparable(quotation.text).text) >= SENTENCE_LIKE and not titled:
                    yield _placed(self._judge.judge(quotation.text, cited), f"注{note.label}", note.label, cited)


def _marks_of(
    quotation: Quotation, paragraph: Paragraph, sentences: Sequence[Span], before: Paragraph | None
) -> tuple[Mark, ...]:
    """The marks of the sentence in which a quotation ends; for a block without any, those of the line before it."""
    if quotation.block:
        if paragraph.marks or before is None:
            return paragraph.marks
        return before.marks[-1:] if _leads_in(before) else ()
    sentence = _holding(sentences, quotation.span)
    marks = cited_by(paragraph, quotation.span, sentence)
    closes = paragraph.text[quotation.span.end : quotation.span.end + 1] != "" and sentence != sentences[-1]
    if not marks and closes and quotation.span.end >= sentence.end - 1:
        # “……。”[1] — the sentence ends inside the quotation marks, its mark stands behind them.
        marks = tuple(m for m in paragraph.marks if quotation.span.end <= m.span.start <= quotation.span.end + 2)
    return marks


def _leads_in(paragraph: Paragraph) -> bool:
    return paragraph.text.rstrip(f" \n{UNSEEN}").endswith(("：", ":"))


def _holding(sentences: Sequence[Span], span: Span) -> Span:
    """The sentence in which a span ends."""
    last = max(span.start, span.end - 1)
    return next((sentence for sentence in sentences if sentence.start <= last < sentence.end), sentences[-1])


def _words(text: str, sentence: Span, quoted: Sequence[Span]) -> str:
    """A sentence's own words, without what it quotes."""
    words = text[sentence.start : sentence.end]
    for span in quoted:
        if span.overlaps(sentence):
            start, end = max(span.start, sentence.start) - sentence.start, min(span.end, sentence.end) - sentence.start
            words = words[:start] + UNSEEN * (end - start) + words[end:]
    return words


def _placed(finding: Finding, place: str, label: str | None, cited: tuple[Cited, ...]) -> Finding:
    unknown = label is not None and not cited and finding.verdict != "exact"
    return replace(
        finding, place=place, mark=label, cited=cited, reason="unknown_source" if unknown else finding.reason
    )
