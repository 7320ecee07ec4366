"""The page served for real: answers for programs, the guard before it, and a clean start and end."""

import json
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import fields

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from web_fakes import DOCTOR, served

from index.errors import PolicyQAError
from qa.model import Answer, Citation
from qa.web.guard import BODY_BYTES, ROUTES
from qa.web.server import listen


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with served() as (address, _):
        yield address


@pytest.fixture(scope="module")
def client(url: str) -> Client:
    return Client(url, verbose=False)


def test_a_program_gets_the_answer_of_the_contract(client: Client) -> None:
    answer = client.predict(question="博士来青屿市有多少购房补贴？", api_name="/ask")
    assert list(answer) == [field.name for field in fields(Answer)]
    assert list(answer["citations"][0]) == [field.name for field in fields(Citation)]
    assert (answer["abstained"], answer["short"]) == (False, "四十二万元")
    assert (answer["citations"][0]["quote"], answer["citations"][0]["locator"]) == (DOCTOR, "第三条")


def test_a_program_can_give_history_and_filters(client: Client) -> None:
    answer = client.predict(
        "那硕士呢？", ["博士有多少补贴？"], ["东澜省/青屿市"], None, None, ["2024"], api_name="/ask"
    )
    assert answer["standalone"] == "青屿市对新引进的硕士研究生给予多少购房补贴？"


@pytest.mark.parametrize(
    ("question", "said"),
    [("长" * 501, "500"), ("", "question"), ("出错", "稍后再试"), ("读不懂", "筛选条件无法识别")],
)
def test_a_program_is_told_kindly_why_not(client: Client, question: str, said: str) -> None:
    with pytest.raises(AppError) as error:
        client.predict(question=question, api_name="/ask")
    assert said in str(error.value)
    assert "secret" not in str(error.value)


def test_ask_is_the_only_endpoint_in_the_listing(url: str) -> None:
    assert list(httpx.get(f"{url}gradio_api/info").json()["named_endpoints"]) == ["/ask"]


def test_it_answers_over_plain_http(url: str) -> None:
    event = httpx.post(f"{url}gradio_api/call/ask", json={"data": ["博士", None, None, None, None, None]}).json()
    body = httpx.get(f"{url}gradio_api/call/ask/{event['event_id']}", timeout=20).text
    data = next(line for line in body.splitlines() if line.startswith("data: "))
    assert json.loads(data[6:])[0]["short"] == "四十二万元"


def test_it_says_that_it_is_well(url: str) -> None:
    assert httpx.get(f"{url}healthz").json() == {"ok": True}


def test_every_response_forbids_what_comes_from_elsewhere(url: str) -> None:
    for path in ("", "healthz", "config", "gradio_api/upload", "nothing"):
        policy = httpx.get(url + path).headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "img-src 'self' data: blob:" in policy
        assert "connect-src 'self'" in policy
        assert "http" not in policy


@pytest.mark.parametrize(
    "path",
    [
        "upload",
        "file=/etc/passwd",
        "file/etc/passwd",
        "file=http://127.0.0.1/",
        "proxy=http://127.0.0.1/",
        "runs",
        "vibe-code/",
        "run/ask",
        "stream/x",
    ],
)
def test_routes_that_the_page_does_not_need_are_closed(url: str, path: str) -> None:
    assert httpx.get(f"{url}gradio_api/{path}").status_code == 404
    assert httpx.post(f"{url}gradio_api/{path}", json={"data": []}).status_code == 404
    assert path.split("/")[0] not in ROUTES


def test_a_name_from_elsewhere_for_this_machine_is_refused(url: str) -> None:
    for name in ("evil.example", "evil.example:80", "127.0.0.1.evil.example", "[", ""):
        assert httpx.get(url, headers={"host": name}).status_code in (400, 421), name
    port = httpx.URL(url).port
    assert httpx.get(f"{url}healthz", headers={"host": f"localhost:{port}"}).status_code == 200


def test_pages_from_elsewhere_cannot_ask(url: str) -> None:
    body = {"data": ["博士", None, None, None, None, None]}
    for origin in ("https://evil.example", "null"):
        response = httpx.post(f"{url}gradio_api/call/ask", json=body, headers={"origin": origin})
        assert response.status_code == 403
        assert "access-control-allow-origin" not in response.headers
    assert httpx.post(f"{url}gradio_api/call/ask", json=body, headers={"origin": url.rstrip("/")}).status_code == 200


def test_requests_that_are_too_large_are_refused(url: str) -> None:
    assert httpx.post(f"{url}gradio_api/call/ask", content=b"x" * (BODY_BYTES + 1)).status_code == 413

    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 50_000

    with suppress(httpx.TransportError):  # the connection may also be closed on it
        assert httpx.post(f"{url}gradio_api/call/ask", content=endless()).status_code >= 400
    assert httpx.get(f"{url}healthz").status_code == 200


def test_events_of_the_page_that_are_forged_do_no_harm(url: str) -> None:
    config = httpx.get(f"{url}config").json()
    ids = [item["id"] for item in config["dependencies"] if item["api_name"] != "ask" and item["backend_fn"]]
    assert ids
    for id in ids:
        for data in (None, {}, {"id": {"path": "/etc/passwd"}}, {"document": ["x"], "start": {}}, "text", 7):
            joined = {"data": [], "event_data": data, "fn_index": id, "session_hash": f"forged{id}"}
            assert httpx.post(f"{url}gradio_api/queue/join", json=joined).status_code < 500
    time.sleep(0.5)
    assert httpx.get(f"{url}healthz").status_code == 200


def test_several_people_are_answered_at_once() -> None:
    with served(seconds=3.0) as (url, _):
        clients = [Client(url, verbose=False) for _ in range(4)]
        started = time.monotonic()
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda client: client.predict(question="博士", api_name="/ask"), clients))
        assert [answer["short"] for answer in answers] == ["四十二万元"] * 4
        assert time.monotonic() - started < 9.0  # one after the other they would take 12 seconds


def test_ctrl_c_ends_it_cleanly_while_a_browser_holds_a_connection_open() -> None:
    with served() as (url, process):
        with httpx.stream("GET", f"{url}gradio_api/heartbeat/abc", timeout=20) as stream:
            assert stream.status_code == 200
            process.send_signal(signal.SIGINT)
            started = time.monotonic()
            try:
                _, said = process.communicate(timeout=10)
            except subprocess.TimeoutExpired:
                pytest.fail("still running 10 seconds after Ctrl-C")
        assert time.monotonic() - started < 6
        assert process.returncode == 0
        assert "Traceback" not in said
        assert "Ctrl-C" in said


def test_a_port_in_use_is_passed_over_and_said(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with listen("127.0.0.1", port) as other:
            assert port < other.getsockname()[1] <= port + 20
    assert str(port) in capsys.readouterr().err


def test_a_host_that_is_not_ours_is_a_clear_sentence() -> None:
    with pytest.raises(PolicyQAError, match="--host"):
        listen("203.0.113.7", 7860)
    with pytest.raises(PolicyQAError, match="--host"):
        listen("no.such.host.invalid", 7860)
