"""The OpenVINO network as a sentence-transformers module, for those who work with `SentenceTransformer` itself.

    model = open_sentence_transformer()
    model.encode_query("...") @ model.encode_document(["..."]).T

Evaluators, mining and the rest of the library then run as fast as the index does. The product's own way is
`index.encoders.open_encoder`, which needs neither torch nor sentence-transformers.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule, Normalize
from sentence_transformers.sentence_transformer.modules import Pooling

from index.bundled import MAX_TOKENS, ensure_openvino
from index.checkpoint import PASSAGE_PROMPT, QUERY_PROMPT
from index.openvino_encoder import MODEL_FILE, OpenVINOStates, load_tokenizer
from index.settings import settings

_TOKENIZER_FILE = "tokenizer.json"
_FILES = (MODEL_FILE, "model.bin", _TOKENIZER_FILE)


class OpenVINOTransformer(InputModule):  # type: ignore[misc]
    """Token embeddings from an OpenVINO IR; texts past the longest run are cut, as sentence-transformers does.

    Args:
        folder: with `model.xml`, `model.bin` and `tokenizer.json`.
        max_seq_length: tokens, special ones included.
        pad_token_id: the token that fills short rows.
    """

    config_keys: list[str] = ["max_seq_length", "pad_token_id"]  # noqa: RUF012 - the library's own attribute
    config_file_name = "openvino_transformer_config.json"
    save_in_root = True

    def __init__(self, folder: str, max_seq_length: int = MAX_TOKENS, pad_token_id: int = 1) -> None:
        super().__init__()
        self.folder = folder
        self.max_seq_length = max_seq_length
        self.pad_token_id = pad_token_id
        self.tokenizer = load_tokenizer(Path(folder) / _TOKENIZER_FILE)
        self.tokenizer.enable_truncation(max_seq_length)
        self.tokenizer.enable_padding(pad_id=pad_token_id, pad_token=self.tokenizer.id_to_token(pad_token_id))
        self._states = OpenVINOStates.open(Path(folder) / MODEL_FILE)
        # The library asks a module's parameters and buffers where it runs.
        self.register_buffer("_place", torch.zeros(1), persistent=False)

    def get_embedding_dimension(self) -> int:
        """Width of a token's embedding."""
        return self._states.width

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_: Any) -> dict[str, torch.Tensor]:
        """Texts to `input_ids` and `attention_mask`, both int64 (texts, tokens)."""
        encodings = self.tokenizer.encode_batch([(prompt or "") + text for text in inputs])
        return {
            "input_ids": torch.tensor([encoding.ids for encoding in encodings]),
            "attention_mask": torch.tensor([encoding.attention_mask for encoding in encodings]),
        }

    def forward(self, features: dict[str, torch.Tensor], **_: Any) -> dict[str, torch.Tensor]:
        """Adds `token_embeddings`, float32 (texts, tokens, width)."""
        ids, mask = (features[name].cpu().numpy().astype(np.int64) for name in ("input_ids", "attention_mask"))
        features["token_embeddings"] = torch.from_numpy(self._states(ids, mask))
        return features

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Writes the configuration, the IR and the tokenizer."""
        self.save_config(output_path)
        for name in _FILES:
            shutil.copyfile(Path(self.folder) / name, Path(output_path) / name)

    @classmethod
    def load(cls, model_name_or_path: str, **keywords: Any) -> "OpenVINOTransformer":
        """Opens what `save` wrote; only folders, nothing is fetched."""
        keywords = {key: value for key, value in keywords.items() if key in ("subfolder",)}
        config = cls.load_config(model_name_or_path, **keywords)
        return cls(str(Path(model_name_or_path) / keywords.get("subfolder", "")), **config)


def open_sentence_transformer() -> SentenceTransformer:
    """The bundled encoder as a SentenceTransformer run by OpenVINO, converted into the cache first if need be.

    Raises:
        ImportError, RuntimeError, EncoderError: as for `index.bundled.ensure_openvino`.
    """
    transformer = OpenVINOTransformer(str(ensure_openvino(settings().cache)))
    return SentenceTransformer(
        modules=[transformer, Pooling(transformer.get_embedding_dimension(), "mean"), Normalize()],
        prompts={"query": QUERY_PROMPT, "document": PASSAGE_PROMPT},
        similarity_fn_name="cosine",
        device="cpu",
    )
