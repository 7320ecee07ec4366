"""The short answer: the figure, date, body or name asked for, exactly as it stands in the quotation."""

import re
from collections.abc import Callable

from index.model import Document, Passage, Span
from index.search_key import search_key
from qa.clauses import clause
from qa.formalities import FORMAL, answered
from qa.matching import Terms
from qa.question import Question
from qa.short_figures import QUANTIFIED, figure
from qa.short_leave import leave
from qa.short_names import in_role, name
from qa.short_rows import in_row, unmarked
from qa.short_stated import stated
from qa.synonyms import is_han
from qa.wanted import Wanted, counted_in_english

_AND_ABOVE = re.compile("[及或]?以[上下]")
NEAR_LOST = 0.08
"""Least share of the question's words beside lost characters for them to be what is asked for."""

BESIDE = 14
"""Characters on either side of lost ones, and of a figure, that tell which of the two is asked for."""


def short_answer(
    question: Question,
    document: Document,
    passage: Passage,
    quote: Span,
    terms: Terms,
    weigh: Callable[[str], float],
) -> Span | None:
    """Where in the document the short answer stands, its qualifiers included; None where there is none.

    Of several figures of the kind asked for, the one whose clause carries most of the question's words is taken; none
    where another's carries about as many.

    Args:
        question: as understood.
        document: the one cited.
        passage: the one the quotation stands in.
        quote: over clean positions.
        terms: the words of the question.
        weigh: a word's inverse document frequency.
    """
    terms = _telling(question, terms)
    beyond = terms.rest(search_key(passage.context))
    rest = beyond if beyond.terms else terms
    text = document.quote(quote)
    if unmarked(question, document, passage):
        return None
    if question.expected.unit in FORMAL:
        told = answered(question.expected.unit, text)
        return None if told is None else Span(quote.start + told.start, quote.start + told.end)
    wanted = _wanted(question, passage, rest, terms)
    found = in_role(question, text, wanted, acting=False) if passage.cells else None
    found = None if found is None else Span(quote.start + found.start, quote.start + found.end)
    found = found or in_row(question, document, passage, terms)
    if found is not None:
        return found
    local = _in_text(question, text, wanted, weigh)
    return None if local is None else Span(quote.start + local.start, quote.start + local.end)


def illegible(question: Question, document: Document, quote: Span, short: Span | None, terms: Terms) -> bool:
    """Whether the figure asked for is lost: the question's words stand rather beside lost characters than beside it."""
    if question.expected.kind not in QUANTIFIED:
        return False
    if short is not None and document.is_damaged(Span(max(short.start - 1, 0), short.end + 1)):
        return True
    text = _masked(document, quote)
    lost = [
        Span(max(damaged.start - quote.start, 0), min(damaged.end - quote.start, len(text)))
        for damaged in document.damaged
        if damaged.overlaps(quote)
    ]
    beside = max((_beside(text, span, terms) for span in lost), default=0.0)
    if beside < NEAR_LOST:
        return False
    return short is None or beside > _beside(text, Span(short.start - quote.start, short.end - quote.start), terms)


def _beside(text: str, span: Span, terms: Terms) -> float:
    """The share of the question's words that stands right beside a span, within its clause."""
    start, end = max(span.start - BESIDE, 0), span.end + BESIDE
    return terms.coverage(search_key(clause(text[start:end], Span(span.start - start, span.end - start))))


def _masked(document: Document, quote: Span) -> str:
    """The quotation with lost characters as U+FFFD, figures apart: what stands for them (? and !) ends no clause."""
    text = document.quote(quote)
    for damaged in document.damaged:
        start, end = max(damaged.start - quote.start, 0), min(damaged.end - quote.start, len(text))
        if start < end:
            text = text[:start] + re.sub(r"[^\d.万萬亿億元]", "\ufffd", text[start:end]) + text[end:]
    return text


def _in_text(question: Question, text: str, asked: Wanted, weigh: Callable[[str], float]) -> Span | None:
    expected = question.expected
    found = figure(expected, text, asked) if expected.kind in QUANTIFIED else None
    if found is None and expected.yes_no and expected.kind in ("yes_no", "count"):
        found = stated(question.bare, text, asked)
    if found is None and expected.kind == "yes_no":
        found = leave(question.bare, text, asked)
    if found is not None or expected.kind in QUANTIFIED:
        return found
    named = name(question, text, asked, weigh)
    above = _AND_ABOVE.match(text, named.end) if named else None
    return Span(named.start, above.end()) if named and above else named


def _telling(question: Question, terms: Terms) -> Terms:
    """The words that can stand in a document: of a question in English those in Chinese, and figures."""
    if question.language != "en":
        return terms
    told = [term for term in terms.terms if is_han(term.key) or term.key.isdigit()]
    return Terms(told) if told else terms


def _wanted(question: Question, passage: Passage, rest: Terms, terms: Terms) -> Wanted:
    names = [search_key(place.name).rstrip("省市县区") for place in question.asked_places]
    context = search_key(passage.context)
    places = tuple(name for name in names if name not in context)
    counted = counted_in_english(question.standalone)
    return Wanted(search_key(question.standalone), rest, terms, places, question.expected.yes_no, counted)
