"""Word files: paragraphs with their headings and list numbers, tables, text boxes, content controls and notes."""

from collections.abc import Iterator

from index.model import Extract
from index.readers.archive import Element, OfficeFile
from index.readers.assembly import Assembly, one_line
from index.readers.docx_numbering import Numbering, W
from index.readers.docx_styles import Styles, attribute, heading_level

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_LONGEST_HEADING = 120
_LONGEST_CELL = 400
_BREAKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}noBreakHyphen": "-"}
_WRAPPERS = frozenset(
    f"{W}{name}"
    for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "hyperlink", "fldSimple", "dir", "bdo")
)
_LEFT_OUT = frozenset(
    f"{W}{name}"
    for name in ("del", "moveFrom", "delText", "instrText", "delInstrText", "rt", "pPr", "rPr", "sdtPr", "tblPr")
)


def read_docx(data: bytes) -> Extract:
    """The text of a .docx file in reading order; tracked deletions, hidden text, headers and footers left out.

    Raises:
        ReadError: the file is damaged, encrypted, hostile or not a .docx file.
    """
    office = OfficeFile(data, "word", ".docx")
    document = office.xml(office.main)
    reader = _Reader(office)
    body = document.find(f"{W}body") if document is not None else None
    if body is not None:
        reader.blocks(body)
    return reader.assembly.extract(_properties(office))


def _properties(office: OfficeFile) -> list[tuple[str, str]]:
    """Title and author of the file's properties, which are often left over from a template."""
    names = {"title": "file_title", "creator": "author", "keywords": "keywords"}
    root = office.xml("docProps/core.xml")
    found = []
    for node in root if root is not None else ():
        name = names.get(node.tag.rpartition("}")[2]) if isinstance(node.tag, str) else None
        if name and (value := " ".join((node.text or "").split())):
            found.append((name, value))
    return sorted(found)


class _Reader:
    """Walks the body of a Word file into an assembly."""

    def __init__(self, office: OfficeFile) -> None:
        self.assembly = Assembly()
        self._styles = Styles(office.xml("word/styles.xml"))
        self._numbering = Numbering(office.xml("word/numbering.xml"))
        self._notes = {
            kind: {note.get(f"{W}id", ""): note for note in root.iterfind(f"{W}{kind}")}
            for kind in ("footnote", "endnote")
            if (root := office.xml(f"word/{kind}s.xml")) is not None
        }

    def blocks(self, parent: Element) -> None:
        """Adds the paragraphs and tables below an element."""
        for node in _unwrapped(parent):
            if node.tag == f"{W}p":
                self._paragraph(node)
            elif node.tag == f"{W}tbl":
                self._table(node)

    def _paragraph(self, node: Element) -> None:
        properties = node.find(f"{W}pPr")
        style_name = attribute(properties.find(f"{W}pStyle")) if properties is not None else None
        style = self._styles.get(style_name or self._styles.default)
        aside: list[Element] = []
        text = "".join(_words(node, aside))
        if text.strip():
            text = self._number(properties, style_name) + text
            level = heading_level(properties)
            level = style.level if level is None else level
            lines = text.split("\n")
            if style.contents:
                self.assembly.skip(one_line(text))
            elif level and len(text) <= _LONGEST_HEADING:
                self.assembly.heading(text, level)
            else:
                for line in lines:
                    self.assembly.line(line)
        for extra in aside:
            self._aside(extra)

    def _number(self, properties: Element | None, style_name: str | None) -> str:
        style = self._styles.get(style_name or self._styles.default)
        list_ = properties.find(f"{W}numPr") if properties is not None else None
        number = attribute(list_.find(f"{W}numId")) if list_ is not None else None
        depth = attribute(list_.find(f"{W}ilvl")) if list_ is not None else None
        number = style.list_number if number is None else number
        if number is None or number == "0":
            return ""
        if depth is not None and depth.isdecimal():
            level = int(depth)
        else:
            tied = self._numbering.level_of_style(style_name or "")
            level = style.list_level if style.list_level is not None else tied or 0
        return self._numbering.label(number, level)

    def _aside(self, node: Element) -> None:
        """Adds a text box, footnote or endnote after the paragraph that holds it."""
        kind = node.tag.rpartition("}")[2].removesuffix("Reference")
        if kind in self._notes:
            found = self._notes[kind].get(node.get(f"{W}id", ""))
            paragraphs = [] if found is None else list(found.iterdescendants(f"{W}p"))
        else:
            paragraphs = []
            for inner in _unwrapped(node):
                if inner.tag == f"{W}tbl":
                    self._table(inner)
                elif inner.tag == f"{W}p":
                    paragraphs.append(inner)
        for paragraph in paragraphs:
            nested: list[Element] = []
            text = one_line("".join(_words(paragraph, nested)))
            if text:
                self.assembly.note(text)
            for extra in nested:
                if extra.tag == f"{W}txbxContent":
                    self._aside(extra)

    def _table(self, table: Element) -> None:
        rows = [_unwrapped(row, f"{W}tc") for row in _unwrapped(table, f"{W}tr")]
        if _lays_out(rows):
            for row in rows:
                for cell in row:
                    self.blocks(cell)
        else:
            self.assembly.table(self._grid(rows))

    def _grid(self, rows: list[list[Element]]) -> list[list[str]]:
        """The cells' texts: one merged downwards stands in every row, one over columns is followed by blanks."""
        grid: list[list[str]] = []
        above: dict[int, str] = {}
        for row in rows:
            line: list[str] = []
            first = row[0].getparent().find(f"{W}trPr/{W}gridBefore") if row else None
            line += [""] * _count(attribute(first), 0)
            for cell in row:
                properties = cell.find(f"{W}tcPr")
                down = properties.find(f"{W}vMerge") if properties is not None else None
                continued = down is not None and attribute(down) != "restart"
                text = above.get(len(line), "") if continued else self._cell(cell)
                if down is not None:
                    above[len(line)] = text
                across = attribute(properties.find(f"{W}gridSpan")) if properties is not None else None
                line += [text] + [""] * (_count(across, 1) - 1)
            grid.append(line)
        return grid

    def _cell(self, cell: Element) -> str:
        """A cell's text on one line, that of tables and text boxes in it too."""
        pieces = []
        for paragraph in _paragraphs(cell):
            aside: list[Element] = []
            properties = paragraph.find(f"{W}pPr")
            style = attribute(properties.find(f"{W}pStyle")) if properties is not None else None
            text = "".join(_words(paragraph, aside)).strip()
            if text:
                pieces.append(self._number(properties, style) + text)
            pieces += [one_line("".join(_words(p, []))) for box in aside for p in _paragraphs(box)]
        return " ".join(pieces)


def _paragraphs(parent: Element) -> Iterator[Element]:
    """The paragraphs of a cell, those of tables in it too; text boxes come with the paragraph that holds them."""
    for node in _unwrapped(parent):
        if node.tag == f"{W}p":
            yield node
        elif node.tag == f"{W}tbl":
            for row in _unwrapped(node, f"{W}tr"):
                for cell in _unwrapped(row, f"{W}tc"):
                    yield from _paragraphs(cell)


def _lays_out(rows: list[list[Element]]) -> bool:
    """Whether a table only places text on the page: one column, tables inside, or most of the text in one long cell."""
    if max((len(row) for row in rows), default=0) < 2:
        return True
    cells = [cell for row in rows for cell in row]
    lengths = [sum(len(t.text or "") for t in cell.iterdescendants(f"{W}t")) for cell in cells]
    inner = sum(
        sum(len(t.text or "") for t in table.iterdescendants(f"{W}t"))
        for cell in cells
        for table in cell.iterdescendants(f"{W}tbl")
    )
    longest, total = max(lengths, default=0), sum(lengths)
    return inner * 3 > total or (longest > _LONGEST_CELL and longest * 2 > total)


def _unwrapped(parent: Element, wanted: str | None = None) -> list[Element]:
    """The children, those inside content controls, insertions and alternative content too; deleted ones left out."""
    found: list[Element] = []
    for node in parent:
        if not isinstance(node.tag, str) or node.tag in _LEFT_OUT:
            continue
        if node.tag in _WRAPPERS or node.tag == f"{_MC}AlternateContent":
            found += _unwrapped(_chosen(node), wanted)
        elif wanted is None or node.tag == wanted:
            found.append(node)
    return found


def _chosen(node: Element) -> Element:
    """Of alternative content the first choice, which holds the same words as the others; else the element itself."""
    if node.tag != f"{_MC}AlternateContent":
        return node
    choice = node.find(f"{_MC}Choice")
    return choice if choice is not None else node


def _words(paragraph: Element, aside: list[Element]) -> Iterator[str]:
    """The text of a paragraph's runs; text boxes and references to notes go to `aside`."""
    stack = [iter(paragraph)]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
            continue
        tag = node.tag
        if not isinstance(tag, str) or tag in _LEFT_OUT:
            continue
        if tag in (f"{W}t", f"{_M}t"):
            yield node.text or ""
        elif tag in _BREAKS:
            yield _BREAKS[tag]
        elif tag in (f"{W}txbxContent", f"{W}footnoteReference", f"{W}endnoteReference"):
            aside.append(node)
        elif tag == f"{_MC}AlternateContent":
            stack.append(iter([_chosen(node)]) if len(node) and _chosen(node) is not node else iter(node))
        elif not (tag == f"{W}r" and _is_hidden(node)) and not _is_placeholder(node):
            stack.append(iter(node))


def _is_hidden(run: Element) -> bool:
    hidden = run.find(f"{W}rPr/{W}vanish")
    return hidden is not None and attribute(hidden) not in ("0", "false", "off")


def _is_placeholder(node: Element) -> bool:
    return node.tag == f"{W}sdt" and node.find(f"{W}sdtPr/{W}showingPlcHdr") is not None


def _count(value: str | None, default: int) -> int:
    return min(max(int(value), default), 100) if value is not None and value.isdecimal() and len(value) < 6 else default
