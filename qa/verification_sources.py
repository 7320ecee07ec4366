"""Which document and which place of it a note cites, read from the words of the note."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.model import Document, Span
from index.search_key import fold
from index.store import DocumentEntry, Index
from qa.drafts_model import CIRCLED, Note
from qa.verification_text import comparable

_SAME = re.compile(
    rf"(?:同上|同前|上引|前引|Ibid\.?)|同\s*(?:注|脚注|前注)?\s*[\[［]?\s*(\d{{1,3}}|[{CIRCLED}])\s*[\]］]?", re.I
)
_PAGE = re.compile(r"第\s*(\d{1,4})\s*页|[:：]\s*(\d{1,4})(?=\s*(?:[\[［.,，。]|$))")
_NUMERALS = "0123456789〇零一二三四五六七八九十百千"
_LEAST_TITLE = 5
_LEAST_BARE = 10


@dataclass(frozen=True, slots=True)
class Cited:
    """A place that a note cites.

    Attributes:
        document: its id.
        locator: as the document writes it; None where the note names the document alone.
        spans: the cited stretches of the clean text; the whole of it where no place is named.
    """

    document: str
    locator: str | None
    spans: tuple[Span, ...]


class Sources:
    """Finds the documents of an index that notes name, by number, address, file name or title."""

    def __init__(self, index: Index) -> None:
        # Whole documents are large, and a report cites the same few again and again.
        self._load = lru_cache(maxsize=32)(index.document)
        self._places: dict[str, dict[str, tuple[Span, ...]]] = {}
        self._names = [(entry, _names(entry)) for entry in index.documents]

    def cited(self, keys: Sequence[str], notes: Mapping[str, Note], behind: str = "") -> tuple[Cited, ...]:
        """The places that a mark cites.

        Args:
            keys: of the notes that the mark leads to.
            notes: all notes of the report, in their order.
            behind: the text right behind the mark, where a place can follow the number: [2]第三条.
        """
        found: list[Cited] = []
        for key in keys:
            for entry, text in self._named(key, notes, frozenset()):
                cited = self._place(entry, text, behind)
                if cited not in found:
                    found.append(cited)
        return tuple(found)

    def named(self, text: str) -> tuple[Cited, ...]:
        """The places that words name by themselves."""
        return tuple(self._place(entry, rest, "") for entry, rest in self._documents(text))

    def document(self, id: str) -> Document:
        """A whole document, kept for the next time."""
        return self._load(id)

    def _named(self, key: str, notes: Mapping[str, Note], seen: frozenset[str]) -> list[tuple[DocumentEntry, str]]:
        """The documents of a note, each with the note's words that may name a place in it."""
        note = notes.get(key)
        if note is None or key in seen:
            return []
        found = self._documents(note.text)
        if found:
            return found
        same = _SAME.match(note.text.strip("“”\"' 　"))
        earlier = _earlier(key, same[1], notes) if same else None
        if same is None or earlier is None:
            return []
        rest = note.text[same.end() :]
        return [(entry, rest) for entry, _ in self._named(earlier, notes, seen | {key})]

    def _documents(self, text: str) -> list[tuple[DocumentEntry, str]]:
        """The documents that a text names, those that it names most fully; all of them where several fit as well."""
        key = _plain(text)
        scores: list[tuple[int, DocumentEntry, str]] = []
        for entry, names in self._names:
            held = [name for name in names if name in key]
            telling = [name for name in held if _tells(name, names)]
            if telling:
                scores.append((sum(len(name) for name in held), entry, _rest(text, telling)))
        best: list[tuple[DocumentEntry, str]] = []
        taken: dict[str, int] = {}
        for score, entry, rest in sorted(scores, key=lambda item: (-item[0], item[1].id)):
            title = _plain(entry.metadata.title or entry.source)
            if not any(title in other and score < points for other, points in taken.items()):
                best.append((entry, rest))
                taken[title] = score
        return best

    def _place(self, entry: DocumentEntry, text: str, behind: str) -> Cited:
        document = self.document(entry.id)
        locators = self._places.get(entry.id)
        if locators is None:
            locators = self._places[entry.id] = _locators(document)
        locator = _leading(behind, locators) or _within(text, locators)
        if locator is not None:
            return Cited(entry.id, locator, locators[locator])
        page = _PAGE.search(text)
        if page:
            number = int(page[1] or page[2])
            spans = tuple(p.span for p in document.passages if p.page in (number - 1, number))
            if spans and any(p.page == number for p in document.passages):
                return Cited(entry.id, f"第{number}页", spans)
        return Cited(entry.id, None, (Span(0, len(document.text)),))


def _earlier(key: str, named: str | None, notes: Mapping[str, Note]) -> str | None:
    """The key of the note that 同② or 同上 points back to."""
    order = list(notes)
    place = order.index(key)
    if named is None:
        return order[place - 1] if place else None
    number = CIRCLED.index(named) + 1 if named in CIRCLED else int(named)
    kind = key.partition(":")[0]
    numbered = [other for other in order if other.partition(":")[0] == kind]
    by_label = next((other for other in numbered if notes[other].label in (named, str(number), f"[{number}]")), None)
    return by_label or (numbered[number - 1] if number <= len(numbered) else None)


def _names(entry: DocumentEntry) -> tuple[str, ...]:
    """What a note can name a document by: title, number, address, file name, id, issuer, date; most telling first."""
    metadata = entry.metadata
    stem = entry.source.rpartition(".")[0] or entry.source
    title = metadata.title or ""
    # A body's name before the title is often left away: 青屿市关于…的意见 is cited as 《关于…的意见》.
    bare = title[title.index("关于") :] if "关于" in title else ""
    telling = [
        title,
        bare if len(bare) >= _LEAST_BARE else "",
        metadata.number,
        metadata.url,
        entry.source,
        stem,
        metadata.origin,
        entry.id,
    ]
    keys = [_plain(name) for name in telling if name]
    keys = [key for key in keys if len(key) >= _LEAST_TITLE]
    supporting = [_plain(name) for name in (metadata.issuer, metadata.published) if name]
    return tuple(dict.fromkeys([*keys, "\0", *supporting]))


def _tells(name: str, names: Sequence[str]) -> bool:
    """Whether a name alone says which document is meant; issuer and date do not."""
    return names.index(name) < names.index("\0")


def _plain(text: str) -> str:
    return comparable(text).text


def _rest(text: str, names: Sequence[str]) -> str:
    """What follows the name of a document up to the next title, its other names left out: there a place is named."""
    for name in names:
        key = comparable(text)
        at = key.text.rfind(name)
        if at < 0:
            continue
        start, end = key.starts[at], key.ends[at + len(name) - 1]
        text = text[end:].partition("《")[0] if name == names[0] else f"{text[:start]}；{text[end:]}"
    return text


def _locators(document: Document) -> dict[str, tuple[Span, ...]]:
    """Every locator of a document, without blanks and in one width, with what it stands for."""
    items = [(section.locator, section.span) for section in document.sections]
    items += [(passage.locator, passage.span) for passage in document.passages]
    found: dict[str, list[Span]] = {}
    for locator, span in items:
        if _folded(locator):
            found.setdefault(_folded(locator), []).append(span)
    return {locator: tuple(dict.fromkeys(spans)) for locator, spans in found.items()}


def _folded(text: str) -> str:
    return re.sub(r"[\s\u200b]+", "", fold(text))


def _within(text: str, locators: Mapping[str, tuple[Span, ...]]) -> str | None:
    """The longest locator that stands in a text by itself."""
    folded = _folded(text)
    best: tuple[int, int, str] | None = None
    for locator in locators:
        at = folded.rfind(locator)
        while at >= 0:
            before, after = folded[at - 1 : at], folded[at + len(locator) : at + len(locator) + 1]
            if not (before and before in _NUMERALS) and _ends_there(locator, after):
                candidate = (len(locator), at, locator)
                best = max(best, candidate) if best else candidate
                break
            at = folded.rfind(locator, 0, at)
    return best[2] if best else None


def _ends_there(locator: str, after: str) -> bool:
    """Whether a locator is not merely the beginning of a longer number or word."""
    if not after:
        return True
    if locator[-1].isdigit() or locator[-1] in _NUMERALS:
        return after not in _NUMERALS
    if locator[-1] in "、条款项目行段页)）]":
        return True
    return not after.isalnum()


def _leading(text: str, locators: Mapping[str, tuple[Span, ...]]) -> str | None:
    """The longest locator that a text begins with."""
    folded = _folded(text).lstrip("，,：:（(")
    fitting = [
        locator
        for locator in locators
        if folded.startswith(locator) and _ends_there(locator, folded[len(locator) : len(locator) + 1])
    ]
    return max(fitting, key=len, default=None)
