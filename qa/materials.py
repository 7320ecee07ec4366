"""What has to be handed in: the sentences that announce or name it, and those that only say what becomes of it."""

import re

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
