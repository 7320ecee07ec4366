"""A report made of answers, before it becomes a file: headings, quotations, notes, tables and the reference list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Words:
    """Words as they are."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Raised:
    """A mark above the line: [2]第三条."""

    text: str


@dataclass(frozen=True, slots=True)
class NoteMark:
    """Where a note stands; `number` counts from 1."""

    number: int


Inline = Words | Raised | NoteMark
Line = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A title, heading, paragraph, quotation, remark or entry of the reference list."""

    kind: Literal["title", "subtitle", "heading", "section", "text", "quote", "remark", "entry"]
    line: Line


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; the first row names the columns."""

    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list; `first` is the number of the first item, None for bullets."""

    items: tuple[Line, ...]
    first: int | None


@dataclass(slots=True)
class Report:
    """A report: its blocks in order, its notes by number, and the language of our own words in it."""

    language: Literal["zh", "en"]
    blocks: list[Block | Grid | Items] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, kind: str, *parts: Inline | str) -> None:
        """Adds a block of words."""
        line = tuple(Words(part) if isinstance(part, str) else part for part in parts)
        self.blocks.append(Block(kind, line))  # type: ignore[arg-type]

    def note(self, text: str) -> NoteMark:
        """Adds a note and returns its mark."""
        self.notes.append(text)
        return NoteMark(len(self.notes))


def lines(blocks: Sequence[Block | Grid | Items]) -> Iterator[Line]:
    """Every line of words, in order."""
    for block in blocks:
        if isinstance(block, Block):
            yield block.line
        elif isinstance(block, Items):
            yield from block.items
        else:
            for row in block.rows:
                yield from row
