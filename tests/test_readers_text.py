"""Plain text: the encoding is found from the bytes, and nothing but the byte order mark is taken away."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import ReadError
from index.readers import SUFFIXES, limits, read, read_bytes
from index.readers.text import decode

SIMPLIFIED = "第一条 为了吸引各类人才来本区创业就业，制定本办法。\r\n对全职引进的博士，给予30万元安家补贴。\r\n" * 3
TRADITIONAL = "第一條 為了吸引各類人才來本區創業就業，制定本辦法。對全職引進的博士，給予三十萬元安家補貼。\n" * 3


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-32", "utf-32-le"),
    ],
)
def test_the_encoding_is_found_and_the_text_is_unchanged(encoding: str, name: str) -> None:
    extract = read_bytes(SIMPLIFIED.encode(encoding), ".txt")
    assert extract.raw == SIMPLIFIED
    assert extract.encoding == name


def test_big5_is_told_from_gb18030() -> None:
    assert decode(TRADITIONAL.encode("big5")) == (TRADITIONAL, "big5hkscs")
    assert decode(TRADITIONAL.encode("gb18030")) == (TRADITIONAL, "gb18030")


def test_utf16_without_any_ascii_is_found() -> None:
    text = "各区人民政府，市政府各部门：现将人才公寓管理办法印发给你们，请认真贯彻执行。" * 3
    assert decode(text.encode("utf-16-le"))[0] == text
    assert decode(text.encode("utf-16-be"))[0] == text


def test_a_few_bad_bytes_do_not_change_the_encoding() -> None:
    text, name = decode(SIMPLIFIED[:40].encode() + b"\xff" + SIMPLIFIED[40:].encode())
    assert name == "utf-8"
    assert text == SIMPLIFIED[:40] + "\ufffd" + SIMPLIFIED[40:]


def test_a_file_cut_inside_a_character_keeps_the_rest() -> None:
    text, name = decode(SIMPLIFIED.encode()[:-4])
    assert name == "utf-8"
    assert text.startswith(SIMPLIFIED[:100])


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=60, max_size=120))
def test_utf8_with_a_mark_is_read_whatever_it_holds(text: str) -> None:
    assert decode(text.encode("utf-8-sig")) == (text, "utf-8")


@settings(deadline=None)
@given(st.binary(max_size=2000), st.sampled_from(sorted(SUFFIXES)))
def test_no_bytes_bring_a_reader_down(data: bytes, suffix: str) -> None:
    with contextlib.suppress(ReadError):
        assert len(read_bytes(data, suffix).raw) >= limits.MIN_CHARACTERS


@pytest.mark.parametrize(
    ("data", "suffix", "reason"),
    [
        (b"", ".txt", "empty"),
        ("不足五十字。".encode(), ".txt", "no text found"),
        (("　" * 500).encode(), ".md", "no text found"),
        (bytes(range(256)) * 40, ".txt", "binary"),
        (b"%PDF-1.7 " + SIMPLIFIED.encode(), ".txt", "wrong suffix: the content is PDF"),
        (b"\x00\x05\x16\x07" + SIMPLIFIED.encode(), ".html", "macOS"),
        (SIMPLIFIED.encode(), ".doc", ".docx"),
        (SIMPLIFIED.encode(), "", "without suffix"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, suffix: str, reason: str) -> None:
    with pytest.raises(ReadError, match=reason) as caught:
        read_bytes(data, suffix)
    assert caught.value.zh != str(caught.value)


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "大.txt"
    path.write_bytes(b"a" * 2048)
    monkeypatch.setattr("index.readers.MAX_FILE_BYTES", 1024)
    with pytest.raises(ReadError, match="too large"):
        read(path)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="cannot be opened"):
        read(tmp_path / "没有.txt")


def test_suffixes_are_read_in_any_case(tmp_path: Path) -> None:
    path = tmp_path / "通知.TXT"
    path.write_text(SIMPLIFIED, encoding="gb18030", newline="")
    assert read(path).raw == SIMPLIFIED


def test_a_text_file_that_holds_the_source_of_a_page_is_read_as_the_page() -> None:
    body = "".join(f"<p>第{n}条 本区设立人才专项资金，用于人才引进和培养。</p>" for n in range(1, 9))
    source = f"<!DOCTYPE html><html><head><title>办法</title></head><body><div>{body}</div></body></html>"
    raw = read_bytes(source.encode(), ".txt").raw
    assert raw.splitlines()[0] == "第1条 本区设立人才专项资金，用于人才引进和培养。"
    assert "<p>" not in raw
