"""Opens encoders: the bundled one, or any sentence-transformers model by name or path."""

from functools import lru_cache

from index.console import say
from index.encoder import Encoder
from index.errors import EncoderError
from index.settings import Settings, settings
from index.vector_cache import CachedEncoder

__all__ = ["CachedEncoder", "Encoder", "open_encoder", "shared_encoder"]

_HUB_NAME = "intfloat/multilingual-e5-small"


def open_encoder(name: str | None = None) -> Encoder:
    """Opens an encoder; the first time, the bundled one is converted into the cache (about 20 seconds).

    The bundled encoder is run by OpenVINO, or by torch where OpenVINO does not load. Where its weights cannot be had,
    the same model is fetched from the Hugging Face hub if HF_HUB_OFFLINE=0; it has another fingerprint.

    Args:
        name: None or `multilingual-e5-small-q4` for the bundled one; else the folder of a sentence-transformers model
            or its name on the hub.

    Raises:
        EncoderError: it cannot be found, loaded or written to the cache.
    """
    from index.bundled import is_bundled

    if name is None or is_bundled(name):
        return _open_default(settings())
    if not name.strip():
        raise EncoderError("the encoder's name is empty", zh="向量模型的名称为空")
    from index.torch_encoder import open_torch_encoder

    return open_torch_encoder(name)


def shared_encoder(name: str | None = None) -> Encoder:
    """What `open_encoder` gives, opened once for all in this process who ask for it by the same name.

    Raises:
        EncoderError: as for `open_encoder`.
    """
    return _kept(name, settings())


@lru_cache(maxsize=1)
def _kept(name: str | None, _environment: Settings) -> Encoder:
    """One encoder, kept: it takes most of a gigabyte, and each new generation of an index asks for it."""
    return open_encoder(name)


def _open_default(environment: Settings) -> Encoder:
    from index.bundled import open_bundled, open_bundled_with_torch

    try:
        try:
            return open_bundled(environment.cache)
        except (ImportError, OSError, RuntimeError) as error:
            reason = str(error).strip().partition("\n")[0]
            say(
                f"OpenVINO does not run here ({reason}); torch is used, ten times slower",
                f"OpenVINO 在本机无法运行（{reason}），改用 torch，速度约为十分之一",
            )
            return open_bundled_with_torch(environment.cache)
    except EncoderError as error:
        if not environment.hub_allowed:
            raise
        say(f"{error}; {_HUB_NAME} is tried instead", f"{error.zh}；改用 {_HUB_NAME}")
        return _open_from_hub(error)


def _open_from_hub(reason: EncoderError) -> Encoder:
    from index.torch_encoder import open_torch_encoder

    try:
        return open_torch_encoder(_HUB_NAME)
    except EncoderError as error:
        raise reason from error
