"""What a question that compares places asks of each of them."""

import pytest

from index.model import Span
from qa.comparison import Row, asked_apart, asked_of_one, asks_which_place, places_to_compare, which_have
from qa.coverage import Coverage
from qa.question import understand

COVERED = Coverage((("江苏省/南通市/如东县", 1), ("江苏省/苏州市/昆山市", 1)), (), 2)


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


@pytest.mark.parametrize(
    ("question", "one"),
    [
        ("如东和昆山的购房补贴分别是多少？", "如东的购房补贴是多少？"),
        ("买房子，如东、昆山两地各补多少？", "买房子，如东补多少？"),
        ("如东（2019年办法）和昆山的补贴各多少？", "如东（2019年办法）的补贴多少？"),
        ("比一比昆山和如东的人才公寓", "昆山的人才公寓"),
        ("Rudong and Kunshan both have flats. How many?", "Rudong have flats. How many?"),
        ("如东的购房补贴是多少，和昆山比呢？", "如东的购房补贴是多少？"),
        ("如东给多少补贴？那昆山又如何", "如东给多少补贴？"),
    ],
)
def test_what_is_asked_of_several_is_asked_of_one(question: str, one: str) -> None:
    understood = understand(question, (), COVERED)
    assert asked_of_one(understood, understood.asked_places[0].name).split() == one.split()


def test_a_place_from_which_somebody_goes_to_universities_is_compared() -> None:
    asked = understand("如东去大学招了多少人，昆山到大学招了多少人？", (), COVERED)
    assert [name for name, _ in places_to_compare(asked)] == ["如东", "昆山"]


def test_of_all_places_those_count_that_say_as_much_as_the_best() -> None:
    def row(name: str, covered: float) -> Row:
        return Row(name, True, "d", ((0, Span(0, 1)),), 0.9, covered=covered)

    silent = Row("丁县", True)
    rows = [row("甲县", 1.0), row("乙县", 0.85), row("丙县", 0.5), silent]
    assert [kept.name for kept in which_have(rows)] == ["甲县", "乙县"]
    assert which_have([silent]) == []


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("哪些城市有人才公寓？", True),
        ("租房补贴有哪些地方发？", True),
        ("高铁走廊有哪些城市？", False),
        ("推介活动走进了哪些城市？", False),
        ("在哪些城市设了工作站？", False),
    ],
)
def test_places_that_are_listed_in_a_document_are_not_compared(question: str, asked: bool) -> None:
    assert asks_which_place(understand(question, (), Coverage((), (), 0))) is asked
