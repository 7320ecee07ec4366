"""Readers: a file of any of the formats becomes raw text with the structure seen in it."""

import re
from collections.abc import Callable
from pathlib import Path

from index.errors import ReadError
from index.furniture import furniture_lines
from index.model import Extract
from index.readers.docx import read_docx
from index.readers.html_page import read_html
from index.readers.limits import MAX_FILE_BYTES, MIN_CHARACTERS, too_much
from index.readers.pdf import read_pdf
from index.readers.sheets import read_csv, read_xlsx
from index.readers.text import read_text

_READERS: dict[str, Callable[[bytes], Extract]] = {
    ".txt": read_text,
    ".md": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".docx": read_docx,
    ".pdf": read_pdf,
    ".xlsx": read_xlsx,
    ".csv": read_csv,
}
SUFFIXES = frozenset(_READERS)
_INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff|｜]+")
_PAGE = re.compile(r"<!doctype\s+html|<html[\s>]", re.I)
_TAG = re.compile(r"</?(?:p|div|span|td|tr|table|li|ul|a|br|script|head|body|html)\b[^<>]{0,400}>", re.I)
_MAX_WRAPPINGS = 3
_APPLE_DOUBLE = b"\x00\x05\x16\x07"
_KINDS = (
    (b"%PDF-", "PDF", (".pdf",)),
    (b"PK\x03\x04", "a zip or Office file", (".docx", ".xlsx")),
    (b"\xd0\xcf\x11\xe0", "an old binary Office file (.doc, .xls)", (".docx", ".xlsx")),
    (b"\x89PNG", "a PNG picture", ()),
    (b"\xff\xd8\xff", "a JPEG picture", ()),
    (b"Rar!", "a RAR archive", ()),
    (b"{\\rtf", "RTF", ()),
)
_ENOUGH = 10_000
_SAMPLE = 100_000
_FEW_TAGS = 20


def read(path: Path) -> Extract:
    """Reads one file.

    Raises:
        ReadError: the file cannot be opened, is of no format read here, is damaged, encrypted or too large, or holds
            fewer than 50 characters.
    """
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            _too_large(size)
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ReadError(f"cannot be opened: {reason}", zh=f"无法打开：{reason}") from error
    return read_bytes(data, path.suffix)


def read_bytes(data: bytes, suffix: str) -> Extract:
    """Reads the bytes of a file whose name ends in `suffix` (with its dot, any case).

    Raises:
        ReadError: as `read`.
    """
    reader = _READERS.get(suffix.lower())
    if reader is None:
        known = " ".join(sorted(SUFFIXES))
        raise ReadError(
            f"format {suffix or 'without suffix'!r} is not read, only {known}",
            zh=f"不支持 {suffix or '无后缀'} 格式，可读：{known}",
        )
    if len(data) > MAX_FILE_BYTES:
        _too_large(len(data))
    if not data:
        raise ReadError("no text found: the file is empty", zh="没有读到文字：文件为空")
    _check_kind(data, suffix.lower())
    extract = _unwrapped(reader(data))
    visible = _visible(extract)
    if visible < MIN_CHARACTERS:
        raise ReadError(
            f"no text found: {visible} characters, fewer than {MIN_CHARACTERS}",
            zh=f"没有读到文字：只有 {visible} 字，不足 {MIN_CHARACTERS} 字",
        )
    return extract


def _check_kind(data: bytes, suffix: str) -> None:
    """Says what a file is where its first bytes contradict its name."""
    if data.startswith(_APPLE_DOUBLE):
        raise ReadError("a macOS resource file, not the document itself", zh="是 macOS 的资源文件，不是文件本身")
    for magic, kind, suffixes in _KINDS:
        if data.startswith(magic) and suffix not in suffixes:
            raise ReadError(
                f"wrong suffix: the content is {kind}, not {suffix}", zh=f"后缀有误：内容是 {kind}，不是 {suffix}"
            )


def _unwrapped(extract: Extract) -> Extract:
    """The page itself, where the text of a file is the source of a page (saved from a code viewer, or as .txt)."""
    for _ in range(_MAX_WRAPPINGS):
        sample = extract.raw[:_SAMPLE]
        tags = [tag[0] for tag in _TAG.finditer(sample)]
        whole = len(tags) >= _FEW_TAGS or "</html" in extract.raw[-2_000:].lower()
        declared = whole and _PAGE.search(sample[:2_000])
        if not declared and sum(map(len, tags)) * 4 <= len(sample):
            break
        extract = read_html(extract.raw.encode("utf-8", "replace"))
    return extract


def _visible(extract: Extract) -> int:
    """How many characters there are to read, without white space and page furniture; counted up to enough."""
    text = extract.raw[:_ENOUGH]
    left_out = sum(len(_INVISIBLE.sub("", text[span.start : span.end])) for span in furniture_lines(text))
    left_out += sum(
        mark.span.end - mark.span.start for mark in extract.marks if mark.kind == "skip" and mark.span.end <= _ENOUGH
    )
    return len(_INVISIBLE.sub("", text)) - left_out


def _too_large(size: int) -> None:
    too_much(f"{size / 1048576:.0f} MB", f"{MAX_FILE_BYTES // 1048576} MB", f"{size / 1048576:.0f} MB")
