"""The two models of answering, fitted: how likely a sentence holds the answer, how likely the documents answer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from eval.cases import BACKGROUND, FOREIGN, MOVED, UNANSWERED, Decision, Ranking
from eval.logistic import DECIMALS, FOLDS, Floats, fit, fold_of
from qa.confidence import describe
from qa.evidence import Evidence, Logistic, ordered

EVIDENCE_WEIGHTS: Mapping[str, float] = {
    "dev-digests": 3.0,
    "dev-originals": 3.0,
    "ncp_policy": 3.0,
    "dureader_checklist": 0.7,
    "cmrc_train": 0.7,
}
"""How much each sentence of a source counts: policy questions most, others against learning them by heart."""

CONFIDENCE_WEIGHTS: Mapping[tuple[str, str], float] = {
    **{
        (source, part): weight
        for source in ("dev-digests", "dev-originals", "dev-published")
        for part, weight in (("", 3.0), (UNANSWERED, 3.0), (MOVED, 0.5), (FOREIGN, 0.4), (BACKGROUND, 0.4))
    },
    ("ncp_policy", ""): 1.5,
    ("ncp_policy", FOREIGN): 0.4,
    ("cmrc_train", ""): 0.5,
    ("cmrc_train", FOREIGN): 0.4,
    ("dureader_checklist", ""): 0.3,
    ("dureader_checklist", UNANSWERED): 0.1,
    ("dureader_checklist", FOREIGN): 0.4,
}
"""How much each question of a source and part counts. A search question that nobody answered may be answered all the
same and counts little; what is left when an answer is taken away often answers still, from another entry, and is only
measured."""

Item = TypeVar("Item", Ranking, Decision)


@dataclass(frozen=True, slots=True)
class Fits:
    """A model fitted in three ways, so that each question can be measured by one that has not seen it.

    Attributes:
        whole: on everything; what is shipped.
        folds: on everything without one fold of the groups.
        others: on everything without one source, by its name.
    """

    whole: Logistic
    folds: tuple[Logistic, ...]
    others: Mapping[str, Logistic]

    def by_fold(self, item: Ranking | Decision) -> Logistic:
        """The model fitted without the item's group; of a source that is not fitted on at all, the whole one."""
        return self.folds[fold_of(item.group)] if origin(item.source) in self.others else self.whole


def origin(source: str) -> str:
    """What a source was made of: the same questions on digests and on originals are one."""
    return "dev" if source.startswith("dev-") else source


def fit_evidence(rankings: Sequence[Ranking]) -> Fits:
    """Fits the probability that a sentence holds the answer."""
    known = [item for item in rankings if item.source in EVIDENCE_WEIGHTS]
    return _fits(known, _evidence_rows)


def fit_confidence(decisions: Sequence[Decision], evidence: Fits) -> Fits:
    """Fits the probability that the documents answer, with evidence weighed by models that had not seen the question.

    Weighed by the model fitted on it, the evidence of a question would look better than that of a new one.
    """
    known = [item for item in decisions if (item.source, item.part) in CONFIDENCE_WEIGHTS]
    seen = [replace(item, evidence=tuple(reweighed(item.evidence, evidence.by_fold(item)))) for item in known]
    return _calibrated(_fits(seen, _decision_rows), seen)


def _calibrated(fits: Fits, decisions: Sequence[Decision]) -> Fits:
    """The same models with a confidence that is the share answerable among the questions of the eval set (Platt 1999).

    What they are fitted on has many more questions without an answer than people ask.
    """
    asked = [item for item in decisions if origin(item.source) == "dev" and item.part in ("", UNANSWERED)]
    if len({item.answerable for item in asked}) < 2:
        return fits
    logits = [
        _logit(fits.by_fold(item), describe(item.question, item.evidence, item.terms, item.backdrop)) for item in asked
    ]
    scale = fit(np.array(logits)[:, None], np.array([item.answerable for item in asked]), np.ones(len(asked)))

    def scaled(model: Logistic) -> Logistic:
        slope = scale.weights[0]
        weights = tuple(round(slope * weight, DECIMALS) for weight in model.weights)
        return Logistic(weights, round(slope * model.intercept + scale.intercept, DECIMALS))

    return Fits(
        scaled(fits.whole),
        tuple(scaled(model) for model in fits.folds),
        {name: scaled(model) for name, model in fits.others.items()},
    )


def _logit(model: Logistic, features: Sequence[float]) -> float:
    return model.intercept + sum(weight * value for weight, value in zip(model.weights, features, strict=True))


def reweighed(evidence: Iterable[Evidence], model: Logistic) -> list[Evidence]:
    """The same evidence with the probabilities of another model, in the order of the product."""
    return ordered([replace(item, score=model(item.features)) for item in evidence])


def confidence(decision: Decision, evidence: Logistic, model: Logistic) -> float:
    """The confidence that a question is answered, by these two models."""
    found = reweighed(decision.evidence, evidence)
    return model(describe(decision.question, found, decision.terms, decision.backdrop))


def _fits(items: Sequence[Item], rows: "Callable[[Sequence[Item]], Rows]") -> Fits:
    origins = list(dict.fromkeys(origin(item.source) for item in items))
    return Fits(
        fit(*rows(items)),
        tuple(fit(*rows([item for item in items if fold_of(item.group) != fold])) for fold in range(FOLDS)),
        {
            name: fit(*rows([item for item in items if origin(item.source) != name] if len(origins) > 1 else items))
            for name in origins
        },
    )


Rows = tuple[Floats, np.ndarray, Floats]


def _evidence_rows(items: Sequence[Ranking]) -> Rows:
    features = [each.features for item in items for each in item.evidence]
    right = [value for item in items for value in item.right]
    weights = [EVIDENCE_WEIGHTS[item.source] for item in items for _ in item.evidence]
    return np.array(features), np.array(right), np.array(weights)


def _decision_rows(items: Sequence[Decision]) -> Rows:
    features = [describe(item.question, item.evidence, item.terms, item.backdrop) for item in items]
    weights = [CONFIDENCE_WEIGHTS[item.source, item.part] for item in items]
    return np.array(features), np.array([item.answerable for item in items]), np.array(weights)
