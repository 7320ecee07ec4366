"""Answers as a file of any of the formats."""

from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version

from index.model import Metadata
from index.store import Index
from qa.bibliography import missing
from qa.export import pandoc
from qa.export.bibtex import bibtex
from qa.export.compose import cited, compose
from qa.export.csl_json import csl_json
from qa.export.plain import markdown_text, plain_text
from qa.export.records import records
from qa.export.ris import ris
from qa.gbt7714 import Style
from qa.model import Answer, Citation
from qa.references import DIGEST, Source

SUFFIXES: Mapping[str, str] = {
    "docx": ".docx",
    "md": ".md",
    "html": ".html",
    "txt": ".txt",
    "bibtex": ".bib",
    "ris": ".ris",
    "csl-json": ".json",
}
"""The formats with the endings of their files."""


def export(
    answers: Sequence[Answer],
    format: str,
    index: Index,
    style: Style,
    accessed: date,
    *,
    title: str = "",
    comments: Mapping[int, str] | None = None,
) -> bytes:
    """The contents of a file.

    Args:
        answers: in the order in which they stand in it.
        format: a key of `SUFFIXES`.
        index: the documents that the answers cite.
        style: edition and system of the references.
        accessed: the day given as that of reading.
        title: the person's own; reference managers get none.
        comments: what the person adds to an answer, by its place among `answers`; left out likewise.

    Raises:
        ExportError: if pandoc, which makes Word and HTML, is missing or fails.
    """
    sources = sources_of(answers, index)
    if format in ("bibtex", "ris", "csl-json"):
        found = records([sources[citation.document] for citation in cited(answers)], accessed)
        return {"bibtex": bibtex, "ris": ris, "csl-json": csl_json}[format](found).encode("utf-8", "replace")
    origin = _origin(index, accessed)
    report = compose(answers, sources, style, accessed, origin, title=title, comments=comments)
    if format == "docx":
        return pandoc.docx(report)
    if format == "html":
        return pandoc.html(report)
    return (markdown_text if format == "md" else plain_text)(report).encode("utf-8", "replace")


def sources_of(answers: Sequence[Answer], index: Index) -> dict[str, Source]:
    """The documents that answers cite, by id; of one that is no longer in the index what its citation says of it."""
    known = {entry.id: entry for entry in index.documents}
    found: dict[str, Source] = {}
    for answer in answers:
        for citation in answer.citations:
            entry = known.get(citation.document)
            found.setdefault(
                citation.document,
                Source(entry.id, entry.metadata, entry.source)
                if entry
                else Source(citation.document, _declared(citation), citation.source),
            )
    return found


def lacking(answers: Sequence[Answer], index: Index) -> dict[str, tuple[str, ...]]:
    """Of each document that is cited and in the index the fields that its reference lacks."""
    known = {entry.id: entry for entry in index.documents}
    documents = [c.document for c in cited(answers) if c.document in known]
    return {id: fields for id in dict.fromkeys(documents) if (fields := missing(known[id].metadata))}


def program_version() -> str:
    """The version of the program."""
    try:
        return version("talent-policy-qa")
    except PackageNotFoundError:
        return "0"


def _declared(citation: Citation) -> Metadata:
    digest = DIGEST in citation.reference
    return Metadata(
        title=citation.title,
        issuer=citation.issuer,
        published=citation.published,
        url=citation.url,
        origin=None,
        origin_sha256="" if digest else None,
    )


def _origin(index: Index, accessed: date) -> str:
    return f"{accessed.isoformat()} · policyqa {program_version()} · {index.folder.name}"
