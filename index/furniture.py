"""Words of page furniture: trails, counters, font size, print, share, footers; simplified or traditional."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import opencc

from index.model import Span

_TRAIL = re.compile(
    r"^[【\[]?(?:(?:您|你)?(?:的)?(?:当前|现在|目前|所在)?(?:的)?(?:位置|所在位置|所在地)(?:是|在)?\s*[:：>＞]|首页\s*[>＞»/]|(?:首页|主页)\s*$)"
)
_TRAIL_PATH = re.compile(r"(?:[^>＞»\s]{1,12}\s*(?:>+|＞+|»|›)\s*){2,}[^>＞»]{0,40}$")
_WORD = (
    r"(?:浏览(?:次数|量|数)?|阅读(?:次数|量|数)?|访问(?:次数|量|数)?|点击(?:次数|率|数|量)?|人气)\s*[:：]?\s*\d*\s*(?:次|人次)?",
    r"(?:字号|字体|字体大小|字号选择)\s*[:：]?",
    r"(?:默认|超大|大|中|小|加大|减小|放大|缩小|正常|标准|适中|A[+-])",
    r"(?:我要)?(?:打印|列印)(?:本页|此页|本文|该页|页面|文章)?",
    r"关闭(?:窗口|本页|页面|此页)?",
    r"(?:返回|回到)(?:页)?(?:顶部|首页|上页|上一页|列表|主页|上级)?",
    r"(?:我要|一键)?(?:分享|转发)(?:到|至|给|此页|本页)?\s*[:：]?",
    r"(?:微信|微博|新浪微博|腾讯微博|人人网|开心网|QQ空间|QQ好友|朋友圈|豆瓣|更多|复制链接|网易微博|百度空间|搜狐微博)",
    r"(?:我要)?(?:收藏|纠错|投稿|评论|订阅|反馈|举报|留言|推荐|点赞)(?:本页|此页|本文)?",
    r"(?:扫一扫|扫描二维码|微信扫一扫)?(?:在)?(?:手机)?(?:上)?(?:打开|查看|浏览|阅读|访问)?(?:当前页面|当前页|本页|本文|此页)?",
    r"扫一扫.{0,16}",
    r"下载.{0,8}(?:APP|app|App|客户端)",
    r"(?:上一篇|下一篇|上一页|下一页|首页|末页|尾页|目录|无障碍|简体|繁体|繁體|English|登录|注册|网站地图|设为首页|加入收藏|RSS订阅)",
    r"(?:视力保护色|背景色|语音播报|朗读|播放|暂停|保存|发送|推荐给好友|Email推荐|导出)\s*[:：]?",
)
_BAR = re.compile(
    rf"^[\s【】\[\]〖〗「」『』()（）|｜/·•、,，>＞<＜«»\-—\xa0\u3000]*(?:(?:{'|'.join(_WORD)})[\s【】\[\]〖〗「」『』()（）|｜/·•、,，>＞<＜«»\-—:：\xa0\u3000]*)+$"
)
_FOOT = re.compile(
    r"^(?:版权所有|Copyright|©|技术支持|网站标识码|备案号|ICP备|.{0,12}ICP备|.{0,6}公网安备|主办单位\s*[:：]|承办单位\s*[:：].{0,40}(?:备案|电话)|"
    r"责任编辑\s*[:：]|编辑\s*[:：]|责编\s*[:：]|网站地图|建议使用|本站|您是第)"
)
_LONGEST = 80
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


@lru_cache(maxsize=1)
def _simplifier() -> Any:
    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """The text in simplified characters, for comparing only."""
    return str(_simplifier().convert(text))


def is_trail(line: str) -> bool:
    """Whether the line is the way to the page (首页 >> 新闻 >> 正文)."""
    line = line.strip()
    if len(line) > 2 * _LONGEST:
        return False
    line = simplified(line)
    return bool(_TRAIL.match(line) or _TRAIL_PATH.match(line))


def is_furniture(line: str) -> bool:
    """Whether a line is only page furniture: a trail, counter, font size, print or share bar, editor or footer."""
    line = line.strip()
    if not line or len(line) > _LONGEST:
        return is_trail(line) if line else False
    plain = simplified(line)
    return bool(_BAR.match(plain) or _FOOT.match(plain)) or is_trail(line)


def furniture_lines(text: str) -> Iterator[Span]:
    """The lines that are page furniture, with their line ends, in order."""
    for line in _LINE.finditer(text):
        if line[0].strip() and is_furniture(line[0]):
            yield Span(*line.span())
