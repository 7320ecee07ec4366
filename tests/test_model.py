"""A language model may only join quotations: what passes the checks stands, all else is quoted, failures are told."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from pathlib import Path
from threading import Event

import pytest
from model_servers import FakeModel, Writes, begun, event, fake_model, streamed

from index.build import build
from index.encoders import shared_encoder
from index.settings import Endpoint, endpoint
from index.store import Index
from qa.engine import PolicyQA
from qa.model import Answer
from qa.phrasing import is_joinable, phrased

ROOT = Path(__file__).resolve().parent.parent
CORPUS = """---
id: shelter
title: 昆山市人才安居实施办法
issuer: 昆山市人民政府
region: 江苏省/苏州市/昆山市
published: 2024-03-01
kind: policy
---

# 昆山市人才安居实施办法

## 一、租房补贴

对全职引进的博士，给予每月3000元租房补贴。申请人不得重复享受住房补贴。

## 二、购房补贴

对新引进的博士研究生，给予购房补贴最高42万元，由市财政局负责审核。
"""
RENT = "昆山市全职引进的博士每月租房补贴多少元？"
BUY = "昆山市新引进的博士研究生购房补贴最高多少万元？"
KEY = "sk-not-to-be-seen-0123456789"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "安居.md").write_text(CORPUS, encoding="utf-8")
    build([folder / "corpus"], folder / "index", shared_encoder())
    return folder


@pytest.fixture(scope="module")
def engine(folder: Path) -> PolicyQA:
    return PolicyQA(Index.open(folder / "index"), shared_encoder())


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeModel]:
    with fake_model() as running:
        monkeypatch.setenv("POLICYQA_MODEL_URL", running.url)
        monkeypatch.setenv("POLICYQA_MODEL", "tiny")
        monkeypatch.setenv("POLICYQA_MODEL_KEY", KEY)
        monkeypatch.setenv("POLICYQA_MODEL_TIMEOUT", "2")
        yield running


def plain(engine: PolicyQA, question: str) -> Answer:
    return engine.quoted(question)


def paragraphs(answer: Answer) -> list[str]:
    return answer.answer.split("\n\n")


def test_no_model_is_asked_unless_one_is_named(engine: PolicyQA, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POLICYQA_MODEL_URL", raising=False)
    assert endpoint() is None
    assert list(engine.stream(RENT)) == [plain(engine, RENT)]


def test_a_sentence_that_keeps_to_the_quotation_stands_in_its_place(engine: PolicyQA, model: FakeModel) -> None:
    model.says("全职引进的博士，给予每月3000元租房补贴。[1]")
    answer = engine.ask(RENT)
    assert paragraphs(answer)[:2] == ["**每月3000元**[1]", "全职引进的博士，给予每月3000元租房补贴。[1]"]
    assert "由语言模型据引文连缀" in paragraphs(answer)[-1]
    without = plain(engine, RENT)
    assert (answer.short, answer.citations, answer.confidence) == (
        without.short,
        without.citations,
        without.confidence,
    )


def test_an_evaluation_asks_no_model_even_where_one_is_set(engine: PolicyQA, model: FakeModel) -> None:
    from eval.answers import ask_all
    from eval.question_model import from_fields

    model.says("全职引进的博士，给予每月3000元租房补贴。[1]")
    fields = {"id": "q", "type": "figure", "lang": "zh", "history": [], "documents": ["shelter"], "split": "dev"}
    question = from_fields(fields | {"question": RENT, "facts": [["每月3000元"]], "answerable": True}, "here")
    [asked] = ask_all(engine, [question], None, lambda: None)
    assert asked.answer == plain(engine, RENT)
    assert model.requests == []


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (RENT, "对全职引进的博士，给予每月5000元租房补贴。[1]"),  # another figure
        (RENT, "对全职引进的博士，给予每月3000美元租房补贴。[1]"),  # another unit
        (RENT, "对全职引进的博士，给予每年3000元租房补贴。[1]"),  # another period
        (RENT, "对全职引进的博士，给予3000元租房补贴。[1]"),  # a period dropped
        (BUY, "对新引进的博士研究生，给予购房补贴42万元，由市财政局负责审核。[1]"),  # 最高 dropped
        (BUY, "对新引进的博士研究生，给予购房补贴最高42万元，由市住建局负责审核。[1]"),  # another body
        (BUY, "苏州市对新引进的博士研究生，给予购房补贴最高42万元。[1]"),  # another place
        (BUY, "对新引进的博士研究生，不给予购房补贴最高42万元。[1]"),  # a negation added
        (RENT, "全职引进的博士，给予每月3000元租房补贴。[7]"),  # a citation that is none
        (RENT, "全职引进的博士，给予每月3000元租房补贴。[1][7]"),  # one of two is none
        (RENT, "全职引进的博士，给予每月3000元租房补贴。"),  # no citation
        (RENT, "对全职引进的博士，给予每月3000元租房补贴，详见[这里](http://example.org)。[1]"),  # a link
        (RENT, "<img src=x>对全职引进的博士，给予每月3000元租房补贴。[1]"),  # a tag
        (RENT, "很抱歉，我无法回答这个问题。"),  # a refusal
        (RENT, "今天天气晴朗，适合郊游。[1]"),  # nonsense with a citation
        (RENT, ""),  # nothing
        (RENT, "<think>想一想，博士每月3000元。[1]"),  # thoughts that never end
    ],
)
def test_a_sentence_that_fails_is_replaced_by_the_quotation(
    engine: PolicyQA, model: FakeModel, question: str, said: str
) -> None:
    model.says(said)
    answer = engine.ask(question)
    without = plain(engine, question)
    assert paragraphs(answer)[:-1] == paragraphs(without)
    assert paragraphs(answer)[-1].startswith("（未使用语言模型：其文字未通过")
    assert (answer.short, answer.citations) == (without.short, without.citations)


def test_a_dropped_negation_is_quoted_with_it(engine: PolicyQA, model: FakeModel) -> None:
    question = "昆山市申请人可以重复享受住房补贴吗？"
    model.says("申请人可以重复享受住房补贴。[1]申请人重复享受住房补贴。[1]")
    answer = engine.ask(question)
    assert "申请人不得重复享受住房补贴。" in answer.answer
    assert "可以重复享受" not in answer.answer
    assert "申请人重复享受" not in answer.answer


def test_of_several_sentences_only_those_that_pass_stand_and_every_quotation_used_is_there(
    engine: PolicyQA, model: FakeModel
) -> None:
    model.says("全职引进的博士，给予每月3000元租房补贴。[1]另外还给予100万元奖励。[1]")
    answer = engine.ask(RENT)
    assert "100万元" not in answer.answer
    assert "有1句未通过核对" in answer.answer
    for citation in answer.citations:
        assert (f"[{citation.n}]" in answer.answer) == citation.used


def failing(handler: BaseHTTPRequestHandler) -> None:
    begun(handler, "application/json", 500)
    handler.wfile.write(b'{"error": {"message": "no"}}')


def denying(handler: BaseHTTPRequestHandler) -> None:
    begun(handler, "application/json", 401)
    handler.wfile.write(json.dumps({"error": {"message": f"bad key {KEY}"}}).encode())


def redirecting(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(302)
    handler.send_header("Location", "http://127.0.0.1:9/v1/chat/completions")
    handler.end_headers()


def sleeping(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(4)


def dripping(handler: BaseHTTPRequestHandler) -> None:
    streamed(handler, ["博"] * 40, pause=0.2)


def garbled(handler: BaseHTTPRequestHandler) -> None:
    begun(handler)
    handler.wfile.write(b"data: {not json\n\n")


def erring(handler: BaseHTTPRequestHandler) -> None:
    begun(handler)
    handler.wfile.write(b'data: {"error": {"message": "overloaded"}}\n\n')


def binary(handler: BaseHTTPRequestHandler) -> None:
    begun(handler, "application/json")
    handler.wfile.write(bytes(range(256)) * 20)


def other_json(handler: BaseHTTPRequestHandler) -> None:
    begun(handler, "application/json")
    handler.wfile.write(b'{"choices": [{"message": {"content": ["a"]}}]}')


def endless_line(handler: BaseHTTPRequestHandler) -> None:
    begun(handler)
    for _ in range(40):
        handler.wfile.write(b"data: " + b"x" * 10_000)


def cut_off(handler: BaseHTTPRequestHandler) -> None:
    streamed(handler, ["全职引进的博士，给予每月3000元租房补贴。[1]", "申请人"], end=False)


def filtered(handler: BaseHTTPRequestHandler) -> None:
    begun(handler)
    event(handler, "", "content_filter")


@pytest.mark.parametrize(
    ("writes", "reason"),
    [
        (failing, "模型服务返回状态 500"),
        (denying, "模型服务返回状态 401"),
        (redirecting, "模型服务返回状态 302"),
        (sleeping, "模型超时"),
        (dripping, "模型超时"),
        (garbled, "无法读取"),
        (erring, "模型服务报告错误"),
        (binary, "无法读取"),
        (other_json, "无法读取"),
        (endless_line, "无法读取"),
        (cut_off, "模型中途断开"),
        (filtered, "模型拒绝回答"),
    ],
)
def test_where_the_model_fails_the_answer_goes_without_it_and_says_so(
    engine: PolicyQA, model: FakeModel, writes: Writes, reason: str
) -> None:
    model.writes = writes
    started = time.monotonic()
    answer = engine.ask(RENT)
    assert time.monotonic() - started < 5
    assert paragraphs(answer)[:-1] == paragraphs(plain(engine, RENT))
    assert reason in paragraphs(answer)[-1]
    assert KEY not in str(answer)


def test_an_address_where_nobody_listens_costs_a_line_and_no_answer(
    engine: PolicyQA, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for url in (f"http://127.0.0.1:{port}/v1", "ftp://127.0.0.1/v1", "http://[::1", "nonsense"):
        monkeypatch.setenv("POLICYQA_MODEL_URL", url)
        answer = engine.ask(RENT)
        assert paragraphs(answer)[:-1] == paragraphs(plain(engine, RENT))
        assert "无法连接模型" in paragraphs(answer)[-1]


def test_a_server_that_does_not_stream_is_understood(engine: PolicyQA, model: FakeModel) -> None:
    def whole(handler: BaseHTTPRequestHandler) -> None:
        begun(handler, "application/json")
        message = {"role": "assistant", "content": "全职引进的博士，给予每月3000元租房补贴。[1]"}
        handler.wfile.write(json.dumps({"choices": [{"message": message}]}).encode())

    model.writes = whole
    assert paragraphs(engine.ask(RENT))[1] == "全职引进的博士，给予每月3000元租房补贴。[1]"


def test_a_model_that_does_not_stop_is_stopped(engine: PolicyQA, model: FakeModel) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        begun(handler)
        while True:
            event(handler, "全职引进的博士，给予每月3000元租房补贴。[1]" * 20)

    model.writes = endless
    assert len(engine.ask(RENT).answer) < 20_000


def test_the_answer_grows_sentence_by_sentence_and_only_by_checked_ones(engine: PolicyQA, model: FakeModel) -> None:
    model.says("全职引进的博士，给予每月3000元租房补贴。[1]全职引进的博士，给予每月9000元租房补贴。[1]", size=1)
    grown = [answer.answer for answer in engine.stream(RENT)]
    assert grown[0] == "**每月3000元**[1]"
    assert grown[1].endswith("全职引进的博士，给予每月3000元租房补贴。[1]")
    assert all(later.startswith(earlier) for earlier, later in pairwise(grown))
    assert not any("9000" in text for text in grown)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_terminal_shows_each_sentence_as_it_comes(folder: Path, model: FakeModel) -> None:
    import pty

    shown = Event()

    def waiting(handler: BaseHTTPRequestHandler) -> None:
        begun(handler)
        event(handler, "全职引进的博士，给予每月3000元租房补贴。[1]\n全")
        shown.wait(20)
        event(handler, "昆山市每月9000元。[1]", "stop")

    model.writes = waiting
    ours, theirs = pty.openpty()
    environment = {**os.environ, "POLICYQA_LANG": "zh", "POLICYQA_MODEL_TIMEOUT": "30"}
    command = [sys.executable, str(ROOT / "app.py"), "ask", RENT, "--index", str(folder / "index")]
    process = subprocess.Popen(command, stdout=theirs, stderr=subprocess.PIPE, env=environment)
    os.close(theirs)
    printed = b""
    while chunk := _read(ours):
        printed += chunk
        if "租房补贴。[1]".encode() in printed and not shown.is_set():
            assert process.poll() is None
            shown.set()
    os.close(ours)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors.decode()
    assert shown.is_set()
    text = printed.decode().replace("\r\n", "\n")
    assert text.count("给予每月3000元租房补贴。[1]") == 1
    assert "9000" not in text
    assert "[1] 昆山市人民政府. 昆山市人才安居实施办法" in text


def _read(terminal: int) -> bytes:
    """What a terminal holds next; nothing once the other side is closed."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


def test_the_model_sees_the_question_and_numbered_quotations_and_nothing_else(
    engine: PolicyQA, model: FakeModel
) -> None:
    answer = engine.ask(RENT)
    (request,) = model.requests
    assert request["path"] == "/v1/chat/completions"
    assert (request["model"], request["stream"]) == ("tiny", True)
    used = [citation for citation in answer.citations if citation.used]
    asked = request["messages"][-1]
    assert asked["role"] == "user"
    assert asked["content"].split("\n") == [*(f"[{c.n}] {c.quote.strip()}" for c in used), f"问题：{RENT}"]
    assert model.headers[0]["Authorization"] == f"Bearer {KEY}"


def test_a_citation_that_a_sentence_does_not_need_is_left_out(engine: PolicyQA) -> None:
    first = replace(plain(engine, RENT).citations[0], used=True)
    second = replace(first, n=2, quote="申请材料由市财政局负责审核。")
    text = f"{first.quote}[1]\n\n{second.quote}[2]"
    answer = replace(plain(engine, RENT), answer=text, citations=(first, second))
    *_, joined = phrased(answer, lambda messages, tokens: ["全职引进的博士，给予每月3000元租房补贴。[1][2]"])
    assert paragraphs(joined)[:2] == ["全职引进的博士，给予每月3000元租房补贴。[1]", f"{second.quote}[2]"]


def test_the_turn_signs_of_a_model_end_its_answer(engine: PolicyQA, model: FakeModel) -> None:
    model.says("全职引进的博士，给予每月3000元租房补贴。[1]<|im_end|>\n<|im_start|>user\n博士多少？")
    answer = engine.ask(RENT)
    assert paragraphs(answer)[1] == "全职引进的博士，给予每月3000元租房补贴。[1]"
    assert "im_" not in answer.answer


@pytest.mark.parametrize("question", ["苏州市姑苏区的租房补贴是多少？", "明天会下雨吗？"])
def test_a_refusal_never_goes_to_the_model(engine: PolicyQA, model: FakeModel, question: str) -> None:
    assert engine.ask(question).abstained
    assert model.requests == []


def test_tables_and_long_lists_stay_as_they_are(engine: PolicyQA) -> None:
    answer = plain(engine, RENT)
    assert is_joinable(answer)
    table = "| 地区 | 规定（原文） |\n| --- | --- |\n| 昆山市 | " + answer.citations[0].quote + "[1] |"
    assert not is_joinable(replace(answer, answer=table))
    many = tuple(replace(answer.citations[0], n=n, used=True, quote=f"第{n}项。") for n in range(1, 12))
    text = "\n\n".join(f"第{n}项。[{n}]" for n in range(1, 12))
    assert not is_joinable(replace(answer, answer=text, citations=many))
    assert is_joinable(replace(answer, answer=text, citations=many[:10]))


def test_the_key_is_in_no_output_and_no_representation(folder: Path, model: FakeModel) -> None:
    found = endpoint()
    assert found is not None
    assert found.key == KEY
    assert KEY not in repr(found)
    model.writes = denying
    command = [sys.executable, str(ROOT / "app.py"), "ask", RENT, "--index", str(folder / "index")]
    done = subprocess.run(command, capture_output=True, timeout=120, env={**os.environ, "POLICYQA_LANG": "zh"})
    assert done.returncode == 0
    assert "401" in done.stdout.decode()
    assert KEY.encode() not in done.stdout + done.stderr


def test_settings_of_the_model_have_sane_defaults() -> None:
    assert Endpoint.read({}) is None
    assert Endpoint.read({"POLICYQA_MODEL_URL": "http://h/v1/"}) == Endpoint("http://h/v1", "default", "", 60.0)
    for written in ("-1", "0", "soon", "inf", "nan"):
        found = Endpoint.read({"POLICYQA_MODEL_URL": "http://h/v1", "POLICYQA_MODEL_TIMEOUT": written})
        assert found is not None
        assert found.seconds == 60.0


def test_asking_without_a_model_loads_no_http_client(folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from qa.engine import PolicyQA\n"
        f"PolicyQA.open(Path({str(folder / 'index')!r})).ask({RENT!r})\n"
        "assert 'httpx' not in sys.modules and 'torch' not in sys.modules\n"
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("POLICYQA_MODEL")}
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT, env=environment, timeout=120)
