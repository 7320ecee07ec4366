"""What the page shows of an answer: a tree of plain values, every text of a document or a person kept as text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, pairwise

from index.model import Span
from index.validity import Force
from qa.model import Answer, Citation, Notice, Reason
from qa.web.markdown import Block, Inline, Line, Marker, Paragraph, Strong, Text, parse, plain, plain_line
from qa.web.service import Listing


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a document's text; `mark` names what it is, by spaces: `quote`, `damaged`, `heading`, or nothing."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """For how long a document holds by its own words, as far as it says.

    Attributes:
        begins, ends: ISO dates, the first and the last day.
        ended: whether it says that it is repealed or no longer holds.
        over: whether it no longer holds today.
    """

    begins: str | None = None
    ends: str | None = None
    ended: bool = False
    over: bool = False

    @classmethod
    def of(cls, force: Force, today: date) -> "Held":
        """What a document says, held against a day."""
        return cls(force.begins, force.ends, force.ended, force.is_over(today))


@dataclass(frozen=True, slots=True)
class Card:
    """One citation in the evidence panel.

    Attributes:
        anchor: the card's place on the page, unique among all answers: `cite-a7-2`.
        held: for how long the document holds.
        parts: the passage, the quotation marked.
        copy: the quotation with its reference, to paste into a report.
    """

    anchor: str
    n: int
    used: bool
    document: str
    source: str
    title: str | None
    issuer: str | None
    published: str | None
    region: str | None
    held: Held
    page: int | None
    locator: str
    start: int
    end: int
    parts: tuple[Part, ...]
    digest: bool
    reference: str
    copy: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with its answer, refusal or failure, as the page shows it.

    Attributes:
        id: the page's own name for the turn: `a7`.
        standalone: the question made complete; None where it is the question as asked.
        short: the short answer with its marker, shown first; empty where there is none.
        answer: as the JSON contract has it, to be given back for a report.
        plain: the answer as text with [n].
        notes: a line for each [n] that the answer uses: `[1] “quotation” reference`.
        error: the name of a failure (`too_long`, `failed`, ...), its other fields then empty.
        message: a sentence that says more of the error, by language (zh, en).
    """

    id: str
    question: str
    standalone: str | None = None
    abstained: bool = False
    reason: Reason | None = None
    short: Line = ()
    blocks: tuple[Block, ...] = ()
    confidence: float | None = None
    warnings: tuple[Notice, ...] = ()
    cards: tuple[Card, ...] = ()
    answer: str = ""
    plain: str = ""
    notes: tuple[str, ...] = ()
    error: str | None = None
    message: Mapping[str, str] | None = None


def turn(
    id: str,
    answer: Answer,
    listings: Sequence[Listing],
    damaged: Mapping[str, Sequence[Span]] | None = None,
    held: Mapping[str, Held] | None = None,
) -> Turn:
    """The page's view of an answer.

    Args:
        id: the page's name for the turn.
        answer: what was answered.
        listings: say which documents are digests.
        damaged: what is illegible in the documents cited, over clean positions, by document.
        held: for how long the documents cited hold, by document.
    """
    digests = {entry.id for entry in listings if entry.digest}
    short, blocks = _short_first(answer, parse(answer.answer, {c.n: c.quote for c in answer.citations}))
    text = [plain_line(short)] if short else []
    return Turn(
        id=id,
        question=answer.question,
        standalone=None if answer.standalone.strip() == answer.question.strip() else answer.standalone,
        abstained=answer.abstained,
        reason=answer.reason,
        short=short,
        blocks=blocks,
        confidence=answer.confidence,
        warnings=answer.warnings,
        cards=tuple(
            card(
                id,
                citation,
                citation.document in digests,
                (damaged or {}).get(citation.document, ()),
                (held or {}).get(citation.document, Held()),
            )
            for citation in answer.citations
        ),
        answer=answer.answer,
        plain="\n\n".join([*text, *(plain(block) for block in blocks)]),
        notes=tuple(f"[{citation.n}] {_note(citation)}" for citation in answer.citations if citation.used),
    )


def card(
    turn_id: str, citation: Citation, digest: bool, damaged: Sequence[Span] = (), held: Held | None = None
) -> Card:
    """The evidence card of one citation, what is illegible in its passage marked."""
    spans = [(Span(citation.start, citation.end), "quote"), *((span, "damaged") for span in damaged)]
    first = citation.passage_start
    marks = [(Span(span.start - first, span.end - first), name) for span, name in spans]
    return Card(
        anchor=f"cite-{turn_id}-{citation.n}",
        n=citation.n,
        used=citation.used,
        document=citation.document,
        source=citation.source,
        title=citation.title,
        issuer=citation.issuer,
        published=citation.published,
        region=citation.region,
        held=held or Held(),
        page=citation.page,
        locator=citation.locator,
        start=citation.start,
        end=citation.end,
        parts=cut(citation.passage, Span(0, len(citation.passage)), marks),
        digest=digest,
        reference=citation.reference,
        copy=_note(citation),
    )


def cut(text: str, span: Span, marks: Sequence[tuple[Span, str]]) -> tuple[Part, ...]:
    """The text of `span` in parts, each with the names of all `marks` that cover it; empty parts are left out."""
    edges = {span.start, span.end}
    for mark, _ in marks:
        edges.update(edge for edge in (mark.start, mark.end) if span.start < edge < span.end)
    ordered = sorted(edges)
    return tuple(
        Part(text[start:end], " ".join(name for mark, name in marks if mark.contains(Span(start, end))))
        for start, end in pairwise(ordered)
        if start < end
    )


def _note(citation: Citation) -> str:
    return f"“{citation.quote.strip()}” {citation.reference}".strip()


def _goes_on(part: Inline) -> bool:
    return isinstance(part, Marker | Strong) or (isinstance(part, Text) and part.text.strip() in ("；", ";"))


def _short_first(answer: Answer, blocks: tuple[Block, ...]) -> tuple[Line, tuple[Block, ...]]:
    """The short answer taken out of the blocks, where one of them is it in bold with its marker, and the rest.

    The answers to further things asked may follow in bold: **40 places**[1]; **6 rooms**[2].
    """
    if not answer.short:
        return (), blocks
    for place, block in enumerate(blocks):
        if isinstance(block, Paragraph) and block.parts and isinstance(block.parts[0], Strong):
            bold, after = block.parts[0], block.parts[1:]
            if plain_line(bold.parts) == answer.short and all(map(_goes_on, after)):
                further = [part.parts if isinstance(part, Strong) else (part,) for part in after]
                return (*bold.parts, *chain(*further)), (*blocks[:place], *blocks[place + 1 :])
    cited = any(citation.n == 1 for citation in answer.citations)
    return ((Text(answer.short), Marker(1)) if cited else (Text(answer.short),)), blocks
