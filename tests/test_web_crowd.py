"""Two people and twenty: each gets their own answer after their own questions, and is told when too many wait."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from web_fakes import served
from web_visit import PLACES, Visit, violations

from qa.web.page import ASKED_AT_ONCE, QUEUE_SIZE
from qa.web.strings import TEXTS

PEOPLE = 20


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with served(seconds=0.2) as (address, _):
        yield address


def event(url: str, *data: Any) -> str:
    """Asks, and returns the id under which the answer can be had."""
    filled = [*data, *[None] * (6 - len(data))]
    response = httpx.post(f"{url}gradio_api/call/ask", json={"data": filled}, timeout=60)
    assert response.status_code == 200
    return str(response.json()["event_id"])


def answer(url: str, id: str) -> dict[str, Any]:
    body = httpx.get(f"{url}gradio_api/call/ask/{id}", timeout=60).text
    line = next(line for line in body.splitlines() if line.startswith("data: "))
    found: dict[str, Any] = json.loads(line[6:])[0]
    return found


def test_twenty_people_at_once_each_get_their_own_answer(url: str) -> None:
    def ask(person: int) -> tuple[str, str]:
        year = str(1990 + person)
        mine = answer(url, event(url, "筛选", None, None, None, None, [year]))["answer"]
        history = ["博士有多少补贴？"] if person % 2 else None
        return mine, answer(url, event(url, "那硕士呢？", history))["standalone"]

    with ThreadPoolExecutor(PEOPLE) as pool:
        found = list(pool.map(ask, range(PEOPLE)))
    for person, (mine, standalone) in enumerate(found):
        assert mine == f"Filters(regions=(), kinds=(), issuers=(), years=('{1990 + person}',))"
        assert ("青屿市" in standalone) == bool(person % 2), person


def test_the_sentence_for_a_full_queue_says_how_many_wait() -> None:
    for language in ("zh", "en"):
        assert str(QUEUE_SIZE) in TEXTS[language]["error_busy"]


@pytest.mark.browser
def test_pages_open_beside_each_other_keep_their_conversations_apart(four: list[Visit], visit: Any) -> None:
    asked = (("博士补贴", "四十二万元"), ("公寓租金", "百分之六十"), ("筛选", "None"), ("月亮", "海棠市"))
    for each, (question, _) in zip(four, asked, strict=True):
        each.page.fill("#pq-question", question)
        each.page.keyboard.press("Enter")
    for each, (_, words) in zip(four, asked, strict=True):
        each.page.locator(".answer").wait_for()
        assert each.page.locator("article.turn").count() == 1
        assert words in each.page.inner_text(".pq")
    assert [each.ask("那硕士呢？").locator(".standalone").count() for each in four] == [1, 1, 1, 1]
    assert visit().ask("那硕士呢？").locator(".standalone").count() == 0


@pytest.mark.browser
def test_a_full_queue_is_said_in_one_sentence_and_can_be_tried_again(browser: Any) -> None:
    with served(seconds=60) as (url, _):
        four = [Visit(browser, url, *where) for where in PLACES.values()]
        with ThreadPoolExecutor(PEOPLE) as pool:
            body = {"data": ["博士", None, None, None, None, None]}
            asked = [
                pool.submit(httpx.post, f"{url}gradio_api/call/ask", json=body, timeout=60)
                for _ in range(QUEUE_SIZE + ASKED_AT_ONCE + 2)
            ]
            codes = [each.result().status_code for each in asked]
        assert codes.count(200) <= QUEUE_SIZE + ASKED_AT_ONCE
        assert 503 in codes
        for each in four:
            each.page.fill("#pq-question", "博士补贴")
            each.page.keyboard.press("Enter")
        for each in four:
            failure = each.page.locator("article.turn [role=alert]")
            failure.wait_for()
            assert each.said("error_busy") in failure.inner_text()
            assert each.page.locator("article.turn").get_by_role("button", name=each.said("retry")).count() == 1
            assert violations(each.page) == []
            assert each.fits()
            each.context.close()
