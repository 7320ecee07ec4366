"""The styles of a Word file that notes and reference lists use, found by name, made where the file has none."""

from lxml import etree

from index.readers.archive import Element
from index.readers.docx_numbering import W
from index.readers.docx_styles import attribute


class StyleIds:
    """Ids of styles in one file.

    Attributes:
        root: the file's styles part.
        added: whether styles were made that it did not have.
    """

    def __init__(self, root: Element | None) -> None:
        self.root = root if root is not None else etree.Element(f"{W}styles")
        self.added = False
        self._ids = {
            ((attribute(node.find(f"{W}name")) or "").strip().lower(), node.get(f"{W}type", "paragraph")): node.get(
                f"{W}styleId", ""
            )
            for node in self.root.iterfind(f"{W}style")
        }

    @property
    def footnote_text(self) -> str:
        """The paragraph style of footnotes."""
        return self._id(("footnote text", "脚注文本"), "paragraph") or self._made("FootnoteText", "footnote text")

    @property
    def footnote_reference(self) -> str:
        """The character style of the marks of footnotes: raised."""
        known = self._id(("footnote reference", "脚注引用"), "character")
        return known or self._made("FootnoteReference", "footnote reference", raised=True)

    @property
    def heading(self) -> str | None:
        """The first heading style, if there is one."""
        return self._id(("heading 1", "标题 1", "标题1"), "paragraph")

    @property
    def bibliography(self) -> str | None:
        """The style of reference lists, if there is one."""
        return self._id(("bibliography", "书目"), "paragraph")

    def _id(self, names: tuple[str, ...], kind: str) -> str | None:
        return next((self._ids[name, kind] for name in names if (name, kind) in self._ids), None)

    def _made(self, id: str, name: str, raised: bool = False) -> str:
        kind = "character" if raised else "paragraph"
        style = etree.SubElement(self.root, f"{W}style")
        style.set(f"{W}type", kind)
        style.set(f"{W}styleId", id)
        etree.SubElement(style, f"{W}name").set(f"{W}val", name)
        properties = etree.SubElement(style, f"{W}rPr")
        if raised:
            etree.SubElement(properties, f"{W}vertAlign").set(f"{W}val", "superscript")
        else:
            etree.SubElement(properties, f"{W}sz").set(f"{W}val", "18")
        self._ids[name, kind] = id
        self.added = True
        return id
