"""Loads a sentence-transformers model by name or path, and says what it is: its prompts and its fingerprint."""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safetensors import SafetensorError
from tokenizers import Tokenizer

from index.errors import EncoderError
from index.settings import settings
from index.token_encoder import Prompts

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_PASSAGE_NAMES = ("document", "passage", "corpus")
# The e5 models need their prefixes and do not name them in their configuration (model cards of intfloat/*e5-*).
_E5 = re.compile(r"(?:^|[/_-])e5-(?:small|base|large)(?!.*instruct)")
E5_PROMPTS = Prompts(query="query: ", passage="passage: ")


def load_model(name: str) -> "SentenceTransformer":
    """A sentence-transformers model from a folder, or by its name on the Hugging Face hub.

    The hub is asked only where HF_HUB_OFFLINE=0; code that comes with a model is never run.

    Raises:
        EncoderError: no such model here, or one that does not load.
    """
    folder = Path(name).expanduser()
    local = folder.is_dir()
    try:
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(
            str(folder) if local else name,
            local_files_only=not settings().hub_allowed,
            trust_remote_code=False,
        )
    except (OSError, ValueError, KeyError, ImportError, RuntimeError, SafetensorError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise (_broken if local else _missing)(name, reason) from error
    return model.eval()


def own_prompts(model: "SentenceTransformer", name: str) -> Prompts:
    """The model's prompts, by the names under which encode_query and encode_document look for them."""
    named: Mapping[str, str] = model.prompts or {}
    if not any(named.values()) and _E5.search(name.lower()):
        return E5_PROMPTS
    default = named.get(model.default_prompt_name or "", "")
    passages = [named[key] for key in _PASSAGE_NAMES if key in named]
    return Prompts(
        query=named.get("query", default),
        passage=next(filter(None, passages), "") if passages else default,
    )


def fingerprint_of(model: "SentenceTransformer", prompts: Prompts) -> str:
    """SHA-256 over weights as float32 by name, the tokenizer, the modules' settings, prompts and length."""
    import torch

    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        values = tensor.detach().cpu()
        values = values.to(torch.float32) if values.is_floating_point() else values
        digest.update(f"{name} {tuple(values.shape)}\n".encode())
        digest.update(memoryview(values.contiguous().numpy()).cast("B"))
    digest.update(_tokenizer_text(model).encode())
    parts = {
        "modules": [[type(module).__name__, _settings(module)] for module in model],
        "prompts": [prompts.query, prompts.passage],
        "max_tokens": model.max_seq_length,
    }
    digest.update(json.dumps(parts, sort_keys=True, default=str).encode())
    return digest.hexdigest()


def plain_tokenizer(model: "SentenceTransformer") -> Tokenizer | None:
    """A copy of the model's tokenizer that neither cuts nor fills; None where it has none that tells positions."""
    own = getattr(model[0], "tokenizer", None)
    own = getattr(own, "backend_tokenizer", own)
    if not isinstance(own, Tokenizer):
        return None
    tokenizer = Tokenizer.from_str(own.to_str())
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = True
    return tokenizer


def _tokenizer_text(model: "SentenceTransformer") -> str:
    tokenizer = plain_tokenizer(model)
    if tokenizer is not None:
        return json.dumps(json.loads(tokenizer.to_str()), sort_keys=True)
    own: Any = getattr(model[0], "tokenizer", None)
    return json.dumps(own.get_vocab(), sort_keys=True) if hasattr(own, "get_vocab") else type(own).__name__


def _settings(module: Any) -> dict[str, Any]:
    """Only what shapes vectors: paths and backends of the Transformer module differ from machine to machine."""
    if type(module).__name__ == "Transformer":
        return {"do_lower_case": bool(getattr(module, "do_lower_case", False))}
    return dict(module.get_config_dict()) if hasattr(module, "get_config_dict") else {}


def _missing(name: str, reason: str) -> EncoderError:
    return EncoderError(
        f"the encoder {name!r} is not on this machine ({reason}); name a folder with a sentence-transformers model, "
        "or set HF_HUB_OFFLINE=0 to have it fetched from the Hugging Face hub",
        zh=f"本机没有向量模型 {name!r}（{reason}）；请给出 sentence-transformers 模型所在文件夹，"
        "或设置 HF_HUB_OFFLINE=0 允许从 Hugging Face 下载",
    )


def _broken(name: str, reason: str) -> EncoderError:
    return EncoderError(
        f"the encoder in {name!r} does not load ({reason}); it must be a folder saved by sentence-transformers",
        zh=f"{name!r} 中的向量模型无法加载（{reason}）；该文件夹应由 sentence-transformers 保存",
    )
