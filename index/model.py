"""The nouns of the corpus: what a file becomes on its way to an index.

Every position is a count of Unicode code points from 0, end exclusive. Raw is the file decoded (for HTML, PDF and
Office the text as extracted); clean is raw with characters left out and white space unified; `Document.text` is clean.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["policy", "notice", "reply", "news", "report", "article"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text: code points `start` to `end`, end exclusive."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Span") -> bool:
        """Whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Where each clean character stands in the raw text, kept as runs of consecutive characters.

    `clean[i]` and `raw[i]` are where run i begins in either text; `length` is the clean length.
    """

    clean: tuple[int, ...]
    raw: tuple[int, ...]
    length: int

    @classmethod
    def from_positions(cls, positions: Iterable[int]) -> "OffsetMap":
        """Builds the map from the raw position of every clean character, strictly increasing."""
        clean: list[int] = []
        raw: list[int] = []
        expected = -1
        length = 0
        for position in positions:
            if position < expected:
                raise ValueError(f"raw positions must increase: {position} after {expected - 1}")
            if position != expected or not clean:
                clean.append(length)
                raw.append(position)
            expected = position + 1
            length += 1
        return cls(tuple(clean), tuple(raw), length)

    def to_raw(self, position: int) -> int:
        """Raw position of the clean character at `position` (0 <= position < length)."""
        if not 0 <= position < self.length:
            raise IndexError(f"clean position {position} is outside 0..{self.length - 1}")
        run = bisect_right(self.clean, position) - 1
        return self.raw[run] + position - self.clean[run]

    def raw_span(self, span: Span) -> Span:
        """The raw span from the first to the last character of a clean span; empty spans stay empty."""
        if span.end <= span.start:
            at = self.to_raw(span.start) if span.start < self.length else self._raw_end()
            return Span(at, at)
        return Span(self.to_raw(span.start), self.to_raw(span.end - 1) + 1)

    def to_clean(self, raw: int) -> int:
        """Clean position of the first kept character at or after raw position `raw`; `length` if none."""
        run = bisect_right(self.raw, raw) - 1
        if run < 0:
            return 0
        position = self.clean[run] + raw - self.raw[run]
        return min(position, self.clean[run + 1] if run + 1 < len(self.clean) else self.length)

    def clean_span(self, span: Span) -> Span:
        """The clean span of what was kept of a raw span; empty if nothing was."""
        return Span(self.to_clean(span.start), self.to_clean(span.end))

    def _raw_end(self) -> int:
        return self.raw[-1] + self.length - self.clean[-1] if self.clean else 0


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of structure that a reader saw in the file, over raw positions.

    `kind` is `heading` (with `level` 1 to 6), `table` (rows as lines, cells ended by ` | `), `note` (a text box or
    footnote) or `skip` (page furniture to leave out: running heads, page numbers, menus).
    """

    kind: Literal["heading", "table", "note", "skip"]
    span: Span
    level: int = 0


@dataclass(frozen=True, slots=True)
class Extract:
    """What a reader got out of one file, before cleaning.

    Attributes:
        raw: the text as decoded or extracted.
        marks: structure seen in the file, ordered by start.
        pages: raw position at which each page begins; empty where the format has no pages.
        declared: what the file says of itself outside its text, by name: title, author, url, published, issuer ...
        encoding: the encoding found, for formats that are text.
    """

    raw: str
    marks: tuple[Mark, ...] = ()
    pages: tuple[int, ...] = ()
    declared: tuple[tuple[str, str], ...] = ()
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class CleanText:
    """A clean text with its way back to the raw one and what could not be mended, over clean positions."""

    text: str
    map: OffsetMap
    damaged: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says of itself, or its front matter for it; unknown is None.

    Attributes:
        published: ISO date, as exact as known: `2024`, `2024-10` or `2024-10-23`.
        number: the document number (发文字号).
        region: the place the document is about, full path from the province, e.g. `江苏省/南通市/通州区`.
        region_inferred: whether the region was inferred from the bodies and parks that the text carries.
        origin, origin_sha256: for a digest, the file it was made from.
        author: the persons who wrote it, joined by `、`, where they are not the issuer.
        publication: the journal, magazine or newspaper in which it appeared.
        volume, issue, pages: where in that publication; for a newspaper `pages` is the page's number.
        by_hand: SHA-256 of what the person filled in, beside what the document says; None where nothing is.
    """

    title: str | None = None
    issuer: str | None = None
    number: str | None = None
    published: str | None = None
    region: str | None = None
    region_inferred: bool = False
    kind: Kind | None = None
    url: str | None = None
    origin: str | None = None
    origin_sha256: str | None = None
    author: str | None = None
    publication: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    by_hand: str | None = None

    @property
    def is_digest(self) -> bool:
        """Whether the document is a digest of another (摘编), not the original."""
        return self.origin_sha256 is not None


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document under one heading, over clean positions.

    Attributes:
        level: 1 for the outermost.
        locator: the path as it is cited: `二、（二）4`, `第八条第（二）项`, `附件`, or the heading's own words.
        heading: the heading as the document writes it (the title part of a run-in heading), without line breaks.
        span: the whole section, its heading and sub-sections included.
        heading_span: the heading itself.
        parent: position of the parent in `Document.sections`; None at the top.
    """

    level: int
    locator: str
    heading: str
    span: Span
    heading_span: Span
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row: its column's name (None without a header) and where its text stands."""

    column: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, item or table row, over clean positions; `passage` is the place of its passage in the document."""

    span: Span
    passage: int


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is indexed and found: text of one section, or one table row.

    Attributes:
        span: over clean positions; `document.text[span.start:span.end]` is the passage's text.
        locator: as cited: `二、（二）4`, `附件表第12行`, `第八条第（二）项`, or heading and 第n段.
        headings: the headings above, outermost first.
        context: what is indexed and embedded before the text and never quoted: place, title, headings, column names.
        section: place of the innermost section in `Document.sections`; None outside any.
        cells: for a table row, its cells.
        page: 1-based page on which it begins, where the format has pages.
    """

    span: Span
    locator: str
    headings: tuple[str, ...] = ()
    context: str = ""
    section: int | None = None
    cells: tuple[Cell, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One document, ready to be indexed.

    Attributes:
        id: the front matter's, else the path below the folder given: NFC, `/`, white space, controls and `%` encoded.
        source: the file's name without folders, controls shown as spaces.
        path: the file as found when it was indexed.
        sha256: of the file's bytes.
        raw: the raw text; `map` leads from `text` to it.
        damaged: clean spans that cleaning could not mend (lost or replaced characters).
    """

    id: str
    source: str
    path: str
    sha256: str
    raw: str
    text: str
    map: OffsetMap
    metadata: Metadata = field(default_factory=Metadata)
    sections: tuple[Section, ...] = ()
    passages: tuple[Passage, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    damaged: tuple[Span, ...] = ()

    def quote(self, span: Span) -> str:
        """The document's own characters at a clean span."""
        return self.text[span.start : span.end]

    def raw_span(self, span: Span) -> Span:
        """The raw span of a clean one."""
        return self.map.raw_span(span)

    def is_damaged(self, span: Span) -> bool:
        """Whether a clean span touches characters that were lost."""
        first = bisect_left([d.end for d in self.damaged], span.start + 1)
        return first < len(self.damaged) and self.damaged[first].overlaps(span)
