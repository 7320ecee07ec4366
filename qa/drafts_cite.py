"""A draft cited: notes and a reference list go into a copy of it, and what was not found is listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from index.errors import ExportError, ReadError
from index.store import Index
from qa import drafts_write_text, drafts_write_word
from qa.bibliography import missing
from qa.drafts import draft_bytes, read_draft
from qa.drafts_find import Ask, Located, Locator, Missed, wanted
from qa.drafts_notes import NotesForDraft, notes_for
from qa.gbt7714 import Style


@dataclass(frozen=True, slots=True)
class CitedDraft:
    """A draft with its notes.

    Attributes:
        data: the new file's bytes.
        notes: what was inserted, in order.
        missed: what was not found, in order.
        lacking: of each document cited the fields that its reference lacks.
    """

    data: bytes
    notes: NotesForDraft
    missed: tuple[Missed, ...]
    lacking: dict[str, tuple[str, ...]]


def cite_draft(path: Path, index: Index, ask: Ask, style: Style, accessed: date) -> CitedDraft:
    """Finds the places that a draft's marks `[@...]` and quotations come from, and notes them in a copy of it.

    Args:
        path: a .docx, .md or .txt file; never changed.
        index: the documents.
        ask: answers a question that a mark asks.
        style: edition and system of the references.
        accessed: the day that the references give for electronic sources.

    Raises:
        ExportError: if the file cannot be read.
    """
    draft = read_draft(path)
    locator = Locator(index, ask)
    results = [locator.locate(item) for item in wanted(draft)]
    located = [result for result in results if isinstance(result, Located)]
    notes = notes_for(draft, located, index, style, accessed)
    if path.suffix.lower() == ".docx":
        try:
            data = drafts_write_word.written(draft_bytes(path), notes)
        except ReadError as error:
            raise ExportError(f"{path}: {error}", zh=f"{path}：{error.zh}") from error
    else:
        data = drafts_write_text.written(draft, notes).encode(_encoding(draft.encoding), "replace")
    documents = dict.fromkeys(item.document for item in located)
    lacking = {id: fields for id in documents if (fields := missing(index.entry(id).metadata))}
    return CitedDraft(data, notes, tuple(r for r in results if isinstance(r, Missed)), lacking)


def default_out(path: Path) -> Path:
    """Where the copy with notes goes if nothing is said: beside the report, its name with `.cited`."""
    return path.with_name(f"{path.stem}.cited{path.suffix}")


def cited_payload(path: Path, out: Path, cited: CitedDraft, index: Index) -> dict[str, Any]:
    """What was done as one JSON object; unknown is null."""
    return {
        "report": str(path),
        "out": str(out),
        "cited": [
            {
                "place": item.located.wanted.paragraph.place,
                "kind": item.located.wanted.kind,
                "text": item.located.wanted.text,
                "document": item.located.document,
                "title": index.entry(item.located.document).metadata.title,
                "locator": item.located.locator,
                "page": item.located.page,
                "quote": item.located.quote,
                "start": item.located.span.start,
                "end": item.located.span.end,
                "number": item.number if item.note is not None else None,
                "note": item.note or item.mark,
            }
            for item in cited.notes.insertions
        ],
        "references": list(cited.notes.entries),
        "not_found": [_missed_payload(missed) for missed in cited.missed],
        "missing": [{"document": document, "fields": list(fields)} for document, fields in cited.lacking.items()],
    }


def _missed_payload(missed: Missed) -> dict[str, Any]:
    return {
        "place": missed.wanted.paragraph.place,
        "kind": missed.wanted.kind,
        "text": missed.wanted.text,
        "nearest": missed.nearest,
        "document": missed.document,
        "changes": [{"source": change.source, "report": change.report} for change in missed.changes],
    }


def _encoding(name: str) -> str:
    """The encoding to write in: that of the file, with its byte order mark where it cannot do without."""
    return "utf-16" if name.startswith("utf-16") else "utf-32" if name.startswith("utf-32") else name or "utf-8"


__all__: Sequence[str] = ("CitedDraft", "cite_draft", "cited_payload", "default_out")
