"""Writes dequantised weights as a sentence-transformers checkpoint: Transformer, mean Pooling, Normalize, two prompts.

Only numpy, safetensors and tokenizers are needed. The folder loads with `SentenceTransformer(folder)` as it is.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import save_file
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from index.wheel_weights import Pieces, Shape, Weights

QUERY_PROMPT = "query: "
PASSAGE_PROMPT = "passage: "

# NFKC turns the full-width tilde into `~` and the model's own map leaves it: it is parked on a private code point.
_TILDE, _PARKED = "\uff5e", "\uf8fe"
# The special pieces have a log probability of 0, so that `<s>` or `<mask>` written in a document would become the
# special token itself; -100 is below any way of spelling them out.
_NEVER = -100.0

_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


def write_checkpoint(weights: Weights, folder: Path) -> None:
    """Writes every file of the checkpoint into `folder`, which exists; about 490 MB.

    Raises:
        OSError: a file cannot be written.
    """
    try:
        save_file(_tensors(weights), folder / "model.safetensors", metadata={"format": "pt"})
    except SafetensorError as error:
        raise OSError(str(error)) from error
    build_tokenizer(weights.tokenizer).save(str(folder / "tokenizer.json"))
    for name, content in _configurations(weights.shape, weights.tokenizer).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def build_tokenizer(source: Pieces) -> Tokenizer:
    """The unigram tokenizer with metaspace and the model's NFKC, `<s>` and `</s>` around; offsets are code points."""
    specials = (source.bos, source.pad, source.eos, source.unknown, len(source.pieces) - 1)
    pieces = [(piece, _NEVER if i in specials else score) for i, (piece, score) in enumerate(source.pieces)]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=source.unknown, byte_fallback=False))
    tokenizer.normalizer = _normalizer(source.characters)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always")
    bos, eos = source.pieces[source.bos][0], source.pieces[source.eos][0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, source.bos), (eos, source.eos)],
    )
    tokenizer.add_special_tokens([AddedToken(source.pieces[i][0], normalized=False) for i in sorted(specials)])
    return tokenizer


def _normalizer(characters: Mapping[int, str]) -> normalizers.Normalizer:
    """NFKC, after the characters that the map turns into a space or leaves out and NFKC does not."""
    blank = [point for point, text in characters.items() if text == " "]
    dropped = [point for point, text in characters.items() if not text]
    return normalizers.Sequence(
        [
            normalizers.Replace(Regex(_character_class(dropped)), ""),
            normalizers.Replace(Regex(_character_class(blank)), " "),
            normalizers.Replace(_TILDE, _PARKED),
            normalizers.NFKC(),
            normalizers.Replace(_PARKED, _TILDE),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )


def _character_class(points: list[int]) -> str:
    return "[" + "".join(re.escape(chr(point)) for point in sorted(points)) + "]"


def _tensors(weights: Weights) -> dict[str, NDArray[np.float32]]:
    shape = weights.shape
    found: dict[str, NDArray[np.float32]] = {}
    for name, tensor in weights.tensors.items():
        target = _EMBEDDINGS.get(name) or _layer_name(name)
        found[target] = tensor.reshape(_dimensions(target, len(tensor), shape))
    # The file has no pooler; zeros spare users a warning and weights made up at random.
    found["pooler.dense.weight"] = np.zeros((shape.hidden, shape.hidden), dtype=np.float32)
    found["pooler.dense.bias"] = np.zeros(shape.hidden, dtype=np.float32)
    return found


def _layer_name(name: str) -> str:
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER[part]}.{'weight' if kind == 'w' else 'bias'}"


def _dimensions(target: str, count: int, shape: Shape) -> tuple[int, ...]:
    if target.endswith(".bias") or "LayerNorm" in target:
        return (count,)
    inner = shape.intermediate if re.search(r"\d\.output\.dense", target) else shape.hidden
    return (count // inner, inner)


def _configurations(shape: Shape, source: Pieces) -> dict[str, Any]:
    token = {name: source.pieces[i][0] for name, i in (("bos", source.bos), ("eos", source.eos), ("pad", source.pad))}
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.intermediate,
            "vocab_size": shape.vocabulary,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.token_types,
            "layer_norm_eps": round(shape.epsilon, 15),
            "hidden_act": "gelu",
            "pad_token_id": source.pad,
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "bos_token": token["bos"],
            "cls_token": token["bos"],
            "eos_token": token["eos"],
            "sep_token": token["eos"],
            "pad_token": token["pad"],
            "unk_token": source.pieces[source.unknown][0],
            "mask_token": source.pieces[-1][0],
            "model_input_names": ["input_ids", "attention_mask"],
        },
        "modules.json": [
            _module(0, "", "sentence_transformers.base.modules.transformer.Transformer"),
            _module(1, "1_Pooling", "sentence_transformers.sentence_transformer.modules.pooling.Pooling"),
            _module(2, "2_Normalize", "sentence_transformers.base.modules.normalize.Normalize"),
        ],
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "1_Pooling/config.json": {
            "embedding_dimension": shape.hidden,
            "pooling_mode": "mean",
            "include_prompt": True,
        },
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer",
            "prompts": {"query": QUERY_PROMPT, "document": PASSAGE_PROMPT},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def _module(place: int, path: str, kind: str) -> dict[str, Any]:
    return {"idx": place, "name": str(place), "path": path, "type": kind}
