"""The short answer: the figure, date, body, name or permission asked for, exactly as it stands in the quotation."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from index.model import Cell, Document, Passage, Span
from index.places import find_places
from index.search_key import search_key
from qa.closeness import Wanted, closest, counted_in_english, counts, of_part
from qa.duties import asked_of, asks_for_lead, duty
from qa.evidence import clause
from qa.expected import Expected
from qa.figures import fitting, loosely_fitting
from qa.matching import Terms
from qa.names import best_name, quoted_names_of
from qa.question import Question

_QUANTIFIED = frozenset(
    {"amount", "count", "percent", "area", "duration", "frequency", "date", "time", "contact", "ordinal", "doc_number"}
)
_PERMISSION = re.compile(
    r"不得|不予|不能|不可|不计入|不收取?|禁止|严禁|无需|不再|免费|免收|可以|允许|应当|必须|(?<![认许宁])可(?=[^能见持靠])|予以|须"
)
_QUOTED = re.compile(r"[“「『《](?P<name>[^“”「」『』《》]{2,40})[”」』》]")
_CALLED = re.compile(r"(?:简称|又称|以下称|名为|称为|叫作|称作)[“「《]?(?P<name>[^，。；、（）()“”「」《》]{2,24})")
_SHORTENED = re.compile(r"简称|又称|缩写|short (?:name|for)")
_BODY = re.compile(
    r"(?:(?<=[由和与及、，,。；：向请是|★\s（(])|(?<=联动|联合|会同|协同|上报|报送|报请|提请)|^)(?P<name>[\u4e00-\u9fffA-Za-z]{1,20}?"
    r"(?:人民政府|政府办公?[厅室]?|委员会|办公[厅室]|[监管]+局|领导小组|组织部|宣传部|[省市区县]委|有限公司|集团|研究院|大学|学院|高新区|开发区"
    r"|[局厅部委办处署会]))(?=[★、，,。；：会同等和与牵负主组承联统指制印发研的（()\s|]|$)"
)
_PERSON = re.compile(
    r"(?:院士|教授|主任|书记|部长|局长|区长|市长|县长|作者|记者|编辑|委员|组长|博士|专家|提出者)[:：\s|]{0,3}(?P<name>[\u4e00-\u9fff]{2,4}?)"
    r"(?=[，,。、；等\s|（(]|委员|同志|即|带|任|$)|(?P<other>[\u4e00-\u9fff]{2,3})(?=委员|代表|同志|教授|院士)"
)
_SITE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,12}?(?:广场|园区|产业园|科技园|高新区|开发区|新区|中心|大厦|基地|街道|大学|校区))"
)
NAMES = {"name": (_CALLED, _QUOTED), "body": (_BODY,), "person": (_PERSON,), "place": (_SITE,)}

_BODY_CELL = re.compile(r"[\u4e00-\u9fff（）()]{1,26}(?:部门|政府|委员会|办公室|[局委厅部署院]|中心|公司|管委会|法院)")
_UP_TO = re.compile("以[下内]")
_CITY = re.compile(r"哪一?[个座]?(?:城市|省份?|地级市|县)|which (?:city|province|county)", re.IGNORECASE)
_COUNTED_IN_GENERAL = re.compile(r"(?:多少|几)个(?:[?？!！,，。\s呢啊]|$)")
_BETWEEN = re.compile(r"\s*(?:[、,，和或]|以及)\s*")

FORM_CELLS = 4
"""Most cells of a row that can be labels and values; longer rows are of a table."""

NEAR_ALONE, NEAR_FIGURE, NEAR = 0.05, 0.2, 0.3
"""Least share of the question's words in the sentence of a figure, the only one of its kind there or one of several,
and in a name's clause, for it to stand first."""

NEAR_LOST = 0.08
"""The same for lost characters where no figure stands in the sentence that could be meant instead."""

BESIDE = 14
"""Characters on either side of lost ones, and of a figure, that tell which of the two is asked for."""

CLOSE = 0.6
"""The same for 可以, 不得 and the like, which say little without what they permit."""


def short_answer(
    question: Question,
    document: Document,
    passage: Passage,
    quote: Span,
    terms: Terms,
    weigh: Callable[[str], float],
) -> Span | None:
    """Where in the document the short answer stands, its qualifiers included; None where there is none.

    Of several figures of the kind asked for, the one whose clause carries most of the question's words is taken, and of
    equals the one nearest to those words.

    Args:
        question: as understood.
        document: the one cited.
        passage: the one the quotation stands in.
        quote: over clean positions.
        terms: the words of the question.
        weigh: a word's inverse document frequency.
    """
    beyond = terms.rest(search_key(passage.context))
    rest = beyond if beyond.terms else terms
    text = _masked(document, quote)
    if _unmarked(question, document, passage):
        return None
    found = _in_row(question, document, passage, rest, terms)
    if found is not None:
        return found
    number = passage.cells[0].span if passage.cells else None
    if number and document.quote(number).strip().isdigit() and quote.start == number.start:
        text = " " * len(number) + text[len(number) :]
    local = _in_text(question, text, _wanted(question, passage, rest, terms), weigh)
    return None if local is None else Span(quote.start + local.start, quote.start + local.end)


def illegible(question: Question, document: Document, quote: Span, short: Span | None, terms: Terms) -> bool:
    """Whether the figure asked for is lost: the question's words stand rather beside lost characters than beside it."""
    if question.expected.kind not in _QUANTIFIED:
        return False
    if short is not None and document.is_damaged(Span(max(short.start - 1, 0), short.end + 1)):
        return True
    text = _masked(document, quote)
    lost = [
        Span(max(damaged.start - quote.start, 0), min(damaged.end - quote.start, len(text)))
        for damaged in document.damaged
        if damaged.overlaps(quote)
    ]
    beside = max((_beside(text, span, terms) for span in lost), default=0.0)
    if beside < (NEAR_LOST if short is None else NEAR):
        return False
    return short is None or beside > _beside(text, Span(short.start - quote.start, short.end - quote.start), terms)


def _beside(text: str, span: Span, terms: Terms) -> float:
    """The share of the question's words that stands right beside a span, within its clause."""
    start, end = max(span.start - BESIDE, 0), span.end + BESIDE
    return terms.coverage(search_key(clause(text[start:end], Span(span.start - start, span.end - start))))


def _masked(document: Document, quote: Span) -> str:
    """The quotation with lost characters as U+FFFD, figures apart: what stands for them (? and !) ends no clause."""
    text = document.quote(quote)
    for damaged in document.damaged:
        start, end = max(damaged.start - quote.start, 0), min(damaged.end - quote.start, len(text))
        if start < end:
            text = text[:start] + re.sub(r"[^\d.万萬亿億元]", "\ufffd", text[start:end]) + text[end:]
    return text


def _in_row(question: Question, document: Document, passage: Passage, rest: Terms, terms: Terms) -> Span | None:
    """Of a duty row the leading departments, or all; of a row of label and value the value."""
    if not passage.cells:
        return None
    kind = question.expected.kind
    if kind in ("body", "person"):
        departments = duty(document, passage.cells)
        if departments is not None:
            return asked_of(question.standalone, document.text, departments)
    found = _value(question, document, passage.cells, rest) if len(passage.cells) <= FORM_CELLS else None
    # The names of the columns are context, and so none of the rest.
    return found or _cell(question, document, passage.cells, terms)


def _unmarked(question: Question, document: Document, passage: Passage) -> bool:
    """Whether the lead is asked for and the row, unlike others of its document, marks none."""
    if question.expected.kind not in ("body", "person") or not asks_for_lead(question.standalone):
        return False
    departments = duty(document, passage.cells)
    return departments is not None and departments.marks and not departments.leads


def _value(question: Question, document: Document, cells: Sequence[Cell], rest: Terms) -> Span | None:
    """Of a row of labels and values the value whose label carries most of the question's words, if it may answer."""
    if question.expected.kind in ("list", "method", "condition", "other", "yes_no"):
        return None
    labelled = [(cell.column, cell.span) for cell in cells if cell.column and _labels(document, cell.column, cell.span)]
    if not labelled and len(cells) == 2:
        labelled = [(document.quote(cells[0].span), cells[1].span)]
    shaped = [pair for pair in labelled if _shaped(question.expected.kind, document.quote(pair[1]))]
    best = max(shaped, key=lambda pair: rest.coverage(search_key(pair[0])), default=None)
    return best[1] if best and (len(shaped) == 1 or rest.coverage(search_key(best[0])) > 0) else None


def _cell(question: Question, document: Document, cells: Sequence[Cell], rest: Terms) -> Span | None:
    """Of a table's row the cell whose column is asked for, of several such the one behind a cell that is named."""
    kind, asked = question.expected.kind, search_key(question.standalone)
    if kind not in _QUANTIFIED and kind not in NAMES:
        return None
    bodies = [cell.span for cell in cells if kind == "body" and _is_body(document.quote(cell.span), asked)]
    if len(bodies) == 1:
        return bodies[0]
    fits = [rest.coverage(search_key(cell.column)) if cell.column else 0.0 for cell in cells]
    found = [
        place
        for place, cell in enumerate(cells)
        if fits[place] and fits[place] == max(fits) and _shaped(kind, document.quote(cell.span))
    ]
    if len(found) > 1:
        found = [
            place for place in found if place and _stands(search_key(document.quote(cells[place - 1].span)), asked)
        ]
    return cells[found[0]].span if len(found) == 1 else None


def _is_body(value: str, asked: str) -> bool:
    """Whether a cell holds the name of a body that the question does not name itself."""
    return _BODY_CELL.fullmatch(value.strip()) is not None and search_key(value) not in asked


def _stands(value: str, asked: str) -> bool:
    """Whether a cell's words stand in the question, a figure as a whole."""
    return bool(value) and re.search(rf"(?<!\d){re.escape(value)}(?!\d)", asked) is not None


def _labels(document: Document, label: str, value: Span) -> bool:
    """Whether a cell's label stands right before it, as in a form, and not in the header of a table."""
    return label in document.text[max(value.start - len(label) - 6, 0) : value.start]


def _shaped(kind: str, value: str) -> bool:
    """Whether a cell can be a value of the kind: figures hold digits, names hold none, both are short."""
    if len(value) > 40:
        return False
    digits = any(character.isdigit() for character in value)
    return digits if kind in _QUANTIFIED else not digits if kind in NAMES else True


def _in_text(question: Question, text: str, asked: Wanted, weigh: Callable[[str], float]) -> Span | None:
    expected, rest = question.expected, asked.rest
    if expected.kind in _QUANTIFIED:
        found = _figure(expected, text, asked)
        if found is not None or not expected.yes_no:
            return found
    if expected.several:
        return None
    if _SHORTENED.search(question.standalone):
        called = [Span(*match.span("name")) for match in _CALLED.finditer(text)]
        if called:
            return closest(text, called, asked)
    if _CITY.search(question.standalone):
        place = closest(text, [mention.span for mention in find_places(text)], asked)
        if place is not None:
            return place
    quoted = quoted_names_of(expected, question.standalone, text)
    if quoted:
        return closest(text, quoted, asked)
    named = best_name(expected, question.standalone, text, asked.terms.terms, weigh)
    if named is not None:
        return named
    if expected.kind in NAMES:
        spans = _names(expected.kind, text)
        if expected.kind == "name" and rest.terms:
            spans = [span for span in spans if rest.focus(search_key(text[max(span.start - 6, 0) : span.end + 12]))]
        best = closest(text, spans, asked)
        return best if best and _near(text, best, rest, NEAR) else None
    if expected.yes_no:
        best = closest(
            text, [Span(*match.span()) for match in _PERMISSION.finditer(text)], replace(asked, confirms=True)
        )
        return best if best and _near(text, best, rest, CLOSE) else None
    return None


def _wanted(question: Question, passage: Passage, rest: Terms, terms: Terms) -> Wanted:
    names = [search_key(place.name).rstrip("省市县区") for place in question.asked_places]
    context = search_key(passage.context)
    places = tuple(name for name in names if name not in context)
    own = of_part(question.standalone, rest)
    counted = counted_in_english(question.standalone)
    return Wanted(search_key(question.standalone), own, terms, places, question.expected.yes_no, counted)


def _figure(expected: Expected, text: str, asked: Wanted) -> Span | None:
    wider = replace(expected, unit=None) if _COUNTED_IN_GENERAL.search(asked.text) else expected
    spans = _ranges(text, fitting(wider, text) or [])
    best = closest(text, spans, asked)
    if best is None:
        spans = loosely_fitting(expected, text)
        best = closest(text, spans, asked)
    if (
        best is not None
        and expected.kind == "count"
        and not counts(asked.text, search_key(clause(text, best)), asked.terms)
    ):
        return None
    least = NEAR_FIGURE if len(spans) > 1 else NEAR_ALONE
    if best is None or asked.rest.coverage(search_key(text)) < least:
        return None
    return _enumerated(text, best, spans) if expected.several else best


def _ranges(text: str, spans: Sequence[Span]) -> list[Span]:
    """The figures with those that are one range together: 2000元以上5000元以下."""
    found: list[Span] = []
    for span in spans:
        last = found[-1] if found else None
        if (
            last is not None
            and last.end == span.start
            and text[: last.end].endswith("以上")
            and _UP_TO.match(text, span.end - 2)
        ):
            found[-1] = Span(last.start, span.end)
        else:
            found.append(span)
    return found


def _enumerated(text: str, best: Span, spans: Sequence[Span]) -> Span:
    """The whole enumeration that a figure stands in: 1年、3年、5年."""
    place = spans.index(best)
    first = last = place
    while last + 1 < len(spans) and _BETWEEN.fullmatch(text, spans[last].end, spans[last + 1].start):
        last += 1
    while first > 0 and _BETWEEN.fullmatch(text, spans[first - 1].end, spans[first].start):
        first -= 1
    return Span(spans[first].start, spans[last].end)


def _near(text: str, span: Span, rest: Terms, share: float) -> bool:
    return rest.coverage(search_key(clause(text, span))) >= share


def _names(kind: str, text: str) -> list[Span]:
    spans = []
    for pattern in NAMES[kind]:
        for match in pattern.finditer(text):
            group = next(name for name, value in match.groupdict().items() if value)
            spans.append(Span(*match.span(group)))
        if spans:
            break
    if kind == "place":
        spans += [mention.span for mention in find_places(text)]
    return spans
