"""What a question asks for, in which language and about which places."""

import pytest

from qa.coverage import Coverage
from qa.expected import DAY, expected
from qa.formalities import NUMBERED
from qa.lists import CONDITIONS, CONTENTS
from qa.matching import Terms, content, payments
from qa.materials import MATERIALS
from qa.question import asked_places, language_of, understand
from qa.synonyms import expansion, synonyms


@pytest.mark.parametrize(
    ("question", "kind", "unit"),
    [
        ("安家补贴给多少钱？", "amount", None),
        ("安全提示是根据什么文件做的？", "list", None),
        ("申请要交什么文件？", "list", MATERIALS),
        ("创业资助和贷款支持各最高多少？", "amount", None),
        ("大病保险封顶多少？", "amount", None),
        ("补贴的上限是30万元还是50万元？", "amount", None),
        ("租金标准由哪几项构成？", "list", CONTENTS),
        ("Within how many working days is it issued?", "duration", None),
        ("How many yuan per square metre does a flat cost?", "amount", None),
        ("一年能领多少津贴？", "amount", None),
        ("建了多少套公寓？", "count", "套"),
        ("开了几场招聘会？", "count", "场"),
        ("办公场所有多少平方米？", "area", "平方米"),
        ("人才公寓有多大？", "area", None),
        ("贴息比例是多少？", "percent", None),
        ("什么时候开始申报？", "date", None),
        ("补贴发多久？", "duration", None),
        ("受理从几月几号开始？", "date", DAY),
        ("入住要先交多少押金？", "amount", None),
        ("What is the monthly fee per square metre?", "amount", None),
        ("由谁牵头？", "body", None),
        ("归哪两家单位负责？", "body", None),
        ("咨询电话是多少？", "contact", "电话"),
        ("申请要满足什么条件？", "condition", CONDITIONS),
        ("这是第几届大赛？", "ordinal", "届"),
        ("申请人的年龄上限是多少？", "count", "岁"),
        ("服务大厅几点开门？", "time", None),
        ("这份办法的发文字号是什么？", "doc_number", NUMBERED),
        ("这个计划叫什么名字？", "name", None),
        ("培训要几个小时？", "duration", "小时"),
        ("补贴能领几个月？", "duration", "个月"),
        ("面试安排在几月几日？", "date", DAY),
        ("孵化基地何年建成？", "date", None),
        ("按缴费额的多少返还？", "percent", None),
        ("奖金按上年租金多少发放？", "percent", None),
        ("留岗率达到多少？", "percent", None),
        ("运来了多少防疫物资？", "count", None),
        ("能拿多少安家费？", "amount", None),
        ("给多少项目资助？", "amount", None),
        ("三年共资助多少项目？", "count", None),
        ("奖励了多少重点企业？", "count", None),
        ("展位名额有多少？", "count", None),
        ("总共给多少入学指标？", "count", None),
        ("每年几月到几月受理？", "date", None),
        ("研发支出占产值多少？", "percent", None),
        ("多久评一次？", "frequency", None),
        ("哪些高校毕业生能报名？", "list", None),
        ("给予多少人才补贴？", "count", None),
        ("商会的会长是谁？", "person", None),
        ("牵头单位是谁？", "body", None),
        ("园区的地址在哪里？", "contact", "地址"),
        ("意见里提到哪几点？", "list", None),
        ("How much is the housing subsidy?", "amount", None),
        ("How many apartments were built?", "count", None),
        ("When does it start?", "date", None),
        ("Which department takes the lead?", "body", None),
    ],
)
def test_the_kind_and_unit_asked_for(question: str, kind: str, unit: str | None) -> None:
    found = expected(question)
    assert (found.kind, found.unit) == (kind, unit)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("银行对哪些农户实行优惠利率？", "list"),
        ("违约赔偿数额怎么计算？", "method"),
        ("缓缴期限最长一年，滞纳金怎么办？", "method"),
        ("没拿到批准文号就开售，属于哪种情形？", "other"),
        ("《关于延长申报期限的公告》什么时候发布的？", "date"),
        ("过了退休年龄的职工还算不算在编？", "other"),
        ("长方形面积公式", "other"),
        ("办公面积不够去哪里申请调换？", "place"),
        ("证书过了有效日期找谁补办？", "body"),
        ("网址变更要向哪个部门备案？", "body"),
        ("网址在哪里查？", "contact"),
        ("哪些企业更容易缺工？", "list"),
    ],
)
def test_what_a_question_only_speaks_of_is_not_what_it_asks_for(question: str, kind: str) -> None:
    assert expected(question).kind == kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("贷款利率怎么样？", "percent"),
        ("公寓面积有什么要求？", "area"),
        ("补贴标准有哪些？", "amount"),
        ("购房补贴额度", "amount"),
        ("该拨打哪个电话？", "contact"),
        ("有没有年龄限制？", "count"),
        ("What is the cap on the start-up grant?", "amount"),
    ],
)
def test_what_stands_beside_the_question_word_is_asked_for(question: str, kind: str) -> None:
    assert expected(question).kind == kind


def test_to_ask_to_be_told_is_no_yes_no_question() -> None:
    assert not expected("公寓的入住条件能告诉我吗？").yes_no
    assert not expected("可以介绍一下安居政策吗？").yes_no
    assert expected("外地户口能申请吗？").yes_no


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("有搬家费吗？", ["搬家"]),
        ("护士的夜班补贴多少？", ["夜班"]),
        ("返乡的木匠可获得什么补助？", []),
        ("在哪里查询补贴？", []),
        ("闲置大棚如何补助？", []),
        ("每户补助多少？", []),
        ("广告商搞付费推广要标明吗？", []),
        ("考证要交多少申请费？", ["申请"]),
        ("公租房租赁合同签几年？", []),
    ],
)
def test_a_payment_is_named_by_what_it_is_for_and_not_by_what_is_done_with_it(question: str, names: list[str]) -> None:
    assert [name for name, *_ in payments(question)] == names


def test_an_amount_is_looked_for_as_documents_write_it() -> None:
    assert [term.key for term in Terms.of("谁能拿到30万元？", lambda word: 1.0).terms][-1] == "300000"


def test_money_that_was_paid_out_is_asked_for_without_its_unit() -> None:
    assert expected("创业贷款累计发放了多少？").kind == "amount"
    assert expected("居住证累计发放了多少？").kind == "count"


def test_a_yes_no_question_is_of_the_kind_that_it_takes_for_granted() -> None:
    assert expected("补贴是5000元，对吗？").kind == "amount"
    assert expected("头一次办证要交25元，没错吧？").kind == "amount"
    assert expected("由科技局牵头的吧？").kind == "body"
    assert expected("外地人可以申请吗？").kind == "yes_no"


def test_politeness_and_question_words_are_no_content() -> None:
    assert content("请问购房补贴多少？") == "购房补贴"


def test_synonyms_join_colloquial_official_and_english_words() -> None:
    assert "购房补贴" in dict(synonyms("买房补贴怎么拿"))["买房补贴"]
    assert "人才公寓" in expansion("How many talent apartments are there?")
    assert expansion("人才公寓多少套？") == ""


def test_a_word_counts_whole_by_synonym_or_by_its_pairs() -> None:
    terms = Terms.of("购房补贴", lambda word: 1.0)
    assert terms.coverage("给予购房补贴") == 1.0
    assert 0 < terms.coverage("给予安家补贴") < 1.0
    assert terms.coverage("天气晴朗") == 0.0


def test_what_stands_around_a_question_word_is_no_word() -> None:
    words = [term.key for term in Terms.of("全市有多少个众创空间，各配几名导师？", lambda word: 1.0).terms]
    assert "众创空间" in "".join(words)
    assert not {"有个", "配名", "各配名"} & set(words)


def test_a_number_is_looked_for_with_its_unit_or_with_none_as_in_a_table() -> None:
    terms = Terms.of("3年", lambda word: 1.0)
    assert [term.key for term in terms.terms] == ["3年"]
    assert terms.coverage("缴纳满3年") == 1.0
    assert terms.coverage("3|120|5") == 0.5
    assert terms.coverage("满3个月") == terms.coverage("满13年") == 0.0


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("通州区有多少家博士后工作站点？", "zh"),
        ("人才公寓", "zh"),
        ("How many workstations are there?", "en"),
        ("How many “博士后工作站点” does 通州区 have?", "en"),
        ("Compare 姜堰区 and 武进区 on talent apartments", "en"),
        ("And 苏州市工业园区?", "en"),
        ("housing subsidy 苏州", "en"),
        ("“What is new” 是什么活动？", "zh"),
        ("Talents in China 计划有哪些补贴？", "zh"),
        ("A类人才的 App 入口", "zh"),
    ],
)
def test_the_language_is_the_one_that_is_asked_in(question: str, language: str) -> None:
    assert language_of(question) == language


def asked(text: str) -> list[str]:
    regions = ["江苏省/常州市/武进区", "云南省/大理白族自治州", "浙江省"]
    return [text[place.span.start : place.span.end] for place in asked_places(text, regions)]


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("武近区的补贴怎么领？", ["武近区"]),
        ("wujin 的补贴怎么领？", ["wujin"]),
        ("企业工作者将怎样领取？", []),
        ("苏州达理化工有限公司捐了多少？", []),
        ("大里电气集团招聘吗？", []),
        ("国网山东某某县供电公司", []),
        ("中国科学院上海某某研究所招人吗？", []),
        ("武进区注册有限公司有奖励吗？", ["武进区"]),
        ("武进区对有限公司有什么奖励？", ["武进区"]),
        ("江津区引进集团总部奖励多少？", ["江津区"]),
        ("通州区集团化办学怎么报名？", ["通州区"]),
        ("泰兴市支持股份公司上市吗？", ["泰兴市"]),
        ("苏州大学的毕业生在南京落户", ["南京"]),
    ],
)
def test_a_place_asked_about_is_no_part_of_a_name(question: str, places: list[str]) -> None:
    assert asked(question) == places


@pytest.mark.parametrize(
    ("question", "places"), [("京津冀人才合作中心由谁运营？", []), ("京津冀的安家费是多少？", ["京津冀"])]
)
def test_a_body_named_after_a_region_may_lie_anywhere(question: str, places: list[str]) -> None:
    covered = Coverage((("江苏省/常州市/武进区", 1),), (), 1)
    assert [place.name for place in understand(question, (), covered).asked_places] == places
