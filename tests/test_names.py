"""The name that answers: found beside the question's words, by how it is asked for, and not shown where unsure."""

import pytest

from eval.fit_names import overlap
from index.search_key import fold
from qa.expected import expected
from qa.matching import Terms
from qa.name_asked import Asked
from qa.name_features import FEATURES
from qa.names import best_name, candidates, quoted_names_of


def weigh(word: str) -> float:
    return 1.0 if word in ("市", "人才", "项目", "企业") else 5.0


def named(question: str, text: str) -> str | None:
    found = best_name(expected(fold(question)), question, text, Terms.of(question, weigh).terms, weigh)
    return None if found is None else text[found.start : found.end]


@pytest.mark.parametrize(
    ("question", "text", "name"),
    [
        ("青屿市吸引毕业生的工程叫什么？", "为吸引毕业生，青屿市实施“归巢”工程，三年安排岗位六千个。", "归巢"),
        ("人才公寓由谁管理？", "人才公寓由市住房保障中心管理，租期最长五年。", "市住房保障中心"),
        ("创新大赛的冠军是谁？", "本届创新大赛的冠军是陈启明，亚军空缺。", "陈启明"),
        ("青屿市在哪个城市设立了离岸孵化器？", "青屿市在深圳设立了离岸孵化器，面积三千平方米。", "深圳"),
    ],
)
def test_the_name_asked_for_is_found_in_its_sentence(question: str, text: str, name: str) -> None:
    assert named(question, text) == name


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("落实的是哪项制度？", ["三必到"]),
        ("推介政策的活动叫什么名字？", ["青英看海"]),
        ("开发区要建成一个什么园？", ["智造园"]),
        ("大赛的名称是什么？", ["扬帆"]),
        ("“青英看海”活动由谁主办？", []),
        ("有哪些活动？", []),
    ],
)
def test_of_names_in_quotation_marks_those_of_the_sort_asked_for_are_taken(question: str, names: list[str]) -> None:
    text = "落实“三必到”制度,办好“青英看海”活动和“扬帆”双创大赛,支持开发区建设“智造园”,发放“人才券”。"
    found = quoted_names_of(expected(fold(question)), question, text)
    assert [text[span.start : span.end] for span in found] == names


@pytest.mark.parametrize(
    "question", ["人才公寓有多少套？", "申请补贴要满足哪些条件？", "青屿市实施了哪些工程？", "人才公寓 租金"]
)
def test_what_does_not_ask_for_one_name_gets_none(question: str) -> None:
    assert named(question, "为吸引毕业生，青屿市实施“归巢”工程，三年安排岗位六千个。") is None


def test_what_a_body_did_is_not_its_name() -> None:
    assert named("陈启明院士是哪个单位的？", "区委负责人带领工作组拜访对接陈启明院士。") in (None, "区委")


def test_what_the_question_says_itself_is_not_the_answer() -> None:
    assert named("“归巢”工程由哪个部门负责？", "“归巢”工程由市教育局负责。") == "市教育局"


def test_candidates_do_not_cross_stops_and_are_described_alike() -> None:
    question = "人才公寓由谁管理？"
    asked = Asked.of(question, expected(question))
    assert asked is not None
    text = "人才公寓由市住房保障中心管理，租期最长五年。"
    found = candidates(asked, text, Terms.of(question, weigh).terms, weigh)
    assert all("，" not in text[name.span.start : name.span.end] for name in found)
    assert {len(name.features) for name in found} == {len(FEATURES)}


def test_characters_shared_are_counted_as_often_as_they_stand_in_both() -> None:
    assert overlap("市教育局", "市教育局") == 1
    assert overlap("《归巢》", "归巢") == 1
    assert overlap("教育局", "市教育局") == pytest.approx(6 / 7)
    assert overlap("局局局", "市教育局") == pytest.approx(2 / 7)
