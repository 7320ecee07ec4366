"""Characters that were lost or replaced before we got the file: found and marked, never guessed."""

import re
from collections.abc import Iterator

from index.furniture import simplified
from index.model import Span
from index.mojibake import mojibake, shifted_around

_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_REPLACED = re.compile("[\ufffd\x80-\x84\x86-\x9f]+")
_MARKS = re.compile(r"\?+")
_READING = re.compile(r"[a-zA-Z]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]*\)")
_PRIVATE = re.compile(rf"(?<=[{_HAN}])[\ue000-\uf8ff]+(?=[{_HAN}])")
_ASKS = re.compile(
    r"吗|呢|么|什|怎|如何|哪|谁|几|多少|多久|多大|多长|多高|为何|何时|何地|何种|何为|何谓|是否|能否|可否|有无|有没有|是不是|能不能|可不可以|要不要|吧|啥"
)
_TRADITIONAL = 10
_ADDRESS = re.compile(r"[!-~]+$")
_NEAR = 5
_MANY = 20_000
_SOUND = re.compile(r"[\s0-9A-Za-z]")
_CLAUSE = re.compile(r"[^。！？!?\n|]*$")
_BEFORE = re.compile(rf"[{_HAN}\d》”）)%，、。；：,;:]$")
_AFTER = re.compile(rf"[{_HAN}\d！，。、；：!,;:)）]")
_FIGURE_AFTER = re.compile(
    r"[\d.,，．０-９]*\d?[%％‰]?[十百千万亿萬億]*[多余餘]?(?:元|平方米|平方公里|公里|家|个|個|名|人|套|项|項|年|月|日|期|次|件|亩|畝|倍|位|条|條)?"
)
_FIGURE_BEFORE = re.compile(r"[\d０-９][\d.,，．０-９]*$")


def damaged_spans(text: str) -> list[Span]:
    """Stretches of the text that are not what the author wrote, in order, not overlapping.

    A figure that touches a lost character is part of the stretch, with its unit: its digits cannot be trusted.
    """
    plain = simplified(text)
    changed = sum(1 for one, other in zip(text, plain, strict=True) if one != other)
    traditional = changed * _TRADITIONAL > len(text)
    found = [*_replaced(text), *_lone_marks(plain)]
    if len(found) < _MANY:
        found = [shifted_around(text, span, traditional) for span in found]
    found += mojibake(text, traditional)
    private = [Span(*match.span()) for match in _PRIVATE.finditer(text)]
    if len(private) < _MANY:
        around = [shifted_around(text, span, traditional) for span in private]
        found += [wide for span, wide in zip(private, around, strict=True) if found or len(wide) > len(span)]
    return _joined(text, sorted(_with_figures(text, span) for span in found))


def _replaced(text: str) -> Iterator[Span]:
    for found in _REPLACED.finditer(text):
        yield Span(*found.span())


def _lone_marks(plain: str) -> Iterator[Span]:
    """Question marks that stand for lost bytes: in the middle of a statement, or before a torn-off reading."""
    for found in _MARKS.finditer(plain):
        start, end = found.span()
        torn = _READING.match(plain, end)
        if torn:
            yield Span(start, torn.end())
        elif (
            _BEFORE.search(plain[max(0, start - 1) : start])
            and _AFTER.match(plain, end)
            and not _in_address(plain, start)
        ):
            clause = _CLAUSE.search(plain[max(0, start - 60) : start])
            if clause is None or not _ASKS.search(clause[0]):
                yield Span(start, end)


def _in_address(plain: str, at: int) -> bool:
    """Whether a question mark begins the query of a web address."""
    before = _ADDRESS.search(plain[max(0, at - 120) : at])
    return before is not None and ("/" in before[0] or "www." in before[0])


def _with_figures(text: str, span: Span) -> Span:
    before = _FIGURE_BEFORE.search(text[max(0, span.start - 20) : span.start])
    start = span.start - len(before[0]) if before else span.start
    after = _FIGURE_AFTER.match(text, span.end)
    touches = (after is not None and bool(re.match(r"[\d０-９.．]", after[0]))) or (
        before is not None and after is not None
    )
    return Span(start, after.end() if touches and after is not None else span.end)


def _joined(text: str, spans: list[Span]) -> list[Span]:
    """Spans that overlap as one, and those so near that what lies between was shifted too."""
    joined: list[Span] = []
    for span in spans:
        between = text[joined[-1].end : span.start] if joined else ""
        if joined and len(between) <= _NEAR and not _SOUND.search(between):
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
