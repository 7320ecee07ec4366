"""What a document says of itself: front matter, declared fields, forms, head and sign-off; never a guess."""

import re
from collections.abc import Mapping
from typing import get_args

from index.cleaning import visible
from index.dates import iso_date
from index.document_dates import find_published
from index.document_kinds import find_kind
from index.document_numbers import find_number
from index.document_title import find_title
from index.labels import labelled, opening
from index.model import Kind, Metadata, Section
from index.places import find_places, resolve
from index.regions import find_region
from index.signatures import SignOff, bodies, leading_body, sign_off

_FENCE = re.compile(r"---[ \t]*\r?\n")
_FIELD = re.compile(r"([A-Za-z_][\w-]*)[ \t]*:[ \t]*(.*?)[ \t]*\Z")


def front_matter(raw: str) -> tuple[dict[str, str], int]:
    """The fields of a block of `key: value` lines between `---` lines at the very start, and where the body begins.

    Values are strings, quotes around them left out. Without such a block, or with any other line in it, there are no
    fields and the body begins at 0.
    """
    opened = _FENCE.match(raw)
    if opened is None:
        return {}, 0
    fields: dict[str, str] = {}
    at = opened.end()
    while at < len(raw):
        end = raw.find("\n", at)
        end = len(raw) if end < 0 else end + 1
        line = raw[at:end].rstrip("\r\n")
        at = end
        if line.rstrip() in ("---", "..."):
            return fields, at
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        field = _FIELD.match(line)
        if field is None:
            break
        fields[field[1]] = _unquoted(field[2])
    return {}, 0


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def read_metadata(
    text: str, sections: tuple[Section, ...], declared: Mapping[str, str], front: Mapping[str, str]
) -> Metadata:
    """What is known of a document; front matter wins, unknown stays None.

    Args:
        text: the clean text.
        sections: its outline.
        declared: what the file says outside its text (`title`, `page_title`, `published`, `issuer`, `site`, `url` ...).
        front: the fields of its front matter.
    """
    declared = {name: visible(value) for name, value in declared.items()}
    front = {name: visible(value) for name, value in front.items()}
    form, signed = labelled(text), sign_off(text)
    title = front.get("title") or find_title(text, sections, declared)
    head = opening(text)
    issuer = front.get("issuer") or _issuer(title, head, form, signed, declared)
    region: str | None
    region, inferred = _front_region(front.get("region")), False
    if not front.get("region"):
        about = "\n".join(line for line in head[:12] if not re.search("当前的?位置|>>", line))
        region, inferred = find_region(text, title, issuer, about, declared.get("site") or declared.get("page_title"))
    return Metadata(
        title=title,
        issuer=issuer,
        number=front.get("number") or find_number(text, form, title),
        published=_front_date(front.get("published")) or find_published(text, form, signed, declared),
        region=region,
        region_inferred=inferred,
        kind=_front_kind(front.get("kind")) or find_kind(text, title, form, declared),
        url=front.get("url") or declared.get("url"),
        origin=front.get("origin"),
        origin_sha256=front.get("origin_sha256"),
        author=front.get("author") or None,
        publication=front.get("publication") or None,
        volume=front.get("volume") or None,
        issue=front.get("issue") or None,
        pages=front.get("pages") or None,
    )


def _front_region(value: str | None) -> str | None:
    """The path that front matter names: a known place's, else as written."""
    if not value:
        return None
    known = resolve(value.replace("/", ""))
    return known[0] if len(known) == 1 else value


def _front_date(value: str | None) -> str | None:
    if value and re.fullmatch(r"(?:19|20)\d\d(?:-\d\d){0,2}", value):
        return value
    return iso_date(value) if value else None


def _front_kind(value: str | None) -> Kind | None:
    return next((kind for kind in get_args(Kind) if kind == value), None)


def _issuer(
    title: str | None, head: list[str], form: Mapping[str, str], signed: SignOff | None, declared: Mapping[str, str]
) -> str | None:
    """Who issued it: the signing bodies, the form's issuing body, the body in the title, the source of the page."""
    openings = [title or "", *head, declared.get("page_title", ""), declared.get("file_title", "")]
    named = [body for line in openings if (body := leading_body(line))]
    leading = next((body for body in named if _NATIONAL.search(body) or find_places(body)), next(iter(named), None))
    if signed and signed.bodies:
        first = signed.bodies[0]
        if len(signed.bodies) == 1 and leading and (first.startswith(leading) or _fuller(leading, first)):
            return leading
        return "、".join(signed.bodies)
    if (labelled_issuer := form.get("issuer")) and bodies(labelled_issuer):
        return labelled_issuer
    if leading:
        return leading
    if "reply" in form and form.get("handler"):
        return form["handler"]
    source = form.get("source") or declared.get("issuer")
    return _source(source) if source and not _LAW.match(title or "") else None


_NATIONAL = re.compile("中华人民共和国|国务院|中共中央|全国|国家|最高人民|[^部]部$|总局$")
_LAW = re.compile("中华人民共和国.*(?:法|条例|细则|规定|办法)")


def _fuller(leading: str, signed: str) -> bool:
    """Whether the title names a place and the signature (省府办公厅) does not."""
    return not find_places(signed) and bool(find_places(leading))


_MEDIA = re.compile("(?:网|网站|报|报社|媒体|电视台|广播|台|社|杂志|客户端|发布|公众号|信息港|频道|中心|日报.{0,6})$")


def _source(source: str) -> str | None:
    """The name of a source, which must be a body or a medium, without issue, date or address after it."""
    name = re.split(r"(?:19|20)\d\d\s?[年\-/.]|第\d+期|https?:|\s{2,}|[,，;；(（]", source)[0].strip()
    if name.startswith("《"):
        return name if len(name) < 40 else None
    if bodies(owner := re.sub("(?:官方|门户)?网站$|官网$", "", name)):
        name = owner
    medium = 3 <= len(name) <= 40 and re.search("[\u4e00-\u9fff]{2}", name) and _MEDIA.search(name)
    return name if medium or (len(name) > 3 and bodies(name)) else None
