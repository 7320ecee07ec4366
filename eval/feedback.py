"""Feedback given in the chat, read from where `qa.feedback` keeps it: one JSON object a line."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, cast, get_args

from eval.bad_lines import bad, not_json, not_object, not_text, not_texts
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
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise not_json(where, error) from error
    if not isinstance(values, dict):
        raise not_object(where, values)
    verdict = values.get("verdict")
    if verdict not in VERDICTS:
        known = ", ".join(VERDICTS)
        raise bad(
            where,
            f'"verdict" must be one of {known}, not {verdict!r}',
            f"“verdict”应为 {known} 之一，而不是 {verdict!r}",
        )
    question = _text(values, "question", where)
    if not question.strip():
        raise bad(where, '"question" is empty', "“question”为空")
    return Feedback(
        id=sha256(line.strip().encode("utf-8", "surrogatepass")).hexdigest()[:10],
        verdict=cast("Verdict", verdict),
        reason=_text(values, "reason", where, ""),
        question=question,
        history=tuple(_texts(values, "history", where)),
        standalone=_text(values, "standalone", where, "") or None,
        abstained=bool(values.get("abstained")),
        short=_text(values, "short", where, "") or None,
        answer=_text(values, "answer", where, ""),
        citations=_citations(values, where),
        time=_text(values, "time", where, ""),
    )


def _text(values: Mapping[str, Any], name: str, where: str, default: str | None = None) -> str:
    value = values.get(name)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise not_text(where, name, value)
    return value


def _texts(values: Mapping[str, Any], name: str, where: str) -> list[str]:
    value = values.get(name) or []
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise not_texts(where, name, value)
    return value


def _citations(values: Mapping[str, Any], where: str) -> tuple[Cited, ...]:
    rows = values.get("citations") or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise bad(
            where, f'"citations" must be a list of objects, not {rows!r}', f"“citations”应为对象列表，而不是 {rows!r}"
        )
    return tuple(
        Cited(_text(row, "document", where), _text(row, "locator", where, ""), _text(row, "quote", where))
        for row in rows
    )
