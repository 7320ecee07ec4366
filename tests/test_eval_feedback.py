"""Feedback from the chat becomes eval questions only by a person's yes."""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import FakeEncoder

from app import main
from eval.feedback import read_feedback
from eval.feedback_commands import drafts_path
from eval.proposals import Proposer, widened
from eval.questions import load
from eval.review import Ledger, accept, objections, write_drafts
from eval.review_terminal import review
from index.build import build
from index.errors import EvalError
from index.store import Index
from qa.feedback import NAME, FeedbackFile

HOUSING = """# 甲县人才安居办法

## 一、购房补贴

在甲县首次购房的博士，给予购房补贴30万元，分三年发放。

## 二、租房补贴

租住商品住房的硕士每月补贴1500元，本科生每月补贴800元。
"""
HIRING = """# 乙县企业引才奖励通知

## 一、奖励

企业每招用一名博士奖励8万元，由乙县人力资源和社会保障局受理，于每年三月提交申请，逾期不再办理。
"""
QUOTE = "在甲县首次购房的博士，给予购房补贴30万元，分三年发放。"


def said(verdict: str, question: str, **more: object) -> dict[str, object]:
    cited = {"document": "housing.md", "locator": "一、", "quote": QUOTE, "start": 20, "end": 47}
    plain: dict[str, object] = {
        "time": "2026-11-20T08:00:00+00:00", "verdict": verdict, "reason": "", "question": question, "history": [],
        "standalone": None, "abstained": False, "short": None, "answer": "……[1]", "citations": [cited],
        "generation": "g",
    }  # fmt: skip
    return plain | more


GOOD = said("good", "甲县博士买房补多少？", short="30万元")
WRONG = said("wrong", "甲县本科生租房每月补多少？", reason="不对，应该是800元", short="30万元")
MISSING = said("missing", "乙县找谁受理？", reason="没说由哪个局：人力资源和社会保障局")
VAGUE = said("wrong", "甲县有没有班车？", reason="答非所问")
REFUSED = said("good", "甲县养狗要办证吗？", abstained=True, citations=[], answer="未找到依据")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("feedback")
    (here / "documents").mkdir()
    (here / "documents" / "housing.md").write_text(HOUSING, encoding="utf-8")
    (here / "documents" / "hiring.md").write_text(HIRING, encoding="utf-8")
    build([here / "documents"], here / "index", FakeEncoder())
    return here / "index"


@pytest.fixture(scope="module")
def proposer(folder: Path) -> Iterator[Proposer]:
    with Index.open(folder) as index:
        yield Proposer(index)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def lines(*rows: object) -> Path:
        path = tmp_path / "feedback.jsonl"
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        return path

    return lines


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "line 1: not JSON"),
        ("[]", "line 1: a JSON object is expected, not list"),
        ('{"question": "问"}', 'line 1: "verdict" must be one of good, wrong, missing, not None'),
        ('{"verdict": "bad", "question": "问"}', "not 'bad'"),
        ('{"verdict": "good"}', 'line 1: "question" must be text, not None'),
        ('{"verdict": "good", "question": " "}', 'line 1: "question" is empty'),
        ('{"verdict": "good", "question": "问", "history": "先前"}', '"history" must be a list of texts'),
        ('{"verdict": "good", "question": "问", "citations": [1]}', '"citations" must be a list of objects'),
        ('{"verdict": "good", "question": "问", "citations": [{"quote": "x"}]}', '"document" must be text, not None'),
        ("", "is empty; expected a JSON object a line"),
    ],
)
def test_bad_feedback_is_named_with_file_line_and_what_is_expected(tmp_path: Path, line: str, words: str) -> None:
    path = tmp_path / "feedback.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(EvalError, match=r"feedback\.jsonl") as error:
        read_feedback(path)
    assert words in str(error.value)


def test_fields_that_are_not_known_yet_are_no_error_and_the_same_line_counts_once(write: Callable[..., Path]) -> None:
    found = read_feedback(write(GOOD | {"rating": 5}, GOOD | {"rating": 5}, {"verdict": "wrong", "question": "问"}))
    assert [(each.verdict, each.question) for each in found] == [("good", "甲县博士买房补多少？"), ("wrong", "问")]
    assert found[1].citations == ()


def test_what_the_chat_keeps_can_be_read(tmp_path: Path) -> None:
    kept = FeedbackFile(tmp_path)
    kept.append({name: value for name, value in WRONG.items() if name != "time"})
    (found,) = read_feedback(tmp_path / NAME)
    assert (found.verdict, found.reason, found.short) == ("wrong", "不对，应该是800元", "30万元")
    assert [(each.document, each.quote) for each in found.citations] == [("housing.md", QUOTE)]
    assert found.time.startswith("20")


def test_what_was_good_is_drafted_from_its_quotation(proposer: Proposer, write: Callable[..., Path]) -> None:
    (feedback,) = read_feedback(write(GOOD))
    draft = proposer.propose(feedback)
    assert (draft.documents, draft.facts, draft.short) == (("housing.md",), (("购房补贴30万元",),), ("30万元",))
    assert draft.id == f"feedback-{feedback.id}"
    assert objections(draft, (), proposer) == []


def test_what_was_wrong_or_missing_is_looked_up_in_the_documents(
    proposer: Proposer, write: Callable[..., Path]
) -> None:
    wrong, missing, vague = map(proposer.propose, read_feedback(write(WRONG, MISSING, VAGUE)))
    assert (wrong.documents, wrong.facts, wrong.short) == (("housing.md",), (("每月补贴800元",),), ())
    assert (missing.documents, missing.facts) == (("hiring.md",), (("人力资源和社会保障局",),))
    assert (vague.documents, vague.facts) == ((), ())
    assert any("needs documents and facts" in finding for finding in objections(vague, (), proposer))


def test_a_good_refusal_becomes_a_question_that_is_shown_to_have_no_answer(
    proposer: Proposer, write: Callable[..., Path]
) -> None:
    place = said("good", "苏州市的购房补贴是多少？", abstained=True)
    first, second = map(proposer.propose, read_feedback(write(REFUSED, place)))
    assert (first.answerable, first.reason) == (False, "no_evidence")
    assert first.absent
    assert (second.reason, second.places) == ("not_covered", ("江苏省/苏州市",))
    assert objections(first, (), proposer) == objections(second, (), proposer) == []


def test_a_figure_takes_its_noun_along_but_not_the_clause_before() -> None:
    text = "租住的硕士每月补贴1500元，本科生800元"
    assert widened(text, text.index("1500"), 5) == "每月补贴1500元"
    assert widened(text, text.index("800"), 4) == "本科生800元"


class Person:
    """Writes one line after the other; what was shown is kept."""

    def __init__(self, *lines: str) -> None:
        self.lines = list(lines)
        self.seen: list[str] = []

    def ask(self, prompt: str) -> str:
        self.seen.append(prompt)
        return self.lines.pop(0)

    def show(self, line: str) -> None:
        self.seen.append(line)


def test_only_what_a_person_accepts_is_entered(proposer: Proposer, write: Callable[..., Path], tmp_path: Path) -> None:
    path = write(GOOD, WRONG, MISSING)
    feedback = read_feedback(path)
    ledger = Ledger.beside(path, tmp_path / "mine.jsonl")
    person = Person("y", "n", "q")
    done = review(feedback, proposer, ledger, person.ask, person.show)
    assert done == {"entered": [feedback[0].id], "declined": [feedback[1].id], "left": [feedback[2].id]}
    assert [question.question for question in load(tmp_path / "mine.jsonl")] == ["甲县博士买房补多少？"]
    assert ledger.known() == {feedback[0].id: "entered", feedback[1].id: "declined"}
    text = "\n".join(person.seen)
    for words in ("不对，应该是800元", "购房补贴30万元", "每月补贴800元"):
        assert words in text


def test_what_cannot_be_entered_has_to_be_edited_first(
    proposer: Proposer, write: Callable[..., Path], tmp_path: Path
) -> None:
    path = write(VAGUE)
    ledger = Ledger.beside(path, tmp_path / "mine.jsonl")
    # Accepting does not help; a fact that does not stand in the document does not either; the right one does.
    wrong = ["e", "", "", "housing.md", "每月补贴900元", ""]
    right = ["e", "甲县硕士租房每月补多少？", "", "", "每月补贴1500元 | 每月补贴一千五百元; 商品住房", "1500元"]
    person = Person("y", *wrong, "y", *right, "y")
    review(read_feedback(path), proposer, ledger, person.ask, person.show)
    (question,) = load(tmp_path / "mine.jsonl")
    assert question.question == "甲县硕士租房每月补多少？"
    assert question.facts == (("每月补贴1500元", "每月补贴一千五百元"), ("商品住房",))
    assert any("每月补贴900元 does not stand in the document" in line for line in person.seen)
    assert not person.lines


def test_a_draft_can_be_made_one_without_an_answer(
    proposer: Proposer, write: Callable[..., Path], tmp_path: Path
) -> None:
    path = write(VAGUE)
    ledger = Ledger.beside(path, tmp_path / "mine.jsonl")
    person = Person("e", "", "no_evidence", "班车；时刻", "", "y")
    review(read_feedback(path), proposer, ledger, person.ask, person.show)
    (question,) = load(tmp_path / "mine.jsonl")
    assert (question.answerable, question.reason, question.absent) == (False, "no_evidence", ("班车", "时刻"))


def test_drafts_are_written_unaccepted_and_entered_only_where_set(
    proposer: Proposer, write: Callable[..., Path], tmp_path: Path
) -> None:
    path = write(GOOD, WRONG)
    ledger, drafts = Ledger.beside(path, tmp_path / "mine.jsonl"), tmp_path / "mine.drafts.jsonl"
    write_drafts(read_feedback(path), proposer, ledger, drafts)
    rows = [json.loads(line) for line in drafts.read_text("utf-8").splitlines()]
    assert [row["accepted"] for row in rows] == [False, False]
    assert rows[1]["feedback"]["reason"] == "不对，应该是800元"
    assert accept(drafts, proposer, ledger) == ([], 2)
    assert not (tmp_path / "mine.jsonl").exists()
    with pytest.raises(EvalError, match="drafts are there already"):
        write_drafts(read_feedback(path), proposer, ledger, drafts)
    rows[1]["accepted"] = True
    drafts.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    entered, left = accept(drafts, proposer, ledger)
    assert ([question.question for question in entered], left) == (["甲县本科生租房每月补多少？"], 1)
    assert accept(drafts, proposer, ledger) == ([], 1)
    assert len(load(tmp_path / "mine.jsonl")) == 1


def test_one_accepted_draft_that_is_not_true_keeps_all_out(
    proposer: Proposer, write: Callable[..., Path], tmp_path: Path
) -> None:
    path = write(GOOD, WRONG)
    ledger, drafts = Ledger.beside(path, tmp_path / "mine.jsonl"), tmp_path / "mine.drafts.jsonl"
    write_drafts(read_feedback(path), proposer, ledger, drafts)
    rows = [json.loads(line) | {"accepted": True} for line in drafts.read_text("utf-8").splitlines()]
    rows[1]["facts"] = [["每月补贴900元"]]
    drafts.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    with pytest.raises(
        EvalError, match=r"mine\.drafts\.jsonl, line 2: .*每月补贴900元 does not stand.*nothing was entered"
    ):
        accept(drafts, proposer, ledger)
    assert not (tmp_path / "mine.jsonl").exists()
    drafts.write_text('{"accepted": "yes"}\n', encoding="utf-8")
    with pytest.raises(EvalError, match='line 1: a draft with "accepted" true or false is expected'):
        accept(drafts, proposer, ledger)


def test_the_same_question_is_not_entered_twice(proposer: Proposer, write: Callable[..., Path], tmp_path: Path) -> None:
    again = GOOD | {"time": "2026-11-21T08:00:00+00:00"}
    path = write(GOOD, again)
    ledger = Ledger.beside(path, tmp_path / "mine.jsonl")
    person = Person("y", "y", "n")
    review(read_feedback(path), proposer, ledger, person.ask, person.show)
    assert any("asks the same as" in line for line in person.seen)
    assert len(load(tmp_path / "mine.jsonl")) == 1


def test_the_command_writes_drafts_where_nobody_can_be_asked(
    folder: Path, write: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POLICYQA_LANG", "en")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    path = write(GOOD, WRONG)
    begin = ["eval", "--feedback", str(path), "--index", str(folder)]
    assert main([*begin, "--into", "mine.jsonl", "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert value == {"feedback": 2, "decided": 0, "drafts": "mine.drafts.jsonl"}
    drafts = drafts_path(Path("mine.jsonl"))
    drafts.write_text(drafts.read_text("utf-8").replace('"accepted": false', '"accepted": true', 1), encoding="utf-8")
    accepting = ["eval", "--accept", str(drafts), "--into", "mine.jsonl", "--index", str(folder)]
    assert main([*accepting, "--feedback", str(path), "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert (len(value["entered"]), value["left"], value["questions"]) == (1, 1, "mine.jsonl")
    assert len(load(Path("mine.jsonl"))) == 1
    drafts.unlink()
    assert main([*begin, "--into", "mine.jsonl"]) == 0
    assert "1 drafts in mine.drafts.jsonl" in capsys.readouterr().err
    assert main(["eval", "--feedback", "--index", str(folder)]) == 1
    assert "feedback.jsonl: no feedback has been given yet" in capsys.readouterr().err
