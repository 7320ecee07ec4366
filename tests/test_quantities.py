"""Quantities: what figure, of what kind, with what bounds; and whether a claim's figures are those of its sources."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.numerals import chinese_value
from index.quantities import quantities, unsupported


@pytest.mark.parametrize(
    ("text", "span", "kind", "value", "bound"),
    [
        ("给予1-10万元奖励", "1-10万元", "amount", 100_000, "range"),
        ("拨付三十万元", "三十万元", "amount", 300_000, "exact"),
        ("累计近4亿元", "累计近4亿元", "amount", 400_000_000, "about"),
        ("每年不低于1亿元的资金", "每年不低于1亿元", "amount", 100_000_000, "at_least"),
        ("最高不超过200万元", "最高不超过200万元", "amount", 2_000_000, "at_most"),
        ("最长为24个月", "最长为24个月", "duration", 24, "at_most"),
        ("最高可给予50万元", "最高可给予50万元", "amount", 500_000, "at_most"),
        ("贷款5000万元以上", "5000万元以上", "amount", 50_000_000, "at_least"),
        ("金额每年超5000万。", "每年超5000万", "amount", 50_000_000, "at_least"),
        ("吸引200余个团队", "200余个", "count", 200, "at_least"),
        ("3000多名学生", "3000多名", "count", 3000, "at_least"),
        ("2.59万人", "2.59万人", "count", 25_900, "exact"),
        ("每季度1期", "每季度1期", "count", 1, "exact"),
        ("引进1-2家机构", "1-2家", "count", 2, "range"),
        ("不少于100平方米的场地", "不少于100平方米", "area", 100, "at_least"),
        ("实际投资额的5‰", "5‰", "percent", 5, "exact"),
        ("百分之八十以上", "百分之八十以上", "percent", 80, "at_least"),
        ("30日内办结", "30日内", "duration", 30, "at_most"),
        ("为期3年", "3年", "duration", 3, "exact"),
        ("第十二条", "第十二条", "ordinal", 12, "exact"),
        ("奖金200万日元", "200万日元", "amount", 2_000_000, "exact"),
        ("上浮60个基点", "60个基点", "percent", 60, "exact"),
        ("第3代社保卡", "第3代", "ordinal", 3, "exact"),
        ("政策3.0版", "3.0", "number", Decimal("3.0"), "exact"),
    ],
)
def test_a_figure_with_kind_and_bounds(text: str, span: str, kind: str, value: Decimal | int, bound: str) -> None:
    (quantity,) = quantities(text)
    assert text[quantity.span.start : quantity.span.end] == span
    assert (quantity.kind, quantity.value, quantity.bound) == (kind, value, bound)


def test_bounds_follow_from_the_qualifiers() -> None:
    bounds = [(q.low, q.high) for q in quantities("1至3家；5家；5家以上；不超过5家；约5家")]
    assert bounds == [(1, 3), (5, 5), (5, None), (None, 5), (None, None)]


def test_a_number_that_is_not_given_has_no_value() -> None:
    assert [(q.kind, q.value, q.unit) for q in quantities("几十家企业获得数百万元")] == [
        ("count", None, "家"),
        ("amount", None, "元"),
    ]


def test_dates_and_durations_are_told_apart() -> None:
    text = "自2024年10月23日起3年，每年9月15日前，30日内，6个月"
    assert [(q.kind, text[q.core.start : q.core.end]) for q in quantities(text)] == [
        ("date", "2024年10月23日"),
        ("duration", "3年"),
        ("date", "9月15日"),
        ("duration", "30日"),
        ("duration", "6个月"),
    ]


def test_words_with_numerals_are_no_quantities() -> None:
    assert quantities("一体化推进三农，十链百校千企，统一条件，第三方，A4纸") == []


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("给予30万元", "给予三十万元奖励"),
        ("占30%", "占比百分之三十"),
        ("1至10万元", "1-10万元"),
        ("不低于1亿元", "每年不低于1亿元"),
        ("2024年发布", "2024年10月23日发布"),
        ("引进5名博士", "引进博士5人"),
    ],
)
def test_the_same_figure_in_another_form_is_supported(claim: str, source: str) -> None:
    assert unsupported(claim, [source]) == []


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("给予300万元", "给予30万元"),
        ("10万元", "1-10万元"),
        ("1亿元", "不低于1亿元"),
        ("最高50万元", "50万元"),
        ("5%", "5‰"),
        ("5家", "5个"),
        ("2024年10月", "2024年"),
        ("第3条", "3条"),
    ],
)
def test_another_figure_unit_or_bound_is_not_supported(claim: str, source: str) -> None:
    assert len(unsupported(claim, [source])) == 1


@pytest.mark.parametrize(
    ("run", "value"),
    [
        ("十", 10), ("十二", 12), ("二十", 20), ("一百〇二", 102), ("一百一十", 110), ("一百五", 150), ("两千", 2000),
        ("一千零五十", 1050), ("一万五", 15_000), ("三万五千", 35_000), ("三十万", 300_000), ("两万零五十", 20_050),
        ("一亿三千万", 130_000_000), ("一万亿", 10**12), ("二〇二三", 2023), ("贰拾", 20),
        ("十四五", None), ("三四十", None), ("万一", None), ("二三", None), ("千", None), ("一百零", None), ("", None),
    ],
)  # fmt: skip
def test_runs_of_chinese_numerals(run: str, value: int | None) -> None:
    assert chinese_value(run) == value


ORDERS = ((10**8, "亿"), (10**4, "万"))


def spoken(number: int) -> str:
    """A number below 10^12 in Chinese numerals, by the school rules."""
    for order, name in ORDERS:
        if number >= order:
            high, low = divmod(number, order)
            return spoken(high) + name + (("零" if low < order // 10 else "") + spoken(low) if low else "")
    text = ""
    for order, name in ((1000, "千"), (100, "百"), (10, "十")):
        digit, number = divmod(number, order)
        if digit:
            text += "零一二三四五六七八九"[digit] + name
        elif text and number and not text.endswith("零"):
            text += "零"
    return text + ("零一二三四五六七八九"[number] if number else "")


@settings(deadline=None)
@given(st.integers(1, 10**12 - 1))
def test_every_number_written_by_the_rules_is_read_back(number: int) -> None:
    assert chinese_value(spoken(number)) == number


@settings(deadline=None)
@given(
    st.text(
        alphabet=st.one_of(
            st.sampled_from("一二三十百千万亿几数余多0123456789.-至元人家年月日第%近超不低于以上 "), st.characters()
        ),
        max_size=40,
    )
)
def test_spans_are_in_order_and_inside(text: str) -> None:
    found = quantities(text)
    for before, after in zip([None, *found], found, strict=False):
        assert 0 <= after.span.start <= after.core.start < after.core.end <= after.span.end <= len(text)
        assert before is None or before.core.end <= after.core.start
