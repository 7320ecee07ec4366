"""Tables in Markdown, and how figures stand in them."""

from collections.abc import Sequence

from eval.compare import Difference
from eval.table import Interval


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def score(value: Interval | None) -> str:
    """A measure with its interval; empty where it could not be computed."""
    return f"{value.value:.3f} [{value.low:.3f}, {value.high:.3f}]" if value else ""


def gain(difference: Difference | None) -> str:
    """A difference with its interval; empty where there is nothing to compare with."""
    if difference is None:
        return ""
    return f"{difference.difference:+.3f} [{difference.low:+.3f}, {difference.high:+.3f}]"
