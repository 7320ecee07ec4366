"""Fits the models of answering: `python -m eval.fit_evidence --data DIR [--originals DIR [--documents DIR]]`.

Two logistic models over the product's own features: that a sentence holds the answer (`qa/evidence.py`), and that the
documents answer at all (`qa/confidence.py`). They are fitted on the development part of the shipped eval set, asked of
the digests and of the originals, and on data sets with answers in words of their passages. What they give is shown on
questions that they were not fitted on: a fifth of the groups left out at a time, each source left out as a whole, and
questions that take no part in any fit (the test part, domainrag, gov_faq).
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from eval.beir import BeirDataset, Query, load_beir, read_queries
from eval.cases import (
    FOREIGN,
    Cases,
    Sizes,
    background_cases,
    beir_cases,
    count_of,
    in_places,
    question_cases,
    sampled,
    stray_cases,
)
from eval.fit_models import Fits, fit_confidence, fit_evidence
from eval.fit_tables import confidence_lines, evidence_lines, threshold_lines, threshold_of
from eval.gold import Gold
from eval.opening import DIGESTS, Encoders, QuestionSet, beir_index, open_dataset
from eval.progress import bar, build_bars
from eval.trec import write_atomically
from index.build import build
from index.errors import PolicyQAError
from index.settings import settings
from index.store import Index
from qa.confidence import FEATURES as OF_CONFIDENCE
from qa.engine import PolicyQA
from qa.evidence import FEATURES as OF_EVIDENCE
from qa.evidence import Logistic

SIZES: Mapping[str, Sizes] = {
    "ncp_policy": Sizes(),
    "dureader_checklist": Sizes(350, 80, 100),
    "cmrc_train": Sizes(500, 120),
    "domainrag": Sizes(rankings=0),
    "gov_faq": Sizes(rankings=0),
}
"""The data sets, and how many of their questions are asked. The last two are only measured, and only by what is
refused: the answers they give are not in the words of their passages."""

NO_ANSWER = "queries_noanswer.jsonl"

EVERYDAY = Path(__file__).parent / "everyday.jsonl"
"""Questions of everyday life, in Chinese and English, that no policy answers."""

STRANGERS: Mapping[str, tuple[str, ...]] = {
    "digests": ("dureader_checklist", "cmrc_train", "ncp_policy"),
    "originals": ("dureader_checklist", "cmrc_train", "ncp_policy"),
    "published": ("dureader_checklist", "cmrc_train"),
    "ncp_policy": ("dureader_checklist", "cmrc_train"),
    "cmrc_train": ("dureader_checklist", "ncp_policy"),
    "dureader_checklist": ("cmrc_train", "ncp_policy"),
}
"""For each corpus the data sets whose questions it cannot answer, but for a stray one; besides, those of everyday
life are asked of all."""

MANY = 150
"""How many questions of each such data set are asked."""

MANY_OF_BACKGROUND = 500
"""How many questions of the background are asked of each corpus of the eval set."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Fits, prints what the models give on data they were not fitted on, and writes them if asked."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit_evidence", description="Fits the models of answering.")
    parser.add_argument("--data", type=Path, required=True, help=f"folder of the data sets {', '.join(SIZES)}")
    parser.add_argument("--originals", type=Path, help="also the eval set asked of these originals of the digests")
    parser.add_argument("--documents", type=Path, help="also the originals among these documents of other places")
    parser.add_argument("--out", type=Path, help="folder to write evidence.json and confidence.json to, as qa/data")
    parser.add_argument("--threshold", type=float, help="write this confidence to answer from, instead of the fitted")
    options = parser.parse_args(arguments)
    try:
        cases = gathered(options.data, options.originals, documents=options.documents)
    except PolicyQAError as error:
        print(error, file=sys.stderr)
        return 1
    evidence = fit_evidence(cases.rankings)
    confidence = fit_confidence(cases.decisions, evidence)
    threshold = options.threshold or threshold_of(cases.decisions, evidence, confidence)
    print("\n".join(evidence_lines(cases.rankings, evidence)))
    print("\n".join(["", *confidence_lines(cases.decisions, evidence, confidence, threshold)]))
    print("\n".join(["", *threshold_lines(cases.decisions, evidence, confidence)]))
    files = values_of(evidence, confidence, threshold)
    for name, values in files.items():
        print(f"\n{name}: {json.dumps(values)}")
        if options.out is not None:
            write_atomically(options.out / name, json.dumps(values) + "\n")
    return 0


def gathered(
    data: Path, originals: Path | None, chosen: Mapping[str, Sizes] = SIZES, documents: Path | None = None
) -> Cases:
    """All questions of all sources, asked.

    Args:
        data: folder of the data sets.
        originals: documents that the digests were made from; None to ask the digests alone.
        chosen: the data sets, and how many of their questions.
        documents: others, among which the originals are asked too.

    Raises:
        PolicyQAError: a data set is not there or cannot be read, or an index cannot be built.
    """
    # Asking takes a quarter of an hour; what is missing is said before it.
    datasets = {name: load_beir(data / name) for name in chosen}
    encoders = Encoders.open(None)
    cases = Cases()
    corpora = {"digests": [DIGESTS]}
    if originals is not None:
        corpora["originals"] = [DIGESTS, originals]
        if documents is not None:
            corpora["published"] = [originals, documents]
    for name, paths in corpora.items():
        with _documents(name, paths, encoders) as index:
            for found in _eval_set(name, index, encoders):
                cases.add(found)
            engine = PolicyQA(index, encoders.plain)
            cases.add(_asked_in_vain(f"dev-{name}", _strangers(name, datasets), engine))
            with bar(2 * MANY_OF_BACKGROUND, quiet=False) as step:
                cases.add(background_cases(f"dev-{name}", MANY_OF_BACKGROUND, engine, step))
    for name, sizes in chosen.items():
        dataset, path = datasets[name], data / name / NO_ANSWER
        unanswered = read_queries(path) if path.is_file() else ()
        total = count_of(dataset, unanswered, sizes)
        with beir_index(dataset, encoders, quiet=False) as index, bar(total, quiet=False) as step:
            engine = PolicyQA(index, encoders.plain)
            cases.add(beir_cases(dataset, unanswered, engine, sizes, step))
            cases.add(_asked_in_vain(name, _strangers(name, datasets), engine))
    return cases


def _strangers(corpus: str, datasets: Mapping[str, BeirDataset]) -> list[Query]:
    """Questions that a corpus does not answer: of everyday life, and of the other data sets that are there."""
    others = [datasets[name] for name in STRANGERS.get(corpus, ()) if name in datasets]
    return [*read_queries(EVERYDAY), *(query for other in others for query in sampled(other.queries, MANY))]


def _asked_in_vain(source: str, queries: Sequence[Query], engine: PolicyQA) -> Cases:
    """Questions about other subjects than the documents', also with the name of a place that documents are about."""
    asked = [*queries, *in_places(queries, engine.coverage)]
    with bar(len(asked), quiet=False) as step:
        return stray_cases(source, FOREIGN, asked, engine, step)


def values_of(evidence: Fits, confidence: Fits, threshold: float) -> dict[str, dict[str, float]]:
    """The contents of the files that ship, by name."""
    return {
        "evidence.json": _named(OF_EVIDENCE, evidence.whole),
        "confidence.json": {**_named(OF_CONFIDENCE, confidence.whole), "threshold": threshold},
    }


def _named(features: Sequence[str], model: Logistic) -> dict[str, float]:
    return {**dict(zip(features, model.weights, strict=True)), "intercept": model.intercept}


def _documents(name: str, paths: Sequence[Path], encoders: Encoders) -> Index:
    """An index of documents as they are now, kept in the cache folder."""
    folder = settings().cache / "eval" / f"fit-{name}"
    with build_bars(quiet=False) as progress:
        build(paths, folder, encoders.remembering, progress=progress)
    return Index.open(folder)


def _eval_set(name: str, index: Index, encoders: Encoders) -> Iterator[Cases]:
    """The development part, which is fitted on, and the test part, which is not."""
    engine = PolicyQA(index, encoders.plain)
    for split in ("dev", "test"):
        questions = open_dataset(None, split, None)
        if isinstance(questions, QuestionSet):
            gold = Gold(questions.questions, index, DIGESTS)
            with bar(len(gold.questions), quiet=False) as step:
                yield question_cases(f"{split}-{name}", gold, engine, step)


if __name__ == "__main__":
    raise SystemExit(main())
