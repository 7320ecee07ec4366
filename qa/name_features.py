"""What a candidate for a name is described by: what stands around it, how near the question's words, its own shape."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import rjieba

from index.model import Span
from index.places import find_places
from index.search_key import fold
from qa.matching import Term
from qa.name_asked import FUNCTION, ROLES, Asked

FEATURES = (
    "before",
    "before_two",
    "after",
    "after_two",
    "head",
    "head_last",
    "head_near",
    "quoted",
    "quoted_name",
    "quoted_other",
    "asked",
    "beside",
    "clause",
    "opens",
    "starts",
    "ends",
    "led",
    "body",
    "person_asked",
    "located",
    "located_asked",
    "digits",
    "figure_asked",
    "length",
    "character",
    "noun_last",
    "verb_last",
    "verb",
    "function",
    "number_first",
    "rare",
    "again",
    "anchored",
    "governed",
    "role",
    "listed",
    "bracketed",
    "latin",
    "owner",
    "owned",
    "short",
    "long",
)
"""What a candidate is described by; `Sentence.describe` makes them in this order."""

MOST_CHARACTERS = 24
_MOST_WORDS = 9

_STOPS = frozenset("，。；！？：、,;!?:\n|（）()【】")
_MARKS = frozenset('“”"‘’「」『』《》')


_WORDS = re.compile(r"[A-Za-z0-9][A-Za-z0-9&'+.·\-]*|[\u4e00-\u9fff]+|.", re.S)
_BODY = re.compile(
    r"(?:局|委|办|部|厅|院|会|中心|公司|集团|银行|园区|开发区|高新区|政府|大学|学校|组|处|队|社|署|馆|站|店|厂|企业)$"
)
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾"
    "夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
)
_LEADS = tuple("由是叫为即如在于与和同向请聘成作称获以对给到入从：:|")
_JOINED = re.compile(r"[由在向与和对从给][省市区县镇乡园各]")
INSIDE_MARKS = re.compile(r"[“「『《](?P<name>[^“”「」『』《》]{1,30})[”」』》]")
_TITLE = re.compile(r"《[^《》]{1,30}》")


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str
    tag: str


class Sentence:
    """One sentence, with all that candidates are described by."""

    def __init__(self, asked: Asked, text: str, terms: Sequence[Term], weigh: Callable[[str], float]) -> None:
        self._asked = asked
        self._raw = text
        self._text = fold(text)
        self._weigh = weigh
        self._words = _tagged(text)
        self._starts = {word.start: n for n, word in enumerate(self._words)}
        self._ends = {word.end: n for n, word in enumerate(self._words)}
        self._places = {(mention.span.start, mention.span.end) for mention in find_places(text)}
        self._occurrences = list(_occurrences(terms, self._text))
        self._total = sum(term.weight for term in terms) or 1.0

    def spans(self) -> list[Span]:
        """The candidates, in the order of their places."""
        found: set[tuple[int, int]] = set()
        for n, first in enumerate(self._words):
            if first.text in _STOPS | _MARKS | FUNCTION or first.text.isspace():
                continue
            for last in self._words[n : n + _MOST_WORDS]:
                if last.text in _STOPS | _MARKS or last.end - first.start > MOST_CHARACTERS:
                    break
                if last.text not in FUNCTION:
                    found.add((first.start, last.end))
        found |= {match.span("name") for match in INSIDE_MARKS.finditer(self._raw)}
        found |= {match.span() for match in _TITLE.finditer(self._raw)}
        return [Span(*each) for each in sorted(found)]

    def describe(self, span: Span) -> tuple[float, ...]:
        """The features of one candidate, in the order of `FEATURES`."""
        return (
            *self._context(span),
            *self._nearness(span),
            *self._shape(span),
            *self._wording(span),
            *self._bearings(span),
        )

    def _context(self, span: Span) -> tuple[float, ...]:
        """Whether what stands around is what stands around the question word."""
        asked, name = self._asked, self._text[span.start : span.end]
        before = self._text[max(span.start - 4, 0) : span.start].rstrip("“《「『")
        after = self._text[span.end : span.end + 4].lstrip("”》」』")
        marked = self._raw[span.start - 1 : span.start] in tuple("“「『《") and self._raw[
            span.end : span.end + 1
        ] in tuple("”」』》")
        around = (self._text[span.end : span.end + len(asked.head)], self._text[: span.start][-len(asked.head) :])
        return (
            float(bool(asked.before) and before.endswith(asked.before[-1:])),
            float(len(asked.before) > 1 and before.endswith(asked.before[-2:])),
            float(bool(asked.after) and after.startswith(asked.after[:1])),
            float(len(asked.after) > 1 and after.startswith(asked.after[:2])),
            float(bool(asked.head) and name.endswith(asked.head)),
            float(bool(asked.head) and name.endswith(asked.head[-1])),
            float(bool(asked.head) and asked.head in around),
            float(marked),
            float(marked and asked.kind == "name"),
            float(marked and asked.kind in ("definition", "other")),
            _shared(name, asked.key),
        )

    def _nearness(self, span: Span) -> tuple[float, ...]:
        """How near the question's words stand, and how many in the same clause."""
        start, end = self._clause(span)
        opening = self._raw[max(span.start - 1, 0) : span.start]
        closing = self._raw[span.end : span.end + 1]
        led = self._text[max(span.start - 4, 0) : span.start].rstrip("“《「『").endswith(_LEADS)
        return (
            self._share(span.start - 12, span.end + 12, span),
            self._share(start, end, span),
            float(span.start == start),
            float(span.start == start or opening == "、"),
            float(span.end == end or closing == "、"),
            float(led),
        )

    def _shape(self, span: Span) -> tuple[float, ...]:
        """What kind of name it looks like, alone and where that kind is asked for."""
        name, kind = self._text[span.start : span.end], self._asked.kind
        person = "·" in name or (2 <= len(name) <= 4 and name[0] in SURNAMES)
        located = (span.start, span.end) in self._places
        digits = any(character.isdigit() for character in name)
        return (
            float(bool(_BODY.search(name))),
            float(person and (kind == "person" or self._asked.who)),
            float(located),
            float(located and kind == "place"),
            float(digits),
            float(digits and kind in ("name", "body", "person", "place")),
            len(name) / 12,
        )

    def _wording(self, span: Span) -> tuple[float, ...]:
        """What words it is made of."""
        name = self._text[span.start : span.end]
        first, last = self._starts.get(span.start), self._ends.get(span.end)
        words = self._words[first : last + 1] if first is not None and last is not None else []
        tags = [word.tag for word in words] or ["x"]
        weights = [self._weigh(word.text) for word in words if len(word.text) > 1] or [2.0]
        return (
            float(len(name) == 1),
            float(tags[-1][0] == "n" or tags[-1] in ("eng", "l", "i", "j")),
            float(tags[-1][0] == "v"),
            float(any(tag[0] == "v" for tag in tags)),
            float(any(tag[0] in "dpcur" for tag in tags)),
            float(tags[0][0] in "mq"),
            sum(weights) / len(weights) / 8,
            float(self._text.count(name) > 1),
        )

    def _bearings(self, span: Span) -> tuple[float, ...]:
        """Whether what the question says right before and behind its question word stands beside."""
        asked = self._asked
        start, end = self._clause(span)
        before, after = (
            self._text[max(start, span.start - 10) : span.start],
            self._text[span.end : min(end, span.end + 10)],
        )
        return (
            float(bool(asked.anchor) and asked.anchor in before[-len(asked.anchor) - 3 :]),
            float(any(word in after for word in asked.governing)),
            float(before.rstrip("“《「『").endswith(ROLES.get(asked.role, ("\0",)))),
            float("、" in self._text[span.start : span.end]),
            float(self._text.rfind("(", start, span.start) > self._text.rfind(")", start, span.start)),
            float(sum(c.isascii() and c.isalpha() for c in self._text[span.start : span.end]) > len(span) / 2),
            float(self._text[span.end : span.end + 1] == "的"),
            float(self._text[span.start - 1 : span.start] == "的"),
            float(len(span) <= 2),
            float(len(span) > 12),
        )

    def _clause(self, span: Span) -> tuple[int, int]:
        stops = "，；。！？,;|\n"
        start = max(self._text.rfind(stop, 0, span.start) for stop in stops) + 1
        ends = [at for stop in stops if (at := self._text.find(stop, span.end)) >= 0]
        return start, min(ends, default=len(self._text))

    def _share(self, start: int, end: int, span: Span) -> float:
        """The share of the question's words that stand from `start` to `end`, outside the candidate."""
        inside = {
            term.key: term.weight
            for at, to, term in self._occurrences
            if at >= start and to <= end and not (at >= span.start and to <= span.end)
        }
        return sum(inside.values()) / self._total


def _tagged(text: str) -> list[_Word]:
    """The words of a text with their parts of speech, as jieba tags them."""
    words: list[_Word] = []
    for match in _WORDS.finditer(text):
        at = match.start()
        if "\u4e00" <= match[0][0] <= "\u9fff":
            for word, tag in _parted(rjieba.tag(match[0])):
                words.append(_Word(at, at + len(word), word, tag))
                at += len(word)
        else:
            words.append(_Word(at, match.end(), match[0], "eng" if match[0][0].isalnum() else "x"))
    return words


def _parted(tagged: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    """The words, with a preposition taken from the rank of a place that jieba joins it to (由市, 在区)."""
    for word, tag in tagged:
        if _JOINED.fullmatch(word):
            yield word[0], "p"
            yield word[1], "n"
        else:
            yield word, tag


def _occurrences(terms: Sequence[Term], text: str) -> Iterable[tuple[int, int, Term]]:
    """Where the question's words stand, whole, by a synonym, or by two of their characters."""
    for term in terms:
        keys = [term.key, *term.alternatives]
        if len(term.key) > 2:
            keys += [term.key[n : n + 2] for n in range(len(term.key) - 1)]
        for key in keys:
            for match in re.finditer(re.escape(key), text):
                yield match.start(), match.end(), term


def _shared(name: str, question: str) -> float:
    """The share of a name's pairs of characters that stand in the question."""
    pairs = [name[n : n + 2] for n in range(len(name) - 1)] or [name]
    return sum(pair in question for pair in pairs) / len(pairs)
