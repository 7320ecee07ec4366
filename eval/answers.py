"""Answers to the eval set: what is in their citations, whether they are true to them, and when they are refused."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from eval.alce import citation_scores, figure_scores
from eval.facts import fact_met, is_full, met_together
from eval.gold import Gold
from eval.question_model import EvalQuestion
from eval.refusals import REFUSALS
from eval.table import Measure, Table
from index.errors import QueryError
from index.model import Document, Span
from index.search_key import search_key
from qa.engine import PolicyQA
from qa.model import Answer, Citation, Filters

CITED = 5
"""Citations within which an answer has to be full."""

ANSWERS = (
    Measure("answer.fact@1"),
    Measure("answer.full@5"),
    Measure("answer.passages.full@5"),
    Measure("answer.short"),
    Measure("answer.quotes"),
    Measure("answer.figures"),
    Measure("answer.citation_recall"),
    Measure("answer.citation_precision"),
    *REFUSALS,
)
"""Of the answerable questions, refused ones counting zero: fact@1, the quotation of the first citation meets a
requirement; full@5, the quotations of the first five meet all; passages.full@5, the passages around them do; short,
the short answer is one of those accepted. Of every citation: quotes, it is what stands at its positions. Of answers
given: figures, share that stand in what is cited; citation_recall and citation_precision (see `eval.alce`)."""

_MORE = 6
"""Characters that a short answer may have beside the one accepted: a qualifier or a unit."""

_COLUMNS = ("confidence", "answerable", "refused", "right")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its answer, and the seconds it took."""

    question: EvalQuestion
    answer: Answer
    seconds: float


def ask_all(
    engine: PolicyQA, questions: Sequence[EvalQuestion], filters: Filters | None, done: Callable[[], None]
) -> list[Asked]:
    """The answer to each question after its history, in the documents' own sentences.

    A language model, where one is set, is not asked: it only joins the quotations that are measured here, and the
    values would depend on it.

    Raises:
        QueryError: a question cannot be asked; the message names it.
    """
    asked = []
    for question in questions:
        started = time.perf_counter()
        try:
            answer = engine.quoted(question.question, question.history, filters)
        except QueryError as error:
            raise QueryError(f"question {question.id}: {error}", zh=f"问题 {question.id}：{error.zh}") from error
        asked.append(Asked(question, answer, time.perf_counter() - started))
        done()
    return asked


def answer_table(asked: Sequence[Asked], gold: Gold) -> Table:
    """Every measure of answers and refusals for every question; not a number where one does not apply."""
    names = [measure.name for measure in ANSWERS if measure.function is None]
    rows = [_row(each, gold) for each in asked]
    columns = {name: np.array([row.get(name, math.nan) for row in rows]) for name in (*names, *_COLUMNS)}
    return Table(tuple(each.question.id for each in asked), columns)


def _row(asked: Asked, gold: Gold) -> dict[str, float]:
    question, answer = asked.question, asked.answer
    row: dict[str, float] = {
        "confidence": answer.confidence,
        "answerable": float(question.answerable),
        "refused": float(answer.abstained),
        "right": float(_passages_full(question, answer, gold)),
        **_quotes(answer, gold),
    }
    if question.answerable:
        row["refusal.false"] = float(answer.abstained)
        row |= _evidence(question, answer, gold)
    else:
        row["refusal.missed"] = float(not answer.abstained)
        if answer.abstained and question.reason:
            row["refusal.reason"] = float(answer.reason == question.reason)
    if not answer.abstained:
        row |= _truth(answer)
    return row


def _evidence(question: EvalQuestion, answer: Answer, gold: Gold) -> dict[str, float]:
    given = not answer.abstained
    quotes = [(gold.document(citation.document), citation.quote) for citation in answer.citations[:CITED]]
    row = {
        "answer.fact@1": float(given and any(met_together(question, quotes[:1]))),
        "answer.full@5": float(given and is_full(question, quotes)),
        "answer.passages.full@5": float(given and _passages_full(question, answer, gold)),
    }
    if question.short:
        row["answer.short"] = float(given and is_short(question, answer.short))
    return row


def is_short(question: EvalQuestion, short: str | None) -> bool:
    """Whether a short answer is one of those accepted once number forms are unified, with a few words more at most."""
    if short is None:
        return False
    return any(
        fact_met(wanted, short) and len(search_key(short)) <= len(search_key(wanted)) + _MORE
        for wanted in question.short
    )


def _passages_full(question: EvalQuestion, answer: Answer, gold: Gold) -> bool:
    passages = [(gold.document(citation.document), citation.passage) for citation in answer.citations[:CITED]]
    return question.answerable and is_full(question, passages)


def _quotes(answer: Answer, gold: Gold) -> dict[str, float]:
    if not answer.citations:
        return {}
    exact = [is_exact(citation, gold.index.document(citation.document)) for citation in answer.citations]
    return {"answer.quotes": sum(exact) / len(exact)}


def is_exact(citation: Citation, document: Document) -> bool:
    """Whether a citation is what stands at its clean and raw positions, inside its passage."""
    span, passage = Span(citation.start, citation.end), Span(citation.passage_start, citation.passage_end)
    return (
        len(span) > 0
        and document.quote(span) == citation.quote
        and document.quote(passage) == citation.passage
        and passage.contains(span)
        and document.raw_span(span) == Span(citation.raw_start, citation.raw_end)
    )


def _truth(answer: Answer) -> dict[str, float]:
    recall, precision = citation_scores(answer.answer, answer.citations)
    row = {"answer.citation_recall": recall, "answer.citation_precision": precision or 0.0}
    figures = figure_scores(answer.answer, answer.citations)
    return row if figures is None else row | {"answer.figures": figures}
