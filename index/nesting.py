"""Which section lies in which: numbering styles nest in the order in which they first appear within their parent."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from index.blocks import Block
from index.events import Event
from index.grids import trimmed
from index.headings import DATE_LINE
from index.model import Span
from index.numbering import FIXED

_ROOT_STYLES = ("附件", "附件说明", "落款", "document")
_GAP = 3
_LONGEST_SIGNATURE = 40
_LOOKAHEAD = 300


@dataclass(slots=True)
class Node:
    """A section while the outline is made.

    Attributes:
        paragraphs: how many paragraphs of its own it has so far.
        after: how many paragraphs its parent had when it began.
        several: whether one of its parent's items of this style has paragraphs after its first.
    """

    event: Event
    parent: int | None
    end: int
    after: int = 0
    paragraphs: int = 0
    children: int = 0
    several: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text of one section: a paragraph or what of it belongs to one section."""

    span: Span
    node: int | None
    ordinal: int
    block: int


@dataclass(slots=True)
class Nesting:
    """The sections and pieces of a document, in order of start; `rows` gives each table row's section by block."""

    nodes: list[Node] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    rows: dict[int, int | None] = field(default_factory=dict)


def nest(text: str, blocks: Sequence[Block], events: Sequence[Event]) -> Nesting:
    """Nests the sections that the events begin, leaving out events that numbering does not bear out."""
    builder = _Builder(text, blocks, events)
    builder.run()
    return builder.result


class _Builder:
    def __init__(self, text: str, blocks: Sequence[Block], events: Sequence[Event]) -> None:
        self.text = text
        self.blocks = blocks
        self.events = events
        self.result = Nesting()
        self.stack: list[int] = []
        self.floor = 0
        self.last: dict[str, tuple[int, int]] = {}
        self.roots = 0
        self.pending: tuple[Span, int] | None = None

    def run(self) -> None:
        position = 0
        for number, block in enumerate(self.blocks):
            first = position
            while position < len(self.events) and self.events[position].block == number:
                position += 1
            if block.kind == "row":
                self.result.rows[number] = self._top()
                continue
            self._close_title(number, block)
            outer = self.floor
            if block.kind == "cell":
                self.floor = len(self.stack)
            self._block(number, block, first, position)
            if block.kind == "cell":
                self._pop_to(self.floor, block.span.end)
                self.floor = outer
        self.floor = 0
        self._pop_to(0, len(self.text))

    def _block(self, number: int, block: Block, first: int, beyond: int) -> None:
        """Takes one block in: its events open sections, what lies between them is text of the innermost."""
        cursor = block.span.start
        if first == beyond or not self.events[first].at_start:
            self._before_paragraph(first, number, block)
        for i in range(first, beyond):
            event = self.events[i]
            self.pending = (Span(cursor, event.start), number)
            if self._open(i, event):
                cursor = event.heading.end if event.pure else event.start
            elif event.at_start:
                self._before_paragraph(first, number, block)
        self.pending = (Span(cursor, block.span.end), number)
        self._take_text()

    def _take_text(self) -> None:
        """Gives the text before the event at hand to the section that is innermost until then."""
        if self.pending is None:
            return
        span, number = self.pending
        self.pending = None
        span = trimmed(self.text, span)
        if not span:
            return
        top = self._top()
        if top is None:
            self.roots += 1
            ordinal = self.roots
        else:
            node = self.result.nodes[top]
            node.paragraphs += 1
            node.several = node.several or node.event.block != number
            ordinal = node.paragraphs
        self.result.pieces.append(Piece(span, top, ordinal, number))

    def _top(self) -> int | None:
        return self.stack[-1] if self.stack else None

    def _node(self, place: int) -> Node:
        return self.result.nodes[self.stack[place]]

    def _top_style(self) -> str:
        return self._node(-1).event.style if len(self.stack) > self.floor else ""

    def _pop_to(self, depth: int, at: int) -> None:
        while len(self.stack) > max(depth, self.floor):
            self.result.nodes[self.stack.pop()].end = at

    def _push(self, event: Event) -> None:
        parent = self._top()
        node = Node(event, parent, event.start)
        if parent is not None:
            owner = self.result.nodes[parent]
            node.after = owner.paragraphs
            owner.children += 1
        else:
            node.after = self.roots
        self.result.nodes.append(node)
        self.stack.append(len(self.result.nodes) - 1)
        if event.rank is not None:
            self.last[event.style] = (event.number, event.sub)

    def _close_title(self, number: int, block: Block) -> None:
        """A table's title holds to the end of its table."""
        for depth in range(self.floor, len(self.stack)):
            event = self._node(depth).event
            if event.style == "title" and self.blocks[event.block].table != block.table:
                self._pop_to(depth, block.span.start)
                return

    def _before_paragraph(self, index: int, number: int, block: Block) -> None:
        """Closes the sections that a paragraph without marker does not belong to."""
        while len(self.stack) > self.floor:
            node = self._node(-1)
            event = node.event
            if event.block == number or not self._ends_with_paragraph(node, index, block):
                return
            self._pop_to(len(self.stack) - 1, block.span.start)

    def _ends_with_paragraph(self, node: Node, index: int, block: Block) -> bool:
        event = node.event
        if event.style == "落款":
            words = self.text[block.span.start : block.span.end]
            after_date = DATE_LINE.search(self.text[node.event.start : block.span.start].rstrip()) is not None
            return len(words) > _LONGEST_SIGNATURE or "。" in words or (after_date and words[0] not in "（(")
        if event.rank is None:
            return event.style == "runin" and not self._goes_on(index)
        if event.pure:
            return self._ends_bare_list(node)
        if event.style in ("一是", "第一"):
            return not self._goes_on(index)
        if not event.at_start and event.rank >= 6:
            return True
        if event.style in FIXED or event.rank < 6 or self._goes_on(index):
            return False
        if self._in_article():
            return True
        behind = event.heading.end + 1
        has_title = self.text.startswith("。", behind - 1) and behind < self.blocks[event.block].span.end
        return event.number > (2 if has_title else 1) and not node.several and not self._siblings_run_on(node)

    def _ends_bare_list(self, node: Node) -> bool:
        """Whether a line without text of its own ends a list of such lines, or of items, and is no heading."""
        before = next(
            (
                other
                for other in reversed(self.result.nodes[-50:])
                if other is not node and other.parent == node.parent and other.event.style == node.event.style
            ),
            None,
        )
        if before is None or not _follows(node.event, before.event.number, before.event.sub, _GAP):
            return False
        if before.event.pure:
            return before.paragraphs == 0 and before.children == 0
        return not before.event.titled and not before.several

    def _siblings_run_on(self, node: Node) -> bool:
        return any(
            other.several
            for other in reversed(self.result.nodes[-50:])
            if other.parent == node.parent and other.event.style == node.event.style
        )

    def _in_article(self) -> bool:
        return any(self.result.nodes[place].event.style == "条" for place in self.stack[self.floor :])

    def _goes_on(self, index: int) -> bool:
        """Whether the innermost section's list goes on after `index`, before any section around it does."""
        node = self._node(-1)
        outer = {self._node(place).event.style for place in range(self.floor, len(self.stack) - 1)}
        for event in self.events[index : index + _LOOKAHEAD]:
            if event.style == node.event.style:
                if event.style == "runin":
                    return event.at_start
                return _follows(event, node.event.number, node.event.sub, 2)
            if event.style in outer or event.style in _ROOT_STYLES or event.style in ("words", "#"):
                return False
        return False

    def _open(self, index: int, event: Event) -> bool:
        """Opens the section of an event; False where it is no heading after all."""
        if event.rank is not None:
            return self._open_numbered(index, event)
        if event.style == "runin" and not event.at_start and self._top_style() == "一是":
            return False
        self._take_text()
        if event.style == "document" and self._is_empty_annex():
            pass
        elif event.style in _ROOT_STYLES:
            self._pop_to(self.floor, event.start)
        elif event.style == "#":
            self._pop_for_mark(index, event)
        elif event.style == "words":
            self._pop_for_words(index, event)
        elif event.style == "runin":
            self._pop_styles(("runin",), event.start)
        elif event.style == "title":
            self._pop_styles(("title", "runin", "附件说明"), event.start)
        self._push(event)
        return True

    def _is_empty_annex(self) -> bool:
        node = self._node(-1) if len(self.stack) > self.floor else None
        return node is not None and node.event.style == "附件" and not node.paragraphs and not node.children

    def _pop_styles(self, styles: tuple[str, ...], at: int) -> None:
        for depth in range(self.floor, len(self.stack)):
            if self._node(depth).event.style in styles:
                self._pop_to(depth, at)
                return

    def _pop_for_mark(self, index: int, event: Event) -> None:
        while len(self.stack) > self.floor:
            top = self._node(-1).event
            if top.level and top.level < event.level:
                return
            if top.style == "附件" and not top.level:
                return
            if not top.level and top.rank is not None and self._continues_below(index):
                return
            self._pop_to(len(self.stack) - 1, event.start)

    def _pop_for_words(self, index: int, event: Event) -> None:
        while len(self.stack) > self.floor:
            top = self._node(-1).event
            if top.style in ("附件", "document", "#"):
                return
            if top.rank is not None and self._continues_below(index):
                return
            self._pop_to(len(self.stack) - 1, event.start)

    def _continues_below(self, index: int) -> bool:
        """Whether the list that the innermost section is in goes on after an unnumbered heading, but not at once."""
        node = self._node(-1).event
        for event in self.events[index + 1 : index + 1 + _LOOKAHEAD]:
            if event.style in _ROOT_STYLES:
                return False
            if event.style == node.style:
                at_once = event.block == self.events[index].block + 1
                return not at_once and _follows(event, node.number, node.sub, 1)
        return False

    def _open_numbered(self, index: int, event: Event) -> bool:
        place = self._place_of(event.style)
        if place is not None:
            if not self._is_sibling(index, event, self._node(place).event):
                return False
            self._take_text()
            self._pop_to(place, event.start)
        else:
            if not self._may_start(index, event):
                return False
            self._take_text()
            if self._goes_on_after_part(event):
                self._pop_to(self.floor, event.start)
            self._make_room(index, event)
        self._push(event)
        return True

    def _place_of(self, style: str) -> int | None:
        for place in range(len(self.stack) - 1, self.floor - 1, -1):
            if self._node(place).event.style == style:
                return place
        return None

    def _is_sibling(self, index: int, event: Event, before: Event) -> bool:
        if not event.at_start and not event.sure:
            return _follows(event, before.number, before.sub, 1)
        if event.style == "1.1" or event.style == "1.1.1":
            return True
        if event.number == 1 and event.sub == 0:
            return event.style != "条" or before.number > 1
        if _follows(event, before.number, before.sub, _GAP):
            return True
        return event.style not in ("条", "章") and self._next_follows(index, event)

    def _next_follows(self, index: int, event: Event) -> bool:
        for later in self.events[index + 1 : index + 1 + _LOOKAHEAD]:
            if later.style == event.style:
                return _follows(later, event.number, event.sub, 1)
        return False

    def _may_start(self, index: int, event: Event) -> bool:
        """Whether a style that is not open may begin here with this number."""
        if not event.at_start and not event.sure:
            last = self.last.get(event.style)
            return last is not None and _follows(event, *last, 1) and event.style in ("条", "章", "节")
        if event.number == 1 or event.sure:
            return True
        last = self.last.get(event.style)
        if last is not None and _follows(event, *last, _GAP):
            return True
        if event.style in FIXED:
            return last is None
        return event.style in ("一、", "（一）") or self._next_follows(index, event)

    def _make_room(self, index: int, event: Event) -> None:
        """Closes what a style that opens here cannot lie in."""
        assert event.rank is not None
        while len(self.stack) > self.floor:
            top = self._node(-1).event
            if top.style == "#" and not (event.level and event.level <= top.level):
                return
            if top.rank is None:
                if top.style not in ("附件说明", "#"):
                    return
            elif event.style in FIXED:
                if top.style in FIXED and top.rank < event.rank:
                    return
                if top.style not in FIXED and self._continues_below(index):
                    return
            elif (
                top.style in FIXED or top.rank <= event.rank or self._continues_below(index) or self._after_colon(event)
            ):
                return
            self._pop_to(len(self.stack) - 1, event.start)

    def _goes_on_after_part(self, event: Event) -> bool:
        """Whether an annex, list of annexes or signature stands in the midst of a list that goes on here."""
        last = self.last.get(event.style)
        inside = len(self.stack) > self.floor and self._node(self.floor).event.style in ("附件", "附件说明", "落款")
        return inside and event.number > 1 and last is not None and _follows(event, *last, 1)

    def _after_colon(self, event: Event) -> bool:
        before = self.text[max(0, event.start - 3) : event.start].rstrip()
        return before.endswith(("：", ":"))


def _follows(event: Event, number: int, sub: int, gap: int) -> bool:
    if event.number == number:
        return event.sub > sub
    return number < event.number <= number + gap
