"""What the corpus covers, counted: the options of the filters and the summary of an empty page."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from qa.web.service import Listing

Field = Literal["regions", "kinds", "issuers", "years"]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter.

    Attributes:
        value: what is asked for; for a region the full path.
        label: what is shown; of a region its last part.
        count: documents that have it; a region's include those of the places below it.
        depth: 0, or how many shown regions stand above this one.
    """

    value: str
    label: str
    count: int
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter: its options, and how many documents do not say."""

    field: Field
    options: tuple[Option, ...]
    missing: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a corpus holds: counts, its most frequent places (at most six) and the first and last year, if known."""

    documents: int
    passages: int
    regions: tuple[str, ...]
    more_regions: int
    first_year: str | None
    last_year: str | None


def facets(listings: Sequence[Listing]) -> tuple[Facet, ...]:
    """The four filters; options with most documents first, then by name, years from the latest."""
    years = Counter(entry.published[:4] for entry in listings if entry.published)
    regions = Counter(
        prefix for entry in listings if entry.region for prefix in _prefixes(tuple(entry.region.split("/")))
    )
    return (
        Facet("regions", tuple(_tree(regions, ())), sum(not entry.region for entry in listings)),
        _facet("kinds", [entry.kind for entry in listings]),
        _facet("issuers", [entry.issuer for entry in listings]),
        Facet(
            "years",
            tuple(Option(year, year, count) for year, count in sorted(years.items(), reverse=True)),
            sum(not entry.published for entry in listings),
        ),
    )


def coverage(listings: Sequence[Listing]) -> Coverage:
    """Sums up a corpus; places are named down to the city."""
    places = Counter("".join(entry.region.split("/")[:2]) for entry in listings if entry.region)
    years = sorted(entry.published[:4] for entry in listings if entry.published)
    named = [place for place, _ in sorted(places.items(), key=lambda item: (-item[1], item[0]))]
    return Coverage(
        len(listings),
        sum(entry.passages for entry in listings),
        tuple(named[:6]),
        max(len(named) - 6, 0),
        years[0] if years else None,
        years[-1] if years else None,
    )


def _facet(field: Field, values: Sequence[str | None]) -> Facet:
    counts = Counter(value for value in values if value)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return Facet(field, tuple(Option(value, value, count) for value, count in ordered), sum(not v for v in values))


def _prefixes(path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (path[: depth + 1] for depth in range(len(path)))


def _tree(counts: Counter[tuple[str, ...]], above: tuple[str, ...]) -> Iterator[Option]:
    below = [path for path in counts if path[:-1] == above]
    for path in sorted(below, key=lambda path: (-counts[path], path)):
        yield Option("/".join(path), path[-1], counts[path], len(above))
        yield from _tree(counts, path)
