"""What a document says of itself in its form: labelled fields, the lines before its body, and who signed it when."""

import re
from dataclasses import dataclass
from itertools import zip_longest

from index.dates import DateMention, find_dates
from index.search_key import fold

# Fields by the labels that forms and web pages give them, most telling label first.
_FIELDS = {
    "title": "标题 文件名称 文件标题 信息名称 题名 名称",
    "issuer": (
        "发文机关 发文部门 发文单位 制定机关 颁布机关 颁布单位 颁布部门 公布机关 发布机关 发布机构 发布单位 "
        "发布部门 主办单位 主办 承办单位"
    ),
    "source": "信息来源 文章来源 稿件来源 新闻来源 内容来源 来源",
    "number": "发文字号 发文文号 政策文号 文件编号 文件字号 文号 建议/提案号 提案编号 提案号 建议号",
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
    "责任编辑 责编 审核 打印 分享 索引号 主题词 主题分类 关键词 关键字 政策类型 政策标签 有效性 体裁 协办 "
    "效力状态 公文时效 实施日期 生效日期 失效日期 施行日期 文章来源作者"
)
# Short labels end other words too (资金来源, 工作时间), so they need a boundary before them.
_SHORT = 2
_LABELS = {label: field for field, labels in _FIELDS.items() for label in labels.split()} | dict.fromkeys(
    _STOPS.split(), ""
)
_LABEL = re.compile(
    "(?:"
    + "|".join(
        (r"(?<![\u4e00-\u9fff])" if len(label) <= _SHORT else "") + r"[ \t]{0,4}".join(map(re.escape, label))
        for label in sorted(_LABELS, key=len, reverse=True)
    )
    + r")[ \t]*[】\])]?[ \t]*(?:[:：][ \t]*\|?|\|)"
)
_FIELD_REACH = 3000

_ENDS = (
    "人民政府|人民政府办公厅|人民政府办公室|政府|办公厅|办公室|委员会|管委会|管理委员会|管理局|监督局|总局|分局|厅|局|部|署|党组|工委|党委|省委|市委|区委|县委|"
    "中心|领导小组|指挥部|联席会议|人民法院|人民检察院|总工会|联合会|妇联|科协|工商联|共青团.{2,8}委|协会|学会|商会|研究会|杂志社|报社|出版社|"
    "集团|公司|大学|学院|研究院|银行|支行|国务院|中共中央|常务委员会|代表大会|科学院|政协|人大|法制办|人才办|发改委|住建委|卫计委|经信委|国资委|财委"
)  # fmt: skip
_BODY = re.compile(rf"[\u4e00-\u9fffA-Za-z（）()·“”]{{0,36}}(?:{_ENDS})(?:[（(][\u4e00-\u9fff]{{2,12}}[)）])?")
_NO_BODY = re.compile(
    r"^(?:各|有关|相关|本|该|我|由|经|请|并|对|向|在|为|被|将)|[的了是为]|(?:通过|批准|批复|同意|负责|制定|组织)(?!委员会)"
)
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]+、|第[一1][章节条]|[(（][一1][)）]|1[.、．]|总\s*则)")
_ADDRESSEE = re.compile(
    r"^(?:各|市|区|县|省|国务院|有关|[\u4e00-\u9fff]{2,6}(?:委员|代表)).{0,200}[:：]$|^[\u4e00-\u9fff、，]{4,}各.{0,150}[:：]$"
)


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who signed a document when: the bodies in order, and the date."""

    bodies: tuple[str, ...]
    date: DateMention


def lines(text: str) -> list[tuple[int, str]]:
    """The lines of a text that are not blank, stripped, each with the position of its first character."""
    found, at = [], 0
    for line in text.split("\n"):
        if stripped := line.strip():
            found.append((at + len(line) - len(line.lstrip()), stripped))
        at += len(line) + 1
    return found


def opening(text: str, limit: int = 25) -> list[tuple[int, str]]:
    """The lines before the body: up to the addressee, the first numbered heading or the first long line."""
    head = []
    for at, line in lines(text[: _FIELD_REACH * 2])[:limit]:
        prose = len(line) > 100 or (len(line) > 20 and line.endswith(("。", "；")))
        if _NUMBERED.match(line) or _ADDRESSEE.match(line) or (prose and not _LABEL.search(line[:100])):
            break
        head.append((at, line))
    return head


def labelled(text: str) -> dict[str, str]:
    """The values of labelled fields near the start and the end of a text, by field; empty values are left out.

    Of a field the most telling label wins, then the first. A value ends at the next label, a `|`, or the line's end.
    """
    parts = text[:_FIELD_REACH], text[max(_FIELD_REACH, len(text) - _FIELD_REACH) :]
    values: dict[str, tuple[int, str]] = {}
    for part in parts:
        matches = list(_LABEL.finditer(part))
        for match, after in zip_longest(matches, matches[1:]):
            label = re.sub(r"[\s\]】)|:：]+", "", match[0])
            field = _LABELS.get(label, "")
            end = min(after.start() if after else len(part), _value_end(part, match.end()))
            value = part[match.end() : end].strip(" \t|　【[（(,，;；")
            rank = _FIELDS[field].split().index(label) if field else 0
            if field and value and (field not in values or rank < values[field][0]):
                values[field] = (rank, value)
    return {field: value for field, (_, value) in values.items()}


def _value_end(text: str, start: int) -> int:
    ends = [at for mark in ("\n", "|") if (at := text.find(mark, start)) >= 0]
    return min(ends, default=len(text))


def bodies(text: str) -> tuple[str, ...]:
    """The bodies that a line consists of, with nothing else between them; none where anything else stands in it."""
    found = []
    for part in re.split(r"[\s、，,|]+", text.strip()):
        if not part:
            continue
        if not _BODY.fullmatch(part) or _NO_BODY.search(part):
            return ()
        found.append(part)
    return tuple(found)


def sign_off(text: str) -> SignOff | None:
    """The first place where bodies stand right before a date that ends a line, as documents are signed."""
    known = lines(text)
    for number, (_, line) in enumerate(known):
        date = _closing_date(line)
        if date is None:
            continue
        before = line[: date.span.start].rstrip(" (（:：")
        signed = bodies(re.split(r"[。！!？?;；\"”]", before)[-1]) if before else _bodies_above(known, number)
        if signed:
            return SignOff(signed, date)
    return None


def _closing_date(line: str) -> DateMention | None:
    """A full date at the end of a line, with at most a remark in brackets after it."""
    if not re.search("[日号]", line[-40:]):
        return None
    dates = [d for d in find_dates(line) if len(d.iso) == 10]
    if dates and re.fullmatch(r"(?:印发|发布|[\s|)）]|[(（][^()（）]{2,20}[)）])*", line[dates[-1].span.end :]):
        return dates[-1]
    return None


def _bodies_above(known: list[tuple[int, str]], number: int) -> tuple[str, ...]:
    signed: list[str] = []
    for _, line in reversed(known[max(0, number - 12) : number]):
        above = bodies(line) if len(line) < 120 else ()
        if not above:
            break
        signed[:0] = above
    return tuple(signed)


def leading_body(title: str) -> str | None:
    """The body that a title begins with: 甲市人民政府 of 甲市人民政府关于……的通知."""
    match = re.match(
        rf"(?P<body>(?:[\u4e00-\u9fff]{{0,30}}?(?:{_ENDS})[、\s]?)+?)(?=关于|印发|转发|公告|通告|令)", fold(title)
    )
    if match is None:
        return None
    body = title[match.start("body") : match.end("body")].strip("、 ")
    return None if _NO_BODY.search(body) else body
