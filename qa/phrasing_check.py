"""Whether a sentence says only what quotations say: figures, names, places and negations are all of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import rjieba

from index.places import find_places
from index.search_key import fold, search_key
from qa.phrasing_figures import wrong_figures
from qa.statements import content_words, groups

LONGEST = 300
"""Characters of a sentence; a longer one is not checked but replaced."""

GROUNDED = 0.6
"""Least share of a sentence's pairs of characters that must stand in what it cites."""

DROPPED = 0.6
"""Share of a negated clause's pairs of characters from which a sentence without negation is taken to repeat it."""

_NEGATION = re.compile(
    r"不得|不予|不能|不可|不再|不享受|不适用|禁止|严禁|取消|停止|终止|暂停|除外|没有|免除|免征|免收"
    r"|不(?!低于|少于|超过|高于|小于|大于|多于|足|断|仅|但|同|止|论|管|断|限于|得低于|得少于|得超过|得高于)"
    r"|未(?!来)|无(?!锡|人机|线|论|偿献)|非(?!常|遗|物质|营利|公)|免(?!税区)|勿|莫"
)
_LIMITING = re.compile(
    "可以|应当|必须|允许|所有|全部|一律|均|仅|只|唯一|或者|或|且|及以上|以上|以下|除外|优先|自动|直接|永久|无条件"
)
_BODY_ENDS = "局委厅部办署院会处科司组"
_BODY = re.compile(
    "(?:中心|公司|集团|大学|学院|政府|委员会|小组|银行|协会|学会|园区|开发区|高新区|办公室|法院|学校|医院|基金会|研究院|研究所)$"
)
_NO_BODY = frozenset(["社会", "机会", "大会", "内部", "全部", "外部", "干部", "部委", *_BODY_ENDS])
_QUOTED = re.compile(r"[“「『《]([^“”「」『』《》]+)[”」』》]")
_JOINING = (
    "因此 所以 此外 另外 同时 并且 而且 其中 以及 包括 具体 分别 根据 按照 依据 规定 文件 政策 引文 显示 指出 提到 "
    "明确 相关 有关 上述 下列 如下 这些 这项 该项 对于 关于 针对 通过 方面 方式 内容 标准 情况 给予 提供 获得 享受 "
    "领取 得到 发放 支付 进行 实行 采取 作为 属于 达到 共有 总共 一共 如果 凡是 对象 人员"
)
_GLUE = frozenset(_JOINING.split())
"""Words that may join what quotations say without standing in one."""

_PARTICLES = frozenset("的了是为由在和与及对等将按向从到也还有这那其该此则即并把被给所之于以会又就而就且着过得")
_LATIN = re.compile(r"[a-z][a-z0-9@._/-]+")
_MARKUP = re.compile(r"[<>{}\[\]|]|https?:|www\.|\]\(|[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_HAN = re.compile("[\u4e00-\u9fff]")
_CLAUSES = re.compile(r"[，,；;。！？!?、\n]")


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a sentence may say.

    Attributes:
        quotes: the quotations that it cites: all figures and negations must stand in them.
        names: titles, issuers and places of the documents cited: names may stand there too.
    """

    quotes: tuple[str, ...]
    names: tuple[str, ...] = ()

    @property
    def quoted(self) -> str:
        """The search key of all quotations."""
        return search_key("\n".join(self.quotes))

    @property
    def all(self) -> str:
        """The search key of the quotations and the names."""
        return search_key("\n".join((*self.quotes, *self.names)))


def faults(sentence: str, grounds: Grounds) -> Iterator[str]:
    """What a sentence says that its grounds do not, by kind, in the order of checking; nothing where all is well."""
    if not 4 <= len(sentence) <= LONGEST or not _HAN.search(sentence) or _MARKUP.search(sentence):
        yield "form"
        return
    if not all(search_key(match[1]) in grounds.all for match in _QUOTED.finditer(sentence)):
        yield "quotation"
    if wrong_figures(sentence, grounds.quotes):
        yield "figure"
    if _new_negation(sentence, grounds.quotes) or _lost_negation(sentence, grounds.quotes):
        yield "negation"
    if any(word not in grounds.quoted for word in _LIMITING.findall(fold(sentence))):
        yield "limit"
    if any(name not in grounds.all or _elsewhere(name, clause, grounds) for clause, name in _named(sentence)):
        yield "name"
    if not _same_places(sentence, grounds):
        yield "place"
    if groups(sentence) - groups("\n".join((*grounds.quotes, *grounds.names))):
        yield "group"
    if _share(sentence, grounds.all) < GROUNDED or _foreign(sentence, grounds.all):
        yield "words"


def _negations(text: str) -> list[tuple[str, str]]:
    """Each negation of a text with the two characters that it negates."""
    key = fold(text)
    return [(match[0], key[match.end() : match.end() + 2]) for match in _NEGATION.finditer(key)]


def _new_negation(sentence: str, quotes: Sequence[str]) -> bool:
    """Whether a sentence negates what no quotation negates in these words."""
    key = fold("\n".join(quotes))
    return any(negation + follows.rstrip("。，；！？") not in key for negation, follows in _negations(sentence))


def _lost_negation(sentence: str, quotes: Sequence[str]) -> bool:
    """Whether a sentence says without negation what its quotations say only with it."""
    own = fold(sentence)
    negates = bool(_NEGATION.search(own))
    for quote in quotes:
        key = fold(quote)
        for negation, follows in _negations(quote):
            plain = rf"(?<!{re.escape(negation[-1])}){re.escape(follows)}"
            if len(follows) == 2 and _HAN.match(follows) and re.search(plain, own) and not re.search(plain, key):
                return True
        for clause in re.split(r"[，,；;。！？\n]", key):
            if not negates and _NEGATION.search(clause) and _repeats(own, _NEGATION.sub("", clause), key):
                return True
    return False


def _repeats(own: str, clause: str, whole: str) -> bool:
    """Whether a text repeats a clause, by pairs of characters that stand nowhere else in the whole."""
    pairs = [clause[i : i + 2] for i in range(len(clause) - 1) if whole.count(clause[i : i + 2]) == 1]
    return len(pairs) >= 3 and sum(pair in own for pair in pairs) >= DROPPED * len(pairs)


def _names(sentence: str) -> Iterator[str]:
    """The names of bodies and the words in Latin letters of a sentence, as keys."""
    key = search_key(sentence)
    yield from _LATIN.findall(key)
    before = ""
    for word in rjieba.cut(key):
        if _BODY.search(word) or (word[-1] in _BODY_ENDS and word not in _NO_BODY):
            yield word
        if word in _BODY_ENDS and _HAN.search(before) and before + word not in _NO_BODY:
            yield before[-2:] + word
        before = word


def _named(sentence: str) -> Iterator[tuple[str, str]]:
    """The names of a sentence, each with its clause."""
    for clause in _CLAUSES.split(sentence):
        for name in _names(clause):
            yield clause, name


def _elsewhere(name: str, clause: str, grounds: Grounds) -> bool:
    """Whether the quotations say of another what a clause says of a name."""
    said = content_words(clause.replace(name, " "))
    best, rival = -1, 0
    for quote in grounds.quotes:
        for other in _CLAUSES.split(quote):
            shared = len(said & content_words(other.replace(name, " ")))
            if name in search_key(other):
                best = max(best, shared)
            elif any(True for _ in _names(other)):
                rival = max(rival, shared)
    return 0 <= best < rival


def _same_places(sentence: str, grounds: Grounds) -> bool:
    """Whether every place is one that the grounds name; the city around a county is another one."""
    known = {path for text in (*grounds.quotes, *grounds.names) for m in find_places(text) for path in m.paths}
    return all(set(mention.paths) & known for mention in find_places(sentence))


def _foreign(sentence: str, key: str) -> bool:
    """Whether a word stands in a sentence that neither its grounds hold nor joins what they say."""
    run = ""
    for word in [*rjieba.cut(search_key(sentence)), "。"]:
        if len(word) == 1 and _HAN.match(word) and word not in _PARTICLES:
            run += word
            continue
        if len(run) > 1 and run not in key:
            return True
        run = ""
        if len(word) > 1 and _HAN.search(word) and word not in key and word not in _GLUE:
            return True
    return False


def _share(sentence: str, key: str) -> float:
    """The share of a sentence's pairs of Chinese characters that stand in a key."""
    runs = re.findall("[\u4e00-\u9fff]+", search_key(sentence))
    pairs = [run[i : i + 2] for run in runs for i in range(len(run) - 1)]
    return sum(pair in key for pair in pairs) / len(pairs) if pairs else 0.0
