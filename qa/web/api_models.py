"""What programs send and get, as pydantic models: the JSON contract with every field described for OpenAPI and MCP."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from index.model import Document, Kind, Section
from qa.model import Reason, WarningCode
from qa.web.desk import FILTER_VALUES, HISTORY_QUESTIONS, QUESTION_CHARACTERS
from qa.web.service import Listing

TEXT_CHARACTERS = 20_000
MOST_CHARACTERS = 200_000
"""Characters of a document's text that one request gives, unless it asks for fewer or more, and at most."""
HITS, MOST_HITS = 10, 100
ENTRIES, MOST_ENTRIES = 100, 1000

_OF_METADATA = (
    *("title", "issuer", "author", "number", "published"),
    *("region", "region_inferred", "kind", "url", "origin"),
)

Region = Annotated[str, Field(max_length=QUESTION_CHARACTERS, examples=["江苏省/南通市"])]
Issuer = Annotated[str, Field(max_length=QUESTION_CHARACTERS)]
Year = Annotated[str, Field(pattern=r"^[0-9]{4}$", examples=["2024"])]

REGIONS = "Only documents about these places and what lies below them; full paths such as 江苏省/南通市, or names."
KINDS = "Only documents of these kinds."
ISSUERS = "Only documents of these issuing bodies."
YEARS = "Only documents published in these years."


class Scope(BaseModel):
    """Filters: OR within one field, AND between fields; a document that lacks the field is left out."""

    model_config = ConfigDict(extra="forbid")

    regions: list[Region] = Field(default_factory=list, description=REGIONS, max_length=FILTER_VALUES)
    kinds: list[Kind] = Field(default_factory=list, description=KINDS, max_length=FILTER_VALUES)
    issuers: list[Issuer] = Field(default_factory=list, description=ISSUERS, max_length=FILTER_VALUES)
    years: list[Year] = Field(default_factory=list, description=YEARS, max_length=FILTER_VALUES)

    def filters(self) -> dict[str, list[str]]:
        """The filters by field, as the desk takes them."""
        return {"regions": self.regions, "kinds": list(self.kinds), "issuers": self.issuers, "years": self.years}


class AskRequest(Scope):
    """A question, and which documents may answer it."""

    question: str = Field(description=f"At most {QUESTION_CHARACTERS} characters, Chinese or English.")
    history: list[str] = Field(
        default_factory=list,
        description=f"Earlier questions of the same conversation, oldest first; the last {HISTORY_QUESTIONS} count.",
        max_length=1000,
    )
    id: str | int | None = Field(default=None, description="Given back with the answer.")


class SearchRequest(Scope):
    """A query, and which documents it searches."""

    query: str = Field(description=f"At most {QUESTION_CHARACTERS} characters.")
    k: int = Field(default=HITS, ge=1, le=MOST_HITS, description="How many passages.")


class ListRequest(BaseModel):
    """Which part of the list of documents."""

    model_config = ConfigDict(extra="forbid")

    offset: int = Field(default=0, ge=0, description="How many to leave out.")
    limit: int = Field(default=ENTRIES, ge=1, le=MOST_ENTRIES, description="How many to give at most.")


class TextRequest(BaseModel):
    """Which stretch of a document's text."""

    model_config = ConfigDict(extra="forbid")

    start: int = Field(default=0, ge=0, description="First code point.")
    end: int | None = Field(
        default=None,
        ge=0,
        description=f"End, exclusive; {TEXT_CHARACTERS} characters without it, {MOST_CHARACTERS} at most.",
    )
    raw: bool = Field(default=False, description="The raw text (the file decoded) instead of the clean one.")


class Warned(BaseModel):
    """Something that a reader of the answer has to know."""

    code: WarningCode = Field(description="What it is about, for programs.")
    text: str = Field(description="The warning in the question's language.")


class Cited(BaseModel):
    """One cited span of a document. Positions count Unicode code points from 0, end exclusive."""

    n: int = Field(description="Rank from 1: first the citations that the answer uses, then the next best passages.")
    used: bool = Field(description="Whether [n] stands in the answer.")
    document: str = Field(description="Id of the document.")
    source: str = Field(description="Name of its file, without folders.")
    title: str | None = Field(description="Title of the document.")
    issuer: str | None = Field(description="Issuing body.")
    published: str | None = Field(description="Date published, as exact as known: 2024, 2024-10 or 2024-10-23.")
    region: str | None = Field(description="The place it is about: full path from the province.")
    url: str | None = Field(description="Its address on the web.")
    page: int | None = Field(description="Page on which the passage begins, from 1, where the format has pages.")
    locator: str = Field(
        description="Where in the document, as it is cited: 二、（二）4, 第八条第（二）项, 附件表第12行."
    )
    quote: str = Field(description="Whole sentences, items or one row: the document's own characters start..end.")
    start: int = Field(description="Where the quotation begins in the clean text.")
    end: int = Field(description="Where it ends in the clean text.")
    raw_start: int = Field(description="Where it begins in the raw text.")
    raw_end: int = Field(description="Where it ends in the raw text.")
    passage: str = Field(description="The passage around it.")
    passage_start: int = Field(description="Where the passage begins in the clean text.")
    passage_end: int = Field(description="Where the passage ends in the clean text.")
    score: float = Field(description="Score of the passage; higher is better.")
    reference: str = Field(description="Bibliographic reference after GB/T 7714—2015.")


class AnswerModel(BaseModel):
    """An answer made of the documents' own sentences, or a refusal; the value that `policyqa ask --json` prints."""

    id: str | int | None = Field(description="The id of the request.")
    question: str = Field(description="The question as asked.")
    standalone: str = Field(description="The question made complete from the history.")
    abstained: bool = Field(description="Whether there is no answer; the nearest passages are then given as unused.")
    reason: Reason | None = Field(
        description="Why not: no_evidence, not_covered (place, time or subject), damaged (the figure is illegible)."
    )
    answer: str = Field(description="Markdown with [n] after every statement.")
    short: str | None = Field(description="The figure, date, name or yes/no as it stands in citation 1.")
    confidence: float = Field(description="Calibrated probability that the documents answer.", ge=0, le=1)
    warnings: list[Warned] = Field(description="What a reader has to know.")
    citations: list[Cited] = Field(description="The evidence, in order of n; citations never overlap.")


class Twin(BaseModel):
    """A passage that is nearly the same as a hit, from another document or place."""

    document: str = Field(description="Id of the document.")
    source: str = Field(description="Name of its file.")
    title: str | None = Field(description="Title of the document.")
    locator: str = Field(description="Where in the document.")
    start: int = Field(description="Where it begins in the clean text.")
    end: int = Field(description="Where it ends.")


class HitModel(BaseModel):
    """One passage found."""

    rank: int = Field(description="From 1.")
    document: str = Field(description="Id of the document.")
    source: str = Field(description="Name of its file.")
    title: str | None = Field(description="Title of the document.")
    locator: str = Field(description="Where in the document, as it is cited.")
    passage: str = Field(description="The passage: the document's own characters start..end.")
    start: int = Field(description="Where it begins in the clean text.")
    end: int = Field(description="Where it ends.")
    score: float = Field(description="Fused score; higher is better.")
    scores: dict[str, float] = Field(description="Score of each arm of the search, 0..1.")
    also: list[Twin] = Field(description="Reprints folded behind this passage.")


class Hits(BaseModel):
    """The passages found, best first; the value that `policyqa search --json` prints."""

    query: str = Field(description="The query as given.")
    hits: list[HitModel] = Field(description="At most k.")


class Entry(BaseModel):
    """A document as it is listed."""

    id: str = Field(description="Its id.")
    title: str | None = Field(description="Its title, else the name of its file.")
    issuer: str | None = Field(description="Issuing body.")
    region: str | None = Field(description="The place it is about: full path from the province.")
    published: str | None = Field(description="Date published, as exact as known.")
    kind: Kind | None = Field(description="What kind of document it is.")
    passages: int = Field(description="How many passages it was cut into.")
    digest: bool = Field(description="Whether it is a digest of another document (摘编), not the original.")

    @classmethod
    def of(cls, listing: Listing) -> "Entry":
        """The entry of a listing."""
        return cls(**{name: getattr(listing, name) for name in cls.model_fields})


class Documents(BaseModel):
    """A part of the list of documents, in order of id."""

    total: int = Field(description="How many documents there are.")
    offset: int = Field(description="How many are left out before the first one given.")
    documents: list[Entry] = Field(description="At most `limit`.")


class Stretch(BaseModel):
    """A stretch of the clean text."""

    start: int = Field(description="First code point.")
    end: int = Field(description="End, exclusive.")


class Heading(Stretch):
    """One section of a document's outline; start and end are the whole section's."""

    heading: str = Field(description="The heading as it is written.")
    locator: str = Field(description="The path by which it is cited.")
    level: int = Field(description="1 for the outermost.")

    @classmethod
    def of(cls, section: Section) -> "Heading":
        """The heading of a section."""
        span = section.span
        return cls(
            heading=section.heading, locator=section.locator, level=section.level, start=span.start, end=span.end
        )


class DocumentModel(BaseModel):
    """What is known of a document, and its outline; unknown is null."""

    id: str = Field(description="Its id.")
    source: str = Field(description="Name of its file, without folders.")
    sha256: str = Field(description="SHA-256 of the file.")
    title: str | None = Field(description="Its title.")
    issuer: str | None = Field(description="Issuing body.")
    author: str | None = Field(description="The persons who wrote it, where they are not the issuer.")
    number: str | None = Field(description="Document number (发文字号).")
    published: str | None = Field(description="Date published, as exact as known.")
    region: str | None = Field(description="The place it is about: full path from the province.")
    region_inferred: bool = Field(description="Whether the region was inferred from the text.")
    kind: Kind | None = Field(description="What kind of document it is.")
    url: str | None = Field(description="Its address on the web.")
    digest: bool = Field(description="Whether it is a digest of another document (摘编), not the original.")
    origin: str | None = Field(description="Of a digest, the name of the file it was made from.")
    characters: int = Field(description="Length of the clean text.")
    damaged: list[Stretch] = Field(description="Where characters were lost and could not be mended.")
    outline: list[Heading] = Field(description="Its sections, in order.")

    @classmethod
    def of(cls, document: Document) -> "DocumentModel":
        """What is known of a document."""
        metadata = document.metadata
        return cls(
            **{name: getattr(metadata, name) for name in _OF_METADATA},
            id=document.id,
            source=document.source,
            sha256=document.sha256,
            digest=metadata.is_digest,
            characters=len(document.text),
            damaged=[Stretch(start=span.start, end=span.end) for span in document.damaged],
            outline=[Heading.of(section) for section in document.sections],
        )


class Text(BaseModel):
    """A stretch of a document's text."""

    document: str = Field(description="Id of the document.")
    title: str | None = Field(description="Its title.")
    raw: bool = Field(description="Whether this is the raw text (the file decoded) or the clean one.")
    characters: int = Field(description="Length of the whole text.")
    start: int = Field(description="Where this stretch begins.")
    end: int = Field(description="Where it ends, exclusive.")
    text: str = Field(description="The characters start..end.")
    next: int | None = Field(description="The start to ask with for what follows; null at the end.")

    @classmethod
    def of(cls, document: Document, start: int, end: int | None, raw: bool = False) -> "Text":
        """The text from `start` to `end`, as much of it as one request gives."""
        whole = document.raw if raw else document.text
        first = min(start, len(whole))
        last = max(first, min(len(whole), first + TEXT_CHARACTERS if end is None else end, first + MOST_CHARACTERS))
        return cls(
            document=document.id,
            title=document.metadata.title,
            raw=raw,
            characters=len(whole),
            start=first,
            end=last,
            text=whole[first:last],
            next=last if last < len(whole) else None,
        )


class Health(BaseModel):
    """Whether the service can answer, and what it answers from."""

    status: Literal["ok"] = Field(description="Always ok; else the response is an error with status 503.")
    version: str = Field(description="Version of the program.")
    documents: int = Field(description="How many documents answers are made from.")
    passages: int = Field(description="How many passages they were cut into.")
    asking: int = Field(description="Requests of programs being answered now.")
    waiting: int = Field(description="Requests of programs that wait for their turn.")


class Failed(BaseModel):
    """Why a request could not be answered."""

    code: str = Field(description="For programs: too_long, empty, invalid, not_found, busy, failed ...")
    zh: str = Field(description="One sentence in Chinese.")
    en: str = Field(description="The same in English.")


class Failure(BaseModel):
    """The body of every response with a status of 400 or above."""

    error: Failed = Field(description="Why.")
