"""An HTML tree as a list of blocks in reading order: paragraphs, headings, table rows."""

import re
from dataclasses import dataclass
from typing import TypeAlias

from lxml import etree

from index.readers.html_tables import is_data_table, table_rows

Element: TypeAlias = etree._Element

_DROPPED_TAGS = """
    script style noscript template svg math iframe frame object embed applet audio video canvas map area
    select option optgroup datalist button input textarea head title base link meta rp rt
"""
DROPPED = frozenset(_DROPPED_TAGS.split())
_INLINE_TAGS = """
    a abbr acronym b bdi bdo big cite code del dfn em font i img ins kbd label mark nobr q rb ruby s samp small
    span strike strong sub sup time tt u var wbr kanhanbypass o:p st1:chsdate st1:personname
"""
INLINE = frozenset(_INLINE_TAGS.split())
_ENOUGH = 10
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
# browsers show a space here, but Chinese has none: it is where the page's source was wrapped
_SOURCE_BREAK = re.compile(
    r"(?<=[\u3001-\u303f\u3400-\u9fff\uff01-\uffef])[ \t]*[\r\n]+[ \t]*(?=[\u3001-\u303f\u3400-\u9fff\uff01-\uffef])"
)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_NUMBERED = re.compile(
    r"\s*(?:[①-⑳]|[(（]?[0-9０-９一二三四五六七八九十百]+\s*[.．、)）]|[0-9]{1,2}(?:[.][0-9]+)*\s|▪|第[一二三四五六七八九十百0-9]+[章节条])"
)


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that stands on its own lines.

    Attributes:
        owner: the block element that holds it.
        text: its words, white space as a browser shows it, a newline for a line break of the page; empty for tables.
        level: 1 to 6 for a heading, else 0.
        linked: characters inside links.
        rows: the rows of a table.
    """

    owner: Element
    text: str
    level: int = 0
    linked: int = 0
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def words(self) -> str:
        """All the text, of a table too."""
        return " ".join(cell for row in self.rows for cell in row) if self.rows else self.text


def blocks(root: Element, dropped: frozenset[Element] = frozenset()) -> list[Block]:
    """The blocks below an element, without what no reader sees and without the elements in `dropped`."""
    walk = _Walk(root)
    nodes = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    skipped: Element | None = None
    for event, node in nodes:
        if event == "start":
            if walk.start(node, dropped):
                nodes.skip_subtree()
                walk.tail(node)
                skipped = node
        elif node is skipped:
            continue  # lxml ends a skipped element only where it has no children
        else:
            if event == "end":
                walk.end(node)
            walk.tail(node)
    walk.flush()
    return walk.found


class _Walk:
    """One pass over a tree: gathers the inline text of each block."""

    def __init__(self, root: Element) -> None:
        self.found: list[Block] = []
        self._root = root
        self._owners = [root]
        self._pieces: list[str] = []
        self._number = ""
        self._counts: dict[Element, int] = {}
        self._level = self._anchors = self._preformatted = self._linked = 0

    def start(self, node: Element, dropped: frozenset[Element]) -> bool:
        """Enters an element; True if its content is not to be walked."""
        tag = node.tag
        if tag in DROPPED or node in dropped:
            return True
        if tag == "table" and is_data_table(node):
            self.flush()
            links = sum(len("".join(a.itertext()).strip()) for a in node.iterdescendants("a") if _is_link(a))
            rows = tuple(tuple(row) for row in table_rows(node))
            self.found.append(Block(node, "", 0, links, rows))
            return True
        if tag == "br":
            self._pieces.append("\n")
        elif tag == "a":
            self._anchors += _is_link(node)
        elif tag not in INLINE:
            self._open_block(node, tag)
        self._add(node.text)
        return False

    def end(self, node: Element) -> None:
        """Leaves an element."""
        tag = node.tag
        if tag == "a":
            self._anchors -= _is_link(node)
        elif tag not in INLINE and tag != "br":
            self.flush()
            if len(self._owners) > 1:
                self._owners.pop()
            if tag in _HEADINGS:
                self._level = 0
            elif tag == "pre":
                self._preformatted -= 1
            elif tag == "li":
                self._number = ""

    def tail(self, node: Element) -> None:
        """Adds the text that follows an element or comment."""
        if node is not self._root:
            self._add(node.tail)

    def flush(self) -> None:
        """Ends the block at hand."""
        lines = [_SPACES.sub(" ", line).strip(" ") for line in "".join(self._pieces).split("\n")]
        text = "\n".join(line for line in lines if line.strip("\u3000\xa0 "))
        if text:
            self.found.append(Block(self._owners[-1], self._number + text, self._level, self._linked))
            self._number = ""
        self._pieces.clear()
        self._linked = 0

    def _open_block(self, node: Element, tag: str) -> None:
        self.flush()
        self._owners.append(node)
        if tag in _HEADINGS:
            self._level = _HEADINGS[tag]
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "li":
            self._number = self._item_number(node)

    def _item_number(self, item: Element) -> str:
        """The number a browser puts before an item of an ordered list, unless the text brings its own."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return ""
        number = self._counts.get(parent, _first_number(parent))
        self._counts[parent] = number + 1
        return "" if _NUMBERED.match(_start_of_text(item)) else f"{number}. "

    def _add(self, text: str | None) -> None:
        if text:
            self._pieces.append(text if self._preformatted else _SPACES.sub(" ", _SOURCE_BREAK.sub("", text)))
            if self._anchors:
                self._linked += len(text.strip())


def _is_link(anchor: Element) -> bool:
    """Whether an anchor leads elsewhere; Word leaves some that only name a place and hold whole articles."""
    return bool((anchor.get("href") or "").strip())


def _start_of_text(item: Element) -> str:
    """The first characters of an element's text."""
    text = ""
    for piece in item.itertext():
        text += piece.lstrip() if not text else piece
        if len(text) >= _ENOUGH:
            break
    return text


def _first_number(items: Element) -> int:
    """The number of the first item of an ordered list."""
    first = items.get("start") or "1"
    return int(first) if first.isdecimal() and len(first) < 6 else 1
