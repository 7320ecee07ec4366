"""What has to be handed in: how it is asked for, what announces or names it, and what only says what becomes of it."""

import re

MATERIALS = "材料"
"""The unit of a list of what is to be handed in."""
_GIVE = "(?:提交|提供|递交|报送|交验|出[具示]|携带|准备|备齐|持有?|凭|填写|上交|交)"
_PAPERS = "(?:材料|证件|证明(?!书)|资料|文件|手续)"
_ANNOUNCES = re.compile(
    rf"{_GIVE}[^。；\n]{{0,40}}{_PAPERS}[^。；\n]{{0,12}}[:：]|(?:所需|需要|应当?)[^。；\n]{{0,12}}{_PAPERS}[^。；\n]{{0,8}}[:：]"
)
_HANDLED = re.compile(
    r"(?:材料|证件|资料|手续)[^。；，,]{0,6}(?:齐全|不齐|不全|属实|真实|完整|符合|无误|有误|的真实性)"
    rf"|(?:收到|接到|受理|审核|审查|补正|补齐|核对|核实)[^。；，,]{{0,12}}{_PAPERS}"
)
_NAMES = re.compile(rf"{_GIVE}[^。；，,]{{0,40}}?(?:[证照表书簿本]|身份证|照片|合同|凭证)(?!明?材料)")
_ANY = re.compile(r"材料|资料|手续|证(?![券监])|[表簿]|证明|照片|合同|文件|书(?!记)|凭")
_ASKED = re.compile(
    r"(?<!根据|依据|按照|依照)(?:什么|啥|哪些|哪几[样种份个])(?:样的)?[^，。？?]{0,6}?(?:材料|证件|证明(?!人)|资料|文件|单据)(?!规定|里|中)"
    r"|(?:材料|证件|证明|资料)[^，。？?]{0,8}?(?:哪些|哪几|什么|啥|清单|怎么准备)"
    r"|(?<!自)(?:交|带|准备|出示)(?:点|些)?(?:什么|啥|哪些)(?:东西|手续)?[？?]?$"
    r"|what (?:[a-z]+ )?(?:documents?|papers?|paperwork|materials?|certificates?)\b"
    r"|which (?:documents|papers|materials)\b",
    re.IGNORECASE,
)


def asks_papers(question: str) -> bool:
    """Whether a question asks what is to be handed in."""
    return _ASKED.search(question) is not None


def announces_papers(text: str) -> bool:
    """Whether a sentence announces what is to be handed in: 应当提交下列材料：."""
    return _ANNOUNCES.search(text) is not None


def only_handles_papers(text: str) -> bool:
    """Whether a sentence says what becomes of what was handed in, and not what that is."""
    return _HANDLED.search(text) is not None and not announces_papers(text)


def names_papers(text: str) -> bool:
    """Whether a sentence says itself what is to be handed in: 凭身份证和劳动合同."""
    return _NAMES.search(text) is not None and not only_handles_papers(text)


def lacks_papers(text: str) -> bool:
    """Whether a text speaks of no paper at all."""
    return _ANY.search(text) is None
