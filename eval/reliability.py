"""Whether a confidence means what it says: of the questions given .8, eight in ten should have an answer."""

from dataclasses import dataclass

import numpy as np

from eval.table import Floats

BINS = 10
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions whose confidence lies within a tenth.

    Attributes:
        low, high: of the confidence; the upper bound belongs to the next bin, save the last.
        questions: how many.
        confidence: their mean confidence.
        share: of those that the documents answer; `least` to `most` is its 95 % interval (Wilson 1927).
    """

    low: float
    high: float
    questions: int
    confidence: float
    share: float
    least: float
    most: float


def reliability(confidence: Floats, answerable: Floats) -> tuple[Bin, ...]:
    """The bins that hold a question, from the least confident."""
    given = np.isfinite(confidence) & np.isfinite(answerable)
    values, truths = confidence[given], answerable[given] > 0
    places = np.minimum((values * BINS).astype(np.int64), BINS - 1)
    found = []
    for place in np.unique(places):
        inside = places == place
        count, share = int(inside.sum()), float(truths[inside].mean())
        least, most = _wilson(share, count)
        found.append(Bin(place / BINS, (place + 1) / BINS, count, float(values[inside].mean()), share, least, most))
    return tuple(found)


def calibration_error(confidence: Floats, answerable: Floats) -> float:
    """Expected calibration error: mean distance of confidence and share over the bins, by questions (Guo 2017)."""
    bins = reliability(confidence, answerable)
    total = sum(each.questions for each in bins)
    if not total:
        return float("nan")
    return sum(each.questions * abs(each.share - each.confidence) for each in bins) / total


def brier(confidence: Floats, answerable: Floats) -> float:
    """Mean squared distance of the confidence from 1 where the documents answer and 0 where not (Brier 1950)."""
    given = np.isfinite(confidence) & np.isfinite(answerable)
    if not given.any():
        return float("nan")
    return float(np.mean((confidence[given] - (answerable[given] > 0)) ** 2))


def _wilson(share: float, count: int) -> tuple[float, float]:
    squared = _Z * _Z / count
    middle = (share + squared / 2) / (1 + squared)
    half = _Z / (1 + squared) * float(np.sqrt(share * (1 - share) / count + squared / (4 * count)))
    return max(0.0, middle - half), min(1.0, middle + half)
