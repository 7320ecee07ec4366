"""Turns a checkpoint's transformer into an OpenVINO IR: ids and mask in, token states out, any batch and length."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.openvino_encoder import MODEL_FILE, import_openvino


def convert(checkpoint: Path, folder: Path) -> Path:
    """Writes the IR of the transformer in `checkpoint` into `folder`, in fp32, and returns its path.

    Raises:
        ImportError: OpenVINO does not load here.
        RuntimeError: the network holds an operation that OpenVINO cannot express.
    """
    runtime = import_openvino()
    import torch
    from transformers import AutoModel

    class _TokenStates(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.network = AutoModel.from_pretrained(checkpoint, dtype=torch.float32, local_files_only=True).eval()

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            return self.network(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state

    # Two rows of unequal length: traced with a mask full of ones, the mask would be dropped from the graph.
    mask = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]])
    ids = torch.tensor([[0, 5, 6, 7, 2], [0, 8, 2, 1, 1]])
    with _quiet(), torch.no_grad():
        model = runtime.convert_model(
            _TokenStates(),
            example_input={"input_ids": ids, "attention_mask": mask},
            input=[("input_ids", [-1, -1], runtime.Type.i64), ("attention_mask", [-1, -1], runtime.Type.i64)],
        )
    path = folder / MODEL_FILE
    runtime.save_model(model, path, compress_to_fp16=False)
    return path


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the libraries' own bars, remarks and warnings: tracing sets off a dozen that mean nothing here."""
    from transformers.utils import logging

    level = logging.get_verbosity()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.enable_progress_bar()
        logging.set_verbosity(level)
