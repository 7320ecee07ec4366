"""The search key: what is the same under it, what is not, and the way back to the source."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.model import Span
from index.search_key import fold, keyed, search_key

SAME = [
    ("三十万元", "30万元", "300000元", "300,000元", "３０万元", "叁拾万元", "30 万元"),
    ("三点五亿元", "3.5亿元", "350000000元", "35000万元"),
    ("两千人", "2000人", "2千人", "2,000人"),
    ("三十余万元", "30余万元", "300000余元"),
    ("1-10", "1至10", "1—10", "1～10", "1到10", "1——10", "1－10"),
    ("1-10万元", "1至10万元", "一至十万元", "1万元至10万元", "1万-10万元", "10000-100000元"),
    ("三至五年", "3-5年", "3年至5年", "三到五年"),
    ("百分之三十", "30%", "30％", "30 %"),
    ("百分之三点五", "3.5%"),
    ("千分之五", "5‰"),
    ("百分之百", "100%"),
    ("二〇二三年", "2023年", "二零二三年", "二○二三年", "２０２３年"),
    ("二○○八年", "2008年"),
    ("二〇二五年六月二十六日", "2025年6月26日", "2025-06-26", "2025/6/26", "2025.06.26", "2025年06月26日"),
    ("2023年至2025年", "2023-2025年", "二〇二三年至二〇二五年"),
    ("第十二条", "第12条"),
    ("第一百〇二条", "第一百零二条", "第102条"),
    ("一万五", "15000"),
    ("100㎡", "100m²", "100平米", "100平方米", "一百平方米"),
    ("人才，公寓", "人才,公寓", "人才， 公寓", "人 才,\n公寓"),
    ("國務院辦公廳", "国务院办公厅"),
    ("“双招双引”", '"双招双引"', "「双招双引」"),
    ("国发〔2016〕40号", "国发[2016]40号", "国发【2016】40号"),
    ("APP", "app", "ＡＰＰ"),
    ("十余家", "10余家"),
    ("千万元以上", "1000万元以上"),
]


@pytest.mark.parametrize("forms", SAME, ids=lambda forms: forms[0])
def test_forms_of_one_thing_have_one_key(forms: tuple[str, ...]) -> None:
    assert {search_key(form) for form in forms} == {search_key(forms[-1])}


@pytest.mark.parametrize(
    "word",
    [
        *(
            "十大",
            "一体化",
            "一是",
            "三农",
            "万一",
            "一带一路",
            "十链百校千企",
            "统一条件",
            "唯一",
            "十四五规划",
            "一二三产业",
        ),
        *(
            "三五年",
            "第三方",
            "再三",
            "一次性",
            "百万英才",
            "数百万元",
            "几十家",
            "十几家",
            "万人计划",
            "两院",
            "三区三园",
        ),
        *(
            "星期一",
            "星期三年会",
            "二分之一",
            "亿元以上",
            "高三",
            "大一",
            "3.0版",
            "3千瓦",
            "2万科",
            "三十来家",
            "三四十岁",
            "三点意见",
        ),
    ],
)
def test_words_and_names_keep_their_numerals(word: str) -> None:
    assert search_key(word) == word


def test_the_length_of_a_period_is_a_number() -> None:
    assert [search_key(text) for text in ("有效期三年", "试用期六个月")] == ["有效期3年", "试用期6个月"]


def test_different_figures_have_different_keys() -> None:
    assert (
        len({search_key(t) for t in ("10万元", "1-10万元", "100万元", "10元", "10亿元", "10%", "10‰", "①10", "110")})
        == 9
    )


def test_a_range_gives_its_scale_to_the_lower_figure_only_where_that_keeps_it_lower() -> None:
    assert search_key("1-10万元") == "10000-100000元"
    assert search_key("500-1万元") == "500-10000元"


def test_latin_words_stay_apart() -> None:
    assert search_key("Talent  Apartment 2 rooms") == "talent apartment 2 rooms"


def test_fold_keeps_every_position() -> None:
    text = "當前ＡＰＰ①ﬁ²㎡…İ\0\ud800"
    assert fold(text) == "当前app①ﬁ²㎡…İ \ufffd"


def test_a_found_figure_leads_back_to_the_source() -> None:
    source = "给予 三十 万元奖励，另给三十万元。"
    spans = keyed(source).find("30万元")
    assert [source[s.start : s.end] for s in spans] == ["三十 万元", "三十万元"]


def test_an_empty_wish_is_found_nowhere() -> None:
    assert keyed("人才").find(" ") == []


PIECES = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "一二两三四五六七八九十百千万亿〇零几数余多点分之至到元人家个年月日条第%‰"
            "-—~,. \n\u200b0123456789/统大 壹拾m²㎡"
        ),
        st.characters(),
    ),
    max_size=40,
)


@settings(max_examples=1000, deadline=None)
@given(PIECES)
@example("三,000元")
def test_the_key_of_a_key_is_itself(text: str) -> None:
    key = search_key(text)
    assert search_key(key) == key


@settings(max_examples=500, deadline=None)
@given(PIECES)
def test_fold_keeps_length_and_is_stable(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


@settings(max_examples=500, deadline=None)
@given(PIECES)
def test_the_way_back_is_whole_and_in_order(text: str) -> None:
    key = keyed(text)
    assert key.text == search_key(text)
    assert len(key.starts) == len(key.ends) == len(key.text)
    assert all(0 <= s < e <= len(text) for s, e in zip(key.starts, key.ends, strict=True))
    assert list(key.starts) == sorted(key.starts)
    assert list(key.ends) == sorted(key.ends)
    assert key.source(Span(0, 0)).start <= len(text)


@pytest.mark.parametrize("sign", ["一", "十万", "1,111,", "百分之", "1到", "三点", " ", "-", "第一百二十三条　"])
def test_a_long_run_of_one_sign_has_a_key(sign: str) -> None:
    key = search_key(sign * 5000)
    assert search_key(key) == key
