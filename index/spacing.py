"""White space: what in it is an accident of layout, and what keeps two things apart."""

import re
from collections.abc import Iterator, Sequence

from index.model import Span

_HAN = r"\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_MARKS = r"，。、；：！？（）《》〈〉【】〔〕〖〗「」『』“”‘’…—·～％"
_WIDE = re.compile(rf"[{_HAN}{_MARKS}]")
_CHINESE = re.compile(rf"[{_HAN}]")
_ENDS = "。！？；：!?;:"
_RUN = re.compile(r"\s+")
_MARKER = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}(?:是|要|方面|、|，)|[(（][一二三四五六七八九十0-9]{1,3}[)）]|[0-9]{1,2}[.．、]|[①-⑳]|"
    r"第[〇零一二三四五六七八九十百千0-9]{1,6}[编章节条款]|附件|附表|附：|注[:：]|其[一二三四五][，、是]|首先|其次|最后)"
)
_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十0-9]{1,3}[)）]|[0-9]{1,2}[.．、]|"
    r"第[〇零一二三四五六七八九十百千0-9]{1,6}[编章节条款])[^，。；：！？,;]{0,40}$"
)
_PROSE = re.compile(r"[，。；！？]|[,;!?](?=[\u3400-\u9fff])")
_WORDS = re.compile(r"[^\s，。、；：！？,;:|]*")
_LONG = 3


def spaces(text: str, tables: Sequence[Span]) -> Iterator[tuple[Span, str]]:
    """What each run of white space becomes: nothing, one space or one newline (over `text`, in order)."""
    lines: dict[str, bool] = {}
    for run in _RUN.finditer(text):
        span = Span(*run.span())
        if span.start == 0 or span.end == len(text):
            yield span, ""
        elif "\n" in run[0] or "\r" in run[0] or "\u2028" in run[0] or "\u2029" in run[0]:
            yield span, "\n"
        elif _separates(text, span, lines):
            yield span, " "
        else:
            yield span, ""


def _separates(text: str, span: Span, lines: dict[str, bool]) -> bool:
    """Whether a run of spaces inside a line keeps two things apart."""
    before, after = text[span.start - 1], text[span.end]
    if before == "|" or after == "|":
        return True
    if not (_WIDE.match(before) and _WIDE.match(after)):
        return True
    if before in _ENDS:
        return True
    left = text[max(0, span.start - 60) : span.start]
    left = left[left.rfind("\n") + 1 :]
    if _MARKER.match(text, span.end) or _NUMBERED.search(left):
        return before not in "、（《“‘【〔"
    if not (_CHINESE.match(before) or before in "”》）】") or not (_CHINESE.match(after) or after in "“《（【"):
        return False
    if len(_words_before(left)) < _LONG or len(_WORDS.match(text, span.end)[0]) < _LONG:  # type: ignore[index]
        return False
    line = text[text.rfind("\n", 0, span.start) + 1 : (text + "\n").find("\n", span.end)]
    return len(line) < 80 and not _PROSE.search(line)


def _words_before(left: str) -> str:
    return _WORDS.match(left[::-1])[0]  # type: ignore[index]
