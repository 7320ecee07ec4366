"""Who did what: bodies and persons by the role that a question asks for and a sentence gives (由…核准, 报…, 任组长)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import rjieba

from index.model import Span
from index.search_key import fold
from qa.synonyms import is_han

_ASKED = (
    r"(?:谁|哪(?:一|几|两|三|些)?[个家位些级]?(?:[\u4e00-\u9fff]{0,4}?(?:部门|单位|机构|组织|企业|公司|局|委|办|媒体|报纸|平台))?"
    r"|什么(?:人|部门|单位|机构))"
)
_NAME = r"(?:(?!由)[A-Za-z0-9\u4e00-\u9fff·]|[（(][^（）()]{1,12}[）)]){2,24}?"
_NAMES = rf"(?P<name>{_NAME}(?:[、和及与]{_NAME})*?)"
_BODIES = (
    rf"(?P<name>{_NAME}(?:[局委办厅院会署处关社]|部门|单位|机构|政府|中心|公司|银行|街道|管委会|派出所)"
    rf"(?:[、和与及]{_NAME}(?:[局委办厅院会署处关社]|部门|单位|机构|政府|中心|公司|银行|街道|管委会|派出所))*)"
)
_ASKED_FOR = (
    "申请|申领|申报|登记|办理|投诉|举报|反映|备案|报名|领取|咨询|报到|缴纳|缴费|交费|签注|换领|补领|挂失|提交|查询|报告"
)
_END = r"(?=[，,。；;：:、\s（(|]|$|等|定期|共同|联合|一起|合作|举办|开展|进行|建立|签)"
_NO_NAME = (
    "(?!举办|开展|组织|印发|发布|制定|建立|打造|建设|成立|培养|推出|主办|设立|开发"
    "|攻关|招|出台|发文|培训|办学|行动|执法|惩戒|检查|会议)"
)
_DONE = (
    "负责|审批|核准|核定|批准|审查|审核|审定|认定|受理|管理|监管|监督|制定|制订|公布|发布|承担|组织|实施|牵头|核发|颁发|签发|发放|办理|登记"
    "|解释|支付|缴纳|承办|主办|协办|评审|决定|任命|推荐|统筹|主持|考核|检查|裁决|处罚|出具|提供|拨付|备案|确定|验收|鉴定|收取|出资|承建|运营|建设"
    "|获得|取得|夺得|摘得|中标|承接|承租|管|建|办|定|发|批|抓|出|做"
)
_ADVERB = "(?:负责|具体|统一|共同|直接|分别|依法|统筹|按[\u4e00-\u9fff]{2,6}|联合|会同[\u4e00-\u9fff]{2,14}?)*"
_PERSON = (
    r"[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金"
    r"韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹"
    r"申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆]"
    r"[\u4e00-\u9fff]{1,2}"
)


@dataclass(frozen=True, slots=True)
class Role:
    """A role that may be asked for.

    Attributes:
        asked: how a question asks for who has it; `verb` or `office` are the words that the sentence must have too.
        given: how a sentence names who has it; `{}` stands for those words.
        otherwise: how it may name one with other words, taken where the sentence has only one such.
    """

    asked: re.Pattern[str]
    given: tuple[str, ...]
    otherwise: str | None = None


_ROLES: tuple[Role, ...] = (
    Role(
        re.compile(
            rf"(?:报|送|交|汇报|提交|呈报|反馈|寄)(?:送|请)?(?:给|到|至|往|向)?{_ASKED}|向{_ASKED}(?:上报|报送|提交|汇报|报告)"
        ),
        (
            rf"(?:上报|报送|报请|提请|呈报|提交|汇总报|反馈|寄送|报告?|交)(?:给|至|到)?{_NAMES}{_END}",
            rf"向{_NAMES}(?:上报|报送|提交|汇报|报告)",
        ),
    ),
    Role(
        re.compile(rf"(?:[经报]|报经|报请){_ASKED}(?:来)?(?P<verb>批准|同意|审核|审批|审定|备案|核准|审查|认定|许可)"),
        (rf"(?:报经?|报请|提请|经){_NAMES}(?:研究|集体|依法|审核)*(?:后)?{{}}", rf"由{_NAMES}{_ADVERB}{{}}"),
        rf"(?:报经?|报请|经){_NAMES}(?:研究|集体|依法|审核)*(?:批准|同意|审核|审批|审定|备案|核准|审查)",
    ),
    Role(
        re.compile(
            rf"(?:联合|会同|联动|携手|协同)(?:了|的是)?{_ASKED}|(?:[和与跟同]{_ASKED})[^，。？?]{{0,3}}?(?:一起|一道|共同|联合|合作|携手|联手)"
        ),
        (
            rf"(?:联合|会同|联动|携手|协同){_NO_NAME}{_NAMES}{_END}",
            rf"[与同和]{_NAMES}(?:共同|联合|合作|携手|联手|一起)",
        ),
    ),
    Role(
        re.compile(
            r"(?:被|获|由|受到?|登上)?(?:哪(?:一|几)?[家份个些]|什么)(?:媒体|报纸|报刊|刊物|杂志|电视台|报)(?:专题)?(?:报道|刊发|刊登|推介|宣传|点赞)?"
        ),
        (
            r"(?:被|获|由|在|登上)(?P<name>《[^《》]{2,20}》(?:、《[^《》]{2,20}》)*)(?=[^，。；]{0,10}(?:报道|刊发|刊登|推介|宣传|点赞))",
        ),
    ),
    Role(
        re.compile(rf"(?:向|到|去|找|在)(?:{_ASKED}|哪里|哪儿|何处)(?:去|提出)?(?P<verb>{_ASKED_FOR})"),
        (rf"(?:向|到|在|至|通过){_NAMES}(?:提出|书面|现场|窗口|统一|进行)*{{}}",),
        rf"向{_NAMES}(?:提出|书面|现场)*(?:{_ASKED_FOR})",
    ),
    Role(
        re.compile(rf"{_ASKED}来?(?P<verb>{_DONE})|由{_ASKED}来?(?P<other>[\u4e00-\u9fff]{{2}})"),
        (
            rf"(?:由|委托|授权|指定){_NAMES}{_ADVERB}{{}}",
            rf"(?<![\u4e00-\u9fff、]){_BODIES}(?:要|应当?|须|可以?|将|已|会)?{_ADVERB}{{}}",
        ),
        rf"由{_NAMES}{_ADVERB}(?:负责|审批|核准|批准|审查|审核|认定|受理|管理|承担|组织|实施|牵头|办理)",
    ),
)
_ANOTHER_ACTS = re.compile("委托|授权|督促|要求|鼓励|引导|协调")
"""What tells that a stretch is no name but says who has another do something."""

_FURTHER = re.compile("(?!组织|具体)[\u4e00-\u9fff]{2}(?=[\u4e00-\u9fff？?，。]|$)")
"""What somebody is asked to be responsible for, as a verb: 负责收储."""

_OFFICES: tuple[re.Pattern[str], ...] = (
    re.compile(
        r"(?P<office>[\u4e00-\u9fff]{2,6})(?:是|叫)(?:谁|什么(?:名字)?|啥(?:名字)?|哪一?位)(?:[？?，。\s啊呢]|$)"
    ),
    re.compile(r"(?P<office>[\u4e00-\u9fff]{2,6})由(?:谁|哪一?位)(?:来)?(?:担任|任|当|出任|兼任)"),
    re.compile(r"(?:谁|哪一?位)(?:是|任|担任|当|出任|来?当)(?P<office>[\u4e00-\u9fff]{2,6})(?:[？?，。\s啊呢]|$)"),
)
_OFFICE = re.compile(
    r"(?:总|副|第一|常务|主)?(?:召集人|负责人|主持人|联系人|组长|局长|市长|区长|县长|镇长|书记|部长|主任|处长|科长|厅长|院长|校长|所长|会长|理事长|董事长"
    r"|总经理|经理|院士|教授|专家|主席|秘书长|站长|队长|记者|作者|编辑|代表|委员|发言人|冠军|获奖者|申请者|第一名|得主|牵头人|带头人)$"
)


_ENGLISH = re.compile(
    r"\b(?:who|(?:which|what) (?:[a-z-]+ )?(?:department|bod(?:y|ies)|agency|bureau|office|organi[sz]ation"
    r"|authorit(?:y|ies)|institution|unit|committee)s?)\b(?P<rest>.*)",
    re.IGNORECASE,
)
_ENGLISH_VERBS = (
    (r"\bissu(?:es|ed|ing)\b", "核发|颁发|签发|发放|印发|发布"),
    (r"\bapprov\w+", "批准|审批|核准|审定"),
    (r"\b(?:review|examin|check|verif)\w*", "审核|审查|核查|初审|复核"),
    (r"\bmanag\w+", "管理|运营"),
    (r"\b(?:supervis|oversee|monitor)\w*", "监督|监管|指导"),
    (r"\b(?:responsible|charge|handle)\w*", "负责|办理|承担"),
    (r"\b(?:organi[sz]es?|organi[sz]ed|hosts?|hosted|runs?|ran)\b", "主办|承办|举办|组织"),
    (r"\b(?:pays?|paid|disburs\w+)\b", "支付|发放|拨付"),
)
_ENGLISH_CHAIR = re.compile(r"\bwho (?:chairs|heads|leads|is the (?:head|leader|chair))", re.IGNORECASE)


def _held_in_english(question: str, said: str) -> list[Span]:
    """The same for a question in English: who chairs, which department issues."""
    if _ENGLISH_CHAIR.search(question):
        return _spans([r"由(?P<name>[\u4e00-\u9fff·]{2,16}?)(?:同志)?(?:任|担任)(?:组长|总召集人|召集人|主任)"], said)
    asked = _ENGLISH.search(question)
    verbs = "|".join(
        chinese for english, chinese in _ENGLISH_VERBS if asked and re.search(english, asked["rest"], re.I)
    )
    if not verbs:
        return []
    return _spans([rf"由{_NAMES}{_ADVERB}(?:{verbs})", rf"(?<![\u4e00-\u9fff、]){_BODIES}{_ADVERB}(?:{verbs})"], said)


def holders(question: str, text: str, acting: bool = True) -> list[Span]:
    """Where the bodies or persons stand that have the role which the question asks for; empty where it asks for none.

    `acting` counts who does it as well; without, only to whom something goes, who joins in and who agrees.
    """
    asked, said = fold(question), fold(text)
    if not is_han(question):
        return _held_in_english(question, said) if acting else []
    found = persons(asked, said) if acting else []
    if found:
        return found
    for role in _ROLES if acting else _ROLES[:-1]:
        match = role.asked.search(asked)
        if match is None:
            continue
        found = _given(role, match, asked, said)
        if found:
            return found
    return []


def _given(role: Role, match: re.Match[str], asked: str, said: str) -> list[Span]:
    """Who a sentence says to have a role that a question asks for so."""
    verb = match.groupdict().get("verb") or match.groupdict().get("other") or ""
    further = _FURTHER.match(asked, match.end()) if verb == "负责" else None
    if further is not None:
        both = [pattern.replace("{}", f"负责[^，。；]{{0,12}}{further[0]}") for pattern in role.given]
        return _spans(both, said) or _spans([pattern.replace("{}", further[0]) for pattern in role.given], said)
    found = _spans([pattern.replace("{}", verb) for pattern in role.given], said)
    if found or role.otherwise is None:
        return found
    others = _spans([role.otherwise], said)
    return others if len(others) == 1 else []


def persons(asked: str, said: str) -> list[Span]:
    """Where those stand that hold the office which the question asks for, by name or by another office.

    Both texts are folded (`index.search_key.fold`).
    """
    match = next((match for pattern in _OFFICES if (match := pattern.search(asked))), None)
    office = _OFFICE.search(match["office"]) if match else None
    if office is None:
        return []
    title = re.escape(office[0])
    found = _spans([rf"由(?P<name>[\u4e00-\u9fff·]{{2,16}}?)(?:同志)?(?:任|担任|出任|兼任){title}"], said)
    behind = rf"{title}[:：\s|]{{0,3}}(?P<name>{_PERSON}?)(?=[，,。、；;：:（(\s|等在说表介称为指同率带就和与于主出]|$)"
    before = rf"(?<![\u4e00-\u9fff])(?P<name>{_PERSON}?)(?:同志)?(?:任|担任|出任|兼任|当选为?){title}"
    other = rf"{title}(?P<name>[\u4e00-\u9fff]{{2,4}}?)(?=[，,。、；;：:（(\s等]|$)"
    named = [span for span in _spans([behind, before], said) if is_person(said[span.start : span.end])]
    named += [span for span in _spans([other], said) if rjieba.tag(said[span.start : span.end])[0][1].startswith("nr")]
    return found or sorted(set(named))


def is_person(name: str) -> bool:
    """Whether a name is no other word, and made of none (安排, 任组长)."""
    return all(len(word) == 1 or tag.startswith("nr") or tag == "x" for word, tag in rjieba.tag(name))


def _spans(patterns: Sequence[str], text: str) -> list[Span]:
    """The names that the patterns find, in order, each once."""
    found = {match.span("name") for pattern in patterns for match in re.finditer(pattern, text)}
    return [Span(*each) for each in sorted(found) if not _ANOTHER_ACTS.search(text[each[0] : each[1]])]
