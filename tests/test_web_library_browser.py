"""The library in a real Chromium: files dropped in and followed, described, replaced and removed, seen by everyone."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from invented import NOTICE
from web_corpus import ask, built, chat, chat_again, library, long_document, measures, send
from web_visit import EVERYWHERE, PLACES, Visit, violations

pytestmark = pytest.mark.browser

BUILD_MS = 90_000


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("文件库")


@pytest.fixture(scope="module")
def url(place: Path) -> Iterator[str]:
    with chat(place) as address:
        yield address


@pytest.fixture(scope="module", params=PLACES.values(), ids=PLACES)
def reader(request: pytest.FixtureRequest, browser: Any, url: str) -> Iterator[Visit]:
    """A page at each size in each language, for all that is only looked at."""
    opened = Visit(browser, url, *request.param, reduced_motion="reduce")
    yield opened
    opened.context.close()
    assert opened.strangers() == []
    assert opened.complaints == []


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder on the person's own machine."""
    folder = tmp_path / "桌面"
    folder.mkdir()
    return folder


def saved(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def drop(visit: Visit, name: str, text: str) -> None:
    """Drops a file onto the page as the browser does."""
    visit.page.evaluate(
        """([name, text]) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([text], name));
          for (const kind of ["dragover", "drop"]) {
            const event = new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true });
            document.querySelector("#pq-log").dispatchEvent(event);
          }
        }""",
        [name, text],
    )


def choose(visit: Visit, *paths: Path) -> None:
    visit.page.locator(".library input[type=file]").set_input_files(list(paths))


def item(visit: Visit, name: str) -> Any:
    return visit.page.locator("#pq-lib-queue li", has_text=name)


def at_library(visit: Visit) -> Any:
    visit.page.click("#pq-tab-documents")
    visit.page.wait_for_selector(".library .entry")
    return visit.page


def shown_alone(visit: Visit, words: str) -> Any:
    """The one entry of the list that has these words."""
    visit.page.fill("#pq-lib-find", words)
    entry = visit.page.locator(".entry")
    entry.filter(has_text=words).wait_for(timeout=BUILD_MS)
    assert entry.count() == 1
    return entry


def test_filters_count_the_documents_and_limit_the_list_and_the_answers(reader: Visit) -> None:
    page, said = reader.page, reader.said
    held = library(reader.url)["documents"]
    at_library(reader)
    assert page.locator(".pick", has_text=said("lib_in_scope")).is_hidden()
    page.click("#pq-scope summary")
    assert page.locator(".facets legend").all_inner_texts() == [
        said(each) for each in ("regions", "kinds", "issuers", "years")
    ]
    kinds = page.locator(".facets fieldset").nth(1)
    counted = Counter(said(f"kind_{each['kind']}") for each in held if each["kind"])
    labels = [label.split("\n") for label in kinds.locator("label").all_inner_texts()]
    assert {name: int(number) for name, number in labels} == counted
    unsaid = sum(not each["kind"] for each in held)
    assert said("scope_missing", n=unsaid) in kinds.inner_text()
    assert violations(page) == []
    assert reader.fits()

    page.locator(".facets fieldset").first.locator("label", has_text="海棠市").click()
    page.click("#pq-scope summary")
    within = {each["title"] for each in held if each["region"] == "东澜省/海棠市"}
    page.locator(".pick", has_text=said("lib_in_scope")).click()
    assert set(page.locator(".entry strong").all_inner_texts()) == within
    assert page.inner_text("#pq-lib-count") == said("lib_count", n=len(within))
    reader.ask("博士的购房补贴是多少？")
    assert set(page.locator(".card .title").all_inner_texts()) <= within
    at_library(reader)
    page.click("#pq-scope summary")
    page.click("#pq-scope-clear")
    assert page.locator(".entry").count() == len(held)


def test_documents_are_found_narrowed_described_and_previewed(reader: Visit) -> None:
    said, page = reader.said, at_library(reader)
    shown_alone(reader, "云峤区人才公寓申请通知")
    page.fill("#pq-lib-find", "haitang-digest")
    notices = page.locator(".entry .notices").inner_text()
    assert said("lib_warn_damaged", n=1) in notices
    assert said("lib_warn_digest") in notices
    toggle = page.locator(".entry .toggle")
    toggle.focus()
    page.keyboard.press("Enter")
    assert toggle.get_attribute("aria-expanded") == "true"
    page.wait_for_function("document.querySelector('.entry .preview')?.textContent.includes('2022年，海棠市新增')")
    assert {"zh": "2022年12月30日", "en": "December"}[reader.language] in page.inner_text(".entry .more")
    assert violations(page) == []
    page.fill("#pq-lib-find", "")
    page.get_by_role("button", name=said("lib_warned")).click()
    listed = page.locator(".entry", has_text="海棠市人才服务清单")
    assert said("lib_warn_date") in listed.inner_text()
    assert page.locator(".entry", has_text="青屿市鼓励人才创新创业办法").count() == 0
    for summary, words in (
        ("lib_failed", {"zh": "不足 50 字", "en": "fewer than 50"}[reader.language]),
        ("lib_aside", said("lib_aside_duplicate", name="通知.txt")),
    ):
        rest = page.locator(".rest", has_text=said(summary, n=1))
        rest.locator("summary").click()
        assert words in rest.inner_text()
    assert violations(page) == []
    assert reader.fits()


def test_a_long_list_is_shown_in_parts(reader: Visit) -> None:
    page, said = reader.page, reader.said
    real = library(reader.url)
    many = [real["documents"][0] | {"id": f"d{n}", "title": f"第{n}份文件"} for n in range(1, 131)]
    page.route("**/page/library", lambda route: route.fulfill(json=real | {"documents": many}))
    page.route("**/page/changes", lambda route: route.fulfill(json={"generation": "another", "renewal": None}))
    at_library(reader)
    page.get_by_role("button", name=said("lib_all"), exact=True).click()
    page.fill("#pq-lib-find", "")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # it then looks for what is new
    page.locator(".entry", has_text="第60份文件").wait_for()
    assert page.locator(".entry").count() == 60
    assert page.inner_text("#pq-lib-note") == said("documents_shown", n=60, all=130)
    more = page.get_by_role("button", name=said("lib_show_more"))
    more.focus()
    page.keyboard.press("Enter")
    assert page.locator(".entry").count() == 120
    assert "第61份文件" in page.evaluate("document.activeElement.textContent")
    more.click()
    assert page.locator(".entry").count() == 130
    assert more.is_hidden()
    page.fill("#pq-lib-find", "第7")
    assert page.locator(".entry").count() == 11  # 7 and 70 to 79


def test_dropped_files_are_understood_and_indexed_with_a_bar_while_others_ask_and_join_for_all(
    four: list[Visit],
) -> None:
    before = len(library(four[0].url)["documents"])
    for each in four:
        at_library(each)
    drop(four[0], "沙汀.md", long_document("沙汀市", 220))
    four[0].page.wait_for_selector(".item-indexing .understood", timeout=BUILD_MS)
    drop(four[1], "银湾.md", measures("银湾市"))
    for name, each in (("石桥", four[2]), ("柳堤", four[3])):
        drop(each, f"{name}.md", long_document(f"{name}市", 3))
    for each in four:
        build = each.page.locator("#pq-lib-build", has_text=each.said("lib_build_embed"))
        build.wait_for(timeout=BUILD_MS)
        assert each.said("lib_build_meanwhile") in build.inner_text()
    assert "42万元" in four[3].ask("青屿市对新引进的博士给多少购房补贴？").inner_text()
    assert four[0].page.locator(".item-indexing").count() == 1, "the build was over before the other person asked"
    four[0].page.wait_for_function(
        "Number(document.querySelector('#pq-lib-build [role=progressbar]')?.getAttribute('aria-valuenow')) > 15",
        timeout=BUILD_MS,
    )
    assert violations(four[0].page) == []

    for each, name in zip(four, ("沙汀", "银湾", "石桥", "柳堤"), strict=True):
        label = each.said("documents_n", n=before + 4)
        each.page.locator("#pq-tab-documents", has_text=label).wait_for(timeout=BUILD_MS)
        if each is four[3]:
            assert each.page.locator(".card").count() > 0, "what was being read was taken away"
            at_library(each)
        done = item(each, f"{name}.md")
        done.filter(has_text=each.said("lib_done")).wait_for()
        assert f"{name}市" in done.locator(".title").inner_text()
        assert (each.said("lib_warn_date") in done.inner_text()) == (name != "银湾")
        assert violations(each.page) == []
        assert each.fits()
        done.get_by_role("button", name=each.said("lib_read")).click()
        each.page.wait_for_selector("#pq-viewer .paper")
        each.page.keyboard.press("Escape")
        each.page.click("#pq-scope summary")
        assert each.page.locator(".facets fieldset").first.locator("label", has_text="银湾市").count() == 1
    assert "银湾市" in four[0].page.inner_text(".coverage")


def test_duplicates_failures_and_taken_names_are_said_and_files_replaced(four: list[Visit], files: Path) -> None:
    url, question = four[0].url, "{}对新引进的博士给多少购房补贴？"
    for name in ("重名甲市", "重名乙市"):
        job = send(url, f"{name}.md", measures(name, "13")).json()["job"]
    built(url, job)
    names = library(url)["uploads"]
    common = (
        saved(files, "再存.txt", NOTICE),
        saved(files, "坏.pdf", b"%PDF-1.7 broken"),
        saved(files, "程序.exe", b"MZ"),
        saved(files, "空.md", b""),
    )
    wanted = (("重名甲市", "14"), ("重名甲市", "15"), ("重名乙市", "16"), ("重名乙市", "17"))
    for each, (name, amount) in zip(four, wanted, strict=True):
        each.refusals = (409, 422)
        page, said = at_library(each), each.said
        choose(each, *common, saved(files, f"{amount}/{name}.md", measures(name, amount)))
        page.wait_for_selector(".item-asking", timeout=BUILD_MS)
        same = item(each, "再存.txt")
        assert said("lib_same_bytes").rstrip("：: ") in same.inner_text()
        assert same.get_by_role("button", name="云峤区人才公寓申请通知").count() == 1
        broken = item(each, "坏.pdf").locator("[role=alert]").inner_text()
        assert {"zh": "PDF 文件损坏", "en": "damaged"}[each.language] in broken
        assert said("lib_unsaid") in broken
        assert said("lib_format", formats="")[:5] in item(each, "程序.exe").locator("[role=alert]").inner_text()
        assert said("lib_empty") in item(each, "空.md").locator("[role=alert]").inner_text()
        assert said("lib_taken", name=f"{name}.md") in item(each, f"{name}.md").inner_text()
        assert violations(page) == []
        assert each.fits()
    for each in (four[1], four[3]):
        asked = each.page.locator(".item-asking")
        asked.get_by_role("button", name=each.said("lib_leave")).click()
        each.page.get_by_text(each.said("lib_left")).wait_for()
        each.page.get_by_role("button", name=each.said("lib_clear")).click()
        assert each.page.locator(".queue").count() == 0
    assert library(url)["uploads"] == names

    for each in (four[0], four[2]):
        asked = each.page.locator(".item-asking")
        asked.get_by_role("button", name=each.said("lib_replace"), exact=True).click()
    for each, (name, amount) in ((four[0], wanted[0]), (four[2], wanted[2])):
        each.page.wait_for_selector(".item-done", timeout=BUILD_MS)
        assert f"{amount}万元" in each.ask(question.format(name)).inner_text()
    for each, (name, amount) in ((four[1], wanted[1]), (four[3], wanted[3])):
        entry = shown_alone(each, name)
        entry.locator(".toggle").click()
        with each.page.expect_file_chooser() as chooser:
            entry.get_by_text(each.said("lib_replace_file")).click()
        chooser.value.set_files(saved(files, f"改了名{amount}.md", measures(name, amount)))
    for each, (name, amount) in ((four[1], wanted[1]), (four[3], wanted[3])):
        each.page.locator(".item-done", has_text=f"{name}.md").wait_for(timeout=BUILD_MS)
        assert f"{amount}万元" in each.ask(question.format(name)).inner_text()
    assert library(url)["uploads"] == names


def test_details_are_filled_in_by_keyboard_and_a_file_is_removed_after_a_question(url: str, visit: Any) -> None:
    cities = ("甲子市", "乙丑市", "丙寅市", "丁卯市")
    for city in cities:
        job = send(url, f"{city}.md", measures(city)).json()["job"]
    built(url, job)
    four = [visit(*where, reduced_motion="reduce") for where in EVERYWHERE.args[1]]
    for each, city in zip(four, cities, strict=True):
        fill_in(each, city)
    for each, city in zip(four, cities, strict=True):
        entry = shown_alone(each, f"{city}新办法")
        described = entry.inner_text()
        for words in (
            {"zh": "2019年5月4日", "en": "May"}[each.language],
            each.said("kind_article"),
            each.said("lib_by_hand"),
            "《人才月刊》",
        ):
            assert words in described
        reference = ask(url, f"{city}对新引进的博士给多少购房补贴？")["citations"][0]["reference"]
        assert "[J/OL]. 人才月刊，2019，12（3）：4-9" in reference
    for each, city in zip(four, cities, strict=True):
        remove(each, city)
    for each, city in zip(four, cities, strict=True):
        each.page.locator(".entry").wait_for(state="detached", timeout=BUILD_MS)
        assert f"{city}.md" not in library(url)["uploads"]


def fill_in(visit: Visit, city: str) -> None:
    """Opens the details of a city's document, is told of a date that is none, and saves others."""
    visit.refusals = (422,)
    page, said = at_library(visit), visit.said
    entry = shown_alone(visit, city)
    entry.locator(".toggle").click()
    button = entry.get_by_text(said("lib_edit"))
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog[open]")
    assert page.evaluate("document.activeElement.name") == "title"
    assert dialog.locator("[name=issuer]").input_value() == f"{city}人民政府"
    more = dialog.locator("details")
    assert not more.locator("[name=author]").is_visible()
    more.locator("summary").focus()
    page.keyboard.press("Enter")
    for name, value in (
        ("author", "张三"), ("publication", "《人才月刊》"), ("volume", "12"), ("issue", "3"), ("pages", "4-9"),
    ):  # fmt: skip
        more.get_by_label(said(f"lib_{name}"), exact=True).fill(value)
    assert violations(page) == []
    date = dialog.get_by_label(said("lib_date"), exact=True)
    date.fill("2024-02-31")
    page.keyboard.press("Enter")
    dialog.locator("[role=alert]").wait_for()
    assert {"zh": "不是日期", "en": "no date"}[visit.language] in dialog.locator("[role=alert]").inner_text()
    assert violations(page) == []
    date.fill("2019年5月4日")
    dialog.locator("[name=title]").fill(f"{city}新办法")
    dialog.locator("[name=kind]").select_option("article")
    page.keyboard.press("Enter")
    dialog.wait_for(state="detached")


def remove(visit: Visit, city: str) -> None:
    """Asks to remove a city's document, thinks better of it, and removes it."""
    page, button = visit.page, visit.page.locator(".entry .tools").get_by_role("button", name=visit.said("lib_remove"))
    dialog = page.locator("dialog[open]")
    button.click()
    assert f"{city}新办法" in dialog.inner_text()
    assert page.evaluate("document.activeElement.textContent") == visit.said("cancel")
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert f"{city}.md" in library(visit.url)["uploads"]
    button.click()
    dialog.get_by_role("button", name=visit.said("lib_remove")).click()


def busy_then_lost() -> Callable[[Any], None]:
    """What becomes of requests: the first is told to wait, the others get nowhere."""
    answers = [{"status": 503, "json": {"error": {"code": "busy", "zh": "忙", "en": "busy"}}}]
    return lambda route: route.fulfill(**answers.pop()) if answers else route.abort()


def test_a_file_that_did_not_get_through_waits_or_can_be_sent_again(four: list[Visit], files: Path) -> None:
    path = saved(files, "再存.txt", NOTICE)
    for each in four:
        each.refusals = (503,)
        at_library(each)
        each.page.route("**/page/upload", busy_then_lost())
        choose(each, path)
        each.page.locator(".item-held", has_text=each.said("lib_waiting_turn")).wait_for()
    for each in four:
        lost = item(each, "再存.txt")
        lost.filter(has_text=each.said("error_lost")).wait_for()
        assert violations(each.page) == []
        each.page.unroute("**/page/upload")
        lost.get_by_role("button", name=each.said("retry")).click()
        each.page.wait_for_selector(".item-same")
        # The browser itself notes on its console that a request got nowhere.
        each.complaints[:] = [said for said in each.complaints if "ERR_FAILED" not in said]


@pytest.fixture(scope="module")
def locked(url: str, place: Path) -> Iterator[str]:
    """A chat over the same documents, which an administrator may change; `url` made their index."""
    with chat_again(place, POLICYQA_ADMIN_PASSWORD="桂花") as address:
        yield address


@EVERYWHERE
def test_where_adding_is_not_allowed_the_page_says_so_until_the_administrator_signs_in(
    browser: Any, locked: str, files: Path, size: tuple[int, int], locale: str
) -> None:
    opened = Visit(browser, locked, size, locale, reduced_motion="reduce")
    page, said = at_library(opened), opened.said
    closed = page.locator(".add.closed")
    assert said("lib_login") in closed.inner_text()
    assert page.locator(".library input[type=file]").count() == 0
    drop(opened, "通知.txt", NOTICE)
    assert page.locator(".queue").count() == 0
    page.locator(".entry .toggle").first.click()
    assert page.get_by_role("button", name=said("lib_edit")).count() == 0
    # The question box, which floats over the page's foot, would cover half of the link.
    closed.evaluate("(node) => node.scrollIntoView({ block: 'center' })")
    assert violations(page) == []
    assert opened.fits()
    closed.get_by_role("link").click()
    page.fill("#password", "桂花")
    page.keyboard.press("Enter")
    page.wait_for_selector(".welcome .example")
    at_library(opened)
    choose(opened, saved(files, "再存.txt", NOTICE))
    page.wait_for_selector(".item-same")
    page.get_by_role("button", name=said("lib_sign_out")).click()
    page.wait_for_selector(".welcome .example")
    at_library(opened)
    assert page.locator(".add.closed").count() == 1
    assert opened.strangers() == []
    opened.context.close()
