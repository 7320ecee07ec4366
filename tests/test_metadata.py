"""What a document says of itself, by the forms in which documents say it; nothing that it does not say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.metadata import front_matter, read_metadata
from index.model import Metadata


def read(text: str, **declared: str) -> Metadata:
    return read_metadata(text, (), declared, {})


NOTICE = """甲市数据局关于印发《甲市数据开放办法》的通知
泰数发〔2023〕5号
各有关单位：
现将办法印发给你们。
泰州市数据局
2023年3月1日
（此件公开发布）
甲市数据开放办法
第一条 为开放数据，制定本办法。
"""

REPLY = """| 建议/提案提出者: | 张三 | 建议/提案号: | 137 | |
| 标题: | 关于多建口袋公园的建议 | |||
| 承办单位: | 主办: | 城管局 | 协办: | 住建局 |
| 答复日期: | 2025-07-03 | |||
| 答复内容: | 张三委员: 您的提案收悉,现答复如下: 已建公园八座。 感谢关心。 南通市海安市城管局 2025年7月3日 |
"""


def test_a_notice() -> None:
    known = read(NOTICE)
    assert known.title == "甲市数据局关于印发《甲市数据开放办法》的通知"
    assert known.issuer == "泰州市数据局"
    assert known.number == "泰数发〔2023〕5号"
    assert known.published == "2023-03-01"
    assert (known.region, known.region_inferred) == ("江苏省/泰州市", False)
    assert known.kind == "policy"


def test_a_reply_kept_as_a_form() -> None:
    known = read(REPLY)
    assert known.title == "关于多建口袋公园的建议"
    assert known.issuer == "南通市海安市城管局"
    assert known.number == "137"
    assert known.published == "2025-07-03"
    assert known.region == "江苏省/南通市/海安市"
    assert known.kind == "reply"


def test_empty_fields_are_unknown() -> None:
    known = read(
        "《关于建设口袋公园的意见》\n政策文号:\n发布日期:\n发文部门:\n政策类型:\n为多建公园,制订本意见。\n一、目标\n"
    )
    assert known.title == "关于建设口袋公园的意见"
    assert (known.issuer, known.number, known.published, known.region) == (None, None, None, None)
    assert known.kind == "policy"


def test_dates_of_the_body_and_counters_are_not_its_date() -> None:
    assert read("关于公园的意见\n浏览次数：2024\n2023年,建成八座公园。到2025年12月31日,再建十座。\n").published is None


def test_the_page_of_a_later_copy_does_not_date_an_old_rule() -> None:
    text = "公园管理规定\n来源： 日期： 2014-04-29\n（1999年5月6日第二届会议通过）\n第一章 总则\n"
    assert read(text).published == "1999-05-06"
    assert read(text).issuer is None


def test_the_day_of_publication_counts_where_it_is_near_the_signature() -> None:
    assert read("成文日期：2026年02月08日\n标题：关于公园的意见\n发布日期：2026年02月11日\n").published == "2026-02-11"


def test_an_order_bears_the_title_of_the_rules_it_brings() -> None:
    known = read(
        "泰州市人民政府令\n第5号\n《泰州市公园管理办法》已经审议通过，现予公布，自2024年3月1日起施行。\n"
        "市长 张三\n2024年1月8日\n"
        "泰州市公园管理办法\n第一章 总则\n第一条 为管理公园，制定本办法。\n"
    )
    assert known.title == "泰州市公园管理办法"
    assert known.issuer == "泰州市人民政府"
    assert known.number == "泰州市人民政府令第5号"
    assert known.published == "2024-01-08"


def test_a_title_over_several_lines_is_joined_and_menus_are_left_out() -> None:
    menu = "首页 | 公开 | 互动\n您当前的位置：首页>>政策>>正文\n"
    text = f"{menu}泰州市人民政府办公室\n关于公园管理\n若干事项的通知\n泰政办发〔2023〕8号\n各市（区）：\n"
    known = read(text)
    assert known.title == "泰州市人民政府办公室关于公园管理若干事项的通知"
    assert known.issuer == "泰州市人民政府办公室"
    assert known.number == "泰政办发〔2023〕8号"


def test_a_note_below_the_title_gives_number_and_latest_date_but_not_the_day_it_comes_into_force() -> None:
    note = "（1999年5月6日泰州市人民政府令第12号发布\n根据2004年6月25日会议修正，自2005年1月1日起施行）"
    known = read(f"公园管理规定\n来源： 日期： 2014-04-29\n{note}\n第一条 为管理公园，制定本规定。\n")
    assert known.number == "泰州市人民政府令第12号"
    assert known.published == "2004-06-25"


def test_a_number_that_a_text_refers_to_is_not_its_own() -> None:
    assert read("关于公园的意见\n根据《办法》（国发〔2016〕40号），提出意见。\n").number is None


def test_the_site_is_no_part_of_a_title() -> None:
    text = "关于公园的通知\n各有关单位：\n"
    assert read(text, page_title="关于公园的通知_通知公告_甲市政府网").title == "关于公园的通知"
    assert read(text, page_title="甲市人民政府").title == "关于公园的通知"


def test_a_magazine_article() -> None:
    source = "文章来源：《园林》杂志2023年第7期发布时间：2023-08-19 09:15:00"
    known = read(f"重庆北碚：公园城市\n作者：李四\n{source}\n北碚建园。\n——编者\n")
    assert known.issuer == "《园林》杂志"
    assert known.published == "2023-08-19"
    assert known.region == "重庆市/北碚区"
    assert known.kind == "article"


def test_the_place_is_inferred_from_bodies_and_parks_and_not_from_the_parent() -> None:
    text = (
        "关于公园的意见\n按省、扬州市有关文件的要求,就我市公园提出以下几条。\n支持高邮高新区建园。\n"
        "发挥高邮经济开发区作用,入选扬州市级以上名录的,由市人社局给予奖励。\n"
    )
    known = read(text)
    assert (known.region, known.region_inferred) == ("江苏省/扬州市/高邮市", True)


def test_a_place_merely_mentioned_is_not_what_a_text_is_about() -> None:
    assert read("关于公园的意见\n学习上海市、苏州市的做法。\n").region is None


@pytest.mark.parametrize("issuer", ["国务院办公厅", "教育部"])
def test_what_national_bodies_issue_has_no_region(issuer: str) -> None:
    assert (
        read(f"关于公园的意见\n各省、自治区、直辖市：\n在北京市西城区试点。\n{issuer}\n2026年2月8日\n").region is None
    )


def test_front_matter_wins() -> None:
    raw = (
        '---\ntitle: "甲"\nregion: 江苏省/南通市/通州区\npublished: 2024-10\nkind: news\nnumber: 7\n'
        "origin_sha256: ab\n---\n正文"
    )
    fields, body = front_matter(raw)
    assert raw[body:] == "正文"
    known = read_metadata(NOTICE, (), {}, fields)
    assert known == Metadata(
        title="甲", issuer="泰州市数据局", number="7", published="2024-10", region="江苏省/南通市/通州区", kind="news",
        origin_sha256="ab",
    )  # fmt: skip
    assert known.is_digest


NO_FRONT_MATTER = [
    *("", "正文", "---\n", "---\ntitle: 甲\n正文没有结尾", "---\n一行字\n---\n", " ---\na: b\n---\n"),
    "----\na: b\n---\n",
]


@pytest.mark.parametrize("raw", NO_FRONT_MATTER)
def test_what_is_no_front_matter_is_text(raw: str) -> None:
    assert front_matter(raw) == ({}, 0)


def test_front_matter_of_windows_and_with_remarks() -> None:
    assert front_matter("---\r\n# 说明\r\ntitle: '甲: 乙'\r\n\r\nissuer:\r\n---\r\n正文") == (
        {"title": "甲: 乙", "issuer": ""},
        42,
    )


HOSTILE = [
    "标题：",
    "来源 ",
    "人民政府",
    "甲局、",
    "（",
    "《甲》",
    "甲局\n2023年1月1日\n",
    "〔2023〕第1号",
    "南通市",
    "关于",
    "---\na: b\n",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_text_of_one_piece_repeated_is_read(piece: str) -> None:
    assert isinstance(read(piece * 3000, page_title=piece * 300), Metadata)


def test_an_empty_text_says_nothing() -> None:
    assert read("") == Metadata()


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=40))
def test_any_text_can_be_read(text: str, title: str) -> None:
    assert isinstance(read(text, page_title=title), Metadata)
    fields, body = front_matter(text)
    assert 0 <= body <= len(text)
    assert not fields or body > 0
