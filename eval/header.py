"""What decided a result, and the result by question, kept beside a run so that it can be compared later."""

import json
import math
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from eval.evaluation import Evaluation
from eval.table import LEVEL, RESAMPLES, SEED, Table
from eval.trec import write_atomically
from index.errors import EvalError

FORMAT = 1
KIND = "policyqa evaluation"
DECIMALS = 6
"""Of the values by question that are kept."""

_ROOT = Path(__file__).resolve().parent.parent
_PACKAGES = ("bm25s", "faiss-cpu", "ir_measures", "numpy", "openvino", "rjieba", "sentence-transformers", "tokenizers")


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a run: its data set, settings, and values by question."""

    dataset: str
    retriever: str
    settings: Mapping[str, Any]
    table: Table


def environment() -> dict[str, Any]:
    """The commit (with `+` where files differ from it), the Python, the processor count and the packages."""
    return {
        "commit": commit(),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "packages": {name: found for name in _PACKAGES if (found := _version(name))},
    }


def commit() -> str | None:
    """The commit of the program's own checkout; None where there is no git or no checkout."""
    found = _git("rev-parse", "HEAD")
    if found is None:
        return None
    return f"{found}+" if _git("status", "--porcelain", "--untracked-files=no") else found


def header_path(run: Path) -> Path:
    """Where the header of a run stands: FILE.json."""
    return run.with_name(f"{run.name}.json")


def write_header(evaluation: Evaluation, path: Path) -> None:
    """Writes the header of an evaluation.

    Raises:
        EvalError: there is another kind of file, or it cannot be written.
    """
    if path.exists():
        read_header(path)  # another file of that name is not ours to replace
    table = evaluation.table
    value = {
        "format": FORMAT,
        "kind": KIND,
        **evaluation.payload(),
        "settings": {
            **evaluation.settings,
            "seed": SEED,
            "resamples": RESAMPLES,
            "level": LEVEL,
            **environment(),
        },
        "cost": evaluation.cost.payload() if evaluation.cost else None,
        "ids": list(table.ids),
        "values": {name: [_number(value) for value in column] for name, column in table.columns.items()},
    }
    write_atomically(path, _lines(value))


def read_header(path: Path) -> Header:
    """Reads a header.

    Raises:
        EvalError: it cannot be read, is no header or of another format.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        if value["kind"] != KIND:
            raise KeyError(KIND)
        if value["format"] != FORMAT:
            raise EvalError(
                f"{path}: format {value['format']}, this version reads {FORMAT}; write it again with --run",
                zh=f"{path}：格式为 {value['format']}，当前版本读取格式 {FORMAT}；请用 --run 重新生成",
            )
        ids = tuple(map(str, value["ids"]))
        columns = {
            name: np.array([math.nan if each is None else each for each in column], dtype=np.float64)
            for name, column in value["values"].items()
        }
        if any(len(column) != len(ids) for column in columns.values()):
            raise ValueError("columns differ in length")
        return Header(value["dataset"], value["retriever"], value["settings"], Table(ids, columns))
    except OSError as error:
        reason = error.strerror or str(error)
        raise EvalError(f"{path}: cannot be read: {reason}", zh=f"{path}：无法读取：{reason}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise EvalError(
            f"{path}: is no header of a run; expected the .json that `policyqa eval --run FILE` writes beside it",
            zh=f"{path}：不是结果文件的说明；应为 policyqa eval --run FILE 在 FILE 旁写出的 .json",
        ) from error


def _lines(value: Mapping[str, Any]) -> str:
    """JSON with a line for each field and for each column of values, so that changes can be read in a diff."""
    fields = []
    for name, field in value.items():
        if isinstance(field, dict) and field:
            inner = ",\n".join(f"  {json.dumps(k, ensure_ascii=False)}: {_dumped(v)}" for k, v in field.items())
            fields.append(f' "{name}": {{\n{inner}\n }}')
        else:
            fields.append(f' "{name}": {_dumped(field)}')
    return "{\n" + ",\n".join(fields) + "\n}\n"


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _number(value: float) -> float | None:
    return round(float(value), DECIMALS) if math.isfinite(value) else None


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _git(*arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(_ROOT), *arguments], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None
