"""BibTeX entries in UTF-8; dates both as biblatex (`date`, `urldate`) and as BibTeX (`year`, `month`) read them."""

from collections.abc import Sequence

from qa.bibliography import Work
from qa.export.records import Record

_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def bibtex(records: Sequence[Record]) -> str:
    """The records as a .bib file; what is unknown is left out."""
    return "\n\n".join(_entry(record) for record in records) + ("\n" if records else "")


def _entry(record: Record) -> str:
    work = record.work
    fields = {
        # Each name in braces of its own: 、 and blanks inside a name must not part it.
        "author": " and ".join(f"{{{name.translate(_ESCAPES)}}}" for name in work.authors),
        "title": f"{{{work.title.translate(_ESCAPES)}}}",
        "journal": (work.publication or "").translate(_ESCAPES),
        "number": (work.issue or work.number or "").translate(_ESCAPES),
        "volume": (work.volume or "").translate(_ESCAPES),
        "pages": (work.pages or "").replace("-", "--").translate(_ESCAPES),
        "institution": work.authors[0].translate(_ESCAPES) if work.kind == "report" and work.authors else "",
        "year": (work.published or "")[:4],
        "date": work.published or "",
        "url": _address(work.url),
        "urldate": record.accessed.isoformat() if record.accessed else "",
        "note": (record.note or "").translate(_ESCAPES),
        "langid": "chinese",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    if work.published and len(work.published) > 4:
        lines.append(f"  month = {_MONTHS[int(work.published[5:7]) - 1]},")
    return "\n".join([f"@{_type(work)}{{{record.key},", *lines, "}"])


def _type(work: Work) -> str:
    if work.kind in ("newspaper", "journal"):
        return "article"
    if work.kind == "report":
        return "techreport"
    return "online" if work.url and work.kind == "webpage" else "misc"


def _address(url: str | None) -> str:
    """An address as it is, with the signs that would end the field percent-encoded."""
    return (url or "").replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
