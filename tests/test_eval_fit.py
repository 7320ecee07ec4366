"""Fitting weights on pools made by hand, and drafting questions."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import FakeEncoder

from eval.beir import BeirDataset, Item, Query
from eval.corpus_index import corpus_key, documents_of, opened
from eval.drafts import drafts, lines
from eval.fit_weights import FOLDS, Tried, cross_validated, folds_of, grid_of, left_out
from eval.on_beir import evaluate_beir
from eval.pools import ARMS, Pool, PoolSet, beir_pools, measured
from eval.questions import load
from index.corpus import gather
from index.corpus import load as load_document
from qa.retrieval import Weights


def pool(id_: str, scores: list[list[float]], gains: list[float], items: list[int] | None = None) -> Pool:
    rows = np.array([[*row, *[0.0] * (len(ARMS) - len(row))] for row in scores])
    ideal = np.sort(np.array(gains))[::-1][:10]
    best = float(ideal @ (1 / np.log2(np.arange(2, len(ideal) + 2))))
    return Pool(id_, id_, rows, np.array(items or range(len(scores))), np.array(gains), best)


def test_weights_add_up_to_one_on_the_whole_grid() -> None:
    grid = grid_of(0.25)
    assert len(grid) == 35  # 7 choose 3
    assert np.allclose(grid.sum(axis=1), 1)
    assert len({tuple(row) for row in grid}) == len(grid)


def test_a_pool_is_measured_as_worked_out_by_hand() -> None:
    # The relevant candidate is first by the words and second by the bigrams.
    pools = [pool("q", [[1.0, 0.4], [0.5, 0.9]], [1.0, 0.0])]
    assert measured(pools, (1, 0, 0, 0, 0))[0] == pytest.approx([1, 1])
    assert measured(pools, (0, 1, 0, 0, 0))[0] == pytest.approx([1 / np.log2(3), 0])


def test_an_item_counts_once_by_its_best_candidate() -> None:
    # Candidates 0 and 1 are passages of one document, which is not relevant; the relevant one is second, not third.
    pools = [pool("q", [[1.0], [0.9], [0.8]], [0.0, 1.0], [0, 0, 1])]
    assert measured(pools, (1, 0, 0, 0, 0))[0] == pytest.approx([1 / np.log2(3), 0])


def good_for(arm: int, n: int, name: str) -> PoolSet:
    """Queries whose relevant candidate only one arm puts first."""
    right, wrong = [0.0] * 4, [1.0] * 4
    right[arm], wrong[arm] = 1.0, 0.0
    return PoolSet(name, tuple(pool(f"{name}{i}", [wrong, right], [0.0, 1.0]) for i in range(n)))


def test_the_arm_that_ranks_best_gets_the_weight() -> None:
    tried = Tried.of([good_for(1, 20, "a")], 0.0)
    weights = tried.fit([np.ones(20, dtype=bool)])
    # All weights with more than half on that arm are equally good.
    assert weights[1] > 0.5
    assert measured(tried.sets[0].pools, (*weights, 0.0))[:, 1].all()


def test_what_is_measured_takes_no_part_in_its_own_fit() -> None:
    tried = Tried.of([good_for(0, 12, "a"), good_for(1, 12, "b")], 0.0)
    (weights_a, values_a), (weights_b, values_b) = left_out(tried, 0.0)
    assert weights_a[1] > 0.5
    assert weights_b[0] > 0.5
    assert values_a[:, 1].sum() == values_b[:, 1].sum() == 0
    crossed = cross_validated(tried, 0.0)
    assert [len(values) for values in crossed] == [12, 12]


def test_folds_keep_groups_together_and_are_the_same_each_time() -> None:
    empty = pool("", [[0.0]], [1.0])
    pools = PoolSet("a", tuple(replace(empty, id=f"q{n}", group=f"g{n // 3}") for n in range(60)))
    folds = folds_of(pools)
    assert set(folds) == set(range(FOLDS))
    assert all(len(set(folds[start : start + 3])) == 1 for start in range(0, 60, 3))
    assert (folds == folds_of(pools)).all()


def test_pools_give_the_figures_that_the_retriever_gives(tmp_path: Path, encoder: FakeEncoder) -> None:
    words = ("购房", "租房", "入学", "奖励", "贷款", "体检")
    dataset = BeirDataset(
        "tiny",
        tuple(Item(f"d{n}", "", f"{word}事项由第{n}科办理，其余事项另行规定。") for n, word in enumerate(words)),
        tuple(Query(f"q{n}", f"其余{word}事项") for n, word in enumerate(words)),
        {f"q{n}": {f"d{(n + n % 2) % 6}": 1} for n in range(6)},
    )
    index = opened(tmp_path, corpus_key(dataset.corpus), lambda: documents_of(dataset.corpus), encoder)
    shipped = Weights.shipped()
    values = measured(beir_pools(dataset, index, encoder, lambda: None).pools, [getattr(shipped, arm) for arm in ARMS])
    whole = evaluate_beir(dataset, index, encoder, "fused", quiet=True).table.columns
    assert values[:, 0] == pytest.approx(whole["nDCG@10"])
    assert list(values[:, 1]) == list(whole["Success@1"])


NOTICE = """# 甲县人才安居办法

## 一、购房补贴

首次购房的博士给予一次性补贴30万元，分三年发放。全县新建人才公寓600套。

## 二、保障措施

### （一）加强组织领导

各有关部门要各司其职。

### （二）落实资金保障

所需资金由县财政承担。

### （三）强化监督检查

违反规定的依法处理。
"""


def test_drafts_are_questions_that_can_be_evaluated_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "安居.md").write_text(NOTICE, encoding="utf-8")
    found = drafts(load_document(source) for source in gather([tmp_path]))
    figures = [question for question in found if question.type == "figure"]
    assert any(question.short == ("30万元",) and question.question.endswith("多少钱？") for question in figures)
    assert any(question.short == ("600套",) and "人才公寓多少套" in question.question for question in figures)
    listed = next(question for question in found if question.type == "list")
    assert listed.facts == (("加强组织领导",), ("落实资金保障",), ("强化监督检查",))
    path = tmp_path / "drafts.jsonl"
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines(found)), encoding="utf-8")
    assert load(path) == tuple(found)
