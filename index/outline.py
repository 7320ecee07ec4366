"""The outline of a clean text: nested sections with the locators they are cited by, tables and paragraphs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.blocks import Block, blocks_of
from index.events import events_of
from index.headings import is_prose, title_blocks
from index.locators import section_locators
from index.model import Mark, Section, Span
from index.nesting import nest
from index.nodes import Nesting, Piece
from index.tables import Table

__all__ = ["Outline", "Paragraph", "Shape", "Table", "outline", "row_locator"]


_OPENS = re.compile(r"(?:如下|通知|意见|决定|规定|办法|方案|细则|公告|措施)[：:]$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or the part of one that belongs to one section; headings that stand for themselves are left out.

    Attributes:
        section: place of its section; None outside any.
        ordinal: its place among its section's own paragraphs from 1; 0 for the lines before a document's first prose.
        label: the label or column of the cell it stands in; empty outside long cells.
        row: locator of the table row it stands in; None outside long cells under a header.
        line: which block it is of: parts of one paragraph share it.
    """

    span: Span
    section: int | None
    ordinal: int
    label: str = ""
    row: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """What kind of section one is.

    Attributes:
        style: its numbering style (`条`, `（一）`, `1.`, ...) or kind of heading.
        is_numbered: whether it has a number or is an annex.
        is_titled: whether its heading says more than its number.
        is_item: whether it is an item below 条 whose heading is not a line above its text.
        is_article: whether it is an article (条), whose paragraphs are 款.
        in_article: whether it lies in one.
    """

    style: str
    is_numbered: bool
    is_titled: bool
    is_item: bool
    is_article: bool
    in_article: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """What a text is made of; every list is ordered by start.

    Attributes:
        sections: nested; a section reaches to where the next one begins that is not in it.
        tables: with their rows; long cells and notes are among the paragraphs.
        paragraphs: all other text. Paragraphs and rows together hold every character that is no heading standing for
            itself, header of a table, label of a long cell or markup.
        shapes: what kind of section each of `sections` is.
        titles: marked headings that are the document's title and subtitle; they are among the paragraphs too.
    """

    sections: tuple[Section, ...] = ()
    tables: tuple[Table, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    shapes: tuple[Shape, ...] = ()
    titles: tuple[Span, ...] = ()


def outline(text: str, marks: Sequence[Mark] = ()) -> Outline:
    """Finds the sections, tables and paragraphs of a clean text.

    Args:
        text: the clean text.
        marks: what a reader saw, over clean positions; `skip` marks are ignored.
    """
    blocks, tables = blocks_of(text, marks)
    nesting = nest(text, blocks, events_of(text, blocks))
    depths = _depths(nesting)
    locators = section_locators(text, nesting.nodes)
    sections = tuple(
        Section(
            depths[i],
            locators[i],
            " ".join(text[node.event.heading.start : node.event.heading.end].split()),
            Span(node.event.start, node.end),
            node.event.heading,
            node.parent,
        )
        for i, node in enumerate(nesting.nodes)
    )
    finished = _finished_tables(nesting, blocks, tables, locators)
    return Outline(
        sections,
        finished,
        _paragraphs(text, nesting, blocks, finished),
        _shapes(nesting),
        tuple(blocks[place].span for place in sorted(title_blocks(text, blocks))),
    )


def _depths(nesting: Nesting) -> list[int]:
    depths: list[int] = []
    for node in nesting.nodes:
        depths.append(1 if node.parent is None else depths[node.parent] + 1)
    return depths


def _shapes(nesting: Nesting) -> tuple[Shape, ...]:
    shapes: list[Shape] = []
    with_rows = set(nesting.rows.values())
    for place, node in enumerate(nesting.nodes):
        event = node.event
        above = shapes[node.parent] if node.parent is not None else None
        bare = node.paragraphs == 0 and node.children == 0 and place not in with_rows
        shapes.append(
            Shape(
                style=event.style,
                is_numbered=bool(event.label),
                is_titled=event.titled,
                is_item=event.rank is not None
                and event.rank > (4 if above and (above.is_article or above.in_article) else 5)
                and (bare or not event.pure),
                is_article=event.style == "条",
                in_article=above is not None and (above.is_article or above.in_article),
            )
        )
    return tuple(shapes)


def _finished_tables(
    nesting: Nesting, blocks: Sequence[Block], tables: Sequence[Table], locators: Sequence[str]
) -> tuple[Table, ...]:
    """Tables with their sections and the locator that their rows begin with: 附件表, 二、表2."""
    owners: dict[int, int | None] = {}
    for number, block in enumerate(blocks):
        if block.kind == "row" and block.table is not None:
            owners.setdefault(block.table, nesting.rows[number])
        elif block.table is not None and block.kind == "cell":
            owners.setdefault(block.table, None)
    counts: dict[str, int] = {}
    totals: dict[str, int] = {}
    for number in range(len(tables)):
        base = _table_base(owners.get(number), locators)
        totals[base] = totals.get(base, 0) + bool(tables[number].rows or tables[number].bodies)
    finished = []
    for number, table in enumerate(tables):
        base = _table_base(owners.get(number), locators)
        if table.rows or table.bodies:
            counts[base] = counts.get(base, 0) + 1
        several = str(counts[base]) if totals[base] > 1 and base in counts else ""
        finished.append(replace(table, section=owners.get(number), locator=base + several))
    return tuple(finished)


def _table_base(section: int | None, locators: Sequence[str]) -> str:
    above = locators[section] if section is not None else ""
    return above if above.endswith("表") else above + "表"


def row_locator(table: Table, number: str | None, place: int) -> str:
    """How a row is cited: by its own number, else by its place among the data rows."""
    return f"{table.locator}第{number or place}行"


def _paragraphs(text: str, nesting: Nesting, blocks: Sequence[Block], tables: Sequence[Table]) -> tuple[Paragraph, ...]:
    pieces = list(nesting.pieces)
    with_rows = set(nesting.rows.values())
    for place, node in enumerate(nesting.nodes):
        says = node.event.titled or node.event.rank is not None
        if node.event.pure and says and not (node.paragraphs or node.children or place in with_rows):
            pieces.append(Piece(node.event.heading, place, 1, node.event.block))
    pieces.sort(key=lambda piece: piece.span)
    paragraphs = []
    seen = 0
    for piece in pieces:
        block = blocks[piece.block]
        label, row = _cell_of(block, tables)
        ordinal = piece.ordinal
        if piece.node is None:
            seen += _counts(text, block, bool(seen))
            ordinal = seen
        paragraphs.append(Paragraph(piece.span, piece.node, ordinal, label, row, piece.block))
    return tuple(paragraphs)


def _counts(text: str, block: Block, prose_seen: bool) -> bool:
    """Whether a block outside any section is counted as a paragraph: titles, by-lines and salutations are not."""
    words = text[block.span.start : block.span.end]
    if not prose_seen:
        return is_prose(text, block) and ("。" in words or _OPENS.search(words) is not None)
    return words[-1] in "。！？；”）…" or len(words) >= 60


def _cell_of(block: Block, tables: Sequence[Table]) -> tuple[str, str | None]:
    if block.table is None or block.kind not in ("cell", "plain"):
        return "", None
    table = tables[block.table]
    label = (table.bodies[block.row].column or "").rstrip("：: ")
    if block.kind == "cell":
        return label, None
    return label, row_locator(table, None, table.body_rows[block.row])
