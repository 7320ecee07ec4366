"""Before every route: whoever comes has signed in, where a password is set, and it is known what they may do."""

from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.web.sessions import COOKIE, Keeper, Role, Wait

if TYPE_CHECKING:
    from fastapi import FastAPI

_OPEN = ("/login", "/healthz")
_KEY = "policyqa.visitor"
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
_UNSIGNED = {
    "code": "login",
    "zh": "请先登录：在网页上输入密码，程序则用 Authorization 请求头给出（Basic 或 Bearer）。",
    "en": "Please sign in: on the page with the password, as a program with an Authorization header (Basic or Bearer).",
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who sent a request.

    Attributes:
        role: as what they signed in; None where they did not.
        may_change: whether they may change the documents.
        why_not: if not: `login` where the administrator's password would help, `off` where none is set.
    """

    role: Role | None = None
    may_change: bool = False
    why_not: Literal["", "login", "off"] = "off"


def visitor(request: Request) -> Visitor:
    """Who sent this request."""
    found = request.scope.get(_KEY)
    return found if isinstance(found, Visitor) else Visitor()


class Access:
    """ASGI middleware; `loopback` says that the server can be reached from this machine only."""

    def __init__(self, app: ASGIApp, keeper: Keeper, loopback: bool) -> None:
        self._app = app
        self._keeper = keeper
        self._loopback = loopback

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers itself whoever has no access, and tells the routes who comes otherwise."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        role = self._role(scope, headers)
        allowed = not isinstance(role, Wait) and (role is not None or not self._keeper.passwords.asking)
        if not allowed and scope["path"] not in _OPEN:
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
            else:
                await self._refusal(scope, headers, role)(scope, receive, send)
            return
        scope[_KEY] = self._visitor(None if isinstance(role, Wait) else role, headers)
        await self._app(scope, receive, send)

    def _role(self, scope: Scope, headers: Headers) -> Role | Wait | None:
        signed = self._keeper.role(_cookie(headers))
        authorization = headers.get("authorization", "")
        passwords = self._keeper.passwords
        if signed or not authorization or not (passwords.asking or passwords.changing):
            return signed
        return self._keeper.given(authorization, client_address(scope))

    def _visitor(self, role: Role | None, headers: Headers) -> Visitor:
        if role == "admin":
            return Visitor(role, may_change=True, why_not="")
        if self._keeper.passwords.changing:
            return Visitor(role, why_not="login")
        # A proxy on this machine may let others in.
        near = self._loopback and not any(name in headers for name in _FORWARDED)
        return Visitor(role, may_change=near, why_not="" if near else "off")

    def _refusal(self, scope: Scope, headers: Headers, role: Role | Wait | None) -> Response:
        if isinstance(role, Wait):
            return JSONResponse({"error": waiting(role)}, 429, {"retry-after": str(int(role.seconds) + 1)})
        if scope["method"] in ("GET", "HEAD") and "text/html" in headers.get("accept", ""):
            asked = scope["path"] + ("?" + scope["query_string"].decode("latin-1") if scope["query_string"] else "")
            return RedirectResponse(f"/login?next={quote(asked, safe='/')}", 303)
        # Not `Basic`: for that a browser would open a window of its own.
        return JSONResponse({"error": _UNSIGNED}, 401, {"www-authenticate": 'Bearer realm="policyqa"'})


def waiting(wait: Wait) -> dict[str, str]:
    """The error for who has guessed too often."""
    seconds = int(wait.seconds) + 1
    return {
        "code": "wait",
        "zh": f"密码错误次数过多，请 {seconds} 秒后再试。",
        "en": f"Too many wrong passwords; please try again in {seconds} seconds.",
    }


def client_address(scope: Scope) -> str:
    """The address that a request came from."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def install_access(app: "FastAPI", keeper: Keeper) -> None:
    """Adds the routes that say who one is, and sign in and out."""
    from qa.web.login import install_login

    @app.get("/page/access")
    def access(request: Request) -> dict[str, object]:
        known = visitor(request)
        return {
            "role": known.role,
            "may_change": known.may_change,
            "why_not": known.why_not,
            "can_sign_in": bool(keeper.passwords.asking or keeper.passwords.changing),
        }

    install_login(app, keeper)


def _cookie(headers: Headers) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
