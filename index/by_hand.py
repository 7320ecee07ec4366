"""What people fill in of documents that do not tell it: kept in the corpus, in one CSV file beside the documents.

    policyqa-metadata.csv    file, title, issuer, number, date, region, kind, url, author, publication, volume, ...

Each line is about the file of that name in the same folder; an empty cell says nothing. What is filled in goes before
what the document says, and changing it lets the next build read the file again.
"""

import csv
import io
import json
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from index.errors import CorpusError, ReadError
from index.readers.text import decode

NAME = "policyqa-metadata.csv"
FIELDS = (
    "title", "issuer", "number", "date", "region", "kind", "url", "author", "publication", "volume", "issue", "pages",
)  # fmt: skip
"""Columns of the file after `file`; `date` is the front matter's `published`."""

ByHand = Mapping[str, str]
"""Fields of one file that are filled in, by the names of front matter."""


def read_by_hand(folder: Path) -> dict[str, dict[str, str]]:
    """What is filled in of the files of a folder, by file name; nothing where the folder has no such file.

    Raises:
        CorpusError: the file is there and cannot be used, naming the line.
    """
    path = folder / NAME
    if not path.is_file():
        return {}
    try:
        text, _ = decode(path.read_bytes())
    except (OSError, ReadError) as error:
        raise _wrong(path, str(error), str(error)) from error
    rows = list(csv.reader(io.StringIO(text)))
    if not rows or [name.strip() for name in rows[0]] != ["file", *FIELDS]:
        expected = ",".join(("file", *FIELDS))
        raise _wrong(path, f"line 1 is not {expected}", f"第 1 行应为 {expected}")
    found: dict[str, dict[str, str]] = {}
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(FIELDS) + 1 and row:
            raise _wrong(path, f"line {number} has {len(row)} cells", f"第 {number} 行有 {len(row)} 格")
        if row and row[0]:
            values = dict(zip(FIELDS, row[1:], strict=True))
            found[row[0]] = {front_name(name): value for name, value in values.items() if value.strip()}
    return found


def by_hand_csv(files: Mapping[str, ByHand]) -> bytes:
    """The contents of a folder's file; those of which nothing is filled in are left out."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(("file", *FIELDS))
    for name, values in sorted(files.items()):
        if values:
            writer.writerow((name, *(values.get(front_name(field), "") for field in FIELDS)))
    # The mark at the beginning lets spreadsheets see that it is UTF-8.
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8", "surrogatepass")


def by_hand_sha256(values: ByHand) -> str | None:
    """SHA-256 of what is filled in; None where nothing is."""
    if not values:
        return None
    text = json.dumps(sorted(values.items()), ensure_ascii=True)
    return sha256(text.encode("ascii")).hexdigest()


def is_by_hand(path: Path) -> bool:
    """Whether a file of the corpus holds what people filled in, and is no document."""
    return os.path.normcase(path.name) == os.path.normcase(NAME)


def front_name(field: str) -> str:
    """The name in front matter of a column."""
    return "published" if field == "date" else field


def _wrong(path: Path, english: str, chinese: str) -> CorpusError:
    hint, hint_zh = "; mend it, or remove it to do without", "；请修正，或删除该文件"
    return CorpusError(f"{path}: {english}{hint}", zh=f"{path}：{chinese}{hint_zh}")
