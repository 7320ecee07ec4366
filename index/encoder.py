"""What an encoder is: questions, passages and spans of passages to vectors of one space."""

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from index.model import Span

Floats = NDArray[np.float32]
Progress = Callable[[int], None]


@runtime_checkable
class Encoder(Protocol):
    """Turns questions and passages into vectors; a higher cosine is closer.

    Attributes:
        fingerprint: SHA-256 over weights, tokenizer, pooling, prompts and length, hexadecimal. Equal fingerprints mean
            equal vectors (cosine above .9999), whatever the runtime, precision or processor.
        dimension: of every vector.
    """

    fingerprint: str
    dimension: int

    def queries(self, texts: Sequence[str]) -> Floats:
        """Vectors of questions: float32 (texts, dimension), unit length."""
        ...

    def passages(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress | None = None
    ) -> tuple[Floats, list[Floats]]:
        """Vectors of passages and of the spans in each, float32, unit length.

        Args:
            texts: what is embedded.
            spans: for each text, over its characters; an empty span gets its text's vector.
            progress: called with the number of texts done since the last call.

        Returns:
            (texts, dimension), and for each text (its spans, dimension).

        Raises:
            ValueError: not as many lists of spans as texts.
        """
        ...
