"""Where two documents, or a text and its table, give different figures for the same thing."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from index.model import Span
from index.quantities import Quantity, quantities, same_figure
from index.search_key import search_key
from index.store import Index
from qa.evidence import Evidence
from qa.matching import Terms
from qa.retrieval import alike, trigrams
from qa.statements import Statement, statements

CHECKED = frozenset({"amount", "percent", "count", "area", "duration"})
"""Kinds of figures that are held against each other."""

READ = 40
"""Sentences of the evidence in which another figure is looked for, best first."""

SHOWN = 2
"""Most other figures shown beside an answer."""

ALIKE = 0.6
"""Least share of the words of either statement that the other must carry."""

ASKED = 0.9
"""Least share of the question's words found by the answer's own sentence that the other one must carry."""

LONG = 60
"""Characters of a passage from which the same words in another document are no coincidence."""

_STATISTICS = frozenset({"news", "report", "reply", "article"})
"""Kinds of documents whose figures are of a day, not of a rule."""

_ROUNDED = Decimal("0.1")

_RULES = frozenset({"policy", "notice"})
_PEOPLE = (
    "博士后 博士 硕士 本科 大专 专科 研究生 学士 技师 高级工 正高 副高 高级 中级 院士 顶尖 领军 拔尖 高层次 高端 "
    "高技能 青年 紧缺 急需 团队 应届 留学 海外 外籍"
)
_PERSONS = frozenset(_PEOPLE.split())
_ITSELF = re.compile(r"本(?:办法|条例|规定|决定|细则|通知|意见|方案|措施|法|文件|规程|公告|合同|协议|章|条|款)")


def conflicts(
    evidence: Sequence[Evidence], passage: int, short: Span, terms: Terms, index: Index
) -> list[tuple[Statement, Statement]]:
    """The answer's figure with each other figure that the evidence gives for the same thing, best evidence first.

    Two figures are of the same thing where kind and unit, place, group, period and year agree, the words around them
    and the words of the question that they carry, and where neither passage gives the other's figure as well. Rounded
    figures (近400) and ranges that hold the other are no conflict; neither are figures of which several share a clause.

    Args:
        evidence: sentences that may answer, best first.
        passage: the passage of the first quotation.
        short: the short answer, over clean positions of its document.
        terms: the question's words.
        index: in which all of them stand.
    """
    own = _own(index, passage, short)
    if own is None or own.figure.kind not in CHECKED:
        return []
    found: list[tuple[Statement, Statement]] = []
    for number, sentence in _sentences(evidence, index):
        for other in statements(index, number, sentence, own.figure.kind):
            if _is_other(own, other, terms) and not any(same_figure(o.figure, other.figure) for _, o in found):
                found.append((own, other))
        if len(found) >= SHOWN:
            break
    return found[:SHOWN]


def _own(index: Index, passage: int, short: Span) -> Statement | None:
    for sentence in index.sentences(passage):
        if sentence.contains(short):
            return next((s for s in statements(index, passage, sentence) if s.span.overlaps(short)), None)
    return None


def _sentences(evidence: Sequence[Evidence], index: Index) -> Iterator[tuple[int, Span]]:
    """The sentences of the evidence, and those of the passages so like theirs that a search shows only one of them."""
    read: set[tuple[int, Span]] = set()
    for item in evidence[:READ]:
        also = [(number, span) for number in item.hit.also for span in index.sentences(number)]
        for found in ((item.hit.passage, item.span), *also):
            if found not in read:
                read.add(found)
                yield found


def _is_other(own: Statement, other: Statement, terms: Terms) -> bool:
    """Whether another statement gives a different figure for the same thing."""
    if not _differs(own.figure, other.figure) or not _is_elsewhere(own, other):
        return False
    if _reprinted(own, other):
        return True
    return (
        (own.alone or own.row)
        and (other.alone or other.row)
        and own.groups == other.groups
        and own.periods == other.periods
        and own.places == other.places
        and _same_time(own, other)
        and _alike(own, other)
        and _asked(own, other, terms)
        and not _gives(other, own.figure)
        and not _gives(own, other.figure)
    )


def _reprinted(own: Statement, other: Statement) -> bool:
    """Whether the two stand in the same words of one and the same text, so that only the figures differ."""
    here, there = own.passage.document.metadata, other.passage.document.metadata
    return (
        own.place == other.place
        and own.frame == other.frame
        and own.years == other.years
        and (here.published or "")[:4] == (there.published or "")[:4]
        and min(len(own.passage.text), len(other.passage.text)) >= LONG
        and alike(trigrams(_bare(own.passage.text)), trigrams(_bare(other.passage.text)))
    )


def _bare(text: str) -> str:
    """A text with one sign for every figure."""
    return re.sub(r"\d+(?:\.\d+)?", "#", search_key(text))


def _differs(one: Quantity, other: Quantity) -> bool:
    """Whether two figures of one kind and unit exclude each other."""
    if one.kind != other.kind or one.value is None or other.value is None or same_figure(one, other):
        return False
    if one.unit != other.unit and not {one.unit, other.unit} <= {"人", "名", "位"}:
        return False
    if "range" in (one.bound, other.bound):
        return not any(_within(a, b) for a, b in ((one, other), (other, one)))
    if one.value == other.value:
        return False
    loose = {one.bound, other.bound} & {"about", "at_least"} or {"余", "多"} & {*one.qualifiers, *other.qualifiers}
    near = abs(one.value - other.value) <= _ROUNDED * max(abs(one.value), abs(other.value))
    return not (loose and near)


def _within(one: Quantity, other: Quantity) -> bool:
    low, high = other.low, other.high
    return one.value is not None and (low is None or low <= one.value) and (high is None or one.value <= high)


def _is_elsewhere(own: Statement, other: Statement) -> bool:
    """Another document about the same place, or the table of a text, or the text of a table.

    Clauses on their own document (本办法施行之日起) are of that alone. Two rules are comparable where both figures are
    of the same persons (博士), or the titles have a word in common.
    """
    here, there = own.passage.document, other.passage.document
    if here.id == there.id:
        return own.row != other.row
    if here.metadata.region is None or here.metadata.region != there.metadata.region:
        return False
    if _ITSELF.search(own.text) or _ITSELF.search(other.text):
        return False
    rules = here.metadata.kind in _RULES and there.metadata.kind in _RULES
    return not rules or bool(own.groups & _PERSONS) or bool(own.subject & other.subject)


def _same_time(own: Statement, other: Statement) -> bool:
    """Whether both are of one year, where they are of years at all."""
    here, there = own.passage.document, other.passage.document
    if here.id == there.id:
        return own.years == other.years
    if own.years or other.years:
        return own.years == other.years
    if {here.metadata.kind, there.metadata.kind} & _STATISTICS or None in (here.metadata.kind, there.metadata.kind):
        mine, others = (here.metadata.published or "")[:4], (there.metadata.published or "")[:4]
        return bool(mine) and mine == others
    return True


def _alike(own: Statement, other: Statement) -> bool:
    shared = len(own.words & other.words)
    return shared > 0 and shared >= ALIKE * max(len(own.words), len(other.words))


def _asked(own: Statement, other: Statement, terms: Terms) -> bool:
    """Whether the other statement carries as many of the question's words as the answer's."""
    mine, others = terms.coverage(_key(own)), terms.coverage(_key(other))
    return others >= ASKED * mine


def _key(statement: Statement) -> str:
    return search_key(statement.passage.passage.context + "\n" + statement.text)


def _gives(statement: Statement, figure: Quantity) -> bool:
    """Whether a statement's document says the figure too, in a text's passage or in a table's row."""
    if statement.row:
        return any(same_figure(figure, stated) for stated in quantities(statement.text))
    return any(same_figure(figure, stated) for stated in quantities(statement.passage.text))
