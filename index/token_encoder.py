"""Texts and spans of texts to vectors, by mean pooling over token states; numpy and tokenizers only.

A text's vector is the mean of its run's token states, special tokens and prompt included, made unit length. A span's
vector is the mean over the tokens that overlap it. A text longer than the network takes is run in overlapping windows;
every token counts once, with its state from the window in which it stands farther from the edge.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.model import Span
from index.windows import Integers, Tokens, batches, cut_windows, rectangle

Floats = NDArray[np.float32]

_CHUNK_TEXTS = 1024


class TokenStates(Protocol):
    """A loaded network."""

    def __call__(self, ids: Integers, mask: Integers) -> Floats:
        """Ids and mask, int64 (texts, tokens), to states, float32 (texts, tokens, width); undefined where masked."""
        ...


@dataclass(frozen=True, slots=True)
class Prompts:
    """What is put before a query and before a passage; may be empty."""

    query: str
    passage: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What a network takes.

    Attributes:
        tokens: the longest run, special tokens included.
        pad: the token id that fills short rows.
        include_prompt: whether the prompt's tokens count in the mean.
    """

    tokens: int
    pad: int
    include_prompt: bool = True


class TokenEncoder:
    """An Encoder over any network with token states and mean pooling.

    Args:
        fingerprint: SHA-256 over weights, tokenizer, pooling, prompts and length.
        dimension: of the vectors given back.
        tokenizer: one that neither cuts nor fills.
        finish: what follows the pooling in the network (a dense layer, say); rows to rows.
    """

    def __init__(
        self,
        *,
        fingerprint: str,
        dimension: int,
        tokenizer: Tokenizer,
        states: TokenStates,
        prompts: Prompts,
        limits: Limits,
        finish: Callable[[Floats], Floats] | None = None,
    ) -> None:
        self.fingerprint = fingerprint
        self.dimension = dimension
        self._tokenizer = tokenizer
        self._states = states
        self._prompts = prompts
        self._limits = limits
        self._finish = finish

    def queries(self, texts: Sequence[str]) -> Floats:
        """Vectors of questions, float32 (texts, dimension), unit length."""
        found = np.empty((len(texts), self.dimension), dtype=np.float32)
        for place, states, tokens in self._run(texts, self._prompts.query):
            found[place] = self._finished(self._mean(states, tokens)[None])[0]
        return found

    def passages(
        self,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        progress: Callable[[int], None] | None = None,
    ) -> tuple[Floats, list[Floats]]:
        """Vectors of passages and of the spans in each, float32, unit length.

        Args:
            texts: what is embedded, without prompt.
            spans: over the characters of each text; a span that is empty or has no token gets its text's vector.
            progress: called with the number of texts done since the last call.

        Returns:
            (texts, dimension), and for each text (its spans, dimension).
        """
        if len(texts) != len(spans):
            raise ValueError(f"{len(texts)} texts, but spans for {len(spans)}")
        shift = len(self._prompts.passage)
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        parts: list[Floats] = [np.empty((0, self.dimension), dtype=np.float32)] * len(texts)
        for place, states, tokens in self._run(texts, self._prompts.passage):
            rows = [self._mean(states, tokens)]
            for span in spans[place]:
                over = tokens.over(Span(span.start + shift, span.end + shift))
                rows.append(states[over].mean(axis=0) if over.stop > over.start else rows[0])
            finished = self._finished(np.stack(rows))
            vectors[place], parts[place] = finished[0], finished[1:]
            if progress is not None:
                progress(1)
        return vectors, parts

    def token_vectors(self, texts: Sequence[str], *, query: bool) -> list[Floats]:
        """Each text's own tokens, without prompt and special ones, as float32 (tokens, width), unit length."""
        prompt = self._prompts.query if query else self._prompts.passage
        found = [np.empty((0, 0), dtype=np.float32)] * len(texts)
        for place, states, tokens in self._run(texts, prompt):
            found[place] = unit(states[tokens.head + tokens.prompt : len(states) - tokens.tail])
        return found

    def _run(self, texts: Sequence[str], prompt: str) -> Iterator[tuple[int, Floats, Tokens]]:
        """Each text's place, states and tokens, in the order in which they are done."""
        for first in range(0, len(texts), _CHUNK_TEXTS):
            chunk = [prompt + _without_surrogates(text) for text in texts[first : first + _CHUNK_TEXTS]]
            tokens = [Tokens.from_encoding(found, len(prompt)) for found in self._tokenizer.encode_batch(chunk)]
            for place, states in self._run_tokens(tokens):
                yield first + place, states, tokens[place]

    def _run_tokens(self, tokens: list[Tokens]) -> Iterator[tuple[int, Floats]]:
        windows = [window for i, text in enumerate(tokens) for window in cut_windows(i, text, self._limits.tokens)]
        unfinished: dict[int, tuple[Floats, int]] = {}
        for batch in batches(windows):
            runs = self._states(*rectangle(batch, self._limits.pad))
            for window, run in zip(batch, runs, strict=True):
                if window.of == 1:
                    yield window.text, run[: len(window.ids)]
                    continue
                if window.text not in unfinished:
                    shape = (len(tokens[window.text].ids), run.shape[1])
                    unfinished[window.text] = (np.empty(shape, dtype=np.float32), window.of)
                whole, left = unfinished[window.text]
                for source, target in window.moves:
                    whole[target] = run[source]
                unfinished[window.text] = (whole, left - 1)
                if left == 1:
                    del unfinished[window.text]
                    yield window.text, whole

    def _mean(self, states: Floats, tokens: Tokens) -> Floats:
        skipped = 0 if self._limits.include_prompt else tokens.head + tokens.prompt
        mean: Floats = states[skipped if skipped < len(states) else 0 :].mean(axis=0)
        return mean

    def _finished(self, rows: Floats) -> Floats:
        return unit(rows if self._finish is None else self._finish(rows))


def unit(rows: Floats) -> Floats:
    """Rows scaled to length 1; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Floats = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return scaled


def _without_surrogates(text: str) -> str:
    """Lone surrogates, which no tokenizer takes, become U+FFFD one for one: positions hold."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)
    return text
