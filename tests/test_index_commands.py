"""The commands that keep the index, run as a user runs them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import FakeEncoder

from index.build import build

ROOT = Path(__file__).resolve().parent.parent
HOUSING = """甲市人才公寓管理办法

一、申请条件
在甲市用人单位全职工作满一年，且本人及配偶在市内没有住房的，可以申请人才公寓。配租以家庭为单位。
"""
GRANTS = """乙县企业引才补贴通知

一、补贴金额
每招用一名博士补贴企业8万元，一家企业一年最多40万元，补贴资金由县财政承担并于次年发放。
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with two files and an index of them."""
    here = tmp_path_factory.mktemp("工作")
    (here / "文件").mkdir()
    (here / "文件" / "公寓.txt").write_text(HOUSING, encoding="utf-8")
    (here / "文件" / "补贴.txt").write_text(GRANTS, encoding="utf-8")
    (here / "文件" / "短.txt").write_text("太短", encoding="utf-8")
    build([here / "文件"], here / ".index", FakeEncoder())
    return here


def run(folder: Path, *args: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Runs `policyqa` in a folder; in English unless asked otherwise."""
    variables = {**os.environ, "POLICYQA_LANG": "en", **environment}
    command = [sys.executable, str(ROOT / "app.py"), *args]
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, timeout=300)


def test_info_lists_every_document(folder: Path) -> None:
    done = run(folder, "info")
    lines = done.stdout.decode().splitlines()
    assert done.returncode == 0
    assert lines[0].startswith("2 documents, ")
    assert "1 failed" in lines[1]
    assert [line.split()[0] for line in lines[2:]] == ["id", "公寓.txt", "补贴.txt"]
    assert "甲市人才公寓管理办法" in lines[3]


def test_info_as_json_is_one_value_with_every_key(folder: Path) -> None:
    done = run(folder, "info", "--json")
    value = json.loads(done.stdout)
    assert [document["id"] for document in value["documents"]] == ["公寓.txt", "补贴.txt"]
    first = value["documents"][0]
    assert first["title"] == "甲市人才公寓管理办法"
    assert first["published"] is None
    assert first["characters"] > 50
    assert value["encoder"]["fingerprint"] == FakeEncoder().fingerprint
    assert value["passages"] == sum(document["passages"] for document in value["documents"])
    assert [Path(failure["source"]).name for failure in value["failed"]] == ["短.txt"]


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "utf-16"])
def test_output_is_utf8_whatever_the_locale(folder: Path, encoding: str) -> None:
    done = run(folder, "show", "公寓.txt", LC_ALL="C", PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    assert "甲市人才公寓管理办法" in done.stdout.decode("utf-8")


def test_show_prints_the_clean_text_and_the_raw_one(folder: Path) -> None:
    clean = run(folder, "show", "公寓.txt").stdout.decode()
    raw = run(folder, "show", "公寓.txt", "--raw").stdout.decode()
    assert raw == HOUSING
    assert "办法\n\n一" in raw
    assert "办法\n一" in clean
    value = json.loads(run(folder, "show", "公寓.txt", "--json").stdout)
    assert list(value) == ["id", "source", "raw", "text", "in_force", "expires", "repealed"]
    assert f"{value['text']}\n".rstrip("\n") == clean.rstrip("\n")


def test_show_takes_a_path_too(folder: Path) -> None:
    assert run(folder, "show", str(Path("文件") / "公寓.txt")).returncode == 0


def test_an_unknown_document_is_an_error_with_a_suggestion(folder: Path) -> None:
    done = run(folder, "show", "公寓", "--json")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode().splitlines() == [
        "policyqa: no document 公寓 in the index; did you mean 公寓.txt? (policyqa info lists all)"
    ]


def test_verify_passes_and_finds_a_flipped_bit(folder: Path, tmp_path: Path) -> None:
    build([folder / "文件"], tmp_path / "index", FakeEncoder())
    sound = run(folder, "verify", "--index", str(tmp_path / "index"), "--json")
    assert (sound.returncode, json.loads(sound.stdout)["ok"]) == (0, True)
    path = next((tmp_path / "index").glob("gen-*/segments/*/sentences.npy"))
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))
    done = run(folder, "verify", "--index", str(tmp_path / "index"), "--json")
    value = json.loads(done.stdout)
    assert (done.returncode, value["ok"]) == (3, False)
    assert [problem["file"].rsplit("/")[-1] for problem in value["problems"]] == ["sentences.npy"]
    told = run(folder, "verify", "--index", str(tmp_path / "index"), POLICYQA_LANG="zh")
    assert told.returncode == 3
    assert "损坏" in told.stderr.decode()
    assert run(folder, "info", "--index", str(tmp_path / "index"), "--json").returncode == 1


@pytest.mark.parametrize("command", [["info"], ["verify"], ["show", "x"]])
@pytest.mark.parametrize(
    ("language", "words"), [("en", "build one: policyqa index"), ("zh", "请先建立：policyqa index")]
)
def test_without_an_index_one_line_says_how_to_build_it(
    tmp_path: Path, command: list[str], language: str, words: str
) -> None:
    done = run(tmp_path, *command, "--json", POLICYQA_LANG=language)
    assert (done.returncode, done.stdout) == (1, b"")
    assert len(done.stderr.decode().splitlines()) == 1
    assert words in done.stderr.decode()
    assert not (tmp_path / ".index").exists()


@pytest.mark.parametrize("arguments", [["nonsense"], ["show"], ["info", "--nonsense"], ["index", "--encoder"]])
def test_wrong_usage_is_status_2_with_nothing_on_standard_output(tmp_path: Path, arguments: list[str]) -> None:
    done = run(tmp_path, *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"usage: policyqa" in done.stderr


def test_index_of_a_path_that_does_not_exist_is_status_1(tmp_path: Path) -> None:
    done = run(tmp_path, "index", "nowhere", "--json")
    assert (done.returncode, done.stdout) == (1, b"")
    assert "nowhere" in done.stderr.decode()


def test_index_builds_and_builds_again_without_the_encoder(folder: Path, tmp_path: Path) -> None:
    """With the encoder that ships. The second build finds no news and does not even open it."""
    first = run(folder, "index", "文件", "--index", str(tmp_path), "--json")
    assert first.returncode == 0, first.stderr.decode()
    value = json.loads(first.stdout)
    assert list(value) == [
        "documents", "passages", "sentences", "added", "unchanged", "removed", "duplicates", "failed", "seconds",
    ]  # fmt: skip
    assert (value["documents"], value["added"], len(value["failed"])) == (2, 2, 1)
    assert "failed: " in first.stderr.decode()
    assert "%" not in first.stderr.decode()
    second = run(folder, "index", "文件", "--index", str(tmp_path))
    assert (second.returncode, second.stdout) == (0, b"")
    assert "0 added, 2 unchanged" in second.stderr.decode()


def test_a_reader_that_goes_away_is_no_error(folder: Path) -> None:
    command = f'{sys.executable} {ROOT / "app.py"} show 公寓.txt | head -c 1; echo "${{PIPESTATUS[0]}}" >&2'
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, timeout=60)
    assert b"Traceback" not in done.stderr
    assert done.stderr.split()[-1] == b"0"


def test_an_unexpected_error_is_one_line_and_a_log(folder: Path, tmp_path: Path) -> None:
    """A cache folder that is a file makes nothing here fail, so the failure is brought about by a broken import."""
    (tmp_path / "bm25s.py").write_text("raise ZeroDivisionError('broken')", encoding="utf-8")
    done = run(folder, "info", PYTHONPATH=str(tmp_path), POLICYQA_CACHE=str(tmp_path / "cache"))
    lines = done.stderr.decode().splitlines()
    assert (done.returncode, done.stdout, len(lines)) == (1, b"", 1)
    assert "ZeroDivisionError: broken" in lines[0]
    (log,) = (tmp_path / "cache" / "logs").iterdir()
    assert str(log) in lines[0]
    assert "Traceback" in log.read_text(encoding="utf-8")


def test_control_characters_reach_a_file_as_they_are_and_a_terminal_as_signs() -> None:
    from io import StringIO

    from index.console import print_text

    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    text = "甲\x1b[31m乙\x7f\n丙\t\u202e"
    file, terminal = StringIO(), Terminal()
    print_text(text, file)
    print_text(text, terminal)
    assert file.getvalue() == f"{text}\n"
    assert terminal.getvalue() == "甲␛[31m乙\ufffd\n丙\t\ufffd\n"


def test_a_file_name_with_line_ends_and_escapes_is_told_on_one_line(tmp_path: Path) -> None:
    (tmp_path / "坏\n\x1b[31m名.txt").write_text("太短", encoding="utf-8")
    done = run(tmp_path, "index", ".", "--json")
    assert (done.returncode, done.stdout) == (1, b"")
    assert len(done.stderr.splitlines()) == 1
    assert b"\x1b" not in done.stderr


def test_columns_count_chinese_characters_twice() -> None:
    from index.console import fitted, width

    assert fitted("人才公寓", 10) == "人才公寓  "
    assert fitted("人才公寓管理", 8) == "人才公… "
    assert all(width(fitted(text, 7)) == 7 for text in ("", "abc", "人才公寓", "a人b才c公", "abcdefgh", "人\n才"))
