"""How a stretch of a document is cited: by the innermost clause that holds it, not by all that its passage joins."""

from index.model import Document, Passage, Span


def locator_of(document: Document, span: Span, passage: Passage | None = None) -> str:
    """The locator of a span over the clean text.

    A passage may join several items (二、1至3); the item that holds the whole span is named alone (二、2).

    Args:
        document: the document.
        span: what is cited.
        passage: in which it lies, if that is known; else the first that it touches. Outside any the locator is empty.
    """
    if passage is None:
        passage = next((p for p in document.passages if p.span.overlaps(span)), None)
    if passage is None:
        return ""
    innermost: int | None = None
    for place, section in enumerate(document.sections):
        if section.span.contains(span) and _lies_below(document, place, passage.section):
            innermost = place
    if innermost is None:
        return passage.locator
    return document.sections[innermost].locator or passage.locator


def _lies_below(document: Document, place: int, above: int | None) -> bool:
    """Whether a section is a part of another, and not that itself; every section is a part of none."""
    parent = document.sections[place].parent
    while parent is not None:
        if parent == above:
            return True
        parent = document.sections[parent].parent
    return above is None
