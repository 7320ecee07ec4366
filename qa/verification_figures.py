"""Figures of a report's own sentences: which are checked, and what a source says in their place."""

import re
from collections.abc import Sequence

from index.model import Span
from index.quantities import Quantity, quantities, same_figure
from qa.drafts_model import UNSEEN
from qa.verification_text import comparable

_NOT_CLAIMED = re.compile(
    r"《[^《》]*》|[\u4e00-\u9fff]{0,12}[〔\[（(]\s?(?:19|20)\d\d\s?[〕\]）)]\s?第?\s?\d+\s?号"
    r"|https?://\S+|第[0-9〇零一二三四五六七八九十百]+(?:[条款项目章节页段行篇卷册]|部分)|[（(][一二三四五六七八九十\d]+[）)]"
    r"|[图表]\s?\d+(?:[-.—]\d+)*"
)
_HEADING_NUMBER = re.compile(rf"^[\s{UNSEEN}]*(?:\d+(?:\.\d+)*[.、．\s]|[一二三四五六七八九十]+、)")
_AROUND = 12
_LIKE = 0.15


def figures_of(text: str, sentence: Span, quoted: Sequence[Span]) -> list[Quantity]:
    """The figures that a sentence states in its own words.

    Quotations, titles in 《》, document numbers, addresses, and numbers of clauses, headings and pictures are none.
    """
    passed = [*quoted, *(Span(*match.span()) for match in _NOT_CLAIMED.finditer(text))]
    heading = _HEADING_NUMBER.match(text)
    if heading:
        passed.append(Span(*heading.span()))
    stated = [quantity for quantity in quantities(text) if sentence.start <= quantity.core.start < sentence.end]
    own = [quantity for quantity in stated if not any(quantity.core.overlaps(span) for span in passed)]
    # 一项 and 一年 are mostly articles, not figures.
    return [quantity for quantity in own if text[quantity.core.start] != "一" or quantity.value != 1]


def nearest_figure(text: str, figure: Quantity, sources: Sequence[str]) -> str | None:
    """What the sources say in a figure's place: one of its kind, or the same number, in the likest words."""
    own = _context(text, figure)
    best: tuple[float, str] | None = None
    for source in sources:
        for other in quantities(source):
            if not _comparable(figure, other):
                continue
            likeness = _likeness(own, _context(source, other)) + (0.5 if other.value == figure.value else 0.0)
            if likeness >= _LIKE and (best is None or likeness > best[0]):
                best = (likeness, source[other.span.start : other.span.end])
    return best[1] if best else None


def _comparable(one: Quantity, other: Quantity) -> bool:
    if "number" in (one.kind, other.kind) and one.kind != other.kind:
        return False
    if same_figure(one, other) or (one.value is not None and one.value == other.value):
        return True
    return one.kind == other.kind and (one.kind == "date" or one.unit == other.unit or one.kind != "count")


def _context(text: str, quantity: Quantity) -> frozenset[str]:
    """The pairs of characters around a figure, the figure itself left out."""
    before = comparable(text[max(0, quantity.span.start - _AROUND) : quantity.span.start]).text
    after = comparable(text[quantity.span.end : quantity.span.end + _AROUND]).text
    return frozenset(piece[i : i + 2] for piece in (before, after) for i in range(len(piece) - 1))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0
