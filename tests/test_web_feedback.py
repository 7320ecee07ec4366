"""Feedback on answers: kept as JSON Lines beside the index, reviewed and deleted by who runs the service."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from web_fakes import DOCTOR, MASTER, FakeService, served
from web_visit import Visit, violations

from index.errors import PolicyQAError
from qa.feedback import LARGEST, NAME, FeedbackFile
from qa.web.feedback import feedback_part
from qa.web.server import application

KEYS = [
    *("time", "verdict", "reason", "question", "history", "standalone", "abstained", "short", "answer"),
    *("citations", "generation"),
]
SAID: dict[str, Any] = {
    "verdict": "wrong",
    "reason": "不是四十二万",
    "question": "博士补贴",
    "history": [],
    "standalone": None,
    "abstained": False,
    "short": "四十二万元",
    "answer": "**四十二万元**[1]",
    "citations": [{"document": "qingyu", "locator": "第三条", "quote": "句子。", "start": 3, "end": 6}],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("index")


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    with served(folder=folder) as (address, _):
        yield address


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / NAME).read_text("utf-8").splitlines()]


def client(folder: Path, host: str = "127.0.0.1") -> TestClient:
    app = application(FakeService(), host, parts=[feedback_part(folder)])
    return TestClient(app, base_url="http://127.0.0.1")


def test_a_verdict_is_one_line_of_the_form_that_was_agreed(tmp_path: Path) -> None:
    asked = client(tmp_path).post("/page/feedback", json=SAID)
    assert (asked.status_code, asked.json()) == (200, {"ok": True})
    [line] = lines(tmp_path)
    assert list(line) == KEYS
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", line["time"])
    assert {name: line[name] for name in SAID} == SAID
    assert line["generation"] == ""


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": "great"},
        {"question": ""},
        {"question": "长" * 501},
        {"reason": "长" * 2001},
        {"history": ["问"] * 21},
        {"answer": "长" * 20_001},
        {"citations": SAID["citations"] * 61},
        {"citations": [{"document": 1}]},
        {"abstained": None},
    ],
)
def test_what_is_too_long_or_of_another_form_is_not_kept(tmp_path: Path, change: dict[str, Any]) -> None:
    response = client(tmp_path).post("/page/feedback", json=SAID | change)
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "invalid"
    assert not (tmp_path / NAME).exists()


def test_many_at_once_keep_every_line_whole(tmp_path: Path) -> None:
    def give(n: int) -> None:
        FeedbackFile(tmp_path).append(SAID | {"reason": f"{n}" * 5000})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(give, range(24)))
    assert sorted(line["reason"][:2] for line in lines(tmp_path)) == sorted(f"{n}{n}"[:2] for n in range(24))


def test_lines_are_listed_newest_first_marked_and_deleted(tmp_path: Path) -> None:
    file = FeedbackFile(tmp_path)
    for reason in ("一", "二", "三"):
        file.append(SAID | {"reason": reason})
    with (tmp_path / NAME).open("a") as broken:
        broken.write("not json\n")
    three, two, one = file.entries()
    assert [entry.values["reason"] for entry in (three, two, one)] == ["三", "二", "一"]
    file.mark_seen([two.id, "unknown"])
    assert [entry.seen for entry in file.entries()] == [False, True, False]
    assert file.delete(one.id)
    assert not file.delete(one.id)
    assert [entry.values["reason"] for entry in file.entries()] == ["三", "二"]
    assert "not json" in (tmp_path / NAME).read_text()


def test_the_last_line_takes_the_file_with_it(tmp_path: Path) -> None:
    file = FeedbackFile(tmp_path)
    file.append(SAID)
    assert file.delete(file.entries()[0].id)
    assert not (tmp_path / NAME).exists()
    assert file.entries() == []


def test_a_full_or_unwritable_file_is_said_in_one_sentence(tmp_path: Path) -> None:
    with (tmp_path / NAME).open("wb") as file:
        file.truncate(LARGEST)
    with pytest.raises(PolicyQAError, match="is full"):
        FeedbackFile(tmp_path).append(SAID)
    (tmp_path / "file").write_text("")
    response = client(tmp_path / "file").post("/page/feedback", json=SAID)
    assert response.status_code == 503
    assert "无法保存" in response.json()["error"]["zh"]


def test_off_this_machine_only_the_administrator_reviews(tmp_path: Path) -> None:
    from index.settings import Passwords

    FeedbackFile(tmp_path).append(SAID)
    [entry] = FeedbackFile(tmp_path).entries()
    open_to_all = client(tmp_path, "0.0.0.0")
    assert open_to_all.post("/page/feedback", json=SAID).status_code == 200
    for response in (
        open_to_all.get("/page/feedback"),
        open_to_all.post("/page/feedback/seen", json={"ids": [entry.id]}),
        open_to_all.delete(f"/page/feedback/{entry.id}"),
    ):
        assert response.status_code == 403
        assert "博士" not in response.text
    assert len(lines(tmp_path)) == 2
    app = application(FakeService(), "0.0.0.0", [feedback_part(tmp_path)], Passwords(changing="geheim"))
    signed = TestClient(app, base_url="http://127.0.0.1", headers={"authorization": "Bearer geheim"})
    assert signed.get("/page/feedback").json()["all"] == 2


@pytest.mark.browser
def test_answers_are_judged_and_the_verdicts_reviewed(everywhere: Visit, folder: Path) -> None:
    (folder / NAME).unlink(missing_ok=True)
    opened, page, said = everywhere, everywhere.page, everywhere.said
    opened.ask("博士补贴").locator("[data-verdict=good]").click()
    page.wait_for_selector("#turn-a1 [data-verdict=good][aria-pressed=true]")
    turn = opened.ask("那硕士呢？")
    turn.locator("[data-verdict=wrong]").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert said("feedback_stays") in turn.inner_text()
    assert violations(page) == []
    page.keyboard.type("<b>应为二十万</b>")
    turn.get_by_role("button", name=said("feedback_send")).click()
    page.locator(".announcer", has_text=said("feedback_kept")).wait_for()
    page.wait_for_selector("#turn-a2 [data-verdict=wrong][aria-pressed=true]")
    first, second = lines(folder)
    assert (first["verdict"], first["short"], first["citations"][0]["quote"]) == ("good", "四十二万元", DOCTOR)
    assert (second["verdict"], second["reason"]) == ("wrong", "<b>应为二十万</b>")
    assert second["history"] == ["博士补贴"]
    assert second["standalone"] == "青屿市对新引进的硕士研究生给予多少购房补贴？"
    assert second["answer"] == f"**十八万元**[1]\n\n{MASTER}[1]"
    page.click("#pq-tab-feedback")
    page.locator("#pq-tab-feedback", has_text=said("feedback_n", n=2)).wait_for()
    assert page.locator(".reviews h3").all_inner_texts() == ["那硕士呢？", "博士补贴"]
    assert page.locator(".reviews blockquote").inner_text() == "<b>应为二十万</b>"
    assert violations(page) == []
    assert opened.fits()
    assert said("feedback_wrong") in page.locator(".reviews li").first.inner_text()
    assert said("feedback_good") in page.locator(".reviews li").nth(1).inner_text()
    page.get_by_role("button", name=said("feedback_seen_all")).click()
    page.wait_for_function("!document.querySelector('.reviews .unseen')")
    page.locator(".reviews .remove").nth(1).click()
    assert said("feedback_delete_ask", question="博士补贴") in page.inner_text("dialog.small")
    page.locator("dialog.small .danger").click()
    page.wait_for_function("document.querySelectorAll('.reviews li').length === 1")
    assert len(lines(folder)) == 1
    page.get_by_role("button", name=said("feedback_again")).click()
    page.wait_for_selector("article.turn .answer")
    assert page.locator("article.turn .question").inner_text().endswith("青屿市对新引进的硕士研究生给予多少购房补贴？")
