"""Line breaks: which of them cut a sentence or a word in two, and which end a paragraph, heading, item or row."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import east_asian_width

from index.model import Span

_HAN = r"\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_OPEN_END = re.compile(rf"[{_HAN}A-Za-z，、,（(《〈“‘]$")
_CONTINUES = re.compile(rf"[{_HAN}0-9a-z“‘（《]")
_STOP = re.compile(r"[。；！？;]")
_TERMINAL = re.compile(r"[。！？；：…!?;:]['\"”’」』）)》]*$")
_MARKER = re.compile(
    r"\s*(?:[一二三四五六七八九十〇]{1,4}(?:[、.．]|是|要)|[(（〔][一二三四五六七八九十0-9０-９]{1,3}[)）〕]|"
    r"[0-9０-９]{1,3}(?:[、．]|[.](?![0-9])|[.][0-9]{1,2}(?:[.][0-9]{1,2})?\s)|[0-9]{1,2}[)）]|[①-⑳⑴-⒛]|"
    r"第[〇零一二三四五六七八九十百千0-9]{1,6}[编篇章节条款](?![规之])|附件|附表|附录|附[:：]|注[:：]|备注|抄送|主题词|"
    r"[#>|]|[-*+•·●■◆★☆▲※]\s*\S|问[:：]|答[:：]|Q[:：]|A[:：])"
)
_HEADED = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十0-9]{1,3}[)）]|[0-9]{1,2}[.．、]|第[^条]{1,6}[编章节])"
)
_FIELD = re.compile(rf"\s*[{_HAN}/ \u3000]{{2,10}}[:：]")
_PROSE = re.compile(r"[，。；、]|[,;](?=[\u3400-\u9fff])")
_COMMAS = "，、,（(《〈“‘"
_SHORT, _LONG, _TITLE = 18, 40, 60
_SAMPLE = 200_000
_FULL_SLACK = 6
_NARROWEST, _WIDEST = 36, 160


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with text: where it stands, whether it is indented, whether an empty line comes before it."""

    start: int
    text: str
    indented: bool
    after_blank: bool
    fixed: bool
    width: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def broken_lines(text: str, fixed: Sequence[Span], paged: bool) -> Iterator[Span]:
    """The white space between two lines that belong together, in order.

    Args:
        text: the text at hand.
        fixed: headings, rows and notes, which never join anything; in order.
        paged: whether the lines come from printed pages, where an empty line ends a paragraph.
    """
    lines = _lines(text, fixed)
    full = None if paged else _full_width(lines)
    for one, two in pairwise(lines):
        if _belong(one, two, paged, full) or (full is None and not paged and _cut_in_two(one, two, text)):
            yield Span(one.end, two.start)


def glue(before: str, after: str) -> str:
    """What joins two halves of a sentence: a space between Latin words, nothing beside Chinese or inside a number."""
    latin = before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
    return " " if latin and not (before.isdigit() and after.isdigit()) else ""


def _lines(text: str, fixed: Sequence[Span]) -> list[_Line]:
    lines: list[_Line] = []
    done = 0
    spans = iter(fixed)
    span = next(spans, None)
    for found in _LINE.finditer(text):
        words = found[0].strip()
        if not words:
            continue
        start = found.start() + len(found[0]) - len(found[0].lstrip())
        while span is not None and span.end <= start:
            span = next(spans, None)
        gap = text[done:start]
        breaks = gap.replace("\r\n", "\n")
        lines.append(
            _Line(
                start,
                words,
                start - found.start() >= 2,
                sum(1 for c in breaks if c in "\n\r\u2028\u2029\x85") > 1,
                words.endswith("|") or words.startswith("|") or (span is not None and span.start < start + len(words)),
                sum(2 if east_asian_width(c) in "WFA" else 1 for c in words),
            )
        )
        done = start + len(words)
    return lines


def _full_width(lines: Sequence[_Line]) -> int | None:
    """The width, in half-width columns, at which the lines were wrapped; None where they were not.

    Wrapped text shows many lines of almost the same, greatest width, most of them cut before the sentence ends.
    """
    running = [line for line in lines if not line.fixed and line.width >= _NARROWEST]
    if len(running) < 6:
        return None
    widths = sorted(line.width + 4 * line.indented for line in running)
    full = widths[int(len(widths) * 0.8)]
    near = [line for line in running if abs(line.width + 4 * line.indented - full) <= _FULL_SLACK]
    cut = [line for line in near if not _TERMINAL.search(line.text)]
    over = sum(1 for width in widths if width > full + _FULL_SLACK)
    if full <= _WIDEST and len(near) * 2 >= len(running) and len(cut) * 2 >= len(near) and over * 20 <= len(running):
        return full
    return None


def _belong(one: _Line, two: _Line, paged: bool, full: int | None) -> bool:
    if one.fixed or two.fixed or one.text.startswith("#"):
        return False
    ended = bool(_TERMINAL.search(one.text))
    marked = bool(_MARKER.match(two.text))
    if paged:
        return not two.after_blank and not (ended and marked)
    if full is not None:
        reaches = one.width + 4 * one.indented >= full - _FULL_SLACK
        return reaches and not two.indented and not two.after_blank and not (ended and marked) and not _is_field(two)
    return False


def _cut_in_two(one: _Line, two: _Line, text: str) -> bool:
    """Whether a sentence of a text with a line a paragraph was cut: running text without an end, then more of it.

    After a comma, or inside a title in brackets, that is plain; else a word must lie across the break, for some
    authors leave out the last full stop.
    """
    if one.fixed or two.fixed or one.text.startswith("#") or _TERMINAL.search(one.text) or _MARKER.match(two.text):
        return False
    if _closes(one.text, two.text):
        return True
    if one.text[:3] == two.text[:3]:
        return False  # items of a list without marks
    if len(one.text) < _SHORT or not _PROSE.search(one.text) or two.indented or _is_field(two):
        return False
    if _HEADED.match(one.text) and not _STOP.search(one.text):
        return False  # a long heading
    if len(one.text) >= _LONG and two.text[0] in "，。；、：！？”’）》】,;:!?)":
        return True
    if not _OPEN_END.search(one.text) or not (_PROSE.search(two.text) or _TERMINAL.search(two.text)):
        return False
    if not _CONTINUES.match(two.text):
        return False
    if one.text[-1] in _COMMAS:
        return True
    left, right = _words_at(one.text[-8:], two.text[:8])
    if left is None:
        return True
    torn = len(one.text) >= _LONG and 1 in (len(left), len(right))
    return torn and text.find(one.text[-1] + two.text[0], 0, _SAMPLE) >= 0


def _closes(one: str, two: str) -> bool:
    """Whether the second line closes the title in brackets that the first left open."""
    opened = one.rfind("《")
    if opened <= one.rfind("》") or len(one) - opened > _TITLE:
        return False
    closed = two.find("》")
    return 0 <= closed <= _TITLE and "《" not in two[:closed]


def _words_at(before: str, after: str) -> tuple[str | None, str]:
    """The words of the dictionary on either side of the break; None and the word where one lies across it."""
    import rjieba

    at, last = 0, ""
    for word in rjieba.cut(before + after):
        if at == len(before):
            return last, word
        if at + len(word) > len(before):
            return None, word
        at, last = at + len(word), word
    return last, ""


def _is_field(line: _Line) -> bool:
    return len(line.text) < 2 * _LONG and bool(_FIELD.match(line.text))
