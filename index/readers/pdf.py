"""PDF files: lines with their pages, headings by size, ruled tables; running heads and page numbers marked to skip."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import pypdfium2 as pdfium

from index.errors import ReadError
from index.model import Extract
from index.readers.assembly import Assembly
from index.readers.limits import MAX_PDF_CHARACTERS, MAX_PDF_PAGES, too_much
from index.readers.pdf_lines import Line, lines_of
from index.readers.pdf_page import Page, read_page
from index.readers.pdf_running import running_lines
from index.readers.pdf_tables import RuledTable, ruled_tables

_HEADING = 1.15
_LONGEST_HEADING = 80
_INDENT = 1.2
_SHORT = 1.6
_SPARSE = 25
_URL = re.compile(r"https?://[^\s，。；、）)]+")


@dataclass(frozen=True, slots=True)
class _CutPage:
    """One page as lines and tables from the top, with what tells a scanned page from a written one."""

    items: tuple[Line | RuledTable, ...]
    height: float
    pictured: bool
    characters: int
    unmapped: int


def read_pdf(data: bytes) -> Extract:
    """The text of a PDF file: a line of text a line, an empty line between paragraphs, rows of tables.

    Raises:
        ReadError: the file is damaged or encrypted, has too many pages, or its pages are pictures without text.
    """
    document = _opened(data)
    try:
        if len(document) > MAX_PDF_PAGES:
            too_much(f"{len(document)} pages", f"{MAX_PDF_PAGES}", f"{len(document)} 页")
        pages = list(_pages(document))
        declared = _declared(document)
    finally:
        document.close()
    _check_text_layer(pages)
    return _assembled(pages, declared)


def _opened(data: bytes) -> Any:
    if b"%PDF-" not in data[:1024]:
        raise ReadError("damaged, or not a PDF file", zh="文件损坏，或不是 PDF 文件")
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "assword" in str(error) or "ecurity" in str(error):
            raise ReadError(
                "encrypted: remove the password and try again", zh="文件已加密：请去除密码后再读"
            ) from error
        raise ReadError("damaged PDF file", zh="PDF 文件损坏") from error


def _pages(document: Any) -> Iterator[_CutPage]:
    """The pages one by one, so that the characters of one at a time are held."""
    count = 0
    for number in range(len(document)):
        try:
            handle = document[number]
            try:
                page = read_page(handle)
            finally:
                handle.close()
        except pdfium.PdfiumError as error:
            raise ReadError(f"damaged PDF file: page {number + 1}", zh=f"PDF 文件损坏：第 {number + 1} 页") from error
        count += len(page.glyphs)
        if count > MAX_PDF_CHARACTERS:
            too_much(
                f"over {MAX_PDF_CHARACTERS:,} characters", f"{MAX_PDF_CHARACTERS:,}", f"超过 {MAX_PDF_CHARACTERS:,} 字"
            )
        unmapped = sum(1 for glyph in page.glyphs if glyph.text == "\ufffd" or "\ue000" <= glyph.text <= "\uf8ff")
        yield _CutPage(tuple(_cut(page)), page.height, page.pictured, len(page.glyphs), unmapped)


def _check_text_layer(pages: list[_CutPage]) -> None:
    characters = sum(page.characters for page in pages)
    if pages and characters < _SPARSE * len(pages) and 2 * sum(page.pictured for page in pages) >= len(pages):
        raise ReadError(
            "no text found: scanned pages without a text layer; run text recognition (OCR) on the file first",
            zh="没有读到文字：页面是扫描图像，没有文字层，请先做文字识别（OCR）",
        )
    if characters and sum(page.unmapped for page in pages) * 2 > characters:
        raise ReadError(
            "no text found: the fonts do not say which characters they draw; run text recognition (OCR) first",
            zh="没有读到文字：字体没有字符对照表，请先做文字识别（OCR）",
        )


def _declared(document: Any) -> list[tuple[str, str]]:
    names = {"Title": "file_title", "Author": "author", "Keywords": "keywords"}
    found = document.get_metadata_dict()
    return [(ours, value) for theirs, ours in names.items() if (value := " ".join((found.get(theirs) or "").split()))]


def _assembled(pages: list[_CutPage], declared: list[tuple[str, str]]) -> Extract:
    cut = [page.items for page in pages]
    running = running_lines(
        [[item for item in items if isinstance(item, Line)] for items in cut], [p.height for p in pages]
    )
    sizes = Counter(round(line.size) for items in cut for line in items if isinstance(line, Line) for _ in line.text)
    body = float(sizes.most_common(1)[0][0]) if sizes else 0.0
    writer = _Writer(body, [line for items in cut for line in items if isinstance(line, Line)])
    for number, items in enumerate(cut):
        writer.assembly.page()
        for item in items:
            if isinstance(item, RuledTable):
                writer.table(item)
            elif (number, item) in running:
                writer.assembly.skip(item.text)
            else:
                writer.line(item)
    writer.flush()
    urls = Counter(m[0] for number, line in sorted(running, key=lambda r: r[0]) for m in _URL.finditer(line.text))
    if urls:
        declared = [*declared, ("url", urls.most_common(1)[0][0])]
    return writer.assembly.extract(sorted(declared))


def _cut(page: Page) -> list[Line | RuledTable]:
    """Lines and tables of a page, from the top."""
    tables = ruled_tables(page)
    lines = lines_of([glyph for glyph in page.glyphs if not any(table.holds(glyph) for table in tables)])
    items: list[Line | RuledTable] = []
    for line in lines:
        while tables and tables[0].top < line.top:
            items.append(tables.pop(0))
        items.append(line)
    return items + tables


class _Writer:
    """Writes lines as paragraphs: a new one begins after a short line, at an indent, or at a wide gap."""

    def __init__(self, body: float, lines: list[Line]) -> None:
        self.assembly = Assembly()
        self._body = body
        text = [line for line in lines if abs(line.size - body) < 1]
        starts = Counter(round(line.x0) for line in text)
        self._left = float(min(starts, key=lambda x: (-starts[x], x))) if starts else 0.0
        ends = sorted(line.x1 for line in text)
        self._right = ends[int(len(ends) * 0.9)] if ends else 0.0
        gaps = [b.top - a.top for a, b in pairwise(text) if 0 < b.top - a.top < 4 * body]
        self._pitch = median(gaps) if gaps else 2 * body
        sizes = sorted({round(line.size) for line in lines if self._large(line)}, reverse=True)
        self._levels = {size: min(rank, 3) for rank, size in enumerate(sizes, 1)}
        self._last: Line | None = None
        self._heading: list[Line] = []
        self._table_columns = 0

    def table(self, table: RuledTable) -> None:
        """Adds a table, or the rest of the one on the page before."""
        self.flush()
        columns = len(table.rows[0])
        self.assembly.table(table.rows, joined=columns == self._table_columns)
        self._table_columns = columns
        self._last = None

    def line(self, line: Line) -> None:
        """Adds a line of text."""
        self._table_columns = 0
        if self._large(line):
            if self._heading and round(self._heading[-1].size) != round(line.size):
                self.flush()
            self._heading.append(line)
            self._last = None
            return
        self.flush()
        if self._last is None or self._begins(self._last, line):
            self.assembly.line("")
        self.assembly.line(line.text)
        self._last = line

    def flush(self) -> None:
        """Writes the heading at hand, whose lines belong together."""
        if self._heading:
            self.assembly.line("")
            level = self._levels[round(self._heading[0].size)]
            self.assembly.heading("\n".join(line.text for line in self._heading), level)
            self._heading = []

    def _large(self, line: Line) -> bool:
        return line.size > _HEADING * self._body and len(line.text) <= _LONGEST_HEADING

    def _begins(self, last: Line, line: Line) -> bool:
        if abs(last.size - line.size) > 2 or line.x0 - self._left > _INDENT * line.size:
            return True
        if last.x1 < self._right - _SHORT * last.size:
            return True
        return line.top - last.top > 1.5 * self._pitch
