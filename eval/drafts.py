"""Draft questions from documents' own figures and headings, for a person to reword, accept or delete."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from eval.facts import requirement_met
from eval.question_model import REQUIRED, EvalQuestion
from eval.questions import fields_of
from index.model import Document, Section, Span
from index.quantities import Quantity, quantities
from index.search_key import fold

PER_DOCUMENT = 20
"""Questions drafted of one document, at most."""

_ASKS = {"amount": "多少钱", "percent": "多少（百分比）", "duration": "多长时间"}
_CLAUSE = re.compile(r"[。！？；，、：,;:!?\n|（）()]")
_BAD_END = re.compile(r"[等的是与和及或以之第“‘「『]$")
_NO_UNITS = frozenset(("级", "届", "类", "大类", "条"))
_QUOTES = (("“", "”"), ("‘", "’"), ("「", "」"), ("《", "》"))
_SHORTEST, _LONGEST = 4, 40
_NOUN = 4
_SUBHEADINGS = 3
_MARK = re.compile(r"^\s*(?:第?[（(]?[一二三四五六七八九十百\d]+(?:[）)、.．]|[章节条项是])|[①-⑳])\s*")


def drafts(documents: Iterable[Document]) -> list[EvalQuestion]:
    """Questions about figures and lists of each document, at most `PER_DOCUMENT` of one.

    Their words are the document's own: they are a beginning, and too easy until a person has reworded them.
    """
    found: list[EvalQuestion] = []
    for document in documents:
        for kind, question, facts, short, section in islice(_of(document), PER_DOCUMENT):
            found.append(
                EvalQuestion(
                    id=f"draft-{len(found) + 1:03}",
                    type=kind,
                    lang="zh",
                    question=question,
                    history=(),
                    documents=(document.id,),
                    facts=facts,
                    answerable=True,
                    split="dev",
                    short=short,
                    section=f"{document.id}#{section}",
                )
            )
    return found


Draft = tuple[str, str, tuple[tuple[str, ...], ...], tuple[str, ...], str]


def _of(document: Document) -> Iterator[Draft]:
    """Lists first, then figures spread through the document: one a passage, then the second of each."""
    yield from _lists(document)
    rows = [list(_figures(document, place)) for place in range(len(document.passages))]
    seen: set[str] = set()
    for rank in range(max(map(len, rows), default=0)):
        for row in rows:
            if rank < len(row) and row[rank][1] not in seen:
                seen.add(row[rank][1])
                yield row[rank]


def _figures(document: Document, place: int) -> Iterator[Draft]:
    passage = document.passages[place]
    text = document.quote(passage.span)
    for quantity in quantities(text):
        start = passage.span.start + quantity.span.start
        if quantity.value is None or document.is_damaged(Span(start, start + len(quantity.span))):
            continue
        asks = _asks(quantity)
        subject = _subject(text, quantity.span.start)
        if asks is None or subject is None:
            continue
        fact = subject[-_NOUN:] + text[quantity.span.start : quantity.span.end]
        if requirement_met((fact,), document.text):
            short = text[quantity.core.start : quantity.core.end]
            yield "figure", f"{_place(document, subject)}{subject}{asks}？", ((fact,),), (short,), passage.locator


def _asks(quantity: Quantity) -> str | None:
    if quantity.kind in ("count", "area", "measure") and quantity.unit and quantity.unit not in _NO_UNITS:
        return None if quantity.value == 1 else f"多少{quantity.unit}"
    return _ASKS.get(quantity.kind)


def _subject(text: str, end: int) -> str | None:
    """The words of the clause right before a figure; None where they cannot be asked with."""
    start = max((match.end() for match in _CLAUSE.finditer(text, 0, end)), default=0)
    subject = _MARK.sub("", text[start:end]).strip()
    whole = all(subject.count(first) == subject.count(last) for first, last in _QUOTES)
    fits = _SHORTEST <= len(subject) <= _LONGEST and not subject[0].isdigit()
    return subject if fits and whole and not _BAD_END.search(subject) else None


def _lists(document: Document) -> Iterator[Draft]:
    for place, section in enumerate(document.sections):
        below = [child for child in document.sections if child.parent == place]
        names = [_name(child) for child in below]
        facts = tuple((name,) for name in names if len(name) >= _SHORTEST and requirement_met((name,), document.text))
        heading = _name(section)
        if len(facts) >= _SUBHEADINGS and len(facts) == len(below) and _SHORTEST <= len(heading) <= _LONGEST:
            yield "list", f"{_place(document, heading)}{heading}包括哪些方面？", facts, (), section.locator


def _name(section: Section) -> str:
    return _MARK.sub("", " ".join(section.heading.split())).rstrip("。：:")


def _place(document: Document, words: str) -> str:
    """The document's own place, where the words do not name it."""
    place = (document.metadata.region or "").rpartition("/")[2]
    return "" if not place or place.rstrip("省市区县州盟旗") in fold(words) else place


def lines(questions: Sequence[EvalQuestion]) -> list[dict[str, object]]:
    """Drafts as they stand in a file of questions."""
    return [
        {name: value for name, value in fields_of(question).items() if name in REQUIRED or value not in (None, [])}
        for question in questions
    ]
