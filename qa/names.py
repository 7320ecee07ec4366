"""The name that a sentence answers with: candidates are cut at words, described against the question and weighed."""

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from index.model import Span
from qa.expected import Expected
from qa.matching import Term
from qa.name_features import FEATURES, Asked, Sentence

KINDS = frozenset({"name", "body", "person", "place", "definition", "other"})
"""Kinds of answer that may be a name."""

SURE = 0.5
"""Share of the candidates' weight that the best one and those overlapping it must have for it to be shown."""


@dataclass(frozen=True, slots=True)
class Named:
    """A candidate: where it stands in the sentence, what it is described by, in the order of `FEATURES`."""

    span: Span
    features: tuple[float, ...]


def candidates(asked: Asked, text: str, terms: Sequence[Term], weigh: Callable[[str], float]) -> list[Named]:
    """Everything in a sentence that could be the name asked for: runs of words, and what stands in quotation marks.

    Args:
        asked: how the question asks.
        text: the sentence.
        terms: the content words of the question.
        weigh: a word's inverse document frequency.
    """
    sentence = Sentence(asked, text, terms, weigh)
    return [Named(span, sentence.describe(span)) for span in sentence.spans()]


def best_name(
    expected: Expected, question: str, text: str, terms: Sequence[Term], weigh: Callable[[str], float]
) -> Span | None:
    """Where in the sentence the name stands that answers the question; None where none is likely enough."""
    asked = Asked.of(question, expected) if expected.kind in KINDS and not expected.several else None
    found = candidates(asked, text, terms, weigh) if asked else []
    if not found:
        return None
    name, share = chosen([(each.span, score(each.features)) for each in found])
    return name if share >= SURE else None


def chosen(weighed: Sequence[tuple[Span, float]]) -> tuple[Span, float]:
    """The candidate of most weight, and the share of all weight that it has together with those that overlap it."""
    best, top = max(weighed, key=lambda each: each[1])
    shares = [(span, math.exp(weight - top)) for span, weight in weighed]
    near = sum(share for span, share in shares if span.overlaps(best))
    return best, near / sum(share for _, share in shares)


def score(features: Iterable[float]) -> float:
    """The weight of a candidate among those of its sentence, as a logarithm."""
    return sum(weight * value for weight, value in zip(_weights(), features, strict=True))


@cache
def _weights() -> tuple[float, ...]:
    fitted = json.loads((files("qa") / "data" / "names.json").read_text("utf-8"))
    return tuple(fitted[feature] for feature in FEATURES)
