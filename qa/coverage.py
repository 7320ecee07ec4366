"""What the corpus is about: the places and years of its documents, against those that a question names."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from index.dates import years
from index.places import covers
from index.store import DocumentEntry, Index

_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?![\d.])")


@dataclass(frozen=True, slots=True)
class Coverage:
    """The regions and years of an index, each with the number of documents.

    Attributes:
        regions: full paths from the province, with counts, most documents first.
        years: years published, with counts, newest first.
        documents: all documents, those without region or year included.
    """

    regions: tuple[tuple[str, int], ...]
    years: tuple[tuple[str, int], ...]
    documents: int

    @classmethod
    def of(cls, index: Index) -> "Coverage":
        """Counts the regions and years of an index."""
        entries = [entry.metadata for entry in index.documents]
        regions = Counter(entry.region for entry in entries if entry.region)
        years = Counter(entry.published[:4] for entry in entries if entry.published)
        return cls(
            tuple(sorted(regions.items(), key=lambda item: (-item[1], item[0]))),
            tuple(sorted(years.items(), reverse=True)),
            len(index.documents),
        )

    def known(self, paths: Sequence[str]) -> tuple[str, ...]:
        """Of the places that one name may mean, those that documents are about; the nearest kind of match only.

        A document about the very place counts before one about a place inside it, and that before one about a wider
        place: what holds for a province holds in its cities.
        """
        regions = [region for region, _ in self.regions]
        for fits in (_same, covers, _wider):
            found = tuple(path for path in paths if any(fits(path, region) for region in regions))
            if found:
                return found
        return ()

    def is_about(self, paths: Sequence[str]) -> bool:
        """Whether a document is about one of the places or a place inside it."""
        return any(covers(path, region) for path in paths for region, _ in self.regions)

    def names(self, limit: int = 12) -> list[str]:
        """The regions by their own names, parents joined, most documents first."""
        return [region.replace("/", "") for region, _ in self.regions[:limit]]


def own_years(entry: DocumentEntry) -> frozenset[str]:
    """The years that a document is of: the one it was published in, and those in its title and its file's name."""
    named = f"{entry.metadata.title or ''} {PurePosixPath(entry.source).stem}"
    published = (entry.metadata.published or "")[:4]
    return frozenset([*years(named), *_YEAR.findall(named), published]) - {""}


def _same(path: str, region: str) -> bool:
    return path == region


def _wider(path: str, region: str) -> bool:
    return covers(region, path)
