"""English follow-ups made complete: another place, year or thing in the question before, or its place added."""

import re

from qa.follow_up import YEAR, FollowUp, named_places
from qa.wanted import HOW_MANY

# Words that do not say what a question is about.
_EMPTY = re.compile(
    r"an?|and|are|at|can|do|does|did|for|get|given?|go|had|has|have|how|in|is|its?|long|many|much|of|on|or|please|same|so|th\w+"
    r"|to|was|were|wh\w+|will|with|would|question|about|also|any|must|need(?:ed)?|should|pays?|paid|apply|start|responsible"
    r"|charge|something|anything|similar|such|but|too|instead|well|as|whole"
)
_ENDS_NAME = re.compile(
    r"an?|the|in|for|of|at|by|from|with|is|are|was|were|many|much|maximum|minimum|what|which|does|do|did|to|on|and|has|have"
)
"""A word before a name that is no part of it."""
_GROUP = re.compile(
    r"\b(?:doctors?|doctorates?|phds?|(?:master|bachelor)(?:'?s)?(?: (?:graduates?|students?|degree holders?))?"
    r"|graduates?|post-?docs?|students?|talents?|companies)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:who|what|which|when|where|how|is|are|was|were|do|does|did|can|could|will|has|have)\b", re.IGNORECASE
)
_POINTS = re.compile(r"\b(?:it|they|them)\b", re.IGNORECASE)
_LEADS_IN = re.compile(r"(?:and|but|so|then|also|ok|what about|how about|same|i meant?)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|this|that|these|those|there|here|he|she|his|her|one|ones|other|else|more|also|too|same)\b",
    re.IGNORECASE,
)
_EMPTY_IT = re.compile(
    r"\b(?:is|does|did|will|would) it (?=(?:cost|take|safe|possible|legal|true|mean)\b)", re.IGNORECASE
)
"""An it that stands for nothing: does it cost."""
_FOR = re.compile(r"\bfor ([\w'-]+(?: (?!(?:in|at|of|from)\b)[\w'-]+){0,4})", re.IGNORECASE)
_FOR_WHOM = re.compile(r"for ([^,?]+)", re.IGNORECASE)
_WHO_DOES = re.compile(
    r"\b(?:do|does|did|can|could) ((?:an?|the) [\w' -]+?) (?:give|get|earn|receive|need|have|pay|count)\b",
    re.IGNORECASE,
)
"""Who or what a question says to do something: a bachelor's degree in how many points does a bachelor's degree give."""
_SIZE = re.compile(
    r"(?:an?|one|two|three|four|five|six|\d+) (?:famil\w+|person|people|adults?|child\w*)(?: of \w+)?", re.IGNORECASE
)
_ACTS = re.compile(r"\b(?:can|could|will|may|do|does|did)\b", re.IGNORECASE)
_UNIT = re.compile(
    "(?:(?:working|calendar|business) )?(?:days?|weeks?|months?|years?|hours?)|points?|yuan", re.IGNORECASE
)
_HOW_MANY = re.compile("how many ", re.IGNORECASE)
_AROUND = re.compile(
    r"^(?:'s\b)?[\W_]*(?:(?:the number of|in|for|at|of|but)\b[\W_]*)*"
    r"|(?:[\W_]*\b(?:in|for|at|of|as a whole|instead|too|as well))*[\W_]*$",
    re.IGNORECASE,
)


def says_much_in_english(clause: str) -> bool:
    """Whether a clause says so much that it could be asked alone; the more where a word points back."""
    words = len(clause.split())
    return words > (9 if _points_back(clause) else 5) and not _LEADS_IN.match(clause)


def in_english(said: FollowUp, before: str, frame: str) -> str:
    """The follow-up made complete; `frame` is the question before of the place and year that it names."""
    rest = _AROUND.sub("", said.rest)
    own = [word for word in re.findall(r"[a-z][a-z-]+", rest.lower()) if not _EMPTY.fullmatch(word)]
    new = [word for word in own if not re.search(rf"\b{word}\b", before, re.IGNORECASE)]
    if _stands_alone(said, rest, new):
        return said.text
    many, counted = _HOW_MANY.match(said.text), HOW_MANY.search(frame)
    if many and not HOW_MANY.match(said.text) and counted and new:
        return f"{many[0]}{counted['noun']} {said.text[many.end() :]}"
    if said.place and new and _ASKS.search(rest):
        return _after(frame, rest) if _POINTS.search(rest) else said.text
    if re.search(r"\bof (?:them|these|those)\b", rest, re.IGNORECASE):
        return _after(before, said.text)
    if (said.place or said.year) and not new:
        return _after(frame, rest) if re.search(r"\bthem\b", rest) else frame
    if not _ASKS.search(rest):
        whom, old = _FOR_WHOM.match(said.rest.strip()), _FOR.search(frame)
        if whom:
            return (
                frame[: old.start(1)] + whom[1] + frame[old.end(1) :] if old else f"{frame.rstrip('? ')} for {whom[1]}?"
            )
        size = _SIZE.search(frame)
        if size and _SIZE.fullmatch(rest):
            return frame[: size.start()] + rest + frame[size.end() :]
        return _varied(rest, frame) or _after(before, said.text)
    places, counts = named_places(frame), HOW_MANY.match(rest)
    acts = places and re.search(r"\b(?:do|does|did|has|have|is|was) $", frame[: places[0].span.start])
    if not places or not counts or (_POINTS.search(rest) and not acts):
        return _after(before, said.text)
    asked = rest[: counts.start("noun")] + _whole(counts["noun"], frame) + rest[counts.end("noun") :]
    pointed = re.sub(r"\b(?:their|its)\b", lambda _: f"{places[0].name}'s", asked, flags=re.IGNORECASE)
    pointed = _POINTS.sub(lambda _: places[0].name, pointed)
    if pointed == asked:
        year = YEAR.search(frame)
        pointed = f"{asked} in {places[0].name}" + (f" in {year[1]}" if year else "")
    return f"{pointed[0].upper()}{pointed[1:]}?"


def _stands_alone(said: FollowUp, rest: str, new: list[str]) -> bool:
    """Whether a question says enough to be answered by itself."""
    if said.text != rest and _LEADS_IN.match(said.text):
        return False
    if not (said.place or _ASKS.search(said.text)):
        return False
    names = re.search(r"(?<=[a-z] )[A-Z][a-z]{2,}", rest)
    return len(new) > 5 or (not _points_back(rest) and len(new) > (1 if names else 2))


def _after(before: str, text: str) -> str:
    """What was itself added before is not asked again."""
    return f"{before.split('? ')[0].rstrip('？? ')}? {text.rstrip('? ')}?"


def _varied(thing: str, frame: str) -> str | None:
    """The question before with another thing or group in the place of its like."""
    doer = _WHO_DOES.search(frame)
    if doer and re.match("an? ", thing, re.IGNORECASE):
        return frame[: doer.start(1)] + thing + frame[doer.end(1) :]
    thing = re.sub(r"^(?:the|an?)\s+", "", thing, flags=re.IGNORECASE)
    if not thing or re.match(r"[a-z]+ing(?:$| (?:an?|the|my|our)\b)", thing):
        return None
    group = _GROUP.search(frame)
    if group and _GROUP.fullmatch(thing):
        return frame[: group.start()] + thing + frame[group.end() :]
    last = thing.split()[-1]
    if re.search(rf"\b{re.escape(last)}\b", frame, re.IGNORECASE):
        return frame.replace(_whole(last, frame), thing, 1)
    counted, places = HOW_MANY.search(frame), named_places(frame)
    if counted and thing.endswith("s") and not _UNIT.fullmatch(counted["noun"]):
        return frame[: counted.start("noun")] + thing + frame[counted.end("noun") :]
    asked = re.search(r"([\w'-]+) (?:in|at|for) $", frame[: places[0].span.start]) if places else None
    if asked and _ACTS.search(frame[: asked.start()]):
        return None
    return frame.replace(_whole(asked[1], frame), thing, 1) if asked else None


def _whole(last: str, frame: str) -> str:
    """The whole name in the frame that ends with a word: high-level talent projects for projects."""
    words = list(re.finditer(r"[\w'-]+", frame))
    at = next((i for i, word in enumerate(words) if word[0].lower() == last.lower()), None)
    if at is None:
        return last
    first = at
    while first and not _ENDS_NAME.fullmatch(words[first - 1][0].lower()):
        first -= 1
    return frame[words[first].start() : words[at].end()]


def _points_back(text: str) -> bool:
    """Whether a word stands for what was said before: it, that, there."""
    return _POINTS_BACK.search(_EMPTY_IT.sub("", text)) is not None
