"""Where a name in a text is a place, and which of the places that bear it is meant first."""

import re
from collections.abc import Iterable

from index.gazetteer import Name

ROAD = re.compile(
    "[东西南北中]{0,2}[一二三四五六七八九十]?(?:路(?![演径线])|街(?![区舞])|大道|大街|巷|胡同|高速)|"
    "(?:镇(?!江)|乡(?!村)|村|社区|庄|屯|小区|花园|公园|广场|大厦|林场|农场|中学|小学|学校|派出所|所(?=\\d)|里小学)"
)
_BODY = re.compile(
    "[东西南北中]?(?:站|火车站|机场|大桥|航空|银行|证券|日报|晚报|晨报|卫视|电视台|商报|话)|交易所|.{2}交易所|"
    '[^的和与及等市区县省有在到来赴为向对内外跟去从把给分别哪些几什么请问,。;:、()"\\s]{0,6}?(?:大学(?![生城本])|学院|研究生院)'
)
_ZONE = re.compile("经济特区|特区|自由贸易|自贸|高新|经开|开发区|[东南西北]区(?!域)")
_FLOURISHING = re.compile("兴[办建修]")
"""Where the dictionary sees 兴办 after a lone character it may be a name that ends in 兴 (长兴, 宜兴) before 办."""
_NOT_CITY = re.compile("场(?!所)|民(?![政族宗办生营警兵间])|面|值|容|价")
# Surnames that are no words by themselves: what follows one is a given name (王德惠).
_SURNAMES = frozenset(
    "王李张刘陈杨赵吴徐孙胡朱郭罗梁宋郑谢韩唐冯董萧曹袁邓傅彭吕苏卢蒋蔡贾魏薛叶阎闫潘杜戴汪姜廖邹熊郝崔邱邵莫施"
)
# What makes a city's name another word: sunlight, sunrise industries, sandwiches, a maker of cars.
_OTHER_WORDS = {
    "长安": re.compile("汽车|福特|街|[A-Za-z]"),
    "日照": re.compile("时|分析|充足|条件|间距|标准|采光|强度|[、通]"),
    "朝阳": re.compile("产业|行业|企业|区域"),
    "三明": re.compile("治"),
}

COMMON = frozenset(
    "的了着过得地和与及或同跟并而且但则虽若在于从自向往到至由被把将给让使对比按为因以凭就才都也还又再很太更最不没未非无别勿"
    "是有能会可要应该须需想愿敢这那此其某每各何谁几多少个位名家些种次件项条一二三四五六七八九十百千万两半"
    "我你他她它您们咱者所之等年月日时岁元后前内外里中上下起来去出入进返回住赴驻离"
    "人吗呢吧啊么请问查找说叫帮替办买租领拿发开建招引落享报申补奖评设搞姓氏"
)
"""Words of one character that stand beside a place's name, and that a name is not misspelt with."""


def misspelt(text: str, start: int, end: int, name: str, kind: str, boundaries: frozenset[int]) -> bool:
    """Whether a stretch that sounds like a name is that name misspelt, and no accident of neighbouring words.

    A misspelt name is what a dictionary cannot read: characters that it leaves alone, one by one, between two words. So
    the stretch stands between word boundaries, has no word in it, and has no other lone character beside it, which
    would make it a part of a longer name (江晋 in 董江晋); words of one character, such as 在 and 的, may stand there,
    but the name is not misspelt with one nor ends with one (和北, 语中). One of its characters at least is right.

    A name that ends with its kind (鼓娄区) is sure enough with less: it is no single character before another word (向
    in 向城市, 型 in 外向型城市), nor all wrong with such a word at its end (市和区).
    """
    if start not in boundaries or end not in boundaries:
        return False
    wrong = {own for own, right in zip(text[start:end], name, strict=True) if own != right}
    if kind:
        stem = end - len(kind)
        two_words = start + 1 in boundaries and boundaries.isdisjoint(range(start + 2, end))
        phrase = two_words and (wrong & COMMON or _in_word(text, start - 1))
        accident = text[stem - 1] in COMMON and wrong.issuperset(text[start:stem])
        return text.startswith(kind, stem) and not phrase and not accident
    is_word = end - start == 2 and start + 1 not in boundaries
    if is_word or len(wrong) == len(name) or wrong & COMMON or text[end - 1] in COMMON:
        return False
    return not (_lone(text, start - 1, boundaries) or _lone(text, end, boundaries))


def _lone(text: str, at: int, boundaries: frozenset[int]) -> bool:
    """Whether a character that is no word by itself stands alone there."""
    return at in boundaries and at + 1 in boundaries and _in_word(text, at)


def _in_word(text: str, at: int) -> bool:
    """Whether a Chinese character that is no word by itself stands there."""
    return 0 <= at < len(text) and "\u4e00" <= text[at] <= "\u9fff" and text[at] not in COMMON


def stands_alone(text: str, start: int, end: int, form: str, boundaries: frozenset[int]) -> bool:
    """Whether a name with no parent before it is a place there.

    It stands between word boundaries and begins no name of a street, village, school or bank and no other word. A short
    form is no given name after a surname.
    """
    if start not in boundaries:
        return False
    if form == "full":
        return not (text[end - 1] == "市" and end - start > 2 and _NOT_CITY.match(text, end))
    if end not in boundaries and not _ZONE.match(text, end) and not _FLOURISHING.match(text, end - 1):
        return False
    if start and text[start - 1] in _SURNAMES and start - 1 in boundaries:
        return False
    other = _OTHER_WORDS.get(text[start:end])
    return not (ROAD.match(text, end) or _BODY.match(text, end) or (other and other.match(text, end)))


def preferred(known: Iterable[Name]) -> tuple[str, ...]:
    """The likely places of a name: official names before others, provinces and cities before what shares their name."""
    names = list(known)
    if any(n.form == "full" for n in names):
        names = [n for n in names if n.form == "full"]
    if any(n.form == "short" for n in names):
        names = [n for n in names if n.form == "short"]
        highest = min(n.level for n in names)
        municipal = tuple(f"{city}/" for city in ("北京市", "天津市", "上海市", "重庆市"))
        if highest == 1 or any(n.level == 2 and not n.path.startswith(municipal) for n in names):
            names = [n for n in names if n.level == highest or (n.path.startswith(municipal) and highest > 1)]
    return tuple(n.path for n in names)
