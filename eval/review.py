"""Drafts made of feedback, and their way into a file of questions: only where a person says so, and they are true."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.bad_lines import bad
from eval.check import truths, twins
from eval.feedback import Feedback
from eval.json_lines import json_object
from eval.proposals import Proposer
from eval.question_model import LISTS, REQUIRED, EvalQuestion, from_fields
from eval.questions import fields_of, load, save
from eval.trec import read_lines, write_atomically
from index.errors import EvalError

ACCEPTED = "accepted"
_OURS = (ACCEPTED, "feedback", "findings")


@dataclass(frozen=True)
class Ledger:
    """The file of questions that drafts are entered into, and which feedback has been decided.

    Attributes:
        questions: the file entered into; need not exist yet.
        decided: beside the feedback, one line for each that was entered or declined.
    """

    questions: Path
    decided: Path

    @classmethod
    def beside(cls, feedback: Path, questions: Path) -> "Ledger":
        """The ledger of a file of feedback."""
        return cls(questions, feedback.with_name(f"{feedback.stem}.decided.jsonl"))

    def known(self) -> dict[str, str]:
        """What was decided of each feedback, by its id."""
        if not self.decided.exists():
            return {}
        rows = [json.loads(line) for _, line in read_lines(self.decided)]
        return {row["feedback"]: row["decision"] for row in rows}

    def held(self) -> tuple[EvalQuestion, ...]:
        """The questions entered so far.

        Raises:
            EvalError: the file is there and cannot be read.
        """
        return load(self.questions) if self.questions.exists() else ()

    def enter(self, question: EvalQuestion, id_: str) -> None:
        """Adds a question made of a feedback to the file, and notes it."""
        save((*self.held(), question), self.questions)
        self.note(id_, "entered")

    def note(self, id_: str, decision: str) -> None:
        """Notes what was decided of a feedback."""
        line = json.dumps({"feedback": id_, "decision": decision}, ensure_ascii=False)
        with self.decided.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())


def objections(question: EvalQuestion, held: Sequence[EvalQuestion], proposer: Proposer) -> list[str]:
    """Why a question cannot be entered: it contradicts itself, the documents, or is there already."""
    try:
        from_fields(fields_of(question), question.id)
    except EvalError as error:
        return [str(error)]
    found = truths([question], [proposer.sources])
    found += [f"{question.id}: the id stands there already" for each in held if each.id == question.id]
    return found + [finding for finding in twins([*held, question]) if finding.startswith(f"{question.id}:")]


def write_drafts(feedback: Sequence[Feedback], proposer: Proposer, ledger: Ledger, path: Path) -> list[EvalQuestion]:
    """Writes a draft a line, each with `"accepted": false`, the feedback it is from and what speaks against it.

    Raises:
        EvalError: there are drafts at that place already, which a person may have edited.
    """
    if path.exists():
        raise EvalError(
            f"{path}: drafts are there already; set accepted to true in those to enter and run policyqa eval --accept "
            f"{path}, or remove the file",
            zh=f"{path}：草稿已存在；请将要录入的改为 accepted true 后运行 policyqa eval --accept {path}，或删除该文件",
        )
    held, rows, drafts = ledger.held(), [], []
    for each in feedback:
        draft = proposer.propose(each)
        drafts.append(draft)
        said = {"id": each.id, "verdict": each.verdict, "reason": each.reason, "answer": each.short or each.answer}
        row = {ACCEPTED: False, **_trimmed(draft), "feedback": said, "findings": objections(draft, held, proposer)}
        rows.append(json.dumps(row, ensure_ascii=False) + "\n")
    write_atomically(path, "".join(rows))
    return drafts


def accept(path: Path, proposer: Proposer, ledger: Ledger) -> tuple[list[EvalQuestion], int]:
    """Enters the drafts of a file that a person has set to accepted: those entered, and how many were not set.

    All are checked first; those entered before are passed over.

    Raises:
        EvalError: a line is no draft, or one that is accepted contradicts itself or the documents; nothing is entered.
    """
    held = list(ledger.held())
    known = {question.id for question in held}
    chosen: list[tuple[EvalQuestion, str]] = []
    left = 0
    for number, line in read_lines(path):
        where = f"{path}, line {number}"
        values = _row(line, where)
        if not values[ACCEPTED]:
            left += 1
            continue
        question = from_fields({name: value for name, value in values.items() if name not in _OURS}, where)
        if question.id in known:
            continue
        against = objections(question, [*held, *(other for other, _ in chosen)], proposer)
        if against:
            raise bad(where, f"{'; '.join(against)}; nothing was entered", f"{'；'.join(against)}；全部未录入")
        said = values.get("feedback")
        chosen.append((question, str(said.get("id")) if isinstance(said, dict) else question.id))
    for question, id_ in chosen:
        ledger.enter(question, id_)
    return [question for question, _ in chosen], left


def _row(line: str, where: str) -> Mapping[str, Any]:
    values = json_object(line, where)
    if not isinstance(values.get(ACCEPTED), bool):
        raise bad(
            where,
            f'a draft with "{ACCEPTED}" true or false is expected',
            f"应为含“{ACCEPTED}”（true 或 false）的草稿",
        )
    return values


def _trimmed(draft: EvalQuestion) -> dict[str, Any]:
    fields = fields_of(draft)
    kept = (*REQUIRED, "reason", *LISTS)
    return {name: value for name, value in fields.items() if name in kept or value not in (None, [])}
