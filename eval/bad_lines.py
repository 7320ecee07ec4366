"""Errors in files that people and other programs write: file, line, what is there and what was expected."""

import re

from index.errors import EvalError


def bad(where: str, english: str, chinese: str) -> EvalError:
    """The error for a place in a file.

    Args:
        where: the file, with `, line N` behind it where it is one line.
        english: what is there and what was expected.
        chinese: the same in Chinese.
    """
    place = re.sub(r", (line|question) ([^,]+)$", lambda at: f" {_ZH[at[1]].format(at[2])}", where)
    return EvalError(f"{where}: {english}", zh=f"{place}：{chinese}")


_ZH = {"line": "第 {} 行", "question": "问题 {}"}


def not_json(where: str, error: Exception) -> EvalError:
    """The error for a line that cannot be parsed."""
    return bad(where, f"not JSON: {error}", f"不是 JSON：{error}")


def not_object(where: str, value: object) -> EvalError:
    """The error for a line that holds another kind of JSON value."""
    kind = type(value).__name__
    return bad(where, f"a JSON object is expected, not {kind}", f"应为 JSON 对象，而不是 {kind}")


def not_text(where: str, name: str, value: object) -> EvalError:
    """The error for a field that must be text."""
    return bad(where, f'"{name}" must be text, not {value!r}', f"“{name}”应为文本，而不是 {value!r}")


def not_texts(where: str, name: str, value: object) -> EvalError:
    """The error for a field that must be a list of texts."""
    return bad(where, f'"{name}" must be a list of texts, not {value!r}', f"“{name}”应为文本列表，而不是 {value!r}")
