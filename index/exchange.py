"""A document as one JSON value and back, for the way between processes: nothing that is read can run."""

import json
from typing import Any

from index.model import Cell, Document, Metadata, OffsetMap, Passage, Section, Sentence, Span


def dump_document(document: Document) -> Any:
    """The document as lists, numbers and strings."""
    metadata = document.metadata
    return {
        "id": document.id,
        "source": document.source,
        "path": document.path,
        "sha256": document.sha256,
        "raw": document.raw,
        "text": document.text,
        "map": [document.map.clean, document.map.raw, document.map.length],
        "metadata": {name: getattr(metadata, name) for name in Metadata.__slots__},
        "sections": [
            [s.level, s.locator, s.heading, _span(s.span), _span(s.heading_span), s.parent] for s in document.sections
        ],
        "passages": [
            [
                _span(p.span),
                p.locator,
                p.headings,
                p.context,
                p.section,
                [[cell.column, _span(cell.span)] for cell in p.cells],
                p.page,
            ]
            for p in document.passages
        ],
        "sentences": [[_span(s.span), s.passage] for s in document.sentences],
        "damaged": [_span(span) for span in document.damaged],
    }


def load_document(value: Any) -> Document:
    """What `dump_document` made, after it went through JSON."""
    clean, raw, length = value["map"]
    return Document(
        id=value["id"],
        source=value["source"],
        path=value["path"],
        sha256=value["sha256"],
        raw=value["raw"],
        text=value["text"],
        map=OffsetMap(tuple(clean), tuple(raw), length),
        metadata=Metadata(**value["metadata"]),
        sections=tuple(
            Section(level, locator, heading, Span(*span), Span(*heading_span), parent)
            for level, locator, heading, span, heading_span, parent in value["sections"]
        ),
        passages=tuple(
            Passage(
                Span(*span),
                locator,
                tuple(headings),
                context,
                section,
                tuple(Cell(column, Span(*at)) for column, at in cells),
                page,
            )
            for span, locator, headings, context, section, cells, page in value["passages"]
        ),
        sentences=tuple(Sentence(Span(*span), passage) for span, passage in value["sentences"]),
        damaged=tuple(Span(*span) for span in value["damaged"]),
    )


def dump(value: Any) -> bytes:
    """A value as one line of ASCII; lone surrogates survive as escapes."""
    return json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n"


def _span(span: Span) -> list[int]:
    return [span.start, span.end]
