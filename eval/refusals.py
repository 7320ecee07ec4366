"""How well refusals are decided: by confidence (AUROC, risk and coverage) and at the shipped threshold (F1)."""

import numpy as np

from eval.table import Floats, Measure


def auroc(confidence: Floats, answerable: Floats) -> float:
    """Chance that an answerable question has a higher confidence than an unanswerable one; ties count half."""
    given = np.isfinite(confidence) & np.isfinite(answerable)
    good, bad = confidence[given & (answerable > 0)], np.sort(confidence[given & (answerable == 0)])
    if not len(good) or not len(bad):
        return float("nan")
    below, up_to = np.searchsorted(bad, good, side="left"), np.searchsorted(bad, good, side="right")
    return float((below + up_to).sum() / 2 / len(good) / len(bad))


def risk_coverage(confidence: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Coverage (share of the questions answered, most confident first) and risk (share of those answered wrongly).

    Questions of equal confidence share their errors, so that no order among them counts (El-Yaniv and Wiener 2010).
    """
    given = np.isfinite(confidence) & np.isfinite(right)
    levels, group = np.unique(-confidence[given], return_inverse=True)
    wrong = 1 - right[given]
    means = np.bincount(group, wrong, len(levels)) / np.bincount(group, minlength=len(levels))
    spread = means[np.sort(group)]
    answered = np.arange(1, len(wrong) + 1)
    return answered / len(wrong), np.cumsum(spread) / answered


def aurc(confidence: Floats, right: Floats) -> float:
    """Area under the risk–coverage curve: the mean risk over all coverages."""
    if not (np.isfinite(confidence) & np.isfinite(right)).any():
        return float("nan")
    return float(risk_coverage(confidence, right)[1].mean())


def refusal_f1(refused: Floats, answerable: Floats) -> float:
    """F1 of refusing, the unanswerable questions being what is to be found."""
    given = np.isfinite(refused) & np.isfinite(answerable)
    refused_, unanswerable = refused[given] > 0, answerable[given] == 0
    if not unanswerable.any():
        return float("nan")
    return float(2 * (refused_ & unanswerable).sum() / (refused_.sum() + unanswerable.sum()))


REFUSALS = (
    Measure("refusal.AUROC", ("confidence", "answerable"), auroc),
    Measure("refusal.AURC", ("confidence", "right"), aurc, lower_is_better=True),
    Measure("refusal.F1", ("refused", "answerable"), refusal_f1),
    Measure("refusal.false", lower_is_better=True),
    Measure("refusal.missed", lower_is_better=True),
    Measure("refusal.reason"),
)
"""AUROC and AURC of the confidence; F1 at the shipped threshold; false: answerable questions refused; missed:
unanswerable ones answered; reason: the reason given is the one expected, of those rightly refused."""
