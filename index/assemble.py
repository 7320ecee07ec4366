"""A new generation put together: new documents embedded and written, old segments carried over, terms built."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from index.catalog import NAME as CATALOG
from index.catalog import Catalog, DocumentRecord, SourceRecord
from index.dense import Floats
from index.encoders import Encoder
from index.generations import link_or_copy, new_folder, publish
from index.manifest import EncoderRecord, FileRecord, Manifest, SegmentRecord, record_files
from index.model import Document, Span
from index.segment_writer import SegmentWriter
from index.segments import Segment, embedding_text, sentence_order
from index.store import SEGMENTS, TERMS, Index, passage_numbers
from index.terms import CHANNELS, TermIndex

_BATCH = 2048
"""Passages embedded at a time: enough to sort by length within, few enough to hold in memory."""

_MOSTLY_DEAD = 0.5
"""Share of a segment's passages that no longer answer from which the rest is written anew."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """A document to be embedded and written, with its id and its source."""

    id: str
    source: SourceRecord
    document: Document


@dataclass(frozen=True, slots=True)
class Carried:
    """A document that stands in a segment of the generation before, with its id and source as they are now."""

    id: str
    source: SourceRecord
    before: DocumentRecord


@dataclass(frozen=True, slots=True)
class Contents:
    """All that the new generation will hold; `paths` state the corpus, None where it was not made of files."""

    fresh: Sequence[Fresh]
    carried: Sequence[Carried]
    set_aside: tuple[SourceRecord, ...]
    failed: tuple[tuple[str, str, str], ...]
    paths: tuple[str, ...] | None = None


def same_as_before(contents: Contents, encoder_name: str | None, old: Index) -> bool:
    """Whether the new generation would say nothing that the one before does not."""
    before = old.catalog
    return (
        not contents.fresh
        and contents.set_aside == before.set_aside
        and contents.failed == old.manifest.failed
        and contents.paths == old.manifest.paths
        and encoder_name == old.manifest.encoder.name
        and sorted((carried.id, carried.source) for carried in contents.carried)
        == [(record.id, record.source_record) for record in before.documents]
    )


class Assembly:
    """One new generation while it is being written; the index must be held for as long."""

    def __init__(
        self, root: Path, old: Index | None, encoder: Encoder, progress: Callable[[str, int, int], None]
    ) -> None:
        self._root = root
        self._old = old
        self._encoder = encoder
        self._progress = progress
        self._names: list[str] = []
        self._folder, self._number = new_folder(root)
        (self._folder / SEGMENTS).mkdir()

    def write(self, contents: Contents, encoder_name: str | None, pipeline: str) -> Manifest:
        """Writes everything, checks it, and makes it the current generation; returns its manifest."""
        records = self._carry(contents)
        records.sort(key=lambda record: record.id)
        catalog = Catalog(tuple(records), contents.set_aside)
        catalog.save(self._folder / CATALOG)
        segments = [Segment(self._folder / SEGMENTS / name) for name in self._names]
        try:
            terms = self._write_terms(catalog, segments)
            manifest = Manifest(
                generation=self._number,
                encoder=EncoderRecord(self._encoder.fingerprint, self._encoder.dimension, encoder_name),
                pipeline=pipeline,
                parameters={"terms": {name: asdict(constants) for name, constants in CHANNELS.items()}},
                documents=len(records),
                passages=sum(record.passages for record in records),
                sentences=sum(record.sentences for record in records),
                segments=tuple(_count(position, self._names, segments, records) for position in range(len(segments))),
                files=record_files(self._folder, self._linked_files()),
                failed=contents.failed,
                paths=contents.paths,
            )
            # Opening it here finds what does not fit together before anyone is pointed to it.
            Index(self._folder, manifest, catalog, segments, terms)
        finally:
            for segment in segments:
                segment.close()
        publish(self._root, self._folder, manifest)
        return manifest

    def _carry(self, contents: Contents) -> list[DocumentRecord]:
        """Links the segments that stay, writes one of all that is new or moved; where every document stands then."""
        stays = _segments_that_stay(contents, self._old)
        records: list[DocumentRecord] = []
        for segment in stays:
            records.extend(
                _record(carried, len(self._names), carried.before)
                for carried in contents.carried
                if carried.before.segment == segment
            )
            self._names.append(self._link_segment(segment))
        moved = [carried for carried in contents.carried if carried.before.segment not in stays]
        if contents.fresh or moved:
            records.extend(self._write_segment(contents.fresh, moved))
        return records

    def _link_segment(self, segment: int) -> str:
        old = _required(self._old)
        name = old.manifest.segments[segment].name
        _link_files(old.folder / SEGMENTS / name, self._folder / SEGMENTS / name)
        return name

    def _write_segment(self, fresh: Sequence[Fresh], moved: Sequence[Carried]) -> list[DocumentRecord]:
        position, name = len(self._names), f"seg-{self._number:08d}"
        sentences = sum(len(item.document.sentences) for item in fresh) + sum(item.before.sentences for item in moved)
        writer = SegmentWriter(self._folder / SEGMENTS / name, self._encoder.dimension, sentences)
        records: list[DocumentRecord] = []
        try:
            for item, vectors, sentence_vectors in self._embedded(fresh):
                ordinal = writer.add(item.document, vectors, sentence_vectors)
                records.append(_fresh_record(item, position, ordinal))
            for carried in moved:
                before = carried.before
                segment = _required(self._old).segment_of(before)
                first, last = segment.first_passages[before.ordinal : before.ordinal + 2]
                ordinal = writer.add(
                    segment.document(before.ordinal),
                    segment.vectors(before.ordinal),
                    segment.sentence_vectors(first, last),
                )
                records.append(_record(carried, position, replace(before, ordinal=ordinal)))
            writer.close()
        except BaseException:
            writer.abandon()
            raise
        self._names.append(name)
        return records

    def _embedded(self, fresh: Sequence[Fresh]) -> Iterator[tuple[Fresh, Floats, Floats]]:
        """Every new document with the vectors of its passages and of its sentences."""
        total = sum(len(item.document.passages) for item in fresh)
        done = 0

        def advance(texts: int) -> None:
            nonlocal done
            done += texts
            self._progress("embed", done, total)

        self._progress("embed", 0, total)
        for batch in _batches(fresh):
            texts: list[str] = []
            spans: list[list[Span]] = []
            for item in batch:
                for text, sentences in _texts(item.document):
                    texts.append(text)
                    spans.append(sentences)
            vectors, sentence_vectors = self._encoder.passages(texts, spans, advance)
            at = 0
            for item in batch:
                end = at + len(item.document.passages)
                empty = np.empty((0, self._encoder.dimension), dtype=np.float32)
                yield item, vectors[at:end], np.concatenate([empty, *sentence_vectors[at:end]])
                at = end

    def _write_terms(self, catalog: Catalog, segments: Sequence[Segment]) -> TermIndex:
        target = self._folder / TERMS
        if self._old is not None and _sequence(self._old) == [
            (self._names[record.segment], record.ordinal) for record in catalog.documents
        ]:
            _link_files(self._old.folder / TERMS, target)
            return self._old.terms
        self._progress("terms", 0, 1)
        postings = {name: [segment.postings(name) for segment in segments] for name in CHANNELS}
        terms = TermIndex.join(postings, passage_numbers(catalog.documents, segments))
        target.mkdir()
        terms.save(target)
        self._progress("terms", 1, 1)
        return terms

    def _linked_files(self) -> Mapping[str, FileRecord]:
        """Records of the files of the generation before, which need not be hashed to be recorded."""
        if self._old is None:
            return {}
        linked = {file.path: file for file in self._old.manifest.files if not file.path.startswith(f"{TERMS}/")}
        return {path: file for path, file in linked.items() if path != CATALOG}


def _segments_that_stay(contents: Contents, old: Index | None) -> list[int]:
    """Segments to link: neither mostly dead, nor so small that the new one takes them in.

    The new segment takes in every one that is no larger than itself, smallest first, so that their number grows with
    the logarithm of the builds.
    """
    if old is None:
        return []
    alive: Counter[int] = Counter()
    for carried in contents.carried:
        alive[carried.before.segment] += carried.before.passages
    growing = sum(len(item.document.passages) for item in contents.fresh)
    stays: list[int] = []
    for segment, passages in sorted(alive.items(), key=lambda item: (item[1], item[0])):
        mostly_dead = passages <= (1 - _MOSTLY_DEAD) * old.manifest.segments[segment].passages
        if mostly_dead or passages <= growing:
            growing += passages
        else:
            stays.append(segment)
    return sorted(stays)


def _texts(document: Document) -> Iterator[tuple[str, list[Span]]]:
    """For every passage the text to embed and the spans of its sentences there."""
    for passage, row in zip(document.passages, sentence_order(document), strict=True):
        text, start = embedding_text(document.text, passage)
        shift = start - passage.span.start
        spans = (document.sentences[place].span for place in row)
        yield text, [Span(span.start + shift, span.end + shift) for span in spans]


def _batches(fresh: Sequence[Fresh]) -> Iterator[list[Fresh]]:
    batch: list[Fresh] = []
    passages = 0
    for item in fresh:
        batch.append(item)
        passages += len(item.document.passages)
        if passages >= _BATCH:
            yield batch
            batch, passages = [], 0
    if batch:
        yield batch


def _record(carried: Carried, segment: int, before: DocumentRecord) -> DocumentRecord:
    return replace(before, id=carried.id, source_record=carried.source, segment=segment)


def _fresh_record(item: Fresh, segment: int, ordinal: int) -> DocumentRecord:
    document = item.document
    return DocumentRecord(
        id=item.id,
        source_record=item.source,
        segment=segment,
        ordinal=ordinal,
        source=document.source,
        metadata=document.metadata,
        passages=len(document.passages),
        sentences=len(document.sentences),
        characters=len(document.text),
    )


def _count(
    position: int, names: Sequence[str], segments: Sequence[Segment], records: Sequence[DocumentRecord]
) -> SegmentRecord:
    here = [record for record in records if record.segment == position]
    segment = segments[position]
    return SegmentRecord(
        name=names[position],
        documents=segment.document_count,
        passages=segment.dense.size,
        alive_documents=len(here),
        alive_passages=sum(record.passages for record in here),
    )


def _sequence(index: Index) -> list[tuple[str, int]]:
    names = [segment.name for segment in index.manifest.segments]
    return [(names[record.segment], record.ordinal) for record in index.catalog.documents]


def _link_files(source: Path, target: Path) -> None:
    target.mkdir()
    for path in sorted(source.iterdir()):
        link_or_copy(path, target / path.name)


def _required(old: Index | None) -> Index:
    if old is None:
        raise ValueError("a document is carried over, but there is no generation before")
    return old
