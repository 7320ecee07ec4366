"""Names of places that the gazetteer has not: nicknames and old names of cities, and countries and cities abroad."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from index import gazetteer
from index.gazetteer import Name

_HAN = re.compile(r"[\u4e00-\u9fff]")


@cache
def aliases() -> dict[str, tuple[Name, ...]]:
    """The places that each nickname, old name or abbreviation means (羊城, 渡口市, 粤省).

    A zone that is known by itself (中关村) is a place within its city; a region (京津冀) means several provinces.
    """
    found: dict[str, tuple[Name, ...]] = {}
    for line in _lines("place_aliases.txt"):
        alias, meant = line.split()
        within = f"/{alias}" if meant.endswith("/") else ""
        places = [name for full in meant.rstrip("/").split(",") for name in gazetteer.names()[full]]
        paths = [place.path + within for place in places if place.form == "full"]
        found[alias] = tuple(Name(path, path.count("/") + 1, "short") for path in paths)
    return found


@cache
def abroad() -> dict[str, str]:
    """The path of each country and city abroad (日本/东京) by each of its names; those in Latin letters as written."""
    found: dict[str, str] = {}
    for line in _lines("foreign_places.txt"):
        path, *others = line.split("|")
        for name in (path.rpartition("/")[2], *others):
            found.setdefault(name, path)
    return found


@cache
def abroad_paths() -> frozenset[str]:
    """The paths of all countries and cities abroad."""
    return frozenset(abroad().values())


@cache
def chinese_names() -> re.Pattern[str]:
    """Matches nicknames and places abroad in Chinese characters, the longest first."""
    names = [*aliases(), *(name for name in abroad() if _HAN.match(name))]
    return re.compile("|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name)))))


@cache
def latin_names_abroad() -> re.Pattern[str]:
    """Matches places abroad in Latin letters, with their capitals, as whole words."""
    names = [name for name in abroad() if not _HAN.match(name)]
    words = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
    return re.compile(rf"(?<![A-Za-z0-9@./_-])(?:{words})(?![A-Za-z0-9@_]|\.[A-Za-z])")


def _lines(file: str) -> Iterator[str]:
    text = (Path(__file__).parent / "data" / file).read_text(encoding="utf-8")
    yield from (line for line in text.splitlines() if line and not line.startswith("#"))
