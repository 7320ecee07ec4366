"""A question that leans on earlier ones made complete, without a model: what it leaves out is taken from them."""

import re
from collections.abc import Sequence
from dataclasses import replace

import rjieba

from index.search_key import fold
from qa.dialogue_english import in_english, says_much_in_english
from qa.expected import expected
from qa.follow_up import (
    GROUPS,
    HAN,
    POLITE,
    SAME,
    WITHIN,
    FollowUp,
    asks,
    bare,
    bare_ask,
    content,
    looks_beyond,
    named_places,
    new_words,
    take_apart,
)
from qa.spoken_of import (
    ADVERBS,
    ASK,
    PAYS,
    THING,
    asking_clause,
    counted_thing,
    place_and_year,
    subject_in,
    subject_of,
    thing_of,
    with_place,
    with_year,
)
from qa.variation import takes_place, varied_with

__all__ = ["SAME", "asked_there", "complete", "says_much"]


_MORE = re.compile(
    r"^(?:还有|另外还有|此外|没有?|就)?(?:别的|其他的?|其它的?|更多)?(?:还有)?(?:了|吗|么|没有|没|呢|哪些|这些|这么多)*[？?]?$"
    r"|还有(?:别的|其他|其它|什么|没有|更多)|(?:any|what|who|anything) (?:other|else|more)",
    re.IGNORECASE,
)
_CASE = re.compile(r"(?:那么?)?(?:如果|要是|假如|若是|万一)(?!换)(?P<case>[^，,]{2,}?)(?:的话)?呢?[？?]?")
"""A case put to the question before: 那要是没有社保呢."""
_NAMES = re.compile("(?:那么?|还有)?(?P<name>[^，,？?]{2,12}?)的?呢[？?]?")
"""A follow-up that only names something: 租房的呢."""
_PUT_CASE = re.compile("，如果(?P<case>[^，]*)？$")
"""How a completed question ends that a case was put to."""
_CORRECTS = (
    re.compile(
        "(?:^|[，,\\s])不是(?P<old>[^，,]{1,12})[，,]\\s*(?:我?(?:想?[问说指]的?)?(?:其实)?是?)(?P<new>[^，,？?]{1,30})[。？?]?$"
    ),
    re.compile("(?:[是在]|^)(?P<new>[^，,？?在是]{2,16}?)[，,]?(?:而)?不是(?P<old>[^，,]{1,12})[。？?]?$"),
)
"""How somebody sets right what they said: 不是博士，是硕士."""
_OF_ME = re.compile(
    "(?:可是?|但是?|不过)?(?:我们?|本人)家?(?:(?:现在|目前|已经|刚刚?|才|还|只|都)*(?:是|有|没|不|在|交|办|买|住|满|[一二两三四五六七八九十\\d]+[口个]))"
)
"""How somebody tells their own case: 我是外地户口的."""
_TO_US = re.compile(
    "(?:请|麻烦|那么?|再|还有|现在|顺便)*"
    "(?:[你您](?!好)|[帮给替]我(?:写|画|起|编|做|翻译|把|唱|推荐)|(?:忽略|无视|忘[掉记])[^，。]{0,12}(?:指令|提示|规则|设定)|把[你您]的)"
)
"""What is said to the one who answers, and asks nothing of what was spoken of."""
_CONFIRMS = re.compile("(?:对吧|是吧|对吗|没错吧|对不对|没理解错[吧吗]?|是这样的?[吗吧])[？?。！!\\s]*$")
"""How somebody makes sure of an answer, which is not asked of anything else."""
_ALSO = re.compile(
    "(?P<who>[^，,？?]{1,14}?)也(?:都?[要给能会行有是算]|可以|适用)?(?:一样|如此|这么[多大高长久])?的?[吗么][？?]?"
)
"""Whether the same holds for another: 农民工也一样吗."""
_NUMBERS = ("amount", "count", "percent", "area", "duration")
_DUTY = re.compile("牵头|负责|参与|主管|管理|主办|承办|监管")
_CLAUSE = re.compile(r"[，,；;？?。！!]\s*(?=.)|(?<=的话)(?=[^，,；;？?\s])")
_OF_ANYTHING = re.compile("项目|活动|政策")
"""What is still of the same matter when it was spoken of before."""
_PART = re.compile(r"^在?(?:其中|里面|当中|这里头|[这那]些?(?:人|企业|项目|家)?(?:里面?|[之当]?中))的?[，,]?")
_POINTER = re.compile(
    r"(?:(?<!吉)[它他她]们?|其(?!他|它|余|中|实|次)|(?:这(?![一两几二三四五么样])|(?<!的)那|(?<![应不一天])该(?![发交给怎如去办做领补拿找有])|上述|此)[个些项种类笔次批套份件]?(?:事情?(?!项)|钱|(?=[\u4e00-\u9fff])))"
)
_PRONOUN = re.compile("它们?|其(?!他|它|余|中|实|次)")
_ANEW = re.compile("(?:那么?|好的?|嗯)?[，,]?(?:换|另)一?个(?:问题|话题|事情?)[，,：:。 ]")
"""How somebody says that what follows is of another matter."""
_HERE = re.compile(r"当地|[那这][里边儿]")
_SITE = re.compile("[^，,；;]*(?:公寓|驿站|中心|大厅|窗口|基地|社区|园|馆|站|家(?=”)|港|谷)”?(?![地的]?[区人点才])")
_AT_SITE = re.compile("住|租|收费|要钱|免费|地址|电话|开门|几点|预约|怎么[去走]|办公|管理")
_PERSON = re.compile(r"[他她](?!们)")
_LEANS = re.compile(
    r"^(?:那么?(?!曲)|所以|(?:也?就|意思)是说?|还|也|又|另外|再|换(?!领|证|届|发)|改成|对方)|^[^，,？?]{0,14}(?:呢(?:[，,？?]|$)|的话)"
    r"|^(?:如果|要是|万一|假如)(?!想|要)[^，,]{1,9}[，,][^，,]{1,9}$"
)
"""How a question begins or ends that leans on the one before."""
_HEADLESS = re.compile(
    rf"[^，,]{{1,10}}的(?:{ADVERBS}|每.{{1,2}})*(?:是|有|给|能?[拿领得])?(?:多少|几[个分天年]?)[钱元分]?[？?]?"
)
"""A figure of what is only described: 地方级的每年多少."""
_LEANS_SOFTLY = re.compile("^(?:[到至被离]|除了?|[\u4e00-\u9fff]{1,2}了(?!解))|自己|又")
"""What a question may have that leans on the one before, unless it says much itself."""
_WHEN_OR_WHERE = re.compile(
    "(?:是|在|到|从|去)?(?:几(?:号|点|月份?)|什么时候|啥时候|何时|哪(?:里|儿|天|年|一?个(?:部门|单位))?|怎么|如何|由?谁)"
)
"""What asks when, where, how or by whom something is done: 在哪 of 在哪报名."""
_THIS_SIDE = re.compile("[这那]一?(?:块(?!钱)|方面|环节|步)")
"""A side of what was spoken of: 材料这块有什么要求."""
_OBJECTLESS = re.compile(
    "(?:[去来要再]|怎么|如何|哪[里儿]|何时|[几多][天久日月年])(?:[补续换交缴领退办查延]|续[签期办]|延期|补办|换领|办理|申[请领报]|注销)[？?。]?$"
)
"""What is done to a thing that goes unsaid: 到哪里换领."""
_MATTER = re.compile(
    r"社保|户[口籍]|学[历位生校]|职称|年[龄薪]|申[报请领]|报[名销]|评审|认定|入[选学围]|上学|落户|[租住房补贴奖税贷薪聘招证]|工[作资]|材料|合同|公司|企业|单位|部门|机构"
    r"|团队|人才|博士|硕士|本科|毕业|项目|平台|会议|大会|活动|培训|比赛|名[额单次]|指标|考核|电话|地址|网[站址]|孩|子女|配偶|家[属庭]|父母|老[公婆人]|夫妻"
    r"|[国境省市区县外本]内?[外地]|离职|[任聘期]期|签|领|参[加与]|报|比例|标准|上限|到账|时[间候]|日期|期限|有效|分期|一次性|文件|政策|办法|条例|规定|风险|银行|利息|合作"
    r"|牵头|负责|引进|新[增建]|数量|面积|院士|专家|技术|产业|园|服务|支持|优惠|条件|待遇|流程|手续|窗口|咨询|受理|办理|审[核批]"
)
"""What a question of the same matter may name."""
_ALIKE = re.compile("类似|一样|相同|同样|这")
_SIDES = re.compile("租金|面积|价格|利率|条件|材料|流程|期限|时间|地址|电话|名单|年龄")
"""Sides of a thing: of another side than the one spoken of a whole question asks."""
_COUNTS_GROUP = re.compile(rf"的?(?:{GROUPS[0].pattern})(?:一共|总共|共)?[有是]?(?:多少|几)[名个人位]")
_PAYMENT = re.compile("补贴|补助|津贴|奖励|资助|奖金|贴息|安家费")
_LEANS_ON_NEXT = re.compile(
    r"^(?:由|归|[是有分要能可都占从最在]|比(?![特例赛])|还有|还|谁|什么|何|怎|如何|多[少久]|需|哪|几|一共|总共|累计|大概|资助|奖|补(?!贴)|具体|包[含括]|分别|专门|主要|优先|封顶|最高|上限)"
)


def complete(question: str, history: Sequence[str]) -> str:
    """The question made complete from the person's earlier ones, oldest first; one that stands alone is left alone."""
    last, before = next(reversed(_told(history)), ("", ""))
    asked = _simplified(question.strip())
    completed = _in_turn(asked, last, before) or _complete(asked, before)
    if completed == asked:
        return question.strip()
    written = {new: old for text in (question, *history) for new, old in zip(_simplified(text), text, strict=True)}
    return "".join(written.get(character, character) for character in completed)


def asked_there(question: str, history: Sequence[str]) -> str:
    """A question without a place asked of what was last spoken of with one; empty where nothing was."""
    asked = question.strip()
    before = next((earlier for _, earlier in reversed(_told(history)) if named_places(earlier)), "")
    if not before or named_places(asked) or looks_beyond(asked) or POLITE.fullmatch(asked) or _TO_US.match(asked):
        return ""
    if not HAN.search(asked):
        return f"{asked.rstrip('? ')} in {named_places(before)[0].name}?"
    topic = re.split("[，,；;]", before, maxsplit=1)[0] if asking_clause(before)[0] else ""
    return f"{topic if named_places(topic) else place_and_year(before)}，{asked}"


def says_much(clause: str) -> bool:
    """Whether a clause says so much that it could be asked alone: nothing is made sure of, and nothing pointed to."""
    if not HAN.search(clause):
        return says_much_in_english(clause)
    return len(clause) >= 9 and not _CONFIRMS.search(clause)


def _told(history: Sequence[str]) -> list[tuple[str, str]]:
    """The person's earlier questions, each as it was asked and made complete from those before it."""
    told: list[tuple[str, str]] = []
    for earlier in history:
        polite = POLITE.fullmatch(earlier.strip()) or _TO_US.match(earlier.strip())
        if not polite and not (told and _CONFIRMS.search(earlier)):
            asked = _simplified(earlier.strip())
            last, before = next(reversed(told), ("", ""))
            told.append((asked, _in_turn(asked, last, before) or _complete(asked, before)))
    return told


def _in_turn(asked: str, last: str, before: str) -> str:
    """The question before, of what a follow-up names for what the last one named (乙呢 after 甲呢); else empty."""
    new, old = _NAMES.fullmatch(asked), _NAMES.fullmatch(last)
    if new is None or old is None or before.count(old["name"]) != 1:
        return ""
    if any(asks(name["name"]) or named_places(name["name"]) or take_apart(name[0], before).year for name in (new, old)):
        return ""
    return "" if takes_place(new["name"], before) else before.replace(old["name"], new["name"])


def _simplified(text: str) -> str:
    return "".join(new if HAN.match(old) else old for old, new in zip(text, fold(text), strict=True))


def _complete(question: str, before: str, *, again: bool = False) -> str:
    """`again` where what was asked before has just been asked of something else: to repeat it says no more."""
    if not before or POLITE.fullmatch(question) or _TO_US.match(question):
        return question
    anew = _ANEW.match(question)
    if anew and asks(question[anew.end() :]):
        return question[anew.end() :]
    for correction in _CORRECTS:
        told = correction.search(question)
        if told and told["old"] in before and not asks(told["new"]):
            return before.replace(told["old"], bare(told["new"]))
    other_part = _with_other_part(bare(question), before)
    if other_part:
        return other_part
    said = take_apart(question, before)
    if _MORE.fullmatch(said.text) or (_MORE.search(said.text) and not said.place and _says_little(said.rest)):
        return f"{before.rstrip('？?。 ')}{'，' if HAN.search(said.text) else '? '}{said.text}"
    case = _CASE.fullmatch(question)
    if case and not (said.place or said.year or asks(case["case"]) or _takes_place(case["case"], before)):
        return f"{before.rstrip('？?。 ')}，如果{case['case']}？"
    if _OF_ME.match(said.text) and not asks(bare(said.text)) and not (said.place and len(content(said.rest)) < 2):
        return f"{before.rstrip('？?。 ')}，如果{bare(said.text)}？"
    if looks_beyond(said.text) and not _PRONOUN.match(said.rest):
        return question
    frame = with_year(with_place(before, said.place), said.year)
    if not HAN.search(said.text):
        return in_english(said, before, frame)
    if len(named_places(said.text)) > 1 and not _stands_alone(said, before):
        about = subject_of(before).removeprefix(place_and_year(before)).removeprefix("的")
        return f"{about}，{said.text}"
    first, *others = _CLAUSE.split(bare(said.text), maxsplit=1)
    if not again and _stands_alone(said, before):
        return said.text
    if others and _names_only(first, before):
        named = _complete(first, before)
        if _PUT_CASE.search(named):
            return f"{subject_of(before)}，{bare(first)}，{others[0]}？"
        return _complete(others[0], named, again=True)
    return _put_to(said, before, frame, again=again)


def _takes_place(case: str, before: str) -> bool:
    """Whether a case names what has its like in the question before: 是博士, not 没交满."""
    return not re.match("没|未|已", case) and takes_place(case.lstrip("是在"), before)


def _with_other_part(asked: str, before: str) -> str:
    """The question before asked of another part of its city (环城四区是多少？); empty where a follow-up is not that."""
    asked = re.sub("^(?:我们?家?|本人)?在", "", asked)
    # The name of the city itself is no part of the part's.
    behind = max((place.span.end for place in named_places(before)), default=0)
    part, old = WITHIN.match(asked), WITHIN.search(before, behind)
    if part is None or old is None:
        return ""
    rest = asked[part.end() :].strip("的，, 又也？?")
    if not (SAME.fullmatch(rest) or bare_ask(rest)) or new_words(rest, before):
        return ""
    return before[: old.start()] + part[0] + before[old.end() :]


def _put_to(said: FollowUp, before: str, frame: str, *, again: bool) -> str:
    """What a follow-up names or asks put to the question before, which `frame` asks of its place and year."""
    said = replace(said, rest=_THIS_SIDE.sub("", said.rest))
    rest = said.rest.strip("的，, 又也")
    same = SAME.fullmatch(rest) and (said.place or said.year or again)
    if same or (again and _ALSO.fullmatch(f"他也{rest}")):  # the 也 it begins with is stripped
        return frame
    also = _ALSO.fullmatch(rest)
    if also and not named_places(also["who"]) and varied_with(also["who"].strip("的"), frame, alone=True):
        said = replace(said, rest=also["who"])
        rest = also["who"].strip("的")
    alike = _alike(rest, before)
    ask = bare_ask(rest)
    fragment = rest[: ask.start()].strip("的，, ") if ask else "" if asks(rest) else rest
    fragment = re.sub("^[那这]个(?=..)", "", fragment)
    group = any(pattern.fullmatch(fragment) for pattern in GROUPS)
    if fragment and not group and fragment in before and (said.place or said.year or again) and (alike or not ask):
        return frame
    described = said.rest.rstrip("，, ").endswith("的")
    alone = ask is None
    varies = fragment and (alike or alone) and not re.match("[它他她]", fragment)
    varied = varied_with(fragment, frame, alone=alone, described=described) if varies else None
    if varied:
        return varied
    repeats = not new_words(rest, before) and all(duty in before for duty in _DUTY.findall(rest))
    if said.place and not alike and _names_thing(fragment, rest):
        return said.text
    if alike and repeats and (said.place or said.year or again):
        return frame
    joined = _joined(said.rest.lstrip("的，, "), frame, again=again)
    return ("" if said.year in joined else said.year) + joined + "？"


def _names_thing(fragment: str, rest: str) -> bool:
    """Whether a follow-up names a thing of a kind that needs no more telling, or what somebody gets."""
    thing = THING.search(fragment or rest)
    return thing is not None and (len(fragment) > 3 or any(pattern.search(rest) for pattern in GROUPS))


def _says_little(rest: str) -> bool:
    return len(content(rest)) < 3 or not HAN.search(rest)


def _names_only(clause: str, before: str) -> bool:
    """Whether a first clause only names another place, group or thing, of which the next asks."""
    said = take_apart(clause, before)
    rest = said.rest.strip("的")
    if (said.place and SAME.fullmatch(rest)) or any(pattern.fullmatch(rest) for pattern in GROUPS):
        return True
    return clause.endswith(("呢", "的话")) and not asks(rest)


def _stands_alone(said: FollowUp, before: str) -> bool:
    """Whether a question can be answered by itself: with a place of its own, or with so much that is its own."""
    rest = said.rest
    if said.place and not (said.place in before and _LEANS_ON_NEXT.match(rest)):
        return _asks_of_its_place(said, before)
    if not asks(bare(said.text)) or _CONFIRMS.search(said.text):
        return False
    if _ALSO.fullmatch(rest) or _HEADLESS.fullmatch(rest):
        return False
    if (
        _LEANS.search(said.text)
        or (_OF_ME.match(said.text) and len(content(rest)) < 12)
        or _points_back(rest)
        or _PART.search(rest)
        or _THIS_SIDE.search(rest)
    ):
        return False
    if _OBJECTLESS.search(rest) and not any(tag[0] == "n" and len(word) > 1 for word, tag in rjieba.tag(rest)):
        return False
    size = len(content(re.sub(r"([\u4e00-\u9fff])不\1", r"\1", rest)))
    if size < 12 and any(word in before for word in new_words(rest, "", nouns=True)):
        return False
    if _LEANS_SOFTLY.search(rest):
        return size >= 14
    if _LEANS_ON_NEXT.match(rest):
        return size >= 10
    if re.search("[“《]", rest) and asks(rest):
        return size >= 2
    if not HAN.search(before):
        return size >= 4 and asks(rest)
    if THING.search(rest):
        return size >= 9
    if size > 4 and not re.search(r"\d", rest) and not _MATTER.search(rest):
        return True
    return size >= 8 or (len(rest) > 9 and len(new_words(rest, before)) > 1)


def _asks_of_its_place(said: FollowUp, before: str) -> bool:
    """Whether a question that names its place also names what it asks of it."""
    about = content(said.rest)
    if _LEANS.search(said.text) and (not asks(bare(said.text)) or re.match("的?呢[，,]", said.rest)):
        return False
    if " " in bare(said.text).strip() and len(about) > 1:
        return True
    groups = sum(bool(pattern.search(said.rest)) for pattern in GROUPS)
    words = new_words(said.rest, before, nouns=not groups)
    new_group = groups and not any(pattern.search(before) for pattern in GROUPS)
    pays = _PAYMENT.findall(said.rest)
    same = SAME.fullmatch(said.rest.strip("的，, ")) is not None
    if not same and not _alike(said.rest, before) and (len(about) > 2 or (len(about) > 1 and pays)):
        return True
    paid = (pays and new_group) or (any(pay not in before for pay in pays) and (groups or len(about) > 1))
    if not asks(bare(said.text)):
        return bool(paid) or (len(about) > 2 and bool(words) and not same)
    figure = re.search(r"\d+", said.rest)
    return (
        groups > 1
        or (new_group and _COUNTS_GROUP.match(said.rest) is not None)
        or (len(about) >= (4 if _ALIKE.search(said.rest) else 3) and about not in before)
        or (
            THING.search(said.rest) is not None
            and len(about) > 1
            and any(side not in before for side in _SIDES.findall(said.rest))
        )
        or bool(words or paid)
        or _counts_other(said.rest, before)
        or (figure is not None and figure[0] not in before)
    )


def _points_back(rest: str) -> bool:
    """Whether a word points to what was said before, not to what stands right before it (甲办法这项任务)."""
    pointer = _POINTER.search(rest)
    return pointer is not None and len(content(rest[: pointer.start()])) < 3


def _counts_other(rest: str, before: str) -> bool:
    """Whether something is counted or listed that was not spoken of, as 博士 after 硕士."""
    ask = ASK.search(rest)
    thing = counted_thing(rest, ask) if ask else ""
    return thing not in before and bool(content(thing) or any(pattern.search(thing) for pattern in GROUPS))


def _alike(asked: str, before: str) -> bool:
    """Whether the same kind of answer is wanted."""
    new, old = expected(asked).kind, expected(before).kind
    return new == old or (re.search(r"(?:多少|几)[个名]?$", asked) is not None and old in _NUMBERS)


def _joined(rest: str, frame: str, *, again: bool) -> str:
    """A follow-up with a question of its own, put to what the one before is about."""
    put = _PUT_CASE.search(frame)
    if put and not (_points_back(rest) or _PERSON.search(rest) or _HERE.search(rest)):
        return f"{subject_of(frame[: put.start()])}，如果{put['case']}，{rest}"
    lead = place_and_year(frame)
    here = _HERE.search(rest)
    ask = ASK.search(frame)
    site = _SITE.match(frame[: ask.start()] if ask else frame) if here else None
    if here and site and (site[0][-1] == "”" or _AT_SITE.search(rest)):
        return rest[: here.start()] + site[0] + rest[here.end() :]
    if here and lead:
        return rest[: here.start()] + lead + rest[here.end() :]
    if _PERSON.search(rest) and asks(frame) and not re.search("是谁[？?]?$", frame):
        return f"{frame.rstrip('？?。 ')}，{rest}"
    old = ASK.search(frame)
    if old and _WHEN_OR_WHERE.fullmatch(rest) and _WHEN_OR_WHERE.match(frame, old.start()):
        done = _WHEN_OR_WHERE.match(frame, old.start())
        if done and HAN.match(frame, done.end()):
            return frame[: old.start()] + rest + frame[done.end() :].rstrip("？?。 ")
    subject = subject_of(frame)
    if re.match("[和跟与]", rest):
        return thing_of(subject, lead) + rest
    part = _PART.match(rest)
    if part:
        return f"{subject.removesuffix('的')}中，{rest[part.end() :]}"
    topic, clause = asking_clause(frame)
    pointer = _POINTER.search(rest)
    if pointer and topic and rest[: pointer.start()] and _points_back(rest):
        return f"{subject}，{rest}"
    if pointer and _points_back(rest):
        after = rest[pointer.end() :]
        noun = next((after[:size] for size in range(min(8, len(after)), 1, -1) if after[:size] in subject), "")
        if topic and not noun and re.match("[证卡号房款假费表]", after):
            owner = subject_in(clause)
            named = owner.endswith(after[0]) and not re.match("那?[办领换补交]", owner)
            return topic + (owner + after[1:] if named else rest)
        if noun:
            end = subject.rfind(noun) + len(noun)
            subject = subject[: end + (subject[end : end + 1] == "”")]
        else:
            subject = thing_of(subject, lead)
        after = after[len(noun) :]
        if re.fullmatch("有没有|有", rest[: pointer.start()]) and subject.startswith(lead):
            return lead + rest[: pointer.start()] + subject.removeprefix(lead).removeprefix("的") + after
        return rest[: pointer.start()] + subject.removesuffix("的") + after
    ask = ASK.search(rest)
    counts = (
        ask is not None
        and THING.search(counted_thing(rest, ask))
        and not re.search(f"给|{PAYS}", rest[: ask.start("word")])
    )
    own = THING.search(rest, 1) and not any(word in frame for word in _OF_ANYTHING.findall(rest))
    says_enough = (
        own and not re.match("具体|包[含括]|分别|专门|主要|优先", rest) and (counts or len(content(rest)) >= 4)
    )
    if not again and (says_enough or len(new_words(rest, frame, nouns=True)) > 2):
        noun_first = lead and not lead.endswith("年") and re.match("[njlb]|vn", rjieba.tag(rest)[0][1])
        return lead + ("的" if noun_first else "") + rest
    if ASK.search(frame) is None:
        return f"{frame.rstrip('？?。 ')}，{rest}"
    if (
        topic
        and not _LEANS_ON_NEXT.match(rest)
        and any(tag[0] in "nr" for _, tag in rjieba.tag(subject_in(asking_clause(rest)[1])))
    ):
        return topic + rest
    if not re.match("占|同比|环比|增长", rest):
        subject = thing_of(subject, lead)
    return subject + ("" if _LEANS_ON_NEXT.match(rest) else "，") + rest
