"""Feedback and the drafts made of it, reviewed by a person on a terminal, one after the other."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

from eval.feedback import Feedback
from eval.proposals import Proposer
from eval.question_model import REASONS, EvalQuestion, Reason
from eval.review import Ledger, objections
from index.console import one_line, told

_QUOTED = 120

Ask = Callable[[str], str]
"""Shows a prompt and gives what the person writes."""

Show = Callable[[str], None]
"""Shows a line."""


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


def _cut(text: str) -> str:
    text = one_line(" ".join(text.split()))
    return text[:_QUOTED] + ("…" if len(text) > _QUOTED else "")
