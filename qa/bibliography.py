"""What a reference says of a document: its kind, authors, title and where it appeared, read from its metadata."""

import re
from dataclasses import dataclass
from typing import Literal

from index.model import Metadata

WorkKind = Literal["policy", "webpage", "report", "newspaper", "journal"]

_BODY = re.compile(
    "(?:局|厅|部|委|办|处|署|院|会|府|室|中心|公司|集团|社|网|馆|学校|大学|研究所|银行|组|司|站|台|队|园区|开发区|基地|联盟|[科政贸作体法]协|[妇残文侨]联"
    "|工商联|人大)(?:[（(][^（）()]*[)）])?$"
)
_PAPER = "(?<![通简公学情])报"
_NEWSPAPER = re.compile(f"{_PAPER}$")
_PERIODICAL = re.compile(
    f"^《(?P<quoted>[^《》]{{2,30}})》(?:杂志|期刊|报)?$|^(?P<bare>[\u4e00-\u9fff]{{2,12}}(?:杂志|月刊|周刊|学报|{_PAPER}))$"
)
_HAN = "[\u3400-\u9fff\uf900-\ufaff]"
_SPACED_OUT = re.compile(rf"(?<!\S){_HAN}(?:[ \u3000]+{_HAN}(?!\S)){{2,}}")


@dataclass(frozen=True, slots=True)
class Work:
    """A document as a reference describes it; unknown is None or empty.

    Attributes:
        kind: what decides its type code and its form.
        authors: the persons or bodies responsible, in order.
        published: ISO date as exact as known.
        publication: the journal or newspaper it appeared in; for `webpage` and `policy` always None.
        url: where it was published; a work without one is no electronic resource.
        digest_of: for a digest, the name of the original's file; None for an original.
    """

    kind: WorkKind
    authors: tuple[str, ...]
    title: str
    number: str | None = None
    published: str | None = None
    publication: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    url: str | None = None
    digest_of: str | None = None


def work_of(metadata: Metadata, source: str) -> Work:
    """The work that a document's metadata describes; the file's name `source` stands for a title that is unknown."""
    printed_in = _periodical(metadata.issuer)
    publication = _one_line(metadata.publication) or printed_in
    kind = _kind(metadata, publication)
    appeared = kind in ("newspaper", "journal")
    names = people(metadata.author) if metadata.author else ()
    if not names and not (appeared and printed_in):
        names = bodies(metadata.issuer)
    return Work(
        kind=kind,
        authors=tuple(" ".join(name.split()) for name in names),
        title=plain_title(metadata.title) or plain_title(source),
        number=_number(metadata),
        published=metadata.published,
        publication=_bare(publication) if appeared else None,
        volume=_one_line(metadata.volume) if appeared else None,
        issue=_one_line(metadata.issue) if appeared else None,
        pages=_one_line(metadata.pages),
        url=_one_line(metadata.url),
        digest_of=plain_title(metadata.origin) if metadata.is_digest else None,
    )


def missing(metadata: Metadata) -> tuple[str, ...]:
    """Fields that a reference to the document should have and that are not known, by their names in `Metadata`.

    In the order in which a reference gives them. A document number is asked for policies and notices, publication,
    issue and pages for what appeared in a journal or newspaper; of address and publication one is enough.
    """
    work = work_of(metadata, "")
    appeared = work.kind in ("newspaper", "journal")
    wanted = ["title", "author" if appeared else "issuer"]
    wanted += ["number"] if metadata.kind in ("policy", "notice") else []
    wanted += ["publication"] if metadata.kind == "article" else []
    wanted += ["published"]
    wanted += ["issue"] if work.kind == "journal" else []
    wanted += ["pages"] if appeared else ["url"]
    known = {
        "title": bool(work.title),
        "issuer": bool(work.authors),
        "author": bool(work.authors),
        "publication": bool(work.publication),
        "issue": bool(work.issue or work.volume),
    }
    return tuple(name for name in wanted if not known.get(name, bool(getattr(metadata, name))))


def bodies(issuer: str | None) -> tuple[str, ...]:
    """The issuing bodies that a field names, one by one.

    They stand apart by 、 ；or white space; a 、 inside one name (市文化、旅游局) does not part it.
    """
    pieces = re.split(rf"([、；;，,]|(?<={_HAN})\s+(?={_HAN}))", (issuer or "").strip())
    parts = [part.strip() for part in pieces[::2]]
    if not any(_BODY.search(part) for part in parts):
        return tuple(part for part in parts if part)
    names: list[str] = []
    unfinished = ""
    for between, part in zip(["", *pieces[1::2]], parts, strict=True):
        unfinished += (between.strip() if unfinished else "") + part
        if _BODY.search(unfinished):
            names.append(unfinished)
            unfinished = ""
    return tuple([*names, unfinished] if unfinished else names)


def people(author: str) -> tuple[str, ...]:
    """The persons that an author field names; a blank parts Chinese names and not the parts of a Latin one."""
    parts = re.split(rf"[、；;，,\n]|(?<={_HAN}{_HAN})\s+(?={_HAN}{{2}})", author)
    return tuple(part.strip() for part in parts if part.strip())


def plain_title(title: str | None) -> str:
    """A title on one line: broken lines joined, letters spaced out for looks drawn together, other blanks kept as one.

    GB/T 7714 wants the title as the source gives it (7.2.1), and a blank can part its halves.
    """
    text = re.sub(rf"(?<={_HAN}|[，。、；：”》）])\s*[\r\n]+\s*(?={_HAN}|[“《（])", "", title or "")
    text = _SPACED_OUT.sub(lambda found: re.sub(r"\s", "", found[0]), text)
    return " ".join(text.split())


def _kind(metadata: Metadata, publication: str | None) -> WorkKind:
    paper = bool(publication and _NEWSPAPER.search(_bare(publication) or ""))
    if metadata.kind == "report":
        return "report"
    if metadata.kind in ("article", "news") or metadata.publication:
        if publication:
            return "newspaper" if paper else "journal"
        return "webpage"
    if metadata.kind is None and not metadata.number:
        return "webpage"
    return "policy"


def _number(metadata: Metadata) -> str | None:
    number = _one_line(metadata.number)
    # A reply carries the number of the proposal, which needs its words to be read as one.
    return f"第{number}号" if number and number.isdigit() else number


def _periodical(issuer: str | None) -> str | None:
    """The journal or newspaper that stands in the issuer's place."""
    found = _PERIODICAL.match(issuer or "")
    return (found["quoted"] or found["bare"]) if found else None


def _bare(publication: str | None) -> str | None:
    found = re.fullmatch(r"《([^《》]+)》(?:杂志|期刊|报)?", publication or "")
    return found[1] if found else publication


def _one_line(value: str | None) -> str | None:
    return " ".join(value.split()) or None if value else None
