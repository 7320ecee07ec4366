"""The library in a real Chromium: files dropped in and followed, described, replaced and removed, seen by everyone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from invented import NOTICE
from web_corpus import added, chat, library, long_document, measures
from web_fakes import served
from web_visit import PHONE, WIDE, Visit, violations

pytestmark = pytest.mark.browser

BUILD_MS = 90_000
BOTH = pytest.mark.parametrize(("size", "locale"), [(WIDE, "zh-CN"), (PHONE, "en-GB")])


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("文件库")


@pytest.fixture(scope="module")
def url(place: Path) -> Iterator[str]:
    with chat(place) as address:
        yield address


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder on the person's own machine."""
    folder = tmp_path / "桌面"
    folder.mkdir()
    return folder


def saved(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
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


@BOTH
def test_documents_are_found_narrowed_described_and_previewed(visit: Any, size: tuple[int, int], locale: str) -> None:
    zh = locale == "zh-CN"
    opened = visit(size, locale, reduced_motion="reduce")
    page = at_library(opened)
    assert page.inner_text("#pq-lib-count").startswith(str(page.locator(".entry").count()))
    page.fill("#pq-lib-find", "云峤 notice" if not zh else "云峤 通知")
    assert page.locator(".entry").count() == 1
    assert page.locator(".entry strong").inner_text() == "云峤区人才公寓申请通知"
    page.fill("#pq-lib-find", "haitang-digest")
    said = page.locator(".entry .notices").inner_text()
    assert ("1 处字符损坏" if zh else "damaged characters: 1") in said
    assert ("摘编，非原文" if zh else "digest, not the original") in said
    toggle = page.locator(".entry .toggle")
    toggle.focus()
    page.keyboard.press("Enter")
    assert toggle.get_attribute("aria-expanded") == "true"
    page.wait_for_function("document.querySelector('.entry .preview')?.textContent.includes('2022年，海棠市新增')")
    assert ("2022年12月30日" if zh else "30 December 2022") in page.inner_text(".entry .more")
    assert violations(page) == []
    page.fill("#pq-lib-find", "")
    page.get_by_role("button", name="有提示" if zh else "With notes").click()
    titles = page.locator(".entry strong").all_inner_texts()
    assert "海棠市人才服务清单" in titles
    assert "青屿市鼓励人才创新创业办法" not in titles
    for summary, words in (
        ("没能读入" if zh else "could not be read", "不足 50 字" if zh else "fewer than 50"),
        ("未重复收入的" if zh else "not added again (", "与“通知.txt”相同" if zh else "the same as “通知.txt”"),
    ):
        rest = page.locator(".rest", has_text=summary)
        rest.locator("summary").click()
        assert words in rest.inner_text()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_a_dropped_file_is_indexed_with_a_bar_while_others_ask_and_joins_for_all(visit: Any) -> None:
    opened, other = visit(reduced_motion="reduce"), visit(PHONE, "en-GB")
    before = len(library(opened.url)["documents"])
    page = at_library(opened)
    drop(opened, "沙汀.md", long_document("沙汀市", 110))
    item(opened, "沙汀.md").wait_for()
    page.wait_for_selector(".item-indexing .understood", timeout=BUILD_MS)
    assert "沙汀市" in page.inner_text(".understood .title")
    assert "未注明日期" in page.inner_text(".understood .notices")
    page.wait_for_selector("#pq-lib-build [role=progressbar]")
    assert "42万元" in other.ask("青屿市对新引进的博士给多少购房补贴？").inner_text()
    assert page.locator(".item-indexing").count() == 1, "the build was over before the other person asked"
    page.wait_for_function(
        "Number(document.querySelector('#pq-lib-build [role=progressbar]')?.getAttribute('aria-valuenow')) > 15",
        timeout=BUILD_MS,
    )
    assert "编码段落" in page.inner_text("#pq-lib-build")
    assert violations(page) == []
    page.wait_for_selector(".item-done", timeout=BUILD_MS)
    assert "已收入，可以提问" in item(opened, "沙汀.md").inner_text()
    page.wait_for_selector("#pq-lib-build [role=progressbar]", state="detached")
    for each, label in ((opened, f"文件 {before + 1}"), (other, f"Documents {before + 1}")):
        each.page.wait_for_function(
            "(label) => document.querySelector('#pq-tab-documents').textContent === label", arg=label, timeout=30_000
        )
    other.page.locator(".answer").first.wait_for()
    assert other.page.locator(".card").count() > 0, "what was being read was taken away"
    item(opened, "沙汀.md").get_by_text("打开全文").click()
    page.wait_for_selector("#pq-viewer .paper")


def test_a_new_place_is_offered_to_every_open_page(visit: Any) -> None:
    opened = visit()
    assert "银湾市" not in opened.page.inner_text(".coverage")
    added(opened.url, "银湾.md", measures("银湾市"))
    opened.page.wait_for_function("document.querySelector('.coverage').textContent.includes('银湾市')", timeout=30_000)
    opened.page.click("#pq-scope summary")
    assert opened.page.locator(".facets label", has_text="银湾市").count() > 0


@BOTH
def test_duplicates_failures_and_taken_names_are_said(
    visit: Any, files: Path, size: tuple[int, int], locale: str
) -> None:
    zh = locale == "zh-CN"
    opened = visit(size, locale, reduced_motion="reduce")
    opened.refusals = (409, 422)
    page = at_library(opened)
    added(opened.url, "重名.md", measures("重名市", "13"), replace="1")
    names = library(opened.url)["uploads"]
    choose(
        opened,
        saved(files, "再存.txt", NOTICE),
        saved(files, "坏.pdf", b"%PDF-1.7 broken"),
        saved(files, "程序.exe", b"MZ"),
        saved(files, "空.md", b""),
        saved(files, "重名.md", measures("重名市", "14")),
    )
    page.wait_for_selector(".item-asking", timeout=BUILD_MS)
    same = item(opened, "再存.txt")
    assert ("完全相同" if zh else "this very file") in same.inner_text()
    assert same.get_by_role("button", name="云峤区人才公寓申请通知").count() == 1
    for name, words in (
        ("坏.pdf", "PDF 文件损坏" if zh else "damaged"),
        ("坏.pdf", "原有文件不受影响" if zh else "What was there is unchanged"),
        ("程序.exe", "只能读取后缀为" if zh else "Only files that end in"),
        ("空.md", "文件为空" if zh else "The file is empty"),
    ):
        assert words in item(opened, name).locator("[role=alert]").inner_text()
    asked = item(opened, "重名.md")
    assert ("要用这一个替换它吗" if zh else "Replace it with this one?") in asked.inner_text()
    assert violations(page) == []
    asked.get_by_role("button", name="不替换" if zh else "Leave it").click()
    assert ("原文件保留" if zh else "the file there stays") in asked.inner_text()
    assert library(opened.url)["uploads"] == names
    page.get_by_role("button", name="清除已完成的" if zh else "Clear the finished").click()
    assert page.locator(".queue").count() == 0
    if size == PHONE:
        return
    choose(opened, files / "重名.md")
    page.locator(".item-asking").get_by_role("button", name="替换" if zh else "Replace", exact=True).click()
    page.wait_for_selector(".item-done", timeout=BUILD_MS)
    assert "14万元" in opened.ask("重名市对新引进的博士给多少购房补贴？").inner_text()
    page.click("#pq-tab-documents")
    page.fill("#pq-lib-find", "重名市")
    page.locator(".entry .toggle").click()
    with page.expect_file_chooser() as chooser:
        page.locator(".entry").get_by_text("替换文件").click()
    chooser.value.set_files(saved(files, "改了名.md", measures("重名市", "15")))
    page.locator(".item-done", has_text="重名.md").nth(1).wait_for(timeout=BUILD_MS)
    assert "15万元" in opened.ask("重名市对新引进的博士给多少购房补贴？").inner_text()


@BOTH
def test_details_are_filled_in_by_keyboard_and_a_file_is_removed_after_a_question(
    visit: Any, size: tuple[int, int], locale: str
) -> None:
    zh = locale == "zh-CN"
    opened = visit(size, locale, reduced_motion="reduce")
    opened.refusals = (422,)
    page = at_library(opened)
    city = "甲子市" if zh else "乙丑市"
    added(opened.url, f"{city}.md", measures(city))
    page.locator(".entry", has_text=city).wait_for(timeout=30_000)
    page.fill("#pq-lib-find", city)
    page.locator(".entry .toggle").click()
    button = page.locator(".entry").get_by_text("修改信息" if zh else "Edit details")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog[open]")
    assert page.evaluate("document.activeElement.name") == "title"
    assert dialog.locator("[name=issuer]").input_value() == f"{city}人民政府"
    assert violations(page) == []
    date = dialog.get_by_label("发布日期" if zh else "Published")
    date.fill("2024-02-31")
    page.keyboard.press("Enter")
    dialog.locator("[role=alert]").wait_for()
    assert ("不是日期" if zh else "no date") in dialog.locator("[role=alert]").inner_text()
    assert violations(page) == []
    date.fill("2019年5月4日")
    dialog.locator("[name=title]").fill(f"{city}新办法")
    dialog.locator("[name=kind]").select_option("notice")
    page.keyboard.press("Enter")
    dialog.wait_for(state="detached")
    page.locator(".entry", has_text=f"{city}新办法").wait_for(timeout=BUILD_MS)
    said = page.locator(".entry").inner_text()
    for words in (
        "2019年5月4日" if zh else "4 May 2019",
        "通知公告" if zh else "Notice",
        "含人工补充" if zh else "Filled in by hand",
    ):
        assert words in said

    page.locator(".entry .tools").get_by_role("button", name="移除" if zh else "Remove").click()
    assert f"{city}新办法" in dialog.inner_text()
    assert page.evaluate("document.activeElement.textContent") == ("取消" if zh else "Cancel")
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert f"{city}.md" in library(opened.url)["uploads"]
    page.locator(".entry .tools").get_by_role("button", name="移除" if zh else "Remove").click()
    dialog.get_by_role("button", name="移除" if zh else "Remove").click()
    page.locator(".entry").wait_for(state="detached", timeout=BUILD_MS)
    assert f"{city}.md" not in library(opened.url)["uploads"]


@BOTH
def test_where_adding_is_not_allowed_the_page_says_so(
    browser: Any, tmp_path: Path, size: tuple[int, int], locale: str
) -> None:
    with served(folder=tmp_path, POLICYQA_ADMIN_PASSWORD="桂花") as (url, _):
        opened = Visit(browser, url, size, locale)
        opened.page.click("#pq-tab-documents")
        closed = opened.page.locator(".add.closed")
        closed.wait_for()
        assert ("需要管理员密码" if locale == "zh-CN" else "needs the administrator's password") in closed.inner_text()
        assert opened.page.locator(".library input[type=file]").count() == 0
        # The question box, which floats over the page's foot, would cover half of the link.
        closed.evaluate("(node) => node.scrollIntoView({ block: 'center' })")
        assert violations(opened.page) == []
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= size[0]
        closed.get_by_role("link").click()
        opened.page.fill("#password", "桂花")
        opened.page.keyboard.press("Enter")
        opened.page.get_by_role("button", name="退出登录" if locale == "zh-CN" else "Sign out").click()
        opened.page.wait_for_selector(".welcome .example")
        assert opened.page.locator("a[href=login]").count() > 0
        assert opened.strangers() == []
        opened.context.close()
