"""Questions from a JSON Lines file, answered in order into another."""

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from traceback import format_exc
from typing import Any, TextIO

from index.errors import ExportError, PolicyQAError, QueryError
from index.failure_log import log_failure
from qa.model import Answer
from qa.payload import answer_payload


@dataclass(frozen=True, slots=True)
class BatchQuestion:
    """One line of a batch: the id as given, the question, and the person's earlier questions, oldest first."""

    id: str | int
    question: str
    history: tuple[str, ...] = ()


def read_batch(path: Path) -> list[BatchQuestion]:
    """Reads and checks a whole batch before anything is asked.

    Raises:
        QueryError: with file and line, if the file cannot be read or a line is not `{"id", "question", "history"}`.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise QueryError(
            f"{path}: cannot be read ({reason}); give a UTF-8 JSON Lines file of questions.",
            zh=f"{path}：无法读取（{reason}）；请提供 UTF-8 编码的 JSON Lines 问题文件。",
        ) from error
    lines = text.rstrip("\n").split("\n") if text.strip() else []
    if not lines:
        raise QueryError(f"{path}: is empty; expected one question a line.", zh=f"{path}：文件为空；每行应有一个问题。")
    return [_question(path, number, line) for number, line in enumerate(lines, start=1)]


def _question(path: Path, number: int, line: str) -> BatchQuestion:
    try:
        value: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _wrong(path, number, "is not JSON", "不是 JSON") from error
    if not isinstance(value, dict):
        raise _wrong(path, number, "is not a JSON object", "不是 JSON 对象")
    id, question, history = value.get("id"), value.get("question"), value.get("history")
    if isinstance(id, bool) or not isinstance(id, str | int):
        raise _wrong(path, number, 'has no "id" (text or whole number)', "缺少 id（文本或整数）")
    if not isinstance(question, str):
        raise _wrong(path, number, 'has no "question" (text)', "缺少 question（文本）")
    if history is not None and not (isinstance(history, list) and all(isinstance(item, str) for item in history)):
        raise _wrong(path, number, '"history" is not a list of texts', "history 不是文本列表")
    return BatchQuestion(id, question, tuple(history or ()))


def _wrong(path: Path, number: int, english: str, chinese: str) -> QueryError:
    return QueryError(
        f'{path}, line {number}: {english}; expected {{"id", "question", "history": [...]}}. Nothing was asked.',
        zh=f'{path} 第 {number} 行：{chinese}；应为 {{"id", "question", "history": [...]}}。未提问任何问题。',
    )


def answer_lines(
    questions: Sequence[BatchQuestion], ask: Callable[[str, Sequence[str]], Answer]
) -> Iterator[tuple[dict[str, Any], bool]]:
    """For each question its answer as JSON, or `{"id", "question", "error"}`, and whether it was answered."""
    for question in questions:
        try:
            answer = replace(ask(question.question, question.history), id=question.id)
        except PolicyQAError as error:
            yield _failed(question, str(error)), False
        except Exception as error:  # noqa: BLE001 (one question must not cost the answers to the others; it is logged)
            what = f"{type(error).__name__}: {error}"
            yield _failed(question, f"unexpected error: {what}; details in {log_failure(format_exc())}"), False
        else:
            yield {**answer_payload(answer), "question": question.question}, True


def _failed(question: BatchQuestion, error: str) -> dict[str, Any]:
    return {"id": question.id, "question": question.question, "error": error}


class MovedIntoPlace:
    """A text file written beside its place and moved there when all is written; nothing is left if that fails."""

    def __init__(self, path: Path) -> None:
        # A link stays a link: what it leads to is replaced.
        self._path = path.resolve()

    def __enter__(self) -> TextIO:
        if self._path.exists() and not self._path.is_file():
            raise ExportError(
                f"{self._path}: is not a file; name one for the answers.",
                zh=f"{self._path}：不是文件；请指定存放答案的文件。",
            )
        try:
            handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.")
        except OSError as error:
            raise ExportError(
                f"{self._path}: cannot be written ({error.strerror}); name a file in a folder that exists.",
                zh=f"{self._path}：无法写入（{error.strerror}）；请指定已有文件夹中的文件。",
            ) from error
        self._temporary = Path(name)
        self._file = os.fdopen(handle, "w", encoding="utf-8", newline="\n")
        return self._file

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._file.flush()
            os.fsync(self._file.fileno())
        self._file.close()
        if kind is not None:
            self._temporary.unlink(missing_ok=True)
            return
        umask = os.umask(0)
        os.umask(umask)
        self._temporary.chmod(0o666 & ~umask)
        self._temporary.replace(self._path)
