"""The tasks of a department, gathered from an invented table of duties; lists as a whole, with what announces them."""

import pytest
from asking import asking_engine

from qa.engine import PolicyQA

RULES = """---
id: rules
title: 启东市人才积分落户管理办法
issuer: 启东市人民政府
region: 江苏省/南通市/启东市
published: 2023-05-01
kind: policy
---

# 启东市人才积分落户管理办法

第三条 申请人申请积分落户应当同时符合下列条件：

（一）持有本市居住证；

（二）年龄不超过四十五周岁；

（三）连续缴纳社会保险三年以上，其中在渔港园区工作的为两年以上。

第四条 取得硕士学位的积40分，取得博士学位的积65分。申报时间为每年3月1日至4月20日。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> PolicyQA:
    return asking_engine(tmp_path_factory.mktemp("tasks"), {"rules": RULES})


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("昆山市科技局牵头哪些任务？", [2]),
        ("昆山市人社局负责哪几项工作？", [2, 3]),
        ("昆山市人社局参与了哪几项工作？", [2, 3]),
        ("昆山市住建局牵头什么？", [1]),
        ("昆山市人才办配合哪些工作？", [1]),
        ("昆山市的任务分工里哪些由科技局牵头？", [2]),
        ("昆山市人社局要做哪些事？", [2, 3]),
        ("昆山市人社局的职责有哪些？", [2, 3]),
        ("昆山市科学技术局牵头的任务有几项？", [2]),
        ("把昆山市住建局牵头的任务列出来", [1]),
        ("Which tasks does Kunshan's human resources bureau have?", [2, 3]),
    ],
)
def test_a_departments_tasks_are_the_rows_in_which_it_leads_or_takes_part(
    engine: PolicyQA, question: str, rows: list[int]
) -> None:
    answer = engine.ask(question)
    used = [citation.locator for citation in answer.citations if citation.used]
    assert not answer.abstained
    assert used == [f"附件表第{row}行" for row in rows]


def test_a_list_is_cited_item_by_item_and_what_announces_it_last_and_read_first(engine: PolicyQA) -> None:
    answer = engine.ask("启东市申请积分落户要同时符合哪些条件？")
    used = [citation for citation in answer.citations if citation.used]
    assert [citation.locator for citation in used[:3]] == [f"第三条第（{n}）项" for n in "一二三"]
    assert used[-1].quote.endswith("下列条件：")
    assert answer.answer.index("下列条件") < answer.answer.index("持有本市居住证")
    assert [citation.n for citation in used] == [1, 2, 3, 4]


def test_a_question_about_one_item_is_answered_by_that_item(engine: PolicyQA) -> None:
    answer = engine.ask("启东市积分落户，连续缴纳社会保险要几年以上？")
    assert answer.short == "三年以上"
    assert not any("居住证" in citation.quote for citation in answer.citations if citation.used)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("启东市取得博士学位的能积多少分？", "65分"),
        ("启东市积分落户的申报时间是哪几天？", "每年3月1日至4月20日"),
        ("昆山市领军团队能拿到多大的办公场所？", "不少于120平方米"),
    ],
)
def test_scores_periods_and_sizes_stand_first(engine: PolicyQA, question: str, short: str) -> None:
    answer = engine.ask(question)
    assert answer.short is not None
    assert answer.short.removeprefix("每年") == short.removeprefix("每年")
