"""The page in a real Chromium: what a person sees, presses and copies, on a laptop and on a phone."""

import json
import re
import socket
import time
from collections.abc import Iterator
from statistics import median
from typing import Any

import httpx
import pytest
from web_fakes import DOCTOR, HOSTILE, MASTER, served
from web_visit import PHONE, WIDE, Visit, in_view, violations

from qa.web.page import QUEUE_SIZE

pytestmark = pytest.mark.browser

ANSWER_SECONDS = 0.4


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with served(seconds=ANSWER_SECONDS) as (address, _):
        yield address


def test_an_empty_page_says_what_can_be_asked_and_its_examples_work(visit: Any) -> None:
    page = visit().page
    assert page.locator("h1").inner_text() == "政策问答"
    assert "3 份文件" in page.inner_text(".coverage")
    assert "东澜省青屿市" in page.inner_text(".coverage")
    page.click(".example >> nth=0")
    page.wait_for_selector(".answer")
    assert page.inner_text(".short").startswith("四十二万元")


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_a_question_is_pending_at_once_then_answered_with_its_evidence(visit: Any, size: tuple[int, int]) -> None:
    opened = visit(size)
    page = opened.page
    page.fill("#pq-question", "博士来青屿市有多少购房补贴？")
    page.keyboard.press("Enter")
    assert page.locator(".pending").is_visible()
    assert page.locator("#pq-send").is_disabled()
    page.wait_for_selector(".answer")
    assert page.inner_text(".short") == "四十二万元[1]"
    assert page.locator(".said p").all_inner_texts()[0].endswith("。[1]")
    assert page.locator("#pq-panel .card").count() == 3
    assert page.locator("#pq-panel .card").nth(0).locator("mark").inner_text() == DOCTOR
    for said in ("青屿市人民政府", "2024年3月15日", "东澜省青屿市", "第三条"):
        assert said in page.locator("#pq-panel .card").nth(0).inner_text()
    assert page.locator(".card.unused").count() == 1
    assert "未采用，仅供参考" in page.inner_text("#pq-panel")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_a_marker_leads_to_its_card_even_of_an_older_answer(visit: Any) -> None:
    opened = visit((1280, 560))
    page = opened.page
    opened.ask("博士补贴")
    opened.ask("那硕士呢？")
    assert page.locator("#pq-panel .card mark").nth(0).inner_text() == MASTER
    page.locator("#turn-a1 a.cite[href='#cite-a1-2']").click()
    page.wait_for_selector("#cite-a1-2.on")
    assert page.locator(".card.on").count() == 1
    assert page.evaluate("document.activeElement.id") == "cite-a1-2"
    page.wait_for_timeout(600)
    assert in_view(opened, "#cite-a1-2")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#cite-a1-2"


def test_on_a_phone_the_panel_follows_the_answer_that_is_looked_at(visit: Any) -> None:
    opened = visit(PHONE)
    page = opened.page
    opened.ask("博士补贴")
    opened.ask("那硕士呢？")
    assert page.locator("#turn-a2 #pq-panel").count() == 1
    page.locator("#turn-a1 a.cite").first.click()
    assert page.locator("#turn-a1 #pq-panel").count() == 1
    page.wait_for_timeout(600)
    assert in_view(opened, "#cite-a1-1")
    below = "document.querySelector('#pq-panel').getBoundingClientRect().top"
    assert page.evaluate(f"{below} >= document.querySelector('#turn-a1 .answer').getBoundingClientRect().bottom")


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_the_whole_document_opens_at_the_sentence(visit: Any, size: tuple[int, int]) -> None:
    opened = visit(size)
    page = opened.page
    opened.ask("博士补贴")
    for _ in range(2):
        page.locator(".card").nth(1).get_by_text("打开全文").click()
        page.wait_for_selector("#pq-viewer[open] .paper")
        assert page.locator(".paper mark").all_inner_texts() == [
            "第五条 符合条件的人才应当在入职后六个月内，通过市人才服务平台提出申请。"
        ]
        assert in_view(opened, ".paper mark")
        page.keyboard.press("Escape")
        assert page.locator("#pq-viewer[open]").count() == 0
    page.locator(".card").nth(1).get_by_text("打开全文").click()
    page.wait_for_selector(".paper")
    about = page.inner_text("#pq-viewer .about")
    for said in ("青政发〔2024〕7号", "东澜省青屿市", "青屿市鼓励人才创新创业办法[A]."):
        assert said in about
    if size == PHONE:
        page.click(".outline summary")
    page.locator(".outline").get_by_text("附件 任务分工").click()
    page.wait_for_timeout(700)
    assert page.evaluate("document.activeElement.textContent") == "附件 任务分工"
    assert page.locator(".paper td").count() == 9


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_a_sentence_far_down_a_long_document_is_brought_into_view(visit: Any, size: tuple[int, int]) -> None:
    opened = visit(size)
    page = opened.page
    opened.ask("第25项工作是什么？")
    page.locator(".card").first.get_by_text("打开全文").click()
    page.wait_for_selector("#pq-viewer[open] .paper mark")
    page.wait_for_timeout(600)
    box = page.locator(".paper mark").bounding_box()
    middle = box["y"] + box["height"] / 2
    assert abs(middle - size[1] / 2) < size[1] / 4


def test_documents_can_be_listed_and_read_without_a_question(visit: Any) -> None:
    from playwright.sync_api import expect

    page = visit().page
    assert page.locator(".document").count() == 3
    page.locator(".document").nth(1).click()
    page.wait_for_selector(".paper")
    said = page.inner_text("#pq-viewer")
    assert "摘编，非原文" in said
    assert "由正文推断" in said
    assert "1 处字符损坏" in said
    # A line is laid out once it comes into view; until then it shows nothing.
    expect(page.locator(".paper .damaged")).to_have_text("\ufffd\ufffd", use_inner_text=True)
    assert page.locator(".paper mark").count() == 0


def test_text_of_documents_and_people_is_never_markup(visit: Any) -> None:
    opened = visit()
    page = opened.page
    turn = opened.ask(f"恶意 {HOSTILE}")
    assert turn.locator(".question").inner_text().endswith(HOSTILE)
    assert turn.locator(".said").inner_text() == f"{HOSTILE}[1]"
    page.locator(".card .title").first.click()
    page.wait_for_selector(".paper")
    assert page.locator(".paper mark").inner_text() == HOSTILE
    assert page.evaluate("window.hacked") is None
    assert page.locator("#policyqa img, #policyqa script, #policyqa a[href^=javascript]").count() == 0


def test_an_answer_is_copied_clean_with_its_notes(visit: Any) -> None:
    opened = visit()
    opened.ask("博士补贴").get_by_text("复制（含出处）").click()
    opened.page.wait_for_selector(".announcer.shown")
    lines = opened.clipboard().splitlines()
    assert lines[0] == "四十二万元[1]"
    assert lines[2] == f"{DOCTOR}[1]"
    assert lines[-3] == "出处"
    assert lines[-2] == f"[1] “{DOCTOR}” 青屿市人民政府. 青屿市鼓励人才创新创业办法[A]."
    assert "&" not in opened.clipboard()
    opened.page.locator(".card").first.get_by_text("复制引文").click()
    opened.page.wait_for_function("navigator.clipboard.readText().then((text) => text.startsWith('“'))")
    assert opened.clipboard() == f"“{DOCTOR}” 青屿市人民政府. 青屿市鼓励人才创新创业办法[A]."


def test_a_comparison_is_a_table_and_is_copied_as_one(visit: Any) -> None:
    opened = visit()
    turn = opened.ask("比较各地对人才的支持")
    assert turn.locator("th").all_inner_texts() == ["地区", "规定（原文）"]
    assert turn.locator("tr").nth(1).locator("td").all_inner_texts() == ["青屿市", f"{DOCTOR}[1]"]
    turn.get_by_text("复制（含出处）").click()
    opened.page.wait_for_selector(".announcer.shown")
    assert f"青屿市\t{DOCTOR}[1]" in opened.clipboard().splitlines()
    html = opened.page.evaluate(
        "navigator.clipboard.read().then((all) => all[0].getType('text/html')).then((blob) => blob.text())"
    )
    assert "<table" in html
    assert "<a" not in html


def test_a_refusal_says_why_what_is_nearest_and_what_is_covered(visit: Any) -> None:
    opened = visit()
    turn = opened.ask("月亮上有没有人才政策？")
    assert turn.locator(".verdict").inner_text().split() == ["未作答", "文件中没有找到依据"]
    assert "3 份文件" in turn.inner_text()
    assert opened.page.locator(".card").count() == opened.page.locator(".card.unused").count() == 1


def test_the_complete_question_of_a_follow_up_is_edited_in_place_and_asked_as_it_is(visit: Any) -> None:
    opened = visit()
    page = opened.page
    assert opened.ask("博士补贴").locator(".standalone").count() == 0
    turn = opened.ask("那硕士呢？")
    turn.get_by_text("修改后再问").click()
    box = turn.locator(".standalone textarea")
    assert box.input_value() == "青屿市对新引进的硕士研究生给予多少购房补贴？"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "修改后再问"
    page.keyboard.press("Enter")
    box.fill("青屿市给硕士研究生多少补贴？")
    page.keyboard.press("Enter")
    turn.locator(".pending").wait_for()
    turn.locator(".answer").wait_for()
    assert page.locator("article.turn .question").all_inner_texts()[1].endswith("青屿市给硕士研究生多少补贴？")
    # The question is complete: the fake completes only what follows earlier questions.
    assert turn.locator(".standalone").count() == 0


def test_filters_limit_the_search_and_show_counts(visit: Any) -> None:
    opened = visit()
    page = opened.page
    page.click("#pq-scope summary")
    assert page.locator(".facets label").nth(0).inner_text().split() == ["东澜省", "2"]
    for name in ("云峤区", "海棠市", "通知公告", "2023"):
        page.locator(".facets label", has_text=re.compile(rf"^{name}\d")).click()
    assert page.inner_text("#pq-scope-value") == "云峤区、海棠市、通知公告、2023"
    said = opened.ask("筛选").locator(".said").inner_text()
    assert (
        said
        == "Filters(regions=('东澜省/青屿市/云峤区', '西澜省/海棠市'), kinds=('notice',), issuers=(), years=('2023',))"
    )
    page.click("#pq-scope summary")
    page.click("#pq-scope-clear")
    assert opened.ask("筛选").locator(".said").inner_text() == "None"


def test_a_failure_is_polite_and_can_be_tried_again(visit: Any) -> None:
    opened = visit()
    turn = opened.ask("出错")
    assert "secret" not in opened.page.content()
    assert "回答时出了意外" in turn.inner_text()
    turn.get_by_text("再试一次").click()
    turn.locator(".pending").wait_for()
    turn.locator(".failure").wait_for()
    assert opened.page.locator("article.turn").count() == 1
    assert "筛选条件无法识别" in opened.ask("读不懂").inner_text()
    assert opened.ask("博士补贴").locator(".short").count() == 1


def test_a_question_that_is_too_long_is_said_before_it_is_sent(visit: Any) -> None:
    opened = visit()
    opened.page.fill("#pq-question", "长" * 503)
    assert opened.page.locator("#pq-send").is_disabled()
    assert "3 字" in opened.page.inner_text("#pq-left")
    opened.page.keyboard.press("Enter")
    assert opened.page.locator("article.turn").count() == 0


def test_enter_chooses_a_word_while_an_input_method_is_composing(visit: Any) -> None:
    page = visit().page
    page.fill("#pq-question", "博士")
    page.evaluate(
        """document.querySelector('#pq-question').dispatchEvent(
             new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }))"""
    )
    page.keyboard.press("Shift+Enter")
    page.wait_for_timeout(200)
    assert page.locator("article.turn").count() == 0
    assert page.input_value("#pq-question") == "博士\n"


@pytest.mark.parametrize(
    ("locale", "title", "other"), [("zh-CN", "政策问答", "Policy Q&A"), ("en-GB", "Policy Q&A", "政策问答")]
)
def test_the_language_is_the_browsers_and_can_be_switched(visit: Any, locale: str, title: str, other: str) -> None:
    opened = visit(WIDE, locale)
    page = opened.page
    opened.ask("博士补贴")
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for expected in (title, other, other):
        assert page.locator("h1").inner_text() == page.title() == expected
        labels = page.evaluate(
            """[...document.querySelectorAll('.quiet:not(.language), .tab, legend, .panel h3')]
               .map((node) => node.textContent)"""
        )
        assert labels
        assert all(bool(chinese.search(label)) == (expected == "政策问答") for label in labels), labels
        if expected == title:
            page.click(".language")
        else:
            page.reload()
            page.wait_for_selector(".answer")


def test_a_conversation_outlives_a_reload_and_can_be_left(visit: Any) -> None:
    opened = visit()
    opened.ask("博士补贴")
    opened.page.reload()
    opened.page.wait_for_selector(".answer")
    assert opened.page.locator(".card").count() == 3
    assert opened.ask("那硕士呢？").locator(".standalone").count() == 1
    opened.page.get_by_text("新对话").click()
    assert opened.page.locator("article.turn").count() == 0
    assert opened.ask("那硕士呢？").locator(".standalone").count() == 0


def test_conversations_are_private_to_their_tab(visit: Any) -> None:
    one, two = visit(), visit()
    one.ask("博士补贴")
    assert two.page.locator("article.turn").count() == 0
    assert two.ask("那硕士呢？").locator(".standalone").count() == 0


def test_gradio_keeps_no_record_of_the_questions(visit: Any) -> None:
    opened = visit()
    opened.ask("博士补贴")
    kept = opened.page.evaluate("JSON.stringify(localStorage)")
    assert "博士" not in kept
    assert set(json.loads(kept)) <= {"policyqa.language"}


def test_everything_can_be_reached_by_keyboard_and_shows_it(visit: Any) -> None:
    opened = visit()
    page = opened.page
    opened.ask("博士补贴")
    page.evaluate("document.body.tabIndex = -1, document.body.focus(), document.body.removeAttribute('tabindex')")
    reached: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        where = page.evaluate(
            """(() => { const node = document.activeElement, style = getComputedStyle(node);
               const ring = style.outlineStyle !== 'none'
                 || getComputedStyle(node.parentElement).boxShadow !== 'none';
               return [node.id || node.className || node.tagName, ring]; })()"""
        )
        if where[0] == "BODY":
            break
        assert where[1], where
        reached.append(where[0])
    for wanted in ("skip", "pq-question", "cite", "pq-tab-evidence", "link title", "quiet", "pq-log"):
        assert wanted in reached, (wanted, reached)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("size", "locale"), [(WIDE, "zh-CN"), (PHONE, "en-GB")])
def test_axe_finds_nothing(visit: Any, size: tuple[int, int], locale: str, scheme: str) -> None:
    opened = visit(size, locale, color_scheme=scheme, reduced_motion="reduce")
    assert violations(opened.page) == []
    for question in ("博士补贴", "比较各地对人才的支持", "公寓租金", "出错", "月亮"):
        opened.ask(question)
    opened.page.click("#pq-scope summary")
    assert violations(opened.page) == []
    opened.page.click("#pq-scope summary")
    opened.page.locator(".card .title").first.click()
    opened.page.wait_for_selector(".paper")
    assert violations(opened.page) == []


def test_a_lost_connection_is_said_and_mended(browser: Any) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with served(port=port) as (url, process):
        opened = Visit(browser, url, WIDE, "zh-CN")
        opened.ask("博士补贴")
        process.kill()
        process.wait()
        turn = opened.ask("那硕士呢？")
        assert "连接断开" in turn.inner_text()
    with served(port=port) as (again, _):
        assert again == url
        opened.page.wait_for_selector("#turn-a2 .answer", timeout=30_000)
        assert "硕士" in opened.page.inner_text("#turn-a2 .standalone")
        assert opened.page.locator("#turn-a1 .answer").count() == 1
        opened.context.close()


def test_a_full_queue_is_said(browser: Any) -> None:
    with served(seconds=30) as (url, _):
        opened = Visit(browser, url, WIDE, "en-GB")
        body = {"data": ["博士", None, None, None, None, None]}
        codes = [httpx.post(f"{url}gradio_api/call/ask", json=body).status_code for _ in range(QUEUE_SIZE + 8)]
        assert codes[-1] == 503
        assert "Many people are asking" in opened.ask("博士补贴").inner_text()
        opened.context.close()


def test_answers_come_quickly(browser: Any) -> None:
    with served() as (url, _):
        opened = Visit(browser, url, WIDE, "zh-CN")
        seconds = []
        for question in ("博士补贴", "那硕士呢？", "公寓租金", "博士", "比较各地"):
            started = time.monotonic()
            opened.ask(question)
            seconds.append(time.monotonic() - started)
        opened.context.close()
        assert seconds[0] < 2
        assert median(seconds[1:]) < 0.5, seconds
