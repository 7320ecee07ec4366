"""Questions on an article by its number: what stands under it, what breaking it costs, numbers of no document."""

import pytest
from asking import asking_engine

from qa.engine import PolicyQA

HEAD = """---
id: {id}
title: {region}居住登记管理办法
issuer: {region}人民政府
region: {path}
published: 2023-05-01
kind: policy
---

# {region}居住登记管理办法

第一条 为了便利外来人员在{region}居住，制定本办法。

第二条 单位应当在员工入住后七日内为其申报登记。

申报可以在网上办理。

第三条 登记信息每半年核对一次，由社区核对。

第四条 单位违反本办法第二条规定，不为员工申报的，每人处{fine}元罚款。
"""
ONE = HEAD.format(id="one", region="昆山市", path="江苏省/苏州市/昆山市", fine=300)
OTHER = HEAD.format(id="other", region="启东市", path="江苏省/南通市/启东市", fine=500)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> PolicyQA:
    return asking_engine(tmp_path_factory.mktemp("numbered"), {"one": ONE, "other": OTHER})


@pytest.mark.parametrize(
    "question",
    [
        "昆山市居住登记管理办法第二条规定了什么？",
        "昆山市居住登记管理办法第2条的内容是什么？",
        "昆山的登记办法第二条怎么说的？",
        "What does article 2 of Kunshan's registration rules say?",
    ],
)
def test_an_article_asked_for_by_number_is_quoted_whole(engine: PolicyQA, question: str) -> None:
    answer = engine.ask(question)
    quoted = "".join(citation.quote for citation in answer.citations if citation.used)
    assert {citation.document for citation in answer.citations if citation.used} == {"one"}
    assert "七日内" in quoted
    assert "网上办理" in quoted
    assert "第一条" not in quoted
    assert answer.short is None


def test_what_an_article_says_of_a_matter_is_answered_by_its_kind(engine: PolicyQA) -> None:
    assert engine.ask("启东市居住登记管理办法第二条要求几日内申报？").short == "七日内"


def test_what_follows_for_breaking_an_article_stands_where_that_is_said(engine: PolicyQA) -> None:
    answer = engine.ask("违反启东市居住登记管理办法第二条罚多少？")
    assert "500元" in (answer.short or "")
    assert engine.ask("违反启东市居住登记管理办法第三条罚多少？").abstained


@pytest.mark.parametrize(
    "question", ["第二条规定了什么？", "第二条怎么说？", "昆山市居住登记管理办法第九条规定了什么？"]
)
def test_a_number_without_its_document_or_beyond_the_last_is_not_answered(engine: PolicyQA, question: str) -> None:
    assert engine.ask(question).abstained


def test_the_day_asked_for_is_no_half_year(engine: PolicyQA) -> None:
    assert engine.ask("昆山市居住登记从哪天起核对？").abstained
    assert not engine.ask("昆山市居住登记信息多久核对一次？").abstained
