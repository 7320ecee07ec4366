"""Questions that go on from an answer: made from the headings and figures around what it cites, tried before shown."""

import time
from collections.abc import Iterator
from itertools import chain

from index.model import Document, Span
from qa.engine import PolicyQA
from qa.examples import figure_questions, heading_question
from qa.model import Answer
from qa.wording import Language

QUESTIONS = 3
SECONDS = 0.35
"""After this no further question is tried."""

TRIES = 12
_SECTIONS, _SENTENCES = 24, 16
"""How many headings and sentences around the place cited are looked at, nearest first."""


def related_questions(
    engine: PolicyQA, document_id: str, cited: Span, seconds: float = SECONDS, language: Language = "zh"
) -> list[str]:
    """Up to three questions that the document of a citation answers at another place than the one cited.

    Args:
        engine: answers each question before it is offered.
        document_id: the document cited.
        cited: the place cited, over clean positions.
        seconds: how long questions are tried.
        language: of the questions; places and things keep the names that the documents give them.

    Returns:
        Questions in order of nearness; none where the document says of no place that it is about it.

    Raises:
        KeyError: there is no such document.
    """
    ends = time.monotonic() + seconds
    place = (engine.index.entry(document_id).metadata.region or "").rsplit("/", 1)[-1]
    if not place:
        return []
    document = engine.index.document(document_id)
    found: list[str] = []
    for tried, (question, where, figure) in enumerate(_candidates(document, cited, place, language)):
        if tried == TRIES or len(found) == QUESTIONS or time.monotonic() > ends:
            break
        if question not in found and _answers(engine.quoted(question), document_id, where, cited, figure):
            found.append(question)
    return found


def _answers(answer: Answer, document: str, where: Span, cited: Span, figure: str | None) -> bool:
    """Whether a question is answered from where it was made, and not by what was cited already."""
    if answer.abstained or (figure is not None and figure not in (answer.short or "")):
        return False
    used = [Span(c.start, c.end) for c in answer.citations if c.used and c.document == document]
    return any(span.overlaps(where) for span in used) and not any(span.overlaps(cited) for span in used)


def _candidates(
    document: Document, cited: Span, place: str, language: Language
) -> Iterator[tuple[str, Span, str | None]]:
    """Questions with the stretch that they were made from and the figure that answers; those of headings first."""
    return chain(_of_headings(document, cited, place, language), _of_figures(document, cited, place, language))


def _of_headings(document: Document, cited: Span, place: str, language: Language) -> Iterator[tuple[str, Span, None]]:
    asked = [
        (question, section.span)
        for section in document.sections
        if not section.span.contains(cited) and (question := heading_question(section.heading, place, language))
    ]
    # Of a heading that holds others, these ask more closely.
    closest = [found for found in asked if not any(o is not found and found[1].contains(o[1]) for o in asked)]
    for question, span in sorted(closest, key=lambda found: _distance(found[1], cited))[:_SECTIONS]:
        yield question, span, None


def _of_figures(document: Document, cited: Span, place: str, language: Language) -> Iterator[tuple[str, Span, str]]:
    others = [sentence.span for sentence in document.sentences if not sentence.span.overlaps(cited)]
    for span in sorted(others, key=lambda span: _distance(span, cited))[:_SENTENCES]:
        for question, figure in figure_questions(document.quote(span), place, language):
            yield question, span, figure


def _distance(span: Span, cited: Span) -> int:
    """Characters between two stretches; what follows comes before what stands as far ahead."""
    return 2 * (span.start - cited.end) if span.start >= cited.end else 2 * (cited.start - span.end) + 1
