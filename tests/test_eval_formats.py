"""Data sets and runs on disk: round trips, and errors that name file, line and what was expected."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.beir import BeirDataset, Item, Query, is_beir, judged_by, load_beir, save_beir
from eval.trec import Ranked, read_qrels, read_run, spread, write_qrels, write_run
from index.errors import EvalError

DATASET = BeirDataset(
    "tiny",
    (Item("甲-1", "购房", "购房补贴三十万元。"), Item("b", "", "无")),
    (Query("q1", "补贴多少？", {"group": 1}), Query("q2", "没有人判定的问题")),
    {"q1": {"甲-1": 1}},
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_beir(DATASET, tmp_path / "tiny")
    return tmp_path / "tiny"


def test_a_beir_folder_is_read_as_it_was_written(folder: Path) -> None:
    found = load_beir(folder)
    assert (found.name, found.corpus, found.queries, found.qrels) == ("tiny", *_parts(DATASET))
    assert [query.id for query in found.judged] == ["q1"]
    assert is_beir(folder)
    assert not is_beir(folder / "qrels")


def test_a_title_and_the_header_of_the_judgements_may_be_missing(folder: Path) -> None:
    (folder / "corpus.jsonl").write_text('{"_id": "a", "text": "x"}\n', encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text("q1\ta\t1\n", encoding="utf-8")
    found = load_beir(folder)
    assert found.corpus == (Item("a", "", "x"),)
    assert found.qrels == {"q1": {"a": 1}}


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\tb\n", r"test\.tsv, line 2: 2 columns; expected 3"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\tb\tyes\n", "line 2: score 'yes' is not a whole number"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\n\nq1\tnone\t1\n", r"line 3: document 'none' is not in corpus"),
        ("qrels/test.tsv", "q9\tb\t1\n", r"line 1: query 'q9' is not in queries\.jsonl"),
        ("qrels/test.tsv", "q1\tb\t1\nq1\tb\t1\n", "line 2: q1 b is judged twice"),
        ("qrels/test.tsv", "q1\tb c\t1\n", "line 1: id 'b c' is empty or has white space"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\n", "no judgement in it"),
        ("qrels/test.tsv", "q1\tb\t0\n", "nothing is relevant to any query"),
        ("corpus.jsonl", "", "corpus.jsonl: is empty"),
        ("corpus.jsonl", '{"_id": "a", "text": "x"}\n{"_id": "a", "text": "y"}\n', "line 2: _id 'a' stands already"),
        ("corpus.jsonl", '{"_id": "a b", "text": "x"}\n', "line 1: id 'a b' is empty or has white space"),
        ("corpus.jsonl", '{"id": "a", "text": "x"}\n', 'line 1: "_id" must be text'),
        ("corpus.jsonl", '{"_id": "a"}\n', 'line 1: "text" must be text'),
        ("corpus.jsonl", "[]\n", "line 1: a JSON object is expected, not list"),
        ("queries.jsonl", '{"_id": "q1", "text": "x"}\n{\n', "line 2: not JSON"),
    ],
)
def test_a_wrong_line_is_refused_with_file_and_line(folder: Path, file: str, text: str, message: str) -> None:
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(EvalError, match=message):
        load_beir(folder)


@pytest.mark.parametrize("file", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_a_missing_file_is_named_with_what_belongs_there(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(EvalError, match=r"qrels.*tab-separated|qrels/test\.tsv"):
        load_beir(folder)


def test_a_file_that_is_not_utf8_is_refused(folder: Path) -> None:
    (folder / "corpus.jsonl").write_bytes('{"_id": "a", "text": "补贴"}\n'.encode("gb18030"))
    with pytest.raises(EvalError, match="not UTF-8 at byte"):
        load_beir(folder)


def test_judgements_in_trec_form_may_replace_those_of_the_folder(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.qrels"
    path.write_text("q2 0 b 1\n", encoding="utf-8")
    assert [query.id for query in judged_by(load_beir(folder), read_qrels(path), path).judged] == ["q2"]
    path.write_text("q2 0 b 1\nq2 0 zz 1\n", encoding="utf-8")
    with pytest.raises(EvalError, match=r"other\.qrels, line 2: document 'zz' is not in corpus\.jsonl"):
        judged_by(load_beir(folder), read_qrels(path), path)


names = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cf")), min_size=1, max_size=8)


@given(st.dictionaries(names, st.lists(names, min_size=1, max_size=5, unique=True), min_size=1, max_size=4))
def test_a_run_is_read_in_the_order_in_which_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, found: dict[str, list[str]]
) -> None:
    run = {q: [Ranked(d, s) for d, s in zip(row, spread([0.5] * len(row)), strict=True)] for q, row in found.items()}
    path = tmp_path_factory.mktemp("runs") / "a.run"
    write_run(run, path, "fused")
    assert {query: [item.document for item in row] for query, row in read_run(path).items()} == found


def test_qrels_are_read_as_they_were_written(tmp_path: Path) -> None:
    qrels = {"q1": {"甲": 1, "乙": 0}, "q2": {"丙": 2}}
    write_qrels(qrels, tmp_path / "q")
    assert (tmp_path / "q").read_text("utf-8").splitlines()[0] == "q1 0 甲 1"
    assert read_qrels(tmp_path / "q") == qrels


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty; expected lines of query iteration document relevance"),
        ("q 0 a\n", r"line 1: 3 columns; expected 4: query iteration document relevance \(ids without white space\)"),
        ("q 0 a 1\n\nq 0 b yes\n", "line 3: relevance 'yes' is not a whole number"),
        ("q 0 a 1\nq 0 a 0\n", "line 2: q a is judged twice"),
    ],
)
def test_a_wrong_line_of_judgements_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "a.qrels").write_text(text, encoding="utf-8")
    with pytest.raises(EvalError, match=r"a\.qrels.*" + message):
        read_qrels(tmp_path / "a.qrels")


def test_ties_of_another_systems_run_are_ranked_as_trec_eval_ranks_them(tmp_path: Path) -> None:
    (tmp_path / "r").write_text("q Q0 a 1 2.0 t\nq Q0 c 2 2.0 t\nq Q0 b 3 3.0 t\n", encoding="utf-8")
    assert [item.document for item in read_run(tmp_path / "r")["q"]] == ["b", "c", "a"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty; expected lines of query Q0 document rank score tag"),
        ("q Q0 a 1 2.0\n", "line 1: 5 columns; expected 6: query Q0 document rank score tag"),
        ("q Q0 a 1 2.0 t\nq Q0 a b 1 2.0 t\n", "line 2: 7 columns"),
        ("q Q0 a 1 high t\n", "line 1: score 'high' is not a finite number"),
        ("q Q0 a 1 nan t\n", "line 1: score 'nan' is not a finite number"),
        ("q Q0 a 1 2 t\nq Q0 a 2 1 t\n", "line 2: a is there twice for q"),
    ],
)
def test_a_wrong_line_of_a_run_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "r").write_text(text, encoding="utf-8")
    with pytest.raises(EvalError, match=message):
        read_run(tmp_path / "r")


def test_an_id_with_white_space_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="'a b' is empty or has white space"):
        write_run({"q": [Ranked("a b", 1.0)]}, tmp_path / "r", "t")
    assert not (tmp_path / "r").exists()


def _parts(dataset: BeirDataset) -> tuple[object, ...]:
    return dataset.corpus, dataset.queries, dataset.qrels


def test_what_is_wrong_with_a_line_is_told_in_chinese_too(tmp_path: Path) -> None:
    path = tmp_path / "a.qrels"
    path.write_text("q 0 a 1\nq 0 b\n", encoding="utf-8")
    with pytest.raises(EvalError) as error:
        read_qrels(path)
    assert error.value.zh == f"{path} 第 2 行：有 3 列，应为 4 列：query iteration document relevance（标识不含空白）"
