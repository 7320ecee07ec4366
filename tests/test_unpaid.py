"""A payment that no sentence speaks of is not answered with another sum, nor doctors with postdoctoral researchers."""

import pytest
from asking import asking_engine

from qa.engine import PolicyQA

REPORT = """---
id: report
title: 盱眙县产学研工作情况
issuer: 盱眙县科学技术局
region: 江苏省/淮安市/盱眙县
published: 2024-05-01
kind: report
---

# 盱眙县产学研工作情况

全县企业与高校院所共建联合实验室，企业产学研合作金额去年达到7200万元。

全县引进硕士310人、博士后26人。
"""
AGENCY = """---
id: agency
title: 金湖县引才办法
issuer: 金湖县人民政府
region: 江苏省/淮安市/金湖县
published: 2024-05-01
kind: policy
---

# 金湖县引才办法

第一条 中介机构引才的奖励由县人才办发放：为企业引进博士的，每人可得3万元。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> PolicyQA:
    return asking_engine(tmp_path_factory.mktemp("unpaid"), {"report": REPORT, "agency": AGENCY})


@pytest.mark.parametrize("question", ["盱眙县给企业多少产学研合作补贴？", "盱眙县引进了多少名博士？"])
def test_what_is_like_it_is_no_answer(engine: PolicyQA, question: str) -> None:
    assert engine.quoted(question).reason == "no_evidence"


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("盱眙县企业产学研合作金额去年多少？", "7200万元"),
        ("盱眙县引进了多少名博士后？", "26人"),
        ("金湖县给中介机构的引才奖励是多少？", "3万元"),
    ],
)
def test_what_is_said_is_answered(engine: PolicyQA, question: str, short: str) -> None:
    assert short in (engine.quoted(question).short or "")
