"""Words of page furniture: trails, counters, font size, print and share bars, footers; simplified or traditional."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import opencc

from index.model import Span

_TRAIL = re.compile(
    r"[【\[]?(?:(?:您|你|当前|现在|目前|所在|浏览|的|在|是){1,6}(?:位置|栏目|页面|地)|位置(?=[^。，]{0,20}(?:首页|主页)))"
    r"(?:是|在|为)?\s*[:：>＞]|(?:网站)?首页\s*[>＞»/\\]"
)
_TRAIL_PATH = re.compile(r"(?:[^>＞»›\s]{1,16}\s*(?:[>＞]{1,2}|»|›)\s*){1,8}[^>＞»›]{0,60}")
_TRAIL_WORD = re.compile(r"首页|主页|正文|网站|频道|栏目")
_STRONG = (
    r"(?:浏览|阅读|阅览|访问|点击|查看)(?:次数|量|数|率)\s*[:：]?\s*\d*\s*(?:人次|次)?",
    r"(?:浏览|阅读|访问|点击|人气|被浏览|已浏览)\s*[:：]\s*\d*\s*(?:人次|次)?",
    r"(?:已|被)?(?:阅读|浏览|点击|访问)\s*\d+\s*人?次|\d+\s*次(?:浏览|阅读|点击)",
    r"字(?:大|小)(?![\u4e00-\u9fff])",
    r"(?:文字大小|字体大小|字号选择|选择字[号体]|字号大小|字号|字体)\s*[:：]?",
    r"(?:我要|点击|直接)?(?:打印|列印)(?:本页|此页|本文|该页|页面|文章|文本|预览)?",
    r"关闭(?:窗口|本页|页面|此页)",
    r"(?:返回|回到)(?:页面)?(?:顶部|首页|上页|上一页|上一级|列表|主页|上级)",
    r"(?:我要|一键)?分享(?:到|至|给|此页|本页|文章|本文)[:：]?",
    r"(?:我要|在线)(?:收藏|纠错|投稿|评论|订阅|反馈|举报|留言|咨询)",
    r"(?:收藏|纠错|推荐|转发)(?:本页|此页|本文)",
    r"(?:内容|网页|文章)纠错",
    r"(?:微信|手机|请|用手机)?扫一扫(?:[^，。；\s]{0,16})?",
    r"扫描二维码[^，。；\s]{0,12}",
    r"(?:手机)?(?:打开|查看|浏览|阅读|访问)(?:当前页面|当前页|本页|此页)",
    r"下载[^\s，。；]{0,8}(?:APP|App|app|客户端)",
    r"(?:上一篇|下一篇|上一条|下一条|上一页|下一页|设为首页|加入收藏|RSS订阅|网站地图|无障碍浏览|视力保护色)\s*[:：]?",
    r"窗体(?:顶端|底端)",
    r"双击(?:自动)?滚屏",
    r"(?:全文|站内|高级)搜索",
    r"复制链接",
    r"\d+ lines? \(\d+ sloc\)\s*[\d.]+ [KM]?B(?:ytes)?",
)
_WEAK = (
    r"(?:特大|超大|加大|减小|放大|缩小|较大|较小|默认|正常|标准|适中|大|中|小|A[+-]?)",
    r"(?:新浪微博|腾讯微博|网易微博|搜狐微博|微信好友|微信|微博|人人网|开心网|QQ空间|QQ好友|QQ|朋友圈|豆瓣|百度空间|更多)",
    r"(?:首页|末页|尾页|目录|无障碍|简体版|繁体版|简体|繁体|English|登录|注册|收藏|纠错|投稿|评论|订阅|反馈|推荐|转发|分享|关闭|返回|保存|发送|导出|播放|暂停|朗读)",
    r"(?:语音播报|背景色|推荐给好友|Email推荐|我要)\s*[:：]?",
    r"(?:联系我们|联系方式|关于我们|关于本站|免责声明|网站声明|版权声明|隐私声明|使用帮助|网站帮助|网站错误报告|网站纠错|友情链接|广告服务|加入我们|常见问题)",
    r"\d{1,7}",
)
_SEPARATOR = re.compile(r"[\s【】\[\]〖〗「」『』()（）｜/·•、,，>＞<＜«»\-—:：\u3000]+")
_STRONG_WORD = re.compile("|".join(_STRONG))
_WEAK_WORD = re.compile("|".join(_WEAK))
_NEIGHBOUR = re.compile(r"^(?:上一篇|下一篇|上一条|下一条|上篇|下篇)\s*[:：]")
_EDITOR = re.compile(
    r"^[【\[(（]?\s*(?:责任编辑|编辑|责编|网络编辑|审核|审核人|校对|录入|供稿人?|录入者)\s*[:：]\s*[^，。；]{0,24}$"
)
_FOOT = re.compile(
    r"版权所有|Copyright|©|All Rights Reserved|网站标识码|ICP备|网安备|备案号|技术支持\s*[:：]|"
    r"^(?:主办|承办|维护)(?:单位)?\s*[:：].*(?:备案|版权|维护|电话)|^您是第|建议(?:您)?使用.{0,30}(?:浏览器|分辨率|IE)",
    re.I,
)
_DISCLAIMER = re.compile(r"^(?:特别|免责|版权|法律|重要)?(?:声明|提示)\s*[:：].*转载.*(?:版权|来源|联系)")
_FIELD = re.compile(r"(?:来源|日期|时间|作者|发布|编辑|单位|机构|文号|部门)\s*[:：]|\d{4}[-年./]\d{1,2}")
_SIZE = r"(?:特大|超大|较大|大|默认|标准|正常|中|较小|小|T|A[+-]?)"
_SIZES = rf"(?:[\s〖【\[(（|/·、]*{_SIZE}(?=[\s〗】\])）|/·、]|{_SIZE}|关闭|打印|$)[\s〗】\])）]*)"
_PART = re.compile(
    r"[\s|｜]*(?:[【\[(（〖]\s*)?(?:"
    rf"(?:{_STRONG[0]}|{_STRONG[1]}|{_STRONG[2]})|(?<!文)(?<!书)(?:选择)?(?:字号|字体|文字大小|字体大小)\s*[:：]?|{_SIZES}{{2,}}|"
    r"(?:打印|关闭|收藏|分享|内容纠错|网页纠错|我要纠错)(?:本页|此页|本文|窗口|页面|文章)?(?=[\s】\])）〗|｜]|$)|分享到\s*[:：]?.{0,30}$|扫一扫.{0,20}$"
    rf")(?:\s*[】\])）〗])?{_SIZES}*"
)
_PAGE_NUMBER = re.compile(
    r"[\s－—–\-_·•]*[－—–\-·•]\s*\d{1,3}\s*[－—–\-·•][\s－—–\-_·•]*|第\s*\d{1,3}\s*页[\s,，/]*(?:共\s*\d{1,3}\s*页)?"
)
_MENU_WORD = re.compile(
    r"首页|主页|网站首页|简体|繁体|简体中文|繁体中文|手机版|搜索|登录|注册|English|EN|网站地图|无障碍|政务公开|信息公开|互动交流|在线服务|办事服务|政策法规|新闻中心|联系我们",
    re.I,
)
_MENU_ITEM = 10
_SHORTEST_MENU = 5
_HEAD_LINES = 60
_LONGEST = 80
_LONGEST_FIELDS = 160
_SENTENCE = re.compile(r"[。；，]")
_TAIL_LINES = 12
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


@lru_cache(maxsize=1)
def _simplifier() -> Any:
    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """The text in simplified characters, for comparing only; as it is where that would change its length."""
    plain = str(_simplifier().convert(text))
    return plain if len(plain) == len(text) else text


def is_trail(line: str) -> bool:
    """Whether the line is the way to the page (首页 >> 新闻 >> 正文)."""
    return _trail(simplified(line.strip()))


def is_furniture(line: str) -> bool:
    """Whether a line is only page furniture: a trail, counter, font size, print or share bar, editor or neighbour."""
    return _furniture(simplified(line.strip()))


def is_footer(line: str) -> bool:
    """Whether a line at the end of a page is its footer or its note on reprinting."""
    return _footer(simplified(line.strip()))


def furniture_lines(text: str) -> Iterator[Span]:
    """The lines that are page furniture, with their line ends, in order."""
    plain = simplified(text)
    lines = [Span(*line.span()) for line in _LINE.finditer(plain) if line[0].strip()]
    words = [plain[span.start : span.end].strip() for span in lines]
    menu = _menu_lines(words[:_HEAD_LINES])
    for number, (span, line) in enumerate(zip(lines, words, strict=True)):
        if number < menu or _furniture(line) or (number >= len(lines) - _TAIL_LINES and _footer(line)):
            yield span


def furniture_parts(text: str) -> Iterator[Span]:
    """Counters, font sizes and print buttons within lines that name a source or date, in order."""
    for line in _LINE.finditer(simplified(text)):
        words = line[0].rstrip()
        if not words or len(words) > _LONGEST_FIELDS or words.endswith("|"):
            continue
        if _FIELD.search(words) and not _SENTENCE.search(words):
            for found in _PART.finditer(words):
                if found[0].strip():
                    yield Span(line.start() + found.start(), line.start() + found.end())


def _trail(line: str) -> bool:
    if len(line) > _LONGEST_FIELDS:
        return False
    return bool(_TRAIL.match(line) or (_TRAIL_WORD.search(line) and _TRAIL_PATH.fullmatch(line)))


def _furniture(line: str) -> bool:
    if not line or line.endswith("|"):
        return False
    if len(line) <= _LONGEST and (
        _is_bar(line) or _EDITOR.match(line) or _NEIGHBOUR.match(line) or _PAGE_NUMBER.fullmatch(line)
    ):
        return True
    return _trail(line)


def _footer(line: str) -> bool:
    return bool((len(line) <= _LONGEST_FIELDS and _FOOT.search(line)) or _DISCLAIMER.match(line[:300]))


def _menu_lines(head: Sequence[str]) -> int:
    """How many of the first lines are the site's menu: short ones, some of them names that only a menu has."""
    count = 0
    while count < len(head) and len(head[count]) <= _MENU_ITEM and not re.search(r"[0-9。，：:]", head[count]):
        count += 1
    known = [place for place in range(count) if _MENU_WORD.fullmatch(head[place])]
    return count if count >= _SHORTEST_MENU and len(known) >= 2 else 0


def _is_bar(line: str) -> bool:
    """Whether a line is made of words of buttons only, one of them telling, or three that could be anything."""
    at = strong = weak = 0
    while at < len(line):
        gap = _SEPARATOR.match(line, at)
        if gap:
            at = gap.end()
            continue
        word = _STRONG_WORD.match(line, at)
        if word:
            strong += 1
        else:
            word = _WEAK_WORD.match(line, at)
            if word is None:
                return False
            weak += not word[0].isdigit()
        at = word.end()
    return strong > 0 or weak >= 3
