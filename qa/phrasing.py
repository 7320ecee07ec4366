"""An answer whose quotations a language model has joined: every sentence checked, those that fail quoted instead."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.errors import ModelError
from qa.endpoint import Message
from qa.markup import literal, one_line
from qa.model import Answer, Citation
from qa.phrasing_check import Grounds, faults
from qa.phrasing_prompt import messages
from qa.phrasing_text import Said, sentences
from qa.question import language_of
from qa.wording import Language, say

Chat = Callable[[Sequence[Message], int], Iterable[str]]
"""What a model writes to messages, piece by piece, in at most so many tokens; raises ModelError."""

MOST = 10
"""Most quotations that a model is given to join; a longer list stays a list."""

PATIENCE = 4
"""Failed sentences beyond the number of quotations after which a model is no longer listened to."""


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    own: bool


def is_joinable(answer: Answer) -> bool:
    """Whether an answer may go to a model: no refusal, no table, not too many quotations, each on a line of its own."""
    used = _used(answer)
    if answer.abstained or not 1 <= len(used) <= MOST:
        return False
    lines = answer.answer.split("\n\n")
    return all(_line(citation) in lines for citation in used)


def phrased(answer: Answer, chat: Chat) -> Iterator[Answer]:
    """The answer as a model joins it: what needs no model, then again after each sentence; the last is the answer.

    A sentence stands only where it cites quotations of the answer and says nothing that they do not say; for one that
    fails, what it cites is quoted. Quotations that no sentence cites follow. Short answer, citations, warnings and all
    other fields stay as they are. Where the model fails or no sentence passes, the last answer is the one without it,
    with a line that says so.
    """
    language = language_of(answer.question)
    draft = _Draft({citation.n: citation for citation in _used(answer)})
    before, after = _around(answer, draft.used.values())
    yield replace(answer, answer="\n\n".join(before))
    try:
        asked = messages(answer.standalone, list(draft.used.values()))
        for said in sentences(chat(asked, _tokens(draft.used.values()))):
            if draft.take(said):
                yield replace(answer, answer="\n\n".join([*before, *draft.lines]))
            if draft.failed > len(draft.used) + PATIENCE:
                break
    except ModelError as error:
        yield _without(answer, error.zh if language == "zh" else str(error), language)
        return
    if not draft.passed:
        yield _without(answer, say("model_failed_check", language), language)
        return
    note = say("model_replaced" if draft.failed else "model_joined", language, failed=str(draft.failed))
    yield replace(answer, answer="\n\n".join([*before, *draft.lines, *draft.left, *after, note]))


class _Draft:
    """What has been taken of a model's sentences, and which quotations they stand for."""

    def __init__(self, used: dict[int, Citation]) -> None:
        self.used = used
        self.passed = self.failed = 0
        self._paragraphs: list[_Paragraph] = []
        self._shown: set[int] = set()
        self._heard: set[str] = set()

    @property
    def lines(self) -> list[str]:
        """The paragraphs so far."""
        return [paragraph.text for paragraph in self._paragraphs]

    @property
    def left(self) -> list[str]:
        """The quotations that no paragraph cites."""
        return [_line(citation) for n, citation in self.used.items() if n not in self._shown]

    def take(self, said: Said) -> bool:
        """Takes a sentence, or the quotations that it cites where it fails; whether anything came of it."""
        supporting = _supporting(said, self.used)
        if not supporting:
            self.failed += 1
            fresh = [n for n in said.cited if n in self.used and n not in self._shown]
            self._paragraphs += [_Paragraph(_line(self.used[n]), own=False) for n in fresh]
            self._shown.update(fresh)
            return bool(fresh)
        if said.text in self._heard:
            return False
        self._heard.add(said.text)
        self._shown.update(supporting)
        self.passed += 1
        sentence = literal(said.text) + "".join(f"[{n}]" for n in supporting)
        if self._paragraphs and self._paragraphs[-1].own:
            sentence = self._paragraphs.pop().text + sentence
        self._paragraphs.append(_Paragraph(sentence, own=True))
        return True


def _tokens(citations: Iterable[Citation]) -> int:
    """Enough to say all quotations once more; a model that needs more is not joining them."""
    return 120 + 2 * sum(len(citation.quote) for citation in citations)


def _supporting(said: Said, used: dict[int, Citation]) -> tuple[int, ...]:
    """The citations of a sentence that it needs; none where it cites what is none, or says more than they do."""
    if not said.cited or any(n not in used for n in said.cited):
        return ()
    needed = said.cited
    if not _stands(said, [used[n] for n in needed]):
        return ()
    for n in reversed(said.cited):
        fewer = tuple(other for other in needed if other != n)
        if fewer and _stands(said, [used[other] for other in fewer]):
            needed = fewer
    return needed


def _stands(said: Said, cited: Sequence[Citation]) -> bool:
    """Whether a sentence keeps to the quotations that it cites."""
    declared = [part for c in cited for part in (c.title, c.issuer, (c.region or "").replace("/", "")) if part]
    grounds = Grounds(tuple(citation.quote for citation in cited), tuple(declared))
    return next(faults(said.text, grounds), None) is None


def _without(answer: Answer, reason: str, language: Language) -> Answer:
    return replace(answer, answer=answer.answer + "\n\n" + say("model_unused", language, reason=reason))


def _used(answer: Answer) -> list[Citation]:
    return [citation for citation in answer.citations if citation.used]


def _line(citation: Citation) -> str:
    """A quotation as the answer without a model shows it."""
    return f"{one_line(citation.quote)}[{citation.n}]"


def _around(answer: Answer, used: Iterable[Citation]) -> tuple[list[str], list[str]]:
    """Our own lines before the first quotation and those behind."""
    quotations = {_line(citation) for citation in used}
    lines = answer.answer.split("\n\n")
    first = next(place for place, line in enumerate(lines) if line in quotations)
    own = [line for line in lines[first:] if line not in quotations]
    return lines[:first], own
