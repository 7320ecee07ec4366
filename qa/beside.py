"""What rules evidence out whatever its probability: nothing of the kind asked for, another benefit, another measure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.quantities import quantities
from index.search_key import fold, search_key
from index.store import Index
from qa.brackets import is_between, is_outside, is_within
from qa.clauses import clause
from qa.closeness import HALF
from qa.deeds import unspoken
from qa.evidence import Evidence, led_by, wants_list
from qa.expected import DAY, VALIDITY, Expected
from qa.figures import fitting, loosely_fitting
from qa.formalities import INTERPRETED, ISSUED, NUMBERED
from qa.funding import FUNDED
from qa.lists import LISTED, announces_listed
from qa.matching import Terms, payments
from qa.materials import MATERIALS, lacks_papers, names_papers
from qa.mentions import has_question_word
from qa.premise import ALIKE, NEAREST
from qa.question import Question

_OFFICES = (
    r"主任|书记|[局部厅处科院校市区县镇乡会司行所馆站团]长|主席|秘书长|副?组长|召集人|负责人|法定代表人"
    r"|总指挥|指挥长|董事长|理事长|总经理|总裁"
)
_OFFICE_ASKED = re.compile(
    rf"(?P<named>{_OFFICES})(?:现在|目前)?(?:是|叫|姓|名叫|的?名字|的?姓名)?(?:什么|谁|哪位|哪个|哪几位|哪些人)"
    rf"|(?:谁|哪位)(?:是|担任|任|当)[^，。？?]{{0,12}}?(?P<held>{_OFFICES})[？?\s]*$"
)

_HEAD_ASKED = re.compile(
    r"\bwho(?:'s| is| was)\b.{0,20}\b(?:heads?|directors?|chiefs?|secretary|mayor|chair(?:man|person)?|leader)\b",
    re.IGNORECASE,
)

_TO_THE_DAY = re.compile("几[月日号](?!之?内|以内)|哪[一几两三]?个?[天日]|何日")
"""What asks for a date itself, for which 每年 or 公示期满后 is no answer."""

_DAY = re.compile(
    r"[\d一二三四五六七八九十][月日号]|\d[-./]\d|周[一二三四五六日末]|星期|[上中下]旬|月[初底末]|季度末|春节|中秋|国庆|[节假]日|[寒暑]假|假期|之日|[日天]内"
)
"""What tells a day, or a month."""

_ASKS = re.compile("多少|几|什么|哪|谁|怎|如何")

_FIGURE_OF = re.compile("(?P<noun>[\u4e00-\u9fff]{2})(?:现在|目前|应|要|需|须)?(?:是|为|有|达到?|在)?多少")
"""What a figure is asked of: 辨率 in 分辨率是多少, by its last two characters."""

_LIMIT_ASKED = re.compile("最高|最多|上限|封顶|顶格|至多|每[人户家名位项月]|[能可]以?[拿领补得获]")
_TOTAL_ASKED = re.compile("总共|一共|累计|合计|总计|总额|共计|实际[发支到拨]|已经?[发拨兑]|共[发投拨兑支]")
"""How a question asks for what somebody may get at most, or for what was given in all."""
_LIMIT = re.compile("最高|最多|上限|封顶|至多|不超过|以内|每[人户家名位项月]")
_TOTAL = re.compile("累计|共计|合计|总计|总额|总量|资助额|发放额|共(?:资助|发放|兑现|拨付|支出|投入)")

_MOST, _LEAST = re.compile("最[高多长大]|上限|限额|封顶|至多"), re.compile("最[低少短小]|下限|至少|保底|起付")
"""What is asked or said of the greatest figure, and of the least."""

_REFUSED_ASKED = re.compile(
    "不(?:给|让|予|能|可以?|得|准|许|发|批|办|收|补|报|算|享受|符合|需|用|属于)|[拿领享办批报申]不[到了成下]|除外|禁止"
    "|cannot|not (?:eligible|allowed|covered)"
)
_REFUSES = re.compile("不(?:予|得|能|可|再|准|许|纳入|享受|受理|支付|属于|适用|包括|列入|需|作为)|除外|取消|禁止|停止")
NEIGHBOURS = 20
"""Sentences among which the one with the bracket of a figure is looked for."""
FAINT = 0.05
"""What a sentence that says no needs of the best one's probability where a list of what is not granted is asked for."""

ANNOUNCED = 0.5
"""The share of the question's words beyond title and headings that stand in what announces the list asked for."""

NEARLY = 0.25
"""The share of the best one's probability from which on what announces the list asked for leads whatever its words."""

_NO_COUNT = re.compile(
    r"^\s*\d+\s*[|.、]|^\s*[（(][一二三四五六七八九十\d]+[）)]|第[一二三四五六七八九十百\d]+|\d+年|\d+月|\d+日"
    r"|[一二三四五六七八九十\d]+届[一二三四五六七]中全会"
)
"""Numbers that count nothing."""
_NUMERAL = re.compile("[\\d两二三四五六七八九十百千万亿]")

_MEASURED = frozenset({"amount", "percent", "area", "duration", "count"})
STRICT = frozenset({"amount", "percent", "area", "date", "time", "contact", "ordinal", "doc_number", "duration"})
"""Kinds of answer that can be told from characters: a sentence without one does not answer."""


UNMISTAKABLE = frozenset({"岁", "晚", "折", "分"})
"""Units in which nothing else is counted."""

PEOPLE = frozenset({"人", "名", "位", "人次"})
"""Units in which only people are counted."""

GENERAL = frozenset({"个", "项", "种", "类", "件", "条", "点", "步", "档", "级", "号", "票", "股"})
"""Units in which things are counted that documents only list."""


_THINGS, _NO_THINGS = frozenset({"个", "名", "位", "家"}), frozenset({"分", "次", "岁", "折", "倍", "层", "页"})
"""Units of things and people, and units in which none are counted."""
_PENALTY = re.compile("罚款|处[以罚]?[^，。；]{0,12}(?:元|倍)")
_PENALTY_ASKED = re.compile("罚|处分|处理|处置|违|责任|后果|怎么办|会怎|penalt|fine|punish", re.IGNORECASE)
"""An amount that is a fine, and questions that it may answer."""
_TURNED_OVER = re.compile("引资|投资|产值|营收|营业收入|销售|纳税|税收|注册资[本金]|融资|成交|贸易")
"""What an amount is of that nobody is paid."""
_PAYS = re.compile("[补奖贴]|资助|津贴|扶持|给予|支持|发[给放]|报销|返还")
_FIRST, _LATER = (
    re.compile("(?:首次|初次|第一次)[^。；]{0,24}免"),
    re.compile("换[领发证]|补[领办发]|遗失|挂失|丢|续[签办]"),
)
"""What is free the first time, and what comes later."""
_DATED = re.compile("(?P<what>[\u4e00-\u9fff]{2})(?:日期|时间)[:：]?\\s*\\|")
"""The label of a date in a form: 受理日期: | 2031-04-09."""


def foremost(question: Question, evidence: Sequence[Evidence], terms: Terms, index: Index) -> list[Evidence]:
    """The evidence, before the rest the first of the best that is not beside the question."""
    near = [item for item in evidence[:NEAREST] if item.score >= ALIKE * evidence[0].score]
    first = next((item for item in near if not is_beside(question, item, terms, around(item, index))), None)
    return led_by(first, evidence)


def turned_down(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence, first what says no where a list of what is not granted is asked for (哪些人不给办)."""
    if not evidence or not wants_list(question) or not _REFUSED_ASKED.search(question.standalone):
        return list(evidence)
    no = [item for item in evidence if _REFUSES.search(item.text) and item.score >= FAINT * evidence[0].score]
    return led_by(no[0] if no else None, evidence)


def labelled(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence, first the row of a form in the best one's document whose label says of what the date is asked."""
    if question.expected.kind != "date" or not evidence or evidence[0].feature("kind") == 1:
        return list(evidence)
    rows = ((_DATED.match(item.text), item) for item in evidence if item.hit.document == evidence[0].hit.document)
    told = [item for label, item in rows if label and label["what"] in question.standalone]
    return led_by(told[0] if told else None, evidence)


def announced(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence, first what announces the list asked for, or names what is to be handed in where that is asked for.

    It stands in the best one's document; where the best one does either, that stays.
    """
    unit = question.expected.unit
    if unit not in (MATERIALS, *LISTED) or not evidence:
        return list(evidence)
    best = evidence[0]
    likely = [item for item in evidence if item.hit.document == best.hit.document and item.score >= FAINT * best.score]
    told = [item for item in likely if announces_listed(unit, item.text)]
    if unit == MATERIALS:
        naming = [item for item in likely if names_papers(item.text)]
        return led_by(best if best in naming else next(iter([*told, *naming]), None), evidence)
    told = [item for item in told if item.feature("bound") >= ANNOUNCED or item.score >= NEARLY * best.score]
    return led_by(best if best in told else max(told, key=lambda item: item.feature("bound"), default=None), evidence)


def bracketed(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence, first the sentence of the best one's document in whose bracket a figure of the question is.

    One with both bounds (满3年不足6年) before one that is open (不足9年). Where the best one has none, or the
    question's figure is in one of its, it stays.
    """
    asked = question.standalone
    if not evidence or not is_outside(evidence[0].text, asked):
        return list(evidence)
    best = evidence[0]
    within = [
        item
        for item in evidence[1:NEIGHBOURS]
        if item.hit.document == best.hit.document and item.score >= FAINT * best.score and is_within(item.text, asked)
    ]
    return led_by(min(within, key=lambda item: not is_between(item.text, asked), default=None), evidence)


_PAYMENT_ASKED = re.compile(
    "(?:多少|几)[^，。？?]{0,8}(?:补贴|补助|津贴|奖励|奖金|资助|奖补)"
    "|(?:补贴|补助|津贴|奖励|奖金|资助|奖补)[^，。？?]{0,6}(?:多少|几[万元千百])"
)
_PAID = re.compile(
    "[补奖贴津]|资助|扶持|支持|给予|发[给放]|减免|免[除收交缴]|报销|支付|待遇|标准|酬|薪|金额为|[每一]人|元[/／]|封顶|不超过|最高"
)
"""What says, however loosely, that somebody is paid something."""
_DOCTORS = re.compile("博士(?!后)")


def around(best: Evidence, index: Index) -> str:
    """The passage of a sentence with its title and headings, where what is asked must be named."""
    found = index.passage(best.hit.passage)
    return f"{found.passage.context}\n{found.text}"


def is_beside(question: Question, best: Evidence, terms: Terms, passage: str) -> bool:
    """Whether the evidence is beside the question.

    It has none of its words, nothing of the kind asked for, or another benefit. `passage` is what stands around it.
    """
    kind = question.expected.kind
    if terms.terms and best.feature("context") == 0:
        return True
    if _of_another_kind(question.expected, question.standalone, best):
        return True
    if unspoken(question.expected, question.standalone, passage):
        return True
    if _unheld(question, passage) or _unnamed(question, best, passage) or _unpaid(question, best, passage):
        return True
    if _of_others(question, best):
        return True
    if not question.has_chinese or kind not in ("amount", "percent"):
        return False
    key = search_key(passage)
    priced = terms.priced()
    # 引才的奖励 names what is asked for as 引才奖励.
    named = map(max, terms.named(key), terms.named(key.replace("的", "")))
    return any(share < HALF for share in named) or bool(priced.terms and not priced.coverage(key))


def _of_another_kind(expected: Expected, text: str, best: Evidence) -> bool:
    """Whether nothing of the kind that a question asks for stands in the evidence, nor what could pass for it."""
    dated = expected.kind == "date" and expected.unit in (None, DAY)
    if dated and _TO_THE_DAY.search(text) and not _DAY.search(fold(best.text)):
        return True
    if expected.kind == "amount" and (_of_another_measure(text, best.text) or _is_no_payment(text, best.text)):
        return True
    if expected.unit == MATERIALS and lacks_papers(best.text):
        return True
    if _free_at_first(text, best.text) or _counts_else(expected, text, best.text):
        return True
    if expected.kind in _MEASURED and _of_other_end(expected, text, best.text):
        return True
    if best.feature("kind") != 0 or _figure_beside(text, best.text):
        return False
    if expected.unit in (*UNMISTAKABLE, ISSUED, NUMBERED, INTERPRETED, FUNDED, VALIDITY):
        return True
    if expected.kind in STRICT and not has_question_word(text) and not text.isascii():
        return False
    if expected.kind in STRICT:
        return bool(_TO_THE_DAY.search(text)) or not loosely_fitting(expected, best.text)
    if expected.kind != "count" or len(_ASKS.findall(text)) > 1:
        return False
    if not _has_number(best.text):
        return True
    if expected.unit is None or expected.unit in GENERAL:
        return False
    counted = expected.unit not in PEOPLE and fitting(replace(expected, unit=None), best.text)
    return not counted and not loosely_fitting(expected, best.text)


def _of_another_measure(asked: str, text: str) -> bool:
    """Whether what somebody may get is asked for and all amounts are totals, or a total and all are such limits."""
    limit, total = (pattern.search(asked) is not None for pattern in (_LIMIT_ASKED, _TOTAL_ASKED))
    if limit == total:
        return False
    before = [
        re.split("[，,；;。]", fold(text)[: quantity.span.end])[-1]
        for quantity in quantities(text)
        if quantity.kind == "amount"
    ]
    other = _TOTAL if limit else _LIMIT
    return bool(before) and all(other.search(words) for words in before)


def _is_no_payment(asked: str, text: str) -> bool:
    """Whether all amounts of a text are fines, and none is asked for, or turnover where somebody may get something."""
    clauses = [clause(text, quantity.span) for quantity in quantities(text) if quantity.kind == "amount"]
    if not clauses:
        return False
    if not _PENALTY_ASKED.search(asked) and all(_PENALTY.search(said) for said in clauses):
        return True
    return _PAYMENT_ASKED.search(asked) is not None and all(
        _TURNED_OVER.search(said) and not _PAYS.search(said) for said in clauses
    )


def _free_at_first(asked: str, text: str) -> bool:
    """Whether what is free the first time is asked for a later one: 首次申领免收工本费, for 换领."""
    return bool(_LATER.search(asked)) and _FIRST.search(text) is not None and not _LATER.search(text)


def _counts_else(expected: Expected, asked: str, text: str) -> bool:
    """Whether things or people are counted, and a text only has times, points or ages: 满50分, for 多少个名额."""
    units = {quantity.unit for quantity in quantities(text) if quantity.kind == "count"}
    if expected.kind != "count" or expected.unit not in _THINGS or not units:
        return False
    return units <= _NO_THINGS and not any(re.search(f"(?:多少|几){unit}", asked) for unit in units)


def _of_other_end(expected: Expected, asked: str, text: str) -> bool:
    """Whether the greatest figure is asked for and all figures of a text are said to be the least, or the reverse."""
    most, least = _MOST.search(asked), _LEAST.search(asked)
    if (most is None) == (least is None):
        return False
    same, other = (_MOST, _LEAST) if most else (_LEAST, _MOST)
    clauses = [clause(text, span) for span in fitting(expected, text) or []]
    return bool(clauses) and not same.search(text) and all(other.search(said) for said in clauses)


def _has_number(text: str) -> bool:
    """Whether a number stands in a sentence or row beside that of the row, dates and ordinals."""
    return _NUMERAL.search(_NO_COUNT.sub("", fold(text))) is not None


def _figure_beside(asked: str, text: str) -> bool:
    """Whether a figure of whatever unit stands right behind what a figure is asked of (分辨率350dpi)."""
    nouns = [re.escape(noun) for noun in _FIGURE_OF.findall(fold(asked))]
    return any(re.search(rf"{noun}[:：]?(?:应|须|为|是|达到?|在)?\s*\d", fold(text)) for noun in nouns)


def _unnamed(question: Question, best: Evidence, passage: str) -> bool:
    """Whether a payment is asked about (搬家费, 交通补贴) of whose name only 费 or 补贴 stands in the passage.

    What it amounts to stands behind the name: one that comes later is another.
    """
    end = passage.find(best.text)
    figure = question.expected.kind in ("amount", "percent") and end >= 0
    key = search_key(passage[: end + len(best.text)] if figure else passage)
    return any(all(name not in key for name in names) for names in payments(question.bare))


def _unpaid(question: Question, best: Evidence, passage: str) -> bool:
    """Whether a payment to somebody is asked for, and up to the evidence nothing says that any is made."""
    asked = question.expected.kind in ("amount", "count", "percent") and _PAYMENT_ASKED.search(question.standalone)
    if not asked:
        return False
    end = passage.find(best.text)
    return end >= 0 and _PAID.search(fold(passage[: end + len(best.text)])) is None


def _of_others(question: Question, best: Evidence) -> bool:
    """Whether doctors are counted, and the evidence has only postdoctoral researchers."""
    asked = question.expected.kind == "count" and _DOCTORS.search(fold(question.standalone))
    return bool(asked) and _DOCTORS.search(fold(best.text)) is None and "博士后" in fold(best.text)


def _unheld(question: Question, passage: str) -> bool:
    """Whether the holder of an office is asked for where the passage does not name the office."""
    if question.language == "en" and _HEAD_ASKED.search(question.standalone):
        return re.search(_OFFICES, fold(passage)) is None
    asked = _OFFICE_ASKED.search(fold(question.standalone))
    return asked is not None and (asked["named"] or asked["held"]) not in fold(passage)
