"""For how long a document holds by its own words."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from index.dates import Validity, find_dates, validity
from index.model import Metadata
from index.numerals import chinese_value
from index.search_key import fold

_KIND = (
    "办法|细则|规定|意见|通知|方案|措施|政策|条例|公告|通告|规程|规则|规范|指引|指南|文件|决定|决议"
    "|标准|纲要|计划|规划|目录|法|文"
)
_SELF = rf"(?:本|此)[\u4e00-\u9fff]{{0,6}}?(?:{_KIND})(?:\(试行\)|\(暂行\))?"
_NUMBERED = re.compile(
    r"^\W*(?:第[0-9一二三四五六七八九十百〇零]+条|[(（]?[0-9一二三四五六七八九十]{1,3}[)）、.．])?\s*(?:[(（\[【〔][^()（）]{2,8}[)）\]】〕])?\s*"
)
_HEAD = re.compile(rf"(?:^|[,;:]){{0,1}}\s*(?:{_SELF})?\s*的?(?:将|应|均|即)?$")
_OWN_CLAUSE = re.compile(rf"\s*(?:{_SELF})?的?\s*")
_PROMULGATED = re.compile(r"现(?:予|将[^,]{0,40})?(?:公布|发布|印发)(?:给你们)?,")
_STRETCH = re.compile(
    r"自(?P<from>[^。;,\n]{4,14}?日)起?(?:至|到)(?P<to>[^。;,\n]{4,14}?日)止?(?:期间)?(?:施行|实施|执行|有效|试行)"
)
_ENDS_ON = re.compile(
    r"(?:(?:自|于|至|到)\s?)?(?P<on>(?:19|20)\d\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日)(?P<day>起|止)?(?:自动|自行|即行|予以)?"
    r"(?:废止|失效|终止执行|停止执行|停止施行)"
)
_ENDED = re.compile(
    rf"(?:^|[,;。\n(【\[]|\s)(?P<self>{_SELF})(?:现|已经?|现已|即日起|全文)?(?:被|予以|宣布)?(?:废止|失效|停止执行|作废)(?![的日时后前之或和])"
)
_STATUS = re.compile(
    r"(?:有\s?效\s?性|时\s?效\s?性|效力状[态况]|文件状态|文件效力|法规状态|政策状态)\s?[:：|]?\s?"
    r"(?:已经?|全文|已被)?(?:失效|废止|终止|无效)(?!日|时|或|/)"
)
_STATUS_DATE = re.compile(r"(?:失效|废止)(?:日期|时间)\s?[:：|]?\s?(?P<on>(?:19|20)\d\d[年\-/.]\d{1,2}[月\-/.]\d{1,2})")
_STATUS_FROM = re.compile(
    r"(?:施行|实施|生效|执行)(?:日期|时间)\s?[:：|]\s?(?P<on>(?:19|20)\d\d[年\-/.]\d{1,2}[月\-/.]\d{1,2})"
)
_TITLED_ENDED = re.compile(r"[(\[【〔](?:已经?|全文)?(?:废止|失效|作废)[)\]】〕]")
_DAYS_LATER = re.compile(r"起(?:满)?(?P<days>\d{1,3})(?:个工作)?日[后内]")
_EXTENDED = re.compile("延长|顺延|延续|继续有效|自动延")
_TERM = re.compile(r"(?P<number>\d{1,2}|[一二两三四五六七八九十]{1,2})(?P<month>个?月)?")


@dataclass(frozen=True, slots=True)
class Force:
    """The time for which a document holds, as it says itself; None where it does not say.

    Attributes:
        begins, ends: ISO dates, the first and the last day.
        ended: whether it says that it is repealed or no longer holds.
    """

    begins: str | None = None
    ends: str | None = None
    ended: bool = False

    def is_over(self, today: date) -> bool:
        """Whether the document no longer holds on a day."""
        return self.ended or (self.ends is not None and self.ends < today.isoformat())


def force(text: str, metadata: Metadata) -> Force:
    """From when until when a document holds: its closing clauses, its form's fields, the remark in its title.

    A term (有效期五年) counts from the day the document names, or else from the day it was published; where that day is
    known only by month or year, from the last it can be. Of several clauses the one that ends last counts. Clauses on
    certificates, contracts and qualifications are not the document's own.
    """
    folded = fold(text)
    begins: list[str] = []
    ends: list[str] = []
    for clause in validity(text):
        if clause.kind not in ("from", "until", "term") or not _is_own(folded, clause):
            continue
        if clause.kind == "from" and clause.date:
            begins.append(clause.date)
        elif clause.kind == "until" and clause.date:
            ends.append(clause.date)
        elif clause.kind == "term" and (end := _term_end(folded, clause, begins, metadata.published)):
            ends.append(end)
    for match in _STRETCH.finditer(folded):
        if _stands_for_document(folded, match.start()):
            begins += [d.iso for d in find_dates(match["from"])[:1]]
            ends += [d.iso for d in find_dates(match["to"])[:1]]
    ends += _closing_dates(folded)
    head = folded[:3000]
    begins += (
        [d.iso for match in _STATUS_FROM.finditer(head) for d in find_dates(_spelt(match["on"]))] if not begins else []
    )
    ends += [d.iso for match in _STATUS_DATE.finditer(head) for d in find_dates(_spelt(match["on"]))]
    ended = bool(_STATUS.search(head) or _TITLED_ENDED.search(fold(metadata.title or "")) or _says_ended(folded))
    full = [end for end in ends if len(end) == 10]
    return Force(begins[-1] if begins else None, max(full, default=None), ended)


def _segment_start(folded: str, at: int) -> int:
    return max(folded.rfind("。", 0, at), folded.rfind("\n", 0, at)) + 1


def _stands_for_document(folded: str, at: int) -> bool:
    """Whether what begins at a position is said of the document itself."""
    head = _NUMBERED.sub("", folded[_segment_start(folded, at) : at], count=1)
    clause = re.split(r"[,;:，；：]", head)[-1]
    if not _OWN_CLAUSE.fullmatch(clause):
        return False
    return bool(re.search(_SELF, head)) or not head.strip() or bool(_PROMULGATED.search(head))


def _is_own(folded: str, clause: Validity) -> bool:
    """Whether a clause speaks of the document: 本办法自…起施行，有效期五年."""
    start = _segment_start(folded, clause.span.start)
    if folded[clause.span.start - 1 : clause.span.start] in "(（":
        return False
    sentence = re.compile(r"[。\n]|$").search(folded, clause.span.end)
    stop = sentence.start() if sentence else len(folded)
    if clause.kind != "from":
        if _EXTENDED.search(folded, clause.span.start, stop):
            return False
        head = folded[start : clause.span.start]
        # A term alone says nothing of whom: it follows the words that put the document in force, or names it.
        return _stands_for_document(folded, clause.span.start) and bool(
            re.search(_SELF, head) or re.search("起[^,;]{0,12}(?:施行|实施|执行|生效|试行)", head)
        )
    return _stands_for_document(folded, clause.span.start)


def _term_end(folded: str, clause: Validity, begins: list[str], published: str | None) -> str | None:
    """The last day of a term that counts from the day named in its sentence, or from the day of publication."""
    start = _segment_start(folded, clause.span.start)
    sentence = folded[start : clause.span.start]
    named = [mention.iso for mention in find_dates(sentence)]
    from_publication = re.search("(?:公布|发布|印发|颁布|下发|发文|通过|签署)[^,;]{0,4}起", sentence)
    if named:
        first: str | None = named[-1]
    elif from_publication or not begins:
        first = published
    else:
        first = begins[-1]
    begin = _latest(first) if first else None
    if begin is None:
        return None
    later = _DAYS_LATER.search(sentence)
    return _after(begin + timedelta(days=int(later["days"]) if later else 0), clause.term or "")


def _latest(iso: str) -> date | None:
    """The last day that an ISO date, known by year, month or day, can mean."""
    year, month, day = (*map(int, iso.split("-")), 0, 0)[:3]
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def _after(begin: date, term: str) -> str | None:
    match = _TERM.search(term)
    if match is None:
        return None
    number = int(match["number"]) if match["number"].isdigit() else chinese_value(match["number"])
    if not number:
        return None
    months = begin.year * 12 + begin.month - 1 + (number if "月" in term else 12 * number)
    year, month = divmod(months, 12)
    day = min(begin.day, calendar.monthrange(year, month + 1)[1])
    return (date(year, month + 1, day) - timedelta(days=1)).isoformat()


def _closing_dates(folded: str) -> list[str]:
    """The days on which the document says it will end: 本细则…实施,2020年12月31日废止."""
    found = []
    for match in _ENDS_ON.finditer(folded):
        head = folded[_segment_start(folded, match.start()) : match.start()]
        if _stands_for_document(folded, match.start()) and re.search(_SELF, head):
            found += [mention.iso for mention in find_dates(match["on"])[:1]]
    return found


def _says_ended(folded: str) -> bool:
    for match in _ENDED.finditer(folded):
        stop = re.compile(r"[。\n]|$").search(folded, match.end())
        if "原" not in folded[match.start("self") : stop.start() if stop else None]:
            return True
    return False


def _spelt(day: str) -> str:
    """2004-10-01 and 2004年10月1 as a whole date."""
    return "{}年{}月{}日".format(*re.findall(r"\d+", day)[:3])
