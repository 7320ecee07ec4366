"""What a follow-up adds to the question before weighs as much as that question, which would be answered again."""

import pytest
from asking import asking_engine

from qa.coverage import Coverage
from qa.dialogue import says_much
from qa.engine import PolicyQA
from qa.question import understand

RULES = """---
id: rules
title: 如东县引进人才购房补贴办法
issuer: 如东县人民政府
region: 江苏省/南通市/如东县
published: 2023-05-01
kind: policy
---

# 如东县引进人才购房补贴办法

第三条 引进人才购房补贴每年发给一次，每次八万元，分五年发放。

第四条 单位应当在十个工作日内出具购房补贴的初审意见。

第五条 引进人才中途离职的，自离职次月起停发其购房补贴。

第六条 引进人才对结果有异议的，由县人才服务中心复核。
"""
BEFORE = "如东县引进人才购房补贴每年发给多少？"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> PolicyQA:
    return asking_engine(tmp_path_factory.mktemp("brought"), {"rules": RULES})


@pytest.mark.parametrize(
    ("history", "question", "clause"),
    [
        ([BEFORE], "要是中途离职呢", "中途离职"),
        (["How many days does Rudong take?"], "what about remote areas", "what about remote areas"),
        ([BEFORE], "租房补贴呢", ""),
        ([BEFORE], "那启东市呢", ""),
        ([], "如东县的人才，购房补贴多少？", ""),
    ],
)
def test_what_is_only_added_is_told_from_what_is_replaced(history: list[str], question: str, clause: str) -> None:
    assert understand(question, history, Coverage((), (), 0)).brought == clause


def test_a_case_is_answered_and_not_the_question_before(engine: PolicyQA) -> None:
    assert "八万元" in (engine.quoted(BEFORE).short or "")
    answer = engine.quoted("要是中途离职呢", [BEFORE])
    assert not answer.abstained
    assert "停发" in answer.citations[0].quote


def test_the_kind_of_answer_is_that_of_the_clause_added(engine: PolicyQA) -> None:
    answer = engine.quoted("对结果不服由谁复核", [BEFORE])
    assert "人才服务中心" in (answer.short or "")


@pytest.mark.parametrize("question", ["那为什么晴天的傍晚天空会变成红色", "还有跨表取数的时候公式要怎么写"])
def test_what_no_document_answers_is_not_answered_with_what_was_spoken_of(engine: PolicyQA, question: str) -> None:
    assert engine.quoted(question, [BEFORE]).abstained


@pytest.mark.parametrize(
    ("clause", "much"),
    [
        ("用表格软件怎么跨表取数", True),
        ("中途离职", False),
        ("所以五年以后就不再发了对吧", False),
        ("who painted the big picture in the hall", True),
        ("and who painted the big picture in the hall", False),
        ("can they get it with a flat", False),
        ("who decides that", False),
    ],
)
def test_a_clause_that_says_much_could_be_asked_alone(clause: str, much: bool) -> None:
    assert says_much(clause) is much
