"""The corpus: which files are gathered under which ids, and the whole way of a file to a document."""

import hashlib
import os
from pathlib import Path

import pytest

from index.corpus import SourceFile, encoded_id, gather, load, shown_name
from index.errors import CorpusError, ReadError

POLICY = """---
id: city-talent
title: 某市引才办法
region: 江苏省/南通市/通州区
published: 2024-05-06
---
# 某市引才办法

## 一、目标

到2030年，全市引进各类人才五万名，其中博士一千名，建成创新平台二十个。

## 二、标准

| 类别 | 补贴 |
| --- | --- |
| 博士 | 十万元 |
| 硕士 | 五万元 |
"""


def write(path: Path, text: str = POLICY) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def ids(*paths: Path) -> list[str]:
    return [source.id for source in gather(paths)]


def test_folders_are_searched_through_and_ids_are_the_paths_below_them(tmp_path: Path) -> None:
    for name in ("b.md", "a/二.txt", "a/一.md"):
        write(tmp_path / name)
    assert ids(tmp_path) == ["a/一.md", "a/二.txt", "b.md"]


def test_a_file_named_alone_has_its_name_for_id(tmp_path: Path) -> None:
    assert ids(write(tmp_path / "deep" / "one.md")) == ["one.md"]


def test_hidden_files_are_left_out_and_unknown_formats_are_kept_to_be_named(tmp_path: Path) -> None:
    for name in (".git/x.md", ".hidden.md", "~$lock.docx", "picture.bin", "a.md"):
        write(tmp_path / name)
    assert ids(tmp_path) == ["a.md", "picture.bin"]
    unknown = next(source for source in gather([tmp_path]) if source.id == "picture.bin")
    with pytest.raises(ReadError, match="bin"):
        load(unknown)


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="missing"):
        gather([tmp_path / "missing"])


def test_a_file_reached_twice_counts_once(tmp_path: Path) -> None:
    file = write(tmp_path / "a" / "one.md")
    assert ids(tmp_path, tmp_path / "a", file) == ["a/one.md"]


def test_files_of_one_name_in_two_folders_are_told_apart_by_the_folders(tmp_path: Path) -> None:
    write(tmp_path / "east" / "one.md")
    write(tmp_path / "west" / "one.md")
    write(tmp_path / "west" / "two.md")
    assert ids(tmp_path / "east", tmp_path / "west") == ["east/one.md", "two.md", "west/one.md"]
    write(tmp_path / "x" / "same" / "one.md")
    write(tmp_path / "y" / "same" / "one.md")
    assert ids(tmp_path / "x" / "same", tmp_path / "y" / "same") == ["x/same/one.md", "y/same/one.md"]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links here")
def test_links_in_a_circle_end(tmp_path: Path) -> None:
    write(tmp_path / "a" / "one.md")
    (tmp_path / "a" / "back").symlink_to(tmp_path, target_is_directory=True)
    assert ids(tmp_path) == ["a/one.md"]


def test_a_link_that_leads_nowhere_is_named_and_fails_when_read(tmp_path: Path) -> None:
    write(tmp_path / "one.md")
    (tmp_path / "gone.md").symlink_to(tmp_path / "nothing.md")
    sources = gather([tmp_path])
    assert [source.id for source in sources] == ["gone.md", "one.md"]
    with pytest.raises(ReadError):
        load(sources[0])


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a b.md", "a%20b.md"),
        ("line\nend.md", "line%0Aend.md"),
        ("100%.md", "100%25.md"),
        ("全　角.md", "全%E3%80%80角.md"),
        ("cafe\u0301.md", "caf\u00e9.md"),
        ("\udcff.md", "%FF.md"),
    ],
)
def test_ids_are_composed_and_white_space_controls_and_percent_are_encoded(path: str, expected: str) -> None:
    assert encoded_id(path) == expected


def test_the_name_shown_has_no_controls() -> None:
    assert shown_name(Path("folder/line\nend\x07.md")) == "line end .md"


def test_names_that_differ_only_in_composition_stay_two_files(tmp_path: Path) -> None:
    write(tmp_path / "caf\u00e9.md")
    write(tmp_path / "cafe\u0301.md")
    if len(list(tmp_path.iterdir())) == 2:
        assert len(set(ids(tmp_path))) == 2


def test_order_of_the_paths_does_not_change_what_is_gathered(tmp_path: Path) -> None:
    for name in ("e/one.md", "w/one.md", "w/two.md"):
        write(tmp_path / name)
    east, west = tmp_path / "e", tmp_path / "w"
    assert gather([east, west]) == gather([west, east])


def test_a_file_becomes_a_document_with_all_that_the_index_needs(tmp_path: Path) -> None:
    path = write(tmp_path / "办法 1.md")
    document = load(gather([tmp_path])[0])
    assert document.id == "city-talent"
    assert document.source == "办法 1.md"
    assert document.path == str(path)
    assert document.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert document.raw == POLICY
    assert document.metadata.title == "某市引才办法"
    assert document.metadata.published == "2024-05-06"
    assert "id:" not in document.text
    assert [section.locator for section in document.sections] == ["一、", "二、"]
    assert [(p.locator, document.quote(p.span)) for p in document.passages] == [
        ("一、", "到2030年，全市引进各类人才五万名，其中博士一千名，建成创新平台二十个。"),
        ("二、表第1行", "博士 | 十万元"),
        ("二、表第2行", "硕士 | 五万元"),
    ]
    assert document.passages[1].context == "江苏省南通市通州区\n某市引才办法\n二、标准\n类别 补贴"
    for passage in document.passages:
        raw = document.raw_span(passage.span)
        assert document.raw[raw.start : raw.end].split() == document.quote(passage.span).split()


def test_a_file_without_front_matter_has_its_path_for_id(tmp_path: Path) -> None:
    write(tmp_path / "sub" / "a b.md", POLICY.split("---\n", 2)[2])
    assert load(gather([tmp_path])[0]).id == "sub/a%20b.md"


def test_pages_of_a_pdf_are_kept_for_its_passages(shared: Path) -> None:
    source = next(source for source in gather([shared / "data" / "documents" / "pdf"]) if source.id.endswith(".pdf"))
    pages = [passage.page for passage in load(source).passages]
    assert pages[0] == 1
    assert pages == sorted(pages, key=lambda page: page or 0)
    assert (pages[-1] or 0) > 1


def test_a_file_with_too_little_text_fails_with_a_reason(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="text"):
        load(SourceFile(write(tmp_path / "x.md", "短"), "x.md"))
