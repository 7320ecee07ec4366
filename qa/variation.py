"""An earlier question asked anew of another thing, group, figure or side that a follow-up names."""

import re
from itertools import accumulate

import rjieba

from qa.follow_up import AREA, GROUPS, WHO, YEAR, content, named_places
from qa.spoken_of import (
    ADVERBS,
    ASK,
    SIDE,
    SIZE,
    THING,
    asking_clause,
    counted_thing,
    place_and_year,
    subject_in,
    subject_of,
    thing_of,
)

_PAYMENT = re.compile("补贴|补助|津贴|奖励|资助|奖金|资金|经费|费")
_QUANTITY = re.compile(
    r"(?:超过|不满|不足|满|低于|高于)?\d+(?:\.\d+)?(万?元|岁|版|届|批|年|个?月|天|平方米|分|人|%)(?:及?[以往][上下内外]|左右)?"
)
# Before the words that narrow a thing down: what a name of the same kind takes the place of begins after these.
_BEFORE_NAME = re.compile(
    r"[的，,、“”《》\s在对给为按有由是和与]|[了过]|多少[个家名位项套场]?|几[个家名位项套场]|哪些|什么|新[建增]|引进|累计|资助|奖励|发放|举办|建[设成]|选?聘|申[请领]|办理|提供|支持|吸引"
    rf"|年|半年|{GROUPS[0].pattern}|{GROUPS[1].pattern}|{WHO}"
)
_EVENT = re.compile("毕业|离职|到期|期满|退休|出站|落户|入职|签约|获批|结束")
_SINCE = "了?(?:以?后|之后|以?前|之前|时)"
_TOWARDS = "对向由给按从自为"
"""What a fragment may begin with as the frame does: 对单位 for 对个人."""
_TIME = re.compile(
    r"(?:满|过|再过|超过|不满|头|前|最[初后])?[一二两三四五六七八九十半几\d]{1,3}(?:个?月|年|周|天|个?季度)(?:以?后|之后|以?前|之前|[以之]?内|里|以上)?"
    rf"|(?:{_EVENT.pattern}){_SINCE}"
    r"|现在|目前|以前|过去|今后|以后|之后|将来|后来|平时|周末|首年|头一年|年底|第[一二三四五]年|全年|[上下]半年|累计|总共|一共|历年"
)
_ALL_TIME = re.compile("累计|总共|一共|历年")
_CLAIM = re.compile("(?:有没有|能不能|可不可以|可以|需要|包括|[能有会要给是])")
_PEOPLE = re.compile(
    r"(?:人(?!才)|者|员|生(?!活)|同志|[男女](?:[性方生]|的)?|孩子?|户口?|户籍|家庭|口之家|两口子?|夫[妇妻]|子女|家属|配偶|父母|[工教]?师|教授|专家"
    r"|职工|居民|学[历位]|职称|身份|国籍|军人|单位|机构|公司|企业|团队|人才|博士后?|硕士|研究生|本科|大?专)$"
)
_KINDS = (
    re.compile(
        "(?:一家子|全家|[一二两三四五六七八九十\\d]+(?:口(?:之家|子|人)|个?人)|夫妻[两俩]个?人?|单身)(?![均以员才])"
    ),
    re.compile("幼儿园|小学|初中|高中|中职|大学|中考|高考|幼升小|小升初"),
    re.compile("单位|(?<![一二两三四五六七八九十几\\d])个人"),
    re.compile("[特一二三四五六]级(?:及?以[上下])?(?:定点)?(?:医院|医疗机构)"),
    re.compile("少年?儿童?|婴幼?儿|新生儿|小孩|孩子|(?:大|中小?|小)?学生|老年?人|成年?人?"),
    re.compile(
        "(?:经济适用|廉租|限价商?品?|安居|保障性?|共有产权|公共租赁|政策性|商品)住?房|公租房|经适房|两限房|人才公寓"
    ),
    re.compile("城镇|城市|农村|乡村"),
)
"""What stands in the place of its like by kind: how many live together, a stage of school, homes, town and country."""
_TO_PAY = re.compile("(?<=个人|单位)(?:要|应|该)*[交缴](?:纳|费)?的?(?:部分)?$")
_EXTREME = re.compile("最[高低多少长短大小]|至[多少]")
_INSURANCE = re.compile("(?:基本)?(?:医疗|养老|生育|大病|失业|工伤|医保|社保|保险)")
"""What the name of an insurance goes on with after the people that it is of."""
_FAMILY = re.compile("夫妻|父母|子女|[^员职]人|家")
_IN_PAPER = re.compile("[^，,]{4,}?(?:办法|条例|规定|细则|意见|通知|方案|政策|》|法)(?:里面?|中|上|规定|要求)[，,]?")
"""The document in which something is asked for: 某某管理办法里."""
_THAT = re.compile("[那这][笔个些批项部]分?$")
_DEED = re.compile("(?:激励|扶持|支持|服务|待遇|培训|优惠|认定|评审|考核|担保)$")
_MONEY = re.compile("(?:费用|[费税贷租价券款]|(?<![基资])金)$")
_NO_SUM = re.compile("谁|何时|多[久长]|几(?:个?月|年|天|个?工作日)|什么时候|哪[年天月里]|哪个(?:部门|单位)$")
"""What asks for no sum of money."""
_UP = re.compile("(?:及?以[上下])?(?:学[历位]|毕业|研究生)?")
_OF_LAW = re.compile("(?:基本|暂行|管理)*(?:法(?!人|院|定)|条例|办法|规定|细则)")
"""What makes the name of a law of the words before it, for which nothing else is put."""
_BENEFIT = re.compile("购房|租房|住房|安家|创业|就业|生活|培训|交通|社保|医疗|落户|实习|见习|科研|购车|招聘|子女教育")
_LEVEL = re.compile("(?:国家|省|市|区|县)级")
_NOUN = re.compile("[\u4e00-\u9fff]")


def varied_with(fragment: str, frame: str, *, alone: bool, described: bool = False) -> str | None:
    """The question before with what is named in the place of its like.

    `alone` where nothing is asked of it (租房补贴呢), `described` where it only describes somebody (外地的呢).
    """
    if alone and _EXTREME.fullmatch(fragment) and (ask := ASK.search(_EXTREME.sub("", frame))):
        return ask.string[: ask.start()] + fragment + ask.string[ask.start() :]
    fragment = _TO_PAY.sub("", fragment)
    of = re.fullmatch(rf"(.{{2,}})的({SIDE})", fragment)
    fragment = of[1] if of and of[2] in frame else fragment
    topic, clause = asking_clause(frame)
    people = described and subject_in(clause).endswith("的")
    varied = _at_time(fragment, frame) if alone and not people else None
    if topic and not varied and not AREA.fullmatch(fragment):
        figures = len(_QUANTITY.findall(subject_in(clause)))
        like = not described or len(fragment) < 3 or (_QUANTITY.search(fragment) and figures < 2)
        inside = _in_place_of(fragment, clause, alone=alone) if like else None
        inside = inside or (_of_subject(fragment, clause, described=described) if alone else None)
        varied = topic + inside if inside else None
    varied = varied or _in_place_of(fragment, frame, alone=alone)
    if varied or not alone:
        return varied or _of_group(fragment, frame)
    return (
        _asked_of_side(fragment, frame)
        or _of_group(fragment, frame)
        or _in_parallel(fragment, frame)
        or _in_case(fragment, frame, described=described)
        or _asked_of_other(fragment, frame)
    )


def _of_subject(fragment: str, clause: str, *, described: bool) -> str | None:
    """The clause asked of other people than it begins with: 退休的 for 在职职工, 三口之家 for 两口子."""
    if not (described or _PEOPLE.search(fragment)):
        return None
    words = rjieba.tag(subject_in(clause))
    ends = list(accumulate(len(word) for word, _ in words))
    people = [end for end in ends if clause[end : end + 1] != "会" and _PEOPLE.search(clause[:end])]
    told = [end for end in ends if clause[end - 1] == "的"]
    end = max([*people, *told], default=0)
    if not end:
        thing = words[-1][0] if words and words[0][1][0] in "nmb" and words[-1][1][0] == "n" else ""
        if not described or len(thing) < 2 or _FAMILY.search(fragment):
            return None
        end, described = ends[-1] - len(thing), len(fragment) > 2
    return fragment + ("的" if described else "") + clause[end:]


def takes_place(fragment: str, frame: str) -> bool:
    """Whether what is named has its like in the frame."""
    return _in_place_of(fragment, frame, alone=True) is not None


def _in_place_of(fragment: str, frame: str, *, alone: bool) -> str | None:
    """What is named put where the frame names its like: a part of a city, a figure, a group, a thing of that kind."""
    if AREA.fullmatch(fragment) and not (_KINDS[-1].fullmatch(fragment) and _KINDS[-1].search(frame)):
        named = named_places(frame)
        at = named[0].span.end if named else 0
        old = AREA.match(frame, at)
        return frame[:at] + fragment + frame[old.end() if old else at :]
    if _LEVEL.fullmatch(fragment) and _LEVEL.search(frame):
        return _LEVEL.sub(fragment, frame, count=1)
    for kind in _KINDS:
        if kind.fullmatch(fragment) and kind.search(frame):
            return kind.sub(fragment, frame, count=1)
    figure = _QUANTITY.search(fragment)
    for old_figure in _QUANTITY.finditer(frame) if figure else ():
        if figure and figure[1] == old_figure[1]:
            return frame[: old_figure.start()] + figure[0] + frame[old_figure.end() :]
    groups = [found for pattern in GROUPS if (found := pattern.search(fragment)) and _no_more(fragment, found, frame)]
    for pattern in (*(group.re for group in groups), *GROUPS) if groups else ():
        if other := pattern.search(frame):
            new = fragment[groups[0].start() : _ending(fragment, groups[0])]
            return frame[: other.start()] + new + frame[other.end() :]
    return None if groups else _in_place_of_namesake(fragment.strip("“”"), frame, alone=alone)


def _no_more(fragment: str, group: re.Match[str], frame: str) -> bool:
    """Whether a fragment names a group and adds nothing to the frame: 招聘硕士 where it has 招聘博士."""
    return re.sub(ADVERBS, "", fragment[: group.start()] + fragment[_ending(fragment, group) :]) in frame


def _ending(fragment: str, group: re.Match[str]) -> int:
    """Where the name of a group ends, with 以上 and the like."""
    more = _UP.match(fragment, group.end())
    return more.end() if more else group.end()


def _in_place_of_namesake(fragment: str, frame: str, *, alone: bool) -> str | None:
    """The frame with a thing put where one stands that ends alike (租房补贴 for 购房补贴), or a word much like it."""
    named, year, paper = named_places(frame), YEAR.search(frame), _IN_PAPER.match(frame)
    after = max([0, *(each.span.end for each in named[:1]), *(told.end() for told in (year, paper) if told)])
    ends = [
        (after + found.end(), after + found.start())
        for size in range(len(fragment) - 1, 1, -1)
        for found in re.finditer(re.escape(fragment[-size:]), frame[after:])
        if not _OF_LAW.match(frame, after + found.end())
    ]
    if _PAYMENT.search(fragment[-2:]):
        ends += [(other.end(), other.start()) for other in _PAYMENT.finditer(frame, after)]
    if _BENEFIT.fullmatch(fragment):
        for old in _BENEFIT.finditer(frame, after):
            if _PAYMENT.match(frame, old.end()):
                return frame[: old.start()] + fragment + frame[old.end() :]
    for end, begin in ends:
        stops = _stops(frame, after, begin)
        taken = _PAYMENT.fullmatch(frame, begin, end) and stops and stops[-1][0] in "给对为"
        if not taken and (alone or not _NOUN.match(frame, end)):
            start = max([after, *(stop.end() for stop in stops)])
            start -= _shared(frame[after:start], fragment)
            level = None if _LEVEL.search(fragment) else _LEVEL.match(frame, start)
            return frame[: level.end() if level else start] + fragment + frame[end:]
    return _in_place_of_word(fragment, frame, after) if 1 < len(fragment) < 5 else None


def _shared(before: str, fragment: str) -> int:
    """How many of its first characters stand right before what a fragment takes the place of: 对单位 behind 对."""
    return next((size for size in range(len(fragment), 0, -1) if before.endswith(fragment[:size])), 0)


def _in_place_of_word(fragment: str, frame: str, after: int) -> str | None:
    """The frame with a word put where one much like it stands: 承办 for 主办."""
    for start in range(after, len(frame) - len(fragment) + 1):
        word = frame[start : start + len(fragment)]
        alike = word[-1] == fragment[-1] or (word[0] == fragment[0] and _is_verb(word) == _is_verb(fragment))
        if alike and rjieba.has_word(word) and not _EXTREME.fullmatch(frame, max(start - 2, 0), start):
            joined = frame[start - 1] in "和与、"
            begin = max([after, *(stop.end() for stop in _stops(frame, after, start))]) if joined else start
            return frame[:begin] + fragment + frame[start + len(word) :]
    return None


def _stops(frame: str, after: int, begin: int) -> list[re.Match[str]]:
    """What stands before a name, which 甲和乙 is as a whole."""
    found = _BEFORE_NAME.finditer(frame, after)
    return [stop for stop in found if stop.end() <= begin and stop[0] not in "和与、"]


def _is_verb(word: str) -> bool:
    return any(tag == "v" for _, tag in rjieba.tag(word)[:1])


def _in_parallel(fragment: str, frame: str) -> str | None:
    """The frame with a fragment where it begins alike: with the same words (具有…), or the same 对, 向 or 由."""
    topic, clause = asking_clause(frame)
    ask = ASK.search(clause)
    lead = place_and_year(clause)
    if ask is None:
        return None
    after = clause.find(lead) + len(lead)
    subject = clause[after : ask.start()]
    if len(fragment) > 2 and fragment[:2] == subject[:2]:
        return topic + clause[:after] + fragment + clause[ask.start() :]
    start = subject.rfind(fragment[0]) if fragment[0] in _TOWARDS else -1
    if start < 0 or len(fragment) < 3:
        return None
    end = start + 1
    for word, tag in rjieba.tag(subject[end:]):
        if tag[0] not in "nabjzl" and tag != "vn" and word not in ("的", "、", "和", "与", "及", "或", "或者"):
            break
        end += len(word)
    return topic + clause[:after] + subject[:start] + fragment + subject[end:] + clause[ask.start() :]


def _asked_of_side(fragment: str, frame: str) -> str | None:
    """Another side of what the frame is about: 封顶呢, 申请条件呢."""
    asked = (
        "是多少"
        if re.fullmatch(f"(?:{ADVERBS})?(?:[^的]{{2,4}}(?:金额|数额|数量|面积|额度|人数|比例|标准)|{SIZE})", fragment)
        else "是什么"
        if re.fullmatch(SIDE, fragment)
        else None
    )
    subject = thing_of(subject_of(frame), place_and_year(frame)).removesuffix("的")
    return f"{subject}的{fragment}{asked}？" if asked else None


def _of_group(fragment: str, frame: str) -> str | None:
    """A group asked about where the frame names none."""
    if not any(pattern.fullmatch(fragment) for pattern in GROUPS):
        return None
    lead = place_and_year(frame)
    return lead + fragment + frame.removeprefix(lead)


def _at_time(fragment: str, frame: str) -> str | None:
    """The frame asked of another time (三年以后呢), which is put before what is said of its subject."""
    if not _TIME.fullmatch(fragment):
        return None
    if _ALL_TIME.fullmatch(fragment):
        frame = re.sub(rf"{YEAR.pattern}|[今去]年", "", frame, count=1)
    for event in _EVENT.finditer(fragment):
        if other := re.search(event[0] + _SINCE, frame):
            return frame[: other.start()] + fragment + frame[other.end() :]
    lead, ask = place_and_year(frame), ASK.search(frame)
    claim = _CLAIM.search(frame, frame.find(lead) + len(lead))
    if ask is None and claim is None:
        return f"{frame.rstrip('？?。 ')}，{fragment}呢？"
    at = ask.start() if ask else claim.start() if claim else 0
    for word, tag in reversed(rjieba.tag(frame[:at])):
        if tag[0] not in "vdc" or _PAYMENT.search(word) or THING.search(word):
            break
        at -= len(word)
    return frame[:at] + fragment + frame[at:]


def _in_case(fragment: str, frame: str, *, described: bool) -> str | None:
    """The frame asked of a case or of people who are described: 外地户口的呢, 已经买过房的呢, 离职了呢."""
    if _DEED.search(fragment):
        return None
    tags = rjieba.tag(fragment)
    happens = (
        tags[0][1] in ("v", "d", "p", "zg")
        or tags[-1][1] in ("v", "ul")
        or re.search("[是都没不未了过]", fragment) is not None
    )
    people = _PEOPLE.search(fragment)
    ask = ASK.search(frame)
    counted = counted_thing(frame, ask) if ask else ""
    paid = _PAYMENT.search(frame) and not _MONEY.search(fragment) and (not counted or _PAYMENT.search(counted))
    if THING.search(fragment[-3:]) or _THAT.search(fragment) or not (described or happens or people or paid):
        return None
    own = [
        group
        for pattern in GROUPS
        for group in pattern.finditer(frame)
        if not _quoted(frame, group.start()) and not _INSURANCE.match(frame, group.end())
    ]
    if own and described:
        return f"{frame[: own[0].start()]}{fragment}的{frame[own[0].start() :]}"
    if own and people and not happens:
        return frame[: own[0].start()] + fragment + frame[own[0].end() :]
    if people and not happens and not described and counted and not paid:
        return None
    return f"{frame.rstrip('？?。 ')}，如果{'' if happens else '是'}{fragment}？"


def _quoted(text: str, at: int) -> bool:
    return text.count("“", 0, at) > text.count("”", 0, at)


def _done(subject: str) -> str:
    """The verb at the end of what stands before a question word, with its adverbs: 最低保修 of 屋面防水最低保修."""
    words = rjieba.tag(subject)
    at = len(words)
    while at and words[at - 1][1][0] in "vad":
        at -= 1
    return "".join(word for word, _ in words[max(at, len(words) - 2) :])


def _asked_of_other(fragment: str, frame: str) -> str:
    """What the frame asks, of another thing: in the place of what it counts, or of what it is about."""
    ask = ASK.search(frame)
    if ask is None:
        return f"{frame.rstrip('？?。 ')}，{fragment}呢？"
    if _MONEY.search(fragment) and _NO_SUM.search(frame[: ask.end() + 2]):
        return f"{thing_of(subject_of(frame), place_and_year(frame))}的{fragment}是多少？"
    lead = place_and_year(frame)
    counted = counted_thing(frame, ask)
    if counted and (len(fragment) < 3 or not content(frame[: ask.start()].removeprefix(lead))):
        start = frame.find(counted, ask.end())
        return frame[: ask.start("word")] + ask["word"] + fragment + frame[start + len(counted) :]
    verb = rjieba.tag(frame[: ask.start()])[-1:]
    start = ask.start() - (len(verb[0][0]) if counted and verb and verb[0][1] == "v" else 0)
    topic = asking_clause(frame)[0]
    if topic:
        return topic + fragment + frame[start:]
    paper = _IN_PAPER.match(frame, 0, start)
    if paper and not counted:
        return paper[0] + fragment + _done(frame[paper.end() : start]) + frame[start:]
    joint = "" if not lead or lead.endswith(("的", "年")) else "的"
    return lead + joint + fragment + frame[start:]
