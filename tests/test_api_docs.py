"""What docs/api.md says, run literally against the running chat; only the port differs."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from web_chat import ROOT, chatting, indexed

PAGES = ("api.md", "api.zh.md")
ADDRESS = "http://127.0.0.1:7860"


def blocks(name: str, language: str) -> list[str]:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chatting(indexed(tmp_path_factory.mktemp("api"))) as url:
        yield url.rstrip("/")


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_python_example_prints_what_the_page_shows(address: str, tmp_path: Path) -> None:
    shown = blocks("api.md", "text")
    examples = blocks("api.md", "python")
    assert len(examples) == len(shown) == 4
    for example, wanted in zip(examples, shown, strict=True):
        assert ADDRESS in example
        printed = run([sys.executable, "-X", "utf8", "-c", example.replace(ADDRESS, address)], tmp_path)
        assert printed == wanted


def test_every_curl_example_answers(address: str, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("no curl on this machine")
    calls = [
        call
        for block in blocks("api.md", "sh")
        for call in block.replace("\\\n", "").splitlines()
        if call.startswith("curl")
    ]
    answers = [json.loads(run(["bash", "-c", call.replace(ADDRESS, address)], tmp_path)) for call in calls]
    asked, searched, listed, one, text, health = answers
    assert (asked["short"], asked["id"], asked["abstained"]) == ("424套", "q1", False)
    assert [hit["rank"] for hit in searched["hits"]] == [1, 2, 3]
    assert (listed["total"], len(listed["documents"])) == (5, 2)
    assert (one["id"], one["digest"]) == ("jiangyan-2023-review", True)
    assert (len(text["text"]), text["next"]) == (20, 20)
    assert (health["status"], health["documents"]) == ("ok", 5)


def test_the_error_shown_is_the_one_that_comes(address: str) -> None:
    (shown,) = [block for block in blocks("api.md", "json") if "error" in block]
    response = httpx.post(f"{address}/api/v1/ask", json={"question": " "})
    assert response.status_code == 400
    assert response.json() == json.loads(shown)


def test_the_pages_name_every_address_and_no_other(address: str) -> None:
    paths = httpx.get(f"{address}/api/openapi.json").json()["paths"]
    described = {f"{method.upper()} /api{path}" for path, methods in paths.items() for method in methods}
    for name in PAGES:
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        assert set(re.findall(r"^\| `((?:GET|POST) [^`]+)`", text, re.MULTILINE)) == described


@pytest.mark.parametrize("language", ["sh", "python", "text", "json"])
def test_both_pages_have_the_same_examples(language: str) -> None:
    assert blocks("api.md", language) == blocks("api.zh.md", language)
