"""The notes and the reference list that a draft gets, numbered among those that it has already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.store import Index
from qa.drafts_find import Located
from qa.drafts_model import CIRCLED, Draft
from qa.gbt7714 import Style
from qa.references import ReferenceList, Source, cited_place

_SINGLE = str.maketrans("“”", "‘’")


@dataclass(frozen=True, slots=True)
class NoteToInsert:
    """One insertion into a draft.

    Attributes:
        located: what it cites and where in the draft.
        number: of the note among all of the draft, from 1.
        note: the note's text; None where the mark in the text says all.
        mark: what stands in the text where no note is made: [2]第三条, （青屿市人民政府，2024）第三条.
    """

    located: Located
    number: int
    note: str | None
    mark: str


@dataclass(frozen=True, slots=True)
class NotesForDraft:
    """All insertions, in order, and the entries of the reference list to add."""

    insertions: tuple[NoteToInsert, ...]
    entries: tuple[str, ...]


def notes_for(draft: Draft, located: Sequence[Located], index: Index, style: Style, accessed: date) -> NotesForDraft:
    """What to insert for the places found, in the order of the draft."""
    sources = [
        Source(item.document, index.entry(item.document).metadata, index.entry(item.document).source)
        for item in located
    ]
    first = _last_number(draft) + 1
    listed = ReferenceList(sources, style, accessed, first=first)
    places: dict[str, set[str]] = {}
    for item in located:
        places.setdefault(item.document, set()).add(_place(item))
    insertions: list[NoteToInsert] = []
    noted: dict[str, int] = {}
    for n, item in enumerate(located):
        number = _earlier_notes(draft, item) + n + 1
        note = None
        if style.system == "note":
            place = _place(item)
            same = noted.get(item.document)
            note = listed.again(item.document, same, place) if same else listed.entry(item.document, place)
            note += f" 原文：{quoted(item.quote)}" if item.wanted.kind == "mark" and item.quote else ""
            noted.setdefault(item.document, number)
        several = len(places[item.document]) > 1 or style.system == "author-date"
        mark = listed.mark(item.document) + (_place(item) if several else "")
        insertions.append(NoteToInsert(item, number, note, mark))
    entries = []
    for document, entry in listed.entries():
        alone = places[document] if style.system == "numeric" and len(places[document]) == 1 else set()
        entries.append(listed.numbered(document, next(iter(alone))) if alone else entry)
    return NotesForDraft(tuple(insertions), tuple(entries))


def _place(item: Located) -> str:
    return cited_place(item.locator, item.page)


def _earlier_notes(draft: Draft, item: Located) -> int:
    """How many notes the text has already before a place; a note referred to again keeps its number."""
    seen: set[str] = set()
    for paragraph in draft.paragraphs:
        for mark in paragraph.marks:
            here = (paragraph.offset, mark.span.start) < (item.wanted.paragraph.offset, item.wanted.span.start)
            if here:
                seen.update(key for key in mark.keys if not key.startswith(("ref:", "entry:")))
    if any(key.startswith("circled:") for key in draft.notes):
        # Circled numbers stand in the text as they are: new ones go on after the last.
        return max(CIRCLED.index(key[-1]) + 1 for key in draft.notes if key.startswith("circled:"))
    return len(seen)


def _last_number(draft: Draft) -> int:
    return max((int(key[4:]) for key in draft.notes if key.startswith("ref:")), default=0)


def quoted(text: str) -> str:
    """Words in quotation marks on one line; those inside become single ones (GB/T 15834—2011, 4.8.3.3)."""
    return f"“{' '.join(text.split()).translate(_SINGLE)}”"
