"""What belongs to an answer beyond its best sentence: what goes on from it, notes, names in quotes, years, premises."""

import pytest
from asking import asking_engine

from index.model import Span
from qa.comparison import years_to_compare
from qa.coverage import Coverage
from qa.engine import PolicyQA
from qa.premise import contradiction
from qa.question import understand

GUIDE = """---
id: guide
title: 启东市青年人才服务指南
issuer: 启东市人力资源和社会保障局
region: 江苏省/南通市/启东市
published: 2024-05-10
kind: guide
---

# 启东市青年人才服务指南

## 一、帮办服务

### （一）企业开办

青年人才创办企业，由专人帮办。帮办专员先核对材料，再陪同到政务大厅取号。证照办好后寄到家中。（市行政审批局牵头，市税务局、市公安局配合）

### （二）住房保障

来启东面试的毕业生可以免费入住青年驿站。

责任单位：市住房城乡建设局、各镇政府

## 二、海燕计划

“海燕计划”每年遴选一批青年人才，入选者可获得培养津贴。本指南答复第726号提案。

## 三、引荐奖励

社会组织引荐人才的，由市财政给予2万元至6万元引荐奖励。

## 四、资金保障

市里每年安排5000万元人才发展资金。同时在购房补贴、子女入学等方面支持人才。

| 序号 | 任务 | 责任单位 |
| --- | --- | --- |
| 1 | 研究制定引荐人才奖励的申请办法，引导社会组织引荐人才 | 人社局 |
"""
RULES = """---
id: rules
title: 如皋市技能人才评价办法
issuer: 如皋市人力资源和社会保障局
region: 江苏省/南通市/如皋市
published: 2024-02-01
kind: policy
---

# 如皋市技能人才评价办法

第一条 申请人的年龄不超过45周岁。

第二条 申报截止日期为每年9月30日。

第三条 学徒贷款的年利率为2.5%。

第四条 咨询电话：0513-86540001。

第五条 证书版面宽200毫米，分辨率350dpi，底色为白色。

第六条 持证的技能人才可以参加各类技能竞赛。市里为持证人提供下列免费帮助：

（一）技能进修课程；

（二）法律咨询；

（三）工具借用。

附件：如皋市技能人才评价收费办法
"""
YEARLY = """---
id: places-{year}
title: {year}年启东市积分入学计划
issuer: 启东市教育局
region: 江苏省/南通市/启东市
published: {year}-03-01
kind: notice
---

# {year}年启东市积分入学计划

{year}年全市积分入学计划招收{count}名。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> PolicyQA:
    plans = {f"plan-{year}": YEARLY.format(year=year, count=count) for year, count in ((2021, 310), (2022, 405))}
    return asking_engine(tmp_path_factory.mktemp("whole"), {"guide": GUIDE, "rules": RULES, **plans})


def test_what_is_done_is_quoted_to_its_end(engine: PolicyQA) -> None:
    quote = engine.ask("启东市怎么帮青年人才创办企业？").citations[0].quote
    assert "由专人帮办" in quote
    assert "寄到家中" in quote
    assert len(quote) <= 240


def test_what_the_best_sentences_announce_is_quoted_with_all_its_items(engine: PolicyQA) -> None:
    answer = engine.ask("如皋市的持证人能享受什么免费帮助？")
    assert [line for line in answer.answer.split("\n\n") if line.startswith("（")] == [
        "（一）技能进修课程；[1]",
        "（二）法律咨询；[2]",
        "（三）工具借用。[3]",
    ]
    assert answer.short is None


def test_a_title_is_no_answer(engine: PolicyQA) -> None:
    answer = engine.ask("如皋市技能人才评价怎么收费？")
    assert not [c.quote for c in answer.citations if c.used and c.quote.endswith("收费办法")]


def test_a_figure_is_quoted_with_its_sentence_alone(engine: PolicyQA) -> None:
    answer = engine.ask("如东县举办创业大赛多少场？")
    assert answer.short == "3场"
    assert answer.citations[0].quote == "全县举办创业大赛3场，签约项目19个。"


@pytest.mark.parametrize(
    ("question", "bodies"),
    [
        ("启东市帮青年人才开办企业由哪个部门牵头？", "市行政审批局"),
        ("启东市青年人才开办企业由哪些部门配合？", "市税务局、市公安局"),
        ("启东市毕业生免费入住青年驿站的责任单位是谁？", "市住房城乡建设局、各镇政府"),
    ],
)
def test_who_is_responsible_comes_from_the_note_behind_the_measure(
    engine: PolicyQA, question: str, bodies: str
) -> None:
    answer = engine.ask(question)
    assert answer.short == bodies
    assert bodies in answer.citations[0].quote


def test_a_plan_in_quotes_is_answered_only_by_documents_that_name_it(engine: PolicyQA) -> None:
    assert engine.ask("“海燕计划”每年遴选谁？").citations[0].document == "guide"
    for question in (
        "“海燕计划”的年龄上限是多少？",
        "“海燕计划”的申报截止日期是哪天？",
        "启东“海燕计划”最高给多少万元？",
        "启东市“海燕计划”每年遴选多少人？",
    ):
        answer = engine.ask(question)
        assert answer.reason == "no_evidence"


def test_a_numbered_paper_is_answered_only_by_documents_with_its_number(engine: PolicyQA) -> None:
    assert engine.ask("第726号提案的咨询电话是多少？").reason == "no_evidence"
    assert engine.ask("如皋市技能人才评价的咨询电话是多少？").short == "0513-86540001"


def test_a_price_is_that_of_the_thing_named(engine: PolicyQA) -> None:
    assert engine.ask("学徒贷款的年利率是多少？").short == "2.5%"
    assert engine.ask("青创贷的年利率是多少？").reason == "no_evidence"


def test_a_figure_of_a_unit_that_is_not_known_answers_where_it_stands_behind_what_is_asked(engine: PolicyQA) -> None:
    answer = engine.ask("如皋市证书版面的分辨率是多少？")
    assert not answer.abstained
    assert "350dpi" in answer.citations[0].quote


def test_a_wrong_amount_is_set_right_by_the_sentence_that_has_one(engine: PolicyQA) -> None:
    answer = engine.ask("启东市社会组织引荐人才最高奖励50万元，怎么申请？")
    assert not answer.abstained
    assert "2万元至6万元" in answer.citations[0].quote


def test_a_person_does_not_contradict_the_body_that_a_question_takes_for_granted() -> None:
    question = understand("第12号提案是市财政局主办的吗？", (), Coverage((), (), 0))
    quote = "提出者：张小明；主办：市教育局"
    assert contradiction(question, quote, Span(4, 7)) is None
    wrong = contradiction(question, quote, Span(11, 15))
    assert wrong is not None
    assert wrong.said == "市财政局"


def test_years_are_compared_row_by_row(engine: PolicyQA) -> None:
    answer = engine.ask("启东市积分入学计划2021年和2022年各招收多少名？")
    rows = [line for line in answer.answer.splitlines() if line.startswith("| 20")]
    assert [row.split(" | ")[0] for row in rows] == ["| 2021年", "| 2022年"]
    assert "310名" in rows[0]
    assert "405名" in rows[1]
    assert answer.answer.startswith("| 年份 |")


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (
            "入学指标2021年和2022年各多少名？",
            [("2021年", "入学指标2021年多少名？"), ("2022年", "入学指标2022年多少名？")],
        ),
        (
            "2020年、2021年及2022年分别建成多少套？",
            [(f"{year}年", f"{year}年建成多少套？") for year in (2020, 2021, 2022)],
        ),
        ("2020-2022年各有多少名？", []),
        ("2021年和2022年一共招收多少名？", []),
        ("2021年的计划和上年相比有什么变化？", []),
    ],
)
def test_each_year_is_asked_alone_where_a_question_tells_them_apart(
    question: str, asked: list[tuple[str, str]]
) -> None:
    assert years_to_compare(understand(question, (), Coverage((), (), 0))) == asked


def test_a_place_named_twice_is_compared_once(engine: PolicyQA) -> None:
    answer = engine.ask("如东和昆山都有人才公寓，如东的建成多少套，昆山的由谁负责建设？")
    rows = [line for line in answer.answer.splitlines() if line.startswith(("| 如东", "| 昆山"))]
    assert len(rows) == 2
    assert "280套" in rows[0]
    assert "住建局★" in rows[1]


def test_the_head_of_a_body_is_not_made_of_its_name(engine: PolicyQA) -> None:
    assert engine.ask("Who is the director of the Qidong Human Resources Bureau?").abstained


@pytest.mark.parametrize(
    "question",
    [
        "启东市人才购房补贴最高多少？",
        "启东市海燕计划的培养津贴发几个月？",
        "启东市海燕计划从几月几号开始遴选？",
        "How many years does the培养津贴 in Qidong last?",
        "启东市行政审批局的总经理是谁？",
        "启东市青年驿站一次能住几晚？",
        "启东市青年驿站的押金是多少？",
        "昆山市人才公寓的租金怎么算？",
        "如东县人才公寓每平方米物业费多少钱？",
    ],
)
def test_what_a_thing_costs_or_how_long_it_lasts_is_not_made_of_its_name(engine: PolicyQA, question: str) -> None:
    assert engine.ask(question).reason == "no_evidence"


@pytest.mark.parametrize(
    "question",
    [
        "冰箱里的剩菜能放几天？",
        "怎么把照片里的人抠出来？",
        "天鹅为什么要南飞？",
        "How do I peel a mango?",
        "Who composed the Moonlight Sonata?",
    ],
)
def test_questions_of_everyday_life_are_refused(engine: PolicyQA, question: str) -> None:
    assert engine.ask(question).reason == "no_evidence"
