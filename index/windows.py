"""A text's tokens, and the runs of the network that they need: one window, or overlapping ones for a long text."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding

from index.model import Span

Integers = NDArray[np.int64]

_OVERLAP_TOKENS = 128
_BATCH_TOKENS = 4096
_PAD_TO = 8
_BEYOND = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Tokens:
    """One text as tokens.

    Attributes:
        ids: of every token.
        starts, ends: of each token, over the characters of prompt and text together.
        head, tail: how many special tokens stand before and after.
        prompt: how many tokens after the head belong to the prompt alone.
    """

    ids: Integers
    starts: Integers
    ends: Integers
    head: int
    prompt: int
    tail: int

    @classmethod
    def from_encoding(cls, encoding: Encoding, prompt: int) -> "Tokens":
        """Reads what a tokenizer gave; `prompt` is the number of characters that the prompt takes."""
        special = encoding.special_tokens_mask
        total = len(special)
        head = next((i for i, flag in enumerate(special) if not flag), total)
        tail = next((i for i, flag in enumerate(reversed(special)) if not flag), 0)
        offsets = np.asarray(encoding.offsets, dtype=np.int64).reshape(-1, 2)
        starts, ends = offsets[:, 0].copy(), offsets[:, 1].copy()
        # Special tokens have offsets (0, 0), which at the end would break the order that the search for spans needs.
        starts[total - tail :] = ends[total - tail :] = _BEYOND
        inside = int(np.searchsorted(ends[head : total - tail], prompt, side="right")) if prompt else 0
        return cls(np.asarray(encoding.ids, dtype=np.int64), starts, ends, head, inside, tail)

    def over(self, span: Span) -> slice:
        """The tokens that overlap a span of prompt and text together; an empty slice if none does."""
        if span.end <= span.start:
            return slice(0, 0)
        first = int(np.searchsorted(self.ends, span.start, side="right"))
        last = int(np.searchsorted(self.starts, span.end, side="left"))
        return slice(first, max(first, last))


@dataclass(frozen=True, slots=True)
class Window:
    """One run of the network.

    Attributes:
        text: place of the text that it belongs to.
        ids: of the tokens run.
        moves: pairs of slices; the run's states at the first are the text's at the second.
        of: how many windows the text has.
    """

    text: int
    ids: Integers
    moves: tuple[tuple[slice, slice], ...]
    of: int


def cut_windows(text: int, tokens: Tokens, longest: int) -> list[Window]:
    """The windows of one text, at most `longest` tokens each; their moves fill each token of the text exactly once.

    Every window of a long text begins with the special tokens and the prompt, as the network is used to. Of an overlap,
    the first half is taken from the earlier window and the second half from the later one.

    Raises:
        ValueError: the prompt leaves no room for the text.
    """
    total = len(tokens.ids)
    if total <= longest:
        return [Window(text, tokens.ids, ((slice(0, total), slice(0, total)),), 1)]
    before, after = tokens.head + tokens.prompt, tokens.tail
    room, content = longest - before - after, total - before - after
    if room < 2:
        raise ValueError(f"the prompt fills {before + after} of the {longest} tokens that the encoder takes")
    starts = [*range(0, content - room, room - min(_OVERLAP_TOKENS, room // 2)), content - room]
    edges = [0, *((left + room + right) // 2 for left, right in pairwise(starts)), content]
    windows = []
    for k, start in enumerate(starts):
        ids = np.concatenate(
            [tokens.ids[:before], tokens.ids[before + start : before + start + room], tokens.ids[total - after :]]
        )
        first, last = before + edges[k], before + edges[k + 1]
        moves = [(slice(first - start, last - start), slice(first, last))]
        if k == 0:
            moves.append((slice(0, before), slice(0, before)))
        if k == len(starts) - 1:
            moves.append((slice(before + room, before + room + after), slice(total - after, total)))
        windows.append(Window(text, ids, tuple(moves), len(starts)))
    return windows


def batches(windows: list[Window]) -> Iterator[list[Window]]:
    """The windows by length, longest first, in groups of about 4,096 tokens with hardly any filling."""
    ordered = sorted(windows, key=lambda window: (-len(window.ids), window.text))
    at = 0
    while at < len(ordered):
        rows = max(1, _BATCH_TOKENS // _padded(len(ordered[at].ids)))
        yield ordered[at : at + rows]
        at += rows


def rectangle(batch: list[Window], pad: int) -> tuple[Integers, Integers]:
    """Ids and mask of a batch, (windows, tokens), short rows filled with `pad`."""
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
