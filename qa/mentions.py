"""Whether a question asks for what it names: a figure, a date or an address may only be spoken of."""

import re

_MENTIONED = frozenset({"doc_number", "contact", "percent", "area", "amount", "duration", "date", "count", "condition"})
"""Kinds that a question may name (利率, 期限, 金额) while it asks for something else."""
_ASKING = re.compile(
    r"多少|(?<!好)几(?!乎)|什么|啥|哪(?!怕)|谁|怎|如何|咋|为何|何[时处种人地年月日]|多[大久长高]|还是"
    r"|\b(?:what|which|who|whom|when|where|why|how)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"(?:什么|啥|哪|几|多[大少长高])(?:样|个|些|种|类|家|一个|几个)?的?[\u4e00-\u9fff]{0,3}$")
_AFTER = re.compile(r"[^，。；？?由]{0,12}")
_HOW = re.compile(r"(?:如何|怎么?样|咋样)(?:的|呢|啊)?[？?。\s]*$|怎么(?:定|规定)")
_WHEN = re.compile(r"什么时[候间]|[何几啥]时|何[年月日]|哪一?个?[年天月日]|几[月号]|\bwhen\b", re.IGNORECASE)

_STATED = re.compile(r"\d[\d.,]*\s*[%％\u4e00-\u9fff]")
"""A figure behind what is named, which is then given and not asked: 面积低于60平方米的租金多少."""
_OF_BODY = re.compile("谁|哪(?:一?[个家些]|几[个家])?(?:部门|单位|机构|机关|[局委办])")
_WHERE = re.compile("(?<![差别同异]在)哪(?:里|儿)(?!来)")
"""What asks for somebody or a place, whatever figure is named before it: 面积不够去哪里申请."""


def has_question_word(question: str) -> bool:
    """Whether a question asks with a word (多少, 哪, how) and is no row of keywords."""
    return _ASKING.search(question) is not None


def asks(kind: str, pattern: re.Pattern[str], question: str) -> bool:
    """Whether a question asks for the kind that the pattern stands for, and does not only name it.

    对哪些企业实行优惠利率 asks for no percentage, 滞纳金怎么算 behind 缓缴期限 for no duration.
    """
    matches = pattern.finditer(question)
    return any(kind not in _MENTIONED or _is_asked(kind, question, *match.span()) for match in matches)


def last_named(pattern: re.Pattern[str], question: str) -> int:
    """Where a question names the kind that the pattern stands for, the last time before its last question word ends.

    Of two kinds named (扩大面积的补偿标准是多少) the later one is asked for. -1 where it is not named there.
    """
    end = max((match.end() for match in _ASKING.finditer(question)), default=len(question))
    return max((match.start() for match in pattern.finditer(question) if match.start() < end), default=-1)


def _is_asked(kind: str, question: str, start: int, end: int) -> bool:
    """Whether what is named at a place is what the question word asks for: it stands in it, or beside it.

    A question without a question word (购房补贴额度) asks for what it names.
    """
    if _ASKING.search(question, start, end) or question[start:end].isascii():
        return True
    words = [match for match in _ASKING.finditer(question) if match.end() <= start or match.start() >= end]
    if not words or _BEFORE.search(question, 0, start):
        return True
    after = next((word for word in words if word.start() >= end), None)
    if after is None or not _AFTER.fullmatch(question, end, after.start()):
        return False
    if _STATED.search(question, end, after.start()):
        return False
    if kind == "condition" and "的" in question[end : after.start()]:
        return False
    if _OF_BODY.match(question, after.start()) or (kind != "contact" and _WHERE.match(question, after.start())):
        return False
    if kind == "duration" and _WHEN.match(question, after.start()):
        return False
    return after[0] not in ("怎", "如何", "咋", "how") or _HOW.match(question, after.start()) is not None
