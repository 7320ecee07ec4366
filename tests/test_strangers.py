"""Questions about places that no document is about, asked of an invented corpus."""

from pathlib import Path

import pytest
from asking import asking_engine

from qa.engine import PolicyQA

VISIT = """---
id: visit
title: 如东县赴外招才引智情况
issuer: 如东县人民政府
region: 江苏省/南通市/如东县
published: 2024-05-20
kind: news
---

# 如东县赴外招才引智情况

如东县在杭州设立了2个引才工作站，并与上海、武汉等地的高校签订合作协议14份。

台湾地区居民在本县创业的，与本地居民享受同样的补贴。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> PolicyQA:
    return asking_engine(tmp_path_factory.mktemp("strangers"), {"visit": VISIT})


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("椰城筹建了多少套人才公寓？", "椰城"),
        ("皖省领军团队的创业启动资金最高多少？", "皖省"),
        ("泰国给全职引进的博士每月多少租房补贴？", "泰国"),
        ("How many talent apartments does Thailand have?", "Thailand"),
        ("台湾的人才公寓有多少套？", "台湾"),
        ("贵羊市筹建人才公寓多少套？", "贵羊市"),
        ("甪直镇筹建人才公寓多少套？", "甪直镇"),
        ("燕郊高新区的博士租房补贴每月多少？", "燕郊高新区"),
        ("寿光市科技局牵头哪些任务？", "寿光市"),
        ("东三省筹建了多少套人才公寓？", "东三省"),
        ("武汉筹建了多少套人才公寓？", "武汉"),
        ("昆山的办法我看过了，那杭州的博士每月补多少租房钱？", "杭州"),
    ],
)
def test_a_place_that_no_document_is_about_is_refused_by_name(engine: PolicyQA, question: str, place: str) -> None:
    answer = engine.ask(question)
    assert (answer.reason, answer.short) == ("not_covered", None)
    assert place in answer.answer


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("从德国回国的博士到昆山，每月有多少租房补贴？", "3000元"),
        ("台湾居民到如东，2023年建成的人才公寓有多少套？", "280套"),
        ("昆删市筹建了多少套人才公寓？", "650套"),
        ("杭州有几个引才工作站？", "2个"),
        ("长三角的如东县2023年建成人才公寓多少套？", "280套"),
    ],
)
def test_what_is_asked_of_a_covered_place_is_answered(engine: PolicyQA, question: str, short: str) -> None:
    assert short in (engine.ask(question).short or "")


def test_tasks_of_a_covered_places_department_are_listed(engine: PolicyQA) -> None:
    answer = engine.ask("昆山市科技局牵头哪些任务？")
    assert not answer.abstained
    assert "创业大赛" in answer.answer


def test_a_parent_named_in_the_question_decides_between_places_of_one_name(tmp_path: Path) -> None:
    head = "---\nid: n\nregion: 江苏省/徐州市/鼓楼区\nkind: news\n---\n\n"
    notice = head + "# 鼓楼区人才工作综述\n\n鼓楼区建成人才驿站37家。\n"
    engine = asking_engine(tmp_path, {"notice": notice})
    assert engine.ask("徐州的鼓楼区建成人才驿站多少家？").short == "37家"
    assert engine.ask("我问的是福州那个鼓楼区，建成人才驿站多少家？").reason == "not_covered"


def test_a_document_of_no_region_answers_for_the_place_that_it_opens_with(tmp_path: Path) -> None:
    guide = "# 人才签证指南\n\n芬兰为高技能人才签发专门的居留许可，审批时间为14天。\n\n"
    engine = asking_engine(tmp_path, {"guide": guide + "申请人须有雇主出具的合同，月收入不低于3638欧元。\n"})
    assert engine.ask("芬兰的居留许可要求月收入不低于多少？").short == "不低于3638欧元"
    assert engine.ask("瑞典的居留许可要求月收入不低于多少？").reason == "not_covered"


def test_for_a_place_within_a_covered_one_a_document_of_no_region_answers_only_what_is_asked(tmp_path: Path) -> None:
    province = "---\nid: p\nregion: 江苏省\nkind: policy\n---\n\n# 江苏省技能人才办法\n\n高级技师每人奖励2000元。\n"
    note = "# 工作札记\n\n各单位举办的讲座共有31场，由人才工作部门牵头。\n"
    engine = asking_engine(tmp_path, {"province": province, "note": note})
    assert engine.ask("无锡市高级技师每人奖励多少元？").short == "每人奖励2000元"
    assert engine.ask("无锡市在海外设立的人才联络站由哪个部门牵头？").reason == "not_covered"


def test_where_no_document_says_what_place_it_is_about_none_is_missing(tmp_path: Path) -> None:
    note = (
        "---\nid: note\ntitle: 防护物资发放说明\n---\n\n# 防护物资发放说明\n\n"
        "防护口罩每户发放12只，由社区工作人员送到家门口，领取时请出示身份证件并签字确认，未能领取的可在三日内到居委会补领。\n"
    )
    engine = asking_engine(tmp_path, {"note": note}, alone=True)
    assert engine.ask("南昌市防护口罩每户发放多少只？").reason != "not_covered"


LOCAL = """---
id: local
title: 关于放宽共有产权住房购买条件的通知
published: 2022-02-01
kind: policy
---

# 关于放宽共有产权住房购买条件的通知

具有本市户籍、上年人均收入低于4.8万元的家庭可以购买共有产权住房。本通知由我市住房局解释，本市各区遵照执行。
"""
GENERAL = """---
id: general
title: 共有产权住房示范合同管理规定
published: 2022-03-01
kind: policy
---

# 共有产权住房示范合同管理规定

共有产权住房示范合同的保管期限为15年。
"""


def test_a_document_that_speaks_of_its_own_city_holds_for_no_other_and_a_general_one_for_any(tmp_path: Path) -> None:
    province = VISIT.replace("江苏省/南通市/如东县", "甘肃省").replace("如东县", "甘肃省")
    engine = asking_engine(tmp_path, {"visit": province, "local": LOCAL, "general": GENERAL})
    refused = engine.ask("兰州市购买共有产权住房，上年人均收入要低于多少？")
    assert (refused.reason, refused.short) == ("not_covered", None)
    assert engine.ask("兰州市共有产权住房示范合同的保管期限是几年？").short == "15年"


def test_the_year_of_an_insurance_year_is_one_that_documents_must_have(engine: PolicyQA) -> None:
    assert engine.ask("如东县2031社保年度建成的人才公寓有多少套？").reason == "not_covered"
