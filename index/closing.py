"""Which sections end before a paragraph that begins with no heading: a list does after its last item, a heading not."""

from collections.abc import Sequence

from index.blocks import Block
from index.events import Event
from index.headings import DATE_LINE
from index.nodes import Node, OpenSections
from index.numbering import RANKS

LOOKAHEAD = 300
"""Events that are looked at to see whether a list goes on."""

GAP = 3
"""Numbers by which the next of a list may be ahead of the last."""

ROOT_STYLES = ("附件", "附件说明", "落款", "document")
"""Styles of sections that lie in no other (an annexed document may in its annex)."""

_NEAR = 50
_LONGEST_SIGNATURE = 40


def follows(event: Event, number: int, sub: int, gap: int) -> bool:
    """Whether an event can come after a number of its style, at most `gap` ahead of it."""
    if event.number == number:
        return event.sub > sub
    return number < event.number <= number + gap


def ends_with_paragraph(
    opened: OpenSections, node: Node, text: str, blocks: Sequence[Block], block: Block, ahead: Sequence[Event]
) -> bool:
    """Whether the innermost section ends before a paragraph.

    Args:
        opened: the open sections.
        node: the innermost of them.
        text: the clean text.
        blocks: its blocks.
        block: the paragraph.
        ahead: the events after the beginning of the paragraph, as many as are looked at.
    """
    event = node.event
    if event.style == "落款":
        return _is_after_signature(text, node, block)
    if event.rank is None:
        return event.style == "runin" and not _goes_on(opened, node, ahead)
    if event.pure:
        return _ends_bare_list(opened, node)
    if event.style in ("一是", "第一"):
        return not _goes_on(opened, node, ahead)
    if not event.at_start and event.rank >= RANKS["（一）"]:
        return True
    if event.rank < RANKS["（一）"] or _goes_on(opened, node, ahead):
        return False
    if "条" in opened.styles():
        return True
    behind = event.heading.end + 1
    has_title = text.startswith("。", behind - 1) and behind < blocks[event.block].span.end
    if node.several or any(other.several for other in _siblings(opened, node)):
        return False
    return event.number > (2 if has_title else 1)


def _is_after_signature(text: str, node: Node, block: Block) -> bool:
    words = text[block.span.start : block.span.end]
    after_date = DATE_LINE.search(text[node.event.start : block.span.start].rstrip()) is not None
    return len(words) > _LONGEST_SIGNATURE or "。" in words or (after_date and words[0] not in "（(")


def _ends_bare_list(opened: OpenSections, node: Node) -> bool:
    """Whether a line without text of its own ends a list of such lines, or of items, and is no heading."""
    before = next(iter(_siblings(opened, node)), None)
    if before is None or not follows(node.event, before.event.number, before.event.sub, GAP):
        return False
    if before.event.pure:
        return before.paragraphs == 0 and before.children == 0
    return not before.event.titled and not before.several


def _siblings(opened: OpenSections, node: Node) -> list[Node]:
    """Sections of one parent and style with a section, the nearest first."""
    return [
        other
        for other in reversed(opened.result.nodes[-_NEAR:])
        if other is not node and other.parent == node.parent and other.event.style == node.event.style
    ]


def _goes_on(opened: OpenSections, node: Node, ahead: Sequence[Event]) -> bool:
    """Whether the innermost section's list goes on before any section around it does."""
    outer = set(opened.styles()[:-1])
    for event in ahead:
        if event.style == node.event.style:
            return event.at_start if event.style == "runin" else follows(event, node.event.number, node.event.sub, 2)
        if event.style in outer or event.style in ROOT_STYLES or event.style in ("words", "#"):
            return False
    return False
