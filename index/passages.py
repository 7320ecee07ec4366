"""Passages: a document cut along its outline into the units that are indexed, found and quoted."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.citing import Citing
from index.model import Metadata, Passage, Sentence, Span
from index.outline import Outline, Paragraph, row_locator
from index.sentences import pack, sentences
from index.tables import Table, TableRow
from index.units import WHOLE, Unit, Units

TARGET = 250
"""Characters of a passage made of several paragraphs or items."""

_CONTEXT = 150
_PART = 60
_SUFFIX = 8
_COLONS = ("：", ":")


def cut(
    text: str, outline: Outline, metadata: Metadata, pages: Sequence[int] = ()
) -> tuple[tuple[Passage, ...], tuple[Sentence, ...]]:
    """Cuts a document into passages and sentences, both ordered by start.

    A passage never crosses a heading. It is a table row; or a paragraph or item, whole up to 400 characters; or
    neighbours of one section up to 250, a list with its lead-in up to 400. Longer paragraphs are divided between
    sentences. No passage but a row is over 400 characters.

    Args:
        text: the clean text.
        outline: of that text.
        metadata: place and title go into each passage's context.
        pages: clean position at which each page begins; empty where there are none.
    """
    cutter = _Cutter(text, outline, metadata)
    passages = [
        replace(passage, page=bisect_right(pages, passage.span.start) or None)
        for passage in sorted(cutter.run(), key=lambda passage: passage.span)
    ]
    found = []
    for place, passage in enumerate(passages):
        spans = [passage.span] if passage.cells else sentences(text, passage.span)
        found += [Sentence(span, place) for span in spans]
    return tuple(passages), tuple(found)


class _Cutter:
    """Cuts one document."""

    def __init__(self, text: str, outline: Outline, metadata: Metadata) -> None:
        self._text = text
        self._outline = outline
        self._title = metadata.title or ""
        self._above = [(metadata.region or "").replace("/", ""), _shortened(self._title, _PART)]
        self._citing = Citing(outline)
        self._top_headings = [
            " ".join(text[title.start : title.end].split()) for title in outline.titles if not self._says_title(title)
        ]

    def run(self) -> Iterator[Passage]:
        """All passages, rows first."""
        for table in self._outline.tables:
            for row in table.rows:
                yield self._row(table, row)
        for run in Units(self._text, self._outline, self._left_out()).runs():
            yield from self._cut_run(run)

    def _left_out(self) -> frozenset[Span]:
        """Titles, which every passage's context says, unless there is nothing else."""
        titles = frozenset(
            paragraph.span
            for paragraph in self._outline.paragraphs
            if paragraph.span in self._outline.titles or self._is_title(paragraph)
        )
        has_rows = any(table.rows for table in self._outline.tables)
        return titles if has_rows or len(titles) < len(self._outline.paragraphs) else frozenset()

    def _is_title(self, paragraph: Paragraph) -> bool:
        """Whether a line before the first prose is the title or part of it."""
        if paragraph.section is not None or paragraph.ordinal or paragraph.label:
            return False
        return self._says_title(paragraph.span)

    def _says_title(self, span: Span) -> bool:
        words, title = _bare(self._text[span.start : span.end]), _bare(self._title)
        if len(words) < 4 or not title:
            return False
        return words in title or (title in words and len(words) <= len(title) + _SUFFIX)

    def _row(self, table: Table, row: TableRow) -> Passage:
        headings = self._headings(table.section, row.span)
        columns = [cell.column for cell in row.cells if cell.column] if table.header else []
        context = self._context(headings, [" ".join(dict.fromkeys(columns)), " ".join(row.above)])
        locator = row_locator(table, row.number, row.place)
        return Passage(row.span, locator, headings, context, table.section, row.cells)

    def _cut_run(self, run: Sequence[Unit]) -> Iterator[Passage]:
        lead = ""
        for joined in self._joined(run):
            starts_with_item = joined[0].item is not None
            yield from self._cut_joined(joined, lead if starts_with_item else "")
            paragraphs = [unit for unit in joined if unit.item is None]
            if paragraphs:
                last = paragraphs[-1]
                lead = self._last_sentence(last.span) if self._leads_in(last) else ""

    def _joined(self, run: Sequence[Unit]) -> Iterator[list[Unit]]:
        """Neighbours joined up to the target, a list with its lead-in as long as it is kept whole."""
        place = 0
        while place < len(run):
            end = self._list_end(run, place)
            if end - place > 1 and _length(run, place, end) <= WHOLE:
                yield list(run[place:end])
                place = end
                continue
            end = place + 1
            while end < len(run) and self._may_join(run, place, end):
                end += 1
            yield list(run[place:end])
            place = end

    def _list_end(self, run: Sequence[Unit], place: int) -> int:
        """Behind a lead-in with all its items, or, at the beginning of a run that fits, behind all of it."""
        if place == 0 and any(unit.item is not None for unit in run) and _length(run, 0, len(run)) <= WHOLE:
            return len(run)
        end = place
        if run[end].item is None and self._leads_in(run[end]):
            end += 1
            while end < len(run) and run[end].item is not None:
                end += 1
        return end

    def _may_join(self, run: Sequence[Unit], place: int, end: int) -> bool:
        unit, before = run[end], run[end - 1]
        if unit.item is None and (before.item is not None or self._begins_list(run, end)):
            return False
        if unit.item is not None:
            shapes = self._outline.shapes
            if before.item is None:
                return self._leads_in(before) and _length(run, place, end + 1) <= TARGET
            if shapes[unit.item].style != shapes[before.item].style:
                return False
        head = before.home is None and before.paragraphs[0].ordinal == 0
        return _length(run, place, end + 1) <= (WHOLE if head else TARGET)

    def _begins_list(self, run: Sequence[Unit], place: int) -> bool:
        return self._leads_in(run[place]) and place + 1 < len(run) and run[place + 1].item is not None

    def _leads_in(self, unit: Unit) -> bool:
        return self._text.endswith(_COLONS, unit.span.start, unit.span.end)

    def _cut_joined(self, units: Sequence[Unit], lead: str) -> Iterator[Passage]:
        span = Span(units[0].span.start, units[-1].span.end)
        section, locator = self._citing.locate(units)
        for piece in [span] if len(span) <= WHOLE else pack(self._text, span, TARGET + 50):
            headings = self._headings(section, piece)
            context = self._context(headings, [units[0].paragraphs[0].label, lead])
            yield Passage(piece, locator, headings, context, section)

    def _headings(self, section: int | None, span: Span) -> tuple[str, ...]:
        """Headings above, outermost first; a bare number and one that stands in the passage itself are none."""
        headings: list[str] = []
        while section is not None:
            here = self._outline.sections[section]
            if self._outline.shapes[section].is_titled and not span.contains(here.heading_span):
                headings.append(here.heading)
            section = here.parent
        return (*self._top_headings, *reversed(headings))

    def _context(self, headings: Sequence[str], labels: Sequence[str]) -> str:
        """Place, title, headings and labels, a line each, none twice; for want of room outer headings are left out."""
        shown = [_shortened(part, _PART) for part in (*self._above, *headings, *labels)]
        kept = list(dict.fromkeys(part for part in shown if part))
        outer = [part for part in (_shortened(heading, _PART) for heading in headings[:-1]) if part in kept]
        for part in outer:
            if sum(map(len, kept)) + len(kept) <= _CONTEXT:
                break
            kept.remove(part)
        return "\n".join(kept)

    def _last_sentence(self, span: Span) -> str:
        last = sentences(self._text, span)[-1]
        return self._text[last.start : last.end]


def _length(run: Sequence[Unit], place: int, end: int) -> int:
    return run[end - 1].span.end - run[place].span.start


def _bare(words: str) -> str:
    return re.sub(r"[\s《》#*]", "", words)


def _shortened(words: str, length: int) -> str:
    words = " ".join(words.split())
    return words if len(words) <= length else words[: length - 1] + "…"
