"""Bounds asked for in no unit, fines that are a multiple, validity, and to whom something goes."""

import pytest
from asking import asking_engine

from qa.engine import PolicyQA
from qa.expected import BOUND, FINE, VALIDITY, expected

RULES = """---
id: rules
title: 涟水县人才公寓公示与监督办法
issuer: 涟水县人民政府
region: 江苏省/淮安市/涟水县
published: 2024-06-01
kind: policy
---

# 涟水县人才公寓公示与监督办法

第一条 人才公寓的分配方案应当公示，公示期不得少于十二日。

第二条 领取租房补贴的期限最长不超过四十个月。租房补贴每月最高八百元。

第三条 申请人才公寓的，由县人才办受理材料，审核公寓申请。人才应当向户籍所在乡镇人才工作站申请人才公寓。

第四条 出租人才公寓牟利的，由县住房主管部门责令退回，处违法所得一倍以上三倍以下的罚款；拒不退回的，由县人民法院执行。

第五条 伪造学历的，由县人才办取消资格，并处五千元以下罚款。

第六条 人才卡有效期为三年。人才卡有效期满需要续用的，应当在有效期满二十日前申请，每次续用一年。

第八条 居留卡的有效期分为一年、两年和三年，具体由县人才办确定。

第七条 调整分配方案的，应当报县人才工作领导小组批准（以下简称领导小组）。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> PolicyQA:
    return asking_engine(tmp_path_factory.mktemp("bounds"), {"rules": RULES})


@pytest.mark.parametrize(
    ("question", "kind", "unit"),
    [
        ("公示期的下限是多少？", "count", BOUND),
        ("领取租房补贴的期限的上限是多少？", "count", BOUND),
        ("投标人的下限是多少？", "count", BOUND),
        ("租房补贴的上限是多少？", "amount", None),
        ("贷款上限多少", "amount", None),
        ("年龄上限是多少？", "count", "岁"),
        ("伪造学历罚多少钱？", "amount", FINE),
        ("转租的罚款标准是多少？", "amount", FINE),
        ("How much is the fine for subletting?", "amount", FINE),
        ("补贴标准是多少？", "amount", None),
        ("人才卡能用几年？", "duration", VALIDITY),
        ("How long is the card valid?", "duration", VALIDITY),
        ("居住满几年？", "duration", "年"),
        ("人才办怎么联系？", "contact", None),
    ],
)
def test_bounds_and_fines_are_kinds_of_their_own(question: str, kind: str, unit: str | None) -> None:
    found = expected(question)
    assert (found.kind, found.unit) == (kind, unit)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("涟水县人才公寓分配方案公示期的下限是多少？", "不得少于十二日"),
        ("涟水县领取租房补贴期限的上限是多少？", "最长不超过四十个月"),
        ("涟水县出租人才公寓牟利罚多少？", "一倍以上三倍以下"),
        ("涟水县伪造学历的罚款标准是多少？", "五千元以下"),
        ("涟水县人才公寓向哪个部门申请？", "户籍所在乡镇人才工作站"),
        ("涟水县人才公寓去哪里申请？", "户籍所在乡镇人才工作站"),
        ("涟水县出租人才公寓牟利由谁来处罚？", "县住房主管部门"),
        ("涟水县人才卡能用多长时间？", "三年"),
        ("涟水县人才卡几年有效？", "三年"),
        ("涟水县居留卡有效期多久？", "一年、两年和三年"),
        ("涟水县调整分配方案要由哪个部门批准？", "县人才工作领导小组"),
        ("涟水县调整分配方案需要报哪里？", "县人才工作领导小组"),
    ],
)
def test_the_figure_or_body_stands_first(engine: PolicyQA, question: str, short: str) -> None:
    assert engine.ask(question).short == short
