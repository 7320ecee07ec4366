"""Names of places by their sound: written in Latin letters (Suzhou), or with other characters of the same sound."""

import re
from collections.abc import Collection, Iterator
from functools import cache
from itertools import product

from index import gazetteer
from index.gazetteer import Name, ordinary_names

# Established spellings that are not pinyin, and the one pair of provinces that pinyin does not tell apart.
_SPELLINGS = {
    "shaanxi": "陕西",
    "hong kong": "香港",
    "hongkong": "香港",
    "macau": "澳门",
    "macao": "澳门",
    "tibet": "西藏",
    "inner mongolia": "内蒙古",
    "harbin": "哈尔滨",
    "hohhot": "呼和浩特",
    "urumqi": "乌鲁木齐",
    "lhasa": "拉萨",
    "kashgar": "喀什",
    "taipei": "台北",
    "kaohsiung": "高雄",
    "ordos": "鄂尔多斯",
    "karamay": "克拉玛依",
    "xiongan": "雄安",
    "canton": "广州",
}
# Words of English, hukou among them, that are also the pinyin of a place.
_ENGLISH = frozenset(
    [
        "guide",
        "mile",
        "dean",
        "lean",
        "jingle",
        "bole",
        "saga",
        "mulan",
        "bali",
        "luan",
        "jian",
        "yuan",
        "guan",
        "dari",
        "anda",
        "data",
        "hukou",
    ]
)
# Readings that a dictionary of words gives wrongly in names.
_READINGS = {
    "咀": ("zui",),
    "都": ("du",),
    "长": ("chang",),
    "重": ("chong",),
    "朝": ("chao",),
    "乐": ("le", "yue"),
}
_KINDS = {
    "province": ("省", "自治区"),
    "city": ("市",),
    "municipality": ("市",),
    "district": ("区",),
    "county": ("县", "旗", "市"),
    "prefecture": ("州", "盟", "地区"),
    "new area": ("新区",),
}
_LATIN = re.compile(
    r"(?<![A-Za-z0-9@./_-])(?P<word>hong kong|inner mongolia|[A-Za-z]+(?:['’](?!s\b)[a-z]+)?)"
    r"(?:\s+(?P<kind>Province|City|Municipality|District|County|Prefecture|New Area)\b)?"
    r"(?![A-Za-z0-9@_]|\.[A-Za-z]|\s+(?:University|Institute|College|Road|Street)\b)",
    re.IGNORECASE,
)
_SHORTEST = 5


def latin_names(text: str) -> Iterator[tuple[int, int, tuple[Name, ...]]]:
    """Start, end and places of every name in Latin letters: Suzhou, Xi'an, Tongzhou District, Inner Mongolia.

    A word of four letters must be a city's name with a capital; English words never count.
    """
    for match in _LATIN.finditer(text):
        known = _spelt(match["word"])
        if kind := (match["kind"] or "").lower():
            ends = _KINDS[" ".join(kind.split())]
            known = tuple(name for name in known if name.path.endswith(ends)) or known
        if known:
            yield match.start(), match.end() if match["kind"] else match.end("word"), known


def _spelt(word: str) -> tuple[Name, ...]:
    plain = word.lower().replace("'", "").replace("’", "")
    if plain in _SPELLINGS:
        return tuple(gazetteer.names()[_SPELLINGS[plain]])
    known = _by_spelling().get(plain, ())
    apostrophe = plain != word.lower()
    if plain in _ENGLISH and not apostrophe:
        return ()
    if len(plain) < _SHORTEST:
        known = tuple(name for name in known if name.level < 3) if apostrophe or word[0].isupper() else ()
    return known


@cache
def _by_spelling() -> dict[str, tuple[Name, ...]]:
    """Places by the pinyin of their short form, syllables joined, without tones."""
    found: dict[str, dict[str, Name]] = {}
    for text, known in gazetteer.names().items():
        short = [name for name in known if name.form == "short"]
        if not short or "陕西" in text:
            continue
        for syllables in _readings(text):
            places = found.setdefault("".join(syllables).replace("v", "u"), {})
            for name in short:
                places.setdefault(name.path, name)
    return {spelling: tuple(places.values()) for spelling, places in found.items()}


@cache
def _readings(text: str) -> list[tuple[str, ...]]:
    from pypinyin import lazy_pinyin  # a quarter of a second, which most questions do not need

    usual = lazy_pinyin(text)
    choices = [tuple(dict.fromkeys((*_READINGS.get(c, ()), s))) for c, s in zip(text, usual, strict=False)]
    return list(product(*choices)) if len(usual) == len(text) else []


def names_by_sound(text: str, wanted: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """Start, end and name of every stretch of `text` that sounds like one of the names wanted and is written otherwise.

    A character sounds as it does by itself, as it does there, and like every one that is written the same; tones do
    not count.
    """
    from pypinyin import lazy_pinyin

    there = lazy_pinyin(text, errors=list)
    heard = [{c, s, *lazy_pinyin(c), *_READINGS.get(c, ())} for c, s in zip(text, there, strict=True)]
    openings: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for name in wanted:
        for reading in _readings(name):
            for opening in (reading[0], name[0]):
                openings.setdefault(opening, []).append((name, reading))
    for start, first in enumerate(heard):
        for name, reading in dict.fromkeys(pair for opening in sorted(first) for pair in openings.get(opening, ())):
            end = start + len(name)
            if end > len(text) or text[start:end] == name:
                continue
            if all(
                sound in known or own in known
                for sound, own, known in zip(reading, name, heard[start:end], strict=True)
            ):
                yield start, end, name


def names_by_kind(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Start, end and paths of every stretch that sounds like a city's full name and is written otherwise (厦们市).

    Only the sound before the kind counts; places of one character and ordinary words are left out. Where several
    places sound alike, all their paths come back, wider ones first.
    """
    ends = [match.start() for match in _KIND.finditer(text)]
    if not ends:
        return
    from pypinyin import lazy_pinyin

    there = lazy_pinyin(text, errors=list)
    read = _sounds_in_names()
    heard = [{s, *lazy_pinyin(c), *_READINGS.get(c, ()), *read.get(c, ())} for c, s in zip(text, there, strict=True)]
    for at in ends:
        for length in range(_LONGEST, 1, -1):
            start = at - length
            if start < 0 or not _HAN.fullmatch(text, start, at):
                continue
            known = {
                path: None for sounds in product(*heard[start:at]) for path in _by_sound().get((sounds, text[at]), ())
            }
            named = [path for path in known if text[start : at + 1] != path.rpartition("/")[2]]
            if named and len(named) == len(known) and not _ORDINARY.fullmatch(text, start, at + 1):
                yield start, at + 1, tuple(sorted(named, key=lambda path: (path.count("/"), path)))
                break


_KIND = re.compile("[市区县州盟]")
_ORDINARY = re.compile("[远近新老主内外][城郊]区")
"""Parts of any city, which sound like a district's name: 远城区."""
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_LONGEST = 5


@cache
def _by_sound() -> dict[tuple[tuple[str, ...], str], tuple[str, ...]]:
    """Paths of cities, districts and counties by the sounds of their short form and by their kind."""
    found: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for text, known in gazetteer.names().items():
        stem = text[:-1]
        paths = [name.path for name in known if name.form == "full" and (name.level > 1 or text[-1] == "市")]
        if not _KIND.match(text[-1]) or len(stem) < 2 or stem in ordinary_names() or not paths:
            continue
        for reading in _readings(stem):
            found.setdefault((reading, text[-1]), []).extend(paths)
    return {key: tuple(dict.fromkeys(paths)) for key, paths in found.items()}


@cache
def _sounds_in_names() -> dict[str, frozenset[str]]:
    """How each character is read in the names of places (fo in 佛山)."""
    found: dict[str, set[str]] = {}
    for text, known in gazetteer.names().items():
        if any(name.form == "full" for name in known) and _KIND.match(text[-1]):
            for reading in _readings(text[:-1]):
                for character, sound in zip(text, reading, strict=False):
                    found.setdefault(character, set()).add(sound)
    return {character: frozenset(sounds) for character, sounds in found.items()}
