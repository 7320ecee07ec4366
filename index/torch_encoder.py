"""Any sentence-transformers model, by name or path, run by torch; with its own prompts.

Where the model pools by the mean of token states and its tokenizer tells positions, a span's vector is the mean over
its tokens, put through what follows the pooling. Any other model (first or last token pooled, static vectors) encodes
the spans apart, as texts of their own.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from tokenizers import Tokenizer

from index.model import Span
from index.token_encoder import Floats, Limits, Prompts, TokenEncoder, unit
from index.torch_loading import fingerprint_of, load_model, own_prompts, plain_tokenizer
from index.windows import Integers

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_LONGEST = 8192
_APART_TEXTS = 256


def open_torch_encoder(
    name: str, *, fingerprint: str | None = None, prompts: Prompts | None = None
) -> "TokenEncoder | ApartEncoder":
    """Opens a sentence-transformers model.

    Args:
        name: a folder, or a name on the Hugging Face hub; fetched only where HF_HUB_OFFLINE=0.
        fingerprint: in place of the one made from the model's weights and settings.
        prompts: in place of the model's own.

    Raises:
        EncoderError: no such model here, or one that does not load.
    """
    model = load_model(name)
    prompts = prompts or own_prompts(model, name)
    fingerprint = fingerprint or fingerprint_of(model, prompts)
    pooled = _as_token_states(model, prompts)
    if pooled is None:
        return ApartEncoder(model, prompts, fingerprint)
    tokenizer, limits = pooled
    return TokenEncoder(
        fingerprint=fingerprint,
        dimension=model.get_embedding_dimension(),
        tokenizer=tokenizer,
        states=TorchStates(model[0]),
        prompts=prompts,
        limits=limits,
        finish=_finish(model),
    )


class TorchStates:
    """Token states from a sentence-transformers Transformer module."""

    def __init__(self, transformer: Any) -> None:
        self._transformer = transformer.eval()

    def __call__(self, ids: Integers, mask: Integers) -> Floats:
        """Runs the network on int64 ids and mask (texts, tokens)."""
        import torch

        device = next(self._transformer.parameters()).device
        with torch.inference_mode():
            features = {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)}
            found = self._transformer({key: value.to(device) for key, value in features.items()})
            states: Floats = found["token_embeddings"].float().cpu().numpy()
            return states


class ApartEncoder:
    """An Encoder over a model that only gives vectors of whole texts: every span is encoded as a text of its own.

    A text longer than the model takes is cut by the model itself; the spans beyond are still encoded.
    """

    def __init__(self, model: "SentenceTransformer", prompts: Prompts, fingerprint: str) -> None:
        self.fingerprint = fingerprint
        self.dimension: int = model.get_embedding_dimension()
        self._model = model
        self._prompts = prompts

    def queries(self, texts: Sequence[str]) -> Floats:
        """Vectors of questions, float32 (texts, dimension), unit length."""
        return self._encode(texts, self._prompts.query, "query")

    def passages(
        self,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        progress: Callable[[int], None] | None = None,
    ) -> tuple[Floats, list[Floats]]:
        """Vectors of passages and of the spans in each, float32, unit length; see `Encoder.passages`."""
        if len(texts) != len(spans):
            raise ValueError(f"{len(texts)} texts, but spans for {len(spans)}")
        wholes = [np.empty((0, self.dimension), dtype=np.float32)]
        parts: list[Floats] = []
        for first in range(0, len(texts), _APART_TEXTS):
            chunk = range(first, min(first + _APART_TEXTS, len(texts)))
            pieces = [texts[i][s.start : s.end].strip() or texts[i] for i in chunk for s in spans[i]]
            rows = self._encode([*(texts[i] for i in chunk), *pieces], self._prompts.passage, "document")
            wholes.append(rows[: len(chunk)])
            at = len(chunk)
            for i in chunk:
                parts.append(rows[at : at + len(spans[i])])
                at += len(spans[i])
            if progress is not None:
                progress(len(chunk))
        return np.concatenate(wholes), parts

    def _encode(self, texts: Sequence[str], prompt: str, task: str) -> Floats:
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        # An empty prompt given in words keeps the model from falling back to its default one.
        rows = self._model.encode(clean, prompt=prompt, task=task, show_progress_bar=False, convert_to_numpy=True)
        return unit(np.asarray(rows, dtype=np.float32))


def _as_token_states(model: "SentenceTransformer", prompts: Prompts) -> tuple[Tokenizer, Limits] | None:
    """The tokenizer and limits of a model that pools by the mean, else None."""
    from sentence_transformers.base.modules import Dense, Normalize, Transformer
    from sentence_transformers.sentence_transformer.modules import LayerNorm, Pooling

    if len(model) < 2 or not isinstance(model[0], Transformer) or not isinstance(model[1], Pooling):
        return None
    after = list(model)[2:]
    if model[1].pooling_mode != "mean" or not all(
        isinstance(module, Dense | Normalize | LayerNorm) for module in after
    ):
        return None
    tokenizer = plain_tokenizer(model)
    if tokenizer is None or getattr(model[0], "do_lower_case", False):
        return None
    longest = min(model.max_seq_length or _LONGEST, _LONGEST)
    if len(tokenizer.encode(max(prompts.query, prompts.passage, key=len)).ids) > longest // 2:
        return None
    pad = model[0].tokenizer.pad_token_id
    return tokenizer, Limits(longest, 0 if pad is None else pad, bool(model[1].include_prompt))


def _finish(model: "SentenceTransformer") -> Callable[[Floats], Floats] | None:
    import torch

    after = list(model)[2:]
    if not after:
        return None

    def run(rows: Floats) -> Floats:
        with torch.inference_mode():
            features = {"sentence_embedding": torch.from_numpy(rows).to(model.device)}
            for module in after:
                features = module(features)
            found: Floats = features["sentence_embedding"].float().cpu().numpy()
            return found

    return run
