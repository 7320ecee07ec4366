"""What is asked to be done must be spoken of beside the answer: approval, applying, complaints, penalties, who pays."""

import pytest
from asking import asking_engine

from qa import refusal
from qa.deeds import unspoken
from qa.engine import PolicyQA
from qa.expected import expected

RULES = """---
id: rules
title: 灌云县人才讲坛办法
issuer: 灌云县人民政府
region: 江苏省/连云港市/灌云县
published: 2024-08-01
kind: policy
---

# 灌云县人才讲坛办法

第一条 人才讲坛面向全县职工，邀请专家讲课，内容以新技术为主。

第二条 人才讲坛的讲稿由专家自己准备，讲课后留存一份。

第三条 人才讲坛的听众坐满为止，先到的坐前排，讲课用时九十分钟。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> PolicyQA:
    return asking_engine(tmp_path_factory.mktemp("deeds"), {"rules": RULES})


@pytest.mark.parametrize(
    "question",
    [
        "灌云县人才讲坛要谁批准？",
        "灌云县人才讲坛的听众去哪里申请？",
        "灌云县人才讲坛的专家不服怎么办？",
        "灌云县人才讲坛的听众迟到会受什么处罚？",
        "灌云县人才讲坛禁止哪些行为？",
        "灌云县人才讲坛多久一次？",
        "灌云县人才讲坛在哪个网站看？",
        "灌云县人才讲坛的费用由谁承担？",
        "灌云县人才讲坛的讲稿有效期多久？",
    ],
)
def test_what_the_documents_do_not_speak_of_is_refused(engine: PolicyQA, question: str) -> None:
    answer = engine.ask(question)
    assert (answer.abstained, answer.reason) == (True, "no_evidence")


def test_what_they_speak_of_is_answered(engine: PolicyQA) -> None:
    assert "专家自己准备" in engine.ask("灌云县人才讲坛的讲稿由谁准备？").citations[0].quote
    assert engine.ask("灌云县人才讲坛讲课用时多长？").short == "九十分钟"


def test_whether_something_is_so_of_which_the_documents_have_hardly_a_word_is_not_answered(
    engine: PolicyQA, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusal, "MANY", 1)
    assert engine.ask("灌云县人才讲坛的停车场能不能给电动汽车通宵充电？").abstained
    assert not engine.ask("灌云县人才讲坛的专家要自己准备讲稿吗？").abstained
    assert not engine.ask("灌云县人才讲坛讲完课，讲稿会不会留存？").abstained


@pytest.mark.parametrize(
    ("question", "around", "silent"),
    [
        ("方案由哪个部门批准？", "方案报县政府审定后印发。", False),
        ("方案由哪个部门批准？", "方案由县人才办起草。", True),
        ("公寓去哪里申请？", "由县人才办受理。", False),
        ("公寓去哪里申请？", "公寓共有二百套。", True),
        ("对评审结果不服怎么办？", "可以在十日内提出复核。", False),
        ("对评审结果不服怎么办？", "评审结果张榜公布。", True),
        ("对评审结果不服怎么办？", "任何人可以举报弄虚作假的行为。", True),
        ("弄虚作假到哪里举报？", "任何人可以举报弄虚作假的行为。", False),
        ("骗取补贴有什么后果？", "骗取补贴的，追回补贴。", False),
        ("骗取补贴有什么后果？", "补贴按月发放。", True),
        ("学员不能做哪些事？", "学员不得迟到。", False),
        ("学员不能做哪些事？", "学员按时到课。", True),
        ("多久考核一次？", "考核每年进行。", False),
        ("多久考核一次？", "考核由县人才办进行。", True),
        ("在哪个网站报名？", "登录县人才网报名。", False),
        ("在哪个网站报名？", "到县人才办报名。", True),
        ("补贴由谁发放？", "补贴按月发放。", False),
        ("公寓去哪里申请？", "The flats are let by the county.", False),
        ("Where can I apply for a flat?", "公寓共有二百套。", True),
    ],
)
def test_the_deed_is_looked_for_in_what_stands_around(question: str, around: str, silent: bool) -> None:
    assert unspoken(expected(question), question, around) is silent
