"""Sentences: where they end in Chinese text, and how a paragraph too long for a passage is divided."""

import re
import sys
from collections.abc import Iterator

from langchain_text_splitters import RecursiveCharacterTextSplitter

from index.model import Span

LONG_SENTENCE = 300
"""Characters from which a sentence is divided at ；."""

LONGEST_PIECE = 400
"""No sentence is longer."""
_END = re.compile(r"(?:[。！？]|……|[!?](?![\w/=&.])|…(?=[\s”]|$))+[”’」』）)】》\"]*|\n+")
_OPENING = "“「『（(《【"
_CLOSING = "”」』）)》】"
_PAIRS = dict(zip(_CLOSING, _OPENING, strict=True))
_AFTER_QUOTE = re.compile(r"\s*[，,、；;：:的等了是为和与及]")
_BREAK = "\ue000"
_DEEPEST = 20


def sentences(text: str, span: Span) -> list[Span]:
    """The sentences within a span, in order, without white space at their ends; they hold all its other characters.

    They end at 。！？ and line ends, closing quotes and brackets included. An end mark in quotes or brackets that go on
    ends nothing, nor does a sentence end where the quotation is part of a longer one (“……。”的). Those over 300
    characters are divided at ；, and pieces still over 400 at ，, at white space, or there.
    """
    found = []
    for whole in _whole(text, span):
        found += [whole] if len(whole) <= LONG_SENTENCE else divide(text, whole)
    return found


def _whole(text: str, span: Span) -> Iterator[Span]:
    start = span.start
    for end in _ends(text, span):
        piece = _trim(text, start, end)
        if piece:
            yield piece
        start = end
    piece = _trim(text, start, span.end)
    if piece:
        yield piece


def _ends(text: str, span: Span) -> Iterator[int]:
    """Positions behind each end of a sentence."""
    open_until = _closed_at(text, span)
    for mark in _END.finditer(text, span.start, span.end):
        if text[mark.start()] == "\n":
            yield mark.end()
            continue
        if mark.end() < open_until.get(mark.start(), 0):
            continue
        if text[mark.end() - 1] in _CLOSING and _AFTER_QUOTE.match(text, mark.end(), span.end):
            continue
        yield mark.end()


def _closed_at(text: str, span: Span) -> dict[int, int]:
    """For each end mark inside a pair of quotes or brackets of the same line the position behind the pair."""
    result: dict[int, int] = {}
    line = span.start
    while line < span.end:
        end = text.find("\n", line, span.end)
        end = span.end if end < 0 else end
        stack: list[tuple[str, int]] = []
        marks: list[int] = []
        for i in range(line, end):
            character = text[i]
            if character in _OPENING:
                stack.append((character, i))
                del stack[:-_DEEPEST]
            elif character in _CLOSING and any(opened == _PAIRS[character] for opened, _ in stack):
                while stack[-1][0] != _PAIRS[character]:
                    stack.pop()
                _, opened_at = stack.pop()
                if i - opened_at <= LONG_SENTENCE:
                    for mark in reversed(marks):
                        if mark < opened_at:
                            break
                        result[mark] = sys.maxsize if character == "》" else i + 1
            elif character in "。！？!?…":
                marks.append(i)
        line = end + 1
    return result


def divide(text: str, span: Span) -> list[Span]:
    """Divides an overlong sentence at ； and, where a piece is still over 400 characters, at commas or anywhere."""
    result: list[Span] = []
    for piece in _split(text, span, [r"(?<=[；;])"], 1):
        if len(piece) > LONGEST_PIECE:
            result += _split(text, piece, [r"(?<=[，,、：:])", r"(?<=\s)", ""], LONG_SENTENCE)
        else:
            result.append(piece)
    return result


def _split(text: str, span: Span, separators: list[str], size: int) -> list[Span]:
    """Runs the text splitter; offsets are the running sum of its pieces, which hold every character in order."""
    splitter = RecursiveCharacterTextSplitter(
        separators=separators,
        is_separator_regex=True,
        keep_separator="end",
        strip_whitespace=False,
        chunk_size=size,
        chunk_overlap=0,
    )
    spans = []
    start = span.start
    for piece in splitter.split_text(text[span.start : span.end]):
        spans.append(_trim(text, start, start + len(piece)))
        start += len(piece)
    if start != span.end:
        raise ValueError(f"the splitter kept {start - span.start} of {len(span)} characters")
    return [piece for piece in spans if piece]


def pack(text: str, span: Span, size: int) -> list[Span]:
    """Divides a long paragraph into stretches of whole sentences of about `size` characters, evenly filled.

    The splitter sees a mark behind every sentence, so that both agree on where sentences end; a stretch is over `size`
    only where one sentence is.
    """
    parts = sentences(text, span)
    if len(parts) < 2:
        return parts
    words = _BREAK.join(text[part.start : part.end].replace(_BREAK, " ") for part in parts) + _BREAK
    fewest = -(-len(span) // size)
    counts: list[int] = []
    for limit in sorted({min(size, len(span) // fewest * percent // 100) for percent in (105, 120, 140, 200)}):
        counts = _counts(words, limit)
        if len(counts) <= fewest:
            break
    packed: list[Span] = []
    taken = 0
    for count in counts:
        packed.append(Span(parts[taken].start, parts[taken + count - 1].end))
        taken += count
    return packed


def _counts(words: str, size: int) -> list[int]:
    """How many sentences, each ended by a mark, the splitter puts together."""
    splitter = RecursiveCharacterTextSplitter(
        separators=[_BREAK], keep_separator="end", strip_whitespace=False, chunk_size=size, chunk_overlap=0
    )
    return [count for piece in splitter.split_text(words) if (count := piece.count(_BREAK))]


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
