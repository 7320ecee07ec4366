"""Feedback given in the chat, read from where `qa.feedback` keeps it: one JSON object a line."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, cast, get_args

from eval.bad_lines import bad
from eval.json_lines import json_object, text_of, texts_of
from eval.trec import read_lines
from index.errors import EvalError

Verdict = Literal["good", "wrong", "missing"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation that the person saw: its document, its place there, and the words quoted."""

    document: str
    locator: str
    quote: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a person said of one answer.

    Attributes:
        id: from the contents of its line: the same line is the same feedback.
        verdict: good, wrong, or missing (something that should have been there).
        reason: in the person's words; may be empty.
        question, history: what was asked, and the person's earlier questions, oldest first.
        standalone: the question made complete from the history, where the product did so.
        abstained: whether the answer was a refusal.
        short: the short answer given.
        answer: as it was shown.
        citations: those that the answer gave.
        time: when, ISO 8601; empty where the line has none.
    """

    id: str
    verdict: Verdict
    reason: str
    question: str
    history: tuple[str, ...]
    standalone: str | None
    abstained: bool
    short: str | None
    answer: str
    citations: tuple[Cited, ...]
    time: str = ""


def read_feedback(path: Path) -> tuple[Feedback, ...]:
    """The feedback in a file, oldest first, the same only once.

    Raises:
        EvalError: the file cannot be read, is empty or a line is not of that form; the message names file and line.
    """
    found: dict[str, Feedback] = {}
    for number, line in read_lines(path):
        each = _feedback(line, f"{path}, line {number}")
        found.setdefault(each.id, each)
    if not found:
        raise EvalError(
            f'{path}: is empty; expected a JSON object a line with "verdict" ({", ".join(VERDICTS)}) and "question"',
            zh=f"{path}：文件为空；每行应为含 verdict（{'、'.join(VERDICTS)}）和 question 的 JSON 对象",
        )
    return tuple(found.values())


def _feedback(line: str, where: str) -> Feedback:
    values = json_object(line, where)
    verdict = values.get("verdict")
    if verdict not in VERDICTS:
        known = ", ".join(VERDICTS)
        raise bad(
            where,
            f'"verdict" must be one of {known}, not {verdict!r}',
            f"“verdict”应为 {known} 之一，而不是 {verdict!r}",
        )
    question = text_of(values, "question", where)
    if not question.strip():
        raise bad(where, '"question" is empty', "“question”为空")
    return Feedback(
        id=sha256(line.strip().encode("utf-8", "surrogatepass")).hexdigest()[:10],
        verdict=cast("Verdict", verdict),
        reason=text_of(values, "reason", where, ""),
        question=question,
        history=texts_of(values, "history", where),
        standalone=text_of(values, "standalone", where, "") or None,
        abstained=bool(values.get("abstained")),
        short=text_of(values, "short", where, "") or None,
        answer=text_of(values, "answer", where, ""),
        citations=_citations(values, where),
        time=text_of(values, "time", where, ""),
    )


def _citations(values: Mapping[str, Any], where: str) -> tuple[Cited, ...]:
    rows = values.get("citations") or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise bad(
            where, f'"citations" must be a list of objects, not {rows!r}', f"“citations”应为对象列表，而不是 {rows!r}"
        )
    return tuple(
        Cited(text_of(row, "document", where), text_of(row, "locator", where, ""), text_of(row, "quote", where))
        for row in rows
    )
