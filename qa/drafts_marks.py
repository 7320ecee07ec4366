"""Marks in the text of a report: [1], ①, （青屿市人民政府，2024）, and the entries that they lead to."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from index.model import Span
from index.search_key import fold
from qa.drafts_model import CIRCLED, UNSEEN, Mark, Note, Paragraph

_ENTRY = re.compile(r"\s*[\[［【]\s*(\d{1,3})\s*[\]］】]\s*(?=\S)")
_CIRCLED_ENTRY = re.compile(rf"\s*([{CIRCLED}])\s*(?=\S)")
_LIST_TITLE = re.compile(
    r"\s*(?:参考文献|引用文献|参考资料|文献|注释|尾注|注|References|Bibliography|Notes|Sources)\s*[:：]?\s*", re.I
)
_NUMERIC = re.compile(r"[\[［]\s*(\d{1,3}(?:\s*[-–—~～,，、;；]\s*\d{1,3})*)\s*[\]］]")
_DIGEST = re.compile(r"[（(]摘编，非原文：([^（）()]{2,120})[)）]")
_AUTHOR_DATE = re.compile(r"[（(]([^（）()]{2,60}?)[，,]\s*((?:19|20)\d\d[a-z]{0,2}|\[\d{4}\])[)）]")


def is_list_title(text: str) -> bool:
    """Whether a line is the title of a reference list or of notes."""
    return _LIST_TITLE.fullmatch(text) is not None


def entry_of(text: str, in_list: bool, place: int) -> tuple[str, Note] | None:
    """The key and note that a paragraph is, if it is an entry of a list: [1] ..., ① ..., or any line of a list."""
    if found := _ENTRY.match(text):
        return f"ref:{int(found[1])}", Note(f"[{int(found[1])}]", text[found.end() :].strip())
    if found := _CIRCLED_ENTRY.match(text):
        return f"circled:{found[1]}", Note(found[1], text[found.end() :].strip())
    if in_list and text.strip():
        return f"entry:{place}", Note("", text.strip())
    return None


def find_marks(text: str, notes: Mapping[str, Note]) -> list[Mark]:
    """The marks in a paragraph that lead to any of the notes, in order."""
    marks = [*_numeric(text, notes), *_circled(text, notes), *_author_date(text, notes)]
    return sorted(marks, key=lambda mark: mark.span)


def with_marks(paragraph: Paragraph, notes: Mapping[str, Note], raised: Sequence[Span] = ()) -> Paragraph:
    """The paragraph with its marks found, and these and what is raised beside them unseen.

    What stays seen is what the paragraph says: marks are neither quoted nor taken for figures.
    """
    marks = sorted([*paragraph.marks, *find_marks(paragraph.text, notes)], key=lambda mark: mark.span)
    text = paragraph.text
    placed: list[Mark] = []
    for mark in marks:
        span = mark.span
        beside = next((r for r in raised if len(span) and (r.contains(span) or r.start == span.end)), None)
        behind = paragraph.text[span.end : beside.end].replace(UNSEEN, "") if beside else ""
        placed.append(replace(mark, behind=behind))
        end = max(span.end, beside.end) if beside else span.end
        text = text[: span.start] + UNSEEN * (end - span.start) + text[end:]
    return replace(paragraph, text=text, marks=tuple(placed))


def _numeric(text: str, notes: Mapping[str, Note]) -> Iterable[Mark]:
    for match in _NUMERIC.finditer(text):
        keys = [f"ref:{number}" for number in _numbers(match[1])]
        known = tuple(key for key in keys if key in notes)
        if known:
            yield Mark(Span(*match.span()), known, match[0])


def _numbers(text: str) -> list[int]:
    """The numbers of 1,3-5."""
    numbers: list[int] = []
    for part in re.split("[,，、;；]", text):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        if len(ends) == 2 and ends[0] < ends[1] <= ends[0] + 100:
            numbers += range(ends[0], ends[1] + 1)
        else:
            numbers += ends
    return numbers


def _circled(text: str, notes: Mapping[str, Note]) -> Iterable[Mark]:
    for match in re.finditer(f"[{CIRCLED}]", text):
        if f"circled:{match[0]}" in notes:
            yield Mark(Span(*match.span()), (f"circled:{match[0]}",), match[0])


def _author_date(text: str, notes: Mapping[str, Note]) -> Iterable[Mark]:
    for match in _AUTHOR_DATE.finditer(text):
        name, year = fold(match[1]).removesuffix("等").removesuffix(" et al.").strip(), match[2]
        keys = tuple(key for key, note in notes.items() if _begins(fold(note.text), name, year))
        if keys:
            yield Mark(Span(*match.span()), keys, match[0])
    for match in _DIGEST.finditer(text):
        keys = tuple(key for key, note in notes.items() if fold(match[1]) in fold(note.text))
        if keys:
            yield Mark(Span(*match.span()), keys, match[0])


def _begins(entry: str, name: str, year: str) -> bool:
    """Whether an entry is by an author and of a year: 青屿市人民政府，2024a. ..."""
    head = entry[:200]
    at = head.find(year)
    return head.startswith(name) and at > 0 and head[at + len(year) : at + len(year) + 1] in ("", ".", "，", ",", "。")
