"""Two people and twenty: each gets their own answer after their own questions, and is told when too many wait."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from web_fakes import served
from web_visit import PHONE, WIDE, Visit

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
def test_pages_open_beside_each_other_keep_their_conversations_apart(browser: Any, url: str) -> None:
    pages = [Visit(browser, url, WIDE, "zh-CN") for _ in range(3)]
    for opened, question in zip(pages, ("博士补贴", "公寓租金", "筛选"), strict=True):
        opened.page.fill("#pq-question", question)
        opened.page.keyboard.press("Enter")
    for opened, words in zip(pages, ("四十二万元", "百分之六十", "None"), strict=True):
        opened.page.locator(".answer").wait_for()
        assert opened.page.locator("article.turn").count() == 1
        assert words in opened.page.inner_text(".answer")
    assert [opened.ask("那硕士呢？").locator(".standalone").count() for opened in pages] == [1, 1, 1]
    fresh = Visit(browser, url, WIDE, "zh-CN")
    assert fresh.ask("那硕士呢？").locator(".standalone").count() == 0
    for opened in (*pages, fresh):
        opened.context.close()


@pytest.mark.browser
@pytest.mark.parametrize(("size", "locale", "words"), [
    (WIDE, "zh-CN", "已有 32 个问题在排队"), (PHONE, "en-GB", "32 questions are waiting"),
])  # fmt: skip
def test_a_full_queue_is_said_in_one_sentence_and_can_be_tried_again(
    browser: Any, size: tuple[int, int], locale: str, words: str
) -> None:
    with served(seconds=20) as (url, _):
        opened = Visit(browser, url, size, locale)
        with ThreadPoolExecutor(PEOPLE) as pool:
            body = {"data": ["博士", None, None, None, None, None]}
            asked = [
                pool.submit(httpx.post, f"{url}gradio_api/call/ask", json=body, timeout=60)
                for _ in range(QUEUE_SIZE + ASKED_AT_ONCE + 2)
            ]
            codes = [each.result().status_code for each in asked]
        assert codes.count(200) <= QUEUE_SIZE + ASKED_AT_ONCE
        assert 503 in codes
        turn = opened.ask("博士补贴")
        assert words in turn.locator("[role=alert]").inner_text()
        assert turn.get_by_role("button").count() == 2
        opened.context.close()
