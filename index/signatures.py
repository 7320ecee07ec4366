"""Who issued a document: names of bodies, the body that a title begins with, who signed and when."""

import re
from dataclasses import dataclass

from index.dates import DateMention, find_dates
from index.labels import lines
from index.search_key import fold

_ENDS = (
    "人民政府|人民政府办公厅|人民政府办公室|政府|办公厅|办公室|委员会|管委会|管理局|监督局|总局|分局|厅|局|部|署|党组|工委|党委|省委|市委|区委|"
    "县委|中心|领导小组|指挥部|联席会议|法院|检察院|总工会|联合会|妇联|科协|工商联|协会|学会|商会|研究会|杂志社|报社|出版社|集团|公司|大学|学院|"
    "研究院|考试院|医院|银行|支行|国务院|中共中央|代表大会|科学院|政协|人大|法制办|网信办"
)
_PLACE_END = "(?:[(（][\u4e00-\u9fff]{2,12}[)）])?"
_BODY = re.compile(rf"[\u4e00-\u9fffA-Za-z（）()·“”]{{0,36}}(?:{_ENDS}|(?<=[\u4e00-\u9fff]{{2}})[委办]){_PLACE_END}")
_NO_BODY = re.compile(
    r"^(?:各|有关|相关|本|该|我|由|经|请|并|对|向|在|为|被|将)|[的了是为]|(?:通过|批准|批复|同意|负责|制定|组织)(?!委员会)"
)
_LEADS = re.compile(r"\s?(?:关于|印发|转发|批转|公告|通告|令(?:$|\s|[(（第]))")
_LONGEST_LEADING = 150
_PERSON = re.compile(
    r"^代?(?:省|市|区|县|州|部|局|院|会)?(?:长|主席|主任|书记|委员长|总理|会长|署长|行长)[:：\s]?[\u4e00-\u9fff·\s]{2,12}$"
)
_ORDERED = re.compile("(?:执行|实施|施行|公布|落实|办理|印发|通知|公告|通告)[。！]$")
_DATE_REMARK = re.compile(r"(?:印发|发布|[\s|)）]|[(（][^()（）]{2,20}[)）])*")
_MOST_SIGNATURES = 14


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who signed a document when: the bodies in order (none where only a person or nobody is named), and the date."""

    bodies: tuple[str, ...]
    date: DateMention


def bodies(text: str) -> tuple[str, ...]:
    """The bodies that a line consists of, with nothing else between them; none where anything else stands in it."""
    found = []
    for part in re.split(r"[\s、，,|]+", text.strip()):
        part = re.sub(r"[(（]代章[)）]$", "", part)
        if not part:
            continue
        if not _BODY.fullmatch(part) or _NO_BODY.search(part) or not _balanced(part):
            return ()
        found.append(part)
    return tuple(found)


def _balanced(text: str) -> bool:
    return text.count("（") == text.count("）") and text.count("(") == text.count(")")


def leading_body(title: str) -> str | None:
    """The body that a title begins with: 甲市人民政府 of 甲市人民政府关于……的通知 and of 甲市人民政府令."""
    match = _LEADS.search(fold(title[:_LONGEST_LEADING]))
    if match is None:
        return None
    before = title[: match.start()].removeprefix("标题").lstrip("（( ")
    return "、".join(bodies(before)) or None


def sign_off(text: str) -> SignOff | None:
    """Where a document is signed: bodies, else a person or the text's end, right before a date that ends a line.

    The first place with bodies wins, then the first below a person's name or a full stop.
    """
    known = [line for _, line in lines(text)]
    other: SignOff | None = None
    for number, line in enumerate(known):
        date = _closing_date(line)
        if date is None:
            continue
        before = line[: date.span.start].rstrip(" (（:：")
        signed = bodies(re.split(r"[。！!？?;；\"”]", before)[-1]) if before else _bodies_above(known, number)
        if signed:
            return SignOff(signed, date)
        if other is None and not before and number and _closes(known, number):
            other = SignOff((), date)
    return other


def _closing_date(line: str) -> DateMention | None:
    """A full date at the end of a line, with at most a remark in brackets after it."""
    if not re.search("[日号]", line[-40:]):
        return None
    dates = [d for d in find_dates(line) if len(d.iso) == 10]
    if dates and _DATE_REMARK.fullmatch(line[dates[-1].span.end :]):
        return dates[-1]
    return None


def _bodies_above(known: list[str], number: int) -> tuple[str, ...]:
    signed: list[str] = []
    for line in reversed(known[max(0, number - _MOST_SIGNATURES) : number]):
        above = bodies(line) if len(line) < 120 else ()
        if not above:
            break
        signed[:0] = above
    return tuple(signed)


def _closes(known: list[str], number: int) -> bool:
    """Whether a date alone on a line closes a text: below a name, an order to carry out, the last prose or annexes."""
    above = known[number - 1]
    if _PERSON.match(above) or _ORDERED.search(above):
        return True
    annexed = any(line.startswith("附件") for line in known[max(0, number - 6) : number])
    ended = annexed or above.endswith(("。", "；")) or above.startswith("特此")
    return number > 2 and ended and (number >= len(known) - 8 or (annexed and len(above) < 60))
