"""An item of a list is quoted with what announces the list where that says what the item does not."""

import pytest
from asking import asking_engine

from qa.engine import PolicyQA

RULES = """---
id: rules
title: 沭阳县人才公寓管理办法
issuer: 沭阳县人民政府
region: 江苏省/宿迁市/沭阳县
published: 2023-05-01
kind: policy
---

# 沭阳县人才公寓管理办法

第五条 承租人有下列行为之一的，收回人才公寓，并取消其三年内的申请资格：

（一）擅自转租、转借的；

（二）连续四个月没有居住的；

（三）在屋内从事违法活动的。

第六条 人才公寓的租金每平方米每月九元。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> PolicyQA:
    return asking_engine(tmp_path_factory.mktemp("led"), {"rules": RULES})


def test_what_follows_from_an_item_is_quoted_and_read_first(engine: PolicyQA) -> None:
    answer = engine.quoted("沭阳县人才公寓擅自转租转借的会被取消资格吗？")
    used = [citation.quote for citation in answer.citations if citation.used]
    assert "擅自转租" in used[0]
    assert any("取消其三年内的申请资格" in quote for quote in used)
    assert answer.answer.index("取消其三年内") < answer.answer.index("擅自转租")


def test_a_sentence_of_its_own_has_no_lead(engine: PolicyQA) -> None:
    answer = engine.quoted("沭阳县人才公寓租金每平方米每月多少？")
    assert all("取消" not in citation.quote for citation in answer.citations if citation.used)
