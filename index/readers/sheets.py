"""Spreadsheets: every sheet of a workbook, and a CSV file, as a table."""

import csv
import io
import re
import struct
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from lxml import etree

from index.errors import ReadError
from index.model import Extract
from index.readers.archive import OfficeFile
from index.readers.assembly import Assembly
from index.readers.limits import too_much
from index.readers.text import decode

_MAX_CELLS = 2_000_000
_MAX_COLUMNS = 1_000
_MAX_FIELD = 1_000_000
_MAX_MERGED = 5_000
_DAMAGE = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    OSError,
    EOFError,
    RecursionError,
    NotImplementedError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
    etree.LxmlError,
)
_DELIMITERS = ",\t;|"
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')


def read_xlsx(data: bytes) -> Extract:
    """The visible sheets of a workbook as tables, values as Excel shows them; a merged cell's value fills its rows.

    Raises:
        ReadError: the file is damaged, encrypted, hostile, too large or not a workbook.
    """
    import openpyxl

    office = OfficeFile(data, "xl", ".xlsx")
    _check_parts(office)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of features that carry no text
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except _DAMAGE as error:
        raise ReadError("damaged .xlsx file", zh="xlsx 文件损坏") from error
    assembly = Assembly()
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for sheet in shown:
        rows = _filled(sheet)
        if not rows:
            continue
        if len(shown) > 1:
            assembly.heading(sheet.title, 2)
        for part in _parts(rows):
            _write(assembly, part)
    title = " ".join((book.properties.title or "").split())
    return assembly.extract([("file_title", title)] if title else [])


def _check_parts(office: OfficeFile) -> None:
    """Goes through the XML with our own parser first, since openpyxl sets no limits."""
    count = 0
    for name in sorted(office.names):
        if name.endswith((".xml", ".rels")) and (root := office.xml(name)) is not None and "/worksheets/" in name:
            count += sum(1 for _ in root.iter("{*}c"))
    if count > _MAX_CELLS:
        too_much(f"{count:,} cells", f"{_MAX_CELLS:,}", f"{count:,} 个单元格")


def read_csv(data: bytes) -> Extract:
    """A CSV file as a table; encoding and delimiter are found from the content.

    Raises:
        ReadError: the bytes are not text, or hold no rows.
    """
    text, encoding = decode(data)
    csv.field_size_limit(_MAX_FIELD)
    lines = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    try:
        rows = list(csv.reader(io.StringIO(lines, newline=""), delimiter=_delimiter(lines)))
    except csv.Error as error:
        raise ReadError(f"damaged CSV file: {error}", zh="CSV 文件损坏") from error
    assembly = Assembly()
    for part in _parts([[cell.strip() for cell in row] for row in rows]):
        _write(assembly, part)
    return assembly.extract(encoding=encoding)


def _write(assembly: Assembly, rows: Sequence[Sequence[str]]) -> None:
    """Adds a table, or lines where nothing stands beside anything."""
    title: list[Sequence[str]] = []
    rest = list(rows)
    while rest and sum(map(bool, rest[0])) == 1 and len(rest) > 1:
        title.append(rest.pop(0))
    for row in title:
        assembly.line(next(cell for cell in row if cell))
    if max(sum(map(bool, row)) for row in rest) < 2:
        for row in rest:
            assembly.line(" ".join(cell for cell in row if cell))
    else:
        width = max(i + 1 for row in rest for i, cell in enumerate(row) if cell)
        assembly.table([[*row[:width], *[""] * (width - len(row))] for row in rest])


def _parts(rows: Sequence[Sequence[str]]) -> list[list[Sequence[str]]]:
    """The rows between empty ones."""
    parts: list[list[Sequence[str]]] = [[]]
    for row in rows:
        if any(row):
            parts[-1].append(row)
        elif parts[-1]:
            parts.append([])
    return [part for part in parts if part]


def _delimiter(text: str) -> str:
    """The delimiter that gives the most lines the same number of fields, over one; ties go to the more usual one."""
    lines = [line for line in text.split("\n")[:200] if line.strip()]
    best, most = ",", (0, 0)
    for delimiter in _DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
        except csv.Error:
            continue
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1] if item[0] > 1 else 0, item[0]))
        if width > 1 and count * 2 >= len(lines) and (count, width) > most:
            best, most = delimiter, (count, width)
    return best


def _filled(sheet: Any) -> list[list[str]]:
    """The sheet's cells as shown, from the first column; a cell merged downwards stands in each of its rows."""
    rows: dict[int, dict[int, str]] = {}
    for (row, column), cell in sheet._cells.items():
        if cell.value is not None and column <= _MAX_COLUMNS:
            rows.setdefault(row, {})[column] = shown(cell.value, cell.number_format or "General")
    for merged in sheet.merged_cells.ranges:
        text = rows.get(merged.min_row, {}).get(merged.min_col)
        if text:
            for row in range(merged.min_row + 1, min(merged.max_row, merged.min_row + _MAX_MERGED) + 1):
                rows.setdefault(row, {}).setdefault(merged.min_col, text)
    grid: list[list[str]] = []
    last = 0
    for row in sorted(rows):
        if row > last + 1:
            grid.append([])
        last = row
        grid.append([rows[row].get(column, "") for column in range(1, max(rows[row]) + 1)])
    return grid


def shown(value: object, number_format: str) -> str:
    """A cell's value as Excel shows it: percentages, decimals, thousands and dates by the cell's number format."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date | time | timedelta):
        return _shown_date(value, number_format)
    if isinstance(value, int | float):
        return _shown_number(value, number_format)
    return str(value).strip()


def _shown_date(value: datetime | date | time | timedelta, number_format: str) -> str:
    if not isinstance(value, date):
        return str(value)
    chinese = "年" in number_format
    day = (
        f"{value.year}年{value.month}月{value.day}日"
        if chinese
        else f"{value.year:04d}-{value.month:02d}-{value.day:02d}"
    )
    codes = _QUOTED.sub("", number_format).lower()
    if "d" not in codes and ("y" in codes or "m" in codes) and "h" not in codes:
        day = f"{value.year}年{value.month}月" if chinese else f"{value.year:04d}-{value.month:02d}"
    if isinstance(value, datetime) and (value.hour or value.minute or value.second):
        day += value.strftime(" %H:%M" if not value.second else " %H:%M:%S")
    return day


def _shown_number(value: float, number_format: str) -> str:
    picture = _QUOTED.sub("", number_format.split(";")[0])
    digits = picture.partition(".")[2]
    places = len(digits) - len(digits.lstrip("0"))
    if "%" in picture:
        return f"{_rounded(value * 100, places if '.' in picture else 0)}%"
    if picture in ("General", "@", "") or not re.search(r"[0#]", picture) or "E" in picture or "/" in picture:
        return _rounded(value, None)
    text = (
        _rounded(value, places) if "." in picture else _rounded(value, 0 if "0" in picture or "#" in picture else None)
    )
    if "," in picture:
        whole, point, rest = text.partition(".")
        text = f"{int(whole):,}{point}{rest}"
    literal = re.search(r'[0#]"([^"]+)"\s*$', number_format.split(";")[0])
    return text + (literal[1] if literal else "")


def _rounded(value: float, places: int | None) -> str:
    if places is not None:
        return f"{value:.{places}f}"
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.15g}"
