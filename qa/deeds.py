"""What must be spoken of beside an answer: approval where somebody asks who approves, complaints where one asks how."""

import re
from typing import NamedTuple

from index.search_key import fold
from qa.expected import Expected
from qa.lists import FORBIDDEN

_WHO = r"(?:谁|哪[^，。？?]{0,6}?(?:部门|单位|机构|机关|[局委办厅])|哪(?:里|儿|级)|什么(?:部门|单位|地方))"
_CHINESE = re.compile("[\u4e00-\u9fff]")


class _Deed(NamedTuple):
    """How a question asks for something that is done, and the words of which one must stand beside its answer."""

    asked: re.Pattern[str]
    told: re.Pattern[str]


_DEEDS = (
    _Deed(
        re.compile(
            rf"{_WHO}来?(?:批准|审批|核准|备案|审核|审定|同意)|[经报要]{_WHO}来?[批审]"
            r"|who (?:approves|must approve|gives approval)",
            re.IGNORECASE,
        ),
        re.compile("批|核准|核定|备案|审核|审定|审查|审议|同意|许可|认定|确认|评审"),
    ),
    _Deed(
        re.compile(
            rf"[向去到找上](?:{_WHO}|哪)去?(?:提出)?(?:申请|申报|申领|办|登记|报名|领|提交|补)"
            rf"|在(?:{_WHO}|哪)(?:申请|申报|申领|办理|登记|报名|领取)|where (?:do|can|should|must) .{{0,20}}apply",
            re.IGNORECASE,
        ),
        re.compile(
            "申请|申报|申领|申办|办理|受理|报名|登记|提交|递交|报[送到告请批]|备案|领取|提出|补办|换领|经办|窗口|服务中心"
            "|地点|地址|网站|系统|平台|app"
        ),
    ),
    _Deed(
        re.compile(r"不服|申诉|复议|有异议|提出异议|\b(?:appeals?|object(?: to)?)\b", re.IGNORECASE),
        re.compile("复议|诉讼|申诉|申辩|异议|不服|仲裁|复核|复查|复审|起诉|质疑|有意见|不同意见"),
    ),
    _Deed(
        re.compile(r"投诉|举报|\bcomplain(?:ts?)?\b|\breport (?:a|the) violation", re.IGNORECASE),
        re.compile("投诉|举报|检举|控告|监督|反映|信访|上访|申诉|复议"),
    ),
    _Deed(
        re.compile(
            r"(?:什么|怎么?样?|如何|啥|哪些)的?(?:处罚|惩罚|处分|后果|法律责任)|(?:怎么|如何|咋)(?:处罚|惩罚|惩处|追责|罚)"
            r"|(?:处罚|后果|法律责任)是?(?:什么|啥|哪些|怎样)"
            r"|what (?:penalt|punishment|happens if|are the consequences)",
            re.IGNORECASE,
        ),
        re.compile(
            "罚|处分|责任|追究|处理|查处|取消|没收|警告|收回|责令|退[回还出缴]|撤销|停止|追[回缴]|注销|终止|暂停|吊销|解除|信用|记录|扣|不予|不得|不再"
            "|无效|失效|作废|视为|通报|批评|约谈|滞纳|赔偿|改正|整改|除名|黑名单|淘汰|禁止"
        ),
    ),
    _Deed(
        re.compile(
            r"网址|官网|(?:哪个?|什么)(?:网站|网|平台|系统|app|公众号)|网站(?:地址|是)|\b(?:website|web site|url)\b",
            re.IGNORECASE,
        ),
        re.compile(r"网|www|http|app|小程序|公众号|平台|系统|微信|线上|电子邮|邮箱", re.IGNORECASE),
    ),
)
_REFUSALS = re.compile("不得|禁止|严禁|不能|不准|不许|不可|不应|不要|不予|不允许|无权|避免|杜绝|限制")
_OFTEN = re.compile("每|次|定期|年度|季度|常态|按[月季年周日]|经常|随时|逐年|周期|轮|一年|常年|滚动|不间断")


def unspoken(expected: Expected, question: str, around: str) -> bool:
    """Whether what a question asks to be done is spoken of nowhere around the sentence that would answer it.

    Args:
        expected: what the question asks for.
        question: the complete question.
        around: the passage that the sentence stands in, with its title and headings.
    """
    asked, said = fold(question), fold(around)
    if not _CHINESE.search(said):
        return False
    if expected.unit == FORBIDDEN and not _REFUSALS.search(said):
        return True
    if expected.kind == "frequency" and not _OFTEN.search(said):
        return True
    return any(deed.asked.search(asked) and not deed.told.search(said) for deed in _DEEDS)
