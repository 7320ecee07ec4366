"""The encoder that an index was built with, opened again for the next build, or another that is asked for."""

from pathlib import Path

from index.encoder import Encoder
from index.errors import IndexFormatError, IndexMissingError
from index.generations import current_manifest
from index.settings import settings


def encoder_for(root: Path, name: str | None = None, rebuild: bool = False) -> tuple[str | None, Encoder]:
    """Name and encoder for a build of the index at `root`.

    Args:
        root: the index folder; there need not be an index yet.
        name: what is asked for; None for the encoder that the index was built with, else the bundled one.
        rebuild: takes the bundled one where no name is given, whatever the index was built with.

    Raises:
        EncoderError: it cannot be found or loaded.
    """
    from index.bundled import fingerprint
    from index.deferred import DeferredEncoder
    from index.encoders import CachedEncoder, shared_encoder

    def opened() -> Encoder:
        return CachedEncoder(shared_encoder(name), settings().cache / "vectors")

    if name is not None and Path(name).is_dir():
        # Kept in the index, and opened from whatever directory a question is asked in.
        name = str(Path(name).absolute())
    if name is not None or rebuild:
        return name, opened()
    try:
        before = current_manifest(root)[1].encoder
    except (IndexMissingError, IndexFormatError):
        return name, opened()
    name = before.name
    if before.fingerprint == fingerprint():
        return name, DeferredEncoder(before.fingerprint, before.dimension, opened)
    return name, opened()
