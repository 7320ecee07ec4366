"""The kind of a document, by its form, the ending of its title and the words of its head."""

import re
from collections.abc import Mapping

from index.model import Kind
from index.search_key import fold

_REPLY = re.compile("(?:提案|建议|议案|来信|咨询)的?(?:答复|回复|复函)|答复意见|^对.{2,60}的答复")
_ANSWERED = re.compile("(?:提案|建议)收悉,?现(?:将.{0,12})?答复如下")
_REMARK = "(?:[(（〔].{1,30}[)）〕])*$"
_POLICY = re.compile(
    "(?:意见|办法|规定|条例|细则|方案|规划|政策|措施|规则|纲要|决定|计划|法|章程|目录|标准|规程|制度|守则|令|若干.{0,8}|决议|准则|修正案|解释|"
    f"要点|规范|指标){_REMARK}"
)
_NOTICE = re.compile(f"(?:通知|公告|通告|公示|函|请示|批复|通报|告知单|告知书){_REMARK}")
_ISSUING = re.compile(
    "(?:印发|转发|发布|公布|颁布|实施|批转|下发).*(?:意见|办法|规定|条例|细则|方案|规划|政策|措施|规则|纲要|计划|标准|目录|制度)"
)
_REPORT = re.compile(f"(?:综述|报告|总结|白皮书|情况通报|公报){_REMARK}")
_ARTICLE = re.compile(r"解读|问答|答问|答记者问|\d问|图解|一图读懂|访谈|观察|评论|攻略")
_NEWS = re.compile("新闻|要闻|动态|(?:区县|工作|政务|人才)信息|资讯|快讯|报道|头条")
_GUIDE = re.compile("指南|指引|须知|流程|程序|名录|表$|材料|事项|条件|对象|申报|申请|办理")
_LATELY = re.compile(r"(?:^|\n)\s*(?:今年以来|近日|日前|近年来|昨日|今日|今天|\d{1,2}月\d{1,2}日)[,，]")
_REPORTED = re.compile(r"(?:讯|[(（]记者|通讯员|日电)|文/.{0,20}记者")


def find_kind(text: str, title: str | None, form: Mapping[str, str], declared: Mapping[str, str]) -> Kind | None:
    """The kind; None where neither form, title nor head says. A notice that issues rules is a policy."""
    head = fold(text[:1500])
    name = re.sub(r"\s", "", fold(title or "")).rstrip("。》")
    if "reply" in form or _REPLY.search(name) or _ANSWERED.search(head):
        return "reply"
    if re.search("杂志|期刊", form.get("source", "")) or ("编者" in head[:600] and "作者" in head[:200]):
        return "article"
    if _REPORT.search(name) or re.search("——.{0,30}(?:综述|总结|报告)\n", text[:600]):
        return "report"
    if _ARTICLE.search(name):
        return "article"
    if _NOTICE.search(name):
        return "policy" if _ISSUING.search(name) else "notice"
    if _POLICY.search(name):
        return "policy"
    if _NEWS.search(fold(text[:200]) + declared.get("column", "") + declared.get("page_title", "")):
        return "news"
    if name.endswith("出炉") or (name and not _GUIDE.search(name) and _LATELY.search(head[:600])):
        return "news"
    return "news" if _REPORTED.search(head[:400]) or _REPORTED.search(fold(text[-200:])) else None
