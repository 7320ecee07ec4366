"""Below an answer: why it is so, and questions that go on from it, each tried before it is shown."""

import re
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from web_engine import GRANT, NOWHERE, built, engine_served
from web_visit import Visit, violations

from index.model import Span
from qa.engine import PolicyQA
from qa.examples import figure_questions, heading_question, working_examples
from qa.explain import Explanation
from qa.model import Filters
from qa.question import language_of
from qa.related import related_questions
from qa.wording import Language


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with engine_served(tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> PolicyQA:
    return PolicyQA.open(built(tmp_path_factory.mktemp("corpus")))


def span_of(engine: PolicyQA, document: str, words: str) -> Span:
    start = engine.index.text(document).index(words)
    return Span(start, start + len(words))


@pytest.mark.parametrize(("language", "begins"), [("zh", "青屿市"), ("en", "(?:What|How) [a-z ]+")])
def test_related_questions_are_answered_by_the_document_at_another_place(
    engine: PolicyQA, language: Language, begins: str
) -> None:
    cited = span_of(engine, "qingyu-rules", "每平方米每月最高三十元")
    found = related_questions(engine, "qingyu-rules", cited, 30, language)
    assert found
    for question in found:
        assert re.match(begins, question)
        assert "青屿市" in question
        answer = engine.quoted(question)
        assert not answer.abstained
        used = [citation for citation in answer.citations if citation.used]
        assert used[0].document == "qingyu-rules"
        assert not any(Span(citation.start, citation.end).overlaps(cited) for citation in used)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_example_questions_are_in_the_language_asked_for_and_answered(engine: PolicyQA, language: Language) -> None:
    found = working_examples(engine, language)
    assert found
    for question in found:
        assert language_of(question) == language
        assert not engine.quoted(question).abstained


@pytest.mark.parametrize(
    ("sentence", "questions"),
    [
        ("全市建成人才公寓26套。", ["青屿市有多少套人才公寓？", "How many “人才公寓” does 青屿市 have?"]),
        ("引进高层次人才430余人次，", ["青屿市有多少高层次人才？", "How many “高层次人才” does 青屿市 have?"]),
        # A bound is not how many there are, and what follows the unit is what is counted.
        ("落户高层次人才创业项目不少于10个。", []),
        ("子女入学等29个服务事项。", []),
    ],
)
def test_what_a_sentence_counts_can_be_asked_for(sentence: str, questions: list[str]) -> None:
    asked = [question for language in ("zh", "en") for question, _ in figure_questions(sentence, "青屿市", language)]
    assert asked == questions


@pytest.mark.parametrize(
    ("heading", "asked"),
    [
        ("（二）招生对象", "招生对象"),
        ("第九条（职责分工）", "职责分工"),
        ("第四章 医疗费用的结算", "医疗费用的结算"),
        ("三、1.建强双创孵化平台", "建强双创孵化平台"),
        ("第一章 总则", None),
        ("（三）其他材料", None),
        ("第三条 职工可以到本市范围内的定点医疗机构就医。", None),
    ],
)
def test_a_heading_is_asked_about_without_its_number(heading: str, asked: str | None) -> None:
    zh, en = heading_question(heading, "青屿市"), heading_question(heading, "青屿市", "en")
    if asked is None:
        assert zh is en is None
    else:
        assert zh in (f"青屿市在{asked}方面有哪些规定？", f"青屿市在{asked}方面有哪些举措？")
        assert en == f"What does 青屿市 do under “{asked}”?"


def test_related_questions_need_a_document_that_names_its_place(engine: PolicyQA) -> None:
    with pytest.raises(KeyError):
        related_questions(engine, "gone", Span(0, 5))
    assert related_questions(engine, "haitang-report", Span(0, 5), seconds=0) == []


def test_trying_ends_in_time(engine: PolicyQA) -> None:
    related_questions(engine, "qingyu-rules", Span(0, 5))  # the first time words are cut, their table is read
    taken = []
    for _ in range(3):
        started = time.monotonic()
        related_questions(engine, "qingyu-rules", Span(0, 5))
        taken.append(time.monotonic() - started)
    assert min(taken) < 2


def test_an_explanation_holds_what_was_weighed_and_what_was_used(engine: PolicyQA) -> None:
    value = Explanation.of(engine, GRANT).payload()
    assert not value["abstained"]
    assert value["confidence"] >= value["threshold"]
    first = value["evidence"][0]
    assert (first["document"], first["locator"], first["used"]) == ("qingyu-rules", "第四条", True)
    assert first["text"] == engine.index.text("qingyu-rules")[first["start"] : first["end"]]
    assert not all(item["used"] for item in value["evidence"])
    refused = Explanation.of(engine, NOWHERE).payload()
    assert (refused["abstained"], refused["reason"]) == (True, "not_covered")
    assert refused["not_covered"] == {"places": ["苏州市"], "years": []}
    filtered = Explanation.of(engine, GRANT, (), Filters(kinds=("notice",))).payload()
    assert {hit["document"] for hit in filtered["hits"]} == {"yunqiao-notice"}
    assert filtered["lacking"] == {"kind": 0}


@pytest.mark.parametrize(
    "body", [{}, {"question": ""}, {"question": "长" * 501}, {"question": "?", "filters": {"kinds": ["poem"]}}]
)
def test_what_cannot_be_explained_is_refused_in_both_languages(url: str, body: dict[str, Any]) -> None:
    response = httpx.post(f"{url}page/explain", json=body)
    assert response.status_code == 400
    assert set(response.json()["error"]) == {"code", "zh", "en"}


def test_related_questions_of_an_unknown_place_are_none(url: str) -> None:
    for at in ({"document": "gone"}, {"document": "qingyu-rules", "start": 10**9, "end": 0}, {"document": ""}):
        response = httpx.get(f"{url}page/related", params=at)
        assert response.status_code == 200
        assert isinstance(response.json(), list)


@pytest.mark.browser
def test_related_questions_are_offered_in_the_readers_language_and_asked(everywhere: Visit) -> None:
    page = everywhere.page
    turn = everywhere.ask(GRANT)
    turn.locator(".related .chip").first.wait_for()
    assert turn.locator(".related .label").inner_text() == everywhere.said("related")
    offered = turn.locator(".related .chip").all_inner_texts()
    assert {language_of(question) for question in offered} == {everywhere.language}
    assert violations(page) == []
    question = turn.locator(".related .chip").first.inner_text()
    turn.locator(".related .chip").first.focus()
    page.keyboard.press("Enter")
    page.locator("article.turn").nth(1).locator(".answer:not(.refusal)").wait_for()
    assert page.locator("article.turn .question").nth(1).inner_text().endswith(question)
    # It is asked as it was tried, without the question before it, and not offered again.
    assert page.locator("article.turn").nth(1).locator(".standalone").count() == 0
    page.reload(wait_until="commit")
    page.wait_for_selector(".answer")
    assert question not in page.locator(".related .chip").all_inner_texts()


@pytest.mark.browser
def test_why_an_answer_is_so_unfolds_below_it(everywhere: Visit) -> None:
    page = everywhere.page
    turn = everywhere.ask(GRANT)
    turn.locator(".why summary").focus()
    page.keyboard.press("Enter")
    turn.locator(".why .weighed .used").first.wait_for()
    assert "第四条" in turn.locator(".why .weighed .used").first.inner_text()
    assert everywhere.said("why_decided") in turn.locator(".why").inner_text()
    assert turn.locator(".why tbody tr").count() == 10
    assert violations(page) == []
    assert everywhere.fits()
    turn.locator(".why tbody .link").first.click()
    page.wait_for_selector("#pq-viewer[open] .paper mark")
    page.keyboard.press("Escape")
    refused = everywhere.ask(NOWHERE)
    refused.locator(".why summary").click()
    refused.locator(".why h3").first.wait_for()
    assert "苏州市" in refused.locator(".why .body").inner_text()
