"""The sources of a build: which files are known already, which have to be read, and which cannot be."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from index.catalog import SourceRecord
from index.manifest import file_sha256
from index.model import Document
from index.reading import Failure, fault, read_files
from index.search_key import search_key

if TYPE_CHECKING:
    from index.corpus import SourceFile

SourceKey = tuple[str, str, str | None]
"""What has to be the same for a source to need no reading: id by path, SHA-256, and that of what was filled in."""

Known = Mapping[SourceKey, SourceRecord]
"""Sources of the generation before."""


@dataclass(slots=True)
class Survey:
    """What was found out about the sources of a build, in the order of the corpus.

    Attributes:
        records: the sources that could be read, now or before.
        documents: by place in `records`, those read just now.
        files: by place, the file of each source that has one.
        failed: the sources that could not be read.
    """

    records: list[SourceRecord] = field(default_factory=list)
    documents: dict[int, Document] = field(default_factory=dict)
    files: dict[int, "SourceFile"] = field(default_factory=dict)
    failed: list[Failure] = field(default_factory=list)

    def read(self, places: Sequence[int]) -> list[int]:
        """Reads those of the sources at `places` that were not read just now; the places that cannot be any more."""
        missing = [place for place in places if place not in self.documents]
        lost: list[int] = []
        for place, found in zip(missing, read_files([self.files[place] for place in missing], _nobody), strict=True):
            if isinstance(found, Failure):
                self.failed.append(found)
                lost.append(place)
            else:
                self.documents[place] = found
        return lost


def survey_files(files: Sequence["SourceFile"], known: Known, progress: Callable[[int, int], None]) -> Survey:
    """Hashes every file, and reads those that are not known.

    Args:
        files: in the order of the corpus.
        known: what need not be read.
        progress: called with the files read and the number of those to read.
    """
    facts = [_facts(file) for file in files]
    keys = [
        (file.id, getattr(fact, "sha256", ""), file.by_hand_sha256) for file, fact in zip(files, facts, strict=True)
    ]
    unknown = [n for n, fact in enumerate(facts) if not isinstance(fact, Failure) and keys[n] not in known]
    read = read_files([files[n] for n in unknown], lambda done: progress(done, len(unknown)))
    found = dict(zip(unknown, read, strict=True))
    survey = Survey()
    for number, (file, fact) in enumerate(zip(files, facts, strict=True)):
        document = found.get(number)
        if isinstance(fact, Failure):
            survey.failed.append(fact)
        elif isinstance(document, Failure):
            survey.failed.append(document)
        else:
            record = known[keys[number]] if document is None else record_of(document, file.id)
            _admit(survey, file, fact, record, document)
    return survey


def _admit(
    survey: Survey, file: "SourceFile", facts: "_Facts", record: SourceRecord, document: Document | None
) -> None:
    place = len(survey.records)
    survey.files[place] = file
    if document is not None:
        survey.documents[place] = document
    path = str(file.path.absolute())
    survey.records.append(replace(record, path=path, size=facts.size, mtime_ns=facts.mtime_ns, fate=None, fate_of=None))


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
        by_hand=document.metadata.by_hand,
    )


def source_key(source: SourceRecord) -> SourceKey:
    """The key of a source."""
    return source.source_id, source.sha256, source.by_hand


@dataclass(frozen=True, slots=True)
class _Facts:
    size: int
    mtime_ns: int
    sha256: str


def _facts(file: "SourceFile") -> _Facts | Failure:
    try:
        stat = file.path.stat()
        return _Facts(stat.st_size, stat.st_mtime_ns, file_sha256(file.path))
    except OSError as error:
        what = error.strerror or str(error)
        return Failure(str(file.path), f"cannot be opened: {what}", f"无法打开：{what}")


def _nobody(done: int) -> None:
    """Progress that nobody watches."""
