"""What a follow-up names and what it leaves out: its place, its year, and the words that say something new."""

import re
from dataclasses import dataclass

import rjieba

from index.model import Span
from index.named_places import find_named_places, is_origin
from index.places import covers, resolve

HAN = re.compile(r"[\u4e00-\u9fff]")
POLITE = re.compile(
    r"(?:好的?|谢谢|多谢|感谢|明白了?|知道了?|再见|嗯|哦|[啊呀吧哈您你]|ok|okay|thanks?|thank you"
    r"|great|[您你]好|[\W_])++",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"(?:好的?|不对|不是(?=[，,])|不好意思|抱歉|对不起|[我说写问打搞看记弄]*错字?了?[，,\s]\s*是?|更正一?下|应该是|隔壁的?|\d+[个套名家万元项人条%]{1,3}[，,]|旁边的?|谢谢|明白了?|知道了?|嗯|哦|对了|那么?(?![个些项种类笔里边儿次时年])|那末|另外|此外|请问(?:一?下)?|(?:打听|咨询|了解)一?下|麻烦|换(?:一?个)?(?:地方|城市|地区)|以及|再(?=[问查看说讲])|至于"
    r"|(?:帮我|给我)?[查问看说讲](?:一?下|看|说)|(?:刚才|刚刚|上面)的?(?:那个)?问题|同样的?问题|同样(?=[是的])|[问说]的(?:其实)?是"
    r"|(?:我(?:其实|还|是|更|只|再)*(?:想|要)?|想)(?:了解|知道|[问说指讲查看])(?:一下|的?(?:其实)?是)?"
    r"|[像就]?我们?这[种样]的?|(?:no[, ]+)?sorry\b"
    r"|(?:(?:如果|要是|假如|若是|倘若)我?)?换(?!领|证|届|发|取|工作|岗)[成作到为]?|改[成为]|(?:如果|要是|假如|若是)是?|不客气|(?<=同样)是"
    r"|(?:ok|okay|thanks|now|tell me about|i'd like to know about"
    r"|and|but|so|then|also|what about|how about|i meant?"
    r"|(?:the )?same(?: question)?(?: for| in| about)?)\b"
    r"|[，,、：:！!。\s])++",
    re.IGNORECASE,
)
_DISMISSED = re.compile(
    r"^那?(?:先?不(?:[问说谈管看算提]|是[问说]?)|别说|(?:not|never mind|forget(?: about)?) )"
    r"[^，,]{1,30}[，,]\s*(?:而?是)?|[，,]\s*(?:而?不是|不[问要看]|别[看管])[^，,吗]{1,12}$",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"(?:的话|再?[说答查讲]一[遍下次]|是|呢|please|then|[啊呀]|[，,？?。！!\s])+$", re.IGNORECASE)
SAME = re.compile(
    r"^(?:那|而|要是|如果|假如|若是|换作|换到|在|同[年期]|当年)*+(?:的?(?:[那这][边里儿]|情况|数[据字]|方面|层面|话|工作|生活))?的?"
    r"(?:这么[多大高长久少]|(?:一样|相同|差不多|这样|类似|同类|同样|[跟和与]?这个|这)的?(?:数|金额|标准|政策|规定|待遇|问题|奖励|补[贴助]|做法|活动|计划)?|[跟和与](?:这[里边儿]?|它)"
    r"|怎么(?:规定|说|定|弄|算)的?|怎么样|怎样|如何|咋样|比(?:较|起来)?|情况|数据|是不是|有没有|没有|[给发补]不[给发补]|可以|[也又还都会是有给发补能要的呢吗么吧])*+$"
)
"""What is left of a question on another place that asks the same of it."""
ALL_PLACES = re.compile(r"全国各?地?|我国|各地区?|各[省市]市?(?!级)")
_WIDE = re.compile(
    rf"{ALL_PLACES.pattern}|中国|中央|国家(?!级)|《|什么(?:是|叫)|是什么意思|^你|[和与跟].*哪个"
    r"|^(?![和跟与它这那]).{2,20}[和跟与].{2,20}(?:区别|差别|不同(?!意))"
    r"|(?<![在到])哪(?:些|个|几个|座)?(?:地方|地区|城市|省|市|区县)|^哪(?:个区|里(?=[给让按的每]))"
    r"|\b(?:china|nation\w*|you)\b|\b(?:which|what|all) (?:cities|city|places?|provinces?|districts?)"
    r"|^what (?:is|are) an? "
    r"|^(?:[帮给替]我)?(?:给.{1,6})?(?:写|讲|来|说)一?[个首段篇封]|^在吗|^[这该]个?(?:网站|系统|软件|程序|助手)",
    re.IGNORECASE,
)
"""Where a question looks beyond the place spoken of: to the country, a document or a notion."""
YEAR = re.compile(
    r"((?:19|20)\d{2})(?!\d)(?:\s*年?\s*[-—–~至到和、与]+\s*(?:19|20)\d{2}(?!\d))?"
    r"(年?度?(?:[上下]半年|全年|第?[一二三四]季度|\d{1,2}(?:月?[-—–~至到]\d{1,2})?月份?)?)"
)
_SHORT_YEAR = re.compile(r"(?<![^到至那在])([0-4]\d)(?=年(?!以?[上下前后内期限]|之))")
"""A year of this century by its last two digits: 27年."""
_PART_OF_YEAR = re.compile(r"[上下]半年|全年|第?[一二三四]季度|\d{1,2}(?:月?[-—–~至到]\d{1,2})?月份?")
_LONG = 10
"""Characters of its own from which on a follow-up tells a story in which 去年 is no other year asked for."""
_OTHER_YEAR = (
    (
        re.compile(
            r"(?<![比较])(?:上|前|去)一?年|the year before|(?:the )?previous year|the prior year", re.IGNORECASE
        ),
        -1,
    ),
    (re.compile(r"(?:下|后|次|第二)一?年|the (?:year after|next year|following year)", re.IGNORECASE), 1),
    (re.compile(r"[今明]年|this year"), 0),
)
AREA = re.compile(
    r"的?(?:岛[内外]|市?内?[一二三四五六七八九十两\d]+个?(?:城?区|县)(?:[一二三四五六七八九十两]+[市县])?"
    r"|(?:中心|[主远近老])?城[一二三四五六七八九十]*区|城?郊区?|农村|(?:国家级)?(?:高新|经开|(?:经济)?(?:技术)?开发|园)区|全[市区县域]|市区|[省市]?内?的?(?:其他|别的|其余)的?(?:地方|城市|地区|区县|[区市县]))"
)
"""A part of a city, or a zone without a name of its own."""
_ZONE = re.compile(
    "(?:国家级)?(?:高新|经开|经济开发|开发|新片|自贸|园|新)区|基地|科学城|产业园|[\u4e00-\u9fff]{2,3}?(?<![城乡])(?:镇(?!化)|街道)"
)
_NAMED_ZONE = re.compile(
    "[\u4e00-\u9fff]{2,8}?(?:(?:(?:经济)?(?:技术)?开发|高新|新)区|工业园|科学城|(?<![乡城村集])镇(?![化长])|街道)(?!自己)"
)
_PART = (
    r"(?:岛[内外]|[市环远近]?[城内外]{0,2}[一二三四五六七八九十两]+(?:个?城?区|县)(?:[一二三四五六七八九十两]+[市县])?"
    r"|(?:(?![在于到从按的])[\u4e00-\u9fff]){1,6}?(?<!自治)(?:核心区|拓展区|发展新?区|涵养区|保护区|示范区)|滨海[新二三四]区"
    r"|(?:中心|[主远近老])城区|(?:远|近)?郊[区县]+)"
)
WITHIN = re.compile(rf"{_PART}(?:[和与及、]{_PART})*")
"""Parts of a city that are told by where they lie: 环城四区, 都市功能核心区."""
_GENERAL = re.compile("[^，。]{0,4}(?:城市|都市|城镇)")
"""A sort of place, and none: 大城市."""
_COMPARED = re.compile("比(?!一比|较)|(?:[和跟与]).*比")
_PLACE_LIKE = re.compile(
    r"[\u4e00-\u9fff]{1,10}(?:(?<![小社校老灾山地片])区|省|市|县|自治州|旗|镇|乡|岛|片区|基地|科学城|工业园)"
)
WHO = (
    r"(?:领军|高层次|青年|技能|紧缺|创新|创业|高端|急需|技术)*人才(?!公寓|项目|工程|计划|基金|发展|办|驿站|服务|专项|政策|中心|峰会|工作|贷|卡|码|[补贷津奖房引住])"
    r"|企业(?!家|技术|离岸|研发|自己)|团队|个人"
)
"""Talents, firms and teams."""
GROUPS = (
    re.compile(
        r"(?:博士后|博士(?:研究生|生)?(?!后)|硕士(?:研究生|生)?|研究生|本科(?:毕业)?生?|大专生?|专科生?|高校毕业生|毕业生|留学生|院士)(?:(?:及?以|往)[上下])?(?:学历(?!学位))?"
        r"(?!(?:科研)?(?:流动|工作|创新)?站|学位)"
    ),
    re.compile(r"[A-Fa-f]类|第?[一二三四五六][类层档]"),
    re.compile(rf"{WHO}|职工|居民"),
)
"""Who a benefit is for, by degree, by class, and otherwise."""
_EMPTY = re.compile(
    r"一共|总共|累计|最[后终高低多少]|后来|一般|通常|大概|具体|分别|同样|同[年期]|需要|应该|可以|能够?|(?<![人引])才[行能]?|满足|符合|条件|要求|怎么样?|如何|规定"
    r"|什么|多少|哪[个些家里位天年]?|[几谁多]|人(?!才|工|社)|时候|何时|是否|有没有|部门|单位|学校|公司|负责|牵头|参与|情况|方面|申请|办理|受理|发放?|领取?|兑现"
    r"|给予?|得到|拿|工作(?!站)|奖励|资助|补贴|补助|支持|开始|结束|截止|时间|地点|名[单称]|标准|额度|上限|封顶|年龄|限制|材料|流程|期限|地址|电话|[租利][金率](?!补)|价格|规模|总额|人数|数[额据量字]|金额|类似"
    r"|平方?米|[那这][里边儿些]|(?<=[几少多哪每各那这一二两三四五六七八九十百千万\d])[名家位项套场所元万]"
    r"|[的了吗呢么是有为被由归在对从要得也又还都只会这那个钱吧行到过着奖补花来去没不些，,？?。“”\s]"
)
_WH = re.compile(
    r"^(?:比较|比一比|对比|列[出举]|介绍|推荐|总结|概括|翻译)|多少|几(?!乎)|哪|什么|啥|怎么样?|怎样|如何|咋|谁|何时|多[久长大高]|[是能]否|有没有|还是|[吗么吧]$|没有$|([\u4e00-\u9fff]{1,2})不(?:\1|$)"
)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up taken apart.

    Attributes:
        text: without what is said in passing, such as which place is no longer meant.
        place: the place it names.
        year: the year it names, or the one before or after the year spoken of.
        rest: what is left of it.
    """

    text: str
    place: str
    year: str
    rest: str


@dataclass(frozen=True, slots=True)
class Named:
    """A stretch of a question that names a place, or several joined as one, and the name without what is between."""

    span: Span
    name: str
    several: bool = False


def take_apart(question: str, before: str) -> FollowUp:
    """The place and the year that a follow-up names, the year also relative to the question before."""
    text = _DISMISSED.sub("", question)
    if YEAR.search(before):
        text = _SHORT_YEAR.sub(r"20\1", text)
    rest = re.sub("['’]s$|(?<=.)[那这]边$", "", bare(text))
    place = ""
    if named_places(before):
        rest = re.sub("^[那这]边的?", "", rest)
    named = [] if _COMPARED.match(rest) else named_places(rest)
    if named and re.search("不[在是]$", rest[: named[0].span.start]):
        named = []
    if named:
        place = named[0].name
        after = re.sub("^(?:[那这][边里儿]|的话)[，,]?", "", rest[named[0].span.end :])
        rest = re.sub("(?:在|于|整个)$", "", rest[: named[0].span.start]) + after
    elif zone := _NAMED_ZONE.match(rest):
        place, rest = zone[0], rest[zone.end() :]
    elif _place_like(fragment := _BARE_ASK.sub("", rest).strip("的")) or _is_part(fragment, before):
        place, rest = fragment, rest.replace(fragment, "", 1)
    year, old = None if _COMPARED.match(rest) else YEAR.search(rest), YEAR.search(before)
    if old:
        rest = re.sub("同[年期]|当年", "", rest)
    if year and not (asks(rest) and rest[: year.start()].endswith(("到", "至", "自", "从"))):
        part = year[2] if _PART_OF_YEAR.search(year[2]) else ""
        several = re.search(r"\d\D+\d{4}", year[0])
        return FollowUp(
            text,
            place,
            year[0].rstrip("年") + "年" if several else year[1] + part,
            re.sub("(?:截?[到至]|截止到?)$", "", rest[: year.start()]) + rest[year.end() :],
        )
    part_only = _PART_OF_YEAR.fullmatch(rest.strip("的"))
    if part_only and old:
        return FollowUp(text, place, f"{old[1]}年{part_only[0]}", "")
    for pattern, step in _OTHER_YEAR:
        if (other := pattern.search(rest)) and len(HAN.findall(content(rest))) < _LONG and other.start() < 3:
            said = str(int(old[1]) + step) if old and step else other[0]
            return FollowUp(text, place, said, rest[: other.start()] + rest[other.end() :])
    return FollowUp(text, place, "", rest)


def bare(text: str) -> str:
    """A follow-up without the words that only lead in or close."""
    lead = _LEAD_IN.match(text)
    start = lead.end() if lead else 0
    if start and (inside := [mention.span.start for mention in find_named_places(text) if mention.span.start < start]):
        start = inside[0]
    return _CLOSING.sub("", text[start:])


def named_places(text: str) -> list[Named]:
    """The places that a text names, in order: 甲和乙 are one, and so are 甲的乙 and 甲那个乙 where 乙 lies in 甲."""
    found: list[Named] = []
    wider: tuple[str, ...] = ()
    for mention in find_named_places(text):
        quoted = text.count("“", 0, mention.span.start) > text.count("”", 0, mention.span.start)
        if quoted or is_origin(text, mention):
            continue
        zone = _ZONE.match(text, mention.span.end)
        end = zone.end() if zone else mention.span.end
        name = text[mention.span.start : end]
        last = found[-1] if found else Named(Span(0, 0), "")
        between = text[last.span.end : mention.span.start]
        whole = Span(last.span.start, end)
        if re.fullmatch("的|那边的|那个|的那个", between) and any(covers(a, b) for a in wider for b in mention.paths):
            found[-1] = Named(whole, last.name + name)
        elif found and re.fullmatch("[和与跟、及]|以及| and |, ", between):
            found[-1] = Named(whole, text[whole.start : whole.end], several=True)
        else:
            found.append(Named(Span(mention.span.start, end), name))
        wider = mention.paths
    return found


def _place_like(fragment: str) -> bool:
    """Whether a name that no list of places holds reads like one: 宁东基地, 新加坡."""
    if (
        AREA.fullmatch(fragment)
        or _GENERAL.fullmatch(fragment)
        or not HAN.match(fragment)
        or fragment[0] in "占到由从向"
        or asks(fragment)
    ):
        return False
    reads_like = _PLACE_LIKE.fullmatch(fragment) is not None and "在" not in fragment
    return reads_like or all(tag == "ns" for _, tag in rjieba.tag(fragment))


def _is_part(fragment: str, before: str) -> bool:
    """Whether a name without 区 or 县 is that of a part of the city spoken of, and of no other place: 集美 in 厦门."""
    if not 1 < len(fragment) < 4:
        return False
    cities = ["/".join(path.split("/")[:2]) for mention in find_named_places(before) for path in mention.paths]
    return any(path != city and covers(city, path) for city in cities for path in resolve(fragment, city))


def looks_beyond(text: str) -> bool:
    """Whether a question asks of the whole country, of a document or body by its name, or of a notion."""
    return bool(_WIDE.search(text)) or any(tag == "nt" and asks(text) for _, tag in rjieba.tag(text))


def asks(text: str) -> bool:
    """Whether there is a word that asks."""
    return bool(_WH.search(text))


def bare_ask(text: str) -> re.Match[str] | None:
    """How a text asks at its end, where that says no more than 是多少 or 有几个."""
    return _BARE_ASK.search(text)


def content(text: str) -> str:
    """What a follow-up is about, without how it asks, who it asks for and which side of a thing."""
    for pattern in GROUPS:
        text = pattern.sub("", text)
    return _EMPTY.sub("", text)


def new_words(text: str, before: str, *, nouns: bool = False) -> list[str]:
    """The words of a follow-up, of two characters and more, that the question before has not; all, or its nouns."""
    for pattern in GROUPS:
        text = pattern.sub("，", text)
    words = [(word, tag) for word, tag in rjieba.tag(text) if len(_EMPTY.sub("", word)) > 1 and word not in before]
    return [word for word, tag in words if not nouns or tag[0] in "njli" or tag == "vn"]


_BARE_ASK = re.compile(
    r"(?:[又各共]|一共|总共|累计|分别|大概|最[高多低]|每[年月])*(?:可以|能够?|[会要]|应该?|需要?)?(?:是|有|给予?|为|[拿领补奖发派占]|达到?|资助|奖励)?[了到]?(?:在)?"
    r"(?:多少|几|什么|怎么样?算?|如何|谁|哪[个些里儿]?|多大|多高)(?:[个名家位项套场元分件]|钱|人)?(?:部门|单位)?$"
)
