"""Lists that a sentence announces: duties, rights, forbidden acts, cases; whole, and never the lead alone."""

import pytest
from asking import asking_engine

from qa.engine import PolicyQA
from qa.expected import expected
from qa.lists import CASES, CONDITIONS, CONTENTS, DUTIES, FORBIDDEN, RIGHTS, STEPS, announces_listed

RULES = """---
id: rules
title: 泗阳县人才服务站管理办法
issuer: 泗阳县人民政府
region: 江苏省/宿迁市/泗阳县
published: 2024-05-01
kind: policy
---

# 泗阳县人才服务站管理办法

第一条 人才服务站是为来本县工作的人才办事的站点，人才服务站的工作受县人才办指导，做好人才服务站的各项工作很重要。

第二条 人才服务站履行下列职责：

（一）登记来访的人才；

（二）代办落户手续；

（三）每季度报送用工需求。

第三条 人才服务站依法享有下列权利：

（一）查阅企业用工台账；

（二）向企业提出建议。

第四条 人才服务站不得有下列行为：

（一）向人才收费；

（二）泄露个人信息。

第五条 人才服务站有下列情形之一的，予以撤销：

（一）连续半年没有登记的；

（二）弄虚作假的。

第六条 人才服务站的年度报告应当载明下列事项：

（一）登记的人数；

（二）代办的手续。

第七条 人才服务站负责人有下列情形之一的，依法承担责任：

（一）挪用经费的；

（二）拒不交接的。

第八条 站点补助按照以下标准发放，每站每年不超过六万元：

（一）甲类站点六万元；

（二）乙类站点三万元。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> PolicyQA:
    return asking_engine(tmp_path_factory.mktemp("lists"), {"rules": RULES})


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("人才服务站要做哪些工作？", DUTIES),
        ("人才服务站的主要职责是什么", DUTIES),
        ("What are the duties of the service stations?", DUTIES),
        ("人才服务站有哪些权利？", RIGHTS),
        ("人才服务站不能做哪些事？", FORBIDDEN),
        ("人才服务站禁止哪些行为", FORBIDDEN),
        ("什么情况下撤销人才服务站？", CASES),
        ("年度报告要写明哪些事项？", CONTENTS),
        ("设站要走哪些步骤？", STEPS),
        ("设站的手续怎么走？", STEPS),
        ("什么样的站点会被撤销？", CASES),
        ("人才服务站的补助是多少？", None),
        ("哪些人不能申请人才公寓？", None),
        ("人才服务站归谁管？", None),
    ],
)
def test_what_a_list_is_of_is_read_from_the_question(question: str, unit: str | None) -> None:
    assert expected(question).unit == unit


def test_announcements_are_told_apart() -> None:
    assert announces_listed(DUTIES, "服务站应当履行下列职责：")
    assert not announces_listed(DUTIES, "服务站履行职责。")
    assert not announces_listed(DUTIES, "有下列行为之一的，应当承担责任：")
    assert not announces_listed(RIGHTS, "服务站承担下列义务：")
    assert not announces_listed(None, "服务站应当履行下列职责：")
    assert announces_listed(CONDITIONS, "同时符合以下条件的站点可以申请补助：登记满一年；没有投诉。")
    assert not announces_listed(CONDITIONS, "有下列情形之一的，取消设站资格：")
    assert announces_listed(STEPS, "设站按照下列程序办理：")


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("泗阳县人才服务站要做哪些工作？", ("登记来访", "代办落户", "每季度")),
        ("泗阳人才服务站的职责是什么", ("登记来访", "代办落户", "每季度")),
        ("泗阳县人才服务站有哪些权利？", ("用工台账", "提出建议")),
        ("泗阳人才服务站不能做哪些事？", ("收费", "泄露")),
        ("泗阳县什么情况下撤销人才服务站？", ("连续半年", "弄虚作假")),
        ("泗阳县人才服务站的年度报告包括哪些内容？", ("登记的人数", "代办的手续")),
    ],
)
def test_the_list_asked_for_is_quoted_whole_and_alone(engine: PolicyQA, question: str, items: tuple[str, ...]) -> None:
    used = [citation.quote for citation in engine.ask(question).citations if citation.used]
    assert all(item in "".join(used) for item in items)
    assert sum("下列" in quote for quote in used) == 1


def test_what_only_announces_is_never_quoted_alone(engine: PolicyQA) -> None:
    answer = engine.ask("泗阳县人才服务站负责人承担责任吗？")
    quoted = "".join(citation.quote for citation in answer.citations if citation.used)
    assert "依法承担责任" in quoted
    assert "挪用经费" in quoted


def test_the_announcement_is_read_before_its_items(engine: PolicyQA) -> None:
    answer = engine.ask("泗阳县人才服务站连续半年没有登记的会被撤销吗？")
    assert answer.answer.index("下列情形之一") < answer.answer.index("连续半年没有登记")


def test_a_figure_in_what_announces_a_list_is_given(engine: PolicyQA) -> None:
    answer = engine.ask("泗阳县站点补助每站每年不超过多少钱？")
    assert answer.short == "每年不超过六万元"
