"""Exact vector search over segments."""

from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.dense import DenseIndex, DenseSegment
from index.errors import IndexDamagedError


def unit(count: int, dimension: int = 8, seed: int = 0) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def test_the_nearest_come_first_with_their_cosines() -> None:
    index = DenseIndex.build(np.eye(3, dtype=np.float32))
    numbers, cosines = index.search(np.array([0.6, 0.8, 0.0], dtype=np.float32), 2)
    assert numbers.tolist() == [1, 0]
    assert cosines.tolist() == pytest.approx([0.8, 0.6])


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.integers(1, 50), st.integers(0, 2**32 - 1), st.booleans())
def test_search_over_any_segments_is_a_plain_sort(count: int, k: int, seed: int, limited: bool) -> None:
    """Vectors dealt out to three segments in any order, with dead ones between, are found as by one matrix product."""
    random = np.random.default_rng(seed)
    vectors = unit(count, seed=seed)
    where = random.integers(0, 3, count)
    segments, numbers = [], []
    for position in range(3):
        here = random.permutation(np.flatnonzero(where == position))
        mapped = np.concatenate([here, [-1, -1]])
        rows = np.concatenate([vectors[here], unit(2, seed=seed + 1)])
        order = random.permutation(len(mapped))
        segments.append(DenseSegment.build(rows[order]))
        numbers.append(mapped[order].astype(np.int64))
    index = DenseIndex(segments, numbers)
    query = unit(1, seed=seed + 2)[0]
    allowed = random.random(count) < 0.5 if limited else None
    cosines = vectors @ query
    expected = [int(n) for n in np.argsort(-cosines, kind="stable") if allowed is None or allowed[n]][:k]
    found, values = index.search(query, k, allowed)
    assert found.tolist() == expected
    np.testing.assert_allclose(values, cosines[expected], atol=1e-6)
    np.testing.assert_allclose(index.similarities(query, np.arange(count)), cosines, atol=1e-6)


def test_equal_vectors_come_in_order_of_number() -> None:
    index = DenseIndex.build(np.tile(unit(1), (5, 1)))
    assert index.search(unit(1)[0], 3)[0].tolist() == [0, 1, 2]


def test_nothing_allowed_finds_nothing() -> None:
    numbers, cosines = DenseIndex.build(unit(4)).search(unit(1)[0], 3, np.zeros(4, dtype=bool))
    assert len(numbers) == len(cosines) == 0


def test_an_empty_index_finds_nothing() -> None:
    assert len(DenseIndex.build(np.empty((0, 8), dtype=np.float32)).search(unit(1)[0], 3)[0]) == 0
    assert len(DenseIndex([], []).search(np.empty(0, dtype=np.float32), 3)[0]) == 0


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_value_that_is_not_finite_is_refused(bad: float) -> None:
    vectors = unit(3)
    vectors[1, 2] = bad
    with pytest.raises(ValueError, match="not finite"):
        DenseIndex.build(vectors)
    with pytest.raises(ValueError, match="not finite"):
        DenseIndex.build(unit(3)).search(vectors[1], 1)


def test_a_vector_of_another_dimension_is_refused() -> None:
    with pytest.raises(ValueError, match="expected"):
        DenseIndex.build(unit(3)).search(unit(1, 5)[0], 1)


def test_a_saved_segment_reads_back_the_same_from_a_chinese_path(tmp_path: Path) -> None:
    path = tmp_path / "向量.faiss"
    DenseSegment.build(unit(7)).save(path)
    assert np.array_equal(DenseSegment.open(path).vectors(), unit(7))


def test_a_cut_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "v.faiss"
    DenseSegment.build(unit(7)).save(path)
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(IndexDamagedError, match=r"v\.faiss"):
        DenseSegment.open(path)


def test_an_index_of_another_metric_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "v.faiss"
    faiss.write_index(faiss.IndexFlatL2(8), str(path))
    with pytest.raises(IndexDamagedError, match="IndexFlatL2"):
        DenseSegment.open(path)


def test_segments_must_number_every_passage_once() -> None:
    segment = DenseSegment.build(unit(2))
    for numbers in ([0, 2], [0, 0], [0]):
        with pytest.raises((ValueError, IndexError)):
            DenseIndex([segment], [np.array(numbers, dtype=np.int64)])
