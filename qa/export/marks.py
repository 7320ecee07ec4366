"""The marks of citations in a report: notes with references, or numbers and names that lead to the list."""

from collections.abc import Mapping, Sequence
from datetime import date

from qa.export.document import Inline, Raised, Report, Words
from qa.gbt7714 import Style
from qa.model import Answer, Citation
from qa.references import ReferenceList, Source, cited_place


class Marks:
    """Gives each citation its mark, and keeps the reference list."""

    def __init__(
        self,
        report: Report,
        shown: Sequence[tuple[Answer, Citation]],
        sources: Mapping[str, Source],
        style: Style,
        accessed: date,
    ) -> None:
        """Prepares the list of all documents that `shown` cites, numbered in that order."""
        self._report = report
        self._style = style
        self._list = ReferenceList([sources[citation.document] for _, citation in shown], style, accessed)
        self._noted: dict[str, int] = {}
        self._places: dict[str, set[str]] = {}
        for _, citation in shown:
            self._places.setdefault(citation.document, set()).add(_place(citation))

    def of(self, answer: Answer, citation: Citation) -> list[Inline]:
        """The mark of a citation: a note, [2] with the place where several are cited, or the author and year."""
        document, place = citation.document, _place(citation)
        if self._style.system == "note":
            same = self._noted.get(document)
            text = self._list.again(document, same, place) if same else self._list.entry(document, place)
            mark = self._report.note(text)
            self._noted.setdefault(document, mark.number)
            return [mark]
        own = self._list.mark(document)
        if self._style.system == "numeric":
            return [Raised(own + (place if len(self._places[document]) > 1 else ""))]
        return [Words(own), Raised(place)] if place else [Words(own)]

    def entries(self) -> list[str]:
        """The entries of the reference list, in order; a place that alone is cited stands in its entry."""
        found = []
        for document, entry in self._list.entries():
            places = self._places[document]
            alone = self._style.system == "numeric" and len(places) == 1
            found.append(self._list.numbered(document, next(iter(places))) if alone else entry)
        return found


def _place(citation: Citation) -> str:
    return cited_place(citation.locator, citation.page)
