"""Units: what a passage is made of and never cuts if it fits, a paragraph or an item with all below it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.model import Span
from index.outline import Outline, Paragraph

WHOLE = 400
"""Characters up to which a paragraph, an item or a list with its lead-in is kept whole."""

_HEADED = 100


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph, or an item of a list with all below it.

    Attributes:
        home: the section whose text or list it is part of; None outside any.
        paragraphs: the paragraphs it is made of.
        item: the item's section; None for a paragraph of the section itself.
        alone: whether it is never joined with its neighbours.
    """

    span: Span
    home: int | None
    paragraphs: tuple[Paragraph, ...]
    item: int | None = None
    alone: bool = False


class Units:
    """The units of one outline, in runs that a passage may join."""

    def __init__(self, text: str, outline: Outline, left_out: frozenset[Span]) -> None:
        self._text = text
        self._outline = outline
        self._left_out = left_out
        self._children: dict[int, list[int]] = {}
        for place, section in enumerate(outline.sections):
            if section.parent is not None:
                self._children.setdefault(section.parent, []).append(place)
        self._rows = sorted(row.span.start for table in outline.tables for row in table.rows)
        self._listed = [self._is_listed(place) for place in range(len(outline.sections))]
        self._owners = self._find_owners()

    def runs(self) -> Iterator[list[Unit]]:
        """Runs of neighbouring units of one section, with no heading, row or other section between them."""
        run: list[Unit] = []
        for unit in self._units():
            if run and not self._adjoins(run[-1], unit):
                yield run
                run = []
            run.append(unit)
        if run:
            yield run

    def _is_listed(self, place: int) -> bool:
        """Whether a section is an item of a list: untitled, or short, or below an article."""
        if not self._outline.shapes[place].is_item:
            return False
        section = self._outline.sections[place]
        end = section.heading_span.end
        titled = self._outline.shapes[place].is_titled and self._text[end : end + 1] == "。"
        return not titled or len(section.span) < _HEADED or self._outline.shapes[place].in_article

    def _find_owners(self) -> list[tuple[int | None, int | None]]:
        """For each section its home and its item: the outermost listed section that fits, all below it listed."""
        sections = self._outline.sections
        tables = [table.span.start for table in self._outline.tables]
        whole = [
            len(self._text[s.span.start : s.span.end].strip()) <= WHOLE
            and bisect_left(tables, s.span.start) == bisect_left(tables, s.span.end)
            for s in sections
        ]
        plain = list(self._listed)
        for place in range(len(sections) - 1, -1, -1):
            plain[place] = plain[place] and all(plain[child] for child in self._children.get(place, ()))
        owners: list[tuple[int | None, int | None]] = []
        for place, section in enumerate(sections):
            home, item = (place, None) if section.parent is None else owners[section.parent]
            if section.parent is None or item is None:
                fits = plain[place] and whole[place]
                home, item = (section.parent, place) if fits else (place, None)
            owners.append((home, item))
        return owners

    def _units(self) -> Iterator[Unit]:
        gathered: list[Paragraph] = []
        last: int | None = None
        for paragraph in self._outline.paragraphs:
            if paragraph.span in self._left_out:
                continue
            home, item = (None, None) if paragraph.section is None else self._owners[paragraph.section]
            if gathered and item != last:
                yield self._item(gathered, last)
                gathered = []
            if item is None:
                yield Unit(paragraph.span, home, (paragraph,), alone=bool(paragraph.label or paragraph.row))
            else:
                gathered.append(paragraph)
            last = item
        if gathered:
            yield self._item(gathered, last)

    def _item(self, paragraphs: Sequence[Paragraph], item: int | None) -> Unit:
        home = self._outline.sections[item].parent if item is not None else None
        span = Span(paragraphs[0].span.start, paragraphs[-1].span.end)
        return Unit(span, home, tuple(paragraphs), item, alone=bool(paragraphs[0].row))

    def _adjoins(self, before: Unit, unit: Unit) -> bool:
        if before.home != unit.home or before.alone or unit.alone:
            return False
        if bisect_right(self._rows, before.span.start) != bisect_right(self._rows, unit.span.start):
            return False
        return not any(c.isalnum() for c in self._text[before.span.end : unit.span.start])
