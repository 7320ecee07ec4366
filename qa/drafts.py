"""Reports that people write: their paragraphs, notes, marks and quotations, read from Word, Markdown and plain text."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from index.errors import ExportError, ReadError
from index.model import Span
from index.readers.limits import MAX_FILE_BYTES
from index.sentences import sentences
from qa.drafts_model import UNSEEN, Draft, Mark, Paragraph, Quotation
from qa.drafts_text import read_text_draft
from qa.drafts_word import read_word_draft

SUFFIXES = (".docx", ".md", ".txt")
MAX_CHARACTERS = 2_000_000
"""Longest report: about two thousand pages."""

_PAIRS = {"“": "”", "「": "」", "『": "』", "〝": "〞"}
_ENDED = re.compile(r"[。！？!?][”’」』）)\]\s]*\Z")
_TITLE = re.compile(r"《[^《》\n]{4,120}》")
_STRAIGHT = re.compile('["＂]([^"＂\n]+)["＂]')
_CLOSERS = f" \t\n\u3000”’」』）)】》{UNSEEN}"


def read_draft(path: Path) -> Draft:
    """Reads a report.

    Raises:
        ExportError: in one sentence, if it cannot be read.
    """
    data = draft_bytes(path)
    try:
        draft = read_word_draft(path, data) if path.suffix.lower() == ".docx" else read_text_draft(path, data)
    except ReadError as error:
        raise ExportError(f"{path}: {error}", zh=f"{path}：{error.zh}") from error
    length = sum(len(paragraph.text) for paragraph in draft.paragraphs)
    if length > MAX_CHARACTERS:
        raise ExportError(
            f"{path}: the report has {length:,} characters, at most {MAX_CHARACTERS:,} are read; split it",
            zh=f"{path}：报告有 {length:,} 字，上限为 {MAX_CHARACTERS:,} 字，请拆分",
        )
    if not any(paragraph.text.strip(f"{UNSEEN} \n\t") for paragraph in draft.paragraphs):
        raise ExportError(f"{path}: the report has no text", zh=f"{path}：报告没有文字")
    return draft


def draft_bytes(path: Path) -> bytes:
    """The bytes of a report of a kind that is read.

    Raises:
        ExportError: if it is of another kind, too large, or cannot be opened.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        old = suffix in (".doc", ".wps", ".rtf", ".odt")
        hint = "save it as .docx first" if old else "give a .docx, .md or .txt file"
        hint_zh = "请先另存为 .docx" if old else "请提供 .docx、.md 或 .txt 文件"
        kind = suffix or "without suffix"
        raise ExportError(
            f"{path}: {kind} is not read; {hint}", zh=f"{path}：不支持 {suffix or '无后缀'} 格式，{hint_zh}"
        )
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            limit = MAX_FILE_BYTES >> 20
            raise ExportError(f"{path}: over {limit} MB; split it", zh=f"{path}：超过 {limit} MB，请拆分")
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ExportError(f"{path}: cannot be opened: {reason}", zh=f"{path}：无法打开：{reason}") from error


def quotations(paragraph: Paragraph) -> list[Quotation]:
    """What a paragraph quotes, in order: the whole of it where it is set as a quotation, else what stands in marks.

    A quotation inside another belongs to it, and what a title 《…“…”…》 has in marks is a part of the title.
    """
    text = paragraph.text
    if paragraph.quoted:
        span = _own_words(text)
        return [Quotation(span, _plain(text[span.start : span.end]), block=True)] if len(span) else []
    spans = list(_in_pairs(text))
    for match in _STRAIGHT.finditer(text):
        inner = Span(*match.span(1))
        if not any(inner.overlaps(span) for span in spans):
            spans.append(inner)
    titles = [Span(*match.span()) for match in _TITLE.finditer(text)]
    return [
        Quotation(span, _plain(text[span.start : span.end]))
        for span in sorted(spans)
        if len(span) and not any(title.contains(span) for title in titles)
    ]


def sentence_spans(paragraph: Paragraph, *, whole: bool = False) -> list[Span]:
    """The sentences of a paragraph; each reaches to where the next begins, so that marks behind its end are in it.

    Very long ones are divided at ；, unless they are wanted `whole`.
    """
    text = paragraph.text
    # A line broken inside a paragraph ends no sentence.
    starts = [span.start for span in sentences(text.replace("\n", UNSEEN), Span(0, len(text)))]
    if whole:
        starts = [start for start in starts if start == starts[0] or _ENDED.search(text, max(0, start - 12), start)]
    # A mark right behind the full stop belongs to the sentence that the full stop ends.
    starts = [_behind_marks(paragraph, start) for start in starts]
    if not starts:
        return [Span(0, len(text))]
    starts = [0, *starts[1:], len(text)]
    return [Span(start, end) for start, end in pairwise(starts) if start < end]


def _behind_marks(paragraph: Paragraph, start: int) -> int:
    moved = True
    while moved:
        moved = False
        for mark in paragraph.marks:
            if mark.span.start <= start < mark.span.end:
                start, moved = mark.span.end, True
    return start


def cited_by(paragraph: Paragraph, span: Span, sentence: Span) -> tuple[Mark, ...]:
    """The marks for words of a sentence: the next behind them, with those beside it, else the last before."""
    marks = [mark for mark in paragraph.marks if _belongs(mark.span, sentence)]
    behind = [mark for mark in marks if mark.span.start >= span.end]
    if behind:
        return tuple(_together(paragraph.text, behind))
    before = [mark for mark in marks if mark.span.end <= span.start]
    return tuple(reversed(list(_together(paragraph.text, before[::-1]))))


def _belongs(mark: Span, sentence: Span) -> bool:
    if len(mark):
        return sentence.start <= mark.start and mark.end <= sentence.end
    return sentence.start < mark.start <= sentence.end or mark.start == sentence.start == 0


def _together(text: str, marks: Sequence[Mark]) -> Iterator[Mark]:
    """The first of the marks and those that stand beside it without words between."""
    last: Mark | None = None
    for mark in marks:
        if last is not None:
            low, high = sorted((last.span, mark.span))
            if text[low.end : high.start].strip(f"{_CLOSERS}，,、"):
                return
        yield mark
        last = mark


def _in_pairs(text: str) -> Iterator[Span]:
    """What stands between matching quotation marks, outermost pairs only; a mark without its mate is passed over."""
    opened: list[tuple[str, int]] = []
    outermost: list[Span] = []
    for i, character in enumerate(text):
        if character in _PAIRS:
            opened.append((_PAIRS[character], i))
        elif any(closer == character for closer, _ in opened):
            while opened[-1][0] != character:
                opened.pop()
            _, start = opened.pop()
            found = Span(start + 1, i)
            outermost = [span for span in outermost if not found.contains(span)]
            outermost.append(found)
    yield from outermost


def _own_words(text: str) -> Span:
    """A block quotation without quotation marks around it and without a line that names whose words they are."""
    end = len(text)
    attribution = re.search(r"\n[^\n]{0,40}?——[^\n]{1,60}$", text)
    if attribution:
        end = attribution.start()
    start = 0
    blank = f" \t\n\u3000{UNSEEN}"
    while start < end and text[start] in blank:
        start += 1
    while end > start and text[end - 1] in blank:
        end -= 1
    if end - start > 1 and text[start] in _PAIRS and text[end - 1] == _PAIRS[text[start]]:
        start, end = start + 1, end - 1
    return Span(start, end)


def _plain(text: str) -> str:
    return text.replace(UNSEEN, "")
