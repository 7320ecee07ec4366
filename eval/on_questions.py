"""The evaluation of an eval set on an index: passages found, answers, refusals."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from eval.answers import ANSWERS, Asked, answer_table, ask_all
from eval.cost import embedding_rate, peak_memory
from eval.evaluation import Cost, Evaluation
from eval.gold import EVIDENCE, Gold
from eval.losses import Loss, question_loss
from eval.measures import RETRIEVAL
from eval.progress import Watch, bar
from eval.question_model import EvalQuestion
from eval.retrieval import DEPTH, Searcher, weights_of
from eval.trec import Run
from index.encoders import Encoder
from index.errors import EvalError
from index.store import Index
from qa.confidence import threshold
from qa.engine import PolicyQA
from qa.model import Filters, Hit
from qa.payload import filter_settings

MAIN = "full@5"
SLICES = ("type", "lang", "split", "reason")


def evaluate_questions(
    name: str,
    questions: Sequence[EvalQuestion],
    index: Index,
    encoder: Encoder,
    retriever: str,
    filters: Filters | None = None,
    *,
    digests: Path | None = None,
    answers: bool = True,
    sample: Encoder | None = None,
    quiet: bool = False,
    watch: Watch | None = None,
) -> Evaluation:
    """Searches for every question that has an answer, and asks every question.

    Args:
        name: of the eval set.
        questions: all of it, or a part.
        index: what is asked.
        encoder: that made the index.
        retriever: a name that `weights_of` knows; answers are only asked with the shipped mixture, `fused`.
        filters: what the search is limited to.
        digests: folder of digests by whose originals documents are known too.
        answers: whether answers are asked at all.
        sample: an encoder that remembers nothing, to time embedding with; None not to.
        quiet: no progress on standard error.
        watch: told of the progress in its place.
    """
    weights = weights_of(retriever)
    gold = Gold(questions, index, digests)
    searcher = Searcher(index, encoder, weights, filters)
    asking = answers and retriever == "fused"
    found: dict[str, tuple[Hit, ...]] = {}
    seconds: list[float] = []
    asked: list[Asked] = []
    with bar(len(gold.answerable) + asking * len(gold.questions), quiet, watch) as step:
        for question in gold.answerable:
            timed = searcher.search(question.question, question.history)
            found[question.id] = timed.hits
            seconds.append(timed.seconds)
            step()
        if asking:
            asked = ask_all(PolicyQA(index, encoder), gold.questions, filters, step)
    run = gold.run(found)
    table = gold.table(run)
    if asked:
        table = table.joined(answer_table(asked, gold))
        seconds = [each.seconds for each in asked]
    rate = embedding_rate(index, sample) if sample is not None else None
    return Evaluation(
        dataset=name,
        retriever=retriever,
        measures=(*EVIDENCE, *RETRIEVAL, *ANSWERS),
        main=MAIN,
        table=table,
        run=run,
        settings=_settings(gold)
        | {"retriever": retriever, "weights": {arm: getattr(weights, arm) for arm in weights.arms()}, "depth": DEPTH}
        | {"filters": filter_settings(filters), "encoder": encoder.fingerprint, "threshold": threshold()},
        labels=_labels(questions),
        cost=Cost(tuple(seconds), "ask" if asked else "search", rate, peak_memory()),
        losses=_losses(gold, found, asked, searcher),
        texts=_texts(questions),
    )


def score_questions(
    name: str, questions: Sequence[EvalQuestion], index: Index, run: Run, path: Path, digests: Path | None = None
) -> Evaluation:
    """Measures a run of another system on the passages of an index; their ids are document:start-end.

    Raises:
        EvalError: it names a question that is not in the eval set, or what is no passage.
    """
    gold = Gold(questions, index, digests)
    known = {question.id for question in questions}
    for query in run:
        if query not in known:
            raise EvalError(f"{path}: question {query!r} is not in {name}", zh=f"{path}：{name} 中没有问题 {query!r}")
    for row in run.values():
        gold.texts(row, len(row))
    return Evaluation(
        dataset=name,
        retriever=path.name,
        measures=(*EVIDENCE, *RETRIEVAL),
        main=MAIN,
        table=gold.table(run),
        run=run,
        settings=_settings(gold) | {"retriever": path.name},
        labels=_labels(questions),
        texts=_texts(questions),
    )


def as_beir(name: str, gold: Gold) -> "tuple[list[tuple[str, str, str]], Mapping[str, Mapping[str, int]]]":
    """The passages of an index (id, title, text) and which of them are relevant, for other systems."""
    index = gold.index
    passages = [index.passage(number) for number in range(index.passage_count)]
    corpus = [(gold.passage_id(p.number), p.passage.context or name, p.text) for p in passages]
    return corpus, gold.qrels


def _settings(gold: Gold) -> dict[str, Any]:
    """What was asked, and what of: SHA-256 over the questions, and over the ids and contents of the documents."""
    asked = sha256("\n".join(map(repr, gold.questions)).encode("utf-8", "surrogatepass"))
    held = sha256("\n".join(f"{e.id} {e.sha256}" for e in gold.index.documents).encode("utf-8", "surrogatepass"))
    return {
        "questions_sha256": asked.hexdigest(),
        "corpus_sha256": held.hexdigest(),
        "pipeline": gold.index.manifest.pipeline,
        "documents": len(gold.index.documents),
        "passages": gold.index.passage_count,
    }


def _labels(questions: Sequence[EvalQuestion]) -> dict[str, dict[str, str]]:
    return {
        slice_: {question.id: value for question in questions if (value := getattr(question, slice_))}
        for slice_ in SLICES
    }


def _texts(questions: Sequence[EvalQuestion]) -> dict[str, str]:
    return {question.id: " / ".join((*question.history, question.question)) for question in questions}


def _losses(
    gold: Gold, found: Mapping[str, Sequence[Hit]], asked: Sequence[Asked], searcher: Searcher
) -> tuple[Loss, ...]:
    by_id = {each.question.id: each for each in asked}
    weights = searcher.retriever.weights
    losses = (question_loss(q, found.get(q.id, ()), by_id.get(q.id), gold, weights) for q in gold.questions)
    return tuple(loss for loss in losses if loss is not None)
