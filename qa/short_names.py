"""The name, permission or place of a sentence that a question asks for."""

import re
from collections.abc import Callable
from dataclasses import replace

import rjieba

from index.model import Span
from index.places import find_places
from index.search_key import search_key
from qa.closeness import clear, closest
from qa.eligibility import eligible
from qa.evidence import clause
from qa.matching import Terms
from qa.names import KINDS, best_name, quoted_names_of
from qa.question import Question
from qa.short_labels import label_of
from qa.short_roles import holders, is_person
from qa.wanted import Wanted

_PERMISSION = re.compile(
    r"不得|不予|不能|不可|不计入|不收取?|禁止|严禁|无需|不再|免费|免收|可以|允许|应当|必须|(?<![认许宁])可(?=[^能见持靠])|予以|须"
)
_QUOTED = re.compile(r"[“「『《](?P<name>[^“”「」『』《》]{2,40})[”」』》]")
_CALLED = re.compile(r"(?:简称|又称|以下称|名为|称为|叫作|称作)[“「《]?(?P<name>[^，。；、（）()“”「」《》]{2,24})")
_SHORTENED = re.compile(r"简称|又称|缩写|short (?:name|for)")
_BODY = re.compile(
    r"(?:(?<=[由和与及、，,。；：向请是|★\s（(])|(?<=联动|联合|会同|协同|上报|报送|报请|提请)|^)(?P<name>[\u4e00-\u9fffA-Za-z]{1,20}?"
    r"(?:人民政府|政府办公?[厅室]?|委员会|办公[厅室]|[监管]+局|领导小组|组织部|宣传部|[省市区县]委|有限公司|集团|研究院|大学|学院|高新区|开发区"
    r"|[局厅部委办处署会]))(?=[★、，,。；：会同等和与牵负主组承联统指制印发研的（()\s|]|$)"
)
_PERSON = re.compile(
    r"(?:院士|教授|主任|书记|部长|局长|区长|市长|县长|作者|记者|编辑|委员|组长|博士|专家|提出者)[:：\s|]{0,3}(?P<name>[\u4e00-\u9fff]{2,4}?)"
    r"(?=[，,。、；等\s|（(]|委员|同志|即|带|任|$)|(?P<other>[\u4e00-\u9fff]{2,3})(?=委员|代表|同志|教授|院士)"
)
_SITE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,12}?(?:广场|园区|产业园|科技园|高新区|开发区|新区|中心|大厦|基地|街道(?:办事处)?|大学|校区))"
)
NAMES = {"name": (_CALLED, _QUOTED), "body": (_BODY,), "person": (_PERSON,), "place": (_SITE,)}

_CITY = re.compile(r"哪一?[个座]?(?:城市|省份?|地级市|县)|which (?:city|province|county)", re.IGNORECASE)

NEAR = 0.3
"""Least share of the question's words in a name's clause for it to stand first."""

CLOSE = 0.6
"""The same for 可以, 不得 and the like, which say little without what they permit."""


def name(question: Question, text: str, asked: Wanted, weigh: Callable[[str], float]) -> Span | None:
    """Where the name, or the word that permits or forbids, stands; None where none is likely enough."""
    expected, rest = question.expected, asked.rest
    if expected.several and question.has_chinese:
        return None
    if _SHORTENED.search(question.standalone):
        called = [Span(*match.span("name")) for match in _CALLED.finditer(text)]
        if called:
            return closest(text, called, asked)
    if _CITY.search(question.standalone):
        place = closest(text, [mention.span for mention in find_places(text)], asked)
        if place is not None:
            return place
    named = in_role(question, text, asked) or label_of(question.standalone, text)
    if named is not None:
        return named
    quoted = quoted_names_of(expected, question.standalone, text)
    if quoted:
        return closest(text, quoted, asked)
    named = best_name(expected, question.standalone, text, asked.terms.terms, weigh)
    if named is not None:
        return named
    if expected.kind in NAMES:
        spans = _names(expected.kind, text)
        if expected.kind == "name" and rest.terms:
            spans = [span for span in spans if rest.focus(search_key(text[max(span.start - 6, 0) : span.end + 12]))]
        best = closest(text, spans, asked)
        return best if best and _near(text, best, rest, NEAR) else None
    if expected.yes_no:
        best = closest(
            text, [Span(*match.span()) for match in _PERMISSION.finditer(text)], replace(asked, confirms=True)
        )
        return best if best and _near(text, best, rest, CLOSE) else None
    return None


def in_role(question: Question, text: str, asked: Wanted, acting: bool = True) -> Span | None:
    """The body or person of the role asked for, if it is told which of several."""
    if question.expected.kind not in (*KINDS, "method") or (question.expected.several and question.has_chinese):
        return None
    spans = eligible(text, holders(question.standalone, text, acting), asked)
    best = closest(text, spans, asked)
    return best if best is not None and clear(text, best, spans, spans, asked) else None


def _near(text: str, span: Span, rest: Terms, share: float) -> bool:
    return rest.coverage(search_key(clause(text, span))) >= share


def _names(kind: str, text: str) -> list[Span]:
    spans = []
    for pattern in NAMES[kind]:
        for match in pattern.finditer(text):
            group = next(name for name, value in match.groupdict().items() if value)
            found = Span(*match.span(group))
            if kind != "person" or is_person(text[found.start : found.end]):
                spans.append(_site(text, found) if kind == "place" else found)
        if spans:
            break
    if kind == "place":
        spans += [mention.span for mention in find_places(text)]
    return spans


def _site(text: str, span: Span) -> Span:
    """The name of a place without the words before it that say what is done there (支持, 在)."""
    start = span.start
    at = span.start
    for word, tag in rjieba.tag(text[span.start : span.end]):
        at += len(word)
        if at < span.end and (tag[0] in "pcud" or tag == "v"):
            start = at
    return Span(start, span.end)
