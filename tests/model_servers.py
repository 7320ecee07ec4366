"""Servers that speak as an OpenAI-compatible endpoint does, or fail to, for the tests of the model option."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Writes = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class FakeModel:
    """A server with a behaviour that a test sets; keeps what it was asked."""

    url: str = ""
    writes: Writes = field(default=lambda handler: streamed(handler, ["好。"]))
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def says(self, text: str, size: int = 3) -> None:
        """Answers with a text in pieces of so many characters."""
        self.writes = lambda handler: streamed(handler, [text[i : i + size] for i in range(0, len(text), size)])


@contextmanager
def fake_model() -> Iterator[FakeModel]:
    """A fake endpoint on a free port of this machine."""
    model = FakeModel()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            model.requests.append({"path": self.path, **json.loads(self.rfile.read(length))})
            model.headers.append(dict(self.headers))
            with suppress(BrokenPipeError, ConnectionResetError):
                model.writes(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    model.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()


def begun(handler: BaseHTTPRequestHandler, kind: str = "text/event-stream", status: int = 200) -> None:
    """Sends the head of an answer."""
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.end_headers()


def event(handler: BaseHTTPRequestHandler, text: str, reason: str | None = None) -> None:
    """Sends one piece of a text as an event."""
    value = {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": reason}]}
    handler.wfile.write(f"data: {json.dumps(value)}\n\n".encode())
    handler.wfile.flush()


def streamed(handler: BaseHTTPRequestHandler, pieces: list[str], *, pause: float = 0.0, end: bool = True) -> None:
    """Sends a text in pieces; without `end` it breaks off."""
    begun(handler)
    for piece in pieces:
        event(handler, piece)
        time.sleep(pause)
    if end:
        event(handler, "", "stop")
        handler.wfile.write(b"data: [DONE]\n\n")
