"""Where sections may begin: numbered markers, annexes, headings of the file and headings without numbers, in order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.annexes import Part, parts_of
from index.blocks import Block
from index.headings import Unnumbered, is_byline, is_prose, title_blocks, unnumbered_headings
from index.model import Span
from index.numbering import RANKS, Marker, marker_at, markers_within
from index.titles import heading_end

_Markers = tuple[Marker | None, list[tuple[Marker, bool]]]
"""The marker that begins a block, and the further ones, each with whether numbering bears it out."""

_STRONG = ("编", "部分", "章", "节", "条", "一、", "（一）", "一是")


@dataclass(frozen=True, slots=True)
class Event:
    """A place where a section may begin.

    Attributes:
        style: a numbering style, or `附件`, `附件说明`, `落款`, `#`, `title`, `words`, `document`, `runin`.
        label: how it is cited; empty for those without number.
        heading: the heading without markup.
        block: place of its block.
        at_start: whether it begins its block.
        level: 1 to 6 where the file marks it as a heading.
        pure: whether the heading stands for itself, so that its words are no text of the section.
        titled: whether the heading says more than its marker.
        sure: whether numbering around it already bears it out.
    """

    start: int
    style: str
    number: int
    sub: int
    label: str
    heading: Span
    block: int
    at_start: bool
    level: int = 0
    pure: bool = False
    titled: bool = True
    sure: bool = False

    @property
    def rank(self) -> int | None:
        """Place of its numbering style in the usual order; None without number."""
        return RANKS.get(self.style)


def events_of(text: str, blocks: Sequence[Block]) -> list[Event]:
    """All places where a section may begin, ordered by start."""
    return list(_Finder(text, blocks).events())


class _Finder:
    """Finds the events of one document, block by block."""

    def __init__(self, text: str, blocks: Sequence[Block]) -> None:
        self.text = text
        self.blocks = blocks
        self.markers = [_markers(text, block) for block in blocks]
        numbered = {i for i, (first, _) in enumerate(self.markers) if first is not None}
        self.unnumbered: dict[int, list[Unnumbered]] = {}
        for heading in unnumbered_headings(text, blocks, numbered):
            self.unnumbered.setdefault(heading.block, []).append(heading)
        self.parts = parts_of(text, blocks)
        self.titles = title_blocks(text, blocks)
        # The last number of each style whose line was a heading with text under it.
        self.headed: dict[str, int] = {}

    def events(self) -> Iterator[Event]:
        """The events in order; what stands within a heading of its own is none."""
        for number in range(len(self.blocks)):
            end = 0
            for event in sorted(self._of_block(number), key=lambda event: event.start):
                if event.start >= end:
                    yield event
                    end = event.heading.end if event.pure else event.start

    def _of_block(self, number: int) -> list[Event]:
        block = self.blocks[number]
        first, inner = self.markers[number]
        found = [_unnumbered(heading, block) for heading in self.unnumbered.get(number, ())]
        if number in self.parts:
            part = _part(self.parts[number], block)
            found = [event for event in found if event.start != part.start] + [part]
        opens = {event.start for event in found}
        if block.span.start not in opens:
            if first is not None:
                inner = [(first, False), *inner]
            elif block.kind == "title" or (block.kind == "heading" and self._is_heading(number, block)):
                style = "#" if block.kind == "heading" else "title"
                found.append(Event(block.span.start, style, 0, 0, "", block.span, number, True, block.level, pure=True))
        starts = sorted(opens | {marker.start for marker, _ in inner})
        limits = dict(zip(starts, [*starts[1:], block.span.end], strict=False))
        for marker, sure in inner:
            if marker.start not in opens:
                found.append(self._numbered(number, marker, limits[marker.start], sure))
        return found

    def _is_heading(self, number: int, block: Block) -> bool:
        return number not in self.titles and not is_byline(self.text, block)

    def _numbered(self, number: int, marker: Marker, limit: int, sure: bool) -> Event:
        block = self.blocks[number]
        at_start = marker.start == block.span.start
        end, pure = heading_end(
            self.text,
            marker,
            limit,
            alone=at_start and limit == block.span.end,
            marked=block.kind == "heading",
            has_body=at_start and self._has_body(number, marker),
        )
        if at_start and pure:
            self.headed[marker.style] = marker.number
        return Event(
            marker.start, marker.style, marker.number, marker.sub, marker.label, Span(marker.start, end), number,
            at_start, block.level, pure, end > marker.end, sure,
        )  # fmt: skip

    def _has_body(self, number: int, marker: Marker) -> bool:
        """Whether the next block can belong to this section (a deeper number, a paragraph), as with its predecessor."""
        if marker.number > 1 and self.headed.get(marker.style) != marker.number - 1:
            return False
        after = number + 1
        if after >= len(self.blocks):
            return False
        first, inner = self.markers[after]
        if first is not None:
            return first.rank > marker.rank
        block = self.blocks[after]
        return is_prose(self.text, block) or bool(inner) or self.text[block.span.start] in "—－"


def _unnumbered(heading: Unnumbered, block: Block) -> Event:
    span = heading.span
    at_start = span.start == block.span.start
    return Event(
        span.start, heading.kind, 0, 0, "", span, heading.block, at_start, block.level, heading.kind != "runin"
    )  # fmt: skip


def _part(part: Part, block: Block) -> Event:
    start = part.heading.start
    pure = part.style == "附件"
    at_start = start == block.span.start
    return Event(
        start, part.style, 1, 0, part.label, part.heading, part.block, at_start, block.level, pure, part.titled
    )  # fmt: skip


def _markers(text: str, block: Block) -> _Markers:
    """The marker that begins a block, and those within that numbering bears out (or may, if a list goes on)."""
    if block.kind in ("row", "plain", "title"):
        return None, []
    first = marker_at(text, block.span.start, block.span.end)
    sequence: dict[str, list[Marker]] = {}
    if first is not None:
        sequence[first.style] = [first]
    position = first.end - 1 if first is not None else block.span.start
    for marker in markers_within(text, position, block.span.end):
        sequence.setdefault(marker.style, []).append(marker)
    accepted: list[tuple[Marker, bool]] = []
    for style, markers in sequence.items():
        accepted += [(marker, sure) for marker, sure in _runs(style, markers, first) if marker is not first]
    return first, sorted(accepted, key=lambda pair: pair[0].start)


def _runs(style: str, markers: Sequence[Marker], first: Marker | None) -> Iterator[tuple[Marker, bool]]:
    """Markers of one style that count 1, 2, ... (or on from the one that begins the block); others only as doubtful."""
    run: list[Marker] = []
    for marker in markers:
        if run and marker.follows(run[-1].number, run[-1].sub):
            run.append(marker)
        elif marker.number == 1 or marker is first:
            if len(run) > 1:
                yield from ((m, True) for m in run)
            run = [marker]
        elif style in _STRONG:
            yield marker, False
    if len(run) > 1:
        yield from ((m, True) for m in run)
    elif run and style in ("编", "部分", "章", "节", "条", "一、"):
        yield run[0], False
