"""Measures of retrieval: worked out by hand, and agreeing with other libraries."""

import math
import random

import numpy as np
import pytest
import pytrec_eval
from sklearn.metrics import average_precision_score, ndcg_score

from eval.evaluation import Evaluation
from eval.measures import NAMES, RETRIEVAL, retrieval_table
from eval.report_refusals import calibration, reliability_plot
from eval.table import Measure, Table, intervals
from eval.trec import Ranked, spread

QRELS = {"q1": {"a": 1, "b": 2}, "q2": {"c": 1}, "q3": {"d": 1}}


def ranked(*documents: str) -> list[Ranked]:
    return [Ranked(document, score) for document, score in zip(documents, spread([1.0] * len(documents)), strict=True)]


def test_values_are_those_worked_out_by_hand() -> None:
    # q1 finds x, b, a: b (gain 2) at 2 and a (gain 1) at 3; at best b at 1 and a at 2.
    table = retrieval_table(["q1"], QRELS, {"q1": ranked("x", "b", "a")})
    found = {name: float(column[0]) for name, column in table.columns.items()}
    gained = 2 / math.log2(3) + 1 / math.log2(4)
    best = 2 / math.log2(2) + 1 / math.log2(3)
    assert found["nDCG@10"] == pytest.approx(gained / best)
    assert found["RR@10"] == pytest.approx(1 / 2)
    assert found["AP"] == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert (found["Success@1"], found["Success@3"]) == (0, 1)
    assert (found["R@1"], found["R@3"], found["R@20"]) == (0, 1, 1)


def test_a_query_without_results_counts_zero_and_stays_in_the_mean() -> None:
    run = {"q1": ranked("a", "b"), "q3": ranked("d")}
    table = retrieval_table(["q1", "q2", "q3"], QRELS, run)
    assert list(table.columns["Success@1"]) == [1, 0, 1]
    assert intervals(RETRIEVAL, table)["Success@1"].value == pytest.approx(2 / 3)


def test_an_empty_run_and_a_query_without_judgements_count_zero() -> None:
    assert not any(column.any() for column in retrieval_table(["q1"], QRELS, {}).columns.values())
    table = retrieval_table(["q1", "new"], QRELS, {"q1": ranked("b"), "new": ranked("b")})
    assert list(table.columns["Success@1"]) == [1, 0]


def random_case(seed: int) -> tuple[list[str], dict[str, dict[str, int]], dict[str, list[Ranked]], list[str]]:
    rng = random.Random(seed)
    documents = [f"d{n:02}" for n in range(30)]
    ids = [f"q{n}" for n in range(12)]
    qrels = {id_: {d: rng.choice([1, 1, 2]) for d in rng.sample(documents, rng.randint(1, 4))} for id_ in ids}
    run = {
        id_: [Ranked(d, s) for d, s in zip(found, spread([1.0] * len(found)), strict=True)]
        for id_ in ids[:-2]
        if (found := rng.sample(documents, 25))
    }
    return ids, qrels, run, documents


@pytest.mark.parametrize("seed", range(5))
def test_scikit_learn_computes_the_same_ndcg_and_average_precision(seed: int) -> None:
    ids, qrels, run, documents = random_case(seed)
    table = retrieval_table(ids, qrels, run)
    for n, id_ in enumerate(ids):
        scores = {item.document: item.score for item in run.get(id_, ())}
        gains = [qrels[id_].get(document, 0) for document in documents]
        # What was not found ranks below all that was, in an order of its own, and beyond it nothing may count.
        given = [scores.get(document, -1.0 - place / 100) for place, document in enumerate(documents)]
        found = sum(document in scores for document in qrels[id_])
        if id_ not in run:
            assert table.columns["nDCG@10"][n] == table.columns["AP"][n] == 0
            continue
        assert table.columns["nDCG@10"][n] == pytest.approx(ndcg_score([gains], [given], k=10))
        if found == len(qrels[id_]):
            assert table.columns["AP"][n] == pytest.approx(average_precision_score([g > 0 for g in gains], given))


@pytest.mark.parametrize("seed", range(5))
def test_trec_eval_computes_the_same_for_every_query_that_has_results(seed: int) -> None:
    ids, qrels, run, _ = random_case(seed)
    table = retrieval_table(ids, qrels, run)
    names = {"nDCG@10": "ndcg_cut_10", "AP": "map", "R@5": "recall_5", "Success@5": "success_5"}
    evaluator = pytrec_eval.RelevanceEvaluator(qrels, {"ndcg_cut.10", "map", "recall.5", "success.5"})
    found = evaluator.evaluate({id_: {item.document: item.score for item in row} for id_, row in run.items()})
    for name, theirs in names.items():
        for n, id_ in enumerate(ids):
            assert table.columns[name][n] == pytest.approx(found.get(id_, {}).get(theirs, 0.0))


@pytest.mark.parametrize("seed", range(5))
def test_reciprocal_rank_success_and_recall_agree_with_their_definitions(seed: int) -> None:
    ids, qrels, run, _ = random_case(seed)
    table = retrieval_table(ids, qrels, run)
    for n, id_ in enumerate(ids):
        found = [item.document for item in run.get(id_, ())]
        ranks = [rank for rank, document in enumerate(found, start=1) if document in qrels[id_]]
        assert table.columns["RR@10"][n] == pytest.approx(1 / ranks[0] if ranks and ranks[0] <= 10 else 0)
        for k in (1, 3, 5, 10, 20):
            within = sum(rank <= k for rank in ranks)
            assert table.columns[f"Success@{k}"][n] == (within > 0)
            assert table.columns[f"R@{k}"][n] == pytest.approx(within / len(qrels[id_]))


def test_measures_are_named_as_ir_measures_prints_them() -> None:
    for name in ("nDCG@10", "RR@10", "Success@1", "Success@5", "R@10", "AP"):
        assert name in NAMES


def test_the_interval_of_a_share_is_near_that_of_the_normal_approximation() -> None:
    # 60 of 100: 0.6 ± 1.96 · sqrt(.6 · .4 / 100) = 0.504 .. 0.696
    table = Table(tuple(map(str, range(100))), {"M": np.array([1.0] * 60 + [0.0] * 40)})
    found = intervals([Measure("M")], table)["M"]
    assert (found.value, found.questions) == (0.6, 100)
    assert found.low == pytest.approx(0.504, abs=0.02)
    assert found.high == pytest.approx(0.696, abs=0.02)
    assert intervals([Measure("M")], table)["M"] == found


def test_a_value_that_does_not_apply_is_in_no_mean() -> None:
    table = Table(("a", "b", "c"), {"M": np.array([1.0, math.nan, 0.0]), "N": np.full(3, math.nan)})
    found = intervals([Measure("M"), Measure("N"), Measure("absent")], table)
    assert found.keys() == {"M"}
    assert (found["M"].value, found["M"].questions) == (0.5, 2)


def test_a_pooled_measure_gets_an_interval_too() -> None:
    table = Table(("a", "b", "c", "d"), {"x": np.array([1.0, 2.0, 3.0, 4.0])})
    found = intervals([Measure("top", ("x",), lambda x: float(x.max()))], table)["top"]
    assert found.value == 4
    assert 1 < found.low <= found.high == 4


def test_the_reliability_plot_shows_each_tenth_where_it_stands() -> None:
    table = Table(
        tuple("abcde"),
        {
            "confidence": np.array([0.05, 0.85, 0.85, 0.85, 0.85]),
            "answerable": np.array([0.0, 1.0, 1.0, 1.0, 0.0]),
        },
    )
    found = Evaluation("set", "fused", (), "", table, {}, {})
    plot = reliability_plot(found)
    assert plot is not None
    assert plot.count("<circle") == 2
    # Three of four at .85: across 60 + 300 × .85, up 14 + 300 × (1 − .75).
    assert 'cx="315.0" cy="89.0"' in plot
    assert ">4<" in plot
    page = calibration(found)
    # (1 × .05 + 4 × |.75 − .85|) / 5, and (.0025 + 3 × .0225 + .7225) / 5
    assert "ECE 0.090 · Brier 0.159" in page
    assert calibration(Evaluation("set", "words", (), "", Table(("a",), {}), {}, {})) == ""
