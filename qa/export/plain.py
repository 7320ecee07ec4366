"""A report as Markdown and as plain text."""

import re
from collections.abc import Sequence

from qa.export.document import Block, Grid, Inline, Items, Line, NoteMark, Raised, Report
from qa.references import circled

_SPECIAL = re.compile(r"(?P<address>https?://[^\s，。；（）《》]+)|(?P<sign>[\\`*_<>|]|\[(?=[\^@])|\](?=\())")
_LINE_START = re.compile(r"^(\s*)(?:([#>+\-=~])|(\d+)([.)]))")
_PREFIX = {"title": "# ", "heading": "## ", "section": "## ", "quote": "> "}


def markdown_text(report: Report) -> str:
    """The report as Markdown with footnotes (`[^1]`), as pandoc, GitHub and Zettlr read them."""
    blocks = [_markdown_block(block) for block in report.blocks]
    notes = [f"[^{number}]: {_escaped(text)}" for number, text in enumerate(report.notes, start=1)]
    return "\n\n".join([*blocks, *notes]) + "\n"


def plain_text(report: Report) -> str:
    """The report as plain text, its notes ① ② at the end, before the reference list."""
    blocks = list(report.blocks)
    at = next((i for i, b in enumerate(blocks) if isinstance(b, Block) and b.kind == "section"), len(blocks))
    notes = [f"{circled(number)} {text}" for number, text in enumerate(report.notes, start=1)]
    title = {"zh": "注释", "en": "Notes"}[report.language]
    parts = [_plain_block(block) for block in blocks[:at]]
    parts += ["\n".join([title, *notes])] if notes else []
    tail = [_plain_block(block) for block in blocks[at:]]
    return "\n\n".join([*parts, *(["\n".join(tail)] if tail else [])]) + "\n"


def _markdown_block(block: Block | Grid | Items) -> str:
    if isinstance(block, Grid):
        head, *rows = [" | ".join(_inlines(cell, cell_=True) for cell in row) for row in block.rows]
        rule = " | ".join("---" for _ in block.rows[0])
        return "\n".join(f"| {row} |" for row in (head, rule, *rows))
    if isinstance(block, Items):
        return "\n".join(f"{sign} {_inlines(item)}" for sign, item in zip(_signs(block), block.items, strict=True))
    text = _inlines(block.line)
    prefix = _PREFIX.get(block.kind, "")
    text = _LINE_START.sub(_not_a_list, text)
    return prefix + (f"*{text}*" if block.kind in ("subtitle", "remark") and text else text)


def _inlines(line: Line, cell_: bool = False) -> str:
    return "".join(_markdown_inline(part) for part in line)


def _markdown_inline(part: Inline) -> str:
    if isinstance(part, NoteMark):
        return f"[^{part.number}]"
    if isinstance(part, Raised):
        return f"<sup>{_escaped(part.text)}</sup>"
    text = _escaped(part.text)
    return f"**{text.strip()}**" if part.bold and text.strip() else text


def _escaped(text: str) -> str:
    """The text without markup of its own; an address stays whole, since escapes would become part of it."""
    return _SPECIAL.sub(lambda match: match[0] if match["address"] else f"\\{match[0]}", text.replace("\n", " "))


def _not_a_list(match: re.Match[str]) -> str:
    """The beginning of a line that would start a heading, list or rule."""
    return f"{match[1]}\\{match[2]}" if match[2] else f"{match[1]}{match[3]}\\{match[4]}"


def _plain_block(block: Block | Grid | Items) -> str:
    if isinstance(block, Grid):
        return "\n".join("\t".join(_plain_line(cell) for cell in row) for row in block.rows)
    if isinstance(block, Items):
        return "\n".join(f"{sign} {_plain_line(item)}" for sign, item in zip(_signs(block), block.items, strict=True))
    text = _plain_line(block.line)
    return f"“{_inner(text, block.line)}" if block.kind == "quote" else text


def _inner(text: str, line: Line) -> str:
    """A quotation closed before its marks, its own quotation marks made single ones."""
    marks = "".join(_plain_inline(part) for part in line[1:])
    words = text[: len(text) - len(marks)] if marks else text
    return words.replace("“", "‘").replace("”", "’") + "”" + marks


def _plain_line(line: Line) -> str:
    return "".join(_plain_inline(part) for part in line)


def _plain_inline(part: Inline) -> str:
    return circled(part.number) if isinstance(part, NoteMark) else part.text


def _signs(block: Items) -> Sequence[str]:
    if block.first is None:
        return ["-"] * len(block.items)
    return [f"{block.first + i}." for i in range(len(block.items))]
