"""The incremental build: from files or documents to a new generation of the index."""

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.assemble import Assembly, Carried, Contents, Fresh, same_as_before
from index.catalog import DocumentRecord, SourceRecord
from index.encoders import Encoder
from index.errors import CorpusError, IndexFormatError, IndexMissingError, PolicyQAError
from index.generations import UPLOADS, clean, writing
from index.model import Document
from index.pipeline import pipeline_fingerprint
from index.plan import Plan, plan
from index.reading import Failure
from index.sources import SourceKey, Survey, source_key, survey_documents, survey_files
from index.store import Index

if TYPE_CHECKING:
    from index.corpus import SourceFile

Progress = Callable[[str, int, int], None]
"""Called with the stage (`read` files, `embed` passages, `terms`), how many are done, and how many there are."""

READY = "documents given ready"


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build did.

    Attributes:
        documents, passages, sentences: in the index now.
        added: documents that are new or were read anew; `documents` is `added` and `unchanged` together.
        removed: ids of the generation before that no longer answer.
        duplicates: files set aside because another has the same bytes or text, each with the one that answers.
        replaced: digests that gave way to the file they were made from, each with that file.
        failed: files that could not be read.
        seconds: wall time.
        damaged: why nothing of the index before could be used, if it was damaged.
    """

    documents: int
    passages: int
    sentences: int
    added: int
    unchanged: int
    removed: int
    duplicates: tuple[tuple[str, str], ...]
    replaced: tuple[tuple[str, str], ...]
    failed: tuple[Failure, ...]
    seconds: float
    damaged: IndexFormatError | None = None

    def payload(self) -> dict[str, Any]:
        """The value that `index --json` prints."""
        return {
            "documents": self.documents,
            "passages": self.passages,
            "sentences": self.sentences,
            "added": self.added,
            "unchanged": self.unchanged,
            "removed": self.removed,
            "duplicates": len(self.duplicates),
            "failed": [{"source": failure.source, "reason": failure.reason} for failure in self.failed],
            "seconds": self.seconds,
        }


def build(
    paths: Sequence[Path] | None,
    folder: Path,
    encoder: Encoder,
    *,
    rebuild: bool = False,
    progress: Progress | None = None,
    encoder_name: str | None = None,
) -> BuildSummary:
    """Makes the index at `folder` hold what is at `paths` and in its own uploads folder, and nothing else.

    Files whose SHA-256 is known are neither read nor embedded again. Whatever interrupts a build, the index answers
    as before until its last moment, and as after from then on.

    Args:
        paths: files and folders; None for those that the index was last built from.
        folder: the index folder; made if it does not exist.
        encoder: makes the vectors.
        rebuild: reads every file again.
        progress: told how far the build has come.
        encoder_name: the name by which the encoder can be opened again, None for the default one.

    Raises:
        CorpusError: if a path does not exist or nothing could be indexed; the index stays as it was. Also if `paths`
            is None and the index does not know its own.
        IndexBusyError: if another process is building it.
    """
    from index.corpus import gather  # the readers and their libraries, which ready documents do not need

    started = time.monotonic()
    named = None if paths is None else gather(paths)
    report = progress or _silent
    with _prepared(folder, encoder, pipeline_fingerprint(), rebuild) as job:
        stated = job.paths() if paths is None else tuple(str(path.absolute()) for path in paths)
        if named is None:
            named = gather([Path(path) for path in stated])
        uploaded = gather([folder / UPLOADS]) if (folder / UPLOADS).is_dir() else []
        survey = survey_files(
            _corpus(named, uploaded, folder), job.known(), lambda done, total: report("read", done, total)
        )
        return job.finish(survey, encoder, encoder_name, report, started, paths=stated)


def build_documents(
    documents: Iterable[Document],
    folder: Path,
    encoder: Encoder,
    *,
    progress: Progress | None = None,
    encoder_name: str | None = None,
) -> BuildSummary:
    """The same from documents that are ready; all are kept, equal texts too, since judgements name them by id.

    Raises:
        CorpusError: if two documents have the same id, or none can be indexed.
        IndexBusyError: if another process is building the index.
    """
    started = time.monotonic()
    survey = survey_documents(documents)
    seen: set[str] = set()
    for record in survey.records:
        if record.own_id in seen:
            raise CorpusError(
                f"two documents have the id {record.own_id!r}", zh=f"两份文件的标识同为 {record.own_id!r}"
            )
        seen.add(record.own_id)
    with _prepared(folder, encoder, READY, rebuild=False) as job:
        return job.finish(survey, encoder, encoder_name, progress or _silent, started, deduplicate=False)


@dataclass(frozen=True, slots=True)
class _Job:
    """A build that holds the index.

    Attributes:
        before: the generation before, if there is a sound one.
        old: the same if its segments can be used: read by the same pipeline, embedded by the same encoder.
    """

    root: Path
    pipeline: str
    before: Index | None
    old: Index | None
    damaged: IndexFormatError | None

    def known(self) -> dict[SourceKey, SourceRecord]:
        """The sources that need not be read again."""
        if self.old is None:
            return {}
        catalog = self.old.catalog
        sources = [*(record.source_record for record in catalog.documents), *catalog.set_aside]
        return {source_key(source): source for source in sources}

    def paths(self) -> tuple[str, ...]:
        """The paths that the index was last built from."""
        if self.damaged is not None:
            raise self.damaged
        found = self.before.manifest.paths if self.before else None
        if found is None:
            raise CorpusError(
                f"the index at {self.root} does not say where its documents are; build it once more: policyqa index "
                f"PATH --index {self.root}",
                zh=f"{self.root} 的索引没有记下文件所在位置，请重新建立一次：policyqa index PATH --index {self.root}",
            )
        return found

    def finish(
        self,
        survey: Survey,
        encoder: Encoder,
        encoder_name: str | None,
        progress: Progress,
        started: float,
        deduplicate: bool = True,
        paths: tuple[str, ...] | None = None,
    ) -> BuildSummary:
        """Decides what answers, writes the generation unless nothing changed, and sums up."""
        contents = replace(self._contents(survey, deduplicate), paths=paths)
        if not contents.fresh and not contents.carried:
            raise _nothing(survey.failed)
        if self.old is not None and same_as_before(contents, encoder_name, self.old):
            manifest = self.old.manifest
        else:
            manifest = Assembly(self.root, self.old, encoder, progress).write(contents, encoder_name, self.pipeline)
        answering = {item.id for item in contents.fresh} | {item.id for item in contents.carried}
        before = self.before.documents if self.before else ()
        return BuildSummary(
            documents=manifest.documents,
            passages=manifest.passages,
            sentences=manifest.sentences,
            added=len(contents.fresh),
            unchanged=len(contents.carried),
            removed=sum(entry.id not in answering for entry in before),
            duplicates=_fates(contents, "duplicate"),
            replaced=_fates(contents, "replaced"),
            failed=tuple(survey.failed),
            seconds=round(time.monotonic() - started, 3),
            damaged=self.damaged,
        )

    def _contents(self, survey: Survey, deduplicate: bool) -> Contents:
        standing = self._standing()
        excluded: set[int] = set()
        while True:
            places = [place for place in range(len(survey.records)) if place not in excluded]
            decided = plan([survey.records[place] for place in places], deduplicate=deduplicate)
            kept = [(places[place], id_) for place, id_ in decided.kept]
            missing = survey.read([place for place, _ in kept if source_key(survey.records[place]) not in standing])
            if not missing:
                return _sorted_out(survey, kept, decided, standing)
            excluded.update(missing)

    def _standing(self) -> dict[SourceKey, DocumentRecord]:
        if self.old is None:
            return {}
        return {source_key(record.source_record): record for record in self.old.catalog.documents}


@contextmanager
def _prepared(root: Path, encoder: Encoder, pipeline: str, rebuild: bool) -> Iterator[_Job]:
    """Holds the index, with the generation before opened."""
    with writing(root), _told_if_unwritable(root):
        clean(root)
        before, damaged = _before(root)
        usable = (
            before is not None
            and not rebuild
            and (before.manifest.pipeline, before.manifest.encoder.fingerprint) == (pipeline, encoder.fingerprint)
        )
        try:
            yield _Job(root, pipeline, before, before if usable else None, damaged)
        finally:
            if before is not None:
                before.close()


def _before(root: Path) -> tuple[Index | None, IndexFormatError | None]:
    """The generation before, or why it cannot be used; neither where there is none."""
    try:
        return Index.open(root), None
    except IndexMissingError:
        return None, None
    except IndexFormatError as error:
        return None, error


@contextmanager
def _told_if_unwritable(root: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise PolicyQAError(
            f"the index at {root} cannot be written: {reason}; what was there still answers",
            zh=f"无法写入索引 {root}：{reason}；原有索引不受影响",
        ) from error


def _sorted_out(
    survey: Survey,
    kept: Sequence[tuple[int, str]],
    decided: Plan,
    standing: dict[SourceKey, DocumentRecord],
) -> Contents:
    fresh: list[Fresh] = []
    carried: list[Carried] = []
    for place, id_ in kept:
        source = survey.records[place]
        record = standing.get(source_key(source))
        if record is None:
            fresh.append(Fresh(id_, source, survey.documents[place]))
        else:
            carried.append(Carried(id_, source, record))
    failed = tuple((failure.source, failure.reason, failure.reason_zh) for failure in survey.failed)
    return Contents(tuple(fresh), tuple(carried), decided.set_aside, failed)


def _fates(contents: Contents, fate: str) -> tuple[tuple[str, str], ...]:
    return tuple((s.path or s.source_id, s.fate_of or "") for s in contents.set_aside if s.fate == fate)


def _corpus(named: Sequence["SourceFile"], uploaded: Sequence["SourceFile"], folder: Path) -> list["SourceFile"]:
    """The files of the corpus, uploads last, so that an upload never changes the id or the place of another file.

    A folder that is named may hold the index itself, whose files are no sources.
    """
    root = folder.resolve()
    return [*(file for file in named if root not in file.path.resolve().parents), *uploaded]


def _nothing(failed: Sequence[Failure]) -> CorpusError:
    if not failed:
        return CorpusError(
            "nothing to index: no file of a known kind was found; name files or folders that hold some",
            zh="没有可索引的文件：未找到支持的文件类型，请指定文件或文件夹",
        )
    first = failed[0]
    return CorpusError(
        f"nothing could be indexed: {len(failed)} files failed, the first is {first.source}: {first.reason}",
        zh=f"没有文件可以索引：{len(failed)} 个文件失败，第一个是 {first.source}：{first.reason_zh}",
    )


def _silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""
