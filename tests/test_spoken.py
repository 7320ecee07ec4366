"""Everyday words of a question are looked for by the official ones that documents have."""

import time
from collections import Counter
from importlib.resources import files

import pytest

from index.search_key import search_key
from qa.matching import Terms
from qa.synonyms import is_han, spoken


def entries() -> list[tuple[list[str], list[str]]]:
    lines = (files("qa") / "data" / "spoken.txt").read_text("utf-8").splitlines()
    sides = [line.split(" = ") for line in lines if line.strip() and not line.startswith("#")]
    return [(said.split(", "), official.split(", ")) for said, official in sides]


def test_every_entry_has_everyday_words_and_official_ones() -> None:
    for said, official in entries():
        assert said, official
        assert all(len(word.strip()) >= 2 and word == word.strip() for word in [*said, *official]), said
        assert any(is_han(word) for word in official), said
        assert not set(map(search_key, said)) & set(map(search_key, official)), said


def test_no_everyday_word_stands_twice() -> None:
    counted = Counter(word for said, _ in entries() for word in said)
    assert not [word for word, count in counted.items() if count > 1]


def test_no_everyday_word_is_a_question_word() -> None:
    for said, _ in entries():
        assert not [word for word in said if any(asked in word for asked in ("多少", "什么", "哪", "谁", "怎"))]


@pytest.mark.parametrize(
    ("question", "official"),
    [
        ("当兵的能落户吗", "军人"),
        ("打工族能申请公租房吗", "务工人员"),
        ("刚毕业的能住吗", "应届毕业生"),
    ],
)
def test_everyday_words_lead_to_official_ones(question: str, official: str) -> None:
    assert official in {word for _, words in spoken(question) for word in words}


def test_an_everyday_word_is_met_by_its_official_one() -> None:
    terms = Terms.of("当兵的能落户吗", lambda word: 1.0)
    assert terms.coverage(search_key("现役军人可以落户")) > 0.8
    assert terms.coverage(search_key("在校学生可以落户")) < 0.7


def test_every_entry_makes_words_to_look_for() -> None:
    for said, _ in entries():
        assert all(Terms.of(f"{word}，申请由谁负责", lambda _: 1.0).terms for word in said), said


def test_a_share_in_everyday_words_is_met_by_its_figure() -> None:
    terms = Terms.of("四成由谁出", lambda _: 1.0)
    assert terms.coverage(search_key("财政承担40%")) > terms.coverage(search_key("财政承担60%"))


def test_an_everyday_word_names_no_benefit_that_must_stand_in_a_passage() -> None:
    terms = Terms.of("自掏腰包的能补贴吗", lambda word: 1.0)
    assert any(term.spoken for term in terms.terms)
    assert terms.named("") == []


def test_a_question_is_read_in_no_time() -> None:
    question = "打工族的娃上学，租约到期了，执照也丢了，找谁补办？" * 12
    spoken(question)
    start = time.thread_time()
    for _ in range(20):
        spoken(question)
    assert (time.thread_time() - start) / 20 < 0.05
