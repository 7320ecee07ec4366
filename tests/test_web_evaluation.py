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
from web_visit import Visit, violations

from eval.web import chosen, evaluation_part
from eval.web_runs import KeptRuns
from index.build import build
from index.encoders import shared_encoder
from index.errors import EvalError

pytestmark = pytest.mark.browser

LOST = "昆山市给博士多少购车补贴？"


def question(id: str, text: str, documents: list[str], facts: list[list[str]], **more: Any) -> dict[str, Any]:
    common = {"id": id, "type": "figure", "lang": "zh", "question": text, "history": [], "split": "dev"}
    return common | {"documents": documents, "facts": facts, "answerable": bool(facts), **more}


ANSWERED = [
    question("q1", "昆山市给领军团队最高多少创业启动资金？", ["measures"], [["80万元"]], short=["80万元"]),
    question("q2", "昆山市全市筹建人才公寓多少套？", ["measures"], [["650套"]], short=["650套"]),
    question("q3", "如东县2023年引进博士多少名？", ["news"], [["46名"]], short=["46名"]),
    question("q4", "那建成人才公寓多少套？", ["news"], [["280套"]], history=["如东县2023年引进博士多少名？"]),
]
# Five of each type, as many as a slice needs: those named `figure` are all answered, of the others all but the last.
QUESTIONS = [
    *ANSWERED,
    ANSWERED[0] | {"id": "q5"},
    *(each | {"id": f"own-{each['id']}", "type": "invented"} for each in ANSWERED),
    # No passage holds this, so whatever is answered, the question is lost.
    question("lost", LOST, ["measures"], [["购车补贴9万元"]], type="invented"),
    question("absent", "贵阳市的购房补贴是多少？", [], [], reason="not_covered", type="absent"),
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
    build([corpus], folder / "index", shared_encoder())
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


def choose(opened: Visit, path: Path) -> None:
    """Opens the tab and chooses a file of questions."""
    opened.page.click("#pq-tab-evaluation")
    opened.page.locator("#pq-eval-own").check()
    opened.page.set_input_files("#pq-eval-file", str(path))


def evaluate(opened: Visit, path: Path) -> None:
    """Evaluates a file of questions and waits for what comes out."""
    choose(opened, path)
    before = opened.page.locator("#pq-eval-runs option").count()
    opened.page.click("#pq-eval-start")
    opened.page.wait_for_function(
        f"document.querySelectorAll('#pq-eval-runs option').length > {before}", timeout=60_000
    )
    opened.page.locator(".eval-measures").wait_for()


def test_a_set_is_evaluated_looked_into_and_what_it_lost_is_asked_in_the_chat(
    everywhere: Visit, asked: Path, index: Path
) -> None:
    page, said = everywhere.page, everywhere.said
    kept = len(KeptRuns(index).all())
    evaluate(everywhere, asked)
    shown = page.inner_text(".evaluation")
    numbers = said("eval_numbers", dataset="县市问题", n=11, silent=1, documents=2, passages="#", seconds="#")
    assert numbers.split("#")[0] in shown
    assert (said("eval_first") in shown) == (kept == 0)
    # Nine of the ten answerable questions have their fact in the first quotation.
    measures = page.locator(".eval-measures")
    assert measures.locator("li").first.inner_text().split("\n")[:2] == [said("measure_answer.fact@1"), "90.0%"]
    assert (said("eval_same") in measures.inner_text()) == (kept > 0)

    for summary in page.locator(".eval-part > summary").all():
        summary.click()
    page.locator(".slice tbody tr").nth(1).wait_for()
    figure, own = page.locator(".slice").first.locator("tbody tr").all_inner_texts()
    assert figure.split()[:3] == [said("eval_type_figure"), "5", "100.0%"]
    assert own.split()[:3] == ["invented", "5", "80.0%"], "a type of one's own goes by its own name"
    assert page.locator(".eval-chart img").count() == 2
    page.wait_for_function("[...document.querySelectorAll('.eval-chart img')].every((image) => image.naturalWidth > 0)")
    page.fill("#pq-eval-find", "购车")
    lost = page.locator(".eval-lost > li")
    assert lost.count() == 1
    lost.locator("summary").click()
    for words in (said("eval_why"), said("eval_wanted"), "购车补贴9万元", said("eval_in", documents="measures")):
        assert words in lost.inner_text()
    assert violations(page) == []
    assert everywhere.fits()

    report = httpx.get(f"{everywhere.url}{page.locator('.eval-page a').first.get_attribute('href')}")
    assert LOST in report.text
    if kept:
        page.get_by_role("button", name=said("eval_remove")).click()
        page.locator("dialog[open] .danger").click()
        page.wait_for_function(f"document.querySelectorAll('#pq-eval-runs option').length === {kept}")
        assert len(KeptRuns(index).all()) == kept
        page.fill("#pq-eval-find", "购车")
        lost.locator("summary").click()
    lost.get_by_role("button", name=said("eval_ask")).click()
    page.locator("article.turn .answer, article.turn .failure").wait_for()
    assert page.locator("article.turn h2").inner_text().endswith(LOST)


def test_a_run_is_watched_by_all_stopped_by_one_and_holds_nobody_up(
    four: list[Visit], url: str, index: Path, tmp_path: Path
) -> None:
    before = len(KeptRuns(index).all())
    many = tmp_path / "many.jsonl"
    many.write_text(lines([QUESTIONS[0] | {"id": f"n{n}"} for n in range(2000)]), encoding="utf-8")
    choose(four[0], many)
    four[0].page.click("#pq-eval-start")
    for each in four:
        each.page.click("#pq-tab-evaluation")
        each.page.wait_for_function("document.getElementById('pq-eval-progress')?.value > 3")
        words = each.page.inner_text("#pq-eval-words")
        assert words.endswith(each.said("eval_asking", done="", total="4,000").strip()[-5:])
        assert each.said("eval_meanwhile") in each.page.inner_text(".eval-running")
        assert each.fits()
    for each in (four[0], four[3]):
        assert violations(each.page) == []
    second = httpx.post(f"{url}page/evaluation")
    assert (second.status_code, second.json()["error"]["code"]) == (409, "busy")
    assert "650套" in four[1].ask("昆山市全市筹建人才公寓多少套？").inner_text()
    four[3].page.click("#pq-eval-stop")
    for each in four:
        each.page.locator(".announcer", has_text=each.said("eval_stopped")).wait_for()
        each.page.click("#pq-tab-evaluation")
        each.page.locator("#pq-eval-start").wait_for()
    assert len(KeptRuns(index).all()) == before


def test_why_a_set_cannot_be_evaluated_is_said_in_one_sentence(everywhere: Visit, tmp_path: Path) -> None:
    everywhere.refusals = (400,)
    page = everywhere.page
    page.click("#pq-tab-evaluation")
    page.click("#pq-eval-start")  # the questions that ship ask about other documents
    failure = page.locator(".evaluation .failure")
    elsewhere = {"zh": "请改选一个针对本库文件的问题文件", "en": "choose a file of questions about its own documents"}
    failure.filter(has_text=elsewhere[everywhere.language]).wait_for()
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text(lines([QUESTIONS[0] | {"facts": "80"}]), encoding="utf-8")
    choose(everywhere, wrong)
    page.click("#pq-eval-start")
    failure.filter(has_text={"zh": "wrong.jsonl 第 1 行", "en": "wrong.jsonl, line 1"}[everywhere.language]).wait_for()
    assert "/tmp" not in failure.inner_text()
    assert everywhere.fits()


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
    assert (found.name, len(found.questions)) == ("a-b-c-", 11)
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
