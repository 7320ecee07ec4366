"""`policyqa eval` run as a user runs it, and its page of documentation followed to the letter."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from conftest import make_document

from app import main
from eval.ablation import ablate
from eval.answers import ANSWERS
from eval.beir import BeirDataset, Item, Query, save_beir
from eval.evaluation import Evaluation
from eval.gold import EVIDENCE
from eval.measures import NAMES, RETRIEVAL
from eval.table import Table
from index.build import build_documents
from index.encoders import shared_encoder
from index.settings import settings

ROOT = Path(__file__).resolve().parent.parent
TITLES = ("购房补贴", "租房补贴", "子女入学", "企业奖励", "创业贷款", "体检疗养", "交通出行", "落户办理")
DATASET = BeirDataset(
    "tiny",
    tuple(Item(f"d{n}", title, f"关于{title}，每年受理申请，由第{n + 1}科办理。") for n, title in enumerate(TITLES)),
    (*(Query(f"q{n}", f"{title}由哪个科办理") for n, title in enumerate(TITLES)), Query("none", "没有人判定过")),
    {f"q{n}": {f"d{n}": 1} for n in range(len(TITLES))},
)  # fmt: skip


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with a data set, and a cache of its own that knows the encoder if this machine does."""
    here = tmp_path_factory.mktemp("eval")
    save_beir(DATASET, here / "tiny")
    known = settings().cache / "encoders"
    (here / "cache").mkdir()
    if known.is_dir():
        shutil.copytree(known, here / "cache" / "encoders")
    program = here / "bin" / "policyqa"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "app.py"}" "$@"\n', encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return here


def environment(work: Path) -> dict[str, str]:
    path = f"{work / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**os.environ, "POLICYQA_LANG": "en", "POLICYQA_CACHE": str(work / "cache"), "PATH": path}


@dataclass(frozen=True)
class Done:
    """What a command gave back."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def run(work: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `policyqa eval` in the working folder, in English, in this process: a new one loads for seconds."""
    monkeypatch.chdir(work)
    monkeypatch.setenv("POLICYQA_LANG", "en")
    monkeypatch.setenv("POLICYQA_CACHE", str(work / "cache"))

    def call(*args: str, command: str = "eval") -> Done:
        capsys.readouterr()
        try:
            status = main([command, *args])
        except SystemExit as error:
            status = int(error.code or 0)
        out, err = capsys.readouterr()
        return Done(status, out, err)

    return call


def test_json_is_the_contract_and_a_second_run_gives_the_same(work: Path, run: Run) -> None:
    first, second = run("tiny", "--json"), run("tiny", "--json")
    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    value = json.loads(first.stdout)
    assert list(value) == ["dataset", "retriever", "questions", "measures"]
    assert (value["dataset"], value["retriever"], value["questions"]) == ("tiny", "fused", len(TITLES))
    for name in ("nDCG@10", "RR@10", "Success@1", "Success@5", "R@10", "AP"):
        assert list(value["measures"][name]) == ["value", "low", "high"]
    assert first.stdout == second.stdout
    assert "1 queries have nothing relevant and are left out." in first.stderr


def test_a_run_is_written_scored_and_compared(work: Path, run: Run) -> None:
    assert run("tiny", "--retriever", "words", "--run", "words.run").returncode == 0
    header = json.loads((work / "words.run.json").read_text("utf-8"))
    assert header["settings"]["weights"] == {"words": 1.0}
    scored = run("tiny", "--score-run", "words.run", "--json")
    assert json.loads(scored.stdout)["measures"] == header["measures"]
    same = run("tiny", "--retriever", "words", "--baseline", "words.run", "--json")
    assert same.returncode == 0
    assert all(each["difference"] == 0 for each in json.loads(same.stdout)["baseline"].values())


def test_a_significantly_worse_run_exits_with_3_and_names_what_was_lost(work: Path, run: Run) -> None:
    assert run("tiny", "--retriever", "words", "--run", "good.run").returncode == 0
    (work / "bad.run").write_text("".join(f"q{n} Q0 d{(n + 3) % 8} 1 1.0 bad\n" for n in range(8)), encoding="utf-8")
    for baseline in ("good.run", "good.run.json"):
        done = run("tiny", "--score-run", "bad.run", "--baseline", baseline)
        assert done.returncode == 3
        assert "Significantly worse: nDCG@10" in done.stderr
        assert "lost (nDCG@10, 8): q0 q1 q2 q3 q4 q5 q6 q7" in done.stdout


def test_ablation_is_one_command(work: Path, run: Run) -> None:
    done = run("tiny", "--ablate", "--report", "ablation.html")
    assert done.returncode == 0, done.stderr
    systems = [line.split()[0] for line in done.stdout.splitlines()[1:]]
    assert systems[:7] == ["fused", "words", "bigrams", "terms", "dense", "sentence", "vectors"]
    assert {"no-words", "no-bigrams", "no-sentence"} <= set(systems)
    assert "<svg" in (work / "ablation.html").read_text("utf-8")


class Page(HTMLParser):
    """The tags and addresses of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "action", "srcset")]


def test_the_report_is_one_page_that_loads_nothing_and_escapes_everything(work: Path, run: Run) -> None:
    hostile = BeirDataset(
        "hostile",
        (Item("d1", "<script>alert(1)</script>", "甲市<img src=x onerror=alert(1)>补贴"), Item("d2", "", "另一条")),
        (Query("q1", "另一条<b>是什么</b>"),),
        {"q1": {"d1": 1}},
    )
    save_beir(hostile, work / "hostile")
    assert run("hostile", "--report", "r.html").returncode == 0
    text = (work / "r.html").read_text("utf-8")
    page = Page(text)
    assert not page.tags & {"script", "img", "link", "iframe", "object", "b"} - {"b"}
    assert page.addresses == []
    assert "url(" not in text
    assert "评测报告" in text
    assert "Evaluation report" in text
    assert "&lt;b&gt;是什么" in text


def test_a_report_of_ids_only_holds_no_text_of_the_data_set(work: Path, run: Run) -> None:
    (work / "one.run").write_text("q0 Q0 d3 1 1.0 bad\n", encoding="utf-8")
    assert run("tiny", "--score-run", "one.run", "--report", "ids.html", "--ids-only").returncode == 0
    assert run("tiny", "--retriever", "sentence", "--report", "more.html", "--ids-only").returncode == 0
    for name in ("ids.html", "more.html"):
        text = (work / name).read_text("utf-8")
        assert not any(title in text for title in TITLES)


@pytest.mark.parametrize(
    ("args", "status", "words"),
    [
        (("nowhere",), 1, "nowhere: no such data set"),
        (("tiny", "--retriever", "magic"), 1, "no retriever 'magic'; there are fused, words"),
        (("tiny", "--split", "dev"), 1, "qrels/dev.tsv: no such file (qrels/ holds test.tsv)"),
        (("tiny", "--baseline", "nowhere.run"), 1, "nowhere.run: cannot be read"),
        (("tiny", "--report", "no/r.html"), 1, "no/r.html: its folder does not exist"),
        (("tiny", "--score-run", "x", "--run", "y"), 2, "--score-run measures a run that exists"),
        (("tiny", "--run", "x.json"), 2, "give FILE another ending"),
        (("tiny", "--ablate", "--baseline", "x"), 2, "--ablate compares systems with each other"),
        (("tiny", "--year", "1999", "--json"), 0, "8 of 8 documents have no year and are left out by the filter"),
        (("--index", "nothing"), 1, "policyqa index"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(run: Run, args: tuple[str, ...], status: int, words: str) -> None:
    done = run(*args)
    assert (done.returncode, words in done.stderr) == (status, True), done.stderr
    if status:
        assert done.stdout == ""


def test_a_file_that_is_no_header_is_not_written_over(work: Path, run: Run) -> None:
    (work / "mine.json").write_text("[]", encoding="utf-8")
    done = run("tiny", "--retriever", "words", "--run", "mine")
    assert done.returncode == 1
    assert "mine.json: is no header of a run" in done.stderr
    assert (work / "mine.json").read_text("utf-8") == "[]"
    assert not (work / "mine").exists()


def test_explain_shows_what_each_arm_found_and_what_decided(work: Path, run: Run) -> None:
    index = work / "explained"
    build_documents(
        [make_document("甲县办法", "博士购房补贴三十万元。\n硕士租房补贴每月1500元。")], index, shared_encoder()
    )
    done = run("博士购房补贴多少钱？", "--index", str(index), command="explain")
    assert done.returncode == 0, done.stderr
    assert "Asks for: amount" in done.stdout
    assert re.search(r"bigrams ×[\d.]+", done.stdout)
    assert re.search(r"confidence [\d.]+, threshold [\d.]+", done.stdout)
    assert re.search(r"^[01]\.\d+\s+quoted .*博士购房补贴三十万元", done.stdout, re.MULTILINE)
    value = json.loads(run("博士购房补贴多少钱？", "--index", str(index), "--json", command="explain").stdout)
    assert value["hits"][0]["document"] == "甲县办法"
    assert set(value["hits"][0]["scores"]) <= set(value["weights"])
    assert value["abstained"] == (value["reason"] is not None)
    elsewhere = run("苏州市的博士购房补贴多少钱？", "--index", str(index), "--year", "1999", command="explain")
    assert "Place: 苏州市 → no document is about it" in elsewhere.stdout
    assert "Filter: year = 1999" in elsewhere.stdout
    assert "1 documents have no year" in elsewhere.stdout
    assert "Refused: " in elsewhere.stdout
    refused = run("苏州市的博士购房补贴多少钱？", "--index", str(index), command="explain")
    assert "Refused: not_covered" in refused.stdout
    assert "Not covered: 苏州市" in refused.stdout


def test_questions_are_read_and_written_as_tables_that_people_edit(work: Path, run: Run) -> None:
    index = work / "tables"
    build_documents([make_document("d", "博士购房补贴三十万元。\n硕士租房补贴每月1500元。")], index, shared_encoder())
    line = {
        "id": "q1", "type": "figure", "lang": "zh", "question": "博士购房补多少？", "history": [], "documents": ["d"],
        "facts": [["购房补贴30万元"], ["博士", "博士生"]], "short": ["30万元"], "answerable": True, "split": "dev",
    }  # fmt: skip
    (work / "mine.jsonl").write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
    figures = []
    for before, after in (("mine.jsonl", "mine.xlsx"), ("mine.xlsx", "mine.csv"), ("mine.csv", "again.jsonl")):
        assert run(before, "--index", str(index), "--export", after).returncode == 0
        done = run(after, "--index", str(index), "--json", "--no-answers")
        assert done.returncode == 0, done.stderr
        figures.append(json.loads(done.stdout)["measures"])
    assert json.loads((work / "again.jsonl").read_text("utf-8")) == line
    assert figures[0] == figures[1] == figures[2]
    assert figures[0]["full@5"]["value"] == 1


def test_an_ablation_adds_each_encoder_given_to_what_vectors_decide() -> None:
    asked: list[tuple[str | None, str]] = []

    def evaluate(encoder: str | None, retriever: str) -> Evaluation:
        asked.append((encoder, retriever))
        values = {name: np.full(8, 0.5 if encoder else 1.0) for name in NAMES}
        return Evaluation("tiny", retriever, RETRIEVAL, "nDCG@10", Table(tuple("abcdefgh"), values), {}, {})

    found = ablate(evaluate, [None, "other"])
    names = [system.name for system in found.systems]
    assert names[:7] == ["fused", "words", "bigrams", "terms", "dense", "sentence", "vectors"]
    assert names[-4:] == [f"{name} (other)" for name in ("dense", "sentence", "vectors", "fused")]
    assert all(encoder is None for encoder, _ in asked[:-4])
    last = found.systems[-1].difference
    assert last is not None
    # Eight questions, all worse by a half: 2 of 256 ways to swap reach that.
    assert (last.difference, last.worse) == (-0.5, True)


def blocks(page: str) -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```", (ROOT / "docs" / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.skipif(os.name == "nt", reason="the page is written for a POSIX shell")
def test_the_page_on_evaluating_ones_own_folder_works_as_written(work: Path, tmp_path: Path) -> None:
    assert len(blocks("evaluation.md")) == 4
    done = subprocess.run(
        ["bash", "-e"],
        input="\n".join(blocks("evaluation.md")),
        cwd=tmp_path,
        env=environment(work),
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert {"report.html", "first.run", "first.run.json", "for-others"} <= {path.name for path in tmp_path.iterdir()}
    measured = json.loads((tmp_path / "first.run.json").read_text("utf-8"))["measures"]
    assert measured["full@5"]["value"] == 1
    assert "refusal.AUROC" in measured


def test_the_chinese_page_has_the_same_commands() -> None:
    assert blocks("evaluation.zh.md") == blocks("evaluation.md")


def test_every_measure_is_explained_in_both_pages() -> None:
    for page in ("evaluation.md", "evaluation.zh.md"):
        text = (ROOT / "docs" / page).read_text("utf-8")
        for measure in (*EVIDENCE, *ANSWERS):
            assert _name(measure.name) in text


def _name(measure: str) -> str:
    """A measure as the page writes it: its cuts are all k."""
    kind, _, cut = measure.partition("@")
    return f"`{kind}@k`" if cut and "." not in kind else f"`{measure}`"
