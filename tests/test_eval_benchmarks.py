"""What the benchmark of answers measures, on entries made by hand."""

from pathlib import Path

import pytest
from conftest import FakeEncoder

from benchmarks.answers import BM25, GIVEN, OURS, SHIPPED, VECTORS, Alone, _cited, _sentences
from benchmarks.tables import markdown
from eval.beir import BeirDataset, Item, Query
from eval.cases import Sizes, beir_cases
from eval.corpus_index import corpus_key, documents_of, opened
from eval.fit_models import fit_evidence
from index.store import Index
from qa.engine import PolicyQA

WORDS = ("购房", "租房", "入学", "奖励", "贷款", "体检")
DATASET = BeirDataset(
    "ncp_policy",
    tuple(
        Item(f"d{n}", "甲县办法", f"本办法自印发之日起施行。{word}补贴为每人{n + 2}万元。其余事项另行规定。")
        for n, word in enumerate(WORDS)
    ),
    tuple(Query(f"q{n}", f"{word}补贴多少钱？", {}, (f"{n + 2}万元",)) for n, word in enumerate(WORDS)),
    {f"q{n}": {f"d{n}": 1} for n in range(len(WORDS))},
)


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return opened(tmp_path, corpus_key(DATASET.corpus), lambda: documents_of(DATASET.corpus), FakeEncoder())


@pytest.mark.parametrize("system", [BM25, VECTORS])
def test_a_system_alone_takes_the_sentence_nearest_to_the_question(index: Index, system: str) -> None:
    alone = Alone.of(index, FakeEncoder())
    assert alone.best(system, "租房补贴多少钱？", None)[0] == ("d1", "租房补贴为每人3万元。")
    # Where the entry is given, only its own sentences are chosen from.
    given = alone.best(system, "租房补贴多少钱？", frozenset({"d4"}))
    assert {entry for entry, _ in given} == {"d4"}
    assert given[0][1] == "贷款补贴为每人6万元。"


def test_each_system_is_measured_on_the_passage_given_and_after_retrieval(index: Index) -> None:
    engine = PolicyQA(index, FakeEncoder())
    cases = beir_cases(DATASET, (), engine, Sizes(decisions=0), lambda: None)
    rows = _sentences(DATASET, cases.rankings, fit_evidence(cases.rankings), index, FakeEncoder())
    assert [row[2] for row in rows] == [OURS, SHIPPED, BM25, VECTORS] * 2
    assert rows[0][1] == GIVEN
    # Of the passage given one sentence has the question's words; over all passages vectors of hashed bigrams may err.
    assert [row[3][:5] for row in rows[:4]] == ["1.000"] * 4
    assert rows[6][2:4] == (BM25, "1.000 [1.000, 1.000]")


def test_what_is_cited_counts_verbatim_answers_and_refusals(index: Index) -> None:
    ((name, first, three, *refused),) = _cited(DATASET, PolicyQA(index, FakeEncoder()))
    assert name == "ncp_policy (6)"
    given = 1 - sum(float(each.split()[0]) for each in refused)
    assert float(first.split()[0]) <= float(three.split()[0]) <= given + 1e-9


def test_a_table_has_as_many_cells_in_each_line() -> None:
    assert markdown(("a", "b"), [("1", "2")]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"
