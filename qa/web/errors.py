"""How the page's routes say that something cannot be done: one sentence in both languages and a code for programs."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from index.errors import PolicyQAError
from qa.web.strings import TEXTS

if TYPE_CHECKING:
    from fastapi import FastAPI
    from fastapi.exceptions import RequestValidationError


def failure(status: int, code: str, zh: str, en: str) -> JSONResponse:
    """The response `{"error": {"code", "zh", "en"}}` with an HTTP status."""
    return JSONResponse({"error": {"code": code, "zh": zh, "en": en}}, status_code=status)


def told(error: PolicyQAError, status: int = 400, code: str = "failed") -> JSONResponse:
    """The response for an error that a person can read."""
    return failure(status, code, error.zh, str(error))


def tell_failures(app: "FastAPI") -> None:
    """Makes every failure of an application's routes one sentence in both languages, never a traceback."""
    from fastapi.exceptions import RequestValidationError

    app.add_exception_handler(RequestValidationError, handler(_invalid))
    app.add_exception_handler(HTTPException, handler(_refused))
    app.add_exception_handler(PolicyQAError, handler(lambda error: told(error, 503)))
    app.add_exception_handler(Exception, handler(lambda error: failure(500, "failed", *sentences("failed"))))


def handler(make: Callable[[Any], Response]) -> Any:
    """An exception handler from a function of the exception."""

    async def handle(request: Request, error: Exception) -> Response:
        return make(error)

    return handle


async def nowhere(request: Request, error: Exception) -> Response:
    """What stands at an address that is none: for a person the page itself, for a program a sentence."""
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        return RedirectResponse("/", 303)
    return _refused(HTTPException(404))


def sentences(name: str, **values: object) -> tuple[str, str]:
    """The text `error_...` of the page in Chinese and in English."""
    zh, en = (TEXTS[language][f"error_{name}"].format(**values) for language in ("zh", "en"))
    return zh, en


def _invalid(error: "RequestValidationError") -> Response:
    fields = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()[:5])
    return failure(
        422, "invalid", f"请求不符合接口说明（/api/docs）：{fields}", f"Not as described at /api/docs: {fields}"
    )


def _refused(error: HTTPException) -> Response:
    if error.status_code == 405:
        return failure(405, "wrong_method", "这个地址不接受这种请求方法。", "This address does not take this method.")
    if error.status_code == 404:
        return failure(
            404, "not_found", "没有这个地址，接口说明见 /api/docs。", "There is no such address; see /api/docs."
        )
    return failure(error.status_code, "refused", "这个请求无法处理。", "This request cannot be dealt with.")
