"""What is asked of a document itself: who issued it when, its number, aim, basis and reach, how long it holds."""

from pathlib import Path

import pytest
from asking import asking_engine

from index.document_title import find_title
from qa.engine import PolicyQA
from qa.expected import expected
from qa.formalities import (
    AIMS,
    APPLIES,
    BASED,
    DATED,
    HOLDS,
    INTERPRETED,
    ISSUED,
    NUMBERED,
    REPEALS,
    VALID,
    answered,
    formality,
    told,
)

RULES = """---
id: rules
title: 洪泽区青年人才驿站管理办法
region: 江苏省/淮安市/洪泽区
kind: policy
---

# 洪泽区青年人才驿站管理办法

洪人社发〔2023〕17号

淮安市洪泽区人力资源和社会保障局
2023年3月9日

第一条 为方便来区求职的毕业生，依据《洪泽区人才发展条例》，结合本区情况，制定本办法。

第二条 全区范围内驿站的设立、入住和退出，适用本办法。

第三条 区人社局负责驿站的日常管理，入住登记由驿站负责。来区求职的毕业生每年可以免费入住驿站5晚，入住凭证有效期1年。

第四条 执行中遇到的问题，由区人社局会同区财政局负责解释。

第五条 本办法自2023年4月1日起施行，有效期3年，原《洪泽区人才驿站管理暂行规定》同时废止。
"""
DETAILS = """---
id: details
title: 洪泽区青年人才驿站管理办法实施细则
region: 江苏省/淮安市/洪泽区
kind: policy
---

# 洪泽区青年人才驿站管理办法实施细则

第一条 驿站管理员应当核对求职人员的身份证和毕业证书。

第二条 入住凭证有效期为1年，到期作废。

第三条 本细则由区人才服务中心负责解释。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> PolicyQA:
    return asking_engine(tmp_path_factory.mktemp("formalities"), {"rules": RULES, "details": DETAILS})


@pytest.mark.parametrize(
    ("question", "short", "said"),
    [
        ("洪泽区青年人才驿站管理办法由谁来解释？", "区人社局会同区财政局", "第四条"),
        ("对《洪泽区青年人才驿站管理办法》有疑问，哪个部门解释", "区人社局会同区财政局", "第四条"),
        ("洪泽区青年人才驿站管理办法实施细则的解释权归谁？", "区人才服务中心", "第三条"),
        ("Who interprets 洪泽区青年人才驿站管理办法?", "区人社局会同区财政局", "第四条"),
        ("《洪泽区青年人才驿站管理办法》是哪个单位印发的？", "淮安市洪泽区人力资源和社会保障局", "人力资源"),
        ("《洪泽区青年人才驿站管理办法》是什么时候印发的？", "2023年3月9日", "2023年3月9日"),
        ("When was 洪泽区青年人才驿站管理办法 issued?", "2023年3月9日", "2023年3月9日"),
        ("洪泽区青年人才驿站管理办法的文号是多少？", "洪人社发〔2023〕17号", "17号"),
        ("洪泽区青年人才驿站管理办法是几号文", "洪人社发〔2023〕17号", "17号"),
        ("洪泽区青年人才驿站管理办法有效期多长？", "3年", "第五条"),
        ("How long is 洪泽区青年人才驿站管理办法 valid?", "3年", "第五条"),
        ("为什么要出台洪泽区青年人才驿站管理办法？", None, "第一条 为方便"),
        ("洪泽区青年人才驿站管理办法是根据什么制定的？", None, "《洪泽区人才发展条例》"),
        ("洪泽区青年人才驿站管理办法的适用范围是什么？", None, "第二条 全区范围"),
        ("洪泽区青年人才驿站管理办法废止了哪个文件？", "《洪泽区人才驿站管理暂行规定》", "第五条"),
        ("洪泽区青年人才驿站管理办法出台后，原来哪个规定作废了？", "《洪泽区人才驿站管理暂行规定》", "第五条"),
    ],
)
def test_the_clause_that_says_it_comes_first(engine: PolicyQA, question: str, short: str | None, said: str) -> None:
    answer = engine.quoted(question)
    assert answer.reason is None
    assert said in answer.citations[0].quote
    assert answer.short == short


@pytest.mark.parametrize("asked", ["是谁发布的？", "废止了什么文件？", "的文号是什么？", "到什么时候失效？"])
def test_what_the_document_named_does_not_say_is_refused(engine: PolicyQA, asked: str) -> None:
    assert engine.quoted(f"洪泽区青年人才驿站管理办法实施细则{asked}").reason == "no_evidence"


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("这份意见由哪个部门解释？", INTERPRETED),
        ("请解释一下什么是柔性引才", None),
        ("补贴怎么解释给企业听？", None),
        ("通知是谁下发的？", ISSUED),
        ("录取名单由谁公布？", None),
        ("补贴由谁发放？", None),
        ("实施细则由谁制定？", None),
        ("方案依据什么文件出台？", BASED),
        ("根据什么条件评定等级？", None),
        ("规定管哪些人？", APPLIES),
        ("购房补贴适用于哪些人？", None),
        ("办法取代了哪个文件？", REPEALS),
        ("哪些情况下居住证会作废？", None),
        ("办法什么时候废止？", HOLDS),
        ("居住证什么时候到期？", None),
        ("这个政策还有效吗？", VALID),
        ("居住证还有效吗？", None),
        ("通知是第几号令？", NUMBERED),
        ("办法规定的居住证有效期多久？", None),
        ("意见是几号发布的？", DATED),
        ("名单什么时候公布？", None),
        ("公告的文件编号是什么？", NUMBERED),
        ("出台这个方案的目的是什么？", AIMS),
        ("为什么要给博士补贴？", None),
        ("为什么要发布招聘信息？", None),
        ("收这笔费用的法律依据是什么？", None),
        ("安家费的适用范围是什么？", None),
        ("办法的法律依据是什么？", BASED),
        ("What is the purpose of the talent flats?", None),
        ("Can a lost residence card be replaced under the rules?", None),
        ("What is the scope of business of the centre?", None),
        ("Which rules did these measures replace?", REPEALS),
        ("Who issued the notice?", ISSUED),
    ],
)
def test_what_is_asked_of_a_document_is_told_from_what_is_asked_of_other_things(
    question: str, unit: str | None
) -> None:
    assert formality(question) == unit
    assert expected(question).unit == unit or unit is None


@pytest.mark.parametrize(
    ("unit", "text", "found"),
    [
        (INTERPRETED, "本办法解释权归市人才办。", "市人才办"),
        (INTERPRETED, "市人社局负责解释本意见。", "市人社局"),
        (INTERPRETED, "以上政策由市财政局按职责进行解释。", "市财政局"),
        (ISSUED, "金湖县人民政府令\n第12号", "金湖县人民政府"),
        (ISSUED, "发布机构：金湖县教育局 发布日期：2020-01-05", "金湖县教育局"),
        (ISSUED, "金湖县人民政府办公室2019年3月8日印发", "金湖县人民政府办公室"),
        (ISSUED, "金湖县人民政府关于加强人才工作的意见", "金湖县人民政府"),
        (ISSUED, "据了解，金湖县委昨日发布《人才新政十条》。", "金湖县委"),
        (ISSUED, "2019年金湖县人社局公布的《办法》继续有效。", None),
        (REPEALS, "《甲办法》和《乙办法》同时废止。", None),
        (NUMBERED, "金人社〔2019〕8号", "金人社〔2019〕8号"),
        (NUMBERED, "金湖县人民政府第8号令", "第8号令"),
        (NUMBERED, "文号：金政发〔2020〕3号", "金政发〔2020〕3号"),
        (DATED, "（2018年5月2日县政府第9次常务会议通过）", "2018年5月2日"),
        (DATED, "发布日期：2020-01-05", "2020-01-05"),
        (DATED, "来源：2020-01-05", None),
        (HOLDS, "本办法自2020年1月1日起施行，有效期至2022年12月31日。", "2022年12月31日"),
        (HOLDS, "本办法自2020年1月1日至2022年12月31日施行。", "2022年12月31日"),
        (HOLDS, "居住证有效期为1年。", None),
    ],
)
def test_the_name_that_a_sentence_gives(unit: str, text: str, found: str | None) -> None:
    span = answered(unit, text)
    assert (text[span.start : span.end] if span else None) == found


def test_another_body_is_not_who_issued_what_is_named_loosely(tmp_path: Path) -> None:
    answer = asking_engine(tmp_path, {"details": DETAILS}).quoted("洪泽区青年入住驿站的细则是谁印发的？")
    assert answer.reason == "no_evidence"


def test_of_several_things_asked_the_one_not_said_is_named(engine: PolicyQA) -> None:
    answer = engine.quoted("洪泽区青年人才驿站管理办法实施细则由谁负责解释？什么时候失效？")
    assert "区人才服务中心" in answer.answer
    assert "洪泽区青年人才驿站管理办法实施细则什么时候失效？ 文件中没有找到。" in answer.answer
    both = engine.quoted("洪泽区青年人才驿站管理办法的文号是什么？由谁负责解释？").answer
    assert "洪人社发〔2023〕17号" in both
    assert "区人社局会同区财政局" in both
    assert "没有找到" not in both


@pytest.mark.parametrize(
    "question", ["洪泽区青年人才驿站管理办法现在还有效吗？", "Is 洪泽区青年人才驿站管理办法 still valid?"]
)
def test_whether_it_still_holds_is_told_by_its_term_with_a_warning(engine: PolicyQA, question: str) -> None:
    answer = engine.quoted(question)
    assert "有效期3年" in answer.citations[0].quote
    assert [notice.code for notice in answer.warnings] == ["superseded"]


def test_who_signed_together_is_quoted_together(tmp_path: Path) -> None:
    joint = DETAILS + "\n洪泽区人民政府办公室\n洪泽区财政局\n洪泽区教育局\n2023年5月6日\n"
    answer = asking_engine(tmp_path, {"joint": joint}).quoted("洪泽区青年人才驿站管理办法实施细则是谁印发的？")
    assert answer.citations[0].quote.split() == ["洪泽区人民政府办公室", "洪泽区财政局", "洪泽区教育局"]
    assert answer.short is None


def test_clauses_stand_where_they_are_said() -> None:
    text = "第二条 凡在本县工作的，适用本办法。\n第九条 本办法由县人才办负责解释。"
    [reach], [interpreted] = told(APPLIES, text), told(INTERPRETED, text)
    assert text[reach.start : reach.end].startswith("适用本办法")
    assert "县人才办" not in text[: interpreted.start]


def test_an_article_is_no_title() -> None:
    text = (
        "本文件已经审查。\n金湖县人才公寓管理办法\n第一条 为了规范管理，制定本办法。\n第二条 本县的公寓，适用本办法。"
    )
    assert find_title(text, (), {}) == "金湖县人才公寓管理办法"
