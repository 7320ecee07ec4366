"""An answer that a real language model joins, as a person sees it grow, and what is shown when the model goes away."""

import re
from contextlib import ExitStack
from typing import Any

import pytest
from language_model import language_model, require_language_model
from web_engine import engine_served
from web_visit import PHONE, WIDE, Visit, violations

from qa.markup import one_line, unescaped
from qa.phrasing_check import Grounds, faults
from qa.wording import say

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

QUESTIONS = ("云峤区人才公寓租金按市场价的多少收取？", "青屿市哪些情形不给予购房补贴？")
NAMES = ("青屿市鼓励人才创新创业办法", "云峤区人才公寓申请通知", "东澜省青屿市云峤区")
UNUSED = say("model_unused", "zh", reason="").partition("：")[0]
NOTES = {say("model_joined", "zh"), *(say("model_replaced", "zh", failed=str(n)) for n in range(1, 20))}
MODEL_MS = 240_000
_SENTENCE = re.compile(r"([^。！？]+[。！？]?)((?:\[\d+\])+)")
_WATCH = """() => {
  window.grown = [];
  const look = () => {
    const answer = document.querySelector('article.turn:last-of-type .answer');
    if (!answer) return;
    const seen = [answer.hasAttribute('aria-busy'), answer.querySelector('.said').textContent];
    if (JSON.stringify(seen) !== JSON.stringify(window.grown.at(-1))) window.grown.push(seen);
  };
  new MutationObserver(look).observe(document.getElementById('pq-log'), { childList: true, subtree: true });
}"""


def sent(visit: Visit, question: str) -> None:
    visit.page.fill("#pq-question", question)
    visit.page.keyboard.press("Enter")


def check_sentences(visit: Visit, turn: Any) -> None:
    """Every paragraph is a quotation, or holds nothing but sentences that their quotations bear out."""
    quotes = dict(enumerate(visit.page.locator("#pq-panel .card:not(.unused) mark").all_inner_texts(), 1))
    *said, note = turn.locator(".said p").all_inner_texts()
    assert note in NOTES or note.startswith(UNUSED)
    assert said
    for paragraph in said:
        if paragraph in {f"{one_line(quote)}[{n}]" for n, quote in quotes.items()}:
            continue
        for sentence, markers in _SENTENCE.findall(paragraph):
            cited = tuple(quotes[int(n)] for n in re.findall(r"\d+", markers))
            assert list(faults(unescaped(sentence), Grounds(cited, NAMES))) == []


def test_a_joined_answer_grows_and_falls_back_to_its_quotations_when_the_model_is_lost(
    browser: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    require_language_model()
    with ExitStack() as model:
        address = model.enter_context(language_model(tmp_path_factory.mktemp("gguf")))
        variables = {"POLICYQA_MODEL_URL": address, "POLICYQA_MODEL_TIMEOUT": "240"}
        with engine_served(tmp_path_factory.mktemp("served"), **variables) as url:
            pages = [Visit(browser, url, *place) for place in ((WIDE, "zh-CN"), (PHONE, "en-US"))]
            for opened, question in zip(pages, QUESTIONS, strict=True):
                opened.page.evaluate(_WATCH)
                sent(opened, question)
                opened.page.locator("#turn-a1 .answer[aria-busy]").wait_for(state="attached")
                assert opened.page.inner_text("#turn-a1 .pending") == opened.said("growing")
            for opened in pages:
                opened.page.locator("#turn-a1 .tools").wait_for(timeout=MODEL_MS)
                grown = opened.page.evaluate("window.grown")
                assert grown[0][0] is True
                assert grown[-1][0] is False
                assert len(grown[0][1]) < len(grown[-1][1])
                check_sentences(opened, opened.page.locator("#turn-a1"))
                assert violations(opened.page) == []
                sent(opened, "青屿市对新引进的博士研究生给予多少购房补贴？")
                opened.page.locator("#turn-a2 .answer[aria-busy]").wait_for(state="attached")
            model.close()
            for opened in pages:
                opened.page.locator("#turn-a2 .tools").wait_for(timeout=MODEL_MS)
                said = opened.page.locator("#turn-a2 .said p").all_inner_texts()
                marked = opened.page.locator("#pq-panel .card:not(.unused) mark").all_inner_texts()
                assert said[:-1] == [f"{one_line(quote)}[{n}]" for n, quote in enumerate(marked, 1)]
                assert said[-1].startswith(UNUSED)
                assert opened.page.inner_text("#turn-a2 .short").startswith("四十二万元")
                assert opened.strangers() == []
                assert opened.complaints == []
                opened.context.close()
