"""Passages: a document cut along its outline into the units that are indexed, found and quoted."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.locators import chinese
from index.model import Metadata, Passage, Section, Sentence, Span
from index.numbering import marker_at
from index.outline import Outline, Paragraph, row_locator
from index.sentences import pack, sentences
from index.tables import Table, TableRow

TARGET = 250
"""Characters of a passage made of several paragraphs or items."""

WHOLE = 400
"""Characters up to which a paragraph, an item or a list with its lead-in is kept whole."""

_CONTEXT = 150
_LEAD_IN = 60


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is never cut if it fits: a paragraph, or an item with all below it.

    Attributes:
        home: the section whose list or text it is part of.
        item: the item's section; None for a paragraph.
        alone: whether it is never joined with its neighbours.
    """

    span: Span
    home: int | None
    paragraphs: tuple[Paragraph, ...]
    item: int | None = None
    alone: bool = False

    @property
    def leads_in(self) -> bool:
        """Whether it is a paragraph of the section itself."""
        return self.item is None


class _Cutter:
    """Cuts one document."""

    def __init__(self, text: str, outline: Outline, metadata: Metadata) -> None:
        self.text = text
        self.outline = outline
        self.sections = outline.sections
        self.metadata = metadata
        self.children: dict[int, list[int]] = {}
        for place, section in enumerate(self.sections):
            if section.parent is not None:
                self.children.setdefault(section.parent, []).append(place)
        self.counts: dict[int | None, int] = {}
        for paragraph in outline.paragraphs:
            self.counts[paragraph.section] = max(self.counts.get(paragraph.section, 0), paragraph.ordinal)
        self.plain_items = [self._is_plain_item(place) for place in range(len(self.sections))]
        self.place = _place_names(metadata.region)

    def _is_plain_item(self, place: int) -> bool:
        """Whether a section is an item without a title that ends in 。, and so is all below it."""
        if not self.outline.items[place]:
            return False
        section = self.sections[place]
        end = section.heading_span.end
        titled = end - section.heading_span.start > 4 and self.text[end : end + 1] == "。"
        alone = titled and self.text[end + 1 : section.span.end].strip() != ""
        return not alone

    def run(self) -> list[Passage]:
        """All passages in order."""
        passages = [self._row(table, row) for table in self.outline.tables for row in table.rows]
        for group in self._groups():
            passages += self._cut_group(group)
        return sorted(passages, key=lambda passage: passage.span)

    def _home(self, section: int | None) -> tuple[int | None, int | None]:
        """The section whose list an item belongs to, and the outermost plain item below it."""
        item = None
        while section is not None and self.plain_items[section] and self._below(section) <= WHOLE:
            item = section
            section = self.sections[section].parent
        return section, item

    def _below(self, place: int) -> int:
        if any(not self.plain_items[child] for child in self.children.get(place, ())):
            return WHOLE + 1
        return len(self.text[self.sections[place].span.start : self.sections[place].span.end].strip())

    def _units(self) -> Iterator[_Unit]:
        """Paragraphs and whole items, in order."""
        open_item: int | None = None
        gathered: list[Paragraph] = []
        for paragraph in self.outline.paragraphs:
            if self._is_title(paragraph):
                continue
            home, item = self._home(paragraph.section)
            if gathered and (item is None or item != open_item):
                yield self._item_unit(gathered, open_item)
                gathered = []
            if item is None:
                alone = bool(paragraph.label or paragraph.row)
                yield _Unit(paragraph.span, home, (paragraph,), alone=alone)
            else:
                gathered.append(paragraph)
            open_item = item
        if gathered:
            yield self._item_unit(gathered, open_item)

    def _is_title(self, paragraph: Paragraph) -> bool:
        """Whether a line before the first prose is (part of) the title, which every passage's context says."""
        if paragraph.section is not None or paragraph.ordinal or not self.metadata.title:
            return False
        words = _bare(self.text[paragraph.span.start : paragraph.span.end])
        return len(words) >= 4 and words in _bare(self.metadata.title)

    def _item_unit(self, paragraphs: Sequence[Paragraph], item: int | None) -> _Unit:
        assert item is not None
        span = Span(paragraphs[0].span.start, paragraphs[-1].span.end)
        return _Unit(span, self.sections[item].parent, tuple(paragraphs), item)

    def _groups(self) -> Iterator[list[_Unit]]:
        """Runs of neighbouring units with one home and nothing between them."""
        rows = [row.span.start for table in self.outline.tables for row in table.rows]
        group: list[_Unit] = []
        for unit in self._units():
            if group and not self._adjoins(group[-1], unit, rows):
                yield group
                group = []
            group.append(unit)
        if group:
            yield group

    def _adjoins(self, before: _Unit, unit: _Unit, rows: Sequence[int]) -> bool:
        if before.home != unit.home or before.alone or unit.alone:
            return False
        if bisect_right(rows, unit.span.start) != bisect_right(rows, before.span.start):
            return False
        return not self._heading_between(before.span.end, unit.span.start)

    def _heading_between(self, start: int, end: int) -> bool:
        return any(mark.isalnum() for mark in self.text[start:end])

    def _cut_group(self, group: Sequence[_Unit]) -> Iterator[Passage]:
        has_items = any(unit.item is not None for unit in group)
        total = group[-1].span.end - group[0].span.start
        if len(group) > 1 and total <= (WHOLE if has_items and group[0].leads_in else TARGET):
            yield self._passage(Span(group[0].span.start, group[-1].span.end), group)
            return
        lead = ""
        for packed in _packed(self.text, group):
            yield from self._cut_packed(packed, "" if packed[0].leads_in else lead)
            last = packed[-1]
            if last.leads_in and self.text[last.span.end - 1] in "：:":
                lead = _last_sentence(self.text, last.span)
            elif last.leads_in:
                lead = ""

    def _cut_packed(self, packed: Sequence[_Unit], lead: str) -> Iterator[Passage]:
        span = Span(packed[0].span.start, packed[-1].span.end)
        if len(packed) > 1 or len(span) <= WHOLE:
            yield self._passage(span, packed, lead)
            return
        for piece in pack(self.text, span, TARGET + 50):
            yield self._passage(piece, packed, lead)

    def _passage(self, span: Span, units: Sequence[_Unit], lead: str = "") -> Passage:
        section, locator = self._locator(units)
        headings = self._headings(section, span)
        labels = [units[0].paragraphs[0].label, lead]
        return Passage(span, locator, headings, self._context(headings, labels), section)

    def _locator(self, units: Sequence[_Unit]) -> tuple[int | None, str]:
        """The section that holds all the units, and how they are cited."""
        first, last = units[0], units[-1]
        paragraph = first.paragraphs[0]
        if paragraph.row is not None:
            return paragraph.section, paragraph.row
        if first.item is not None and first.item == last.item:
            return first.item, self.sections[first.item].locator
        home = first.home
        if all(unit.item is not None for unit in units):
            return home, _range(self.sections, [unit.item for unit in units if unit.item is not None])
        base = self.sections[home].locator if home is not None else ""
        return home, base + self._paragraph_part(home, units)

    def _paragraph_part(self, home: int | None, units: Sequence[_Unit]) -> str:
        """第n段 below headings without number and outside any, 第n款 in articles with several, else nothing."""
        ordinals = [unit.paragraphs[0].ordinal for unit in units if unit.item is None]
        low, high = ordinals[0], ordinals[-1]
        if home is None:
            after = bool(self.sections) and units[0].span.start > self.sections[0].span.start
            if high == 0 or after:
                return "文末" if after else "文首"
            low = max(low, 1)
        elif self.outline.articles[home]:
            if self.counts[home] < 2:
                return ""
            return f"第{chinese(low)}款" if low == high else f"第{chinese(low)}至{chinese(high)}款"
        elif self._is_numbered(home) or self.counts[home] < 2:
            return ""
        return f"第{low}段" if low == high else f"第{low}至{high}段"

    def _is_numbered(self, place: int) -> bool:
        section = self.sections[place]
        return section.locator.startswith("附件") or marker_at(self.text, *_ends(section.heading_span)) is not None

    def _headings(self, section: int | None, span: Span) -> tuple[str, ...]:
        """Headings above, outermost first; a bare number and a title that stands in the passage itself are none."""
        headings: list[str] = []
        while section is not None:
            here = self.sections[section]
            marker = marker_at(self.text, *_ends(here.heading_span))
            bare = marker is not None and marker.end >= here.heading_span.end
            if not bare and not span.contains(here.heading_span):
                headings.append(here.heading)
            section = here.parent
        return tuple(reversed(headings))

    def _context(self, headings: Sequence[str], labels: Sequence[str]) -> str:
        parts = [self.place, _shortened(self.metadata.title or "", 60), *headings]
        kept = [part for i, part in enumerate(parts) if part and part not in parts[:i]]
        kept += [label for label in labels if label and label not in kept]
        room = _CONTEXT - sum(map(len, kept)) - len(kept)
        while room < 0 and len(kept) > 3:
            room += len(kept.pop(2)) + 1
        return "\n".join(_shortened(part, 60) for part in kept)

    def _row(self, table: Table, row: TableRow) -> Passage:
        headings = self._headings(table.section, row.span)
        columns = " ".join(dict.fromkeys(cell.column for cell in row.cells if cell.column and table.header))
        locator = row_locator(table, row.number, row.place)
        return Passage(row.span, locator, headings, self._context(headings, [columns]), table.section, row.cells)


def _packed(text: str, group: Sequence[_Unit]) -> Iterator[list[_Unit]]:
    """Neighbours joined up to the target; a paragraph that ends in a colon begins a new stretch with its items."""
    packed: list[_Unit] = []
    for i, unit in enumerate(group):
        if packed:
            leads = unit.leads_in and text[unit.span.end - 1] in "：:" and i + 1 < len(group)
            head = all(before.home is None and not before.paragraphs[0].ordinal for before in packed)
            if leads or unit.span.end - packed[0].span.start > (WHOLE if head else TARGET):
                yield packed
                packed = []
        packed.append(unit)
    if packed:
        yield packed


def _range(sections: Sequence[Section], items: Sequence[int]) -> str:
    """第八条第（一）至（三）项, 二、1至3: from the first item to the last."""
    first, last = sections[items[0]].locator, sections[items[-1]].locator
    if first == last:
        return first
    same = 0
    while same < min(len(first), len(last)) and first[same] == last[same]:
        same += 1
    while same and (first[same - 1] in "（(" or first[same - 1].isdigit() or first[same - 1] in "一二三四五六七八九十"):
        same -= 1
    ending = first[-1] if first[-1] == last[-1] and first[-1] in "项目" else ""
    return f"{first[: len(first) - len(ending)]}至{last[same:]}"


def _last_sentence(text: str, span: Span) -> str:
    last = sentences(text, span)[-1]
    return _shortened(text[last.start : last.end], _LEAD_IN)


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _bare(words: str) -> str:
    return re.sub(r"[\s《》#*]", "", words)


def _shortened(words: str, length: int) -> str:
    words = " ".join(words.split())
    return words if len(words) <= length else words[: length - 1] + "…"


def _place_names(region: str | None) -> str:
    return (region or "").replace("/", "")


def cut(
    text: str, outline: Outline, metadata: Metadata, pages: Sequence[int] = ()
) -> tuple[tuple[Passage, ...], tuple[Sentence, ...]]:
    """Cuts a document into passages and sentences, both ordered by start.

    Args:
        text: the clean text.
        outline: of that text.
        metadata: place and title go into each passage's context.
        pages: clean position at which each page begins; empty where there are none.
    """
    passages = _Cutter(text, outline, metadata).run()
    passages = [replace(passage, page=bisect_right(pages, passage.span.start) or None) for passage in passages]
    found = []
    for place, passage in enumerate(passages):
        spans = [passage.span] if passage.cells else sentences(text, passage.span)
        found += [Sentence(span, place) for span in spans]
    return tuple(passages), tuple(found)
