"""Drafts from feedback shown to a person, and entered into a file of questions only where the person says so."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from eval.check import truths, twins
from eval.feedback import Feedback
from eval.proposals import Proposer
from eval.question_model import LISTS, REASONS, REQUIRED, EvalQuestion, Reason, from_fields
from eval.questions import fields_of, load, save
from eval.trec import read_lines, write_atomically
from index.console import one_line, told
from index.errors import EvalError

ACCEPTED = "accepted"
_OURS = (ACCEPTED, "feedback", "findings")
_QUOTED = 120

Ask = Callable[[str], str]
"""Shows a prompt and gives what the person writes."""

Show = Callable[[str], None]
"""Shows a line."""


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


def review(
    feedback: Sequence[Feedback], proposer: Proposer, ledger: Ledger, ask: Ask, show: Show
) -> dict[str, list[str]]:
    """Shows each feedback with its draft and enters what the person accepts: ids entered, declined and left."""
    done: dict[str, list[str]] = {"entered": [], "declined": [], "left": []}
    for place, each in enumerate(feedback):
        for line in described(each, place + 1, len(feedback)):
            show(line)
        draft = proposer.propose(each)
        answer, draft = _decided(draft, ledger, proposer, ask, show)
        if answer == "q":
            done["left"] += [other.id for other in feedback[place:]]
            break
        kind = {"y": "entered", "n": "declined"}.get(answer, "left")
        done[kind].append(each.id)
        if answer == "y":
            ledger.enter(draft, each.id)
        elif answer == "n":
            ledger.note(each.id, "declined")
    return done


def _decided(draft: EvalQuestion, ledger: Ledger, proposer: Proposer, ask: Ask, show: Show) -> tuple[str, EvalQuestion]:
    """What the person decides of a draft, and the draft as edited; only one without objections can be accepted."""
    while True:
        against = objections(draft, ledger.held(), proposer)
        for line in (*shown(draft), *(f"  ! {one_line(finding)}" for finding in against)):
            show(line)
        prompt = told(
            "Enter it? y yes, n no, e edit, s later, q stop: ", "录入？y 是，n 否，e 修改，s 以后再说，q 结束："
        )
        answer = ask(prompt).strip().lower()[:1]
        if answer in ("n", "s", "q") or (answer == "y" and not against):
            return answer, draft
        if answer == "e":
            draft = edited(draft, ask)
        elif answer == "y":
            show(told("It cannot be entered as it stands: edit it.", "现在的草稿不能录入，请先修改。"))


def described(feedback: Feedback, place: int, total: int) -> list[str]:
    """A feedback as lines: what was asked, what was answered, and what the person said of it."""
    verdict = {
        "good": told("good", "有用"),
        "wrong": told("wrong", "有误"),
        "missing": told("missing", "缺内容"),
    }[feedback.verdict]
    lines = ["", f"[{place}/{total}] {verdict} · {feedback.time or '–'}"]
    lines += [f"  {told('earlier', '先前')}: {one_line(text)}" for text in feedback.history]
    lines.append(f"  {told('question', '问题')}: {one_line(feedback.question)}")
    given = told("refused", "拒答") if feedback.abstained else feedback.short or feedback.answer
    lines.append(f"  {told('answer', '回答')}: {_cut(given)}")
    lines += [f"    {each.document} {each.locator}: {_cut(each.quote)}" for each in feedback.citations[:3]]
    if feedback.reason:
        lines.append(f"  {told('the person says', '用户说')}: {one_line(feedback.reason)}")
    return lines


def shown(draft: EvalQuestion) -> list[str]:
    """A draft as lines."""
    lines = [f"  → {draft.id}: {one_line(draft.question)}"]
    if draft.answerable:
        lines.append(f"    {told('documents', '文件')}: {', '.join(draft.documents) or '–'}")
        lines += [f"    {told('fact', '事实')}: {' | '.join(fact)}" for fact in draft.facts]
        lines += [f"    {told('short', '简答')}: {' | '.join(draft.short)}"] if draft.short else []
    else:
        lines.append(f"    {told('no answer', '无答案')}: {draft.reason}")
        lines += [
            f"    {name}: {', '.join(values)}" for name in ("absent", "places") if (values := getattr(draft, name))
        ]
    return lines


def edited(draft: EvalQuestion, ask: Ask) -> EvalQuestion:
    """The draft with the fields that the person writes anew; an empty line keeps one, `-` empties it.

    Lists are parted by `;`, the alternatives of a fact by `|`.
    """
    question = _new(ask, told("question", "问题"), draft.question)
    reasons = ", ".join(REASONS)
    reason = _new(ask, told(f"reason for no answer ({reasons})", f"无答案的理由（{reasons}）"), draft.reason or "")
    changed = replace(draft, question=question, reason=cast("Reason | None", reason or None), answerable=not reason)
    if reason:
        absent = _several(ask, told("words that never stand together", "从不同时出现的词"), draft.absent)
        places = _several(ask, told("places without a document", "没有文件的地区"), draft.places)
        return replace(changed, facts=(), short=(), absent=absent, places=places)
    documents = _several(ask, told("documents", "文件"), draft.documents)
    facts = _several(ask, told("facts", "事实"), tuple(" | ".join(fact) for fact in draft.facts))
    short = _several(ask, told("short answers", "简答"), draft.short)
    parted = tuple(tuple(each.strip() for each in fact.split("|")) for fact in facts)
    return replace(changed, documents=documents, facts=parted, short=short, absent=(), places=())


def _new(ask: Ask, name: str, value: str) -> str:
    given = ask(f"    {name} [{value}]: ").strip()
    return "" if given == "-" else given or value


def _several(ask: Ask, name: str, values: Sequence[str]) -> tuple[str, ...]:
    given = _new(ask, name, "; ".join(values))
    return tuple(each.strip() for each in given.replace("；", ";").split(";") if each.strip())


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
            raise EvalError(f"{where}: {'; '.join(against)}; nothing was entered")
        said = values.get("feedback")
        chosen.append((question, str(said.get("id")) if isinstance(said, dict) else question.id))
    for question, id_ in chosen:
        ledger.enter(question, id_)
    return [question for question, _ in chosen], left


def _row(line: str, where: str) -> Mapping[str, Any]:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise EvalError(f"{where}: not JSON: {error}") from error
    if not isinstance(values, dict) or not isinstance(values.get(ACCEPTED), bool):
        raise EvalError(f'{where}: a draft with "{ACCEPTED}" true or false is expected')
    return values


def _trimmed(draft: EvalQuestion) -> dict[str, Any]:
    fields = fields_of(draft)
    kept = (*REQUIRED, "reason", *LISTS)
    return {name: value for name, value in fields.items() if name in kept or value not in (None, [])}


def _cut(text: str) -> str:
    text = one_line(" ".join(text.split()))
    return text[:_QUOTED] + ("…" if len(text) > _QUOTED else "")
