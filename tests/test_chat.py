"""The chat started as a person starts it, asked as a program asks it, and ended with Ctrl-C."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import httpx
import pytest
from gradio_client import Client
from invented import ROOT, policyqa, write

from qa.engine import PolicyQA
from qa.examples import working_examples
from qa.model import Answer, Citation

DOCTOR = "青屿市对新引进的博士给多少购房补贴？"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with the documents and an index of them."""
    here = tmp_path_factory.mktemp("对话")
    write(here / "文件")
    done = policyqa(here, "index", "文件")
    assert done.returncode == 0, done.stderr.decode()
    return here


@pytest.fixture(scope="module")
def chat(place: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The running chat and its address."""
    command = [sys.executable, str(ROOT / "app.py"), "chat", "--port", "0"]
    process = subprocess.Popen(
        command,
        cwd=place,
        env={**os.environ, "POLICYQA_LANG": "zh"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    try:
        yield process, url
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


@pytest.fixture(scope="module")
def client(chat: tuple[subprocess.Popen[str], str]) -> Client:
    return Client(chat[1], verbose=False)


def test_the_address_is_on_loopback_and_answers(chat: tuple[subprocess.Popen[str], str]) -> None:
    url = chat[1]
    assert url.startswith("http://127.0.0.1:")
    assert httpx.get(f"{url}healthz").json() == {"ok": True}
    assert httpx.get(url).status_code == 200


def test_a_question_is_answered_from_the_documents(client: Client) -> None:
    answer = client.predict(question=DOCTOR, api_name="/ask")
    assert list(answer) == [field.name for field in fields(Answer)]
    assert (answer["abstained"], answer["short"]) == (False, "42万元")
    first = answer["citations"][0]
    assert list(first) == [field.name for field in fields(Citation)]
    assert (first["document"], first["locator"], first["used"]) == ("qingyu-measures", "第三条", True)
    assert "42万元" in first["quote"]


def test_the_chat_answers_as_the_command_line_does(client: Client, place: Path) -> None:
    done = policyqa(place, "ask", DOCTOR, "--json")
    assert client.predict(question=DOCTOR, api_name="/ask") == json.loads(done.stdout)


def test_example_questions_are_made_from_the_documents_and_answered_by_them(place: Path) -> None:
    engine = PolicyQA.open(place / ".index")
    assert working_examples(engine) == ["海棠市有多少高层次人才？", "青屿市有多少套人才公寓？"]
    answer = engine.ask("海棠市有多少高层次人才？")
    assert (answer.short, answer.citations[0].document) == ("1200人", "haitang-digest")


def test_a_follow_up_and_a_filter_reach_the_engine(client: Client) -> None:
    answer = client.predict("硕士呢？", [DOCTOR], api_name="/ask")
    assert "18万元" in answer["citations"][0]["quote"]
    elsewhere = client.predict(DOCTOR, [], ["东澜省/海棠市"], api_name="/ask")
    assert {citation["document"] for citation in elsewhere["citations"]} == {"haitang-digest"}


def test_a_new_index_is_taken_up_and_a_changed_file_is_stale(client: Client, place: Path) -> None:
    file = place / "文件" / "办法.md"
    file.write_text(file.read_text(encoding="utf-8").replace("42万元", "45万元"), encoding="utf-8")
    answer = client.predict(question=DOCTOR, api_name="/ask")
    assert (answer["short"], [warning["code"] for warning in answer["warnings"]]) == ("42万元", ["stale"])
    assert policyqa(place, "index", "文件").returncode == 0
    answer = client.predict(question=DOCTOR, api_name="/ask")
    assert (answer["short"], answer["warnings"]) == ("45万元", [])


def test_ctrl_c_ends_it_cleanly_and_soon(chat: tuple[subprocess.Popen[str], str], client: Client) -> None:
    process, url = chat
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, "")
    assert "Traceback" not in err
    assert time.monotonic() - begun < 15
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}healthz")
