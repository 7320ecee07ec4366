"""How a section, a paragraph or a table row is cited: 二、（二）4, 第八条第（二）项, 附件表第12行, 申报条件第2段."""

import re
from collections import Counter
from collections.abc import Sequence

from index.nodes import Node
from index.numbering import FIXED

_DIGITS = "零一二三四五六七八九"
_WIDE = str.maketrans("()[]:;,!?", "（）［］：；，！？")


def chinese(number: int) -> str:
    """A number from 1 to 99 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    if number > 99:
        return str(number)
    return ("" if not tens else ("十" if tens == 1 else _DIGITS[tens] + "十")) + (
        _DIGITS[ones] if ones or not tens else ""
    )


def words_of(heading: str) -> str:
    """A heading's own words as a locator: without white space, bullet and closing colon, punctuation full-width."""
    words = re.sub(r"^[【\[]?(?:问|Q)\s?\d{0,2}[】\]]?\s?[:：.、]", "", heading)
    words = re.sub(r"\s+", "", words).lstrip("—－-●•■◆▲★※·#*").rstrip("：:。.*")
    return re.sub(r"(?<=[\u3400-\u9fff”》）])[,:;!?]|[()]", lambda found: found[0].translate(_WIDE), words)


def section_locators(text: str, nodes: Sequence[Node]) -> list[str]:
    """The locator of each section; where two would be the same, the later is told apart by what stands above it."""
    named = _documents_to_name(nodes)
    made: list[str] = []
    below: list[str] = []
    used: set[str] = set()
    tries: Counter[str] = Counter()
    for place, node in enumerate(nodes):
        own, above = _own(text, nodes, node, below)
        locator = above + own
        if locator in used:
            locator = _told_apart(nodes, node, made, own, locator, used, tries)
        used.add(locator)
        made.append(locator)
        unnamed = node.event.style == "document" and place not in named
        below.append(locator if not unnamed else "" if node.parent is None else below[node.parent])
    return made


def _documents_to_name(nodes: Sequence[Node]) -> set[int]:
    """Annexed documents whose numbers stand elsewhere too, so that their name must go before their articles."""
    owners: list[int | None] = []
    labels: dict[int | None, set[str]] = {None: set()}
    for place, node in enumerate(nodes):
        above = owners[node.parent] if node.parent is not None else None
        owner = place if node.event.style == "document" else above
        owners.append(owner)
        outer = node.parent is None or nodes[node.parent].event.style in (*FIXED, "document")
        if node.event.rank is not None and outer:
            labels.setdefault(owner, set()).add(node.event.label)
    seen = labels.pop(None)
    named = set()
    for document, own in labels.items():
        if document is not None and own & seen:
            named.add(document)
        seen |= own
    return named


def _own(text: str, nodes: Sequence[Node], node: Node, made: Sequence[str]) -> tuple[str, str]:
    """The section's own part of its locator and the part above it."""
    event = node.event
    parent = node.parent
    if event.rank is None and event.label:
        return event.label, ""
    if event.rank is None:
        own = words_of(text[event.heading.start : event.heading.end]) or "标题"
        if parent is None:
            return own, ""
        divided = nodes[parent].event.rank is None and not nodes[parent].event.label and made[parent]
        return ("：" + own if divided else own), made[parent]
    if parent is None:
        return (f"第{event.label}项" if event.style == "1." else event.label), ""
    if event.style == "条":
        return event.label, _above_articles(nodes, node, made)
    owner = nodes[parent].event
    if owner.style == "条":
        clause = f"第{chinese(node.after)}款" if nodes[parent].paragraphs > 1 and node.after else ""
        return clause + (f"第{event.label}项" if event.style in ("（一）", "1.", "（1）") else event.label), made[
            parent
        ]
    if event.style == "1." and owner.style == "（一）" and _lies_in_article(nodes, parent):
        return f"第{event.label}目", made[parent]
    if event.style in ("1.1", "1.1.1"):
        return event.label, _above_decimals(nodes, node, made)
    if event.style == "1." and (owner.rank is None or made[parent][-1:].isdigit()):
        return f"第{event.label}项", made[parent]
    if event.style == "1）" and made[parent][-1:].isdigit():
        return f"（{event.number}）", made[parent]
    return event.label, made[parent]


def _above_articles(nodes: Sequence[Node], node: Node, made: Sequence[str]) -> str:
    """Articles are numbered through a document: only an annex or the name of an annexed one stands before them."""
    parent = node.parent
    while parent is not None and nodes[parent].event.style not in ("附件", "document"):
        parent = nodes[parent].parent
    return made[parent] if parent is not None else ""


def _above_decimals(nodes: Sequence[Node], node: Node, made: Sequence[str]) -> str:
    parent = node.parent
    while parent is not None and nodes[parent].event.style in ("1.", "1.1", "1.1.1"):
        parent = nodes[parent].parent
    return made[parent] if parent is not None else ""


def _lies_in_article(nodes: Sequence[Node], place: int) -> bool:
    parent: int | None = place
    while parent is not None:
        if nodes[parent].event.style == "条":
            return True
        parent = nodes[parent].parent
    return False


def _told_apart(
    nodes: Sequence[Node],
    node: Node,
    made: Sequence[str],
    own: str,
    locator: str,
    used: set[str],
    tries: Counter[str],
) -> str:
    """Another locator where one is used: with what stands above, with the paragraph that leads in, or counted."""
    parent = node.parent
    above = made[parent] if parent is not None else ""
    if above + own not in used:
        return above + own
    if parent is None:
        tries[own] += 1
        return f"{own}（第{tries[own] + 1}处）"
    is_article = parent is not None and nodes[parent].event.style == "条"
    ordinal = max(node.after, 1)
    paragraph = f"{above}第{chinese(ordinal)}款{own}" if is_article else f"{above}第{ordinal}段{own}"
    if paragraph not in used:
        return paragraph
    return locator
