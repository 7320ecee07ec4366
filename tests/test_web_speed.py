"""How long answers take in a browser, from the key to what is drawn: the real program on the shipped corpus."""

from pathlib import Path
from statistics import median
from typing import Any

import pytest
from web_chat import chatting, indexed

pytestmark = pytest.mark.browser

FIRST_SECONDS, LATER_SECONDS = 2.0, 0.5
STARTS = 3
"""Of the program; the best counts, since other programs may have had the processor."""
QUESTIONS = (
    "姜堰区2023年新建多少套人才公寓？",
    "武进区最高给多少购房补贴？",
    "泰兴市的联动机制由谁牵头？",
    "江津区引进了多少人才？",
    "苏州市的购房补贴是多少？",
    "比较姜堰区和武进区的人才公寓",
    "How many talent apartments did Jiangyan build in 2023?",
    "通州区有多少家博士后工作站点？",
)
ASKED = """(question) => new Promise((done) => {
  const box = document.getElementById("pq-question");
  box.value = question;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  const turns = document.querySelectorAll("article.turn").length + 1, started = performance.now();
  const watcher = new MutationObserver(() => {
    const shown = document.querySelectorAll("article.turn .answer").length;
    if (shown < turns) return;
    watcher.disconnect();
    requestAnimationFrame(() => setTimeout(() => done((performance.now() - started) / 1000)));
  });
  watcher.observe(document.body, { childList: true, subtree: true });
  box.form.requestSubmit();
})"""


def timed(browser: Any, index: Path) -> tuple[float, list[float]]:
    """Seconds for the first answer after the start, asked as soon as the page is there, and for those after it."""
    with chatting(index) as url:
        page = browser.new_context(locale="zh-CN").new_page()
        page.goto(url)
        page.wait_for_selector("#pq-question")
        seconds = [float(page.evaluate(ASKED, question)) for question in QUESTIONS * 2]
        page.context.close()
    return seconds[0], seconds[1:]


def test_the_first_answer_takes_under_two_seconds_and_later_ones_under_half_a_second(
    browser: Any, tmp_path: Path, record_property: Any
) -> None:
    index = indexed(tmp_path)
    firsts, laters = [], []
    for _ in range(STARTS):
        first, later = timed(browser, index)
        firsts.append(first)
        laters.append(median(later))
        if first < FIRST_SECONDS and laters[-1] < LATER_SECONDS:
            break
    record_property("first_seconds", min(firsts))
    record_property("later_seconds", min(laters))
    print(f"first {min(firsts):.2f} s, later {min(laters):.2f} s (median of {len(QUESTIONS) * 2 - 1})")
    assert min(firsts) < FIRST_SECONDS
    assert min(laters) < LATER_SECONDS
