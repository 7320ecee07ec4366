"""Clauses of a sentence: the one that something stands in, and the one that only announces what follows."""

from index.model import Span


def clause(text: str, span: Span) -> str:
    """The clause around a span: out to the nearest comma, semicolon or stop on either side."""
    stops = "，,；;。！？!?、\n"
    start = max(text.rfind(stop, 0, span.start) for stop in stops) + 1
    ends = [at for stop in stops if (at := text.find(stop, span.end)) >= 0]
    return text[start : min(ends, default=len(text))]


def announces(text: str) -> bool:
    """Whether a sentence only announces what follows, as one that ends in 下列条件： does."""
    return text.rstrip().endswith(("：", ":"))
