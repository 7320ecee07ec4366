"""The same answers as tools of the Model Context Protocol, over streamable HTTP at `/mcp`."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast

from pydantic import Field
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from index.errors import PolicyQAError
from index.model import Kind
from qa.payload import answer_payload
from qa.web import api_models as models
from qa.web.api import Missing, found, program_version
from qa.web.desk import FILTER_VALUES, QUESTION_CHARACTERS, Desk, Refused
from qa.web.gate import Full, Gate
from qa.web.strings import TEXTS

if TYPE_CHECKING:
    from fastapi import FastAPI

PATH = "/mcp"
_ABOUT = (
    "Chinese talent policies: answers made of the documents' own sentences, cited to the clause, and the documents "
    "themselves. Use ask_policies for a question, search_policies for passages on a subject, read_document to read on "
    "around a citation. Quote only what stands in `quote` or `text`, with its reference; where `abstained` is true the "
    "documents do not answer."
)

_T = TypeVar("_T")

Regions = Annotated[list[str], Field(description=models.REGIONS, max_length=FILTER_VALUES)]
Kinds = Annotated[list[Kind], Field(description=models.KINDS, max_length=FILTER_VALUES)]
Issuers = Annotated[list[str], Field(description=models.ISSUERS, max_length=FILTER_VALUES)]
Years = Annotated[list[models.Year], Field(description=models.YEARS, max_length=FILTER_VALUES)]


def install_tools(app: "FastAPI", desk: Desk, gate: Gate) -> None:
    """Adds the route to the application, and what it needs while that runs."""
    from mcp.server.fastmcp import FastMCP
    from mcp.server.transport_security import TransportSecuritySettings

    # Each request stands alone: there is no session for another to take over, and none to be lost by a restart. Names
    # and origins are checked by `qa.web.guard`, for every route alike.
    elsewhere = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    server = FastMCP(
        "policyqa",
        instructions=_ABOUT,
        log_level="CRITICAL",
        stateless_http=True,
        json_response=True,
        transport_security=elsewhere,
    )
    server._mcp_server.version = program_version()
    _add(server, desk, gate)
    server.streamable_http_app()
    manager = server.session_manager
    before = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(application: Any) -> AsyncIterator[Any]:
        async with before(application) as state, manager.run():
            yield state

    app.router.lifespan_context = cast("Any", lifespan)

    class Endpoint:
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            # Without sessions there is nothing to listen for and nothing to end.
            answer = manager.handle_request if scope["method"] == "POST" else Response(status_code=405)
            await answer(scope, receive, send)

    for path in (PATH, f"{PATH}/"):
        app.router.routes.append(Route(path, Endpoint(), include_in_schema=False))


def _add(server: Any, desk: Desk, gate: Gate) -> None:
    from mcp.types import ToolAnnotations

    async def search_policies(
        query: Annotated[str, Field(description=f"What to look for, at most {QUESTION_CHARACTERS} characters.")],
        k: Annotated[int, Field(description="How many passages.", ge=1, le=models.MOST_HITS)] = models.HITS,
        regions: Regions = [],  # noqa: B006 (never changed; None would make the schema worse)
        kinds: Kinds = [],  # noqa: B006
        issuers: Issuers = [],  # noqa: B006
        years: Years = [],  # noqa: B006
    ) -> models.Hits:
        """Finds the passages of the policy documents that fit a query best, each with its place in the document."""
        limits = {"regions": regions, "kinds": kinds, "issuers": issuers, "years": years}
        return models.Hits.model_validate(await _called(gate, lambda: desk.search(query, k, limits)))

    async def ask_policies(
        question: Annotated[str, Field(description=f"At most {QUESTION_CHARACTERS} characters, Chinese or English.")],
        history: Annotated[list[str], Field(description="Earlier questions, oldest first.", max_length=1000)] = [],  # noqa: B006
        regions: Regions = [],  # noqa: B006
        kinds: Kinds = [],  # noqa: B006
        issuers: Issuers = [],  # noqa: B006
        years: Years = [],  # noqa: B006
    ) -> models.AnswerModel:
        """Answers a question with sentences of the policy documents, each cited, or says that they do not answer."""
        limits = {"regions": regions, "kinds": kinds, "issuers": issuers, "years": years}
        answer = await _called(gate, lambda: desk.ask(question, history, limits))
        return models.AnswerModel.model_validate(answer_payload(answer))

    async def read_document(
        document: Annotated[str, Field(description="Id of the document, as citations and hits name it.")],
        start: Annotated[int, Field(description="First code point of the clean text.", ge=0)] = 0,
        end: Annotated[int | None, Field(description="End, exclusive; some pages of text without it.", ge=0)] = None,
    ) -> models.Text:
        """Reads the text of a document, or the stretch of it around a citation; `next` says where to go on."""
        return models.Text.of(await _called(gate, lambda: found(desk, document)), start, end)

    looks_up = ToolAnnotations(readOnlyHint=True, destructiveHint=False, idempotentHint=True, openWorldHint=False)
    titled = {
        search_policies: "Search policies / 检索政策",
        ask_policies: "Ask policies / 政策问答",
        read_document: "Read a document / 阅读文件",
    }
    for tool, title in titled.items():
        server.add_tool(tool, title=title, annotations=looks_up)


async def _called(gate: Gate, function: Callable[[], _T]) -> _T:
    """What the function returns when it is its turn; failures as the one sentence that a model can act on."""
    from mcp.server.fastmcp.exceptions import ToolError

    try:
        return await gate.call(function)
    except Full:
        said = TEXTS["en"]["error_busy"]
    except Missing as missing:
        said = f"There is no document with the id {missing}; citations and hits name ids that exist."
    except Refused as refusal:
        cause = refusal.__cause__
        known = TEXTS["en"][f"error_{refusal.name}"].format(limit=QUESTION_CHARACTERS)
        said = str(cause) if isinstance(cause, PolicyQAError) else known
    raise ToolError(said)
