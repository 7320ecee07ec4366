"""The form of exported Word files: Chinese fonts, A4, circled footnote numbers; made by code, kept in no file."""

import io
import zipfile
from collections.abc import Callable

from lxml import etree

from index.readers.archive import Element
from index.readers.docx_numbering import W

BODY, HEAD, QUOTE, LATIN = "宋体", "黑体", "楷体", "Times New Roman"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FOOTER = (
    f'<w:ftr xmlns:w="{W[1:-1]}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>'
)
_FOOTER_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"
_FOOTER_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer"
_SECTION = (
    f'<w:sectPr xmlns:w="{W[1:-1]}" xmlns:r="{_R[1:-1]}"><w:footerReference w:type="default" r:id="rIdPages"/>'
    '<w:footnotePr><w:numFmt w:val="decimalEnclosedCircleChinese"/></w:footnotePr>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1644" w:bottom="1440" w:left="1644" '
    'w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
)
_REMARK = (
    f'<w:style xmlns:w="{W[1:-1]}" w:type="paragraph" w:customStyle="1" w:styleId="Remark"><w:name w:val="Remark"/>'
    '<w:basedOn w:val="Normal"/><w:rPr><w:color w:val="595959"/><w:sz w:val="21"/></w:rPr></w:style>'
)
_SIZES = {
    "Title": 44,
    "Subtitle": 21,
    "Heading1": 32,
    "Heading2": 28,
    "Heading3": 24,
    "BlockText": 24,
    "FootnoteText": 18,
    "Bibliography": 21,
}
_PARAGRAPHS = {
    "BodyText": '<w:spacing w:before="0" w:after="120" w:line="360" w:lineRule="auto"/>'
    '<w:ind w:firstLineChars="200" w:firstLine="480"/>',
    "BlockText": '<w:spacing w:before="60" w:after="120" w:line="320" w:lineRule="auto"/>'
    '<w:ind w:left="480" w:right="480"/>',
    "Heading1": '<w:keepNext/><w:spacing w:before="320" w:after="160"/><w:outlineLvl w:val="0"/>',
    "Heading2": '<w:keepNext/><w:spacing w:before="240" w:after="120"/><w:outlineLvl w:val="1"/>',
    "Heading3": '<w:keepNext/><w:spacing w:before="200" w:after="100"/><w:outlineLvl w:val="2"/>',
    "Bibliography": '<w:spacing w:after="60"/><w:ind w:left="420" w:hanging="420"/>',
    "Compact": '<w:spacing w:before="36" w:after="36"/><w:ind w:firstLineChars="0" w:firstLine="0"/>',
    "Subtitle": '<w:spacing w:before="0" w:after="240"/><w:jc w:val="center"/>',
    "FootnoteText": '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>',
}


def reference_docx(default: bytes) -> bytes:
    """Pandoc's own reference file with the fonts, sizes, paper and footer of a Chinese report."""
    return _changed(
        default,
        {
            "word/styles.xml": _styles,
            "word/document.xml": _section,
            "word/settings.xml": _language,
            "word/_rels/document.xml.rels": _footer_relation,
            "[Content_Types].xml": _footer_type,
        },
        {"word/footer1.xml": _FOOTER.encode()},
    )


def numbered_in_circles(data: bytes) -> bytes:
    """A Word file made with the reference file, its footnotes numbered ① ② throughout."""
    return _changed(data, {"word/document.xml": _circles}, {})


def _styles(root: Element) -> None:
    for fonts in root.iter(f"{W}rFonts"):
        _fonts(fonts, BODY)
    for style in root.iterfind(f"{W}style"):
        id = style.get(f"{W}styleId", "")
        font = HEAD if id.startswith(("Heading", "Title", "TOCHeading")) else QUOTE if id == "BlockText" else None
        properties = style.find(f"{W}rPr")
        if properties is None and (font or id in _SIZES):
            properties = etree.SubElement(style, f"{W}rPr")
        if properties is not None:
            _letters(properties, id, font)
        if id in _PARAGRAPHS:
            _replace_paragraph(style, _PARAGRAPHS[id])
    root.append(etree.fromstring(_REMARK))


def _letters(properties: Element, id: str, font: str | None) -> None:
    """Fonts, size and black colour of a style; their order is that of the schema."""
    fonts = properties.find(f"{W}rFonts")
    if font is not None:
        if fonts is None:
            fonts = etree.Element(f"{W}rFonts")
            properties.insert(0, fonts)
        _fonts(fonts, font)
    if id in ("Title", "Subtitle") or id.startswith(("Heading", "BlockText")):
        for name in ("color", "i", "iCs"):
            for node in properties.findall(f"{W}{name}"):
                properties.remove(node)
    if id in _SIZES:
        for name in ("sz", "szCs"):
            node = properties.find(f"{W}{name}")
            if node is None:
                node = etree.SubElement(properties, f"{W}{name}")
            node.set(f"{W}val", str(_SIZES[id]))


def _fonts(fonts: Element, chinese: str) -> None:
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name, value in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", chinese), ("cs", LATIN)):
        fonts.set(f"{W}{name}", value)


def _replace_paragraph(style: Element, content: str) -> None:
    old = style.find(f"{W}pPr")
    new = etree.fromstring(f'<w:pPr xmlns:w="{W[1:-1]}">{content}</w:pPr>')
    if old is not None:
        style.replace(old, new)
        return
    letters = style.find(f"{W}rPr")
    if letters is not None:
        letters.addprevious(new)
    else:
        style.append(new)


def _section(root: Element) -> None:
    body = root.find(f"{W}body")
    if body is not None:
        for section in body.findall(f"{W}sectPr"):
            body.remove(section)
        body.append(etree.fromstring(_SECTION))


def _circles(root: Element) -> None:
    """Puts the number format into each section, in the place that the schema gives it."""
    for section in root.iter(f"{W}sectPr"):
        for old in section.findall(f"{W}footnotePr"):
            section.remove(old)
        notes = etree.Element(f"{W}footnotePr")
        etree.SubElement(notes, f"{W}numFmt").set(f"{W}val", "decimalEnclosedCircleChinese")
        before = [node for node in section if node.tag in (f"{W}headerReference", f"{W}footerReference")]
        if before:
            before[-1].addnext(notes)
        else:
            section.insert(0, notes)


def _language(root: Element) -> None:
    for node in root.iter(f"{W}themeFontLang"):
        node.set(f"{W}eastAsia", "zh-CN")


def _footer_relation(root: Element) -> None:
    node = etree.SubElement(root, f"{root.tag.rpartition('}')[0]}}}Relationship")
    node.set("Id", "rIdPages")
    node.set("Type", _FOOTER_RELATION)
    node.set("Target", "footer1.xml")


def _footer_type(root: Element) -> None:
    node = etree.SubElement(root, f"{root.tag.rpartition('}')[0]}}}Override")
    node.set("PartName", "/word/footer1.xml")
    node.set("ContentType", _FOOTER_TYPE)


def _changed(data: bytes, changes: dict[str, Callable[[Element], None]], added: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name in changes:
                root = etree.fromstring(content)
                changes[name](root)
                content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            new.writestr(name, content)
        for name, content in added.items():
            new.writestr(name, content)
    return target.getvalue()
