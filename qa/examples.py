"""Questions to begin with, made from the documents and shown only if the engine answers them from where they came."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from index.model import Document
from qa.engine import PolicyQA
from qa.wording import Language

EXAMPLES = 4
DOCUMENTS = 24
TRIES = 6
"""Most documents that are looked at, and most questions that are tried for one: together they take seconds."""

# A figure that ends its clause: in 8个坚持 or 20名以上 it is another thing that is counted, or a bound.
_FIGURE = re.compile(
    r"(?<![\d.])(\d[\d.]*)(?:余|多)?(?:万|亿)?(?:余|多)?(家|个|名|人|套|间|元)次?(?![\u4e00-\u9fff]|[（(]不)"
)
_CLAUSE = re.compile(r"[，。；、：（）|“”《》\s]")
_THING = ("n", "nz", "vn", "j", "l", "b")
"""Tags of the words that name what is counted: nouns, names of things, nouns of action, short forms, set phrases."""
_NOUN = ("n", "nz", "j", "l")
"""Of these the tags that end the name of a thing and not of an action."""
_BETWEEN = ("v", "d", "p", "u", "c", "m", "f")
"""Tags of the words that may stand between the thing and its figure: verbs, adverbs, prepositions and the like."""
_BOUND = re.compile("(?:[少低高多]于|超过|至少|最[多高]|力争|目标)$")
"""A figure behind these words is a bound or an aim, and not how many there are."""
_DOING = re.compile(
    "引进|新增|新建|建[设成]|打造|运营|培育|落户|入选|获批|认定|举办|开展|组织|签约|孵化|集聚|推荐|选派|评选|资助|发放"
)
"""Verbs that stand before what is counted, and are read as part of its name."""
_SHORTEST, _LONGEST = 4, 12
_LONGEST_HEADING = 16
_HEADED = (*_THING, "v", "c", "u", "ul", "uj", "a")
"""Tags of the words of a heading: what it names, what is done with it, and what joins these."""
_NUMBER = re.compile(
    r"^(?:第?[〇一二三四五六七八九十百\d]+[章节条款项、.．\s]+|[（(][〇一二三四五六七八九十百\d]+[）)][、.．\s]*|[一二三四五六七八九十]是)+"
)
_BRACKETED = re.compile(r"[（(【]([^（）()【】]+)[）)】]")
_EMPTY_HEADING = re.compile(
    "总则|附则|原则|一览表|附件|思路|思想|目标|意义|现状|情况|概况|背景|要求|内容|做法|举措|措施|摘编|其他"
)
_RULED = re.compile(
    "(?:对象|条件|时间|标准|范围|程序|流程|办法|材料|期限|方式|比例|责任|待遇|登记|缴费|征缴|结算|管理)$"
)
"""What is laid down, where other headings say what is done."""


def working_examples(engine: PolicyQA, language: Language = "zh") -> list[str]:
    """Up to four questions about different places, each answered from the document that it was made from.

    In English ones, places and things keep the names that the documents give them.
    """
    found: list[str] = []
    places: set[str] = set()
    for entry in engine.index.documents[:DOCUMENTS]:
        place = (entry.metadata.region or "").rsplit("/", 1)[-1]
        if not place or place in places:
            continue
        question = _working(engine, engine.index.document(entry.id), place, language)
        if question is not None:
            found.append(question)
            places.add(place)
        if len(found) == EXAMPLES:
            break
    return found


def _working(engine: PolicyQA, document: Document, place: str, language: Language) -> str | None:
    for question, figure in islice(_questions(document, place, language), TRIES):
        answer = engine.quoted(question)
        if answer.abstained or answer.citations[0].document != document.id:
            continue
        if figure is None or figure in (answer.short or ""):
            return question
    return None


def _questions(document: Document, place: str, language: Language) -> Iterator[tuple[str, str | None]]:
    """Questions about a document, each with the figure that has to be answered: first on figures, then on headings."""
    things = dict.fromkeys(_counted(document.quote(sentence.span) for sentence in document.sentences))
    for thing, figure, unit in sorted(things, key=lambda found: (found[2] != "元", -len(found[0])))[: TRIES // 2]:
        yield _figure_question(place, thing, unit, language), figure
    for section in document.sections:
        question = heading_question(section.heading, place, language)
        if question is not None:
            yield question, None


def heading_question(heading: str, place: str, language: Language = "zh") -> str | None:
    """The question what a place does about the thing that a heading names; None where it names none."""
    words = _NUMBER.sub("", heading).strip()
    if bracketed := _BRACKETED.fullmatch(words):
        words = bracketed[1]
    if not _SHORTEST <= len(words) <= _LONGEST_HEADING or not _names_a_thing(words) or place[:-1] in words:
        return None
    if language == "en":
        return f"What does {place} do under “{words}”?"
    return f"{place}在{words}方面有哪些{'规定' if _RULED.search(words) else '举措'}？"


def figure_questions(sentence: str, place: str, language: Language = "zh") -> Iterator[tuple[str, str]]:
    """Questions for the figures of a sentence, each with the figure that answers it."""
    import rjieba

    for thing, figure, unit in dict.fromkeys(_counted([sentence])):
        if rjieba.tag(thing)[-1][1] in _NOUN:
            yield _figure_question(place, thing, unit, language), figure


def _names_a_thing(heading: str) -> bool:
    import rjieba

    tags = [tag for _, tag in rjieba.tag(heading)]
    return not _EMPTY_HEADING.search(heading) and tags[-1] in (*_THING, "v") and set(tags) <= {*_HEADED}


def _figure_question(place: str, thing: str, unit: str, language: Language) -> str:
    thing = thing.removeprefix(place)
    if language == "en":
        return f"How much is “{thing}” in {place}?" if unit == "元" else f"How many “{thing}” does {place} have?"
    if unit == "元":
        return f"{place}的{thing}是多少？"
    return f"{place}有多少{'' if unit == '人' else unit}{thing}？"


def _counted(sentences: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """What sentences count: the thing, its figure and unit, as they stand before one another in one clause."""
    import rjieba

    for text in sentences:
        for match in _FIGURE.finditer(text):
            clause = _CLAUSE.split(text[: match.start()])[-1]
            words = [] if _BOUND.search(clause) else rjieba.tag(clause)
            while words and words[-1][1] in _BETWEEN:
                words.pop()
            named: list[str] = []
            while words and words[-1][1] in _THING:
                named.insert(0, words.pop()[0])
            thing = "".join(named[1:] if named and _DOING.fullmatch(named[0]) else named)
            # A person or place before it would belong to the name.
            if _SHORTEST <= len(thing) <= _LONGEST and not (words and words[-1][1] in ("nr", "ns", "nt")):
                yield thing, match[1], match[2]
