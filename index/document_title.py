"""The title of a document: declared, labelled in a form, or standing at its head."""

import re
from collections.abc import Mapping, Sequence

from index.labels import before_fields, labelled, lines, opening
from index.model import Section
from index.search_key import search_key
from index.signatures import bodies

KINDS = (
    "通知|公告|通告|公示|意见|办法|规定|条例|细则|方案|规划|政策|措施|规则|纲要|决定|计划|法|章程|目录|标准|指南|函|复函|批复|答复|报告|总结|综述|解读|令|"
    "建议|要点|守则|须知|说明|指引|规程|制度|若干问题|决议|命令|通报|请示|名单|一览表|问答"
)  # fmt: skip
_ENDING = re.compile(rf"(?:{KINDS})(?:[（(〔\[【].{{1,30}}[)）〕\]】])*$")
# Lines of a page, not of a document: where one is, menus, dates, counters, buttons, addresses, source text.
_NOISE = re.compile(
    r"^(?:您?你?[當当]前(?:所在)?的?位置|现在的位置|位置|首页|首頁|我要投稿|网站地图|扫一扫|索引号|信息分类|【|\[|下载|打印|返回|已被修改|现行有效|网上直播)"
    r"|^[\u4e00-\u9fff]{2,20}文件$|地方性法规$|^[+＋<]|>>|\d:\d\d|星期[一二三四五六日]|www\.|https?:|/.*/"
    r"| [|｜] |[；。]"
    r"|^\W*$|^[\d\s\-/:.年月日]+$| at master "
)
_UNFINISHED = re.compile("(?:关于|的|和|与|及|、|批准|印发|转发|发布|公布|修改|进一步|实施|加强|开展|做好|《)$")
_SEPARATOR = re.compile(r"\s*[_|—–>»]+\s*|\s+-+\s+|(?<=[\u4e00-\u9fff》)）~])-+(?=[\u4e00-\u9fff\d])|--+")
_CHINESE = re.compile("[\u4e00-\u9fff]{3}")
_ORDER = re.compile(r"(?:令|公告)(?:[（(]?第?.{1,14}号[)）]?)?$")
_NAMED = re.compile(r"《([^《》]{4,60})》(?:全文|的?具体?内容)?如下[:：]$|^[（(]原标题[:：](.{4,60})[)）]$")
_REMARK = re.compile(r"[（(〔][^（）()]{2,20}[）)〕](?:文本|试行)?")
_SITE = re.compile(
    "(?:网|网站|门户|首页|频道|政府|委员会|[局厅部站]|平台|公众网|信息港|中国政府网|文件|专栏|法规|公开)$"
)
_NUMBER = r"[^。《》\s]{0,20}[〔\[（(【﹝]\s*(?:19|20)\d\d\s*[〕\]）)】﹞]\s*第?\s*\d+\s*号"
_NUMBER_LINE = re.compile(rf"(?:{_NUMBER}|第\s*[\d一二三四五六七八九十百〇零]+\s*号令?)(?:文件)?")
_NUMBER_BEFORE = re.compile(rf"^{_NUMBER}\s*(?=[\u4e00-\u9fff]{{6}})")
_NUMBER_BEHIND = re.compile(rf"(?:\s+|[（(]){_NUMBER}[)）]?$")
_ORDER_BEFORE = re.compile(r"^[\u4e00-\u9fff]{2,30}令\s?[（(][^（）()]{3,16}号[)）]\s*(?=[\u4e00-\u9fff]{4})")
_ARTICLE = re.compile(r"\s*第[一二三四五六七八九十百\d]+条")
_NOTE = re.compile(r"^[（(].*|.*(?:通过|批准|施行|公布|修正|修订)[)）]$")


def find_title(text: str, sections: Sequence[Section], declared: Mapping[str, str]) -> str | None:
    """The title of a text without the name of its site and without 《》 around it; None where nothing is one.

    A form's title row comes first, then the title that the file declares, then the text's own title line; where that
    reads like no title, the page's title does. An order (甲市人民政府令第5号) bears the title of the rules it brings.
    """
    head = opening(text)
    if labelled_title := labelled(text).get("title"):
        return _plain(labelled_title)
    given = declared.get("title", "")
    if _CHINESE.search(given) and not _SITE.fullmatch(given):
        return _plain(_without_site(given))
    own = _own_title(head)
    if own and _ORDER.search(own):
        own = _brought(text) or own
    part = _page_part(declared.get("page_title") or declared.get("file_title") or "", text)
    if part and (own is None or not _ENDING.search(own) or _same(own, part)):
        return _plain(own if own and _same(own, part) and len(own) >= len(part) else part)
    return _plain(own or _first_heading(text, sections) or _brought(text) or _above_rules(text))


def _own_title(head: Sequence[str]) -> str | None:
    """The first line at the head that can be a title, joined with the lines that it runs on to."""
    for number, line in enumerate(_bare(line) for line in head):
        if named := _NAMED.match(line):
            return named[1] or named[2]
        if not _can_be_title(line):
            continue
        following = head[number + 1] if number + 1 < len(head) else ""
        if (
            bodies(line)
            and not _ENDING.search(line)
            and following
            and not re.match("关于|令|公告|《|转发|印发", following)
        ):
            continue
        return _run_on(head, number)
    return None


def _bare(line: str) -> str:
    """A line without signs around it and without the fields that follow a title on its line."""
    return re.sub("^标题(?=[\u4e00-\u9fff]{6})", "", before_fields(line).strip("*#■●◆★ |"))


def _can_be_title(line: str) -> bool:
    """Whether a line may be a title: not too short or long, no label, number, note, prose or part of a page."""
    if (
        _NOISE.search(line)
        or _NUMBER_LINE.fullmatch(line)
        or _NOTE.match(line)
        or not (4 if _ENDING.search(line) else 6) <= len(line) <= 90
    ):
        return False
    return not line.endswith(("。", "：", ":", "；", "，", ",", "|")) and _CHINESE.search(line) is not None


def _run_on(head: Sequence[str], number: int) -> str:
    """A title with the lines that it runs on to, up to the one that ends like a title."""
    title = _bare(head[number])
    following = []
    for line in head[number + 1 : number + 4]:
        if line.startswith(("#", "——")) or before_fields(line) != line:
            break
        if _NOISE.search(line) or _NUMBER_LINE.fullmatch(line) or line.endswith(("。", "：", ":")) or len(line) > 60:
            break
        if _NOTE.match(line) and not _REMARK.fullmatch(line):
            break
        following.append(line)
    if re.fullmatch("《[^《》]+》", title):
        return title + (following[0] if following and re.match("修正案|的|草案|实施", following[0]) else "")
    if following and _REMARK.fullmatch(following[0]):
        return title + following[0]
    for last, line in enumerate(following):
        open_end = _UNFINISHED.search(title) or title.count("《") > title.count("》") or bodies(title)
        if _ENDING.search(title) and not open_end:
            break
        ends = next((i for i, ahead in enumerate(following[last:], last) if _ENDING.search(ahead)), None)
        if not open_end and (ends is None or len(line) > 40):
            break
        title += line
    return title


def _without_site(title: str) -> str:
    parts = [part for part in _SEPARATOR.split(title) if part.strip()]
    if not parts:
        return title
    return max(parts, key=lambda part: (bool(_ENDING.search(part)), not _SITE.search(part), len(part)))


def _page_part(page: str, text: str) -> str | None:
    """The part of a page's title that is the document's: it stands in the text, or reads like a document's title."""
    key = search_key(text[:6000])
    for part in _SEPARATOR.split(page):
        plain = _plain(part) or ""
        if len(plain) >= 6 and _can_be_title(plain) and not bodies(plain) and search_key(plain.rstrip(".…")) in key:
            return plain
    best = _without_site(page).strip("~ ")
    telling = _ENDING.search(best) or (len(best) >= 10 and not _SITE.search(best))
    return best if telling and len(best) >= 6 and _can_be_title(best) and not bodies(best) else None


def _same(one: str, other: str) -> bool:
    return search_key(other).strip('.<>"') in search_key(one) or search_key(one).strip('<>"') in search_key(other)


def _first_heading(text: str, sections: Sequence[Section]) -> str | None:
    for section in sections[:3]:
        if (
            section.heading_span.start < 600
            and _ENDING.search(section.heading)
            and not _ARTICLE.match(text, section.heading_span.start)
        ):
            return section.heading
    return None


def _brought(text: str) -> str | None:
    """A line of its own that an earlier sentence names in 《》: the rules that an order or notice brings."""
    named = {search_key(name) for name in re.findall(r"《([^《》]{4,60})》", text[:1500])}
    for line in text.split("\n"):
        if 4 <= len(line.strip()) <= 60 and search_key(line) in named:
            return line.strip()
    return None


def _above_rules(text: str) -> str | None:
    """The line that stands right above the first article or its number or note, if it ends like a title."""
    known = [line for _, line in lines(text[:3000])]
    for number, line in enumerate(known[1:], 1):
        if re.match(r"第[一1][章条]|总\s*则", line):
            above = [line for line in known[:number] if not _NUMBER_LINE.fullmatch(line) and not _NOTE.match(line)]
            return above[-1] if above and _can_be_title(above[-1]) and _ENDING.search(above[-1]) else None
    return None


def _plain(title: str | None) -> str | None:
    """A title in one line, without 《》 or a site's counter around it."""
    if title is None:
        return None
    title = re.sub("(?<=[)）])(?:文本|全文)$", "", " ".join(before_fields(title).split()).strip(" |#*·>-~"))
    title = _NUMBER_BEHIND.sub("", _ORDER_BEFORE.sub("", _NUMBER_BEFORE.sub("", title)))
    whole = re.fullmatch(r"《([^《》]+)》(?:[（(].*号[)）])?", title)
    return (whole[1] if whole else title) or None
