"""Past conversations in a real browser: kept there alone, found, renamed, opened again, exported, deleted."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from web_fakes import DOCTOR, served
from web_visit import Visit, violations

pytestmark = pytest.mark.browser

KEYS = "Object.keys(localStorage).filter((key) => key.startsWith('policyqa.history.')).length"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(folder=tmp_path_factory.mktemp("index")) as (address, _):
        yield address


def titles(page: Any) -> list[str]:
    page.click("#pq-tab-history")
    return [str(title) for title in page.locator(".history strong").all_inner_texts()]


def two_conversations(opened: Any) -> Any:
    """Two conversations, of which the second is open; the page."""
    page = opened.page
    opened.ask("博士补贴")
    opened.ask("那硕士呢？")
    page.locator(".actions button").filter(has_text=opened.said("new")).click()
    opened.ask("公寓租金")
    return page


def test_conversations_are_listed_newest_first_and_open_again(everywhere: Visit) -> None:
    page = two_conversations(everywhere)
    assert titles(page) == ["公寓租金", "博士补贴"]
    assert page.locator(".history .badge").all_inner_texts() == [everywhere.said("history_current")]
    assert page.locator(".history .meta").nth(1).inner_text().endswith(everywhere.said("history_questions", n=2))
    assert violations(page) == []
    assert everywhere.fits()
    page.locator(".history .document").nth(1).click()
    assert page.locator("article.turn .question").count() == 2
    assert page.locator("article.turn .short").nth(0).inner_text() == "四十二万元[1]"
    assert page.locator("#pq-panel .card").count() == 2
    # The next question follows those of the conversation that was opened.
    assert everywhere.ask("那硕士呢？").locator(".standalone").count() == 1
    assert titles(page)[0] == "博士补贴"
    page.reload(wait_until="commit")
    page.wait_for_selector(".answer")
    assert page.locator("article.turn").count() == 3


def test_conversations_are_found_by_their_words_exported_and_deleted(everywhere: Visit) -> None:
    page = two_conversations(everywhere)
    assert len(titles(page)) == 2
    for words, found in (("租金", ["公寓租金"]), ("月亮", []), ("四十二万元 硕士", ["博士补贴"])):
        page.fill(".past .find", words)
        assert page.locator(".history strong").all_inner_texts() == found
        assert (everywhere.said("history_none") in page.inner_text(".past")) == (not found)
    with page.expect_download() as download:
        page.get_by_role("button", name=everywhere.said("history_json", title="博士补贴")).click()
    assert download.value.suggested_filename == "博士补贴.json"
    value = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert [answer["question"] for answer in value["answers"]] == ["博士补贴", "那硕士呢？"]
    assert value["answers"][0]["citations"][0]["quote"] == DOCTOR
    assert value["answers"][1]["standalone"] == "青屿市对新引进的硕士研究生给予多少购房补贴？"
    page.fill(".past .find", "")
    page.get_by_role("button", name=everywhere.said("history_remove", title="博士补贴")).click()
    assert everywhere.said("history_delete_ask", title="博士补贴") in page.inner_text("dialog.small")
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert len(titles(page)) == 2
    page.get_by_role("button", name=everywhere.said("history_remove", title="博士补贴")).click()
    page.locator("dialog.small .danger").click()
    page.wait_for_function("document.querySelectorAll('.history li').length === 1")
    assert titles(page) == ["公寓租金"]
    assert page.evaluate(KEYS) == 1
    assert "硕士" not in page.evaluate("JSON.stringify(localStorage)")


def test_a_conversation_is_renamed_and_keeps_its_name(visit: Any) -> None:
    opened = visit()
    page = two_conversations(opened)
    titles(page)
    page.locator(".history .rename").first.click()
    page.keyboard.type("租房的问题")
    page.keyboard.press("Enter")
    assert titles(page)[0] == "租房的问题"
    opened.ask("博士补贴")
    assert titles(page)[0] == "租房的问题"
    page.locator(".history .rename").first.click()
    page.keyboard.type("不要")
    page.keyboard.press("Escape")
    assert titles(page)[0] == "租房的问题"


def test_deleting_all_leaves_nothing_behind(visit: Any) -> None:
    page = two_conversations(visit())
    titles(page)
    page.locator(".past .buttons .plain").click()
    page.locator("dialog.small .danger").click()
    page.wait_for_function("!document.querySelectorAll('.history li').length")
    assert page.evaluate(KEYS) == 0
    # What was deleted is gone from the page and the tab too.
    assert page.locator("article.turn").count() == 0
    assert "公寓租金" not in page.evaluate("JSON.stringify(sessionStorage) + JSON.stringify(localStorage)")


def test_nothing_is_kept_where_the_person_does_not_want_it(visit: Any) -> None:
    opened = visit()
    page = opened.page
    page.click("#pq-tab-history")
    page.locator(".past .check input").click()
    opened.ask("博士补贴")
    assert titles(page) == []
    assert page.evaluate(KEYS) == 0
    page.locator(".past .check input").click()
    assert titles(page) == ["博士补贴"]


def test_when_the_storage_is_full_the_oldest_conversations_go_first(visit: Any) -> None:
    opened = visit()
    page = two_conversations(opened)
    page.evaluate(
        "() => { try { for (let i = 0; ; i++) localStorage.setItem('filler' + i, 'x'.repeat(20000)); } catch {} }"
    )
    page.evaluate(
        "() => { try { for (let i = 0; ; i++) localStorage.setItem('small' + i, 'x'.repeat(200)); } catch {} }"
    )
    opened.ask("那硕士呢？")
    assert titles(page) == ["公寓租金"]
    assert "2 个问题" in page.inner_text(".history .meta")
    assert page.evaluate("JSON.parse(sessionStorage.getItem('policyqa.conversation')).turns.length") == 2


def test_what_else_lies_in_the_storage_breaks_nothing(visit: Any) -> None:
    opened = visit()
    page = opened.page
    page.evaluate("localStorage.setItem('policyqa.history', '{\"not\": \"a list\"}')")
    page.reload()
    page.wait_for_selector(".welcome .example")
    assert titles(page) == []
    lost = [1, {"id": "x", "title": "丢失的", "at": 1e12, "count": 1}]
    page.evaluate("(list) => localStorage.setItem('policyqa.history', JSON.stringify(list))", lost)
    assert titles(page) == ["丢失的"]
    page.locator(".history .document").click()
    assert page.inner_text(".announcer") == "这次对话已不在浏览器中。"
    opened.ask("博士补贴")
    assert titles(page)[0] == "博士补贴"


def test_tabs_keep_their_own_conversations_in_one_history(visit: Any) -> None:
    opened = visit()
    opened.ask("博士补贴")
    other = opened.context.new_page()
    other.goto(opened.url)
    other.wait_for_selector(".welcome .example")
    # As a browser does when a tab is duplicated.
    kept = opened.page.evaluate("JSON.stringify(sessionStorage)")
    other.evaluate(
        "(kept) => Object.entries(JSON.parse(kept)).forEach(([key, value]) => sessionStorage.setItem(key, value))", kept
    )
    other.reload()
    other.wait_for_selector(".answer")
    for page, question in ((opened.page, "公寓租金"), (other, "那硕士呢？")):
        page.fill("#pq-question", question)
        page.keyboard.press("Enter")
        page.locator("article.turn").nth(1).locator(".answer").wait_for()
    assert titles(opened.page) == ["博士补贴", "博士补贴"]
    opened.page.locator(".history .document").first.click()
    assert opened.page.locator("article.turn .question").nth(1).inner_text().endswith("那硕士呢？")
