"""Every place that a short text names: those of the gazetteer, nicknames, places abroad, and misspelt cities."""

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise

from index.gazetteer import names, ordinary_names, short_name
from index.model import Span
from index.place_lists import abroad, abroad_paths, aliases, chinese_names, latin_names_abroad
from index.place_rules import COMMON, misspelt, stands_alone
from index.place_sounds import names_by_kind, names_by_sound
from index.places import PlaceMention, find_places, narrowed, word_boundaries
from index.search_key import fold

_FAR = ("台湾省", "香港特别行政区", "澳门特别行政区")
# Whose origin a place is, or what comes from it and goes there: it is not the place that something holds in.
_ORIGIN_AFTER = re.compile(
    "(?:[、,，和及与或]?(?:香港|澳门|台湾)(?:特别行政区|地区|省)?)*(?:地区|各?地)?"
    "(?:的?(?:国?籍|国民|公民|居民|同胞|人(?!才)|[语文](?!化)|[华外]?[企侨商资]|华[侨人]|客商|投资者|专家|学[者生历位]|博士|硕士|留学|护照|绿卡|永久|永居|身份"
    "|[^的，。？]{0,4}(?:大学|学院)|高校|名校|院校|学校|公司|企业|市场|品牌|[领使]馆|领事|大使)"
    "|裔|游客|青年|驻|进口|出口|产的|制造|货|毕业|回|归|返|入境|来[的华我本]|留|读|学习|进修|深造|访学|任[教职]|考|参[展加赛]|出差|旅游|探亲"
    "|工作(?:过|的人|人员|回|经)|取得|获得|拿到|拿的|[^，。？]{0,4}(?:合作|交流|签订|回国))"
)
_ORIGIN_BEFORE = re.compile(
    r"(?:从|自|由|赴|去|回|往|到|驻|访问?|飞|经|于|向)$|\b(?:from|to|studied in|graduated in)\s$", re.IGNORECASE
)
_ORIGIN_ENGLISH = re.compile(
    r"(?:-\w+|'s)?\s*(?:nationals?|citizens?|residents?|passports?|degrees?|universit|firms?|experts?|scholars?|students?|PhDs?"
    r"|graduates?|returnees?|dollars?|\$)",
    re.IGNORECASE,
)
_ZONE = re.compile("(?:高?科技|高新)(?:技术|产业|园)|园区|新区|开发区|基地|街道")
_KIND_ABROAD = re.compile("[市都州]")


def find_named_places(text: str) -> list[PlaceMention]:
    """Every place that a short text, such as a question, names, in order, none overlapping.

    Besides those of `find_places` these are cities called by a nickname or an old name (羊城), cities misspelt with
    characters of the same sound (厦们市), and countries and cities abroad.
    """
    folded = fold(text)
    exact = [_also_called(folded, mention) for mention in find_places(text)]
    boundaries = word_boundaries(folded)
    found = [*exact]
    spoken = (*_misspelt(folded, boundaries), *_misspelt_short(folded, boundaries))
    for others in (_listed(folded, boundaries), _latin(text), _counties(folded), spoken):
        found += [m for m in others if not any(m.span.overlaps(other.span) for other in found)]
    return narrowed(sorted(found, key=lambda mention: mention.span))


def is_origin(text: str, mention: PlaceMention) -> bool:
    """Whether a place abroad, or Hong Kong, Macau or Taiwan, is only where somebody or something comes from or goes.

    So it is in 从新加坡回国的博士, 德国学历 and 台湾居民; who asks for 新加坡的补贴 asks about the place.
    """
    if not all(path in _FAR or path in abroad_paths() for path in mention.paths):
        return False
    before, after = text[: mention.span.start], text[mention.span.end :]
    return bool(_ORIGIN_BEFORE.search(before) or _ORIGIN_AFTER.match(after) or _ORIGIN_ENGLISH.match(after))


def _also_called(text: str, mention: PlaceMention) -> PlaceMention:
    """The mention with the city that bears its name as a nickname (榕城 is a district, and Fuzhou)."""
    known = aliases().get(text[mention.span.start : mention.span.end], ())
    return replace(mention, paths=(*(name.path for name in known), *mention.paths)) if known else mention


def _listed(text: str, boundaries: frozenset[int]) -> list[PlaceMention]:
    """Nicknames of cities and names of places abroad in Chinese, where they stand as words."""
    found = []
    matches = list(chinese_names().finditer(text))
    # A dictionary knows some names joined to others and to their kind (法国巴黎, 中关村科技园区).
    boundaries |= {one.end() for one, other in pairwise(matches) if one.end() == other.start()}
    boundaries |= {match.end() for match in matches if _ZONE.match(text, match.end())}
    for match in matches:
        start, end = match.span()
        known = aliases().get(match[0])
        kind = None if known else _KIND_ABROAD.match(text, end)
        if kind and kind.end() in boundaries:
            end = kind.end()
        if stands_alone(text, start, end, "short", boundaries):
            paths = tuple(name.path for name in known) if known else (abroad()[match[0]],)
            found.append(PlaceMention(Span(start, end), paths, "alias" if known else "abroad"))
    return found


def _latin(text: str) -> list[PlaceMention]:
    return [
        PlaceMention(Span(*match.span()), (abroad()[match[0]],), "abroad")
        for match in latin_names_abroad().finditer(text)
    ]


_COUNTY = re.compile(r"(?:^|(?<=[\W在给对问查和]))[\u4e00-\u9fff]县(?![级域区市城长委乡])")


def _counties(text: str) -> list[PlaceMention]:
    """Counties of one character (珙县) that stand by themselves."""
    found = []
    for match in _COUNTY.finditer(text):
        known = [name.path for name in names().get(match[0], ()) if name.form == "full"]
        if known and match[0][0] not in COMMON:
            found.append(PlaceMention(Span(*match.span()), tuple(known), "full"))
    return found


def _misspelt(text: str, boundaries: frozenset[int]) -> list[PlaceMention]:
    """Cities named with their kind and with wrong characters of the same sound, one character at least being right."""
    found: list[PlaceMention] = []
    for start, end, paths in names_by_kind(text):
        full = paths[0].rpartition("/")[2]
        kind = full.removeprefix(short_name(paths[0]))
        right = any(own == other for own, other in zip(text[start : end - len(kind)], full, strict=False))
        if right and misspelt(text, start, end, full, kind, boundaries):
            found.append(PlaceMention(Span(start, end), paths, "sound"))
    return found


_ASKED_OF_BEFORE = re.compile(r"(?:^|[\W在到去来于那]|请问|我们?)$")
_ASKED_OF = re.compile(
    "的|给|对(?!于)|有|能|人才|引进|购房|今年|目前|现在|双招|创业|工作|就业|上班|落户|生活|买房|租房"
)


def _misspelt_short(text: str, boundaries: frozenset[int]) -> list[PlaceMention]:
    """Cities and provinces misspelt without their kind (厦们) that stand where the place of a question does."""
    found = []
    for start, end, name in names_by_sound(text, _cities()):
        is_word = end - start == 2 and start + 1 not in boundaries
        right = {own == other for own, other in zip(text[start:end], name, strict=True)}
        if not {start, end} <= boundaries or is_word or right != {True, False} or COMMON.issuperset(text[start:end]):
            continue
        if _ASKED_OF_BEFORE.search(text[:start]) and _ASKED_OF.match(text, end):
            found.append(PlaceMention(Span(start, end), _cities()[name], "sound"))
    return found


@cache
def _cities() -> dict[str, tuple[str, ...]]:
    """Paths of provinces and cities, without the districts of Beijing and the like, by their short forms."""
    found: dict[str, tuple[str, ...]] = {}
    for text, known in names().items():
        paths = tuple(n.path for n in known if n.form == "short" and n.level < 3 and not n.path.startswith(_MUNICIPAL))
        if paths and text not in ordinary_names():
            found[text] = paths
    return found


_MUNICIPAL = ("北京市/", "上海市/", "天津市/", "重庆市/")
