import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import FakeEncoder

from index.encoders import CachedEncoder, Encoder
from index.model import Span

TEXTS = ["人才公寓四百套", "购房补贴三十万元", "人才公寓四百套", ""]
SPANS = [[Span(0, 4), Span(4, 7)], [], [Span(0, 4), Span(4, 7)], [Span(0, 0)]]


def only_file(folder: Path) -> Path:
    (path,) = folder.glob("vectors-*.sqlite")
    return path


def test_nothing_is_embedded_twice_not_even_by_another_process(encoder: FakeEncoder, tmp_path: Path) -> None:
    first = CachedEncoder(encoder, tmp_path).passages(TEXTS, SPANS)
    assert encoder.embedded == [TEXTS[0], TEXTS[1], ""]
    again = CachedEncoder(FakeEncoder(), tmp_path)
    second = again.passages(TEXTS, SPANS)
    assert again._encoder.embedded == []  # type: ignore[attr-defined]
    assert (first[0] == second[0]).all()
    assert all((one == other).all() for one, other in zip(first[1], second[1], strict=True))


def test_vectors_are_the_encoders_own_to_half_precision(encoder: FakeEncoder, tmp_path: Path) -> None:
    vectors, spans = CachedEncoder(encoder, tmp_path).passages(TEXTS, SPANS)
    wanted, wanted_spans = FakeEncoder().passages(TEXTS, SPANS)
    assert vectors.dtype == np.float32
    assert (vectors * wanted).sum(axis=1) == pytest.approx(np.ones(4), abs=1e-6)
    assert [rows.shape for rows in spans] == [rows.shape for rows in wanted_spans]
    assert (spans[0] * wanted_spans[0]).sum(axis=1) == pytest.approx(np.ones(2), abs=1e-6)


def test_the_same_text_with_other_spans_or_another_encoder_is_another_entry(tmp_path: Path) -> None:
    one = FakeEncoder()
    cached = CachedEncoder(one, tmp_path)
    cached.passages(["人才"], [[]])
    cached.passages(["人才"], [[Span(0, 1)]])
    assert len(one.embedded) == 2
    other = FakeEncoder(name="other")
    CachedEncoder(other, tmp_path).passages(["人才"], [[]])
    assert len(other.embedded) == 1


def test_a_damaged_entry_is_embedded_again(encoder: FakeEncoder, tmp_path: Path) -> None:
    cached = CachedEncoder(encoder, tmp_path)
    wanted, _ = cached.passages(["人才", "政策"], [[], []])
    path = only_file(tmp_path)
    data = path.read_bytes()
    at = data.find(FakeEncoder().passages(["人才"], [[]])[0][0].astype("<f2").tobytes())
    assert at > 0
    path.write_bytes(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
    fresh = FakeEncoder()
    found, _ = CachedEncoder(fresh, tmp_path).passages(["人才", "政策"], [[], []])
    assert fresh.embedded == ["人才"]
    assert (found == wanted).all()


@pytest.mark.parametrize("damage", [b"not a database at all" * 50, b"", b"SQLite format 3\0" + bytes(4080)])
def test_a_file_that_cannot_be_read_is_begun_anew(encoder: FakeEncoder, tmp_path: Path, damage: bytes) -> None:
    CachedEncoder(encoder, tmp_path).passages(["人才"], [[]])
    only_file(tmp_path).write_bytes(damage)
    wanted = FakeEncoder().passages(["人才"], [[]])[0]
    for _ in range(2):
        found = CachedEncoder(FakeEncoder(), tmp_path).passages(["人才"], [[]])[0]
        assert (found * wanted).sum() == pytest.approx(1, abs=1e-6)
    last = FakeEncoder()
    CachedEncoder(last, tmp_path).passages(["人才"], [[]])
    assert last.embedded == []


def test_where_nothing_can_be_written_the_work_is_done_all_the_same(
    encoder: FakeEncoder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file where the folder should be", encoding="utf-8")
    cached = CachedEncoder(encoder, blocked)
    for _ in range(2):
        vectors, spans = cached.passages(TEXTS, SPANS)
        assert vectors.shape == (4, 64)
        assert [len(rows) for rows in spans] == [2, 0, 2, 1]
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_progress_counts_known_new_and_repeated_texts_alike(encoder: FakeEncoder, tmp_path: Path) -> None:
    cached = CachedEncoder(encoder, tmp_path)
    cached.passages(TEXTS[:1], SPANS[:1])
    told: list[int] = []
    cached.passages([*TEXTS, "新", "新"], [*SPANS, [], []], told.append)
    assert sum(told) == 6


def test_a_full_file_loses_the_oldest_entries_and_stays_within_bounds(tmp_path: Path) -> None:
    cached = CachedEncoder(FakeEncoder(), tmp_path, limit=200_000)
    for batch in range(40):
        cached.passages([f"{batch}之{i}" for i in range(50)], [[]] * 50)
    # One entry takes about 300 bytes with its keys: 2,000 of them would be 600 KB.
    assert only_file(tmp_path).stat().st_size < 400_000
    late = FakeEncoder()
    CachedEncoder(late, tmp_path).passages(["39之49", "0之0"], [[], []])
    assert late.embedded == ["0之0"]


def test_clearing_forgets(encoder: FakeEncoder, tmp_path: Path) -> None:
    cached = CachedEncoder(encoder, tmp_path)
    cached.passages(["人才"], [[]])
    cached.clear()
    assert list(tmp_path.iterdir()) == []
    cached.passages(["人才"], [[]])
    assert encoder.embedded == ["人才", "人才"]


def test_no_texts_give_no_vectors(encoder: FakeEncoder, tmp_path: Path) -> None:
    vectors, spans = CachedEncoder(encoder, tmp_path).passages([], [])
    assert vectors.shape == (0, 64)
    assert spans == []


def test_questions_pass_through(encoder: FakeEncoder, tmp_path: Path) -> None:
    cached = CachedEncoder(encoder, tmp_path)
    assert isinstance(cached, Encoder)
    assert (cached.queries(["人才"]) == encoder.queries(["人才"])).all()
    assert (cached.fingerprint, cached.dimension) == (encoder.fingerprint, 64)


def test_processes_that_write_at_once_lose_nothing(root: Path, tmp_path: Path) -> None:
    program = (
        "import sys; sys.path[:0] = ['.', 'tests']\n"
        "from pathlib import Path\n"
        "from conftest import FakeEncoder\n"
        "from index.encoders import CachedEncoder\n"
        "cached = CachedEncoder(FakeEncoder(), Path(sys.argv[1]))\n"
        "for batch in range(20):\n"
        "    texts = [f'{sys.argv[2]}的{batch}之{i}' for i in range(20)]\n"
        "    cached.passages(texts + [f'共有{batch}'], [[]] * 21)\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path), name], cwd=root, stderr=subprocess.PIPE)
        for name in "甲乙丙"
    ]
    errors = [process.communicate(timeout=60)[1] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0], errors
    assert errors == [b"", b"", b""]
    late = FakeEncoder()
    texts = [f"{name}的{batch}之{i}" for name in "甲乙丙" for batch in range(20) for i in range(20)]
    CachedEncoder(late, tmp_path).passages([*texts, "共有19"], [[]] * (len(texts) + 1))
    assert late.embedded == []
