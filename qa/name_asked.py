"""How a question asks for a name: what stands around its question word."""

import re
from dataclasses import dataclass

import rjieba

from index.search_key import fold, search_key
from qa.expected import Expected

_ASKS = re.compile(
    r"(?P<asks>(?<!为)什么|(?<![为因缘])何|(?<!为)啥|哪几?一?[个家位些种所座支部本款项条届类处里儿方国省市县区]?|谁)(?P<rest>[^，。？！]*)"
)
_WITH = ("和", "与", "同", "跟", "合", "动", "携手")
ROLES: dict[str, tuple[str, ...]] = {
    "由": ("由", "经"),
    "归": ("由", "归"),
    "经": ("经", "由", "报"),
    "被": ("被", "由"),
    "向": ("向", "报", "送", "到", "给", "请"),
    "给": ("向", "报", "送", "到", "给"),
    "找": ("向", "到", "由"),
    "到": ("到", "向", "在"),
    "在": ("在", "于", "到", "设"),
    "于": ("于", "在", "自"),
    **dict.fromkeys("和与跟同", _WITH),
}
"""What stands before a name that answers, by the preposition before the question word."""
_DANGLING = re.compile("[是为叫做作称名字的了过由归经被向给找到和与跟同在于有着]+$")
FUNCTION = frozenset(
    "的地得了着过在是有和与及或跟由被把将给让使从到向对为以于之其该此这那每各就都也还又再才只可能会要等并而但且则所"
)
"""Characters that join words and begin or end none."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How a question asks for a name: what stands before the question word, the noun after it, and what follows.

    Attributes:
        before, after: the characters right before the question word and behind its noun.
        who: whether it asks 谁.
        head: the noun behind the question word (哪个部门).
        key: the question's search key.
        kind: the kind of answer it wants.
        anchor: the last word before the question word (冠军 in 冠军是谁).
        governing: the first words behind it (审批 in 由哪个部门审批).
        role: the preposition right before it (由, 向, 和).
    """

    before: str
    who: bool
    head: str
    after: str
    key: str
    kind: str
    anchor: str = ""
    governing: tuple[str, ...] = ()
    role: str = ""

    @classmethod
    def of(cls, question: str, expected: Expected) -> "Asked | None":
        """Reads it from a complete question; None where it asks with no such word."""
        text = fold(question)
        match = _ASKS.search(text)
        if match is None:
            return None
        asks, rest = match["asks"], match["rest"]
        words = rjieba.cut(rest[:10])
        head = words[0] if words and asks not in ("谁", "哪里", "哪儿") else ""
        head = head if re.fullmatch(r"[\u4e00-\u9fff]{1,5}", head) and head not in FUNCTION else ""
        return cls(
            text[max(match.start() - 4, 0) : match.start()],
            asks == "谁",
            head,
            rest[len(head) : len(head) + 4],
            search_key(question),
            expected.kind,
            _anchor(text[: match.start()]),
            _governing(rest[len(head) :]),
            next(
                (role for role in ROLES if text[: match.start()].endswith(role)),
                "由" if not text[: match.start()].rstrip("，,") else "",
            ),
        )


def _anchor(before: str) -> str:
    """The last word of two characters and more before a question word, what only joins them left out."""
    words = rjieba.cut(_DANGLING.sub("", before)[-10:])
    last = words[-1] if words else ""
    return last if re.fullmatch(r"[\u4e00-\u9fff]{2,6}", last) else ""


def _governing(after: str) -> tuple[str, ...]:
    """The first two words of two characters and more behind a question word."""
    return tuple(word for word in rjieba.cut(after[:12]) if re.fullmatch(r"[\u4e00-\u9fff]{2,4}", word))[:2]
