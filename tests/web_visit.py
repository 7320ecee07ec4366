"""A visit to the page in a real Chromium, with all that it asked for and complained of, for the tests of its parts."""

import time
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from web_chromium import launched

WIDE, PHONE = (1280, 800), (390, 844)
PLACES = {
    "wide-zh": (WIDE, "zh-CN"),
    "wide-en": (WIDE, "en-US"),
    "phone-zh": (PHONE, "zh-CN"),
    "phone-en": (PHONE, "en-US"),
}
EVERYWHERE = pytest.mark.parametrize(("size", "locale"), PLACES.values(), ids=PLACES)
"""Both sizes in both languages, for tests that open their pages themselves; others take the fixture `everywhere`."""
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as running:
        yield running


class Visit:
    """A page that was opened, with all that it asked for and complained of."""

    def __init__(self, browser: Any, url: str, size: tuple[int, int], locale: str, **options: Any) -> None:
        self.url = url
        self.size = size
        self.language = "zh" if locale.startswith("zh") else "en"
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=locale,
            permissions=["clipboard-read", "clipboard-write"],
            **options,
        )
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.refusals: tuple[int, ...] = ()
        """Statuses that the test means to get; the browser complains of each."""
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        # The page is there when its examples are; what Gradio still fetches then is not waited for.
        self.page.goto(url, wait_until="commit")
        self.page.wait_for_selector(".welcome .example")

    def ask(self, question: str) -> Any:
        """Types a question, waits for its answer, refusal or failure, and returns it."""
        before = self.page.locator("article.turn").count()
        self.page.fill("#pq-question", question)
        self.page.keyboard.press("Enter")
        turn = self.page.locator("article.turn").nth(before)
        turn.locator(".answer, .failure").wait_for()
        return turn

    def said(self, key: str, **values: object) -> str:
        """What the page says under a key of its texts, in this visit's language, filled in."""
        return texts()[self.language][key].format(**values)

    def fits(self) -> bool:
        """Whether nothing of the page stands out to the side."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth") <= self.size[0])

    def clipboard(self) -> str:
        return str(self.page.evaluate("navigator.clipboard.readText()"))

    def copied(self, button: Any) -> str:
        """What a button puts on the clipboard; raises TimeoutError after ten seconds.

        The page's own waiting is no help here: it takes the promise of a text for the text.
        """
        self.page.evaluate("navigator.clipboard.writeText('')")
        button.click()
        until = time.monotonic() + 10
        while not (text := self.clipboard()):
            if time.monotonic() > until:
                raise TimeoutError("nothing came on the clipboard")
            self.page.wait_for_timeout(20)
        return text

    def strangers(self) -> list[str]:
        return [url for url in self.requests if not url.startswith((self.url, "data:", "blob:"))]


@pytest.fixture
def visit(browser: Any, url: str) -> Iterator[Any]:
    """Opens pages of the server at `url`, a fixture of the test's own module, and holds them to account afterwards."""
    opened: list[Visit] = []

    def start(size: tuple[int, int] = WIDE, locale: str = "zh-CN", **options: Any) -> Visit:
        opened.append(Visit(browser, url, size, locale, **options))
        return opened[-1]

    yield start
    for each in opened:
        each.context.close()
        assert each.strangers() == []
        # Gradio complains of its own stream being ended when a page is reloaded.
        meant = ("AbortError", "errored out", *(f"with a status of {status}" for status in each.refusals))
        assert [said for said in each.complaints if not any(words in said for words in meant)] == []


@pytest.fixture(params=PLACES.values(), ids=PLACES)
def everywhere(request: pytest.FixtureRequest, visit: Callable[..., Visit]) -> Visit:
    """A page opened at each size in each language, without motion."""
    return visit(*request.param, reduced_motion="reduce")


@pytest.fixture
def four(visit: Callable[..., Visit]) -> list[Visit]:
    """A page at each size in each language, all open at once: for what takes long and is seen by all."""
    return [visit(*place, reduced_motion="reduce") for place in PLACES.values()]


@cache
def texts() -> dict[str, dict[str, str]]:
    """All that the page says, with all its parts: language to key to text."""
    from eval.web_texts import TEXTS as EVALUATION
    from qa.web import dialogs, feedback_texts, history, insight_texts, library_texts, report_texts, strings

    tables = [
        module.TEXTS
        for module in (strings, dialogs, feedback_texts, history, insight_texts, library_texts, report_texts)
    ]
    return {
        language: {key: text for table in (*tables, EVALUATION) for key, text in table[language].items()}
        for language in ("zh", "en")
    }


def in_view(visit: Visit, selector: str) -> bool:
    """Whether the middle of an element can be seen, not covered by another."""
    return bool(
        visit.page.evaluate(
            """(selector) => {
              const node = document.querySelector(selector), box = node.getClientRects()[0];
              const [x, y] = [box.x + box.width / 2, Math.min(box.y + box.height / 2, box.y + 30)];
              const seen = document.elementFromPoint(x, y);
              return node === seen || node.contains(seen);
            }""",
            selector,
        )
    )


def violations(page: Any) -> list[str]:
    """What axe finds wrong with what the page shows now: the rule and the element."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page, options={"runOnly": list(RULES)})
    return [f"{item['id']}: {node['html'][:200]}" for item in found.response["violations"] for node in item["nodes"]]
