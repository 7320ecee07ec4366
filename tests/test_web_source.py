"""The source, shown: from a citation to the whole document, clean and as its file has it, the exact span marked."""

import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from web_engine import GRANT, GRANT_SENTENCE, engine_served
from web_visit import PHONE, Visit, in_view, violations

from index.corpus import SourceFile
from index.model import Document, Metadata, OffsetMap, Section, Span
from index.reading import read_files
from qa.web.raw_view import RawView, raw_view
from qa.web.viewer import view

PAGE = """<html><head><title>青屿市人才公寓办法</title></head><body>
<div class="nav"><a href="/">首页</a> <a href="/x">政务公开</a></div>
<h1>青屿市人才公寓办法</h1>
<p>第一条 为解决人才住房困难，　　制定本办法。</p>
<p>第二条 人才公寓租金按市场价的百分之六十收取。</p>
</body></html>"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with engine_served(tmp_path_factory.mktemp("served")) as address:
        yield address


def joined(shown: RawView, mark: str | None = None) -> str:
    """All of the raw text, or only what carries a mark."""
    parts = [part for stretch in shown.stretches for part in stretch]
    return "".join(part.text for part in parts if mark is None or mark in part.mark.split())


def made(raw: str, kept: list[int]) -> Document:
    """A document of those characters of its raw text."""
    text = "".join(raw[at] for at in kept)
    sections = (Section(1, "一", text[:2], Span(0, len(text)), Span(0, min(2, len(text)))),) if text.strip() else ()
    return Document("d", "d.txt", "", "0" * 64, raw, text, OffsetMap.from_positions(kept), Metadata(), sections)


@settings(deadline=None, max_examples=50)
@given(st.data())
def test_the_raw_text_is_shown_whole_with_the_exact_span_marked(data: st.DataObject) -> None:
    raw = data.draw(st.text(alphabet="人才 \n\tab<&>$", max_size=60)) * data.draw(st.sampled_from([1, 1, 400]))
    kept = [at for at in range(len(raw)) if data.draw(st.booleans())] if len(raw) < 80 else list(range(0, len(raw), 3))
    document = made(raw, kept)
    ends = sorted(data.draw(st.tuples(*[st.integers(0, len(document.text))] * 2)))
    quote = Span(*ends)
    shown = raw_view(document, quote)
    assert joined(shown) == raw
    span = document.raw_span(quote) if document.text else Span(0, 0)
    assert joined(shown, "quote") == (raw[span.start : span.end] if len(quote) else "")
    assert (shown.start, shown.end) == (span.start, span.end)
    assert shown.target is None or any("quote" in part.mark for part in shown.stretches[shown.target])
    # What is not marked as left out is the clean text, white space aside.
    parts = [part for stretch in shown.stretches for part in stretch if "left" not in part.mark.split()]
    assert "".join("".join(part.text for part in parts).split()) == "".join(document.text.split())


def test_a_sentence_of_a_web_page_is_marked_where_the_extracted_text_has_it(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    [document] = read_files([SourceFile(path, "page")], lambda done: None)
    assert isinstance(document, Document)
    words = "第二条 人才公寓租金按市场价的百分之六十收取。"
    start = document.text.index(words)
    shown = raw_view(document, Span(start, start + len(words)))
    assert joined(shown) == document.raw
    assert joined(shown, "quote") == words
    assert document.raw[shown.start : shown.end] == words
    places = {entry.heading: shown.stretches[entry.line] for entry in shown.outline}
    for heading, stretch in places.items():
        assert "".join(part.text for part in stretch).startswith(heading[:3])


def big(pages: int = 500) -> Document:
    """A report of many pages, each with a heading and eleven paragraphs."""
    lines = []
    for page in range(1, pages + 1):
        lines.append(f"第{page}章 第{page}项工作")
        lines += [f"本章第{n}段说明第{page}项工作由第{n}组承担，年底前完成并报送总结，" + "字" * 170 for n in range(11)]
    text = "\n".join(lines)
    sections, at = [], 0
    for line in lines:
        if line.startswith("第"):
            sections.append(Section(1, line.split(" ")[0], line, Span(at, at + 2000), Span(at, at + len(line))))
        at += len(line) + 1
    return Document(
        "big", "big.txt", "", "0" * 64, text, text, OffsetMap((0,), (0,), len(text)), Metadata(), tuple(sections)
    )


def test_a_report_of_500_pages_is_laid_out_quickly() -> None:
    document = big()
    assert len(document.text) > 1_000_000
    start = document.text.index("第400项工作由第5组")
    started = time.thread_time()  # of the processor: what else a machine does is no fault of the layout
    clean, raw = view(document, Span(start, start + 11)), raw_view(document, Span(start, start + 11))
    assert time.thread_time() - started < 2
    assert clean.target is not None
    assert joined(raw, "quote") == "第400项工作由第5组"
    assert max(sum(len(part.text) for part in stretch) for stretch in raw.stretches) < 4000


def test_a_document_that_is_gone_or_a_place_outside_it_is_no_failure(url: str) -> None:
    assert httpx.get(f"{url}page/raw", params={"id": "gone"}).json()["error"]["zh"].startswith("找不到")
    for start, end in ((-5, 3), (10**12, 10**13), (9, 3)):
        response = httpx.get(f"{url}page/raw", params={"id": "qingyu-rules", "start": start, "end": end})
        assert response.status_code == 200
        assert response.json()["characters"] > 500


@pytest.mark.browser
def test_the_viewer_switches_between_the_text_and_the_raw_file(everywhere: Visit) -> None:
    page = everywhere.page
    everywhere.ask(GRANT)
    page.locator(".card .title").first.click()
    page.wait_for_selector(".paper mark")
    assert page.locator("[data-mode=text]").get_attribute("aria-pressed") == "true"
    assert "issuer:" not in page.inner_text(".paper")
    page.locator("[data-mode=raw]").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".paper.raw mark")
    assert page.evaluate("document.activeElement.dataset.mode") == "raw"
    assert page.locator(".paper.raw mark").inner_text() == GRANT_SENTENCE
    assert in_view(everywhere, ".paper.raw mark")
    page.wait_for_function(
        "[...document.querySelectorAll('.paper .left')].some(e => e.innerText.includes('issuer: 青屿市人民政府'))"
    )
    assert violations(page) == []
    assert everywhere.fits()
    if everywhere.size == PHONE:
        page.click(".outline summary")
    page.locator(".outline").get_by_text("第八条").click()
    page.wait_for_function("document.activeElement.textContent.startsWith('第八条')")
    page.click(".to-quote")
    assert in_view(everywhere, ".paper.raw mark")
    page.click("[data-mode=text]")
    assert in_view(everywhere, ".paper mark")
    assert page.locator(".paper.raw").count() == 0
    page.keyboard.press("Escape")
    page.locator(".card .title").nth(1).click()
    page.wait_for_selector(".paper mark")
    assert page.locator("[data-mode=text]").get_attribute("aria-pressed") == "true"


@pytest.mark.browser
def test_a_report_of_500_pages_opens_at_its_sentence_in_both_forms(visit: Any) -> None:
    opened = visit()
    page = opened.page
    document = big()
    start = document.text.index("第400项工作由第5组")
    span = Span(start, start + 11)
    page.route("**/page/document?*", lambda route: route.fulfill(json=asdict(view(document, span))))
    page.route("**/page/raw?*", lambda route: route.fulfill(json=asdict(raw_view(document, span))))
    opened.ask(GRANT)
    started = time.monotonic()
    page.locator(".card .title").first.click()
    page.wait_for_selector(".paper mark")
    assert in_view(opened, ".paper mark")
    page.click("[data-mode=raw]")
    page.wait_for_selector(".paper.raw mark")
    assert in_view(opened, ".paper.raw mark")
    # Making the answers to the two requests, and Playwright, take most of it.
    assert time.monotonic() - started < 12
    assert page.locator(".outline li").count() == 500
