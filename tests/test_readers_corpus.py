"""Reading and cleaning real published files: nothing crashes, nothing of an article is lost, every failure is named."""

import html
import re
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest

from index.cleaning import clean
from index.errors import ReadError
from index.model import CleanText, Extract
from index.readers import SUFFIXES, read
from index.readers.text import decode

pytestmark = pytest.mark.slow

Readings = dict[Path, tuple[Extract, CleanText]]
HAN = re.compile(r"[\u3400-\u9fff]")
UNSEEN = re.compile(r"(?is)<(script|style|select|textarea|title|option)\b.*?</\1>|<!--.*?-->")
BLOCK = re.compile(r"(?i)</?(?:p|div|td|th|tr|table|li|ul|ol|h\d|br|body|dd|dt|center|form|pre)\b[^>]*>")


@pytest.fixture(scope="module")
def documents(shared: Path) -> list[Path]:
    """The published files, by name."""
    return sorted(path for path in (shared / "data" / "documents").rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def failures(documents: list[Path]) -> dict[Path, str]:
    """Filled by `readings`: the files that cannot be read and why."""
    return {}


@pytest.fixture(scope="module")
def readings(documents: list[Path], failures: dict[Path, str]) -> Readings:
    """What each file gives, raw and clean."""
    found: Readings = {}
    for path in documents:
        try:
            extract = read(path)
        except ReadError as error:
            failures[path] = str(error)
        else:
            found[path] = extract, clean(extract)
    return found


def han(text: str) -> str:
    """The Chinese characters of a text."""
    return "".join(HAN.findall(text))


def crude(path: Path) -> str:
    """All text of a page or Word file, a block a line, menus included."""
    if path.suffix == ".docx":
        xml = zipfile.ZipFile(path).read("word/document.xml").decode()
        visible = re.sub(r"<w:r[ >](?:(?!</w:r>).)*?<w:vanish/>.*?</w:r>", "", xml)
        return "\n".join("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)", p)) for p in visible.split("</w:p>"))
    source = re.sub(r"[\r\n]+", "", UNSEEN.sub("", decode(path.read_bytes())[0]))
    return html.unescape(re.sub(r"<[^>]*>", "", BLOCK.sub("\n", source)))


def test_every_file_is_read_or_named_with_its_reason(
    documents: list[Path], readings: Readings, failures: dict[Path, str]
) -> None:
    assert len(readings) + len(failures) == len(documents)
    assert {path.suffix for path in documents} <= SUFFIXES
    for path, reason in failures.items():
        print(f"{path.name}: {reason}")
        assert reason.startswith(("no text found", "a macOS resource file"))
    assert len(failures) <= 10


def test_the_map_holds_for_every_character_of_every_file(readings: Readings) -> None:
    for path, (extract, cleaned) in readings.items():
        places = [cleaned.map.to_raw(i) for i in range(cleaned.map.length)]
        assert len(places) == len(cleaned.text), path.name
        assert all(one < two for one, two in pairwise(places)), path.name
        for character, place in zip(cleaned.text, places, strict=True):
            raw = extract.raw[place]
            assert raw == character or (character in " \n" and raw.isspace()), path.name


def test_files_that_keep_under_sixty_percent_of_their_characters_are_few_and_named(readings: Readings) -> None:
    thin = []
    for path, (_, cleaned) in readings.items():
        if path.suffix in (".html", ".htm", ".docx"):
            share = len(han(cleaned.text)) / max(1, len(han(crude(path))))
            if share < 0.6:
                thin.append(f"{share:.2f} {path.name}")
    print(*sorted(thin), sep="\n")
    # looked at one by one: lists of links, and pages whose menus outweigh their article
    assert len(thin) <= 8, "\n".join(sorted(thin))


def test_no_running_paragraph_of_a_page_or_word_file_is_lost(readings: Readings) -> None:
    lost = []
    for path, (_, cleaned) in readings.items():
        if path.suffix not in (".html", ".htm", ".docx"):
            continue
        kept = han(cleaned.text)
        paragraphs = [han(line) for line in crude(path).split("\n") if "。" in line and "<" not in line]
        running = [words for words in paragraphs if len(words) >= 40]
        gone = [words for words in running if words[:25] not in kept and words[-25:] not in kept]
        if len(gone) > 2 or len(gone) * 10 > len(running):
            lost.append(f"{path.name}: {len(gone)} of {len(running)}, {gone[0][:15]}")
    assert not lost, "\n".join(lost)


def test_damage_is_marked_in_few_files_and_named(readings: Readings) -> None:
    marked = {path.name: cleaned.damaged for path, (_, cleaned) in readings.items() if cleaned.damaged}
    for name, spans in sorted(marked.items()):
        print(f"{name}: {len(spans)}")
    # looked at one by one: each holds characters lost in recognition or conversion
    assert len(marked) <= 5, sorted(marked)
