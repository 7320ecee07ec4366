"""The real chat over invented documents, for the tests of what changes them."""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from invented import MEASURES, ROOT, write

from index.build import build
from index.encoders import shared_encoder

SECONDS = 60.0


@contextmanager
def chat(place: Path, **variables: str) -> Iterator[str]:
    """The chat over an index of the invented documents, both made in `place`; its address."""
    build([write(place / "文件")], place / ".index", shared_encoder())
    with chat_again(place, **variables) as address:
        yield address


@contextmanager
def chat_again(place: Path, **variables: str) -> Iterator[str]:
    """Another chat over the index in `place`; its address."""
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "app.py"), "chat", "--port", "0"],
        cwd=place,
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address, "the chat did not start"
        yield address
    finally:
        process.kill()
        process.communicate()


def measures(city: str, amount: str = "42") -> str:
    """The measures of another city, with another subsidy for doctors."""
    text = MEASURES.replace("qingyu-measures", f"{city}-measures").replace("青屿市", city).replace("青政发", city[0])
    return text.replace("42万元", f"{amount}万元")


def long_document(city: str, sections: int) -> str:
    """A document of so many sections, unlike any before, so that no vector of it is at hand already."""
    city += secrets.token_hex(4)
    services = "".join(
        f"\n## 第{n}节 {city}第{n}类服务\n\n"
        f"{city}第{n}类人才可以向{city}第{n}服务站提出第{n * 7}号申请，由经办人在{n % 28 + 1}个工作日内核对材料。"
        f"材料不全的，{city}第{n}服务站应当一次告知需要补正的全部内容，并在系统中记为第{n * 13}类事项。\n"
        for n in range(1, sections + 1)
    )
    return f"# {city}人才服务规程\n{services}"


def send(url: str, name: str, content: bytes | str, **fields: str) -> httpx.Response:
    """Uploads a file as the page does."""
    data = content.encode() if isinstance(content, str) else content
    return httpx.post(f"{url}page/upload", data=fields, files={"file": (name, data)}, timeout=SECONDS)


def built(url: str, job: str) -> dict[str, Any]:
    """What became of a build, once it is over."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        found: dict[str, Any] = httpx.get(f"{url}page/jobs/{job}").json()
        if found["state"] in ("done", "failed"):
            return found
        time.sleep(0.1)
    raise AssertionError(f"not built: {found}")


def added(url: str, name: str, content: bytes | str, **fields: str) -> dict[str, Any]:
    """Uploads a file and waits until it can be asked about; what was understood of it."""
    response = send(url, name, content, **fields)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    assert built(url, body["job"])["state"] == "done"
    return body


def library(url: str) -> dict[str, Any]:
    """What the page lists."""
    found: dict[str, Any] = httpx.get(f"{url}page/library").json()
    return found


def ask(url: str, question: str) -> dict[str, Any]:
    """The answer to a question."""
    answer: dict[str, Any] = httpx.post(f"{url}api/v1/ask", json={"question": question}, timeout=SECONDS).json()
    return answer
