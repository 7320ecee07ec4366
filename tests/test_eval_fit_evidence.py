"""Fitting the models of answering on a tiny invented data set, and what the figures shown of them mean."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import FakeEncoder

from eval import fit_evidence
from eval.beir import BeirDataset, Item, Query, load_beir, read_queries, save_beir
from eval.cases import FOREIGN, REMOVED, UNANSWERED, Cases, Sizes, beir_cases, count_of, question_cases, sampled
from eval.corpus_index import corpus_key, documents_of, opened
from eval.fit_models import Fits, fit_confidence, reweighed
from eval.fit_models import fit_evidence as fitted_evidence
from eval.fit_tables import FIRST, FIRST_TWO, first_table
from eval.gold import Gold
from eval.logistic import fit, fold_of
from eval.question_model import EvalQuestion
from eval.reliability import brier, calibration_error, reliability
from eval.spans import holds, is_within
from index.errors import EvalError
from qa.confidence import FEATURES as OF_CONFIDENCE
from qa.engine import PolicyQA
from qa.evidence import FEATURES, Logistic

WORDS = ("购房", "租房", "入学", "奖励", "贷款", "体检", "落户", "培训", "就医", "出行")
ENTRIES = tuple(
    Item(f"d{n}", "甲县办法", f"本办法自印发之日起施行。{word}补贴为每人{n + 2}万元。其余事项另行规定。")
    for n, word in enumerate(WORDS)
)
DATASET = BeirDataset(
    "ncp_policy",
    ENTRIES,
    tuple(Query(f"q{n}", f"{word}补贴多少钱？", {}, (f"{n + 2}万元",)) for n, word in enumerate(WORDS)),
    {f"q{n}": {f"d{n}": 1} for n in range(len(WORDS))},
)
NOBODY = (Query("n1", "公园几点开门？"), Query("n2", "图书馆有多少册书？"))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PolicyQA]:
    encoder = FakeEncoder()
    folder = tmp_path_factory.mktemp("index")
    with opened(folder, corpus_key(ENTRIES), lambda: documents_of(ENTRIES), encoder) as index:
        yield PolicyQA(index, encoder)


@pytest.fixture(scope="module")
def cases(engine: PolicyQA) -> Cases:
    return beir_cases(DATASET, NOBODY, engine, Sizes(), lambda: None)


def asked_elsewhere(cases: Cases) -> Cases:
    """The same with all that has no answer as questions of other documents, which the confidence is fitted on."""
    return Cases(cases.rankings, [replace(item, part=FOREIGN if item.part else "") for item in cases.decisions])


def test_an_answer_is_held_by_the_sentence_that_has_it_or_is_a_part_of_it() -> None:
    assert holds("补贴为每人３万元。", ["3万元"])
    assert not holds("补贴为每人3万元。", ["5万元"])
    long = "申请人应当提交身份证、学历证书和劳动合同；由用人单位统一报送，并在十个工作日内办结。"
    assert holds("由用人单位统一报送，并在十个工作日内办结。", [long])
    assert not holds("由用人单位另行确定，长期有效，每季度公布一次名单。", [long])
    assert not holds("", [long])
    assert not holds("任何文字", [])
    assert is_within("在十個工作日內辦結", long)
    assert not is_within("", long)


def test_each_question_is_asked_with_its_answer_and_without(cases: Cases) -> None:
    assert len(cases.rankings) == len(WORDS)
    for n, ranking in enumerate(cases.rankings):
        right = {item.text for item, value in zip(ranking.evidence, ranking.right, strict=True) if value}
        assert right == {f"{WORDS[n]}补贴为每人{n + 2}万元。"}
    parts = [decision.part for decision in cases.decisions]
    assert (parts.count(""), parts.count(REMOVED), parts.count(UNANSWERED)) == (10, 10, 2)
    for decision in cases.decisions:
        documents = {item.hit.document for item in decision.evidence}
        if decision.part == REMOVED:
            assert f"d{decision.id[1:]}" not in documents
            assert min(item.hit.rank for item in decision.evidence) == 1
        assert decision.answerable == (decision.part == "")


def test_a_sample_is_the_same_each_time_and_counted_before_it_is_asked() -> None:
    few = sampled(DATASET.queries, 4)
    assert len(few) == 4
    assert few == sampled(list(reversed(DATASET.queries)), 4)[::-1]
    assert sampled(DATASET.queries, None) == list(DATASET.queries)
    # The questions decided are among those ranked: both are the least by SHA-256.
    assert count_of(DATASET, NOBODY, Sizes(4, 2, 1)) == 5


def test_what_tells_right_sentences_gets_the_weight_and_is_not_seen_by_its_own_fold(cases: Cases) -> None:
    fits = fitted_evidence(cases.rankings)
    table = first_table(cases.rankings, lambda _: fits.whole)
    assert table.columns[FIRST].tolist() == table.columns[FIRST_TWO].tolist() == [1.0] * len(WORDS)
    inside = [item for item in cases.rankings if fold_of(item.group) == 0]
    without = fitted_evidence([item for item in cases.rankings if fold_of(item.group) != 0])
    assert inside
    assert all(fits.by_fold(item) == without.whole for item in inside)
    # A source that takes no part is measured by the shipped model.
    assert fits.by_fold(replace(inside[0], source="elsewhere")) == fits.whole


def test_reweighed_evidence_stands_in_the_order_of_the_product(cases: Cases) -> None:
    by_rank = Logistic(tuple(1.0 if name == "rank" else 0.0 for name in FEATURES), 0.0)
    ranking = cases.rankings[0]
    again = reweighed(ranking.evidence, by_rank)
    assert sorted(item.text for item in again) == sorted(item.text for item in ranking.evidence)
    assert again[0].hit.rank == 1
    # What has a figure stands before what has none, whatever its probability.
    assert [bool(item.feature("kind")) for item in again] == sorted(
        (bool(i.feature("kind")) for i in again), reverse=True
    )


def test_first_sentences_are_counted_as_worked_out_by_hand(cases: Cases) -> None:
    ranking = cases.rankings[0]
    by_coverage = Logistic(tuple(9.0 if name == "coverage" else 0.0 for name in FEATURES), 0.0)
    order = reweighed(ranking.evidence, by_coverage)
    second = tuple(item.span == order[1].span and item.hit == order[1].hit for item in ranking.evidence)
    table = first_table([replace(ranking, right=second)], lambda _: by_coverage)
    assert (table.columns[FIRST][0], table.columns[FIRST_TWO][0]) == (0.0, 1.0)


def test_confidence_is_fitted_on_evidence_that_was_weighed_unseen(cases: Cases) -> None:
    evidence = fitted_evidence(cases.rankings)
    decisions = asked_elsewhere(cases).decisions
    fits = fit_confidence(decisions, evidence)
    assert len(fits.whole.weights) == len(OF_CONFIDENCE)
    # Were the evidence weighed by a model that calls everything certain, another confidence would come out.
    certain = Fits(evidence.whole, (Logistic((0.0,) * len(FEATURES), 30.0),) * 5, evidence.others)
    assert fit_confidence(decisions, certain).whole != fits.whole


def test_a_rare_feature_is_not_blown_up_and_weights_count_rows() -> None:
    features = np.array([[0.0], [1.0], [0.0], [1.0]] * 10)
    right = np.array([False, True, True, False] * 10)
    balanced = fit(features, right, np.ones(40))
    assert abs(balanced.weights[0]) < 1e-3
    # Counting the first two kinds of row nine times makes the feature speak for right.
    assert fit(features, right, np.array([9.0, 9.0, 1.0, 1.0] * 10)).weights[0] > 1
    still = np.full((40, 1), 0.5) + np.where(right, 1e-4, 0.0)[:, None]
    assert abs(fit(still, right, np.ones(40)).weights[0]) < 1


def test_the_eval_set_gives_rankings_of_what_has_evidence_and_leaves_structure_out(engine: PolicyQA) -> None:
    def question(id_: str, kind: str, text: str, facts: tuple[tuple[str, ...], ...], document: str) -> EvalQuestion:
        answerable = bool(facts)
        return EvalQuestion(
            id_, kind, "zh", text, (), (document,) if answerable else (), facts, answerable, "dev",
            None if answerable else "no_evidence", section=f"{document}#一",
        )  # fmt: skip

    gold = Gold(
        (
            question("a", "figure", "租房补贴多少钱？", (("每人3万元",),), "d1"),
            question("b", "comparison", "租房和购房补贴各多少？", (("每人3万元",),), "d1"),
            question("c", "absent_benefit", "宠物补贴多少钱？", (), "d1"),
            question("d", "wrong_place", "乙县租房补贴多少钱？", (), "d1"),
        ),
        engine.index,
    )
    found = question_cases("dev-digests", gold, engine, lambda: None)
    assert [(item.id, item.group) for item in found.rankings] == [("a", "d1#一")]
    assert [sum(item.right) for item in found.rankings] == [1]
    assert [(item.id, item.part, item.answerable) for item in found.decisions] == [
        ("a", "", True),
        ("a", REMOVED, False),
        ("c", UNANSWERED, False),
    ]


def test_reliability_as_worked_out_by_hand() -> None:
    confidence = np.array([0.05, 0.05, 0.85, 0.85, 0.85, 1.0])
    answerable = np.array([0.0, 1.0, 1.0, 1.0, 0.0, 1.0])
    low, high, top = reliability(confidence, answerable)
    assert (low.questions, low.low, low.share) == (2, 0.0, 0.5)
    assert (high.questions, round(high.share, 4)) == (3, 0.6667)
    assert (top.low, top.high, top.questions) == (0.9, 1.0, 1)
    assert low.least < 0.5 < low.most
    # (2 × .45 + 3 × (.85 − 2/3) + 1 × 0) / 6
    assert calibration_error(confidence, answerable) == pytest.approx((0.9 + 3 * (0.85 - 2 / 3)) / 6)
    # (.0025 + .9025 + 2 × .0225 + .7225 + 0) / 6
    assert brier(confidence, answerable) == pytest.approx((0.0025 + 0.9025 + 0.045 + 0.7225) / 6)
    assert np.isnan(brier(np.array([]), np.array([])))


def test_the_command_fits_and_writes_what_the_product_reads(
    cases: Cases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dev = Cases(
        [replace(item, source="dev-digests") for item in cases.rankings],
        [
            replace(item, source="dev-digests", part=UNANSWERED if item.part else "", answerable=not item.part)
            for item in cases.decisions
        ],
    )
    dev.add(asked_elsewhere(cases))
    monkeypatch.setattr(fit_evidence, "gathered", lambda data, originals, **_: dev)
    assert fit_evidence.main(["--data", str(tmp_path), "--out", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "other folds" in shown
    assert "ncp_policy, other subject" in shown
    evidence = json.loads((tmp_path / "evidence.json").read_text(encoding="utf-8"))
    confidence = json.loads((tmp_path / "confidence.json").read_text(encoding="utf-8"))
    assert list(evidence) == [*FEATURES, "intercept"]
    assert list(confidence) == [*OF_CONFIDENCE, "intercept", "threshold"]
    assert 0 < confidence["threshold"] < 1
    fit_evidence.main(["--data", str(tmp_path), "--out", str(tmp_path)])
    assert json.loads((tmp_path / "evidence.json").read_text(encoding="utf-8")) == evidence


def test_a_missing_data_set_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert fit_evidence.main(["--data", str(tmp_path / "nowhere")]) == 1
    assert "nowhere" in capsys.readouterr().err


def test_answers_of_queries_are_read_written_and_checked(tmp_path: Path) -> None:
    save_beir(DATASET, tmp_path)
    assert load_beir(tmp_path).queries == DATASET.queries
    bad = tmp_path / "bad.jsonl"
    bad.write_text(
        '{"_id": "a", "text": "问", "answers": ["答"]}\n{"_id": "b", "text": "问", "answers": "答"}\n', "utf-8"
    )
    with pytest.raises(EvalError, match=r"bad\.jsonl, line 2: \"answers\" must be a list of texts, not '答'"):
        read_queries(bad)
    bad.write_text('{"_id": "a", "text": "问", "metadata": ["x"]}\n', "utf-8")
    with pytest.raises(EvalError, match='line 1: "metadata" must be an object'):
        read_queries(bad)
