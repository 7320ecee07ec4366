"""Comparison of two systems: p worked out by hand for small cases, direction, questions won and lost."""

import math

import numpy as np
import pytest

from eval.compare import compare
from eval.refusals import auroc
from eval.table import Measure, Table
from index.errors import EvalError


def table(values: list[float], name: str = "M") -> Table:
    return Table(tuple(f"q{n}" for n in range(len(values))), {name: np.array(values)})


def test_p_of_five_equal_wins_is_two_of_thirty_two() -> None:
    # All five differences are +1; of the 2^5 ways to swap only two reach a mean of 1 or -1.
    found = compare([Measure("M")], table([1.0] * 5), table([0.0] * 5))[0]
    assert found.p == pytest.approx(2 / 32, abs=0.005)
    assert (found.difference, found.value, found.baseline, found.questions) == (1, 1, 0, 5)
    assert found.won == ("q0", "q1", "q2", "q3", "q4")
    assert not found.lost
    assert not found.worse


def test_a_clear_loss_is_significantly_worse_and_names_what_was_lost() -> None:
    found = compare([Measure("M")], table([0.0] * 12 + [1.0]), table([1.0] * 12 + [0.0]))[0]
    assert found.worse
    assert not found.better
    assert found.p < 0.05
    assert found.high < 0
    assert found.lost == tuple(f"q{n}" for n in range(12))
    assert found.won == ("q12",)


def test_of_an_error_more_is_worse() -> None:
    found = compare([Measure("M", lower_is_better=True)], table([1.0] * 12), table([0.0] * 12))[0]
    assert found.worse
    assert len(found.lost) == 12


def test_a_system_compared_with_itself_differs_in_nothing() -> None:
    pooled = Measure("P", ("M",), lambda m: float(m.max()))
    for found in compare([Measure("M"), pooled], table([0.2, 0.9, 0.4]), table([0.2, 0.9, 0.4])):
        assert (found.difference, found.p, found.worse, found.better) == (0, 1, False, False)


def test_a_pooled_measure_is_tested_by_swapping_whole_questions() -> None:
    # The mean as a pooled measure must give what the mean gives.
    ours, theirs = table([1.0, 1.0, 0.0, 1.0, 1.0, 1.0]), table([0.0, 1.0, 0.0, 0.0, 0.0, 0.0])
    pooled = Measure("P", ("M",), lambda m: float(m.mean()))
    mean, same = compare([Measure("M"), pooled], ours, theirs, permutations=5000)
    assert same.p == pytest.approx(mean.p, abs=0.01)
    assert same.difference == pytest.approx(mean.difference)
    assert (same.low, same.high) == pytest.approx((mean.low, mean.high))


def test_only_questions_that_both_have_a_value_for_are_compared() -> None:
    ours = Table(("q0", "q1", "q9"), {"M": np.array([1.0, math.nan, 1.0])})
    found = compare([Measure("M")], ours, table([0.5, 0.5, 0.5]))[0]
    assert (found.questions, found.value, found.baseline) == (1, 1, 0.5)


def test_nothing_in_common_is_refused() -> None:
    with pytest.raises(EvalError, match="in common"):
        compare([Measure("M")], Table(("other",), {"M": np.ones(1)}), table([1.0]))
    with pytest.raises(EvalError, match="in common"):
        compare([Measure("M")], table([1.0]), table([1.0], "N"))


def test_holm_multiplies_the_smallest_p_by_the_number_of_measures() -> None:
    # A: twelve wins. B: nothing differs.
    ours = Table(table([1.0] * 12).ids, {"A": np.ones(12), "B": np.ones(12)})
    theirs = Table(ours.ids, {"A": np.zeros(12), "B": np.ones(12)})
    a, b = compare([Measure("A"), Measure("B")], ours, theirs)
    assert a.holm == pytest.approx(2 * a.p)
    assert b.holm == 1


def test_the_same_comparison_gives_the_same_figures() -> None:
    ours, theirs = table([0.1, 0.5, 0.9, 0.3]), table([0.2, 0.1, 0.7, 0.4])
    assert compare([Measure("M")], ours, theirs) == compare([Measure("M")], ours, theirs)


def test_values_that_were_rounded_or_added_up_elsewhere_are_no_difference() -> None:
    rng = np.random.default_rng(7)
    values = rng.random(200)
    confidence, answerable = rng.random(200), (rng.random(200) > 0.2).astype(float)
    ids = tuple(f"q{n}" for n in range(200))
    ours = Table(ids, {"nDCG@10": values, "confidence": confidence, "answerable": answerable})
    # A header keeps six decimals: every value is a little lower, which is systematic and would be significant.
    kept = {"nDCG@10": np.ceil(values * 1e6) / 1e6, "confidence": np.round(confidence, 6), "answerable": answerable}
    measures = (Measure("nDCG@10"), Measure("refusal.AUROC", ("confidence", "answerable"), auroc))
    for each in compare(measures, ours, Table(ids, kept)):
        assert (each.difference, each.p, each.worse, each.lost) == (0, 1, False, ())
