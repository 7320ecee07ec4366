"""An index on disk: what goes in comes out, and what is damaged is refused."""

import hashlib
import json
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from conftest import FakeEncoder, make_document, rewrite_manifest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.build import build_documents
from index.errors import IndexDamagedError, IndexFormatError, IndexMissingError, PolicyQAError
from index.generations import POINTER, STAMPS
from index.model import Cell, Document, Metadata, OffsetMap, Passage, Section, Sentence, Span
from index.store import Index
from index.verify import verify

DOCUMENTS = [
    make_document(
        "乙", "乙县人才公寓共40套。可住三年。\n租金每月500元。", Metadata(title="公寓", region="甲省/乙县"), "乙县 公寓"
    ),
    make_document("甲", "甲市给予30万元补贴。", Metadata(title="补贴", published="2024-10")),
    make_document("丙", "丙区每年评选10人。\n逾期不受理。"),
]


@pytest.fixture
def built(tmp_path: Path, encoder: FakeEncoder) -> Path:
    build_documents(DOCUMENTS, tmp_path / "索引", encoder)
    return tmp_path / "索引"


@pytest.fixture
def index(built: Path) -> Iterator[Index]:
    with Index.open(built) as opened:
        yield opened


def files_of(root: Path) -> list[Path]:
    """All files of the current generation."""
    folder = root / json.loads((root / POINTER).read_text())["generation"]
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_documents_come_in_order_of_id_and_their_passages_are_numbered_through(index: Index) -> None:
    assert [entry.id for entry in index.documents] == ["丙", "乙", "甲"]
    assert [(entry.first_passage, entry.passage_count) for entry in index.documents] == [(0, 2), (2, 2), (4, 1)]
    assert index.passage_documents.tolist() == [0, 0, 1, 1, 2]
    third = index.passage(3)
    assert (third.number, third.document.id, third.ordinal) == (3, "乙", 1)
    assert third.text == "租金每月500元。"
    assert third.passage.context == "乙县 公寓"


def test_every_document_comes_out_as_it_went_in(index: Index) -> None:
    for document in DOCUMENTS:
        assert index.document(document.id) == document
        assert index.text(document.id) == document.text


def test_vectors_are_of_context_and_text_and_of_each_sentence(index: Index, encoder: FakeEncoder) -> None:
    assert index.sentences(2) == (Span(0, 11), Span(11, 16))
    whole = encoder.queries(["乙县 公寓\n乙县人才公寓共40套。可住三年。"])[0]
    numbers, cosines = index.dense.search(whole, 1)
    assert numbers.tolist() == [2]
    assert cosines[0] == pytest.approx(1)
    expected = encoder.queries(["乙县人才公寓共40套。", "可住三年。"])
    np.testing.assert_allclose(index.sentence_vectors(2), expected, atol=1e-3)


def test_terms_are_of_context_and_text(index: Index) -> None:
    """Passage 3 says nothing of 公寓; its context does."""
    assert index.terms.scores("公寓")["bigrams"].nonzero()[0].tolist() == [2, 3]


@pytest.mark.parametrize("number", [-1, 5])
def test_a_passage_number_out_of_range_is_an_error(index: Index, number: int) -> None:
    with pytest.raises(IndexError, match=r"0\.\.4"):
        index.passage(number)


def test_many_threads_read_the_same(index: Index) -> None:
    expected = [index.passage(number).text for number in range(5)]
    wrong: list[object] = []

    def read(seed: int) -> None:
        for number in np.random.default_rng(seed).integers(0, 5, 200).tolist():
            document = index.document(index.passage(number).document.id)
            if index.passage(number).text != expected[number] or document not in DOCUMENTS:
                wrong.append(number)
            index.sentence_vectors(number)

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Any document at all, with every kind of part and characters that databases dislike."""
    text = draw(st.text(alphabet="人才a1。 \n\0\ufeff\ud800\U0001f600é\ufffd", min_size=1, max_size=30))
    size = len(text)
    gaps = draw(st.lists(st.integers(0, 3), min_size=size, max_size=size))
    positions = [at + sum(gaps[: at + 1]) for at in range(size)]
    raw = [" "] * (positions[-1] + 1)
    for position, character in zip(positions, text, strict=True):
        raw[position] = character
    cuts = sorted({0, size, *draw(st.lists(st.integers(0, size), max_size=3))})
    spans = [Span(start, end) for start, end in pairwise(cuts)]
    words = st.text(alphabet="标题\ud800 x", max_size=4)
    passages = tuple(
        Passage(
            span,
            draw(words),
            tuple(draw(st.lists(words, max_size=2))),
            draw(words),
            draw(st.none() | st.just(0)),
            (Cell(draw(st.none() | words), span),) * draw(st.integers(0, 2)),
            draw(st.none() | st.integers(1, 9)),
        )
        for span in spans
    )
    sentences = [Sentence(span, place) for place, span in enumerate(spans) if draw(st.booleans())]
    return Document(
        id=draw(st.text(alphabet="编号1-", min_size=1, max_size=4)),
        source="来源.txt",
        path="",
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        raw="".join(raw),
        text=text,
        map=OffsetMap.from_positions(positions),
        metadata=Metadata(title=draw(st.none() | words), region_inferred=draw(st.booleans())),
        sections=(Section(1, draw(words), draw(words), spans[0], Span(0, 0), None),) * draw(st.integers(0, 2)),
        passages=passages,
        sentences=tuple(draw(st.permutations(sentences))),
        damaged=tuple(spans[: draw(st.integers(0, 1))]),
    )


@settings(max_examples=25, deadline=None)
@given(st.lists(documents(), min_size=1, max_size=3, unique_by=lambda document: document.id))
def test_any_document_comes_out_as_it_went_in(tmp_path_factory: pytest.TempPathFactory, made: list[Document]) -> None:
    root = tmp_path_factory.mktemp("any")
    build_documents(made, root, FakeEncoder(8))
    with Index.open(root) as opened:
        for document in made:
            assert opened.document(document.id) == document
            first = opened.entry(document.id).first_passage
            for ordinal, passage in enumerate(document.passages):
                assert opened.passage(first + ordinal).text == document.text[passage.span.start : passage.span.end]
    assert verify(root).problems == ()


def test_every_field_of_a_document_is_kept() -> None:
    """A field added to the model has to be added to the segment, the exchange between processes and here."""
    kept = {
        Document: "id source path sha256 raw text map metadata sections passages sentences damaged",
        Section: "level locator heading span heading_span parent",
        Passage: "span locator headings context section cells page",
        Cell: "column span",
        Sentence: "span passage",
        OffsetMap: "clean raw length",
    }
    for kind, names in kept.items():
        assert [field.name for field in fields(kind)] == names.split()


def test_no_index_is_said_with_the_command_that_builds_one(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="policyqa index"):
        Index.open(tmp_path / "none")


def test_another_encoder_is_refused_and_both_are_named(built: Path, encoder: FakeEncoder) -> None:
    other = FakeEncoder(name="other")
    with pytest.raises(IndexFormatError, match=encoder.fingerprint[:12]) as caught:
        Index.open(built, other.fingerprint)
    assert other.fingerprint[:12] in str(caught.value)
    assert "rebuild" in caught.value.zh
    Index.open(built, encoder.fingerprint).close()


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_an_index_of_another_format_is_refused(built: Path, version: object) -> None:
    rewrite_manifest(built, {"format": version})
    with pytest.raises(IndexFormatError, match="rebuild") as caught:
        Index.open(built)
    assert not isinstance(caught.value, IndexDamagedError)
    with pytest.raises(IndexFormatError, match="format"):
        verify(built)


def test_a_manifest_that_counts_otherwise_is_refused(built: Path) -> None:
    rewrite_manifest(built, {"passages": 6})
    with pytest.raises(IndexDamagedError, match="count"):
        Index.open(built)


@pytest.mark.parametrize("pointer", [b"", b"{}", b"[]", b'{"generation": "../x", "manifest_sha256": ""}', b"\xff"])
def test_a_damaged_pointer_is_refused(built: Path, pointer: bytes) -> None:
    (built / POINTER).write_bytes(pointer)
    with pytest.raises(IndexDamagedError, match="pointer"):
        Index.open(built)
    assert len(verify(built).problems) == 1


def test_every_flipped_bit_cut_and_added_byte_is_found_in_every_file(built: Path) -> None:
    random = np.random.default_rng(0)
    for path in files_of(built):
        whole = path.read_bytes()
        middle = int(random.integers(0, len(whole)))
        flipped = whole[:middle] + bytes([whole[middle] ^ 1 << int(random.integers(0, 8))]) + whole[middle + 1 :]
        for damaged in (flipped, whole[:-1], whole + b"\0", b""):
            path.write_bytes(damaged)
            with pytest.raises(IndexDamagedError):
                Index.open(built)
            assert [problem.file.rsplit("/")[-1] for problem in verify(built).problems] == [path.name]
        path.unlink()
        with pytest.raises(IndexDamagedError):
            Index.open(built)
        path.write_bytes(whole)
    Index.open(built).close()
    assert verify(built).problems == ()


def test_a_stamp_saves_the_second_check_and_verify_ignores_it(built: Path) -> None:
    """Bytes turned behind the stamp's back, with size and time restored, are found by verify and `check` alone."""
    Index.open(built).close()
    path = next(path for path in files_of(built) if path.suffix == ".faiss")
    before = path.stat()
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with Index.open(built) as opened:
        assert [name for name, _ in opened.check()] == [f"segments/{path.parent.name}/passages.faiss"]
    assert len(verify(built).problems) == 1
    (built / STAMPS).unlink()
    with pytest.raises(IndexDamagedError, match="SHA-256"):
        Index.open(built)


def test_an_index_that_cannot_be_written_to_opens_all_the_same(built: Path) -> None:
    (built / STAMPS).unlink()
    (built / STAMPS).mkdir()
    Index.open(built).close()


def test_verify_holds_the_contents_against_each_other(tmp_path: Path, encoder: FakeEncoder) -> None:
    """A document whose clean text is not its raw text is written soundly, and is wrong all the same."""
    wrong = make_document("错", "人才公寓。")
    wrong = Document(**{**{name: getattr(wrong, name) for name in wrong.__slots__}, "raw": "人材公寓。"})
    build_documents([wrong], tmp_path, encoder)
    assert [problem.reason for problem in verify(tmp_path).problems] == ["1 characters differ from the raw text"]


def test_an_opened_index_keeps_answering_when_its_files_are_gone(built: Path, index: Index) -> None:
    shutil.rmtree(built)
    assert index.document("甲") == DOCUMENTS[1]
    assert index.passage(3).text == "租金每月500元。"
    assert index.sentence_vectors(2).shape == (2, 64)


def test_nothing_is_pickled(built: Path) -> None:
    for path in files_of(built):
        if path.suffix in {".npy", ".npz"}:
            assert b"pickle" not in path.read_bytes()
            np.load(path, allow_pickle=False)
        assert path.suffix in {".npy", ".npz", ".json", ".sqlite", ".faiss"}


def test_errors_name_the_index_and_what_to_do_in_both_languages(built: Path) -> None:
    files_of(built)[0].write_bytes(b"")
    with pytest.raises(PolicyQAError) as caught:
        Index.open(built)
    for text in (str(caught.value), caught.value.zh):
        assert str(built) in text
        assert "--rebuild" in text
