"""Which blocks of a page are its article: the element with nearly all running text, and its title above it."""

import re
from itertools import accumulate
from typing import TypeAlias

from lxml import etree

from index.furniture import is_footer, is_furniture, is_trail
from index.readers.html_blocks import INLINE, Block, blocks

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
_SPACE = re.compile(r"[\s\u3000]+")
_END = re.compile(
    r"[【\[]?(?:相关(?:阅读|文章|新闻|链接|信息|推荐|资讯|内容|报道|搜索|稿件)|推荐阅读|热门(?:文章|推荐|新闻)|最新(?:文章|新闻)|"
    r"猜你喜欢|上一篇|下一篇|上一条|下一条|网友评论|发表评论|友情链接|版权所有)"
)
_NUMBER = re.compile(r"[〔\[（(]\d{4}[〕\]）)]|文号|索引号|编号")
_ATTACHED = re.compile(r"附件|附表|附录|附[:：]")
_ATTACHMENT = re.compile(r"附件|附表|\.(?:docx?|xlsx?|pdf|wps|et|zip|rar)\b", re.I)
_ENDED = re.compile(r"[。；：]$|\d年\d{1,2}月\d{1,2}日|[〇○零]?[一二三四五六七八九十]年.{1,3}月.{1,3}日")
_MARGIN = 0.3
_PARAGRAPH = 60
_MENU = 3
_SHORTEST_TITLE = 6
_LONGEST_TITLE = 300
_HEAD_BLOCKS = 30
_HEAD_CHARACTERS = 1_500


def article(root: Element, title: str) -> list[Block]:
    """The blocks of the article in reading order; all blocks that are not lists of links where none stands out.

    Args:
        root: the page.
        title: the words of its `<title>`, which mostly hold the article's.
    """
    body = root.find(".//body")
    body = body if body is not None else root
    found = blocks(body, _off_page(body))
    best = _container(body, _weights(found, body))
    below = frozenset(best.iter())
    inside = [block.owner in below for block in found]
    if not any(inside):
        return [block for block in found if not _is_list_of_links(block)]
    first = inside.index(True)
    last = len(inside) - 1 - inside[::-1].index(True)
    middle = found[first : last + 1]
    begin = _beginning(middle, title)
    head = _head(found[:first]) if begin == 0 else []
    middle = [block for block in middle[begin : _ending(middle)] if not _is_list_of_links(block)]
    return head + middle + _tail(found[last + 1 :])


def _beginning(found: list[Block], title: str) -> int:
    """Where the article begins in a container that holds the page's head too.

    That is after the trail; or, where menus come first, at the title with the document's number above it.
    """
    begin = noise = 0
    for place, block in enumerate(found):
        if is_trail(block.words):
            begin, noise = place + 1, 0
        elif _weight(block) > _PARAGRAPH and not noise:
            break
        elif noise >= _MENU and _is_title(block.words, title):
            while place > begin and _NUMBER.search(found[place - 1].words):
                place -= 1
            return place
        noise += _is_list_of_links(block) or is_furniture(block.words)
    weights = list(accumulate(map(_weight, found)))
    return begin if begin == 0 or weights[begin - 1] < _MARGIN * weights[-1] else 0


def _ending(found: list[Block]) -> int:
    """Where the article ends: before the lists of other pages and the like, if hardly anything comes after them."""
    weights = list(accumulate(map(_weight, found)))
    for place, block in enumerate(found):
        if _END.match(block.words.strip()) and weights[-1] - weights[place] < _MARGIN * weights[-1]:
            return place
    return len(found)


def _is_title(words: str, title: str) -> bool:
    """Whether a block is the title named in `<title>`, which often has the site's name behind it."""
    plain = _SPACE.sub("", words)
    return len(_HAN.findall(plain)) >= _SHORTEST_TITLE and _SPACE.sub("", title[:_LONGEST_TITLE]).startswith(plain)


def _off_page(body: Element) -> frozenset[Element]:
    """Elements that hold no part of an article: by tag, by name, or hidden; never one with much of the text."""
    nodes = [node for node in body.iter() if isinstance(node.tag, str)]
    own = {node: float(_han_of(node)) for node in nodes}
    counts = _with_descendants(nodes, own)
    most = max(1.0, counts.get(body, 0.0)) / 3
    off = []
    for node in nodes:
        names = f"{node.get('class') or ''} {node.get('id') or ''}"
        named = node.tag in ("nav", "footer") or _OFF.search(names) or _HIDDEN.search(node.get("style") or "")
        if named and node is not body and counts[node] < most:
            off.append(node)
    return frozenset(off)


def _han_of(node: Element) -> int:
    """Chinese characters right in an element, not in its children's."""
    return sum(len(_HAN.findall(text)) for text in (node.text, *(child.tail for child in node)) if text)


def _with_descendants(nodes: list[Element], own: dict[Element, float]) -> dict[Element, float]:
    """For each element (in document order) its own figure and those of all elements below."""
    sums = dict(own)
    for node in reversed(nodes):
        parent = node.getparent()
        if parent in sums:
            sums[parent] += sums[node]
    return sums


def _weight(block: Block) -> float:
    """How much running text a block holds: its Chinese characters if few of them are links."""
    words = block.words
    if block.linked * 3 > len(words) or is_furniture(words):
        return 0.0
    count = len(_HAN.findall(words)) or len(words) / 4
    return count if block.rows or _STOPS.search(words) else count * 0.3


def _weights(found: list[Block], body: Element) -> dict[Element, float]:
    nodes = [node for node in body.iter() if isinstance(node.tag, str)]
    own = dict.fromkeys(nodes, 0.0)
    for block in found:
        own[block.owner] = own.get(block.owner, 0.0) + _weight(block)
    return _with_descendants(nodes, own)


def _container(body: Element, weights: dict[Element, float]) -> Element:
    """Goes down from the body as long as one child holds nearly all of the running text."""
    node, total = body, weights.get(body, 0.0)
    while True:
        child = max(node, key=lambda n: weights.get(n, 0.0), default=None)
        if child is None or weights.get(child, 0.0) < _SHARE * total or total == 0:
            break
        node = child
    while (node.tag in INLINE or node.tag == "p") and node.getparent() is not None:
        node = node.getparent()  # broken markup puts many paragraphs into one font or anchor, but not the last
    return node


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
    """The rest of an article that broken markup left below its element: up to the last running text, list or date."""
    tail: list[Block] = []
    length = 0
    for block in after:
        words = block.words.strip()
        attached = bool(_ATTACHED.match(words) or _ATTACHMENT.search(words))
        if not attached and (_END.match(words) or _is_list_of_links(block) or is_furniture(words) or is_footer(words)):
            break
        tail.append(block)
        if attached or block.rows or _ENDED.search(words):
            length = len(tail)
    return tail[:length]


def _is_list_of_links(block: Block) -> bool:
    words = block.words
    running = len(words) > _PARAGRAPH and "。" in words
    return block.linked * 10 > len(words) * 6 and not running and not _ATTACHMENT.search(words)
