"""The engine as the chat uses it: reopened when the index is built anew, with listings and example questions."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any

from index.generations import current_manifest
from index.model import Document
from index.store import DocumentEntry
from qa.engine import PolicyQA
from qa.examples import working_examples
from qa.model import Answer, Filters
from qa.payload import search_payload
from qa.web.service import Listing


class LocalService:
    """Answers over the index in one folder; a new generation is taken up at the next question."""

    def __init__(self, folder: Path, opener: Callable[[Path], PolicyQA] = PolicyQA.open) -> None:
        self._folder = folder
        self._opener = opener
        self._lock = Lock()
        self._generation = ""
        self._engine = self._opened()
        self._examples: tuple[str, list[str]] | None = None

    def ask(self, question: str, history: list[str], filters: Filters | None) -> Answer:
        """Answers `question` after the person's earlier ones, oldest first."""
        return self.engine().ask(question, history, filters)

    def search(self, query: str, k: int, filters: Filters | None) -> dict[str, Any]:
        """The `k` best passages for a query, as the JSON contract has them."""
        engine = self.engine()
        return search_payload(query, engine.search(query, k, filters), engine.index)

    def corpus(self) -> list[Listing]:
        """The documents, in order of id."""
        return [_listing(entry) for entry in self.engine().index.documents]

    def document(self, id: str) -> Document:
        """One whole document; KeyError if there is none with this id."""
        return self.engine().index.document(id)

    def examples(self) -> list[str]:
        """A few questions that the corpus answers, made from its documents and tried before they are shown."""
        engine = self.engine()
        with self._lock:
            known = self._examples
        if known is None or known[0] != self._generation:
            known = (self._generation, working_examples(engine))
            with self._lock:
                self._examples = known
        return known[1]

    def engine(self) -> PolicyQA:
        """The engine over the newest generation."""
        with self._lock:
            if current_manifest(self._folder)[0].name != self._generation:
                self._engine = self._opened()
            return self._engine

    def _opened(self) -> PolicyQA:
        engine = self._opener(self._folder)
        self._generation = engine.index.folder.name
        return engine


def _listing(entry: DocumentEntry) -> Listing:
    metadata = entry.metadata
    return Listing(
        id=entry.id,
        title=metadata.title or entry.source,
        issuer=metadata.issuer,
        region=metadata.region,
        published=metadata.published,
        kind=metadata.kind,
        passages=entry.passage_count,
        digest=metadata.is_digest,
    )
