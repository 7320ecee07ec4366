"""Serves the page: an application with a health check, a guard before it, and one process that ends cleanly."""

import errno
import socket
import sys
from collections.abc import Sequence
from threading import Thread
from typing import Any

from index.errors import PolicyQAError
from index.settings import Passwords
from qa.web.desk import Desk
from qa.web.errors import nowhere, tell_failures
from qa.web.page import build, style
from qa.web.parts import Part
from qa.web.reads import install_reads
from qa.web.service import Service
from qa.web.strings import GRADIO

HOST = "127.0.0.1"
PORT = 7860
_PORTS = 20
"""How many ports are tried from the one asked for."""
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_GRACE_SECONDS = 1
"""How long open connections may last after Ctrl-C; a browser keeps one open for as long as it shows the page."""
_WARMING_SECONDS = 20
"""How long the end waits for the example questions, which take a few seconds after the start."""
_NOT_OURS = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


def application(
    service: Service, host: str = HOST, parts: Sequence[Part] = (), passwords: Passwords | None = None
) -> Any:
    """The page with its parts as an ASGI application; on a loopback `host` it answers only to loopback names."""
    blocks = build(service, parts)
    import gradio as gr
    from fastapi import FastAPI
    from fastapi.middleware.cors import CORSMiddleware

    from qa.web.access import Access, install_access
    from qa.web.guard import Guard
    from qa.web.sessions import Keeper

    keeper = Keeper(passwords or Passwords())
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    tell_failures(app)

    @app.get("/healthz")
    def health() -> dict[str, bool]:
        return {"ok": True}

    install_access(app, keeper)
    install_reads(app, Desk(service))
    for part in parts:
        if part.install:
            part.install(app)
    # With a CORS policy of the parent, Gradio adds none of its own, which reflects any origin.
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(Access, keeper=keeper, loopback=is_loopback(host))
    app.add_middleware(Guard, hosts=_LOOPBACK if is_loopback(host) else ())
    theme = gr.themes.Base(font=["sans-serif"], font_mono=["monospace"])
    mounted = gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        i18n=gr.I18n(**GRADIO),
        theme=theme,
        css=style(parts),
        run_history=False,
        footer_links=[],
        show_error=False,
        enable_monitoring=False,
        max_file_size="1mb",
        allowed_paths=[],
        ssr_mode=False,
    )
    # Whatever address is nobody else's is Gradio's, the last one mounted.
    mounted.routes[-1].app.add_exception_handler(404, nowhere)
    return mounted


def is_loopback(host: str) -> bool:
    """Whether a server that listens on `host` can be reached from this machine only."""
    return host in _LOOPBACK


def serve(
    service: Service,
    host: str = HOST,
    port: int = PORT,
    parts: Sequence[Part] = (),
    passwords: Passwords | None = None,
) -> None:
    """Serves the page with its parts until Ctrl-C; prints its address when it can be opened.

    A port in use is passed over for the next free one, which is said.

    Raises:
        PolicyQAError: the host is not one of this machine's, or no port is free.
    """
    listener = listen(host, port)
    # The first page then has its examples, and the first question finds everything loaded.
    warming = Thread(target=_warm, args=(Desk(service),), daemon=True)
    warming.start()
    try:
        _run(application(service, host, parts, passwords), listener, host)
    except KeyboardInterrupt:
        pass
    finally:
        listener.close()
        # What still asks while the interpreter ends makes the libraries below it abort the process.
        warming.join(_WARMING_SECONDS)


def _warm(desk: Desk) -> None:
    """Finds the example questions of both languages."""
    desk.examples("zh")
    desk.examples("en")


def listen(host: str, port: int) -> socket.socket:
    """A socket on the first free port from `port` on; port 0 is any free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    last = min(port + _PORTS, 65536) if port else 1
    for candidate in range(port, last):
        listener = socket.socket(family, socket.SOCK_STREAM)
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen(128)
        except PermissionError as error:
            listener.close()
            raise PolicyQAError(
                f"port {candidate} may not be opened by this user; give another with --port, 1024 or higher",
                zh=f"当前用户无权使用端口 {candidate}，请用 --port 另选一个 1024 以上的端口",
            ) from error
        except OSError as error:
            listener.close()
            if isinstance(error, socket.gaierror) or error.errno in _NOT_OURS:
                raise PolicyQAError(
                    f"{host} is not an address of this machine; give another with --host (default {HOST})",
                    zh=f"{host} 不是本机地址，请用 --host 另给一个（默认 {HOST}）",
                ) from error
            continue
        if port and candidate != port:
            print(
                f"端口 {port} 已被占用，改用 {candidate} / port {port} is in use, taking {candidate}", file=sys.stderr
            )
        return listener
    raise PolicyQAError(
        f"ports {port} to {last - 1} are all in use; give another with --port",
        zh=f"端口 {port} 至 {last - 1} 均被占用，请用 --port 另选一个",
    )


def _run(app: Any, listener: socket.socket, host: str) -> None:
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            if self.started:
                _announce(listener, host)

    config = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=_GRACE_SECONDS, access_log=False)
    Server(config).run(sockets=[listener])


def _announce(listener: socket.socket, host: str) -> None:
    port = listener.getsockname()[1]
    shown = {"0.0.0.0": HOST, "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    print(f"http://{shown}:{port}/", flush=True)
    print("已就绪，按 Ctrl-C 结束 / ready, press Ctrl-C to end", file=sys.stderr, flush=True)
