"""How well each word of a question is met in a sentence, by the states of the encoder's tokens: late interaction."""

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from index.encoder import Encoder

Floats = npt.NDArray[np.float32]
Align = Callable[[str, Sequence[str]], Floats]
"""A question and sentences to a value for each sentence, -1 to 1."""

LONGEST = 300
"""Characters of a sentence or row that are looked at."""


@runtime_checkable
class TokenStates(Protocol):
    """An encoder that tells the vector of each token."""

    def token_vectors(self, texts: Sequence[str], *, query: bool) -> list[Floats]:
        """Each text's tokens as float32 (tokens, width), unit length; see `TokenEncoder.token_vectors`."""
        ...


def aligner(encoder: Encoder) -> Align | None:
    """What aligns a question with sentences; None with an encoder that has no token states.

    The value of a sentence is the mean, over the question's tokens, of the cosine with the nearest token of the
    sentence (ColBERT, Khattab and Zaharia 2020). A vector of the whole sentence says what it is about; this says
    whether each thing asked has something like it there, in whatever words.
    """
    if not isinstance(encoder, TokenStates):
        return None
    states: TokenStates = encoder

    def align(question: str, sentences: Sequence[str]) -> Floats:
        (asked,) = states.token_vectors([question], query=True)
        said = states.token_vectors([sentence[:LONGEST] for sentence in sentences], query=False)
        return np.array([_met(asked, tokens) for tokens in said], dtype=np.float32)

    return align


def _met(asked: Floats, said: Floats) -> float:
    """The mean, over the tokens asked, of the cosine with the nearest one said; 0 where either has none."""
    return float((asked @ said.T).max(axis=1).mean()) if len(asked) and len(said) else 0.0
