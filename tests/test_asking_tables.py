"""Questions whose answers stand in a table under a unit, or are said without a figure or a date."""

import pytest
from asking import asking_engine

from qa.engine import PolicyQA

RULES = """---
title: 云溪市青年工匠补助细则
issuer: 云溪市总工会
published: 2024-05-06
---

# 云溪市青年工匠补助细则

## 一、补助标准

| 类别 | 安家补助（万元） | 生活补助（元/月） | 服务期（年） | 咨询电话 |
| --- | --- | --- | --- | --- |
| 特级工匠 | 30 | 3000 | 5 | 96123 |
| 一级工匠 | 15 | 1500 | 3 | 96124 |

## 二、其他

工匠的租房补助自取得证书之日起按月发放。补助资金由市、区两级按1:1比例承担。领军班组的资助一事一议。
转租工匠公寓的，处1000元以上3000元以下罚款。

## 三、委托事项

| 序号 | 事项 | 受委托机关 | 依据 |
| --- | --- | --- | --- |
| 1 | 特级工匠证书核发 | 区人力资源主管部门 | 第8号令 |
| 2 | 工匠工作室认定 | 镇政府 | 第9号令 |
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> PolicyQA:
    return asking_engine(tmp_path_factory.mktemp("tables"), {"rules": RULES})


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("特级工匠的安家补助是多少万元？", "30"),
        ("一级工匠生活补助每月多少钱？", "1500"),
        ("特级工匠的咨询电话是多少？", "96123"),
        ("一级工匠的服务期是几年？", "3"),
        ("工匠的租房补助什么时候发放？", "自取得证书之日起"),
        ("补助资金市区两级承担的比例是多少？", "1:1"),
        ("领军班组的资助多少钱？", "一事一议"),
        ("转租工匠公寓罚多少钱？", "1000元以上3000元以下"),
        ("工匠工作室由哪个部门认定？", "镇政府"),
    ],
)
def test_what_answers_without_a_figure_of_its_own_kind_is_answered(engine: PolicyQA, question: str, short: str) -> None:
    answer = engine.ask(question)
    assert not answer.abstained
    assert answer.short == short


def test_a_cell_without_a_unit_is_shown_with_the_name_of_its_column(engine: PolicyQA) -> None:
    answer = engine.ask("特级工匠的安家补助是多少万元？")
    assert answer.answer.splitlines()[0] == "安家补助（万元）：**30**[1]"
