"""Evaluation on data sets and on eval sets: invented documents, an encoder that needs no model."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import FakeEncoder, make_document

from eval.answers import Asked, answer_table, is_exact, is_short
from eval.beir import BeirDataset, Item, Query
from eval.corpus_index import WHOLE, corpus_key, documents_of, opened
from eval.gold import Gold
from eval.header import header_path, read_header, write_header
from eval.on_beir import evaluate_beir, score_beir
from eval.on_questions import as_beir, evaluate_questions, score_questions
from eval.question_model import EvalQuestion
from eval.retrieval import weights_of
from eval.trec import Ranked, read_run, write_run
from index.build import build_documents
from index.errors import EvalError
from index.model import Metadata
from index.store import Index
from qa.model import Answer, Citation, Filters
from qa.retrieval import Weights

LONG = "".join(f"第{n}项工作由第{n}个部门负责，每年检查{n}次并公布结果。" for n in range(1, 40))
DATASET = BeirDataset(
    "tiny",
    (
        Item("a", "购房补贴", "博士购房补贴三十万元，分三年发放。"),
        Item("b", "租房补贴", "硕士每月租房补贴一千五百元。"),
        Item("c", "检查", LONG),
        Item("d", "只有标题", ""),
        Item("e", "", "  "),
    ),
    (
        Query("q1", "博士买房补贴多少", {"kind": "money"}),
        Query("q2", "硕士租房每月多少", {"kind": "money"}),
        Query("q3", "第二十七项工作由哪个部门负责"),
        Query("q4", "没有判定"),
    ),
    {"q1": {"a": 1}, "q2": {"b": 1}, "q3": {"c": 1}},
    "0" * 64,
)


def index_of(dataset: BeirDataset, folder: Path, encoder: FakeEncoder) -> Index:
    return opened(folder, corpus_key(dataset.corpus), lambda: documents_of(dataset.corpus), encoder)


def test_an_entry_is_a_document_and_a_long_one_is_cut() -> None:
    documents = {document.id: document for document in documents_of(DATASET.corpus)}
    assert set(documents) == {"a", "b", "c", "d"}
    assert [len(documents[id_].passages) for id_ in "abd"] == [1, 1, 1]
    assert documents["a"].passages[0].context == "购房补贴"
    assert len(LONG) > WHOLE
    assert len(documents["c"].passages) > 1
    assert all("检查" in passage.context for passage in documents["c"].passages)
    assert documents["d"].text == "只有标题"


def test_a_second_evaluation_embeds_nothing_and_makes_no_documents(tmp_path: Path, encoder: FakeEncoder) -> None:
    first = evaluate_beir(DATASET, index_of(DATASET, tmp_path, encoder), encoder, "fused", quiet=True)
    assert encoder.embedded
    encoder.embedded.clear()

    def forbidden() -> list[object]:
        raise AssertionError("the corpus was read again")

    index = opened(tmp_path, corpus_key(DATASET.corpus), forbidden, encoder)  # type: ignore[arg-type]
    again = evaluate_beir(DATASET, index, encoder, "fused", quiet=True)
    assert not encoder.embedded
    assert again.payload() == first.payload()


def test_a_changed_corpus_is_indexed_anew(tmp_path: Path, encoder: FakeEncoder) -> None:
    index_of(DATASET, tmp_path, encoder).close()
    changed = replace(DATASET, corpus=(*DATASET.corpus[:2], Item("z", "", "新的一条。")))
    assert [entry.id for entry in index_of(changed, tmp_path, encoder).documents] == ["a", "b", "z"]


def test_queries_without_judgements_are_left_out_and_counted(tmp_path: Path, encoder: FakeEncoder) -> None:
    found = evaluate_beir(DATASET, index_of(DATASET, tmp_path, encoder), encoder, "terms", quiet=True)
    assert (found.payload()["questions"], found.left_out) == (3, 1)
    assert set(found.payload()) == {"dataset", "retriever", "questions", "measures"}
    assert set(found.payload()["measures"]["nDCG@10"]) == {"value", "low", "high"}
    assert found.scores["Success@1"].value == 1


def test_a_document_counts_once_by_its_best_passage(tmp_path: Path, encoder: FakeEncoder) -> None:
    found = evaluate_beir(DATASET, index_of(DATASET, tmp_path, encoder), encoder, "bigrams", quiet=True)
    for row in found.run.values():
        documents = [item.document for item in row]
        assert len(documents) == len(set(documents))
        scores = [item.score for item in row]
        assert scores == sorted(set(scores), reverse=True)
    assert found.run["q3"][0].document == "c"


def test_a_filter_that_leaves_nothing_counts_zero(tmp_path: Path, encoder: FakeEncoder) -> None:
    index = index_of(DATASET, tmp_path, encoder)
    found = evaluate_beir(DATASET, index, encoder, "fused", Filters(years=("1999",)), quiet=True)
    assert (found.scores["nDCG@10"].value, found.payload()["questions"], len(found.losses)) == (0, 3, 3)


def test_a_run_written_and_scored_again_gives_the_same_figures(tmp_path: Path, encoder: FakeEncoder) -> None:
    found = evaluate_beir(DATASET, index_of(DATASET, tmp_path / "i", encoder), encoder, "fused", quiet=True)
    write_run(found.run, tmp_path / "r", "fused")
    again = score_beir(DATASET, read_run(tmp_path / "r"), tmp_path / "r")
    assert again.payload()["measures"] == found.payload()["measures"]


def test_a_run_of_another_data_set_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "r").write_text("q1 Q0 a 1 2 t\nq1 Q0 zz 2 1 t\n", encoding="utf-8")
    with pytest.raises(EvalError, match=r"r, line 2: document 'zz' is not in corpus\.jsonl"):
        score_beir(DATASET, read_run(tmp_path / "r"), tmp_path / "r")
    (tmp_path / "r").write_text("q9 Q0 a 1 2 t\n", encoding="utf-8")
    with pytest.raises(EvalError, match=r"r, line 1: query 'q9' is not in queries\.jsonl"):
        score_beir(DATASET, read_run(tmp_path / "r"), tmp_path / "r")


def test_a_header_keeps_settings_and_every_value(tmp_path: Path, encoder: FakeEncoder) -> None:
    found = evaluate_beir(DATASET, index_of(DATASET, tmp_path / "i", encoder), encoder, "words", quiet=True)
    path = header_path(tmp_path / "words.run")
    write_header(found, path)
    header = read_header(path)
    assert path.name == "words.run.json"
    assert (header.dataset, header.retriever, header.table.ids) == ("tiny", "words", ("q1", "q2", "q3"))
    assert np.allclose(header.table.columns["AP"], found.table.columns["AP"])
    assert header.settings["weights"] == {"words": 1.0}
    assert header.settings["encoder"] == encoder.fingerprint
    assert "commit" in header.settings
    assert str(tmp_path) not in path.read_text("utf-8")


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"kind": "other"}', '{"kind": "policyqa evaluation", "format": 1}'])
def test_what_is_no_header_is_refused_and_never_written_over(tmp_path: Path, encoder: FakeEncoder, text: str) -> None:
    path = tmp_path / "r.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EvalError, match=r"r\.json: is no header of a run"):
        read_header(path)
    found = score_beir(DATASET, {}, path)
    with pytest.raises(EvalError, match="is no header of a run"):
        write_header(found, path)
    assert path.read_text("utf-8") == text


def test_a_header_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text(json.dumps({"kind": "policyqa evaluation", "format": 99}), encoding="utf-8")
    with pytest.raises(EvalError, match="format 99, this version reads 1"):
        read_header(path)


def test_retrievers_are_known_by_name() -> None:
    shipped = Weights.shipped()
    assert weights_of("fused") == shipped
    assert weights_of("words") == Weights(words=1.0)
    assert weights_of("terms").arms() == ("words", "bigrams")
    assert weights_of("no-dense") == replace(shipped, dense=0.0)
    with pytest.raises(EvalError, match="no retriever 'magic'; there are fused, words"):
        weights_of("magic")


# An eval set on two documents: one is known by its digest's id.

HOUSING = "第一条 博士购房补贴三十万元。\n第二条 硕士每月租房补贴1500元。\n第三条 补贴由甲局发放。"
GRANTS = "一、企业招用博士补贴8万元。\n二、一年最多40万元。"
QUESTIONS = (
    EvalQuestion("f1", "figure", "zh", "博士购房补贴多少？", (), ("housing",), (("补贴30万元",),), True, "dev",
                 short=("30万元",)),
    EvalQuestion("l1", "list", "zh", "补贴有哪些，谁来发？", (), ("housing",), (("30万元",), ("1500元",), ("甲局",)),
                 True, "dev"),
    EvalQuestion("n1", "absent", "zh", "有没有探亲假补贴？", (), (), (), False, "test", "no_evidence"),
)  # fmt: skip


@pytest.fixture
def index(tmp_path: Path, encoder: FakeEncoder) -> Index:
    documents = [make_document("housing", HOUSING, Metadata(title="住房")), make_document("grants", GRANTS)]
    build_documents(documents, tmp_path / "own", encoder)
    return Index.open(tmp_path / "own")


def test_relevance_comes_from_documents_and_facts(index: Index) -> None:
    gold = Gold(QUESTIONS, index)
    assert gold.qrels == {
        "f1": {"housing:0-15": 1},
        "l1": {"housing:0-15": 1, "housing:16-34": 1, "housing:35-47": 1},
    }


def test_hit_full_and_fact_recall_at_k_as_worked_out_by_hand(index: Index) -> None:
    gold = Gold(QUESTIONS, index)
    spans = ["housing:16-34", "grants:0-13", "housing:0-15", "housing:35-47"]
    run = {id_: [Ranked(span, 1 - n / 10) for n, span in enumerate(spans)] for id_ in ("f1", "l1")}
    table = gold.table(run)
    values = {name: dict(zip(table.ids, column, strict=True)) for name, column in table.columns.items()}
    assert (values["hit@1"]["f1"], values["hit@3"]["f1"], values["full@3"]["f1"]) == (0, 1, 1)
    assert (values["hit@1"]["l1"], values["full@3"]["l1"], values["full@5"]["l1"]) == (1, 0, 1)
    assert [values[f"facts@{k}"]["l1"] for k in (1, 3, 5)] == pytest.approx([1 / 3, 2 / 3, 1])
    assert values["RR@10"]["f1"] == pytest.approx(1 / 3)
    assert values["R@3"]["l1"] == pytest.approx(2 / 3)
    assert all(np.isnan(values[name]["n1"]) for name in values)


def test_an_original_counts_as_the_digest_made_of_it(tmp_path: Path, encoder: FakeEncoder) -> None:
    original = make_document("原件.txt", HOUSING)
    build_documents([original, make_document("grants", GRANTS)], tmp_path / "own", encoder)
    digests = tmp_path / "digests"
    digests.mkdir()
    (digests / "housing.md").write_text(
        f"---\nid: housing\ntitle: 住房\norigin: 原件.txt\norigin_sha256: {original.sha256}\n---\n\n"
        "# 住房\n\n博士买房可以得到三十万元补贴，硕士每月一千五百元租房补贴，由甲局负责发放到本人账户。\n",
        encoding="utf-8",
    )
    opened_ = Index.open(tmp_path / "own")
    assert Gold(QUESTIONS, opened_, digests).qrels["f1"] == {"housing:0-15": 1}
    with pytest.raises(EvalError, match="question f1 is about document 'housing', which the index does not hold"):
        Gold(QUESTIONS, opened_)


def test_a_run_of_another_system_on_passages_is_scored(index: Index, tmp_path: Path) -> None:
    path = tmp_path / "other.run"
    run = {"f1": [Ranked("housing:0-20", 1.0)]}
    found = score_questions("own", QUESTIONS, index, run, path)
    # The span is no passage of ours, but it holds the fact.
    assert found.scores["hit@1"].value == 0.5
    for wrong in ("housing", "housing:9-2", "housing:0-9999", "other:0-5"):
        with pytest.raises(EvalError, match="is no passage of the index; expected document:start-end"):
            score_questions("own", QUESTIONS, index, {"f1": [Ranked(wrong, 1.0)]}, path)
    with pytest.raises(EvalError, match="question 'zz' is not in own"):
        score_questions("own", QUESTIONS, index, {"zz": []}, path)


def test_an_eval_set_becomes_a_beir_folder_with_the_same_judgements(index: Index) -> None:
    gold = Gold(QUESTIONS, index)
    corpus, qrels = as_beir("own", gold)
    texts = {id_: text for id_, _, text in corpus}
    assert texts["housing:0-15"] == "第一条 博士购房补贴三十万元。"
    assert len(texts) == index.passage_count
    assert all(document in texts for row in qrels.values() for document in row)


def test_retrieval_and_answers_are_measured_together(index: Index, encoder: FakeEncoder) -> None:
    found = evaluate_questions("own", QUESTIONS, index, encoder, "fused", quiet=True)
    assert found.scores["full@5"].questions == 2
    assert found.scores["answer.quotes"].value == 1
    assert found.payload()["questions"] == 3
    assert found.cost is not None
    assert (found.cost.kind, len(found.cost.seconds)) == ("ask", 3)
    alone = evaluate_questions("own", QUESTIONS, index, encoder, "words", quiet=True)
    assert "answer.quotes" not in alone.scores
    assert alone.scores["hit@1"].value == 1


def answer(abstained: bool, confidence: float, short: str | None = None, **more: object) -> Answer:
    reason = "no_evidence" if abstained else None
    return Answer(None, "", "", abstained, reason, "", short, confidence, **more)  # type: ignore[arg-type]


def test_answers_are_scored_as_worked_out_by_hand(index: Index) -> None:
    gold = Gold(QUESTIONS, index)
    f1, l1, n1 = QUESTIONS
    table = answer_table(
        [
            Asked(f1, answer(False, 0.9, "三十万元"), 0.1),
            Asked(l1, answer(True, 0.2), 0.1),
            Asked(n1, answer(True, 0.1), 0.1),
        ],
        gold,
    )
    values = {name: list(column) for name, column in table.columns.items()}
    assert values["answer.short"][0] == 1
    assert values["answer.fact@1"][:2] == [0, 0]  # nothing is cited, and the second is refused
    assert values["refusal.false"][:2] == [0, 1]
    assert values["refusal.missed"][2] == 0
    assert values["refusal.reason"][2] == 1
    assert np.isnan(values["answer.fact@1"][2])


def test_a_citation_is_exact_only_at_its_own_positions(index: Index) -> None:
    document = index.document("housing")
    good = Citation(
        n=1, used=True, document="housing", source="", title=None, issuer=None, published=None, region=None, url=None,
        page=None, locator="", quote=HOUSING[4:15], start=4, end=15, raw_start=4, raw_end=15, passage=HOUSING[:15],
        passage_start=0, passage_end=15, score=1.0, reference="",
    )  # fmt: skip
    assert is_exact(good, document)
    for wrong in (
        replace(good, quote=HOUSING[4:14]),
        replace(good, start=5),
        replace(good, raw_end=16),
        replace(good, passage=HOUSING[:16]),
        replace(good, passage_start=6, passage=HOUSING[6:15]),
        replace(good, start=4, end=4, quote=""),
    ):
        assert not is_exact(wrong, document)


@pytest.mark.parametrize(
    ("short", "accepted"),
    [("30万元", True), ("三十万元", True), ("最高30万元", True), ("130万元", False), (None, False), (HOUSING, False)],
)
def test_a_short_answer_is_the_figure_with_a_few_words_at_most(short: str | None, accepted: bool) -> None:
    assert is_short(QUESTIONS[0], short) is accepted
