"""The short answer: the figure, date, body or permission asked for, exactly as it stands in the quotation."""

import re

from index.model import Span
from index.search_key import fold, search_key
from qa.evidence import clause
from qa.expected import Expected
from qa.figures import fitting
from qa.matching import Terms

_QUANTIFIED = frozenset({"amount", "count", "percent", "area", "duration", "frequency", "date", "contact"})
_PERMISSION = re.compile(r"不得|不予|不能|不可|禁止|严禁|无需|不再|可以|允许|应当|必须|可(?=[^能见])|须|予以|不")


def short_answer(expected: Expected, quote: str, rest: Terms) -> Span | None:
    """Where in the quotation the short answer stands, its qualifiers included; None where there is none.

    Of several things of the kind asked for, the one whose clause carries most of the question's words is taken, and of
    equals the one nearest to those words.
    """
    if expected.several and expected.kind not in _QUANTIFIED:
        return None
    if expected.kind in _QUANTIFIED:
        spans = fitting(expected, quote) or []
        return max(spans, key=lambda span: _closeness(quote, span, rest), default=None)
    return None


def permission(quote: str, rest: Terms) -> Span | None:
    """Where the quotation permits or forbids (可以, 不得), in the clause with most of the question's words."""
    found = [Span(*match.span()) for match in _PERMISSION.finditer(quote)]
    return max(found, key=lambda span: (rest.coverage(search_key(clause(quote, span))), -span.start), default=None)


def _closeness(quote: str, span: Span, rest: Terms) -> tuple[float, float, int]:
    """Share of the question's words in the figure's clause; then nearness of the nearest word; then earliness."""
    own = clause(quote, span)
    key = fold(quote)
    gaps = [
        min(abs(match.start() - span.end), abs(span.start - match.end()))
        for term in rest.terms
        for word in (term.key, *term.alternatives)
        for match in re.finditer(re.escape(word), key)
    ]
    nearest = min(gaps, default=len(quote))
    return round(rest.coverage(search_key(own)), 3), -float(nearest), -span.start
