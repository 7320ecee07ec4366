"""HTML put together so that nothing gets into it unescaped."""

from collections.abc import Sequence
from html import escape

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()

    def filled(self, *values: str) -> "Html":
        """This template with values in place of its {}, each escaped unless it is HTML itself."""
        return Html(self.format(*(value if isinstance(value, Html) else escape(value) for value in values)))


Cell = str | tuple[str, str]
"""A cell's text, or text and class."""


def both(chinese: str, english: str) -> Html:
    """The same in both languages."""
    return Html('<span lang="zh">{}</span> <span lang="en">{}</span>').filled(chinese, english)


def joined(*parts: Html) -> Html:
    """Parts one after the other."""
    return Html("".join(parts))


def section(title: Html, *parts: Html) -> Html:
    """A titled section."""
    return Html("<section><h2>{}</h2>{}</section>").filled(title, joined(*parts))


def facts(rows: Sequence[tuple[str, str]]) -> Html:
    """Names and values."""
    items = joined(*(Html("<dt>{}</dt><dd>{}</dd>").filled(name, value) for name, value in rows))
    return Html('<dl class="facts">{}</dl>').filled(items)


def table(head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Html:
    """A table; all columns but the first are figures."""
    top = joined(*(_cell("th", name, n) for n, name in enumerate(head)))
    body = joined(
        *(Html("<tr>{}</tr>").filled(joined(*(_cell("td", cell, n) for n, cell in enumerate(row)))) for row in rows)
    )
    return Html("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").filled(top, body)


def page(title: str, css: str, parts: Sequence[Html]) -> str:
    """A whole page that loads nothing."""
    return Html(
        '<!doctype html>\n<html lang="zh"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="{}">'
        "<title>{}</title><style>{}</style></head><body>{}<footer>policyqa eval</footer></body></html>\n"
    ).filled(_POLICY, title, Html(css), joined(*parts))


def _cell(tag: str, cell: Cell, column: int) -> Html:
    text, kind = cell if isinstance(cell, tuple) else (cell, "")
    classes = " ".join(name for name in ("n" if column else "", kind) if name)
    attribute = Html(f' class="{classes}"' if classes else "")
    return Html("<{}{}>{}</{}>").filled(Html(tag), attribute, text, Html(tag))
