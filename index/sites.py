"""Towns, zones and parks that a text names and no gazetteer has: 盛泽镇, 中关村科技园区."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import rjieba

from index.model import Span
from index.place_rules import COMMON
from index.search_key import fold

_FIELD = (
    "高科技|高新技术|高新|新技术|科技|技术|经济|能源|化工|工业|产业|软件|农业|物流|保税|综合|出口加工|自由贸易|自贸|旅游|生态"
    "|医药|生物|文化|创业|创新|创意|数字|大数据|信息|智能|制造|航空|临空|国际|海洋|循环|材料|电子|光电|集成电路|半导体|新"
)
_SITE = re.compile(
    r"(?:^|(?<=[^\u4e00-\u9fff])|(?<=[在到给对的和与及向从问是去那]))(?P<stem>(?![在到给对的和与及向从问是去那])[\u4e00-\u9fff]{2,4}?)"
    rf"(?:(?:{_FIELD})*(?:园区|产业园|工业园|科技园|软件园|创业园|物流园|高新区|经开区|开发区|保税区|保税港区|自贸区|合作区|度假区|示范区|试验区|新区|科学城|科技城|新城|基地)"
    r"|街道|(?<![城乡集市])镇(?![江压定静痛宁守])|(?<![城家下老故水返回还异他])乡(?![村镇贤亲土愁情里]))"
)
# What a town or park is called that bears no name: of a kind, a rank or a direction.
_NAMELESS = re.compile(
    "国家|省级|市级|区级|县级|全[国省市区县]|我[国省市区县]|本[省市区县]|[各每某哪那这该本全几两]|特色|重点|示范|试点|现代|中心|[东南西北中]部|[城郊]区|大学|小[城镇]|古[城镇]|高校"
    "|青年|人才|留学|双创|企业|孵化|众创|培训|实训|实践|见习|科研|研发|中试|试验|总部|专业|特殊|海外|离岸|飞地|第[一二三四五六七八九十]|什么|多少|怎么|如何|所有|其他|其它|民族|革命|根据地|除|以外"
)


@dataclass(frozen=True, slots=True)
class Site:
    """A town, zone or park: where it stands in a text, and its name without the kind (盛泽)."""

    span: Span
    name: str


def named_sites(text: str) -> Iterator[Site]:
    """Towns, zones and parks with a name of their own, in order; none for 各乡镇 and 国家级高新区.

    A name is what a dictionary of words does not know, or knows as the name of a place.
    """
    folded = fold(text)
    for match in _SITE.finditer(folded):
        stem = match["stem"]
        if not _NAMELESS.search(stem) and _is_name(stem):
            yield Site(Span(match.start("stem"), match.end()), stem)


_NAME_TAGS = ("ns", "nr", "nrt")


def _is_name(stem: str) -> bool:
    words = rjieba.cut(stem, False)
    if len(words) == 1:
        return bool(rjieba.tag(stem)[0][1] in _NAME_TAGS)
    return all(len(word) == 1 and word not in COMMON for word in words)
