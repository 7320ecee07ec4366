"""Answers gathered whole: the items of the list asked for, and the sentences that go on from the one that answers."""

from collections.abc import Sequence
from dataclasses import replace

from index.model import Document, Section, Span
from index.search_key import search_key
from index.store import Index
from qa.citations import QUOTE_CHARACTERS, Quotation
from qa.clauses import announces, goes_on
from qa.evidence import Evidence
from qa.matching import Terms

ITEMS = 30
"""Most items of a list that are cited one by one."""

MATCH = 0.6
"""Share of the question's words that a section's heading must carry for its items to be the answer."""

ALONE = 0.35
"""Share of the question's words that one item of a list alone must carry for the question to be about it."""

ANNOUNCED = 0.5
"""The same of heading, announcing sentence and items, where a sentence announces them and one was found to answer."""

LED = 0.2
"""Share of what the question says beyond an item of a list that what announces the list must carry, to be quoted."""

GOES_ON = 0.1
"""A sentence behind the best one is quoted with it when its probability to answer is this share of the best one's."""

SHORT = 40
"""Characters up to which a quotation says so little that the sentence behind it is quoted whatever its probability."""


def going_on(quotations: Sequence[Quotation], evidence: Sequence[Evidence], index: Index) -> list[Quotation]:
    """The quotations, the first with the sentences behind it, as long as they may answer too and fit into it.

    What is to be done, and under which conditions, seldom stands in one sentence; the first may only announce it.
    """
    first, *others = quotations
    scores = {item.span: item.score for item in evidence if item.hit.passage == first.passage}
    span = first.span
    for sentence in index.sentences(first.passage):
        if sentence.start < span.end:
            continue
        fits = sentence.end - span.start <= QUOTE_CHARACTERS
        taken = any(other.passage == first.passage and other.span.overlaps(sentence) for other in others)
        answers = len(span) < SHORT or scores.get(sentence, 0.0) >= GOES_ON * evidence[0].score
        if not fits or taken or not answers:
            break
        span = Span(span.start, sentence.end)
    return [replace(first, span=span), *others]


def finished(quotations: Sequence[Quotation], index: Index) -> list[Quotation]:
    """The quotations, behind the first the rest of an enumeration that its passage breaks off: 四是…；."""
    first, *others = quotations
    found = index.passage(first.passage)
    document = index.document(found.document.id)
    after: list[Quotation] = []
    at, text = first.passage, document.quote(first.span)
    while text.rstrip().endswith(("；", ";")) and at + 1 < found.document.first_passage + found.document.passage_count:
        at += 1
        ahead = index.sentences(at)
        text = document.quote(ahead[0]) if ahead else ""
        if not goes_on(text) or len(after) == ITEMS or any(other.passage == at for other in others):
            break
        after.append(replace(first, passage=at, span=ahead[0]))
    return [first, *after, *others]


def led(quotations: Sequence[Quotation], best: Evidence, terms: Terms, index: Index) -> list[Quotation]:
    """The quotations, behind them what announces the list that the best sentence is an item of.

    An item alone (擅自批准用地的；) may leave out what is asked: what follows from it, or for whom it holds.
    """
    found = index.passage(best.hit.passage)
    document = index.document(found.document.id)
    own = [section for section in document.sections if section.span.contains(best.span)]
    if not own or own[-1].parent is None:
        return list(quotations)
    parent, items_at = document.sections[own[-1].parent], own[-1].span.start
    first = next((each.span.start for each in document.sections if each.parent == own[-1].parent), items_at)
    beyond = terms.rest(search_key(document.quote(best.span)))
    for passage, span in _announcement(document, parent, first, found.document.first_passage):
        quoted = any(quotation.passage == passage and quotation.span.overlaps(span) for quotation in quotations)
        if not quoted and beyond.terms and beyond.coverage(search_key(document.quote(span))) >= LED:
            return [*quotations, Quotation(passage, span, best.score, True)]
    return list(quotations)


def with_items(quotations: Sequence[Quotation], index: Index) -> list[Quotation]:
    """The quotations, behind each that only announces a list the items of it that none of them quotes.

    What only announces one in another document than the first's is left out.
    """
    found: list[Quotation] = []
    own = index.passage(quotations[0].passage).document.id
    for quotation in quotations:
        place = index.passage(quotation.passage)
        document = index.document(place.document.id)
        announced = announces(document.quote(quotation.span))
        if announced and place.document.id != own:
            continue
        found.append(quotation)
        told = _told(document, quotation.span) if announced else None
        if told is None:
            continue
        heads = _heads(document, told, place.document.first_passage)
        new = [
            (passage, span)
            for passage, span in heads
            if not any(other.passage == passage and other.span.overlaps(span) for other in (*quotations, *found))
        ]
        found += [replace(quotation, passage=passage, span=span) for passage, span in bundled(new, document.text, 1)]
    return found[:ITEMS]


def items(evidence: Sequence[Evidence], terms: Terms, index: Index) -> list[tuple[int, Span]]:
    """The items of the list asked for, as (passage, span of the item's first sentences), behind them what announces it.

    A section counts when its heading, or the words that announce its items (应当符合下列条件：), carries most of what
    the question says beyond the document's title. Nothing comes back where the list stands within one sentence or row,
    or where one of its items alone is asked about.
    """
    for item in evidence[:3]:
        if item.hit.document != evidence[0].hit.document:
            continue
        found = index.passage(item.hit.passage)
        document = index.document(found.document.id)
        rest = terms.rest(search_key(found.document.metadata.title or ""))
        if not rest.terms:
            rest = terms
        told = _told(document, item.span) if item is evidence[0] and announces(item.text) else None
        parent = _listing(document, found.passage.section, rest) if told is None else told
        if parent is not None:
            first = found.document.first_passage
            children = [section for section in document.sections if section.parent == parent]
            announced = _announcement(document, document.sections[parent], children[0].span.start, first)
            if _about_one(document, children, announced, item, rest):
                return []
            heads = _heads(document, parent, first)
            return [*heads[: ITEMS - len(announced)], *announced] if len(heads) > 1 else []
    return []


def bundled(found: Sequence[tuple[int, Span]], text: str, limit: int) -> list[tuple[int, Span]]:
    """Items of a list in no more than `limit` spans, if that is to be had by joining neighbours of a passage.

    Args:
        found: passages with spans over `text`, which is the document's.
        text: in its clean form.
        limit: spans from which on none are joined.
    """
    spans: list[tuple[int, Span]] = []
    for passage, span in found:
        last = spans[-1][1] if spans and spans[-1][0] == passage else None
        follows = last is not None and last.end <= span.start and not text[last.end : span.start].strip()
        if last and follows and len(found) > limit and span.end - last.start <= QUOTE_CHARACTERS:
            spans[-1] = (passage, Span(last.start, span.end))
        else:
            spans.append((passage, span))
    return spans


def _about_one(
    document: Document,
    children: Sequence[Section],
    announced: Sequence[tuple[int, Span]],
    item: Evidence,
    rest: Terms,
) -> bool:
    """Whether much of the question stands in one item of a list alone, neither in what announces it nor in others."""
    own = next((child for child in children if child.span.contains(item.span)), None)
    if own is None or not announced:
        return False
    lead = search_key(" ".join(document.quote(span) for _, span in announced))
    others = search_key(" ".join(document.quote(child.span) for child in children if child is not own))
    alone = rest.rest(lead).rest(others)
    return alone.weight * alone.coverage(search_key(document.quote(own.span))) >= ALONE * rest.weight


def _told(document: Document, announcement: Span) -> int | None:
    """The innermost section whose parts, two at least, a sentence announces."""
    sections = enumerate(document.sections)
    within = [at for at, section in sections if section.span.contains(announcement)]
    for section in reversed(within):
        parts = [other for other in document.sections if other.parent == section]
        if len(parts) > 1 and parts[0].span.start >= announcement.end:
            return section
    return None


def _listing(document: Document, section: int | None, rest: Terms) -> int | None:
    """The innermost section above that is a list of at least two and whose heading says what is asked."""
    best: tuple[float, int] | None = None
    while section is not None:
        heading = document.sections[section].heading
        own = [other for other in document.sections if other.parent == section]
        children = len(own)
        lead = document.text[document.sections[section].span.start : own[0].span.start] if own else ""
        announced = announces(lead)
        covered = rest.coverage(search_key(document.quote(document.sections[section].span) if announced else heading))
        if children >= 2 and covered >= (ANNOUNCED if announced else MATCH) and (best is None or covered > best[0]):
            best = (covered, section)
        section = document.sections[section].parent
    return best[1] if best else None


def _announcement(document: Document, section: Section, items: int, first_passage: int) -> list[tuple[int, Span]]:
    """The sentence that announces the items of a section, which begin at `items`; none if it ends in no colon."""
    before = [s for s in document.sentences if section.span.contains(s.span) and s.span.start < items]
    if before and announces(document.quote(before[-1].span)):
        return [(first_passage + before[-1].passage, before[-1].span)]
    return []


def _heads(document: Document, parent: int, first_passage: int) -> list[tuple[int, Span]]:
    """The first sentences of each part of a section, as (passage, span)."""
    children = (section for section in document.sections if section.parent == parent)
    return [pair for child in children if (pair := _head(document, child, first_passage))]


def _head(document: Document, section: Section, first_passage: int) -> tuple[int, Span] | None:
    """The first sentences of a section, as many as fit into a quotation."""
    inside = [s for s in document.sentences if section.span.contains(s.span)]
    if not inside:
        return None
    passage = inside[0].passage
    end = inside[0].span.end
    for sentence in inside[1:]:
        if sentence.passage != passage or sentence.span.end - inside[0].span.start > 160:
            break
        end = sentence.span.end
    return first_passage + passage, Span(inside[0].span.start, end)
