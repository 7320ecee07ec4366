"""What the page posts, read into a model; whatever has another form is refused in one sentence."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from qa.web.errors import failure

_M = TypeVar("_M", bound=BaseModel)


async def posted(request: Request, model: type[_M]) -> _M | Response:
    """The body of a request as `model`, or the response that says that it is not."""
    try:
        return model.model_validate_json(await request.body())
    except (ValidationError, ClientDisconnect):
        return failure(
            400,
            "invalid",
            "这个请求没能读懂，请刷新页面后再试。",
            "This request could not be read; please reload the page and try again.",
        )
