"""Who pays: asked in many ways, told by who bears, pays or budgets the cost."""

import pytest
from asking import asking_engine

from qa.engine import PolicyQA
from qa.funding import asks_payer, payers

RULES = """---
id: rules
title: 东海县人才培训办法
issuer: 东海县人民政府
region: 江苏省/连云港市/东海县
published: 2024-07-01
kind: policy
---

# 东海县人才培训办法

第一条 人才培训由县人才办负责组织，培训费用按人数核定，县人才办负责审核培训费用清单。

第二条 参加人才培训所需的培训费用由县级财政承担，食宿开支由派出单位负担。

第三条 自行报名的学员，交通费自理。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> PolicyQA:
    return asking_engine(tmp_path_factory.mktemp("funding"), {"rules": RULES})


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("培训费用由谁承担？", True),
        ("培训的钱谁出？", True),
        ("培训经费从哪里来", True),
        ("补贴资金来源是什么？", True),
        ("Who pays for the training?", True),
        ("等待期内的医疗费谁付？", True),
        ("谁出多少钱？", False),
        ("罚款由谁收取？", False),
        ("费用由谁审核？", False),
        ("培训由谁组织？", False),
    ],
)
def test_the_payer_is_asked_for(question: str, asked: bool) -> None:
    assert asks_payer(question) is asked


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("培训费用由县级财政承担。", ["县级财政"]),
        ("所需资金由主办单位自筹解决。", ["主办单位"]),
        ("奖励资金从人才专项资金中列支。", ["人才专项资金"]),
        ("住院费用70%由统筹基金支付。", ["统筹基金"]),
        ("所需经费列入同级财政预算。", ["列入同级财政预算"]),
        ("专家的交通费自理。", ["自理"]),
        ("培训由县人才办负责组织。", []),
    ],
)
def test_payers_are_told(text: str, names: list[str]) -> None:
    assert [text[span.start : span.end] for span in payers(text)] == names


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("东海县人才培训的费用由谁承担？", "县级财政"),
        ("东海县人才培训的食宿谁出钱？", "派出单位"),
        ("东海县自行报名的学员交通费谁付？", "自理"),
    ],
)
def test_who_pays_stands_first(engine: PolicyQA, question: str, short: str) -> None:
    assert engine.ask(question).short == short
