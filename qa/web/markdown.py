"""The Markdown of an answer read into a tree, so that the page is built from text nodes and never from markup.

Only what answers use is read: paragraphs, headings, lists, quotations, `|` tables, `**bold**`, `[n]` and backslash
escapes. Everything else, HTML and links included, stays the characters it is, and so does every sentence quoted.
CommonMark is not followed where it fails on Chinese: `**补贴（三年）。**其中` is bold here, though no space follows.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from qa.markup import unescaped

_MARKER = re.compile(r"\[(\d{1,3})\]")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_INLINE = re.compile(rf"{_ESCAPE.pattern}|\*\*|{_MARKER.pattern}|<br ?/?>")
_ITEM = re.compile(r"\s*(?:([-*+])|(\d{1,3})[.)])\s+(?=\S)")
_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_LAST_MARKER = re.compile(r"\[(\d{1,3})\]$")
_BAR_ESCAPE = re.compile(r"\\\|")
_BAR = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Text:
    """Characters as they are."""

    text: str
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Marker:
    """The marker [n] of a citation that the answer has."""

    n: int
    kind: Literal["marker"] = "marker"


@dataclass(frozen=True, slots=True)
class Break:
    """A line break inside a block."""

    kind: Literal["break"] = "break"


@dataclass(frozen=True, slots=True)
class Strong:
    """Bold text."""

    parts: "tuple[Inline, ...]"
    kind: Literal["strong"] = "strong"


Inline = Text | Marker | Break | Strong
Line = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, heading or quotation."""

    parts: Line
    kind: Literal["paragraph", "heading", "quote"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Items:
    """A list; `first` is the number of the first item, None for bullets."""

    items: tuple[Line, ...]
    first: int | None
    kind: Literal["items"] = "items"


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row has as many cells as the header."""

    header: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    kind: Literal["table"] = "table"


Block = Paragraph | Items | Table


def parse(markdown: str, quotes: Mapping[int, str]) -> tuple[Block, ...]:
    """Reads `markdown` into blocks.

    Args:
        markdown: the answer as the JSON contract has it.
        quotes: the quotation of each citation; only its numbers become markers, and a line or cell that is one
            quotation with its marker is taken as it stands, whatever signs of Markdown the document uses.
    """
    return tuple(_blocks(markdown.split("\n"), {n: one_line(quote) for n, quote in quotes.items()}))


def one_line(text: str) -> str:
    """A quotation as it stands in an answer: line breaks with the white space around them become one space."""
    return re.sub(r"\s*\n\s*", " ", text).strip()


def plain(block: Block) -> str:
    """The block as plain text: markers stay `[n]`, items have their sign, cells are parted by tabs."""
    if isinstance(block, Paragraph):
        return plain_line(block.parts)
    if isinstance(block, Items):
        signs = ("- " if block.first is None else f"{block.first + i}. " for i in range(len(block.items)))
        return "\n".join(sign + plain_line(item) for sign, item in zip(signs, block.items, strict=True))
    rows = (block.header, *block.rows)
    return "\n".join("\t".join(plain_line(cell).replace("\n", " ") for cell in row) for row in rows)


def plain_line(line: Line) -> str:
    """A line of inline parts as plain text."""
    return "".join(_plain(part) for part in line)


def _plain(part: Inline) -> str:
    if isinstance(part, Text):
        return part.text
    if isinstance(part, Marker):
        return f"[{part.n}]"
    return plain_line(part.parts) if isinstance(part, Strong) else "\n"


def _blocks(lines: list[str], quotes: Mapping[int, str]) -> Iterator[Block]:
    at = 0
    while at < len(lines):
        start, line = at, lines[at]
        at += 1
        if not line.strip():
            continue
        if quoted := _quoted(line.strip(), quotes):
            yield Paragraph(quoted)
        elif _is_table(lines, start):
            at = _run(lines, at + 1, lambda text: "|" in text)
            yield _table(lines[start], lines[start + 2 : at], quotes)
        elif heading := _HEADING.match(line):
            yield Paragraph(_line(line[heading.end() :], quotes), "heading")
        elif line.startswith(">"):
            at = _run(lines, at, lambda text: text.startswith(">"))
            yield Paragraph(_line("\n".join(text[1:].strip() for text in lines[start:at]), quotes), "quote")
        elif item := _ITEM.match(line):
            at = _run(lines, at, lambda text: _ITEM.match(text) is not None)
            items = tuple(_line(_ITEM.sub("", text, count=1), quotes) for text in lines[start:at])
            yield Items(items, int(item[2]) if item[2] else None)
        else:
            while at < len(lines) and lines[at].strip() and not _opens(lines, at, quotes):
                at += 1
            yield Paragraph(_line("\n".join(text.strip() for text in lines[start:at]), quotes))


def _run(lines: list[str], at: int, belongs: Callable[[str], bool]) -> int:
    """The first line from `at` on that is empty or does not belong."""
    while at < len(lines) and lines[at].strip() and belongs(lines[at]):
        at += 1
    return at


def _opens(lines: list[str], at: int, quotes: Mapping[int, str]) -> bool:
    line = lines[at]
    special = _HEADING.match(line) or _ITEM.match(line) or line.startswith(">") or _is_table(lines, at)
    return bool(special or _quoted(line.strip(), quotes))


def _is_table(lines: list[str], at: int) -> bool:
    return "|" in lines[at] and at + 1 < len(lines) and "|" in lines[at + 1] and bool(_RULE.match(lines[at + 1]))


def _table(header: str, rows: list[str], quotes: Mapping[int, str]) -> Table:
    head = _cells(header, quotes)
    empty: tuple[Line, ...] = ((),) * len(head)
    return Table(head, tuple((_cells(row, quotes) + empty)[: len(head)] for row in rows))


def _cells(row: str, quotes: Mapping[int, str]) -> tuple[Line, ...]:
    cells = _BAR.split(row.strip())
    if cells and not cells[0].strip():
        cells = cells[1:]
    if cells and not cells[-1].strip():
        cells = cells[:-1]
    return tuple(_quoted(_BAR_ESCAPE.sub("|", cell.strip()), quotes) or _line(cell.strip(), quotes) for cell in cells)


def _quoted(text: str, quotes: Mapping[int, str]) -> Line | None:
    """The quotation and its marker, if the text is nothing else."""
    found = _LAST_MARKER.search(text)
    n = int(found[1]) if found else 0
    said = text[: found.start()].rstrip() if found else ""
    if n not in quotes or quotes[n] not in (said, unescaped(said)):
        return None
    return (Text(quotes[n]), Marker(n))


def _line(text: str, quotes: Mapping[int, str]) -> Line:
    """Reads inline marks; a `**` without its partner stays two asterisks."""
    tokens = list(_tokens(text, quotes))
    parts: list[Inline] = []
    opened: int | None = None
    closings = [i for i, token in enumerate(tokens) if token is None]
    if len(closings) % 2:
        tokens[closings[-1]] = Text("**")
    for token in tokens:
        if token is not None:
            parts.append(token)
        elif opened is None:
            opened = len(parts)
        else:
            parts[opened:] = [Strong(tuple(parts[opened:]))]
            opened = None
    return tuple(_joined(parts))


def _tokens(text: str, quotes: Mapping[int, str]) -> Iterator[Inline | None]:
    """The parts of a text in order; None is a `**`."""
    at = 0
    for match in _INLINE.finditer(text):
        yield from _broken(text[at : match.start()])
        at = match.end()
        if match[0] == "**":
            yield None
        elif match[0].startswith("<br"):
            yield Break()
        elif match[1]:
            yield Text(match[1])
        else:
            yield Marker(int(match[2])) if int(match[2]) in quotes else Text(match[0])
    yield from _broken(text[at:])


def _broken(text: str) -> Iterator[Inline]:
    for place, line in enumerate(text.split("\n")):
        if place:
            yield Break()
        if line:
            yield Text(line)


def _joined(parts: list[Inline]) -> Iterator[Inline]:
    """Neighbouring texts as one."""
    text = ""
    for part in parts:
        if isinstance(part, Text):
            text += part.text
            continue
        if text:
            yield Text(text)
            text = ""
        yield part
    if text:
        yield Text(text)
