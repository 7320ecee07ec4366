"""Lists gathered whole: the items of a section, where what is asked for is the section and not one of its items."""

from collections.abc import Sequence

from index.model import Document, Section, Span
from index.search_key import search_key
from index.store import Index
from qa.evidence import Evidence
from qa.matching import Terms

ITEMS = 30
"""Most items of a list that are cited one by one."""

MATCH = 0.6
"""Share of the question's words that a section's heading must carry for its items to be the answer."""


def items(evidence: Sequence[Evidence], terms: Terms, index: Index) -> list[tuple[int, Span]]:
    """The sections that together make the list asked for, as (passage, span of the item's first sentences).

    A section counts when its heading (with title and parent headings taken out) carries the question's words better
    than its items do. Nothing comes back where the list stands within one sentence or row.
    """
    for item in evidence[:3]:
        found = index.passage(item.hit.passage)
        document = index.document(found.document.id)
        rest = terms.rest(search_key(found.document.metadata.title or ""))
        if not rest.terms:
            rest = terms
        parent = _listing(document, found.passage.section, rest)
        if parent is not None:
            children = [n for n, section in enumerate(document.sections) if section.parent == parent]
            first = found.document.first_passage
            return [pair for child in children[:ITEMS] if (pair := _head(document, document.sections[child], first))]
    return []


def _listing(document: Document, section: int | None, rest: Terms) -> int | None:
    """The innermost section above that is a list of at least two and whose heading says what is asked."""
    best: tuple[float, int] | None = None
    while section is not None:
        heading = document.sections[section].heading
        children = sum(other.parent == section for other in document.sections)
        covered = rest.coverage(search_key(heading))
        if children >= 2 and covered >= MATCH and (best is None or covered > best[0]):
            best = (covered, section)
        section = document.sections[section].parent
    return best[1] if best else None


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
