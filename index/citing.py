"""How a passage is cited: by its section, with 第n款, 第n段 or a range of items where it is not all of it."""

from collections.abc import Sequence

from index.locators import chinese
from index.model import Section
from index.outline import Outline
from index.units import Unit


class Citing:
    """Locators for the passages of one outline."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._last_ordinals: dict[int | None, int] = {}
        self._ends: dict[int | None, int] = {}
        for paragraph in outline.paragraphs:
            self._last_ordinals[paragraph.section] = paragraph.ordinal
            section = paragraph.section
            while section is not None:
                self._ends[section] = paragraph.span.end
                section = outline.sections[section].parent

    def locate(self, units: Sequence[Unit]) -> tuple[int | None, str]:
        """The innermost section that holds all the units, and how they are cited together."""
        sections = self._outline.sections
        first = units[0]
        paragraph = first.paragraphs[0]
        if paragraph.row is not None:
            return paragraph.section, paragraph.row
        items = [unit.item for unit in units if unit.item is not None]
        if len(units) == 1 and items:
            return items[0], sections[items[0]].locator
        home = first.home
        if home is not None and self._is_all(home, units):
            return home, sections[home].locator
        if items:
            return home, _range(sections, items[0], items[-1])
        base = sections[home].locator if home is not None else ""
        return home, base + self._paragraph_part(home, units)

    def _is_all(self, home: int, units: Sequence[Unit]) -> bool:
        first = units[0]
        begins = first.item is None and first.paragraphs[0].ordinal == 1
        return begins and units[-1].span.end == self._ends[home]

    def _paragraph_part(self, home: int | None, units: Sequence[Unit]) -> str:
        """第n款 in articles with several, 第n段 below headings without number and outside any, else nothing."""
        shapes = self._outline.shapes
        low, high = units[0].paragraphs[0].ordinal, units[-1].paragraphs[0].ordinal
        if home is None:
            sections = self._outline.sections
            if sections and units[0].span.start > sections[-1].span.start:
                return "文末"
            if high == 0:
                return "文首"
            low = max(low, 1)
        elif self._last_ordinals[home] < 2 or (shapes[home].is_numbered and not shapes[home].is_article):
            return ""
        elif shapes[home].is_article:
            return f"第{chinese(low)}款" if low == high else f"第{chinese(low)}至{chinese(high)}款"
        return f"第{low}段" if low == high else f"第{low}至{high}段"


def _range(sections: Sequence[Section], first: int, last: int) -> str:
    """第八条第（一）至（三）项, 二、1至3: from the first item to the last."""
    begin, end = sections[first].locator, sections[last].locator
    if begin == end:
        return begin
    parent = sections[first].parent
    above = sections[parent].locator if parent is not None else ""
    if not (begin.startswith(above) and end.startswith(above)):
        return f"{begin}至{end}"
    own, other = begin[len(above) :], end[len(above) :]
    clause = own.rfind("款") + 1
    if clause and other.startswith(own[:clause]):
        above, own, other = above + own[:clause], own[clause:], other[clause:]
    if own[0] == ".":
        return f"{begin}至{end}"
    if own[0] == other[0] == "第" and own[-1] == other[-1] and own[-1] in "项目":
        return f"{above}{own[:-1]}至{other[1:]}"
    return f"{above}{own}至{other}"
