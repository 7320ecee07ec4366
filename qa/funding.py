"""Who pays for something: how a question asks for it, and how a text says who bears the cost."""

import re

from index.model import Span
from index.search_key import fold

FUNDED = "出资"
"""The unit of the body that pays."""

_MONEY = "(?:费用?|经费|资金|成本|款项?|钱|金|利息|开支|开销|支出|债务)"
_PAYS = "(?:承担|负担|支付|列支|安排|解决|出资|筹集|筹措|自筹|拨付|补[助贴]|支出|缴纳|承付|买单)"
_WHO = "(?:谁|哪[个一几]?(?:级|家|方|个)?[^，。？?]{0,4})"
_ASKED = re.compile(
    rf"{_MONEY}[^，。？?]{{0,6}}{_WHO}来?(?:出|承担|负担|付|掏|买单|支付|解决|列支)"
    rf"|{_MONEY}[^，。？?]{{0,4}}(?:从|由)?(?:哪[里儿]?|何处)(?:来|出|筹|列支|开支|解决)|(?:经费|资金)的?来源"
    rf"|{_MONEY}[^，。？?]{{0,4}}(?:由|归){_WHO}[？?\s]*$|谁来?(?:出钱|掏钱|买单|出资)"
    r"|who (?:pays|bears|funds|covers|finances)|at whose (?:cost|expense)",
    re.IGNORECASE,
)
_FIGURE = re.compile("多少|几(?![级家方])|how much|how many")
_PAYER = re.compile(
    r"(?:(?<![经理事])由|(?<=[费金款])[从在])(?P<payer>[^，。；：\n]{2,40}?)中?"
    rf"(?:自行|依法|共同|统一|全额|按[^，。；\n]{{2,16}}?|予以|给予)*{_PAYS}"
    rf"|{_MONEY}[^，。；\n由]{{0,8}}(?P<self>(?:列入|纳入)[^，。；\n]{{2,24}}(?:预算|开支|支出)|自理|自行承担|自行解决|自筹)"
)
"""Who pays, as 由…承担 says it, or 列入…预算."""
_PAYING = re.compile(
    "承担|负担|支付|列支|自理|自筹|自费|免费|[免减]收|减免|出资|拨款|拨付|补助|补贴|资助|[缴交]纳|[缴交付][费款清]|支出|预算|筹[集措资]|报销|补偿|买单|收取|费用?由|负责[^，。；]{0,8}[费款]"
)


def asks_payer(question: str) -> bool:
    """Whether a question asks who pays, and not how much."""
    return _ASKED.search(question) is not None and _FIGURE.search(question) is None


def payers(text: str) -> list[Span]:
    """Where those stand who pay for something, in clauses that speak of money."""
    said = fold(text)
    found = [(match.span("payer") if match["payer"] else match.span("self"), match) for match in _PAYER.finditer(said)]
    return [Span(*span) for span, match in found if _of_money(said, match)]


def speaks_of_paying(text: str) -> bool:
    """Whether a text says, in whatever words, that somebody pays, or that nobody has to."""
    return _PAYING.search(fold(text)) is not None


def _of_money(said: str, match: re.Match[str]) -> bool:
    """Whether the clause before a match, or the match, speaks of money."""
    start = max(said.rfind(stop, 0, match.start()) for stop in "。；\n") + 1
    return re.search(f"{_MONEY}|%", said[max(start, match.start() - 40) : match.end()]) is not None
