"""What the models of answering are fitted on: sentences that hold the answer or not, questions with one or without."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from eval.beir import BeirDataset, Query
from eval.facts import is_relevant
from eval.gold import Gold
from eval.logistic import FOLDS
from eval.spans import holds
from index.places import short_name
from qa.confidence import Backdrop
from qa.coverage import Coverage
from qa.engine import PolicyQA, query_of
from qa.evidence import DEPTH, Evidence, aligned, weigh
from qa.locating import named_places
from qa.matching import Terms
from qa.model import Hit
from qa.question import Question, language_of, understand

REMOVED, UNANSWERED, MOVED, FOREIGN = "gold removed", "no answer", "other place", "other subject"
"""Why questions have no answer: what answers them is taken away, nothing ever did, they are asked of another place, or
they were asked of other documents."""

BACKGROUND = "background"
"""Or they are of the background themselves (`qa.background`)."""

_DEEP = 3 * DEPTH

_BY_STRUCTURE = ("comparison", "wrong_place", "wrong_year", "damaged", "part_covered")
"""Types of questions that are decided by place, year or damage before the confidence is looked at."""

_PLACES = 20
"""The places most documents are about, of which questions about others are asked."""

_TIMES = 2
"""Of how many other places a question is asked."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The sentences weighed for one question, and which of them hold its answer.

    Attributes:
        source: the data set.
        id: of the question.
        group: questions of one group are never divided between fitting and measuring.
    """

    source: str
    id: str
    group: str
    evidence: tuple[Evidence, ...]
    right: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """The evidence by which a question is answered or refused, and whether the documents answer it.

    Attributes:
        part: of the source: empty for its own questions, else why they have no answer.
    """

    source: str
    part: str
    id: str
    group: str
    question: Question
    evidence: tuple[Evidence, ...]
    terms: Terms
    backdrop: Backdrop
    answerable: bool


@dataclass(frozen=True, slots=True)
class Cases:
    """Rankings and decisions, in the order in which they were asked."""

    rankings: list[Ranking] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    def add(self, other: "Cases") -> None:
        """Takes in those of another source."""
        self.rankings.extend(other.rankings)
        self.decisions.extend(other.decisions)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many questions of a data set are taken for ranking, deciding, and deciding without an answer; None: all."""

    rankings: int | None = None
    decisions: int | None = None
    unanswered: int | None = None


def question_cases(source: str, gold: Gold, engine: PolicyQA, done: Callable[[], None]) -> Cases:
    """The questions of an eval set: each sentence is right that is of a gold document and meets a requirement."""
    cases = Cases()
    for q in gold.questions:
        question = understand(q.question, q.history, engine.coverage)
        hits = engine.retrieve(question, DEPTH)
        group = q.groups[0] if q.groups else q.id
        terms = engine.terms(question)
        evidence = _all_evidence(engine, question, hits, terms)
        if q.answerable and q.type != "comparison":
            right = tuple(is_relevant(q, gold.document(item.hit.document), item.text) for item in evidence)
            cases.rankings.append(Ranking(source, q.id, group, evidence, right))
        kept = tuple(engine.weighed(question, hits, terms)) if question.places else evidence
        if q.type not in _BY_STRUCTURE and kept:
            part = "" if q.answerable else UNANSWERED
            cases.decisions.append(_decision(engine, source, part, q.id, group, question, kept, terms))
            if q.answerable and not q.history:
                cases.decisions.extend(_unanswered(source, q.id, group, question, gold, engine))
        done()
    return cases


def _unanswered(
    source: str, id: str, group: str, question: Question, gold: Gold, engine: PolicyQA
) -> Iterator[Decision]:
    """The question without an answer: asked of other places, and of all documents but those that answer it."""
    for moved in _moved(question, engine):
        terms = engine.terms(moved)
        evidence = engine.weighed(moved, engine.retrieve(moved, DEPTH), terms)
        if evidence:
            yield _decision(engine, source, MOVED, id, group, moved, evidence, terms)
    text = " ".join(question.bare.split())
    if not text:
        return
    bare = replace(question, standalone=text, asked_places=())
    terms, known = engine.terms(bare), gold.all_documents
    left = _all_evidence(engine, bare, _without(_deep(engine, bare), known), terms)
    if left:
        yield _decision(engine, source, REMOVED, id, group, bare, left, terms)


def _moved(question: Question, engine: PolicyQA) -> Iterator[Question]:
    """The question asked of other places that documents are about, always the same ones."""
    known = [place for place in question.asked_places if place.known]
    if question.language != "zh" or len(known) != 1 or len(question.asked_places) != 1:
        return
    place = known[0]
    others = [path for path, _ in _most_covered(engine.coverage) if not set(place.known) & {path}]
    for path in sorted(others, key=lambda path: sha256(f"{question.text}\n{path}".encode()).digest())[:_TIMES]:
        name = path.rpartition("/")[2]
        name = name if place.name.endswith(name[-1]) else short_name(path)
        text = question.standalone[: place.span.start] + name + question.standalone[place.span.end :]
        yield understand(text, (), engine.coverage)


def beir_cases(
    dataset: BeirDataset, unanswered: Sequence[Query], engine: PolicyQA, sizes: Sizes, done: Callable[[], None]
) -> Cases:
    """The queries of a data set with answers: each sentence is right that is of a relevant entry and holds the answer.

    The same questions are asked again with the relevant entries taken out of what was found: then there is no answer.

    Args:
        dataset: its queries carry `answers` in their metadata.
        unanswered: queries whose answer is not in the corpus.
        engine: asks the index of the corpus.
        sizes: how many are taken; those whose SHA-256 is least, always the same.
        done: called after each question.
    """
    cases = Cases()
    ranked, decided = _chosen(dataset, sizes)
    for query in dataset.judged:
        if query.id not in ranked | decided:
            continue
        gold = frozenset(entry for entry, grade in dataset.qrels[query.id].items() if grade > 0)
        question = understand(query.text, (), engine.coverage)
        terms, hits = engine.terms(question), _deep(engine, question)
        evidence = _all_evidence(engine, question, hits[:DEPTH], terms)
        group = group_of(query)
        if query.id in ranked:
            right = tuple(item.hit.document in gold and holds(item.text, query.answers) for item in evidence)
            cases.rankings.append(Ranking(dataset.name, query.id, group, evidence, right))
        if query.id in decided:
            others = _all_evidence(engine, question, _without(hits, gold), terms)
            for part, found in (("", evidence), (REMOVED, others)):
                if found:
                    cases.decisions.append(
                        _decision(engine, dataset.name, part, query.id, group, question, found, terms)
                    )
        done()
    cases.add(stray_cases(dataset.name, UNANSWERED, sampled(unanswered, sizes.unanswered), engine, done))
    return cases


def stray_cases(source: str, part: str, queries: Sequence[Query], engine: PolicyQA, done: Callable[[], None]) -> Cases:
    """Queries that nothing in the index answers, asked as the product asks.

    Args:
        source: what the index is of.
        part: why there is no answer.
        queries: of this corpus without an answer, or of another.
        engine: asks the index.
        done: called after each question.
    """
    cases = Cases()
    for query in queries:
        question = understand(query.text, (), engine.coverage)
        terms, hits = engine.terms(question), engine.retrieve(question, DEPTH)
        evidence = engine.weighed(question, hits, terms)
        if evidence:
            cases.decisions.append(
                _decision(engine, source, part, query.id, group_of(query), question, evidence, terms)
            )
        done()
    return cases


def background_cases(source: str, size: int, engine: PolicyQA, done: Callable[[], None]) -> Cases:
    """Questions of the background, also with places before them, asked as if the fifth with it were not there.

    Args:
        source: what the index is of.
        size: how many are asked without a place.
        engine: asks the index.
        done: called after each question.
    """
    cases, whole = Cases(), engine.background
    queries = sampled([Query(f"background-{place}", text) for place, text in enumerate(whole.texts)], size)
    for fold in range(FOLDS):
        own = queries[fold::FOLDS]
        engine.background = whole.without(frozenset(query.text for query in own))
        cases.add(stray_cases(source, BACKGROUND, [*own, *in_places(own, engine.coverage)], engine, done))
    engine.background = whole
    return cases


def in_places(queries: Sequence[Query], coverage: Coverage) -> list[Query]:
    """The queries in Chinese with the name of a place before them that documents are about, always the same one."""
    names = [short_name(path) for path, _ in _most_covered(coverage)]
    chinese = [query for query in queries if language_of(query.text) == "zh"]
    return [
        replace(query, text=min(names, key=lambda name: sha256(f"{name}{query.text}".encode()).digest()) + query.text)
        for query in (chinese if names else ())
    ]


def _most_covered(coverage: Coverage) -> list[tuple[str, int]]:
    return sorted(coverage.regions, key=lambda region: (-region[1], region[0]))[:_PLACES]


def _decision(
    engine: PolicyQA,
    source: str,
    part: str,
    id: str,
    group: str,
    question: Question,
    evidence: Sequence[Evidence],
    terms: Terms,
) -> Decision:
    backdrop = engine.backdrop(question, evidence, terms)
    return Decision(source, part, id, group, question, tuple(evidence), terms, backdrop, answerable=not part)


def count_of(dataset: BeirDataset, unanswered: Sequence[Query], sizes: Sizes) -> int:
    """How many questions `beir_cases` asks."""
    ranked, decided = _chosen(dataset, sizes)
    return len(ranked | decided) + len(sampled(unanswered, sizes.unanswered))


def sampled(queries: Sequence[Query], size: int | None) -> list[Query]:
    """At most `size` queries, those with the least SHA-256 of their ids, in their own order; all where it is None."""
    if size is None:
        return list(queries)
    chosen = sorted(queries, key=lambda query: sha256(query.id.encode("utf-8", "surrogatepass")).digest())[:size]
    ids = {query.id for query in chosen}
    return [query for query in queries if query.id in ids]


def group_of(query: Query) -> str:
    """What a query belongs together with: its group, else the passage it was asked of, else nothing."""
    return str(query.metadata.get("group") or query.metadata.get("passage") or query.id)


def _chosen(dataset: BeirDataset, sizes: Sizes) -> tuple[set[str], set[str]]:
    """The ids of the queries taken for ranking and for deciding."""
    answered = [query for query in dataset.judged if query.answers]
    ranked = sampled(answered, sizes.rankings)
    return {query.id for query in ranked}, {query.id for query in sampled(dataset.judged, sizes.decisions)}


def _deep(engine: PolicyQA, question: Question) -> list[Hit]:
    """What is found, so deep that enough remains without the relevant entries.

    Reprints keep their places: behind another entry a relevant one would not be seen.
    """
    return engine.retriever.retrieve(query_of(question), _DEEP, None, question.places, twins=True)


def _without(hits: Sequence[Hit], entries: frozenset[str]) -> list[Hit]:
    """The hits as they would be were these entries not in the corpus."""
    left = [hit for hit in hits if hit.document not in entries][:DEPTH]
    return [replace(hit, rank=rank) for rank, hit in enumerate(left, start=1)]


def _all_evidence(engine: PolicyQA, question: Question, hits: Sequence[Hit], terms: Terms) -> tuple[Evidence, ...]:
    """Every sentence weighed, those about other places than the one asked for included."""
    named = named_places(question.standalone, hits, engine.index)
    found = weigh(
        question, hits if named is None else named, engine.index, engine.retriever.vector(query_of(question)), terms
    )
    return tuple(aligned(question, found, engine.align))
