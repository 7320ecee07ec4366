"""Cleaning: from the raw text of a file to the text that is cut, indexed and quoted.

It only leaves characters out, or turns a run of white space into one space or newline; every other clean character is
the raw one at its mapped position. What was lost in the file is marked, never guessed.
"""

import re
from collections.abc import Iterator

from index.damage import damaged_spans
from index.draft import Draft
from index.furniture import furniture_lines, furniture_parts
from index.line_breaks import broken_lines
from index.model import CleanText, Extract, OffsetMap, Span
from index.pinyin import pinyin_brackets
from index.spacing import spaces

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ue000-\uf8ff"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff\ud800-\udfff]+"
)


def visible(text: str) -> str:
    """A text without controls, zero-width and direction characters, which show nothing or something else."""
    return _INVISIBLE.sub("", text)


def clean(extract: Extract) -> CleanText:
    """The clean text of an extract, its map to the raw one, and the stretches that were damaged before we read it."""
    draft = Draft(extract.raw)
    draft.leave_out(_merged([_whole_line(extract.raw, mark.span) for mark in extract.marks if mark.kind == "skip"]))
    draft.leave_out(pinyin_brackets(draft.text))
    damaged = [draft.raw_span(span) for span in damaged_spans(draft.text)]
    draft.leave_out(Span(*found.span()) for found in _INVISIBLE.finditer(draft.text))
    draft.leave_out(furniture_lines(draft.text))
    draft.leave_out(furniture_parts(draft.text))
    fixed = draft.spans_of(mark for mark in extract.marks if mark.kind != "skip")
    draft.rewrite(spaces(draft.text, broken_lines(draft.text, fixed, bool(extract.pages))))
    return _finished(draft, damaged)


def _whole_line(raw: str, span: Span) -> Span:
    """A span with the line break behind it, where it fills its line: what is left must not show an empty line."""
    alone = span.start == 0 or raw[span.start - 1] == "\n"
    return Span(span.start, span.end + 1) if alone and raw[span.end : span.end + 1] == "\n" else span


def _finished(draft: Draft, damaged: list[Span]) -> CleanText:
    back = draft.offset_map()
    spans = sorted(_visible(back, span) for span in damaged)
    return CleanText(draft.text, back, tuple(span for span in _merged(spans) if span))


def _visible(back: OffsetMap, raw: Span) -> Span:
    """The clean span of a raw one; where all of it was left out, the characters on either side."""
    span = back.clean_span(raw)
    return span if span else Span(max(0, span.start - 1), min(back.length, span.end + 1))


def _merged(spans: list[Span]) -> Iterator[Span]:
    """Spans in order, joined where they touch."""
    last: Span | None = None
    for span in spans:
        if last is not None and span.start <= last.end:
            last = Span(last.start, max(last.end, span.end))
        else:
            if last is not None:
                yield last
            last = span
    if last is not None:
        yield last
