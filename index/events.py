"""Where sections may begin: numbered markers, annexes, headings of the file and headings without numbers, in order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.annexes import Part, parts_of
from index.blocks import Block
from index.headings import Unnumbered, is_prose, unnumbered_headings
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
    markers = [_markers(text, block) for block in blocks]
    numbered = {i for i, (first, _) in enumerate(markers) if first is not None}
    loose = unnumbered_headings(text, blocks, numbered)
    parts = parts_of(text, blocks)
    titles = _title_blocks(text, blocks)
    by_block: dict[int, list[Unnumbered]] = {}
    for heading in loose:
        by_block.setdefault(heading.block, []).append(heading)
    events: list[Event] = []
    for i, block in enumerate(blocks):
        first, inner = markers[i]
        here = by_block.get(i, [])
        found = [_unnumbered(heading, block) for heading in here]
        if i in parts:
            found.append(_part(parts[i], block))
        opens = {event.start for event in found}
        if block.span.start not in opens:
            if first is not None:
                inner = [(first, False), *inner]
            elif (block.kind == "heading" and i not in titles) or block.kind == "title":
                style = "#" if block.kind == "heading" else "title"
                found.append(Event(block.span.start, style, 0, 0, "", block.span, i, True, block.level, pure=True))
        starts = sorted(opens | {marker.start for marker, _ in inner})
        limits = dict(zip(starts, [*starts[1:], block.span.end], strict=False))
        has_body = _has_body(text, blocks, markers, i)
        for marker, sure in inner:
            if marker.start not in opens:
                found.append(_numbered(text, block, i, marker, limits[marker.start], sure, has_body))
        events += sorted(found, key=lambda event: event.start)
    return events


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
    return Event(start, part.style, 1, 0, part.label, part.heading, part.block, at_start, block.level, pure, pure)


def _has_body(text: str, blocks: Sequence[Block], markers: Sequence[_Markers], number: int) -> bool:
    """Whether the next block can belong to a section that begins with this one: a deeper number or a paragraph."""
    own, after = markers[number][0], number + 1
    if own is None or after >= len(blocks):
        return False
    follower = markers[after][0]
    if follower is not None:
        return follower.rank > own.rank
    return is_prose(text, blocks[after]) or bool(markers[after][1]) or text[blocks[after].span.start] in "—－"


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


def _numbered(text: str, block: Block, number: int, marker: Marker, limit: int, sure: bool, has_body: bool) -> Event:
    at_start = marker.start == block.span.start
    end, pure = heading_end(
        text,
        marker,
        limit,
        alone=at_start and limit == block.span.end,
        marked=block.kind == "heading",
        has_body=has_body,
    )
    return Event(
        marker.start, marker.style, marker.number, marker.sub, marker.label, Span(marker.start, end), number, at_start,
        block.level, pure, end > marker.end, sure,
    )  # fmt: skip


def _title_blocks(text: str, blocks: Sequence[Block]) -> set[int]:
    """Headings that are the document's title: before its first prose, with no other heading on their level or above."""
    titles: set[int] = set()
    for i, block in enumerate(blocks):
        if block.kind not in ("text", "heading") or is_prose(text, block):
            break
        if block.kind != "heading" or marker_at(text, block.span.start, block.span.end):
            continue
        later = [other.level for other in blocks[i + 1 :] if other.kind == "heading"]
        if any(level <= block.level for level in later) or (titles and not later):
            break
        titles.add(i)
    return titles
