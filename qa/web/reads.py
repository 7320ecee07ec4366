"""What the page reads on its own: the corpus, example questions, a document at a place."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from qa.web.desk import Desk
from qa.web.errors import failure
from qa.wording import Language

if TYPE_CHECKING:
    from fastapi import FastAPI


def install_reads(app: "FastAPI", desk: Desk) -> None:
    """Adds the routes to the application."""

    @app.get("/page/corpus")
    def corpus() -> dict[str, Any]:
        return asdict(desk.overview())

    @app.get("/page/examples")
    def examples(language: Language = "zh") -> list[str]:
        # To find them may take the service some seconds the first time.
        return desk.examples(language)

    @app.get("/page/document")
    def document(id: str, start: int = 0, end: int = 0) -> Any:
        view = desk.document(id, start, end)
        return _gone() if view is None else asdict(view)

    @app.get("/page/raw")
    def raw(id: str, start: int = 0, end: int = 0) -> Any:
        view = desk.raw(id, start, end)
        return _gone() if view is None else asdict(view)


def _gone() -> Any:
    return failure(
        404,
        "not_found",
        "找不到这份文件，它可能已从库中移走。",
        "This document cannot be found; it may have been removed.",
    )
