"""Texts to vectors by mean pooling over token states: windows, batches, and the vectors of spans; numpy and tokenizers only.

Rules. A text's vector is the mean of its run's token states, prompt and special tokens included, made unit length. A
span's vector is the mean over the tokens that overlap the span, made unit length. A text longer than the model takes is run in
overlapping windows, each with the prompt before it; every token counts once, with its state from the window in which
it stands farther from the edge.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from index.model import Span

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

_CHUNK_TEXTS = 1024
_BATCH_TOKENS = 4096
_PAD_TO = 8
_OVERLAP_TOKENS = 128


class TokenStates(Protocol):
    """A loaded network: token ids and mask, both int64 (texts, tokens), to float32 states (texts, tokens, dimension)."""

    def __call__(self, ids: Integers, mask: Integers) -> Floats:
        """Runs the network; what stands at masked tokens is undefined."""
        ...


@dataclass(frozen=True, slots=True)
class Prompts:
    """What is put before a query and before a passage; may be empty."""

    query: str
    passage: str


@dataclass(frozen=True, slots=True)
class Limits:
    """How many tokens the network takes, special tokens included, the id that fills short rows, and whether the prompt's
    tokens count in the mean."""

    tokens: int
    pad: int
    include_prompt: bool = True


@dataclass(frozen=True, slots=True)
class _Tokens:
    """One text as tokens: `head` special and `prompt` prompt tokens before the content, `tail` special ones after it."""

    ids: Integers
    starts: Integers
    ends: Integers
    head: int
    prompt: int
    tail: int


@dataclass(frozen=True, slots=True)
class _Window:
    """One run of the network: states `[source]` of the run are the states `[target]` of the text's tokens."""

    text: int
    ids: Integers
    moves: tuple[tuple[slice, slice], ...]


class TokenEncoder:
    """An Encoder over any network with token states and mean pooling.

    Args:
        fingerprint: SHA-256 over weights, tokenizer, pooling, prompts and length.
        dimension: of the vectors given back.
        finish: what follows the pooling in the model (a dense layer, say); rows to rows.
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
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for place, states, tokens in self._run(texts, self._prompts.query):
            vectors[place] = self._mean(states, tokens)
        return self._unit(vectors)

    def passages(
        self,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        progress: Callable[[int], None] | None = None,
    ) -> tuple[Floats, list[Floats]]:
        """Vectors of passages and of the spans in each, float32, unit length.

        Args:
            texts: what is embedded, without prompt.
            spans: over the characters of each text; an empty span, or one without a token of its own, gets its text's vector.
            progress: called with the number of texts done since the last call.

        Returns:
            (texts, dimension), and for each text (its spans, dimension).
        """
        if len(texts) != len(spans):
            raise ValueError(f"{len(texts)} texts but spans for {len(spans)}")
        shift = len(self._prompts.passage)
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        found: list[Floats] = [np.empty((0, self.dimension), dtype=np.float32)] * len(texts)
        for place, states, tokens in self._run(texts, self._prompts.passage):
            whole = self._mean(states, tokens)
            vectors[place] = whole
            if spans[place]:
                parts = [_span_mean(states, tokens, span, shift) for span in spans[place]]
                found[place] = self._unit(np.stack([whole if part is None else part for part in parts]))
            if progress is not None:
                progress(1)
        return self._unit(vectors), found

    def _run(self, texts: Sequence[str], prompt: str) -> Iterator[tuple[int, Floats, _Tokens]]:
        for first in range(0, len(texts), _CHUNK_TEXTS):
            chunk = [prompt + _without_surrogates(text) for text in texts[first : first + _CHUNK_TEXTS]]
            encodings = self._tokenizer.encode_batch(chunk) if len(chunk) > 1 else [self._tokenizer.encode(chunk[0])]
            tokens = [_tokens(encoding, len(prompt)) for encoding in encodings]
            for place, states in self._run_tokens(tokens):
                yield first + place, states, tokens[place]

    def _run_tokens(self, tokens: list[_Tokens]) -> Iterator[tuple[int, Floats]]:
        windows = [window for i, t in enumerate(tokens) for window in cut_windows(i, t, self._limits.tokens)]
        waiting: dict[int, tuple[Floats, int]] = {}
        for batch in _batches(windows):
            states = self._states(*_rectangle(batch, self._limits.pad))
            for window, run in zip(batch, states, strict=True):
                if window.moves[0][0] == window.moves[0][1] == slice(0, len(tokens[window.text].ids)):
                    yield window.text, run[: len(window.ids)]
                    continue
                whole, left = waiting.pop(window.text, None) or _fresh(windows, window.text, tokens, run)
                for source, target in window.moves:
                    whole[target] = run[source]
                if left == 1:
                    yield window.text, whole
                else:
                    waiting[window.text] = (whole, left - 1)

    def _mean(self, states: Floats, tokens: _Tokens) -> Floats:
        skipped = 0 if self._limits.include_prompt else tokens.head + tokens.prompt
        mean: Floats = states[skipped if skipped < len(states) else 0 :].mean(axis=0)
        return mean

    def _unit(self, rows: Floats) -> Floats:
        if self._finish is not None and len(rows):
            rows = self._finish(rows)
        return unit(rows)


def unit(rows: Floats) -> Floats:
    """Rows scaled to length 1; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Floats = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return scaled


def cut_windows(text: int, tokens: _Tokens, longest: int) -> list[_Window]:
    """The runs that one text needs; together their moves fill each of its tokens once."""
    total = len(tokens.ids)
    if total <= longest:
        everything = slice(0, total)
        return [_Window(text, tokens.ids, ((everything, everything),))]
    before, after = tokens.head + tokens.prompt, tokens.tail
    room, content = longest - before - after, total - before - after
    if room < 2:
        raise ValueError(f"the prompt fills {before + after} of the {longest} tokens that the encoder takes")
    step = room - min(_OVERLAP_TOKENS, room // 2)
    starts = [*range(0, content - room, step), content - room]
    ids = tokens.ids
    windows = []
    for k, start in enumerate(starts):
        run = np.concatenate([ids[:before], ids[before + start : before + start + room], ids[total - after :]])
        first = 0 if k == 0 else (start + starts[k - 1] + room) // 2
        last = content if k == len(starts) - 1 else (starts[k + 1] + start + room) // 2
        moves = [(slice(before + first - start, before + last - start), slice(before + first, before + last))]
        if k == 0:
            moves.append((slice(0, before), slice(0, before)))
        if k == len(starts) - 1:
            moves.append((slice(before + room, before + room + after), slice(total - after, total)))
        windows.append(_Window(text, run, tuple(moves)))
    return windows


def _tokens(encoding: Encoding, prompt: int) -> _Tokens:
    special = encoding.special_tokens_mask
    total = len(special)
    head = next((i for i, flag in enumerate(special) if not flag), total)
    tail = next((i for i, flag in enumerate(reversed(special)) if not flag), 0)
    offsets = np.asarray(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    starts, ends = offsets[:, 0].copy(), offsets[:, 1].copy()
    if tail:
        # Special tokens have offsets (0, 0); at the end they would break the order that the search for spans needs.
        starts[total - tail :] = ends[total - tail :] = np.iinfo(np.int64).max
    inside = int(np.searchsorted(ends[head : total - tail], prompt, side="right")) if prompt else 0
    return _Tokens(np.asarray(encoding.ids, dtype=np.int64), starts, ends, head, inside, tail)


def _span_mean(states: Floats, tokens: _Tokens, span: Span, shift: int) -> Floats | None:
    first = int(np.searchsorted(tokens.ends, span.start + shift, side="right"))
    last = int(np.searchsorted(tokens.starts, span.end + shift, side="left"))
    if span.end <= span.start or last <= first:
        return None
    mean: Floats = states[first:last].mean(axis=0)
    return mean


def _batches(windows: list[_Window]) -> Iterator[list[_Window]]:
    """Longest first, so that rows in a batch are nearly equal and memory peaks at once."""
    ordered = sorted(windows, key=lambda window: (-len(window.ids), window.text))
    at = 0
    while at < len(ordered):
        rows = max(1, _BATCH_TOKENS // _padded(len(ordered[at].ids)))
        yield ordered[at : at + rows]
        at += rows


def _rectangle(batch: list[_Window], pad: int) -> tuple[Integers, Integers]:
    width = _padded(max(len(window.ids) for window in batch))
    ids = np.full((len(batch), width), pad, dtype=np.int64)
    mask = np.zeros((len(batch), width), dtype=np.int64)
    for row, window in enumerate(batch):
        ids[row, : len(window.ids)] = window.ids
        mask[row, : len(window.ids)] = 1
    return ids, mask


def _padded(length: int) -> int:
    # Every new width costs the runtime a new kernel, some milliseconds: widths are multiples of eight.
    return -(-length // _PAD_TO) * _PAD_TO


def _fresh(windows: list[_Window], text: int, tokens: list[_Tokens], run: Floats) -> tuple[Floats, int]:
    whole = np.empty((len(tokens[text].ids), run.shape[1]), dtype=np.float32)
    return whole, sum(window.text == text for window in windows)


def _without_surrogates(text: str) -> str:
    """Lone surrogates, which no tokenizer takes, become U+FFFD one for one: positions hold."""
    if text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text):
        return text
    return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)
