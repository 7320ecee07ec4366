"""What is different between a source and what a report makes of it: 三十万元→三百万元, 给予→不给予, 以上→以下."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import rjieba

from index.model import Span
from index.quantities import quantities
from index.search_key import fold
from qa.verification_text import comparable


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: the words of the source and those of the report; either may be empty."""

    source: str
    report: str

    def __str__(self) -> str:
        return f"{self.source}→{self.report}"


@dataclass(frozen=True, slots=True)
class _Token:
    span: Span
    key: str


def differences(source: str, report: str) -> tuple[tuple[Change, ...], str]:
    """The differences in order, and the report's words with each in brackets: 给予【三十万元→三百万元】补贴.

    Width, script, spaces, punctuation and number forms make none.
    """
    pieces = _compared(source, report)
    found = tuple(Change(*pair) for pair, _ in pieces if pair is not None)
    return found, "".join(text if pair is None else f"【{pair[0]}→{pair[1]}】" for pair, text in pieces)


def _compared(source: str, report: str) -> list[tuple[tuple[str, str] | None, str]]:
    """The report piece by piece: a pair for a difference, or the words that are the same."""
    ours, theirs = _tokens(source), _tokens(report)
    matcher = SequenceMatcher(None, [t.key for t in ours], [t.key for t in theirs], autojunk=False)
    pieces: list[tuple[tuple[str, str] | None, str]] = []
    written = 0
    for begin, stop, start, end in _widened(matcher.get_opcodes(), len(ours)):
        if start < end:
            pieces.append((None, report[written : theirs[start].span.start]))
            written = theirs[end - 1].span.end
        else:
            upto = theirs[start].span.start if start < len(theirs) else len(report)
            pieces.append((None, report[written:upto]))
            written = upto
        pieces.append(((_words(source, ours[begin:stop]), _words(report, theirs[start:end])), ""))
    pieces.append((None, report[written:]))
    return [piece for piece in pieces if piece[0] is not None or piece[1]]


def _widened(opcodes: Sequence[tuple[str, int, int, int, int]], size: int) -> list[tuple[int, int, int, int]]:
    """The differences; what only comes in or goes takes the word after it along, or before it, to be understood."""
    found: list[tuple[int, int, int, int]] = []
    for tag, begin, stop, start, end in opcodes:
        if tag == "equal":
            continue
        if tag != "replace":
            if stop < size:
                stop, end = stop + 1, end + 1
            elif begin > 0 and start > 0:
                begin, start = begin - 1, start - 1
        if found and (begin < found[-1][1] or start < found[-1][3]):
            before = found.pop()
            begin, start = before[0], before[2]
        found.append((begin, stop, start, end))
    return found


def _tokens(text: str) -> list[_Token]:
    """Words and whole figures with their keys; punctuation is none."""
    tokens: list[_Token] = []
    at = 0
    for core in (quantity.core for quantity in quantities(text)):
        tokens += _words_of(text, at, core.start)
        key = comparable(text[core.start : core.end]).text
        if key:
            tokens.append(_Token(core, key))
        at = core.end
    return tokens + _words_of(text, at, len(text))


def _words_of(text: str, start: int, end: int) -> list[_Token]:
    tokens = []
    for word, begin, stop in rjieba.tokenize(fold(text[start:end])):
        key = comparable(word).text
        if key:
            tokens.append(_Token(Span(start + begin, start + stop), key))
    return tokens


def _words(text: str, tokens: Sequence[_Token]) -> str:
    return " ".join(text[tokens[0].span.start : tokens[-1].span.end].split()) if tokens else ""
