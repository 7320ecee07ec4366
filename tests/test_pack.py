"""Evidence packs are proven against the files, fail at one changed character, and are compared after a rebuild."""

import json
import random
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import FakeEncoder
from report_answers import answers
from report_corpus import build_corpus

from index.build import build
from index.errors import ExportError
from index.store import Index
from qa.drift import drift, saved_citations
from qa.export.pack import JSON, PAGE, content_sha256, make_pack, write_pack
from qa.export.pack_page import page
from qa.export.pack_read import read_pack
from qa.export.pack_verify import verify_pack
from qa.gbt7714 import Style

DAY = date(2026, 11, 1)


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Index]:
    with build_corpus(tmp_path) as opened:
        yield opened


def packed(index: Index, path: Path, with_sources: bool = True) -> Path:
    write_pack(path, make_pack(answers(index), index, Style(), DAY, with_sources))
    return path


@pytest.mark.parametrize("name", ["pack", "pack.zip"])
def test_a_pack_with_its_files_is_proven_without_an_index(corpus: Index, tmp_path: Path, name: str) -> None:
    path = packed(corpus, tmp_path / name)
    corpus.close()
    shutil.rmtree(tmp_path / "corpus")
    shutil.rmtree(tmp_path / "index")
    proof = verify_pack(path)
    assert (proof.documents, proof.quotations, proof.problems) == (3, 6, ())


def test_a_pack_names_what_a_third_person_needs(corpus: Index, tmp_path: Path) -> None:
    value = read_pack(packed(corpus, tmp_path / "pack"))
    citation = value["answers"][0]["citations"][0]
    raw = (tmp_path / "corpus" / "qingyu-rules.md").read_text(encoding="utf-8")
    assert raw[citation["raw_start"] : citation["raw_end"]] == citation["raw_quote"] == citation["quote"]
    assert citation["sha256"] == corpus.entry("qingyu-rules").sha256
    assert (citation["source"], citation["locator"], citation["page"]) == ("qingyu-rules.md", "第三条", None)
    assert citation["reference"].endswith("（2024-03-15）：第三条[2026-11-01]. https://example.org/rules.html.")
    assert value["generation"] == corpus.folder.name
    assert value["program"]
    digest = next(document for document in value["documents"] if document["digest"])
    assert digest["origin"] == "通知原文.txt"
    assert digest["reference"].startswith("摘编，非原文：")
    html = (tmp_path / "pack" / PAGE).read_text(encoding="utf-8")
    assert citation["quote"] in html
    assert citation["sha256"] in html
    assert "摘编，非原文" in html


def test_files_are_found_by_their_hash_where_the_pack_has_none(corpus: Index, tmp_path: Path) -> None:
    path = packed(corpus, tmp_path / "pack.zip", with_sources=False)
    assert [problem.what for problem in verify_pack(path).problems] == [
        "qingyu-rules.md", "haitang-report.md", "yunqiao-notice.md",
    ]  # fmt: skip
    (tmp_path / "moved").mkdir()
    for place, file in enumerate(sorted((tmp_path / "corpus").iterdir())):
        shutil.copy(file, tmp_path / "moved" / f"{place}.md")
    assert verify_pack(path, [tmp_path / "moved"]).problems == ()


def test_one_changed_character_anywhere_fails(corpus: Index, tmp_path: Path) -> None:
    path = packed(corpus, tmp_path / "pack")
    rng = random.Random(3)
    for file in sorted(p for p in path.rglob("*") if p.is_file()):
        text = file.read_text(encoding="utf-8")
        # Blanks between the tokens of JSON say nothing; every other character does.
        places = [i for i, c in enumerate(text) if not c.isspace()]
        for at in rng.sample(places, 25):
            file.write_text(text[:at] + chr(ord(text[at]) + 1) + text[at + 1 :], encoding="utf-8")
            try:
                assert verify_pack(path).problems, (file.name, at, text[at])
            except ExportError:
                assert file.name == JSON
        file.write_text(text, encoding="utf-8")
    assert verify_pack(path).problems == ()


def resealed(path: Path, value: dict[str, Any]) -> None:
    """Writes a changed pack with hashes and page made to fit, as a forger would."""
    import hashlib

    value["page_sha256"] = hashlib.sha256(page(value).encode()).hexdigest()
    value["sha256"] = content_sha256(value)
    (path / JSON).write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    (path / PAGE).write_text(page(value), encoding="utf-8")


@pytest.mark.parametrize("place", range(0, 30, 3))
def test_a_forged_quotation_fails_even_in_a_pack_sealed_anew(corpus: Index, tmp_path: Path, place: int) -> None:
    path = packed(corpus, tmp_path / "pack")
    value = read_pack(path)
    citation = value["answers"][0]["citations"][0]
    for forged in (
        citation["quote"][:place] + citation["quote"][place + 1 :],
        citation["quote"][:place] + "不" + citation["quote"][place:],
    ):
        citation["quote"] = forged
        resealed(path, value)
        assert verify_pack(path).problems


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("start", 1),
        ("end", -1),
        ("raw_start", 1),
        ("raw_end", 1),
        ("locator", "第四条"),
        ("raw_quote", "另一句"),
        ("sha256", None),
    ],
)
def test_wrong_positions_and_places_fail_in_a_pack_sealed_anew(
    corpus: Index, tmp_path: Path, field: str, change: Any
) -> None:
    path = packed(corpus, tmp_path / "pack")
    value = read_pack(path)
    if field == "sha256":
        value["documents"][0]["sha256"] = "0" * 64
    else:
        citation = value["answers"][0]["citations"][0]
        citation[field] = citation[field] + change if isinstance(change, int) else change
    resealed(path, value)
    assert verify_pack(path).problems


def test_a_file_that_changed_since_it_was_indexed_is_not_packed(corpus: Index, tmp_path: Path) -> None:
    file = tmp_path / "corpus" / "qingyu-rules.md"
    file.write_text(file.read_text(encoding="utf-8").replace("四十二万", "二十四万"), encoding="utf-8")
    with pytest.raises(ExportError, match="has changed or vanished"):
        make_pack(answers(corpus), corpus, Style(), DAY, True)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'{"format": "policyqa-evidence-pack", "version": 1}',
        b'{"format": "policyqa-evidence-pack"}',
        b"PK\x03\x04",
    ],
)
@pytest.mark.parametrize("name", ["pack.json", "pack.zip"])
def test_what_is_no_pack_is_told_in_one_sentence(tmp_path: Path, content: bytes, name: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ExportError) as caught:
        verify_pack(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_names_in_an_archive_lead_nowhere(corpus: Index, tmp_path: Path) -> None:
    path = packed(corpus, tmp_path / "pack.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../../outside.txt", "x")
        archive.writestr("/outside.txt", "x")
    assert verify_pack(path).problems == ()
    assert not (tmp_path.parent / "outside.txt").exists()


def test_a_pack_goes_only_into_a_new_or_empty_folder(corpus: Index, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    with pytest.raises(ExportError, match="new or empty folder"):
        packed(corpus, tmp_path / "full")


def test_drift_tells_what_became_of_saved_citations(corpus: Index, tmp_path: Path) -> None:
    saved = saved_citations(packed(corpus, tmp_path / "pack"))
    assert [item.fate for item in drift(saved, corpus)] == ["holds"] * 6
    corpus.close()
    rules = tmp_path / "corpus" / "qingyu-rules.md"
    text = rules.read_text(encoding="utf-8")
    text = text.replace("四十二万元", "五十二万元").replace("第二条 市人才工作局", "第二条 在市委领导下，市人才工作局")
    rules.write_text(text, encoding="utf-8")
    (tmp_path / "corpus" / "yunqiao-notice.md").unlink()
    build([tmp_path / "corpus"], tmp_path / "index", FakeEncoder())
    with Index.open(tmp_path / "index") as index:
        found = drift(saved, index)
    assert [item.fate for item in found] == ["changed", "changed", "holds", "gone", "moved", "moved"]
    assert [str(change) for change in found[0].changes] == ["五十二万元→四十二万元"]
    assert found[0].nearest == "第三条 对新引进的博士研究生，给予购房补贴五十二万元，分三年发放。".rstrip("。")
    assert found[4].start == saved[4].start + len("在市委领导下，")
    assert found[4].locator == "第六条"
