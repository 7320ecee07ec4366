"""One object that asks: an opened index, its encoder, and the way of a question through them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple

from index.encoders import Encoder, shared_encoder
from index.errors import QueryError
from index.places import covers, related
from index.search_key import search_key
from index.settings import endpoint, today
from index.store import Index, require_encoder
from qa.alignment import aligner
from qa.answer import Composer, Part
from qa.background import Background
from qa.beside import STRICT, announced, bracketed, foremost, labelled, turned_down
from qa.compared import Comparer
from qa.confidence import Backdrop, threshold
from qa.coverage import Coverage
from qa.dialogue import asked_there, says_much
from qa.endpoint import chat
from qa.evidence import DEPTH, Evidence, aligned, joint, led_by, weigh
from qa.expected import DEFINED, as_defined
from qa.formalities import FORMAL, UNITS, told_places
from qa.lists import announces_listed, announcing_words
from qa.locating import QuotedNames, defining_places, named_places, whole, with_announced
from qa.matching import Terms
from qa.model import Answer, Filters, Hit
from qa.parts import parts
from qa.phrasing import is_joinable, phrased
from qa.premise import set_right
from qa.question import MAX_CHARACTERS, Question, language_of, understand
from qa.refusal import CERTAIN, Found, Verdict, judge, lacking_years
from qa.retrieval import FusedRetriever, about
from qa.strangers import titled
from qa.synonyms import expansion
from qa.tasks import tasks
from qa.validity import Validities

ELSEWHERE = 6
"""Passages about any place that are held against the best about the place asked."""

AS_SURE = 0.1
"""How much less confidence a question may have of the place spoken of than of all places, and still mean that place."""

AS_WELL = 0.5
"""The share of the best sentence's probability to answer that the best one about the place spoken of must have."""

SHARED = 0.1
"""The share of a follow-up's words that must stand in the sentence that answers it and the question before."""


class _Nearest(NamedTuple):
    document: str
    confidence: float
    score: float
    text: str = ""


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
        self.comparer = Comparer(self)

    @cached_property
    def background(self) -> Background:
        """Questions about other matters, by the same encoder."""
        return Background.of(self.encoder)

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

    def understood(self, text: str, history: Sequence[str], filters: Filters | None = None) -> Question:
        """A question after the person's earlier ones, oldest first.

        One that names no place is asked of the place spoken of before if that place's own documents answer it about as
        well as any: what stands alone may still mean that place. One that nothing answers without the question it was
        added to stands alone: it is of something else, and would seem answered by what was spoken of.
        """
        question = understand(text, history, self.coverage)
        if self._strays(question, filters):
            return understand(text, (), self.coverage)
        spoken = "" if question.asked_places else asked_there(question.standalone, history)
        if not spoken:
            return question
        there = replace(understand(spoken, (), self.coverage), text=question.text, language=question.language)
        if not there.places or self._strays(there, filters):
            return question
        own, anywhere = self._nearest(there, filters), self._nearest(question, filters)
        region = self.index.entry(own.document).metadata.region if own.document else None
        if about(region, there.places) < 1 or own.confidence < threshold():
            return question
        as_sure = own.document != anywhere.document and own.confidence >= anywhere.confidence - AS_SURE
        if own.score >= AS_WELL * anywhere.score and (as_sure or anywhere.confidence < threshold()):
            return there
        return question

    def _strays(self, question: Question, filters: Filters | None) -> bool:
        """Whether a follow-up that was added to the question before says much, none of which the documents answer.

        Nor does what answers both share a word with it.
        """
        if not says_much(question.brought):
            return False
        own = understand(question.brought, (), self.coverage)
        if any(self._nearest(each, filters).confidence for each in (own, self._of_place(question, question.brought))):
            return False
        return self.terms(own).coverage(search_key(self._nearest(question, filters).text)) < SHARED

    def _of_place(self, question: Question, clause: str) -> Question:
        """A clause asked of the places that a question names."""
        return understand("，".join([*(place.name for place in question.asked_places), clause]), (), self.coverage)

    def _nearest(self, question: Question, filters: Filters | None) -> _Nearest:
        """The document that answers a question best, how surely (0 where none does), and its best sentence."""
        _, _, evidence, verdict = self.found(question, filters)
        if not evidence:
            return _Nearest("", 0.0, 0.0)
        best = evidence[0]
        sure = verdict.confidence if verdict.reason is None else 0.0
        return _Nearest(best.hit.document, sure, best.score, best.text)

    def _answered(self, text: str, history: Sequence[str], filters: Filters | None) -> Answer:
        question = self.understood(_checked(text), [earlier for earlier in history if earlier.strip()], filters)
        composer = Composer(self.index, self.coverage, today())
        by, rows = self.comparer.rows(question, filters)
        if any(row.quotes for row in rows):
            best = max(row.score for row in rows)
            return composer.compared(question, by, rows, self.retrieve(question, DEPTH, filters), best)
        hits, terms, evidence, verdict = self.found(question, filters)
        covered = verdict.reason != "not_covered" or bool(question.places)
        listed = tasks(question, evidence, self.index) if covered else []
        if not listed and verdict.reason is None:
            listed = whole(question.standalone, hits, self.index)
        if listed:
            return composer.enumerated(question, listed, hits, max(verdict.confidence, CERTAIN))
        verdict, asked = self._parted(question, evidence, hits, verdict, filters)
        evidence = evidence or [part.best for part in asked if part.best is not None]
        if verdict.reason is not None or not evidence:
            return composer.refused(question, evidence, hits, verdict)
        return composer.answered(question, evidence, hits, terms, verdict, asked)

    def _parted(
        self,
        question: Question,
        evidence: Sequence[Evidence],
        hits: Sequence[Hit],
        verdict: Verdict,
        filters: Filters | None,
    ) -> tuple[Verdict, list[Part]]:
        """Of a question that asks several things each, with the best sentence for it.

        Each is looked for in the documents found for the whole. Where each has an answer, so has the question;
        only what a document does not say of itself may lack one.
        """
        if verdict.reason not in (None, "no_evidence"):
            return verdict, []
        within = replace(filters or Filters(), regions=question.places) if question.places else filters
        documents = {item.hit.document for item in evidence} or {hit.document for hit in hits}
        asked: list[Part] = []
        judged: list[Verdict] = []
        for part in parts(question.standalone):
            alone = understand(part, (), self.coverage)
            terms = self.terms(alone)
            formal = alone.expected.unit in FORMAL
            found = self.weighed(alone, hits if formal else self.retrieve(alone, DEPTH, within), terms)
            found = [item for item in found if item.hit.document in documents]
            judged.append(self.judged(alone, found, terms))
            asked.append(Part(alone, terms, found[0] if found and judged[-1].reason is None else None))
        answered = [one for one in judged if one.reason is None]
        if verdict.reason is not None and answered and all(part.best or part.is_formal for part in asked):
            return min(answered, key=lambda one: one.confidence), asked
        return verdict, asked

    def found(self, question: Question, filters: Filters | None = None) -> Found:
        """The passages found for a question already understood, its sentences weighed, and whether they answer."""
        hits = self.retrieve(question, DEPTH, filters)
        terms = self.terms(question)
        evidence = self.weighed(question, hits, terms)
        return Found(hits, terms, evidence, self.judged(question, evidence, terms))

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
        one; where it asks from when on, or until when, a document holds, or what a word means, only what says so.
        """
        named = self._named(question, hits)
        hits = hits if named is None else named
        found = weigh(question, hits, self.index, self.retriever.vector(query_of(question)), terms)
        found = self._of_whole_place(question, aligned(question, self._meant(question, found), self.align))
        found = bracketed(question, self._of_brought(question, found, hits))
        found = announced(question, turned_down(question, found))
        return set_right(question, labelled(question, foremost(question, found, terms, self.index)))

    def _of_brought(self, question: Question, found: list[Evidence], hits: Sequence[Hit]) -> list[Evidence]:
        """The evidence weighed as much by what a follow-up says itself as by the question that it was added to."""
        if not question.brought or len(found) < 2:
            return found
        own = self._of_place(question, question.brought)
        again = weigh(own, hits, self.index, self.retriever.vector(query_of(own)), self.terms(own))
        return joint(found, again)

    def _named(self, question: Question, hits: Sequence[Hit]) -> list[Hit] | None:
        """The passages that alone can hold what a question asks for, by number or by how it is said; None for all."""
        named = named_places(question.standalone, hits, self.index)
        unit = question.expected.unit
        if named is None and unit in UNITS:
            return told_places(unit, question.standalone, hits, self.index)
        if named is None and unit == DEFINED:
            said = replace(question, standalone=as_defined(question.standalone))
            return defining_places(question.standalone, [*hits, *self.retrieve(said, DEPTH)], self.index)
        if named is None and (words := announcing_words(unit)):
            said = replace(question, standalone=f"{question.standalone} {words}")
            return with_announced(partial(announces_listed, unit), hits, self.retrieve(said, DEPTH), self.index)
        return named

    def _meant(self, question: Question, found: list[Evidence]) -> list[Evidence]:
        """The evidence of the documents that the question means by years, quoted names and places."""
        if question.years:
            documents = {item.hit.document for item in found}
            lacking = {id for id in documents if lacking_years(question, self.index.entry(id), self.index)}
            found = [item for item in found if item.hit.document not in lacking] or found
        figure = question.expected.kind in (*STRICT, "count")
        found = self.quoted_names.about(question.standalone, found, figure)
        if question.asked_places:
            elsewhere = {id for id in {item.hit.document for item in found} if self._titled_elsewhere(id, question)}
            found = [item for item in found if item.hit.document not in elsewhere]
        if not question.places:
            return found
        regions = {entry.id: entry.metadata.region for entry in self.index.documents}
        near = [item for item in found if about(regions[item.hit.document], question.places) > 0]
        names = [search_key(place.name) for place in question.asked_places]
        return near or [item for item in found if any(name in search_key(item.text) for name in names)]

    def _of_whole_place(self, question: Question, found: list[Evidence]) -> list[Evidence]:
        """The evidence, led by a document of the place asked if it answers about as well as one of a part of it.

        A city's rule seldom is what a question about its province asks for.
        """
        regions = [self.index.entry(item.hit.document).metadata.region for item in found]
        whole = [region is not None and any(covers(region, place) for place in question.places) for region in regions]
        if not any(whole) or whole[0] or regions[0] is None:
            return found
        first = found[whole.index(True)]
        return led_by(first, found) if first.score >= AS_WELL * found[0].score else found

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
        """How near the question is to all documents and to other matters, and how much better any place answers it."""
        subject = float(self.retriever.vector(query_of(question)) @ self.index.dense.centre)
        text = " ".join(question.bare.split()) or question.standalone
        backdrop = Backdrop(subject=subject, everyday=self.background.nearest(self.retriever.vector(text)))
        if not question.places or not evidence:
            return backdrop
        anywhere = replace(question, standalone=text, asked_places=())
        hits = self.retrieve(anywhere, ELSEWHERE)
        found = weigh(anywhere, hits, self.index, self.retriever.vector(query_of(anywhere)), terms)
        return backdrop.beside(evidence[0], found)

    def terms(self, question: Question) -> Terms:
        """The words of a question that its answer is looked for with."""
        return Terms.of(question.bare, self.index.terms.idf)


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
