"""Texts and small values as they stand in the databases of an index."""

import json
from dataclasses import fields

from index.model import Metadata


def pack_metadata(metadata: Metadata) -> bytes:
    """Metadata as JSON, without what is unknown."""
    values = {field.name: getattr(metadata, field.name) for field in fields(Metadata)}
    return pack({name: value for name, value in values.items() if value not in (None, False)})


def unpack_metadata(data: bytes) -> Metadata:
    """What `pack_metadata` wrote."""
    return Metadata(**json.loads(data))


def to_bytes(text: str) -> bytes:
    """Text as it stands in the databases."""
    # Lone surrogates occur in file names and in broken HTML; SQLite refuses them as text.
    return text.encode("utf-8", "surrogatepass")


def from_bytes(data: bytes) -> str:
    """What `to_bytes` wrote."""
    return data.decode("utf-8", "surrogatepass")


def pack(value: object) -> bytes:
    """A value as JSON."""
    return to_bytes(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
