"""The encoder run by OpenVINO: imports openvino, tokenizers and numpy, never torch.

OpenVINO sends usage statistics when it is imported and when it converts; its reporting package is kept out here, so
that nothing leaves the machine.
"""

import math
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from tokenizers import Tokenizer

from index.cache_folder import read_json, replace_json
from index.settings import settings
from index.token_encoder import Floats, Limits, Prompts, TokenEncoder
from index.windows import Integers

if TYPE_CHECKING:
    import openvino

MODEL_FILE = "model.xml"
_PRECISIONS_FILE = "precisions.json"
_TRIAL_PASSAGES = 32
_TRIAL_TOKENS = 64
_TRIAL_ROWS = 4
_FAITHFUL = 0.999


def import_openvino() -> Any:
    """The openvino module, without its statistics.

    Raises:
        ImportError: it is not installed, or its library does not load here.
    """
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    return openvino


class OpenVINOStates:
    """Token states from a compiled network; calls from several threads take turns.

    Attributes:
        width: of a token's state.
    """

    def __init__(self, compiled: "openvino.CompiledModel") -> None:
        self.width: int = compiled.output(0).get_partial_shape()[2].get_length()
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
    """An Encoder over an IR and a tokenizer file; precision as for `OpenVINOStates.open`.

    Raises:
        ImportError: OpenVINO does not load here.
        RuntimeError: the model cannot be read or compiled.
    """
    # Reading the tokenizer and compiling the network take half a second each: side by side.
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(load_tokenizer, tokenizer)
        states = OpenVINOStates.open(model, precision)
        return TokenEncoder(
            fingerprint=fingerprint,
            dimension=states.width,
            tokenizer=reading.result(),
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
    # Pinned threads wait for a core that another process keeps busy, though others are free.
    hints = {"INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "LATENCY", "ENABLE_CPU_PINNING": False}
    return core.compile_model(network, "CPU", hints)


def _choose_precision(core: "openvino.Core", network: "openvino.Model", folder: Path) -> str:
    """The faster of f32 and bf16, tried once for each processor, runtime and cap, and kept beside the model."""
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
    full, expected = _try(core, network, "f32", limit=math.inf)
    half, found = _try(core, network, "bf16", limit=full)
    faithful = found is not None and expected is not None and _cosine(found, expected) > _FAITHFUL
    precision = "bf16" if half < full and faithful else "f32"
    # A trial cut short has no time: where bf16 is emulated, the whole of it would take a minute.
    seconds = {"f32": round(full, 3), "bf16": round(half, 3) if half < math.inf else None}
    try:
        replace_json(path, {**known, key: {"precision": precision, "seconds": seconds, "passages": _TRIAL_PASSAGES}})
    except OSError:
        return precision  # A read-only cache: timed again next time.
    return precision


def _try(core: "openvino.Core", network: "openvino.Model", precision: str, limit: float) -> tuple[float, Floats | None]:
    """Seconds for the trial passages and the last states; infinity and None where it fails or takes over `limit`."""
    try:
        states = OpenVINOStates(_compile(core, network, precision))
    except RuntimeError:
        if precision == "f32":
            raise
        return math.inf, None  # Under ONEDNN_MAX_CPU_ISA=AVX2 bf16 is announced, and then fails to compile.
    ids: Integers = np.random.default_rng(0).integers(5, 50_000, (_TRIAL_PASSAGES, _TRIAL_TOKENS))
    mask = np.ones((_TRIAL_ROWS, _TRIAL_TOKENS), dtype=np.int64)
    began = time.perf_counter()
    found = states(ids[:1], mask[:1])
    if time.perf_counter() - began > limit:
        return math.inf, None
    states(ids[:_TRIAL_ROWS], mask)
    began = time.perf_counter()
    for row in range(0, _TRIAL_PASSAGES, _TRIAL_ROWS):
        found = states(ids[row : row + _TRIAL_ROWS], mask)
        if time.perf_counter() - began > limit:
            return math.inf, None
    return time.perf_counter() - began, found


def _cosine(one: Floats, other: Floats) -> float:
    return float((one * other).sum() / (np.linalg.norm(one) * np.linalg.norm(other)))
