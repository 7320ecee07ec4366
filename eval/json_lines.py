"""One line of a JSON Lines file read into an object, and the fields of one, refused where they are of another type."""

import json
from collections.abc import Mapping
from typing import Any

from eval.bad_lines import not_json, not_object, not_text, not_texts


def json_object(line: str, where: str) -> dict[str, Any]:
    """The object on a line.

    Args:
        line: the line.
        where: file and line, for the message.

    Raises:
        EvalError: it is no JSON, or JSON of another kind.
    """
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise not_json(where, error) from error
    if not isinstance(values, dict):
        raise not_object(where, values)
    return values


def text_of(values: Mapping[str, Any], name: str, where: str, default: str | None = None) -> str:
    """A field that is text; the default, if there is one, where it is missing or null.

    Raises:
        EvalError: it is of another type, or missing without a default.
    """
    value = values.get(name)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise not_text(where, name, value)
    return value


def texts_of(values: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    """A field that is a list of texts; none where it is missing or null.

    Raises:
        EvalError: it is of another type.
    """
    value = values.get(name) or []
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise not_texts(where, name, value)
    return tuple(value)
