"""Which blocks of a page are its article: the element with nearly all running text, and its title above it."""

import re
from typing import TypeAlias

from lxml import etree

from index.furniture import is_furniture, is_trail
from index.readers.html_blocks import Block, blocks

Element: TypeAlias = etree._Element

_HAN = re.compile(r"[\u3400-\u9fff]")
_STOPS = re.compile(r"[，。；：、！？,;:]")
_OFF = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|submenu|breadcrumbs?|crumbs?|footer|foot|copyright|share|bdshare\w*|jiathis\w*|"
    r"social|sidebar|related|recommend|comments?|pager|pagination|toolbar|login|search|qrcode|ewm)(?:$|[\s_-])",
    re.I,
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)
_SHARE = 0.9
_HEAD_BLOCKS = 14
_HEAD_CHARACTERS = 600


def article(root: Element, title: str) -> list[Block]:
    """The blocks of the article in reading order; all blocks that are not furniture where no article stands out."""
    body = root.find(".//body")
    body = body if body is not None else root
    off = _off_page(body)
    found = blocks(body, off)
    weights = _weights(found, body)
    best = _container(body, weights)
    inside = [block.owner is best or best in set(block.owner.iterancestors()) for block in found]
    if not any(inside):
        return [block for block in found if not _is_list_of_links(block)]
    first = inside.index(True)
    last = len(inside) - 1 - inside[::-1].index(True)
    head = _head(found[:first])
    middle = [block for block in found[first : last + 1] if not _is_list_of_links(block)]
    return head + middle + _tail(found[last + 1 :])


def _off_page(body: Element) -> frozenset[Element]:
    """Elements that hold no part of an article: by tag, by name, or hidden; never one with most of the text."""
    total = max(1, len(_HAN.findall("".join(body.itertext()))))
    off = []
    for node in body.iterdescendants():
        if not isinstance(node.tag, str) or node.tag in ("html", "body"):
            continue
        names = f"{node.get('class') or ''} {node.get('id') or ''}"
        named = node.tag in ("nav", "footer") or _OFF.search(names) or _HIDDEN.search(node.get("style") or "")
        if named and len(_HAN.findall("".join(node.itertext()))) * 3 < total:
            off.append(node)
    return frozenset(off)


def _weight(block: Block) -> float:
    """How much running text a block holds: its Chinese characters if few of them are links."""
    words = block.words
    if block.linked * 3 > len(words) or is_furniture(words):
        return 0.0
    count = len(_HAN.findall(words)) or len(words) / 4
    return count if block.rows or _STOPS.search(words) else count * 0.3


def _weights(found: list[Block], body: Element) -> dict[Element, float]:
    weights: dict[Element, float] = {}
    for block in found:
        if weight := _weight(block):
            node: Element | None = block.owner
            while node is not None:
                weights[node] = weights.get(node, 0.0) + weight
                node = None if node is body else node.getparent()
    return weights


def _container(body: Element, weights: dict[Element, float]) -> Element:
    """Goes down from the body as long as one child holds nearly all of the running text."""
    node, total = body, weights.get(body, 0.0)
    while True:
        child = max(node, key=lambda n: weights.get(n, 0.0), default=None)
        if child is None or weights.get(child, 0.0) < _SHARE * total or total == 0:
            return node
        node = child


def _head(before: list[Block]) -> list[Block]:
    """The title and the lines on source and date that stand right above the article."""
    head: list[Block] = []
    count = 0
    for block in reversed(before[-_HEAD_BLOCKS:]):
        count += len(block.words)
        if is_trail(block.words) or _is_list_of_links(block) or count > _HEAD_CHARACTERS:
            break
        if not is_furniture(block.words):
            head.append(block)
    return head[::-1]


def _tail(after: list[Block]) -> list[Block]:
    """Attachments named right below the article."""
    tail: list[Block] = []
    for block in after:
        if not block.words.lstrip().startswith(("附件", "附：", "附表", "附录")):
            break
        tail.append(block)
    return tail


def _is_list_of_links(block: Block) -> bool:
    return block.linked * 10 > len(block.words) * 6 and not re.search(
        r"附件|附表|\.(?:docx?|xlsx?|pdf|wps|zip)", block.words
    )
