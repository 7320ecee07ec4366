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

Chat = Callable[[Sequence[Message]], Iterable[str]]
"""What a model writes to messages, piece by piece; raises ModelError."""

MOST = 10
"""Most quotations that a model is given to join; a longer list stays a list."""


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
    used = {citation.n: citation for citation in _used(answer)}
    before, after = _around(answer, used.values())
    names = (answer.standalone,)
    written: list[_Paragraph] = []
    quoted: set[int] = set()
    passed = failed = 0
    yield replace(answer, answer="\n\n".join(before))
    try:
        for said in sentences(chat(messages(answer.standalone, list(used.values())))):
            cited = [n for n in said.cited if n in used]
            if _stands(said, used, names):
                written = _with_sentence(written, said)
                quoted.update(cited)
                passed += 1
            else:
                failed += 1
                fresh = [n for n in cited if n not in quoted]
                if not fresh:
                    continue
                written += [_Paragraph(_line(used[n]), own=False) for n in fresh]
                quoted.update(fresh)
            yield replace(answer, answer="\n\n".join([*before, *(paragraph.text for paragraph in written)]))
    except ModelError as error:
        yield _without(answer, error.zh if language == "zh" else str(error), language)
        return
    if not passed:
        yield _without(answer, say("model_failed_check", language), language)
        return
    lines = [paragraph.text for paragraph in written]
    lines += [_line(citation) for n, citation in used.items() if n not in quoted]
    note = say("model_replaced" if failed else "model_joined", language, failed=str(failed))
    yield replace(answer, answer="\n\n".join([*before, *lines, *after, note]))


def _stands(said: Said, used: dict[int, Citation], names: Sequence[str]) -> bool:
    """Whether a sentence cites only quotations of the answer, at least one, and keeps to them."""
    if not said.cited or any(n not in used for n in said.cited):
        return False
    cited = [used[n] for n in said.cited]
    declared = [part for c in cited for part in (c.title, c.issuer, (c.region or "").replace("/", "")) if part]
    grounds = Grounds(tuple(citation.quote for citation in cited), (*names, *declared))
    return next(faults(said.text, grounds), None) is None


def _with_sentence(written: Sequence[_Paragraph], said: Said) -> list[_Paragraph]:
    """The paragraphs with a sentence behind the last one, if that is the model's own."""
    sentence = literal(said.text) + "".join(f"[{n}]" for n in said.cited)
    if written and written[-1].own:
        return [*written[:-1], _Paragraph(written[-1].text + sentence, own=True)]
    return [*written, _Paragraph(sentence, own=True)]


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
