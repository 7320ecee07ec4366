"""Questions that ask several things: divided, each part looked for, the answer with a sentence for each."""

import re

import pytest
from asking import asking_engine

from qa.engine import PolicyQA
from qa.parts import parts

RULES = """---
id: rules
title: 启东市公共租赁住房管理办法
issuer: 启东市人民政府
region: 江苏省/南通市/启东市
published: 2023-05-01
kind: policy
---

# 启东市公共租赁住房管理办法

第三条 单身职工的月收入不高于6200元。

第四条 两人以上家庭的月收入不高于11800元。

第五条 租赁合同期限为两年，续租的再签三年。

第六条 窗式空调由承租人自费安装，滤网每季度清洗一次。

第七条 屋面防水层每六年检修一次。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> PolicyQA:
    return asking_engine(tmp_path_factory.mktemp("parts"), {"rules": RULES})


@pytest.mark.parametrize(
    ("question", "divided"),
    [
        ("启东市聘了多少位导师？分几批选的？", ["启东市聘了多少位导师？", "启东市聘的导师分几批选的？"]),
        ("申请公租房，单身和家庭的月收入上限各是多少？", ["单身的月收入上限是多少", "家庭的月收入上限是多少"]),
        ("启东市要求每个平台、每个园区一年各引进几个项目？", ["每个平台一年引进几个项目", "每个园区一年引进几个项目"]),
        (
            "早年在启东买的经济住房跟经济公寓，分别得住几年才准卖？",
            ["买的经济住房，得住几年", "买的经济公寓，得住几年"],
        ),
        (
            "大病保险办法：自付2万到5万、5万到10万、10万以上各报多少？",
            ["2万到5万报多少", "5万到10万报多少", "10万以上报多少"],
        ),
        ("住院时居民医保和职工医保（在职）报销比例有什么不同？", ["居民医保报销比例", "职工医保（在职）报销比例"]),
        ("公租房和廉租房的租金哪个更高？", ["公租房的租金", "廉租房的租金"]),
        ("“云桥”“海帆”各说的是什么？", ["“云桥”说的是什么", "“海帆”说的是什么"]),
        ("启东市的押金比例最低多少、最高多少？", ["押金比例最低多少？", "押金比例最高多少？"]),
        ("启东市的研究所，省级和市级各多少，哪个多？", ["研究所，省级多少", "研究所，市级多少"]),
        ("启东市的三大产业集群分别是什么？", []),
        ("启东市各区县怎么发放补贴？", []),
        ("启东市给博士多少生活补贴？", []),
        ("启东市在哪几个城市设了分局？", []),
    ],
)
def test_a_question_is_divided_where_it_asks_several_things(question: str, divided: list[str]) -> None:
    found = parts(question)
    assert len(found) == len(divided)
    assert all(part in whole for part, whole in zip(divided, found, strict=True))


def test_more_parts_than_an_answer_holds_are_not_divided() -> None:
    assert parts("甲、乙、丙、丁、戊、己、庚各给多少？") == []
    assert parts("给多少，" * 60) == []


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("启东市申请公租房，单身和家庭的月收入上限各是多少？", ["6200元", "11800元"]),
        ("启东市公租房的空调滤网多久清洗一次？屋面防水层又是多久检修一次？", ["每季度", "每六年"]),
        ("启东市公租房，租赁合同期限几年，家庭月收入最高多少？", ["两年", "11800元"]),
    ],
)
def test_the_answer_has_a_sentence_for_each_thing_asked(engine: PolicyQA, question: str, figures: list[str]) -> None:
    answer = engine.ask(question)
    used = [citation.quote for citation in answer.citations if citation.used]
    assert len(used) == 2
    assert all(any(figure in quote for quote in used) for figure in figures)
    first, *_ = answer.answer.split("\n\n")
    bold = re.findall(r"\*\*(.+?)\*\*\[(\d)\]", first)
    assert [number for _, number in bold] == ["1", "2"]
    assert all(figure in told for figure, (told, _) in zip(figures, bold, strict=True))
    assert answer.short == bold[0][0]
    assert bold[0][0] in answer.citations[0].quote


def test_what_one_sentence_answers_is_quoted_once(engine: PolicyQA) -> None:
    answer = engine.ask("启东市公租房租赁合同期限几年，续租再签几年？")
    used = [citation.quote for citation in answer.citations if citation.used]
    assert len(used) == 1
    assert "三年" in used[0]


def test_a_part_without_an_answer_adds_nothing(engine: PolicyQA) -> None:
    answer = engine.ask("启东市公租房租赁合同期限几年？宠物狗怎么登记？")
    used = [citation.quote for citation in answer.citations if citation.used]
    assert used == ["第五条 租赁合同期限为两年，续租的再签三年。"]
