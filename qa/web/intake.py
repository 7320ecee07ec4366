"""An uploaded file taken in: read before it is kept, so that one that cannot be read costs nothing that was there."""

import shutil
from dataclasses import dataclass
from typing import BinaryIO

from index.by_hand import read_by_hand
from index.corpus import SourceFile, encoded_id
from index.errors import CorpusError, ReadError
from index.holdings import Holdings
from index.model import Document, Kind
from index.reader_process import read_apart
from index.reading import Failure
from index.sources import record_of
from index.uploads import NameTakenError, Uploads, safe_name

READ_SECONDS = 120.0
"""Time after which the reading of an uploaded file is given up."""
_PREVIEW = 280


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood of a file.

    Attributes:
        damaged: how many places of it are illegible.
        preview: how its text begins.
        by_hand: whether something that was filled in of the file of this name holds on.
    """

    title: str | None
    issuer: str | None
    number: str | None
    published: str | None
    region: str | None
    region_inferred: bool
    kind: Kind | None
    passages: int
    characters: int
    damaged: int
    preview: str
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Same:
    """What the corpus has already: the same bytes, or the same text in another file."""

    id: str
    title: str
    bytes: bool


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a file: kept, unless the corpus has the same already."""

    name: str
    understood: Understood
    same: Same | None


def take_in(uploads: Uploads, given_name: str, content: BinaryIO, replace: bool, holdings: Holdings | None) -> TakenIn:
    """Reads a file and keeps it among the uploads.

    Args:
        uploads: where it is kept.
        given_name: its name where it came from; only what is harmless of it is kept.
        content: its bytes.
        replace: whether it takes the place of a file of that name.
        holdings: what the corpus has; None where there is no index yet.

    Raises:
        NameTakenError: there is a file of that name, and it is not to be replaced.
        ReadError: it cannot be read.
        CorpusError: it cannot be kept.
    """
    name = safe_name(given_name)
    taken = uploads.taken(name)
    if taken is not None and not replace:
        raise NameTakenError(f"{taken} has been uploaded before", zh=f"已上传过同名文件：{taken}")
    with uploads.staged(name) as staged:
        try:
            with staged.open("xb") as file:
                shutil.copyfileobj(content, file, 1 << 20)
        except OSError as error:
            reason = error.strerror or str(error)
            raise CorpusError(f"{name} cannot be kept: {reason}", zh=f"{name} 无法保存：{reason}") from error
        filled = read_by_hand(uploads.folder).get(taken or name, {})
        source = SourceFile(staged, encoded_id(taken or name), tuple(sorted(filled.items())))
        _, found = next(read_apart([source], 1, READ_SECONDS))
        if isinstance(found, Failure):
            raise ReadError(f"{name} cannot be read: {found.reason}", zh=f"{name} 没能读入：{found.reason_zh}")
        same = _same(found, uploads, taken, holdings)
        if same is None:
            uploads.put(staged, name, replace)
    return TakenIn(taken or name, _understood(found, bool(filled)), same)


def preview(document: Document) -> str:
    """How the text of a document begins, without its title."""
    text = ""
    for passage in document.passages:
        piece = " ".join(document.quote(passage.span).split())
        if piece == document.metadata.title:
            continue
        text += ("\n" if text else "") + piece
        if len(text) > _PREVIEW:
            return text[:_PREVIEW].rstrip() + "……"
    return text


def _same(document: Document, uploads: Uploads, taken: str | None, holdings: Holdings | None) -> Same | None:
    """The document that says the same already, if it is not the very file that is to be replaced."""
    text = record_of(document, document.id).text_sha256
    for entry, record in zip(holdings.documents, holdings.records, strict=True) if holdings else ():
        source = record.source_record
        if taken is not None and source.path == str((uploads.folder / taken).absolute()):
            if source.sha256 == document.sha256:
                return Same(entry.id, entry.metadata.title or entry.source, True)
            continue
        if document.sha256 == source.sha256 or text == source.text_sha256:
            return Same(entry.id, entry.metadata.title or entry.source, document.sha256 == source.sha256)
    return None


def _understood(document: Document, by_hand: bool) -> Understood:
    known = document.metadata
    return Understood(
        title=known.title,
        issuer=known.issuer,
        number=known.number,
        published=known.published,
        region=known.region,
        region_inferred=known.region_inferred,
        kind=known.kind,
        passages=len(document.passages),
        characters=len(document.text),
        damaged=len(document.damaged),
        preview=preview(document),
        by_hand=by_hand,
    )
