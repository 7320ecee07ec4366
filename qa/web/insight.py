"""The page's part below an answer: why it is so, and questions that go on from it."""

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any

from fastapi import Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from index.errors import PolicyQAError
from index.model import Span
from qa.explain import Explanation
from qa.model import Filters
from qa.related import related_questions
from qa.web.api_models import Scope
from qa.web.desk import HISTORY_QUESTIONS, QUESTION_CHARACTERS
from qa.web.errors import failure, told
from qa.web.gate import Full, Gate
from qa.web.insight_texts import TEXTS
from qa.web.page import asset
from qa.web.parts import Part
from qa.web.posted import posted
from qa.web.service import Engined
from qa.wording import Language

if TYPE_CHECKING:
    from fastapi import FastAPI

_KEPT = 500
"""Places whose related questions are remembered."""


class Asked(BaseModel):
    """A question as it was asked."""

    question: str = Field(min_length=1, max_length=QUESTION_CHARACTERS)
    history: list[str] = Field(default_factory=list, max_length=HISTORY_QUESTIONS)
    filters: Scope = Field(default_factory=Scope)

    def limits(self) -> Filters:
        """What the search was limited to."""
        return Filters(*(tuple(values) for values in self.filters.filters().values()))


def insight_part(service: Engined) -> Part:
    """The part over a service that gives out its engine."""
    related = Related(service)

    def install(app: "FastAPI") -> None:
        gate = Gate()

        @app.post("/page/explain")
        async def explain(request: Request) -> Any:
            asked = await posted(request, Asked)
            if isinstance(asked, Response):
                return asked
            try:
                return await gate.call(
                    lambda: Explanation.of(service.engine(), asked.question, asked.history, asked.limits()).payload()
                )
            except Full:
                return failure(
                    503, "busy", "现在提问的人较多，请稍等片刻再试。", "Many people are asking; please try again."
                )
            except PolicyQAError as error:
                return told(error)

        @app.get("/page/related")
        async def related_(document: str, start: int = 0, end: int = 0, language: Language = "zh") -> list[str]:
            try:
                return await gate.call(lambda: related.of(document, Span(start, end), language))
            except Full:
                return []

    return Part(texts=TEXTS, scripts=(asset("insight.js"),), style=asset("insight.css"), install=install)


class Related:
    """Related questions, made once for each place cited while the index stays the same."""

    def __init__(self, service: Engined) -> None:
        self._service = service
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, str, Span, Language], list[str]] = OrderedDict()

    def of(self, document: str, cited: Span, language: Language = "zh") -> list[str]:
        """The questions that go on from a citation; none where the document is not in the index."""
        engine = self._service.engine()
        key = (engine.index.folder.name, document, cited, language)
        with self._lock:
            if key in self._kept:
                return self._kept[key]
        try:
            found = related_questions(engine, document, cited, language=language)
        except KeyError:
            return []
        with self._lock:
            self._kept[key] = found
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found
