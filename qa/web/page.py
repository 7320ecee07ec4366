"""The page itself: one Gradio component that the scripts in `assets/` fill, and the events it sends."""

import json
import os
import re
from collections.abc import Sequence
from dataclasses import asdict
from importlib.resources import files
from typing import Any

from qa.payload import answer_payload
from qa.question import language_of
from qa.web.desk import HISTORY_QUESTIONS, QUESTION_CHARACTERS, Desk, Refused
from qa.web.parts import Part
from qa.web.service import Service
from qa.web.strings import TEXTS

SCRIPTS = ("base.js", "conversation.js", "evidence.js", "documents.js", "viewer.js", "composer.js")
QUEUE_SIZE = 32
ASKED_AT_ONCE = 4
_TURN_ID = re.compile(r"a\d{1,6}")


def build(service: Service, parts: Sequence[Part] = ()) -> Any:
    """The whole page with its parts as `gr.Blocks`, ready to be mounted."""
    # Gradio reads this when it is imported; without it the server looks up hosts outside at its start.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio as gr

    with gr.Blocks(title=TEXTS["zh"]["app"], analytics_enabled=False, fill_width=True) as blocks:
        _add_chat(Desk(service), parts)
    blocks.queue(max_size=QUEUE_SIZE, default_concurrency_limit=ASKED_AT_ONCE, api_open=False)
    return blocks


def _add_chat(desk: Desk, parts: Sequence[Part]) -> None:
    """Adds the chat and the public endpoint `ask` to the blocks in whose context it is called."""
    import gradio as gr

    page = gr.HTML(
        html_template="<div class='pq'></div>",
        js_on_load=script(parts),
        elem_id="policyqa",
        padding=False,
        apply_default_css=False,
    )

    # The page takes a value for new only where it differs from the last one, so each carries its request's number;
    # and it wraps every object inside a value, which for a long document takes seconds, so each is sent as a string.
    def respond(event: gr.EventData) -> Any:
        sent = _sent(event)
        id, request = sent.get("id"), sent.get("request")
        if not isinstance(id, str) or not _TURN_ID.fullmatch(id) or not isinstance(request, int):
            yield gr.skip()
            return
        turns = desk.growing(id, sent.get("question"), sent.get("history"), sent.get("filters"))
        for n, (turn, more) in enumerate(turns):
            yield gr.HTML(turn=_sealed({"request": request, "piece": n, "growing": more, **asdict(turn)}))

    hidden: dict[str, Any] = {"outputs": page, "show_progress": "hidden", "api_visibility": "private"}
    asked = page.ask(respond, trigger_mode="multiple", concurrency_id="ask", **hidden)
    asked.failure(None, js="() => window.policyqa.failed()", api_visibility="private")
    gr.api(_endpoint(desk), api_name="ask", concurrency_id="ask")


def _sent(event: Any) -> dict[str, Any]:
    """What the page sent with an event; nothing where it is not an object, which only a forged one is not."""
    return event._data if isinstance(event._data, dict) else {}


def _sealed(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _endpoint(desk: Desk) -> Any:
    import gradio as gr

    def ask(
        question: str,
        history: list[str] | None = None,
        regions: list[str] | None = None,
        kinds: list[str] | None = None,
        issuers: list[str] | None = None,
        years: list[str] | None = None,
    ) -> dict[str, Any]:
        """Answers a question from the documents.

        Args:
            question: at most 500 characters.
            history: earlier questions of the same conversation, oldest first.
            regions: limits the search to documents about these places, full paths such as 江苏省/南通市.
            kinds: to these kinds: policy, notice, reply, news, report, article.
            issuers: to these issuing bodies.
            years: to these years of publication.

        Returns:
            The answer with its citations, as `policyqa ask --json` prints it.
        """
        limits = {"regions": regions, "kinds": kinds, "issuers": issuers, "years": years}
        try:
            return answer_payload(desk.ask(question, history, limits))
        except Refused as refusal:
            text = TEXTS[language_of(str(question))][f"error_{refusal.name}"].format(limit=QUESTION_CHARACTERS)
            raise gr.Error(refusal.message or text, print_exception=False) from None

    return ask


def script(parts: Sequence[Part] = ()) -> str:
    """The page's script with its texts and those of its parts, to run when the component is on the page."""
    texts = {language: dict(of) for language, of in TEXTS.items()}
    for part in parts:
        for language, of in part.texts.items():
            texts[language] |= of
    head = (
        f"const TEXTS = {json.dumps(texts, ensure_ascii=False)};\n"
        f"const LIMIT = {QUESTION_CHARACTERS};\nconst HISTORY = {HISTORY_QUESTIONS};\n"
    )
    own = [asset(name) for name in SCRIPTS]
    return head + "\n".join([*own, *(text for part in parts for text in part.scripts), asset("main.js")])


def style(parts: Sequence[Part] = ()) -> str:
    """The page's style with those of its parts."""
    return "\n".join([asset("style.css"), *(part.style for part in parts)])


def asset(name: str) -> str:
    """One of the files in `assets/`."""
    return files("qa.web").joinpath("assets", name).read_text(encoding="utf-8")
