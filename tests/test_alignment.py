"""Sentences in which each thing asked is met come before those that are only about the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from index.encoders import shared_encoder
from index.model import Span
from qa.alignment import Floats, aligner
from qa.coverage import Coverage
from qa.evidence import ALIGNED, FEATURES, Evidence, Logistic, aligned
from qa.model import Hit
from qa.question import Question, understand


@dataclass
class Tokens:
    """An encoder whose tokens are the characters of a text, alike or not."""

    fingerprint: str = "characters"
    dimension: int = 128

    def token_vectors(self, texts: Sequence[str], *, query: bool) -> list[Floats]:
        return [np.eye(self.dimension, dtype=np.float32)[[ord(c) % self.dimension for c in text]] for text in texts]

    def queries(self, texts: Sequence[str]) -> Floats:
        raise NotImplementedError

    def passages(self, *_: Any) -> tuple[Floats, list[Floats]]:
        raise NotImplementedError


def evidence(text: str, rank: int, context: float = 0.0) -> Evidence:
    features = tuple(context if name == "context" else 1.0 if name == "kind" else 0.0 for name in FEATURES)
    score = Logistic.shipped("evidence", FEATURES)(features)
    return Evidence(Hit(rank, rank, "d", 1.0), Span(0, len(text)), text, score, features)


@pytest.fixture
def question() -> Question:
    return understand("abcd", (), Coverage((), (), 0))


def test_the_value_is_the_mean_over_what_is_asked_of_the_nearest_that_is_said() -> None:
    align = aligner(Tokens())
    assert align is not None
    assert align("abcd", ["abxx", "dcba", "xyz"]).tolist() == [0.5, 1.0, 0.0]


def test_an_empty_sentence_meets_nothing() -> None:
    align = aligner(Tokens())
    assert align is not None
    assert align("ab", ["", "a"]).tolist() == [0.0, 0.5]


def test_an_encoder_without_tokens_aligns_nothing(encoder: Any, question: Question) -> None:
    assert aligner(encoder) is None
    found = [evidence("ab", 1), evidence("abcd", 2)]
    assert aligned(question, found, None) == found


def test_of_equal_sentences_the_one_that_meets_what_is_asked_comes_first(question: Question) -> None:
    found = [evidence("abxx", 1), evidence("abcd", 2), evidence("xxxx", 3)]
    ordered = aligned(question, found, aligner(Tokens()))
    assert [item.text for item in ordered] == ["abcd", "abxx", "xxxx"]
    assert ordered[0].feature("aligned") == 0
    assert ordered[2].feature("aligned") < ordered[1].feature("aligned") < 0


def test_where_the_passage_has_all_words_of_the_question_nothing_changes(question: Question) -> None:
    found = [evidence("abxx", 1, context=1.0), evidence("abcd", 2, context=1.0)]
    assert [item.text for item in aligned(question, found, aligner(Tokens()))] == ["abxx", "abcd"]


def test_those_behind_the_best_count_as_the_worst_of_them(question: Question) -> None:
    best = [evidence(text, rank) for rank, text in enumerate(("abcd", "abcx", "abxx", "axxx", "abcy", "aczz"), 1)]
    assert len(best) == ALIGNED
    ordered = aligned(question, [*best, evidence("abcd", ALIGNED + 1)], aligner(Tokens()))
    worst = min(item.feature("aligned") for item in ordered)
    assert [item.feature("aligned") for item in ordered if item.hit.rank in (4, ALIGNED + 1)] == [worst, worst]


def test_tokens_are_the_text_s_own_of_unit_length() -> None:
    encoder: Any = shared_encoder()
    one, both = encoder.token_vectors(["人才公寓", "人才公寓多少套"], query=True)
    assert 0 < len(one) < len(both)
    assert np.allclose(np.linalg.norm(both, axis=1), 1, atol=1e-4)
