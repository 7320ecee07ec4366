"""Which of several figures a sentence answers with; which payments a question names; what may pass for a figure."""

import pytest

from index.search_key import search_key
from qa.closeness import closest
from qa.eligibility import counts
from qa.expected import expected
from qa.figures import fitting, loosely_fitting
from qa.matching import Terms, payments
from qa.wanted import Wanted, counted_in_english


def chosen(question: str, text: str) -> str | None:
    terms = Terms.of(question, lambda word: 1.0)
    asked = expected(question)
    spans = fitting(asked, text) or loosely_fitting(asked, text)
    counted = counted_in_english(question)
    wanted = Wanted(search_key(question), terms, terms, (), asked.yes_no, counted)
    span = closest(text, spans, wanted)
    return None if span is None else text[span.start : span.end]


@pytest.mark.parametrize(
    ("question", "text", "figure"),
    [
        ("累计发放了多少贷款？", "今年新增贷款3000万元以上，累计已达5.2亿元。", "累计已达5.2亿元"),
        ("购房补贴总额多少钱？", "（二）甲类人才每年8万元，总额40万元；", "40万元"),
        ("超过6万元的报几成？", "6万元以内的报销45%；超过6万元的报销65%。", "65%"),
        ("落户了多少个项目？", "吸引300余个团队报名，签约落户52个项目。", "52个"),
        ("博士后有多少人？", "引进硕士900人、博士后23人、团队71个。", "23人"),
        ("全市新引进的高层次人才里，院士有几人？", "全市新引进高层次人才510人,其中院士6人。", "6人"),
        ("培育激励基金每年有多少？", "每年安排不少于2亿元的人才引进基金、3亿元的培育激励基金。", "3亿元"),
        ("新增的贷款累计有多少？", "今年新增贷款3000万元以上，累计已达5.2亿元。", "累计已达5.2亿元"),
        ("How many projects are hosted by the centres?", "全年入驻项目35个，运营研发中心18个。", "35个"),
        ("How many firms run projects?", "全年入驻项目35个，落户企业18个。", "18个"),
        ("今年新建的市级研究所有多少家？", "今年新建省级研究所8家、市级17家，省级测试站2家、市级4家。", "17家"),
        ("市级测试站有多少家？", "今年新建省级研究所8家、市级17家，省级测试站2家、市级4家。", "4家"),
        ("省级研究所新建了多少家？", "今年新建省级研究所8家、市级17家，省级测试站2家、市级4家。", "8家"),
        ("押金的比例最高是多少？", "押金比例不得低于年租金的3%，不得高于年租金的11%。", "11%"),
        ("押金的比例下限是多少？", "押金比例不得高于年租金的11%，不得低于年租金的3%。", "3%"),
        ("购房最多补多少？", "包括不少于90平方米的公寓、最高70万元购房补贴、最高90万元贷款。", "最高70万元"),
        ("报名截止是什么时候？", "2031年3月1日至5月10日（报名截止时间为5月9日18时）。", "5月9日18时"),
    ],
)
def test_the_figure_that_most_of_the_question_stands_beside_is_chosen(question: str, text: str, figure: str) -> None:
    assert chosen(question, text) == figure


def test_a_figure_that_the_question_states_is_not_its_answer_unless_it_wants_it_confirmed() -> None:
    text = "对60岁的参保人按月发放。"
    assert chosen("60岁的参保人能领到几岁？", text) is None
    assert chosen("是对60岁的参保人发放吗？", text) in ("60岁", None)
    assert chosen("补贴是30万元吗？", "补贴30万元。") == "30万元"


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("一共多少支队伍报名？", "共有210个报名。", ["210个"]),
        ("要让多少人落户？", "推动70万左右农业人口落户。", ["70万左右"]),
        ("要交多少？", "按差价的75%缴纳。", ["75%"]),
        ("什么时候登记？", "每年4月1日至4月20日办理。", []),
    ],
)
def test_what_may_pass_for_the_figure_where_none_of_its_kind_stands_there(
    question: str, text: str, found: list[str]
) -> None:
    assert [text[span.start : span.end] for span in loosely_fitting(expected(question), text)] == found


@pytest.mark.parametrize(
    ("question", "text", "period"),
    [
        ("登记是哪几天？", "7月5日--7月7日：受理登记。", "7月5日--7月7日"),
        ("什么时候前完成？", "2031年底前完成清理。", "2031年底前"),
        ("积多少分？", "取得学士学位，积85分。", "85分"),
        ("面积不低于几平方米？", "面积不低于12平方米。", "不低于12平方米"),
        ("要连续缴存几个月？", "连续缴存满6个月。", "满6个月"),
    ],
)
def test_periods_scores_and_thresholds_are_read_whole(question: str, text: str, period: str) -> None:
    assert [text[span.start : span.end] for span in fitting(expected(question), text) or []] == [period]


def test_a_payment_is_known_by_what_tells_it_from_others() -> None:
    assert payments("给不给搬家费？")[0][0] == "搬家"
    assert "租金补贴" in payments("租房补贴每月多少？")[0]
    assert payments("补贴每月多少？") == []
    assert payments("经费有多少？") == []


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("申报人年龄不能超过多少岁？", "年龄不超过45岁，合同期3年以上。", ["不超过45岁"]),
        ("对年龄有什么要求？", "男未满55周岁、女未满45周岁。", ["未满55周岁", "未满45周岁"]),
        ("要在几天内办结？", "受理后5个工作日内办结。", ["5个工作日内"]),
        ("一共有多少万人？", "共2.6万人，补贴300万元。", ["共2.6万人"]),
    ],
)
def test_ages_working_days_and_ten_thousands_of_people_are_of_the_kind_asked_for(
    question: str, text: str, found: list[str]
) -> None:
    assert [text[span.start : span.end] for span in fitting(expected(question), text) or []] == found


def test_an_amount_of_another_benefit_is_no_answer() -> None:
    text = "给予最高80万元租房补贴、最高150万元股权融资奖励。"
    assert chosen("购车补贴最高多少钱？", text) is None
    assert chosen("股权融资奖励最高多少钱？", text) == "最高150万元"
    assert chosen("租房补贴最高多少钱？", text) == "最高80万元"


@pytest.mark.parametrize(
    ("question", "text", "figure"),
    [
        ("场地补贴每平方米每月最高多少？", "场地补贴每平方米每月最高三十元，面积不超过五百平方米。", "每月最高三十元"),
        ("租金按市场价的多少收取？", "租金按市场价的百分之六十收取，不低于四百元。", "百分之六十"),
        ("什么时候施行？", "本办法自印发之日起施行。", "自印发之日起"),
    ],
)
def test_a_rate_by_area_or_price_and_a_day_without_a_date_are_read_as_such(
    question: str, text: str, figure: str
) -> None:
    assert chosen(question, text) == figure


def test_what_is_counted_must_stand_beside_the_figure() -> None:
    terms = Terms.of("青年驿站有几个？", lambda word: 1.0)
    assert counts("青年驿站有几个?", "新建青年驿站12个", terms)
    assert not counts("青年驿站有几个?", "办成21件实事项目", terms)
    assert counts("一共聘了几个?", "办成21件实事项目", terms)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("报名时间:5月21-22日上午", "5月21-22日"),
        ("第一次在6月25日-28日填报", "6月25日-28日"),
        ("于每月10日和20日扣缴", "每月10日和20日"),
        ("招生时间为2016年5月21日、22日", "2016年5月21日、22日"),
        ("每年9月30日截止", "每年9月30日"),
    ],
)
def test_days_of_a_period_or_of_each_month_are_read_whole(text: str, days: str) -> None:
    found = fitting(expected("哪几天报名？"), text) or []
    assert text[found[0].start : found[0].end] == days


def test_a_period_before_something_and_years_are_durations() -> None:
    def found(question: str, text: str) -> list[str]:
        return [text[span.start : span.end] for span in fitting(expected(question), text) or []]

    assert found("要提前多少天公布？", "应当在听证会召开的20日前公布") == ["20日前"]
    assert found("居住证管几年？", "自受理之日起7日内发放") == []
    assert found("居住证管几年？", "居住证有效期为1年") == ["1年"]
