"""The nouns of a report: paragraph, mark, note, quotation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.model import Span

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
UNSEEN = "\u200b"
"""Stands for a character of markup, so that positions in a paragraph are positions in its file."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign in the text that leads to notes or to entries of the reference list.

    Attributes:
        span: where it stands in the paragraph's text; empty where Word keeps it outside the text.
        keys: of the notes it leads to.
        label: as it is shown: [1], ①, 注3.
        behind: what is raised beside it and says which place is cited: the 第三条 of [2]第三条.
    """

    span: Span
    keys: tuple[str, ...]
    label: str
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote, endnote or entry of the reference list: as it is numbered, and its text."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a report.

    Attributes:
        text: its words; markup stands in it as `UNSEEN`.
        place: for people: 第12行 or 第3段.
        offset: position of `text` in the file's text; for Word the paragraph's number in the file.
        quoted: whether it is set as a quotation.
        marks: in order.
    """

    text: str
    place: str
    offset: int
    quoted: bool = False
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A report as read.

    Attributes:
        paragraphs: body text, in order; notes and reference list are not among them.
        notes: by key, footnotes in the order in which the text refers to them.
        text, encoding: the file's text and its encoding; empty for Word.
    """

    path: Path
    paragraphs: tuple[Paragraph, ...]
    notes: Mapping[str, Note] = field(default_factory=dict)
    text: str = ""
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words that a paragraph gives as another's: where they stand, quotation marks left out, and whether set apart."""

    span: Span
    text: str
    block: bool = False
