"""Indexes of data sets: built once in the cache folder by the product's own build, opened again afterwards."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from eval.beir import Item
from eval.trec import write_atomically
from index.build import Progress, build_documents
from index.encoders import Encoder
from index.errors import IndexFormatError, IndexMissingError
from index.model import Document, Metadata, OffsetMap, Passage, Sentence, Span
from index.pipeline import pipeline_fingerprint
from index.sentences import sentences
from index.store import Index

WHOLE = 400
"""Characters up to which an entry of a corpus is one passage; a longer one is cut along its outline.

With 250 the nDCG@10 of terms falls from .842 to .820 on ncp_policy; with 600 that of the mixture falls from .692 to
.638 on domainrag, whose entries are longer.
"""

_FORM = 1
STAMP = "evaluated.json"


def documents_of(corpus: Iterable[Item]) -> Iterator[Document]:
    """Each entry of a corpus as a document, its title before every passage; those without any text are left out."""
    form = f"{_FORM} {pipeline_fingerprint()}"
    for item in corpus:
        document = _document(item, form)
        if document.passages:
            yield document


def corpus_key(corpus: Sequence[Item]) -> str:
    """SHA-256 over all entries and the code that cuts them."""
    digest = sha256(f"{_FORM} {pipeline_fingerprint()}\n".encode())
    for item in corpus:
        digest.update(json.dumps([item.id, item.title, item.text]).encode("ascii"))
    return digest.hexdigest()


def opened(
    folder: Path,
    key: str,
    documents: Callable[[], Iterable[Document]],
    encoder: Encoder,
    *,
    encoder_name: str | None = None,
    progress: Progress | None = None,
) -> Index:
    """The index of documents, as it stands in `folder` or built there.

    Args:
        folder: below the cache folder, one for each corpus and encoder.
        key: what the documents are and how they are cut; with the encoder's fingerprint it decides what is current.
        documents: makes them, called only if they have to be indexed.
        encoder: of passages and questions.
        encoder_name: the name by which the encoder can be opened again.
        progress: told how far a build has come.

    Raises:
        CorpusError: nothing could be indexed.
        IndexBusyError: another process is building it.
    """
    stamp = folder / STAMP
    current = {"key": key, "encoder": encoder.fingerprint}
    try:
        if json.loads(stamp.read_text(encoding="utf-8")) == current:
            return Index.open(folder, encoder.fingerprint)
    except (OSError, ValueError, IndexMissingError, IndexFormatError):
        pass  # not there, not current or not sound: it is built, which says what cannot be mended
    build_documents(documents(), folder, encoder, progress=progress, encoder_name=encoder_name)
    write_atomically(stamp, json.dumps(current))
    return Index.open(folder, encoder.fingerprint)


def _document(item: Item, form: str) -> Document:
    title = " ".join(item.title.split()) or None
    text = item.text if item.text.strip() else item.title
    metadata = Metadata(title=title)
    passages, inner = _cut(text, metadata)
    return Document(
        id=item.id,
        source=item.id,
        path="",
        sha256=sha256(f"{form}\n{item.title}\n{text}".encode("utf-8", "surrogatepass")).hexdigest(),
        raw=text,
        text=text,
        map=OffsetMap.from_positions(range(len(text))),
        metadata=metadata,
        passages=passages,
        sentences=inner,
    )


def _cut(text: str, metadata: Metadata) -> tuple[tuple[Passage, ...], tuple[Sentence, ...]]:
    """Passages and sentences: the whole entry as one, or along its outline."""
    from index.outline import outline
    from index.passages import cut

    if not text.strip():
        return (), ()
    if len(text) > WHOLE:
        passages, inner = cut(text, outline(text, ()), metadata, ())
        if passages:
            return passages, inner
    start = len(text) - len(text.lstrip())
    span = Span(start, len(text.rstrip()))
    whole = Passage(span, "", (), metadata.title or "")
    return (whole,), tuple(Sentence(sentence, 0) for sentence in sentences(text, span))
