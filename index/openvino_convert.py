"""Turns a checkpoint's transformer into an OpenVINO IR: ids and mask in, token states out, any batch and length."""

import warnings
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

    network = AutoModel.from_pretrained(checkpoint, dtype=torch.float32, local_files_only=True).eval()

    class _TokenStates(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            return self.network(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state

    # Two rows of unequal length: traced with a mask full of ones, the mask would be dropped from the graph.
    mask = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]])
    ids = torch.tensor([[0, 5, 6, 7, 2], [0, 8, 2, 1, 1]])
    with torch.no_grad(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=torch.jit.TracerWarning)
        warnings.filterwarnings("ignore", category=FutureWarning)
        model = runtime.convert_model(
            _TokenStates(),
            example_input={"input_ids": ids, "attention_mask": mask},
            input=[("input_ids", [-1, -1], runtime.Type.i64), ("attention_mask", [-1, -1], runtime.Type.i64)],
        )
    path = folder / MODEL_FILE
    runtime.save_model(model, path, compress_to_fp16=False)
    return path
