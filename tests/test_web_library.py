"""The corpus changed over HTTP: files read before they are kept, answers while the index is renewed, nobody else's."""

import asyncio
import io
import threading
import time
import zipfile
from collections.abc import AsyncIterator, Coroutine, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from invented import MEASURES, NOTICE, policyqa
from web_corpus import added, ask, built, chat, library, long_document, measures, send
from web_fakes import FakeService

from index.build import BuildSummary, Progress
from index.by_hand import read_by_hand
from index.errors import CorpusError, IndexBusyError
from index.generations import writing
from index.settings import Passwords
from index.uploads import Uploads
from qa.web.guard import FILE_BYTES
from qa.web.library import ARRIVING, Library, library_part
from qa.web.renewals import Renewal, Renewals
from qa.web.server import application
from qa.web.standard import standard_parts


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("文件库")


@pytest.fixture(scope="module")
def url(place: Path) -> Iterator[str]:
    with chat(place) as address:
        yield address


def entry(url: str, id: str) -> dict[str, Any] | None:
    return next((found for found in library(url)["documents"] if found["id"] == id), None)


def test_the_library_lists_what_is_known_and_what_to_mind(url: str, place: Path) -> None:
    found = library(url)
    by_id = {document["id"]: document for document in found["documents"]}
    assert (by_id["haitang-digest"]["damaged"], by_id["haitang-digest"]["digest"]) == (1, True)
    assert (by_id["通知.txt"]["issuer"], by_id["通知.txt"]["published"]) == ("云峤区住房局", "2023-05-09")
    assert by_id["清单%20一%0A份.md"]["published"] is None
    assert [(item["source"], item["zh"]) for item in found["failed"]] == [
        ("短.txt", "没有读到文字：只有 2 字，不足 50 字")
    ]
    assert [(item["source"], item["fate"], item["of"]) for item in found["set_aside"]] == [
        ("通知副本.txt", "duplicate", "通知.txt")
    ]
    assert str(place) not in httpx.get(f"{url}page/library").text
    assert httpx.get(f"{url}page/preview", params={"id": "qingyu-measures"}).json()["text"].startswith("第一条 为吸引")
    assert httpx.get(f"{url}page/preview", params={"id": "none"}).status_code == 404


def test_an_upload_is_understood_then_answers_and_outlives_the_next_index(url: str, place: Path) -> None:
    before = httpx.get(f"{url}page/changes").json()["generation"]
    body = added(url, "银湾市.md", measures("银湾市", "57"))
    understood = body["understood"]
    assert (body["name"], body["same"]) == ("银湾市.md", None)
    assert understood["title"] == "银湾市鼓励人才创新创业办法"
    assert (understood["issuer"], understood["published"], understood["kind"]) == (
        "银湾市人民政府",
        "2024-03-01",
        "policy",
    )
    assert (understood["region"], understood["passages"]) == ("东澜省/银湾市", 7)
    assert understood["preview"].startswith("第一条 为吸引各类人才来银湾市")
    assert httpx.get(f"{url}page/changes").json()["generation"] != before
    answer = ask(url, "银湾市对新引进的博士给多少购房补贴？")
    assert (answer["short"], answer["citations"][0]["document"]) == ("57万元", "银湾市-measures")
    facets = {facet["field"]: facet["options"] for facet in httpx.get(f"{url}page/corpus").json()["facets"]}
    assert "东澜省/银湾市" in [option["value"] for option in facets["regions"]]
    assert policyqa(place, "index", "文件").returncode == 0
    assert entry(url, "银湾市-measures") is not None


def test_others_are_answered_while_the_index_is_renewed(url: str) -> None:
    job = send(url, "规程.md", long_document("沙汀市", 100)).json()["job"]
    states: list[tuple[str, str, int, int]] = []
    seconds: list[float] = []
    while not states or states[-1][0] not in ("done", "failed"):
        begun = time.monotonic()
        assert ask(url, "青屿市对新引进的博士给多少购房补贴？")["short"] == "42万元"
        seconds.append(time.monotonic() - begun)
        found = httpx.get(f"{url}page/jobs/{job}").json()
        states.append((found["state"], found["stage"], found["done"], found["total"]))
        time.sleep(0.2)
    assert states[-1][0] == "done"
    running = [state for state in states if state[0] == "running"]
    assert len(running) > 2, states
    assert any(stage == "embed" and done > 0 for _, stage, done, _ in running)
    # Without standing back the build would hold every answer up for as long as it runs.
    assert sorted(seconds)[len(seconds) // 2] < 2.0, seconds
    assert entry(url, "规程.md") is not None


def test_the_same_bytes_and_the_same_text_are_recognised(url: str) -> None:
    names = library(url)["uploads"]
    bytes_again = send(url, "另存.txt", NOTICE).json()
    assert (bytes_again["same"], bytes_again["job"]) == (
        {"id": "通知.txt", "title": "云峤区人才公寓申请通知", "bytes": True},
        None,
    )
    text_again = send(url, "转存.txt", NOTICE.replace("\n", "\r\n").encode("gb18030")).json()
    assert text_again["same"] == {"id": "通知.txt", "title": "云峤区人才公寓申请通知", "bytes": False}
    assert library(url)["uploads"] == names


def test_a_file_is_replaced_when_asked_never_by_one_that_cannot_be_read_and_removed(url: str, place: Path) -> None:
    added(url, "Old.md", measures("石桥市", "11"))
    response = send(url, "old.MD", measures("石桥市", "12"))
    assert (response.status_code, response.json()["error"]["code"]) == (409, "taken")
    assert added(url, "old.MD", measures("石桥市", "12"), replace="1")["name"] == "Old.md"
    question = "石桥市对新引进的博士给多少购房补贴？"
    assert ask(url, question)["short"] == "12万元"
    again = send(url, "Old.md", measures("石桥市", "12"), replace="1").json()
    assert (again["same"]["bytes"], again["job"]) == (True, None)

    broken = send(url, "Old.md", b"%PDF-1.4 something else", replace="1")
    assert (broken.status_code, broken.json()["error"]["code"]) == (422, "unreadable")
    assert "后缀有误：内容是 PDF" in broken.json()["error"]["zh"]
    uploads = place / ".index" / "uploads"
    assert "12万元" in (uploads / "Old.md").read_text(encoding="utf-8")
    assert [path.name for path in uploads.iterdir() if path.name.startswith(".")] == []

    summary = built(url, httpx.post(f"{url}page/remove", json={"upload": "Old.md"}).json()["job"])["summary"]
    assert summary["removed"] == 1
    assert "石桥市" not in str(ask(url, question)["citations"])
    for name in ("Old.md", "办法.md", "../current.json", "policyqa-metadata.csv", ""):
        refused = httpx.post(f"{url}page/remove", json={"upload": name})
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, "invalid")
    assert entry(url, "qingyu-measures") is not None


def bomb() -> bytes:
    """A Word file of two hundred kilobytes that unpacks to two hundred megabytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * 200_000_000)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("空.md", b"", "empty"),
        ("短.md", "太短".encode(), "characters"),
        ("坏.pdf", b"%PDF-1.7 broken", "damaged"),
        ("炸弹.docx", None, "too large"),
        ("图.txt", b"\x89PNG\r\n\x1a\n" + b"0" * 99, "PNG picture"),
        ("程序.exe", b"MZ", "only files that end in"),
        ("", b"text", "only files that end in"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_its_reason(
    url: str, name: str, content: bytes | None, words: str
) -> None:
    names = library(url)["uploads"]
    response = send(url, name or "\u200b", bomb() if content is None else content)
    assert response.status_code in (400, 422)
    assert words in response.json()["error"]["en"]
    assert response.json()["error"]["zh"] != response.json()["error"]["en"]
    assert library(url)["uploads"] == names


def test_a_name_leads_nowhere_else(url: str, place: Path) -> None:
    response = send(url, "..\\..\\uploads/../../逃.md", measures("逃逸市"), replace="1")
    assert response.json()["name"] == "逃.md"
    assert [path.parent.name for path in place.rglob("*逃*")] == ["uploads"]


def test_what_is_too_large_or_no_file_is_refused(url: str) -> None:
    response = send(url, "大.txt", b"x" * (FILE_BYTES + 200_000))
    assert (response.status_code, response.json()["error"]["code"]) == (413, "too_large")
    for request in (
        {"data": {"file": "text"}},
        {"files": {"other": ("a.md", b"x")}},
        {"content": b"--x", "headers": {"content-type": "multipart/form-data; boundary=x"}},
        {"content": b"x", "headers": {"content-type": "multipart/form-data"}},
        {"files": [("file", ("a.md", b"x")), ("file", ("b.md", b"x"))]},
    ):
        assert httpx.post(f"{url}page/upload", **request).status_code == 400  # type: ignore[arg-type]
    assert httpx.get(f"{url}healthz").status_code == 200


def test_details_are_checked_kept_beside_the_file_and_take_effect(url: str, place: Path) -> None:
    values = {"title": "海棠市服务清单（2021）", "date": "2021年6月", "region": "东澜省/海棠市", "kind": "notice"}
    response = httpx.post(f"{url}page/details", json={"id": "清单%20一%0A份.md", "values": values})
    assert response.status_code == 200
    assert built(url, response.json()["job"])["state"] == "done"
    found = entry(url, "清单%20一%0A份.md")
    assert found is not None
    assert (found["title"], found["published"], found["kind"]) == ("海棠市服务清单（2021）", "2021-06", "notice")
    assert (found["region"], found["region_inferred"], found["by_hand"]) == ("东澜省/海棠市", False, True)
    assert read_by_hand(place / "文件")["清单 一\n份.md"]["published"] == "2021-06"
    unchanged = httpx.post(
        f"{url}page/details", json={"id": "清单%20一%0A份.md", "values": values | {"date": "2021-06"}}
    )
    assert unchanged.json() == {"kept": [], "job": None}
    kept = httpx.post(f"{url}page/details", json={"id": "qingyu-measures", "values": {"issuer": ""}})
    assert kept.json() == {"kept": ["issuer"], "job": None}
    for body, words in (
        ({"id": "qingyu-measures", "values": {"date": "2024-13-01"}}, "不是日期"),
        ({"id": "qingyu-measures", "values": {"url": "javascript:alert(1)"}}, "不是网址"),
        ({"id": "none", "values": {}}, "不在库中"),
        ({"id": 7}, "没能读懂"),
    ):
        refused = httpx.post(f"{url}page/details", json=body)
        assert refused.status_code in (400, 422)
        assert words in refused.json()["error"]["zh"]


def test_what_was_uploaded_before_a_sudden_end_is_taken_up_at_the_next_start(url: str, place: Path) -> None:
    uploads = Uploads(place / ".index")
    again = Library(FakeService(), place / ".index")
    assert again.catch_up() is None
    with uploads.staged("断电.md") as staged:
        staged.write_text(measures("断电市"), encoding="utf-8")
        uploads.put(staged, "断电.md")
    assert library(url)["pending"] == ["断电.md"]
    renewal = again.catch_up()
    assert renewal is not None
    assert settled(renewal, 60).state == "done"
    assert again.catch_up() is None
    assert entry(url, "断电市-measures") is not None


def test_a_build_by_another_program_is_waited_for(url: str, place: Path) -> None:
    with writing(place / ".index"):
        job = send(url, "等待.md", measures("等待市")).json()["job"]
        until = time.monotonic() + 30
        while httpx.get(f"{url}page/jobs/{job}").json()["state"] != "busy":
            assert time.monotonic() < until
            time.sleep(0.1)
        assert httpx.get(f"{url}page/changes").json()["renewal"]["state"] == "busy"
    assert built(url, job)["state"] == "done"
    assert httpx.get(f"{url}page/changes").json()["renewal"] is None


def get(app: Any, method: str, path: str, **options: Any) -> httpx.Response:
    """One request to an application without a server."""

    async def request() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://policy.example") as client:
            return await client.request(method, path, **options)

    return asyncio.run(request())


CHANGES = (
    ("/page/upload", {"files": {"file": ("a.md", MEASURES.encode())}}),
    ("/page/details", {"json": {"id": "x", "values": {}}}),
    ("/page/remove", {"json": {"upload": "a.md"}}),
)


@pytest.mark.parametrize(("path", "body"), CHANGES)
def test_off_loopback_only_the_administrator_changes_the_documents(
    tmp_path: Path, path: str, body: dict[str, Any]
) -> None:
    service = FakeService()
    parts = standard_parts(service, tmp_path)
    bare = application(service, "0.0.0.0", parts)
    refused = get(bare, "POST", path, **body)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "off")
    assert "POLICYQA_ADMIN_PASSWORD" in refused.json()["error"]["zh"]
    assert get(bare, "GET", "/page/library").json()["why_not"] == "off"
    locked = application(service, "0.0.0.0", parts, Passwords(changing="桂花"))
    for headers, status, code in (
        ({}, 403, "login"),
        ({"authorization": "Bearer nonsense"}, 403, "login"),
        ({"authorization": "Bearer 桂花".encode()}, 403, "unstated"),
    ):
        response = get(locked, "POST", path, headers=headers, **body)
        assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    assert not (tmp_path / "uploads").exists()


def test_who_brings_a_file_while_many_arrive_is_told_to_wait_and_later_served(url: str, place: Path) -> None:
    part = library_part(FakeService(), place / ".index")
    transport = httpx.ASGITransport(app=application(FakeService(), "127.0.0.1", [part]))
    head, tail = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n', "\r\n--b--\r\n"

    async def run() -> None:
        held, let_go = asyncio.Semaphore(0), asyncio.Event()

        async def slowly() -> AsyncIterator[bytes]:
            yield f"{head}{NOTICE[:20]}".encode()
            held.release()
            await let_go.wait()
            yield f"{NOTICE[20:]}{tail}".encode()

        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", timeout=60) as client:

            def upload(content: bytes | AsyncIterator[bytes]) -> Coroutine[Any, Any, httpx.Response]:
                headers = {"content-type": "multipart/form-data; boundary=b"}
                return client.post("/page/upload", content=content, headers=headers)

            arriving = [asyncio.ensure_future(upload(slowly())) for _ in range(ARRIVING)]
            for _ in arriving:
                await asyncio.wait_for(held.acquire(), 20)
            one_more = await upload(f"{head}{NOTICE}{tail}".encode())
            assert (one_more.status_code, one_more.json()["error"]["code"]) == (503, "busy")
            assert "请稍等片刻再试" in one_more.json()["error"]["zh"]
            assert "try again in a moment" in one_more.json()["error"]["en"]
            let_go.set()
            for answer in await asyncio.gather(*arriving):
                assert answer.json()["same"]["id"] == "通知.txt"
            assert (await upload(f"{head}{NOTICE}{tail}".encode())).status_code == 200

    asyncio.run(run())


SUMMARY = BuildSummary(3, 9, 9, 1, 2, 0, (), (), (), 0.1)


class Builder:
    """Builds when it is let, and counts."""

    def __init__(self) -> None:
        self.begun = 0
        self.go = threading.Semaphore(0)
        self.errors: list[Exception] = []

    def __call__(self, root: Path, progress: Progress) -> BuildSummary:
        self.begun += 1
        progress("embed", 1, 4)
        self.go.acquire()
        if self.errors:
            raise self.errors.pop(0)
        return SUMMARY


def settled(renewal: Renewal, seconds: float = 10) -> Renewal:
    until = time.monotonic() + seconds
    while renewal.state not in ("done", "failed"):
        assert time.monotonic() < until, renewal
        time.sleep(0.01)
    return renewal


def until_begun(builder: Builder, count: int) -> None:
    until = time.monotonic() + 10
    while builder.begun < count:
        assert time.monotonic() < until
        time.sleep(0.01)


def test_what_is_changed_during_a_build_is_taken_up_by_one_after_it(tmp_path: Path) -> None:
    builder, renewed = Builder(), []
    renewals = Renewals(tmp_path, lambda: renewed.append(builder.begun), builder)
    first = renewals.start()
    until_begun(builder, 1)
    second, third = renewals.start(), renewals.start()
    assert (first.id, second.id, second is third) == ("b1", "b2", True)
    assert (first.state, first.stage, first.done, first.total, second.state) == ("running", "embed", 1, 4, "waiting")
    assert renewals.current is first
    builder.go.release(2)
    assert [settled(each).state for each in (first, second)] == ["done", "done"]
    assert (builder.begun, renewed) == (2, [1, 2])
    assert renewals.find("b1") is first
    assert renewals.find("b9") is None
    builder.go.release()
    assert settled(renewals.start()).id == "b3"


def test_a_build_that_fails_is_told_and_the_next_goes_on(tmp_path: Path) -> None:
    builder = Builder()
    renewals = Renewals(tmp_path, lambda: None, builder)
    builder.errors = [CorpusError("no such folder", zh="没有这个文件夹"), ValueError("secret")]
    builder.go.release(3)
    told = settled(renewals.start()).payload()
    assert (told["state"], told["error"]["zh"]) == ("failed", "没有这个文件夹")
    assert "secret" not in str(settled(renewals.start()).payload())
    assert settled(renewals.start()).state == "done"


def test_a_build_waits_for_another_program(tmp_path: Path) -> None:
    builder = Builder()
    builder.errors = [IndexBusyError("busy", zh="忙")]
    builder.go.release(2)
    renewal = Renewals(tmp_path, lambda: None, builder).start()
    until_begun(builder, 1)
    assert settled(renewal).state == "done"
    assert builder.begun == 2
