"""While an answer is on its way: it is shown as it grows, and what gets lost on the way is asked for again."""

from collections.abc import Iterator
from typing import Any

import pytest
from web_fakes import DOCTOR, FakeService, served
from web_visit import WIDE, Visit, in_view

from qa.web.desk import Desk

pytestmark = pytest.mark.browser

PIECE_SECONDS = 0.5


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with served(seconds=PIECE_SECONDS, FAKE_GROWING="1") as (address, _):
        yield address


def sent(page: Any, question: str) -> None:
    page.fill("#pq-question", question)
    page.keyboard.press("Enter")


def test_an_answer_is_shown_as_it_grows(everywhere: Visit) -> None:
    page = everywhere.page
    sent(page, "博士补贴")
    page.locator("#turn-a1 .pending", has_text=everywhere.said("pending")).wait_for()
    page.locator("#turn-a1 .answer[aria-busy]").wait_for()
    assert page.inner_text("#turn-a1 .short") == "四十二万元[1]"
    assert page.inner_text("#turn-a1 .pending") == everywhere.said("growing")
    assert page.locator("#turn-a1 .tools").count() == 0
    assert page.locator("#pq-panel .card").count() == 3  # its evidence is known from the beginning
    assert page.locator("#pq-send").is_disabled()
    page.locator("#turn-a1 .said", has_text=DOCTOR).wait_for()
    assert page.locator("#turn-a1 .pending").count() == 1
    page.locator("#turn-a1 .tools").wait_for()
    assert page.locator("#turn-a1 .pending").count() == 0
    assert page.locator("#turn-a1 .said p").count() == 2
    assert page.locator("#turn-a1 [aria-busy]").count() == 0


def test_who_reads_another_tab_or_place_meanwhile_is_left_there(visit: Any) -> None:
    opened = visit((1280, 560))
    page = opened.page
    opened.ask("比较各地")
    sent(page, "博士补贴")
    page.locator("#turn-a2 .answer[aria-busy]").wait_for()
    page.click("#pq-tab-documents")
    page.evaluate("document.getElementById('pq-log').scrollTop = 0")
    page.locator("#turn-a2 .tools").wait_for()
    assert page.locator("#pq-tab-documents").get_attribute("aria-selected") == "true"
    assert in_view(opened, "#turn-a1 .question")


def test_an_answer_that_breaks_off_is_a_failure_that_can_be_tried_again(visit: Any) -> None:
    page = visit().page
    sent(page, "博士补贴，中断")
    page.locator("#turn-a1 .answer[aria-busy]").wait_for()
    page.locator("#turn-a1 .failure").wait_for()
    assert "出了意外" in page.inner_text("#turn-a1 .failure")
    assert page.locator("#turn-a1 .answer").count() == 0
    assert page.locator("#pq-send").is_enabled()


def test_an_answer_that_was_lost_on_a_living_server_is_asked_for_again(browser: Any, url: str) -> None:
    opened = Visit(browser, url, WIDE, "zh-CN")
    page = opened.page
    page.clock.install()
    taken: list[str] = []

    def lose(route: Any) -> None:
        """The first question is taken, as it seems, and never heard of again."""
        taken.append(route.request.post_data)
        if len(taken) == 1:
            route.fulfill(json={"event_id": "never"})
        else:
            route.continue_()

    page.route("**/queue/join**", lose)
    sent(page, "博士补贴")
    page.locator("#turn-a1 .pending").wait_for()
    page.clock.fast_forward(5_000)
    page.locator("#turn-a1 .pending", has_text="仍在查找").wait_for()
    assert len(taken) == 1
    for _ in range(6):
        page.clock.fast_forward(3_500)
        page.wait_for_timeout(100)
    page.clock.resume()
    page.locator("#turn-a1 .tools").wait_for()
    assert len(taken) == 2
    assert page.locator("article.turn").count() == 1
    opened.context.close()


def test_a_stream_that_broke_is_opened_again_for_the_same_question(browser: Any, url: str) -> None:
    opened = Visit(browser, url, WIDE, "zh-CN")
    broken: list[str] = []

    def cut(route: Any) -> None:
        broken.append(route.request.url)
        if len(broken) == 1:
            route.abort()
        else:
            route.continue_()

    opened.page.route("**/queue/data**", cut)
    turn = opened.ask("博士补贴")
    assert turn.locator(".short").inner_text() == "四十二万元[1]"
    assert len(broken) == 2
    opened.context.close()


def test_a_growing_turn_says_whether_more_follows() -> None:
    desk = Desk(FakeService(growing=True))
    turns = list(desk.growing("a1", "博士补贴", None, None))
    assert [more for _, more in turns] == [True, True, True, False]
    assert turns[-1][0] == turns[-2][0] == Desk(FakeService()).turn("a1", "博士补贴", None, None)
    failed = list(desk.growing("a1", "博士补贴，中断", None, None))
    assert [(turn.error, more) for turn, more in failed] == [(None, True), ("failed", False)]
    assert [(turn.error, more) for turn, more in desk.growing("a1", "", None, None)] == [("empty", False)]
