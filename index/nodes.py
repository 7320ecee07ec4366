"""Sections while an outline is made, and those that are open at a place in the text."""

from dataclasses import dataclass, field

from index.events import Event
from index.model import Span


@dataclass(slots=True)
class Node:
    """A section while the outline is made.

    Attributes:
        paragraphs: how many paragraphs of its own it has so far.
        children: how many sections lie directly in it so far.
        after: how many paragraphs its parent had when it began.
        several: whether it has paragraphs after the one it begins with.
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


class OpenSections:
    """The sections open at a place, outermost first.

    Attributes:
        result: what has been found so far.
        floor: how many of the open sections stay open: those around a long cell, which is an outline of its own.
        last: the last number and sub-number of each numbering style.
    """

    def __init__(self) -> None:
        self.result = Nesting()
        self.floor = 0
        self.last: dict[str, tuple[int, int]] = {}
        self._stack: list[int] = []
        self._paragraphs_outside = 0

    def __len__(self) -> int:
        return len(self._stack)

    @property
    def innermost(self) -> int | None:
        """Place of the innermost open section among the nodes."""
        return self._stack[-1] if self._stack else None

    @property
    def top(self) -> Node | None:
        """The innermost open section that may be closed."""
        return self.result.nodes[self._stack[-1]] if len(self._stack) > self.floor else None

    def node(self, depth: int) -> Node:
        """The open section at a depth, 0 for the outermost."""
        return self.result.nodes[self._stack[depth]]

    def styles(self) -> list[str]:
        """Styles of the open sections that may be closed, outermost first."""
        return [self.result.nodes[place].event.style for place in self._stack[self.floor :]]

    def depth_of(self, style: str) -> int | None:
        """Depth of the innermost open section of a style that may be closed."""
        for depth in range(len(self._stack) - 1, self.floor - 1, -1):
            if self.node(depth).event.style == style:
                return depth
        return None

    def close_to(self, depth: int, at: int) -> None:
        """Closes the sections from a depth on."""
        while len(self._stack) > max(depth, self.floor):
            self.result.nodes[self._stack.pop()].end = at

    def close_top(self, at: int) -> None:
        """Closes the innermost section."""
        self.close_to(len(self._stack) - 1, at)

    def open(self, event: Event) -> None:
        """Opens a section in the innermost one."""
        parent = self.innermost
        node = Node(event, parent, event.start, self._paragraphs_outside)
        if parent is not None:
            owner = self.result.nodes[parent]
            node.after = owner.paragraphs
            owner.children += 1
        self._stack.append(len(self.result.nodes))
        self.result.nodes.append(node)
        if event.rank is not None:
            self.last[event.style] = (event.number, event.sub)

    def add_text(self, span: Span, block: int) -> None:
        """Gives a stretch of text to the innermost section."""
        place = self.innermost
        if place is None:
            self._paragraphs_outside += 1
            ordinal = self._paragraphs_outside
        else:
            node = self.result.nodes[place]
            node.paragraphs += 1
            node.several = node.several or node.event.block != block
            ordinal = node.paragraphs
        self.result.pieces.append(Piece(span, place, ordinal, block))
