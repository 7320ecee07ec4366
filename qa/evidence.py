"""The sentences and rows that answer: candidates from the passages found, described, weighed and ordered."""

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from index.dates import validity
from index.model import Document, Span
from index.search_key import search_key
from index.store import Index, PassageRef
from qa.alignment import Align
from qa.cells import fitting_cells
from qa.clauses import clause
from qa.coverage import own_years
from qa.defined import defines_asked, describes_asked, shortens_asked
from qa.duties import duty
from qa.expected import DEFINED
from qa.figures import fitting
from qa.formalities import FORMAL, INTERPRETED, ISSUED, NUMBERED, told
from qa.funding import FUNDED, payers, speaks_of_paying
from qa.lists import announces_listed, asking_words
from qa.matching import Terms
from qa.materials import MATERIALS, only_handles_papers
from qa.model import Hit
from qa.question import Question
from qa.retrieval import about
from qa.short_roles import holders

Floats = npt.NDArray[np.float32]

_ENDS = ("。", "！", "？", "；", "!", "?", ";", "…")

_ANNEX_TITLE = re.compile(
    r"附件?[一二三四五六七八九十\d]*\s*[:：.、]?\s*《?[^，。；：！？、\s]{4,60}"
    r"(?:规定|办法|细则|意见|通知|方案|条例|决定|规程|指南|规划|计划|目录|名单|清单|一览表|表)》?"
)
_TITLE = 6
"""Least characters of a line that is told as a part of the title."""

DEPTH = 20
"""Passages found for an answer: those whose sentences are weighed and those shown beside it."""

PASSAGES = 12
"""Passages whose sentences are weighed."""

ALIGNED = 6
"""Sentences, the best by all else, whose words are held against the question's (`qa.alignment`)."""

LACKING = 0.3
"""What remains of a sentence's probability in the order where nothing of the kind asked for stands in it."""

FEATURES = (
    "rank",
    "fused",
    "fused_gap",
    "cosine",
    "cosine_gap",
    "coverage",
    "around",
    "context",
    "rest",
    "rest_around",
    "kind",
    "bound",
    "focus",
    "first",
    "length",
    "place",
    "asks",
    "whole",
    "row",
    "duty",
    "opens",
    "aligned",
)
"""What a candidate is described by, each 0 to 1 or nearly so; `describe` says what each means."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence or table row that may answer.

    Attributes:
        hit: the passage it stands in, as found.
        span: over clean positions of its document.
        text: its characters.
        score: probability that it holds the answer, 0..1, by the fitted model.
        features: what the probability was made from, in the order of `FEATURES`.
    """

    hit: Hit
    span: Span
    text: str
    score: float
    features: tuple[float, ...]

    def feature(self, name: str) -> float:
        """One of the features, by name."""
        return self.features[FEATURES.index(name)]


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic model: the probability is the logistic function of the intercept plus weights times features."""

    weights: tuple[float, ...]
    intercept: float

    @classmethod
    @cache
    def shipped(cls, name: str, features: tuple[str, ...]) -> "Logistic":
        """A fitted model shipped in `qa/data/<name>.json`, its weights in the order of `features`."""
        fitted: Mapping[str, float] = json.loads((files("qa") / "data" / f"{name}.json").read_text("utf-8"))
        return cls(tuple(fitted[feature] for feature in features), fitted["intercept"])

    def __call__(self, features: Sequence[float]) -> float:
        """The probability, 0..1."""
        total = self.intercept + sum(weight * value for weight, value in zip(self.weights, features, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def weigh(question: Question, hits: Sequence[Hit], index: Index, vector: Floats, terms: Terms) -> list[Evidence]:
    """All sentences of the best passages with their probability to answer, best first; ties in order of finding."""
    model = Logistic.shipped("evidence", FEATURES)
    return ordered(
        Evidence(hit, span, text, model(features), features)
        for hit, span, text, features in candidates(question, hits[:PASSAGES], index, vector, terms)
    )


def aligned(question: Question, found: Sequence[Evidence], align: Align | None) -> list[Evidence]:
    """Evidence weighed again by how well the question's words are met in the few best, where the encoder tells.

    It tells the more the fewer of the words stand in the best one's passage as they are.
    """
    if align is None or len(found) < 2:
        return list(found)
    model = Logistic.shipped("evidence", FEATURES)
    unmet = 1 - found[0].feature("context")
    values = [unmet * value for value in _standing(align(question.standalone, [item.text for item in found[:ALIGNED]]))]
    rest = [min(values)] * (len(found) - len(values))
    return ordered(_with(item, value, model) for item, value in zip(found, [*values, *rest], strict=True))


def joint(found: Sequence[Evidence], again: Iterable[Evidence]) -> list[Evidence]:
    """Evidence weighed for two questions at once: the mean of the log odds that it answers the one and the other.

    Of the kind asked for is what is of the kind that either asks for.
    """
    other = {(item.hit.passage, item.span): item for item in again}
    return ordered(_both(item, other.get((item.hit.passage, item.span), item)) for item in found)


def _both(one: Evidence, two: Evidence) -> Evidence:
    mean = (_log_odds(one.score) + _log_odds(two.score)) / 2
    at, kind = FEATURES.index("kind"), max(one.feature("kind"), two.feature("kind"))
    return replace(one, score=1 / (1 + math.exp(-mean)), features=(*one.features[:at], kind, *one.features[at + 1 :]))


def _log_odds(probability: float) -> float:
    probability = min(max(probability, 0.001), 0.999)
    return math.log(probability / (1 - probability))


def _standing(values: Floats) -> list[float]:
    """How far each value is below the best, in standard deviations: 0 and less."""
    return [float(value) for value in (values - values.max()) / max(float(values.std()), 1e-3)]


def _with(item: Evidence, value: float, model: Logistic) -> Evidence:
    features = (*item.features[:-1], value)
    return replace(item, score=model(features), features=features)


def led_by(first: Evidence | None, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence with one of it before the rest; as it is for None."""
    return list(evidence) if first is None else [first, *(item for item in evidence if item is not first)]


def ordered(found: Iterable[Evidence]) -> list[Evidence]:
    """Evidence best first, what lacks the kind asked for behind its probability; ties in the order given."""
    return sorted(found, key=lambda evidence: -round(evidence.score * (1 if evidence.feature("kind") else LACKING), 6))


def candidates(
    question: Question, hits: Sequence[Hit], index: Index, vector: Floats, terms: Terms
) -> list[tuple[Hit, Span, str, tuple[float, ...]]]:
    """Every sentence of the passages found, with its features in the order of `FEATURES`.

    The year that a document is of is not looked for in its sentences: it is where its dates of issue stand. What only
    announces others (下列条件：) answers where a list is asked for.
    """
    asked = terms
    listed = wants_list(question)
    rows: list[tuple[Hit, Span, str, tuple[float, ...]]] = []
    usable = [(hit, places) for hit in hits if (places := _usable(question, index, hit.passage))]
    cosines = {hit.passage: index.sentence_vectors(hit.passage) @ vector for hit, _ in usable}
    best = max((float(cosines[hit.passage][places].max()) for hit, places in usable), default=0.0)
    top = usable[0][0].score if usable else 1.0
    for rank, (hit, places) in enumerate(usable, start=1):
        passage = index.passage(hit.passage)
        document = index.document(passage.document.id)
        terms = asked.without(own_years(passage.document))
        own = _Surroundings.of(passage, terms, document)
        texts = _texts(index, passage)
        sentence_keys = [search_key(text) for _, text in texts]
        for place in places:
            span, text = texts[place]
            near = "".join(sentence_keys[max(place - 1, 0) : place + 1])
            cosine = float(cosines[hit.passage][place])
            kind, bound = _figure(question, text, own)
            if not kind and fitting_cells(question.expected, document.text, passage.passage.cells):
                kind, bound = 1.0, own.rest.coverage(sentence_keys[place])
            features = (
                1 / rank,
                hit.score,
                hit.score - top,
                spread(cosine),
                (cosine - best) * 10,
                terms.coverage(sentence_keys[place]),
                terms.coverage(near),
                own.coverage,
                own.rest.coverage(sentence_keys[place]) if own.rest.terms else 1.0,
                own.rest.coverage(near) if own.rest.terms else 1.0,
                kind,
                bound,
                terms.focus(sentence_keys[place]),
                float(place == 0),
                min(len(text) / 200, 1.5),
                about(passage.document.metadata.region, question.places) if question.places else 0.5,
                float(text.rstrip("”」』）) ").endswith(("？", "?") if listed else ("？", "?", "：", ":"))),
                float(text.rstrip("”」』）)》 ").endswith(_ENDS) or bool(passage.passage.cells)),
                float(bool(passage.passage.cells)),
                float(own.duty and question.expected.kind in ("body", "person")),
                own.opens,
                0.0,
            )
            rows.append((hit, span, text, features))
    return rows


def wants_list(question: Question) -> bool:
    """Whether a question may be answered by a list that a sentence announces."""
    kind = question.expected.kind
    return kind in ("list", "condition") or (question.expected.several and kind in ("method", "definition", "other"))


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What a passage with its place, title and headings says of the question.

    Attributes:
        coverage: share of the question's words that stand there.
        rest: the words that place, title and headings do not have.
        duty: whether it is a row of duties.
        opens: 1 where it opens a section whose own parts say more, else 0.
    """

    coverage: float
    rest: Terms
    duty: bool
    opens: float

    @classmethod
    def of(cls, passage: PassageRef, terms: Terms, document: Document) -> "_Surroundings":
        context = search_key(passage.passage.context)
        whole = context + "\n" + search_key(passage.text)
        section = passage.passage.section
        opens = float(section is not None and any(other.parent == section for other in document.sections))
        is_duty = duty(document, passage.passage.cells) is not None
        return cls(terms.coverage(whole), terms.rest(context), is_duty, opens)


def spread(cosine: float) -> float:
    """A cosine as a feature: those of the bundled encoder lie between .7 and 1."""
    return (cosine - 0.8) * 5


def as_cosine(feature: float) -> float:
    """The cosine that a feature was made from; see `spread`."""
    return feature / 5 + 0.8


def _texts(index: Index, passage: PassageRef) -> list[tuple[Span, str]]:
    start = passage.passage.span.start
    return [(span, passage.text[span.start - start : span.end - start]) for span in index.sentences(passage.number)]


def _usable(question: Question, index: Index, passage: int) -> list[int]:
    """Which sentences of a passage may answer: no headings, no title, and of a letterhead what it is there to tell."""
    found = index.passage(passage)
    texts = _texts(index, found)
    formalities = question.expected.kind in _FORMALITIES
    unit = question.expected.unit
    if found.passage.cells:
        shown = formalities and _ISSUE_ASKED.search(question.standalone) is not None
        return [place for place, (_, text) in enumerate(texts) if shown or not _ISSUED.search(text)]
    headings = _headings(index, found) if len(texts) > 1 else []
    title = search_key(found.document.metadata.title or "")
    formal = _FORMAL.match(found.passage.locator) is not None and not formalities
    return [
        place
        for place, (span, text) in enumerate(texts)
        if not any(heading.contains(span) for heading in headings)
        and (told(unit, text) if unit in (ISSUED, NUMBERED) else not _is_title(text, title))
        and not (formal and not _ends(text))
        and not (_STAMP.match(text.strip()) and not formalities)
    ]


def _ends(text: str) -> bool:
    """Whether a line is a sentence, or announces what follows."""
    return text.rstrip("”」』）)》 ").endswith((*_ENDS, ":", "："))


_FORMAL = re.compile("文首|文末|落款|附件说明")
"""Locators of what stands around a document's body: letterhead, signature, list of annexes."""
_STAMP = re.compile(
    r"(?:发文字号|文号|文件编号|成文日期|发布日期|发文日期|生成日期|公文种类|主题分类|索引号|信息索取号|发布机构|主题词|公开类型|来源|时效性?)\s*[:：]"
    r"|附[件表图]\d*\s*[:：].{0,60}[^。；]$|[（(][^（）()]{2,80}负责[）)][。]?$|.{0,60}\.(?:xlsx?|docx?|pdf|rar|zip)$"
)
"""Lines that tell how a document was issued, what is annexed and who is responsible for an item."""
_ISSUED = re.compile(r"\d日印发\s*$|^\s*(?:抄送|主题词)")
_ISSUE_ASKED = re.compile("印发|发布|发文|成文|公布|出台|抄送|主题词|issue|publish", re.IGNORECASE)
"""A row at a document's end that tells when it was printed and for whom, and how that is asked for."""
_FORMALITIES = frozenset({"date", "body", "doc_number", "name", "person", "place", "contact", "time"})
"""Kinds of answer that such lines may give."""


def _is_title(text: str, title: str) -> bool:
    """Whether a line is the document's title, a part of it, or an annex's: it never answers.

    Args:
        text: the line.
        title: the search key of the document's title.
    """
    line = text.strip()
    if line.endswith(_ENDS):
        return False
    return (len(line) >= _TITLE and search_key(line) in title) or _ANNEX_TITLE.fullmatch(line) is not None


_NUMBERED = re.compile(r"第[〇零一二三四五六七八九十百\d]+条\s*")
ARTICLE = 8
"""Characters of the longest heading of an article: what is longer and ends in a stop is its first sentence."""
LINE = 20
"""The same of what else begins with a number and ends its line with a stop."""


def _headings(index: Index, passage: PassageRef) -> list[Span]:
    """The headings that stand in a passage before text of their own: they say what is answered, never the answer.

    A heading reaches over the stop behind it. The last item of a list, which is a heading to the outline, is none, nor
    is the sentence that an article begins with.
    """
    document = index.document(passage.document.id)
    return [
        Span(section.heading_span.start, section.heading_span.end + 1)
        for section in document.sections
        if section.heading_span.overlaps(passage.passage.span)
        and document.text[section.heading_span.end + 1 : section.span.end].strip()
        and not _is_sentence(document.text, section.heading_span)
    ]


def _is_sentence(text: str, heading: Span) -> bool:
    """Whether what the outline takes for a heading, up to its first stop, is a sentence, as articles begin with."""
    behind = text[heading.end : heading.end + 2]
    length = len(_NUMBERED.sub("", text[heading.start : heading.end]))
    if not behind.startswith("。"):
        return False
    if _NUMBERED.match(text, heading.start):
        return length > ARTICLE
    said = text[heading.start : heading.end]
    return (length > LINE and behind.endswith("\n")) or bool(validity(said) or told(INTERPRETED, said))


_IN_CHARGE_ASKED = re.compile("负责|主管|管(?!理)|牵头|归口|操办|经办|承办|in charge|responsible")
_IN_CHARGE = re.compile("负责|主管|牵头|归口|承办|经办|(?:组织|具体)实施|统筹|主办|管理(?:工作|部门|机构)|★")
"""How a question asks who is in charge, and how a text says it."""


def _figure(question: Question, text: str, own: _Surroundings) -> tuple[float, float]:
    """Whether a thing of the kind asked for stands in the text, and how much of what is asked stands beside it.

    In a table row everything stands beside everything.
    """
    if own.duty and question.expected.kind in ("body", "person") and question.expected.unit not in FORMAL:
        return 1.0, own.rest.coverage(search_key(text))
    if question.expected.unit == DEFINED and any(
        tells(text, question.standalone) for tells in (defines_asked, shortens_asked, describes_asked)
    ):
        return 1.0, own.rest.coverage(search_key(text))
    if announces_listed(question.expected.unit, text):
        beyond = own.rest.rest(search_key(asking_words(question.expected.unit, question.standalone)))
        return 1.0, beyond.coverage(search_key(text)) if beyond.terms else 1.0
    if question.expected.unit == MATERIALS and only_handles_papers(text):
        return 0.0, own.rest.coverage(search_key(text))
    if question.expected.kind == "yes_no" and _LEAVE_ASKED.search(question.standalone):
        found = [Span(*match.span()) for match in _LEAVE.finditer(text)]
        rest = max((own.rest.coverage(search_key(clause(text, span))) for span in found), default=0.0)
        return (1.0, rest) if found else (0.5, 0.0)
    if question.expected.unit == FUNDED:
        paid = max((own.rest.coverage(search_key(clause(text, span))) for span in payers(text)), default=None)
        return (0.5 * speaks_of_paying(text), 0.0) if paid is None else (1.0, paid)
    if question.expected.kind in ("body", "person", "place") and (who := holders(question.standalone, text, False)):
        return 1.0, max(own.rest.coverage(search_key(clause(text, span))) for span in who)
    if question.expected.kind == "place" and _ONLY_CALLED.fullmatch(text.strip()):
        return 0.0, 0.0
    spans = fitting(question.expected, text)
    if spans is None:
        return 0.5, 0.0
    if not spans:
        return 0.0, 0.0
    if (
        question.expected.kind == "body"
        and _IN_CHARGE_ASKED.search(question.standalone)
        and not _IN_CHARGE.search(text)
    ):
        return 0.5, 0.0
    return 1.0, max(own.rest.coverage(search_key(clause(text, span))) for span in spans)


_ONLY_CALLED = re.compile(r"[^，。；、\d]{0,30}[\d（）() 、,，;；/—–-]{7,}")
"""A telephone number with whose it is, which tells no place."""
_LEAVE_ASKED = re.compile(
    r"能|可以|可否|允许|行不行|准不准|[让许准]吗|要不要|还要|需要|用不用|会不会|会被|有没有|\b(?:can|may|could|allowed|must|need)\b",
    re.IGNORECASE,
)
_LEAVE = re.compile(
    "不(?:得|能|可(?!抗|或)|予|准|许|允许|再|需|用|必|受|纳入|享受|属于|列入|缴|收|办|注销|适用)|严禁|禁止|无[需须法]|只[能可]|仅限|方可"
    "|可以|可[予凭随按在向由申选单同]|允许|准[予许]|有权|优先|应当?予以"
)
"""How a question asks whether something is allowed or needed, and how a text says that it is or is not."""
