"""Fits the choice of the name that a sentence answers with: `python -m eval.fit_names --data DIR [--out FILE]`.

The questions of `cmrc_train` whose answers are short stand with the sentence that holds the answer; every candidate of
`qa/names.py` in it is right, wrong, or too like the answer to say. One logistic model over all candidates; each
question's count the same. Shown is, with a fifth of the passages left out at a time, how often the best candidate is
the answer or shares most of its characters, among all questions and among those where it would be shown.
"""

import argparse
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rjieba

from eval.beir import BeirDataset, Query, load_beir
from eval.cases import sampled
from eval.listing import columns
from eval.logistic import FOLDS, fit, fold_of
from eval.trec import write_atomically
from index.errors import PolicyQAError
from index.model import Span
from index.search_key import fold
from qa.evidence import Logistic
from qa.expected import expected
from qa.matching import Terms
from qa.name_asked import Asked
from qa.name_features import FEATURES, MOST_CHARACTERS
from qa.names import KINDS, candidates, chosen

DATASET = "cmrc_train"
QUESTIONS = 5000
"""How many questions are looked at; about half have a short answer of the kinds in question."""

LIKE = 0.7
"""Share of characters from which on a candidate is too like the answer to count as wrong."""

ALIKE = 0.6
"""The same from which on it counts as found where only its bounds differ."""

SHARES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
"""Least shares for which it is shown how often the candidate is right."""

WRONG = 3.0
"""How much all the wrong candidates of a question count, against 1 of the right."""


@dataclass(frozen=True, slots=True)
class Case:
    """The candidates of one question: their features and texts, the answer, and the passage it comes from."""

    group: str
    answer: str
    names: tuple[str, ...]
    spans: tuple[Span, ...]
    features: np.ndarray

    @property
    def right(self) -> np.ndarray:
        """1 right, 0 wrong, -1 neither."""
        likes = [overlap(name, self.answer) for name in self.names]
        return np.array([1 if like == 1 else -1 if like >= LIKE else 0 for like in likes])


def main(arguments: Sequence[str] | None = None) -> int:
    """Fits, prints what the model gives on passages left out, and writes it if asked."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit_names", description="Fits the choice of a name.")
    parser.add_argument("--data", type=Path, required=True, help=f"folder of the data set {DATASET}")
    parser.add_argument("--out", type=Path, help="file to write, as qa/data/names.json")
    options = parser.parse_args(arguments)
    try:
        found = list(cases(load_beir(options.data / DATASET)))
    except PolicyQAError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(columns(measured(found))))
    values = dict(zip(FEATURES, model_of(found).weights, strict=True))
    print(json.dumps(values))
    if options.out is not None:
        write_atomically(options.out, json.dumps(values) + "\n")
    return 0


def cases(dataset: BeirDataset) -> Iterator[Case]:
    """The questions whose answer is short and a candidate."""
    texts = {entry.id: entry.text for entry in dataset.corpus}
    weigh = _weights(list(texts.values()))
    for query in sampled(dataset.judged, QUESTIONS):
        asked = Asked.of(query.text, expected(fold(query.text)))
        answer = min(query.answers, key=len, default="").strip("。，《》“”")
        if asked is None or asked.kind not in KINDS or not 2 <= len(answer) <= MOST_CHARACTERS:
            continue
        case = _case(query, asked, answer, [texts[id] for id in dataset.qrels[query.id] if id in texts], weigh)
        if case is not None and (case.right == 1).any():
            yield case


def model_of(found: Sequence[Case]) -> Logistic:
    """The model fitted on the candidates of these questions."""
    rows, right, weights = [], [], []
    for case in found:
        labels = case.right
        kept = labels >= 0
        wrong = WRONG / max(int((labels == 0).sum()), 1)
        rows.append(case.features[kept])
        right.append(labels[kept] == 1)
        weights.append(np.where(labels[kept] == 1, 1 / (labels == 1).sum(), wrong))
    return fit(np.concatenate(rows), np.concatenate(right), np.concatenate(weights))


def measured(found: Sequence[Case]) -> list[tuple[str, ...]]:
    """How often the best candidate is the answer, by models that did not see its passage."""
    models = [model_of([case for case in found if fold_of(case.group) != fold]) for fold in range(FOLDS)]
    results = [_result(case, models[fold_of(case.group)]) for case in found]
    rows: list[tuple[str, ...]] = [("questions", "n", "the answer", f"{ALIKE:.0%} of its characters")]
    for least_share in (0.0, *SHARES):
        shown = [like for share, like in results if share >= least_share]
        exact, alike = (float(np.mean([like >= least for like in shown])) if shown else 0.0 for least in (1, ALIKE))
        rows.append((f"share {least_share:g}", str(len(shown)), f"{exact:.3f}", f"{alike:.3f}"))
    return rows


def overlap(name: str, answer: str) -> float:
    """F1 of the characters of two names, as CMRC measures answers; 1 only for the same one, marks apart."""
    plain = name.strip("《》“”")
    if plain == answer:
        return 1.0
    both = sum((Counter(plain) & Counter(answer)).values())
    return min(2 * both / max(len(plain) + len(answer), 1), 0.99)


def _result(case: Case, model: Logistic) -> tuple[float, float]:
    """The share of the best candidate, and how like the answer it is."""
    scores = case.features @ np.array(model.weights)
    best, share = chosen(list(zip(case.spans, scores.tolist(), strict=True)))
    return share, overlap(case.names[case.spans.index(best)], case.answer)


def _case(query: Query, asked: Asked, answer: str, texts: Sequence[str], weigh: Callable[[str], float]) -> Case | None:
    terms = Terms.of(query.text, weigh)
    sentences = [match[0] for text in texts for match in re.finditer(r"[^。！？\n]+[。！？\n]?", text)]
    holding = [sentence for sentence in sentences if answer in sentence]
    if not holding:
        return None
    sentence = max(holding, key=lambda each: terms.coverage(fold(each)))
    found = candidates(asked, sentence, terms.terms, weigh)
    if not found:
        return None
    names = tuple(sentence[name.span.start : name.span.end] for name in found)
    group = str(query.metadata.get("passage") or query.id)
    spans = tuple(name.span for name in found)
    return Case(group, answer, names, spans, np.array([name.features for name in found]))


def _weights(texts: Sequence[str]) -> Callable[[str], float]:
    """The inverse document frequency of a word among the texts."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(set(rjieba.cut(fold(text))))
    return lambda word: math.log(1 + len(texts) / (1 + counts[word]))


if __name__ == "__main__":
    raise SystemExit(main())
