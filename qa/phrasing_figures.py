"""Whether the figures of a sentence are those of its quotations: unit, bound, period, and what they are said of."""

import re
from collections.abc import Sequence

from index.model import Span
from index.quantities import Quantity, quantities, same_figure
from index.search_key import fold
from qa.statements import clause_of, content_words, groups, periods, segment

_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_BOUND = re.compile(
    r"最高|最低|最多|最少|至少|不[得]?低于|不[得]?少于|不[得]?超过|不[得]?高于|以上|以下|以内|之内|左右|约|接近|近(?=\d)|超|逾|突破|封顶|多于|少于|高于|低于"
)


def wrong_figures(sentence: str, quotes: Sequence[str]) -> bool:
    """Whether a sentence gives a figure, or a digit, that no quotation gives so and of the same thing."""
    stated = [(quote, quantities(quote)) for quote in quotes]
    own = quantities(sentence)
    if any(not _stands(sentence, own, figure, stated) for figure in own):
        return True
    key = fold("\n".join(quotes))
    known = set(_DIGITS.findall(key))
    return any(
        match[0] not in known and not any(figure.core.overlaps(Span(*match.span())) for figure in own)
        for match in _DIGITS.finditer(fold(sentence))
    )


def _stands(
    sentence: str, own: Sequence[Quantity], figure: Quantity, stated: Sequence[tuple[str, list[Quantity]]]
) -> bool:
    """Whether a quotation states a figure with the same bound and period, and of the same thing."""
    written = fold(sentence[figure.span.start : figure.span.end])
    if figure.value is None:
        return any(written in fold(quote) for quote, _ in stated)
    said = segment(sentence, figure, [q for q in own if q.kind == figure.kind and q is not figure])
    clause = _words_of_clause(sentence, figure)
    best, rival = -1, 0
    for quote, figures in stated:
        for other in figures:
            if other.kind != figure.kind:
                continue
            around = segment(quote, other, [q for q in figures if q.kind == other.kind and q is not other])
            shared = len(content_words(said) & content_words(around)) + len(groups(said) & groups(around))
            if _supports(other, figure) and _limits(clause) == _limits(_words_of_clause(quote, other)):
                best = max(best, shared)
            elif not same_figure(other, figure):
                rival = max(rival, shared)
    return best >= rival


def _words_of_clause(text: str, figure: Quantity) -> str:
    span = clause_of(text, figure.core)
    return text[span.start : span.end]


def _limits(clause: str) -> frozenset[str]:
    """What a clause says of how often and of at most or at least."""
    return periods(clause) | frozenset(_BOUND.findall(fold(clause)))


def _supports(stated: Quantity, claimed: Quantity) -> bool:
    if stated.kind == "date":
        return stated.unit.startswith(claimed.unit)
    return same_figure(stated, claimed) and stated.bound == claimed.bound
