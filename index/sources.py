"""The sources of a build: which files are known already, which have to be read, and which cannot be."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from index.catalog import SourceRecord
from index.errors import PolicyQAError
from index.manifest import file_sha256
from index.model import Document
from index.search_key import search_key

if TYPE_CHECKING:
    from index.corpus import SourceFile

Known = Mapping[tuple[str, str], SourceRecord]
"""Sources of the generation before, by id by path and SHA-256."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be indexed, and why, in English and in Chinese."""

    source: str
    reason: str
    reason_zh: str


@dataclass(slots=True)
class Survey:
    """What was found out about the sources of a build, in the order of the corpus.

    Attributes:
        records: the sources that could be read, now or before.
        documents: by place in `records`, those read just now.
        reread: by place, how to read one that was not.
        failed: the sources that could not be.
    """

    records: list[SourceRecord] = field(default_factory=list)
    documents: dict[int, Document] = field(default_factory=dict)
    files: dict[int, "SourceFile"] = field(default_factory=dict)
    failed: list[Failure] = field(default_factory=list)

    def read(self, place: int) -> Document | None:
        """The document at a place; None, with a failure noted, if it cannot be read any more."""
        if place not in self.documents:
            found = read_source(self.files[place])
            if isinstance(found, Failure):
                self.failed.append(found)
                return None
            self.documents[place] = found
        return self.documents[place]


def survey_files(files: Sequence["SourceFile"], known: Known, progress: Callable[[int, int], None]) -> Survey:
    """Hashes every file, and reads those that are not known.

    Args:
        files: in the order of the corpus.
        known: what need not be read.
        progress: called with the files done and their number.
    """
    survey = Survey()
    for done, file in enumerate(files):
        progress(done, len(files))
        try:
            stat = file.path.stat()
            digest = file_sha256(file.path)
        except OSError as error:
            survey.failed.append(_unreadable(file, error))
            continue
        place = len(survey.records)
        record = known.get((file.id, digest))
        if record is None:
            document = read_source(file)
            if isinstance(document, Failure):
                survey.failed.append(document)
                continue
            record = record_of(document, file.id)
            survey.documents[place] = document
        path = str(file.path.absolute())
        survey.files[place] = file
        survey.records.append(
            replace(record, path=path, size=stat.st_size, mtime_ns=stat.st_mtime_ns, fate=None, fate_of=None)
        )
    progress(len(files), len(files))
    return survey


def survey_documents(documents: Iterable[Document]) -> Survey:
    """The same of documents that are ready."""
    survey = Survey()
    for document in documents:
        reason = fault(document)
        if reason:
            survey.failed.append(Failure(document.id, *reason))
            continue
        survey.documents[len(survey.records)] = document
        survey.records.append(record_of(document, document.id))
    return survey


def read_source(file: "SourceFile") -> Document | Failure:
    """The document of a file, or why there is none."""
    from index.corpus import load  # the readers and their libraries, which ready documents do not need

    try:
        document = load(file)
        reason = fault(document)
    except PolicyQAError as error:
        return Failure(str(file.path), str(error), error.zh)
    except OSError as error:
        return _unreadable(file, error)
    except Exception as error:  # noqa: BLE001 (one file that breaks a parser must not take the whole build with it)
        what = f"{type(error).__name__}: {error}"
        return Failure(str(file.path), f"unexpected error while reading: {what}", f"读取时出现意外错误：{what}")
    return Failure(str(file.path), *reason) if reason else document


def record_of(document: Document, source_id: str) -> SourceRecord:
    """What is kept of a document for the builds to come."""
    key = search_key(document.text).encode("utf-8", "surrogatepass")
    return SourceRecord(
        source_id=source_id,
        path=document.path,
        size=0,
        mtime_ns=0,
        sha256=document.sha256,
        own_id=document.id,
        text_sha256=sha256(key).hexdigest(),
        origin_sha256=document.metadata.origin_sha256,
    )


def fault(document: Document) -> tuple[str, str] | None:
    """Why a document cannot be indexed, in English and Chinese; None if it can."""
    if not document.passages:
        return "no text found", "未读到文字"
    size = len(document.text)
    for passage in document.passages:
        if not 0 <= passage.span.start < passage.span.end <= size:
            return _cut_wrongly(f"a passage at {passage.span.start}..{passage.span.end} of {size} characters")
    for sentence in document.sentences:
        if not 0 <= sentence.passage < len(document.passages):
            return _cut_wrongly(f"a sentence of passage {sentence.passage} of {len(document.passages)}")
        whole = document.passages[sentence.passage].span
        if not whole.contains(sentence.span) or not len(sentence.span):
            return _cut_wrongly(f"a sentence at {sentence.span.start}..{sentence.span.end} outside its passage")
    return None


def _cut_wrongly(what: str) -> tuple[str, str]:
    return f"cut wrongly: {what}", f"切分有误：{what}"


def _unreadable(file: "SourceFile", error: OSError) -> Failure:
    what = error.strerror or str(error)
    return Failure(str(file.path), f"cannot be opened: {what}", f"无法打开：{what}")
