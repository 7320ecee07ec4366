"""Writes footnotes and a reference list into a Word report; everything else in the file stays as it is."""

import copy
import io
import re
import zipfile
from collections.abc import Mapping, Sequence

from lxml import etree

from index.readers.archive import Element, OfficeFile
from index.readers.docx_numbering import W
from qa.drafts_marks import is_list_title
from qa.drafts_notes import NotesForDraft, NoteToInsert
from qa.drafts_word import WordParagraph, word_paragraphs
from qa.drafts_write_styles import StyleIds
from qa.drafts_write_text import TITLE

_FOOTNOTES = "word/footnotes.xml"
_RELATIONS = "word/_rels/document.xml.rels"
_TYPES = "[Content_Types].xml"
_STYLES = "word/styles.xml"
_FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NUMBERED = re.compile(r"\s*[\[［]\s*\d{1,3}\s*[\]］]\s*")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EMPTY_FOOTNOTES = (
    '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
    "</w:footnotes>"
)


def written(data: bytes, notes: NotesForDraft) -> bytes:
    """The bytes of the report with the notes and entries in it.

    Raises:
        ReadError: the file cannot be read.
    """
    office = OfficeFile(data, "word", ".docx")
    document = office.xml(office.main)
    styles = StyleIds(office.xml(_STYLES))
    if document is None:
        return data
    paragraphs = list(word_paragraphs(document))
    changed: dict[str, bytes] = {}
    footnotes = None
    if any(item.note is not None for item in notes.insertions):
        footnotes = office.xml(_FOOTNOTES)
        if footnotes is None:
            footnotes = etree.fromstring(_EMPTY_FOOTNOTES)
            changed |= _declared(office)
    runs = [_run(item, footnotes, styles) for item in notes.insertions]
    for item, run in zip(reversed(notes.insertions), reversed(runs), strict=True):
        _insert(paragraphs[item.located.wanted.paragraph.offset], item, run)
    _add_entries(document, paragraphs, notes.entries, styles)
    if footnotes is not None:
        _in_order(footnotes, document)
        changed[_FOOTNOTES] = _bytes(footnotes)
    changed[office.main] = _bytes(document)
    if styles.added:
        changed[_STYLES] = _bytes(styles.root)
    return _repacked(data, changed)


def _run(item: NoteToInsert, footnotes: Element | None, styles: StyleIds) -> Element:
    """The run to insert: a reference to a new footnote, or the raised mark."""
    run = etree.Element(f"{W}r")
    properties = etree.SubElement(run, f"{W}rPr")
    if item.note is not None and footnotes is not None:
        etree.SubElement(properties, f"{W}rStyle").set(f"{W}val", styles.footnote_reference)
        number = str(max((int(note.get(f"{W}id", "0")) for note in footnotes), default=0) + 1)
        footnotes.append(_footnote(number, item.note, styles))
        etree.SubElement(run, f"{W}footnoteReference").set(f"{W}id", number)
    else:
        etree.SubElement(properties, f"{W}vertAlign").set(f"{W}val", "superscript")
        run.append(_text(item.mark))
    return run


def _footnote(number: str, text: str, styles: StyleIds) -> Element:
    note = etree.Element(f"{W}footnote")
    note.set(f"{W}id", number)
    paragraph = etree.SubElement(note, f"{W}p")
    properties = etree.SubElement(paragraph, f"{W}pPr")
    etree.SubElement(properties, f"{W}pStyle").set(f"{W}val", styles.footnote_text)
    run = etree.SubElement(paragraph, f"{W}r")
    etree.SubElement(etree.SubElement(run, f"{W}rPr"), f"{W}rStyle").set(f"{W}val", styles.footnote_reference)
    etree.SubElement(run, f"{W}footnoteRef")
    etree.SubElement(paragraph, f"{W}r").append(_text(f" {text}"))
    return note


def _in_order(footnotes: Element, document: Element) -> None:
    """Sorts and numbers the notes by their references: LibreOffice pairs them by order, whatever their ids say."""
    references = list(document.iter(f"{W}footnoteReference"))
    order = list(dict.fromkeys(reference.get(f"{W}id") for reference in references))
    own = [note for note in footnotes if note.get(f"{W}type")]
    notes = {note.get(f"{W}id"): note for note in footnotes if not note.get(f"{W}type")}
    ordered = [notes.pop(id) for id in order if id in notes]
    first = max((int(note.get(f"{W}id", "0")) for note in own), default=0) + 1
    renamed: dict[str | None, str] = {}
    for number, note in enumerate([*ordered, *notes.values()], start=first):
        renamed[note.get(f"{W}id")] = str(number)
        note.set(f"{W}id", str(number))
    for reference in references:
        known = renamed.get(reference.get(f"{W}id"))
        if known is not None:
            reference.set(f"{W}id", known)
    footnotes[:] = [*own, *ordered, *notes.values()]


def _insert(paragraph: WordParagraph, item: NoteToInsert, run: Element) -> None:
    """Puts a run in the place of the item's span; the runs around keep their form."""
    span = item.located.wanted.span
    for piece in paragraph.pieces:
        if piece.node is not None and piece.start < span.end and span.start < piece.end:
            text = piece.node.text or ""
            _set(piece.node, text[: max(0, span.start - piece.start)] + text[span.end - piece.start :])
    behind = [piece for piece in paragraph.pieces if piece.node is not None and piece.start < span.start]
    if not behind:
        # At the very beginning: before the first run, behind the paragraph's properties.
        paragraph.element.insert(1 if paragraph.element.find(f"{W}pPr") is not None else 0, run)
        return
    piece = behind[-1]
    node = piece.node
    if node is None:
        return
    owner = node.getparent()
    text = node.text or ""
    at = span.start - piece.start
    rest = copy.deepcopy(owner)
    place = list(owner).index(node)
    for child in list(rest)[:place]:
        if child.tag != f"{W}rPr":
            rest.remove(child)
    for child in list(owner)[place + 1 :]:
        owner.remove(child)
    _set(node, text[:at])
    _set(next(child for child in rest if child.tag == f"{W}t"), text[at:])
    owner.addnext(run)
    if text[at:] or len([child for child in rest if child.tag != f"{W}rPr"]) > 1:
        run.addnext(rest)


def _add_entries(
    document: Element, paragraphs: Sequence[WordParagraph], entries: Sequence[str], styles: StyleIds
) -> None:
    """The entries behind those that the report has, in their form, else under a heading of their own at the end."""
    body = document.find(f"{W}body")
    if not entries or body is None:
        return
    title = next((n for n, p in enumerate(paragraphs) if is_list_title(p.text)), None)
    listed = [p for p in paragraphs[title + 1 :] if p.text.strip()] if title is not None else []
    if listed:
        last = listed[-1]
        own_numbers = _NUMBERED.match(last.text) is None
        for entry in reversed(entries):
            properties = last.element.find(f"{W}pPr")
            last.element.addnext(_paragraph(_NUMBERED.sub("", entry, 1) if own_numbers else entry, None, properties))
        return
    added = [] if title is not None else [_paragraph(TITLE, styles.heading, None)]
    added += [_paragraph(entry, styles.bibliography, None) for entry in entries]
    end = body.find(f"{W}sectPr")
    for element in added:
        if end is not None:
            end.addprevious(element)
        else:
            body.append(element)


def _paragraph(text: str, style: str | None, properties: Element | None) -> Element:
    paragraph = etree.Element(f"{W}p")
    if properties is not None:
        paragraph.append(copy.deepcopy(properties))
    elif style is not None:
        etree.SubElement(etree.SubElement(paragraph, f"{W}pPr"), f"{W}pStyle").set(f"{W}val", style)
    etree.SubElement(paragraph, f"{W}r").append(_text(text))
    return paragraph


def _text(text: str) -> Element:
    node = etree.Element(f"{W}t")
    _set(node, text)
    return node


def _set(node: Element, text: str) -> None:
    # XML has no place for control characters and surrogates, which quotations from damaged files may hold.
    node.text = _NO_XML.sub("\ufffd", text)
    node.set(_SPACE, "preserve")


def _declared(office: OfficeFile) -> dict[str, bytes]:
    """The parts that must name a footnotes part that is new."""
    types, relations = office.xml(_TYPES), office.xml(_RELATIONS)
    changed: dict[str, bytes] = {}
    if types is not None:
        override = etree.SubElement(types, f"{types.tag.rpartition('}')[0]}}}Override")
        override.set("PartName", f"/{_FOOTNOTES}")
        override.set("ContentType", _FOOTNOTES_TYPE)
        changed[_TYPES] = _bytes(types)
    if relations is not None:
        known = {relation.get("Id") for relation in relations}
        relation = etree.SubElement(relations, f"{relations.tag.rpartition('}')[0]}}}Relationship")
        relation.set("Id", next(f"rIdNotes{n}" for n in range(1, 1000) if f"rIdNotes{n}" not in known))
        relation.set("Type", _RELATION)
        relation.set("Target", "footnotes.xml")
        changed[_RELATIONS] = _bytes(relations)
    return changed


def _bytes(root: Element) -> bytes:
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data


def _repacked(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    """The archive with some parts replaced or added; the others byte for byte."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = changed[info.filename] if info.filename in changed else old.read(info.filename)
            new.writestr(info, content, zipfile.ZIP_DEFLATED)
        for name in changed.keys() - set(old.namelist()):
            new.writestr(name, changed[name])
    return target.getvalue()
