"""The blocks of a document in order: paragraphs, headings that a reader marked, table rows, long cells."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.grids import trimmed
from index.model import Mark, Span
from index.numbering import marker_at
from index.tables import Table, find_tables

_HASHES = re.compile(r"(#{1,6})[ \u3000]+(?=\S)")
_LONGEST_HEADING = 100
_LONGEST_ENTRY = 50
_LONGEST_CAPTION = 60
_CAPTION = re.compile(
    r"(?:表|清单|目录|一览|名单|明细|指标|分工|安排|汇总|标准|情况)(?:\s?[（(][^（）()]{1,20}[）)])?$|^表\s?[\d一二三四五六七八九十]"
)
_LEADER = re.compile(r"[.．…·]{3,}\s*\d{1,4}$")
_BARE_ANNEX = re.compile(
    r"[【\[]?附\s?[件表录]\s?(?:[一二三四五六七八九十]{1,3}|\d{1,2}(?:[-—]\d{1,2})?)?[】\]]?\s?[:：]?"
)
_LONGEST_ANNEX_TITLE = 60


@dataclass(frozen=True, slots=True)
class Block:
    """One block; `span` has no white space at either end.

    Attributes:
        kind: `text`, `heading` (marked by the reader or with #), `title` (a table's title row), `row`, `cell` (a long
            cell, an outline of its own), `plain` (text that is not outlined: notes, long cells under a header).
        level: 1 to 6 for headings.
        table, row: for what is from a table, its place, and the row's among its rows or the cell's among its bodies.
    """

    kind: Literal["text", "heading", "title", "row", "cell", "plain"]
    span: Span
    level: int = 0
    table: int | None = None
    row: int = 0


def blocks_of(text: str, marks: Sequence[Mark]) -> tuple[list[Block], list[Table]]:
    """The blocks and tables of a text, in order."""
    tables = find_tables(text, marks)
    headings = [
        (trimmed(text, mark.span), mark.level)
        for mark in marks
        if mark.kind == "heading" and 0 < len(mark.span) <= 2 * _LONGEST_HEADING
    ]
    headings = [(span, level) for span, level in headings if 0 < len(span) <= _LONGEST_HEADING]
    notes = [mark.span for mark in marks if mark.kind == "note"]
    blocks: list[Block] = []
    position = next_heading = 0
    for number, table in enumerate(tables):
        next_heading = _add_lines(text, Span(position, table.span.start), headings, next_heading, notes, blocks)
        if blocks and not table.titles and blocks[-1].kind == "text" and _is_caption(text, blocks[-1]):
            blocks[-1] = replace(blocks[-1], kind="title", table=number)
        blocks.extend(_table_blocks(text, table, number))
        position = table.span.end
    _add_lines(text, Span(position, len(text)), headings, next_heading, notes, blocks)
    return list(_with_annex_titles(text, list(_with_plain_contents(text, blocks)))), tables


def _is_caption(text: str, block: Block) -> bool:
    """Whether the line before a table names it."""
    words = text[block.span.start : block.span.end]
    return (
        len(words) <= _LONGEST_CAPTION
        and _CAPTION.search(words) is not None
        and marker_at(text, block.span.start, block.span.end) is None
    )


def _with_plain_contents(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, with the lines of a table of contents as plain text: they begin no sections."""
    first: str | None = None
    listing = False
    for block in blocks:
        words = _LEADER.sub("", "".join(text[block.span.start : block.span.end].split()))
        if listing and first is None:
            first = words
        elif listing and (words == first or len(words) > _LONGEST_ENTRY or words[-1] in "。；："):
            listing = False
        listing = listing or words in ("目录", "目次")
        is_entry = block.kind in ("text", "heading") and (
            listing or _LEADER.search(text, block.span.start, block.span.end) is not None
        )
        yield replace(block, kind="plain") if is_entry else block


def _with_annex_titles(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, with the line that names an annex and the line of its title as one."""
    place = 0
    while place < len(blocks):
        block = blocks[place]
        after = blocks[place + 1] if place + 1 < len(blocks) else None
        if after is not None and block.kind in ("text", "heading", "title") and _names_annex(text, block, after):
            yield replace(after, span=Span(block.span.start, after.span.end), level=block.level or after.level)
            place += 1
        else:
            yield block
        place += 1


def _names_annex(text: str, block: Block, after: Block) -> bool:
    title = text[after.span.start : after.span.end]
    return (
        _BARE_ANNEX.fullmatch(text, block.span.start, block.span.end) is not None
        and after.kind in ("text", "heading", "title")
        and 4 <= len(title) <= _LONGEST_ANNEX_TITLE
        and title[-1] not in "。；：:，,、；;"
        and not title.startswith("附")
        and marker_at(text, after.span.start, after.span.end) is None
    )


def _add_lines(
    text: str,
    span: Span,
    headings: Sequence[tuple[Span, int]],
    next_heading: int,
    notes: Sequence[Span],
    blocks: list[Block],
) -> int:
    """Adds the lines of a span outside tables; returns the number of the first heading mark not yet passed."""
    position = span.start
    while position < span.end:
        end = text.find("\n", position, span.end)
        end = span.end if end < 0 else end
        line = trimmed(text, Span(position, end))
        position = end + 1
        if not line:
            continue
        while next_heading < len(headings) and headings[next_heading][0].end <= line.start:
            next_heading += 1
        level = 0
        if next_heading < len(headings) and headings[next_heading][0].overlaps(line):
            marked, level = headings[next_heading]
            if marked.end > line.end and marked.end <= span.end:
                line = Span(line.start, marked.end)
                position = max(position, marked.end)
        blocks.append(_line_block(text, line, level, notes))
    return next_heading


def _line_block(text: str, line: Span, level: int, notes: Sequence[Span]) -> Block:
    hashes = _HASHES.match(text, line.start, line.end)
    if hashes:
        return Block("heading", Span(hashes.end(), line.end), level or len(hashes[1]))
    if level:
        return Block("heading", line, level)
    if any(note.overlaps(line) for note in notes):
        return Block("plain", line)
    return Block("text", line)


def _table_blocks(text: str, table: Table, number: int) -> list[Block]:
    blocks = [Block("row", row.span, 0, number, i) for i, row in enumerate(table.rows)]
    if not table.header and not table.rows:
        blocks.extend(Block("text", note) for note in table.notes)
    elif table.is_form or not table.header:
        blocks.extend(Block("cell" if len(note) > 40 else "plain", note) for note in table.notes)
    else:
        blocks.extend(Block("plain", note) for note in table.notes)
    own_outline = table.is_form or not table.header
    for i, cell in enumerate(table.bodies):
        blocks.append(Block("cell" if own_outline else "plain", cell.span, 0, number, i))
    blocks.sort(key=lambda block: block.span.start)
    return [*(Block("title", title, 0, number) for title in table.titles), *blocks]
