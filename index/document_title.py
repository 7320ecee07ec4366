"""The title of a document: declared, labelled in a form, or standing at its head."""

import re
from collections.abc import Mapping, Sequence

from index.labels import bodies, labelled, opening
from index.model import Section
from index.search_key import search_key

KINDS = (
    "通知|公告|通告|公示|意见|办法|规定|条例|细则|方案|规划|政策|措施|规则|纲要|决定|计划|法|章程|目录|标准|指南|函|复函|批复|答复|报告|总结|综述|解读|令|"
    "建议|要点|守则|须知|说明|指引|规程|制度|若干问题|决议|命令|通报|请示|名单|一览表|问答"
)  # fmt: skip
_ENDING = re.compile(rf"(?:{KINDS})(?:[（(〔\[【].{{1,30}}[)）〕\]】])*$")
_NOISE = re.compile(
    r"^(?:您?[當当]前的?位置|现在的位置|首页|首頁|位置|我要投稿|下载|打印|关闭|分享|字号|【|\[|发布|索引号|来源|作者|信息|时间|日期|编辑|浏览|目录|附件|"
    r"政策文号|发文|政策类型|政策标签|文号|点击|搜索|繁体|无障碍|返回|热门|相关)|>>|^\W*$|^[\d\s\-/:.年月日]+$"
)
_UNFINISHED = re.compile("(?:关于|的|和|与|及|、|批准|印发|转发|发布|公布|修改|进一步|实施|加强|开展|做好|《)$")
_SEPARATOR = re.compile(r"\s*[_|—–>»]+\s*|\s+-+\s+|(?<=[\u4e00-\u9fff》)）])-+(?=[\u4e00-\u9fff])|--+")
_SITE = re.compile(
    "(?:网|网站|门户|首页|频道|政府|委员会|[局厅部站]|平台|公众网|信息港|中国政府网|文件|专栏|法规|公开)$"
)
_NUMBER_LINE = re.compile(
    r"^[^。]{0,30}[〔\[（(【]\s*(?:19|20)\d\d\s*[〕\]）)】]\s*第?\s*\d+\s*号$|^第\s*[\d一二三四五六七八九十百〇零]+\s*号(?:令)?$"
)
_NOTE = re.compile(r"^[（(].*|.*(?:通过|批准|施行|公布|修正|修订)[)）]$")


def find_title(text: str, sections: Sequence[Section], declared: Mapping[str, str]) -> str | None:
    """The title of a text without the name of its site and without 《》 around it; None where nothing is one."""
    head = [line for _, line in opening(text)]
    if labelled_title := labelled(text).get("title"):
        return _plain(labelled_title)
    if (given := declared.get("title")) and not _SITE.fullmatch(given):
        return _plain(_without_site(given))
    own = _own_title(head)
    page = declared.get("page_title") or declared.get("file_title") or ""
    if page and (part := _page_part(page, text)):
        return _plain(own if own and _same(own, part) else part)
    return _plain(own or _first_heading(text, sections) or _repeated_name(text))


def _own_title(head: Sequence[str]) -> str | None:
    """The first line at the head that can be a title, joined with the lines that it runs on to."""
    for number, line in enumerate(head):
        if _NOISE.search(line) or _NUMBER_LINE.match(line) or _NOTE.match(line) or not 4 <= len(line) <= 90:
            continue
        if line.endswith(("。", "：", ":", "；", "，", ",", "|")) or not re.search("[\u4e00-\u9fff]{3}", line):
            continue
        if (bodies(line) and not _ENDING.search(line)) and number + 1 < len(head):
            following = head[number + 1]
            if not re.match("关于|令|公告|《|转发|印发", following):
                continue
        return _run_on(head, number)
    return None


def _run_on(head: Sequence[str], number: int) -> str:
    title = head[number]
    for line in head[number + 1 : number + 4]:
        unfinished = _UNFINISHED.search(title) or title.count("《") > title.count("》") or bodies(title)
        continued = not _ENDING.search(title) and (_ENDING.search(line) and len(line) < 40)
        if not (unfinished or continued) or _NOISE.search(line) or _NUMBER_LINE.match(line) or _NOTE.match(line):
            break
        if len(title) + len(line) > 120 or line.endswith(("。", "：", ":")):
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
        if len(plain) >= 6 and not bodies(plain) and search_key(plain.rstrip(".…")) in key:
            return part
    best = _without_site(page)
    return best if _ENDING.search(best) and len(best) >= 6 and not bodies(best) else None


def _same(one: str, other: str) -> bool:
    return search_key(other).strip('.<>"') in search_key(one) or search_key(one).strip('<>"') in search_key(other)


def _first_heading(text: str, sections: Sequence[Section]) -> str | None:
    for section in sections[:3]:
        if section.heading_span.start < 600 and _ENDING.search(section.heading):
            return section.heading
    return None


def _repeated_name(text: str) -> str | None:
    """A line of its own that an earlier sentence names in 《》: the annex that a notice without a title brings."""
    named = {search_key(name) for name in re.findall(r"《([^《》]{4,60})》", text[:1500])}
    for line in text.split("\n"):
        if 4 <= len(line.strip()) <= 60 and search_key(line) in named:
            return line.strip()
    return None


def _plain(title: str | None) -> str | None:
    """A title in one line, without 《》 or a site's counter around it."""
    if title is None:
        return None
    title = " ".join(title.split()).strip(" |#*·>-")
    whole = re.fullmatch(r"《([^《》]+)》", title)
    return (whole[1] if whole else title) or None
