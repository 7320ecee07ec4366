"""Questions about other matters: shipped as a file, encoded once, and what is nearest to them is not answered."""

from pathlib import Path

import numpy as np
import pytest
from asking import asking_engine
from conftest import FakeEncoder

from eval.beir import read_queries
from eval.fit_evidence import EVERYDAY
from index.places import find_places
from qa.background import Background, background_questions
from qa.engine import PolicyQA


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> PolicyQA:
    return asking_engine(tmp_path_factory.mktemp("background"))


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("POLICYQA_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


class Tired(FakeEncoder):
    def queries(self, texts: object) -> np.ndarray:
        raise AssertionError("encoded again")


def test_a_question_of_the_background_is_nearest_to_itself(cache: Path, encoder: FakeEncoder) -> None:
    background = Background.of(encoder)
    own = background.texts[7]
    vector = encoder.queries([own])[0]
    assert background.nearest(vector) == pytest.approx(1.0, abs=1e-3)
    assert background.without(frozenset([own])).nearest(vector) < background.nearest(vector)
    assert len(background.without(frozenset([own])).texts) == len(background.texts) - 1


def test_it_is_encoded_once(cache: Path) -> None:
    first = Background.of(FakeEncoder())
    again = Background.of(Tired())
    assert np.array_equal(first.vectors, again.vectors)
    with pytest.raises(AssertionError):
        Background.of(Tired(name="another"))


def test_a_damaged_file_is_made_again(cache: Path, encoder: FakeEncoder) -> None:
    whole = Background.of(encoder)
    (kept,) = cache.glob("background-*.npy")
    kept.write_bytes(kept.read_bytes()[:100])
    assert np.array_equal(Background.of(encoder).vectors, whole.vectors)


def test_a_cache_that_cannot_be_written_changes_nothing(cache: Path, encoder: FakeEncoder) -> None:
    cache.write_text("a file where the folder should be")
    assert len(Background.of(encoder).texts) == len(background_questions())


def test_the_questions_are_distinct_name_no_place_and_are_not_those_fitted_on() -> None:
    questions = background_questions()
    assert len(questions) == len(set(questions)) > 1000
    assert not [question for question in questions if find_places(question)]
    assert not set(questions) & {query.text for query in read_queries(EVERYDAY)}


@pytest.mark.parametrize(
    "question",
    [
        "公司的公章丢了怎么补刻",
        "昆山在哪儿补办驾照",
        "增值税申报逾期怎么处理",
        "驾照扣满分了怎么办",
        "怎么做番茄牛腩",
        "How do I renew my passport?",
    ],
)
def test_the_business_of_others_is_not_answered(engine: PolicyQA, question: str) -> None:
    assert engine.ask(question).reason == "no_evidence"


@pytest.mark.parametrize(
    ("question", "said"),
    [("昆山给博士多少租房补贴", "3000元"), ("企业向哪里提出申请", "区镇"), ("怎么申请扶持", "4月底前")],
)
def test_what_the_documents_deal_with_is_answered(engine: PolicyQA, question: str, said: str) -> None:
    assert said in engine.ask(question).answer
