"""Sixty published files, encoded for real and asked: the whole way from files to citations."""

from pathlib import Path

import pytest

from index.build import build
from index.encoders import shared_encoder
from index.store import Index
from index.verify import verify
from qa.engine import PolicyQA

FILES = 60


@pytest.mark.slow
def test_sixty_published_files_are_indexed_verified_and_asked(shared: Path, tmp_path: Path) -> None:
    files = sorted(path for path in (shared / "data" / "documents").rglob("*") if path.is_file())
    step = len(files) // FILES
    encoder = shared_encoder()
    summary = build(files[::step][:FILES], tmp_path / "index", encoder)
    assert summary.documents + len(summary.duplicates) + len(summary.failed) == FILES
    assert all(failure.reason for failure in summary.failed)
    assert summary.documents > FILES * 0.9
    assert verify(tmp_path / "index").problems == ()
    engine = PolicyQA(Index.open(tmp_path / "index"), encoder)
    answered = 0
    for entry in engine.index.documents[::10]:
        answer = engine.ask(f"{(entry.metadata.title or entry.source)[:60]}有哪些规定？")
        answered += not answer.abstained
        for citation in answer.citations:
            document = engine.index.document(citation.document)
            assert document.text[citation.start : citation.end] == citation.quote
            assert document.raw[citation.raw_start] == citation.quote[0]
            assert document.raw[citation.raw_end - 1] == citation.quote[-1]
    assert answered
