"""The evaluation tab of the page: run the eval set on the current index, watch it, see what was lost, and compare."""

import re
from collections.abc import Callable
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from eval.beir import BeirDataset
from eval.opening import QuestionSet, open_dataset
from eval.web_runner import Runner
from eval.web_runs import CHARTS, REPORT, KeptRuns
from eval.web_texts import TEXTS
from index.errors import EvalError, PolicyQAError
from qa.engine import PolicyQA
from qa.web.access import visitor
from qa.web.errors import failure, told
from qa.web.parts import Part

if TYPE_CHECKING:
    from fastapi import FastAPI

PATH = "/page/evaluation"
SUFFIXES = (".jsonl", ".csv", ".xlsx")
_UNSAFE = re.compile(r"[^\w.\-]+")
_NAME_CHARACTERS = 60


def evaluation_part(engine: Callable[[], PolicyQA], folder: Path) -> Part:
    """The tab with its routes.

    Args:
        engine: gives the engine over the newest generation.
        folder: the index; evaluations are kept in it.
    """
    kept = KeptRuns(folder)
    runner = Runner(engine, kept)

    def install(app: "FastAPI") -> None:
        _watching(app, runner, kept)
        _changing(app, runner, kept)

    return Part(texts=TEXTS, scripts=(_asset("evaluation.js"),), style=_asset("evaluation.css"), install=install)


def may_change(request: Request) -> bool:
    """Whether who sent this may run evaluations and remove them: where others can reach the page, the administrator."""
    return visitor(request).may_change


def chosen(name: str | None, data: bytes) -> QuestionSet:
    """The questions of a file, or those that ship where none is given.

    Raises:
        EvalError: it is no file of questions; the message names the line.
    """
    if name is None:
        found = open_dataset(None, None, None)
    else:
        # A path of the sender's own machine may come with it.
        stem, suffix = Path(name.replace("\\", "/")).stem, Path(name).suffix.lower()
        if suffix not in SUFFIXES:
            raise EvalError(
                f"{name}: questions come as {', '.join(SUFFIXES)}", zh=f"{name}：问题文件应为 {'、'.join(SUFFIXES)}"
            )
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"{_UNSAFE.sub('-', stem)[:_NAME_CHARACTERS] or 'questions'}{suffix}"
            path.write_bytes(data)
            try:
                found = open_dataset(path, None, None)
            except EvalError as error:
                here = str(path)
                raise EvalError(str(error).replace(here, name), zh=error.zh.replace(here, name)) from error
    if isinstance(found, BeirDataset):
        raise EvalError("this is no file of questions", zh="这不是问题文件")
    return found


def _watching(app: "FastAPI", runner: Runner, kept: KeptRuns) -> None:
    @app.get(PATH)
    def state(request: Request) -> dict[str, Any]:
        return {
            "progress": asdict(runner.progress),
            "runs": [asdict(run) for run in kept.all()],
            "may_change": may_change(request),
        }

    @app.get(f"{PATH}/progress")
    def progress() -> dict[str, Any]:
        return asdict(runner.progress)

    @app.get(f"{PATH}/runs/{{id}}")
    def run(id: str) -> Any:
        try:
            return kept.page(id)
        except EvalError as error:
            return told(error, 404, "not_found")

    @app.get(f"{PATH}/runs/{{id}}/report")
    def report(id: str) -> Response:
        return _file(kept, id, REPORT, "text/html; charset=utf-8")

    @app.get(f"{PATH}/runs/{{id}}/{{chart}}.svg")
    def drawn(id: str, chart: str) -> Response:
        return _file(kept, id, f"{chart}.svg" if chart in CHARTS else "", "image/svg+xml")


def _changing(app: "FastAPI", runner: Runner, kept: KeptRuns) -> None:
    @app.post(PATH)
    async def start(request: Request, name: str | None = None) -> Any:
        if not may_change(request):
            return _not_allowed()
        try:
            questions = await run_in_threadpool(chosen, name, await request.body())
        except PolicyQAError as error:
            return told(error, 400, "invalid")
        if not runner.start(questions):
            return failure(409, "busy", "已有一次评测正在进行。", "An evaluation is under way already.")
        return asdict(runner.progress)

    @app.delete(PATH)
    def stop(request: Request) -> Any:
        if not may_change(request):
            return _not_allowed()
        runner.stop()
        return asdict(runner.progress)

    @app.delete(f"{PATH}/runs/{{id}}")
    def remove(request: Request, id: str) -> Any:
        if not may_change(request):
            return _not_allowed()
        try:
            kept.remove(id)
        except EvalError as error:
            return told(error, 404, "not_found")
        return {"removed": id}


def _not_allowed() -> Response:
    return failure(403, "not_allowed", "只有管理员可以运行或删除评测。", "Only the administrator may evaluate here.")


def _file(kept: KeptRuns, id: str, name: str, kind: str) -> Response:
    try:
        path = kept.path(id, name)
    except EvalError as error:
        return told(error, 404, "not_found")
    if not path.is_file():
        return failure(404, "not_found", "没有这份文件。", "There is no such file.")
    return FileResponse(path, media_type=kind)


def _asset(name: str) -> str:
    return files("eval").joinpath("assets", name).read_text(encoding="utf-8")
