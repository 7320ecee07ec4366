"""Eval questions proposed from feedback: the evidence is looked up in the documents, a person decides."""

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from eval.check import Sources, truths
from eval.facts import fact_met
from eval.feedback import Feedback
from eval.question_model import EvalQuestion, Reason
from eval.retrieval import weights_of
from index.quantities import quantities
from index.search_key import search_key
from index.store import Index
from qa.coverage import Coverage
from qa.engine import query_of
from qa.matching import Terms
from qa.question import Question, understand
from qa.retrieval import FusedRetriever

TYPE = "feedback"

_CLAUSE = re.compile(r"[。！？；，、：,;:!?\n|（）()“”‘’「」\"]")
_NOUN = 4
_SHORTEST, _LONGEST = 4, 30
_CITED = 5
_HITS = 20
_TERMS = 4


class Proposer:
    """Proposes questions about the documents of one index.

    Attributes:
        sources: the documents, as the checker takes them.
    """

    def __init__(self, index: Index) -> None:
        self.index = index
        self.sources = Sources("document", {e.id: index.document(e.id) for e in index.documents}, ())
        self._coverage = Coverage.of(index)
        self._retriever = FusedRetriever(index, None, weights_of("terms"))

    def propose(self, feedback: Feedback) -> EvalQuestion:
        """A draft, complete only as far as the documents bear out what was said.

        What was good is drafted from its quotations, or as a question without an answer if it was a refusal. What was
        wrong or missing is drafted from the person's reason, as far as that stands in a document; without any fact it
        cannot be accepted before it is edited.
        """
        question = understand(feedback.question, feedback.history, self._coverage)
        if feedback.verdict == "good" and feedback.abstained:
            return self._unanswered(feedback, question)
        found = self._quoted(feedback) if feedback.verdict == "good" else self._reasoned(feedback, question)
        facts = list(dict.fromkeys(found))
        documents = tuple(dict.fromkeys(document for document, _ in facts))
        short = feedback.short if feedback.verdict == "good" else None
        return self._draft(
            feedback,
            question,
            documents=documents,
            facts=tuple((fact,) for _, fact in facts),
            short=(short,) if short and any(fact_met(short, self._text(each)) for each in documents) else (),
        )

    def _draft(
        self,
        feedback: Feedback,
        question: Question,
        *,
        documents: tuple[str, ...] = (),
        facts: tuple[tuple[str, ...], ...] = (),
        short: tuple[str, ...] = (),
        reason: Reason | None = None,
        absent: tuple[str, ...] = (),
        places: tuple[str, ...] = (),
    ) -> EvalQuestion:
        return EvalQuestion(
            id=f"{TYPE}-{feedback.id}",
            type=TYPE,
            lang=question.language,
            question=feedback.question,
            history=feedback.history,
            documents=documents,
            facts=facts,
            answerable=reason is None,
            split="dev",
            reason=reason,
            standalone=feedback.standalone if feedback.history else None,
            short=short,
            section=f"{documents[0]}#{TYPE}" if documents else TYPE,
            absent=absent,
            places=places,
        )

    def _quoted(self, feedback: Feedback) -> Iterator[tuple[str, str]]:
        """Document and fact of each of the first citations that holds the short answer, else of each of them."""
        cited = [each for each in feedback.citations[:_CITED] if each.document in self.sources.documents]
        short = feedback.short
        if short and (held := [each for each in cited if short in each.quote]):
            each = held[0]
            yield each.document, widened(each.quote, each.quote.index(short), len(short))
            return
        for each in cited:
            clause = next((c for c in _clauses(each.quote) if fact_met(c, self._text(each.document))), None)
            if clause is not None:
                yield each.document, clause

    def _reasoned(self, feedback: Feedback, question: Question) -> Iterator[tuple[str, str]]:
        """Document and fact of each part of the reason that stands in a passage found for it and the question."""
        words = f"{query_of(question)} {feedback.reason}"
        hits = self._retriever.retrieve(words, _HITS, None, question.places)
        cited = {each.document for each in feedback.citations}
        passages = [self.index.passage(hit.passage) for hit in hits]
        passages.sort(key=lambda passage: passage.document.id not in cited)
        held: list[str] = []
        for part in _parts(feedback.reason):
            passage = next((passage for passage in passages if fact_met(part, passage.text)), None)
            if passage is None or any(part in earlier for earlier in held):
                continue
            at = passage.text.find(part)
            held.append(widened(passage.text, at, len(part)) if at >= 0 and part[0].isdigit() else part)
            yield passage.document.id, held[-1]

    def _unanswered(self, feedback: Feedback, question: Question) -> EvalQuestion:
        """A question rightly refused: for its place, or because what it asks for stands nowhere together."""
        strangers = [path for place in question.asked_places if not place.known for path in place.paths]
        if strangers:
            draft = self._draft(feedback, question, reason="not_covered", places=tuple(strangers))
            if not truths([draft], [self.sources]):
                return draft
        terms = sorted(Terms.of(question.bare, self.index.terms.idf).terms, key=lambda term: (-term.weight, term.key))
        keys = [term.key for term in terms[:_TERMS] if len(term.key) > 1]
        for size in range(1, len(keys) + 1):
            for absent in combinations(keys, size):
                draft = self._draft(feedback, question, reason="no_evidence", absent=absent)
                if not truths([draft], [self.sources]):
                    return draft
        return self._draft(feedback, question, reason="no_evidence")

    def _text(self, document: str) -> str:
        return self.sources.documents[document].text


def proposer(folder: Path) -> Proposer:
    """One for the index at `folder`.

    Raises:
        PolicyQAError: there is none, or it is damaged.
    """
    return Proposer(Index.open(folder))


def widened(text: str, start: int, length: int) -> str:
    """A stretch of a text with the few characters before it, so that a figure carries its noun."""
    first = max([match.end() for match in _CLAUSE.finditer(text, 0, start)] + [start - _NOUN, 0])
    return text[first : start + length].strip()


def _clauses(text: str) -> list[str]:
    """The clauses of a quotation that could stand for it: those with a figure first."""
    parts = [part.strip() for part in _CLAUSE.split(text)]
    fit = [part for part in parts if _SHORTEST <= len(part) <= _LONGEST]
    return sorted(fit, key=lambda part: not any(c.isdigit() for c in part))


def _parts(reason: str) -> list[str]:
    """What of a reason could stand in a document: its clauses as they are, then the figures in it."""
    clauses = [part.strip() for part in _CLAUSE.split(reason)]
    found = [part for part in clauses if len(search_key(part)) >= _SHORTEST]
    figures = [reason[each.core.start : each.core.end] for each in quantities(reason) if each.value is not None]
    return list(dict.fromkeys((*found, *figures)))
