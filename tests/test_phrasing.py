"""What a sentence may say beside the quotations it cites, and how a stream is cut into sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.markup import literal, unescaped
from qa.phrasing_check import Grounds, faults
from qa.phrasing_text import Said, sentences
from qa.web.markdown import Marker, Paragraph, Text, parse

GROUNDS = Grounds(
    (
        "对新引进的博士研究生，给予购房补贴42万元，分三年发放。对新引进的硕士研究生，给予购房补贴18万元。",
        "申请人不得重复享受住房补贴，申请材料由市财政局负责审核，由市人社局按季度发放资金，每月最高发放3000元。",
        "全市共有12家企业入选，近三年累计投入1.2亿元。",
    ),
    ("昆山市人才安居办法", "江苏省苏州市昆山市"),
)


@pytest.mark.parametrize(
    "sentence",
    [
        "对新引进的博士研究生给予购房补贴42万元，分三年发放。",
        "昆山市对新引进的硕士研究生给予购房补贴18万元。",
        "新引进的博士研究生给予购房补贴四十二万元。",
        "申请人不得重复享受住房补贴，每月最高发放3000元。",
        "申请材料由市财政局负责审核，由市人社局按季度发放资金。",
        "全市12家企业入选，近三年累计投入1.2亿元。",
    ],
)
def test_what_only_rephrases_and_joins_stands(sentence: str) -> None:
    assert list(faults(sentence, GROUNDS)) == []


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("对新引进的博士研究生给予购房补贴52万元。", "figure"),
        ("对新引进的博士研究生给予购房补贴18万元。", "figure"),  # the figure of another group
        ("对新引进的博士研究生给予购房补贴42万美元。", "figure"),
        ("对新引进的博士研究生给予购房补贴42万元，分五年发放。", "figure"),
        ("每月发放3000元。", "figure"),  # 最高 dropped
        ("发放资金最高3000元。", "figure"),  # 每月 dropped
        ("近三年投入1.2亿元。", "figure"),  # 累计 dropped
        ("全市共有12家企业入选，近三年累计投入12亿元。", "figure"),
        ("申请人可以重复享受住房补贴。", "negation"),
        ("申请人重复享受住房补贴。", "negation"),
        ("对新引进的博士研究生不给予购房补贴。", "negation"),
        ("申请材料由市教育局负责审核。", "name"),
        ("申请材料由市人社局负责审核，由市财政局按季度发放资金。", "name"),  # the bodies changed places
        ("申请材料由ABC公司负责审核。", "name"),
        ("申请材料由张三丰负责审核，由市人社局按季度发放资金，每月最高发放3000元。", "words"),  # a person
        ("外卖骑手享受购房补贴42万元，分三年发放。", "words"),  # what only a question says
        ("对新引进的本科毕业生给予购房补贴18万元。", "group"),
        ("苏州市对新引进的博士研究生给予购房补贴42万元。", "place"),  # the city around the county
        ("所有新引进的博士研究生均给予购房补贴42万元。", "limit"),
        ("文件规定“博士补贴优厚”。", "quotation"),
        ("今天天气很好，适合出去散步游玩。", "words"),
        ("给予购房补贴![](http://x)。", "form"),
        ("给予\u202e购房补贴。", "form"),
        ("补" * 301, "form"),
        ("The subsidy is given.", "form"),
    ],
)
def test_what_says_more_less_or_other_than_the_quotations_fails(sentence: str, fault: str) -> None:
    assert fault in list(faults(sentence, GROUNDS))


def test_sentences_come_with_the_markers_in_and_behind_them() -> None:
    text = "博士42万元[1]。硕士18万元。[1][2]\n[3] 另有规定。 【1、2】最后一句[12]"
    assert list(sentences([text])) == [
        Said("博士42万元。", (1,)),
        Said("硕士18万元。", (1, 2)),
        Said("另有规定。", (3, 1, 2)),
        Said("最后一句", (12,)),
    ]


@given(st.lists(st.sampled_from(["博士补贴。", "[1]", "[", "2", "]", "、", "\n", "<think>", "</think>", "；", "甲"])))
def test_pieces_of_any_size_give_the_same_sentences(parts: list[str]) -> None:
    text = "".join(parts)
    assert list(sentences(text)) == list(sentences([text]))


def test_a_sentence_comes_before_the_stream_has_ended() -> None:
    def pieces() -> "object":
        yield "第一句。[1]第二"
        raise AssertionError("asked for more")

    assert next(iter(sentences(pieces()))) == Said("第一句。", (1,))  # type: ignore[arg-type]


@given(st.text(alphabet="人才12[]()!<b/>\\*_|# \n`:", max_size=40))
def test_what_is_escaped_shows_as_it_was_and_holds_no_marker(text: str) -> None:
    escaped = literal(text)
    assert unescaped(escaped) == text
    line = escaped.strip()
    shown = parse(f"引：{line}[7]", {7: "x", 1: "x", 2: "x", 12: "x"}) if "\n" not in line else ()
    markers = [
        part for block in shown if isinstance(block, Paragraph) for part in block.parts if isinstance(part, Marker)
    ]
    assert markers in ([], [Marker(7)])


def test_a_documents_own_marker_is_no_citation() -> None:
    quote = "见文献[1]和[2](http://example.org)，<b>重要</b>。"
    (block,) = parse(f"{literal(quote)}[2]", {1: "甲", 2: quote})
    assert block == Paragraph((Text(quote), Marker(2)))
