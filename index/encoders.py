"""Texts to vectors: the Encoder protocol and the one way to open an encoder."""

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from index.model import Span
from index.settings import settings

Floats = NDArray[np.float32]


@runtime_checkable
class Encoder(Protocol):
    """Turns questions and passages into vectors of one space; higher cosine is closer.

    Attributes:
        fingerprint: SHA-256 over weights, tokenizer, pooling, prompts and length; equal fingerprints, equal vectors,
            whatever the runtime, precision or processor (cosine above .9999).
        dimension: of every vector.
    """

    @property
    def fingerprint(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def queries(self, texts: Sequence[str]) -> Floats:
        """Vectors of questions: float32 (texts, dimension), unit length."""
        ...

    def passages(
        self,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        progress: Callable[[int], None] | None = None,
    ) -> tuple[Floats, list[Floats]]:
        """Vectors of passages, float32 (texts, dimension), and of the spans in each, (spans, dimension); unit length.

        Spans count the characters of their text. `progress` is called with the number of texts done since the last call.
        """
        ...


def open_encoder(name: str | None = None) -> Encoder:
    """The bundled encoder, converted first if this machine has not done so.

    Raises:
        EncoderError: it cannot be found, loaded or written to the cache.
    """
    from index.bundled import open_bundled

    return open_bundled(settings().cache)
