"""When not to answer: the place or year is not covered, the figure is illegible, or nothing found answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.dates import years
from index.search_key import search_key
from index.store import Index
from qa.coverage import Coverage
from qa.evidence import Evidence, Logistic
from qa.matching import Terms
from qa.model import Reason
from qa.question import AskedPlace, Question

FEATURES = (
    "score",
    "second",
    "coverage",
    "around",
    "context",
    "rest",
    "rest_around",
    "kind",
    "bound",
    "focus",
    "cosine",
    "missing",
    "missing_weight",
    "place",
    "absent",
    "unbound",
    "row",
)
"""What the confidence is made from, all of the best evidence; `describe` says what each means."""


STRICT = frozenset({"amount", "percent", "area", "date", "contact", "ordinal"})
"""Kinds of answer that can be told from characters: a sentence without one does not answer."""


HALF = 0.5
"""Least share of a benefit's name (购房补贴) that must stand in a passage for its amount to be that benefit's."""

FOREIGN = 0.1
"""Share of the question's words, place aside, below which a passage with title and headings is about something else."""


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


def judge(question: Question, evidence: Sequence[Evidence], terms: Terms, index: Index, coverage: Coverage) -> Verdict:
    """Decides from structure first (place, year), then from the fitted confidence; damage is judged with the answer."""
    confidence = Logistic.shipped("confidence", FEATURES)(describe(evidence, terms)) if evidence else 0.0
    strangers = tuple(place for place in question.asked_places if not place.known)
    mentioned = [place for place in strangers if _stands_in(place, evidence, index)]
    missing = tuple(place for place in strangers if place not in mentioned)
    if missing and not question.places and not mentioned:
        return Verdict("not_covered", min(confidence, 0.05), places=missing)
    lacking = _missing_years(question, evidence, index)
    if lacking and len(lacking) == len(question.years):
        return Verdict("not_covered", min(confidence, 0.05), years=lacking)
    if not evidence or _beside(question, evidence[0], terms, _around(evidence[0], index)):
        confidence = min(confidence, threshold() / 2)
    if confidence < threshold():
        # Documents about a wider place answer for it where they do; where they do not, the place is not covered.
        unknown = tuple(place for place in question.asked_places if not coverage.is_about(place.paths))
        return Verdict("not_covered" if unknown else "no_evidence", confidence, places=unknown or missing)
    return Verdict(None, confidence, places=missing)


def _beside(question: Question, best: Evidence, terms: Terms, around: str) -> bool:
    """Whether the evidence is beside the question: of another kind, of another thing, or of another subject."""
    kind = question.expected.kind
    if kind in STRICT and best.feature("kind") == 0:
        return True
    if question.language != "zh" or not terms.terms:
        return False
    if kind in ("amount", "percent") and any(share < HALF for share in terms.named(search_key(around))):
        return True
    return best.feature("context") < FOREIGN


def _around(best: Evidence, index: Index) -> str:
    found = index.passage(best.hit.passage)
    return f"{found.passage.context}\n{found.text}"


def threshold() -> float:
    """The confidence below which nothing is answered, fitted with the model."""
    return Logistic.shipped("confidence", ("threshold",)).weights[0]


def describe(evidence: Sequence[Evidence], terms: Terms) -> tuple[float, ...]:
    """The features of the best evidence, in the order of `FEATURES`.

    `absent` says that nothing of the kind asked for stands there, `unbound` how much of what is asked does not stand
    beside the thing of that kind. `missing` is the share of the question's words that stand neither in the best
    evidence nor around it, `missing_weight` the heaviest of those over the heaviest word of the question.
    """
    best = evidence[0]
    second = next((other.score for other in evidence[1:]), 0.0)
    near = search_key(" ".join(other.text for other in evidence if other.hit.passage == best.hit.passage))
    lacking = terms.rest(near)
    heaviest = max((term.weight for term in terms.terms), default=1.0)
    return (
        best.score,
        second,
        *(
            best.feature(name)
            for name in ("coverage", "around", "context", "rest", "rest_around", "kind", "bound", "focus")
        ),
        best.feature("cosine"),
        len(lacking.terms) / max(len(terms.terms), 1),
        max((term.weight for term in lacking.terms), default=0.0) / max(heaviest, 1e-6),
        best.feature("place"),
        float(best.feature("kind") == 0),
        1 - best.feature("bound") if best.feature("kind") == 1 else 0.0,
        best.feature("row"),
    )


def _stands_in(place: AskedPlace, evidence: Sequence[Evidence], index: Index) -> bool:
    """Whether the best evidence itself speaks of the place, as of a partner or a venue."""
    key = search_key(place.name)
    return any(key in search_key(index.passage(item.hit.passage).text) for item in evidence[:3])


def _missing_years(question: Question, evidence: Sequence[Evidence], index: Index) -> tuple[str, ...]:
    """The years asked for that the best evidence's document neither is of nor speaks of.

    A document is of the year it was published in and of those in its title; one that names no year at all misses none.
    """
    if not evidence or not question.years:
        return ()
    entry = index.passage(evidence[0].hit.passage).document
    own = {*years(entry.metadata.title or ""), *([entry.metadata.published[:4]] if entry.metadata.published else [])}
    own.update(years(index.document(entry.id).text))
    return tuple(year for year in question.years if own and year not in own)
