"""TREC files: qrels `query iter document relevance`, runs `query Q0 document rank score tag`, split at white space."""

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.bad_lines import bad
from index.errors import EvalError

Qrels = Mapping[str, Mapping[str, int]]
"""Relevance by query and document; above 0 is relevant."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document that a run holds for a query; a higher score is a better rank."""

    document: str
    score: float


Run = Mapping[str, Sequence[Ranked]]
"""What was found for each query, best first."""

_RUN = "query Q0 document rank score tag"
_QRELS = "query iteration document relevance"


def read_run(path: Path) -> dict[str, list[Ranked]]:
    """Reads a run, each query's documents by falling score; ties by document, last first, as trec_eval has them.

    Raises:
        EvalError: the file is empty, a line is not of that form or a document twice there for a query, with the line.
    """
    found: dict[str, dict[str, Ranked]] = {}
    for number, line in read_lines(path):
        where = f"{path}, line {number}"
        columns = _columns(line, _RUN, where)
        query, document = columns[0], columns[2]
        try:
            score = float(columns[4])
        except ValueError:
            score = math.nan
        if not math.isfinite(score):
            raise bad(where, f"score {columns[4]!r} is not a finite number", f"得分 {columns[4]!r} 不是有限的数")
        if document in found.setdefault(query, {}):
            raise bad(where, f"{document} is there twice for {query}", f"{query} 的结果中 {document} 重复")
        found[query][document] = Ranked(document, score)
    if not found:
        raise EvalError(f"{path}: is empty; expected lines of {_RUN}", zh=f"{path}：文件为空；每行应为 {_RUN}")
    return {
        query: sorted(row.values(), key=lambda item: (item.score, item.document), reverse=True)
        for query, row in found.items()
    }


def write_run(run: Run, path: Path, tag: str) -> None:
    """Writes a run, six decimals a score; ranks from 1.

    Raises:
        EvalError: an id or the tag has white space.
    """
    refuse_white_space(tag, str(path))
    lines: list[str] = []
    for query, row in run.items():
        refuse_white_space(query, str(path))
        for rank, item in enumerate(row, start=1):
            refuse_white_space(item.document, str(path))
            lines.append(f"{query} Q0 {item.document} {rank} {item.score:.6f} {tag}\n")
    write_atomically(path, "".join(lines))


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Reads judgements.

    Raises:
        EvalError: the file is empty, a line is not of that form or a document judged twice for a query, with the line.
    """
    found: dict[str, dict[str, int]] = {}
    for number, line in read_lines(path):
        where = f"{path}, line {number}"
        query, _, document, score = _columns(line, _QRELS, where)
        try:
            relevance = int(score)
        except ValueError:
            raise bad(where, f"relevance {score!r} is not a whole number", f"相关性 {score!r} 不是整数") from None
        if document in found.setdefault(query, {}):
            raise bad(where, f"{query} {document} is judged twice", f"{query} {document} 的判定重复")
        found[query][document] = relevance
    if not found:
        raise EvalError(f"{path}: is empty; expected lines of {_QRELS}", zh=f"{path}：文件为空；每行应为 {_QRELS}")
    return found


def write_qrels(qrels: Qrels, path: Path) -> None:
    """Writes judgements.

    Raises:
        EvalError: an id has white space.
    """
    for query, row in qrels.items():
        for id_ in (query, *row):
            refuse_white_space(id_, str(path))
    write_atomically(path, "".join(f"{q} 0 {d} {r}\n" for q, row in qrels.items() for d, r in row.items()))


def spread(scores: Sequence[float]) -> list[float]:
    """Falling scores made strictly falling, by a millionth a rank, so that no reader of the run breaks ties anew."""
    return [score - rank * 1e-6 for rank, score in enumerate(scores, start=1)]


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Number and text of each line that is not blank.

    Raises:
        EvalError: the file cannot be read or is not UTF-8.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        reason = error.strerror or str(error)
        raise EvalError(f"{path}: cannot be read: {reason}", zh=f"{path}：无法读取：{reason}") from error
    except UnicodeDecodeError as error:
        raise EvalError(
            f"{path}: not UTF-8 at byte {error.start}", zh=f"{path}：第 {error.start} 字节不是 UTF-8"
        ) from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line.removesuffix("\r")


def refuse_white_space(id_: str, where: str) -> None:
    """Refuses an id that TREC files cannot hold.

    Raises:
        EvalError: it is empty or has white space.
    """
    if not id_ or any(character.isspace() for character in id_):
        raise bad(
            where,
            f"id {id_!r} is empty or has white space, at which TREC files are split: put %20 or _ there",
            f"标识 {id_!r} 为空或含空白，TREC 文件以空白分列；请替换，例如用 %20 或 _",
        )


def write_atomically(path: Path, text: str) -> None:
    """Writes a text file beside its place and moves it there.

    Raises:
        EvalError: it cannot be written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise EvalError(f"{path}: cannot be written: {reason}", zh=f"{path}：无法写入：{reason}") from error


def _columns(line: str, form: str, where: str) -> list[str]:
    columns = line.split()
    wanted = len(form.split())
    if len(columns) != wanted:
        raise bad(
            where,
            f"{len(columns)} columns; expected {wanted}: {form} (ids without white space)",
            f"有 {len(columns)} 列，应为 {wanted} 列：{form}（标识不含空白）",
        )
    return columns
