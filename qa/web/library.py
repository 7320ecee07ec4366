"""The corpus on the page: what there is, with its warnings; files added, replaced and removed; details filled in."""

import asyncio
from dataclasses import asdict
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from index.errors import CorpusError, PolicyQAError, ReadError
from index.generations import pointer_bytes
from index.holdings import Holdings
from index.uploads import NameTakenError, Uploads
from qa.metadata_table import fill_in
from qa.web.access import visitor
from qa.web.desk import Desk
from qa.web.errors import failure, told
from qa.web.gate import Gate
from qa.web.intake import TakenIn, preview, take_in
from qa.web.library_listing import listing
from qa.web.library_texts import TEXTS
from qa.web.page import asset
from qa.web.parts import Part
from qa.web.posted import posted
from qa.web.renewals import Renewal, Renewals
from qa.web.service import Service

if TYPE_CHECKING:
    from fastapi import FastAPI

ARRIVING = 8
"""Uploads whose bytes are taken at the same time."""
_READ_AT_ONCE = 2
"""Of those, files read at the same time."""


class Details(BaseModel):
    """What is filled in of one document, by column."""

    id: str
    values: dict[str, str]


class Removal(BaseModel):
    """Which uploaded file is to go."""

    upload: str


class Library:
    """The documents of one index as the page keeps them."""

    def __init__(self, service: Service, folder: Path) -> None:
        self.folder = folder
        self.uploads = Uploads(folder)
        self.renewals = Renewals(folder, lambda: service.corpus())
        self._lock = Lock()
        self._known: tuple[bytes, Holdings] | None = None

    def holdings(self) -> Holdings | None:
        """What the index holds now; None where there is none that can be read."""
        try:
            pointer = pointer_bytes(self.folder)
            with self._lock:
                if self._known is None or self._known[0] != pointer:
                    self._known = (pointer, Holdings.open(self.folder))
                return self._known[1]
        except (PolicyQAError, OSError):
            return None

    def catch_up(self) -> Renewal | None:
        """The build that takes up what was uploaded and not indexed before the program last ended, if there is any."""
        found = self.holdings()
        if found is None or found.paths is None:
            return None
        seen = {entry.source_record.path for entry in found.records} | {source.path for source in found.set_aside}
        seen |= {path for path, _, _ in found.failed}
        names = {Path(path).name for path in seen if self.uploads.holds(path)}
        return self.renewals.start() if set(self.uploads.names()) - names else None

    def add(self, file: UploadFile, replace: bool) -> tuple[TakenIn, Renewal | None]:
        """Takes a file in; with the build that will make it answer, unless the corpus has the same already."""
        taken = take_in(self.uploads, file.filename or "", file.file, replace, self.holdings())
        return taken, None if taken.same else self.renewals.start()

    def remove(self, name: str) -> Renewal:
        """Removes an uploaded file.

        Raises:
            CorpusError: it is not one, or it is the only document.
        """
        found = self.holdings()
        if found is not None and len(found.documents) == 1 and self.uploads.holds(found.documents[0].path):
            raise CorpusError(
                "this is the only document; add another before removing it",
                zh="这是库中唯一的文件，请先添加别的文件再移除",
            )
        self.uploads.remove(name)
        return self.renewals.start()

    def fill_in(self, details: Details) -> tuple[tuple[str, ...], Renewal | None]:
        """Fills in details of a document: the columns that stay what the document says, and the build, if one is due.

        Raises:
            CorpusError: there is no such document, a value cannot be used, or they cannot be kept.
        """
        found = self.holdings()
        entry = next((entry for entry in found.documents if entry.id == details.id), None) if found else None
        if entry is None:
            raise CorpusError("this document is no longer there", zh="这份文件已不在库中")
        with self._lock:
            filled = fill_in(entry, details.values)
        return tuple(column for _, column in filled.kept), self.renewals.start() if filled.changed else None


def library_part(service: Service, folder: Path) -> Part:
    """The part that shows and changes the corpus of the index in `folder`."""
    library = Library(service, folder)

    def install(app: "FastAPI") -> None:
        library.catch_up()
        _install_reading(app, library, Desk(service))
        _install_changing(app, library)

    scripts = tuple(asset(name) for name in ("library.js", "uploads.js", "details.js"))
    return Part(TEXTS, scripts, asset("library.css"), install)


def _install_reading(app: "FastAPI", library: Library, desk: Desk) -> None:
    @app.get("/page/changes")
    def changes() -> dict[str, Any]:
        found, renewal = library.holdings(), library.renewals.current
        return {"generation": found.generation if found else "", "renewal": renewal.payload() if renewal else None}

    @app.get("/page/library")
    def all_of_it(request: Request) -> dict[str, Any]:
        return listing(library.holdings(), library.uploads, visitor(request))

    @app.get("/page/preview")
    def beginning(id: str) -> Any:
        document = desk.read(id)
        return {"text": preview(document)} if document else _gone()

    @app.get("/page/jobs/{id}")
    def job(id: str) -> Any:
        renewal = library.renewals.find(id)
        return renewal.payload() if renewal else _gone()


def _install_changing(app: "FastAPI", library: Library) -> None:
    arriving = asyncio.Semaphore(ARRIVING)
    gate = Gate(_READ_AT_ONCE, ARRIVING)

    @app.post("/page/upload")
    async def upload(request: Request) -> Any:
        if refusal := _may_not(request, library):
            return refusal
        if arriving.locked():
            return _full()
        async with arriving:
            try:
                async with request.form(max_files=1, max_fields=2) as form:
                    file = form.get("file")
                    if not isinstance(file, UploadFile):
                        return _unreadable()
                    replace = form.get("replace") == "1"
                    taken, renewal = await gate.call(lambda: library.add(file, replace))
            except (HTTPException, ClientDisconnect):
                return _unreadable()
            except NameTakenError as error:
                return told(error, 409, "taken")
            except ReadError as error:
                return told(error, 422, "unreadable")
            except PolicyQAError as error:
                return told(error)
        return asdict(taken) | {"job": renewal.id if renewal else None}

    @app.post("/page/details")
    async def details(request: Request) -> Any:
        body = _may_not(request, library) or await posted(request, Details)
        if isinstance(body, Response):
            return body
        try:
            kept, renewal = await asyncio.to_thread(library.fill_in, body)
        except PolicyQAError as error:
            return told(error, 422, "invalid")
        return {"kept": kept, "job": renewal.id if renewal else None}

    @app.post("/page/remove")
    async def remove(request: Request) -> Any:
        body = _may_not(request, library) or await posted(request, Removal)
        if isinstance(body, Response):
            return body
        try:
            renewal = await asyncio.to_thread(library.remove, body.upload)
        except PolicyQAError as error:
            return told(error, 422, "invalid")
        return {"job": renewal.id}


def _may_not(request: Request, library: Library) -> Response | None:
    """The response to who may not change the documents, or where they cannot be changed."""
    known = visitor(request)
    found = library.holdings()
    key = f"lib_{known.why_not}" if not known.may_change else "lib_unstated" if not found or found.paths is None else ""
    if not key:
        return None
    refused: Response = failure(403, known.why_not or "unstated", TEXTS["zh"][key], TEXTS["en"][key])
    return refused


def _full() -> Any:
    return failure(
        503,
        "busy",
        "正在上传的文件较多，请稍等片刻再试。",
        "Many files are being added right now. Please try again in a moment.",
    )


def _unreadable() -> Any:
    return failure(
        400, "invalid", "这个文件没能收到，请再试一次。", "This file did not arrive; please send it once more."
    )


def _gone() -> Any:
    return failure(
        404, "not_found", "这一项已经不在了，请刷新页面。", "This is no longer there; please reload the page."
    )
