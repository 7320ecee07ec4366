"""The form of a document: the lines before its body, and the fields that labels name in it."""

import re
from itertools import zip_longest

# Fields by the labels that forms and web pages give them, most telling label first.
_FIELDS = {
    "title": "标题 文件名称 文件标题 信息名称 题名 名称",
    "issuer": (
        "发文机关 发文部门 发文单位 制定机关 颁布机关 颁布单位 颁布部门 公布机关 发布机关 发布机构 发布单位 发布部门"
    ),
    "handler": "主办单位 主办 承办单位",
    "source": "信息来源 文章来源 稿件来源 新闻来源 内容来源 来源",
    "number": "发文字号 发文文号 颁布文号 发布文号 政策文号 文件编号 文件字号 文号 建议/提案号 提案编号 提案号 建议号",
    "written": "成文日期 发文日期 发文时间 颁布日期 颁布时间 公布日期 答复日期 答复时间 印发日期 签发日期 制定日期",
    "published": (
        "发布日期 发布时间 发表时间 发表日期 信息提供日期 公开日期 公开时间 生成日期 录入时间 更新时间 "
        "更新日期 日期 时间"
    ),
    "reply": "答复内容 建议/提案内容 提案内容 建议内容 建议/提案提出者 提案者 领衔代表",
}
# Other labels, at which the value of the one before ends.
_STOPS = (
    "浏览次数 浏览量 浏览 点击数 点击量 点击 阅读次数 阅读量 阅读 访问量 访问次数 次数 字号 字体 作者 编辑 "
    "责任编辑 责编 审核 打印 分享 索引号 信息分类名称 信息分类 主题词 主题分类 关键词 关键字 政策类型 政策标签 "
    "有效性 体裁 协办 效力状态 效力 时效性 公文时效 资料属性 部门分类 实施日期 生效日期 失效日期 施行日期 公文种类 "
    "技术支持单位 技术支持 公开类型 信息索取号 发布处室"
)
_LABELS = {label: field for field, labels in _FIELDS.items() for label in labels.split()} | dict.fromkeys(
    _STOPS.split(), ""
)
# Short labels end other words too (资金来源, 工作时间): alone they need a boundary before them, or a date behind.
_SHORT = 2
_END = r"[ \t]*[】\])]?[ \t]*(?:[:：][ \t]*\|?|\|)"


def _alternatives(labels: list[str]) -> str:
    return "|".join(r"[ \t]{0,4}".join(map(re.escape, label)) for label in sorted(labels, key=len, reverse=True))


_LONG_LABELS = _alternatives([label for label in _LABELS if len(label) > _SHORT])
_SHORT_LABELS = _alternatives([label for label in _LABELS if len(label) <= _SHORT])
_LABEL = re.compile(
    rf"(?:{_LONG_LABELS}|(?<![\u4e00-\u9fff])(?:{_SHORT_LABELS})|(?:日期|时间)(?=\s*[:：]\s*(?:19|20)\d\d)){_END}"
    rf"|^(?:{_LONG_LABELS})[ \t]+(?=\S)"
)
_NEXT_LABEL = re.compile(rf"(?:{_LONG_LABELS}|{_SHORT_LABELS}){_END}")
_REACH = 3000

_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]+、|第[一1][章节条]|[(（][一1][)）]|1[.、．]|总\s*则)")
_ADDRESSEE = re.compile(
    r"^(?:各|市|区|县|省|国务院|有关|[\u4e00-\u9fff]{2,6}(?:委员|代表)).{0,200}[:：]$"
    r"|^[\u4e00-\u9fff、，]{4,}各.{0,150}[:：]$"
)
_LONG_LINE = 100
# A note below the title on when, by whom and as which order the text was adopted, with or without brackets.
NOTE = re.compile(
    r"^[（(][^()（）]{0,40}(?:\d|[〇零○一二三四五六七八九十])\s?[年号]|^[\u4e00-\u9fff]{2,20}令\s?第.{1,8}号\s.{0,60}(?:通过|发布|公布)"
    r"|^\d{4}年\d{1,2}月\d{1,2}日\S{0,30}(?:通过|发布|公布)"
)


def lines(text: str) -> list[tuple[int, str]]:
    """The lines of a text that are not blank, stripped, each with the position of its first character."""
    found, at = [], 0
    for line in text.split("\n"):
        if stripped := line.strip():
            found.append((at + len(line) - len(line.lstrip()), stripped))
        at += len(line) + 1
    return found


def opening(text: str, limit: int = 25) -> list[str]:
    """The lines before the body: up to the addressee, the first numbered heading or the first lines of prose."""
    head = []
    for _, line in lines(text[: _REACH * 2])[:limit]:
        if NOTE.match(line):
            head.append(line)
            continue
        prose = len(line) > _LONG_LINE or (len(line) > 20 and line.endswith(("。", "；")))
        if _NUMBERED.match(line) or _ADDRESSEE.match(line) or (prose and not _LABEL.search(line[:_LONG_LINE])):
            break
        head.append(line)
    return head


def before_fields(line: str) -> str:
    """What stands on a line before its first labelled field."""
    field = _LABEL.search(line)
    return line[: field.start()] if field else line


def labelled(text: str) -> dict[str, str]:
    """The values of labelled fields near the start and the end of a text, by field; empty values are left out.

    Of a field the most telling label wins, then the first. A value ends at the next label, a `|`, or the line's end.
    At the end of a text only the fields of a form count that no footer has.
    """
    values: dict[str, tuple[int, str]] = {}
    tail = max(_REACH, len(text) - _REACH)
    for number, part in enumerate((text[:_REACH], text[tail:])):
        for line in part.split("\n"):
            for label, value in _pairs(line):
                field = _LABELS[label]
                if not field or not value or (number and field in ("handler", "source", "title")):
                    continue
                rank = _FIELDS[field].split().index(label)
                if field not in values or rank < values[field][0]:
                    values[field] = (rank, value)
    return {field: value for field, (_, value) in values.items()}


def _pairs(line: str) -> list[tuple[str, str]]:
    """Labels of a line with their values; after the first one, short labels need no boundary."""
    first = _LABEL.search(line)
    if first is None:
        return []
    matches = [first, *_NEXT_LABEL.finditer(line, first.end())]
    pairs = []
    for match, after in zip_longest(matches, matches[1:]):
        value = line[match.end() : after.start() if after else len(line)].split("|")[0]
        pairs.append((re.sub(r"[\s\]】)|:：]+", "", match[0]), value.strip(" \t　【[（(,，;；")))
    return pairs
