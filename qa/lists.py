"""What a list is of: duties, acts, cases, conditions, parts; how it is asked for, and how a sentence announces it."""

import re
from typing import NamedTuple

from qa.clauses import announces
from qa.materials import MATERIALS, announces_papers

FORBIDDEN, RIGHTS, DUTIES, CASES, CONDITIONS, CONTENTS, STEPS = "禁止", "权利", "职责", "情形", "条件", "内容", "程序"
"""Units of a list asked for; of what is to be handed in see `qa.materials`."""

_WHICH = "(?:哪些|哪几[个项种类条样]|什么|啥)"
_DOING = "(?:工作|事情?|活动?)?"


_INLINE = re.compile("[^。：:]*(?:下列|以下|如下)[^。：:]{0,40}[：:](?=.)", re.DOTALL)
"""How a sentence announces a list that stands in it: 符合以下条件的家庭可以申请：甲；乙."""


_LOSES = "(?:没收|拆除|处罚|罚款|取消|收回|撤销|吊销|注销|退回|清退|追究|终止|除名|辞退|解除)"
"""What becomes of somebody or something in the cases that a list tells."""


class _Listed(NamedTuple):
    """How a list of a kind is asked for, how its announcement tells it, and the words that find one."""

    asked: re.Pattern[str]
    told: re.Pattern[str]
    words: str


LISTED = {
    FORBIDDEN: _Listed(
        re.compile(
            rf"不(?:能|得|许|准|可以?|允许|让)(?:去|有|做|干|从事|实施|出现)些?{_WHICH}|禁止(?:做|有|从事|实施)?些?{_WHICH}"
            rf"|{_WHICH}(?:事情?|行为|活动)?[^，。？?]{{0,6}}(?:不(?:能|得|许|准|可以?|允许|让)(?:去|有|做|干|从事)|(?:被|受|是)?(?:严格)?禁止)"
            r"|(?:what|which) .{0,40}(?:prohibited|forbidden|banned|not allowed|not do\b)",
            re.IGNORECASE,
        ),
        re.compile("不得|禁止|严禁|不准|不许"),
        "不得有下列行为",
    ),
    RIGHTS: _Listed(
        re.compile(rf"{_WHICH}权[利益]|权[利益](?:都|各)?(?:是|有|包括)?{_WHICH}|what rights", re.IGNORECASE),
        re.compile("权利|权益"),
        "享有下列权利",
    ),
    DUTIES: _Listed(
        re.compile(
            rf"{_WHICH}(?:主要|具体|工作)?(?:职责|职能|职权|责任|义务|任务)|(?:职责|职能|职权|责任|义务|任务)(?:主要|具体|都|各)?(?:是|有|包括)?{_WHICH}"
            rf"|(?:要|该|得|须|负责|承担|应当?)(?:履行|承担|负责|做好?|干|管)些?{_WHICH}{_DOING}|(?<!谁)(?:负责|承担)(?:做|管|干)?些?{_WHICH}{_DOING}"
            r"|what .{0,40}(?:duties|responsibilit|obligations)|what .{0,60}responsible for",
            re.IGNORECASE,
        ),
        re.compile("^(?!.*之一).*(?:职责|职能|职权|责任|义务|任务|负责|工作[：:])", re.DOTALL),
        "履行下列职责",
    ),
    CASES: _Listed(
        re.compile(
            rf"(?<!属于)(?:哪些|哪几[个种类]|什么|啥)(?:样的)?(?:情形|情况|行为)|(?:哪种|何种)(?:情形|情况)下|(?:情形|情况|行为)(?:有|是|包括)?{_WHICH}"
            rf"|{_WHICH}(?:样的)?[^，。？?]{{1,12}}(?:会|要|应当?|将|可以?|能|就)(?:是|被|要)?(?:依法|予以)?{_LOSES}"
            r"|in (?:what|which) (?:cases?|circumstances|situations)|under (?:what|which) circumstances",
            re.IGNORECASE,
        ),
        re.compile("情形|情况|行为|之一"),
        "有下列情形之一的",
    ),
    STEPS: _Listed(
        re.compile(
            rf"(?:{_WHICH}|几[个步道])(?:步骤?|程序|流程|手续|环节|步)|{_WHICH}[^，。？?的]{{0,4}}(?:途径|渠道|办法|方式|方法)"
            rf"|(?:步骤|程序|流程|手续)(?:都|具体)?(?:是|有|包括|要)?(?:{_WHICH}|怎么?样?|如何)|怎么走|^[^什哪怎如几啥]*(?:程序|流程|步骤)[？?。\s]*$"
            r"|what (?:is|are) the (?:[a-z-]+ )?(?:steps|procedure|process)|which steps",
            re.IGNORECASE,
        ),
        re.compile("程序|步骤|流程|手续|顺序|办理|进行|途径|渠道|方式|方法"),
        "按照下列程序办理",
    ),
    CONTENTS: _Listed(
        re.compile(
            rf"(?:包括|包含|分成?|分为|含有?|由|载明|写明|注明)(?:了)?(?:{_WHICH}|几)|{_WHICH}(?:内容|事项|部分|类型|种类|项目)"
            rf"|(?:内容|事项|类型|种类)(?:都|主要|具体)?(?:有|是|包括)?{_WHICH}|有(?:哪几|几)[类种部]|都有(?:什么|哪些|啥)"
            r"|what does .{1,60} (?:include|cover|consist|contain)|what (?:kinds|types|parts)",
            re.IGNORECASE,
        ),
        re.compile("包[括含]|分[为成]|载明|内容|事项|如下|下列|以下"),
        "包括下列内容",
    ),
    CONDITIONS: _Listed(
        re.compile(
            rf"(?:需要?|[得须要]|应当?)?(?:同时)?(?:满足|符合|具备)(?:些|{_WHICH})?(?:样的)?(?:条件|要求|前提|资格)?(?:才[能可]以?)?"
            rf"|{_WHICH}(?:样的)?(?:条件|要求|前提|资格|门槛)|(?:条件|要求|前提|资格|门槛)(?:都|各)?(?:是|有|包括)?{_WHICH}"
            rf"|{_WHICH}样的|谁(?:可以|能)|有资格|条件|eligib\w*|requirements?|qualif\w*|conditions?",
            re.IGNORECASE,
        ),
        re.compile(
            "^(?!.*(?:取消|不予|不得|丧失|终止|撤销|注销|停[发止])).*(?:条件|要求|资格|符合|具备|满足)", re.DOTALL
        ),
        "应当符合下列条件",
    ),
}
"""Of the units of a list, those told apart by more than that it is one, in the order in which they are looked for."""


def listed(question: str) -> str | None:
    """The unit of the list that a question asks for; None where it is not said what the list is of.

    Conditions are a kind of answer of their own.
    """
    told = (unit for unit, kind in LISTED.items() if kind.asked.search(question))
    return next((unit for unit in told if unit != CONDITIONS), None)


def asking_words(unit: str | None, question: str) -> str:
    """How a question asks for a list of the unit; empty where nothing tells."""
    return " ".join(match[0] for match in LISTED[unit].asked.finditer(question)) if unit in LISTED else ""


def announces_listed(unit: str | None, text: str) -> bool:
    """Whether a sentence announces a list of the kind asked for: 应当履行下列职责：."""
    if unit == MATERIALS:
        return announces_papers(text)
    if unit not in LISTED:
        return False
    inline = _INLINE.match(text)
    if inline is None and not announces(text):
        return False
    return LISTED[unit].told.search(inline[0] if inline else text) is not None


def announcing_words(unit: str | None) -> str:
    """The words that find what announces a list of the kind asked for; empty for other questions."""
    return "应当提交下列材料" if unit == MATERIALS else LISTED[unit].words if unit in LISTED else ""
