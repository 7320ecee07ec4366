"""What an index holds, as a table for people and as a value for programs."""

from typing import Any

from index.console import fitted, told
from index.store import DocumentEntry, Index

KINDS = {
    "policy": "政策", "notice": "通知", "reply": "答复", "news": "新闻", "report": "报告", "article": "文章",
}  # fmt: skip


def payload(index: Index) -> dict[str, Any]:
    """The value that `info --json` prints; unknown is null."""
    manifest = index.manifest
    set_aside = index.catalog.set_aside
    return {
        "index": str(index.folder.parent),
        "generation": manifest.generation,
        "format": manifest.format,
        "encoder": {
            "name": manifest.encoder.name,
            "fingerprint": manifest.encoder.fingerprint,
            "dimension": manifest.encoder.dimension,
        },
        "documents": [_document(entry) for entry in index.documents],
        "passages": manifest.passages,
        "sentences": manifest.sentences,
        "segments": len(manifest.segments),
        "bytes": sum(file.size for file in manifest.files),
        "duplicates": [
            {"source": source.path or source.source_id, "of": source.fate_of}
            for source in set_aside
            if source.fate == "duplicate"
        ],
        "replaced": [
            {"source": source.path or source.source_id, "by": source.fate_of}
            for source in set_aside
            if source.fate == "replaced"
        ],
        "failed": [{"source": source, "reason": reason} for source, reason, _ in manifest.failed],
    }


def table(index: Index) -> list[str]:
    """The lines that `info` prints: what the index is made of, then one line a document."""
    manifest = index.manifest
    size = sum(file.size for file in manifest.files) / 1e6
    encoder = manifest.encoder.name or told("the bundled one", "自带模型")
    zh = told("", "zh")
    aside = len(index.catalog.set_aside)
    lines = [
        f"{manifest.documents} 份文件，{manifest.passages} 个段落，{manifest.sentences} 个句子；{size:.1f} MB，"
        f"第 {manifest.generation} 代；编码器：{encoder}（{manifest.encoder.fingerprint[:12]}）"
        if zh
        else f"{manifest.documents} documents, {manifest.passages} passages, {manifest.sentences} sentences; "
        f"{size:.1f} MB, generation {manifest.generation}; encoder: {encoder} ({manifest.encoder.fingerprint[:12]})"
    ]
    if aside or manifest.failed:
        lines.append(
            told(
                f"{aside} set aside (duplicates and digests), {len(manifest.failed)} failed: see info --json",
                f"{aside} 份搁置（重复或被原文取代），{len(manifest.failed)} 份失败：见 info --json",
            )
        )
    head = told("id title region published kind passages", "标识 标题 地区 日期 文种 段落").split()
    lines.append(_row(*head))
    lines.extend(_row(*_cells(entry)) for entry in index.documents)
    return lines


def _document(entry: DocumentEntry) -> dict[str, Any]:
    metadata = entry.metadata
    return {
        "id": entry.id,
        "source": entry.source,
        "path": entry.path,
        "sha256": entry.sha256,
        "title": metadata.title,
        "issuer": metadata.issuer,
        "number": metadata.number,
        "region": metadata.region,
        "region_inferred": metadata.region_inferred,
        "published": metadata.published,
        "kind": metadata.kind,
        "digest": metadata.is_digest,
        "passages": entry.passage_count,
        "characters": entry.characters,
    }


def _cells(entry: DocumentEntry) -> tuple[str, ...]:
    metadata = entry.metadata
    kind = metadata.kind or "-"
    return (
        entry.id,
        metadata.title or "-",
        f"{metadata.region}{'?' if metadata.region_inferred else ''}" if metadata.region else "-",
        metadata.published or "-",
        told(kind, KINDS.get(kind, kind)),
        str(entry.passage_count),
    )


def _row(id_: str, title: str, region: str, published: str, kind: str, passages: str) -> str:
    cells = (fitted(id_, 28), fitted(title, 44), fitted(region, 24), fitted(published, 10), fitted(kind, 7))
    return "  ".join((*cells, passages.rjust(5)))
