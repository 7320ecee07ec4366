"""The metadata of all documents as one CSV table, to be filled in by hand and taken back into the corpus."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.by_hand import FIELDS, NAME, by_hand_csv, front_name, read_by_hand
from index.errors import CorpusError, ExportError, ReadError
from index.readers.text import decode
from index.store import DocumentEntry, Index
from qa.export.files import write_file
from qa.metadata_values import checked_value

COLUMNS = ("document", "file", *FIELDS)
_CHINESE = {
    "文档": "document", "标识": "document", "文件": "file", "题名": "title", "标题": "title", "发文机关": "issuer",
    "发文字号": "number", "文号": "number", "日期": "date", "发布日期": "date", "published": "date",
    "地区": "region", "文种": "kind", "网址": "url", "链接": "url", "作者": "author", "刊名": "publication",
    "报名": "publication", "卷": "volume", "期": "issue", "页码": "pages", "版次": "pages",
}  # fmt: skip
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Filled:
    """What an import did.

    Attributes:
        rows: lines read.
        changed: ids of the documents for which something is filled in now, or no longer, that was not before.
        kept: (document, column) of cells that were emptied though the document itself says something; it still does.
        files: the files written.
    """

    rows: int
    changed: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]
    files: tuple[Path, ...]


def metadata_csv(index: Index) -> bytes:
    """A line for each document with what is known of it, in order of id; opens as it is in a spreadsheet."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in index.documents:
        writer.writerow([entry.id, entry.source, *(_cell(_known(entry, field)) for field in FIELDS)])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8", "replace")


def import_metadata(path: Path, index: Index) -> Filled:
    """Takes what a table says otherwise than the documents into `policyqa-metadata.csv` beside each of their files.

    Everything is checked before anything is written. A cell that says what is known already changes nothing; an empty
    one takes back what was filled in before.

    Raises:
        ExportError: with file and line, if the table cannot be used.
        CorpusError: if a folder of the corpus cannot be written to.
    """
    return _take_in(_rows(path, index))


def fill_in(entry: DocumentEntry, values: Mapping[str, str]) -> Filled:
    """Takes what a person says of one document, by column, as a line of a table would be.

    Raises:
        CorpusError: a column is not known, a value cannot be used, or the folder cannot be written to.
    """
    unknown = [name for name in values if name not in FIELDS]
    if unknown or not entry.path:
        what = f"unknown columns: {', '.join(unknown)}" if unknown else f"{entry.id} came from no file"
        what_zh = f"无法识别的列：{'、'.join(unknown)}" if unknown else f"{entry.id} 没有对应的文件"
        raise CorpusError(what, zh=what_zh)
    return _take_in([(entry, {name: _value(entry, name, value) for name, value in values.items()})])


def _take_in(rows: Sequence[tuple[DocumentEntry, Mapping[str, str]]]) -> Filled:
    folders: dict[Path, dict[str, dict[str, str]]] = {}
    changed: list[str] = []
    kept: list[tuple[str, str]] = []
    for entry, values in rows:
        file = Path(entry.path)
        files = folders.setdefault(file.parent, read_by_hand(file.parent))
        before = files.get(file.name, {})
        after = _after(entry, before, values, kept)
        if after != before:
            files[file.name] = after
            changed.append(entry.id)
    touched = {Path(entry.path).parent for entry, _ in rows if entry.id in changed}
    written = []
    for folder in sorted(touched):
        try:
            write_file(folder / NAME, by_hand_csv(folders[folder]))
        except ExportError as error:
            raise CorpusError(str(error), zh=error.zh) from error
        written.append(folder / NAME)
    return Filled(len(rows), tuple(changed), tuple(kept), tuple(written))


def _after(
    entry: DocumentEntry, before: Mapping[str, str], values: Mapping[str, str], kept: list[tuple[str, str]]
) -> dict[str, str]:
    """What is filled in of a document after a line of the table."""
    after = dict(before)
    for field, value in values.items():
        name = front_name(field)
        known = _known(entry, field)
        if value == known:
            continue
        if value:
            after[name] = value
        elif name in after:
            del after[name]
        else:
            kept.append((entry.id, field))
    return after


def _known(entry: DocumentEntry, field: str) -> str:
    value = getattr(entry.metadata, front_name(field))
    return " ".join(str(value).split()) if value else ""


def _cell(value: str) -> str:
    """A cell that a spreadsheet shows and never reckons."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def _rows(path: Path, index: Index) -> list[tuple[DocumentEntry, dict[str, str]]]:
    """The lines of a table with the documents they are about."""
    try:
        text, _ = decode(path.read_bytes())
        lines = list(csv.reader(io.StringIO(text)))
    except (OSError, ReadError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ExportError(f"{path}: cannot be read: {reason}", zh=f"{path}：无法读取：{reason}") from error
    columns = _columns(path, lines[0] if lines else [])
    found: list[tuple[DocumentEntry, dict[str, str]]] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in line):
            continue
        cells = {name: _bare(cell) for name, cell in zip(columns, line, strict=False) if name}
        entry = _entry(path, number, cells, index)
        if entry.id in seen:
            raise _wrong(
                path,
                number,
                f"{entry.id} stands on line {seen[entry.id]} too",
                f"{entry.id} 与第 {seen[entry.id]} 行重复",
            )
        seen[entry.id] = number
        try:
            found.append((entry, {name: _value(entry, name, cells[name]) for name in FIELDS if name in cells}))
        except CorpusError as error:
            raise _wrong(path, number, str(error), error.zh) from error
    return found


def _columns(path: Path, header: list[str]) -> list[str]:
    """The columns by our names; those that are not known are empty."""
    names = [name.strip().lower() for name in header]
    columns = [name if name in COLUMNS else _CHINESE.get(name, "") for name in names]
    if not {"document", "file"} & set(columns):
        raise _wrong(
            path, 1, f"there is no column document or file, only {','.join(header)}", "缺少 document 或 file 列"
        )
    unknown = [name for name, column in zip(header, columns, strict=True) if not column and name.strip()]
    if unknown:
        raise _wrong(path, 1, f"unknown columns: {', '.join(unknown)}", f"无法识别的列：{'、'.join(unknown)}")
    if len({c for c in columns if c}) < len([c for c in columns if c]):
        raise _wrong(path, 1, "a column stands twice", "有重复的列")
    return columns


def _entry(path: Path, number: int, cells: Mapping[str, str], index: Index) -> DocumentEntry:
    """The document that a line is about, by its id, or its file's name where only one is called so."""
    known = {entry.id: entry for entry in index.documents}
    id, file = cells.get("document", ""), cells.get("file", "")
    entry = known.get(id)
    if entry is None and not id:
        named = [e for e in index.documents if file in (e.source, e.path)]
        entry = named[0] if len(named) == 1 else None
    if entry is None:
        what = id or file or "nothing"
        raise _wrong(path, number, f"no one document {what} in the index", f"索引中没有唯一的文件 {what}")
    if not entry.path:
        raise _wrong(path, number, f"{entry.id} came from no file", f"{entry.id} 没有对应的文件")
    return entry


def _bare(cell: str) -> str:
    cell = " ".join(cell.split())
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA) else cell


def _value(entry: DocumentEntry, name: str, value: str) -> str:
    """A value in the form in which it is kept; what is known already is taken as it is."""
    return value if value == _known(entry, name) else checked_value(name, value)


def _wrong(path: Path, number: int, english: str, chinese: str) -> ExportError:
    return ExportError(
        f"{path}, line {number}: {english}; nothing was taken in",
        zh=f"{path} 第 {number} 行：{chinese}；未导入任何内容",
    )
