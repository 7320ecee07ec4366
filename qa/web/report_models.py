"""What the page sends to have a report made: answers by the places that they cite, a title, comments, and a form."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from qa.export.restored import Given, Place
from qa.gbt7714 import Edition, Style, System
from qa.model import Notice, Reason, WarningCode
from qa.web.desk import QUESTION_CHARACTERS

ANSWERS = 100
CITATIONS = 60
COMMENT_CHARACTERS = 4000
TITLE_CHARACTERS = 200
ANSWER_CHARACTERS = 60_000

Format = Literal["docx", "md", "html", "txt", "bibtex", "ris", "csl-json", "pack"]


class Form(BaseModel):
    """Edition and system of the references."""

    edition: Edition = "2025"
    style: System = "note"

    def of(self) -> Style:
        """The style as references take it."""
        return Style(self.edition, self.style)


class CitedPlace(BaseModel):
    """A citation by its place; `quote` is held against the document and never shown."""

    n: int = Field(ge=1, le=999)
    used: bool = True
    document: str = Field(max_length=2000)
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    quote: str = Field(max_length=ANSWER_CHARACTERS)

    def place(self) -> Place:
        """The same for the restoring of answers."""
        return Place(self.n, self.used, self.document, self.start, self.end, self.quote)


class Warned(BaseModel):
    """A warning that went with an answer."""

    code: WarningCode
    text: str = Field(max_length=2000)


class Entry(BaseModel):
    """One answer of a report, with what the person adds to it."""

    question: str = Field(min_length=1, max_length=QUESTION_CHARACTERS)
    standalone: str | None = Field(default=None, max_length=2 * QUESTION_CHARACTERS)
    abstained: bool = False
    reason: Reason | None = None
    answer: str = Field(max_length=ANSWER_CHARACTERS)
    short: str | None = Field(default=None, max_length=2000)
    warnings: list[Warned] = Field(default_factory=list, max_length=20)
    citations: list[CitedPlace] = Field(default_factory=list, max_length=CITATIONS)
    comment: str = Field(default="", max_length=COMMENT_CHARACTERS)

    def given(self) -> Given:
        """The answer as it came back."""
        return Given(
            question=self.question,
            standalone=self.standalone or self.question,
            abstained=self.abstained,
            reason=self.reason,
            answer=self.answer,
            short=self.short,
            warnings=tuple(Notice(item.code, item.text) for item in self.warnings),
            citations=tuple(item.place() for item in self.citations),
        )


class ExportRequest(Form):
    """A report to be made; `sources` puts the files themselves into an evidence pack."""

    format: Format = "docx"
    title: str = Field(default="", max_length=TITLE_CHARACTERS)
    accessed: date | None = None
    sources: bool = False
    entries: Annotated[list[Entry], Field(min_length=1, max_length=ANSWERS)]


class ReferencesRequest(Form):
    """Citations whose references are wanted in a form."""

    citations: Annotated[list[CitedPlace], Field(max_length=CITATIONS)]
