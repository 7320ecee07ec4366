"""What a document says of itself: who issued it when, its number, aim, basis and reach, how long it holds.

Such clauses name the document as 本办法 and share hardly a word with a question that gives its title; they are found
in the document found, by how they are said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from index.dates import find_dates, validity
from index.model import Span
from index.search_key import search_key
from index.signatures import bodies, leading_body
from index.store import Index
from qa.model import Hit
from qa.synonyms import is_han

DOCUMENTS = 5
"""Best hits whose documents are looked through."""

IN_FORCE, EXPIRES = "施行", "失效"
"""From which day on, and up to which, a document holds."""
INTERPRETED, ISSUED = "解释", "发布"
"""Who interprets and who issued it."""
DATED, NUMBERED = "日期", "文号"
"""When it was issued, and under which number."""
AIMS, BASED, APPLIES, REPEALS = "目的", "依据", "适用", "废止"
"""What it is for, on what it is based, to what it applies, and what it repeals."""
HOLDS, VALID = "有效期", "有效"
"""How long, or until when, it holds, and whether it still does."""

_NAMES = "》|办法|规定|条例|细则|意见|通知|方案|文件|规范|决定|公告|通告|纲要|指南|规程|规则"
_FILE = f"(?:{_NAMES})"
_PAPER = f"(?:{_NAMES}|政策|标准|规划|措施|制度)"
"""What a document is called, the latter also where it is what documents provide."""
_IN_ENGLISH = re.compile(
    rf"{_PAPER}|法|\b(?:measure|rule|regulation|provision|notice|opinion|document|polic|circular|guideline|law|decision)",
    re.IGNORECASE,
)
"""What a question in English must speak of to ask something of a document."""
_WHO = "(?:谁|哪[^，。？?]{0,8}?|什么(?:部门|单位|机关|机构))"
_WHAT = "(?:什么|啥|哪(?:些|个|几|部|项|份|一))"


@dataclass(frozen=True, slots=True)
class _Formality:
    unit: str
    asked: re.Pattern[str]
    said: re.Pattern[str] | None


_WHEN = "(?:什么时[候间]|何时|几时|啥时候?|哪一?[天日年]|[何几][年月日号])"
_DAY = (
    r"(?:(?:19|20)\d\d|[一二][九〇○零0Oo][〇○零0Oo一二三四五六七八九]{2})\s?(?:年|[-/.])\s?[\d一二三四五六七八九十]{1,3}\s?(?:月|[-/.])\s?"
    r"[\d一二三四五六七八九十]{1,3}日?"
)
_NUMBER = r"[^。；，,：:\s]{0,20}[〔\[（(【﹝]\s*(?:19|20)\d\d\s*[〕\]）)】﹞]\s*第?\s*\d+\s*号"
_FORMALITIES = (
    _Formality(
        NUMBERED,
        re.compile(
            rf"{_FILE}[^，。？?]{{0,4}}?(?:(?:发文)?字号|文号|文件编号|(?:是|为)?(?:第)?几号(?:文|令))"
            rf"|(?:发文字号|文号)[^，。？?]{{0,6}}(?:什么|多少|几)|\b(?:document|reference) number",
            re.IGNORECASE,
        ),
        re.compile(
            rf"(?:文号|字号|文件编号)[】\])]?\s*[:：|]\s*\S*号|(?m:^\s*[（(]?{_NUMBER}(?:文件)?[)）]?\s*$)"
            rf"|(?m:^[^。；，\n]{{4,60}}[（(]{_NUMBER}[)）]\s*$)"
            r"|(?m:^(?:[\u4e00-\u9fff\s]{0,30}|[（(][^（）()\n]{0,60})令\s*[（(]?\s*第?[\d一二三四五六七八九十百〇零]+号)"
            r"|(?m:^\s*[\u4e00-\u9fff]{0,30}第[\d一二三四五六七八九十百〇零]+号令?\s*$)"
        ),
    ),
    _Formality(
        DATED,
        re.compile(
            rf"{_FILE}[^，。？?]{{0,4}}?(?:是|于|在)?{_WHEN}(?:正式)?(?:发布|印发|出台|颁布|下发|公布|发文|发的|制定|通过)"
            rf"|{_WHEN}(?:发布|印发|出台|颁布|下发)[了的].{{0,40}}{_FILE}"
            rf"|{_FILE}的?(?:发布|印发|成文|颁布|公布)(?:日期|时间)"
            r"|\bwhen (?:was|were) .{1,80} (?:issued|published|promulgated|released)",
            re.IGNORECASE,
        ),
        re.compile(
            rf"(?m:^[^。；，,:：\n]{{0,40}}{_DAY}(?:印发|发布)?[)）]?\s*$)"
            rf"|(?:发布|成文|印发|发文|公布|颁布|答复)(?:日期|时间)[】\])]?\s*[:：|]\s*{_DAY}"
            rf"|[（(]{_DAY}[^（）()]{{0,60}}(?:发布|公布|印发|通过|批准|令)"
            rf"|{_DAY}[^。；\n]{{0,60}}(?:通过|批准|同意)[^。\n]{{0,20}}现予?(?:以)?(?:公布|发布|印发)"
            rf"|(?:{_DAY}|(?<!\d)\d{{1,2}}月\d{{1,2}}日)(?:联合|正式)?(?:发布|印发|颁布|出台)了?《"
        ),
    ),
    _Formality(
        HOLDS,
        re.compile(
            rf"{_PAPER}[的将会还是能]{{0,2}}到?(?:有效期|执行期|施行期|有效到|(?:{_WHEN}|多久)[^，。？?]{{0,4}}?(?:失效|废止|到期|过期)"
            rf"|(?:(?:执行|实施|施行|试行|有效)(?:到{_WHEN}|多[久长]|几年)|管(?:到{_WHEN}|多[久长]|几年)))"
            r"|\bhow long (?:is|does|will) .{1,80} (?:valid|in force|hold|last|remain)"
            r"|\bwhen (?:does|will) .{1,80} (?:expire|lapse)",
            re.IGNORECASE,
        ),
        None,
    ),
    _Formality(
        AIMS,
        re.compile(
            rf"为(?:什么|何|啥)要?(?:制定|制订|出台|发布|印发)[^，。？?]{{0,60}}{_PAPER}|(?:制定|制订|出台|立法)的?目的|{_PAPER}[^，。？?]{{0,4}}?(?:目的(?:是|何在)|为了(?:什么|解决))"
            r"|\b(?:aim|purpose) of\b|\bwhy was .{1,80} (?:issued|adopted|made|drawn up)",
            re.IGNORECASE,
        ),
        re.compile(
            r"(?:^|[。；\n：]|条\s?|款\s?)[^。；，,\n为]{0,6}(?:为了?|旨在)[^。；\n]{4,}?(?:制定|制订|出台|印发|提出(?:本|以下|如下)|现[就将]|作出(?:本|如下|以下)|通知如下)"
        ),
    ),
    _Formality(
        INTERPRETED,
        re.compile(
            rf"解释权|{_WHO}(?:来|去|负责|进行)*解释(?!说明|一下)|解释(?:机关|部门|单位)|(?:负责)?解释的?(?:是|由|归|找|问){_WHO}"
            r"|who (?:interprets|is responsible for (?:the )?interpret)|interpreted by",
            re.IGNORECASE,
        ),
        re.compile(r"负责[^。；，,\n]{0,6}解释|解释权|[由归][^。；，,\n]{2,60}解释(?!说明)"),
    ),
    _Formality(
        ISSUED,
        re.compile(
            rf"{_FILE}[^，。？?]{{0,4}}?(?:是|由)?{_WHO}(?:联合|共同|一起)?(?:发布|印发|出台|颁布|下发|公布|发文|发的)"
            rf"|(?:谁|哪[^，。？?]{{0,6}}?(?:部门|单位|机关|机构|政府))(?:联合|共同)?(?:发布|印发|出台|颁布|下发)[了的].*{_FILE}"
            r"|发文(?:机关|单位|部门)|(?:发布|印发|颁布)(?:机关|单位|部门|机构)"
            r"|\b(?:who (?:issued|published|promulgated)|issued by (?:whom|which)|issuing (?:body|authority|agency))\b",
            re.IGNORECASE,
        ),
        None,
    ),
    _Formality(
        BASED,
        re.compile(
            rf"{_PAPER}[^，。？?]{{0,6}}?(?:根据|依据|按照|依照)(?:的是|了)?{_WHAT}"
            rf"|(?:根据|依据|按照|依照){_WHAT}[^，。？?]{{0,10}}?(?:制定|制订|出台|定的|发布|印发)"
            rf"|(?:制定|制订|出台)的?依据|{_PAPER}[^，。？?]{{0,6}}?依据(?:是|有|[？?]|$)"
            r"|\bbased on (?:what|which)|\bwhat .{1,80} based on\b|\blegal basis",
            re.IGNORECASE,
        ),
        re.compile(
            r"(?:根据|依据|依照|按照|遵照|贯彻)[^。；\n]{3,}?(?:制定|制订|拟[定订]|提出(?:本|以下|如下)|现[就将]|作出(?:本|如下|以下)|[特兹]?通知如下)"
        ),
    ),
    _Formality(
        APPLIES,
        re.compile(
            rf"{_PAPER}[^，。？?]{{0,6}}?(?:适用(?:于|的?范围|的?对象|{_WHAT})|管(?:{_WHAT}|谁))"
            rf"|{_WHAT}[^，。？?]{{0,8}}适用[^，。？?]{{0,2}}{_PAPER}"
            r"|\bwho(?:m)? (?:does|do) .{1,80} appl(?:y|ies) to\b|\bscope of\b|\bwhat (?:does|do) .{1,80} apply to\b",
            re.IGNORECASE,
        ),
        re.compile(
            r"适用(?:于)?本(?!市|省|区|县|人|单位|企业)[^。；，,\n]{1,10}|本[^。；，,\n市省区县]{1,14}[^。；，,\n]{0,8}适用于|(?:适用|实施|参保)(?:范围|对象)"
            r"|(?:须|应当?|必须|均)?(?:遵守|执行)本(?!市|省|区|县)[^。；，,\n]{1,8}(?=。)"
        ),
    ),
    _Formality(
        REPEALS,
        re.compile(
            rf"(?:废止|取代|代替|替代)了?(?:{_WHAT}(?!时)|以前|原来|之前)[^，。？?]{{0,6}}(?:{_PAPER}|[？?]|$)"
            rf"|(?:{_WHAT}(?!时)|原来|以前|之前|旧)[^，。？?]{{0,6}}{_PAPER}[^，。？?]{{0,4}}"
            "(?:废止|作废|失效|停止执行|不再执行|取代|代替)"
            r"|\b(?:which|what) .{0,80}\b(?:repeal|supersede|replace)[sd]?\b",
            re.IGNORECASE,
        ),
        None,
    ),
    _Formality(
        VALID,
        re.compile(
            rf"^(?:(?!哪|什么|啥|原来).)*{_PAPER}[现在目前如今将会还是能仍已经]{{0,6}}(?:继续)?(?:有效|失效|作废|废止|过期|到期|能用)了?(?:吗|么|没有?(?=[？?]|$)|[？?]|$)"
            r"|\bis .{1,80} still (?:valid|in force|in effect)|\bhas .{1,80} expired",
            re.IGNORECASE,
        ),
        None,
    ),
)
_SAID = {formality.unit: formality.said for formality in _FORMALITIES}
_CLAUSES: dict[str, tuple[str, ...]] = {
    IN_FORCE: ("from",),
    EXPIRES: ("until",),
    REPEALS: ("repeals",),
    HOLDS: ("until", "term", "repealed"),
    VALID: ("from", "until", "term", "repealed"),
}
_OF_ITSELF = re.compile(
    r"本(?!市|省|区|县|人)[^。；，,\n]{1,10}|(?:施行|试行|执行|实施|印发|发布)(?:之日)?|有效期限?(?:至|到)"
)
"""What tells that a term is that of the document, not of a permit of which it speaks."""
_FROM_TO = re.compile(rf"(?:自|从)?{_DAY}\s?起?\s?[至到]\s?{_DAY}[^。；，,\n]{{0,6}}(?:施行|实施|执行|有效)")
_TERM = re.compile(r"(?:\d{1,2}|[一二两三四五六七八九十]{1,2})个?[年月](?!\d|[一二三四五六七八九十]*日)")
_UNSAID = frozenset({INTERPRETED, ISSUED, REPEALS, NUMBERED, HOLDS})
"""What is said in so few ways that a document in which none is found does not say it."""
_LETTERHEAD = frozenset({ISSUED, NUMBERED, DATED})
"""What every document has of its own."""
_LABEL = re.compile(
    r"(?:发文|制定|颁布|公布|发布|印发)(?:机关|机构|单位|部门)[】\])]?\s*[:：|]\s*(?P<label>[\u4e00-\u9fff、]{3,60})"
    r"|(?:^|[。；，,\s])由?(?P<maker>[\u4e00-\u9fff、]{2,40}?(?<!关于)(?<!将))(?:昨日|近日|日前)?(?:于|在)?(?:[\d年月日]{2,11})?"
    r"(?:联合|共同)?(?:发布|印发|转发|颁布|出台)了?《"
)
_ORDER = re.compile(r"^[（(]?(?P<order>[\u4e00-\u9fff]{2,30}?)(?:令|公告|通告)(?=第|\s|[（(〔\[]|$)")
_INTERPRETER = tuple(
    re.compile(pattern)
    for pattern in (
        r"[由归](?P<name>[^。；，,\n由归]{2,60}?)(?:共同|各自|按[^。；，,\n]{2,12})?"
        r"(?:(?:负责|进行|行使|承担)[^。；，,\n]{0,4})?解释",
        r"解释权(?:[归属由]|在)于?(?P<name>[^。；，,\n]{2,60}?)(?:所有|所属|行使)?(?=[。；，,\n]|$)",
        r"(?:^|[。；，,\n条])\s*(?P<name>[^。；，,\n条]{2,40}?)(?:负责|对本)[^。；，,\n]{0,12}解释",
    )
)
_DATED = re.compile(r"[（(\s]*(?:(?:19|20)\d\d|二[〇○零Oo0]).{1,10}日(?:印发|发布)?[)）\s]*$")
_NUMBERS = re.compile(
    rf"(?<=[:：|\s（(]){_NUMBER}|^{_NUMBER}|令\s*[（(]?\s*第?[\d一二三四五六七八九十百〇零]+号|第[\d一二三四五六七八九十百〇零]+号令"
)
_MENU = re.compile("[\u4e00-\u9fff]{2}(?:中心|大学|公司)")
"""What a page's menu has, too."""
_TITLES = re.compile("《[^《》]+(?:《[^《》]+》[^《》]*)*》")
_LINE = 200
"""Most characters of a line that is a signature or a title."""
_WRAPPING = re.compile("^.*关于(?:印发|发布|公布|转发)|^(?:关于)?印发|的通知$")
"""What stands around the title of a document in that of the notice with which it was issued."""
_OTHER = re.compile(
    r"(?:贯彻|落实|实施|执行|根据|按照)[^，。？?]{2,40}?的(?:那|这)?[个份]?(?:通知|意见|办法|方案|细则|规定|决定)"
)
"""A document that carries out another, whose title does not name the one asked about."""
_MEANT = 0.7
"""Share of a title's character pairs that a question about the document has."""

FORMAL = frozenset(_SAID)
UNITS = FORMAL | {IN_FORCE, EXPIRES}
"""What may be asked of a document itself, without and with the dates."""


def formality(question: str) -> str | None:
    """What a question asks of a document itself, one of `FORMAL`, the last one; None for others."""
    found = [
        (match.end(), one.unit)
        for one in _FORMALITIES
        if (match := one.asked.search(question)) and (is_han(match[0]) or _IN_ENGLISH.search(question))
    ]
    return max(found, key=lambda one: one[0])[1] if found else None


def told(unit: str, text: str) -> list[Span]:
    """Where a text says what `unit` stands for, over its positions."""
    if kinds := _CLAUSES.get(unit):
        spans = [clause.span for clause in validity(text) if clause.kind in kinds]
        if unit not in (HOLDS, VALID):
            return spans
        spans = [span for span in spans if _OF_ITSELF.search(_sentence(text, span))]
        return spans or [Span(*match.span()) for match in _FROM_TO.finditer(text)]
    if pattern := _SAID.get(unit):
        return [Span(*match.span()) for match in pattern.finditer(text)]
    return _issuers(text)


def answered(unit: str | None, text: str) -> Span | None:
    """The body or document that a sentence names as what `unit` stands for; None where it names none or several."""
    if unit == ISSUED:
        found = _issuers(text)
    elif unit == INTERPRETED:
        named = (match for pattern in _INTERPRETER if (match := pattern.search(text)))
        found = [Span(*match.span("name")) for match in islice(named, 1)]
    elif unit == REPEALS:
        ended = told(unit, text)
        found = [Span(*match.span()) for clause in ended for match in _TITLES.finditer(text, clause.start, clause.end)]
    elif unit == NUMBERED:
        found = [Span(*match.span()) for match in _NUMBERS.finditer(text)]
    elif unit == DATED:
        found = [date.span for span in told(unit, text) for date in find_dates(text) if span.contains(date.span)]
    elif unit == HOLDS:
        found = [date.span for span in told(unit, text) for date in find_dates(text) if span.contains(date.span)]
        terms = (_TERM.search(text, span.start, span.end) for span in told(unit, text))
        found = found[-1:] or [Span(*match.span()) for match in terms if match]
    else:
        found = []
    return found[0] if len({text[span.start : span.end] for span in found}) == 1 else None


def signed_together(text: str, sentences: Sequence[Span], chosen: Sequence[Span]) -> list[Span]:
    """The lines right before and behind those chosen that name who issued a document, too."""
    runs = groupby(sentences, lambda span: bool(_issuers(text[span.start : span.end])))
    signed = [list(run) for names, run in runs if names]
    return [span for run in signed if any(one.contains(span) for one in chosen for span in run) for span in run]


def _sentence(text: str, span: Span) -> str:
    start = max(text.rfind(stop, 0, span.start) for stop in "。\n") + 1
    return text[start : span.end]


def _issuers(text: str) -> list[Span]:
    """Where lines name who issued a document: bodies with at most a date, a label, the head of an order or a title."""
    found, at = [], 0
    for line in text.split("\n"):
        if span := _issuer(line):
            found.append(Span(at + span.start, at + span.end))
        at += len(line) + 1
    return found


def _issuer(line: str) -> Span | None:
    named: str | None = None
    if match := _ORDER.match(line.strip()) or _LABEL.search(line):
        named = match[match.lastgroup or 0]
    elif len(line) <= _LINE:
        signed = _DATED.sub("", line).strip()
        named = signed if bodies(signed) and not _MENU.fullmatch(signed) else leading_body(line)
    start = line.find(named) if named else -1
    return Span(start, start + len(named)) if named and start >= 0 else None


def told_places(unit: str, question: str, hits: Sequence[Hit], index: Index) -> list[Hit] | None:
    """The passages that say what is asked of a document itself: of the one named by its title, else of the best.

    None where none says it, but nothing where the one named would say it in no other way. Of another than the one named
    its letterhead tells nothing.
    """
    found: list[Hit] = []
    documents = list(dict.fromkeys(hit.document for hit in hits))
    titled = _titled(question, documents, index)
    for id in titled or (documents[:DOCUMENTS] if unit not in _LETTERHEAD else ()):
        document = index.document(id)
        best = max(hit.score for hit in hits if hit.document == id)
        spans = told(unit, document.text)
        for ordinal, passage in enumerate(document.passages, start=index.entry(id).first_passage):
            if any(passage.span.contains(span) for span in spans):
                found.append(Hit(len(found) + 1, ordinal, id, best))
    return found if found or (titled and unit in _UNSAID) else None


def is_titled(question: str, document: str, index: Index) -> bool:
    """Whether a question names a document by its title."""
    return bool(_titled(question, [document], index))


def _titled(question: str, documents: Sequence[str], index: Index) -> list[str]:
    """The documents whose title a question has most of, the longest such; none where it has too little of any."""
    key = _key(_OTHER.sub("", question))
    asked = _pairs(key)
    titles = {id: _pairs(_key(index.entry(id).metadata.title or "")) for id in documents}
    had = {id: (_share(title, asked), len(title)) for id, title in titles.items()}
    most = max(had.values(), default=(0.0, 0))
    return [id for id in documents if had[id] == most and most[0] >= _MEANT]


def _key(text: str) -> str:
    return re.sub(r"\W", "", _WRAPPING.sub("", search_key(text)))


def _pairs(key: str) -> set[str]:
    return {key[at : at + 2] for at in range(len(key) - 1)}


def _share(title: set[str], asked: set[str]) -> float:
    return len(title & asked) / len(title) if title else 0.0
