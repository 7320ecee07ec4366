"""Whether what an answer quotes still holds: past its term, repealed, or replaced by a later version in the corpus."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from threading import Lock

import numpy as np

from index.places import related
from index.repeals import Repeal, repeals
from index.search_key import search_key
from index.store import DocumentEntry, Index
from index.validity import Force, force
from qa.locations import locator_of
from qa.model import Citation, Notice
from qa.verification_text import comparable
from qa.wording import Language, say, titled

_ENDS = re.compile("废止|失效|停止执行|作废")
_WRAPPED = re.compile(r"(?:印发|公布|发布|转发|批转|下发|修订)[《<〈(（]?(.+?)[》>〉)）]?的?(?:通知|公告|决定|通告)$")
_MARKS = re.compile(r"[《》<>〈〉“”\"()（）\s]")
_FOUND = 40
"""Passages read for a clause that ends a document."""

_SPECIFIC = 8
"""Least characters of a title by which two documents can be taken for versions of one."""


class Validities:
    """What the documents of one index say of how long they and others hold; each is read once."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._forces: dict[str, Force] = {}
        self._ended_by: dict[str, tuple[DocumentEntry, Repeal] | None] = {}
        self._lock = Lock()

    def force(self, id: str) -> Force:
        """The time for which a document holds by its own words.

        Raises:
            KeyError: if there is no document of that id.
        """
        with self._lock:
            if id not in self._forces:
                self._forces[id] = force(self._index.text(id), self._index.entry(id).metadata)
            return self._forces[id]

    def ended_by(self, id: str) -> tuple[DocumentEntry, Repeal] | None:
        """The document of the corpus that ends another, with its clause; None where none does."""
        with self._lock:
            known = id in self._ended_by
        found = self._ended_by[id] if known else self._ending(self._index.entry(id))
        with self._lock:
            self._ended_by[id] = found
        return found

    def notices(self, citations: Sequence[Citation], today: date, language: Language) -> tuple[Notice, ...]:
        """A notice for each document cited that no longer holds on a day, in order of citation."""
        cited = dict.fromkeys(citation.document for citation in citations)
        texts = (self._notice(id, [c for c in citations if c.document == id], today, language) for id in cited)
        return tuple(Notice("superseded", text) for text in texts if text)

    def _notice(self, id: str, citations: Sequence[Citation], today: date, language: Language) -> str | None:
        name = _name(self._index.entry(id), language)
        held = self.force(id)
        if ending := self.ended_by(id):
            other, repeal = ending
            clause = locator_of(self._index.document(other.id), repeal.span)
            place = say("see_clause", language, clause=clause) if clause else ""
            return say("warn_repealed", language, title=name, by=_dated(other, language), place=place)
        if held.ended:
            return say("warn_ended", language, title=name)
        if held.is_over(today):
            return say("warn_expired", language, title=name, date=held.ends or "")
        later = self._later(self._index.entry(id), citations)
        return say("warn_later", language, title=name, by=_dated(later, language)) if later else None

    def _ending(self, entry: DocumentEntry) -> tuple[DocumentEntry, Repeal] | None:
        title = entry.metadata.title
        if not title:
            return None
        for other in self._naming(title):
            if other.id == entry.id:
                continue
            for repeal in repeals(self._index.text(other.id), other.metadata.title):
                if _is_meant(repeal, other, entry):
                    return other, repeal
        return None

    def _naming(self, title: str) -> list[DocumentEntry]:
        """The documents that name a title in a passage that ends something."""
        names = _names(title)
        scores = self._index.terms.scores(f"{title}同时废止")
        total = np.zeros(self._index.passage_count)
        for channel in scores.values():
            if (best := float(channel.max(initial=0.0))) > 0:
                total += channel / best
        found: dict[str, DocumentEntry] = {}
        for number in np.argsort(-total, kind="stable")[:_FOUND]:
            passage = self._index.passage(int(number))
            if total[number] > 0 and _ENDS.search(passage.text):
                key = _key(passage.text)
                if any(name in key for name in names):
                    found.setdefault(passage.document.id, passage.document)
        return list(found.values())

    @cached_property
    def _versions(self) -> dict[str, list[DocumentEntry]]:
        """Dated documents by the name that versions of one share."""
        found: dict[str, list[DocumentEntry]] = {}
        for entry in self._index.documents:
            if entry.metadata.title and entry.metadata.published and entry.metadata.kind in ("policy", "notice"):
                for name in _names(entry.metadata.title):
                    if len(name) >= _SPECIFIC:
                        found.setdefault(name, []).append(entry)
        return found

    def _later(self, entry: DocumentEntry, citations: Iterable[Citation]) -> DocumentEntry | None:
        """A later document of the same name, body and place that no longer says what is quoted."""
        published = entry.metadata.published or ""
        if not published or entry.metadata.kind not in ("policy", "notice"):
            return None
        versions = {o.id: o for name in _names(entry.metadata.title or "") for o in self._versions.get(name, ())}
        later = [o for o in versions.values() if (o.metadata.published or "")[:4] > published[:4] and _same(o, entry)]
        for other in sorted(later, key=lambda o: (o.metadata.published or "", o.id), reverse=True):
            text = comparable(self._index.text(other.id)).text
            if any(comparable(citation.quote).text not in text for citation in citations):
                return other
        return None


def _same(one: DocumentEntry, other: DocumentEntry) -> bool:
    """Whether two documents are of one place and one body, as far as they tell; one of the two must be known."""
    here, there = one.metadata, other.metadata
    places = here.region == there.region and here.region is not None
    bodies = here.issuer is not None and here.issuer == there.issuer
    differ = (here.region and there.region and not places) or (here.issuer and there.issuer and not bodies)
    return (places or bodies) and not differ


def _is_meant(repeal: Repeal, by: DocumentEntry, entry: DocumentEntry) -> bool:
    """Whether a title named as repealed is that of a document: same name, and number, year or order of dates agree."""
    metadata, own = entry.metadata, by.metadata
    if not _names(repeal.title) & _names(metadata.title or ""):
        return False
    if metadata.region and own.region and not related(metadata.region, own.region):
        return False
    if repeal.number and metadata.number:
        return _digits(repeal.number) == _digits(metadata.number)
    published = (metadata.published or "")[:4]
    if repeal.years and published:
        return published in repeal.years
    if _names(own.title or "") & _names(metadata.title or ""):
        # A new version ends the old one by the same name: which of the two this is, only the dates tell.
        return bool(published and own.published and published < own.published[:4])
    return not (published and own.published and published > own.published[:4])


def _digits(number: str) -> list[str]:
    return re.findall(r"\d+", search_key(number))


def _names(title: str) -> frozenset[str]:
    """A title's keys: the whole, and what it prints (关于印发《…》的通知)."""
    wrapped = _WRAPPED.search(title)
    return frozenset(key for name in (title, wrapped[1] if wrapped else "") if len(key := _key(name)) >= 6)


def _key(text: str) -> str:
    return _MARKS.sub("", search_key(text))


def _name(entry: DocumentEntry, language: Language) -> str:
    return titled(entry.metadata.title or entry.source, language)


def _dated(entry: DocumentEntry, language: Language) -> str:
    published = entry.metadata.published
    if not published:
        return _name(entry, language)
    return _name(entry, language) + (f"（{published}）" if language == "zh" else f" ({published})")
