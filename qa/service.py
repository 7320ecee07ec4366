"""The engine as the chat uses it: reopened when the index is built anew, with listings and example questions."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock
from typing import Any

from index.generations import current_manifest
from index.model import Document
from index.settings import endpoint
from index.store import DocumentEntry
from index.validity import Force
from qa.engine import PolicyQA
from qa.examples import working_examples
from qa.model import Answer, Filters
from qa.payload import search_payload
from qa.web.service import Listing
from qa.wording import Language


class LocalService:
    """Answers over the index in one folder; a new generation is taken up at the next question."""

    def __init__(self, folder: Path, opener: Callable[[Path], PolicyQA] = PolicyQA.open) -> None:
        self._folder = folder
        self._opener = opener
        self._opening = Lock()
        self._trying = Lock()
        self._engine = opener(folder)
        self._examples: tuple[str, dict[Language, list[str]]] = ("", {})

    def ask(self, question: str, history: list[str], filters: Filters | None) -> Answer:
        """Answers `question` after the person's earlier ones, oldest first."""
        return self.engine(wait=False).ask(question, history, filters)

    def grows(self) -> bool:
        """Whether a model joins the quotations of answers, sentence by sentence."""
        return endpoint() is not None

    def stream(self, question: str, history: list[str], filters: Filters | None) -> Iterator[Answer]:
        """The answer as it grows; the last one is what `ask` returns."""
        return self.engine(wait=False).stream(question, history, filters)

    def search(self, query: str, k: int, filters: Filters | None) -> dict[str, Any]:
        """The `k` best passages for a query, as the JSON contract has them."""
        engine = self.engine(wait=False)
        return search_payload(query, engine.search(query, k, filters), engine.index)

    def corpus(self) -> list[Listing]:
        """The documents, in order of id."""
        return [_listing(entry) for entry in self.engine().index.documents]

    def document(self, id: str) -> Document:
        """One whole document; KeyError if there is none with this id."""
        return self.engine().index.document(id)

    def force(self, id: str) -> Force:
        """For how long a document holds by its own words; KeyError if there is none with this id."""
        return self.engine(wait=False).validities.force(id)

    def examples(self, language: Language = "zh") -> list[str]:
        """A few questions that the corpus answers, made from its documents and tried before they are shown."""
        engine = self.engine()
        generation = engine.index.folder.name
        # All pages ask for them when the corpus has changed; they are tried once.
        with self._trying:
            if self._examples[0] != generation:
                self._examples = (generation, {})
            found = self._examples[1]
            if language not in found:
                found[language] = working_examples(engine, language)
            return found[language]

    def engine(self, wait: bool = True) -> PolicyQA:
        """The engine over the newest generation.

        Without `wait` it is that over the one before, while another thread is just opening the newest: a question
        need not stand behind that.
        """
        if self._is_newest() or not self._opening.acquire(blocking=wait):
            return self._engine
        try:
            if not self._is_newest():
                self._engine = self._opener(self._folder)
            return self._engine
        finally:
            self._opening.release()

    def _is_newest(self) -> bool:
        return current_manifest(self._folder)[0].name == self._engine.index.folder.name


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
