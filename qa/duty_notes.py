"""Notes on who is responsible, as measures in running text carry them: 牵头单位：甲局, （甲局牵头，乙局配合）."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.model import Span
from index.numbering import marker_at
from qa.body_names import CLOSING, PAIRS, SEPARATORS, is_name, names_in, pieces_of

Role = Literal["lead", "responsible", "other"]

LONGEST = 400
"""Most characters of a note."""

_LEAD = re.compile("牵头|主办|主责|主抓|第一责任|领办")
_OTHER = re.compile("配合|协办|协助|协同|参与|参加|支持|指导")
_TITLED = (
    r"(?:第一责任|牵头|主办|主责|责任|负责|落实|实施|组织实施|承办|配合|协办|协助|协同|参与|参加|支持){1,2}"
    r"(?:单位|部门|机构|主体|处室|科室)(?:[（(](?:单位|部门|机构)[）)])?"
)
_LABEL = re.compile(rf"(?P<role>{_TITLED})(?P<else>)\s?(?:[:：]|为(?!了)|是)")
_INNER_LABEL = re.compile(
    rf"(?P<role>{_TITLED}|(?<![\u4e00-\u9fff])(?:牵头|主办|主责|责任|负责|落实|承办|配合|协办|协助|参与|参加))\s?[:：]"
    rf"|(?<![\u4e00-\u9fff])(?P<else>(?:(?!{_TITLED})[\u4e00-\u9fff]){{2,8}})\s?[:：]"
)
_CONTACT = re.compile("联系|电话|邮箱|传真")
_VERB = re.compile(
    r"(?:(?:按照?|依照?|依据|根据)(?:各自)?(?:的)?(?:职能|职责|权限|工作)+(?:分工|范围|权限)*|分工|分别|共同|具体|联合|密切|协同|统筹|认真|抓好|做好"
    r"|组织|积极)*(?P<verb>(?:牵头|主办|主责|主抓|领办|负责|落实|实施|承办|办理|推进|配合|协办|协助|协同|参与|参加|支持|指导)+)"
    r"(?:组织|贯彻|抓|落实|实施|推进|办理|开展|完成|工作)*(?=[\s，,；;、。）)\]】〕]|$)"
)
_BESIDE = re.compile("会同(?!县)")
_UNTIL = re.compile(r"[^，,；;、]*(?:\d|年[内底]|长期|持续)[^，,；;、]*[，,；;]")
_PLAIN = re.compile("牵头|负责|主办|主责|配合|参加")
_REMARK = re.compile(r"[，,；;。]?\s?[（(]?(?:列(?:首|第一|在)|排(?:名|在|列|第)|首位|第一[个位]|下同|以下同)")
_FIRST_LEADS = re.compile(
    r"(?:列首|列第一|首位|首个|第一[位个]|排(?:名|列|在)?(?:第一|首位|最前))[^。；\n]{0,8}?(?:为|是)(?:总)?(?:牵头|主办)"
)
_SITE = re.compile(r"网站|ICP|备案|版权|技术支持|运行维护|关于我们")


@dataclass(frozen=True, slots=True)
class Group:
    """Bodies of one role: `names` is the stretch from the first to the last of them."""

    role: Role
    names: Span


@dataclass(frozen=True, slots=True)
class Stated:
    """One note as it stands: with brackets and label, and the bodies it names, in their order."""

    span: Span
    groups: tuple[Group, ...]


def stated(text: str, span: Span, sentences: Sequence[Span] = ()) -> list[Stated]:
    """The notes that begin within a span, in order, those that stand side by side as one.

    `sentences` are those of the span: one that is nothing but a note needs neither brackets nor a label. Positions are
    those of `text`.
    """
    found: list[Stated] = []
    for note in sorted([*_bracketed(text, span), *_labelled(text, span), *_bare(text, sentences)], key=_place):
        last = found[-1] if found else None
        if last and note.span.start < last.span.end:
            continue
        if last and not text[last.span.end : note.span.start].strip(SEPARATORS):
            found[-1] = Stated(Span(last.span.start, note.span.end), last.groups + note.groups)
        else:
            found.append(note)
    return found


def ranked(text: str, groups: Sequence[Group]) -> tuple[Group, ...]:
    """The groups, the first body of each set apart as leading where the text says so (列首位的为牵头单位)."""
    if any(group.role == "lead" for group in groups) or not _FIRST_LEADS.search(text):
        return tuple(groups)
    found: list[Group] = []
    for group in groups:
        pieces = pieces_of(text, group.names)
        if group.role == "responsible" and len(pieces) > 1:
            found += [Group("lead", pieces[0]), Group("other", Span(pieces[1].start, pieces[-1].end))]
        else:
            found.append(group)
    return tuple(found)


def _place(note: Stated) -> tuple[int, int]:
    return note.span.start, -note.span.end


def _bracketed(text: str, span: Span) -> Iterator[Stated]:
    """Notes in brackets. Without a label they end what they belong to: no clause goes on right behind them."""
    place = span.start
    while place < span.end:
        close = _closing(text, place) if text[place] in PAIRS else None
        if close is None:
            place += 1
            continue
        inner, whole = _unremarked(text, Span(place + 1, close)), Span(place, close + 1)
        groups = _by_label(text, inner, _INNER_LABEL) or (_by_verb(text, inner) if _set_off(text, whole) else [])
        if not groups and _alone(text, whole):
            groups = _enumerated(text, inner)
        if groups:
            yield Stated(whole, tuple(groups))
        place = close + 1 if groups else place + 1


def _labelled(text: str, span: Span) -> Iterator[Stated]:
    """Notes that begin with a label and end with their line, sentence or the number of the next item."""
    for label in _LABEL.finditer(text, span.start, span.end):
        before = text[max(label.start() - 1, 0) : label.start()]
        if before.strip("（(〔[【［。；;，,、 \n\u3000") or _furniture(text, label):
            continue
        if before in PAIRS and _closing(text, label.start() - 1) is not None:
            continue
        line = _unremarked(text, Span(label.start(), _line_end(text, label.end())))
        groups = _by_label(text, line, _LABEL)
        if groups:
            yield Stated(Span(label.start(), max(group.names.end for group in groups)), tuple(groups))


def _bare(text: str, sentences: Sequence[Span]) -> Iterator[Stated]:
    """Sentences that say nothing but who leads, is responsible or takes part."""
    for sentence in sentences:
        body = Span(sentence.start, sentence.start + len(text[sentence.start : sentence.end].rstrip("。；;，,")))
        if len(body) <= LONGEST // 2 and not _LABEL.search(text, body.start, body.end):
            groups = _by_verb(text, body, whole=True) if _PLAIN.search(text, body.start, body.end) else []
            if groups:
                yield Stated(sentence, tuple(groups))


def _unremarked(text: str, span: Span) -> Span:
    """A note without the remark on how to read it, which ends the first one of a document."""
    remark = _REMARK.search(text, span.start, span.end)
    return Span(span.start, remark.start()) if remark else span


def _closing(text: str, opening: int) -> int | None:
    """Where the bracket opened closes, others within it counted; None if not in the same line."""
    expected: list[str] = []
    for place in range(opening, min(opening + LONGEST, len(text))):
        character = text[place]
        if character in PAIRS:
            expected.append(PAIRS[character])
        elif expected and character in CLOSING:
            expected.pop()
            if not expected:
                return place
        elif character == "\n":
            return None
    return None


def _set_off(text: str, note: Span) -> bool:
    """Whether a bracket ends what stands before it, or stands behind its end."""
    return text[note.end : note.end + 1].strip("。；;，,！？") == "" or _alone(text, note)


def _alone(text: str, note: Span) -> bool:
    """Whether a bracket stands behind the end of a sentence or line."""
    return text[max(note.start - LONGEST, 0) : note.start].rstrip(" \u3000")[-1:] in ("", *"。；;！？\n”")


def _furniture(text: str, label: re.Match[str]) -> bool:
    """Whether a label is of a web page's foot and not of the document."""
    around = text[max(label.start() - 60, 0) : label.end() + 100]
    return re.search("主办|承办", label["role"]) is not None and _SITE.search(around) is not None


def _line_end(text: str, start: int) -> int:
    """Where what stands behind a label ends: the next line counts where it begins with a label as well."""
    limit = min(start + LONGEST, len(text))
    depth = 0
    for place in range(start, limit):
        character = text[place]
        if character in PAIRS:
            depth += 1
        elif character in CLOSING:
            depth -= 1
        if depth < 0 or character in "。|！？":
            return place
        if character.isspace():
            following = place + len(text[place:limit]) - len(text[place:limit].lstrip())
            goes_on = _LABEL.match(text, following)
            if (character == "\n" and not goes_on) or marker_at(text, following, limit):
                return place
    return limit


def _by_label(text: str, span: Span, pattern: re.Pattern[str]) -> list[Group]:
    """The groups of a note whose bodies follow labels, where it begins with one; none of one that says whom to call."""
    labels = list(pattern.finditer(text, span.start, span.end))
    if not labels or labels[0].start() != span.start + _blank(text, span):
        return []
    groups: list[Group] = []
    for label, following in zip(labels, [*(m.start() for m in labels[1:]), span.end], strict=True):
        if not label["role"]:
            if _CONTACT.search(label["else"]):
                return []
            continue
        region = Span(label.end(), following)
        names = names_in(text, region)
        by_verb = _by_verb(text, region)
        if by_verb:
            groups += by_verb
        elif names:
            groups.append(Group(_role(label["role"]), names))
    return groups


def _blank(text: str, span: Span) -> int:
    part = text[span.start : span.end]
    return len(part) - len(part.lstrip())


def _by_verb(text: str, span: Span, whole: bool = False) -> list[Group]:
    """The groups of a note whose bodies stand before what they do; `whole` where nothing else may stand in it."""
    groups: list[Group] = []
    until = None if whole else _UNTIL.match(text, span.start, span.end)
    start = until.end() if until else span.start
    for verb in _VERB.finditer(text, span.start, span.end):
        names = names_in(text, Span(start, verb.start()), strict=True)
        if names is None:
            if whole or not groups:
                return []
        else:
            beside = text[start : verb.start()].lstrip(SEPARATORS)
            groups.append(Group("other" if _BESIDE.match(beside) else _role(verb["verb"]), names))
        start = verb.end()
    rest = text[start : span.end].strip(SEPARATORS)
    if groups and _BESIDE.match(rest):
        names = names_in(text, Span(start, span.end), strict=True)
        groups += [Group("other", names)] if names else []
    elif whole and rest:
        return []
    return groups


def _enumerated(text: str, span: Span) -> list[Group]:
    """The group of a bracket that holds nothing but an enumeration of bodies."""
    pieces = pieces_of(text, span)
    whole = all(len(piece) > 2 and is_name(text[piece.start : piece.end]) for piece in pieces)
    return [Group("responsible", Span(pieces[0].start, pieces[-1].end))] if len(pieces) > 1 and whole else []


def _role(words: str) -> Role:
    if _LEAD.search(words):
        return "lead"
    return "other" if _OTHER.search(words) else "responsible"
