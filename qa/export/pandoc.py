"""A report as Word or HTML, made by pandoc from its document tree, so that no sign of a text is taken for markup."""

import json
import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.errors import ExportError
from qa.export.document import Block, Grid, Inline, Items, Line, NoteMark, Raised, Report
from qa.export.word import numbered_in_circles, reference_docx

API = [1, 23, 1]
"""Version of pandoc's document tree (pandoc-types)."""

_SECONDS = 300
_NARROWEST, _WIDEST = 7, 40
"""Characters that a column of a table is given room for, at least and at most."""

_SUPERSCRIPT = re.compile(r"<sup>([^<>]{1,120})</sup>")
_NONE: list[Any] = ["", [], []]
_CSS = """
html { font-family: "Times New Roman", "Songti SC", SimSun, "Noto Serif CJK SC", serif; line-height: 1.7; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2 { font-family: "Heiti SC", SimHei, "Noto Sans CJK SC", sans-serif; }
blockquote { margin: 1em 2em; border-left: 3px solid #999; padding-left: 1em; }
table { border-collapse: collapse; } td, th { border: 1px solid #999; padding: .3em .6em; vertical-align: top; }
.remark { color: #555; }
"""


def docx(report: Report) -> bytes:
    """The report as a Word file with real footnotes.

    Raises:
        ExportError: if pandoc is missing or fails.
    """
    return _word("json", _tree(report))


def word_of_markdown(text: str) -> bytes:
    """A Markdown report with notes as a Word file of the same form; nothing that it links to is fetched.

    Raises:
        ExportError: if pandoc is missing or fails.
    """
    raised = _SUPERSCRIPT.sub(lambda match: "^" + re.sub(r"([\s\[\]])", r"\\\1", match[1]) + "^", text)
    return _word("markdown-raw_tex-tex_math_dollars", raised.encode("utf-8", "replace"), "--sandbox")


def _word(source: str, data: bytes, *options: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        reference = Path(folder) / "reference.docx"
        reference.write_bytes(reference_docx(_run(["--print-default-data-file=reference.docx"], b"")))
        target = Path(folder) / "report.docx"
        form = [f"--from={source}", "--to=docx", f"--reference-doc={reference}", f"--output={target}"]
        _run([*form, *options], data)
        return numbered_in_circles(target.read_bytes())


def html(report: Report) -> bytes:
    """The report as one HTML page that needs nothing else.

    Raises:
        ExportError: if pandoc is missing or fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        style = Path(folder) / "style.html"
        style.write_text(f"<style>{_CSS}</style>\n", encoding="utf-8")
        options = ["--from=json", "--to=html5", "--standalone", f"--include-in-header={style}"]
        return _run(options, _tree(report))


def _run(options: Sequence[str], data: bytes) -> bytes:
    try:
        import pypandoc

        program = pypandoc.get_pandoc_path()
    except (ImportError, OSError) as error:
        raise ExportError(
            "pandoc is missing; install it: pip install pypandoc-binary",
            zh="缺少 pandoc，请安装：pip install pypandoc-binary",
        ) from error
    try:
        done = subprocess.run([program, *options], input=data, capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ExportError(f"pandoc could not run: {error}", zh=f"pandoc 无法运行：{error}") from error
    if done.returncode:
        reason = " ".join(done.stderr.decode("utf-8", "replace").split())[:300]
        raise ExportError(f"pandoc failed: {reason}", zh=f"pandoc 转换失败：{reason}")
    return done.stdout


def _tree(report: Report) -> bytes:
    title = next((_text(b.line) for b in report.blocks if isinstance(b, Block) and b.kind == "title"), "")
    meta = {
        "lang": {"t": "MetaString", "c": {"zh": "zh-CN", "en": "en-GB"}[report.language]},
        "pagetitle": {"t": "MetaString", "c": title},
        "title": {"t": "MetaInlines", "c": _string(title)},
    }
    blocks = [
        _block(block, report.notes)
        for block in report.blocks
        if not (isinstance(block, Block) and block.kind == "title")
    ]
    tree = {"pandoc-api-version": API, "meta": meta, "blocks": blocks}
    return json.dumps(tree, ensure_ascii=True).encode("ascii")


def _block(block: Block | Grid | Items, notes: Sequence[str]) -> Any:
    if isinstance(block, Grid):
        return _table(block, notes)
    if isinstance(block, Items):
        items = [[{"t": "Plain", "c": _inlines(item, notes)}] for item in block.items]
        if block.first is None:
            return {"t": "BulletList", "c": items}
        return {"t": "OrderedList", "c": [[block.first, {"t": "Decimal"}, {"t": "Period"}], items]}
    inlines = _inlines(block.line, notes)
    paragraph = {"t": "Para", "c": inlines}
    if block.kind in ("heading", "section"):
        return {"t": "Header", "c": [1, _NONE, inlines]}
    if block.kind == "quote":
        return {"t": "BlockQuote", "c": [paragraph]}
    style = {"subtitle": "Subtitle", "remark": "Remark", "entry": "Bibliography"}.get(block.kind)
    if style is None:
        return paragraph
    return {"t": "Div", "c": [["", [block.kind], [["custom-style", style]]], [paragraph]]}


def _table(grid: Grid, notes: Sequence[str]) -> Any:
    columns = [[{"t": "AlignDefault"}, {"t": "ColWidth", "c": share}] for share in _shares(grid)]

    def row(cells: Sequence[Line]) -> Any:
        return [
            _NONE,
            [[_NONE, {"t": "AlignDefault"}, 1, 1, [{"t": "Plain", "c": _inlines(cell, notes)}]] for cell in cells],
        ]

    head, *body = grid.rows
    bodies = [[_NONE, 0, [], [row(cells) for cells in body]]]
    return {"t": "Table", "c": [_NONE, [None, []], columns, [_NONE, [row(head)]], bodies, [_NONE, []]]}


def _shares(grid: Grid) -> list[float]:
    """The share of the page's width for each column: by its longest cell, none too narrow to read."""
    longest = [max(len(_text(row[place])) for row in grid.rows) for place in range(len(grid.rows[0]))]
    wanted = [min(max(length + 2, _NARROWEST), _WIDEST) for length in longest]
    return [round(length / sum(wanted), 4) for length in wanted]


def _inlines(line: Line, notes: Sequence[str]) -> list[Any]:
    return [inline for part in line for inline in _inline(part, notes)]


def _inline(part: Inline, notes: Sequence[str]) -> list[Any]:
    if isinstance(part, NoteMark):
        return [{"t": "Note", "c": [{"t": "Para", "c": _string(notes[part.number - 1])}]}]
    if isinstance(part, Raised):
        return [{"t": "Superscript", "c": _string(part.text)}]
    return [{"t": "Strong", "c": _string(part.text)}] if part.bold else _string(part.text)


def _string(text: str) -> list[Any]:
    """Words and blanks; characters that XML has no place for become U+FFFD."""
    pieces: list[Any] = []
    for n, word in enumerate(text.replace("\n", " ").split(" ")):
        if n:
            pieces.append({"t": "Space"})
        if word:
            pieces.append({"t": "Str", "c": "".join(c if _fits(c) else "\ufffd" for c in word)})
    return pieces


def _fits(character: str) -> bool:
    return (
        (character >= " " or character == "\t")
        and not "\ud800" <= character <= "\udfff"
        and character not in "\ufffe\uffff"
    )


def _text(line: Line) -> str:
    return "".join(part.text for part in line if not isinstance(part, NoteMark))
