"""Which of the sources answer, under which id: duplicates and digests set aside, by the present corpus alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.catalog import SourceRecord


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of each source.

    Attributes:
        kept: places of the sources that answer, in order of the corpus, each with its document's id.
        set_aside: the sources that do not, each with the reason, in order of the corpus.
    """

    kept: tuple[tuple[int, str], ...]
    set_aside: tuple[SourceRecord, ...]


def plan(records: Sequence[SourceRecord], *, deduplicate: bool = True) -> Plan:
    """Decides over all sources, given in the order of the corpus.

    Of equal files or equal texts the first answers. A digest gives way to the file that it was made from, if that is
    among the sources, and leaves it its id; of several digests of one file the first one's. An id that is taken
    already gets `~2`, `~3` ... put behind it.
    """
    if not deduplicate:
        return Plan(tuple((place, record.own_id) for place, record in enumerate(records)), ())
    first_of = _first_of_each(records)
    answering = {record.sha256: first_of[place] for place, record in enumerate(records)}
    kept: list[int] = []
    set_aside: list[SourceRecord] = []
    inherited: dict[int, str] = {}
    for place, record in enumerate(records):
        origin = answering.get(record.origin_sha256 or "")
        if origin is not None and origin != first_of[place]:
            set_aside.append(replace(record, fate="replaced", fate_of=_name(records[origin])))
            inherited.setdefault(origin, record.own_id)
        elif first_of[place] != place:
            set_aside.append(replace(record, fate="duplicate", fate_of=_name(records[first_of[place]])))
        else:
            kept.append(place)
    ids = _unique([inherited.get(place, records[place].own_id) for place in kept])
    return Plan(tuple(zip(kept, ids, strict=True)), tuple(set_aside))


def _first_of_each(records: Sequence[SourceRecord]) -> list[int]:
    """For each source the place of the first one with the same bytes or the same text."""
    by_key: dict[str, int] = {}
    first_of: list[int] = []
    for place, record in enumerate(records):
        keys = (f"bytes {record.sha256}", f"text {record.text_sha256}")
        first = min((by_key[key] for key in keys if key in by_key), default=place)
        for key in keys:
            by_key.setdefault(key, first)
        first_of.append(first)
    return first_of


def _unique(wanted: Sequence[str]) -> list[str]:
    taken: set[str] = set()
    ids: list[str] = []
    for id_ in wanted:
        free, count = id_, 1
        while free in taken:
            count += 1
            free = f"{id_}~{count}"
        taken.add(free)
        ids.append(free)
    return ids


def _name(record: SourceRecord) -> str:
    return record.path or record.source_id
