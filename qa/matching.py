"""Which words of a question stand in a text: content words, their weights and their synonyms."""

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass

import rjieba

from index.search_key import fold, search_key
from qa.synonyms import groups, is_han, spoken, synonyms

# What a question is dressed in: politeness, question words and particles; none of it names what is asked about.
_DRESS = re.compile(
    r"请问|请教|麻烦(?:您|你)?|想(?:要)?(?:问|知道|了解|咨询)(?:一下|下)?|(?:我|咱|俺)(?:们)?(?=想|要|能|可)|帮(?:我|忙)(?:查|找|看)?(?:一下|下)?|告诉我|能不能说说"
    r"|(?:由|归|是|找)?(?:哪(?:些|个|一个|家|几个|几家)?|什么)(?:部门|单位|机构)来?(?:负责|主管|管(?!理))?|(?:由|归)谁来?(?:负责|主管|管(?!理))"
    r"|各(?:自|是|有|为)*(?=多少|几|哪|什么|怎|如何)|(?:多|几)少|多[大高长远]|哪(?:些|个|家|位|里|儿|几个|种|一个|一)|什么(?:样)?(?:的)?|(?:为|凭)什么|怎么(?:样|办)?|怎样|如何|咋(?:样|办)?|啥|谁"
    r"|是否|能否|可否|有没有|是不是|能不能|可不可以|会不会|何时|几时|多久|多长时间|何处|何种|几(?=家|个|人|名|项|条|次|期|套|所|年|天|月|批|位|种|类|份|分|岁|户|支|届|站|场|处)"
    r"|(?:吗|呢|吧|啊|呀|嘛|么|哦)(?=[？?。!！，,\s]|$)|全(?:市|县|区|省|镇)|具体|到底|究竟|大概|最高|最多|最低|最少|至少|上限|封顶|金额|额度|数额|总额|规模|(?<![\d.])(?:百|千)?(?:万|亿)元|分别|目前|现在|一下|关于|对于|根据|按照|其中|以及"
    r"|\b(?:what|which|who|whom|whose|when|where|why|how|many|much"
    r"|is|are|was|were|do|does|did|can|could|will|would|should"
    r"|has|have|had|be|been|the|a|an|of|in|on|at|to|for|by|with"
    r"|from|and|or|there|it|its|this|that|these|those|please|tell"
    r"|me|about|"
    r"long|often|any|some|get|give|given|under|as|into|per|i|we|my|our|they|their|you|your|he|she"
    r"|must|may|might|if|then|than|so|such|only|also|both|each|every|all|other|another|same|more|most"
    r"|less|least|last|within|among|between|during|before|after|over|up|out|off|through|not|no)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"[“「『《](?P<name>(?![\d.,]+[^“”「」『』《》]?[”」』》])[^“”「」『』《》，。？！]{2,20})[”」』》]"
)
_GAP = "|"
"""Stands in a search key where a question word stood."""
_WORD = re.compile(
    r"[a-z](?:[a-z0-9&'+-]|\.(?=\d))*|\d+(?:\.\d+)?(?:个?(?:月|工作日|学期|学年)|(?<!\d{4})年|[岁天日周级类次户口倍成折分])?|[\u4e00-\u9fff]+"
)
"""A number goes with its unit (满1年 is not 满1个月); a year is known without."""


UNITLESS = 0.5
"""How far a number stands in a text that has it without a unit."""
_NUMBER = re.compile(r"^(\d+(?:\.\d+)?)[^\d]+$")
_PAYMENTS = ("补贴", "补助", "津贴", "费")
_GENERAL = re.compile(
    r"经|财政|政府|人才|企业|资金|一次性|每[年月人]|各种|什么|多少|相关|有关|有|给|发|领|免|收|交|缴|付|消|浪|学|自"
)
"""Words before 费 and 补贴 that do not tell which is meant."""
_PRICES: Mapping[str, tuple[str, ...]] = {
    "租金": ("租金", "房租", "月租", "免租", "减租"),
    "房租": ("租金", "房租", "月租", "免租", "减租"),
    "利率": ("利率", "利息", "贴息", "年息", "计息", "低息", "免息", "无息", "lpr"),
    "利息": ("利率", "利息", "贴息", "年息", "计息", "低息", "免息", "无息", "lpr"),
    "学费": ("学费", "学杂费", "培训费", "收费"),
    "押金": ("押金", "保证金"),
    "门票": ("门票", "票价"),
    "票价": ("门票", "票价"),
    "年薪": ("薪", "工资", "收入", "报酬", "待遇"),
    "月薪": ("薪", "工资", "收入", "报酬", "待遇"),
    "工资": ("薪", "工资", "收入", "报酬", "待遇"),
    "罚款": ("罚",),
}
"""Other prices that a question may ask for, by the words of which one stands where a document gives them."""
_DUE = re.compile("[应实][付缴交际]|[一这那]块|每|需|所|全部|部分")
"""Words before a price that do not tell what it is of: 应付房租."""
_HANDLED = re.compile(
    r"获得|取得|得到|拿到|享[受有]|申[请领报]|查询|了解|知道|提供|支付|落实|兑现|提高|增加|减少|降低|调整|取消|停止|恢复|返还|退还|报销|承担"
    r"|计算|核算|使用|包[括含]|属于|符合|需要|可以|能够|应该|不再|期间|[以之][前后]|费用|人员|对象|标准|项目|政策|其[他它]|所有|全部|部分|额外"
    r"|同样|上年|每[户人年月]|这[种类笔]|那笔|哪种"
)
"""Words before 补贴 of which no payment is named: what is done with it, and for whom."""
_PAYING = re.compile(r"(?:如何|怎样|怎么|咋)(?:给予?|发放?|进行|予以)?(?:补[贴助])")


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of a question.

    Attributes:
        key: its search key.
        alternatives: the keys that count as the same word.
        weight: how much it tells, its inverse document frequency.
        spoken: whether it is an everyday word, which stands in texts only by its alternatives.
    """

    key: str
    alternatives: tuple[str, ...]
    weight: float
    spoken: bool = False


def content(question: str) -> str:
    """The question without politeness, question words and particles, in its own characters."""
    return _undressed(question, " ")


def _undressed(question: str, instead: str) -> str:
    return re.sub(r"\s+", " ", _DRESS.sub(instead, question)).strip(f"{instead} ，。？！,.?!、；;：:")


class Terms:
    """The content words of one question, ready to be looked for in texts.

    A word is found where its characters stand in a text's search key, or a synonym's do; a word of three characters
    and more that is not found whole counts for the share of its character pairs that are.
    """

    def __init__(self, terms: Sequence[Term]) -> None:
        self.terms = tuple(terms)
        self.weight = sum(term.weight for term in self.terms)

    @classmethod
    def of(cls, question: str, weigh: Callable[[str], float]) -> "Terms":
        """Cuts a question into its content words; `weigh` gives a word's inverse document frequency."""
        text = fold(question)
        known = synonyms(question)
        same: dict[str, tuple[str, ...]] = dict(known)
        found: dict[str, Term] = {}
        for phrase, others in known:
            if not is_han(phrase):
                chinese = others[:1]
                if chinese:
                    found.setdefault(chinese[0], Term(chinese[0], others[1:], weigh(chinese[0])))
                text = re.sub(rf"(?i)(?<![a-z]){re.escape(phrase)}(?![a-z])", " ", text)
        # What stood on either side of a question word is not one word: no 有个 in 有多少个.
        body = _undressed(text, _GAP)
        for name in quoted_names(body):
            found.setdefault(name, Term(name, same.get(name, ()), sum(_weights(name, weigh))))
        whole = search_key(body)
        key = search_key(_QUOTED.sub(" ", body))
        for phrase in sorted((p for p in same if is_han(p) and len(p) >= 4), key=len, reverse=True):
            if phrase in key:
                # A benefit's whole name tells more than its parts: 购车补贴 is not 租房补贴.
                found.setdefault(phrase, Term(phrase, same[phrase], max(_weights(phrase, weigh))))
                key = key.replace(phrase, " ")
        for phrase, others in sorted(spoken(question), key=lambda found: -len(found[0])):
            if others and phrase in key:
                found.setdefault(phrase, Term(phrase, others, max(_weights(others[0], weigh)), spoken=True))
                key = key.replace(phrase, " ")
        for phrase in (p for p in same if is_han(p) and len(p) == 3):
            key = key.replace(phrase, f" {phrase} ")
        for run in _WORD.findall(key):
            for word in _cut(run, same) if is_han(run[0]) else [run]:
                if len(word) > 1 or word.isdigit():
                    found.setdefault(word, Term(word, same.get(word, ()), weigh(_NUMBER.sub(r"\1", word))))
        return cls(sorted(found.values(), key=lambda term: whole.find(term.key)))

    def found(self, key: str) -> list[float]:
        """For each word how far it stands in a text's search key, 0 to 1; a synonym counts for 0.8."""
        return [_presence(term, key) for term in self.terms]

    def coverage(self, key: str) -> float:
        """The weighted share of the words that stand in a text's search key, 0 to 1; 0 without words."""
        return self._share(self.found(key))

    def unheard(self, key: str) -> float:
        """The weighted share of the words of which nothing stands in a text's search key, 0 to 1; 0 without words."""
        return self._share([float(share == 0) for share in self.found(key)])

    def focus(self, key: str) -> float:
        """How far the last word of the question stands in a text's search key, 0 to 1.

        In Chinese what is asked for comes last (引进博士的生活补贴, 人才公寓的面积). 0.5 for a question without words.
        """
        return _presence(self.terms[-1], key) if self.terms else 0.5

    def named(self, key: str) -> list[float]:
        """How far each thing that the synonym file knows by a name of four characters and more stands in a text."""
        return [
            _presence(term, key) for term in self.terms if len(term.key) >= 4 and term.alternatives and not term.spoken
        ]

    def priced(self) -> "Terms":
        """The word of what a price is asked of (人才贷 in 人才贷的利率); none where no price follows a word."""
        prices = [at for at, term in enumerate(self.terms) if at and term.key.endswith(tuple(_PRICES))]
        of = [self.terms[at - 1] for at in prices[:1]]
        return Terms([term for term in of if not _DUE.match(term.key)])

    def rest(self, key: str) -> "Terms":
        """The words that do not stand whole in a text's search key: what is asked beyond place and title."""
        return Terms([term for term, share in zip(self.terms, self.found(key), strict=True) if share < 0.8])

    def without(self, keys: Container[str]) -> "Terms":
        """All words but these; all of them where no others are left."""
        return Terms([term for term in self.terms if term.key not in keys] or self.terms)

    def _share(self, shares: Sequence[float]) -> float:
        if not self.weight:
            return 0.0
        return sum(term.weight * share for term, share in zip(self.terms, shares, strict=True)) / self.weight


def _cut(run: str, same: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The words of a run of Chinese; neighbours that the synonym file knows as one (人社 局) stay together."""
    words = rjieba.cut(run)
    cut: list[str] = []
    while words:
        length = next((n for n in range(min(len(words), 3), 1, -1) if "".join(words[:n]) in same), 1)
        cut.append("".join(words[:length]))
        words = words[length:]
    return cut


def quoted_names(question: str) -> list[str]:
    """The names that a question quotes, as search keys: 海燕计划 in “海燕计划”的资助."""
    return [search_key(match["name"]) for match in _QUOTED.finditer(fold(question))]


def payments(question: str) -> list[tuple[str, ...]]:
    """The payments that a question in Chinese names, each by the words that tell it from others: 搬家, 房租 and 租金.

    In 博士的生活补贴 that is 生活, in 一次性路费补助 路费. Words for the same come from the synonym file; rents and
    other prices are told by words of their own.
    """
    same = groups().words
    everyday = dict(spoken(question))
    asked = search_key(question)
    key = search_key(content(_PAYING.sub(" ", fold(question))))
    words = [word for run in _WORD.findall(key) for word in rjieba.cut(run)]
    found: list[tuple[str, ...]] = []
    for before, word in zip(["", *words], words, strict=False):
        ending = next((end for end in _PAYMENTS if word.endswith(end)), None)
        own = word.removesuffix(ending) if ending else ""
        beside = ending == word and (before + word in asked or f"{before}的{word}" in asked)
        named = own if len(own) > 1 or (own and ending == "费") else before if beside else ""
        if (
            ending
            and len(named) > 1
            and not _GENERAL.search(named)
            and (ending == "费" or not _HANDLED.fullmatch(named))
        ):
            whole = named + ending if ending == word else word
            others = (*same.get(named, ()), *same.get(whole, ()), *everyday.get(whole, ()))
            found.append((named, *(other for other in others if is_han(other))))
    return found + [signs for price, signs in _PRICES.items() if any(word.endswith(price) for word in words)]


def _presence(term: Term, key: str) -> float:
    if term.key[0].isdigit():
        if re.search(rf"(?<![\d.]){re.escape(term.key)}(?![\d.]*\d)", key):
            return 1.0
        # In a table the unit stands in the header.
        number = _NUMBER.sub(r"\1", term.key)
        return UNITLESS if re.search(rf"(?<![\d.]){re.escape(number)}(?![\d.]*\d|[\u4e00-\u9fff%])", key) else 0.0
    if term.key in key:
        return 1.0
    if any(other in key for other in term.alternatives):
        return 0.8
    if len(term.key) < 3 or not is_han(term.key):
        return 0.0
    pairs = [term.key[i : i + 2] for i in range(len(term.key) - 1)]
    return 0.7 * sum(pair in key for pair in pairs) / len(pairs)


def _weights(phrase: str, weigh: Callable[[str], float]) -> list[float]:
    """The weights of a phrase's words; the phrase itself may stand nowhere."""
    return [weigh(word) for word in (rjieba.cut(phrase) if is_han(phrase) else [phrase])]
