"""What the page needs of the rest: one object that answers, lists and opens documents."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from index.model import Document, Kind
from index.validity import Force
from qa.model import Answer, Filters
from qa.wording import Language

if TYPE_CHECKING:
    from qa.engine import PolicyQA


@dataclass(frozen=True, slots=True)
class Listing:
    """One document as the page lists it; unknown is None.

    Attributes:
        region: full path from the province, e.g. `江苏省/南通市/通州区`.
        published: ISO date, as exact as known: `2024`, `2024-10` or `2024-10-23`.
        passages: how many passages the document was cut into.
        digest: whether it is a digest of another document (摘编), not the original.
    """

    id: str
    title: str | None
    issuer: str | None
    region: str | None
    published: str | None
    kind: Kind | None
    passages: int
    digest: bool = False


class Service(Protocol):
    """Questions and documents; every method is called from several threads at once."""

    def ask(self, question: str, history: list[str], filters: Filters | None) -> Answer:
        """Answers `question`; `history` holds the person's earlier questions, oldest first.

        Raises:
            PolicyQAError: with a sentence that the person can read.
        """
        ...

    def grows(self) -> bool:
        """Whether answers come piece by piece, each worth showing before the next."""
        ...

    def stream(self, question: str, history: list[str], filters: Filters | None) -> Iterator[Answer]:
        """The answer as it grows, at least once; the last one is what `ask` returns.

        Raises:
            PolicyQAError: with a sentence that the person can read.
        """
        ...

    def search(self, query: str, k: int, filters: Filters | None) -> dict[str, Any]:
        """The `k` best passages for a query, as `policyqa search --json` prints them.

        Raises:
            PolicyQAError: with a sentence that the person can read.
        """
        ...

    def corpus(self) -> Sequence[Listing]:
        """The documents that answers are made from, in the order to list them."""
        ...

    def document(self, id: str) -> Document:
        """One whole document.

        Raises:
            KeyError: there is none with this id.
        """
        ...

    def force(self, id: str) -> Force:
        """For how long a document holds by its own words.

        Raises:
            KeyError: there is none with this id.
        """
        ...

    def examples(self, language: Language = "zh") -> Sequence[str]:
        """Questions in a language that these documents answer, best first; may be empty."""
        ...


@runtime_checkable
class Engined(Protocol):
    """A service that also gives out its engine, for the parts that cite, export and explain."""

    def engine(self) -> "PolicyQA":
        """The engine over the newest generation."""
        ...
