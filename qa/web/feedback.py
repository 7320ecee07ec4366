"""The page's part for feedback: a verdict on an answer with a reason, and a list of all for who runs the service."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from fastapi import Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from index.errors import PolicyQAError
from index.generations import current_manifest
from qa.feedback import FeedbackFile, Kept
from qa.web.access import visitor
from qa.web.desk import HISTORY_QUESTIONS, QUESTION_CHARACTERS
from qa.web.errors import failure, told
from qa.web.feedback_texts import TEXTS
from qa.web.page import asset
from qa.web.parts import Part
from qa.web.posted import posted

if TYPE_CHECKING:
    from fastapi import FastAPI

LISTED = 500
_TEXT = 20_000


class Cited(BaseModel):
    """A citation that the person saw."""

    document: str = Field(max_length=2000)
    locator: str = Field(max_length=2000)
    quote: str = Field(max_length=_TEXT)
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Said(BaseModel):
    """What a person says of an answer, with the answer as it was shown."""

    verdict: Literal["good", "wrong", "missing"]
    reason: str = Field(default="", max_length=2000)
    question: str = Field(min_length=1, max_length=QUESTION_CHARACTERS)
    history: list[str] = Field(default_factory=list, max_length=HISTORY_QUESTIONS)
    standalone: str | None = Field(default=None, max_length=_TEXT)
    abstained: bool
    short: str | None = Field(default=None, max_length=_TEXT)
    answer: str = Field(max_length=_TEXT)
    citations: list[Cited] = Field(default_factory=list, max_length=60)


class Ids(BaseModel):
    """Lines of the file, by name."""

    ids: list[str] = Field(max_length=LISTED)


def feedback_part(folder: Path) -> Part:
    """The part over one index, in whose folder the feedback is kept."""
    file = FeedbackFile(folder)

    def install(app: "FastAPI") -> None:
        @app.post("/page/feedback")
        async def give(request: Request) -> Any:
            said = await posted(request, Said)
            if isinstance(said, Response):
                return said
            values = said.model_dump() | {"generation": _generation(folder)}
            values["history"] = [question[:QUESTION_CHARACTERS] for question in said.history]
            return await _written(lambda: file.append(values))

        @app.get("/page/feedback")
        def listed(request: Request) -> Any:
            if not visitor(request).may_change:
                return _forbidden()
            entries = file.entries()
            return {"all": len(entries), "entries": [_shown(entry) for entry in entries[:LISTED]]}

        @app.post("/page/feedback/seen")
        async def seen(request: Request) -> Any:
            wanted = await posted(request, Ids)
            if isinstance(wanted, Response):
                return wanted
            if not visitor(request).may_change:
                return _forbidden()
            return await _written(lambda: file.mark_seen(wanted.ids))

        @app.delete("/page/feedback/{id}")
        async def delete(request: Request, id: str) -> Any:
            return await _written(lambda: file.delete(id)) if visitor(request).may_change else _forbidden()

    return Part(texts=TEXTS, scripts=(asset("feedback.js"),), style=asset("feedback.css"), install=install)


async def _written(write: Any) -> Any:
    """Done, or the sentence that says why not."""
    try:
        await run_in_threadpool(write)
    except PolicyQAError as error:
        return told(error, 503)
    return {"ok": True}


def _generation(folder: Path) -> str:
    """The generation that answers now; empty where there is none."""
    try:
        return current_manifest(folder)[0].name
    except PolicyQAError:
        return ""


def _shown(entry: Kept) -> dict[str, Any]:
    return {"id": entry.id, "seen": entry.seen} | dict(entry.values)


def _forbidden() -> Any:
    return failure(
        403,
        "forbidden",
        "反馈只有管理员可以查看，请用管理员密码登录。",
        "Only the administrator may review feedback; please sign in with that password.",
    )
