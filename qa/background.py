"""Questions that no policy answers, against which a question's nearness to the documents is held.

How near a sentence must be to answer differs from question to question. So a question is also held against a cohort of
questions about other matters, as speaker verification holds a voice against other voices (Reynolds 1997): one that is
nearer to them than to every sentence of the documents is not about the documents.
"""

import hashlib
import io
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from index.cache_folder import replace_bytes
from index.encoder import Encoder
from index.settings import settings

Floats = npt.NDArray[np.float32]


def background_questions() -> list[str]:
    """The questions of `qa/data/background.txt`, one a line; lines that begin with # are headings."""
    lines = (files("qa") / "data" / "background.txt").read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


@dataclass(frozen=True, slots=True)
class Background:
    """The cohort with its vectors.

    Attributes:
        texts: the questions.
        vectors: float32 (questions, width), unit length.
    """

    texts: tuple[str, ...]
    vectors: Floats

    @classmethod
    def of(cls, encoder: Encoder) -> "Background":
        """The shipped questions by an encoder, from the cache folder where they were encoded before."""
        texts = background_questions()
        digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
        path = settings().cache / f"background-{encoder.fingerprint[:16]}-{digest}.npy"
        with suppress(OSError, ValueError):
            kept = np.load(path)
            if kept.shape == (len(texts), encoder.dimension):
                return cls(tuple(texts), kept.astype(np.float32))
        vectors = encoder.queries(texts).astype(np.float16)
        content = io.BytesIO()
        np.save(content, vectors)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_bytes(path, content.getvalue())
        return cls(tuple(texts), vectors.astype(np.float32))

    def nearest(self, vector: Floats) -> float:
        """The greatest cosine of a question's vector with one of the cohort."""
        return float((self.vectors @ vector).max())

    def without(self, left_out: frozenset[str]) -> "Background":
        """The cohort without some of its questions."""
        kept = [place for place, text in enumerate(self.texts) if text not in left_out]
        return Background(tuple(self.texts[place] for place in kept), self.vectors[kept])
