"""Proves an evidence pack against the files: nothing of our index is needed, one changed character fails."""

import hashlib
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.corpus import SourceFile
from index.manifest import file_sha256
from index.model import Document, Span
from index.pipeline import pipeline_fingerprint
from index.reading import Failure, read_files
from qa.export.pack import JSON, PAGE, content_sha256, text_sha256
from qa.export.pack_page import page
from qa.export.pack_read import open_pack
from qa.locations import locator_of

_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not hold: what of the pack, and why, in English and in Chinese."""

    what: str
    reason: str
    reason_zh: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What was checked: how many documents and quotations, and what does not hold."""

    documents: int
    quotations: int
    problems: tuple[Problem, ...]


def verify_pack(path: Path, folders: Sequence[Path] = ()) -> Proof:
    """Checks that a pack is what was made, and that each quotation stands in the file named, at the place named.

    Args:
        path: a folder, a .zip file, or pack.json.
        folders: where the files are looked for, by their SHA-256, if the pack does not hold them.

    Raises:
        ExportError: if it is no pack.
    """
    with tempfile.TemporaryDirectory() as folder:
        value, files = open_pack(path, Path(folder))
        problems = list(_whole(value, files))
        documents, missing = _documents(value, files, folders)
        problems += missing
        quotations = 0
        for answer in value["answers"]:
            for citation in answer["citations"]:
                quotations += 1
                document = documents.get(citation["document"])
                if document is not None:
                    problems += _citation(value, citation, document)
        return Proof(len(value["documents"]), quotations, tuple(problems))


def _whole(value: dict[str, Any], files: Mapping[str, Path]) -> Iterator[Problem]:
    """Whether the pack is as it was made."""
    if content_sha256(value) != value.get("sha256"):
        yield Problem(JSON, "was changed after it was made", "在制作之后被改动")
    try:
        expected = page(value)
    except (KeyError, TypeError, AttributeError):
        return
    made = files[PAGE].read_bytes() if PAGE in files else None
    if made is None:
        yield Problem(PAGE, "is missing", "缺失")
    elif hashlib.sha256(made).hexdigest() != value.get("page_sha256") or made != expected.encode("utf-8", "replace"):
        yield Problem(PAGE, "does not show what pack.json says", "与 pack.json 的内容不一致")


def _documents(
    value: Mapping[str, Any], files: Mapping[str, Path], folders: Sequence[Path]
) -> tuple[dict[str, Document], list[Problem]]:
    """The documents of a pack read from their files."""
    problems: list[Problem] = []
    found: dict[str, Path] = {}
    known: dict[str, Path] | None = None
    for document in value["documents"]:
        path = files.get(str(document.get("file")))
        if path is None and _SHA256.fullmatch(document["sha256"]):
            known = _by_sha256(folders, value) if known is None else known
            path = known.get(document["sha256"])
        if path is None:
            problems.append(
                Problem(
                    document["source"],
                    "the file was not found; name its folder with --files",
                    "未找到该文件，请用 --files 指明所在文件夹",
                )
            )
        elif file_sha256(path) != document["sha256"]:
            problems.append(
                Problem(document["source"], "the file has other bytes than were quoted", "文件内容与引用时不同")
            )
        else:
            found[document["id"]] = path
    read = read_files([SourceFile(path, id) for id, path in found.items()], lambda done: None)
    documents: dict[str, Document] = {}
    for id, result in zip(found, read, strict=True):
        if isinstance(result, Failure):
            problems.append(Problem(id, f"cannot be read: {result.reason}", f"无法读取：{result.reason_zh}"))
        else:
            documents[id] = result
    return documents, problems


def _by_sha256(folders: Sequence[Path], value: Mapping[str, Any]) -> dict[str, Path]:
    """Files below some folders by SHA-256; only those of a size that is wanted are read."""
    sizes = {document.get("size") for document in value["documents"]}
    found: dict[str, Path] = {}
    for folder in folders:
        for path in [folder] if folder.is_file() else sorted(folder.rglob("*")):
            if path.is_file() and path.stat().st_size in sizes:
                found.setdefault(file_sha256(path), path)
    return found


def _citation(value: Mapping[str, Any], citation: Mapping[str, Any], document: Document) -> Iterator[Problem]:
    """Whether a quotation stands in a file's text at its positions, raw and clean."""
    words = " ".join(citation["quote"].split())
    what = f"“{words[:40]}{'…' if len(words) > 40 else ''}”"
    if document.raw[citation["raw_start"] : citation["raw_end"]] != citation["raw_quote"]:
        yield Problem(what, "does not stand in the file at its raw position", "不在文件原始文本所记的位置")
        return
    if "".join(citation["raw_quote"].split()) == "" or not _comes_from(citation["quote"], citation["raw_quote"]):
        yield Problem(what, "has words that its raw text has not", "含有原始文本没有的字")
        return
    # Another version of the program may clean a text otherwise: the words must stand in it, if not at that place.
    same = value.get("pipeline") == pipeline_fingerprint() or text_sha256(document.text) == _recorded(value, citation)
    span = Span(citation["start"], citation["end"])
    held = document.text[span.start : span.end] == citation["quote"] if same else citation["quote"] in document.text
    if not held:
        yield Problem(what, "does not stand in the clean text at its position", "不在清洗后文本所记的位置")
    elif same and citation.get("locator") not in _locators(document, span):
        yield Problem(what, f"is not at {citation.get('locator')}", f"不在 {citation.get('locator')}")


def _locators(document: Document, span: Span) -> set[str]:
    """How a span may be cited: by the innermost clause, or by its passage."""
    passages = [p for p in document.passages if p.span.overlaps(span)]
    return {locator_of(document, span, passage) for passage in passages} | {p.locator for p in passages}


def _recorded(value: Mapping[str, Any], citation: Mapping[str, Any]) -> str:
    return next((d["clean_sha256"] for d in value["documents"] if d["id"] == citation["document"]), "")


def _comes_from(quote: str, raw: str) -> bool:
    """Whether a quotation is its raw text with characters left out and white space made one space or line end."""
    at = 0
    for character in quote:
        if character.isspace():
            continue
        at = raw.find(character, at) + 1
        if not at:
            return False
    return bool(quote)
