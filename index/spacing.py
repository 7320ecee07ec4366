"""White space: what in it is an accident of layout, and what keeps two things apart."""

import re
from collections.abc import Iterable, Iterator

from index.line_breaks import glue
from index.model import Span

_HAN = r"\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_MARKS = r"，。、；：！？（）《》〈〉【】〔〕〖〗「」『』“”‘’…—·～％"
_WIDE = re.compile(rf"[{_HAN}{_MARKS}]")
_CHINESE = re.compile(rf"[{_HAN}]")
_ENDS = "。！？；：!?;:"
_RUN = re.compile(r"\s+")
_BREAK = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_MARKER = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}(?:是|要|方面|、|，)|[(（][一二三四五六七八九十0-9]{1,3}[)）]|[0-9]{1,2}[.．、]|[①-⑳]|"
    r"第[〇零一二三四五六七八九十百千0-9]{1,6}[编章节条款]|附件|附表|附：|注[:：]|其[一二三四五][，、是]|首先|其次|最后)"
)
_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十0-9]{1,3}[)）]|[0-9]{1,2}[.．、]|"
    r"第[〇零一二三四五六七八九十百千0-9]{1,6}[编章节])\s?[^，。；：！？,;\s]{2,40}$"
)
_BARE_NUMBER = re.compile(
    r"第\s?[〇零一二三四五六七八九十百千0-9\s]{1,8}[编章节条款]$|^附[件表][一二三四五六七八九十0-9]{0,2}$"
)
_FIELD = re.compile(rf"[{_HAN}]{{2,8}}\s?[:：]")
_PROSE = re.compile(r"[，。；！？]|[,;!?](?=[\u3400-\u9fff])")
_WORDS = re.compile(r"[^\s，。、；：！？,;:|]*")
_SUBJECTS = ("主题词", "主題詞", "关键词", "关键字")
_LONG = 3
_SHORTEST = 2
_SHORT_LINE = 80
_REACH = 120
_SPACED = re.compile(rf"(?:^|(?<=\s))(?:[{_HAN}]\s+)+[{_HAN}]$")
_MOTTO = 24
_MOTTO_STOP = re.compile(r"[\s，。；：！？,;“”《》|]")


def spaces(text: str, joins: Iterable[Span]) -> Iterator[tuple[Span, str]]:
    """What each run of white space becomes: nothing, one space or one newline (over `text`, in order).

    Args:
        text: the text at hand.
        joins: the runs that cut a sentence in two.
    """
    joined = {span.start for span in joins}
    for run in _RUN.finditer(text):
        span = Span(*run.span())
        if span.start == 0 or span.end == len(text):
            yield span, ""
        elif span.start in joined:
            yield span, glue(text[span.start - 1], text[span.end])
        elif _BREAK.search(run[0]):
            yield span, "\n"
        else:
            yield span, " " if _separates(text, span) else ""


def _separates(text: str, span: Span) -> bool:
    """Whether a run of spaces inside a line keeps two things apart."""
    before, after = text[span.start - 1], text[span.end]
    if "|" in (before, after) or before in _ENDS or not (_WIDE.match(before) and _WIDE.match(after)):
        return True
    left = text[max(0, span.start - _REACH) : span.start]
    left = left[left.rfind("\n") + 1 :]
    right = text[span.end : span.end + _REACH].partition("\n")[0]
    if _MARKER.match(right):
        return before not in "、（《“‘【〔"
    ahead = _WORDS.match(right)
    words = len(ahead[0]) if ahead else 0
    if left.startswith(_SUBJECTS) or _BARE_NUMBER.search(left) or (_NUMBERED.search(left) and words >= _LONG):
        return True
    if not (_CHINESE.match(before) or before in "”》）】") or not (_CHINESE.match(after) or after in "“《（【"):
        return False
    line = left + right
    if _PROSE.search(line) or len(line) > _SHORT_LINE:
        return bool(_is_fields(line) and _FIELD.match(right)) or _in_motto(text, span)
    return min(len(_words_before(left)), words) >= _SHORTEST or bool(_FIELD.match(right))


def _is_fields(line: str) -> bool:
    """Whether a line names a source, date and the like: no full stop, at least two names with a colon."""
    return "。" not in line and len(line) < 2 * _SHORT_LINE and len(_FIELD.findall(line)) >= 2


def _in_motto(text: str, span: Span) -> bool:
    """Whether a space parts the halves of a motto or title in quotation marks or brackets."""
    before, after = text[max(0, span.start - _MOTTO) : span.start], text[span.end : span.end + _MOTTO]
    opened = max(before.rfind("“"), before.rfind("《"), before.rfind("「"))
    closed = min((at for mark in "”》」" if (at := after.find(mark)) >= 0), default=-1)
    if opened < 0 or closed < 0:
        return False
    inside = before[opened + 1 :] + after[:closed]
    return len(before) - opened - 1 >= _LONG and closed >= _LONG and not _MOTTO_STOP.search(inside)


def _words_before(left: str) -> str:
    """The word before a space, from its end; 市 长 set with wide spacing is one word."""
    spaced = _SPACED.search(left)
    if spaced:
        return "".join(spaced[0].split())[::-1]
    found = _WORDS.match(left[::-1])
    return found[0] if found else ""
