"""The page's part for reports: a basket of answers, references in the form wanted, files to take away."""

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fastapi import Request
from starlette.responses import Response

from index.errors import PolicyQAError
from index.settings import today
from index.store import Index
from qa.export.formats import SUFFIXES, export, lacking
from qa.export.pack import keep, kept, make_pack, zipped
from qa.export.restored import Lost, held, restore
from qa.model import Answer
from qa.question import language_of
from qa.references import ReferenceList, Source, cited_place
from qa.web.errors import failure, told
from qa.web.gate import Full, Gate
from qa.web.page import asset
from qa.web.parts import Part
from qa.web.posted import posted
from qa.web.report_models import ExportRequest, ReferencesRequest
from qa.web.report_texts import TEXTS
from qa.web.service import Engined

if TYPE_CHECKING:
    from fastapi import FastAPI

TOLD = "x-policyqa-told"
"""Header of an exported file: what was left out and what references lack, as percent-encoded JSON."""

PACKS_KEPT = 500
_TOLD_OF = 10
"""Citations and documents named in the header; more are only counted."""

_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "bibtex": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "csl-json": "application/vnd.citationstyles.csl+json",
    "pack": "application/zip",
}


def report_part(service: Engined, folder: Path) -> Part:
    """The part over one index, whose folder keeps what `policyqa drift` looks at later."""

    def install(app: "FastAPI") -> None:
        gate = Gate()

        @app.post("/page/export")
        async def export_(request: Request) -> Any:
            wanted = await posted(request, ExportRequest)
            if isinstance(wanted, Response):
                return wanted
            try:
                return await gate.call(lambda: exported(service.engine().index, wanted, folder))
            except Full:
                return failure(
                    503,
                    "busy",
                    "正在导出的人较多，请稍等片刻再试。",
                    "Many exports are being made; please try again in a moment.",
                )
            except PolicyQAError as error:
                return told(error)

        @app.post("/page/references")
        async def references(request: Request) -> Any:
            wanted = await posted(request, ReferencesRequest)
            if isinstance(wanted, Response):
                return wanted
            return {"references": references_in(service.engine().index, wanted)}

    return Part(
        texts=TEXTS,
        scripts=tuple(asset(name) for name in ("report.js", "report_export.js")),
        style=asset("report.css"),
        install=install,
    )


def exported(index: Index, wanted: ExportRequest, folder: Path) -> Response:
    """The file asked for, with what was left out of it in a header.

    Raises:
        PolicyQAError: nothing that was asked for still holds, a file cited has changed, or pandoc failed.
    """
    accessed = wanted.accessed or today()
    restored = [restore(entry.given(), index, accessed) for entry in wanted.entries]
    answers = [answer for answer, _ in restored]
    lost = [item for _, left_out in restored for item in left_out]
    if lost and not any(citation for answer in answers for citation in answer.citations):
        raise PolicyQAError(
            "None of the quotations stands at its place any more; ask again, then export",
            zh="所有引文都已不在原处，请重新提问后再导出",
        )
    style = wanted.of()
    if wanted.format == "pack":
        packed = make_pack(answers, index, style, accessed, wanted.sources)
        if len(kept(folder)) < PACKS_KEPT:
            keep(folder, packed)
        data = zipped(packed)
    else:
        comments = {place: entry.comment for place, entry in enumerate(wanted.entries) if entry.comment.strip()}
        data = export(answers, wanted.format, index, style, accessed, title=wanted.title, comments=comments)
    name = _file_name(wanted, accessed)
    return Response(
        data,
        media_type=_TYPES[wanted.format],
        headers={
            "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            TOLD: quote(json.dumps(_telling(answers, lost, index), ensure_ascii=False)),
        },
    )


def references_in(index: Index, wanted: ReferencesRequest) -> list[dict[str, str] | None]:
    """For each citation its reference and its mark in the text; None where its words no longer stand at its place."""
    style, accessed = wanted.of(), today()
    made = [held(citation.place(), index, accessed) for citation in wanted.citations]
    entries = [index.entry(citation.document) for citation in made if citation is not None]
    sources = ReferenceList((Source(entry.id, entry.metadata, entry.source) for entry in entries), style, accessed)
    found: list[dict[str, str] | None] = []
    for citation in made:
        if citation is None:
            found.append(None)
            continue
        place = cited_place(citation.locator, citation.page)
        mark = sources.mark(citation.document) if style.system == "author-date" else f"[{citation.n}]"
        found.append({"reference": sources.entry(citation.document, place), "mark": mark})
    return found


def _file_name(wanted: ExportRequest, accessed: date) -> str:
    """The title, or what the file is, with its ending; no sign in it that a file system has no room for."""
    zh = wanted.entries[0].question and language_of(wanted.entries[0].question) == "zh"
    pack = ("证据包", "evidence") if wanted.format == "pack" else ("政策问答", "policy-answers")
    plain = "".join(" " if c in '\\/:*?"<>|' or not c.isprintable() else c for c in wanted.title)
    stem = " ".join(plain.split()).strip(". ")[:60] or f"{pack[0 if zh else 1]}-{accessed.isoformat()}"
    return stem + (".zip" if wanted.format == "pack" else SUFFIXES[wanted.format])


def _telling(answers: list[Answer], lost: list[Lost], index: Index) -> dict[str, Any]:
    """What the person has to know of the file: what was left out of it, and what its references lack."""
    missing = lacking(answers, index)
    return {
        "lost": [{"zh": item.told("zh"), "en": item.told("en")} for item in lost[:_TOLD_OF]],
        "lost_in_all": len(lost),
        "missing": [
            {"title": index.entry(id).metadata.title or index.entry(id).source, "fields": list(fields)}
            for id, fields in list(missing.items())[:_TOLD_OF]
        ],
        "missing_in_all": len(missing),
    }
