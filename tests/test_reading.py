"""Files read in processes of their own: what breaks there is told and breaks nothing here."""

import json
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from test_store import documents

from index.corpus import SourceFile
from index.exchange import dump, dump_document, load_document
from index.model import Document
from index.reader_process import read_apart
from index.reading import Failure, read_file, read_files

TEXT = """甲市人才公寓管理办法

一、申请条件
在甲市用人单位全职工作满一年，且本人及配偶在市内没有住房的，可以申请人才公寓。
"""


def source(path: Path) -> SourceFile:
    return SourceFile(path, path.name)


@pytest.fixture
def files(tmp_path: Path) -> list[SourceFile]:
    for number in range(5):
        (tmp_path / f"第{number}号.txt").write_text(TEXT.replace("一年", f"{number}年"), encoding="utf-8")
    (tmp_path / "短.txt").write_text("太短", encoding="utf-8")
    return [source(path) for path in sorted(tmp_path.iterdir(), reverse=True)]


@settings(max_examples=50, deadline=None)
@given(documents())
def test_a_document_survives_the_way_between_processes(document: Document) -> None:
    assert load_document(json.loads(dump(dump_document(document)))) == document


def test_files_are_read_apart_as_they_are_read_here(files: list[SourceFile]) -> None:
    apart = dict(read_apart(files, 2, 60))
    assert [apart[n] for n in range(len(files))] == [read_file(file) for file in files]


def test_a_reader_that_dies_costs_one_file(files: list[SourceFile], tmp_path: Path) -> None:
    """A pipe that never ends stands for a parser that never does, between files that are read all the same."""
    os.mkfifo(tmp_path / "挂起.txt")
    hanging = source(tmp_path / "挂起.txt")
    found = dict(read_apart([files[1], hanging, files[2]], 1, 2.0))
    assert isinstance(found[0], Document)
    assert isinstance(found[2], Document)
    assert found[1] == Failure(str(hanging.path), "reading took longer than 2 s", "读取超过 2 秒，已放弃")


def test_a_reader_that_crashes_is_told_from_one_that_is_slow(files: list[SourceFile], tmp_path: Path) -> None:
    """A sparse file of more bytes than a reading process may have makes reading fail there, not here."""
    huge = tmp_path / "大.txt"
    with huge.open("wb") as file:
        file.truncate(64 << 30)
    (first, found), *_ = sorted(read_apart([source(huge), files[0]], 1, 60))
    assert first == 0
    assert isinstance(found, Failure)
    assert "MemoryError" in found.reason or "crashed" in found.reason


def test_plain_files_need_no_process_and_others_do_without_one_where_none_starts(
    files: list[SourceFile], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent")
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.4")
    pdf = source(tmp_path / "x.pdf")
    seen: list[int] = []
    found = read_files([pdf, *files], seen.append)
    assert [type(result).__name__ for result in found] == ["Failure", *["Document"] * 5, "Failure"]
    assert seen == [1, 2, 3, 4, 5, 6, 7]
    assert found[0] == read_file(pdf)
