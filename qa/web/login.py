"""The page on which one signs in, in both languages; it needs no script and nothing of the chat."""

import re
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from qa.web.access import client_address, waiting
from qa.web.page import asset
from qa.web.sessions import COOKIE, SESSION_SECONDS, Keeper, Wait

if TYPE_CHECKING:
    from fastapi import FastAPI

_TEXTS = {
    "zh": {
        "app": "政策问答",
        "title": "登录",
        "ask": "请输入密码。",
        "admin": "添加和修改文件请输入管理员密码；仅提问无需登录。",
        "password": "密码",
        "enter": "登录",
        "wrong": "密码不对，请重新输入。",
        "other": "English",
        "back": "返回提问",
    },
    "en": {
        "app": "Policy Q&A",
        "title": "Sign in",
        "ask": "Please enter the password.",
        "admin": "Adding and changing documents needs the administrator's password; asking needs none.",
        "password": "Password",
        "enter": "Sign in",
        "wrong": "This password is wrong; please try again.",
        "other": "中文",
        "back": "Back to the questions",
    },
}
_PASSWORD_CHARACTERS = 1000


def install_login(app: "FastAPI", keeper: Keeper) -> None:
    """Adds the page and the routes behind it."""

    @app.get("/login")
    def page(request: Request, next: str = "/", lang: str = "") -> Response:
        return HTMLResponse(_page(keeper, _language(request, lang), next))

    @app.post("/login")
    async def enter(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=4) as form:
            password, after, lang = (str(form.get(name, "")) for name in ("password", "next", "lang"))
        language = _language(request, lang)
        role = keeper.check(password[:_PASSWORD_CHARACTERS], client_address(request.scope))
        if isinstance(role, Wait):
            said = waiting(role)[language]
            return HTMLResponse(_page(keeper, language, after, said), 429, {"retry-after": str(int(role.seconds) + 1)})
        if role is None:
            return HTMLResponse(_page(keeper, language, after, _TEXTS[language]["wrong"]), 401)
        response = RedirectResponse(_local(after), 303)
        secure = request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https"
        response.set_cookie(
            COOKIE, keeper.session(role), max_age=SESSION_SECONDS, httponly=True, samesite="lax", secure=secure
        )
        return response

    @app.post("/logout")
    def leave() -> Response:
        response = RedirectResponse("/", 303)
        response.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return response


def _language(request: Request, asked: str) -> str:
    if asked in _TEXTS:
        return asked
    wanted = re.search(r"\b(zh|en)\b", request.headers.get("accept-language", ""), re.I)
    return wanted[1].lower() if wanted else "en"


def _local(path: str) -> str:
    """A place on this server; the page itself for anything else."""
    return path if re.fullmatch(r"/(?![/\\])[^\s\\]*", path) and not path.startswith("/log") else "/"


def _page(keeper: Keeper, language: str, after: str, said: str = "") -> str:
    words = _TEXTS[language]
    other = "en" if language == "zh" else "zh"
    tags = {"zh": "zh-CN", "en": "en"}
    asking = bool(keeper.passwords.asking)
    place = escape(_local(after), quote=True)
    switch = f"/login?lang={other}&amp;next={quote(_local(after), safe='/')}"
    failure = f'<p class="failure" role="alert" id="said">{escape(said)}</p>' if said else ""
    described = ' aria-describedby="said" aria-invalid="true"' if said else ""
    back = "" if asking else f'<p><a class="link" href="/">{words["back"]}</a></p>'
    # Without this the browser would send `Origin: null`, which the guard takes for another page's.
    return f"""<!doctype html>
<html lang="{tags[language]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="same-origin">
<title>{words["title"]} · {words["app"]}</title>
<link rel="icon" href="data:,">
<style>{asset("login.css")}</style>
</head>
<body>
<main>
<div class="brand"><span class="seal" aria-hidden="true">策</span><p>{words["app"]}</p></div>
<h1>{words["title"]}</h1>
<p class="soft">{words["ask" if asking else "admin"]}</p>
{failure}
<form method="post" action="/login">
<input type="hidden" name="next" value="{place}">
<input type="hidden" name="lang" value="{language}">
<label for="password">{words["password"]}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required autofocus{described}>
<button type="submit">{words["enter"]}</button>
</form>
<p class="foot"><a class="link" lang="{tags[other]}" href="{switch}">{words["other"]}</a></p>
{back}
</main>
</body>
</html>
"""
