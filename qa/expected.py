"""The kind of answer that a question asks for: an amount, a date, a body, a list ..."""

import re
from dataclasses import dataclass
from typing import Literal

from index.quantities import quantities
from qa.formalities import DATED, EXPIRES, HOLDS, IN_FORCE, INTERPRETED, ISSUED, NUMBERED, formality
from qa.funding import FUNDED, asks_payer
from qa.lists import CONDITIONS, listed
from qa.materials import MATERIALS, asks_papers
from qa.mentions import asks, last_named

Kind = Literal[
    "amount",
    "count",
    "percent",
    "area",
    "date",
    "time",
    "doc_number",
    "duration",
    "frequency",
    "body",
    "person",
    "place",
    "contact",
    "ordinal",
    "list",
    "condition",
    "method",
    "yes_no",
    "definition",
    "name",
    "other",
]

_UNITS = (
    "个百分点|平方米|平方公里|个?工作日|人次|场次|场所|家次|个月|学年|个?小时|分钟|个?季度|个?学期|个?星期|"
    "家(?!属|庭)|人(?!才(?:[补津奖资房]|公寓|项目|工程|计划|团队|平台))|名|个(?!亿)|项(?!目)|条|期|次|套|场|所|位|座|处|件|种|类|户|亩|届|辆|间|篇|份|批|支|岁|天|年|周|轮|站|省份|倍|级|号|吨|公里|公斤|类型|学分|分|课时|晚|折(?!扣)|集|卷|档|环节|步|票|股|日(?=之?内|以内)"
)
_MANY = r"(?:多少|(?<!哪)几|若干)"
_UNIT = re.compile(rf"{_MANY}[十百千万亿]*(?:来|多|余)?({_UNITS})")
_DURATION_UNITS = frozenset({"年", "个月", "天", "日", "周", "小时", "分钟", "工作日", "学年", "季度", "学期", "星期"})

# The first pattern that matches decides; a question may also be a list or a yes/no question beside it.
_PATTERNS: tuple[tuple[Kind, str], ...] = (
    ("method", r"(?:钱|资金|经费)[^，。？?]{0,4}(?:从|由)?哪[里儿]?(?:来|出|筹)"),
    ("doc_number", r"发文字号|文号|文件编号|document number|reference number"),
    (
        "time",
        r"(?<![哪了这那有])几点(?:钟|半|整)?(?=[到至关开结出发上下截、，？?\s]|$|[以之]?[前后])|what time|opening hours"
        r"|(?:营业|办公|上班)时间",
    ),
    (
        "body",
        r"哪(?:几|两|三|四)?(?:家|个)?(?:单位|部门)?来?(?:牵头|负责|参与|主办|承办|主抓|管)",
    ),
    (
        "person",
        r"(?<![的方体位门构业司织行头责管])是谁(?=[？?\s啊呢]|$)",
    ),
    (
        "contact",
        r"电话|(?:怎么|如何|怎样|咋)(?:取得)?联系|联系方式|联系人|热线|邮箱|网址|网站地址|地址(?!.*变更)|传真"
        r"|phone|e-?mail|website|hotline|(?<!change of )(?<!new )\baddress",
    ),
    (
        "percent",
        r"比例|百分之(?![\d一二三四五六七八九十百])|百分比|占比|比重|占(?![地用领])[^，。？?]{0,10}(?:多少?|几)|费率"
        r"|按[^，。？?]{1,24}(?:[价额资费数入金度准]的|[额费资金])多少(?![钱元])|(?:[价额薪]|基数|工资|收入|总数)的多少(?![钱元])"
        r"|[^效功]率(?:现在|目前)?[能可]?[是为有达占在]?[到了]?(?:多少|几|如何[？?]?$|怎么?样[？?]?$)"
        r"|利率|税率|增长率|[税费息]率[^，。？?]{0,4}(?:多少|几)|几成|(?:多少|几|多大|什么)的?折扣|折扣[^，。？?]{0,4}(?:多少|几|多大)"
        r"|百分点|\bpercent|proportion|what (?:[a-z-]+ ){0,3}(?:share|rate)\b",
    ),
    (
        "area",
        r"多少平方|多少(?:土地|用地|耕地)|面积(?!公式)|(?<![每\d])平方米|(?<![每\d])平米|多大(?:的)?[^，。？?]{0,6}(?:场|地|办公|房|空间|面积)"
        r"|(?:[房屋宅寓舍]|场所|场地).{0,20}多大|多大[^，。？?]{0,4}(?:房|屋)|floor (?:space|area)|(?<!per )square met"
        r"|how large(?!.{0,60}(?:fund|budget|loan))",
    ),
    (
        "amount",
        r"多少(?:块)?(?:钱|资金|元|[百千]?万(?!人|名|户|家|亩|平|套|个|吨|件|条|项|[辆台])|个?亿(?!人|吨|平)|补|奖|资助|经费|津贴|租金|贷款|投资|扶持)|几(?:多钱|个钱|[块毛]钱|元|[十百千]*[百千万亿](?!人|名|户|家|亩|平|套|个|吨|件|条|项|[辆台]))"
        r"|(?:^|\s)(?:万|亿)?元(?:\s|$)|金额|额度|数额|[费金款](?:的)?标准"
        r"|(?:资助|补贴|补助|奖励|奖补|津贴|扶持|支持|收费|租金|贷款|费用|投资|资金|基金|赔偿)(?:的)?(?:标准|力度|规模|上限|限额|额|区间|范围|幅度)"
        r"|(?<!名)额(?:度|是|有|能|可|达)*多[大少高]"
        r"|(?:给|补|奖|资助|补贴|奖励|拿|领|贷|罚|支持|拨|补助|融)(?:到|了|给)?多少"
        r"|(?<![提上移转递])(?:交|缴|掏|花费?|付)(?:纳|付)?多少(?=[？?，。\s]|$)"
        r"|(?:给|补|奖|资助|补贴|奖励|拿|领|贷|罚|拨|补助)(?:到|了|给)?几(?![家人名个项条期次套场所位座天年种类户艘辆])|发(?:放|给)?多少[^，。？]{0,4}(?:补|津|奖|资|费)"
        r"|(?:价格|售价|房价|费用|补贴|补助|奖励|津贴|资助|支持|扶持|租金|工资|收入|投入|总额|资金)(?:[^，。？]{0,6})(?:是"
        r"|为|有|达到?)?多少"
        r"|(?:费|金|款|(?<!信)息|租|酬|薪|价|(?<!名)额|钱|资|券|贴|助)(?:用|水)?(?:大概|一共|总共|具体|每年"
        r"|每月|一年|一个月)?(?:是|为|有|能领|能拿|能有|给|达)?(?:多少|几何)(?!家|人|名|个"
        r"|项|条|期|次|套)"
        r"|(?:贷|款|金|补贴|补助|资助|津贴|奖励|经费|费|券)[^，。？?]{0,8}(?:发放?|放|拨付|兑现|投[放入]|支付)[了过到]?多少(?=[？?，。\s]|$)"
        r"|多大(?:的)?(?:规模|资金|盘子)|规模(?:有)?(?:多大|多少|是多少)|(?:每|一)个?(?:月|年|人|次)(?:多少|几)(?![月号日])(?:钱|元|万)?"
        r"|(?:上限|封顶线?|限额|起付线|起付标准)[^，。？]{0,4}多少(?!家|人|名|个|项|条|次|天|年|平|套)"
        r"|how much|how many (?:yuan|rmb|cny|dollars|euros)\b"
        r"|how large is the .{0,60}(?:fund|budget|loan)|size of the .{0,40}fund"
        r"|maximum .{0,30}(?:grant|subsid|loan|reward)|cap on|what amount"
        r"|what(?:'s| is| are| was| were) the (?:[a-z-]+ ){0,3}(?:rents?|salary|allowances?|subsid(?:y|ies)|deposit"
        r"|tuition)(?= (?:of|for|in|at|per|under|a)\b|\s*\?)"
        r"|what (?:[a-z-]+ ){0,3}(?:subsidy|allowance|grant|bonus|reward|funding(?: range| amount)?)\b"
        r"|how big (?:is|are) the (?:grant|fund|subsid)|\bfees?\b|\bprices?\b|\bcosts?\b"
        r"|多少[\u4e00-\u9fff]{0,4}?(?:费用?|款|押金|保证金|税)(?=[？?，。\s]|$)",
    ),
    ("frequency", r"多久.{0,4}[一1][次回趟届]|隔多[久长]|几次|频率|频次|how often|how frequently"),
    (
        "duration",
        r"多长(?!距)|多久|[期时年]限|等待期|有效期|几年"
        r"|how (?:long|soon|quickly|fast)\b|validity periods?|period of validity"
        r"|how many (?:working |business |calendar )?(?:years|months|weeks|days|hours|minutes)\b",
    ),
    (
        "date",
        r"什么时候|什么时间|何时|几时|啥时候?|哪(?:一|几|两|三)?个?(?:年|天|月|日|号)|何[年月日]|哪个?一?(?:段时[间期]|时间段|段日子)"
        r"|(?<!好)几月|几号|日期|截止到"
        r"|(?:开始|截止|施行|实施|成立|发布|发文|答复|印发)的?时间|时间[？?]?$"
        r"|\bwhen\b|what (?:date|year|day|month)|which year",
    ),
    ("ordinal", r"第几|哪一?(?:届|期|批|位次)|which (?:edition|session|round)"),
    (
        "count",
        r"多少|数量|人数|总数|数(?:是|为)?(?=[？?\s]|$)|(?:什么|啥)(?:上限|下限|限额)|how many|number of",
    ),
    (
        "name",
        r"叫(?:做|作)?(?:什么|啥)|名(?:叫|称|字)(?:是)?(?:什么|啥)?|简称|全称|(?:什么"
        r"|啥|哪(?:个|一个|项)?)(?:样的)?(?:工程|活动|计划|平台|称号|头衔|品牌|口号|奖项|行动"
        r"|指数|产品|大赛|赛事|论坛)"
        r"|what is .{0,60} called|(?:full|short) name|named",
    ),
    (
        "body",
        r"(?:由|归|是|找|向|问|去)谁|该谁|谁(?:来|管|牵头|负责|主管|组织|承办|主办|实施|发|制定|印发|出台)"
        r"|哪(?:个|些|家|几个|几家|一个|一家)?(?:部门|单位|机构|局|委|科室|处室|组织|(?<!哪些)(?:企业|公司|主体)|方(?![式面法案便针向])|银行|(?:行政|主管|职能|业务|政府|监管){1,2}(?:部门|机关|机构|单位))(?!.{0,4}(?:可以|能|可))"
        r"|什么(?:部门|单位|机构|组织)|[报送交提][^，。？?]{0,4}哪[里儿]?一?级?[去来]?(?:审?批|审[核定]|核准|备案)"
        r"|(?:牵头|主办|协办|承办|责任|主管|发文|印发|负责|配合|颁布|发布|受理)(?:的)?(?:部门|单位|机构|主体)(?:是|有|为|包括|都|[？?]|$)"
        r"|which (?:department|bod(?:y|ies)|agenc|authorit|bureau|office|organi[sz]ation|unit)"
        r"|who (?:leads?|is responsible|is in charge|heads?|issued|runs?|takes the lead)",
    ),
    (
        "person",
        r"哪位|谁(?!都)|什么人(?!才|力|均|能|可以|有资格)|(?<!工)作者|姓名"
        r"|(?:^|[,;?]\s?|\b(?:and|is|by|to) )whom?\b(?! (?:can|may|is eligible|qualif|are eligible))|author",
    ),
    (
        "condition",
        r"条件|(?:有|什么|哪些|啥|何种)(?:样的)?资格|资格(?!证|审|认|复|考)|门槛|要求是|什么要求|哪些要求|什么样的.{0,12}(?:可以|能|才)|满足|符合|具备"
        r"|谁可以|谁能|(?:哪些|什么)人才?(?:可以|能|有资格)|适用对象|对象是"
        r"|eligib|requirement|qualif|condition|\bwho (?:can|may)\b",
    ),
    (
        "place",
        r"(?<![差别同异]在)哪[里儿](?!来)|什么地方|(?<![差别同异])在哪(?!些|个|方)|何处|地点|位于|\bwhere\b"
        r"|which (?:city|cities|place|district|province|universit)"
        r"|哪(?:个|些|几个|座)(?:城市|地方|省|市|区|县|国家|地区|地|(?:大学|高校|学校)(?!毕业生|学?生|教师|老师|人才)|园区)",
    ),
    (
        "method",
        r"如何|怎么|怎样|咋|什么(?:办法|措施|做法|方式|方法|途径|渠道|程序|流程|手段|举措|机制|服务|支持|政策|优惠|待遇|好处)"
        r"|措施|举措|做法|程序|流程|办法(?=[是有]?(?:什么|哪|啥|吗|[？?]|$))"
        r"|how (?:do|does|did|is|are|can|will|to|should)|what (?:measures|steps|support|services)",
    ),
    ("definition", r"是什么|什么是|指(?:的是)?(?:什么|哪)|含义|定义|what (?:is|are|does .* mean)"),
)
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)

_TITLE = re.compile(r"(?<=《)[^《》]*(?=》)")
_LIST = re.compile(
    r"哪(?:些|几|三|四|五|六|七|八|两)|有(?:什么|啥)|从?哪(?:里|儿)?来|(?:什么|啥)(?:材料|文件(?!夹)|资料|证件|证明|手续|东西|情况|情形)|包括(?:什么|哪|啥)|分别|都有|列(?:出"
    r"|举)|各(?:是|有|为|自)|几(?:个方面|大|类|条|项|种|点|家|所)(?:[^，。]{0,6})(?:是"
    r"|分别|？|$)|等等|清单|名单|"
    r"what are|which .*s\b|list (?:the|all)|name (?:the|all)",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"多大岁|[几多]少?岁|(?:年龄|年纪|岁数)[^，。；？?]{0,6}?(?:限|要求|规定|条件|范围|多|几|什么|如何|怎么?样|[？?]|$)"
    r"|(?:限|多大|什么|几|哪个|对)(?:的)?(?:年龄|年纪|岁数)|how old|\bage\b",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"是否|能否|可否|是不是|对吗|对吧|对不对|没错吧|吧[？?。]?\s*$|有没有|有无|能不能|可不可以|会不会"
    r"|要不要|需不需要|行不行|发不发|给不给|吗[？?。!！]?\s*$|(?<!什)(?<!怎)么[？?]\s*$"
    r"|^\s*(?:is|are|do|does|did|can|could|will|has|have|may|must|was|were)\b",
    re.IGNORECASE,
)
_THINGS = re.compile(
    r"多少[\u4e00-\u9fff]{0,4}(?:物[资品]|设备|床位|血|口罩|人员|岗位|名额|指标|学位|席位|编制)"
    r"|多少[\u4e00-\u9fff]{0,4}(?:项目|企业|公司|团队|单位|机构|平台|人才|学生|[博硕]士)(?![^，。？?]{0,6}[补奖资费津金钱扶贷])"
)
"""How many of what is asked: 资助多少项目, but not 多少项目资助."""
_REACHED_BY = {
    "地址": re.compile(r"地址|\baddress", re.IGNORECASE),
    "电话": re.compile(r"电话|热线|phone|hotline", re.IGNORECASE),
    "网址": re.compile(r"网[址站页]|官网|website", re.IGNORECASE),
    "邮箱": re.compile(r"邮[箱件]|e-?mail", re.IGNORECASE),
    "": re.compile("联系方式|联系人|传真"),
}
"""How somebody is reached, where only one way is asked for; 联系方式 is any."""
_FORMAL_KINDS: dict[str, Kind] = {
    INTERPRETED: "body",
    ISSUED: "body",
    NUMBERED: "doc_number",
    DATED: "date",
    HOLDS: "duration",
}
_TIMED = frozenset({DATED, HOLDS, NUMBERED})
DAY = "日"
"""The unit of a date asked for to the day, for which a year is no answer."""
_DAY = re.compile("几[日号](?!之?内|以内|[线楼院])|几月几|哪(?:一|几|两|三)?个?[天日](?!子)|何日")
DEFINED = "所称"
"""The unit of a definition."""
_WHO_SAYS = re.compile("(?:由|归)谁(?:来|去)?(?:说了算|[定认判裁审核])|谁(?:来)?(?:说了算|拍板)")
"""Who decides what counts as something, in a question that names what."""
_YUAN = re.compile("多少(?:[万亿]?元|钱)|几(?:[百千万亿]*元|块钱)")
VALIDITY = "时效"
"""The unit of the time that a paper or a qualification holds."""
_VALIDITY = re.compile(
    r"有效期|有效多[久长]|有效几|几[年天]有效|(?:能|可以?)[使管]?用(?:多[久长]|几[年天])|管(?:多久|几[年天])"
    r"|validity|how long .{1,60}\bvalid\b",
    re.IGNORECASE,
)
BOUND = "限"
"""The unit of a bound in whatever the document gives it: 公示期的下限是多少."""
_BOUND = re.compile("[上下]限(?!额)")
_BOUND_OF = re.compile(
    "(?:时间|时长|[期时年]限|[周工示告学试]期|间隔|年龄|比例|比率|幅度|面积|人数|名额|数量|次数)"
    "[均的]{0,2}(?:最[高长多大低短少小])?的?[上下]限"
)
_MONEY = re.compile(r"[补奖贴津费价租款金钱薪资税贷额]|报销|支付|\b[a-z]+\b")
FINE = "罚款"
"""The unit of a fine, which may be a multiple of something."""
_FINE = re.compile(
    r"^[^，。？?吗]*\s[^，。？?\s]*罚[款金]\s*$|罚(?:款|金)?(?:多少|几|的?(?:标准|金额|数额|幅度))|罚款[^，。？?]{0,4}(?:多少|几)"
    r"|how much .{0,20}fined?\b|\bfines?\b",
    re.IGNORECASE,
)
_POINTS = re.compile("几个(?:百分)?点(?!心)")
_IS_WHAT = re.compile(r"是什么[？?。]?$|^什么是|^what (?:is|are) (?:an? |the )?", re.IGNORECASE)
_DEFINED = re.compile(
    r"指(?:的)?(?:到底|究竟)?(?:是)?(?:什么|啥|哪)|(?:怎么|怎样|如何|咋)(?:来)?(?:界定|定义|理解|解释)|(?:什么|啥|何)意思|含义|定义"
    r"|(?:什么|啥)叫|什么性质|(?:什么|啥)是(?=[^，。？?]*[？?]?$)|何谓|何为|是(?:一?个|一?种)(?:什么|啥)|是(?:个?什么样的|哪[种类])(?=[^，。？?]{0,6}[？?]?$)|(?:什么样|怎样|哪)[些类种个]?的?[^，。？?时年天日]{0,8}?(?:(?:才|能|可以)?算(?:作|得上|是)?(?![钱起出法])|才(?:能|可以|可)?(?:叫|称|属于|是(?!不)))"
    r"|what does .{1,80} mean|\bmeaning of\b|\bdefin(?:ed|ition|e)\b|what is meant by",
    re.IGNORECASE,
)
_EXPIRES = re.compile(
    "(?:失效|废止|到期|过期|有效期)[^，。？?]{0,4}(?:何时|几时|时候|哪|几)|(?:何时|几时|时候|哪一?[天日年])[^，。？?]{0,2}(?:失效|废止|到期|过期)"
)
_IN_FORCE = re.compile(
    r"(?:何时|几时|时候|时间|哪一?[天日年]|[几何][年月日号])[^，。？?]{0,6}(?:施行|实行|生效|试行|算起)|(?:施行|实行|生效|试行)的?(?:日期|时间)"
    r"|(?:》|办法|规定|条例|意见|细则|政策|通知|方案|文件|规则|制度)[^，。？?]{0,8}"
    r"(?:何时|几时|什么时[候间]|啥时候?|哪一?[天日年]|[几何][年月日号])[^，。？?]{0,4}(?:执行|实施)"
    r"|(?:take|took|come|came|enter|entered|go|went)s? (?:into )?(?:effect|force)|effective (?:date|from)",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"^[^，。？?吗]*\s(人次|场次|家次|册次)\s*$")
"""How a row of keywords ends that asks how many."""
_SCORE = re.compile(
    "分数线|最[低高]分|(?:总|满)分[是为有]?(?:多少|几)|多少分(?![钟之])|分数[^，。？?]{0,6}多少"
    "|how many points|what (?:[a-z-]+ ){0,2}score",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"(?:能不能|可不可以|能否|可否|是否(?:能|可以)|能|可以|可)(?:麻烦|请)?(?:您|你)?(?:给|帮|为|跟|向)?我?(?:简单|详细|具体)?地?"
    r"(?:告诉|告知|介绍|说说|说一下|说明|讲讲|讲一下|解释|列出|列举)(?:我|一下|下)*(?:吗|么|吧)?|(?:您|你)知道(?=[^，。]*(?:多少|几|什么|哪|谁|怎|如何))"
)
"""How a question asks to be told, whatever it wants to know: 能告诉我…吗."""
_SOME = re.compile("(?<=[了过])好?几个?(?:年|月|天|星期|次|趟|回)(?=.*(?:吗|多少|怎|什么|哪|[能行]不[能行]|可不可以))")
"""How long something has gone on, which a question tells and does not ask: 交了几年，可以退吗."""
_LEAVE = re.compile("能|可以|会|需|要|允许")
_LAST = re.compile(r"[吗么吧][？?。\s]*$")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a question asks for.

    Attributes:
        kind: the kind of the answer's core.
        several: whether a list is asked for.
        yes_no: whether the question can be answered with yes or no.
        unit: the unit asked for, as in 多少家, 地址 of a contact, what a document says of itself (`qa.formalities`);
            None where none is named.
    """

    kind: Kind
    several: bool = False
    yes_no: bool = False
    unit: str | None = None


def expected(question: str) -> Expected:
    """Reads from a question, in simplified Chinese or English, what kind of answer it wants."""
    question = _POINTS.sub("百分之几", _SOME.sub("", _TITLE.sub("", question)))
    units = _UNIT.findall(question)
    unit = re.sub("^个(?=[工小季学星])", "", units[-1]) if units else None
    yes_no = bool(_YES_NO.search(_untold(question)))
    several = bool(_LIST.search(question))
    kind: Kind = next((kind for kind, pattern in _COMPILED if asks(kind, pattern, question)), "other")
    if kind == "area" and _is_rather("amount", kind, question):
        kind = "amount"
    if _WHO_SAYS.search(question):
        return Expected("body")
    if (told := formality(question)) and (kind != "date" or told in _TIMED):
        return Expected(_FORMAL_KINDS.get(told, "other"), unit=told)
    if asks_payer(question):
        return Expected("body", unit=FUNDED)
    if _DEFINED.search(question):
        return Expected("definition", several, unit=DEFINED)
    if (counted := _COUNTED.search(question)) and kind == "other":
        return Expected("count", several, yes_no, counted[1])
    if _SCORE.search(question):
        return Expected("count", several, yes_no, "分")
    if _AGE.search(question):
        return Expected("count", several, yes_no, "岁")
    if unit is not None and kind not in ("body", "ordinal") and (kind, unit) != ("date", "号"):
        kind = "duration" if unit in _DURATION_UNITS else "area" if unit.startswith("平方") else "count"
    if kind in ("amount", "count") and _asks_bound(question):
        return Expected("count", several, yes_no, BOUND)
    if kind in ("amount", "count", "area", "other") and _FINE.search(question):
        return Expected("amount", several, yes_no, FINE)
    if kind == "area" and _YUAN.search(question):
        kind = "amount"
    if kind == "frequency" and unit in ("次", "期", "场"):
        kind = "count"
    if kind == "amount" and _THINGS.search(question):
        kind = "count"
    if kind == "duration" and _VALIDITY.search(question):
        return Expected(kind, several, yes_no, VALIDITY)
    if kind == "contact":
        named = [unit for unit, pattern in _REACHED_BY.items() if pattern.search(question)]
        unit = (named[0] if len(named) == 1 else "") or None
    if kind == "date":
        to_the_day = DAY if _DAY.search(question) else None
        unit = EXPIRES if _EXPIRES.search(question) else IN_FORCE if _IN_FORCE.search(question) else to_the_day
    if (yes_no or _EITHER.search(question)) and kind in ("other", "definition", *_CLAIMED):
        claimed = _premised(question)
        kind, unit = claimed if claimed[0] != "yes_no" or kind not in _CLAIMED else (kind, unit)
    elif several and kind in ("other", "definition"):
        kind = "list"
    if kind in ("list", "method", "other", "definition") and not yes_no and asks_papers(question):
        return Expected("list", True, unit=MATERIALS)
    if kind == "condition" and not yes_no:
        return Expected(kind, several, unit=CONDITIONS)
    if kind in ("list", "method", "definition", "other") and not yes_no and (of := listed(question)):
        return Expected("list", True, unit=of)
    meaning = kind == "definition" or (kind == "name" and "全称" in question)
    return Expected(kind, several, yes_no, DEFINED if meaning else unit)


def _is_rather(one: Kind, other: Kind, question: str) -> bool:
    """Whether a question asks for one kind of figure rather than for the other, which it names before."""
    patterns = dict(_COMPILED)
    named = last_named(patterns[one], question)
    return named > last_named(patterns[other], question) and asks(one, patterns[one], question)


def as_defined(question: str) -> str:
    """A question for a meaning in the words of documents that give one."""
    return f"本办法所称{_DEFINED.sub('', _IS_WHAT.sub('', question))}是指"


def _untold(question: str) -> str:
    """The question without how it asks to be told; its last 吗 belongs to that, unless it asks for leave of its own."""
    bare, count = _TOLD.subn("", question)
    return bare if not count or _LEAVE.search(bare) else _LAST.sub("", bare)


def _asks_bound(question: str) -> bool:
    """Whether a bound is asked for, and not that of an amount."""
    return bool(_BOUND_OF.search(question) or (_BOUND.search(question) and not _MONEY.search(question)))


def _premised(question: str) -> tuple[Kind, str | None]:
    """What a yes/no question takes for granted and wants confirmed: a figure, who is responsible, or neither."""
    if _DUTY.search(question):
        return "body", None
    stated = quantities(question)
    claimed = next((quantity.kind for quantity in stated if quantity.kind in _CLAIMED), None)
    if claimed is not None:
        return claimed, None
    counted = [quantity.unit for quantity in stated if quantity.kind == "count" and quantity.value != 1]
    return ("count", counted[0]) if counted else ("yes_no", None)


_EITHER = re.compile(r"\d[^，。；？?]{0,8}还是[^，。；？?]{0,6}\d")
"""How a question offers two figures to choose from: 300万还是500万."""
_CLAIMED: tuple[Kind, ...] = ("amount", "percent", "area")
_DUTY = re.compile(r"牵头|主办|协办|承办|归口|主管|负责的?[吧吗？?]")
