"""Which saved citations still hold after a rebuild, and what stands in the place of those that do not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from index.model import Span
from index.store import Index
from qa.export.answers import read_answers
from qa.export.pack_read import read_pack
from qa.locations import locator_of
from qa.verification_difference import Change, differences
from qa.verification_match import Hay, find, nearest
from qa.verification_places import best_passages
from qa.verification_text import comparable

Fate = Literal["holds", "moved", "changed", "gone"]


@dataclass(frozen=True, slots=True)
class Saved:
    """A citation as it was saved: from which file, and what it says."""

    file: str
    question: str
    document: str
    source: str
    locator: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Drift:
    """What became of a saved citation.

    Attributes:
        fate: `holds` at the same place, `moved` word for word to another, `changed`, or `gone` with nothing like it.
        document: where its words, or the nearest, stand now; None if nowhere.
        nearest: the words there; the same as the quotation where it holds or moved.
        changes: source and quotation for each difference.
    """

    saved: Saved
    fate: Fate
    document: str | None = None
    locator: str | None = None
    start: int | None = None
    end: int | None = None
    nearest: str | None = None
    changes: tuple[Change, ...] = ()


def saved_citations(path: Path) -> list[Saved]:
    """The citations of an evidence pack or of a file of answers; of answers those that they use.

    Raises:
        ExportError: if it is neither.
    """
    if path.is_dir() or path.suffix.lower() == ".zip" or path.name.endswith("pack.json"):
        answers = read_pack(path)["answers"]
        return [_saved(path, answer["question"], citation) for answer in answers for citation in answer["citations"]]
    return [
        Saved(str(path), a.question, c.document, c.source, c.locator, c.quote, c.start, c.end)
        for a in read_answers(path)
        for c in a.citations
        if c.used
    ]


def drift(saved: Iterable[Saved], index: Index) -> list[Drift]:
    """What became of saved citations in an index, in order."""
    known = {entry.id for entry in index.documents}
    return [_fate(item, index, known) for item in saved]


def _saved(path: Path, question: Any, citation: dict[str, Any]) -> Saved:
    return Saved(
        str(path),
        str(question),
        citation["document"],
        str(citation.get("source", "")),
        str(citation.get("locator", "")),
        citation["quote"],
        citation["start"],
        citation["end"],
    )


def _fate(item: Saved, index: Index, known: set[str]) -> Drift:
    if item.document in known:
        text = index.text(item.document)
        if text[item.start : item.end] == item.quote:
            return _drift(item, "holds", index, item.document, Span(item.start, item.end))
        at = text.find(item.quote)
        if at >= 0:
            return _drift(item, "moved", index, item.document, Span(at, at + len(item.quote)))
        match = find(item.quote, Hay(text)) or nearest(item.quote, Hay(text))
        if match is not None:
            return _drift(item, "changed", index, item.document, match.span)
    return _elsewhere(item, index)


def _elsewhere(item: Saved, index: Index) -> Drift:
    """The same or the nearest words in the other documents."""
    best: tuple[float, str, Span] | None = None
    for document, span in best_passages(index, item.quote):
        hay = Hay(index.text(document), span)
        match = find(item.quote, hay) or nearest(item.quote, hay)
        if match is not None and (best is None or match.likeness > best[0]):
            best = (match.likeness, document, match.span)
    if best is None:
        return Drift(item, "gone")
    found = _drift(item, "changed", index, best[1], best[2])
    return found if comparable(found.nearest or "").text else Drift(item, "gone")


def _drift(item: Saved, fate: Fate, index: Index, document: str, span: Span) -> Drift:
    whole = index.document(document)
    words = whole.quote(span)
    changes: Sequence[Change] = ()
    if fate == "changed":
        changes = differences(words, item.quote)[0]
    return Drift(item, fate, document, locator_of(whole, span), span.start, span.end, words, tuple(changes))
