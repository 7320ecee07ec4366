"""Answers and hits as the JSON contract writes them."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

from index.store import Index
from qa.model import Answer, Citation, Filters, Hit


def answer_payload(answer: Answer) -> dict[str, Any]:
    """An answer as one JSON object; all keys always present, unknown is null."""
    keys = ("id", "question", "standalone", "abstained", "reason", "answer", "short", "confidence")
    return {
        **{key: getattr(answer, key) for key in keys},
        "warnings": [asdict(notice) for notice in answer.warnings],
        "citations": [
            {field.name: getattr(citation, field.name) for field in fields(Citation)} for citation in answer.citations
        ],
    }


def search_payload(query: str, hits: Sequence[Hit], index: Index) -> dict[str, Any]:
    """The hits of a search as one JSON object."""
    return {"query": query, "hits": [_hit_payload(hit, index) for hit in hits]}


def filter_settings(filters: Filters | None) -> dict[str, list[str]]:
    """The filters in use, by their names on the command line."""
    given = filters or Filters()
    named = {"region": given.regions, "kind": given.kinds, "issuer": given.issuers, "year": given.years}
    return {name: list(values) for name, values in named.items() if values}


def _hit_payload(hit: Hit, index: Index) -> dict[str, Any]:
    found = index.passage(hit.passage)
    return {
        "rank": hit.rank,
        "document": found.document.id,
        "source": found.document.source,
        "title": found.document.metadata.title,
        "locator": found.passage.locator,
        "passage": found.text,
        "start": found.passage.span.start,
        "end": found.passage.span.end,
        "score": hit.score,
        "scores": dict(hit.scores),
        "also": [_twin(number, index) for number in hit.also],
    }


def _twin(number: int, index: Index) -> dict[str, Any]:
    found = index.passage(number)
    return {
        "document": found.document.id,
        "source": found.document.source,
        "title": found.document.metadata.title,
        "locator": found.passage.locator,
        "start": found.passage.span.start,
        "end": found.passage.span.end,
    }
