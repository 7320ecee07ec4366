"""A question that leans on earlier ones made complete, without a model: what it leaves out is taken from them."""

import re
from collections.abc import Sequence

import rjieba

from index.search_key import fold
from qa.dialogue_english import in_english
from qa.expected import expected
from qa.follow_up import (
    GROUPS,
    HAN,
    POLITE,
    SAME,
    FollowUp,
    asks,
    bare,
    bare_ask,
    content,
    looks_beyond,
    named_places,
    new_words,
    take_apart,
)
from qa.spoken_of import ASK, PAYS, counted_thing, place_and_year, subject_of, thing_of, with_place, with_year
from qa.variation import takes_place, varied_with

__all__ = ["SAME", "complete"]


_MORE = re.compile(
    r"^(?:还有|另外还有|此外)?(?:别的|其他的?|其它的?|更多)?(?:还有)?(?:吗|么|没有|没|呢|哪些)?[？?]?$"
    r"|还有(?:别的|其他|其它|什么|没有|更多)|(?:any|what|who|anything) (?:other|else|more)",
    re.IGNORECASE,
)
_CASE = re.compile(r"(?:那么?)?(?:如果|要是|假如|若是|万一)(?!换)(?P<case>[^，,]{2,}?)(?:的话)?呢?[？?]?")
"""A case put to the question before: 那要是没有社保呢."""
_TO_US = re.compile("[你您](?!好)")
_NUMBERS = ("amount", "count", "percent", "area", "duration")
_DUTY = re.compile("牵头|负责|参与|主管|管理|主办|承办|监管")
_CLAUSE = re.compile(r"[，,；;？?。！!]\s*(?=.)|(?<=的话)(?=[^，,；;？?\s])")
# What is spoken of by a name of its own, when such a word ends it.
_THING = re.compile(
    r"补贴|补助|资助|奖励|津贴|资金|基金|经费|(?<!免)费|贷(?!款)|公寓|住房|中心|平台|大厅|基地|产业园|工作站点?|项目|工程|计划|行动|办法|意见|方案"
    r"|政策|制度|机制|大赛|[洽谈博览峰]会|会议|论坛|活动|培训|专线|驿站|联盟|协会|指标|积分|保险|面积"
)
_OF_ANYTHING = re.compile("项目|活动|政策")
"""What is still of the same matter when it was spoken of before."""
_PART = re.compile(r"^在?(?:其中|里面|当中|这里头)的?[，,]?")
_POINTER = re.compile(
    r"(?:[它他她]们?|其(?!他|它|余|中|实|次)|(?:这(?![一两几二三四五么样])|(?<!的)那|该|上述|此)[个些项种类笔次批套份件]?(?:事情?(?!项)|钱|(?=[\u4e00-\u9fff])))"
)
_HERE = re.compile(r"当地|[那这][里边儿]")
_PERSON = re.compile(r"[他她](?!们)")
_LEANS_ON_NEXT = re.compile(
    r"^(?:由|归|[是有分比要能可都占从最在]|还有|还|谁|什么|何|怎|如何|多[少久]|需|哪|几|一共|总共|累计|大概|资助|奖|补(?!贴)|封顶|最高|上限)"
)


def complete(question: str, history: Sequence[str]) -> str:
    """The question made complete from the person's earlier ones, oldest first; one that stands alone is left alone."""
    before = ""
    for earlier in history:
        if not POLITE.fullmatch(earlier.strip()) and not _TO_US.match(earlier.strip()):
            before = _complete(_simplified(earlier.strip()), before)
    asked = _simplified(question.strip())
    completed = _complete(asked, before)
    if completed == asked:
        return question.strip()
    written = {new: old for text in (question, *history) for new, old in zip(_simplified(text), text, strict=True)}
    return "".join(written.get(character, character) for character in completed)


def _simplified(text: str) -> str:
    return "".join(new if HAN.match(old) else old for old, new in zip(text, fold(text), strict=True))


def _complete(question: str, before: str, *, again: bool = False) -> str:
    """`again` where what was asked before has just been asked of something else: to repeat it says no more."""
    if not before or POLITE.fullmatch(question):
        return question
    said = take_apart(question, before)
    if _MORE.fullmatch(said.text) or (_MORE.search(said.text) and not said.place and _says_little(said.rest)):
        return f"{before.rstrip('？?。 ')}{'，' if HAN.search(said.text) else '? '}{said.text}"
    case = _CASE.fullmatch(question)
    if case and not (said.place or said.year or asks(case["case"]) or takes_place(case["case"].lstrip("是在"), before)):
        return f"{before.rstrip('？?。 ')}，如果{case['case']}？"
    if looks_beyond(said.text):
        return question
    frame = with_year(with_place(before, said.place), said.year)
    if not HAN.search(said.text):
        return in_english(said, before, frame)
    if len(named_places(said.text)) > 1 and not _stands_alone(said, before):
        about = subject_of(before).removeprefix(place_and_year(before)).removeprefix("的")
        return f"{about}，{said.text}"
    first, *others = _CLAUSE.split(bare(said.text), maxsplit=1)
    if _stands_alone(said, before):
        return said.text
    if others and _names_only(first, before):
        return _complete(others[0], _complete(first, before), again=True)
    rest = said.rest.strip("的，, 又也")
    if SAME.fullmatch(rest) and (said.place or said.year or again):
        return frame
    alike = _alike(rest, before)
    ask = bare_ask(rest)
    fragment = rest[: ask.start()].strip("的，, ") if ask else "" if asks(rest) else rest
    if fragment and fragment in before and (said.place or said.year or again) and (alike or not ask):
        return frame
    varied = varied_with(fragment, frame, alone=ask is None) if fragment and (alike or not ask) else None
    if varied:
        return varied
    repeats = not new_words(rest, before) and all(duty in before for duty in _DUTY.findall(rest))
    if said.place and not alike and _names_thing(fragment, rest):
        return said.text
    if alike and repeats and (said.place or said.year or again):
        return frame
    return _joined(said.rest.lstrip("的，, "), frame, again=again) + "？"


def _names_thing(fragment: str, rest: str) -> bool:
    """Whether a follow-up names a thing of a kind that needs no more telling, or what somebody gets."""
    thing = _THING.search(fragment or rest)
    return thing is not None and (len(fragment) > 3 or any(pattern.search(rest) for pattern in GROUPS))


def _says_little(rest: str) -> bool:
    return len(content(rest)) < 3 or not HAN.search(rest)


def _names_only(clause: str, before: str) -> bool:
    """Whether a first clause only names another place, group or thing, of which the next asks."""
    said = take_apart(clause, before)
    rest = said.rest.strip("的")
    if (said.place and SAME.fullmatch(rest)) or any(pattern.fullmatch(rest) for pattern in GROUPS):
        return True
    return clause.endswith(("呢", "的话")) and not asks(rest)


def _stands_alone(said: FollowUp, before: str) -> bool:
    """Whether a question can be answered by itself: with a place of its own, or where none is spoken of."""
    if not asks(bare(said.text)):
        return False
    if said.place:
        groups = sum(bool(pattern.search(said.rest)) for pattern in GROUPS)
        words = new_words(said.rest, before, nouns=not groups)
        return groups > 1 or len(content(said.rest)) >= 4 or bool(words) or _counts_other(said.rest, before)
    own = len(content(said.rest)) >= 4 and not _POINTER.search(said.rest) and not _PART.search(said.rest)
    return own and not named_places(before)


def _counts_other(rest: str, before: str) -> bool:
    """Whether something is counted or listed that was not spoken of, as 博士 after 硕士."""
    ask = ASK.search(rest)
    thing = counted_thing(rest, ask) if ask else ""
    return thing not in before and bool(content(thing) or any(pattern.search(thing) for pattern in GROUPS))


def _alike(asked: str, before: str) -> bool:
    """Whether the same kind of answer is wanted."""
    new, old = expected(asked).kind, expected(before).kind
    return new == old or (re.search(r"(?:多少|几)[个名]?$", asked) is not None and old in _NUMBERS)


def _joined(rest: str, frame: str, *, again: bool) -> str:
    """A follow-up with a question of its own, put to what the one before is about."""
    lead = place_and_year(frame)
    here = _HERE.search(rest)
    if here and lead:
        return rest[: here.start()] + lead + rest[here.end() :]
    if _PERSON.search(rest) and asks(frame) and not re.search("是谁[？?]?$", frame):
        return f"{frame.rstrip('？?。 ')}，{rest}"
    subject = subject_of(frame)
    part = _PART.match(rest)
    if part:
        return f"{subject.removesuffix('的')}中，{rest[part.end() :]}"
    pointer = _POINTER.search(rest)
    if pointer:
        after = rest[pointer.end() :]
        noun = next((after[:size] for size in range(min(8, len(after)), 1, -1) if after[:size] in subject), "")
        if noun:
            end = subject.rfind(noun) + len(noun)
            subject = subject[: end + (subject[end : end + 1] == "”")]
        else:
            subject = thing_of(subject, lead)
        after = after[len(noun) :]
        if re.fullmatch("有没有|有", rest[: pointer.start()]) and subject.startswith(lead):
            return lead + rest[: pointer.start()] + subject.removeprefix(lead).removeprefix("的") + after
        return rest[: pointer.start()] + subject.removesuffix("的") + after
    ask = ASK.search(rest)
    counts = (
        ask is not None
        and _THING.search(counted_thing(rest, ask))
        and not re.search(f"给|{PAYS}", rest[: ask.start("word")])
    )
    own = _THING.search(rest, 1) and not any(word in frame for word in _OF_ANYTHING.findall(rest))
    says_enough = own and (counts or len(content(rest)) >= 4)
    if not again and (says_enough or len(new_words(rest, frame, nouns=True)) > 2):
        noun_first = lead and not lead.endswith("年") and re.match("[njlb]|vn", rjieba.tag(rest)[0][1])
        return lead + ("的" if noun_first else "") + rest
    if ASK.search(frame) is None:
        return f"{frame.rstrip('？?。 ')}，{rest}"
    subject = thing_of(subject, lead)
    return subject + ("" if _LEANS_ON_NEXT.match(rest) else "，") + rest
