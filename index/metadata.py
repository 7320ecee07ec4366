"""What a document says of itself: front matter, declared fields, forms, head and sign-off; never a guess."""

import re
from collections.abc import Mapping
from datetime import date
from typing import get_args

from index.dates import iso_date
from index.document_title import find_title
from index.labels import SignOff, bodies, labelled, leading_body, opening, sign_off
from index.model import Kind, Metadata, Section
from index.places import resolve
from index.regions import find_region
from index.search_key import fold

_FENCE = re.compile(r"---[ \t]*\r?\n")
_FIELD = re.compile(r"([A-Za-z_][\w-]*)[ \t]*:[ \t]*(.*?)[ \t]*\Z")


def front_matter(raw: str) -> tuple[dict[str, str], int]:
    """The fields of a block of `key: value` lines between `---` lines at the very start, and where the body begins.

    Values are strings, quotes around them left out. Without such a block, or with any other line in it, there are no
    fields and the body begins at 0.
    """
    opened = _FENCE.match(raw)
    if opened is None:
        return {}, 0
    fields: dict[str, str] = {}
    at = opened.end()
    while at < len(raw):
        end = raw.find("\n", at)
        end = len(raw) if end < 0 else end + 1
        line = raw[at:end].rstrip("\r\n")
        at = end
        if line.rstrip() in ("---", "..."):
            return fields, at
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        field = _FIELD.match(line)
        if field is None:
            break
        fields[field[1]] = _unquoted(field[2])
    return {}, 0


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def read_metadata(
    text: str, sections: tuple[Section, ...], declared: Mapping[str, str], front: Mapping[str, str]
) -> Metadata:
    """What is known of a document; front matter wins, unknown stays None.

    Args:
        text: the clean text.
        sections: its outline.
        declared: what the file says outside its text (`title`, `page_title`, `published`, `issuer`, `site`, `url` ...).
        front: the fields of its front matter.
    """
    form, signed = labelled(text), sign_off(text)
    title = front.get("title") or find_title(text, sections, declared)
    issuer = front.get("issuer") or _issuer(title, form, signed, declared)
    region: str | None
    region, inferred = _front_region(front.get("region")), False
    if not front.get("region"):
        head = "\n".join(line for _, line in opening(text, 12) if not re.search("当前的?位置|>>", line))
        region, inferred = find_region(text, title, issuer, head, declared.get("site") or declared.get("page_title"))
    return Metadata(
        title=title,
        issuer=issuer,
        number=front.get("number") or _number(text, form, title),
        published=_front_date(front.get("published")) or _published(text, form, signed, declared),
        region=region,
        region_inferred=inferred,
        kind=_front_kind(front.get("kind")) or _kind(text, title, form, declared),
        url=front.get("url") or declared.get("url"),
        origin=front.get("origin"),
        origin_sha256=front.get("origin_sha256"),
    )


def _front_region(value: str | None) -> str | None:
    """The path that front matter names: a known place's, else as written."""
    if not value:
        return None
    known = resolve(value.replace("/", ""))
    return known[0] if len(known) == 1 else value


def _front_date(value: str | None) -> str | None:
    if value and re.fullmatch(r"(?:19|20)\d\d(?:-\d\d){0,2}", value):
        return value
    return iso_date(value) if value else None


def _front_kind(value: str | None) -> Kind | None:
    return next((kind for kind in get_args(Kind) if kind == value), None)


def _issuer(
    title: str | None, form: Mapping[str, str], signed: SignOff | None, declared: Mapping[str, str]
) -> str | None:
    """Who issued it: the form's issuing body, the signing bodies, the body in the title, the source."""
    labelled_issuer = form.get("issuer")
    if signed and labelled_issuer and not _names(labelled_issuer, signed.bodies):
        return labelled_issuer if bodies(labelled_issuer) and len(labelled_issuer) > 6 else "、".join(signed.bodies)
    if signed:
        return "、".join(signed.bodies)
    if labelled_issuer:
        return labelled_issuer
    source = form.get("source") or declared.get("issuer")
    return leading_body(title or "") or (_source(source) if source else None)


def _names(label: str, signed: tuple[str, ...]) -> bool:
    return any(label in body or body in label for body in signed)


def _source(source: str) -> str | None:
    """The name of a source without issue, date or address after it."""
    name = (
        re.split(r"(?:19|20)\d\d\s?[年\-/.]|第\d+期|https?:|\s{2,}|[,，;；(（]", source)[0].strip(" 《》")
        if source
        else ""
    )
    if not re.search("[\u4e00-\u9fff]{2}", name) or len(name) > 40:
        return None
    return (
        f"《{name.strip('《》').replace('》杂志', '')}》杂志"
        if source.startswith("《") and "》杂志" in source
        else name
    )


_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,14}\s?(?:字|发|函|办|规|令|文)?\s?[〔\[（(【﹝]\s?(?:19|20)\d\d\s?[〕\]）)】﹞]\s?第?\s?[0-9〇零一二三四五六七八九十]+\s?号"
)
_ORDER = re.compile(
    r"(?:[\u4e00-\u9fff]{2,30}(?:令|公告)\s*)?[（(]?\s?第\s?[0-9〇零一二三四五六七八九十百]+\s?号(?:令|公告)?\s?[)）]?"
)


def _number(text: str, form: Mapping[str, str], title: str | None) -> str | None:
    """The document number: the form's, else one that stands alone on a line of the head or ends its title's line."""
    if number := form.get("number"):
        found = _NUMBER.search(number) or _ORDER.search(number) or re.fullmatch(r"[\w〔〕\[\]()（）-]{1,30}", number)
        if found:
            return found[0].strip("（()） ")
    for _, line in opening(text, 20):
        bare = line.strip("（()） |")
        alone = _NUMBER.fullmatch(bare) or _ORDER.fullmatch(line) or _ORDER.fullmatch(bare)
        if alone:
            return alone[0].strip("（()） ")
        ending = re.search(rf"[\s（(]({_NUMBER.pattern})[)）]?$", line)
        if ending and not re.search("根据|依据|按照|贯彻", line) and len(line) < 100:
            return ending[1].strip()
    ending = re.search(rf"({_NUMBER.pattern})[)）]?$", title or "")
    return ending[1] if ending else None


_OWN_DATE_DAYS = 90


def _published(text: str, form: Mapping[str, str], signed: SignOff | None, declared: Mapping[str, str]) -> str | None:
    """When it was published; where its own date is months older than the page's, the page is a later copy."""
    page = iso_date(form.get("published", "")) or iso_date(declared.get("published", ""))
    own = iso_date(form.get("written", "")) or (signed.date.iso if signed else None) or _adopted(text)
    if page and own and len(page) == len(own) == 10:
        apart = date.fromisoformat(page) - date.fromisoformat(own)
        return own if apart.days > _OWN_DATE_DAYS else page
    return page or own


def _adopted(text: str) -> str | None:
    """The date of a note in brackets or of a line of its own at the head: （1999年5月6日……通过）."""
    for _, line in opening(text, 20):
        if re.match(r"[（(][^()（）]*(?:通过|批准|发布|公布|修正|修订|印发)", line):
            return iso_date(line)
        if len(line) <= 14 and re.fullmatch(r"[（(]?[^()（）]{8,12}日[)）]?", line):
            return iso_date(line)
    return None


_REPLY = re.compile("(?:提案|建议|议案|来信|咨询)的?(?:答复|回复|复函)|答复意见|^对.{2,60}的答复")
_POLICY = re.compile(
    "(?:意见|办法|规定|条例|细则|方案|规划|政策|措施|规则|纲要|决定|计划|法|章程|目录|标准|规程|制度|守则|令|若干.{0,8}|决议|准则)"
    r"(?:[（(〔].{1,30}[)）〕])*$"
)
_ISSUING = re.compile(
    "(?:印发|转发|发布|公布|颁布|实施|批转|下发).*(?:意见|办法|规定|条例|细则|方案|规划|政策|措施|规则|纲要|计划|标准|目录|制度)"
)


def _kind(text: str, title: str | None, form: Mapping[str, str], declared: Mapping[str, str]) -> Kind | None:
    """The kind, by the form, the title's ending and the words of the head; None where they do not say."""
    head = fold(text[:1500])
    name = re.sub(r"\s", "", fold(title or "")).rstrip("。")
    if "reply" in form or _REPLY.search(name) or re.search("(?:提案|建议)收悉,?现(?:将.{0,12})?答复如下", head):
        return "reply"
    if re.search("杂志|编者按|^——编者", form.get("source", "")) or ("编者" in head[:600] and "作者" in head[:200]):
        return "article"
    if re.search("(?:综述|报告|总结|白皮书|情况通报|公报)(?:[（(].*[)）])?$", name) or re.search(
        "——.{0,30}(?:综述|总结|报告)\n", text[:600]
    ):
        return "report"
    if re.search("解读|问答|图解|一图读懂|访谈|观察|评论", name):
        return "article"
    if re.search("(?:通知|公告|通告|公示|函|请示|批复|通报)(?:[（(〔].{1,30}[)）〕])*$", name):
        return "policy" if _ISSUING.search(name) else "notice"
    if _POLICY.search(name):
        return "policy"
    news = re.search("新闻|要闻|动态|信息|资讯|快讯|报道|头条", fold(text[:200]) + declared.get("column", ""))
    if news or re.match("本报讯|.{0,20}(?:记者|通讯员)", head) or re.search("讯[)）]?(?:记者|通讯员)|日电", head[:300]):
        return "news"
    return None
