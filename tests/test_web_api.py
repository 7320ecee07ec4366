"""The API and the tools for programs: the contract described, failures in one sentence, a gate that can be full."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import fields
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest
from gradio_client import Client
from web_fakes import DOCTOR, RENT, TALENT, served
from web_visit import EVERYWHERE

from qa.model import Answer, Citation, Notice
from qa.web import api_models as models
from qa.web.gate import AT_ONCE, WAITING, Full, Gate
from qa.web.service import Listing

QUESTION = "博士来青屿市有多少购房补贴？"
TOOLS = ["search_policies", "ask_policies", "read_document"]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(folder=tmp_path_factory.mktemp("kept")) as (address, _):
        yield address


@pytest.fixture(scope="module")
def api(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{url}api", timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def described(api: httpx.Client) -> dict[str, Any]:
    return dict(api.get("/openapi.json").json())


@pytest.mark.parametrize(
    ("model", "noun"),
    [(models.AnswerModel, Answer), (models.Cited, Citation), (models.Warned, Notice), (models.Entry, Listing)],
)
def test_what_is_described_is_what_the_nouns_hold(model: type[Any], noun: type[Any]) -> None:
    assert list(model.model_fields) == [field.name for field in fields(noun)]


def test_every_field_is_described(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    assert {"AnswerModel", "Cited", "Hits", "DocumentModel", "Text", "Health", "Failure"} <= set(schemas)
    own = {name: of for name, of in schemas.items() if hasattr(models, name)}
    missing = [
        f"{name}.{field}"
        for name, of in own.items()
        for field, said in of["properties"].items()
        if not said.get("description")
    ]
    assert missing == []
    for methods in described["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
            assert operation["responses"]["4XX"]["content"]["application/json"]["schema"]["$ref"].endswith("/Failure")
            assert all(given.get("description") for given in operation.get("parameters", []) if given["in"] == "query")
    assert [server["url"] for server in described["servers"]] == ["/api"]


def test_asking_gives_the_answer_of_the_contract(api: httpx.Client) -> None:
    answer = api.post("/v1/ask", json={"question": QUESTION, "id": 7}).json()
    assert list(answer) == [field.name for field in fields(Answer)]
    assert list(answer["citations"][0]) == [field.name for field in fields(Citation)]
    assert (answer["id"], answer["short"], answer["citations"][0]["quote"]) == (7, "四十二万元", DOCTOR)


def test_asking_takes_history_and_filters(api: httpx.Client) -> None:
    answer = api.post("/v1/ask", json={"question": "那硕士呢？", "history": ["博士有多少补贴？"]}).json()
    assert answer["standalone"] == "青屿市对新引进的硕士研究生给予多少购房补贴？"
    limits = {"regions": ["东澜省/青屿市"], "kinds": ["policy"], "issuers": ["青屿市人民政府"], "years": ["2024"]}
    said = api.post("/v1/ask", json={"question": "筛选", **limits}).json()["answer"]
    assert said == (
        "Filters(regions=('东澜省/青屿市',), kinds=('policy',), issuers=('青屿市人民政府',), years=('2024',))"
    )


def test_searching_gives_passages(api: httpx.Client) -> None:
    found = api.get("/v1/search", params={"query": "补贴", "k": 1, "regions": ["东澜省", "西澜省"]}).json()
    assert found["query"] == "补贴"
    assert [(hit["rank"], hit["locator"], hit["start"]) for hit in found["hits"]] == [
        (1, "第三条", TALENT.index("第三条"))
    ]


def test_documents_are_listed_opened_and_read(api: httpx.Client) -> None:
    part = api.get("/v1/documents", params={"offset": 1, "limit": 1}).json()
    assert (part["total"], part["offset"], [each["id"] for each in part["documents"]]) == (3, 1, ["yunqiao"])
    one = api.get("/v1/documents/yunqiao").json()
    assert (one["digest"], one["origin"], one["region_inferred"]) == (True, "通知原文.txt", True)
    assert [heading["locator"] for heading in one["outline"]][:2] == ["云峤区人才公寓申请通知", "一、申请条件"]
    (lost,) = one["damaged"]
    whole = api.get("/v1/documents/yunqiao/text").json()
    assert whole["text"][lost["start"] : lost["end"]] == "\ufffd\ufffd"
    assert (whole["end"], whole["next"]) == (one["characters"], None)
    start = whole["text"].index(RENT)
    place = {"start": start, "end": start + len(RENT)}
    assert api.get("/v1/documents/yunqiao/text", params=place).json()["text"] == RENT
    beyond = api.get("/v1/documents/yunqiao/text", params={"start": 10**9}).json()
    assert (beyond["text"], beyond["start"], beyond["next"]) == ("", one["characters"], None)


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "code"),
    [
        ("POST", "/v1/ask", {"question": " "}, 400, "empty"),
        ("POST", "/v1/ask", {"question": "长" * 501}, 400, "too_long"),
        ("POST", "/v1/ask", {"question": "读不懂"}, 400, "invalid"),
        ("POST", "/v1/ask", {"question": "出错"}, 500, "failed"),
        ("POST", "/v1/ask", {}, 422, "invalid"),
        ("POST", "/v1/ask", {"question": 7}, 422, "invalid"),
        ("POST", "/v1/ask", {"question": "博士", "region": "x"}, 422, "invalid"),
        ("POST", "/v1/ask", {"question": "博士", "kinds": ["novel"]}, 422, "invalid"),
        ("POST", "/v1/ask", {"question": "博士", "years": ["24"]}, 422, "invalid"),
        ("POST", "/v1/ask", {"question": "博士", "regions": ["x"] * 51}, 422, "invalid"),
        ("POST", "/v1/ask", "[", 422, "invalid"),
        ("GET", "/v1/ask", None, 405, "wrong_method"),
        ("GET", "/v1/search?query=出错", None, 500, "failed"),
        ("GET", "/v1/search?query=x&k=0", None, 422, "invalid"),
        ("GET", "/v1/search", None, 422, "invalid"),
        ("GET", "/v1/documents/nowhere", None, 404, "not_found"),
        ("GET", "/v1/documents/../../etc/passwd", None, 404, "not_found"),
        ("GET", "/v1/documents/qingyu/text?start=9&end=3", None, 422, "invalid"),
        ("GET", "/v1/documents/qingyu/text?start=-1", None, 422, "invalid"),
        ("GET", "/v2/ask", None, 404, "not_found"),
    ],
)
def test_a_failure_is_one_sentence_in_both_languages(
    api: httpx.Client, method: str, path: str, sent: Any, status: int, code: str
) -> None:
    body = sent if isinstance(sent, str) else json.dumps(sent)
    options = {} if sent is None else {"content": body, "headers": {"content-type": "application/json"}}
    response = api.request(method, path, **options)
    assert response.status_code == status
    error = response.json()["error"]
    assert error["code"] == code
    assert set(error) == {"code", "zh", "en"}
    assert error["zh"] != error["en"]
    assert not any(word in response.text for word in ("secret", "Traceback", "site-packages"))


def test_who_is_lost_is_led_to_the_page_and_a_program_is_told(url: str) -> None:
    person = httpx.get(f"{url}no/such/page", headers={"accept": "text/html,*/*"})
    assert (person.status_code, person.headers["location"]) == (303, "/")
    for method, path in (("GET", "no/such/page"), ("POST", "no/such/page"), ("GET", "page/nothing")):
        program = httpx.request(method, f"{url}{path}")
        assert (program.status_code, program.json()["error"]["code"]) == (404, "not_found")
    wrong = httpx.get(f"{url}page/document", params={"id": "qingyu", "start": "here"})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (422, "invalid")


def test_what_the_guard_refuses_has_the_same_form(url: str) -> None:
    ask = f"{url}api/v1/ask"
    stranger = httpx.post(ask, json={"question": "博士"}, headers={"origin": "https://evil.example"})
    assert (stranger.status_code, stranger.json()["error"]["code"]) == (403, "other_origin")
    large = httpx.post(ask, content=b"x" * 1_000_001)
    assert (large.status_code, large.json()["error"]["code"]) == (413, "too_large")


@EVERYWHERE
def test_the_page_of_the_api_shows_it_and_loads_nothing_from_elsewhere(
    url: str, browser: Any, size: tuple[int, int], locale: str
) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, locale=locale)
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{url}api")
    page.get_by_text("Answer a question / 回答问题").wait_for()
    assert page.locator(".opblock").count() == 6
    page.close()
    assert len(asked) > 3
    assert [each for each in asked if not each.startswith((url, "data:", "blob:"))] == []
    assert wrong == []


def finished(run: Coroutine[Any, Any, None]) -> None:
    """Runs to the end in a thread of its own: in this one, the browser's loop may be running."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, run).result()


def called(url: str, use: Callable[[Any], Awaitable[None]]) -> None:
    """Opens a session with the tools and uses it."""
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    async def run() -> None:
        async with streamable_http_client(f"{url}mcp") as (read, write, _), ClientSession(read, write) as session:
            await session.initialize()
            await use(session)

    finished(run())


def test_the_tools_are_these_three_and_say_what_they_take(url: str) -> None:
    async def use(session: Any) -> None:
        tools = (await session.list_tools()).tools
        assert [tool.name for tool in tools] == TOOLS
        for tool in tools:
            assert tool.description
            assert tool.annotations.readOnlyHint
            assert all(given["description"] for given in tool.inputSchema["properties"].values())
        assert tools[1].inputSchema["required"] == ["question"]
        assert list(tools[1].outputSchema["properties"]) == [field.name for field in fields(Answer)]

    called(url, use)


def test_the_tools_answer_with_json(url: str) -> None:
    async def use(session: Any) -> None:
        (said,) = (await session.call_tool("ask_policies", {"question": QUESTION})).content
        answer = json.loads(said.text)
        assert answer == httpx.post(f"{url}api/v1/ask", json={"question": QUESTION}).json()
        (said,) = (await session.call_tool("search_policies", {"query": "补贴", "k": 1})).content
        assert json.loads(said.text)["hits"][0]["locator"] == "第三条"
        place = {"document": "qingyu", "start": answer["citations"][0]["start"], "end": answer["citations"][0]["end"]}
        (said,) = (await session.call_tool("read_document", place)).content
        assert json.loads(said.text)["text"] == DOCTOR

    called(url, use)


@pytest.mark.parametrize(
    ("tool", "given", "said"),
    [
        ("read_document", {"document": "nowhere"}, "no document with the id nowhere"),
        ("ask_policies", {"question": ""}, "type a question"),
        ("ask_policies", {"question": "出错"}, "Something went wrong"),
        ("ask_policies", {"question": "读不懂"}, "the filter is not known"),
        ("search_policies", {"query": "x", "k": 0}, "greater than or equal to 1"),
    ],
)
def test_a_tool_says_why_it_cannot(url: str, tool: str, given: dict[str, Any], said: str) -> None:
    async def use(session: Any) -> None:
        result = await session.call_tool(tool, given)
        assert result.isError
        assert said in result.content[0].text
        assert "secret" not in result.content[0].text

    called(url, use)


def test_other_pages_names_and_methods_do_not_reach_the_tools(url: str) -> None:
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accepted = {"accept": "application/json, text/event-stream"}
    assert httpx.post(f"{url}mcp", json=call, headers=accepted).status_code == 200
    for header in ({"origin": "https://evil.example"}, {"host": "evil.example"}):
        assert httpx.post(f"{url}mcp", json=call, headers=accepted | header).status_code in (403, 421)
    assert httpx.get(f"{url}mcp", headers=accepted).status_code == 405


def test_where_there_is_a_password_programs_send_it(tmp_path: Path) -> None:
    with served(folder=tmp_path, POLICYQA_PASSWORD="geheim") as (url, _):
        known = {"authorization": "Bearer geheim"}
        for path in ("api/v1/health", "api/openapi.json", "api/docs"):
            assert httpx.get(f"{url}{path}").status_code == 401
            assert httpx.get(f"{url}{path}", headers=known).status_code == 200
        assert httpx.get(f"{url}api/v1/health").json()["error"]["code"] == "login"
        call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        accepted = {"accept": "application/json, text/event-stream"}
        assert httpx.post(f"{url}mcp", json=call, headers=accepted).status_code == 401
        assert httpx.post(f"{url}mcp", json=call, headers=accepted | known).status_code == 200
        answer = Client(url, verbose=False, headers=known).predict(question=QUESTION, api_name="/ask")
        assert answer["short"] == "四十二万元"


def test_the_gate_lets_some_in_some_wait_and_turns_the_others_away() -> None:
    async def run() -> None:
        gate, end = Gate(at_once=2, waiting=3), Event()
        calls = [asyncio.ensure_future(gate.call(end.wait)) for _ in range(5)]
        await asyncio.sleep(0.05)
        assert (gate.running, gate.waiting) == (2, 3)
        with pytest.raises(Full):
            await gate.call(end.wait)
        calls[0].cancel()
        await asyncio.sleep(0.05)
        assert (gate.running, gate.waiting) == (2, 3)  # its thread goes on, and keeps its place
        end.set()
        await asyncio.gather(*calls[1:])
        async with asyncio.timeout(10):  # the thread of the call that was given up ends when it ends
            while (gate.running, gate.waiting) != (0, 0):
                await asyncio.sleep(0.01)

    finished(run())


def test_programs_in_a_crowd_are_told_to_wait_while_the_page_goes_on(tmp_path: Path) -> None:
    with served(seconds=0.2, folder=tmp_path) as (url, _), ThreadPoolExecutor(AT_ONCE + WAITING + 10) as pool:

        def ask(_: int) -> httpx.Response:
            return httpx.post(f"{url}api/v1/ask", json={"question": "博士"}, timeout=60)

        asked = [pool.submit(ask, n) for n in range(AT_ONCE + WAITING + 10)]
        assert next(call for call in as_completed(asked) if call.result().status_code == 503), "the gate is not full"
        event = httpx.post(f"{url}gradio_api/call/ask", json={"data": ["博士", None, None, None, None, None]}).json()
        started = time.monotonic()
        body = httpx.get(f"{url}gradio_api/call/ask/{event['event_id']}", timeout=20).text
        data = next(line for line in body.splitlines() if line.startswith("data: "))
        assert json.loads(data[6:])[0]["short"] == "四十二万元"
        assert time.monotonic() - started < 5
        answers = [call.result() for call in asked]
    turned_away = [answer for answer in answers if answer.status_code == 503]
    assert len(turned_away) >= 1
    assert {answer.status_code for answer in answers} == {200, 503}
    for answer in turned_away:
        assert (answer.json()["error"]["code"], answer.headers["retry-after"]) == ("busy", "1")
