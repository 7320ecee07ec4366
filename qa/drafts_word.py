"""Reports in Word, read from their XML: paragraphs, footnotes and endnotes, with the runs that hold each character."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.model import Span
from index.readers.archive import Element, OfficeFile
from index.readers.docx_numbering import W
from index.readers.docx_styles import attribute
from qa.drafts_marks import entry_of, is_list_title, with_marks
from qa.drafts_model import Draft, Mark, Note, Paragraph

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TEXT = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_SKIPPED = frozenset(
    f"{W}{name}"
    for name in ("del", "moveFrom", "delText", "instrText", "pPr", "rPr", "rt", "sdtPr", "txbxContent", "pict")
) | {f"{_MC}Fallback"}
_QUOTE_STYLE = re.compile(r"(?:intense\s*)?quote|block\s*text|引用|明显引用|文本块|quotations?", re.I)
_HEADING_STYLE = re.compile(r"heading|title|标题|標題", re.I)
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of a paragraph and the `w:t` that holds them; None for a tab or line break."""

    start: int
    end: int
    node: Element | None


@dataclass(slots=True)
class WordParagraph:
    """A paragraph of a Word file with its pieces, in order."""

    element: Element
    text: str = ""
    pieces: list[Piece] = field(default_factory=list)
    references: list[tuple[int, str, str]] = field(default_factory=list)
    """Position, kind (`footnotes`, `endnotes`) and id of each reference to a note."""
    raised: list[Span] = field(default_factory=list)
    """What is set above the line, neighbours joined."""


def read_word_draft(path: Path, data: bytes) -> Draft:
    """Reads a Word report.

    Raises:
        ReadError: the file is damaged, encrypted, hostile or no .docx file.
    """
    office = OfficeFile(data, "word", ".docx")
    document = office.xml(office.main)
    names = _style_names(office)
    found = list(word_paragraphs(document)) if document is not None else []
    notes = _notes(office, found)
    entries: dict[str, Note] = {}
    paragraphs: list[Paragraph] = []
    in_list = False
    for place, item in enumerate(found):
        style = names.get(_style_of(item.element), "")
        if is_list_title(item.text):
            in_list = True
            continue
        if in_list and _HEADING_STYLE.match(style):
            in_list = False
        entry = entry_of(item.text, in_list, len(entries))
        if entry is not None:
            entries.setdefault(*_numbered(entry, in_list, entries))
            continue
        if not item.text.strip() and not item.references:
            continue
        quoted = bool(_QUOTE_STYLE.fullmatch(style))
        marks = tuple(_reference_mark(reference, notes) for reference in item.references)
        paragraphs.append(Paragraph(item.text, f"第{place + 1}段", place, quoted, marks))
    notes = notes | entries
    raised = [found[paragraph.offset].raised for paragraph in paragraphs]
    marked = [with_marks(p, notes, spans) for p, spans in zip(paragraphs, raised, strict=True)]
    return Draft(path, tuple(marked), notes)


def word_paragraphs(root: Element) -> Iterator[WordParagraph]:
    """The paragraphs below an element in reading order, those of tables and text boxes too."""
    for element in root.iter(f"{W}p"):
        if any(ancestor.tag == f"{_MC}Fallback" for ancestor in element.iterancestors()):
            continue
        paragraph = WordParagraph(element)
        _walk(element, paragraph)
        yield paragraph


def _walk(node: Element, paragraph: WordParagraph) -> None:
    for child in node:
        tag = child.tag
        if not isinstance(tag, str) or tag in _SKIPPED or tag == f"{W}p":
            continue
        if tag == f"{W}t":
            _add(paragraph, child.text or "", child)
            if attribute(node.find(f"{W}rPr/{W}vertAlign")) == "superscript":
                _raise(paragraph)
        elif tag in _TEXT:
            _add(paragraph, _TEXT[tag], None)
        elif (kind := _NOTES.get(tag.removeprefix(W))) is not None:
            paragraph.references.append((len(paragraph.text), kind, child.get(f"{W}id", "")))
        elif not (tag == f"{W}r" and child.find(f"{W}rPr/{W}vanish") is not None):
            _walk(child, paragraph)


def _add(paragraph: WordParagraph, text: str, node: Element | None) -> None:
    start = len(paragraph.text)
    paragraph.text += text
    paragraph.pieces.append(Piece(start, start + len(text), node))


def _raise(paragraph: WordParagraph) -> None:
    last = paragraph.pieces[-1]
    span = Span(last.start, last.end)
    if paragraph.raised and paragraph.raised[-1].end == span.start:
        span = Span(paragraph.raised.pop().start, span.end)
    paragraph.raised.append(span)


def _notes(office: OfficeFile, paragraphs: list[WordParagraph]) -> dict[str, Note]:
    """Footnotes and endnotes in the order in which the text refers to them."""
    texts: dict[tuple[str, str], str] = {}
    for kind in ("footnotes", "endnotes"):
        root = office.xml(f"word/{kind}.xml")
        for node in root if root is not None else ():
            if node.get(f"{W}type") in (None, "normal"):
                lines = [paragraph.text for paragraph in word_paragraphs(node)]
                texts[kind, node.get(f"{W}id", "")] = " ".join(" ".join(lines).split())
    order = [(kind, id) for paragraph in paragraphs for _, kind, id in paragraph.references]
    notes: dict[str, Note] = {}
    counts = {"footnotes": 0, "endnotes": 0}
    for kind, id in dict.fromkeys(order):
        if (kind, id) in texts:
            counts[kind] += 1
            notes[f"{kind}:{id}"] = Note(str(counts[kind]), texts[kind, id])
    return notes


def _reference_mark(reference: tuple[int, str, str], notes: Mapping[str, Note]) -> Mark:
    position, kind, id = reference
    key = f"{kind}:{id}"
    return Mark(Span(position, position), (key,), notes[key].label if key in notes else "?")


def _numbered(entry: tuple[str, Note], in_list: bool, entries: Mapping[str, Note]) -> tuple[str, Note]:
    """An entry that Word numbers by itself carries no number in its text: it has that of its place in the list."""
    key, note = entry
    if in_list and key.startswith("entry:"):
        number = len(entries) + 1
        return f"ref:{number}", Note(f"[{number}]", note.text)
    return key, note


def _style_names(office: OfficeFile) -> dict[str, str]:
    root = office.xml("word/styles.xml")
    nodes = root.iterfind(f"{W}style") if root is not None else ()
    return {node.get(f"{W}styleId", ""): (attribute(node.find(f"{W}name")) or "").strip() for node in nodes}


def _style_of(paragraph: Element) -> str:
    return attribute(paragraph.find(f"{W}pPr/{W}pStyle")) or ""
