"""Rules that are graduated by a figure: the bracket that a question's own figure is in, and what is granted in it."""

from pathlib import Path

import pytest
from asking import asking_engine

from index.model import Span
from index.quantities import quantities
from qa.brackets import brackets, graduated, is_outside, is_within
from qa.engine import PolicyQA

YEARS = "在岗满两年不足六年的，住房补贴发放十个月；满六年不足九年的，住房补贴发放二十个月；九年以上的，发放三十个月。"
COSTS = "自费不足3万元的部分不予补助；超过3万元（含）至8万元的部分补助45%；超过8万元的部分补助65%。"
INVESTED = "实际投资1亿元（含）-6亿元的，给予最高40万元奖励；6亿元以上的，给予最高90万元奖励。"
PEOPLE = "员工20人以上80人以下的企业补贴3万元，80人以上的企业补贴7万元。"


@pytest.mark.parametrize(
    ("text", "kind", "question", "granted"),
    [
        (YEARS, "duration", "在岗四年的人补贴发几个月", ["十个月"]),
        (YEARS, "duration", "在岗满七年呢", ["二十个月"]),
        (YEARS, "duration", "在岗满两年不足六年的发几个月，那干了十年以上的呢", ["三十个月"]),
        (COSTS, "percent", "自费5万元补助几成", ["45%"]),
        (COSTS, "percent", "自费八万以上的补多少", ["65%"]),
        (COSTS, "percent", "三万到八万之间补助多少", ["45%"]),
        (INVESTED, "amount", "投资3亿能奖多少", ["最高40万元"]),
        (INVESTED, "amount", "投资9亿元的项目奖多少", ["最高90万元"]),
        (PEOPLE, "amount", "50人的企业补贴多少", ["3万元"]),
        (PEOPLE, "amount", "300个人的企业补贴多少", ["7万元"]),
    ],
)
def test_only_what_is_granted_in_the_bracket_of_the_question_answers(
    text: str, kind: str, question: str, granted: list[str]
) -> None:
    spans = [quantity.span for quantity in quantities(text) if quantity.kind == kind]
    assert [text[span.start : span.end] for span in graduated(text, spans, question)] == granted


@pytest.mark.parametrize("question", ["住房补贴发几个月", "2023年的住房补贴发几个月", "一个人能领几个月"])
def test_a_question_without_a_figure_of_its_own_leaves_all(question: str) -> None:
    spans = [quantity.span for quantity in quantities(YEARS) if quantity.unit == "个月"]
    assert graduated(YEARS, spans, question) == spans


def test_bounds_that_are_granted_are_no_brackets() -> None:
    assert brackets("对入选者给予最高50万元奖励，补贴不超过房租的60%。") == []


def test_a_bound_is_within_only_where_it_is_said() -> None:
    below, *_, above = brackets(COSTS)
    [at] = brackets("3万元（含）以上的")
    assert not below.with_high
    assert not above.with_low
    assert at.with_low


def test_a_bound_of_the_question_s_own_unit_is_no_answer() -> None:
    text = "月收入低于900元的家庭，每平方米补贴12元。"
    spans = [quantity.span for quantity in quantities(text) if quantity.kind == "amount"]
    assert graduated(text, spans, "月收入800元的家庭每平方米补贴多少") == [Span(19, 22)]


def test_sentences_are_told_apart_by_their_brackets() -> None:
    low, high = "投资2000万元以上5000万元以下的，奖励20万元。", "投资5000万元以上的，奖励60万元。"
    assert is_outside(low, "投资8000万元奖多少")
    assert is_within(high, "投资8000万元奖多少")
    assert not is_outside("每年举办一次人才大会。", "投资8000万元奖多少")


RULES = """---
id: rules
title: 启东市渔港产业奖励办法
issuer: 启东市人民政府
region: 江苏省/南通市/启东市
published: 2024-03-02
kind: policy
---

# 启东市渔港产业奖励办法

## 一、渔港企业落户奖励

（一）实际投资2000万元以上5000万元以下的渔港企业，落户后一次性奖励20万元。

（二）实际投资超过5000万元的渔港企业，落户后一次性奖励60万元。

## 二、渔港员工安家补贴

员工连续工作满三年不足五年的，安家补贴为1.5万元；满五年不足八年的，安家补贴为2.5万元；八年以上的，安家补贴为4万元。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> PolicyQA:
    return asking_engine(tmp_path_factory.mktemp("brackets"), {"rules": RULES})


@pytest.mark.parametrize(
    ("question", "history", "short"),
    [
        ("渔港企业在启东投资3000万元，落户奖励多少钱？", [], "20万元"),
        ("渔港企业在启东投资8000万元，落户奖励多少钱？", [], "60万元"),
        ("启东的渔港员工工作六年，安家补贴多少钱？", [], "2.5万元"),
        ("启东的渔港员工工作十年，安家补贴多少钱？", [], "4万元"),
        ("那干了九年的呢？", ["启东的渔港员工工作满三年不足五年，安家补贴多少钱？"], "4万元"),
    ],
)
def test_the_short_answer_is_that_of_the_bracket(
    engine: PolicyQA, question: str, history: list[str], short: str
) -> None:
    answer = engine.ask(question, history)
    assert not answer.abstained
    assert answer.short is not None
    assert short in answer.short
    assert short in answer.citations[0].quote


def test_an_item_with_both_bounds_comes_before_one_that_is_open(tmp_path: Path) -> None:
    text = """---
id: fund
title: 建湖县人才健康账户办法
region: 江苏省/盐城市/建湖县
kind: policy
---

# 建湖县人才健康账户办法

第三条 健康账户按照下列标准划入：

（一）不满30周岁的人才，按月工资的1%划入；

（二）30周岁以上不满50周岁的人才，按月工资的2%划入；

（三）不满65周岁的退休专家，按上年平均工资的5%划入。
"""
    answer = asking_engine(tmp_path, {"fund": text}).quoted("建湖县健康账户，42岁的人才按百分之多少划入？")
    assert "2%" in (answer.short or "")
