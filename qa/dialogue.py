"""A question that leans on earlier ones made complete, without a model: what it leaves out is taken from them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.model import Span
from index.places import find_places

# What shows that a question leans on what was said before.
_LEANS = re.compile(
    r"^(?:那么?|那末|还有|另外|此外|其他|别的|其余|再|又|同样|同理|换成|如果换|要是换|至于|and\b"
    r"|what about|how about|then\b|also\b|any (?:other|more)|who else"
    r"|what else)"
    r"|它们?|该(?=[^\W\d]{1,6})(?!如何|怎)|其(?!他|它|余|中|实)|他们|她们|这(?:个"
    r"|些|项|种|类|笔|里|边|儿|方面|件|一)|那(?:个|些|项|种|类|笔|里|边|儿)|上述|上面|前面|前者"
    r"|后者|刚才|当地|此(?:项|类|外)|同一"
    r"|呢(?:[，,]|[？?。!！]?\s*$)|其中|里面|当中"
    r"|\b(?:it|its|they|them|their|this|these|that|those|there|the same|the former|the latter)\b",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"^(?:那么?|还有|另外|此外|再问(?:一下)?|至于|(?:如果|要是)?换成|and|what about|how about|then|also)[，,、\s]*",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"(?:呢|的呢|如何呢|怎么样呢)?[？?。!！\s]*$")
_POINTER = re.compile(
    r"它们?的?|他们的?|该(?:项|个|类|区|市|县|省|地|政策|计划|项目|办法|机制|文件|平台|活动|基金)的?"
    r"|这(?:个|些|项|种|类|笔|方面|件)(?:政策|计划|项目|办法|机制|文件|资金|补贴|奖励|活动|平台"
    r"|工作|钱)?的?"
    r"|那(?:个|些|项|种|类|笔)(?:政策|计划|项目|办法|机制|文件|资金|补贴|奖励|活动|平台|工作|钱)?的?"
    r"|上述(?:政策|计划|项目|办法|机制|文件)?的?|其(?!他|它|余|中|实)"
    r"|当地的?|那里的?|那边的?|这里的?|这边的?"
)
_MORE = re.compile(
    r"^(?:还有|另外还有|此外)?(?:别的|其他的?|其它的?|更多)?(?:还有)?(?:吗|么|没有|没|呢|哪些)?[？?]?$"
    r"|还有(?:别的|其他|其它|什么|哪些|没有|更多)|(?:any|what|who|anything) (?:other"
    r"|else|more)"
)
_YEAR = re.compile(r"(?:19|20)\d{2}(?=年|\D|$)")
_RELATIVE_YEAR = (
    (re.compile(r"(?:上|前|去)一?年|the year before|(?:the )?previous year|the prior year"), -1),
    (re.compile(r"(?:下|后|次|第二)一?年|the (?:year after|next year|following year)"), 1),
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
SAME = re.compile(
    r"^(?:那|而|要是|如果|假如|若是|换作|换到|在)?(?:的?(?:那边|那里|那儿|这边|这里|这儿|情况|方面|话))?(?:的)?"
    r"(?:也?(?:一样|是这样|这样|是|有)?(?:吗|么)|又?(?:怎么样|怎样|如何|咋样)|情况|呢)*$"
)
"""What is left of a question on another place that asks the same of it."""
_SOME_YEAR = re.compile(r"(?:上|前|去|今|明)一?年|次年|(?:上|下)一?年度")
_CONFIRMS = re.compile(r"(?:吗|么|没有|不)$")
_GROUP = re.compile(
    r"博士后|博士(?:研究生|生)?|硕士(?:研究生|生)?|研究生|本科(?:毕业)?生?|大专生?|专科生?|高校毕业生|毕业生|留学生|院士|领军人才"
    r"|(?:高层次|青年|技能|紧缺|创新|创业)人才|人才|企业|团队|个人|职工|居民"
)
"""Who a benefit is for."""
_SIZE = re.compile("封顶|上限|下限|最高|最低|起付线?|额度|标准|比例|名额|数量|面积")
_ASPECT = re.compile(
    r"(?:申请|申报|办理|受理|享受)?(?:条件|材料|流程|程序|手续|期限|时间|地点|对象|范围|年龄|方式|渠道|依据|要求)"
)
_PART = re.compile(r"其中|里面|当中|这里头")
# Words that do not say what a question is about.
_EMPTY = re.compile(
    r"一共|总共|最后|最终|后来|一般|通常|大概|要|得|满足|符合|才行|可以|能够?|才能|需要|应该|条件|要求|花了?|给了?|有了?|是|为了?|这个|那个|的|了"
    r"|申请|具体|分别|部门|单位|学校|多少|钱|人|负责|牵头|参与|还|又|吧|行|跑了?|落户了?|封顶|上限|最高|最低|时间|地点|名单|名称"
    r"|什么|时候|何时|开始|结束|截止|哪里|怎么|多久|年龄|限制|材料|流程|期限|标准|额度|办理|受理|发放|领取|兑现|吗|呢"
)
# How a question asks, apart from what about.
_ASK = re.compile(
    r"(?:最高|最多|最低|至少|一共|总共|大概|累计|每年|分别|具体|现在|目前)?(?:可以|能够?|会|要|应该?"
    r"|需要?)?(?:给予?|有|是|为|达到?|补|奖|拿|领|资助|补贴|奖励|支持|新增|引进|建成?|举办|办"
    r"|开)?"
    r"(?:了|过|到|着)?(?:多少|几|哪|什么|怎么|怎样|如何|谁|何时|多久|多长|多大|是否|能否|有没有)"
)


@dataclass(frozen=True, slots=True)
class _Parts:
    """A question taken apart: place, year, what about, and how it asks."""

    place: str
    year: str
    topic: str
    ask: str


def complete(question: str, history: Sequence[str]) -> str:
    """The question made complete from the person's earlier ones, oldest first; one that stands alone is left alone."""
    standalone = ""
    for earlier in (*history, question):
        standalone = _complete(earlier.strip(), standalone) if standalone else earlier.strip()
    return standalone


def _complete(question: str, before: str) -> str:
    new, old = _take_apart(question), _take_apart(before)
    if not _leans(question, new, old):
        return question
    if _MORE.search(question) and not new.place and (_MORE.fullmatch(question) or len(new.topic) < 3):
        return f"{before.rstrip('？?。 ')}，{question}"
    shifted = _shifted_year(question, before)
    if shifted:
        return shifted
    body = _CLOSING.sub("", _LEAD_IN.sub("", question))
    if new.place and not new.topic and not new.ask:
        return _with_place(before, old, new)
    if new.year and not new.topic and not new.ask and not new.place:
        return _YEAR.sub(new.year, before, count=1) if old.year else f"{new.year}年{before}"
    if _SOME_YEAR.fullmatch(body):
        return body + before
    varied = _varied(body, new, old, before)
    if varied:
        return varied
    if not _HAN.search(question):
        return f"{before.rstrip('?？ ')}? {question}"
    pointer = _POINTER.search(body)
    if pointer and new.ask:
        subject = (old.place if not new.place else "") + old.topic
        return _tidy(body[: pointer.start()] + subject + _of(pointer[0]) + body[pointer.end() :]) + "？"
    place = "" if new.place else old.place
    year = f"{old.year}年" if old.year and not new.year else ""
    if not new.ask and not _CONFIRMS.search(body):
        return _tidy(place + year + body + old.ask) + "？"
    topic = "" if _says_enough(new.topic) and not _PART.search(body) else old.topic
    return _tidy(place + year + topic + ("，" if topic else "") + body) + "？"


def _varied(body: str, new: _Parts, old: _Parts, before: str) -> str | None:
    """The question before about another group (那博士呢), or about another side of the same (封顶呢, 申请条件呢)."""
    group, groups = _GROUP.fullmatch(new.topic), list(_GROUP.finditer(before))
    asks_alike = not new.ask or new.ask.strip("？? ") in ("多少", "有多少", "是多少", "呢")
    if group and asks_alike and not new.place:
        if groups:
            return before[: groups[0].start()] + group[0] + before[groups[0].end() :]
        return _tidy(old.place + (f"{old.year}年" if old.year else "") + group[0] + old.topic + old.ask) + "？"
    if new.ask or new.place or not old.topic:
        return None
    asked = "是多少" if _SIZE.fullmatch(body) else "是什么" if _ASPECT.fullmatch(body) else None
    if asked is None:
        return None
    return _tidy(old.place + (f"{old.year}年" if old.year else "") + old.topic + "的" + body + asked) + "？"


def _says_enough(topic: str) -> bool:
    """Whether what a question is about can be looked for without what was said before."""
    return len(_EMPTY.sub("", topic)) >= 4


def _leans(question: str, new: _Parts, old: _Parts) -> bool:
    """Whether a question cannot be answered by itself: by its words, or because place and subject are missing."""
    if _LEANS.search(question):
        return True
    if new.place:
        return not new.topic and not new.ask
    return bool(old.place) or not _says_enough(new.topic)


def _take_apart(question: str) -> _Parts:
    question = _LEAD_IN.sub("", question)
    mentions = find_places(question)
    place = "".join(_text(question, m.span) for m in mentions[:1])
    rest = question
    for mention in reversed(mentions):
        rest = rest[: mention.span.start] + rest[mention.span.end :]
    year = _YEAR.search(rest)
    rest = re.sub(r"(?:19|20)\d{2}年?度?", "", rest)
    rest = _CLOSING.sub("", rest)
    if place and SAME.fullmatch(rest.strip("的，, ")):
        return _Parts(place, year[0] if year else "", "", "")
    if not _HAN.search(question) and re.fullmatch(r"(?:and|in|for|of|\W)*", rest, re.IGNORECASE):
        return _Parts(place, year[0] if year else "", "", "")
    ask = _ASK.search(rest)
    if ask is None:
        return _Parts(place, year[0] if year else "", _POINTER.sub("", rest).strip("的，, "), "")
    head, tail = rest[: ask.start()], rest[ask.start() :]
    # A question may open with how it asks (由谁负责项目路演); then what it is about comes behind.
    topic = head if len(head.strip("的由，, ")) > 1 else re.sub(_ASK, "", tail)
    return _Parts(
        place, year[0] if year else "", _POINTER.sub("", topic).strip("的，, 由是在对"), tail if head else rest
    )


def _with_place(before: str, old: _Parts, new: _Parts) -> str:
    if old.place:
        return before.replace(old.place, new.place, 1)
    return new.place + before


def _shifted_year(question: str, before: str) -> str | None:
    year = _YEAR.search(before)
    for pattern, step in _RELATIVE_YEAR:
        if year and pattern.search(question):
            return before[: year.start()] + str(int(year[0]) + step) + before[year.end() :]
    return None


def _of(pointer: str) -> str:
    return "的" if pointer.endswith("的") or pointer == "其" else ""


def _tidy(text: str) -> str:
    return re.sub(r"的{2,}", "的", re.sub(r"\s+", " ", text)).strip("，, ？?")


def _text(text: str, span: Span) -> str:
    return text[span.start : span.end]
