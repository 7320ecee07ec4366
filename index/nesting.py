"""Which section lies in which: numbering styles nest in the order in which they first appear within their parent."""

from collections.abc import Sequence

from index.blocks import Block
from index.closing import GAP, LOOKAHEAD, ROOT_STYLES, ends_with_paragraph, follows
from index.events import Event
from index.grids import trimmed
from index.model import Span
from index.nodes import Nesting, OpenSections
from index.numbering import FIXED


def nest(text: str, blocks: Sequence[Block], events: Sequence[Event]) -> Nesting:
    """Nests the sections that the events begin, leaving out events that numbering does not bear out."""
    builder = _Builder(text, blocks, events)
    builder.run()
    return builder.opened.result


class _Builder:
    """Walks through the blocks of one document."""

    def __init__(self, text: str, blocks: Sequence[Block], events: Sequence[Event]) -> None:
        self.text = text
        self.blocks = blocks
        self.events = events
        self.opened = OpenSections()
        self.pending: tuple[Span, int] | None = None

    def run(self) -> None:
        """Takes in all blocks."""
        opened = self.opened
        position = 0
        for number, block in enumerate(self.blocks):
            first = position
            while position < len(self.events) and self.events[position].block == number:
                position += 1
            if block.kind == "row":
                opened.result.rows[number] = opened.innermost
                continue
            self._close_table_title(block)
            outer = opened.floor
            if block.kind == "cell":
                opened.floor = len(opened)
            self._block(number, block, first, position)
            if block.kind == "cell":
                opened.close_to(opened.floor, block.span.end)
                opened.floor = outer
        opened.close_to(0, len(self.text))

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
        if self.pending is not None:
            span, number = self.pending
            self.pending = None
            if span := trimmed(self.text, span):
                self.opened.add_text(span, number)

    def _close_table_title(self, block: Block) -> None:
        """A table's title holds to the end of its table."""
        depth = self.opened.depth_of("title")
        if depth is not None and self.blocks[self.opened.node(depth).event.block].table != block.table:
            self.opened.close_to(depth, block.span.start)

    def _before_paragraph(self, index: int, number: int, block: Block) -> None:
        """Closes the sections that a paragraph without marker does not belong to."""
        ahead = self.events[index : index + LOOKAHEAD]
        while (top := self.opened.top) is not None and top.event.block != number:
            if not ends_with_paragraph(self.opened, top, self.text, self.blocks, block, ahead):
                return
            self.opened.close_top(block.span.start)

    def _open(self, index: int, event: Event) -> bool:
        """Opens the section of an event; False where it is no heading after all."""
        if event.rank is not None:
            return self._open_numbered(index, event)
        top = self.opened.top
        if event.style == "runin" and not event.at_start and top is not None and top.event.style == "一是":
            return False
        self._take_text()
        if event.style in ROOT_STYLES:
            if event.style != "document" or not self._in_empty_annex():
                self.opened.close_to(self.opened.floor, event.start)
        elif event.style == "#":
            self._close_for_mark(index, event)
        elif event.style == "words":
            self._close_for_words(index, event)
        elif event.style == "runin":
            self._close_styles(("runin",), event.start)
        elif event.style == "title":
            self._close_styles(("title", "runin", "附件说明"), event.start)
        self.opened.open(event)
        return True

    def _in_empty_annex(self) -> bool:
        top = self.opened.top
        return top is not None and top.event.style == "附件" and not top.paragraphs and not top.children

    def _close_styles(self, styles: tuple[str, ...], at: int) -> None:
        for depth, style in enumerate(self.opened.styles(), self.opened.floor):
            if style in styles:
                self.opened.close_to(depth, at)
                return

    def _close_for_mark(self, index: int, event: Event) -> None:
        """A marked heading closes what is marked no higher, and lists that do not go on after it."""
        while (node := self.opened.top) is not None:
            top = node.event
            if (top.level and top.level < event.level) or (top.style == "附件" and not top.level):
                return
            if not top.level and top.rank is not None and self._continues_below(index, at_once=False):
                return
            self.opened.close_top(event.start)

    def _close_for_words(self, index: int, event: Event) -> None:
        while (node := self.opened.top) is not None:
            top = node.event
            if top.style in ("附件", "document", "#") or (
                top.rank is not None and self._continues_below(index, at_once=False)
            ):
                return
            self.opened.close_top(event.start)

    def _continues_below(self, index: int, *, at_once: bool = True) -> bool:
        """Whether the innermost section's list goes on after an event; `at_once`: even in the next block."""
        top = self.opened.top
        for event in self.events[index + 1 : index + 1 + LOOKAHEAD]:
            if top is None or event.style in ROOT_STYLES:
                return False
            if event.style == top.event.style:
                if event.block == self.events[index].block + 1 and not at_once:
                    return False
                return follows(event, top.event.number, top.event.sub, 1)
        return False

    def _open_numbered(self, index: int, event: Event) -> bool:
        depth = self.opened.depth_of(event.style)
        if depth is not None:
            if not self._is_sibling(index, event, self.opened.node(depth).event):
                return False
            self._take_text()
            self.opened.close_to(depth, event.start)
        else:
            if not self._may_start(index, event):
                return False
            self._take_text()
            if self._goes_on_after_part(event):
                self.opened.close_to(self.opened.floor, event.start)
            self._make_room(index, event, event.rank or 0)
        self.opened.open(event)
        return True

    def _is_sibling(self, index: int, event: Event, before: Event) -> bool:
        """Whether an event goes on, or begins anew, the open list of its style."""
        if not event.at_start and not event.sure:
            return follows(event, before.number, before.sub, 1)
        if event.style in ("1.1", "1.1.1"):
            return True
        if event.number == 1 and event.sub == 0:
            return event.style != "条" or before.number > 1
        if follows(event, before.number, before.sub, GAP):
            return True
        return event.style not in ("条", "章") and self._next_follows(index, event)

    def _next_follows(self, index: int, event: Event) -> bool:
        for later in self.events[index + 1 : index + 1 + LOOKAHEAD]:
            if later.style == event.style:
                return follows(later, event.number, event.sub, 1)
        return False

    def _may_start(self, index: int, event: Event) -> bool:
        """Whether a style that is not open may begin here with this number."""
        last = self.opened.last.get(event.style)
        if not event.at_start and not event.sure:
            return last is not None and follows(event, *last, 1) and event.style in ("条", "章", "节")
        if event.number == 1 or event.sure or (last is not None and follows(event, *last, GAP)):
            return True
        if event.style in FIXED:
            return last is None
        return event.style in ("一、", "（一）") or self._next_follows(index, event)

    def _make_room(self, index: int, event: Event, rank: int) -> None:
        """Closes what a style that opens here cannot lie in."""
        while (node := self.opened.top) is not None:
            top = node.event
            if top.rank is None:
                is_peer = top.style == "#" and 0 < event.level <= top.level
                if not is_peer and top.style != "附件说明":
                    return
            elif event.style in FIXED:
                if top.rank < rank if top.style in FIXED else self._continues_below(index):
                    return
            elif top.rank <= rank or self._continues_below(index) or self._after_colon(event):
                return
            self.opened.close_top(event.start)

    def _goes_on_after_part(self, event: Event) -> bool:
        """Whether an annex, list of annexes or signature stands in the midst of a list that goes on here."""
        last = self.opened.last.get(event.style)
        inside = self.opened.styles()[:1] in (["附件"], ["附件说明"], ["落款"])
        return inside and event.number > 1 and last is not None and follows(event, *last, 1)

    def _after_colon(self, event: Event) -> bool:
        return self.text[max(0, event.start - 3) : event.start].rstrip().endswith(("：", ":"))
