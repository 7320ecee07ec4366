"""Questions in tables that people edit: CSV and XLSX, a question a row, lists written inside a cell.

A list has one entry a line. `facts` has one requirement a line, its alternatives parted by `|`. A cell that begins with
`[` is JSON, for entries that contain such marks themselves.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import IllegalCharacterError, InvalidFileException

from eval.bad_lines import bad
from index.errors import EvalError

_TRUTH = {"true": True, "1": True, "yes": True, "是": True, "false": False, "0": False, "no": False, "否": False}
_MARKS = ("\n", "\r", "|")


def read_table(path: Path, required: Sequence[str], lists: Sequence[str]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Row number, as a spreadsheet counts, and fields of each row that is not blank; cells left empty are left out.

    Raises:
        EvalError: not a table of that format, a column missing or twice, or a cell that is no list where one is wanted.
    """
    rows = _csv_rows(path) if path.suffix.lower() == ".csv" else _xlsx_rows(path)
    head = next(((n, row) for n, row in rows if any(row)), None)
    if head is None:
        return
    columns = [name.strip() for name in head[1]]
    missing = [name for name in required if name not in columns]
    if missing:
        raise bad(
            f"{path}, line {head[0]}",
            f"no column {', '.join(missing)}; wanted: {', '.join(required)}",
            f"缺少列 {'、'.join(missing)}；应有：{'、'.join(required)}",
        )
    named = [name for name in columns if name]
    if len(set(named)) < len(named):
        raise bad(
            f"{path}, line {head[0]}", f"a column occurs twice: {', '.join(named)}", f"有重复的列：{'、'.join(named)}"
        )
    for number, row in rows:
        if any(row):
            yield number, _fields(columns, row, lists, f"{path}, line {number}")


def write_table(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes one row a question, after the suffix: CSV in UTF-8 with a mark that Excel knows, or XLSX.

    Raises:
        EvalError: a text holds characters that XLSX cannot.
    """
    cells = [list(columns)] + [[_cell(name, row.get(name)) for name in columns] for row in rows]
    if path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as out:
            csv.writer(out).writerows(cells)
        return
    book = openpyxl.Workbook()
    sheet = book.active
    for r, line in enumerate(cells, start=1):
        for c, value in enumerate(line, start=1):
            try:
                cell = sheet.cell(r, c, value or None)
            except IllegalCharacterError as error:
                raise bad(
                    f"{path}, line {r}",
                    f"XLSX cannot hold the control characters of {value!r}",
                    f"XLSX 不能保存 {value!r} 中的控制字符",
                ) from error
            if value:
                cell.data_type = "s"  # else a text beginning with = becomes a formula
    book.save(path)


def _csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")  # what Excel writes on a Chinese Windows
        except UnicodeDecodeError as error:
            raise bad(
                str(path),
                f"neither UTF-8 nor GB18030 at byte {error.start}",
                f"第 {error.start} 字节既不是 UTF-8 也不是 GB18030",
            ) from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            yield number, row
    except csv.Error as error:
        raise bad(f"{path}, line {number + 1}", f"not CSV: {error}", f"不是 CSV：{error}") from error


def _xlsx_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise EvalError(f"{path}: not an XLSX file: {error}", zh=f"{path}：不是 XLSX 文件：{error}") from error
    try:
        for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
            yield number, [_text(value) for value in row]
    finally:
        book.close()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _fields(columns: Sequence[str], row: Sequence[str], lists: Sequence[str], where: str) -> dict[str, Any]:
    if any(cell.strip() for cell in row[len(columns) :]):
        raise bad(where, f"{len(row)} cells, but {len(columns)} columns", f"有 {len(row)} 格，但只有 {len(columns)} 列")
    cells = {name: cell for name, cell in zip(columns, row, strict=False) if name}
    values: dict[str, Any] = {}
    for name, cell in cells.items():
        if name in lists or name == "facts":
            values[name] = _list(name, cell, where)
        elif name == "answerable":
            values[name] = _TRUTH.get(cell.strip().lower(), cell)
        elif cell.strip():
            values[name] = cell
    return values


def _list(name: str, cell: str, where: str) -> list[Any]:
    if cell.lstrip().startswith("["):
        try:
            value: list[Any] = json.loads(cell)
        except ValueError as error:
            raise bad(
                where, f"{name} begins with [ but is not JSON: {error}", f"{name} 以 [ 开头但不是 JSON：{error}"
            ) from error
        return value
    lines = [line.strip() for line in re.split(r"\r\n?|\n", cell) if line.strip()]
    return [[fact.strip() for fact in line.split("|")] for line in lines] if name == "facts" else lines


def _cell(name: str, value: object) -> str:
    """A cell that reads back as the value it was made from."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, list):
        return str(value)
    entries = [fact for requirement in value for fact in requirement] if name == "facts" else value
    if not all(_is_plain(entry) for entry in entries):
        return json.dumps(value, ensure_ascii=False)
    write: Callable[[Any], str] = " | ".join if name == "facts" else str
    return "\n".join(write(entry) for entry in value)


def _is_plain(entry: str) -> bool:
    return entry == entry.strip() and bool(entry) and not entry.startswith("[") and not any(m in entry for m in _MARKS)
