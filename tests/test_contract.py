"""The command line as a contract: names, types, statuses and streams of every command, on invented documents."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from invented import ROOT, policyqa, write

from app import main
from qa.batch import BatchQuestion, answer_lines
from qa.model import Answer, Citation

ANSWER = [
    "id", "question", "standalone", "abstained", "reason", "answer", "short", "confidence", "warnings", "citations",
]  # fmt: skip
CITATION = [
    "n", "used", "document", "source", "title", "issuer", "published", "region", "url", "page", "locator", "quote",
    "start", "end", "raw_start", "raw_end", "passage", "passage_start", "passage_end", "score", "reference",
]  # fmt: skip
HIT = ["rank", "document", "source", "title", "locator", "passage", "start", "end", "score", "scores", "also"]
INDEX = ["documents", "passages", "sentences", "added", "unchanged", "removed", "duplicates", "failed", "seconds"]
REASONS = (None, "no_evidence", "not_covered", "damaged")
CODES = ("damaged", "digest", "conflict", "superseded", "stale", "inferred_region")

QUESTIONS: list[dict[str, Any]] = [
    {"id": "博士", "question": "青屿市对新引进的博士给多少购房补贴？"},
    {"id": 7, "question": "青屿市的硕士呢？", "history": ["青屿市对新引进的博士给多少购房补贴？"]},
    {"id": "", "question": "云峤区人才公寓的租金怎么收？", "history": []},
    {"id": "驿站", "question": "海棠市建成多少家人才驿站？"},
    {"id": "损坏", "question": "海棠市有多少万元专项资金用于奖励？"},
    {"id": "外地", "question": "北京市海淀区的博士购房补贴是多少？"},
    {"id": "无关", "question": "青屿市的宠物医院几点关门？"},
    {"id": "清单", "question": "海棠市第7项服务由哪个窗口办理？"},
    {"id": "任务", "question": "青屿市建设多少套人才公寓？"},
    {"id": "团队", "question": "青屿市的创业团队可以申请哪些支持？"},
    {"id": "英文", "question": "How much is the housing subsidy for a doctor in 青屿市?"},
    {"id": "博士", "question": "青屿市对新引进的博士给多少购房补贴？"},
]

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with the documents and an index of them, built by the command."""
    here = tmp_path_factory.mktemp("工作 区")
    write(here / "文件")
    done = policyqa(here, "index", "文件", "--json")
    assert done.returncode == 0, done.stderr.decode()
    (here / "index.json").write_bytes(done.stdout)
    (here / "questions.jsonl").write_text(
        "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in QUESTIONS), encoding="utf-8"
    )
    return here


@pytest.fixture
def run(place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`policyqa` in this process: its exit status, standard output and standard error."""
    monkeypatch.chdir(place)
    monkeypatch.setenv("POLICYQA_LANG", "en")

    def call(*args: str) -> tuple[int, str, str]:
        try:
            status = main(args)
        except SystemExit as end:
            status = int(end.code or 0)
        out, err = capsys.readouterr()
        return status, out, err

    return call


@pytest.fixture(scope="module")
def answers(place: Path) -> list[dict[str, Any]]:
    """The answers to all questions, as the command writes them to a file."""
    done = policyqa(place, "ask", "--batch", "questions.jsonl", "--out", "answers.jsonl")
    assert (done.returncode, done.stdout) == (0, b""), done.stderr.decode()
    lines = (place / "answers.jsonl").read_text(encoding="utf-8").split("\n")
    assert lines.pop() == ""
    return [json.loads(line) for line in lines]


# What is printed


def test_index_counts_what_it_took_in(place: Path) -> None:
    value = json.loads((place / "index.json").read_text(encoding="utf-8"))
    assert list(value) == INDEX
    assert (value["documents"], value["added"], value["unchanged"], value["removed"]) == (4, 4, 0, 0)
    assert value["duplicates"] == 1
    assert [list(failure) for failure in value["failed"]] == [["source", "reason"]]
    assert Path(value["failed"][0]["source"]).name == "短.txt"
    assert value["failed"][0]["reason"].startswith("no text found")
    assert 0 < value["passages"] <= value["sentences"]
    assert isinstance(value["seconds"], float)


def test_search_prints_hits_in_order(run: Run) -> None:
    status, out, _ = run("search", "人才公寓租金", "-k", "3", "--json")
    value = json.loads(out)
    assert (status, list(value), value["query"]) == (0, ["query", "hits"], "人才公寓租金")
    hits = value["hits"]
    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    assert all(list(hit) == HIT for hit in hits)
    assert hits[0]["document"] == "通知.txt"
    assert "60%" in hits[0]["passage"]
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)
    assert all(0 <= value <= 1 for hit in hits for value in hit["scores"].values())


def test_search_gives_ten_hits_unless_told_otherwise(run: Run) -> None:
    assert len(json.loads(run("search", "人才", "--json")[1])["hits"]) == 10
    assert len(json.loads(run("search", "人才", "-k", "1", "--json")[1])["hits"]) == 1


def test_a_hit_is_a_slice_of_the_text_that_show_prints(run: Run) -> None:
    for hit in json.loads(run("search", "人才服务", "--json")[1])["hits"]:
        text = json.loads(run("show", hit["document"], "--json")[1])["text"]
        assert text[hit["start"] : hit["end"]] == hit["passage"]


def test_ask_prints_every_key_in_order_with_its_type(answers: list[dict[str, Any]]) -> None:
    for answer in answers:
        assert list(answer) == ANSWER
        assert isinstance(answer["question"], str)
        assert isinstance(answer["standalone"], str)
        assert isinstance(answer["abstained"], bool)
        assert answer["reason"] in REASONS
        assert (answer["reason"] is None) == (not answer["abstained"])
        assert isinstance(answer["answer"], str)
        assert answer["short"] is None or isinstance(answer["short"], str)
        assert 0 <= answer["confidence"] <= 1
        assert all(list(warning) == ["code", "text"] and warning["code"] in CODES for warning in answer["warnings"])
        assert all(list(citation) == CITATION for citation in answer["citations"])


def test_the_names_of_the_contract_are_those_of_the_types() -> None:
    assert [field.name for field in fields(Answer)] == ANSWER
    assert [field.name for field in fields(Citation)] == CITATION


def test_a_single_question_is_answered_as_in_a_batch(run: Run, answers: list[dict[str, Any]]) -> None:
    status, out, _ = run("ask", QUESTIONS[0]["question"], "--json")
    value = json.loads(out)
    assert (status, value.pop("id")) == (0, None)
    expected = dict(answers[0])
    expected.pop("id")
    assert value == expected


def test_the_same_question_has_the_same_answer(answers: list[dict[str, Any]]) -> None:
    assert answers[0] == answers[-1]


def test_info_verify_and_show_print_one_value(run: Run) -> None:
    for args in (["info"], ["verify"], ["show", "通知.txt"], ["show", "通知.txt", "--raw"]):
        status, out, _ = run(*args, "--json")
        assert (status, type(json.loads(out))) == (0, dict)


# What an answer holds


def test_figures_asked_for_stand_in_the_first_citation(answers: list[dict[str, Any]]) -> None:
    found = {answer["id"]: answer for answer in answers}
    for id_, figure in {"博士": "42万元", "驿站": "15家", "任务": "600套"}.items():
        answer = found[id_]
        assert not answer["abstained"]
        assert figure in answer["citations"][0]["quote"]
        assert answer["short"] is None or answer["short"] in answer["citations"][0]["quote"]
    assert "18万元" in found[7]["citations"][0]["quote"]


def test_a_follow_up_is_made_complete(answers: list[dict[str, Any]]) -> None:
    answer = answers[1]
    assert answer["question"] == "青屿市的硕士呢？"
    assert "硕士" in answer["standalone"]
    assert "购房补贴" in answer["standalone"]


def test_history_on_the_command_line_is_the_same_as_in_a_batch(run: Run, answers: list[dict[str, Any]]) -> None:
    _, out, _ = run("ask", "青屿市的硕士呢？", "--history", QUESTIONS[1]["history"][0], "--json")
    assert json.loads(out)["standalone"] == answers[1]["standalone"]


def test_what_the_documents_do_not_answer_is_refused_with_its_reason(answers: list[dict[str, Any]]) -> None:
    found = {answer["id"]: answer for answer in answers}
    assert found["外地"]["reason"] == "not_covered"
    assert found["无关"]["reason"] == "no_evidence"
    for name in ("外地", "无关"):
        assert found[name]["short"] is None
        assert found[name]["citations"]
        assert not any(citation["used"] for citation in found[name]["citations"])


def test_an_illegible_figure_is_not_given(answers: list[dict[str, Any]]) -> None:
    answer = next(answer for answer in answers if answer["id"] == "损坏")
    assert (answer["abstained"], answer["reason"], answer["short"]) == (True, "damaged", None)
    assert "damaged" in [warning["code"] for warning in answer["warnings"]]
    assert answer["citations"][0]["used"]
    assert "\ufffd" in answer["citations"][0]["quote"]


def test_a_digest_is_called_one_everywhere(answers: list[dict[str, Any]], run: Run) -> None:
    answer = next(answer for answer in answers if answer["id"] == "驿站")
    assert "digest" in [warning["code"] for warning in answer["warnings"]]
    reference = answer["citations"][0]["reference"]
    assert "摘编，非原文" in reference
    assert "海棠总结.txt" in reference
    assert "[" not in reference, "a digest is never formatted as a reference to the original"
    assert "摘编" in run("ask", answer["question"])[1]


def test_a_document_of_its_own_carries_no_warning(answers: list[dict[str, Any]]) -> None:
    assert answers[0]["warnings"] == []


def test_every_quotation_stands_in_the_document_where_it_says(answers: list[dict[str, Any]], run: Run) -> None:
    texts: dict[tuple[str, bool], str] = {}
    checked = 0
    for citation in (citation for answer in answers for citation in answer["citations"]):
        id_ = citation["document"]
        for raw in (False, True):
            if (id_, raw) not in texts:
                shown = run("show", id_, *(["--raw"] if raw else []))[1]
                texts[id_, raw] = shown
        clean, original = texts[id_, False], texts[id_, True]
        assert clean[citation["start"] : citation["end"]] == citation["quote"]
        assert clean[citation["passage_start"] : citation["passage_end"]] == citation["passage"]
        assert citation["passage_start"] <= citation["start"] < citation["end"] <= citation["passage_end"]
        # Cleaning leaves characters out or turns white space into other white space: nothing else differs.
        raw_quote = original[citation["raw_start"] : citation["raw_end"]]
        assert "".join(raw_quote.split()) == "".join(citation["quote"].split())
        assert (raw_quote[0], raw_quote[-1]) == (citation["quote"][0], citation["quote"][-1])
        checked += 1
    assert checked > 20


def test_citations_are_numbered_and_used_ones_come_first(answers: list[dict[str, Any]]) -> None:
    for answer in answers:
        citations = answer["citations"]
        assert [citation["n"] for citation in citations] == list(range(1, len(citations) + 1))
        used = [citation["used"] for citation in citations]
        assert used == sorted(used, reverse=True)
        marks = {int(mark) for mark in re.findall(r"\[(\d+)\]", answer["answer"])}
        assert marks <= {citation["n"] for citation in citations}
        if not answer["abstained"]:
            assert marks == {citation["n"] for citation in citations if citation["used"]} != set()
        assert len(citations) <= max(5, sum(used)) <= 30


def test_citations_never_overlap(answers: list[dict[str, Any]]) -> None:
    for answer in answers:
        spans = sorted((c["document"], c["start"], c["end"]) for c in answer["citations"])
        for (document, _, end), (other, start, _) in pairwise(spans):
            assert document != other or end <= start


def test_a_quotation_over_240_characters_is_one_sentence_or_row(answers: list[dict[str, Any]]) -> None:
    quotes = [citation["quote"] for answer in answers for citation in answer["citations"]]
    assert any(len(quote) > 100 for quote in quotes)
    for quote in quotes:
        assert len(quote) <= 240 or len(re.findall("[。！？\n]", quote.rstrip("。！？\n"))) == 0


def test_a_list_is_answered_with_its_items(answers: list[dict[str, Any]]) -> None:
    answer = next(answer for answer in answers if answer["id"] == "团队")
    quoted = "".join(citation["quote"] for citation in answer["citations"] if citation["used"])
    assert all(item in quoted for item in ("场地补贴", "启动资金", "贷款贴息"))


def test_our_own_words_are_in_the_language_of_the_question(run: Run) -> None:
    english = json.loads(run("ask", "What does a haircut cost on Mars?", "--json")[1])["answer"]
    chinese = json.loads(run("ask", "火星上理发多少钱？", "--json")[1])["answer"]
    assert english.split("\n")[0].isascii()
    assert not re.search("[A-Za-z]{4,}", chinese.split("\n")[0])


def test_the_name_of_a_source_is_one_line(answers: list[dict[str, Any]]) -> None:
    answer = next(answer for answer in answers if answer["id"] == "清单")
    citation = next(c for c in answer["citations"] if c["document"].startswith("清单"))
    assert citation["document"] == "清单%20一%0A份.md"
    assert citation["source"] == "清单 一 份.md"


# Filters


@pytest.mark.parametrize(
    ("options", "documents"),
    [
        (["--region", "东澜省"], {"qingyu-measures", "haitang-digest"}),
        (["--region", "青屿市"], {"qingyu-measures"}),
        (["--region", "东澜省/海棠市"], {"haitang-digest"}),
        (["--region", "青屿市", "--region", "海棠市"], {"qingyu-measures", "haitang-digest"}),
        (["--kind", "notice"], {"通知.txt"}),
        (["--kind", "政策"], {"qingyu-measures"}),
        (["--kind", "policy", "--kind", "report"], {"qingyu-measures", "haitang-digest"}),
        (["--year", "2023"], {"通知.txt"}),
        (["--issuer", "人民政府"], {"qingyu-measures"}),
        (["--region", "东澜省", "--year", "2022"], {"haitang-digest"}),
        (["--region", "青屿市", "--year", "2022"], set()),
    ],
)
def test_filters_are_or_within_one_and_and_between(run: Run, options: list[str], documents: set[str]) -> None:
    status, out, _ = run("search", "人才", *options, "--json")
    assert status == 0
    assert {hit["document"] for hit in json.loads(out)["hits"]} == documents


def test_an_answer_cites_only_what_the_filters_let_through(run: Run) -> None:
    _, out, _ = run("ask", QUESTIONS[0]["question"], "--region", "海棠市", "--json")
    assert {citation["document"] for citation in json.loads(out)["citations"]} == {"haitang-digest"}


def test_it_is_said_how_many_documents_lack_what_is_filtered_by(run: Run) -> None:
    said = run("search", "人才", "--region", "东澜省", "--json")[2]
    assert "2 of 4 documents have no region" in said
    batch = run("ask", "--batch", "questions.jsonl", "--kind", "policy", "--out", "filtered.jsonl")[2]
    assert "of 4 documents have no kind" in batch


# Batches


def test_a_batch_keeps_order_and_ids(answers: list[dict[str, Any]]) -> None:
    assert [(answer["id"], answer["question"]) for answer in answers] == [
        (question["id"], question["question"]) for question in QUESTIONS
    ]


def test_a_batch_without_out_goes_to_standard_output(run: Run, answers: list[dict[str, Any]]) -> None:
    status, out, _ = run("ask", "--batch", "questions.jsonl")
    assert status == 0
    assert [json.loads(line) for line in out.splitlines()] == answers
    status, out, _ = run("ask", "--batch", "questions.jsonl", "--json")
    assert (status, json.loads(out)) == (0, answers)


@pytest.mark.parametrize(
    "line",
    [
        "不是 JSON",
        "[]",
        "",
        '{"question": "没有标识"}',
        '{"id": 2}',
        '{"id": 2, "question": 3}',
        '{"id": true, "question": "问"}',
        '{"id": 2, "question": "问", "history": "不是列表"}',
        '{"id": 2, "question": "问", "history": [1]}',
        "[" * 100_000,
    ],
)
def test_a_wrong_line_is_named_before_anything_is_asked_or_written(run: Run, place: Path, line: str) -> None:
    (place / "wrong.jsonl").write_text(
        f'{{"id": 1, "question": "问"}}\n{line}\n{{"id": 3, "question": "问"}}\n', "utf-8"
    )
    (place / "kept.jsonl").write_text("as it was\n", encoding="utf-8")
    status, out, err = run("ask", "--batch", "wrong.jsonl", "--out", "kept.jsonl", "--json")
    assert (status, out) == (1, "")
    assert "wrong.jsonl, line 2" in err
    assert len(err.splitlines()) == 1
    assert (place / "kept.jsonl").read_text(encoding="utf-8") == "as it was\n"


def test_a_question_that_fails_is_an_error_line_and_status_1(run: Run, place: Path) -> None:
    lines = [
        {"id": 1, "question": " "},
        {"id": 2, "question": QUESTIONS[0]["question"]},
        {"id": 3, "question": "长" * 9000},
    ]
    (place / "some.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    status, out, err = run("ask", "--batch", "some.jsonl", "--out", "some-answers.jsonl")
    written = [json.loads(line) for line in (place / "some-answers.jsonl").read_text("utf-8").splitlines()]
    assert (status, out) == (1, "")
    assert "2 of 3 questions failed" in err
    assert [list(value) for value in written] == [["id", "question", "error"], ANSWER, ["id", "question", "error"]]
    assert [value["id"] for value in written] == [1, 2, 3]
    (place / "empty.jsonl").write_text('{"id": 1, "question": " "}\n', encoding="utf-8")
    for options in (["--out", "some-answers.jsonl"], []):
        assert run("ask", "--batch", "empty.jsonl", *options, "--json")[:2] == (1, "")


def test_a_question_that_breaks_the_program_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POLICYQA_CACHE", str(tmp_path))
    answer = Answer(None, "好", "好", False, None, "好", None, 1.0)

    def ask(question: str, history: object) -> Answer:
        return answer if question == "好" else answer[0]  # type: ignore[index]

    asked = [BatchQuestion("1", "坏"), BatchQuestion("2", "好")]
    (first, failed), (second, answered) = answer_lines(asked, ask)
    assert (list(first), failed, answered, second["id"]) == (["id", "question", "error"], False, True, "2")
    assert "TypeError" in first["error"]
    (log,) = (tmp_path / "logs").iterdir()
    assert str(log) in first["error"]


def test_out_is_moved_into_place(run: Run, place: Path) -> None:
    (place / "one.jsonl").write_text('{"id": 1, "question": "青屿市的办法由谁组织实施？"}\r\n', encoding="utf-8-sig")
    (place / "new.jsonl").write_text("before", encoding="utf-8")
    (place / "link.jsonl").symlink_to("new.jsonl")
    status, out, _ = run("ask", "--batch", "one.jsonl", "--out", "link.jsonl", "--json")
    assert (status, list(json.loads(out))) == (0, ["questions", "failed", "out"])
    assert (place / "link.jsonl").is_symlink()
    assert json.loads((place / "new.jsonl").read_text(encoding="utf-8"))["id"] == 1
    assert [path.name for path in place.iterdir() if path.name.startswith(".") and path.name != ".index"] == []
    assert (place / "new.jsonl").stat().st_mode & 0o044 == 0o044


@pytest.mark.parametrize("out", ["missing/answers.jsonl", "文件"])
def test_an_out_that_cannot_be_written_is_said(run: Run, out: str) -> None:
    status, printed, err = run("ask", "--batch", "questions.jsonl", "--out", out)
    assert (status, printed, len(err.splitlines())) == (1, "", 1)
    assert out.split("/")[0] in err


# Statuses and streams


@pytest.mark.parametrize(
    "args",
    [
        ["ask"],
        ["ask", "问", "--batch", "questions.jsonl"],
        ["ask", "问", "--out", "x.jsonl"],
        ["ask", "--batch", "questions.jsonl", "--history", "问"],
        ["search"],
        ["search", "问", "-k", "0"],
        ["search", "问", "-k", "三"],
        ["search", "问", "--kind", "nonsense"],
        ["search", "问", "--year", "24"],
        ["show"],
        ["info", "extra"],
        ["verify", "--nonsense"],
        ["chat", "--port", "70000"],
        ["eval", "--nonsense"],
        ["nonsense"],
    ],
)
def test_wrong_usage_is_status_2_and_prints_no_data(run: Run, args: list[str]) -> None:
    for options in ([], ["--json"]):
        status, out, err = run(*args, *options)
        assert (status, out) == (2, "")
        assert "usage: policyqa" in err


@pytest.mark.parametrize(
    "args",
    [
        ["search", "问"],
        ["ask", "问"],
        ["ask", "--batch", "questions.jsonl", "--out", "x.jsonl"],
        ["info"],
        ["verify"],
        ["show", "x"],
        ["chat"],
        ["eval"],
    ],
)
def test_without_an_index_one_line_gives_the_command_that_builds_it(run: Run, place: Path, args: list[str]) -> None:
    for options in ([], ["--json"]):
        status, out, err = run(*args, "--index", "nowhere", *options)
        assert (status, out, len(err.splitlines())) == (1, "", 1)
        assert "policyqa index PATH --index nowhere" in err
    assert not (place / "x.jsonl").exists()


@pytest.mark.parametrize(
    "args",
    [
        ["ask", ""],
        ["ask", "长" * 9000],
        ["search", " "],
        ["show", "无此文件"],
        ["index", "无此文件夹"],
        ["eval", "无此数据集"],
    ],
)
def test_what_cannot_be_done_is_status_1_one_line_and_no_data(run: Run, args: list[str]) -> None:
    status, out, err = run(*args, "--json")
    assert (status, out, len(err.splitlines())) == (1, "", 1)
    assert err.startswith("policyqa: ")


def test_refusing_and_finding_nothing_are_status_0(run: Run) -> None:
    assert run("ask", "火星上理发多少钱？")[0] == 0
    status, out, err = run("search", "人才", "--region", "南澜省")
    assert (status, out) == (0, "")
    assert "No passage found" in err


def test_words_go_to_standard_error_and_data_to_standard_output(place: Path, tmp_path: Path) -> None:
    built = policyqa(place, "index", "文件/通知.txt", "--index", str(tmp_path / "index"))
    assert (built.returncode, built.stdout) == (0, b"")
    assert b"1 documents" in built.stderr
    asked = policyqa(place, "ask", "人才公寓的租期最长几年？", "--index", str(tmp_path / "index"))
    assert (asked.returncode, asked.stderr) == (0, b"")
    assert "**最长5年**[1]" in asked.stdout.decode()


@pytest.mark.parametrize("environment", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"LANG": "zh_CN.GBK"}])
def test_output_is_utf8_whatever_the_locale(place: Path, environment: dict[str, str]) -> None:
    (place / "utf8.jsonl").write_text('{"id": "问", "question": "青屿市博士的购房补贴是多少？"}\n', encoding="utf-8")
    asked = policyqa(place, "ask", "--batch", "utf8.jsonl", **environment)
    assert asked.returncode == 0, asked.stderr.decode()
    value = json.loads(asked.stdout.decode("utf-8"))
    assert (value["id"], value["question"]) == ("问", "青屿市博士的购房补贴是多少？")
    assert "42万元" in value["answer"]


def test_a_question_that_is_no_text_is_still_answered(run: Run, place: Path) -> None:
    """Bytes that are no UTF-8 reach the program as lone surrogates, which cannot be written as UTF-8."""
    status, out, _ = run("ask", "青屿市\udcff博士购房补贴多少", "--json")
    assert (status, list(json.loads(out))) == (0, ANSWER)
    (place / "lone.jsonl").write_text('{"id": 1, "question": "博士\\ud800购房补贴多少"}\n', encoding="utf-8")
    status, out, _ = run("ask", "--batch", "lone.jsonl", "--out", "lone-answers.jsonl")
    assert (status, out) == (0, "")
    assert (
        json.loads((place / "lone-answers.jsonl").read_text(encoding="utf-8"))["question"] == "博士\ud800购房补贴多少"
    )


def test_asking_does_not_load_torch(place: Path) -> None:
    heavy = {"torch", "sentence_transformers", "transformers", "gradio", "pandas", "langchain_text_splitters"}
    code = (
        "import sys; from app import main; status = main(['ask', '青屿市博士的购房补贴是多少？']);"
        f"print(status, *sorted({heavy!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=120,
    )
    assert done.stderr.decode().split() == ["0"]
    assert "42万元" in done.stdout.decode()


# What changes


def test_a_citation_from_a_changed_or_vanished_file_is_stale(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "文件")
    monkeypatch.chdir(tmp_path)
    assert run("index", "文件", "--json")[0] == 0

    def codes(question: str) -> list[str]:
        _, out, _ = run("ask", question, "--json")
        return [warning["code"] for warning in json.loads(out)["warnings"]]

    doctor, rent = "青屿市博士的购房补贴是多少？", "云峤区人才公寓的租期最长几年？"
    assert (codes(doctor), "stale" in codes(rent)) == ([], False)
    (folder / "办法.md").write_text((folder / "办法.md").read_text("utf-8").replace("42", "43"), encoding="utf-8")
    assert (codes(doctor), "stale" in codes(rent)) == (["stale"], False)
    (folder / "通知.txt").unlink()
    (folder / "通知副本.txt").unlink()
    assert "stale" in codes(rent)
    value = json.loads(run("index", "文件", "--json")[1])
    assert (value["added"], value["unchanged"], value["removed"]) == (1, 2, 1)
    assert codes(doctor) == []


# Measuring

QUERIES = {
    "q1": "公寓租金多少",
    "q2": "博士购房补贴",
    "q3": "创业启动资金",
    "q4": "人才驿站有几家",
    "q5": "租期最长几年",
    "q6": "驿站免费住宿",
    "q7": "团队资金最高",
    "q8": "新引进博士",
}
GOLD = {"q1": "d1", "q2": "d2", "q3": "d3", "q4": "d4", "q5": "d1", "q6": "d4", "q7": "d3", "q8": "d2"}
CORPUS = {
    "d1": "人才公寓租金按市场价的六成收取，租期最长五年。",
    "d2": "新引进的博士研究生给予购房补贴四十二万元。",
    "d3": "创业团队可以申请启动资金，最高六十万元。",
    "d4": "全市建成人才驿站十五家，供来访求职者免费住宿。",
}


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """A data set in BEIR form, a perfect run of it and one that is always wrong."""
    folder = tmp_path / "data"
    (folder / "qrels").mkdir(parents=True)
    corpus = [{"_id": id_, "title": "", "text": text} for id_, text in CORPUS.items()]
    queries = [{"_id": id_, "text": text} for id_, text in QUERIES.items()]
    for name, rows in (("corpus", corpus), ("queries", queries)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    judged = "".join(f"{query}\t{document}\t1\n" for query, document in GOLD.items())
    (folder / "qrels" / "test.tsv").write_text(f"query-id\tcorpus-id\tscore\n{judged}", encoding="utf-8")
    next_ = {"d1": "d2", "d2": "d3", "d3": "d4", "d4": "d1"}
    for name, run_ in (("good", GOLD), ("bad", {query: next_[document] for query, document in GOLD.items()})):
        lines = "".join(f"{query} Q0 {document} 1 1.0 {name}\n" for query, document in run_.items())
        (tmp_path / f"{name}.run").write_text(lines, encoding="utf-8")
    return folder


def test_eval_prints_measures_named_as_the_field_names_them(run: Run, dataset: Path) -> None:
    status, out, _ = run("eval", str(dataset), "--json")
    value = json.loads(out)
    assert status == 0
    assert list(value) == ["dataset", "retriever", "questions", "measures"]
    assert (value["dataset"], value["questions"]) == ("data", 8)
    assert {"nDCG@10", "RR@10", "Success@1", "Success@5", "R@10", "AP"} <= set(value["measures"])
    for measure in value["measures"].values():
        assert list(measure) == ["value", "low", "high"]
        assert 0 <= measure["low"] <= measure["value"] <= measure["high"] <= 1
    assert value["measures"]["Success@1"]["value"] == 1


def test_eval_is_status_3_when_significantly_worse(run: Run, dataset: Path) -> None:
    """Eight questions of eight lost: two-sided p = 2 / 2**8 = 0.008."""
    good, bad = (str(dataset.parent / f"{name}.run") for name in ("good", "bad"))
    status, out, err = run("eval", str(dataset), "--score-run", bad, "--baseline", good, "--json")
    assert status == 3
    assert json.loads(out)["measures"]["Success@1"]["value"] == 0
    assert "Significantly worse" in err
    assert run("eval", str(dataset), "--score-run", good, "--baseline", bad, "--json")[0] == 0
    assert run("eval", str(dataset), "--score-run", good, "--baseline", good, "--json")[0] == 0
