"""What stands before the page: who may speak to it, how much, to which routes, and what a browser may load for it."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.web.errors import failure

BODY_BYTES = 1_000_000
FILE_BYTES = 50_000_000
"""Of an uploaded file."""
LARGER = {"/page/upload": FILE_BYTES + 100_000}
"""Routes that take more than BODY_BYTES, each with its own limit."""

# Gradio's page needs inline scripts, and its components compile their scripts, hence the two `unsafe-`.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "media-src 'none'",
        "frame-src 'none'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}

ROUTES = frozenset(
    ("app_id", "call", "cancel", "heartbeat", "info", "openapi.json", "queue", "reset", "startup-events", "theme.css")
)
"""What of `/gradio_api/` the page and programs need; uploads, files, proxies and the rest are closed."""


class Guard:
    """ASGI middleware; `hosts` are the names by which the page may be called, empty for any."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = ()) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a forbidden request itself and adds the headers to every response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        guarded = _with_headers(send)
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, guarded)
            return
        await self._app(scope, _limited(receive, _limit(scope)), guarded)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        # A page elsewhere can point its own name at a loopback address and then read what is served there.
        if self._hosts and _name(host) not in self._hosts:
            return failure(421, "unknown_host", "这个地址名不是本服务的。", "This service is not called by that name.")
        origin = headers.get("origin")
        if scope["method"] not in ("GET", "HEAD", "OPTIONS") and origin and origin.partition("://")[2] != host:
            return failure(
                403, "other_origin", "不接受来自其他网页的请求。", "Requests from other pages are not taken."
            )
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > _limit(scope):
            return failure(413, "too_large", "请求太大。", "The request is too large.")
        first, _, rest = scope["path"].lstrip("/").partition("/")
        if first == "gradio_api" and rest.partition("/")[0] not in ROUTES:
            return failure(404, "not_found", "没有这个地址。", "There is no such address.")
        return None


def _name(host: str) -> str:
    """The name in a Host header, without its port; empty if it is not one."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _limit(scope: Scope) -> int:
    return LARGER.get(scope["path"], BODY_BYTES)


def _limited(receive: Receive, limit: int) -> Receive:
    """Ends a body that grows past the limit without having said so."""
    size = 0

    async def take() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        return {"type": "http.disconnect"} if size > limit else message

    return take


def _with_headers(send: Send) -> Send:
    async def give(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
        await send(message)

    return give
