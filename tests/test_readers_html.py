"""HTML pages: the article with its title, headings and tables, and nothing of the page around it."""

import time

import pytest

from index.errors import ReadError
from index.model import Extract
from index.readers import read_bytes

PARAGRAPHS = "".join(
    f"<p>　　第{n}条　本区每年安排人才专项资金{n}000万元，用于人才引进、培养和服务。</p>" for n in "一二三四五六"
)
MENU = "".join(f'<li><a href="/{n}">栏目{n}信息公开</a></li>' for n in range(12))


def page(article: str, head: str = "", after: str = "") -> bytes:
    """A page as government sites make them: menu, trail, title, tools, article, tools, related pages, footer."""
    return f"""<html><head><meta charset="utf-8"><title>人才专项资金管理办法_某区政府网</title>{head}</head><body>
    <ul class="top">{MENU}</ul>
    <div>当前位置：<a href="/">首页</a> &gt; <a href="/zc">政策文件</a> &gt; 正文</div>
    <div class="bt">人才专项资金管理办法</div>
    <div>来源：区人才办　发布日期：2024-05-06　浏览次数：<script>document.write(88)</script></div>
    <div>【字号：<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>】 <a href="#">打印</a></div>
    <div id="zoom">{article}</div>
    <div class="bdsharebuttonbox">分享到：<a href="#">微信</a><a href="#">微博</a></div>
    <div>相关阅读</div><ul>{MENU}</ul>{after}
    <div class="footer">主办单位：某区人民政府　备案号：苏ICP备00000000号</div></body></html>""".encode()


def rows(extract: Extract) -> list[str]:
    """The lines of the first table."""
    mark = next(mark for mark in extract.marks if mark.kind == "table")
    return extract.raw[mark.span.start : mark.span.end].split("\n")


def test_the_article_is_kept_with_title_and_source_and_the_page_around_it_is_not() -> None:
    lines = read_bytes(page(PARAGRAPHS), ".html").raw.splitlines()
    assert lines[0] == "人才专项资金管理办法"
    assert lines[1].startswith("来源：区人才办")
    assert [line.strip()[:3] for line in lines[2:]] == ["第一条", "第二条", "第三条", "第四条", "第五条", "第六条"]


def test_what_the_page_says_of_itself_is_declared() -> None:
    head = (
        '<meta name="ArticleTitle" content="人才专项资金管理办法"><meta name="PubDate" content="2024-05-06 10:00">'
        '<meta name="ContentSource" content="区人才办"><meta name="keywords" content="人才;资金">'
        '<link rel="canonical" href="https://example.cn/a.html">'
    )
    declared = dict(read_bytes(page(PARAGRAPHS, head), ".html").declared)
    assert declared == {
        "title": "人才专项资金管理办法",
        "published": "2024-05-06 10:00",
        "issuer": "区人才办",
        "keywords": "人才;资金",
        "url": "https://example.cn/a.html",
        "page_title": "人才专项资金管理办法_某区政府网",
    }


def test_the_address_of_a_saved_page_is_declared() -> None:
    saved = b"<!-- saved from url=(0030)http://example.cn/zc/1.html -->\n" + page(PARAGRAPHS)
    assert dict(read_bytes(saved, ".htm").declared)["url"] == "http://example.cn/zc/1.html"


def test_a_title_of_the_site_is_not_declared_as_the_article_s() -> None:
    head = '<meta property="og:title" content="某区人民政府门户网站">'
    assert "title" not in dict(read_bytes(page(PARAGRAPHS, head), ".html").declared)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-8-sig"])
def test_a_wrong_charset_in_the_page_does_no_harm(encoding: str) -> None:
    text = page(PARAGRAPHS).decode().replace("utf-8", "gb2312" if encoding != "gb18030" else "utf-8")
    text = '<?xml version="1.0" encoding="iso-8859-1"?>' + text
    assert "第三条　本区每年安排人才专项资金三000万元" in read_bytes(text.encode(encoding), ".html").raw


def test_headings_are_marked_with_their_level() -> None:
    extract = read_bytes(page("<h2>一、总体<br>要求</h2>" + PARAGRAPHS + "<h3>（一）目标</h3>" + PARAGRAPHS), ".html")
    found = [(m.level, extract.raw[m.span.start : m.span.end]) for m in extract.marks if m.kind == "heading"]
    assert found == [(2, "一、总体要求"), (3, "（一）目标")]


def test_a_table_becomes_rows_with_merged_cells_filled_downwards() -> None:
    table = """<table border=1><tr><th>类别</th><th>对象</th><th colspan=2>标准</th></tr>
    <tr><td rowspan=2>顶尖人才</td><td>院士</td><td>500万元</td><td>一次性</td></tr>
    <tr><td><p>国家级</p><p>专家</p></td><td>300万元</td><td>分三年</td></tr></table>"""
    assert rows(read_bytes(page(PARAGRAPHS + table), ".html")) == [
        "类别 | 对象 | 标准 |  |",
        "顶尖人才 | 院士 | 500万元 | 一次性 |",
        "顶尖人才 | 国家级 专家 | 300万元 | 分三年 |",
    ]


def test_a_bar_inside_a_cell_does_not_split_it() -> None:
    table = "<table><tr><td>甲|乙</td><td>1</td></tr><tr><td>丙</td><td>2</td></tr></table>"
    assert rows(read_bytes(page(PARAGRAPHS + table), ".html"))[0] == "甲｜乙 | 1 |"


def test_a_table_that_lays_out_the_page_becomes_paragraphs() -> None:
    layout = f"<table><tr><td>左栏</td><td>右栏</td></tr><tr><td>{PARAGRAPHS}</td><td>栏外</td></tr></table>"
    extract = read_bytes(page(layout * 2), ".html")
    assert not [mark for mark in extract.marks if mark.kind == "table"]
    assert extract.raw.count("第六条") == 2


def test_nested_tables_keep_their_order() -> None:
    inner = "<table><tr><td>项目</td><td>金额</td></tr><tr><td>租房</td><td>2000元</td></tr></table>"
    article = f"<table><tr><td>{PARAGRAPHS}<p>附表</p>{inner}<p>注：按月发放，不重复享受。</p></td></tr></table>"
    lines = read_bytes(page(article), ".html").raw.splitlines()
    assert lines[-4:] == ["附表", "项目 | 金额 |", "租房 | 2000元 |", "注：按月发放，不重复享受。"]


def test_items_of_an_ordered_list_get_the_number_a_browser_shows() -> None:
    article = (
        PARAGRAPHS + '<ol start="3"><li>申请材料。</li><li><p>审核程序。</p></li></ol><ol><li>1、自带编号。</li></ol>'
    )
    assert read_bytes(page(article), ".html").raw.splitlines()[-3:] == [
        "3. 申请材料。",
        "4. 审核程序。",
        "1、自带编号。",
    ]


def test_an_anchor_that_only_names_a_place_is_not_a_link() -> None:
    assert "第六条" in read_bytes(page(f'<a name="OLE_LINK1">{PARAGRAPHS}</a>'), ".html").raw


def test_the_end_of_an_article_outside_its_element_is_kept() -> None:
    broken = f"<div>{PARAGRAPHS}</div><p>第七条　本办法由区人才办负责解释。</p><p>2024年5月1日</p>"
    assert read_bytes(page(broken), ".html").raw.splitlines()[-2:] == [
        "第七条　本办法由区人才办负责解释。",
        "2024年5月1日",
    ]


def test_scripts_styles_comments_and_hidden_boxes_are_left_out() -> None:
    article = (
        "<script>var a='脚本';</script><style>p{}</style><!--注释--><div style='display: none'>隐藏</div>" + PARAGRAPHS
    )
    raw = read_bytes(page(article), ".html").raw
    assert not [word for word in ("脚本", "p{}", "注释", "隐藏") if word in raw]


def test_readings_above_characters_are_left_out() -> None:
    article = PARAGRAPHS + "<p><ruby>人<rp>(</rp><rt>rén</rt><rp>)</rp></ruby><ruby>才<rt>cái</rt></ruby>政策</p>"
    assert read_bytes(page(article), ".html").raw.splitlines()[-1] == "人才政策"


def test_a_page_without_an_article_is_refused() -> None:
    with pytest.raises(ReadError, match="no text found"):
        read_bytes(page(""), ".html")


def test_entities_of_a_document_type_are_not_expanded() -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "笑"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    raw = read_bytes(bomb.encode() + page(PARAGRAPHS + "<p>&b;&f;</p>"), ".html").raw
    assert "root:" not in raw
    assert "笑笑" not in raw


def test_deep_nesting_is_read() -> None:
    assert "第六条" in read_bytes(page('<div class="nav x">' * 1_500 + PARAGRAPHS), ".html").raw


def test_nesting_beyond_reason_neither_hangs_nor_overflows() -> None:
    began = time.monotonic()
    with pytest.raises(ReadError, match="nested"):
        read_bytes(page("<div>" * 30_000 + PARAGRAPHS), ".html")
    assert time.monotonic() - began < 10
