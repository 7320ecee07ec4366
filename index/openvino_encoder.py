"""The encoder run by OpenVINO: imports openvino, tokenizers and numpy, never torch.

OpenVINO sends usage statistics when it is imported and when it converts; here its reporting package is kept out, so that
nothing leaves the machine.
"""

import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.cache_folder import read_json, replace_json
from index.settings import settings
from index.token_encoder import Floats, Integers, Limits, Prompts, TokenEncoder

if TYPE_CHECKING:
    import openvino

MODEL_FILE = "model.xml"
_PRECISIONS_FILE = "precisions.json"
_TRIAL_PASSAGES = 32
_TRIAL_TOKENS = 64
_TRIAL_ROWS = 4


def import_openvino() -> Any:
    """The openvino module, without its statistics.

    Raises:
        ImportError: it is not installed, or its library does not load here.
    """
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    return openvino


class OpenVINOStates:
    """Token states from a compiled network; calls from several threads take turns."""

    def __init__(self, compiled: "openvino.CompiledModel") -> None:
        self._request = compiled.create_infer_request()
        self._turn = threading.Lock()

    @classmethod
    def open(cls, model: Path, precision: str | None = None) -> "OpenVINOStates":
        """Loads the IR at `model`; precision `f32` or `bf16`, None for the faster one on this processor.

        Raises:
            ImportError: OpenVINO does not load here.
            RuntimeError: the model cannot be read or compiled.
        """
        runtime = import_openvino()
        core = runtime.Core()
        network = core.read_model(model)
        return cls(_compile(core, network, precision or _choose_precision(core, network, model.parent)))

    def __call__(self, ids: Integers, mask: Integers) -> Floats:
        """Runs the network on int64 ids and mask (texts, tokens)."""
        with self._turn:
            found = self._request.infer([ids, mask], share_inputs=True)
            return np.array(found[0], dtype=np.float32)


def open_openvino_encoder(
    tokenizer: Path, model: Path, *, fingerprint: str, prompts: Prompts, limits: Limits, precision: str | None = None
) -> TokenEncoder:
    """An Encoder over an IR and a tokenizer file.

    Raises:
        ImportError: OpenVINO does not load here.
        RuntimeError: the model cannot be read or compiled.
    """
    states = OpenVINOStates.open(model, precision)
    dimension = states(np.full((1, 1), limits.pad, dtype=np.int64), np.ones((1, 1), dtype=np.int64)).shape[2]
    return TokenEncoder(
        fingerprint=fingerprint,
        dimension=dimension,
        tokenizer=load_tokenizer(tokenizer),
        states=states,
        prompts=prompts,
        limits=limits,
    )


def load_tokenizer(path: Path) -> Tokenizer:
    """A tokenizer that neither cuts nor fills, and takes `<s>` in a text for three characters."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = True
    return tokenizer


def _compile(core: "openvino.Core", network: "openvino.Model", precision: str) -> "openvino.CompiledModel":
    hints = {"INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "LATENCY"}
    return core.compile_model(network, "CPU", hints)


def _choose_precision(core: "openvino.Core", network: "openvino.Model", folder: Path) -> str:
    """The faster of f32 and bf16, timed once for each processor, runtime and cap and kept beside the model."""
    key = " | ".join(
        (
            str(core.get_property("CPU", "FULL_DEVICE_NAME")),
            " ".join(sorted(core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"))),
            import_openvino().get_version(),
            f"{settings().cores} cores",
            settings().instruction_cap or "no cap",
        )
    )
    path = folder / _PRECISIONS_FILE
    known = read_json(path)
    entry = known.get(key)
    if isinstance(entry, dict) and entry.get("precision") in ("f32", "bf16"):
        return str(entry["precision"])
    full = _time(core, network, "f32", limit=float("inf"))
    half = _time(core, network, "bf16", limit=full)
    precision = "bf16" if half < full else "f32"
    # A trial cut short has no time: where bf16 is emulated, the whole of it would take a minute.
    seconds = {"f32": round(full, 3), "bf16": round(half, 3) if half < float("inf") else None}
    try:
        replace_json(path, {**known, key: {"precision": precision, "seconds": seconds, "passages": _TRIAL_PASSAGES}})
    except OSError:
        return precision  # A read-only cache: timed again next time.
    return precision


def _time(core: "openvino.Core", network: "openvino.Model", precision: str, limit: float) -> float:
    """Seconds that the trial passages take, after one for warming up; infinity once over `limit`."""
    request = _compile(core, network, precision).create_infer_request()
    ids: NDArray[np.int64] = np.random.default_rng(0).integers(5, 50_000, (_TRIAL_PASSAGES, _TRIAL_TOKENS))
    mask = np.ones((_TRIAL_ROWS, _TRIAL_TOKENS), dtype=np.int64)
    began = time.perf_counter()
    request.infer([ids[:1], mask[:1]])
    if time.perf_counter() - began > limit:
        return float("inf")
    request.infer([ids[:_TRIAL_ROWS], mask])
    began = time.perf_counter()
    for row in range(0, _TRIAL_PASSAGES, _TRIAL_ROWS):
        request.infer([ids[row : row + _TRIAL_ROWS], mask])
        if time.perf_counter() - began > limit:
            return float("inf")
    return time.perf_counter() - began
