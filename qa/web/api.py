"""The JSON API for programs, version 1, below `/api/v1/`, with its OpenAPI document and a page that shows it."""

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Query
from starlette.responses import RedirectResponse, Response

from index.errors import PolicyQAError, QueryError
from index.model import Document
from qa.payload import answer_payload
from qa.web import api_models as models
from qa.web.desk import QUESTION_CHARACTERS, Desk, Refused
from qa.web.errors import failure, handler, sentences, tell_failures, told
from qa.web.gate import Full, Gate
from qa.web.service import Service

if TYPE_CHECKING:
    from fastapi import FastAPI

PATH = "/api"
_ABOUT = """\
Questions about the documents that this service holds, answered with the documents' own sentences, each cited to the
clause. Every response with a status of 400 or above is `{"error": {"code", "zh", "en"}}`. Positions count Unicode code
points from 0, end exclusive. The same answers come as MCP tools at `/mcp`.

用所收文件的原句回答问题，逐句引用到条款。状态码 400 及以上的响应均为 `{"error": {"code", "zh", "en"}}`；
位置按 Unicode 码点从 0 计，不含末位。同样的回答也可作为 MCP 工具使用，地址为 `/mcp`。
"""
_ERRORS: dict[int | str, dict[str, Any]] = {"4XX": {"model": models.Failure}, "5XX": {"model": models.Failure}}


def program_version() -> str:
    """The version installed; `0` where the program runs without being installed."""
    try:
        return version("talent-policy-qa")
    except PackageNotFoundError:
        return "0"


def install_api(app: "FastAPI", service: Service, gate: Gate) -> None:
    """Mounts the API on the application; the gate says how many requests are answered at once."""
    from fastapi_offline import FastAPIOffline

    api = FastAPIOffline(
        title="policyqa",
        version=program_version(),
        description=_ABOUT,
        redoc_url=None,
        static_url="/docs-assets",
        responses=_ERRORS,
        # Swagger UI else shows a badge that a server elsewhere makes.
        swagger_ui_parameters={"validatorUrl": "none", "defaultModelsExpandDepth": 0},
    )
    _name_passwords(api)
    _tell_failures(api)
    _asking(api, Desk(service), gate)
    _reading(api, service, Desk(service), gate)

    for at, path in ((app, PATH), (api, "/")):
        at.add_api_route(path, lambda: RedirectResponse(f"{PATH}/docs"), include_in_schema=False)
    app.mount(PATH, api)


def _name_passwords(api: "FastAPI") -> None:
    """Lets the OpenAPI document say that there may be a password, so that its page can be told it."""
    written = api.openapi

    def described() -> dict[str, Any]:
        document = written()
        schemes = document["components"].setdefault("securitySchemes", {})
        schemes["password"] = {"type": "http", "scheme": "bearer", "description": "Where the service has a password."}
        document["security"] = [{}, {"password": []}]
        return document

    api.openapi = described  # type: ignore[method-assign]


def _asking(api: "FastAPI", desk: Desk, gate: Gate) -> None:
    @api.post("/v1/ask", response_model=models.AnswerModel, tags=["ask"], summary="Answer a question / 回答问题")
    async def ask(request: models.AskRequest) -> Any:
        answer = await gate.call(lambda: desk.ask(request.question, request.history, request.filters()))
        return answer_payload(answer) | {"id": request.id}

    @api.get("/v1/search", response_model=models.Hits, tags=["search"], summary="Find passages / 检索段落")
    async def search(request: Annotated[models.SearchRequest, Query()]) -> Any:
        return await gate.call(lambda: desk.search(request.query, request.k, request.filters()))


def _reading(api: "FastAPI", service: Service, desk: Desk, gate: Gate) -> None:
    @api.get("/v1/documents", response_model=models.Documents, tags=["documents"], summary="List documents / 列出文件")
    async def documents(request: Annotated[models.ListRequest, Query()]) -> Any:
        listed = await gate.call(service.corpus)
        part = listed[request.offset : request.offset + request.limit]
        entries = [models.Entry.of(listing) for listing in part]
        return models.Documents(total=len(listed), offset=request.offset, documents=entries)

    # Ids have slashes. This route stands before the next one, which would take `/text` for a part of the id.
    @api.get("/v1/documents/{id:path}/text", response_model=models.Text, tags=["documents"], summary="Its text / 正文")
    async def text(id: str, request: Annotated[models.TextRequest, Query()]) -> Any:
        if request.end is not None and request.end < request.start:
            return failure(
                422,
                "invalid",
                f"end（{request.end}）不能小于 start（{request.start}）。",
                f"end ({request.end}) must not be less than start ({request.start}).",
            )
        document = await gate.call(lambda: found(desk, id))
        return models.Text.of(document, request.start, request.end, request.raw)

    @api.get(
        "/v1/documents/{id:path}",
        response_model=models.DocumentModel,
        tags=["documents"],
        summary="One document with its outline / 一份文件及其目录",
    )
    async def document(id: str) -> Any:
        return models.DocumentModel.of(await gate.call(lambda: found(desk, id)))

    @api.get("/v1/health", response_model=models.Health, tags=["health"], summary="Can it answer? / 服务状态")
    def health() -> Any:
        listed = service.corpus()
        return models.Health(
            status="ok",
            version=program_version(),
            documents=len(listed),
            passages=sum(each.passages for each in listed),
            asking=gate.running,
            waiting=gate.waiting,
        )


class Missing(Exception):  # noqa: N818
    """There is no document with this id."""


def found(desk: Desk, id: str) -> Document:
    """The document with this id.

    Raises:
        Missing: there is none.
    """
    document = desk.read(id)
    if document is None:
        raise Missing(id)
    return document


def _tell_failures(api: "FastAPI") -> None:
    """Every failure becomes one sentence in both languages."""

    def busy(_: Full) -> Response:
        response = failure(503, "busy", *sentences("busy"))
        response.headers["retry-after"] = "1"
        return response

    tell_failures(api)
    api.add_exception_handler(Full, handler(busy))
    api.add_exception_handler(Refused, handler(refused))
    api.add_exception_handler(Missing, handler(_missing))


def refused(refusal: Refused) -> Response:
    """The response for what the desk refused."""
    cause = refusal.__cause__
    if isinstance(cause, PolicyQAError):
        return told(cause, 400, "invalid") if isinstance(cause, QueryError) else told(cause, 503)
    status = 500 if refusal.name == "failed" else 400
    return failure(status, refusal.name, *sentences(refusal.name, limit=QUESTION_CHARACTERS))


def _missing(error: Missing) -> Response:
    return failure(404, "not_found", f"没有编号为 {error} 的文件。", f"There is no document with the id {error}.")
