"""When not to answer: the place or year is not covered, the figure is illegible, or nothing found answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.dates import years
from index.quantities import quantities
from index.search_key import search_key
from index.settings import today
from index.store import DocumentEntry, Index
from qa.beside import around, is_beside
from qa.confidence import Backdrop, confidence, describe, threshold
from qa.coverage import Coverage, own_years
from qa.evidence import Evidence
from qa.formalities import FORMAL, is_titled
from qa.locating import is_numbered
from qa.matching import Terms
from qa.model import Hit, Reason
from qa.premise import takes_for_granted
from qa.question import AskedPlace, Question
from qa.strangers import missing_places

CERTAIN = 0.9
"""The confidence of an answer that a document's own structure gives: rows of duties, an article by its number."""

SURE, UNHEARD = 0.95, 0.65
"""A question whether something is so is not answered below this confidence where so much of it stands nowhere in the
document, by the weight of its words."""

MANY = 50
"""Documents from which on the weight of a word tells whether it is an everyday one: among few, all words are rare."""

_PREMISES = frozenset({"amount", "percent"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether to answer.

    Attributes:
        reason: why not; None to answer.
        confidence: calibrated probability that the documents answer, 0..1.
        places, years: what was asked and is not covered.
    """

    reason: Reason | None
    confidence: float
    places: tuple[AskedPlace, ...] = ()
    years: tuple[str, ...] = ()


class Found(NamedTuple):
    """What was found for a question: passages, the words looked for, sentences best first, and whether they answer."""

    hits: list[Hit]
    terms: Terms
    evidence: list[Evidence]
    verdict: Verdict


_OF_ONE_YEAR = frozenset({"amount", "count", "percent", "area"})
"""Kinds of answer that hold for the year that a document is of."""


def judge(
    question: Question,
    evidence: Sequence[Evidence],
    terms: Terms,
    backdrop: Backdrop,
    index: Index,
    coverage: Coverage,
) -> Verdict:
    """Decides from structure first (place, year), then from the fitted confidence; damage is judged with the answer."""
    if evidence:
        terms = terms.without(own_years(index.entry(evidence[0].hit.document)))
    features = describe(question, evidence, terms, backdrop) if evidence else ()
    answers = confidence(features) if features else 0.0
    missing, alone = missing_places(question, evidence, terms, index, coverage)
    if alone:
        return Verdict("not_covered", min(answers, 0.05), places=missing)
    lacking = _missing_years(question, evidence, index)
    if lacking and len(lacking) == len(question.years):
        return Verdict("not_covered", min(answers, 0.05), years=lacking)
    best = evidence[0] if evidence else None
    numbered = is_numbered(question.standalone)
    if (
        best is None
        or is_beside(question, best, terms, around(best, index))
        or _unfounded(question, evidence, index)
        or (numbered and not _is_named(question, best, terms, index))
        or (answers < SURE and _is_unheard_of(question, best, terms, index))
    ):
        answers = min(answers, threshold() / 2)
    elif best.feature("kind") and (numbered or _tells_of_itself(question, best, index)):
        answers = max(answers, CERTAIN)
    if answers < threshold():
        # Documents about a wider place answer for it where they do; where they do not, the place is not covered.
        unknown = tuple(place for place in question.asked_places if not coverage.is_about(place.paths))
        return Verdict("not_covered" if unknown else "no_evidence", answers, places=unknown or missing)
    return Verdict(None, answers, places=missing)


def _tells_of_itself(question: Question, best: Evidence, index: Index) -> bool:
    """Whether the document named by its title says what is asked of it."""
    return question.expected.unit in FORMAL and is_titled(question.standalone, best.hit.document, index)


def _is_named(question: Question, best: Evidence, terms: Terms, index: Index) -> bool:
    """Whether the question names the document of what it asks for by number: its place, or words of its headings.

    The only document there is need not be named.
    """
    found = index.passage(best.hit.passage)
    headings = search_key(found.passage.context)
    alone = len(index.documents) == 1
    return alone or bool(question.places) or any(len(term.key) > 1 and term.key in headings for term in terms.terms)


def _is_unheard_of(question: Question, best: Evidence, terms: Terms, index: Index) -> bool:
    """Whether a question asks if something is so of which the best evidence's document has hardly a word.

    Everyday words stand in few documents, so that most of them must be missing.
    """
    if question.expected.kind != "yes_no" or not question.has_chinese or len(index.documents) < MANY:
        return False
    entry = index.entry(best.hit.document)
    return terms.unheard(search_key(f"{entry.metadata.title or ''}\n{index.text(entry.id)}")) >= UNHEARD


def _unfounded(question: Question, evidence: Sequence[Evidence], index: Index) -> bool:
    """Whether the question takes an amount or a share for granted, and the best passages have none at all to set right.

    Or that something was ended, or that there is an edition, of which they know nothing. They are the first three of
    the document that the best evidence stands in.
    """
    near = [item for item in evidence[:3] if item.hit.document == evidence[0].hit.document]
    passages = [around(item, index) for item in near]
    if takes_for_granted(question.standalone, "\n".join(passages)):
        return True
    there = [quantity for passage in passages for quantity in quantities(passage)]
    return any(
        claimed.kind in _PREMISES and claimed.value is not None and all(stated.kind != claimed.kind for stated in there)
        for claimed in quantities(question.bare)
    )


def _missing_years(question: Question, evidence: Sequence[Evidence], index: Index) -> tuple[str, ...]:
    """The years asked for that the best evidence's document neither is of nor speaks of.

    All of them where a figure is asked for and the document is of another year by its title, as the best evidence is.
    """
    if not evidence:
        return ()
    entry = index.passage(evidence[0].hit.passage).document
    titled, told = years(entry.metadata.title or ""), years(evidence[0].text)
    figure = question.expected.kind in _OF_ONE_YEAR and not question.expected.yes_no
    if figure and len(titled) == 1 and told == titled and titled[0] not in question.years:
        return question.years
    return lacking_years(question, entry, index)


def lacking_years(question: Question, entry: DocumentEntry, index: Index) -> tuple[str, ...]:
    """The years asked for that a document neither is of nor speaks of.

    One that names no year at all lacks those to come.
    """
    if not question.years:
        return ()
    own = own_years(entry).union(years(index.text(entry.id)))
    return tuple(year for year in question.years if year not in own and (own or int(year) > today().year))


def is_undated(entry: DocumentEntry, index: Index) -> bool:
    """Whether a document names no year at all, so that nobody can tell of which it is."""
    return not own_years(entry) and not years(index.text(entry.id))
