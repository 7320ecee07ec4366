"""The place that a document is about: what its head says, else what its own bodies and parks carry."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from index.places import PlaceMention, covers, find_places
from index.search_key import fold

_NATIONWIDE = re.compile(
    "^(?:中共中央|国务院|全国人民代表大会|全国人大|中华人民共和国|国家|最高人民法院|最高人民检察院|中央|中国(?!.{0,12}(?:省|市|区|县))|"
    "财政部|教育部|科技部|科学技术部|公安部|民政部|司法部|人力资源社会保障部|人力资源和社会保障部|人社部|自然资源部|国土资源部|环境保护部|生态环境部|"
    "住房和?城乡建设部|建设部|交通运输部|水利部|农业部|农业农村部|商务部|文化部|文化和旅游部|卫生部|卫生计生委|国家卫生|工业和信息化部|人民银行|"
    "审计署|海关总署|税务总局|发展改革委|中组部|中央组织部|劳动和?社会保障部|劳动保障部|保监会|银监会|证监会|全国总工会)"
)
# After the name of a place, what makes it the document's own: a body, a park, a programme of that place.
_OWN = re.compile(
    r"(?:市|区|县|省)?[^，,。；;：:、\s]{0,8}?(?:高新区|高新技术|开发区|经开区|工业园|园区|产业园|新区|科学城|保税区|人民政府|区委|市委|县委|省委|"
    r"人社|人才|商务局|科技局|财政局|教育局|[局委办厅]|中心|平台|日报|大学)|户籍|行政区域|辖区|本地|经济社会"
)
# Before or after its name, what makes it the place above: according to the province and the city; at city level.
_ABOVE_BEFORE = re.compile(r"(?:省委?|国家|中央|上级)[、和及与]\s*$")
_ABOVE_AFTER = re.compile(r"(?:市|省)?(?:级|有关文件|委、市政府|[^，。；]{0,6}评审|[^，。；]{0,6}计划)")
_SELF = {
    "市": re.compile("我市|本市|全市"),
    "区": re.compile("我区|本区|全区"),
    "县": re.compile("我县|本县|全县"),
    "省": re.compile("我省|本省|全省"),
}


def find_region(
    text: str, title: str | None, issuer: str | None, head: str, site: str | None = None
) -> tuple[str | None, bool]:
    """The path of the place that a document is about, and whether it was inferred from the body.

    The title's place comes first, then the issuer's, the head's and, where the text names it too, the site's; of places
    inside each other the narrower. What national bodies issue has no region.
    """
    if (title or "").startswith("中华人民共和国") and not find_places(title or ""):
        return None, False
    stated = _stated(title, issuer)
    if stated:
        return stated, False
    if _NATIONWIDE.match(fold(issuer or "")) or (issuer is None and _NATIONWIDE.match(fold(title or ""))):
        return None, False
    mentions = find_places(text)
    for part in (head, site or ""):
        path = _sole(find_places(part))
        if path and (part == head or any(covers(path, p) for m in mentions for p in m.paths)):
            return path, False
    return _inferred(text, mentions)


def _stated(title: str | None, issuer: str | None) -> str | None:
    in_title, in_issuer = _sole(find_places(title or "")), _sole(find_places(issuer or ""))
    if in_title and in_issuer:
        return in_issuer if covers(in_title, in_issuer) else in_title
    if in_title is None and issuer and title:
        joined = _sole([m for m in find_places(f"{issuer}。{title}") if m.span.start > len(issuer)])
        if joined:
            return joined
    return in_title or in_issuer


def _sole(mentions: Sequence[PlaceMention]) -> str | None:
    """The one place that mentions lead to: the narrowest where they lie inside each other, None where they do not."""
    paths = [m.paths[0] for m in mentions if len(m.paths) == 1]
    if not paths:
        return None
    narrowest = max(paths, key=lambda path: path.count("/"))
    return narrowest if all(covers(path, narrowest) for path in paths) else None


def _inferred(text: str, mentions: Sequence[PlaceMention]) -> tuple[str | None, bool]:
    """The place with the most bodies and parks of its own; it must lead clearly and fit what the text calls itself."""
    own: dict[str, float] = defaultdict(float)
    above: set[str] = set()
    for mention in mentions:
        if len(mention.paths) != 1:
            continue
        path, start, end = mention.paths[0], mention.span.start, mention.span.end
        if _ABOVE_BEFORE.search(text, max(0, start - 6), start) or _ABOVE_AFTER.match(text, end):
            above.add(path)
        else:
            own[path] += 3 if _OWN.match(text, end) else 1
    level = max(_SELF, key=lambda kind: len(_SELF[kind].findall(text)))
    if not _SELF[level].search(text):
        level = ""
    candidates = [path for path in own if path not in above]
    fitting = [path for path in candidates if not level or path.rpartition("/")[2].endswith(_KINDS[level])]
    leader = _leader(fitting, own)
    if leader is None and level in ("区", "县"):
        # Of a park that calls itself 我区 and is no district, the city around it is what can be said.
        leader = _leader([path for path in candidates if path.endswith(_KINDS["市"])], own)
    return leader, leader is not None


def _leader(candidates: Sequence[str], own: Mapping[str, float]) -> str | None:
    """The candidate with the highest score, its places inside counted half, if it leads clearly over all others."""
    scores = {
        path: own[path] + sum(own[other] for other in own if other != path and covers(other, path)) / 2
        for path in candidates
    }
    ranked = sorted(scores, key=lambda path: (-scores[path], path))
    if not ranked or scores[ranked[0]] < _FEWEST:
        return None
    rivals = [path for path in ranked[1:] if not covers(path, ranked[0])]
    return None if rivals and scores[rivals[0]] * 2 > scores[ranked[0]] else ranked[0]


_FEWEST = 3
_KINDS = {"市": ("市", "州", "盟"), "区": ("区",), "县": ("县", "旗"), "省": ("省", "自治区")}
