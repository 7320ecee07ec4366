"""A year asked for: of a plan of another year nothing is answered, and an undated document is said to be undated."""

import pytest
from asking import asking_engine

from qa.engine import PolicyQA

PLAN = """---
id: plan
title: 靖江市2021年度人才公寓筹建计划
issuer: 靖江市住房和城乡建设局
region: 江苏省/泰州市/靖江市
published: 2022-04-01
kind: policy
---

# 靖江市2021年度人才公寓筹建计划

第一条 2021年度全市计划筹建人才公寓320套。
"""
UNDATED = """---
id: undated
title: 兴化市荐才奖励办法
region: 江苏省/泰州市/兴化市
kind: policy
---

# 兴化市荐才奖励办法

第一条 单位和个人举荐一名博士到本市工作的，给予荐才奖励6000元。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> PolicyQA:
    return asking_engine(tmp_path_factory.mktemp("years"), {"plan": PLAN, "undated": UNDATED})


def test_a_plan_of_another_year_says_nothing_of_the_year_it_was_published_in(engine: PolicyQA) -> None:
    assert engine.quoted("靖江市2021年度计划筹建多少套人才公寓？").short == "320套"
    answer = engine.quoted("靖江市2022年度计划筹建多少套人才公寓？")
    assert answer.reason == "not_covered"
    assert "没有找到2022年" in answer.answer
    assert "2021年" in answer.answer


def test_that_a_document_is_undated_is_said_where_a_year_is_asked_for(engine: PolicyQA) -> None:
    answer = engine.quoted("兴化市2019年举荐一名博士奖励多少钱？")
    assert answer.short is not None
    assert "6000元" in answer.short
    assert "未注明年份" in answer.answer
    assert "未注明年份" not in engine.quoted("兴化市举荐一名博士奖励多少钱？").answer


def test_of_a_year_to_come_an_undated_document_says_nothing(engine: PolicyQA) -> None:
    assert engine.quoted("兴化市2091年举荐一名博士奖励多少钱？").reason == "not_covered"
