"""The evaluation tab: questions run in the background, what they show, and who may run them."""

import json
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from asking import MEASURES, NEWS
from fastapi import FastAPI
from fastapi.testclient import TestClient
from web_chat import PROGRAM, chatting
from web_visit import PHONE, WIDE, violations

from eval.web import chosen, evaluation_part
from eval.web_runs import KeptRuns
from index.errors import EvalError

pytestmark = pytest.mark.browser

LOST = "昆山市给博士多少购车补贴？"


def question(id: str, text: str, documents: list[str], facts: list[list[str]], **more: Any) -> dict[str, Any]:
    common = {"id": id, "type": "figure", "lang": "zh", "question": text, "history": [], "split": "dev"}
    return common | {"documents": documents, "facts": facts, "answerable": bool(facts), **more}


QUESTIONS = [
    question("q1", "昆山市给领军团队最高多少创业启动资金？", ["measures"], [["80万元"]], short=["80万元"]),
    question("q2", "昆山市全市筹建人才公寓多少套？", ["measures"], [["650套"]], short=["650套"]),
    question("q3", "如东县2023年引进博士多少名？", ["news"], [["46名"]], short=["46名"]),
    question("q4", "那建成人才公寓多少套？", ["news"], [["280套"]], history=["如东县2023年引进博士多少名？"]),
    # No passage holds this, so whatever is answered, the question is lost.
    question("q5", LOST, ["measures"], [["购车补贴9万元"]], type="invented"),
    question("q6", "贵阳市的购房补贴是多少？", [], [], reason="not_covered", type="absent"),
]


def lines(questions: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in questions)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluated")
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "measures.md").write_text(MEASURES, encoding="utf-8")
    (corpus / "news.md").write_text(NEWS, encoding="utf-8")
    command = [*PROGRAM, "index", str(corpus), "--index", str(folder / "index")]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "index"


@pytest.fixture(scope="module")
def url(index: Path) -> Iterator[str]:
    with chatting(index) as address:
        yield address


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("questions") / "县市问题.jsonl"
    path.write_text(lines(QUESTIONS), encoding="utf-8")
    return path


def evaluate(page: Any, path: Path) -> None:
    """Opens the tab, chooses a file of questions, and waits until it is evaluated."""
    page.click("#pq-tab-evaluation")
    page.locator("#pq-eval-own").check()
    page.set_input_files("#pq-eval-file", str(path))
    before = page.locator("#pq-eval-runs option").count()
    page.click("#pq-eval-start")
    page.wait_for_function(f"document.querySelectorAll('#pq-eval-runs option').length > {before}", timeout=60_000)
    page.locator(".eval-measures").wait_for()


def test_a_file_of_questions_is_evaluated_and_what_was_lost_is_asked_in_the_chat(visit: Any, asked: Path) -> None:
    page = visit(WIDE).page
    evaluate(page, asked)
    said = page.inner_text(".evaluation")
    assert "县市问题：6 个问题，其中 1 个文件中没有答案；2 份文件" in said
    assert "没有可比的记录" in said
    # Four of the five answerable questions have their fact in the first quotation.
    assert page.locator(".eval-measures li").first.inner_text().split("\n")[:2] == ["第一条引文含所需事实", "80.0%"]
    assert page.locator(".eval-chart img").count() == 2
    page.wait_for_function("[...document.querySelectorAll('.eval-chart img')].every((image) => image.naturalWidth > 0)")
    page.fill("#pq-eval-find", "购车")
    lost = page.locator(".eval-lost > li")
    assert lost.count() == 1
    lost.locator("summary").click()
    assert "没有任何一个段落单独满足要求" in lost.inner_text()
    assert "购车补贴9万元" in lost.inner_text()
    lost.get_by_text("在对话中提问").click()
    page.locator("article.turn .answer, article.turn .failure").wait_for()
    assert page.locator("article.turn h2").inner_text().endswith(LOST)


def test_the_next_one_is_compared_with_it_and_the_report_opens(visit: Any, asked: Path, index: Path) -> None:
    opened = visit(PHONE, "en")
    page = opened.page
    evaluate(page, asked)
    assert "Compared with" in page.inner_text(".eval-page")
    assert "no significant change" in page.inner_text(".eval-measures")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    address = page.locator(".eval-page a").first.get_attribute("href")
    report = httpx.get(f"{opened.url}{address}")
    assert report.status_code == 200
    assert LOST in report.text
    kept = KeptRuns(index).all()
    assert [run.lost for run in kept[:2]] == [kept[0].lost] * 2
    page.on("dialog", lambda dialog: dialog.accept())
    before = page.locator("#pq-eval-runs option").count()
    page.get_by_text("Remove this one").click()
    page.wait_for_function(f"document.querySelectorAll('#pq-eval-runs option').length < {before}")
    assert len(KeptRuns(index).all()) == len(kept) - 1


@pytest.mark.parametrize("size", [WIDE, PHONE])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_nothing_stands_in_the_way_of_reading_it(
    visit: Any, asked: Path, size: tuple[int, int], language: str, index: Path
) -> None:
    page = visit(size, language).page
    if KeptRuns(index).all():
        page.click("#pq-tab-evaluation")
        page.locator(".eval-measures").wait_for()
    else:
        evaluate(page, asked)
    for summary in page.locator(".eval-part > summary").all():
        summary.click()
    page.locator(".eval-lost summary").first.click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_what_is_under_way_can_be_watched_and_stopped_while_others_ask(
    visit: Any, url: str, index: Path, tmp_path: Path
) -> None:
    before = len(KeptRuns(index).all())
    many = tmp_path / "many.jsonl"
    many.write_text(lines([QUESTIONS[0] | {"id": f"n{n}"} for n in range(2000)]), encoding="utf-8")
    opened = visit()
    page = opened.page
    page.click("#pq-tab-evaluation")
    page.locator("#pq-eval-own").check()
    page.set_input_files("#pq-eval-file", str(many))
    page.click("#pq-eval-start")
    page.wait_for_function("document.getElementById('pq-eval-progress')?.value > 3")
    assert "/ 4,000" in page.inner_text("#pq-eval-words")
    second = httpx.post(f"{url}page/evaluation")
    assert (second.status_code, second.json()["error"]["code"]) == (409, "busy")
    turn = opened.ask("昆山市全市筹建人才公寓多少套？")
    assert "650套" in turn.inner_text()
    page.click("#pq-tab-evaluation")
    page.click("#pq-eval-stop")
    page.locator("#pq-eval-start").wait_for()
    assert "已停止" in page.inner_text(".announcer")
    assert len(KeptRuns(index).all()) == before


def test_why_a_set_cannot_be_evaluated_is_said_in_one_sentence(visit: Any, tmp_path: Path) -> None:
    opened = visit()
    page = opened.page
    page.click("#pq-tab-evaluation")
    page.click("#pq-eval-start")  # the questions that ship ask about other documents
    page.locator(".evaluation .failure").wait_for()
    assert "不在索引中" in page.inner_text(".evaluation .failure")
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text(lines([QUESTIONS[0] | {"facts": "80"}]), encoding="utf-8")
    page.locator("#pq-eval-own").check()
    page.set_input_files("#pq-eval-file", str(wrong))
    page.click("#pq-eval-start")
    page.locator(".evaluation .failure", has_text="wrong.jsonl 第 1 行").wait_for()
    assert "/tmp" not in page.inner_text(".evaluation .failure")
    # The browser itself notes on its console that a request was refused.
    opened.complaints[:] = [said for said in opened.complaints if "status of 400" not in said]


def test_ctrl_c_ends_the_program_cleanly_while_it_evaluates(index: Path) -> None:
    command = [*PROGRAM, "chat", "--port", "0", "--index", str(index)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    many = lines([QUESTIONS[0] | {"id": f"n{n}"} for n in range(2000)]).encode()
    httpx.post(f"{address}page/evaluation?name=many.jsonl", content=many).raise_for_status()
    while httpx.get(f"{address}page/evaluation/progress").json()["done"] < 3:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 0, said
    assert "Traceback" not in said


def test_a_file_is_named_as_its_sender_names_it() -> None:
    found = chosen("C:\\问题\\a b<c>.jsonl", lines(QUESTIONS).encode())
    assert (found.name, len(found.questions)) == ("a-b-c-", 6)
    with pytest.raises(EvalError, match=r"notes\.txt"):
        chosen("notes.txt", b"")
    with pytest.raises(EvalError, match=r"\.\./x\.jsonl"):
        chosen("../x.jsonl", b"{}")


def test_who_may_not_change_the_documents_may_look_but_not_evaluate(tmp_path: Path) -> None:
    app = FastAPI()
    part = evaluation_part(lambda: pytest.fail("nothing is asked"), tmp_path)
    assert part.install is not None
    part.install(app)  # without the door before it, nobody is known and nobody may change anything
    client = TestClient(app)
    assert client.get("/page/evaluation").json()["may_change"] is False
    for method, path in (("POST", ""), ("DELETE", ""), ("DELETE", "/runs/20260701T093000Z")):
        response = client.request(method, f"/page/evaluation{path}")
        assert (response.status_code, response.json()["error"]["code"]) == (403, "not_allowed")


def test_what_is_not_an_evaluation_is_not_served(tmp_path: Path) -> None:
    (tmp_path / "secret.svg").write_text("secret")
    damaged = tmp_path / "evaluations" / "20260701T093000Z"
    damaged.mkdir(parents=True)
    (damaged / "summary.json").write_text("{", encoding="utf-8")
    kept = KeptRuns(tmp_path)
    assert kept.all() == []
    app = FastAPI()
    part = evaluation_part(lambda: pytest.fail("nothing is asked"), tmp_path)
    assert part.install is not None
    part.install(app)
    client = TestClient(app)
    for path in (
        "%2e%2e/secret.svg",
        "%2e%2e%2fsecret.svg",
        "20260701T093000Z/secret.svg",
        "20260701T093000Z/report",
        "x",
    ):
        assert client.get(f"/page/evaluation/runs/{path}").status_code == 404, path


def test_the_same_values_are_no_difference(url: str, asked: Path) -> None:
    """Kept values are rounded; what is compared with them must be too."""
    for _ in range(2):
        httpx.post(f"{url}page/evaluation", params={"name": asked.name}, content=asked.read_bytes()).raise_for_status()
        while httpx.get(f"{url}page/evaluation/progress").json()["phase"] != "idle":
            time.sleep(0.2)
    newest = httpx.get(f"{url}page/evaluation").json()["runs"][0]["id"]
    changes = httpx.get(f"{url}page/evaluation/runs/{newest}").json()["comparison"]["measures"]
    assert changes
    assert {change["difference"] for change in changes.values()} == {0.0}
