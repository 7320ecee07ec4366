"""What a question takes for granted, checked against the evidence: a figure or a leading body."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.model import Span
from index.quantities import Quantity, quantities, same_figure
from index.search_key import search_key
from qa.clauses import clause
from qa.evidence import Evidence, led_by
from qa.figures import bodies
from qa.question import Question

NEAREST = 5
"""Sentences, best first, among which an amount is looked for where the question states one."""

ALIKE = 0.2
"""What such a sentence's probability to answer is at least, as a share of the best one's."""

_ENDED = (
    "撤销 撤并 裁撤 解散 撤掉",
    "停办 停止 停发 叫停 暂停 中止 终止 停",
    "取消 废除 废止 作废 砍掉",
    "关闭 关停 关门",
    "搬走 搬迁 迁出 迁走",
)
"""Words for what is over, those of about the same sense together."""
_OVER = "|".join(word for words in _ENDED for word in words.split() if len(word) > 1)
_HAPPENED = re.compile(
    rf"(?:为什么|为何|为啥|怎么|咋|缘何|何时|什么时候|哪年|被|已经?)[^，。；？?]{{0,6}}?(?P<asked>{_OVER})"
    rf"|(?P<over>撤销|裁撤|解散|停办|叫停|废除|关停|砍掉)[^，。；？?]{{0,14}}?(?:之后|以后|后|以来|之前)(?!果|续|勤|台|备)|(?P<done>{_OVER})了"
)
"""How a question takes for granted that something was ended."""
_ALLOWED = re.compile("情况|情形|哪些|哪种|可以|能不?能|能否|会不会|是否|有没有|如果|若|万一|的话|吗[？?]?$")
_EDITION = re.compile(r"(?:第\d+|\d+(?:\.\d+)?)(?P<unit>[届版])")

_PAYMENT = re.compile("奖励|奖金|补贴|补助|资助|津贴|贴息|扶持")
_CASE = re.compile("我|本人|自己|收入|营收|产值|投资|资本|价|存款|已经?|[过了]|以上的|超过|达到|低于|满|交|缴")
"""What tells that a figure is of somebody's case, not of what a document gives."""
_OF_CASE = re.compile("(?:以[上下])?的(?=[，,、]|企业|公司|单位|项目|人(?!才)|家庭|职工|个人|房)")
"""What follows the figure of a case that is put: 年产值900万元的，最多能领多少."""
_THINGS = re.compile(r"[“”\"《》]{0,2}(?P<of>(?:(?![的都是在里中有和与])[\u4e00-\u9fff]){2,8})")
NEIGHBOURS = 10
"""Characters on either side of a figure in which the things counted stand."""
_CHECKED = frozenset({"amount", "percent", "count", "area"})


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A premise that the evidence contradicts: what the question says, and where the quotation says otherwise."""

    said: str
    found: Span


def set_right(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence, before the rest the first of the best that has an amount or a share, if the question states one.

    What states none can neither confirm the question nor set it right.
    """
    claimed = {quantity.kind for quantity in quantities(question.bare)} & {"amount", "percent"}
    if not claimed or not evidence:
        return list(evidence)
    near = [item for item in evidence[:NEAREST] if item.score >= ALIKE * evidence[0].score]
    stated = next((item for item in near if claimed & {quantity.kind for quantity in quantities(item.text)}), None)
    return led_by(stated, evidence)


def contradiction(question: Question, quote: str, short: Span | None) -> Contradiction | None:
    """The first premise of the question that the quotation contradicts; None where nothing does.

    A figure is contradicted where the quotation has none like it and the one that answers (`short`, over the quotation)
    is of the same kind; a body where the bodies that answer do not include it. Where something else is asked for than
    a figure, the figure given for the payment or the things that the question speaks of is held against the only one
    that the quotation gives for them.
    """
    there = quantities(quote)
    claims = [claimed for claimed in quantities(question.bare) if _is_unlike(question.bare, claimed, there)]
    if short is None or not any(stated.span.overlaps(short) for stated in there):
        granted = ((claimed, _granted(question.bare, claimed, quote, there)) for claimed in claims)
        wrong_figure = next((Contradiction(_said(question, one), found) for one, found in granted if found), None)
        if wrong_figure is not None or short is None:
            return wrong_figure
    for claimed in claims:
        answering = [stated for stated in there if stated.span.overlaps(short) and _comparable(stated, claimed)]
        if answering:
            return Contradiction(_said(question, claimed), answering[0].span)
    if question.expected.kind == "body":
        named = [question.bare[span.start : span.end] for span in bodies(question.bare)]
        answers = quote[short.start : short.end]
        answer = search_key(answers)
        wrong = [name for name in named if search_key(name) not in answer]
        if wrong and question.expected.yes_no and bodies(answers):
            return Contradiction(wrong[0], short)
    return None


def _said(question: Question, claimed: Quantity) -> str:
    return question.bare[claimed.span.start : claimed.span.end]


def _is_unlike(asked: str, claimed: Quantity, there: Sequence[Quantity]) -> bool:
    """Whether a figure of a question that can be checked, and is of no case, is none of those of a text."""
    if claimed.value is None or claimed.kind not in _CHECKED or _OF_CASE.match(asked, claimed.span.end):
        return False
    return not any(same_figure(stated, claimed) or _ends_at(stated, claimed) for stated in there)


def _granted(asked: str, claimed: Quantity, quote: str, there: Sequence[Quantity]) -> Span | None:
    """Where a quotation gives the figure for what a question takes one for granted; None where it is not told which."""
    around = clause(asked, claimed.span)
    if _CASE.search(around):
        return None
    if claimed.kind == "count":
        things = _THINGS.match(asked, claimed.span.end)
        found = [
            one for one in there if things and _comparable(one, claimed) and things["of"] in _beside(quote, one.span)
        ]
    elif payment := _PAYMENT.search(around):
        found = [one for one in there if _comparable(one, claimed) and payment[0] in clause(quote, one.span)]
    else:
        found = []
    return found[0].span if len(found) == 1 else None


def _beside(text: str, span: Span) -> str:
    return text[max(span.start - NEIGHBOURS, 0) : span.end + NEIGHBOURS]


def takes_for_granted(question: str, text: str) -> bool:
    """Whether a question takes for granted that something was ended, or is of another edition, and a text knows none.

    Args:
        question: 为什么停办了人才节, 人才新政4.0版的补贴.
        text: the passages that answer best.
    """
    asked, there = search_key(question), search_key(text)
    ended = None if _ALLOWED.search(asked) else _HAPPENED.search(asked)
    if ended is not None:
        word = ended["asked"] or ended["over"] or ended["done"]
        alike = next(words.split() for words in _ENDED if word in words.split())
        if not any(other in there for other in alike):
            return True
    return any(_is_other_edition(edition, there) for edition in _EDITION.finditer(asked))


def _is_other_edition(edition: re.Match[str], text: str) -> bool:
    """Whether a text has editions (第8届, 3.0版), but not the one asked about."""
    there = {found[0] for found in _EDITION.finditer(text) if found["unit"] == edition["unit"]}
    return bool(there) and edition[0] not in there


def _comparable(stated: Quantity, claimed: Quantity) -> bool:
    return stated.kind == claimed.kind and (stated.kind != "count" or stated.unit == claimed.unit)


def _ends_at(stated: Quantity, claimed: Quantity) -> bool:
    """Whether a range that is stated begins or ends at what is claimed: 最高500万元 of 30-500万元."""
    return stated.bound == "range" and stated.kind == claimed.kind and claimed.value in (stated.low, stated.high)
