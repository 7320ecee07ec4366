"""The name that a sentence answers with: candidates are cut at words, described against the question and weighed."""

import json
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import rjieba

from index.model import Span
from index.search_key import fold, search_key
from qa.expected import Expected
from qa.matching import Term
from qa.name_asked import Asked
from qa.name_features import FEATURES, INSIDE_MARKS, Sentence

KINDS = frozenset({"name", "body", "person", "place", "definition", "other"})
"""Kinds of answer that may be a name."""

_PLAIN = frozenset({"body", "person", "place", "name"})
_WHICH = re.compile(r"哪一?[个家项所座支款部条]")
VERBS = 2
"""Verbs from which on words are no such name."""

SURE = 0.6
"""Share of the candidates' weight that the best one and those overlapping it must have for it to be shown."""

_SORT = re.compile(
    r"(?:什么|啥|哪一?[个项种条款支处座])(?:样的)?(?P<behind>(?!名字|名称|时候|意思)[\u4e00-\u9fff]{1,8})"
    r"|(?P<before>[\u4e00-\u9fff]{2,8}?)的?(?:名字|名称|全称)?(?:是|叫[做作]?|称为|名为)"
    r"(?:什么|啥|哪一?[个项种条款支处座])(?:名字|名称|来着)?(?:[？?，,。啊呀呢\s]|$)"
)
_BETWEEN = 2
"""Characters between a name in quotation marks and the noun of its sort: “凤凰”双创大赛."""


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


def quoted_names_of(expected: Expected, question: str, text: str) -> list[Span]:
    """The names in quotation marks that the question does not name itself and that are of the sort it asks for.

    What sort that is says the noun that it asks with (哪项制度, 活动叫什么); it stands right behind the marks or at the
    end of the name: “三访”制度, “创业之家”.
    """
    sort = _sort(question) if expected.kind in KINDS and not expected.several else ""
    asked = search_key(question)
    return [
        Span(*match.span("name"))
        for match in INSIDE_MARKS.finditer(text)
        if search_key(match["name"]) not in asked and _is_of(sort, fold(match["name"]), fold(text[match.end() :]))
    ]


def _is_of(sort: str, name: str, behind: str) -> bool:
    return bool(sort) and (name.endswith(sort) or (len(sort) > 1 and sort in behind[: len(sort) + _BETWEEN]))


def _sort(question: str) -> str:
    """The last word of the noun that a question asks with; empty where it asks with none."""
    asks = _SORT.search(fold(question))
    words: list[str] = rjieba.cut(asks["behind"] or asks["before"]) if asks else [""]
    return words[-1]


def best_name(
    expected: Expected, question: str, text: str, terms: Sequence[Term], weigh: Callable[[str], float]
) -> Span | None:
    """Where in the sentence the name stands that answers the question; None where none is likely enough."""
    named = expected.kind in KINDS and not expected.several
    asked = Asked.of(question, expected) if named else None
    found = candidates(asked, text, terms, weigh) if asked else []
    if not found:
        return None
    name, share = chosen([(each.span, score(each.features)) for each in found])
    return name if share >= SURE and _can_be(expected, question, text, name) else None


def _can_be(expected: Expected, question: str, text: str, span: Span) -> bool:
    """Whether words can be a name: several verbs (带领, 拜访), or one that opens them, tell what somebody does."""
    tagged = rjieba.tag(text[span.start : span.end])
    verbs = [word for word, tag in tagged if tag == "v" and len(word) > 1]
    acts = len(tagged) > 1 and tagged[0][1] in ("v", "vn") and len(tagged[0][0]) > 1
    if expected.kind in _PLAIN:
        return len(verbs) < VERBS and not acts
    return not (acts and _WHICH.search(question))


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
