"""The judgement of a quotation: exact, different, nowhere, or exact somewhere without being cited."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from index.model import Span
from index.store import Index
from qa.verification_difference import Change, differences
from qa.verification_match import Match, find, nearest, shared
from qa.verification_model import Finding
from qa.verification_places import Haystacks, best_passages
from qa.verification_sources import Cited
from qa.verification_text import comparable

_ELLIPSIS = re.compile(r"…+|\.{3,}|。{3,}|[（(〔\[](?:略|省略|中略|下略)[)）〕\]]")
ALIGNED = 3
"""Stretches in which the nearest words to an uncited quotation are looked for: those that share most with it."""

LEAST = 2
"""Comparable characters from which words in quotation marks are judged."""


class Judge:
    """Judges quotations against one index."""

    def __init__(self, index: Index, hays: Haystacks) -> None:
        self._index = index
        self._hays = hays

    def judge(self, text: str, cited: Sequence[Cited] = (), around: tuple[str, str] = ("", "")) -> Finding:
        """The judgement of one quotation; `around` are the report's words right before and after it."""
        whole = self._judge(text, cited, around)
        parts = [part for part in _ELLIPSIS.split(text) if len(comparable(part).text) >= LEAST]
        if whole.verdict in ("exact", "unlocated") or len(parts) < 2:
            return whole
        return self._elided(text, parts, cited)

    def _judge(self, text: str, cited: Sequence[Cited], around: tuple[str, str]) -> Finding:
        if not cited:
            return self._uncited(text, around)
        best: tuple[str, Match] | None = None
        for place in cited:
            for span in place.spans:
                match = _completed(
                    find(text, self._hays.get(place.document, span)), around, self._hays.text(place.document)
                )
                if match and match.exact:
                    return self._found(text, place.document, match)
                best = best or ((place.document, match) if match else None)
        if best is not None:
            return self._found(text, *best)
        if any(self.is_title(text, place.document) for place in cited):
            return Finding("quotation", text, "", "exact", document=cited[0].document, shown=text)
        elsewhere = self._elsewhere(text, cited, around)
        if elsewhere is not None:
            return elsewhere
        best = self._nearest(text, cited)
        if best is None:
            uncited = self._uncited(text, around)
            if uncited.verdict == "unlocated":
                return replace(uncited, verdict="differs", reason="document")
            return Finding("quotation", text, "", "not_found", shown=text)
        return self._found(text, *best)

    def _elsewhere(self, text: str, cited: Sequence[Cited], around: tuple[str, str]) -> Finding | None:
        """The words where they stand in the cited document, but not in the place cited."""
        for place in cited:
            if place.locator is None:
                continue
            whole = self._hays.get(place.document, Span(0, len(self._hays.text(place.document))))
            match = _completed(find(text, whole), around, whole.text)
            if match and match.exact:
                found = self._found(text, place.document, match)
                touches = any(span.overlaps(match.span) for span in place.spans)
                return found if touches else replace(found, verdict="differs", reason="place")
        return None

    def _nearest(self, text: str, cited: Sequence[Cited]) -> tuple[str, Match] | None:
        """The nearest words in the cited places, or in the whole of the documents where those are much nearer."""
        near = [
            (c.document, m) for c in cited for span in c.spans if (m := nearest(text, self._hays.get(c.document, span)))
        ]
        best = max(near, key=lambda item: item[1].likeness, default=None)
        for document in dict.fromkeys(place.document for place in cited):
            match = nearest(text, self._hays.get(document, Span(0, len(self._hays.text(document)))))
            if match and (best is None or match.likeness > best[1].likeness + 0.1):
                best = (document, match)
        return best

    def _uncited(self, text: str, around: tuple[str, str]) -> Finding:
        """The judgement against the best passages and their neighbours: `unlocated` at best."""
        hays = [(document, self._hays.get(document, span)) for document, span in best_passages(self._index, text)]
        best: tuple[str, Match] | None = None
        for document, hay in hays:
            match = _completed(find(text, hay), around, hay.text)
            if match and match.exact:
                return replace(self._found(text, document, match), verdict="unlocated")
            best = best or ((document, match) if match else None)
        titled = next((entry.id for entry in self._index.documents if self.is_title(text, entry.id)), None)
        if titled is not None:
            return Finding("quotation", text, "", "unlocated", document=titled, shown=text)
        if best is None:
            likely = sorted(hays, key=lambda item: -shared(text, item[1]))[:ALIGNED]
            near = [(document, match) for document, hay in likely if (match := nearest(text, hay))]
            best = max(near, key=lambda item: item[1].likeness, default=None)
        if best is None:
            return Finding("quotation", text, "", "not_found", shown=text)
        return self._found(text, *best)

    def _elided(self, text: str, parts: Sequence[str], cited: Sequence[Cited]) -> Finding:
        """A quotation with words left out: every part must stand in the same document, one after the other."""
        first = self._judge(parts[0], cited, ("", ""))
        if first.document is None:
            return replace(first, text=text, shown=text)
        places = cited or (Cited(first.document, None, (Span(0, len(self._hays.text(first.document))),)),)
        found = [first, *(self._judge(part, places, ("", "")) for part in parts[1:])]
        worst = next((f for f in found if f.verdict == "not_found"), None) or next(
            (f for f in found if f.verdict == "differs"), None
        )
        ordered = all(a.span is None or b.span is None or a.span.end <= b.span.start for a, b in pairwise(found))
        if worst is None and not ordered:
            return replace(first, text=text, verdict="differs", reason="place", shown=text)
        result = worst or first
        return replace(
            result,
            text=text,
            changes=tuple(change for finding in found for change in finding.changes),
            shown="……".join(finding.shown for finding in found),
        )

    def _found(self, text: str, document: str, match: Match) -> Finding:
        source = self._hays.text(document)
        stretch = match.span if match.cut is None else _union(match.span, match.cut)
        words = source[stretch.start : stretch.end]
        different, shown = ((), text) if match.exact else differences(words, text)
        if not match.exact and not different:
            different = (Change(words, text),)
        return Finding(
            "quotation",
            text,
            "",
            "exact" if match.exact else "differs",
            document=document,
            span=stretch,
            source=words,
            locator=self._hays.locator(document, stretch),
            changes=different,
            shown=shown,
        )

    def is_title(self, text: str, document: str) -> bool:
        """Whether words are part of what a document says of itself: its title, number, issuer or date."""
        key = comparable(text).text
        return bool(key) and key in comparable(self._hays.declared(document)).text


def _completed(match: Match | None, around: tuple[str, str], text: str) -> Match | None:
    """A match whose decisive words were left away is exact where the report has them right outside the quotation."""
    if match is None or match.cut is None:
        return match
    words = comparable(text[match.cut.start : match.cut.end]).text
    before, after = comparable(around[0]).text, comparable(around[1]).text
    given = before.endswith(words) if match.cut.end <= match.span.start else after.startswith(words)
    return Match(match.span, True, 1.0) if given else match


def _union(one: Span, other: Span) -> Span:
    return Span(min(one.start, other.start), max(one.end, other.end))
