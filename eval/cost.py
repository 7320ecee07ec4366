"""What it costs: passages embedded a second, and memory."""

import sys
import time

from index.encoders import Encoder
from index.segments import embedding_text
from index.store import Index

SAMPLE = 64


def embedding_rate(index: Index, encoder: Encoder, sample: int = SAMPLE) -> float | None:
    """Passages embedded a second, over passages spread evenly through the index, the first few for warming up.

    Args:
        index: where the passages are from.
        encoder: one that remembers nothing.
        sample: how many passages, at most.
    """
    numbers = sorted({n * index.passage_count // sample for n in range(sample)})
    texts = []
    for number in numbers:
        found = index.passage(number)
        whole = index.text(found.document.id)
        texts.append(embedding_text(whole, found.passage)[0])
    if not texts:
        return None
    encoder.passages(texts[:4], [[] for _ in texts[:4]])
    started = time.perf_counter()
    encoder.passages(texts, [[] for _ in texts])
    return round(len(texts) / (time.perf_counter() - started), 1)


def peak_memory() -> int | None:
    """The most memory that this process has held, bytes; None where the system does not say."""
    if sys.platform == "win32":
        return None
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
