"""Takes the pictures in docs/pictures, over the shipped digests only: `python tests/pictures.py [NAME ...]`.

A Chromium and a font with Chinese characters are needed; web_chromium says which. Every picture is of the real program,
started on a fresh index of `seeds/`; the evaluation that one of them shows is run for it, which takes a minute.
"""

import sys
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from web_chat import ROOT, chatting, indexed
from web_chromium import launched

FOLDER = ROOT / "docs" / "pictures"
WIDE, PHONE = (1280, 800), (390, 844)
FIGURE = {"zh": "姜堰区2023年新建多少套人才公寓？", "en": "How many talent apartments did Jiangyan build in 2023?"}
FOLLOWING = {"zh": "那通州区有多少家博士后工作站点？", "en": "通州区有多少家博士后工作站点？"}
COMPARED = {"zh": "比较姜堰区和武进区在人才公寓方面的做法", "en": "Compare 姜堰区 and 武进区 on talent apartments"}
ELSEWHERE = {"zh": "苏州市的购房补贴是多少？", "en": "What is the housing subsidy in Suzhou?"}
LARGEST = 200_000
"""Bytes that a picture may have."""
EVALUATED_MS = 300_000


def main(names: list[str]) -> None:
    """Takes the pictures named, or all, in both languages, and says what each weighs."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chatting(indexed(Path(folder))) as url, launched() as browser:
        for name, (shown, size) in SCREENS.items():
            for language in ("zh", "en"):
                file = f"{name}.zh.png" if language == "zh" else f"{name}.png"
                if not names or name in names:
                    page = opened(browser, url, size, language)
                    shown(page, language)
                    take(page, file)
                    page.context.close()


def opened(browser: Any, url: str, size: tuple[int, int], language: str) -> Any:
    """The page as a person with that window and language first sees it; a phone has more points to the pixel."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="zh-CN" if language == "zh" else "en",
        color_scheme="light",
        device_scale_factor=2 if size == PHONE else 1,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector(".welcome .example")
    return page


def ask(page: Any, question: str) -> None:
    """Types a question and waits for its answer."""
    before = page.locator("article.turn .answer").count()
    page.fill("#pq-question", question)
    page.keyboard.press("Enter")
    page.locator("article.turn .answer").nth(before).wait_for()
    page.wait_for_timeout(800)


def welcome(page: Any, language: str) -> None:
    """The page before the first question, its documents listed."""
    page.locator("#pq-lib-list li").first.wait_for()
    page.wait_for_timeout(300)


def answer(page: Any, language: str) -> None:
    """A figure, with its evidence beside it."""
    ask(page, FIGURE[language])


def comparison(page: Any, language: str) -> None:
    """Two places in a table."""
    ask(page, COMPARED[language])


def refusal(page: Any, language: str) -> None:
    """A place that the documents do not cover."""
    ask(page, ELSEWHERE[language])


def source(page: Any, language: str) -> None:
    """The whole document, opened at the sentence cited."""
    ask(page, FIGURE[language])
    page.locator("#pq-panel .card footer button").nth(1).click()
    page.wait_for_selector("#pq-viewer[open] .paper mark")
    page.wait_for_timeout(500)


def library(page: Any, language: str) -> None:
    """The documents, one of them looked at closely."""
    page.click("#pq-tab-documents")
    page.locator("#pq-lib-list li").first.wait_for()
    page.wait_for_timeout(300)


def report(page: Any, language: str) -> None:
    """Answers collected for a report."""
    for question in (FIGURE[language], FOLLOWING[language]):
        ask(page, question)
        added = {"zh": "加入报告", "en": "Add to report"}[language]
        page.locator("article.turn").last.get_by_role("button", name=added).click()
    page.click("#pq-tab-report")
    page.wait_for_timeout(3000)


def evaluation(page: Any, language: str) -> None:
    """An evaluation of the shipped questions; the first to be shown is run."""
    page.click("#pq-tab-evaluation")
    page.locator("#pq-eval-start").wait_for()
    page.wait_for_timeout(500)
    if not page.locator("#pq-eval-runs").count():
        page.click("#pq-eval-start")
        page.locator("#pq-eval-runs").wait_for(timeout=EVALUATED_MS)
    page.locator(".eval-measures").wait_for()
    page.evaluate("document.querySelector('.eval-measures').scrollIntoView({block: 'start'})")
    page.locator("#pq-panel-body").evaluate("(body) => body.scrollBy(0, -60)")
    page.wait_for_timeout(2500)


def lost(page: Any, language: str) -> None:
    """What that evaluation says of a question that lost something, and the question asked in the chat."""
    evaluation(page, language)
    page.locator(".eval-lost summary").nth(1).click()
    page.locator(".eval-lost button").nth(1).click()
    page.locator("article.turn .answer").wait_for()
    page.wait_for_timeout(800)
    page.click("#pq-tab-evaluation")
    page.locator(".eval-lost summary").nth(1).click()
    page.locator(".eval-lost > li").nth(1).evaluate("(item) => item.scrollIntoView({ block: 'center' })")
    page.wait_for_timeout(300)


SCREENS: dict[str, tuple[Callable[[Any, str], None], tuple[int, int]]] = {
    "welcome": (welcome, WIDE),
    "answer": (answer, WIDE),
    "comparison": (comparison, WIDE),
    "refusal": (refusal, WIDE),
    "source": (source, WIDE),
    "library": (library, WIDE),
    "report": (report, WIDE),
    "evaluation": (evaluation, WIDE),
    "lost": (lost, WIDE),
    "phone": (answer, PHONE),
}


def take(page: Any, name: str) -> None:
    """Saves what the window shows, in 256 colours; refuses a picture that is too heavy for the repository."""
    picture = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    picture.quantize(256, dither=Image.Dither.NONE).save(FOLDER / name, optimize=True)
    size = (FOLDER / name).stat().st_size
    print(f"{name}: {size // 1000} kB", flush=True)
    if size > LARGEST:
        raise SystemExit(f"{name} has {size} bytes, at most {LARGEST} are wanted")


if __name__ == "__main__":
    main(sys.argv[1:])
