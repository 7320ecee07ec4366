"""References to documents: one for a citation, and the list of all that a text cites."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from index.model import Metadata
from qa.bibliography import Work, bodies, plain_title, work_of
from qa.gbt7714 import Style, author_date_year, entry, in_text

DIGEST = "摘编，非原文"
"""What is said of every citation from a digest."""

NUMERIC = Style()
"""The style of a citation's own reference: the edition in force, numeric."""

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"


def reference(
    metadata: Metadata,
    source: str,
    locator: str,
    accessed: date | None = None,
    *,
    page: int | None = None,
    style: Style = NUMERIC,
    letter: str = "",
) -> str:
    """One reference by GB/T 7714, without a leading number.

    What the document does not tell is left out. A digest is named as one, with the file it was made from, and is never
    given the form of a reference to the original.

    Args:
        metadata: the document's.
        source: its file name, which stands for the title where there is none.
        locator: the place in the document, as cited; may be empty.
        accessed: the day the source was read; only electronic sources with an address carry it.
        page: the page cited, where the file has pages.
        style: edition and system.
        letter: tells works of one author and year apart in the author–date system.
    """
    place = cited_place(locator, page)
    if metadata.is_digest:
        return _digest(metadata, source, place)
    return entry(work_of(metadata, source), style, place, accessed, letter)


def cited_place(locator: str, page: int | None) -> str:
    """The place as a reference gives it: the locator with the page, or the page's bare number."""
    if page is None:
        return locator
    return f"{locator}，第{page}页" if locator else str(page)


def repeated(note: int, place: str) -> str:
    """A note on a source that an earlier note has given in full: 同②第三条 (2015: 10.1.3; 2025: 9.2.1.3)."""
    return f"同{circled(note)}{place}."


def circled(number: int) -> str:
    """The number of a note as Chinese footnotes carry it: ① to ㊿, beyond that 注51."""
    return _CIRCLED[number - 1] if 1 <= number <= len(_CIRCLED) else f"注{number}"


def _digest(metadata: Metadata, source: str, place: str) -> str:
    title = plain_title(metadata.title) or plain_title(source)
    made_of = [f"据{plain_title(metadata.origin) or '未署名的原件'}编写"]
    published = [part for part in ("、".join(bodies(metadata.issuer)), metadata.published) if part]
    if published:
        made_of.append(f"原件：{'，'.join(published)}")
    return f"{DIGEST}：《{title}》（{'；'.join(made_of)}）" + (f"：{place}." if place else ".")


@dataclass(frozen=True, slots=True)
class Source:
    """A document that a text cites: its id, what is known of it, and its file's name."""

    document: str
    metadata: Metadata
    name: str


class ReferenceList:
    """The documents that a text cites, each once, with its number from `first`, or its letter, and its entry.

    Numbers follow the first citation; in the author–date system the entries stand in the order of their authors
    (pinyin, as GB 2312 orders common characters) and digests, which have no author, come last.
    """

    def __init__(
        self, sources: Iterable[Source], style: Style, accessed: date | None = None, *, first: int = 1
    ) -> None:
        self.style = style
        self._accessed = accessed
        self._sources: dict[str, Source] = {}
        for source in sources:
            self._sources.setdefault(source.document, source)
        self._numbers = {document: n for n, document in enumerate(self._sources, start=first)}
        self._letters = _letters(list(self._sources.values()), accessed) if style.system == "author-date" else {}

    def number(self, document: str) -> int:
        """The number of a document's entry; KeyError if the text does not cite it."""
        return self._numbers[document]

    def mark(self, document: str) -> str:
        """What stands in the text for a document: [2], or （青屿市人民政府，2024a）."""
        source = self._sources[document]
        if self.style.system != "author-date":
            return f"[{self.number(document)}]"
        if source.metadata.is_digest:
            return f"（{DIGEST}：{plain_title(source.metadata.title) or source.name}）"
        return in_text(work_of(source.metadata, source.name), self._accessed, self._letters.get(document, ""))

    def entry(self, document: str, place: str = "") -> str:
        """The entry of a document; with the place cited where it stands in a note."""
        source = self._sources[document]
        return reference(
            source.metadata,
            source.name,
            place,
            self._accessed,
            style=self.style,
            letter=self._letters.get(document, ""),
        )

    def again(self, document: str, note: int, place: str) -> str:
        """A note on a document that an earlier note has given in full; of a digest it says that it is one."""
        text = repeated(note, place)
        return f"{text[:-1]}（{DIGEST}）." if self._sources[document].metadata.is_digest else text

    def entries(self) -> list[tuple[str, str]]:
        """All entries in their order: the document's id, and the entry with its number where the system has numbers."""
        documents = list(self._sources)
        if self.style.system == "author-date":
            return [(document, self.entry(document)) for document in sorted(documents, key=self._alphabetical)]
        return [(document, self.numbered(document)) for document in documents]

    def numbered(self, document: str, place: str = "") -> str:
        """The entry of a document with its number before it."""
        return f"[{self.number(document)}] {self.entry(document, place)}"

    def _alphabetical(self, document: str) -> tuple[bool, bytes, int]:
        digest = self._sources[document].metadata.is_digest
        return digest, self.entry(document).encode("gb18030", "replace"), self.number(document)


def _letters(sources: list[Source], accessed: date | None) -> Mapping[str, str]:
    """a, b, c ... for works whose author and year are the same (2015: 10.2.3; 2025: 9.3.1.3)."""
    same: dict[tuple[str, str], list[str]] = {}
    for source in sources:
        if not source.metadata.is_digest:
            work = work_of(source.metadata, source.name)
            same.setdefault(_name_and_year(work, accessed), []).append(source.document)
    return {
        document: _letter(place)
        for documents in same.values()
        if len(documents) > 1
        for place, document in enumerate(documents)
    }


def _name_and_year(work: Work, accessed: date | None) -> tuple[str, str]:
    return in_text(work), author_date_year(work, accessed)


def _letter(place: int) -> str:
    """The letters a to z, then aa, ab ..."""
    letters = ""
    place += 1
    while place:
        place, last = divmod(place - 1, 26)
        letters = chr(ord("a") + last) + letters
    return letters
