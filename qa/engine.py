"""One object that asks: an opened index, its encoder, and the way of a question through them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from index.encoders import Encoder, shared_encoder
from index.errors import QueryError
from index.places import related
from index.search_key import search_key
from index.settings import endpoint, today
from index.store import Index, require_encoder
from qa.alignment import aligner
from qa.answer import Composer
from qa.comparison import (
    ALSO,
    BESIDE,
    FEW,
    ROWS,
    SENTENCES,
    By,
    Row,
    asked_apart,
    asked_of_one,
    asks_which_place,
    places_to_compare,
    which_have,
    years_to_compare,
)
from qa.confidence import Backdrop, threshold
from qa.coverage import Coverage
from qa.endpoint import chat
from qa.evidence import Evidence, aligned, weigh
from qa.locating import QuotedNames, named_places
from qa.matching import Terms
from qa.model import Answer, Filters, Hit
from qa.phrasing import is_joinable, phrased
from qa.premise import set_right
from qa.question import MAX_CHARACTERS, Question, language_of, understand
from qa.refusal import STRICT, Verdict, judge, lacking_years
from qa.retrieval import FusedRetriever, about
from qa.strangers import titled
from qa.synonyms import expansion
from qa.tasks import tasks
from qa.validity import Validities

DEPTH = 20
"""Passages found for an answer: those whose sentences are weighed and those shown beside it."""

CERTAIN = 0.9
"""The confidence of an answer that a table's structure gives."""

SILENT = 0.67
"""The share of the confidence to answer below which a place's documents are said to be silent in a comparison.

The question takes for granted that they are not, and to say so wrongly is no smaller mistake than to quote what lies
near."""

EVERYWHERE = 60
"""Passages about all places whose documents' places may have what is asked of all."""

ELSEWHERE = 6
"""Passages about any place that are held against the best about the place asked."""


class PolicyQA:
    """Asks one generation of an index; safe to use from several threads."""

    def __init__(self, index: Index, encoder: Encoder) -> None:
        self.index = index
        self.encoder = encoder
        self.align = aligner(encoder)
        self.coverage = Coverage.of(index)
        self.retriever = FusedRetriever(index, encoder)
        self.validities = Validities(index)
        self.quoted_names = QuotedNames(index)

    @classmethod
    def open(cls, folder: Path) -> "PolicyQA":
        """Opens the index at `folder` with the encoder that made it.

        Raises:
            IndexMissingError: if there is none.
            IndexFormatError: if it is damaged or of another format.
            EncoderError: if its encoder cannot be loaded.
        """
        index = Index.open(folder)
        encoder = shared_encoder(index.manifest.encoder.name)
        require_encoder(index.manifest, encoder.fingerprint)
        return cls(index, encoder)

    def search(self, query: str, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """The `k` best passages for a query."""
        question = understand(_checked(query), (), self.coverage)
        return self.retrieve(question, k, filters)

    def ask(self, text: str, history: Sequence[str] = (), filters: Filters | None = None) -> Answer:
        """Answers a question after the person's earlier ones, oldest first; joined by a model where one is set.

        Raises:
            QueryError: if the question is empty or too long.
        """
        *_, answer = self.stream(text, history, filters)
        return answer

    def stream(self, text: str, history: Sequence[str] = (), filters: Filters | None = None) -> Iterator[Answer]:
        """The answer as it grows, at least once; the last one is what `ask` returns.

        Without a model there is one. With a model the quotations come joined: first the answer as far as it needs no
        model, then one more after each sentence, every one of them checked; those before the last lack what follows.

        Raises:
            QueryError: if the question is empty or too long.
        """
        answer = self.quoted(text, history, filters)
        model = endpoint()
        if model is None or not is_joinable(answer):
            yield answer
        else:
            yield from phrased(answer, partial(chat, model))

    def quoted(self, text: str, history: Sequence[str] = (), filters: Filters | None = None) -> Answer:
        """The answer in the documents' own sentences, whether or not there is a model.

        Raises:
            QueryError: if the question is empty or too long.
        """
        answer = self._answered(text, history, filters)
        used = [citation for citation in answer.citations if citation.used]
        notices = self.validities.notices(used, today(), language_of(answer.question))
        return replace(answer, warnings=(*answer.warnings, *notices))

    def _answered(self, text: str, history: Sequence[str], filters: Filters | None) -> Answer:
        question = understand(_checked(text), [earlier for earlier in history if earlier.strip()], self.coverage)
        composer = Composer(self.index, self.coverage, today())
        by, rows = self._rows(question, filters)
        if any(row.quotes for row in rows):
            best = max(row.score for row in rows)
            return composer.compared(question, by, rows, self.retrieve(question, DEPTH, filters), best)
        hits = self.retrieve(question, DEPTH, filters)
        terms = self.terms(question)
        evidence = self.weighed(question, hits, terms)
        verdict = self.judged(question, evidence, terms)
        covered = verdict.reason != "not_covered" or bool(question.places)
        duties = tasks(question, evidence, self.index) if covered else []
        if duties:
            return composer.enumerated(question, duties, hits, max(verdict.confidence, CERTAIN))
        if verdict.reason is not None or not evidence:
            return composer.refused(question, evidence, hits, verdict)
        return composer.answered(question, evidence, hits, terms, verdict)

    def retrieve(self, question: Question, k: int, filters: Filters | None = None) -> list[Hit]:
        """The `k` best passages for a question already understood."""
        if not self.index.passage_count:
            return []
        return self.retriever.retrieve(query_of(question), k, filters, question.places)

    def weighed(self, question: Question, hits: Sequence[Hit], terms: Terms) -> list[Evidence]:
        """The sentences that may answer.

        Where the question quotes names, only documents in which they stand count, if there are any; where it names
        years, only documents of them or that speak of them, if there are any; where it names places, only
        documents about them, or sentences that speak of them; where it names a row or article by its number, only that
        one.
        """
        named = named_places(question.standalone, hits, self.index)
        found = weigh(
            question, hits if named is None else named, self.index, self.retriever.vector(query_of(question)), terms
        )
        return set_right(question, aligned(question, self._meant(question, found), self.align))

    def _meant(self, question: Question, found: list[Evidence]) -> list[Evidence]:
        """The evidence of the documents that the question means by years, quoted names and places."""
        if question.years:
            documents = {item.hit.document for item in found}
            lacking = {id for id in documents if lacking_years(question, self.index.entry(id), self.index)}
            found = [item for item in found if item.hit.document not in lacking] or found
        figure = question.expected.kind in (*STRICT, "count")
        found = self.quoted_names.about(question.standalone, found, figure)
        if question.asked_places and not question.places:
            elsewhere = {id for id in {item.hit.document for item in found} if self._titled_elsewhere(id, question)}
            found = [item for item in found if item.hit.document not in elsewhere]
        if not question.places:
            return found
        regions = {entry.id: entry.metadata.region for entry in self.index.documents}
        near = [item for item in found if about(regions[item.hit.document], question.places) > 0]
        names = [search_key(place.name) for place in question.asked_places]
        return near or [item for item in found if any(name in search_key(item.text) for name in names)]

    def _titled_elsewhere(self, document: str, question: Question) -> bool:
        """Whether a document of no known region is about another place than those asked for, by its title."""
        metadata = self.index.entry(document).metadata
        named = titled(metadata.title or "") if metadata.region is None else ()
        asked = [path for place in question.asked_places for path in place.paths]
        return bool(named) and not any(related(one, other) for one in named for other in asked)

    def judged(self, question: Question, evidence: Sequence[Evidence], terms: Terms) -> Verdict:
        """Whether to answer from the evidence."""
        return judge(question, evidence, terms, self.backdrop(question, evidence, terms), self.index, self.coverage)

    def backdrop(self, question: Question, evidence: Sequence[Evidence], terms: Terms) -> Backdrop:
        """How near the question is to all documents, and how much better those about any place answer it."""
        subject = float(self.retriever.vector(query_of(question)) @ self.index.dense.centre)
        if not question.places or not evidence:
            return Backdrop(subject=subject)
        text = " ".join(question.bare.split()) or question.standalone
        anywhere = replace(question, standalone=text, asked_places=())
        hits = self.retrieve(anywhere, ELSEWHERE)
        found = weigh(anywhere, hits, self.index, self.retriever.vector(query_of(anywhere)), terms)
        return Backdrop.of(subject, evidence[0], found)

    def terms(self, question: Question) -> Terms:
        """The words of a question that its answer is looked for with."""
        return Terms.of(question.bare, self.index.terms.idf)

    def _rows(self, question: Question, filters: Filters | None) -> tuple[By, list[Row]]:
        """What is compared, and a row for each place or year; no rows where nothing is, or all say the same."""
        if asks_which_place(question):
            return "place", self._having(question, filters)
        compared = places_to_compare(question)
        if compared:
            apart = asked_apart(question.standalone, [name for name, _ in compared])
            rows = []
            for name, path in compared:
                own = apart.get(name)
                alone = understand(own, (), self.coverage) if own else self._about(question, name)
                within = replace(filters or Filters(), regions=(path,) if path else ())
                rows.append(self._row(name, alone, within) if path else Row(name, known=False))
            return "place", rows
        yearly = [(name, understand(own, (), self.coverage)) for name, own in years_to_compare(question)]
        rows = [self._row(name, alone, filters) for name, alone in yearly]
        return "year", rows if len({row.quotes for row in rows}) > 1 else []

    def _having(self, question: Question, filters: Filters | None) -> list[Row]:
        """A row for each place that has what is asked; where there are few places, silent ones for the others."""
        regions = [region for region, _ in self.coverage.regions]
        within = {entry.id: entry.metadata.region for entry in self.index.documents}
        hits = self.retrieve(question, EVERYWHERE, filters)
        near = list(dict.fromkeys(region for hit in hits if (region := within[hit.document]) is not None))[:ROWS]
        having: dict[str, Row] = {}
        for region in near:
            name = region.rpartition("/")[2]
            row = self._row(name, self._about(question, name), replace(filters or Filters(), regions=(region,)), 1.0)
            having[region] = row
        kept = which_have(list(having.values()))
        if not kept or len(regions) > FEW:
            return kept
        silent = [Row(region.rpartition("/")[2], True) for region in regions if having.get(region) not in kept]
        return [*kept, *silent]

    def _row(self, name: str, alone: Question, filters: Filters | None, least: float = SILENT) -> Row:
        """The best sentence that answers what is asked of one place or year alone, if it does.

        It does from this share of the confidence to answer on.
        """
        hits = self.retrieve(alone, DEPTH, filters)
        terms = self.terms(alone)
        evidence = self.weighed(alone, hits, terms)
        verdict = self.judged(alone, evidence, terms)
        if not evidence:
            return Row(name, known=True)
        best = evidence[0]
        answers = verdict.reason is None or verdict.confidence >= least * threshold()
        quotes = tuple(
            (item.hit.passage, item.span)
            for item in evidence[:SENTENCES]
            if answers and item.hit.document == best.hit.document and item.score >= ALSO * best.score
        )
        nearest = {item.hit.passage: item.span for item in reversed(evidence)}
        others = dict.fromkeys(item.hit.passage for item in evidence)
        beside = [(passage, nearest[passage]) for passage in others if passage not in dict(quotes)][:BESIDE]
        if not quotes:
            return Row(name, known=True, beside=tuple(beside))
        return Row(
            name, True, best.hit.document, quotes, verdict.confidence, tuple(beside), covered=best.feature("context")
        )

    def _about(self, question: Question, name: str) -> Question:
        """The same question, asked of one place alone."""
        asked = understand(asked_of_one(question, name), (), self.coverage)
        return replace(asked, expected=replace(question.expected, several=False))


def query_of(question: Question) -> str:
    """The words that passages are looked for with.

    The complete question, the proper names of places it spells otherwise, and for an English one its Chinese words.
    """
    return " ".join(filter(None, (question.standalone, *question.proper_names, expansion(question.standalone))))


def _checked(text: str) -> str:
    text = text.replace("\0", " ").strip()
    if not text:
        raise QueryError("The question is empty: ask something about the documents.", zh="问题为空，请输入要问的内容。")
    if len(text) > MAX_CHARACTERS:
        raise QueryError(
            f"The question has {len(text)} characters, at most {MAX_CHARACTERS} are taken: shorten it.",
            zh=f"问题有 {len(text)} 字，最多 {MAX_CHARACTERS} 字，请缩短。",
        )
    return text
