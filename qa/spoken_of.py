"""What an earlier question is about: its place, its year and its subject, apart from how it asks."""

import re

import rjieba

from qa.follow_up import ALL_PLACES, AREA, HAN, YEAR, content, named_places

ADVERBS = r"一共|总共|累计|现在|目前|大概|最[高多低少]|至少|每[年月]|分别|各自|各|具体|[一全]年|共"
PAYS = r"奖励?|资助|补[贴助]?|支持|发放?"
SIZE = r"(?:资助|奖励|补贴|支持|贴息)?(?:封顶|上限|下限|最高|最低|起付线?|额度|标准|比例|名额|数量|面积|数额|金额|利率)"
SIDE = (
    r"(?:申请|申报|报名|办理|受理|享受|发放|开始|截止)*(?:办公|联系|咨询)?的?(?:条件|材料|流程|程序|手续|期限|时间|地点|对象|范围|年龄|方式|渠道|依据|要求|资格|地址"
    r"|电话)"
)
_ATTRIBUTE = re.compile(
    rf"的?(?:{SIZE}|{SIDE}|规模|租金|价格|名单|总额|人数|名称|规定|有效期|[任聘租]期|目标|内容|情况|做法|(?:人均)?[月年]?收入)$"
)
_LAST_VERB = re.compile(
    rf"(?<=[”划目程动赛])(?:{ADVERBS}|已经?)*(?:入选|资助|奖励|补贴|支持|认定|发放|举办|引进|新增)[了过]?$"
)
ASK = re.compile(
    rf"(?:{ADVERBS}|每(?:年|月|人|户|套|天|平方?米)|可以|能够?|(?<!委员)(?<![协学])会|[要应需]|需要|应该|给予?|有|是|为|达到?|由|归|被|在|按|拿|领|讲|说|了|到|过|(?:不[能得可]?)?(?:低于|超过)|[奖补发办开建](?![^多几什哪])){{0,8}}"
    r"(?P<word>多少|几(?!乎|何)|哪(?:一|几|两|三)?[些个家位里儿年天月批届级类]?|什么|怎么样?|怎样|如何|谁|何时|多久|多长|多大|多高)"
)
_COUNTED = re.compile(
    r"^(?:[十百千万亿]*(?:平方米|平米|万元|个(?!人(?!才)|别|体)|家(?!庭|长|属)|条(?![件例款])|项(?!目)|名(?![单额称字])|场(?![所地])|期(?!限)|类(?![型别])"
    r"|[位套所座批届种件次间元分岁钱年天站]|块钱)?的?)"
)
# What is spoken of by a name of its own, when such a word ends it.
THING = re.compile(
    r"补贴|补助|资助|奖励|津贴|资金|基金|经费|(?<![免收缴付交])费|贷(?!款)|公寓|住房|中心|平台|大厅|基地|产业园|工作站点?|项目|工程|计划|行动|办法|意见|方案"
    r"|政策|制度|机制|大赛|[洽谈博览峰]会|会议|论坛|活动|培训|专线|驿站|联盟|协会|指标|积分|保险|面积"
)
_LEFT_OVER = re.compile(
    "(?:[要需须应]{0,2}(?:满足|符合|具备|提供|提交|准备|负责)|是?(?:用来)?[干做搞]|(?<!意)(?<!方)向|[在与和跟对给为从以]|(?<!积)分|(?<![申填上汇])报|都"
    "|[要需须应得]{0,2}(?:居?住|缴?[交纳]|缴|持有?|工作)满|(?:一次)?(?<![托主监保接])管)$"
)
"""What stands before a word that asks and belongs to it: 要满足 in 要满足什么条件."""
_BARE_OF = re.compile("(?<![男女])的$")
"""的 at the end of what is described, without which it still says whom: not 女的."""
_CLAIMED = re.compile("(?P<thing>[^能可会要有是]{4,}?(?<![，,])(?<![，,].))(?:可以|能够?|需?要|会)[^，,]*[吗么吧]$")
"""What a claim is made of: 居住证积分 in 居住证积分可以上网查吗."""
_TIME_UNIT = re.compile("个?(?:工作日|自然日|小时|星期|月|年|天|周|岁|成)")
_DOES = ("能", "能够", "可以", "会", "要", "才", "才能", "就", "内", "之内", "以内", "完", "后")
"""What follows a number of days or years and is no thing counted: 几天能拿到."""
_UNNOUNS = ("可以", "连续", "最多", "最高", "一般", "每月", "每年", "最长")
"""What stands before a verb and is no part of its subject, however it is tagged."""
_OFFERED = re.compile("(?:管|提供|包[含括]|涵盖|享受)的(?:服务|事项|项目|内容)(?:事项)?$")
_WHERE = ("哪", "哪里", "哪儿")
_PAY_NAMES = {"奖": "奖励", "补": "补贴", "发": "补贴"}
_WHO = re.compile("^(?:人|单位|部门|企业)?(?:可以|能够?|会)?")
_BODY = re.compile(r"(?:单位|部门|机构|人(?!才)|钱|时候|时间|地方|一项)")


def with_place(before: str, place: str) -> str:
    """The question before asked of another place, wherever it names its own."""
    if not place:
        return before
    named = named_places(before)
    if not named:
        everywhere = ALL_PLACES.search(before)
        if everywhere:
            return before[: everywhere.start()] + place + before[everywhere.end() :]
        return place + before if HAN.search(before) else f"{before.rstrip('? ')} in {place}?"
    old = named[0]
    area = AREA.match(before, old.span.end)
    rest = before[area.end() if area else old.span.end :].replace(old.name, place)
    if old.several:
        rest = re.sub("分别|各自|各(?=有|是|给|为)", "", rest)
    return before[: old.span.start] + place + rest


def with_year(before: str, year: str) -> str:
    """The question before asked of another year."""
    old = YEAR.search(before)
    if not year:
        return before
    if old is None:
        if not HAN.search(before):
            return f"{before.rstrip('? ')} in {year}?"
        return f"{year}年{before}" if year.isdigit() else year + before
    return before[: old.start()] + year + (old[2] if year.isdigit() else "") + before[old.end() :]


def place_and_year(frame: str) -> str:
    """What a question begins with, as far as it is its place and year."""
    named, year = named_places(frame), YEAR.search(frame)
    parts: list[tuple[int, str]] = []
    if named:
        area = AREA.match(frame, named[0].span.end)
        parts.append((named[0].span.start, frame[named[0].span.start : area.end() if area else named[0].span.end]))
    if year:
        parts.append((year.start(), year[0] + ("" if "年" in year[0] else "年")))
    return "".join(text for _, text in sorted(parts))


def counted_thing(frame: str, ask: re.Match[str]) -> str:
    """What is counted or listed: 项目 in 累计资助多少个项目."""
    if (
        ask["word"][0] not in "多几哪什"
        or ask["word"][-1] in "年天月里儿久长大高"
        or frame[: ask.start("word")].endswith("分")
        or _TIME_UNIT.match(frame, ask.end())
    ):
        return ""
    clause = re.split("[，,；;]", frame[ask.end() :].rstrip("？?。 "), maxsplit=1)[0]
    after = _COUNTED.sub("", clause, count=1)
    quoted = re.match("“[^”]*”", after)
    words: list[str] = [quoted[0]] if quoted else []
    tags = rjieba.tag(after[quoted.end() if quoted else 0 :])
    for at, (word, tag) in enumerate(tags):
        if not words and (word in _DOES or tag == "f" or (ask["word"] in _WHERE and tag == "v")):
            break
        of_place = tag == "f" and tags[at + 1 : at + 2] and tags[at + 1][1][0] == "n"
        if words and not of_place and tag[0] not in "nbjlxazi" and tag != "vn" and not THING.fullmatch(word):
            break
        words.append(word)
    thing = "".join(words)
    return "" if _BODY.match(thing) else thing


def asking_clause(frame: str) -> tuple[str, str]:
    """A question as what it is about, with its comma, and the clause that asks; nothing before a single clause."""
    ask = ASK.search(frame)
    cut = max(frame.rfind(mark, 0, ask.start()) for mark in "，,；;") + 1 if ask else 0
    return frame[:cut], frame[cut:]


def subject_in(clause: str) -> str:
    """Who or what a clause is about: what stands before its verb, or all that is described before 的."""
    ask = ASK.search(clause)
    head = clause[: ask.start()] if ask else ""
    words = rjieba.tag(head)
    while words and words[-1][0] != "的" and (words[-1][1][0] in "vdupcm" or words[-1][0] in _UNNOUNS):
        words.pop()
    return re.sub("[能会要可得满]+$", "", "".join(word for word, _ in words))


def subject_of(frame: str) -> str:
    """What a question is about, as a noun phrase: the question without how it asks."""
    text = frame.rstrip("？?。 ")
    ask = ASK.search(text)
    if ask is None:
        claim = _CLAIMED.match(text)
        named = claim and content(claim["thing"].removeprefix(place_and_year(text)))
        return claim["thing"] if claim and named else re.sub("[吗么吧]$", "", text)
    head, lead = _LEFT_OVER.sub("", text[: ask.start()]), place_and_year(text)
    about = content(head.removeprefix(lead))
    counted = counted_thing(text, ask)
    topic, clause = asking_clause(text)
    paid = THING.search(counted) or counted.endswith(("费", "金", "钱"))
    if topic and not paid and (counted or not about) and subject_in(clause):
        return topic + _BARE_OF.sub("", subject_in(clause))
    verb = re.sub("一共|总共|累计|大概|目前|现在|[了过]+$", "", text[: ask.start("word")])
    owns = verb.endswith(("有", "是"))
    if _ATTRIBUTE.match(counted):
        return re.sub(f"^({re.escape(lead)})[对给为]", r"\1", head)
    given = re.search(f"[给为对](?!.*(?:{PAYS}|提供)$)", verb) and rjieba.tag(verb)[-1][1][0] == "n"
    if counted and (
        not about if owns else not given and verb not in ("", lead) and not verb.endswith(tuple("按由对以靠在到与和跟"))
    ):
        return f"{verb[:-1] if owns else verb}的{counted}"
    if not about:
        return head + _WHO.sub("", _COUNTED.sub("", text[ask.end() :], count=1))
    given = re.search(rf"(?<=[给为对])(.+?)(?:{ADVERBS})?的?({PAYS})[了到过]?$", text[: ask.start("word")])
    if given:
        return f"{text[: given.end(1)]}的{_PAY_NAMES.get(given[2], given[2])}"
    if topic:
        return _BARE_OF.sub("", topic + subject_in(clause)).rstrip("，,；;")
    return re.sub("最[高低多少长短]$", "", _LAST_VERB.sub("", head)).removesuffix("的")


def thing_of(subject: str, lead: str) -> str:
    """The thing of which a subject is one side: the fund, where its size was asked for."""
    thing = _ATTRIBUTE.sub("", _OFFERED.sub("", subject))
    return thing if len(thing) > len(lead) else subject
