"""Between the page and the service: checks what comes in, keeps what goes out fit to be shown, logs what fails."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from index.errors import PolicyQAError
from index.model import Document, Span
from index.settings import today
from qa.model import Answer, Filters
from qa.question import language_of
from qa.web import facets, raw_view, viewer
from qa.web.render import Held, Turn, turn
from qa.web.service import Listing, Service
from qa.wording import Language

QUESTION_CHARACTERS = 500
HISTORY_QUESTIONS = 20
EXAMPLES = 6
FILTER_VALUES = 50
"""Most values of one filter in a request."""

_T = TypeVar("_T")
_log = logging.getLogger("policyqa.web")


class Refused(Exception):  # noqa: N818
    """A request that is not answered; `name` is a key of the texts `error_...`."""

    def __init__(self, name: str, message: str | None = None) -> None:
        super().__init__(message or name)
        self.name = name
        self.message = message


@dataclass(frozen=True, slots=True)
class Overview:
    """What an empty page shows: the documents, what they cover, the filters."""

    coverage: facets.Coverage
    facets: tuple[facets.Facet, ...]
    documents: tuple[Listing, ...]


class Desk:
    """Answers the page's requests, none of which can be trusted, from a service that may fail."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def turn(self, id: str, question: object, history: object, filters: object) -> Turn:
        """One turn of a conversation; a failure is a turn too."""
        try:
            answer = self.ask(question, history, filters)
        except Refused as refusal:
            return _failed(id, question, refusal)
        return self._shown(id, answer)

    def growing(self, id: str, question: object, history: object, filters: object) -> Iterator[tuple[Turn, bool]]:
        """One turn as it grows, each time with whether more follows; a failure is the last one too."""
        if not self._service.grows():
            yield self.turn(id, question, history, filters), False
            return
        try:
            asked = _question(question)
            earlier, limits = _history(history), _filters(filters)
            answers = _answered(asked, lambda: self._service.stream(asked, earlier, limits))
            shown: Turn | None = None
            while (answer := _answered(asked, lambda: next(answers, None))) is not None:
                shown = self._shown(id, answer)
                yield shown, True
        except Refused as refusal:
            yield _failed(id, question, refusal), False
            return
        yield shown or _failed(id, question, Refused("failed")), False

    def ask(self, question: object, history: object, filters: object) -> Answer:
        """The answer to a question.

        Raises:
            Refused: the question, history or filters cannot be asked, or answering failed.
        """
        asked = _question(question)
        earlier, limits = _history(history), _filters(filters)
        return _answered(asked, lambda: self._service.ask(asked, earlier, limits))

    def search(self, query: object, k: int, filters: object) -> dict[str, Any]:
        """The `k` best passages for a query, as the JSON contract has them.

        Raises:
            Refused: the query or filters cannot be asked, or searching failed.
        """
        asked = _question(query)
        limits = _filters(filters)
        return _answered(asked, lambda: self._service.search(asked, k, limits))

    def overview(self) -> Overview:
        """The corpus as it is now; empty if it cannot be had."""
        listings = self._listings()
        return Overview(facets.coverage(listings), facets.facets(listings), tuple(listings))

    def examples(self, language: Language = "zh") -> list[str]:
        """Questions to begin with; to find them may take the service some seconds the first time."""
        return list(_try(lambda: self._service.examples(language)))[:EXAMPLES]

    def document(self, id: object, start: object, end: object) -> viewer.View | None:
        """A document laid out with the characters from `start` to `end` marked; None if it cannot be had."""
        if not isinstance(id, str) or not isinstance(start, int) or not isinstance(end, int):
            return None
        document = self.read(id)
        return None if document is None else viewer.view(document, _within(document, start, end), self._held(id))

    def raw(self, id: str, start: int, end: int) -> raw_view.RawView | None:
        """The raw text of a document, the clean characters from `start` to `end` marked in it; None as above."""
        document = self.read(id)
        return None if document is None else raw_view.raw_view(document, _within(document, start, end))

    def read(self, id: str) -> Document | None:
        """One whole document; None if it cannot be had."""
        try:
            return self._service.document(id)
        except (LookupError, PolicyQAError):
            return None
        except Exception:  # noqa: BLE001 - logged; no traceback may reach a person
            _log.exception("opening a document failed")
            return None

    def _shown(self, id: str, answer: Answer) -> Turn:
        held = {cited: self._held(cited) for cited in dict.fromkeys(c.document for c in answer.citations)}
        return turn(id, answer, self._listings(), self._damaged(answer), held)

    def _held(self, id: str) -> Held:
        """For how long a document holds; nothing if that cannot be had."""
        try:
            return Held.of(self._service.force(id), today())
        except LookupError:
            return Held()
        except Exception:  # noqa: BLE001 - logged; no traceback may reach a person
            _log.exception("reading how long a document holds failed")
            return Held()

    def _damaged(self, answer: Answer) -> dict[str, tuple[Span, ...]]:
        """What is illegible in the documents that an answer cites, if it warns of that."""
        if all(notice.code != "damaged" for notice in answer.warnings):
            return {}
        cited = {id: self.read(id) for id in dict.fromkeys(citation.document for citation in answer.citations)}
        return {id: document.damaged for id, document in cited.items() if document is not None}

    def _listings(self) -> Sequence[Listing]:
        return _try(self._service.corpus)


def _failed(id: str, question: object, refusal: Refused) -> Turn:
    shown = question[:QUESTION_CHARACTERS] if isinstance(question, str) else ""
    cause = refusal.__cause__
    message = {"zh": cause.zh, "en": str(cause)} if isinstance(cause, PolicyQAError) else None
    return Turn(id=id, question=shown, error=refusal.name, message=message)


def _answered(asked: str, call: Callable[[], _T]) -> _T:
    """What the call returns; its errors as a refusal, in the language of what was asked."""
    try:
        return call()
    except PolicyQAError as error:
        _log.warning("question not answered: %s", error)
        raise Refused("failed", error.zh if language_of(asked) == "zh" else str(error)) from error
    except Exception as error:
        _log.exception("answering failed")
        raise Refused("failed") from error


def _try(call: Callable[[], Sequence[_T]]) -> Sequence[_T]:
    """What the call returns; nothing if it fails."""
    try:
        return call()
    except Exception:  # noqa: BLE001 - logged; no traceback may reach a person
        _log.exception("the service failed")
        return ()


def _within(document: Document, start: int, end: int) -> Span:
    """A span that lies in the document's text, whatever was asked for."""
    length = len(document.text)
    return Span(min(max(start, 0), length), min(max(end, 0), length))


def _question(value: object) -> str:
    if not isinstance(value, str):
        raise Refused("invalid")
    question = value.strip()
    if not question:
        raise Refused("empty")
    if len(question) > QUESTION_CHARACTERS:
        raise Refused("too_long")
    return _clean(question)


def _clean(text: str) -> str:
    """Without lone surrogates, which cannot be encoded, and without NUL."""
    return "".join(char for char in text if not "\ud800" <= char <= "\udfff" and char != "\0")


def _history(value: object) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise Refused("invalid")
    return [_clean(item)[:QUESTION_CHARACTERS] for item in value[-HISTORY_QUESTIONS:]]


def _filters(value: object) -> Filters | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise Refused("invalid")
    chosen = Filters(*(_values(value.get(name)) for name in ("regions", "kinds", "issuers", "years")))
    return chosen or None


def _values(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or len(value) > FILTER_VALUES:
        raise Refused("invalid")
    if not all(isinstance(item, str) and len(item) <= QUESTION_CHARACTERS for item in value):
        raise Refused("invalid")
    return tuple(value)
