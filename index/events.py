"""Where sections may begin: numbered markers, annexes, headings of the file and headings without numbers, in order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.blocks import Block, trimmed
from index.headings import is_prose, unnumbered_headings
from index.model import Span
from index.numbering import RANKS, Marker, marker_at, markers_within

_ANNEX = re.compile(
    r"[【\[]?(?P<name>附\s?件|附\s?表|附\s?录|附(?=\s?[:：]))\s?(?P<number>[一二三四五六七八九十]{1,3}|\d{1,2}(?:[-—]\d{1,2})?)?[】\]]?"
    r"(?P<stop>\s*[:：.．、]|\s+|$|(?=[《“]))"
)
_ANNEX_GLUED = re.compile(
    r"(?P<name>附件|附表|附录)(?P<number>\d{1,2})(?P<stop>)(?=[\u3400-\u9fff])(?![所中的规和至或及与第])"
)
_BRACKET_TITLE = re.compile(r"\s*(?:〔[^〕\n]{2,30}〕|【[^】\n]{2,30}】|\[[^\]\n]{2,30}\]|（[^（）\n]{2,16}）(?=\s|$))")
_TITLE_STOP = re.compile(r"[。！？；;：:]|[!?](?=\s|$)")
_SENTENCE = "。！？；;!?：:，,、"
_STRONG = ("编", "部分", "章", "节", "条", "一、", "（一）", "一是")
_LONGEST_LINE = 60


@dataclass(frozen=True, slots=True)
class Event:
    """A place where a section may begin.

    Attributes:
        style: a numbering style, or `附件`, `附件说明`, `#`, `title`, `words`, `document`, `runin`.
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
    annexes = _annexes(text, blocks)
    titles = _title_blocks(text, blocks)
    by_block: dict[int, list[Event]] = {}
    for i, block in enumerate(blocks):
        first, inner = markers[i]
        here = [heading for heading in loose if heading.block == i] if loose else []
        starts = sorted(
            [marker.start for marker, _ in inner] + [h.span.start for h in here if h.span.start > block.span.start]
        )
        limits = dict(zip(starts, [*starts[1:], block.span.end], strict=False))
        found: list[Event] = []
        whole = starts[0] if starts else block.span.end
        if i in annexes:
            found.append(annexes[i])
        elif first is not None:
            found.append(_numbered(text, block, i, first, whole, at_start=True, sure=False))
        elif block.kind == "heading" and i not in titles and not any(h.span.start == block.span.start for h in here):
            found.append(Event(block.span.start, "#", 0, 0, "", block.span, i, True, block.level, pure=True))
        elif block.kind == "title":
            found.append(Event(block.span.start, "title", 0, 0, "", block.span, i, True, pure=True))
        for marker, sure in inner:
            found.append(_numbered(text, block, i, marker, limits[marker.start], at_start=False, sure=sure))
        found += [_unnumbered(heading.kind, heading.span, i, block) for heading in here]
        by_block[i] = sorted(found, key=lambda event: event.start)
    return [event for i in range(len(blocks)) for event in by_block[i]]


def _unnumbered(kind: str, span: Span, block: int, owner: Block) -> Event:
    pure = kind != "runin"
    return Event(span.start, kind, 0, 0, "", span, block, span.start == owner.span.start, owner.level, pure)


def _markers(text: str, block: Block) -> tuple[Marker | None, list[tuple[Marker, bool]]]:
    """The marker that begins a block, and those within that numbering bears out (or may, if a list goes on)."""
    if block.kind in ("row", "plain"):
        return None, []
    first = marker_at(text, block.span.start, block.span.end)
    if block.kind == "title":
        return None, []
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


def _numbered(text: str, block: Block, number: int, marker: Marker, limit: int, *, at_start: bool, sure: bool) -> Event:
    end, pure = _heading_end(text, marker, limit, at_start, block.kind == "heading")
    return Event(
        marker.start, marker.style, marker.number, marker.sub, marker.label, Span(marker.start, end), number, at_start,
        block.level, pure, end > marker.end, sure,
    )  # fmt: skip


def _heading_end(text: str, marker: Marker, limit: int, at_start: bool, marked: bool) -> tuple[int, bool]:
    """Where the heading of a numbered section ends, and whether it stands for itself."""
    body = trimmed(text, Span(marker.end, limit))
    if not body:
        return marker.end, True
    words = text[body.start : body.end]
    if marked and len(words) <= _LONGEST_LINE:
        return body.end, True
    bracket = _BRACKET_TITLE.match(text, marker.end, limit)
    if bracket:
        return bracket.end(), bracket.end() >= body.end
    stop = _TITLE_STOP.search(words)
    spaced = _spaced_title(words[: stop.start()] if stop else words)
    if spaced and stop and len(words) - spaced >= 15 and (not at_start or len(words) > 80):
        return body.start + spaced, False
    if stop is None:
        if len(words) <= _LONGEST_LINE and words[-1] not in "，,、":
            spaced = spaced if not at_start or len(words) > 40 else None
            return (body.start + spaced, False) if spaced else (body.end, True)
        return (body.start + spaced, False) if spaced else (marker.end, False)
    if stop.end() == len(words):
        if words[-1] in "？?" and at_start and len(words) <= _LONGEST_LINE:
            return body.end, True
        if words[-1] in "：:" and len(words) <= 16 and not re.search(r"[，,]", words) and marker.style != "条":
            return body.end, True
        if words[-1] == "。" and len(words) <= 30 and "；" not in words:
            return body.end - 1, False
        return marker.end, False
    longest = 32 if stop[0] == "。" else 20
    if stop[0] in "。：:" and stop.start() <= longest and (marker.style != "条" or stop.start() <= 16):
        return body.start + stop.start(), False
    return marker.end, False


def _spaced_title(words: str) -> int | None:
    """Length of a title that white space divides from the text after it."""
    space = re.search(r"\s", words)
    if (
        space
        and 2 <= space.start() <= 30
        and words[space.start() - 1] not in _SENTENCE
        and not re.search(r"[，,]", words[: space.start()])
    ):
        return space.start()
    return None


def _title_blocks(text: str, blocks: Sequence[Block]) -> set[int]:
    """Headings that are the document's title: before its first prose, with no other heading on their level or above."""
    titles: set[int] = set()
    for i, block in enumerate(blocks):
        if block.kind not in ("text", "heading") or is_prose(text, block):
            break
        if block.kind != "heading" or marker_at(text, block.span.start, block.span.end):
            continue
        if any(other.kind == "heading" and other.level <= block.level for other in blocks[i + 1 :]):
            break
        titles.add(i)
    return titles


def _annexes(text: str, blocks: Sequence[Block]) -> dict[int, Event]:
    """Blocks that begin an annex, and the first of each list of annexes (附件说明)."""
    found: dict[int, tuple[re.Match[str], bool]] = {}
    for i, block in enumerate(blocks):
        if block.kind not in ("text", "heading", "title") or len(block.span) > 100:
            continue
        words = text[block.span.start : block.span.end]
        match = _ANNEX.match(words) or _ANNEX_GLUED.match(words)
        if match and "。" not in words:
            found[i] = (match, _has_content(text, blocks, i))
    events: dict[int, Event] = {}
    listing = False
    for i, (match, content) in found.items():
        block = blocks[i]
        if content:
            number = match["number"] or ""
            label = re.sub(r"\s", "", match["name"]).replace("附:", "附件") + number
            label = "附件" + number if match["name"] == "附" else label
            events[i] = Event(block.span.start, "附件", 1, 0, label, block.span, i, True, block.level, pure=True)
        elif not listing:
            head = Span(block.span.start, block.span.start + match.end("number" if match["number"] else "name"))
            events[i] = Event(block.span.start, "附件说明", 0, 0, "附件说明", head, i, True, titled=False)
        listing = not content
    return events


def _has_content(text: str, blocks: Sequence[Block], number: int) -> bool:
    """Whether what follows is an annex and not the end of a list of annexes, a signature or the next annex."""
    for i in range(number + 1, len(blocks)):
        block = blocks[i]
        words = text[block.span.start : block.span.end]
        if block.kind in ("row", "cell"):
            return True
        if _ANNEX.match(words) or _ANNEX_GLUED.match(words):
            return i > number + 4 and "。" in text[blocks[number + 1].span.start : block.span.start]
        if i > number + 1 and len(words) >= 40 and words[-1] in "。；：;:":
            return True
        if i == number + 1 and (len(words) >= 60 and "。" in words):
            return True
        marker = marker_at(text, block.span.start, block.span.end)
        if marker and marker.rank <= RANKS["一、"]:
            return True
    return False
