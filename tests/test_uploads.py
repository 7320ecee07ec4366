"""Uploaded files: names that lead nowhere else, whole or not at all, and an index renewed from what it knows."""

import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import MEASURES, NOTICE, policyqa, write

from index.build import BuildSummary
from index.by_hand import NAME, by_hand_csv, read_by_hand
from index.corpus import gather
from index.errors import CorpusError, IndexBusyError, PolicyQAError
from index.generations import writing
from index.holdings import Holdings
from index.readers import SUFFIXES as READ
from index.renewal import renew
from index.uploads import FILES, SUFFIXES, NameTakenError, Uploads, safe_name


def put(uploads: Uploads, name: str, text: str, replace: bool = False) -> Path:
    with uploads.staged(name) as staged:
        staged.write_text(text, encoding="utf-8")
        return uploads.put(staged, name, replace)


def test_the_formats_are_those_that_are_read() -> None:
    assert set(SUFFIXES) == READ


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("办法.pdf", "办法.pdf"),
        ("../../etc/办法.txt", "办法.txt"),
        ("C:\\fakepath\\办法.DOCX", "办法.DOCX"),
        (".htaccess.txt", "htaccess.txt"),
        ("~$办法.docx", "办法.docx"),
        ("a\nb\x00\u202etxt.md", "a btxt.md"),
        ('a<b>:"c|d?*.csv', "a_b___c_d__.csv"),
        ("con.txt", "con_.txt"),
        ("policyqa-metadata.csv", "policyqa-metadata_.csv"),
        ("e\u0301.md", "\u00e9.md"),
        ("通知 . .txt", "通知.txt"),
    ],
)
def test_a_name_is_made_harmless(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept


@pytest.mark.parametrize("name", ["", "..", ".txt", "办法", "办法.exe", "办法.pdf/", "办法.txt.zip", "x.txt\u200b.sh"])
def test_a_name_of_no_format_read_is_refused(name: str) -> None:
    with pytest.raises(CorpusError, match=r"\.txt \.md"):
        safe_name(name)


@given(st.text(max_size=300), st.sampled_from(SUFFIXES))
def test_every_name_stays_in_its_folder_and_stays_the_same(stem: str, suffix: str) -> None:
    try:
        name = safe_name(stem + suffix)
    except CorpusError:
        return
    assert name == os.path.basename(name) == safe_name(name)  # noqa: PTH119
    assert len(name.encode()) <= 180
    assert not name.startswith((".", "~$"))
    assert all(char.isprintable() for char in name)


def test_a_file_arrives_whole_or_not_at_all(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    path = put(uploads, "甲.md", MEASURES)
    assert (uploads.names(), path.read_text(encoding="utf-8")) == (["甲.md"], MEASURES)
    with uploads.staged("乙.md") as staged:
        staged.write_text("half", encoding="utf-8")
        assert [source.id for source in gather([uploads.folder])] == ["甲.md"]
    assert [entry.name for entry in uploads.folder.iterdir()] == ["甲.md"]


def test_a_name_that_is_taken_is_asked_about(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    put(uploads, "Plan.md", MEASURES)
    with pytest.raises(NameTakenError, match=r"Plan\.md"):
        put(uploads, "plan.MD", NOTICE)
    assert put(uploads, "plan.MD", NOTICE, replace=True).name == "Plan.md"
    assert (uploads.folder / "Plan.md").read_text(encoding="utf-8") == NOTICE


def test_a_link_in_the_folder_is_replaced_and_not_followed(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    outside = tmp_path / "outside.md"
    outside.write_text("outside", encoding="utf-8")
    uploads.folder.mkdir()
    (uploads.folder / "甲.md").symlink_to(outside)
    put(uploads, "甲.md", MEASURES, replace=True)
    assert not (uploads.folder / "甲.md").is_symlink()
    assert outside.read_text(encoding="utf-8") == "outside"


def test_a_removed_file_takes_along_what_was_filled_in(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    put(uploads, "甲.md", MEASURES)
    put(uploads, "乙.md", NOTICE)
    (uploads.folder / NAME).write_bytes(by_hand_csv({"甲.md": {"title": "甲"}, "乙.md": {"title": "乙"}}))
    uploads.remove("甲.md")
    assert uploads.names() == ["乙.md"]
    assert read_by_hand(uploads.folder) == {"乙.md": {"title": "乙"}}
    for name in ("甲.md", "../current.json", NAME, ""):
        with pytest.raises(CorpusError, match="not among"):
            uploads.remove(name)
    assert (uploads.folder / NAME).exists()


def test_there_is_a_most_of_files(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    uploads.folder.mkdir()
    for number in range(FILES):
        (uploads.folder / f"{number}.md").touch()
    with pytest.raises(CorpusError, match="the most"):
        put(uploads, "one more.md", MEASURES)
    put(uploads, "7.md", MEASURES, replace=True)


def test_what_interrupted_uploads_left_is_swept(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    uploads.folder.mkdir()
    old, new = uploads.folder / ".staged-1.md", uploads.folder / ".staged-2.md"
    for path in (old, new):
        path.touch()
    os.utime(old, (time.time() - 7200,) * 2)
    put(uploads, "甲.md", MEASURES)
    assert (old.exists(), new.exists()) == (False, True)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with the documents and an index of them."""
    here = tmp_path_factory.mktemp("库")
    write(here / "文件")
    done = policyqa(here, "index", "文件")
    assert done.returncode == 0, done.stderr.decode()
    return here


def test_a_renewal_takes_up_uploads_and_tells_how_far_it_is(place: Path) -> None:
    root = place / ".index"
    before = Holdings.open(root)
    put(Uploads(root), "新办法.md", MEASURES.replace("青屿市", "银湾市").replace("qingyu-measures", "yinwan"))
    put(Uploads(root), "同一份.txt", NOTICE)
    told: list[tuple[str, int, int]] = []
    summary = renew(root, lambda *progress: told.append(progress))
    assert isinstance(summary, BuildSummary)
    assert (summary.added, summary.unchanged, summary.removed) == (1, len(before.documents), 0)
    assert [Path(one).name for one, _ in summary.duplicates] == ["通知副本.txt", "同一份.txt"]
    assert [Path(failure.source).name for failure in summary.failed] == ["短.txt"]
    assert {stage for stage, _, _ in told} == {"read", "embed", "terms"}
    assert all(0 <= done <= total for _, done, total in told)
    after = Holdings.open(root)
    assert {entry.id for entry in after.documents} - {entry.id for entry in before.documents} == {"yinwan"}
    assert after.failed[0][2] == "没有读到文字：只有 2 字，不足 50 字"
    haitang = next(n for n, entry in enumerate(after.documents) if entry.id == "haitang-digest")
    assert [after.damaged[haitang], sum(after.damaged)] == [1, 1]
    assert [source.fate for source in after.set_aside] == ["duplicate", "duplicate"]
    shown = json.loads(policyqa(place, "info", "--json").stdout)
    assert len(shown["documents"]) == len(after.documents)


def test_a_renewal_says_when_it_cannot_be_done(place: Path, tmp_path: Path) -> None:
    with writing(place / ".index"), pytest.raises(IndexBusyError, match="another process"):
        renew(place / ".index", lambda *_: None)
    with pytest.raises(PolicyQAError, match="does not say where its documents are") as caught:
        renew(tmp_path / "none", lambda *_: None)
    assert "没有记下" in caught.value.zh
