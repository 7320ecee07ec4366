"""The clause of a sentence that something stands in."""

from index.model import Span


def clause(text: str, span: Span) -> str:
    """The clause around a span: out to the nearest comma, semicolon or stop on either side."""
    stops = "，,；;。！？!?、\n"
    start = max(text.rfind(stop, 0, span.start) for stop in stops) + 1
    ends = [at for stop in stops if (at := text.find(stop, span.end)) >= 0]
    return text[start : min(ends, default=len(text))]
