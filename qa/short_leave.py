"""The words by which a sentence says that something may, must or must not be done, for a question that asks whether."""

import re

import rjieba

from index.model import Span
from index.search_key import fold
from qa.closeness import clear, closest
from qa.wanted import Wanted

_ASKED = re.compile(
    r"能|可以|可否|允许|行不行|准不准|[让许准]吗|要不要|还?[要需]|需要|用不用|会|必须|\b(?:can|may|could|allowed|must|need)\b",
    re.IGNORECASE,
)
_SAID = re.compile(
    "不(?:得|能|可(?![抗或])|予|准|许|允许|再|需|用|必|应当?|宜|受|纳入|享受|属于|适用|注销|收取)|严禁|禁止|无[需须]"
    "|(?<![除以避])免(?:于|予|费|收|交|缴|办)|可以|(?<![不许认])可(?=[按凭持在向由申选随])|允许|准予|必须|应当?|(?<!必)须|方可|有权"
)
"""How a text says it; the first of what it says (可以不签) decides."""
_END = re.compile("[，,。；;：:、！!？?（(\n]|$")
LONGEST = 14
"""Characters of a clause up to which it is given to its end; of a longer one only up to its verb."""


def leave(question: str, text: str, asked: Wanted) -> Span | None:
    """Where a text says it, up to its verb (不得同时参加); None where it is not told which of several is meant."""
    if not _ASKED.search(question):
        return None
    said = fold(text)
    spans = [_with_verb(said, match) for match in _SAID.finditer(said)]
    spans = [span for at, span in enumerate(spans) if not at or span.start >= spans[at - 1].end]
    best = closest(text, spans, asked)
    others = [span for span in spans if span != best]
    return best if best is not None and clear(text, best, others, spans, asked) else None


def _with_verb(said: str, match: re.Match[str]) -> Span:
    end = _END.search(said, match.end())
    rest = said[match.end() : end.start() if end else len(said)]
    if len(match[0]) + len(rest) <= LONGEST:
        return Span(match.start(), match.end() + len(rest))
    at = match.end()
    for word, tag in rjieba.tag(rest):
        at += len(word)
        if tag[0] == "v":
            break
    return Span(match.start(), at)
