"""The number of a document (发文字号): labelled, or alone on a line of its head; never one that the text refers to."""

import re
from collections.abc import Mapping

from index.labels import NOTE, opening

_YEAR = r"[〔\[（(【﹝]\s*(?:19|20)\d\d\s*[〕\]）)】﹞]"
_DIGITS = "[0-9〇零一二三四五六七八九十百]+"
_NUMBER = re.compile(
    rf"[\u4e00-\u9fff]{{1,14}}\s*{_YEAR}\s*第?\s*{_DIGITS}\s*号|[\u4e00-\u9fff]{{2,12}}\s?(?:19|20)\d\d年第{_DIGITS}号"
)
_ORDER = re.compile(
    rf"(?:[\u4e00-\u9fff]{{2,30}}(?:令|公告)\s*)?[（(〔]?\s?(?:{_YEAR})?\s?第?\s?{_DIGITS}\s?号(?:令|公告)?\s?[)）〕]?"
)
_IN_NOTE = re.compile(
    rf"^[（(]?\s?([\u4e00-\u9fff]{{2,20}}令\s?第?\s?{_DIGITS}\s?号)|日(?:由)?([\u4e00-\u9fff]{{2,20}}令\s?第?\s?{_DIGITS}\s?号)(?:发布|公布)"
    rf"|文件({_NUMBER.pattern})(?:发布|公布|印发)"
)
_OF_ORDER = re.compile("(?:令|公告)$")
_ORDER_TITLE = re.compile(
    r"[\u4e00-\u9fff]{2,30}令\s?[（(][^（）()]{3,16}号[)）]|" + _NUMBER.pattern + r"(?=[\u4e00-\u9fff]{6})"
)
_REFERENCE = re.compile("根据|依据|按照|贯彻|参照")


def find_number(text: str, form: Mapping[str, str], title: str | None) -> str | None:
    """The form's number, else one that stands alone on a line of the head or ends the title's line.

    An order's number takes the line above it along: 甲市人民政府令 and 第5号 make 甲市人民政府令第5号.
    """
    if number := form.get("number"):
        found = (
            _NUMBER.search(number)
            or _ORDER.search(number)
            or re.fullmatch(r"(?=.*\d)[\w〔〕\[\]()（）-]{1,30}", number)
        )
        if found:
            return _tidy(found[0])
    head = opening(text)
    for position, line in enumerate(head):
        bare = line.strip("（()） |*#")
        if _NUMBER.fullmatch(bare):
            return _tidy(bare)
        if _ORDER.fullmatch(line) or _ORDER.fullmatch(bare):
            above = head[position - 1].strip(" *#") if position else ""
            return _tidy(above + bare if _OF_ORDER.search(above) and len(above) < 30 else bare)
        if NOTE.match(line) and (note := _IN_NOTE.search(line)):
            return _tidy(note[1] or note[2] or note[3])
        ending = re.search(rf"[\s（(]({_NUMBER.pattern})[)）]?$", line)
        if ending and not _REFERENCE.search(line) and len(line) < 100:
            return _tidy(ending[1])
    if title and (order := _ORDER_TITLE.match(head[0] if head else title)):
        return _tidy(order[0])
    broken = re.search(rf"^({_NUMBER.pattern})\s*$", "\n".join(head), re.MULTILINE)
    ending = broken or re.search(rf"({_NUMBER.pattern})[)）]?$", title or "")
    return _tidy(ending[1]) if ending else None


def _tidy(number: str) -> str:
    number = re.sub(r"\s+", "", number)
    return (
        number
        if number.count("（") == number.count("）") and not number.startswith(("（", "("))
        else number.strip("（()）")
    )
