"""Passwords: who has none gets nothing but the page to sign in on, and guessing is slow."""

import base64
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client
from hypothesis import given
from hypothesis import strategies as st
from invented import ROOT, policyqa, write
from web_fakes import served
from web_visit import EVERYWHERE, texts, violations

from index.settings import Passwords
from qa.chat_command import tell_open
from qa.web.sessions import FREE_GUESSES, LONGEST_WAIT_SECONDS, SESSION_SECONDS, Keeper, Patience, Wait

ASKING, CHANGING = "梧桐 open-sesame", "admin-桂花"


@pytest.fixture(scope="module")
def locked() -> Iterator[str]:
    with served(POLICYQA_PASSWORD=ASKING, POLICYQA_ADMIN_PASSWORD=CHANGING) as (address, _):
        yield address


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def basic(password: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"me:{password}".encode()).decode()}


def bearer(password: str) -> dict[bytes, bytes]:
    return {b"authorization": b"Bearer " + password.encode()}


def test_a_password_makes_its_owner_what_it_is_for() -> None:
    keeper = Keeper(Passwords(ASKING, CHANGING))
    assert keeper.check(ASKING, "10.0.0.1") == "asker"
    assert keeper.check(CHANGING, "10.0.0.1") == "admin"
    for wrong in ("", ASKING + " ", ASKING[:-1], "梧桐"):
        assert keeper.check(wrong, "10.0.0.2") is None
    assert Keeper(Passwords("", CHANGING)).check("", "10.0.0.3") is None


@pytest.mark.parametrize(
    "authorization", ["", "Basic", "Basic !", "Basic " + base64.b64encode(b"\xff\xfe:").decode(), "Digest x", "Bearer"]
)
def test_a_header_that_is_none_lets_nobody_in(authorization: str) -> None:
    assert Keeper(Passwords(ASKING, CHANGING)).given(authorization, "10.0.0.1") is None


def test_a_session_is_good_for_a_while_and_cannot_be_made_up() -> None:
    clock = Clock()
    keeper = Keeper(Passwords(ASKING, CHANGING), clock)
    session = keeper.session("asker")
    assert keeper.role(session) == "asker"
    assert keeper.role(keeper.session("admin")) == "admin"
    assert keeper.role(session.replace("asker", "admin")) is None
    assert keeper.role(session.replace(str(int(clock.now)), "9" * 9)) in (None, "asker")
    assert Keeper(Passwords(ASKING, CHANGING), clock).role(session) is None
    clock.now += SESSION_SECONDS + 1
    assert keeper.role(session) is None


@given(st.text(max_size=80))
def test_no_made_up_session_is_good(value: str) -> None:
    assert Keeper(Passwords("a", "b")).role(value) is None


def test_guessing_gets_slower_and_is_forgiven() -> None:
    clock = Clock()
    patience = Patience(clock)
    waits = []
    for _ in range(FREE_GUESSES + 7):
        waits.append(patience.wait("10.0.0.1"))
        clock.now += waits[-1]
        patience.wrong("10.0.0.1")
    assert waits[:FREE_GUESSES] == [0.0] * FREE_GUESSES
    assert waits[FREE_GUESSES:] == [2.0, 4.0, 8.0, 16.0, 32.0, LONGEST_WAIT_SECONDS, LONGEST_WAIT_SECONDS]
    assert patience.wait("10.0.0.2") == 0
    patience.right("10.0.0.1")
    assert patience.wait("10.0.0.1") == 0


def test_the_addresses_of_one_machine_and_of_all_count_together() -> None:
    patience = Patience(Clock())
    for n in range(FREE_GUESSES):
        patience.wrong(f"2001:db8:1:2::{n}")
    assert patience.wait("2001:db8:1:2:ffff::1") == 2.0
    assert patience.wait("2001:db8:1:3::1") == 0
    for n in range(250):
        patience.wrong(f"10.0.{n}.1")
    assert patience.wait("192.0.2.77") > 0


def test_the_right_password_is_not_looked_at_while_guessing_has_to_wait() -> None:
    keeper = Keeper(Passwords(ASKING))
    for _ in range(FREE_GUESSES):
        keeper.check("guess", "10.0.0.1")
    assert isinstance(keeper.check(ASKING, "10.0.0.1"), Wait)
    assert keeper.check(ASKING, "10.0.0.2") == "asker"


ROUTES = (
    "", "config", "gradio_api/info", "gradio_api/queue/data?session_hash=x", "theme.css", "page/corpus", "page/access",
    "page/document?id=qingyu", "api/v1/health", "mcp", "assets/x.js", "nothing",
)  # fmt: skip


@pytest.mark.parametrize("path", ROUTES)
def test_every_route_wants_the_password(locked: str, path: str) -> None:
    for headers in ({}, {"cookie": "policyqa_session=admin.99999999999.00"}, {"cookie": ";;=\x7f"}):
        response = httpx.get(locked + path, headers=headers)
        assert response.status_code == 401
        assert set(response.json()["error"]) == {"code", "zh", "en"}
        assert "basic" not in response.headers["www-authenticate"].lower()
        assert "default-src 'self'" in response.headers["content-security-policy"]
    assert httpx.post(locked + path, json={}).status_code == 401
    page = httpx.get(locked + path, headers={"accept": "text/html,*/*"})
    assert (page.status_code, page.headers["location"]) == (
        303,
        f"/login?next=/{path.replace('?', '%3F').replace('=', '%3D')}",
    )


def test_a_program_gives_it_in_a_header(locked: str) -> None:
    body = {"data": ["博士", None, None, None, None, None]}
    for headers in (basic(ASKING), bearer(ASKING), basic(CHANGING)):
        assert httpx.get(f"{locked}page/corpus", headers=headers).status_code == 200
        assert httpx.post(f"{locked}gradio_api/call/ask", json=body, headers=headers).status_code == 200
    client = Client(locked, verbose=False, headers=basic(ASKING))
    assert client.predict(question="博士补贴", api_name="/ask")["short"] == "四十二万元"
    assert httpx.get(f"{locked}page/access", headers=basic(ASKING)).json() == {
        "role": "asker", "may_change": False, "why_not": "login", "can_sign_in": True,
    }  # fmt: skip
    assert httpx.get(f"{locked}page/access", headers=bearer(CHANGING)).json()["may_change"] is True


def test_it_says_that_it_is_well_to_anybody(locked: str) -> None:
    assert httpx.get(f"{locked}healthz").json() == {"ok": True}


def test_guessing_over_http_is_told_to_wait() -> None:
    with served(POLICYQA_PASSWORD=ASKING) as (url, _):
        codes = [
            httpx.post(f"{url}login", data={"password": f"guess {n}"}).status_code for n in range(FREE_GUESSES + 2)
        ]
        assert codes == [401] * FREE_GUESSES + [429] * 2
        response = httpx.get(f"{url}page/corpus", headers=basic(ASKING))
        assert (response.status_code, response.json()["error"]["code"]) == (429, "wait")
        assert 1 <= int(response.headers["retry-after"]) <= 3


def test_without_passwords_nobody_is_asked_and_on_loopback_all_is_free() -> None:
    with served() as (url, _):
        free = {"role": None, "may_change": True, "why_not": "", "can_sign_in": False}
        assert httpx.get(f"{url}page/access").json() == free
        for name in ("x-forwarded-for", "forwarded", "x-real-ip"):
            far = httpx.get(f"{url}page/access", headers={name: "203.0.113.9"}).json()
            assert (far["may_change"], far["why_not"]) == (False, "off")


def test_a_way_back_leads_nowhere_else(locked: str) -> None:
    for after, place in (
        ("/page/corpus", "/page/corpus"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("/a\r\nset-cookie: x=1", "/"),
        ("/login", "/"),
    ):
        response = httpx.post(f"{locked}login", data={"password": ASKING, "next": after})
        assert (response.status_code, response.headers["location"]) == (303, place)
        cookie = response.headers["set-cookie"].lower()
        assert all(word in cookie for word in ("httponly", "samesite=lax", "max-age=43200", "path=/"))
        assert "secure" not in cookie
    proxied = httpx.post(f"{locked}login", data={"password": ASKING}, headers={"x-forwarded-proto": "https"})
    assert "secure" in proxied.headers["set-cookie"].lower()


SIGN_IN = {"zh": ("登录", "密码不对"), "en": ("Sign in", "This password is wrong")}


@pytest.mark.browser
@EVERYWHERE
def test_a_person_signs_in_and_out(browser: Any, locked: str, size: tuple[int, int], locale: str) -> None:
    language = locale[:2]
    title, wrong = SIGN_IN[language]
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale=locale, reduced_motion="reduce"
    )
    page = context.new_page()
    strangers: list[str] = []
    page.on(
        "request", lambda request: None if request.url.startswith((locked, "data:")) else strangers.append(request.url)
    )
    page.goto(locked)
    assert page.locator("h1").inner_text() == title
    assert page.evaluate("document.activeElement.id") == "password"
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.keyboard.type("nonsense")
    page.keyboard.press("Enter")
    page.wait_for_selector(".failure")
    assert wrong in page.inner_text(".failure")
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []
    page.click("[lang] a, .foot a")
    assert page.locator("h1").inner_text() != title
    page.fill("#password", ASKING)
    page.keyboard.press("Enter")
    page.wait_for_selector(".welcome .example")
    page.fill("#pq-question", "博士补贴")
    page.keyboard.press("Enter")
    page.wait_for_selector(".answer")
    context.clear_cookies()
    page.fill("#pq-question", "那硕士呢？")
    page.keyboard.press("Enter")
    page.wait_for_selector(".failure")
    assert page.locator(".failure p").all_inner_texts() == [texts()[language]["error_login"]]
    assert strangers == []
    context.close()


def test_the_password_for_asking_can_be_typed(tmp_path: Path) -> None:
    write(tmp_path / "文件")
    assert policyqa(tmp_path, "index", "文件").returncode == 0
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "app.py"), "chat", "--port", "0", "--password"],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{ASKING}\n")
        process.stdin.flush()
        url = process.stdout.readline().strip()
        assert httpx.get(f"{url}page/corpus").status_code == 401
        assert httpx.get(f"{url}page/corpus", headers=bearer(ASKING)).status_code == 200
    finally:
        process.kill()
        process.communicate()


def test_an_empty_password_is_refused_at_once(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "app.py"), "chat", "--password"],
        cwd=tmp_path,
        env={**os.environ, "POLICYQA_LANG": "en"},
        input=b"\n",
        capture_output=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"the password is empty" in done.stderr


def test_it_is_said_who_may_do_what_where_other_machines_reach_the_chat(capsys: pytest.CaptureFixture[str]) -> None:
    tell_open(Passwords())
    tell_open(Passwords(ASKING, CHANGING))
    bare, locked = capsys.readouterr().err.splitlines()
    assert "anyone" in bare or "任何人" in bare
    assert "POLICYQA_ADMIN_PASSWORD" in bare
    assert "anyone" not in locked
    assert ASKING not in locked
    assert CHANGING not in locked
