"""What has to be handed in: the list that is announced answers, not what becomes of the papers."""

import pytest
from asking import asking_engine

from qa.engine import PolicyQA
from qa.expected import expected
from qa.materials import MATERIALS, announces_papers, names_papers, only_handles_papers


@pytest.mark.parametrize(
    "question",
    [
        "申请安居房要交什么材料？",
        "办安居卡需要准备哪些证件",
        "报名的时候要带什么东西？",
        "申请材料有哪些？",
        "What documents do I need for a harbour card?",
    ],
)
def test_papers_are_asked_for(question: str) -> None:
    found = expected(question)
    assert (found.kind, found.unit) == ("list", MATERIALS)


@pytest.mark.parametrize(
    "question",
    [
        "领军人才要自带什么？",
        "服务中心提供什么？",
        "材料多久审完？",
        "材料交到哪里？",
        "申请材料要几份？",
        "文件里规定了什么？",
        "要交多少钱？",
    ],
)
def test_other_things_are_asked_of_papers(question: str) -> None:
    assert expected(question).unit != MATERIALS


def test_sentences_on_papers_are_told_apart() -> None:
    assert announces_papers("申请安居房，应当提交下列材料：")
    assert announces_papers("须提供的基本材料包括：")
    assert not announces_papers("申请安居房，应当符合下列条件：")
    assert names_papers("凭本人身份证和劳动合同办理。")
    assert not names_papers("安居房由市人才办分配。")
    assert only_handles_papers("收到申请材料后，对材料齐全的，五日内办结。")
    assert not only_handles_papers("应当提交下列材料，并对其真实性负责：")


RULES = """---
id: rules
title: 启东市渔港安居办法
issuer: 启东市人民政府
region: 江苏省/南通市/启东市
published: 2024-03-02
kind: policy
---

# 启东市渔港安居办法

第一条 申请渔港安居房，应当符合下列条件：

（一）在渔港工作满一年；

（二）在本市没有住房。

第二条 申请渔港安居房的，应当向市人才办提交以下材料：

（一）安居申请表；

（二）劳动合同；

（三）无房证明。

第三条 市人才办收到渔港安居房申请材料后，对材料齐全的当场受理；材料不齐全的，一次告知补齐申请材料。

第四条 补领渔港安居卡，应当出示本人身份证，并提交近期照片。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> PolicyQA:
    return asking_engine(tmp_path_factory.mktemp("materials"), {"rules": RULES})


@pytest.mark.parametrize(
    "question",
    ["在启东申请渔港安居房的材料要备哪些？", "启东渔港安居房申请要交什么材料", "申请启东渔港安居房要带什么？"],
)
def test_the_list_of_papers_is_quoted_whole(engine: PolicyQA, question: str) -> None:
    quoted = "".join(citation.quote for citation in engine.ask(question).citations if citation.used)
    assert all(paper in quoted for paper in ("安居申请表", "劳动合同", "无房证明"))
    assert "没有住房" not in quoted


def test_papers_that_a_sentence_names_need_no_list(engine: PolicyQA) -> None:
    assert "近期照片" in engine.ask("启东补领渔港安居卡要带什么证件？").citations[0].quote


def test_conditions_are_no_papers(engine: PolicyQA) -> None:
    answer = engine.ask("启东渔港安居房摇号要带什么证件？")
    assert "没有住房" not in "".join(citation.quote for citation in answer.citations if citation.used)
