"""What a word means: the sentence that gives its meaning answers, whatever else speaks of it."""

import pytest
from asking import asking_engine

from qa.defined import defined, defines_asked, describes_asked, shortens_asked
from qa.engine import PolicyQA
from qa.expected import DEFINED, expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("第二条 本办法所称“渔港人才”，是指在渔港工作的人。", ("渔港人才",)),
        ("前款所称渔港企业（以下简称企业），主要是指在渔港注册的企业。", ("渔港企业",)),
        ("（三）安居房，指的是租给渔港人才的住房。", ("安居房",)),
        ("住宿由单位安排。连续工作，是指中间不断。", ("连续工作",)),
        ("由市人才办负责指导。", ()),
    ],
)
def test_the_word_is_read_whose_meaning_is_given(text: str, words: tuple[str, ...]) -> None:
    assert defined(text) == words


@pytest.mark.parametrize(
    ("text", "describes"),
    [
        ("第三条 渔港居住卡是持卡人在渔港居住的凭证。", True),
        ("渔港居住卡是指持卡人在渔港居住的凭证。", False),
        ("申领渔港居住卡是本人在渔港居住的第一步。", False),
        ("渔港居住卡是由市人才办发放的。", False),
    ],
)
def test_a_sentence_may_say_what_a_word_is(text: str, describes: bool) -> None:
    assert describes_asked(text, "什么叫渔港居住卡？") is describes


def test_a_long_word_may_be_asked_for_without_what_it_begins_with() -> None:
    text = "前款所称在港有固定工作，是指在渔港工作满半年。"
    assert defines_asked(text, "“有固定工作”是什么意思？")
    assert not defines_asked(text, "“工作”是什么意思？")


def test_the_title_of_the_document_is_no_word_asked_for() -> None:
    text = "本办法所称渔港居住卡，是指在渔港居住的凭证。"
    assert not defines_asked(text, "《渔港居住卡管理办法》里，区主管部门指的是什么？")
    assert not defines_asked(text, "渔港居住卡管理办法规定，区主管部门是指什么？")
    assert defines_asked(text, "《渔港居住卡管理办法》里，渔港居住卡指的是什么？")
    assert defines_asked(text, "渔港居住卡指的是什么？")


@pytest.mark.parametrize(
    ("text", "question", "shortens"),
    [
        ("根据《渔港居住管理办法》（以下简称《办法》）办理。", "《办法》的全称是什么？", True),
        ("持卡人的配偶和子女（以下统称家属）可以随迁。", "家属指的是哪些人？", True),
        ("持卡人的配偶和子女（以下统称家属）可以随迁。", "持卡人指的是谁？", False),
        ("持卡人的家属（不含父母）可以随迁。", "家属指的是哪些人？", False),
    ],
)
def test_a_word_may_stand_for_a_longer_one(text: str, question: str, shortens: bool) -> None:
    assert shortens_asked(text, question) is shortens


@pytest.mark.parametrize(
    ("question", "is_meant"),
    [
        ("公共安居住房是什么意思", True),
        ("什么叫公安房", True),
        ("公共交通是什么意思", False),
        ("公房是什么", False),
    ],
)
def test_a_word_may_be_asked_for_shortened(question: str, is_meant: bool) -> None:
    assert defines_asked("本办法所称公共安居住房，是指政府建的住房。", question) is is_meant


@pytest.mark.parametrize(
    "question",
    [
        "什么叫渔港人才？",
        "渔港人才是什么",
        "渔港人才是啥意思",
        "“渔港人才”到底指什么样的人",
        "渔港人才怎么界定",
        "渔港人才是个什么概念",
        "安居房是哪种房子？",
        "哪些人算渔港人才？",
        "什么样的人才算是渔港人才",
        "What does harbour talent mean?",
    ],
)
def test_a_meaning_is_asked_for(question: str) -> None:
    assert expected(question).unit == DEFINED


@pytest.mark.parametrize(
    "question", ["加班费怎么算", "办法从什么时候算起？", "申请条件是什么？", "由哪个部门管", "补贴算下来多少钱"]
)
def test_it_is_not(question: str) -> None:
    assert expected(question).unit != DEFINED


RULES = """---
id: rules
title: 启东市渔港人才办法
issuer: 启东市人民政府
region: 江苏省/南通市/启东市
published: 2024-03-02
kind: policy
---

# 启东市渔港人才办法

第一条 渔港人才可以申请渔港人才公寓，渔港人才每年评一次。

第二条 本办法所称渔港人才，是指在本市渔港全职工作、年满十八周岁的专业技术人员。

第三条 渔港人才工作由市人才办统筹，各镇配合做好渔港人才服务。

第四条 渔港人才公寓的租金每年公布。
"""


@pytest.mark.parametrize("question", ["启东的渔港人才是什么？", "启东说的渔港人才指哪些人", "启东渔港人才怎么定义？"])
def test_the_sentence_that_gives_the_meaning_comes_first(
    tmp_path_factory: pytest.TempPathFactory, question: str
) -> None:
    engine: PolicyQA = asking_engine(tmp_path_factory.mktemp("defined"), {"rules": RULES})
    answer = engine.ask(question)
    assert not answer.abstained
    assert "全职工作" in answer.citations[0].quote
