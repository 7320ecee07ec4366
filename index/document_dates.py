"""When a document was published: the page's date, unless the document's own date is much older."""

import re
from collections.abc import Mapping
from datetime import date

from index.dates import find_dates, iso_date
from index.labels import NOTE, opening
from index.signatures import SignOff

_COPY_DAYS = 90
_ADOPTED = re.compile("通过|批准|发布|公布|修正|修订|修改|印发|制定|颁布")
_IN_FORCE = re.compile(r"\s?起(?!草)|\s?(?:之日)?(?:施行|实施|生效)")
_ALONE = re.compile(r"[（(]?[^()（）。]{0,4}日[)）]?|.*[（(][^（()）]{8,12}日[)）]")
_PAGE = re.compile(r"\d\d?[:：]\d\d|来\s?源|作者|编辑|阅读|浏览|点击|发布|^[\d\-/. :]+$")


def find_published(
    text: str, form: Mapping[str, str], signed: SignOff | None, declared: Mapping[str, str]
) -> str | None:
    """The ISO date of publication: the page's, or the document's own where the page is a copy made months later.

    The page's is its label's (发布日期), the file's, or that of the line below the title; the document's own is its
    label's (成文日期), the signature's, or that of a note at its head （1999年5月6日……通过）, the latest there.
    """
    head = opening(text)
    page = iso_date(form.get("published", "")) or iso_date(declared.get("published", "")) or _page_date(head, form)
    own = iso_date(form.get("written", "")) or (signed.date.iso if signed else None) or _noted(head)
    if page and own and len(page) == len(own) == 10:
        apart = date.fromisoformat(page) - date.fromisoformat(own)
        return own if apart.days > _COPY_DAYS else page
    return page or own


def _page_date(head: list[str], form: Mapping[str, str]) -> str | None:
    """The date of a line below the title that gives the time, the source or the counter of a page."""
    if dated := _full(form.get("source", "")):
        return dated
    for line in head[1:25]:
        dated = _full(line)
        if dated and len(line) < 90 and _PAGE.search(line) and not line.startswith(("(", "（")):
            return dated
    return None


def _noted(head: list[str]) -> str | None:
    """The latest date of adoption or amendment in the notes in brackets at the head, or of a line that is a date alone.

    The day from which it is in force is not one of them.
    """
    dates: list[str] = []
    bracket = False
    for line in head:
        note = NOTE.match(line) is not None
        bracket = bracket or (note and line.startswith(("(", "（")))
        if ((note or bracket) and (_ADOPTED.search(line) or dates)) or _ALONE.fullmatch(line):
            dates += [
                mention.iso
                for mention in find_dates(line)
                if len(mention.iso) == 10 and not _IN_FORCE.match(line, mention.span.end)
            ]
        bracket = bracket and not line.endswith((")", "）"))
    return max(dates, default=None)


def _full(line: str) -> str | None:
    return next((mention.iso for mention in find_dates(line) if len(mention.iso) == 10), None)
