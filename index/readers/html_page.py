"""HTML pages: the article with its title, headings and tables, and what the page says of itself."""

import re
from dataclasses import replace
from typing import TypeAlias

from lxml import etree
from lxml import html as lxml_html

from index.errors import ReadError
from index.model import Extract
from index.readers.assembly import Assembly
from index.readers.html_article import article
from index.readers.html_blocks import Block
from index.readers.text import decode

Element: TypeAlias = etree._Element

_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)", re.I)
_DECLARED = {
    "articletitle": "title",
    "pubdate": "published",
    "publishdate": "published",
    "article:published_time": "published",
    "contentsource": "issuer",
    "author": "author",
    "keywords": "keywords",
    "columnname": "column",
    "sitename": "site",
    "og:title": "title",
    "og:site_name": "site",
    "og:url": "url",
    "url": "url",
}


def read_html(data: bytes) -> Extract:
    """The article of a page, without its menus, counters, share bars, footers and lists of links.

    Raises:
        ReadError: the bytes are not an HTML page.
    """
    text, encoding = decode(data)
    root = parse(text)
    assembly = Assembly()
    for block in article(root, page_title(root)):
        _write(assembly, block)
    extract = assembly.extract(declared(root, text), encoding)
    return replace(extract, declared=tuple(pair for pair in extract.declared if _is_of_text(pair, extract.raw)))


def _is_of_text(pair: tuple[str, str], raw: str) -> bool:
    """Whether a declared title is the article's and not the site's: its words stand in the text."""
    return pair[0] != "title" or "".join(pair[1].split()) in "".join(raw.split())


def parse(text: str) -> Element:
    """The tree of a page that is already decoded.

    Raises:
        ReadError: no page in it.
    """
    # a declaration of another encoding would be obeyed, or refused for a str
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\x00", ""))
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise ReadError("no text found: not an HTML page", zh="没有读到文字：不是 HTML 网页") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise ReadError(
            "damaged HTML page: elements are nested thousands deep, what lies below would be lost",
            zh="HTML 网页损坏：标签嵌套过深，更深的内容会丢失",
        )
    return root


def page_title(root: Element) -> str:
    """The words of `<title>`."""
    found = root.find(".//title")
    return " ".join("".join(found.itertext()).split()) if found is not None else ""


def declared(root: Element, text: str) -> list[tuple[str, str]]:
    """What meta tags, `<title>`, the canonical link and the note of a saved page say, by our names, first one wins."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = _DECLARED.get((meta.get("name") or meta.get("property") or "").strip().lower())
        value = " ".join((meta.get("content") or "").split())
        if name and value:
            found.setdefault(name, value)
    for link in root.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and (link.get("href") or "").startswith("http"):
            found.setdefault("url", (link.get("href") or "").strip())
    if saved := _SAVED_FROM.search(text[:5000]):
        found.setdefault("url", saved[1].rstrip("->").strip())
    if title := page_title(root):
        found.setdefault("page_title", title)
    return sorted(found.items())


def _write(assembly: Assembly, block: Block) -> None:
    if block.rows:
        assembly.table(block.rows)
        return
    if block.level:
        assembly.heading(block.text, block.level)
        return
    for line in block.text.split("\n"):
        assembly.line(line)
