"""What the page is made of: each part brings its texts, its scripts and style, and the routes these call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

Texts = Mapping[str, Mapping[str, str]]
"""Language (zh, en) to key to text; `{name}` in a text is filled in by the page."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page.

    Attributes:
        texts: what a person reads of it, every key in both languages.
        scripts: JavaScript, run between the page's own and its start; it adds to the lists in `base.js`.
        style: CSS, after the page's own.
        install: adds the part's routes to the application; they stand below `/page/`, for programs below `/api/`.
    """

    texts: Texts = field(default_factory=dict)
    scripts: tuple[str, ...] = ()
    style: str = ""
    install: "Callable[[FastAPI], None] | None" = None
