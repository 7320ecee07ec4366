"""Where in a text a thing of the kind asked for stands, and what may answer where none does."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model import Cell, Span
from qa.cells import fitting_cells
from qa.expected import Expected, Kind, expected
from qa.figures import fitting, loosely_fitting
from qa.times import past, relative


def _first(spans: list[Span] | None, text: str) -> str | None:
    return text[spans[0].start : spans[0].end] if spans else None


@pytest.mark.parametrize(
    ("kind", "text", "span"),
    [
        ("date", "会馆始建于1586年。", "1586年"),
        ("date", "码头在18世纪末荒废。", "18世纪末"),
        ("date", "书院建于南宋淳熙年间。", "南宋淳熙年间"),
        ("date", "奖金每季度末结清。", "每季度末"),
        ("date", "下半年集中受理。", "下半年"),
        ("percent", "市县两级按1:1配套。", "1:1"),
        ("percent", "租金减半。", "减半"),
        ("percent", "由园区承担三分之二。", "三分之二"),
        ("percent", "税费全额返还。", "全额"),
        ("ordinal", "她是第五代传人。", "第五代"),
        ("ordinal", "首届擂台赛在六月举行。", "首届"),
        ("duration", "宽限半年。", "半年"),
        ("contact", "请拨96123。", "96123"),
    ],
)
def test_what_is_of_the_kind_asked_for(kind: Kind, text: str, span: str) -> None:
    assert _first(fitting(Expected(kind), text), text) == span


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("percent", "上午9:30开会。"),
        ("duration", "制定三年行动计划，两年一评。"),
        ("percent", "补贴3000元。"),
        ("duration", "热线每天24小时有人接听。"),
        ("date", "市县两级按1:1配套。"),
        ("date", "馆藏3000件。"),
        ("ordinal", "共有五代人。"),
        ("contact", "库房编号1234567890123。"),
    ],
)
def test_what_is_not_of_the_kind_asked_for(kind: Kind, text: str) -> None:
    assert fitting(Expected(kind), text) == []


def test_half_a_year_and_months_are_no_working_days() -> None:
    assert fitting(Expected("duration", unit="天"), "登记须连续满半年。") == []
    assert fitting(Expected("duration", unit="工作日"), "居住须满7个月。") == []
    assert _first(fitting(Expected("duration", unit="天"), "限1个月内办结。"), "限1个月内办结。") == "1个月内"


@pytest.mark.parametrize(
    ("question", "text", "span"),
    [
        ("尾款什么时候付？", "尾款自验收合格之日起支付。", "自验收合格之日起"),
        ("执照何时换？", "执照到期的，延期至汛期结束后换领。", "延期至汛期结束后"),
        ("租金何时补发？", "租金从批准的次月起补发。", "从批准的次月起"),
        ("什么时候可以申请？", "常年受理。", "常年受理"),
        ("什么时候走访？", "中秋期间走访慰问。", "中秋期间"),
        ("什么时候申报？", "申报不设截止日期。", "不设截止"),
        ("什么时候能退伙？", "清算终止前，不得退伙。", "清算终止前"),
        ("什么时候答复？", "收件后15个工作日内答复。", "收件后15个工作日内"),
        ("最高给多少钱？", "旗舰团队一事一议。", "一事一议"),
        ("学费收多少钱？", "学员免收学费。", "免收学费"),
        ("保费返还多少钱？", "返还保费的50%。", "50%"),
        ("烤炉报价多少钱？", "报价2800-3500不等。", "2800-3500"),
        ("展馆地址在哪？", "展馆位于滨江路8号。", "位于滨江路8号"),
    ],
)
def test_what_may_answer_where_nothing_of_the_kind_stands(question: str, text: str, span: str) -> None:
    assert _first(loosely_fitting(expected(question), text), text) == span


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("什么时候签约？", "博士后公寓共8套，目前住满。"),
        ("什么时候签约？", "充分发挥商会作用。"),
        ("多少钱一张？", "场馆免费停车。"),
        ("多少钱一张？", "共售出3000张。"),
        ("值班电话是多少？", "展馆位于滨江路8号。"),
    ],
)
def test_what_does_not_answer(question: str, text: str) -> None:
    assert loosely_fitting(expected(question), text) == []


_ROW = "甲类 | 30 | 1200 | 5 | 96123 | 7"
_COLUMNS = ["类别", "安家费（万元）", "生活津贴(元/月)", "服务期（年）", "咨询电话", "序号"]


def _cells() -> list[Cell]:
    cells, start = [], 0
    for column, value in zip(_COLUMNS, _ROW.split(" | "), strict=True):
        cells.append(Cell(column, Span(start, start + len(value))))
        start += len(value) + 3
    return cells


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("甲类安家费多少万元？", ["30", "1200"]),
        ("甲类要服务几年？", ["5"]),
        ("甲类找哪个电话咨询？", ["96123"]),
        ("甲类占多大比例？", []),
        ("甲类有多少人？", []),
    ],
)
def test_a_bare_number_in_a_table_is_read_with_its_column(question: str, values: list[str]) -> None:
    found = fitting_cells(expected(question), _ROW, _cells())
    assert [_ROW[span.start : span.end] for span in found] == values


@given(st.text("从自在之日起后前时期间每季年月，。（）、受理工作日内1586世纪末建于", max_size=60))
def test_times_stand_in_order_within_the_text(text: str) -> None:
    for spans in (past(text), relative(text)):
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
        assert all(one.end <= other.start for one, other in pairwise(spans))
