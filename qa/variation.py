"""An earlier question asked anew of another thing, group, figure or side that a follow-up names."""

import re

import rjieba

from qa.follow_up import AREA, GROUPS, YEAR, content, named_places
from qa.spoken_of import ADVERBS, ASK, SIDE, SIZE, counted_thing, place_and_year, subject_of, thing_of

_PAYMENT = re.compile("补贴|补助|津贴|奖励|资助|奖金|资金|经费|费")
_QUANTITY = re.compile(
    r"(?:超过|不满|不足|满|低于|高于)?\d+(?:\.\d+)?(万?元|岁|年|个?月|天|平方米|分|人|%)(?:及?以[上下内外]|左右)?"
)
# Before the words that narrow a thing down: what a name of the same kind takes the place of begins after these.
_BEFORE_NAME = re.compile(
    r"[的，,、“”《》\s在对给为按有由是和与]|[了过]|多少|几[个家名位项套场]|哪些|什么|新[建增]|引进|累计|资助|奖励|发放|举办|建[设成]|选?聘|申[请领]|办理|提供|支持|吸引"
    rf"|年|半年|{GROUPS[0].pattern}|{GROUPS[1].pattern}"
)
_NOUN = re.compile("[\u4e00-\u9fff]")


def varied_with(fragment: str, frame: str, *, alone: bool) -> str | None:
    """The question before with what is named in the place of its like.

    `alone` where nothing is asked of it (租房补贴呢).
    """
    return (
        _in_place_of(fragment, frame, alone=alone)
        or (_asked_of_side(fragment, frame) if alone else None)
        or _of_group(fragment, frame)
        or (_asked_of_other(fragment, frame) if alone else None)
    )


def takes_place(fragment: str, frame: str) -> bool:
    """Whether what is named has its like in the frame."""
    return _in_place_of(fragment, frame, alone=True) is not None


def _in_place_of(fragment: str, frame: str, *, alone: bool) -> str | None:
    """What is named put where the frame names its like: a part of a city, a figure, a group, a thing of that kind."""
    if AREA.fullmatch(fragment):
        named = named_places(frame)
        at = named[0].span.end if named else 0
        old = AREA.match(frame, at)
        return frame[:at] + fragment + frame[old.end() if old else at :]
    figure = _QUANTITY.search(fragment)
    for old_figure in _QUANTITY.finditer(frame) if figure else ():
        if figure and figure[1] == old_figure[1]:
            return frame[: old_figure.start()] + figure[0] + frame[old_figure.end() :]
    groups = [found for pattern in GROUPS if (found := pattern.search(fragment)) and _no_more(fragment, found, frame)]
    for pattern in (*(group.re for group in groups), *GROUPS) if groups else ():
        if other := pattern.search(frame):
            return frame[: other.start()] + groups[0][0] + frame[other.end() :]
    return None if groups else _in_place_of_namesake(fragment.strip("“”"), frame, alone=alone)


def _no_more(fragment: str, group: re.Match[str], frame: str) -> bool:
    """Whether a fragment names a group and adds nothing to the frame: 招聘硕士 where it has 招聘博士."""
    return re.sub(ADVERBS, "", fragment[: group.start()] + fragment[group.end() :]) in frame


def _in_place_of_namesake(fragment: str, frame: str, *, alone: bool) -> str | None:
    """The frame with a thing put where one stands that ends alike (租房补贴 for 购房补贴), or a word much like it."""
    named, year = named_places(frame), YEAR.search(frame)
    after = max([0, *(each.span.end for each in named[:1]), year.end() if year else 0])
    ends = [
        (end, end - size)
        for size in range(len(fragment) - 1, 1, -1)
        if (end := frame.find(fragment[-size:], after) + size) >= size
    ]
    if _PAYMENT.search(fragment[-2:]):
        ends += [(other.end(), other.start()) for other in _PAYMENT.finditer(frame, after)]
    for end, begin in ends:
        stops = list(_BEFORE_NAME.finditer(frame, after, begin))
        taken = _PAYMENT.fullmatch(frame, begin, end) and stops and stops[-1][0] in "给对为"
        if not taken and (alone or not _NOUN.match(frame, end)):
            return frame[: max([after, *(stop.end() for stop in stops)])] + fragment + frame[end:]
    for start in range(after, len(frame) - len(fragment)) if 1 < len(fragment) < 5 else ():
        word = frame[start : start + len(fragment)]
        if (
            (word[0] == fragment[0] or word[-1] == fragment[-1])
            and rjieba.has_word(word)
            and _is_verb(word) == _is_verb(fragment)
        ):
            return frame[:start] + fragment + frame[start + len(word) :]
    return None


def _is_verb(word: str) -> bool:
    return any(tag == "v" for _, tag in rjieba.tag(word)[:1])


def _asked_of_side(fragment: str, frame: str) -> str | None:
    """Another side of what the frame is about: 封顶呢, 申请条件呢."""
    asked = (
        "是多少"
        if re.fullmatch(f"(?:{ADVERBS})?{SIZE}", fragment)
        else "是什么"
        if re.fullmatch(SIDE, fragment)
        else None
    )
    subject = thing_of(subject_of(frame), place_and_year(frame)).removesuffix("的")
    return f"{subject}的{fragment}{asked}？" if asked else None


def _of_group(fragment: str, frame: str) -> str | None:
    """A group asked about where the frame names none."""
    if not any(pattern.fullmatch(fragment) for pattern in GROUPS):
        return None
    lead = place_and_year(frame)
    return lead + fragment + frame.removeprefix(lead)


def _asked_of_other(fragment: str, frame: str) -> str:
    """What the frame asks, of another thing: in the place of what it counts, or of what it is about."""
    ask = ASK.search(frame)
    if ask is None:
        return f"{frame.rstrip('？?。 ')}，{fragment}呢？"
    if rjieba.tag(fragment)[-1][1] in ("v", "ul"):
        return f"{subject_of(frame)}，{fragment}呢？"
    lead = place_and_year(frame)
    counted = counted_thing(frame, ask)
    if counted and (len(fragment) < 3 or not content(frame[: ask.start()].removeprefix(lead))):
        start = frame.find(counted, ask.end())
        return frame[: ask.start("word")] + ask["word"] + fragment + frame[start + len(counted) :]
    verb = rjieba.tag(frame[: ask.start()])[-1:]
    start = ask.start() - (len(verb[0][0]) if counted and verb and verb[0][1] == "v" else 0)
    joint = "" if not lead or lead.endswith(("的", "年")) else "的"
    return lead + joint + fragment + frame[start:]
