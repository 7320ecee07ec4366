"""Two documents, or a text and its table, that say different figures of the same thing; and what only looks like it."""

from collections.abc import Callable

import pytest

from index.build import build
from index.encoders import shared_encoder
from index.store import Index
from qa.engine import PolicyQA
from qa.model import Answer

HEAD = """---
title: {title}
issuer: {place}人民政府
region: 山东省/{place}
published: {published}
kind: {kind}
---

# {title}

"""
TABLE = """
## 附件 任务表

| 序号 | 任务 | 数量 |
| --- | --- | --- |
| 1 | 建设人才公寓 | 650套 |
| 2 | 举办创业大赛 | 8场 |
"""
CORPUS = [
    (
        ("青岛市", "青岛市人才安居办法", "2023-05-01", "policy"),
        [
            "第一条 对新引进的博士研究生，给予购房补贴30万元，分三年发放。",
            "第二条 对新引进的硕士研究生，给予购房补贴10万元。",
            "第三条 全市建设人才公寓600套，交付后统一管理。",
            TABLE,
        ],
    ),
    (
        ("青岛市", "青岛市人才安居若干措施", "2024-08-01", "policy"),
        [
            "第一条 新引进的博士研究生在青岛购房的，给予购房补贴40万元。",
            "第二条 科技园一期面积为3万平方米。",
            "第三条 创业大赛金奖奖金50万元、银奖奖金20万元。",
        ],
    ),
    (
        ("青岛市", "青岛市2023年人才工作情况", "2024-01-10", "news"),
        ["2023年，全市引进高技能人才460名。发放租房补贴近1200万元。", "青岛创业大赛报名项目300个。"],
    ),
    (
        ("青岛市", "青岛市人才工作亮点", "2024-01-20", "report"),
        ["2023年，青岛市引进高技能人才520名。发放租房补贴1188万元。"],
    ),
    (
        ("青岛市", "青岛市2024年人才工作情况", "2025-01-10", "news"),
        ["2024年，全市引进高技能人才610名。青岛创业大赛报名项目420个。"],
    ),
    (
        ("青岛市", "青岛市人才安居办法（转载）", "2023-06-01", "policy"),
        ["科技园一期面积为30000平方米。创业大赛银奖奖金30万元。"],
    ),
    (
        ("烟台市", "烟台市人才安居办法", "2023-05-01", "policy"),
        ["第一条 对新引进的博士研究生，给予购房补贴25万元。"],
    ),
]


PARAGRAPH = (
    "第一条 园区内的人才公寓由管理中心统一配置家具并负责日常维护，每套公寓的面积为{area}平方米，配套停车位{places}个，"
    "入住人员应当遵守管理规定并按时缴纳水电费用，不得擅自转租。"
)
REPRINTS = [
    (("潍坊市", "潍坊市园区公寓说明", "", "article"), [PARAGRAPH.format(area=60, places=300)]),
    (("潍坊市", "潍坊市园区公寓说明（网络版）", "", "article"), [PARAGRAPH.format(area=75, places=300)]),
]  # fmt: skip


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Answer]:
    folder = tmp_path_factory.mktemp("conflicts")
    (folder / "corpus").mkdir()
    for number, ((place, title, published, kind), paragraphs) in enumerate([*CORPUS, *REPRINTS]):
        head = HEAD.format(place=place, title=title, published=published, kind=kind)
        (folder / "corpus" / f"{number}.md").write_text(head + "\n\n".join(paragraphs), encoding="utf-8")
    encoder = shared_encoder()
    build([folder / "corpus"], folder / "index", encoder)
    return PolicyQA(Index.open(folder / "index"), encoder).ask


def warned(answer: Answer, code: str) -> list[str]:
    return [notice.text for notice in answer.warnings if notice.code == code]


@pytest.mark.parametrize(
    ("question", "figures", "dates"),
    [
        ("青岛市对新引进的博士给予多少购房补贴？", {"30万元", "40万元"}, {"2023-05-01", "2024-08-01"}),
        ("2023年青岛市引进了多少名高技能人才？", {"460名", "520名"}, {"2024-01-10", "2024-01-20"}),
    ],
)
def test_different_figures_for_the_same_thing_are_both_shown_with_date_and_place(
    ask: Callable[[str], Answer], question: str, figures: set[str], dates: set[str]
) -> None:
    answer = ask(question)
    (text,) = warned(answer, "conflict")
    used = [citation for citation in answer.citations if citation.used]
    assert all(figure in text and any(figure in citation.quote for citation in used) for figure in figures)
    assert all(date in text for date in dates)
    assert text.count("山东省青岛市") == 2
    assert answer.short in figures
    for figure in figures:
        n = next(citation.n for citation in used if figure in citation.quote)
        assert f"{figure}[{n}]" in answer.answer


def test_a_text_and_its_own_table_that_differ_are_both_shown(ask: Callable[[str], Answer]) -> None:
    answer = ask("青岛市要建设多少套人才公寓？")
    (text,) = warned(answer, "conflict")
    assert "第三条写“600套”" in text
    assert "附件表第1行（表格）写“650套”" in text


def test_two_prints_of_one_text_with_another_figure_are_told_though_they_bear_no_date(
    ask: Callable[[str], Answer],
) -> None:
    (text,) = warned(ask("潍坊市园区每套人才公寓的面积是多少平方米？"), "conflict")
    assert "“60平方米”" in text
    assert "“75平方米”" in text
    assert warned(ask("潍坊市园区人才公寓配套停车位多少个？"), "conflict") == []


def test_of_two_rules_of_one_body_on_one_subject_the_earlier_is_called_superseded(ask: Callable[[str], Answer]) -> None:
    answer = ask("青岛市对新引进的博士给予多少购房补贴？")
    (text,) = warned(answer, "superseded")
    assert text.index("《青岛市人才安居办法》") < text.index("《青岛市人才安居若干措施》")


@pytest.mark.parametrize(
    "question",
    [
        "青岛市对新引进的硕士给予多少购房补贴？",  # another group has another figure
        "烟台市对新引进的博士给予多少购房补贴？",  # another place
        "2024年青岛市引进了多少名高技能人才？",  # another year
        "2023年青岛市发放租房补贴多少万元？",  # 近1200万元 and 1188万元 are one figure, rounded
        "青岛市科技园一期面积多少平方米？",  # 3万 and 30000
        "青岛创业大赛金奖奖金多少？",  # another prize
        "2023年青岛创业大赛报名项目多少个？",  # the year is the document's
    ],
)
def test_other_groups_places_years_and_rounded_figures_are_no_conflict(
    ask: Callable[[str], Answer], question: str
) -> None:
    answer = ask(question)
    assert not answer.abstained
    assert warned(answer, "conflict") == []


def test_citations_of_a_conflict_keep_the_contract(ask: Callable[[str], Answer]) -> None:
    answer = ask("青岛市对新引进的博士给予多少购房补贴？")
    used = [citation.used for citation in answer.citations]
    assert used == sorted(used, reverse=True)
    assert [citation.n for citation in answer.citations] == list(range(1, len(used) + 1))
