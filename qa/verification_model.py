"""What the check of a report finds."""

from dataclasses import dataclass
from typing import Literal

from index.model import Span
from qa.verification_difference import Change
from qa.verification_sources import Cited
from qa.verification_text import comparable

Verdict = Literal["exact", "differs", "not_found", "unlocated"]
Reason = Literal["", "place", "document", "unknown_source"]

SENTENCE_LIKE = 12
"""Comparable characters from which words in quotation marks are taken for a sentence rather than a term."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The judgement of one quotation or figure.

    Attributes:
        place: where in the report: 第3段, 第12行, 注2.
        mark: the mark that cites it; None without one.
        cited: what the mark was found to cite.
        document, span: where the words stand, or the nearest ones; None where nothing near was found.
        source: the document's words there.
        locator: of the passage there.
        changes: source and report, for each difference.
        shown: the report's words with the differences marked; the words alone where there are none.
        reason: `place` or `document` where the words stand elsewhere than cited; `unknown_source` where the mark leads
            to no document of the index.
    """

    kind: Literal["quotation", "figure"]
    text: str
    place: str
    verdict: Verdict
    mark: str | None = None
    cited: tuple[Cited, ...] = ()
    document: str | None = None
    span: Span | None = None
    source: str | None = None
    locator: str | None = None
    changes: tuple[Change, ...] = ()
    shown: str = ""
    reason: Reason = ""

    @property
    def is_negative(self) -> bool:
        """Whether it speaks against the report: a difference, or words that stand nowhere and are cited or a sentence.

        Terms in quotation marks that nothing is cited for (“新常态”) may be anybody's.
        """
        if self.verdict == "not_found":
            return bool(self.cited) or len(comparable(self.text).text) >= SENTENCE_LIKE or self.kind == "figure"
        return self.verdict == "differs"
