"""The eval set: questions with known evidence, one a line of JSON Lines or one a row of a CSV or XLSX table.

A line is {"id", "type", "lang", "question", "history", "documents", "facts", "answerable", "split"}, with "reason"
where the documents do not answer, and, as far as they apply, "standalone", "short", "section", "absent" and "places".
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from eval.bad_lines import bad
from eval.facts import fact_met, is_full, is_relevant, met_together, requirement_met, requirements_met
from eval.json_lines import json_object
from eval.question_model import FIELDS, LISTS, REQUIRED, EvalQuestion, from_fields
from eval.question_tables import read_table, write_table
from index.errors import EvalError

__all__ = [
    "FORMS",
    "EvalQuestion",
    "fact_met",
    "fields_of",
    "is_full",
    "is_relevant",
    "load",
    "met_together",
    "requirement_met",
    "requirements_met",
    "save",
]


def load(path: Path) -> tuple[EvalQuestion, ...]:
    """The questions of a .jsonl, .csv or .xlsx file, or of all such files in a folder, by name.

    Raises:
        EvalError: a file cannot be read or holds no question, a field is missing, unknown or of the wrong type, a
            question contradicts itself, or an id occurs twice; the message names file and line.
    """
    files = [path] if not path.is_dir() else sorted(p for p in path.iterdir() if _is_kept(p))
    if not files:
        raise EvalError(f"{path}: no .jsonl, .csv or .xlsx file here", zh=f"{path}：没有 .jsonl、.csv 或 .xlsx 文件")
    questions: list[EvalQuestion] = []
    seen: dict[str, str] = {}
    for file in files:
        before = len(questions)
        for line, values in _read(file):
            question = from_fields(values, f"{file}, line {line}")
            if question.id in seen:
                raise bad(
                    f"{file}, line {line}",
                    f"id {question.id!r} stands already in {seen[question.id]}",
                    f"标识 {question.id!r} 已出现在 {seen[question.id]}",
                )
            seen[question.id] = f"{file}, line {line}"
            questions.append(question)
        if len(questions) == before:
            raise EvalError(f"{file}: no question in it", zh=f"{file}：其中没有问题")
    return tuple(questions)


def save(questions: Iterable[EvalQuestion], path: Path) -> None:
    """Writes questions as .jsonl, .csv or .xlsx, after the suffix; the file is replaced only when all is written.

    Raises:
        EvalError: another suffix, no question, an id twice, or characters that the format cannot hold.
    """
    rows = [fields_of(question) for question in questions]
    if path.suffix.lower() not in _READERS:
        raise _other_suffix(path)
    if not rows:
        raise EvalError(f"{path}: there is no question to write", zh=f"{path}：没有可写出的问题")
    for row in rows:
        from_fields(row, f"{path}, question {row['id']!r}")
    if len({row["id"] for row in rows}) < len(rows):
        raise EvalError(f"{path}: an id occurs twice", zh=f"{path}：有重复的标识")
    beside = path.with_name(f".{path.name}.{os.getpid()}{path.suffix}")
    try:
        if path.suffix.lower() == ".jsonl":
            lines = [json.dumps(_without_empty(row), ensure_ascii=False) + "\n" for row in rows]
            beside.write_text("".join(lines), encoding="utf-8")
        else:
            write_table(beside, FIELDS, rows)
        with beside.open("rb+") as written:
            os.fsync(written.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _other_suffix(path: Path) -> EvalError:
    return bad(
        str(path),
        f"questions are kept in .jsonl, .csv or .xlsx, not {path.suffix or 'no suffix'!r}",
        f"问题文件应为 .jsonl、.csv 或 .xlsx，而不是 {path.suffix or '无后缀'!r}",
    )


def _is_kept(file: Path) -> bool:
    """Whether a file of a folder holds questions; not the hidden ones and the locks of spreadsheets."""
    return file.suffix.lower() in _READERS and not file.name.startswith((".", "~$"))


def _read(file: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Line number and fields of each question in a file."""
    reader = _READERS.get(file.suffix.lower())
    if reader is None:
        raise _other_suffix(file)
    try:
        yield from reader(file)
    except OSError as error:
        reason = error.strerror or str(error)
        raise EvalError(f"{file}: cannot be read: {reason}", zh=f"{file}：无法读取：{reason}") from error


def _read_lines(file: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise EvalError(
            f"{file}: not UTF-8 at byte {error.start}", zh=f"{file}：第 {error.start} 字节不是 UTF-8"
        ) from error
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        yield number, json_object(line, f"{file}, line {number}")


def _read_rows(file: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    return read_table(file, REQUIRED, LISTS)


_READERS = {".jsonl": _read_lines, ".csv": _read_rows, ".xlsx": _read_rows}

FORMS = tuple(_READERS)
"""Suffixes of the files that questions are kept in."""


def fields_of(question: EvalQuestion) -> dict[str, Any]:
    """The fields of a question as JSON has them, in their order."""
    row: dict[str, Any] = {name: getattr(question, name) for name in FIELDS}
    row["facts"] = [list(requirement) for requirement in question.facts]
    return row | {name: list(row[name]) for name in LISTS}


def _without_empty(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name in REQUIRED or value not in (None, [])}
