"""The incremental build: what answers afterwards, and what had to be done for it."""

import errno
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import FakeEncoder, make_document
from hypothesis import given, settings
from hypothesis import strategies as st

from index.build import build_documents
from index.catalog import SourceRecord
from index.errors import CorpusError, IndexBusyError, PolicyQAError
from index.generations import writing
from index.model import Passage, Sentence, Span
from index.plan import plan
from index.store import Index
from index.verify import verify

ONE = make_document("一", "甲市给予30万元补贴。\n逾期不受理。")
TWO = make_document("二", "乙县人才公寓共40套。")
THREE = make_document("三", "丙区每年评选10人。")


def ids(root: Path) -> list[str]:
    with Index.open(root) as index:
        return [entry.id for entry in index.documents]


def answers(root: Path, encoder: FakeEncoder) -> list[object]:
    """Everything that a question could see of an index, for comparison."""
    query = "人才公寓补贴"
    with Index.open(root) as index:
        terms = {name: scores.tolist() for name, scores in index.terms.scores(query).items()}
        numbers, cosines = index.dense.search(encoder.queries([query])[0], 100)
        passages = [index.passage(number) for number in range(index.passage_count)]
        sentences = [index.sentence_vectors(number).tolist() for number in range(index.passage_count)]
        documents = [index.document(entry.id) for entry in index.documents]
        return [documents, passages, terms, numbers.tolist(), np.round(cosines, 6).tolist(), sentences]


def test_only_what_is_new_is_embedded(tmp_path: Path, encoder: FakeEncoder) -> None:
    first = build_documents([ONE, TWO], tmp_path, encoder)
    assert (first.documents, first.passages, first.sentences, first.added) == (2, 3, 3, 2)
    encoder.embedded.clear()
    second = build_documents([ONE, TWO, THREE], tmp_path, encoder)
    assert encoder.embedded == ["丙区每年评选10人。"]
    assert (second.documents, second.added, second.unchanged, second.removed) == (3, 1, 2, 0)


def test_a_build_that_changes_nothing_writes_nothing(tmp_path: Path, encoder: FakeEncoder) -> None:
    build_documents([ONE, TWO], tmp_path, encoder)
    before = sorted((path, path.stat().st_mtime_ns) for path in tmp_path.rglob("*") if path.name != "lock")
    summary = build_documents([TWO, ONE], tmp_path, encoder)
    assert (summary.added, summary.unchanged, summary.removed, summary.documents) == (0, 2, 0, 2)
    assert sorted((path, path.stat().st_mtime_ns) for path in tmp_path.rglob("*") if path.name != "lock") == before


def test_a_changed_document_is_embedded_again_under_its_id(tmp_path: Path, encoder: FakeEncoder) -> None:
    build_documents([ONE, TWO], tmp_path, encoder)
    summary = build_documents([ONE, make_document("二", "乙县人才公寓共60套。")], tmp_path, encoder)
    assert (summary.added, summary.unchanged, summary.removed) == (1, 1, 0)
    with Index.open(tmp_path) as index:
        assert index.text("二") == "乙县人才公寓共60套。"
        assert index.passage_count == 3


def test_what_is_not_named_any_more_stops_answering(tmp_path: Path, encoder: FakeEncoder) -> None:
    build_documents([ONE, TWO, THREE], tmp_path, encoder)
    summary = build_documents([TWO], tmp_path, encoder)
    assert (summary.documents, summary.removed) == (1, 2)
    with Index.open(tmp_path) as index:
        assert [entry.id for entry in index.documents] == ["二"]
        assert index.dense.search(encoder.queries(["甲市给予30万元补贴。"])[0], 10)[0].tolist() == [0]
        assert index.terms.scores("补贴")["words"].tolist() == [0]


def test_unchanged_segments_are_linked_not_copied(tmp_path: Path, encoder: FakeEncoder) -> None:
    many = [make_document(f"m{i}", f"第{i}号办法。\n共{i}条。") for i in range(5)]
    build_documents(many, tmp_path, encoder)
    build_documents([*many, ONE], tmp_path, encoder)
    segments = sorted(tmp_path.glob("gen-*/segments/seg-00000001/passages.faiss"))
    assert [path.parents[2].name for path in segments] == ["gen-00000001", "gen-00000002"]
    assert segments[0].stat().st_ino == segments[1].stat().st_ino


def test_segments_are_copied_where_links_fail(
    tmp_path: Path, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    many = [make_document(f"m{i}", f"第{i}号办法。") for i in range(5)]
    build_documents(many, tmp_path, encoder)
    build_documents([*many, ONE], tmp_path, encoder)
    assert verify(tmp_path).problems == ()
    assert len(ids(tmp_path)) == 6


def test_two_generations_are_kept(tmp_path: Path, encoder: FakeEncoder) -> None:
    for count in range(1, 5):
        build_documents([ONE, TWO, THREE, make_document("四", "丁镇。")][:count], tmp_path, encoder)
    assert sorted(path.name for path in tmp_path.glob("gen-*")) == ["gen-00000003", "gen-00000004"]


def test_the_number_of_segments_grows_with_the_logarithm_of_the_builds(tmp_path: Path, encoder: FakeEncoder) -> None:
    documents = [make_document(f"m{i:02}", f"第{i}号办法。") for i in range(33)]
    for count in range(1, 34):
        build_documents(documents[:count], tmp_path, encoder)
    with Index.open(tmp_path) as index:
        assert len(index.manifest.segments) <= 6
        assert [index.document(entry.id) for entry in index.documents] == documents


def test_a_segment_that_is_mostly_dead_is_written_anew_without_embedding(tmp_path: Path, encoder: FakeEncoder) -> None:
    documents = [make_document(f"m{i}", f"第{i}号办法。") for i in range(10)]
    build_documents(documents, tmp_path, encoder)
    encoder.embedded.clear()
    build_documents(documents[:4], tmp_path, encoder)
    with Index.open(tmp_path) as index:
        assert [(segment.passages, segment.alive_passages) for segment in index.manifest.segments] == [(4, 4)]
    assert encoder.embedded == []


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sets(st.integers(0, 7), min_size=1), min_size=1, max_size=5))
def test_however_it_was_built_the_index_answers_as_one_built_at_once(
    tmp_path_factory: pytest.TempPathFactory, corpora: list[set[int]]
) -> None:
    documents = [make_document(f"m{i}", f"第{i}号人才办法。\n公寓{i}套，补贴{i}万元。") for i in range(8)]
    root, fresh, encoder = tmp_path_factory.mktemp("a"), tmp_path_factory.mktemp("b"), FakeEncoder(16)
    for corpus in corpora:
        build_documents([documents[i] for i in sorted(corpus)], root, encoder)
    build_documents([documents[i] for i in sorted(corpora[-1])], fresh, encoder)
    assert answers(root, encoder) == answers(fresh, encoder)
    assert verify(root).problems == ()


def test_another_encoder_embeds_everything_anew(tmp_path: Path, encoder: FakeEncoder) -> None:
    build_documents([ONE, TWO], tmp_path, encoder)
    other = FakeEncoder(32, "other")
    assert build_documents([ONE, TWO], tmp_path, other).added == 2
    with Index.open(tmp_path, other.fingerprint) as index:
        assert index.dense.dimension == 32


def test_the_name_under_which_the_encoder_can_be_opened_is_renewed(tmp_path: Path, encoder: FakeEncoder) -> None:
    build_documents([ONE], tmp_path, encoder, encoder_name="/old/folder")
    assert build_documents([ONE], tmp_path, encoder, encoder_name="/new/folder").unchanged == 1
    with Index.open(tmp_path) as index:
        assert index.manifest.encoder.name == "/new/folder"


def test_a_damaged_index_is_built_anew_and_that_is_said(tmp_path: Path, encoder: FakeEncoder) -> None:
    build_documents([ONE], tmp_path, encoder)
    next(tmp_path.glob("gen-*/catalog.sqlite")).write_bytes(b"")
    summary = build_documents([ONE], tmp_path, encoder)
    assert "catalog.sqlite" in str(summary.damaged)
    assert summary.added == 1
    assert verify(tmp_path).problems == ()


def test_leftovers_of_killed_builds_are_removed(tmp_path: Path, encoder: FakeEncoder) -> None:
    build_documents([ONE], tmp_path, encoder)
    (tmp_path / "building-gen-00000002").mkdir()
    (tmp_path / "building-gen-00000002" / "half").write_bytes(b"x")
    (tmp_path / "gen-00000009").mkdir()
    build_documents([ONE, TWO], tmp_path, encoder)
    assert sorted(path.name for path in tmp_path.glob("*gen*")) == ["gen-00000001", "gen-00000002"]


def test_two_builds_at_once_are_refused(tmp_path: Path, encoder: FakeEncoder) -> None:
    build_documents([ONE], tmp_path, encoder)
    code = (
        f"from index.generations import writing\nfrom pathlib import Path\nwith writing(Path({str(tmp_path)!r})): pass"
    )
    with writing(tmp_path):
        other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert "IndexBusyError" in other.stderr
    with writing(tmp_path), pytest.raises(IndexBusyError, match="another process"):
        build_documents([TWO], tmp_path, encoder)
    assert ids(tmp_path) == ["一"]


def test_nothing_to_index_is_an_error_and_leaves_the_index_alone(tmp_path: Path, encoder: FakeEncoder) -> None:
    build_documents([ONE], tmp_path, encoder)
    with pytest.raises(CorpusError, match="nothing"):
        build_documents([], tmp_path, encoder)
    with pytest.raises(CorpusError, match="no text found"):
        build_documents([replace(TWO, passages=(), sentences=())], tmp_path, encoder)
    assert ids(tmp_path) == ["一"]


def test_a_document_that_cannot_be_indexed_is_named_and_the_others_are_indexed(
    tmp_path: Path, encoder: FakeEncoder
) -> None:
    outside = replace(TWO, passages=(Passage(Span(0, 99), "第1段"),), sentences=())
    astray = replace(THREE, sentences=(Sentence(Span(0, 2), 5),))
    summary = build_documents([ONE, outside, astray], tmp_path, encoder)
    assert [(failure.source, failure.reason.split(":")[0]) for failure in summary.failed] == [
        ("二", "cut wrongly"),
        ("三", "cut wrongly"),
    ]
    assert summary.documents == 1


def test_two_documents_of_one_id_are_refused(tmp_path: Path, encoder: FakeEncoder) -> None:
    with pytest.raises(CorpusError, match="一"):
        build_documents([ONE, replace(TWO, id="一")], tmp_path, encoder)


def test_equal_texts_under_two_ids_are_both_kept_of_ready_documents(tmp_path: Path, encoder: FakeEncoder) -> None:
    assert build_documents([ONE, replace(ONE, id="二")], tmp_path, encoder).documents == 2


@pytest.mark.parametrize("failing", ["fsync", "rename"])
def test_a_full_disk_is_told_and_leaves_the_index_alone(
    tmp_path: Path, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    build_documents([ONE], tmp_path, encoder)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, failing, full)
        with pytest.raises(PolicyQAError, match="No space left"):
            build_documents([ONE, TWO], tmp_path, encoder)
    assert ids(tmp_path) == ["一"]
    assert build_documents([ONE, TWO], tmp_path, encoder).documents == 2


@pytest.mark.skipif(sys.platform == "win32", reason="needs file size limits")
@pytest.mark.parametrize("limit", [100, 2000, 9000, 17000])
def test_a_file_that_cannot_grow_is_told_and_leaves_the_index_alone(
    tmp_path: Path, encoder: FakeEncoder, limit: int
) -> None:
    """A limit on the size of any file makes SQLite, FAISS and numpy fail where a full disk would."""
    many = [make_document(f"m{i}", f"第{i}号人才办法。\n公寓{i}套，补贴{i}万元。") for i in range(60)]
    build_documents([ONE], tmp_path / "index", encoder)
    code = f"""
import resource, sys
sys.path[:0] = {[str(Path(__file__).parent), str(Path(__file__).parent.parent)]!r}
from pathlib import Path
from test_build import *
many = [make_document(f"m{{i}}", f"第{{i}}号人才办法。\\n公寓{{i}}套，补贴{{i}}万元。") for i in range(60)]
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
try:
    build_documents(many, Path({str(tmp_path / "index")!r}), FakeEncoder())
except PolicyQAError as error:
    print("told", error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=60)
    assert "cannot be written" in done.stdout, done.stderr
    assert ids(tmp_path / "index") == ["一"]
    assert build_documents(many, tmp_path / "index", encoder).documents == 60


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, encoder: FakeEncoder) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(PolicyQAError, match="--index"):
        build_documents([ONE], tmp_path / "file" / "index", encoder)


def test_progress_reaches_its_total(tmp_path: Path, encoder: FakeEncoder) -> None:
    seen: list[tuple[str, int, int]] = []
    build_documents([ONE, TWO], tmp_path, encoder, progress=lambda *step: seen.append(step))
    assert ("embed", 3, 3) in seen
    assert seen[-1] == ("terms", 1, 1)


def source(id_: str, sha: str, text: str = "", origin: str | None = None, own_id: str = "") -> SourceRecord:
    return SourceRecord(id_, f"/{id_}", 1, 1, sha, own_id or id_, text or sha, origin)


def test_of_equal_bytes_or_texts_the_first_answers() -> None:
    decided = plan([source("a", "1", "t"), source("b", "1", "t"), source("c", "2", "t"), source("d", "3", "u")])
    assert decided.kept == ((0, "a"), (3, "d"))
    assert [(s.source_id, s.fate, s.fate_of) for s in decided.set_aside] == [
        ("b", "duplicate", "/a"),
        ("c", "duplicate", "/a"),
    ]


def test_a_digest_gives_way_to_its_original_and_leaves_it_its_id() -> None:
    digest, original = source("digest.md", "1", origin="9", own_id="tongzhou"), source("original.txt", "9")
    for order in ([digest, original], [original, digest]):
        decided = plan(order)
        assert decided.kept == ((order.index(original), "tongzhou"),)
        assert [(s.source_id, s.fate, s.fate_of) for s in decided.set_aside] == [
            ("digest.md", "replaced", "/original.txt")
        ]
    assert plan([digest]).kept == ((0, "tongzhou"),)


def test_a_digest_gives_way_to_a_copy_of_its_original_too() -> None:
    decided = plan([source("o", "9"), source("copy", "9"), source("d", "1", origin="9", own_id="x")])
    assert decided.kept == ((0, "x"),)


def test_a_file_that_calls_itself_its_own_origin_answers() -> None:
    assert plan([source("a", "1", origin="1")]).kept == ((0, "a"),)


def test_an_id_that_is_taken_gets_a_number() -> None:
    records = [source("a", "1", own_id="x"), source("b", "2", own_id="x"), source("c", "3", own_id="x~2")]
    assert [id_ for _, id_ in plan(records).kept] == ["x", "x~2", "x~2~2"]
