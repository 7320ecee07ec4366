"""What a question takes for granted: that something was ended, or that there is an edition of it."""

import pytest
from asking import asking_engine

from qa.engine import PolicyQA
from qa.premise import takes_for_granted

KNOWN = "渔港人才新政3.0版印发后，第八届渔港人才节如期举办；渔港补贴已停发，改为奖励。"


@pytest.mark.parametrize(
    ("question", "is_unfounded"),
    [
        ("为什么取消了渔港人才节？", True),
        ("渔港办撤销之后由谁接手？", True),
        ("渔港补贴为什么停发？", False),
        ("渔港补贴哪年停办了？", False),
        ("渔港人才新政4.0版的补贴涨了多少？", True),
        ("渔港人才新政3.0版有哪些补贴？", False),
        ("第九届渔港人才节谁来主办？", True),
        ("第八届渔港人才节谁来主办？", False),
        ("哪些情形会被取消补贴？", False),
        ("渔港补贴能取消吗？", False),
        ("合同终止后多久退房？", False),
    ],
)
def test_what_no_passage_knows_is_not_taken_for_granted(question: str, is_unfounded: bool) -> None:
    assert takes_for_granted(question, KNOWN) is is_unfounded


RULES = """---
id: rules
title: 启东市渔港人才节办法
issuer: 启东市人民政府
region: 江苏省/南通市/启东市
published: 2024-03-02
kind: policy
---

# 启东市渔港人才节办法

第一条 第八届渔港人才节由市人才办主办，每年五月举办，办节经费由市财政安排80万元。

第二条 市渔港人才工作领导小组负责审定人才节的方案。

第三条 推荐优秀选手的企业，每推荐一人给予2000元引荐奖励，向市人才办申请；市人才办聘请“渔港推荐官”12名。

第四条 选手入选地市级及以上人才计划的可以直接参加决赛。食宿补贴为80元/人、天，选手住宿面积不少于20平方米。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> PolicyQA:
    return asking_engine(tmp_path_factory.mktemp("premise"), {"rules": RULES})


@pytest.mark.parametrize(
    "question",
    [
        "启东为什么停办了渔港人才节？",
        "启东撤销渔港人才工作领导小组之后谁来审定方案？",
        "启东第九届渔港人才节由谁主办？",
    ],
)
def test_such_a_question_is_refused(engine: PolicyQA, question: str) -> None:
    answer = engine.ask(question)
    assert answer.abstained
    assert answer.reason == "no_evidence"


def test_the_edition_that_there_is_answers(engine: PolicyQA) -> None:
    assert engine.ask("启东第八届渔港人才节由谁主办？").short == "市人才办"


@pytest.mark.parametrize(
    ("question", "figure"),
    [("启东推荐渔港选手的引荐奖励是5000元，怎么申请？", "2000元"), ("启东聘的30名“渔港推荐官”由谁聘请？", "12名")],
)
def test_a_figure_taken_for_granted_is_set_right(engine: PolicyQA, question: str, figure: str) -> None:
    answer = engine.ask(question)
    assert f"文件写的是“{figure}”" in answer.answer
    assert figure in answer.citations[0].quote
    assert "5000" not in answer.answer
    assert "30名" not in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "年营收5000元的企业怎么申请启东渔港选手的引荐奖励？",
        "年营收5000元的企业推荐启东渔港选手给多少引荐奖励？",
        "启东推荐渔港选手的引荐奖励是2000元，怎么申请？",
        "我推荐了30名选手，怎么申请启东渔港人才节的引荐奖励？",
    ],
)
def test_a_figure_of_a_case_is_not_set_right(engine: PolicyQA, question: str) -> None:
    assert "文件写的是" not in engine.ask(question).answer


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("启东渔港人才节的选手入选哪一级人才计划可以直接参加决赛？", "地市级及以上"),
        ("启东渔港人才节选手的食宿补贴多少钱？", "80元/人、天"),
    ],
)
def test_a_short_answer_is_whole(engine: PolicyQA, question: str, short: str) -> None:
    assert engine.ask(question).short == short
