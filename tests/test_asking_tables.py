"""Questions whose answers stand in a table under a unit, or are said without a figure or a date."""

import pytest
from asking import asking_engine

from qa.beside import labelled
from qa.engine import PolicyQA
from qa.evidence import DEPTH
from qa.question import understand

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

LETTER = """---
title: 桐岭区来信办理
issuer: 桐岭区农业农村局
published: 2031-05-01
---

| 来信人: | 方某 | 来信号: | 77 | |
| --- | --- | --- | --- | --- |
| 标题: | 关于山塘清淤的来信 | | | |
| 承办单位: | 主办: | 农业农村局 | | |
| 回复日期: | 2031-04-09 | | | |

方某同志：您给桐岭区的这份来信收悉，关于山塘清淤的来信什么时候清、谁来清，现回复如下。山塘清淤分三批做，先做村口的。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> PolicyQA:
    return asking_engine(tmp_path_factory.mktemp("tables"), {"rules": RULES, "letter": LETTER})


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


@pytest.mark.parametrize(("asked", "first"), [("什么时候回复的", "回复日期"), ("由谁回复", "方某同志")])
def test_a_row_of_a_form_that_says_of_what_its_date_is_comes_first(engine: PolicyQA, asked: str, first: str) -> None:
    question = understand(f"桐岭区这份来信{asked}？", (), engine.coverage)
    found = engine.weighed(question, engine.retrieve(question, DEPTH), engine.terms(question))
    letter = [item for item in found if item.text.startswith("方某同志")]
    rows = [item for item in found if item.text.startswith("回复日期")]
    assert labelled(question, [*letter, *rows])[0].text.startswith(first)
