"""A whole question without a place is asked of the place spoken of, where that place's own documents answer it."""

import pytest
from asking import asking_engine

from qa.dialogue import asked_there
from qa.engine import PolicyQA

HERE = """---
id: here
title: 启东市公共租赁住房管理办法
issuer: 启东市人民政府
region: 江苏省/南通市/启东市
published: 2023-05-01
kind: policy
---

# 启东市公共租赁住房管理办法

第三条 租赁合同期限为两年。

第四条 承租人把住房转借他人的，处一千二百元罚款。
"""
ELSEWHERE = """---
id: elsewhere
title: 海门区公共租赁住房管理办法
issuer: 海门区人民政府
region: 江苏省/南通市/海门区
published: 2023-06-01
kind: policy
---

# 海门区公共租赁住房管理办法

第二条 承租人将住房转借他人的，罚多少由区住房局定，每次处二千六百元罚款。
"""
EVERYWHERE = """---
id: everywhere
title: 房屋登记收费规定
issuer: 国家发展和改革委员会
published: 2022-01-01
kind: policy
---

# 房屋登记收费规定

第五条 企业法人办理仓库登记的，应当在开业前缴纳登记费，每件五百五十元。
"""
LENT = "承租人将住房转借他人的，每次罚多少？"
WHOLE = "企业法人在开业前办理仓库登记的登记费每件收多少钱？"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> PolicyQA:
    documents = {"here": HERE, "elsewhere": ELSEWHERE, "everywhere": EVERYWHERE}
    return asking_engine(tmp_path_factory.mktemp("there"), documents)


def test_the_place_spoken_of_is_meant_where_its_documents_answer(engine: PolicyQA) -> None:
    answer = engine.quoted(LENT, ["启东市公租房合同期限是几年？"])
    assert answer.question == LENT
    assert answer.standalone == f"启东市，{LENT}"
    assert answer.short == "一千二百元"


def test_without_anything_said_before_all_documents_are_asked(engine: PolicyQA) -> None:
    answer = engine.quoted(LENT)
    assert answer.standalone == LENT
    assert "二千六百元" in (answer.short or "")


def test_what_another_document_answers_is_not_asked_of_the_place(engine: PolicyQA) -> None:
    question = WHOLE
    answer = engine.quoted(question, ["启东市公租房合同期限是几年？"])
    assert answer.standalone == question
    assert "五百五十元" in (answer.short or "")


def test_the_place_stays_over_several_questions(engine: PolicyQA) -> None:
    answer = engine.quoted(LENT, ["启东市公租房合同期限是几年？", WHOLE])
    assert answer.short == "一千二百元"


@pytest.mark.parametrize(
    ("question", "history", "there"),
    [
        ("可以找人代办吗？", ["启东居住证办法里，补证要几天？"], "启东居住证办法里，可以找人代办吗？"),
        ("可以找人代办吗？", ["启东居住证补领要几天？"], "启东，可以找人代办吗？"),
        ("Can a relative apply?", ["How long is a permit valid in Qidong?"], "Can a relative apply in Qidong?"),
        ("可以找人代办吗？", ["补证要几天？"], ""),
        ("海门可以找人代办吗？", ["启东居住证补领要几天？"], ""),
        ("什么是双招双引？", ["启东居住证补领要几天？"], ""),
        ("谢谢", ["启东居住证补领要几天？"], ""),
    ],
)
def test_what_is_asked_of_the_place(question: str, history: list[str], there: str) -> None:
    assert asked_there(question, history) == there
