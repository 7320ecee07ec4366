"""Parts around a document's body: annexes (附件), the list that names them (附件说明) and signatures (落款)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.blocks import Block
from index.headings import BODY_NAME, DATE, DATE_LINE
from index.model import Span
from index.numbering import RANKS, marker_at

_NAME = re.compile(
    r"[【\[]?(?P<name>附\s?件|附\s?表|附\s?录|附(?=\s?[:：]))\s?"
    r"(?P<number>[一二三四五六七八九十]{1,3}|\d{1,2}(?:[-—]\d{1,2})?)?[】\]]?(?:\s*[:：.．、]|\s+|$|(?=[《“]))"
)
_GLUED = re.compile(r"(?P<name>附件|附表|附录)(?P<number>\d{1,2})(?=[\u3400-\u9fff])(?![所中的规和至或及与第])")
_SIGNED_LINE = re.compile(rf"[\u3400-\u9fff（）()、\s]{{4,40}}\s*{DATE}$")


_THANKS = re.compile(r"(?:衷心|再次|最后[，,]?)?感谢[您你]们?(?:对|一直|长期|一如既往)")
_LAST_BLOCKS = 8
_LONGEST_CLOSING = 200


@dataclass(frozen=True, slots=True)
class Part:
    """One such part: its style (附件, 附件说明, 落款), how it is cited, its heading and block, whether it is titled."""

    style: str
    label: str
    heading: Span
    block: int
    titled: bool = False


def parts_of(text: str, blocks: Sequence[Block]) -> dict[int, Part]:
    """The parts by the block in which they begin, mostly at its start; a reply's closing thanks may begin later."""
    return _closings(text, blocks) | _signatures(text, blocks) | _annexes(text, blocks)


def _match(words: str) -> re.Match[str] | None:
    return _NAME.match(words) or _GLUED.match(words)


def _annexes(text: str, blocks: Sequence[Block]) -> dict[int, Part]:
    found: dict[int, Part] = {}
    listing = False
    for i, block in enumerate(blocks):
        if block.kind not in ("text", "heading", "title") or len(block.span) > 100:
            continue
        words = text[block.span.start : block.span.end]
        match = _match(words)
        if match is None or "。" in words:
            continue
        has_content = _has_content(text, blocks, i)
        end = match.end("number") if match["number"] else match.end("name")
        if has_content:
            name = re.sub(r"\s", "", match["name"])
            label = ("附件" if name == "附" else name) + (match["number"] or "")
            found[i] = Part("附件", label, block.span, i, titled=len(words.rstrip("：: 】]")) > end)
        elif not listing:
            found[i] = Part("附件说明", "附件说明", Span(block.span.start, block.span.start + end), i)
        listing = not has_content
    return found


def _has_content(text: str, blocks: Sequence[Block], number: int) -> bool:
    """Whether an annex follows, and not the end of a list of annexes, a signature or the next annex."""
    for i in range(number + 1, len(blocks)):
        block = blocks[i]
        words = text[block.span.start : block.span.end]
        if block.kind in ("row", "cell"):
            return True
        if _match(words):
            return i > number + 4 and "。" in text[blocks[number + 1].span.start : block.span.start]
        if i > number + 1 and len(words) >= 40 and words[-1] in "。；：;:":
            return True
        if i == number + 1 and len(words) >= 60 and "。" in words:
            return True
        marker = marker_at(text, block.span.start, block.span.end)
        if marker and marker.rank <= RANKS["一、"]:
            return True
    return False


def _signatures(text: str, blocks: Sequence[Block]) -> dict[int, Part]:
    """Names of bodies and the date under them, after the text they sign."""
    found: dict[int, Part] = {}
    body = False
    for i, block in enumerate(blocks):
        words = text[block.span.start : block.span.end]
        body = body or (len(words) >= 30 and words[-1] in "。；")
        if not body or block.kind != "text":
            continue
        first = i
        if DATE_LINE.match(words):
            while first > 0 and i - first < 8 and _is_signatory(text, blocks[first - 1]):
                first -= 1
            if first == i and not _ends_document(text, blocks, i):
                continue
        elif not _SIGNED_LINE.match(words):
            continue
        found[first] = Part("落款", "落款", Span(blocks[first].span.start, blocks[first].span.start), first)
    return found


def _closings(text: str, blocks: Sequence[Block]) -> dict[int, Part]:
    """The thanks at the end of a reply, with the signature after them."""
    found: dict[int, Part] = {}
    for i, block in enumerate(blocks):
        if block.kind != "cell" and (block.kind != "text" or i < len(blocks) - _LAST_BLOCKS):
            continue
        for thanks in _THANKS.finditer(text, max(block.span.start, block.span.end - _LONGEST_CLOSING), block.span.end):
            at = thanks.start()
            if at == block.span.start or text[at - 1] in "。！；" or text[at - 1].isspace():
                found[i] = Part("落款", "结语", Span(at, at), i)
                break
    return found


def _ends_document(text: str, blocks: Sequence[Block], number: int) -> bool:
    """Whether nothing or an annex follows."""
    if number + 1 == len(blocks):
        return True
    following = blocks[number + 1].span
    return _match(text[following.start : following.end]) is not None


def _is_signatory(text: str, block: Block) -> bool:
    words = text[block.span.start : block.span.end]
    return block.kind == "text" and len(words) <= 40 and BODY_NAME.search(words) is not None and "：" not in words
