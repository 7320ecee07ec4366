"""Dates as documents write them, and the clauses on how long a document holds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.dates import find_dates, iso_date, validity, years


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2025年6月26日", "2025-06-26"),
        ("2025 年 6 月 26 日", "2025-06-26"),
        ("2025年06月26号", "2025-06-26"),
        ("2025-06-26", "2025-06-26"),
        ("2025/6/26", "2025-06-26"),
        ("2025.06.26", "2025-06-26"),
        ("２０２５年６月２６日", "2025-06-26"),
        ("二〇二五年六月二十六日", "2025-06-26"),
        ("二○二五年十二月三十一日", "2025-12-31"),
        ("二 ○一二年七月五日", "2012-07-05"),
        ("一九九九年七月", "1999-07"),
        ("二〇一三年", "2013"),
        ("2013年", "2013"),
        ("t20130819_95032.htm", "2013-08-19"),
    ],
)
def test_every_usual_way_to_write_a_date_is_read(written: str, iso: str) -> None:
    assert iso_date(written) == iso


@pytest.mark.parametrize(
    "text", ["2023年2月30日", "2023-13-01", "电话20250626", "第2025号", "3.2015.6", "12:30:00", "十年", "1025年"]
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert find_dates(text) == []


def test_the_issue_of_a_journal_is_kept() -> None:
    (date,) = find_dates("载《甲刊》2024年第10期")
    assert (date.iso, date.issue) == ("2024", 10)


def test_spans_stand_in_the_text() -> None:
    text = "自二〇二五年六月起，至2026/1/5止"
    assert [text[d.span.start : d.span.end] for d in find_dates(text)] == ["二〇二五年六月", "2026/1/5"]


def test_years_of_a_range_and_each_only_once() -> None:
    assert years("2023-2025年，2025年，二〇二六年") == ("2023", "2025", "2026")


def test_clauses_on_validity() -> None:
    text = "本办法自2021年1月1日起施行，有效期五年。《旧办法》《旧细则》同时废止。"
    clauses = validity(text)
    assert [(c.kind, c.date, c.term, c.subjects) for c in clauses] == [
        ("from", "2021-01-01", None, ()),
        ("term", None, "五年", ()),
        ("repeals", None, None, ("旧办法", "旧细则")),
    ]
    assert text[clauses[0].span.start : clauses[0].span.end] == "自2021年1月1日起施行"


def test_in_force_from_promulgation_has_no_date() -> None:
    (clause,) = validity("本规定自公布之日起30日后施行。")
    assert (clause.kind, clause.date) == ("from", None)


def test_an_end_is_read() -> None:
    assert [(c.kind, c.date) for c in validity("有效期至2027年12月31日。")] == [("until", "2027-12-31")]
    assert [c.kind for c in validity("本通知已废止。")] == ["repealed"]
    assert [(c.kind, c.term) for c in validity("试行两年。")] == [("term", "两年")]


def test_a_project_that_starts_is_no_validity() -> None:
    assert validity("自行实施的项目。从小抓起，实施教育。") == []


@settings(deadline=None)
@given(
    st.text(
        alphabet=st.one_of(st.sampled_from("0123456789年月日二〇一三自起施行有效期至-/. 《》废止"), st.characters()),
        max_size=60,
    )
)
def test_any_text_is_read(text: str) -> None:
    for date in find_dates(text):
        assert 0 <= date.span.start < date.span.end <= len(text)
    for clause in validity(text):
        assert 0 <= clause.span.start < clause.span.end <= len(text)
