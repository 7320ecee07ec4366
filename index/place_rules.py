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
    '[^的和与及等市区县省有在到来赴为向对内外,。;:、()"\\s]{0,6}?(?:大学(?![生城本])|学院|研究生院)'
)
_ZONE = re.compile("经济特区|特区|自由贸易|自贸|高新|经开|开发区")
_NOT_CITY = re.compile("场(?!所)|民(?![政族宗办生营警兵间])|面|值|容|价")
# What makes a city's name another word: sunlight, sunrise industries, sandwiches.
_OTHER_WORDS = {
    "日照": re.compile("时|分析|充足|条件|间距|标准|采光|强度|[、通]"),
    "朝阳": re.compile("产业|行业|企业|区域"),
    "三明": re.compile("治"),
}


def stands_alone(text: str, start: int, end: int, form: str, boundaries: frozenset[int]) -> bool:
    """Whether a name with no parent before it is a place there.

    It stands between word boundaries and begins no name of a street, village, school or bank and no other word.
    """
    if start not in boundaries:
        return False
    if form == "full":
        return not (text[end - 1] == "市" and end - start > 2 and _NOT_CITY.match(text, end))
    if end not in boundaries and not _ZONE.match(text, end):
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
