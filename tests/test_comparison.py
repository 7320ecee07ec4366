"""What a question that compares places asks of each of them."""

import pytest

from qa.comparison import asked_apart


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
        ("如东和昆山的购房补贴分别是多少？", {}),
        ("如东的购房补贴是多少，和昆山比呢？", {}),
        ("如东的购房补贴最高多少？昆山呢？", {}),
        ("如东的购房补贴最高多少，那昆山又如何？", {}),
    ],
)
def test_each_place_is_asked_its_own_clause_with_what_is_said_of_both(question: str, apart: dict[str, str]) -> None:
    assert asked_apart(question, ["如东", "昆山"]) == apart
