"""Places asked about that no document is about, and whether the evidence answers for one of them all the same."""

import re
from collections.abc import Sequence

import numpy as np

from index.model import Span
from index.named_places import find_named_places, is_origin
from index.places import PlaceMention, find_places, related, short_name
from index.search_key import fold, search_key
from index.sites import named_sites
from index.store import Index, PassageRef
from qa.coverage import Coverage
from qa.evidence import Evidence
from qa.matching import Terms
from qa.question import AskedPlace, Question

_PLACE_NAMED = re.compile(
    r"(?:^|[\s《“—-]|关于)(?:[^\W\d我本全各该跨省市区县于的]{2,4}(?:省|市|自治区|新?区|州)"
    r"|[^\W\d我本全各该跨省市区县于的]{1,4}[县旗])(?![场民政级域长直属县容])"
)
"""A place that the gazetteer may not know, at the head of a title; 我市 and 市商务局 name none."""
_CLAUSE = re.compile(r"[^，,；;。！？!?\n]+")
_TURNS = re.compile(r"\s*(?:那么?|至于|换成|换作|而|但是?|可是?|不过|只是)(?:说|问|到|在|对|是)?")
_ASKS = re.compile("多少|几|什么|哪|谁|怎|如何|吗|呢|是否|有没有|咋|啥")

NEAREST = 3
"""Evidence, best first, that may speak of a place."""

SAID = 0.35
"""The share of a question's words that a clause says of a place, from which on it answers for it."""

OPENING, OFTEN, EVERY = 80, 3, 500
"""A document without a region is about a place that it names in its first characters, or thrice, once in so many."""

_OUR_PLACE = re.compile("[本我](?:市|省|县|区(?!域))|全(?:市|省|县|区(?!域))")
"""How a document speaks of the one place that it is about."""

LOCAL = 2
"""Times from which on a document that speaks of its place so is about one, whichever."""

HOLDS = 0.7
"""The share of a question's words in a passage about no place from which on it holds for any."""


def missing_places(
    question: Question, evidence: Sequence[Evidence], terms: Terms, index: Index, coverage: Coverage
) -> tuple[tuple[AskedPlace, ...], bool]:
    """The places asked about that are not covered, and whether nothing else is asked, so that there is no answer.

    A place that the evidence speaks of counts as covered. Where one clause only mentions a covered place and another
    asks of the stranger (甲区的办法我看过了，那乙市呢), nothing is asked of the former. A document about no place holds
    for any where it says what is asked. Where of no document it is known what place it is about, a place is missing
    only if the best one's title names another.
    """
    if not coverage.regions and not _titled_with_place(evidence, index):
        return (), False
    strangers = tuple(place for place in question.asked_places if not place.known)
    missing = tuple(place for place in strangers if not _spoken_of(place, evidence, terms, index))
    sites = _unheard_sites(question, index)
    if sites:
        return (*missing, *sites), True
    if missing and all(place in missing for place in _turned_to(question)):
        return missing, not _holds_anywhere(evidence, index)
    # Of a place within one that is covered, the documents about that one speak, and those that hold anywhere.
    within = all(place.known and not coverage.is_about(place.paths) for place in question.asked_places)
    if question.asked_places and within and _is_placeless(evidence, index) and not _holds_anywhere(evidence, index):
        spoken_of = any(_spoken_of(place, evidence, terms, index) for place in question.asked_places)
        return ((), False) if spoken_of else (question.asked_places, True)
    return missing, False


def _titled_with_place(evidence: Sequence[Evidence], index: Index) -> bool:
    """Whether the title of the best evidence's document names a place, known or not."""
    title = index.passage(evidence[0].hit.passage).document.metadata.title or "" if evidence else ""
    return bool(find_places(title)) or _PLACE_NAMED.search(title) is not None


def _turned_to(question: Question) -> tuple[AskedPlace, ...]:
    """The places of the clause that turns to another place to ask of it (那乙市呢); all places where none does."""
    for clause in _CLAUSE.finditer(question.standalone):
        within = tuple(p for p in question.asked_places if clause.start() <= p.span.start < clause.end())
        turns = within and _TURNS.fullmatch(clause[0][: within[0].span.start - clause.start()])
        if turns and _ASKS.search(question.standalone, clause.start()):
            return within
    return question.asked_places


def _unheard_sites(question: Question, index: Index) -> tuple[AskedPlace, ...]:
    """Towns and parks that a question names and no document does; none where it names a place that a gazetteer has."""
    if any(place.name in question.text for place in question.asked_places):
        return ()
    found = []
    for site in named_sites(question.text):
        name = question.text[site.span.start : site.span.end]
        if not _stands(site.name, index):
            found.append(AskedPlace(name, site.span, (), ()))
    return tuple(found)


def _stands(name: str, index: Index) -> bool:
    """Whether a passage holds every two neighbouring characters of a name."""
    key = search_key(name)
    pairs = [key[at : at + 2] for at in range(len(key) - 1)]
    holding = [index.terms.scores(pair)["bigrams"] > 0 for pair in pairs]
    return not holding or bool(np.logical_and.reduce(holding).any())


def _spoken_of(place: AskedPlace, evidence: Sequence[Evidence], terms: Terms, index: Index) -> bool:
    """Whether the best evidence is about the place by its title, or says of it what is asked."""
    for item in evidence[:NEAREST]:
        passage = index.passage(item.hit.passage)
        names = _names(place, passage)
        title, region = passage.document.metadata.title or "", passage.document.metadata.region
        about = titled(title) if region is None else (region,)
        if any(related(one, other) for one in about for other in place.paths):
            return True
        if not titled(title) and any(name in search_key(title) for name in names):
            return True
        if any(_says(search_key(clause), names, terms) for clause in _CLAUSE.findall(item.text)):
            return True
        if region is None and _keeps_speaking_of(place, names, index.text(passage.document.id)):
            return True
    return False


def _keeps_speaking_of(place: AskedPlace, names: frozenset[str], text: str) -> bool:
    """Whether a document of no known region opens with the place or names it again and again, not as an origin."""
    said = [
        match.start()
        for name in sorted(names)
        for match in re.finditer(re.escape(name), fold(text))
        if not is_origin(text, PlaceMention(Span(*match.span()), place.paths, "short"))
    ]
    return bool(said) and (min(said) < OPENING or len(said) >= max(OFTEN, len(text) / EVERY))


def _says(clause: str, names: frozenset[str], terms: Terms) -> bool:
    return any(name in clause for name in names) and terms.coverage(clause) >= SAID


def _names(place: AskedPlace, passage: PassageRef) -> frozenset[str]:
    """What the place is called in a passage; nothing where the document is about another place of that name."""
    names = frozenset({search_key(place.name), *(search_key(short_name(path)) for path in place.paths)})
    region = passage.document.metadata.region
    if region is None or any(related(region, path) for path in place.paths):
        return names
    return names - {search_key(short_name(region)), search_key(region.rpartition("/")[2])}


def titled(title: str) -> tuple[str, ...]:
    """Full paths of all places that a title may name."""
    return tuple(path for mention in find_places(title) for path in mention.paths)


def _is_placeless(evidence: Sequence[Evidence], index: Index) -> bool:
    """Whether the best evidence stands in a document whose place is not known."""
    return bool(evidence) and index.passage(evidence[0].hit.passage).document.metadata.region is None


def _holds_anywhere(evidence: Sequence[Evidence], index: Index) -> bool:
    """Whether the best evidence stands in a document about no place, known or by its title, and says what is asked.

    One that speaks of 本市 is about a place, though it does not say which.
    """
    if not _is_placeless(evidence, index):
        return False
    text = index.text(evidence[0].hit.document)
    if len(_OUR_PLACE.findall(text)) >= LOCAL:
        return False
    opening = text[:OPENING]
    abroad = any(m.form == "abroad" and not is_origin(opening, m) for m in find_named_places(opening))
    return not abroad and not _titled_with_place(evidence, index) and evidence[0].feature("context") >= HOLDS
