"""The evidence pack: every quotation of some answers with all that a third person needs to check it without us.

    pack.json    quotations with file name, SHA-256, raw and clean positions, locator, reference, index and program
    pack.html    the same to be read
    sources/     the files themselves, where asked for

A pack is a folder, or the same as one .zip file. `sha256` in pack.json is that of the rest of it (UTF-8, keys sorted,
without blanks), `page_sha256` that of pack.html.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from index.errors import ExportError
from index.manifest import file_sha256
from index.model import Document
from index.store import DocumentEntry, Index
from qa.export.compose import cited
from qa.export.files import write_file
from qa.export.formats import program_version
from qa.export.pack_page import page
from qa.gbt7714 import Style
from qa.model import Answer, Citation
from qa.references import reference

FORMAT, VERSION = "policyqa-evidence-pack", 1
JSON, PAGE, SOURCES = "pack.json", "pack.html", "sources"
KEPT = "packs"
"""Folder of the index in which packs are kept."""


def make_pack(
    answers: Sequence[Answer], index: Index, style: Style, accessed: date, with_sources: bool
) -> dict[str, bytes]:
    """The files of a pack by their names in it.

    Raises:
        ExportError: if a file that is cited has changed since it was indexed, is gone, or never was one.
    """
    documents = _documents(answers, index)
    files = {id: _file_name(place, entry) for place, (id, (entry, _)) in enumerate(documents.items(), start=1)}
    sources = {id: _source_bytes(entry) for id, (entry, _) in documents.items()}
    value: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "made": accessed.isoformat(),
        "program": program_version(),
        "generation": index.folder.name,
        "pipeline": index.manifest.pipeline,
        "encoder": index.manifest.encoder.fingerprint,
        "documents": [
            _document(entry, document, f"{SOURCES}/{files[id]}" if with_sources else None, style, accessed)
            for id, (entry, document) in documents.items()
        ],
        "answers": [_answer(answer, index, documents, style, accessed) for answer in answers],
    }
    value["page_sha256"] = hashlib.sha256(page(value).encode("utf-8", "replace")).hexdigest()
    value["sha256"] = content_sha256(value)
    packed = {
        JSON: json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass"),
        PAGE: page(value).encode("utf-8", "replace"),
    }
    return packed | ({f"{SOURCES}/{files[id]}": data for id, data in sources.items()} if with_sources else {})


def write_pack(path: Path, files: dict[str, bytes]) -> None:
    """Writes a pack as one .zip file, or into a folder that is new or empty.

    Raises:
        ExportError: if it cannot be written there.
    """
    if path.suffix.lower() == ".zip":
        write_file(path, zipped(files))
        return
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise ExportError(
            f"{path}: a pack goes into a new or empty folder, or a .zip file; name another",
            zh=f"{path}：证据包应写入新的或空的文件夹，或 .zip 文件，请换一个名称",
        )
    try:
        for name, data in files.items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(data)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ExportError(f"{path}: cannot be written ({reason})", zh=f"{path}：无法写入（{reason}）") from error


def zipped(files: dict[str, bytes]) -> bytes:
    """A pack as the bytes of one .zip file; the same pack gives the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def keep(root: Path, files: dict[str, bytes]) -> None:
    """Keeps a pack's JSON with the index, so that `policyqa drift` finds it after a rebuild."""
    # An index on a read-only medium keeps nothing.
    with suppress(OSError):
        (root / KEPT).mkdir(exist_ok=True)
        name = json.loads(files[JSON])["sha256"][:16]
        (root / KEPT / f"{name}.{JSON}").write_bytes(files[JSON])


def kept(root: Path) -> list[Path]:
    """The packs kept with an index, by name."""
    return sorted((root / KEPT).glob(f"*.{JSON}"))


def content_sha256(value: dict[str, Any]) -> str:
    """SHA-256 of a pack's JSON without its own `sha256`."""
    rest = {name: item for name, item in value.items() if name != "sha256"}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def text_sha256(text: str) -> str:
    """SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _documents(answers: Sequence[Answer], index: Index) -> dict[str, tuple[DocumentEntry, Document]]:
    """The documents cited, by id, in the order of their first citation."""
    known = {entry.id: entry for entry in index.documents}
    found: dict[str, tuple[DocumentEntry, Document]] = {}
    for citation in cited(answers):
        if citation.document not in known:
            raise ExportError(
                f"{citation.document} is cited and not in the index; ask again, then pack",
                zh=f"所引文件 {citation.document} 已不在索引中，请重新提问后再打包",
            )
        if citation.document not in found:
            found[citation.document] = (known[citation.document], index.document(citation.document))
    return found


def _source_bytes(entry: DocumentEntry) -> bytes:
    """The bytes of a document's file, which must be those that were indexed."""
    try:
        same = bool(entry.path) and file_sha256(Path(entry.path)) == entry.sha256
        data = Path(entry.path).read_bytes() if same else b""
    except OSError:
        same = False
    if not same:
        raise ExportError(
            f"{entry.source} has changed or vanished since it was indexed; index again, then pack",
            zh=f"{entry.source} 在建立索引后已变更或不存在，请重新建立索引后再打包",
        )
    return data


def _file_name(place: int, entry: DocumentEntry) -> str:
    """A name that is safe in a folder and in an archive; the number keeps two of one name apart."""
    plain = "".join("_" if c in '\\/:*?"<>|' or c < " " else c for c in entry.source).strip(". ")
    return f"{place:02d}-{plain[-80:] or 'file'}"


def _document(
    entry: DocumentEntry, document: Document, file: str | None, style: Style, accessed: date
) -> dict[str, Any]:
    metadata = entry.metadata
    return {
        "id": entry.id,
        "source": entry.source,
        "sha256": entry.sha256,
        "size": entry.size,
        "file": file,
        "title": metadata.title,
        "issuer": metadata.issuer,
        "number": metadata.number,
        "published": metadata.published,
        "url": metadata.url,
        "digest": metadata.is_digest,
        "origin": metadata.origin,
        "origin_sha256": metadata.origin_sha256,
        "raw_characters": len(document.raw),
        "raw_sha256": text_sha256(document.raw),
        "clean_characters": len(document.text),
        "clean_sha256": text_sha256(document.text),
        "reference": reference(metadata, entry.source, "", accessed, style=style),
    }


def _answer(
    answer: Answer,
    index: Index,
    documents: dict[str, tuple[DocumentEntry, Document]],
    style: Style,
    accessed: date,
) -> dict[str, Any]:
    return {
        "question": answer.question,
        "standalone": answer.standalone,
        "abstained": answer.abstained,
        "reason": answer.reason,
        "short": answer.short,
        "answer": answer.answer,
        "warnings": [{"code": notice.code, "text": notice.text} for notice in answer.warnings],
        "citations": [_citation(c, *documents[c.document], style, accessed) for c in cited([answer])],
    }


def _citation(
    citation: Citation, entry: DocumentEntry, document: Document, style: Style, accessed: date
) -> dict[str, Any]:
    if document.text[citation.start : citation.end] != citation.quote:
        raise ExportError(
            f"{entry.source}: the quotation [{citation.n}] does not stand at its place any more; ask again, then pack",
            zh=f"{entry.source}：引文 [{citation.n}] 已不在原来的位置，请重新提问后再打包",
        )
    return {
        "n": citation.n,
        "used": citation.used,
        "document": citation.document,
        "source": citation.source,
        "sha256": entry.sha256,
        "locator": citation.locator,
        "page": citation.page,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "raw_quote": document.raw[citation.raw_start : citation.raw_end],
        "raw_start": citation.raw_start,
        "raw_end": citation.raw_end,
        "reference": reference(
            entry.metadata, entry.source, citation.locator, accessed, page=citation.page, style=style
        ),
    }
