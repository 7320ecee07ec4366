"""Takes the pictures of the chat in docs/pictures, of the shipped digests only: `python tests/pictures.py`.

A Chromium and a font with Chinese characters are needed; web_chromium says which. Every picture is of the real program,
started on a fresh index of `seeds/`.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from web_chromium import launched

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"
WIDE, PHONE = (1280, 800), (390, 844)
FIGURE = "姜堰区2023年新建多少套人才公寓？"
FIGURE_EN = "How many talent apartments did Jiangyan build in 2023?"
ELSEWHERE = "苏州市的购房补贴是多少？"
LARGEST = 200_000
"""Bytes that a picture may have."""


def main() -> None:
    """Takes all pictures and says what each weighs."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with chat() as url, launched() as browser:
        page = opened(browser, url, WIDE, "zh-CN")
        take(page, "welcome.zh.png")
        ask(page, FIGURE)
        take(page, "answer.zh.png")
        page.get_by_text("打开全文").first.click()
        page.wait_for_selector("#pq-viewer[open] .paper mark")
        page.wait_for_timeout(2000)
        take(page, "source.zh.png")
        page = opened(browser, url, WIDE, "zh-CN")
        ask(page, ELSEWHERE)
        take(page, "refusal.zh.png")
        page = opened(browser, url, WIDE, "en")
        ask(page, FIGURE_EN)
        take(page, "answer.png")
        page = opened(browser, url, PHONE, "zh-CN")
        ask(page, FIGURE)
        take(page, "phone.zh.png")


def opened(browser: Any, url: str, size: tuple[int, int], language: str) -> Any:
    """The page as a person with that window and language first sees it."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale=language, color_scheme="light")
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector(".welcome .example")
    return page


def ask(page: Any, question: str) -> None:
    """Types a question and waits for its answer."""
    page.fill("#pq-question", question)
    page.keyboard.press("Enter")
    page.locator("article.turn .answer").last.wait_for()
    page.wait_for_timeout(500)


def take(page: Any, name: str) -> None:
    """Saves what the window shows, in 256 colours; refuses a picture that is too heavy for the repository."""
    picture = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    picture.quantize(256, dither=Image.Dither.NONE).save(FOLDER / name, optimize=True)
    size = (FOLDER / name).stat().st_size
    print(f"{name}: {size // 1000} kB")
    if size > LARGEST:
        raise SystemExit(f"{name} has {size} bytes, at most {LARGEST} are wanted")


@contextmanager
def chat() -> Iterator[str]:
    """The running chat over the shipped digests; gives its address."""
    program = [sys.executable, str(ROOT / "app.py")]
    with tempfile.TemporaryDirectory() as folder:
        index = ["--index", str(Path(folder) / "index")]
        subprocess.run([*program, "index", str(ROOT / "seeds"), *index], check=True)
        process = subprocess.Popen([*program, "chat", "--port", "0", *index], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
