"""Citations: a span of whole sentences inside one passage, with all that is needed to find it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.model import Span
from index.store import Index
from qa.locations import locator_of
from qa.model import Citation
from qa.references import reference

QUOTE_CHARACTERS = 240
"""Longest quotation, unless a single sentence or row is longer."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A span to be cited: the passage it lies in, the clean positions, and how well it answers."""

    passage: int
    span: Span
    score: float
    used: bool


def cite(index: Index, quotations: Sequence[Quotation], accessed: date | None = None) -> tuple[Citation, ...]:
    """Numbers quotations from 1 in their order; one that overlaps an earlier one is left out."""
    kept: list[Quotation] = []
    taken: dict[str, list[Span]] = {}
    for quotation in quotations:
        spans = taken.setdefault(index.passage(quotation.passage).document.id, [])
        if not any(span.overlaps(quotation.span) for span in spans):
            spans.append(quotation.span)
            kept.append(quotation)
    return tuple(citation(index, n, quotation, accessed) for n, quotation in enumerate(kept, start=1))


def citation(index: Index, n: int, quotation: Quotation, accessed: date | None = None) -> Citation:
    """One quotation with its number and all that is needed to find it again."""
    found = index.passage(quotation.passage)
    entry, passage = found.document, found.passage
    document = index.document(entry.id)
    raw = document.raw_span(quotation.span)
    metadata = entry.metadata
    locator = locator_of(document, quotation.span, passage)
    return Citation(
        n=n,
        used=quotation.used,
        document=entry.id,
        source=entry.source,
        title=metadata.title,
        issuer=metadata.issuer,
        published=metadata.published,
        region=metadata.region,
        url=metadata.url,
        page=passage.page,
        locator=locator,
        quote=document.quote(quotation.span),
        start=quotation.span.start,
        end=quotation.span.end,
        raw_start=raw.start,
        raw_end=raw.end,
        passage=found.text,
        passage_start=passage.span.start,
        passage_end=passage.span.end,
        score=round(quotation.score, 4),
        reference=reference(metadata, entry.source, locator, accessed, page=passage.page),
    )


def joined(sentences: Sequence[Span], chosen: Span, limit: int = QUOTE_CHARACTERS) -> Span:
    """The chosen sentence with the one before it, where the two fit into a quotation; itself where they do not."""
    place = sentences.index(chosen)
    if place == 0 or chosen.end - sentences[place - 1].start > limit:
        return chosen
    return Span(sentences[place - 1].start, chosen.end)


def runs(spans: Sequence[Span], sentences: Sequence[Span], limit: int = QUOTE_CHARACTERS) -> list[Span]:
    """Chosen sentences of one passage as quotations: neighbours become one span while it stays within `limit`."""
    found: list[Span] = []
    for span in sorted(spans):
        place = sentences.index(span)
        follows = bool(found) and place > 0 and found[-1].end == sentences[place - 1].end
        if follows and span.end - found[-1].start <= limit:
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return found


def stretch(chosen: Span, sentences: Sequence[Span], limit: int = QUOTE_CHARACTERS) -> Span:
    """The chosen sentence with its neighbours, those behind it first, as many as fit into a quotation."""
    first = last = sentences.index(chosen)
    while last + 1 < len(sentences) and sentences[last + 1].end - sentences[first].start <= limit:
        last += 1
    while first > 0 and sentences[last].end - sentences[first - 1].start <= limit:
        first -= 1
    return Span(sentences[first].start, sentences[last].end)
