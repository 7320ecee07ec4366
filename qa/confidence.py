"""The confidence that the documents answer: what it is made from, and the fitted model's threshold."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.search_key import search_key
from qa.evidence import Evidence, Logistic, as_cosine
from qa.matching import Terms
from qa.question import Question

FEATURES = (
    "score",
    "context",
    "rest",
    "bound",
    "focus",
    "cosine",
    "missing",
    "lacking",
    "scattered",
    "absent",
    "unbound",
    "english",
    "elsewhere_around",
    "elsewhere_context",
    "far",
    "subject",
    "everyday",
)
"""What the confidence is made from, all of the best evidence; `describe` says what each means."""

NEAR = 0.5
"""The spread cosine (`qa.evidence`, "cosine") from which on a nearer sentence is no better sign of an answer."""

GATHERED = 0.2
"""The share of the passages found from which on those of one document are as good a sign as more of them."""


@dataclass(frozen=True, slots=True)
class Backdrop:
    """What the documents say beyond the evidence for a question.

    A question about one town that is answered well by another's document, and ill by its own, is not answered; nor is
    one about the weather, which is as far from all documents as from the nearest.

    Attributes:
        around: how much more of the question's words stands in a sentence about any place, and the one before it, than
            in the best about the one asked, -1 to 1.
        context: the same of a passage with title and headings.
        subject: the cosine of the question with the mean of all passages.
        everyday: its cosine with the nearest question about other matters (`qa.background`).
    """

    around: float = 0.0
    context: float = 0.0
    subject: float = 0.0
    everyday: float = 0.0

    def beside(self, best: Evidence, anywhere: Sequence[Evidence]) -> "Backdrop":
        """With the best evidence about the place compared with evidence about any; no difference without such."""
        around, context = (
            max((item.feature(name) for item in anywhere), default=best.feature(name)) - best.feature(name)
            for name in ("around", "context")
        )
        return replace(self, around=around, context=context)


def confidence(features: Sequence[float]) -> float:
    """The calibrated probability that the documents answer, 0..1, by the shipped model."""
    return Logistic.shipped("confidence", FEATURES)(features)


def threshold() -> float:
    """The confidence below which nothing is answered, fitted with the model."""
    return Logistic.shipped("confidence", ("threshold",)).weights[0]


def describe(question: Question, evidence: Sequence[Evidence], terms: Terms, backdrop: Backdrop) -> tuple[float, ...]:
    """The features of the best evidence, in the order of `FEATURES`.

    `absent` says that nothing of the kind asked for stands there, `unbound` how much of what is asked does not stand
    beside the thing of that kind. `missing` is the share of the question's words that stand neither in the best
    evidence nor around it, `lacking` the same by weight and by parts of words; the words of a question in English
    mostly stand nowhere. `scattered` says that few of the passages found are of the best one's document: about what
    nothing deals with, every document says a little. `far` is what the closest sentence of all lacks of being near by
    its vector, `subject` the question's closeness to the documents as a whole, `everyday` how much nearer it is to a
    question about other matters than to that sentence.
    """
    best = evidence[0]
    closest = max(item.feature("cosine") for item in evidence)
    near = search_key(" ".join(other.text for other in evidence if other.hit.passage == best.hit.passage))
    return (
        best.score,
        *(best.feature(name) for name in ("context", "rest", "bound", "focus", "cosine")),
        len(terms.rest(near).terms) / max(len(terms.terms), 1),
        1 - terms.coverage(near),
        _scattered(evidence),
        float(best.feature("kind") == 0),
        1 - best.feature("bound") if best.feature("kind") == 1 else 0.0,
        float(question.language == "en"),
        backdrop.around,
        backdrop.context,
        max(NEAR - closest, 0.0),
        (backdrop.subject - 0.8) * 10,
        max(backdrop.everyday - as_cosine(closest), 0.0) * 20,
    )


def _scattered(evidence: Sequence[Evidence]) -> float:
    """How far fewer than `GATHERED` of the passages are of the best evidence's document, 0 to 1."""
    documents = {item.hit.passage: item.hit.document for item in evidence}
    own = sum(document == evidence[0].hit.document for document in documents.values())
    return max(1 - own / len(documents) / GATHERED, 0.0)
