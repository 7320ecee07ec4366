"""Who did what: bodies and persons by the role that a question asks for and a sentence gives (由…核准, 报…, 任组长)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import rjieba

from index.model import Span
from index.search_key import fold
from qa.name_features import SURNAMES
from qa.synonyms import is_han

_ASKED = (
    r"(?:谁|哪[一几两三些]?[个家位些]?(?:[\u4e00-\u9fff]{0,4}?(?:部门|单位|机构|企业|公司|[局委办]))?"
    "|什么(?:人|部门|单位))"
)
_NAME = r"(?:(?!由|按|并|根据|依据|(?<!所)在)[A-Za-z0-9\u4e00-\u9fff·]|[（(][^（）()]{1,12}[）)]){2,24}?"
_NAMES = rf"(?P<name>{_NAME}(?:[、和及与]{_NAME})*?)"
_BODY = rf"{_NAME}(?:办公室|[局委办厅院会署处关社]|部门|单位|机构|政府|中心|公司|银行|街道)"
_BODIES = rf"(?P<name>{_BODY}(?:[、和与及]{_BODY})*)"
_END = r"(?=[，,。；;：:、\s（(|]|$|等|共同|联合|举办|开展)"
_BEHIND = r"(?=[，,。、；;：:（(\s等在说表介称指率带和]|$)"
_ADVERB = (
    r"(?:负责|共同|联合|具体|统一|直接|分别|依法|按[\u4e00-\u9fff]{2,6}|会同[\u4e00-\u9fff]{2,14}?"
    r"|在[\u4e00-\u9fff]{2,14}?[时后前](?:进行)?)*"
)
_AGREES = "(?:批准|同意|审核|审批|审定|备案|核准|认定)"
_DONE = (
    "负责|主管|归口|审批|核准|批准|审查|审核|审定|认定|受理|管理|监管|监督|制定|公布|发布|承担|组织|实施|牵头|核发|颁发|发放|办理|登记|解释|支付"
    "|缴纳|承办|主办|评审|决定|统筹|考核|检查|提供|拨付|验收|收取|处罚|处理|处分|查处|责令|追究|调解|承建|运营|建设|获得|取得|管|建|办|定|发|批|抓|做"
)


@dataclass(frozen=True, slots=True)
class Role:
    """A role that may be asked for.

    Attributes:
        asked: how a question asks for who has it; `verb` or `office` are the words that the sentence must have too.
        given: how a sentence names who has it; `{}` stands for those words.
        otherwise: how it may name them with other words.
    """

    asked: re.Pattern[str]
    given: tuple[str, ...]
    otherwise: str | None = None


_ROLES: tuple[Role, ...] = (
    Role(
        re.compile(rf"(?:[报送交]|汇报|提交|反馈)(?:送|请)?(?:给|到|至|往|向)?(?:{_ASKED}|哪里|哪儿)"),
        (rf"(?:报送|报请|提交|反馈|报告?|交)(?:给|至|到|经)?{_NAMES}(?:{_AGREES}|{_END})",),
    ),
    Role(
        re.compile(rf"[经报请由要]{_ASKED}来?(?P<verb>{_AGREES})"),
        (rf"(?:报?经|报请?|由){_NAMES}(?:研究|集体|审核)*{_ADVERB}后?{{}}",),
        rf"(?:报?经|报[请送]?){_NAMES}(?:研究|集体|依法|审核)*后?{_AGREES}",
    ),
    Role(
        re.compile(
            rf"(?:联合|会同|联动|协同)(?:了|的是)?{_ASKED}|[和与跟同]{_ASKED}[^，。？?]{{0,3}}?(?:一起|共同|联合|合作|联手)"
        ),
        (
            rf"(?:联合|会同|联动|协同)(?!举办|开展|组织|印发|建立|培养|攻关|执法){_NAMES}{_END}",
            rf"[与同和]{_NAMES}(?:共同|联合|合作|联手|一起)",
        ),
    ),
    Role(
        re.compile("哪(?:一|几)?[家份个些](?:媒体|报纸|刊物|电视台|报)"),
        (
            r"[被获由在](?P<name>《[^《》]{2,20}》(?:、《[^《》]{2,20}》)*)(?=[^，。；]{0,10}(?:报道|刊发|刊登|推介|点赞))",
        ),
    ),
    Role(
        re.compile(
            rf"[向到去找在上](?:{_ASKED}|哪里?|哪儿|什么地方)去?(?P<verb>申请|申报|申领|登记|办(?<!在哪办)(?<!在哪[里儿]办)理?|投诉|举报|报名|报告|备案|认定|领取?|咨询|报到|缴纳|提交|提出|查询)"
        ),
        (rf"[向到在至]{_NAMES}(?:提出|书面|现场)*{{}}",),
        rf"(?<!面)[向到]{_NAMES}(?:提出|提交|申请|申报|申领|报告|办理|登记|领取|报到)",
    ),
)
"""To whom something goes, who agrees and who joins in."""

_ACTORS: tuple[Role, ...] = (
    Role(
        re.compile(
            rf"{_ASKED}来?(?P<verb>{_DONE})|由{_ASKED}来?(?P<other>[\u4e00-\u9fff]{{2}})"
            rf"|(?P<said>{_DONE})的(?:到底|究竟)?是{_ASKED}"
        ),
        (
            rf"(?:由|委托|授权|指定){_NAMES}{_ADVERB}{{}}",
            rf"(?<![\u4e00-\u9fff、]){_BODIES}(?:[（(][^（）()]{{2,20}}[）)])?(?:要|应当?|须|可以?|将|已|会)?{_ADVERB}{{}}",
        ),
        rf"由{_NAMES}{_ADVERB}(?:负责|审批|核准|批准|审查|审核|认定|受理|管理|承担|组织|实施|牵头|办理"
        "|责令|给予|予以|处以|查处|处罚|没收|收缴|调解)",
    ),
    Role(
        re.compile(_ASKED),
        (
            rf"(?:^|[，,。；;：:\s）)]){_BODIES}(?:[（(][^（）()]{{2,20}}[）)])?(?:要|应当?|须|可以?|将|会)?{_ADVERB}"
            "(?:负责|主管|承担|组织|统筹|牵头|协调|管理|受理|根据|按照|依据|对|是[^，。；]{0,30}(?:主管|责任|管理)(?:部门|机关))",
        ),
        rf"[由归]{_NAMES}{_ADVERB}(?:{_DONE})",
    ),
)
"""Who does it: by the verb asked for, else whoever a clause begins with as the one responsible."""
_ANOTHER_ACTS = re.compile("委托|授权|督促|要求|鼓励|(?:引导|协调)(?!小组|办公室|机构|中心|基金)|[相有]关$")
"""What tells that a stretch is no name: it says who has another do something, or leaves open who it is (区委有关)."""

_FURTHER = re.compile("(?!组织|具体)[\u4e00-\u9fff]{2}(?=[\u4e00-\u9fff？?，。]|$)")
"""What somebody is asked to be responsible for, as a verb: 负责收储."""

_OFFICES: tuple[re.Pattern[str], ...] = (
    re.compile(
        r"(?P<office>[\u4e00-\u9fff]{2,6})(?:是|叫|由)(?:谁|什么(?:名字)?|哪一?位)(?:来?担任|来?当|任|[？?，。\s啊呢]|$)"
    ),
    re.compile(r"(?:谁|哪一?位)(?:是|任|担任|来?当)(?P<office>[\u4e00-\u9fff]{2,6})(?:[？?，。\s啊呢]|$)"),
)
_WHO_OF_THEM = re.compile("哪一?(?:位|名)[\u4e00-\u9fff]{0,8}?(?P<office>院士|教授|专家|研究员|博士|代表|委员|记者)")
"""How somebody is asked for by what they are: 哪位工程院院士."""
_OFFICE = re.compile(
    r"(?:总|副|第一|常务|主)?(?:召集人|负责人|主持人|联系人|[组局市区县镇部处科厅院校所会站]长|书记|主任|经理|院士|教授|专家|主席|记者|作者|代表|委员)$"
)
_ENGLISH = re.compile(
    r"\b(?:who|(?:which|what) (?:[a-z-]+ )?(?:department|body|agency|bureau|office|authority|unit)s?)\b",
    re.IGNORECASE,
)


def holders(question: str, text: str, acting: bool = True) -> list[Span]:
    """Where the bodies or persons stand that have the role which the question asks for; empty where it asks for none.

    `acting` counts who does it as well; without, only to whom something goes, who joins in and who agrees.
    """
    asked, said = fold(question), fold(text)
    if not is_han(question):
        chairs = r"由(?P<name>[\u4e00-\u9fff·]{2,16}?)担?任(?:组长|总?召集人|主任)"
        return _spans([chairs, rf"由{_BODIES}"], said) if acting and _ENGLISH.search(question) else []
    found = persons(asked, said) if acting else []
    if found:
        return found
    for role in (*_ROLES, *_ACTORS) if acting else _ROLES:
        match = role.asked.search(asked)
        if match is None:
            continue
        found = _given(role, match, asked, said)
        if found:
            return found
    return []


def _given(role: Role, match: re.Match[str], asked: str, said: str) -> list[Span]:
    """Who a sentence says to have a role that a question asks for so."""
    verb = next((word for key in ("verb", "other", "said") if (word := match.groupdict().get(key))), "")
    further = _FURTHER.match(asked, match.end()) if verb == "负责" else None
    verb = further[0] if further else verb
    found = _spans([pattern.replace("{}", verb) for pattern in role.given], said)
    return found if found or role.otherwise is None else _spans([role.otherwise], said)


def persons(asked: str, said: str) -> list[Span]:
    """Where those stand that hold the office which the question asks for, by name or by another office.

    Both texts are folded (`index.search_key.fold`).
    """
    match = next((match for pattern in (*_OFFICES, _WHO_OF_THEM) if (match := pattern.search(asked))), None)
    office = _OFFICE.search(match["office"]) if match else None
    if office is None:
        return []
    title = re.escape(office[0])
    found = _spans([rf"由(?P<name>[\u4e00-\u9fff·]{{2,16}}?)(?:同志)?(?:担|兼)?任{title}"], said)
    behind = rf"{title}[:：\s|]{{0,3}}(?P<name>[{SURNAMES}][\u4e00-\u9fff]{{1,2}}?){_BEHIND}"
    named = [span for span in _spans([behind], said) if is_person(said[span.start : span.end])]
    return found or named


def is_person(name: str) -> bool:
    """Whether a name is no other word, and made of none (安排, 任组长)."""
    return all(len(word) == 1 or tag.startswith("nr") or tag == "x" for word, tag in rjieba.tag(name))


def _spans(patterns: Sequence[str], text: str) -> list[Span]:
    """The names that the patterns find, in order, each once."""
    found = {match.span("name") for pattern in patterns for match in re.finditer(pattern, text)}
    return [Span(*each) for each in sorted(found) if not _ANOTHER_ACTS.search(text[each[0] : each[1]])]
