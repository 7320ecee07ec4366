"""The names of bodies in an enumeration: where they begin and end, and what is none."""

import re

from index.model import Span

PAIRS = {"（": "）", "(": ")", "〔": "〕", "[": "]", "【": "】", "［": "］"}
CLOSING = "）)〕]】］"
SEPARATORS = "、，,；;。 \n\t\u3000"

_NAME_END = re.compile(
    r"(?:[局厅部委办院署处室会府联行社站所馆园区镇乡州市县盟旗省组队台网团校司港协科股]|中心|中支|集团|单位|部门|机构|街道|公司|海关|专班|机关|镇街|公积金|企业)"
    r"(?:[（(][^（）()]{1,20}[）)])?(?:等(?:部门|单位)?)?$"
    r"|^各[\u4e00-\u9fff]{1,6}$"
)
_NO_NAME = re.compile(
    r"没有|应当|必须|不得|其[^他余]|的(?!.*(?:部门|单位|区|市|县|政府)$)|(?<!自)由|[是并须]|统一(?!战线)|按(?!揭)|未(?!成年|央)|(?<![等\d])\d"
    r"|[府门局委厅办]组织(?!部|人事)|主办|本政策|[“”《》？！：:]"
    r"|^(?:到|向(?!阳)|经(?![济开贸信发营科])|在|凭|持|待|需)"
)
_ANYBODYS = re.compile(
    r"(?:由)?(?:(?:用人|所在|工作|申请|申报|聘用|建设|施工|使用|本|原|派出|接收|举办|参保|培养|推荐|培训|就读|生产|经营)*"
    r"(?:单位|机构|部门|企业|学校|公司|校|院校|高校|区|市|县|会|办)|.*(?:企业|学校|用人单位))"
)
_PREFIX = re.compile(r"\s*(?:(?:以上|上述|本|该|此|这)[^，、由]{0,8}由|由|会同(?!县)|以及|其中)?")
_BODY_WITHIN = re.compile("[局厅委府]")
_SHORT = 8
"""Most characters of a name that leaves its ending to the last one of an enumeration (公安、民政部门)."""


def names_in(text: str, span: Span, strict: bool = False) -> Span | None:
    """From the first to the last body of a stretch that enumerates bodies; None where it does not.

    Behind a label what stands after the bodies is left out; `strict`, all of it must be bodies, and such as are meant
    alone (用人单位 is anybody's).
    """
    start = span.start + len(text[span.start : span.end]) - len(text[span.start : span.end].lstrip(SEPARATORS))
    prefix = _PREFIX.match(text, start, span.end)
    pieces = pieces_of(text, Span(prefix.end() if prefix else start, span.end))
    last = 0
    for count, piece in enumerate(pieces, 1):
        name = text[piece.start : piece.end]
        if is_name(name):
            last = count
        elif len(name) <= _SHORT and not _NO_NAME.search(name) and not _BODY_WITHIN.search(name):
            # One more of the list, whatever it is called (市邮政), but not behind a comma, where a clause may begin.
            last = count if last == count - 1 > 0 and not strict and text[piece.start - 1] == "、" else last
        elif strict:
            return None
        else:
            break
    if not last or (strict and last < len(pieces)):
        return None
    if strict and all(_ANYBODYS.fullmatch(text, piece.start, piece.end) for piece in pieces):
        return None
    return Span(pieces[0].start, pieces[last - 1].end)


def is_name(name: str) -> bool:
    """Whether a piece of an enumeration ends as the names of bodies do, and is no clause."""
    return 1 < len(name) <= 40 and _NAME_END.search(name) is not None and _NO_NAME.search(name) is None


def pieces_of(text: str, span: Span) -> list[Span]:
    """The parts of an enumeration; separators in brackets (各县（市、区）) divide nothing."""
    pieces: list[Span] = []
    depth, start = 0, span.start
    for place in range(span.start, span.end + 1):
        character = text[place] if place < span.end else "、"
        depth += (character in PAIRS) - (character in CLOSING)
        if place == span.end or (depth <= 0 and character in SEPARATORS):
            if place > start:
                pieces.append(Span(start, place))
            start = place + 1
    return pieces
