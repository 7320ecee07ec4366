"""Who is responsible for a measure: the note that its item ends with in running text, and its bodies asked for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.model import Document, Span
from index.numbering import marker_at, markers_within
from index.search_key import search_key
from qa.duties import asks_for_lead
from qa.duty_notes import Group, Role, Stated, ranked, stated
from qa.question import Question

REACH = 1200
"""Characters before and behind a sentence within which its item begins and ends."""

HEADING = 40
"""Most characters of a heading whose note, the only one of its item, is meant for the text behind it."""

_WITHIN = ("一是", "第一")
"""Styles of numbering whose items share the note behind the last."""

_SUB = ("（1）", "1）", "①", "A.")
"""The same where they do not begin a line."""

_BESIDES = re.compile(
    r"除[^，。？]{0,12}(?:牵头|主办|负责)"
    r"|(?:其他|其余|另外|还有)[^，。？]{0,6}(?:部门|单位|谁|哪)|besides|other than|apart from",
    re.IGNORECASE,
)
_PART = "(?:配合|参加|参与|协办|协助|协同|涉及)"
_TAKES_PART = re.compile(
    rf"(?:哪|谁|什么)[^，。？?]{{0,8}}{_PART}|{_PART}(?:了|的)?(?:单位|部门|机构|主体|方|(?:是|有)?(?:谁|哪))"
    r"|(?:which|who|what)\W(?:\w+\W+){0,4}?(?:support|assist|take part|participat|involved)",
    re.IGNORECASE,
)
_ANY_PART = re.compile("参加|参与|涉及|take part|participat|involved", re.IGNORECASE)
_RESPONSIBLE = re.compile("责任(?:单位|部门|主体|机构)")


_DUTY = re.compile("(?:负责|牵头|主办|承办|组织实施|会同|主管)")
"""What right behind a body's name says that it is the one."""


@dataclass(frozen=True, slots=True)
class Note:
    """Who is responsible, as a document notes it behind a measure.

    Attributes:
        quote: the whole sentences that hold the note, over clean positions.
        passage: place of their passage in the document.
        groups: the bodies of each role, in their order.
        bodies: those of them that the question asks for, from the first to the last name; None where the note, which
            names others, does not name them.
    """

    quote: Span
    passage: int
    groups: tuple[Group, ...]
    bodies: Span | None


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of text with the note that it ends with, if it does; `first` where it begins an item."""

    span: Span
    note: Stated | None
    first: bool


def names_duty(text: str, name: Span) -> bool:
    """Whether what stands right behind a body's name says that it is responsible."""
    return _DUTY.match(text, name.end) is not None


def noted(question: Question, document: Document, span: Span) -> Note | None:
    """The note on who is responsible that belongs to a sentence: the one in it, else the first behind it in its item.

    An item ends where the next number, heading or table row begins; a note that stands at their head, because the text
    was cut badly, is still its own. Where a sentence holds the end of one item and the beginning of the next, that is
    taken which carries more of the question; so it is among the items of its passage where the sentence is a note and
    nothing else. An item whose heading alone has a note has that one.

    Args:
        question: one that asks for a body.
        document: the one that holds the sentence.
        span: the sentence, over clean positions.
    """
    parts = _parts(document, span)
    asked = _pairs(question.standalone)
    own = _candidates(document, parts, span)
    if not own:
        return None
    best = max(own, key=lambda place: _likeness(document, parts[place], asked, span))
    note = parts[best].note or _in_heading(document, parts, best)
    if note is None:
        return None
    held = [sentence for sentence in document.sentences if sentence.span.overlaps(note.span)]
    # A citation stands within one passage, and half a list of bodies would pass for the whole.
    if not held or held[0].passage != held[-1].passage:
        return None
    quote = Span(held[0].span.start, held[-1].span.end)
    groups = ranked(document.text, note.groups)
    # The one that leads by its place is among the responsible ones.
    among = note.groups if _RESPONSIBLE.search(question.standalone) else groups
    bodies = _asked_for(question.standalone, groups if asks_for_lead(question.standalone) else among)
    return Note(quote, held[0].passage, groups, bodies)


def _parts(document: Document, span: Span) -> list[_Part]:
    """The text around a sentence, divided at items and behind notes."""
    area = _area(document, span)
    sentences = [sentence.span for sentence in document.sentences if area.contains(sentence.span)]
    notes = stated(document.text, area, sentences)
    starts = {area.start, *_starts(document, area, notes)}
    edges = sorted({*starts, *(note.span.end for note in notes), area.end})
    edges = [edge for edge in edges if not any(note.span.start < edge < note.span.end for note in notes)]
    for note in notes:
        head = [edge for edge in edges if edge <= note.span.start][-1]
        # Nothing but the note stands behind the edge: it ends what stands before.
        if head in starts and head > area.start and not document.text[head : note.span.start].strip():
            edges.remove(head)
            starts.add(note.span.end)
    by_end = {note.span.end: note for note in notes}
    return [_Part(Span(start, end), by_end.get(end), start in starts) for start, end in pairwise(edges)]


def _area(document: Document, span: Span) -> Span:
    """What is looked at around a sentence: no table row, and not beyond its reach."""
    start, end = max(span.start - REACH, 0), min(span.end + REACH, len(document.text))
    for passage in document.passages:
        if passage.cells and passage.span.overlaps(Span(start, end)):
            if passage.span.overlaps(span):
                return Span(span.start, span.start)
            if passage.span.end <= span.start:
                start = passage.span.end
            else:
                end = min(end, passage.span.start)
    return Span(start, end)


def _starts(document: Document, area: Span, notes: Sequence[Stated]) -> list[int]:
    """Where items and headings begin, those within an item (一是) left out."""
    text = document.text
    starts = [section.span.start for section in document.sections if area.start < section.span.start < area.end]
    starts += [marker.start for marker in markers_within(text, area.start, area.end)]
    starts += [note.span.end for note in notes if marker_at(text, note.span.end, area.end)]
    return [start for start in starts if not _within(text, start, area.end)]


def _within(text: str, start: int, end: int) -> bool:
    marker = marker_at(text, start, end)
    return marker is not None and (marker.style in _WITHIN or (marker.style in _SUB and text[start - 1] != "\n"))


def _candidates(document: Document, parts: Sequence[_Part], span: Span) -> list[int]:
    """The parts that a sentence may stand for, headings of items left out.

    A sentence that is nothing but a note was found for its passage and says nothing of its item: any part of the
    passage may be meant.
    """
    own = [place for place, part in enumerate(parts) if part.span.overlaps(span)]
    alone = len(own) == 1 and (note := parts[own[0]].note) is not None and note.span.contains(span)
    if alone:
        passage = next((p for p in document.passages if p.span.contains(span)), None)
        own = [place for place, part in enumerate(parts) if passage and part.span.overlaps(passage.span)] or own
    return [place for place in own if place == own[-1] or not _is_title(document, parts[place])]


def _is_title(document: Document, part: _Part) -> bool:
    """Whether a part is nothing but the heading of the items behind it: no sentence, no note."""
    return part.note is None and not re.search("[。；！？]", document.quote(part.span))


def _likeness(document: Document, part: _Part, asked: frozenset[str], span: Span) -> tuple[float, int]:
    """The share of the question's pairs of characters in a part without its note, then how much of the span it is."""
    end = part.note.span.start if part.note else part.span.end
    own = _pairs(document.text[part.span.start : end])
    shared = min(part.span.end, span.end) - max(part.span.start, span.start)
    return len(asked & own) / max(len(asked), 1), shared


def _pairs(text: str) -> frozenset[str]:
    key = re.sub(r"\W", "", search_key(text))
    return frozenset(key[place : place + 2] for place in range(len(key) - 1))


def _in_heading(document: Document, parts: Sequence[_Part], place: int) -> Stated | None:
    """The note of the heading that a part without one stands under, directly or further above."""
    if not parts[place].first and place and parts[place - 1].first:
        before = parts[place - 1]
        if before.note and before.note.span.start - before.span.start <= HEADING:
            return before.note
    at = parts[place].span
    above = [section for section in document.sections if section.span.overlaps(at) and section.span.start <= at.start]
    for section in sorted(above, key=lambda section: -section.level):
        for note in stated(document.text, section.heading_span):
            return note
    return None


def _asked_for(question: str, groups: Sequence[Group]) -> Span | None:
    """From the first to the last name of the roles that a question asks for; None where there are none."""
    roles = _roles(question, frozenset(group.role for group in groups))
    names = [group.names for group in groups if group.role in roles]
    return Span(names[0].start, names[-1].end) if names else None


def _roles(question: str, known: frozenset[Role]) -> frozenset[Role]:
    """The roles a question asks for, of those that a note knows."""
    lead, responsible, other = (frozenset({role}) for role in _ROLES)
    if _BESIDES.search(question):
        return known - lead if lead <= known else known & other
    leading, part = asks_for_lead(question), _TAKES_PART.search(question)
    if part:
        if leading:
            return known
        return known & other or (known if _ANY_PART.search(part[0]) else frozenset())
    named = _RESPONSIBLE.search(question) is not None and responsible <= known
    if leading:
        return known - other if named else known & lead or known & responsible
    return responsible if named else known & (lead | responsible)


_ROLES: tuple[Role, Role, Role] = ("lead", "responsible", "other")
