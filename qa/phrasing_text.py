"""A model's words as they come, cut into sentences with the citations that each carries."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_MARKER = re.compile(r"[\[【［〔]\s*(\d{1,3}(?:\s*[,，、]\s*\d{1,3})*)\s*[\]】］〕]")
_TRAILING = re.compile(rf"(?:[^\S\n]*{_MARKER.pattern})*")
_UNFINISHED = re.compile(r"[^\S\n]*[\[【［〔]?[\d,，、 ]{0,20}$")
_END = re.compile(r"[。！？!?]+[”’」』）)]*|\n")
_TURN = re.compile(r"<\||<end_of_turn>|</s>")
"""Signs with which models end their turn, for servers that let them through."""
_SET_OUT = re.compile(r"^\s*(?:#{1,6}\s|[-*+>]\s|\d{1,2}[.)、]\s?)|\*\*|__|`+")


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of a model: its words without markers, and the numbers that it cites, in order."""

    text: str
    cited: tuple[int, ...]


def sentences(pieces: Iterable[str]) -> Iterator[Said]:
    """The sentences of a stream, each as soon as it and its markers have ended; what is left at the end is the last.

    What a model writes between <think> and </think> before it answers is no part of the answer.
    """
    rest, answering = "", False
    for piece in pieces:
        rest += piece
        if not answering:
            answer = _after_thought(rest)
            if answer is None:
                continue
            rest, answering = answer, True
        if over := _TURN.search(rest):
            rest = rest[: over.start()] + "\n"
        while (cut := _cut(rest)) is not None:
            if said := _said(rest[:cut]):
                yield said
            rest = rest[cut:]
        if over:
            break
    if (answering or not rest.lstrip().startswith("<think>")) and (said := _said(rest)):
        yield said


def _after_thought(text: str) -> str | None:
    """What follows a model's thoughts, the text itself where it has none; None while that cannot be told."""
    begun = text.lstrip()
    if begun.startswith("<think>"):
        _, ended, rest = begun.partition("</think>")
        return rest if ended else None
    return None if "<think>".startswith(begun) else text


def _cut(text: str) -> int | None:
    """Where the first sentence ends with its markers; None while more may belong to it."""
    ended = _END.search(text)
    if ended is None:
        return None
    if ended[0] == "\n":
        return ended.end()
    markers = _TRAILING.match(text, ended.end())
    end = markers.end() if markers else ended.end()
    return None if end == len(text) or _UNFINISHED.fullmatch(text, end) else end


def _said(text: str) -> Said | None:
    numbers = [int(n) for match in _MARKER.finditer(text) for n in re.findall(r"\d+", match[1])]
    words = _SET_OUT.sub("", " ".join(_MARKER.sub("", text).split())).strip()
    words = re.sub(r"\s+([。！？；，])", r"\1", words)
    if not words.strip("。！？!?，、；：: "):
        return None
    return Said(words, tuple(dict.fromkeys(numbers)))
