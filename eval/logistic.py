"""Logistic models fitted on rows that count differently, and folds that keep what belongs together."""

from collections.abc import Sequence
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from qa.evidence import Logistic

FOLDS = 5
LEAST_SPREAD = 0.05
"""Standard deviation by which a feature is divided at least, so that one that hardly varies is not blown up."""

DECIMALS = 4

Floats = npt.NDArray[np.float64]


def fit(features: Floats, right: npt.NDArray[np.bool_], weights: Floats) -> Logistic:
    """The model of the probability that a row is right, its weights rounded as they are shipped.

    Features are divided by their standard deviation over the rows and regularised alike (L2, C = 1).

    Args:
        features: (rows, features).
        right: (rows,).
        weights: how much each row counts, (rows,).
    """
    from sklearn.linear_model import LogisticRegression

    spread = np.maximum(features.std(axis=0), LEAST_SPREAD)
    model = LogisticRegression(C=1.0, max_iter=3000).fit(features / spread, right, sample_weight=weights)
    found = model.coef_[0] / spread
    return Logistic(tuple(round(float(each), DECIMALS) for each in found), round(float(model.intercept_[0]), DECIMALS))


def fold_of(group: str) -> int:
    """The fold of a group, 0 to `FOLDS` - 1, always the same."""
    return int.from_bytes(sha256(group.encode("utf-8", "surrogatepass")).digest()[:4], "big") % FOLDS


def folds_of(groups: Sequence[str]) -> npt.NDArray[np.int64]:
    """The fold of each group."""
    return np.array([fold_of(group) for group in groups], dtype=np.int64)
