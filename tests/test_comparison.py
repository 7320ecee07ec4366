"""What a question that compares places asks of each of them."""

import pytest

from index.model import Span
from qa.comparison import Row, asked_apart, which_have


@pytest.mark.parametrize(
    ("question", "apart"),
    [
        (
            "如东和昆山都有人才基金，如东的规模多大，昆山的谁牵头？",
            {"如东": "如东有人才基金，规模多大？", "昆山": "昆山有人才基金，谁牵头？"},
        ),
        (
            "如东、昆山的人才公寓，一个租期多长，一个有多少套？",
            {"如东": "如东的人才公寓，租期多长？", "昆山": "昆山的人才公寓，有多少套？"},
        ),
        (
            "如东和昆山都有人才贷：如东由谁审批，昆山累计发放多少？",
            {"如东": "如东有人才贷，由谁审批？", "昆山": "昆山有人才贷，累计发放多少？"},
        ),
        (
            "单身的人在如东申请公租房和在昆山申请人才公寓，各要满多少岁？",
            {"如东": "如东申请公租房，单身的人要满多少岁？", "昆山": "昆山申请人才公寓，单身的人要满多少岁？"},
        ),
        (
            "如东2019年的办法与昆山的细则分别给博士多少补贴？",
            {"如东": "如东2019年的办法，给博士多少补贴？", "昆山": "昆山细则，给博士多少补贴？"},
        ),
        ("如东和昆山的购房补贴分别是多少？", {}),
        ("如东的购房补贴是多少，和昆山比呢？", {}),
        ("如东的购房补贴最高多少？昆山呢？", {}),
        ("如东的购房补贴最高多少，那昆山又如何？", {}),
    ],
)
def test_each_place_is_asked_its_own_clause_with_what_is_said_of_both(question: str, apart: dict[str, str]) -> None:
    assert asked_apart(question, ["如东", "昆山"]) == apart


def test_of_all_places_those_count_that_say_as_much_as_the_best() -> None:
    def row(name: str, covered: float) -> Row:
        return Row(name, True, "d", ((0, Span(0, 1)),), 0.9, covered=covered)

    silent = Row("丁县", True)
    rows = [row("甲县", 1.0), row("乙县", 0.85), row("丙县", 0.5), silent]
    assert [kept.name for kept in which_have(rows)] == ["甲县", "乙县"]
    assert which_have([silent]) == []
