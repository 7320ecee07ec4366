"""Where the heading of a numbered section ends, and whether it stands for itself or runs into the text."""

import re

from index.grids import trimmed
from index.model import Span
from index.numbering import Marker

_BRACKETED = re.compile(r"\s*(?:〔[^〕\n]{2,30}〕|【[^】\n]{2,30}】|\[[^\]\n]{2,30}\]|（[^（）\n]{2,16}）(?=\s|$))")
_STOP = re.compile(r"[。！？；;：:]|[!?](?=\s|$)")
_IN_FORCE = re.compile(r"\d|施行|执行|生效|废止|解释|为准|有效|实施$")
_MARKS = "。！？；;!?：:，,、"
_LONGEST_LINE = 80
_LONGEST_QUESTION = 90
_LONGEST_TITLE = 32
_LONGEST_LABEL = 20


def heading_end(
    text: str, marker: Marker, limit: int, *, alone: bool, marked: bool, has_body: bool
) -> tuple[int, bool]:
    """The end of the heading that begins with a marker, and whether it is pure: its words are no text of the section.

    Args:
        text: the clean text.
        marker: the marker.
        limit: where the next section of the same block, or the block, ends its text.
        alone: whether the section's beginning has its block to itself.
        marked: whether the file marks the block as a heading.
        has_body: whether what follows the block can be the text or the sub-sections of this section.
    """
    body = trimmed(text, Span(marker.end, limit))
    if not body:
        return marker.end, True
    words = text[body.start : body.end]
    bracketed = _BRACKETED.match(text, marker.end, limit)
    if marked and len(words) <= _LONGEST_LINE:
        return body.end, True
    if bracketed:
        return bracketed.end(), bracketed.end() >= body.end
    if alone and words[-1] in "？?" and len(words) <= _LONGEST_QUESTION and "。" not in words:
        return body.end, True
    stop = _STOP.search(words)
    spaced = _spaced_title(words[: stop.start()] if stop else words)
    if stop is None:
        return _line_end(marker, body, words, spaced, alone)
    if spaced and len(words) - spaced >= (15 if alone else 8) and (not alone or len(words) > 80):
        return body.start + spaced, False
    if stop.end() == len(words):
        return _whole_end(marker, body, words, has_body and alone)
    return _run_in_end(marker, body, words, stop)


def _line_end(marker: Marker, body: Span, words: str, spaced: int | None, alone: bool) -> tuple[int, bool]:
    """For words without an end mark: a heading, unless they are long or white space divides it from text."""
    if spaced and (not alone or len(words) > 40):
        return body.start + spaced, False
    is_sentence = marker.style == "条" and (len(words) > 20 or re.search(r"[，,]", words))
    if len(words) <= _LONGEST_LINE and words[-1] not in "，,、" and not is_sentence:
        return body.end, True
    return marker.end, False


def _whole_end(marker: Marker, body: Span, words: str, has_body: bool) -> tuple[int, bool]:
    """For words that are one clause: a heading with a stop behind it, a lead-in, or the section's one sentence."""
    plain = not re.search(r"[，,；;]", words)
    if words[-1] in "：:" and len(words) <= 16 and plain and marker.style != "条":
        return body.end, True
    if words[-1] == "。" and len(words) <= _LONGEST_TITLE:
        pure = has_body and plain and len(words) <= 20 and marker.style != "条" and not _IN_FORCE.search(words)
        return (body.end, True) if pure else (body.end - 1, False)
    return marker.end, False


def _run_in_end(marker: Marker, body: Span, words: str, stop: re.Match[str]) -> tuple[int, bool]:
    """For words that go on after their first clause: a short phrase before 。 or ： is a title."""
    longest = _LONGEST_TITLE if stop[0] == "。" else _LONGEST_LABEL
    if marker.style == "条":
        longest = min(longest, 16)
    question = re.match(r"问[：:][^。]{4,80}？", words)
    if question:
        return body.start + question.end(), False
    if stop[0] in "。：:" and stop.start() <= longest:
        return body.start + stop.start(), False
    return marker.end, False


def _spaced_title(words: str) -> int | None:
    """Length of a title that white space divides from the text after it."""
    space = re.search(r"\s", words)
    if space is None or not 2 <= space.start() <= 30:
        return None
    title = words[: space.start()]
    return None if title[-1] in _MARKS or re.search(r"[，,]", title) else space.start()
