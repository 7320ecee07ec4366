"""A question understood: made complete from the history, with the places, years and kind of answer it names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Literal

from index.dates import years
from index.model import Span
from index.named_places import find_named_places, is_origin
from index.places import PlaceMention, find_places_by_pinyin, short_name
from index.search_key import fold
from qa.coverage import Coverage
from qa.dialogue import complete
from qa.expected import Expected, expected
from qa.follow_up import asks

MAX_CHARACTERS = 500
"""A longer question is refused: it is a document, not a question."""

_HAN = re.compile(r"[\u3400-\u9fff]")
_QUOTED = re.compile(r"[“\"《][^”\"》]*[”\"》]")
_ASKED_IN_CHINESE = re.compile("吗|呢|什么|多少|哪|谁|几|怎|如何|是否|何时")
_ASKED_IN_ENGLISH = re.compile(
    r"\b(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|can|could|has|have|had"
    r"|the|of|in|on|for|and|compare|list|name|tell)\b",
    re.IGNORECASE,
)
_ENGLISH_WORD = re.compile(r"[A-Za-z][a-z]+")
_CLAUSE_END = re.compile("，(?:如果)?|[?？] ")


@dataclass(frozen=True, slots=True)
class AskedPlace:
    """A place that a question names: as it stands there, and the places of the corpus that it means.

    `known` is empty where no document is about it; `paths` are all places of that name.
    """

    name: str
    span: Span
    paths: tuple[str, ...]
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asks.

    Attributes:
        text: as asked.
        standalone: made complete from the history; the same as `text` where it stands alone.
        language: of the question, for our own words in the answer.
        expected: the kind of answer it wants.
        asked_places: the places it names, in order.
        years: the years it names, in order.
    """

    text: str
    standalone: str
    language: Literal["zh", "en"]
    expected: Expected
    asked_places: tuple[AskedPlace, ...] = ()
    years: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[str, ...]:
        """Full paths of the places asked about that the corpus knows."""
        return tuple(dict.fromkeys(path for place in self.asked_places for path in place.known))

    @property
    def proper_names(self) -> tuple[str, ...]:
        """The documents' own names of the places that the question spells otherwise, in letters or misspelt."""
        spelt = [path for path in self.places if not any(short_name(path) in p.name for p in self.asked_places)]
        return tuple(dict.fromkeys(name for path in spelt for name in (path.rpartition("/")[2], short_name(path))))

    @property
    def brought(self) -> str:
        """What a follow-up says itself, where it was only added to the question before; empty otherwise."""
        said = fold(self.text)
        clauses = _CLAUSE_END.split(self.standalone.rstrip("？?。 "))
        own = list(takewhile(lambda clause: fold(clause) in said, reversed(clauses)))
        return "，".join(reversed(own)) if 0 < len(own) < len(clauses) else ""

    @property
    def has_chinese(self) -> bool:
        """Whether it has a Chinese character, and so names something as the documents do."""
        return _HAN.search(self.text) is not None

    @property
    def bare(self) -> str:
        """The complete question without the names of its places."""
        text = self.standalone
        for place in reversed(self.asked_places):
            text = text[: place.span.start] + " " + text[place.span.end :]
        return text


def understand(text: str, history: Sequence[str], coverage: Coverage) -> Question:
    """Reads a question after the person's earlier ones, oldest first, against what the corpus covers."""
    standalone = complete(text, history)
    mentions = asked_places(standalone, [region for region, _ in coverage.regions])
    places = tuple(
        AskedPlace(
            standalone[mention.span.start : mention.span.end],
            mention.span,
            mention.paths,
            coverage.known(mention.paths),
        )
        for mention in mentions
        if not (
            _is_region(mention) and (coverage.known(mention.paths) or _OF_REGION.match(standalone, mention.span.end))
        )
    )
    question = Question(
        text=text,
        standalone=standalone,
        language=language_of(text),
        expected=expected(fold(standalone)),
        asked_places=places,
        years=named_years(standalone),
    )
    own = expected(fold(question.brought))
    asked = own.kind != "other" and (asks(question.brought) or not _HAN.search(question.brought))
    return replace(question, expected=own) if asked else question


def language_of(text: str) -> Literal["zh", "en"]:
    """The language that a question is asked in; names in it, quoted or not, may be in the other.

    Words that ask decide; where there are none, whether English words outnumber Chinese ones, of two characters each.
    """
    if not _HAN.search(text):
        return "en"
    own = _QUOTED.sub(" ", text)
    if _ASKED_IN_CHINESE.search(own):
        return "zh"
    words = len(_ENGLISH_WORD.findall(own))
    return "en" if _ASKED_IN_ENGLISH.search(own) or 2 * words > len(_HAN.findall(own)) else "zh"


def named_years(text: str) -> tuple[str, ...]:
    """The years that a question names, in order; a bare 2023 counts where it is no part of a figure (2023社保年度)."""
    bare = re.findall(
        r"(?<![\d.])((?:19|20)\d{2})(?:(?![\d.]*[\d%\u4e00-\u9fff])|(?=[\u4e00-\u9fff]{1,4}年度|[上下]半年|第?[一二三四]季度))",
        fold(text),
    )
    return tuple(dict.fromkeys((*years(text), *bare)))


# A place's name inside the name of a university, firm, road or hospital is not the place asked about; before a word for
# schools, hospitals, firms or insurance at large, or for what is done with them, it is.
_WITHIN = r"[^\s，。？、的和与及在去到跑往从给对]{0,4}?"
_FIRM_WITHIN = (
    r"(?:(?!注册|登记|设立|成立|[创开新]办|引进|落户|[支扶]持|奖励|鼓励|吸引|培育|企业|[^有]型|国有|民营|外资)"
    r"[^\s，。？、的和与及在对给为有是把被让由哪什多怎]){0,12}?"
)
_PART_OF_NAME = re.compile(
    f"(?:市|省)?(?:{_WITHIN}(?:大学|学院|银行|证券|研究[院所]|大道|机场|火车站)"
    f"|{_FIRM_WITHIN}(?:有限(?:责任)?公司|(?:股份|供电|航空|保险|分)公司|集团(?![军化])|控股)"
    rf"|{_WITHIN}(?:人民|附属|中心|中医|儿童|妇幼|实验|外国语|第?[一二三四五六七八九十\d]+)(?:医院|中学|小学|学校)"
    r"|[东南西北中]?(?:路(?![演径线网政])|街(?!道)|站))"
)


_OF_REGION = re.compile(
    "[^\\s，。？、的和与及在对有是]{0,10}?(?:中心|基地|走廊|联盟|论坛|峰会|大赛|平台|试验区|示范区|合作区|园区?)"
)
"""A body or site named after a region of several provinces, which may lie anywhere."""


def _is_region(mention: PlaceMention) -> bool:
    """Whether a region of several provinces is named (京津冀), which says little where one of them is covered."""
    return mention.form == "alias" and len(mention.paths) > 1


def asked_places(text: str, regions: Sequence[str]) -> list[PlaceMention]:
    """The places that a question asks about, misspelt ones too: no part of another name, nor an origin of people."""
    heard = find_places_by_pinyin(text, regions)
    named = [m for m in find_named_places(text) if not any(m.span.overlaps(other.span) for other in heard)]
    asked = [m for m in (*named, *heard) if not _PART_OF_NAME.match(text, m.span.end) and not is_origin(text, m)]
    return sorted(asked, key=lambda mention: mention.span)
