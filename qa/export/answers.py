"""Answers read back from the JSON Lines file that `ask --batch` writes, or from one answer of `ask --json`."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

from index.errors import ExportError
from qa.model import Answer, Citation, Notice, Reason, WarningCode

_TEXTS = ("question", "standalone", "answer")
_CITATION_NUMBERS = ("n", "start", "end", "raw_start", "raw_end", "passage_start", "passage_end")
_CITATION_TEXTS = ("document", "source", "locator", "quote", "passage", "reference")


def read_answers(path: Path) -> list[Answer]:
    """The answers of a file, in order; lines of questions that failed are left out.

    Raises:
        ExportError: with file and line, if the file cannot be read or a line is no answer.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ExportError(f"{path}: cannot be read ({reason})", zh=f"{path}：无法读取（{reason}）") from error
    values = _values(path, text)
    answers = [_answer(path, number, value) for number, value in values if not _failed(value)]
    if not answers:
        raise ExportError(
            f"{path}: holds no answers; give what `policyqa ask --batch ... --out` wrote",
            zh=f"{path}：没有答案；请提供 policyqa ask --batch ... --out 的输出文件",
        )
    return answers


def _values(path: Path, text: str) -> list[tuple[int, Any]]:
    """The JSON values of a file with the lines on which they stand: one value or list in all, or one a line."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        pass
    else:
        return [(1, value) for value in (whole if isinstance(whole, list) else [whole])]
    values = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                values.append((number, json.loads(line)))
            except (ValueError, RecursionError) as error:
                raise _wrong(path, number, "is not JSON", "不是 JSON") from error
    return values


def _failed(value: Any) -> bool:
    return isinstance(value, dict) and "error" in value and "answer" not in value


def _answer(path: Path, number: int, value: Any) -> Answer:
    if not isinstance(value, dict):
        raise _wrong(path, number, "is no answer", "不是答案")
    if not all(isinstance(value.get(name), str) for name in _TEXTS):
        raise _wrong(path, number, "has no question, standalone and answer", "缺少 question、standalone 或 answer")
    citations, warnings = value.get("citations"), value.get("warnings")
    if not isinstance(citations, list) or not isinstance(warnings, list):
        raise _wrong(path, number, "has no lists of citations and warnings", "缺少 citations 或 warnings 列表")
    reason, short, confidence = value.get("reason"), value.get("short"), value.get("confidence")
    return Answer(
        id=value.get("id") if isinstance(value.get("id"), str | int) else None,
        question=value["question"],
        standalone=value["standalone"],
        abstained=value.get("abstained") is True,
        reason=reason if reason in get_args(Reason) else None,
        answer=value["answer"],
        short=short if isinstance(short, str) else None,
        confidence=float(confidence) if isinstance(confidence, int | float) else 0.0,
        warnings=tuple(_notice(path, number, item) for item in warnings),
        citations=tuple(_citation(path, number, item) for item in citations),
    )


def _notice(path: Path, number: int, value: Any) -> Notice:
    known = (
        isinstance(value, dict) and value.get("code") in get_args(WarningCode) and isinstance(value.get("text"), str)
    )
    if not known:
        raise _wrong(path, number, "has a warning that is none", "含有无效的 warning")
    return Notice(value["code"], value["text"])


def _citation(path: Path, number: int, value: Any) -> Citation:
    names = [field.name for field in fields(Citation)]
    if not isinstance(value, dict) or any(name not in value for name in names):
        raise _wrong(path, number, "has a citation without all its fields", "含有字段不全的引文")
    numbers = all(isinstance(value[name], int) and not isinstance(value[name], bool) for name in _CITATION_NUMBERS)
    texts = all(isinstance(value[name], str) for name in _CITATION_TEXTS)
    optional = all(
        value[name] is None or isinstance(value[name], str) for name in ("title", "issuer", "published", "url")
    )
    if not (numbers and texts and optional):
        raise _wrong(path, number, "has a citation whose fields are of the wrong kind", "含有字段类型有误的引文")
    return Citation(**{name: value[name] for name in names})


def _wrong(path: Path, number: int, english: str, chinese: str) -> ExportError:
    return ExportError(
        f"{path}, line {number}: {english}; give what `policyqa ask --batch ... --out` wrote",
        zh=f"{path} 第 {number} 行：{chinese}；请提供 policyqa ask --batch ... --out 的输出文件",
    )
