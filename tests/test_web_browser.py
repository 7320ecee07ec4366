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
from web_fakes import DOCTOR, HOSTILE, MASTER, REPORT, FakeService, served
from web_visit import PHONE, PLACES, WIDE, Visit, in_view, texts, violations

from qa.web.page import QUEUE_SIZE

pytestmark = pytest.mark.browser

QUESTION = "博士来青屿市有多少购房补贴？"
APPLY = "第五条 符合条件的人才应当在入职后六个月内，通过市人才服务平台提出申请。"
DATES = {
    "zh": ("2024年3月15日", "2024年4月1日", "2029年3月31日"),
    "en": ("March 15, 2024", "April 1, 2024", "March 31, 2029"),
}
"""When the measures were published, and from when to when they hold, as a reader in China or in America writes it."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with served() as (address, _):
        yield address


def held(visit: Visit) -> str:
    """What the page says of for how long the measures hold."""
    _, first, last = DATES[visit.language]
    return visit.said("held_from_to", **{"from": first, "to": last})


def coverage(visit: Visit) -> str:
    """What the page says of how much there is."""
    listed = FakeService().corpus()
    return visit.said("covers", documents=len(listed), passages=sum(entry.passages for entry in listed))


def test_an_empty_page_says_what_can_be_asked_and_its_examples_work(everywhere: Visit) -> None:
    page = everywhere.page
    assert page.locator("h1").inner_text() == everywhere.said("app")
    assert coverage(everywhere) in page.inner_text(".coverage")
    assert "东澜省青屿市" in page.inner_text(".coverage")
    assert page.locator(".example").all_inner_texts() == FakeService().examples(everywhere.language)
    page.click(".example >> nth=0")
    page.wait_for_selector(".answer")
    assert page.inner_text(".short").startswith("四十二万元")


def test_a_question_is_pending_at_once_then_answered_short_first_with_its_evidence(everywhere: Visit) -> None:
    page = everywhere.page
    page.fill("#pq-question", f"{QUESTION}慢")
    page.keyboard.press("Enter")
    assert page.inner_text(".pending") == everywhere.said("pending")
    assert page.locator("#pq-send").is_disabled()
    page.wait_for_selector(".answer")
    names = page.evaluate("[...document.querySelector('.answer').children].map((node) => node.className)")
    assert names[:3] == ["short", "said", "tools"]
    assert page.inner_text(".short") == "四十二万元[1]"
    assert page.locator(".said p").all_inner_texts()[0].endswith("。[1]")
    cards = page.locator("#pq-panel .card")
    assert cards.count() == 3
    assert cards.nth(0).locator("mark").inner_text() == DOCTOR
    said = cards.nth(0).inner_text()
    assert all(words in said for words in ("青屿市人民政府", DATES[everywhere.language][0], "第三条", held(everywhere)))
    assert page.locator(".card.unused").count() == 1
    assert everywhere.said("held_over") in cards.nth(2).inner_text()
    assert everywhere.said("unused") in page.inner_text("#pq-panel")
    assert everywhere.fits()


def test_a_marker_brings_its_passage_into_view_even_of_an_older_answer(everywhere: Visit) -> None:
    page = everywhere.page
    page.set_viewport_size({"width": everywhere.size[0], "height": 560})
    everywhere.ask(QUESTION)
    everywhere.ask("那硕士呢？")
    home = "#pq-side" if everywhere.size == WIDE else "#turn-a2"
    assert page.locator(f"{home} > #pq-panel").count() == 1
    assert page.locator("#pq-panel .card mark").nth(0).inner_text() == MASTER
    page.locator("#turn-a1 a.cite[href='#cite-a1-2']").click()
    page.wait_for_selector("#cite-a1-2.on")
    assert page.locator(".card.on").count() == 1
    assert page.locator("#cite-a1-2 mark").inner_text() == APPLY
    assert page.evaluate("document.activeElement.id") == "cite-a1-2"
    assert in_view(everywhere, "#cite-a1-2")
    if everywhere.size == PHONE:
        below = page.evaluate(
            """document.querySelector('#turn-a1 > #pq-panel').getBoundingClientRect().top
               >= document.querySelector('#turn-a1 .answer').getBoundingClientRect().bottom"""
        )
        assert below
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#cite-a1-2"


def test_the_whole_document_opens_at_the_sentence_with_outline_metadata_and_reference(everywhere: Visit) -> None:
    page = everywhere.page
    everywhere.ask(QUESTION)
    for _ in range(2):
        page.locator(".card").nth(1).get_by_text(everywhere.said("open")).click()
        page.wait_for_selector("#pq-viewer[open] .paper mark")
        assert page.locator(".paper mark").all_inner_texts() == [APPLY]
        assert in_view(everywhere, ".paper mark")
        page.keyboard.press("Escape")
        assert page.locator("#pq-viewer[open]").count() == 0
    page.locator(".card").nth(1).get_by_text(everywhere.said("open")).click()
    page.wait_for_selector(".paper mark")
    about = page.inner_text("#pq-viewer .about")
    place = {"zh": "东澜省青屿市", "en": "东澜省 青屿市"}[everywhere.language]
    for said in ("青政发〔2024〕7号", place, DATES[everywhere.language][0], held(everywhere)):
        assert said in about
    assert "青屿市鼓励人才创新创业办法[A]." in about
    if everywhere.size == PHONE:
        page.click(".outline summary")
    page.locator(".outline").get_by_text("附件 任务分工").click()
    page.wait_for_function("document.activeElement.textContent === '附件 任务分工'")
    assert page.locator(".paper td").count() == 9
    page.get_by_text(everywhere.said("back_to_quote")).click()
    assert in_view(everywhere, ".paper mark")
    assert everywhere.fits()


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_a_sentence_far_down_a_long_document_is_brought_into_view(visit: Any, size: tuple[int, int]) -> None:
    opened = visit(size, reduced_motion="reduce")
    page = opened.page
    opened.ask("第25项工作是什么？")
    page.locator(".card").first.get_by_text("打开全文").click()
    page.wait_for_selector("#pq-viewer[open] .paper mark")
    page.wait_for_timeout(300)
    box = page.locator(".paper mark").bounding_box()
    middle = box["y"] + box["height"] / 2
    assert abs(middle - size[1] / 2) < size[1] / 4


@pytest.mark.parametrize(("locale", "day"), [("zh-CN", "2023年11月"), ("en-GB", "November 2023")])
def test_dates_and_numbers_are_in_the_readers_form(visit: Any, locale: str, day: str) -> None:
    opened = visit(WIDE, locale)
    page = opened.page
    page.locator(".document").nth(1).click()
    page.wait_for_selector(".paper")
    assert day in page.inner_text("#pq-viewer .about")
    page.keyboard.press("Escape")
    page.locator(".document").nth(2).click()
    page.click("[data-mode=raw]")
    page.wait_for_selector(".paper.raw pre")
    # Text is laid out as it comes into view, and only then is it there to be seen.
    note = opened.said("raw_note", n=f"{len(REPORT):,}")
    page.wait_for_function("note => document.querySelector('.paper.raw').innerText.includes(note)", arg=note)


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


def test_an_answer_is_copied_clean_with_its_notes(everywhere: Visit) -> None:
    page = everywhere.page
    text = everywhere.copied(everywhere.ask(QUESTION).get_by_text(everywhere.said("copy_answer")))
    page.locator(".announcer.shown", has_text=everywhere.said("copied")).wait_for()
    lines = text.splitlines()
    assert lines[0] == "四十二万元[1]"
    assert lines[2] == f"{DOCTOR}[1]"
    assert lines[-3] == everywhere.said("notes")
    assert lines[-2] == f"[1] “{DOCTOR}” 青屿市人民政府. 青屿市鼓励人才创新创业办法[A]."
    assert "&" not in text
    citation = page.locator(".card").first.get_by_text(everywhere.said("copy_citation"))
    assert everywhere.copied(citation) == f"“{DOCTOR}” 青屿市人民政府. 青屿市鼓励人才创新创业办法[A]."


def test_a_comparison_is_a_table_and_is_copied_as_one(everywhere: Visit) -> None:
    page = everywhere.page
    turn = everywhere.ask("比较各地对人才的支持")
    assert turn.locator("th").all_inner_texts() == ["地区", "规定（原文）"]
    assert turn.locator("tr").nth(1).locator("td").all_inner_texts() == ["青屿市", f"{DOCTOR}[1]"]
    assert everywhere.fits()
    turn.get_by_text(everywhere.said("copy_answer")).click()
    page.wait_for_selector(".announcer.shown")
    assert f"青屿市\t{DOCTOR}[1]" in everywhere.clipboard().splitlines()
    html = page.evaluate(
        "navigator.clipboard.read().then((all) => all[0].getType('text/html')).then((blob) => blob.text())"
    )
    assert "<table" in html
    assert "<a" not in html


def test_a_refusal_says_why_what_is_nearest_and_what_is_covered(everywhere: Visit) -> None:
    page = everywhere.page
    turn = everywhere.ask("月亮上有没有人才政策？")
    verdict = turn.locator(".verdict")
    assert verdict.locator("strong").inner_text() == everywhere.said("abstained")
    assert verdict.locator("span").inner_text() == everywhere.said("reason_no_evidence")
    assert coverage(everywhere) in turn.inner_text()
    turn.locator("a.cite").first.click()
    page.wait_for_selector("#cite-a1-1.on")
    assert page.locator(".card").count() == page.locator(".card.unused").count() == 1
    assert page.locator("#pq-panel h3").all_inner_texts() == [everywhere.said("unused")]
    assert everywhere.fits()


def test_the_complete_question_of_a_follow_up_is_edited_in_place_and_asked_as_it_is(everywhere: Visit) -> None:
    page = everywhere.page
    assert everywhere.ask(QUESTION).locator(".standalone").count() == 0
    turn = everywhere.ask("那硕士呢？")
    assert turn.locator(".standalone").inner_text().startswith(everywhere.said("standalone").strip())
    turn.get_by_text(everywhere.said("edit")).click()
    box = turn.locator(".standalone textarea")
    assert box.input_value() == "青屿市对新引进的硕士研究生给予多少购房补贴？"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == everywhere.said("edit")
    page.keyboard.press("Enter")
    box.fill("青屿市给硕士研究生多少补贴？")
    page.keyboard.press("Enter")
    turn.locator(".question", has_text="青屿市给硕士研究生多少补贴？").wait_for()
    turn.locator(".answer").wait_for()
    # The question is complete: the fake completes only what follows earlier questions.
    assert turn.locator(".standalone").count() == 0
    assert page.locator("article.turn").count() == 2


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


def test_a_failure_is_one_sentence_and_can_be_tried_again(everywhere: Visit) -> None:
    page = everywhere.page
    turn = everywhere.ask("出错")
    assert "secret" not in page.content()
    assert turn.locator(".failure p").all_inner_texts() == [everywhere.said("error_failed")]
    with page.expect_request("**/queue/join**"):
        turn.get_by_role("button", name=everywhere.said("retry")).click()
    turn.locator(".failure").wait_for()
    assert page.locator("article.turn").count() == 1
    unread = {"zh": "筛选条件无法识别", "en": "the filter is not known"}[everywhere.language]
    assert everywhere.ask("读不懂").locator(".failure p").all_inner_texts() == [unread]
    assert everywhere.ask(QUESTION).locator(".short").count() == 1
    # An address that is none leads to the page, not to a page of an error.
    assert page.request.get(f"{everywhere.url}nothing", headers={"accept": "text/html"}).url == everywhere.url


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


LABELS = """[...document.querySelectorAll(
    'h1, .tagline, .quiet:not(.language), .tab, legend, summary, .panel h3, .confidence, .label, .badge, .send')]
  .map((node) => node.textContent)
  .concat([...document.querySelectorAll('.pq [aria-label]:not(.language), .pq [placeholder]')]
    .flatMap((node) => [node.ariaLabel, node.placeholder]))
  .filter((text) => text)"""
"""The page's own words, seen and read out; the scope's counts and the documents' names are not among them."""


def test_the_language_is_the_browsers_and_can_be_switched(everywhere: Visit) -> None:
    page = everywhere.page
    everywhere.ask(QUESTION)
    chinese = re.compile(r"[\u4e00-\u9fff]")
    other = {"zh": "en", "en": "zh"}[everywhere.language]
    for language in (everywhere.language, other, other):
        own = texts()[language]
        assert page.locator("h1").inner_text() == page.title() == own["app"]
        assert page.evaluate("document.documentElement.lang") == {"zh": "zh-CN", "en": "en"}[language]
        assert DATES[language][0] in page.locator(".card").first.inner_text() or language == other
        labels = page.evaluate(LABELS)
        assert len(labels) > 20
        strange = [
            label for label in labels if bool(chinese.search(label)) != (language == "zh") and label != own["digest"]
        ]
        assert strange == []
        if language == everywhere.language:
            page.focus(".language")
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.className") == "quiet language"
        else:
            page.reload()
            page.wait_for_selector(".answer")
    page.locator(".actions .quiet").filter(has_text=own["new"]).click()
    page.locator(".example").first.wait_for()
    assert page.locator(".example").all_inner_texts() == FakeService().examples(other)


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


def test_everything_can_be_reached_by_keyboard_and_shows_it(everywhere: Visit) -> None:
    page = everywhere.page
    everywhere.ask(QUESTION)
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


def test_the_way_from_a_marker_to_the_document_and_back_needs_no_mouse(everywhere: Visit) -> None:
    page = everywhere.page
    focused = "[document.activeElement.id, document.activeElement.className]"
    everywhere.ask(QUESTION)
    page.locator("a.cite").last.focus()
    page.keyboard.press("Enter")
    assert page.evaluate(focused) == ["cite-a1-2", "card on"]
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == ["", "link title"]
    page.keyboard.press("Enter")
    page.wait_for_selector("#pq-viewer[open] .paper mark")
    assert page.evaluate(focused) == ["", "paper"]
    page.keyboard.press("Escape")
    assert page.evaluate(focused) == ["", "link title"]
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#cite-a1-2"


def test_axe_finds_nothing_in_the_light_nor_in_the_dark(everywhere: Visit) -> None:
    page = everywhere.page
    assert violations(page) == []
    for question in (QUESTION, "比较各地对人才的支持", "公寓租金", "出错", "月亮"):
        everywhere.ask(question)
    page.click("#pq-scope summary")
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.querySelector('.dark') !== null")
    assert violations(page) == []
    page.click("#pq-scope summary")
    page.locator(".card .title").first.click()
    page.wait_for_selector(".paper")
    assert violations(page) == []
    page.emulate_media(color_scheme="light")
    page.wait_for_function("document.querySelector('.dark') === null")
    assert violations(page) == []


def four_pages(browser: Any, url: str) -> list[Visit]:
    return [Visit(browser, url, *place) for place in PLACES.values()]


def type_in(pages: list[Visit], question: str) -> None:
    for opened in pages:
        opened.page.fill("#pq-question", question)
        opened.page.keyboard.press("Enter")


def test_a_lost_connection_is_said_and_mended(browser: Any) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with served(port=port) as (url, process):
        pages = four_pages(browser, url)
        type_in(pages, QUESTION)
        for opened in pages:
            opened.page.wait_for_selector("#turn-a1 .answer")
        process.kill()
        process.wait()
        type_in(pages, "那硕士呢？")
        for opened in pages:
            assert opened.page.inner_text("#turn-a2 .failure p") == opened.said("error_lost")
    with served(port=port) as (again, _):
        assert again == url
        for opened in pages:
            opened.page.wait_for_selector("#turn-a2 .answer", timeout=30_000)
            assert "硕士" in opened.page.inner_text("#turn-a2 .standalone")
            assert opened.page.locator("#turn-a1 .answer").count() == 1
            assert opened.strangers() == []
            opened.context.close()


def test_a_full_queue_is_said(browser: Any) -> None:
    with served(seconds=30) as (url, _):
        pages = four_pages(browser, url)
        body = {"data": ["博士", None, None, None, None, None]}
        codes = [httpx.post(f"{url}gradio_api/call/ask", json=body).status_code for _ in range(QUEUE_SIZE + 8)]
        assert codes[-1] == 503
        type_in(pages, QUESTION)
        for opened in pages:
            assert opened.page.inner_text("#turn-a1 .failure p") == opened.said("error_busy")
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
