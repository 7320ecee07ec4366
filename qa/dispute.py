"""What an answer shows of documents that contradict each other: both quotations, and whose figure is which."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.model import Span
from index.store import DocumentEntry, Index
from qa.citations import Quotation
from qa.conflicts import conflicts
from qa.evidence import Evidence
from qa.markup import literal
from qa.matching import Terms
from qa.model import Citation, Notice
from qa.statements import Statement
from qa.wording import Language, say, titled

_RULES = frozenset({"policy", "notice"})
_SUBJECT = 0.5
"""Least share of the words of two titles that are the same for one document to replace the other."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """The answer's figure and each different one for the same thing; empty where the documents agree."""

    pairs: tuple[tuple[Statement, Statement], ...] = ()

    @classmethod
    def of(
        cls, evidence: Sequence[Evidence], passage: int, short: Span | None, terms: Terms, index: Index
    ) -> "Dispute":
        """What the evidence says against the short answer, which stands in `passage`; see `conflicts`."""
        return cls(tuple(conflicts(evidence, passage, short, terms, index)) if short is not None else ())

    @property
    def quotations(self) -> list[Quotation]:
        """The sentences that say otherwise."""
        return [Quotation(other.passage.number, other.sentence, 0.0, True) for _, other in self.pairs]

    def lines(self, citations: Sequence[Citation], language: Language) -> list[str]:
        """Our sentence that sets the figures side by side, each with its marker."""
        if not self.pairs:
            return []
        said = [self.pairs[0][0], *(other for _, other in self.pairs)]
        marked = [(statement, n) for statement in said if (n := _cited(statement, citations))]
        if len(marked) < 2:
            return []
        separator = "，" if language == "zh" else ", "
        figures = separator.join(f"{literal(_figure(statement))}[{n}]" for statement, n in marked)
        return [say("disputed", language, figures=figures)]

    def notices(self, language: Language) -> tuple[Notice, ...]:
        """The warning `conflict` with documents, dates and places; `superseded` where the later one replaces it."""
        if not self.pairs:
            return ()
        said = [self.pairs[0][0], *(other for _, other in self.pairs)]
        separator = "；" if language == "zh" else "; "
        items = separator.join(_item(statement, language) for statement in said)
        notices = [Notice("conflict", say("warn_conflict", language, items=items))]
        for own, other in self.pairs:
            later = _replacing(own.passage.document, other.passage.document)
            if later is not None:
                newer, older = (other, own) if later is other.passage.document else (own, other)
                text = say("warn_replaced", language, title=_title(older, language), by=_title(newer, language))
                notices.append(Notice("superseded", text))
        return tuple(notices)


def _cited(statement: Statement, citations: Sequence[Citation]) -> int | None:
    id, span = statement.passage.document.id, statement.span
    return next((c.n for c in citations if c.document == id and c.start <= span.start and span.end <= c.end), None)


def _figure(statement: Statement) -> str:
    return statement.text[statement.figure.span.start : statement.figure.span.end]


def _item(statement: Statement, language: Language) -> str:
    metadata = statement.passage.document.metadata
    region = (metadata.region or "").replace("/", "")
    about = [part for part in (metadata.published, region) if part]
    brackets = ("（{}）", "，") if language == "zh" else (" ({})", ", ")
    where = _title(statement, language) + (brackets[0].format(brackets[1].join(about)) if about else "")
    return say(
        "disputed_row" if statement.row else "disputed_text",
        language,
        where=where,
        place=statement.passage.passage.locator,
        figure=_figure(statement),
    )


def _title(statement: Statement, language: Language) -> str:
    entry = statement.passage.document
    return titled(entry.metadata.title or entry.source, language)


def _replacing(one: DocumentEntry, other: DocumentEntry) -> DocumentEntry | None:
    """The later of two rules of one body on one subject; None where that cannot be told."""
    a, b = one.metadata, other.metadata
    if one.id == other.id or {a.kind, b.kind} - _RULES or not a.issuer or a.issuer != b.issuer:
        return None
    if (
        not a.published
        or not b.published
        or a.published[:10] == b.published[:10]
        or not _same_subject(a.title, b.title)
    ):
        return None
    return other if b.published > a.published else one


def _same_subject(one: str | None, other: str | None) -> bool:
    pairs = [{text[i : i + 2] for i in range(len(text) - 1)} for text in (one or "", other or "")]
    return bool(pairs[0] and pairs[1]) and len(pairs[0] & pairs[1]) >= _SUBJECT * max(map(len, pairs))
