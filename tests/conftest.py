"""Fixtures shared by the tests."""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from web_visit import browser, everywhere, four, visit

from index.model import Document, Metadata, OffsetMap, Passage, Sentence, Span

ROOT = Path(__file__).resolve().parent.parent

# A model or a day that the person running the tests has set must not change what they see.
for _name in [name for name in os.environ if name.startswith("POLICYQA_MODEL") or name == "POLICYQA_TODAY"]:
    del os.environ[_name]

__all__ = ["browser", "everywhere", "four", "visit"]  # fixtures for all modules


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's own folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the original documents and the data sets, which are not part of the project."""
    folder = Path(os.environ.get("POLICYQA_SHARED", ROOT.parent / "shared"))
    if not (folder / "seeds").is_dir():
        pytest.skip(f"the original documents are not at {folder}; set POLICYQA_SHARED to their folder")
    return folder


@pytest.fixture(scope="session")
def originals(shared: Path) -> list[Path]:
    """The five original documents, by name."""
    return sorted((shared / "seeds").glob("*.txt"))


@pytest.fixture
def encoder() -> "FakeEncoder":
    """An encoder that needs no model."""
    return FakeEncoder()


Floats = npt.NDArray[np.float32]


class FakeEncoder:
    """Vectors from hashed character bigrams: texts that share bigrams are close, and nothing has to be loaded."""

    def __init__(self, dimension: int = 64, name: str = "fake") -> None:
        self.dimension = dimension
        self.fingerprint = hashlib.sha256(f"{name} {dimension}".encode()).hexdigest()
        self.embedded: list[str] = []

    def queries(self, texts: Sequence[str]) -> Floats:
        return np.stack([self._vector(text) for text in texts])

    def passages(
        self,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        progress: Callable[[int], None] | None = None,
    ) -> tuple[Floats, list[Floats]]:
        self.embedded.extend(texts)
        vectors = np.stack([self._vector(text) for text in texts])
        sentences = [
            np.stack([self._vector(text[span.start : span.end]) for span in row])
            if row
            else np.empty((0, self.dimension), dtype=np.float32)
            for text, row in zip(texts, spans, strict=True)
        ]
        if progress:
            progress(len(texts))
        return vectors, sentences

    def _vector(self, text: str) -> Floats:
        vector = np.full(self.dimension, 1e-3, dtype=np.float32)
        for i in range(max(len(text) - 1, 1)):
            digest = hashlib.blake2b(text[i : i + 2].encode("utf-8", "surrogatepass"), digest_size=4).digest()
            vector[int.from_bytes(digest, "big") % self.dimension] += 1
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def make_document(id_: str, text: str, metadata: Metadata | None = None, context: str = "") -> Document:
    """A document of one passage a line and one sentence a 。"""
    passages: list[Passage] = []
    sentences: list[Sentence] = []
    start = 0
    for line in text.split("\n"):
        if line:
            span = Span(start, start + len(line))
            at = start
            for part in line.replace("。", "。\0").split("\0"):
                if part:
                    sentences.append(Sentence(Span(at, at + len(part)), len(passages)))
                    at += len(part)
            passages.append(Passage(span, f"第{len(passages) + 1}段", (), context))
        start += len(line) + 1
    return Document(
        id=id_,
        source=f"{id_}.txt",
        path="",
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        raw=text,
        text=text,
        map=OffsetMap.from_positions(range(len(text))),
        metadata=metadata or Metadata(title=id_),
        passages=tuple(passages),
        sentences=tuple(sentences),
    )


def rewrite_manifest(root: Path, change: dict[str, object]) -> None:
    """Changes the manifest and makes the pointer agree with it, as another version would have written them."""
    pointer = json.loads((root / "current.json").read_text())
    path = root / pointer["generation"] / "manifest.json"
    data = json.dumps({**json.loads(path.read_text()), **change}).encode()
    path.write_bytes(data)
    (root / "current.json").write_text(json.dumps({**pointer, "manifest_sha256": hashlib.sha256(data).hexdigest()}))
