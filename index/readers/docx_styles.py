"""Paragraph styles of a Word file: which are headings, which carry a list, which fill a table of contents."""

import re
from dataclasses import dataclass

from index.readers.archive import Element
from index.readers.docx_numbering import W

_HEADING = re.compile(r"^(?:heading|标题|標題)\s*([1-9])$", re.I)
_CONTENTS = re.compile(r"^(?:toc|目录|目錄)(?:\s*\d+|\s*heading|\s*标题)?$", re.I)
_BODY = 9


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a paragraph style says, by itself or through the styles it is based on; unknown is None."""

    level: int | None = None
    list_number: str | None = None
    list_level: int | None = None
    contents: bool = False


class Styles:
    """The paragraph styles by their id."""

    def __init__(self, root: Element | None) -> None:
        self._nodes: dict[str, Element] = {}
        self._known: dict[str, ParagraphStyle] = {}
        self.default = ""
        for node in root.iterfind(f"{W}style") if root is not None else ():
            if node.get(f"{W}type", "paragraph") == "paragraph":
                name = node.get(f"{W}styleId", "")
                self._nodes.setdefault(name, node)
                if node.get(f"{W}default") in ("1", "true"):
                    self.default = name

    def get(self, name: str) -> ParagraphStyle:
        """The style with this id; an empty one if there is none."""
        if name not in self._known:
            self._known[name] = self._resolve(name)
        return self._known[name]

    def _resolve(self, name: str) -> ParagraphStyle:
        level = number = depth = None
        contents = False
        seen: set[str] = set()
        while name in self._nodes and name not in seen:
            seen.add(name)
            node = self._nodes[name]
            title = (attribute(node.find(f"{W}name")) or "").strip()
            contents = contents or bool(_CONTENTS.match(title))
            if level is None:
                level = heading_level(node.find(f"{W}pPr"))
                if level is None and (found := _HEADING.match(title)):
                    level = int(found[1])
                elif level is None and title.lower() in ("title", "标题"):
                    level = 1
            list_ = node.find(f"{W}pPr/{W}numPr")
            if list_ is not None:
                number = number if number is not None else attribute(list_.find(f"{W}numId"))
                own = attribute(list_.find(f"{W}ilvl"))
                depth = depth if depth is not None or own is None else int(own) if own.isdecimal() else 0
            name = attribute(node.find(f"{W}basedOn")) or ""
        return ParagraphStyle(level, number, depth, contents)


def heading_level(properties: Element | None) -> int | None:
    """The outline level of paragraph properties as 1 to 9; 0 where they say body text; None where they say nothing."""
    value = attribute(properties.find(f"{W}outlineLvl")) if properties is not None else None
    if value is None or not value.isdecimal():
        return None
    return 0 if int(value) >= _BODY else int(value) + 1


def attribute(node: Element | None) -> str | None:
    """The `w:val` of an element, if it has one."""
    value = None if node is None else node.get(f"{W}val")
    return None if value is None else str(value)
