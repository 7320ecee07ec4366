"""Cleaning: what it leaves out, what it joins, what it marks as damaged, and the way back to the raw text."""

from itertools import pairwise
from pathlib import Path
from random import Random

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin import Style, pinyin

from index.cleaning import clean
from index.draft import Draft
from index.model import CleanText, Extract, Mark, Span
from index.readers import read

PIECES = [
    *"人才政策资金区市第一条（）()，。；：、？！“”《》,.:;?!|#>-1230９％①★",
    *(" ", "  ", "\u3000", "\xa0", "\t", "\n", "\r\n", "\n\n", "\r", "\x0b", "\x0c", "\u2028", "\x85", "\x1c"),
    *("\u200b", "\ufeff", "\xad", "\x00", "\x07", "\x93", "\ufffd", "\ue2a6", "\U000f0001", "\u202e", "\ufe0f"),
    *(
        "人(rén)",
        "才（cái）",
        "(AI)",
        "R&D",
        "博士",
        "万元",
        "30万元",
        "?00万元",
        "锟斤拷",
        "Ã¤Â¸Ã¥",
        "鏀跨瓥鏀跨瓥",
    ),
    *(
        "浏览次数：88次",
        "字号：大 中 小",
        "首页 > 政策 > 正文",
        "【打印】【关闭窗口】",
        "- 3 -",
        "一是",
        "第二条 ",
        "（三）",
    ),
    *(
        "甲 | 乙 | 丙 |\n",
        "- 条目\n",
        "附件：",
        "来源：区人才办　发布日期：2024-05-06",
        "the policy",
        "𠮷",
        "e\u0301",
    ),
    "本区每年安排人才专项资金，用于人才引进、培养和服务，由区人才办会同区财政局管理\n",
]


def cleaned(raw: str, *marks: Mark, pages: tuple[int, ...] = ()) -> CleanText:
    """The clean text of a raw one."""
    return clean(Extract(raw, marks, pages))


def damaged(raw: str) -> list[str]:
    """The damaged stretches of a raw text."""
    result = cleaned(raw)
    return [result.text[span.start : span.end] for span in result.damaged]


def check_rule(raw: str, result: CleanText) -> None:
    """Every clean character is the raw one at its place, or a space or newline for white space; places increase."""
    places = [result.map.to_raw(i) for i in range(result.map.length)]
    assert len(places) == len(result.text)
    assert all(one < two for one, two in pairwise(places))
    for character, place in zip(result.text, places, strict=True):
        assert raw[place] == character or (character in " \n" and raw[place].isspace())
    end = 0
    for span in result.damaged:
        assert end <= span.start < span.end <= len(result.text)
        end = span.end


def generated(random: Random) -> Extract:
    """A text of up to sixty pieces, with a mark somewhere and pages now and then."""
    raw = "".join(random.choices(PIECES, k=random.randint(0, 60)))
    start = random.randint(0, len(raw))
    kind = random.choice(("skip", "heading", "table", "note"))
    marks = (Mark(kind, Span(start, random.randint(start, len(raw))), 1),) if random.random() < 0.7 else ()
    return Extract(raw, marks, (0,) if random.random() < 0.3 else ())


@settings(max_examples=200, deadline=None)
@given(st.integers())
def test_cleaning_only_leaves_out_and_unifies_white_space(seed: int) -> None:
    random = Random(seed)
    for _ in range(15):
        extract = generated(random)
        check_rule(extract.raw, clean(extract))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_the_rule_holds_for_any_text(raw: str) -> None:
    check_rule(raw, cleaned(raw))


@settings(max_examples=200, deadline=None)
@given(st.integers())
def test_no_white_space_is_left_at_ends_or_in_runs(seed: int) -> None:
    text = clean(generated(Random(seed))).text
    assert text == text.strip()
    assert not [pair for pair in pairwise(text) if pair[0].isspace() and pair[1].isspace()]
    assert not [c for c in text if c.isspace() and c not in " \n"]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("关于印发通 知 的 决 定", "关于印发通知的决定"),
        ("第 一 章　总 则", "第一章 总则"),
        ("第一条　为了 吸引人才，制定本办法。", "第一条 为了吸引人才，制定本办法。"),
        ("对人才 ，给予 “支持” 。", "对人才，给予“支持”。"),
        ("　　补贴 30 万元", "补贴 30 万元"),
        ("the  talent   policy", "the talent policy"),
        ("一、引进现状 一是优化政策。 二是搭建平台。", "一、引进现状 一是优化政策。 二是搭建平台。"),
        ("二、工作举措 我区牢牢把握需求，主动服务。", "二、工作举措 我区牢牢把握需求，主动服务。"),
        ("聚才引智开新局 筑巢引凤谱新篇", "聚才引智开新局 筑巢引凤谱新篇"),
        ("举办“名城名校行 创业赢未来”活动，效果很好。", "举办“名城名校行 创业赢未来”活动，效果很好。"),
        ("区委组织部部长　李建国", "区委组织部部长 李建国"),
        ("市 长　李建国", "市长 李建国"),
        ("甲 | 张 三 | 乙 |", "甲 | 张三 | 乙 |"),
        ("来源：区人才办　　日期：2024-05-06", "来源：区人才办 日期：2024-05-06"),
        ("甲。\r\n\r\n　　乙。\n \n", "甲。\n乙。"),
        ("附件 人才目录", "附件 人才目录"),
    ],
)
def test_spaces_go_where_they_are_layout_and_stay_where_they_part(raw: str, text: str) -> None:
    assert cleaned(raw).text == text


def test_a_draft_refuses_to_invent_text() -> None:
    draft = Draft("甲 乙")
    for span, replacement in ((Span(0, 1), " "), (Span(1, 2), "，")):
        with pytest.raises(ValueError, match="cannot become"):
            draft.rewrite([(span, replacement)])


def test_invisible_characters_are_left_out() -> None:
    assert cleaned("\ufeff人\u200b才\xad政\ue000策\x07办\u202e法").text == "人才政策办法"


LONG = "本区每年安排人才专项资金，用于人才引进、培养和服务，由区人才办会同区财政局按照规定程序管理使用"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (f"{LONG}，并依法公开项\n\n目清单，接受社会监督。", f"{LONG}，并依法公开项目清单，接受社会监督。"),
        (f"{LONG}，\n由区审计局每年审计一次。", f"{LONG}，由区审计局每年审计一次。"),
        (f"{LONG}。\n由区审计局每年审计一次。", f"{LONG}。\n由区审计局每年审计一次。"),
        (f"{LONG}\n（二）强化保障，落实责任。", f"{LONG}\n（二）强化保障，落实责任。"),
        (f"{LONG}\n第三条 本区实行积分制，按年核定。", f"{LONG}\n第三条 本区实行积分制，按年核定。"),
        (f"{LONG}\n甲 | 乙 |\n", f"{LONG}\n甲 | 乙 |"),
        (f"{LONG}\n发布日期：2024-05-06，有效期三年。", f"{LONG}\n发布日期：2024-05-06，有效期三年。"),
        (
            "关于印发《某某区人才公寓\n管理办法（试行）》的通知\n各镇街：",
            "关于印发《某某区人才公寓管理办法（试行）》的通知\n各镇街：",
        ),
        ("第五条 对申请材料弄虚作假的人\n员，取消其资格。", "第五条 对申请材料弄虚作假的人\n员，取消其资格。"),
        (
            "第五条 经查实，对申请材料弄虚作假的工作人\n员，取消其资格。",
            "第五条 经查实，对申请材料弄虚作假的工作人员，取消其资格。",
        ),
        ("强化人才保障\n目标清晰，责任明确。", "强化人才保障\n目标清晰，责任明确。"),
    ],
)
def test_only_lines_broken_inside_a_sentence_are_joined(raw: str, text: str) -> None:
    assert cleaned(raw).text == text


def wrapped(words: str, width: int, indent: str = "　　") -> str:
    """A paragraph set in lines of `width` characters."""
    first = width - len(indent)
    return "\n".join([indent + words[:first], *(words[i : i + width] for i in range(first, len(words), width))])


def test_text_wrapped_at_a_fixed_width_is_put_together_again() -> None:
    paragraphs = [f"第{n}条　" + LONG + "。" + LONG[:30] + "，最高20" + LONG[:25] + "。" for n in "一二三四五六"]
    raw = "\n".join(wrapped(paragraph, 28) for paragraph in paragraphs)
    assert cleaned(raw).text == "\n".join(paragraph.replace("　", " ") for paragraph in paragraphs)


def test_lines_of_a_page_are_joined_over_the_page_break() -> None:
    head = "某某区政策汇编"
    raw = f"{LONG[:20]}\n- 1 -\n{head}\n{LONG[20:]}。\n\n第二段落的开头"
    skips = [Mark("skip", Span(at, at + len(words))) for words in ("- 1 -", head) if (at := raw.index(words)) >= 0]
    assert cleaned(raw, *skips, pages=(0, raw.index(head))).text == f"{LONG}。\n第二段落的开头"


def test_latin_words_are_joined_with_a_space_and_figures_without() -> None:
    raw = "talent policy\nof the city 20\n24年度"
    assert cleaned(raw, pages=(0,)).text == "talent policy of the city 2024年度"


def with_pinyin(text: str, brackets: str = "()") -> str:
    """The text with the reading of each Chinese character in brackets after it."""
    return "".join(
        c + (brackets[0] + pinyin(c, Style.TONE)[0][0] + brackets[1] if "\u4e00" <= c <= "\u9fff" else c * 0)
        for c in text
    )


@pytest.mark.parametrize("brackets", ["()", "（）"])
def test_pinyin_after_each_character_is_left_out(brackets: str) -> None:
    text = "对全职引进的博士(Ph.D.)给予30万元补贴，支持人工智能(AI)研发(R&D)。"
    assert cleaned(with_pinyin(text, brackets)).text == text


def test_latin_in_brackets_stays() -> None:
    text = "人工智能(ai)、女(e)、研发(R&D)、绿(lv)色发展"
    assert cleaned(text).text == text


@pytest.mark.parametrize(
    "line",
    [
        "您当前的位置：首页 >> 新闻中心 >> 区县信息 >> 正文",
        "您當前的位置:首頁 >> 新聞中心 >> 正文",
        "【返回頂部】【打印此頁】【關閉窗口】",
        "浏览次数：1024次",
        "【字号：大 中 小】 打印",
        "我要投稿 下载区人才APP",
        "掃一掃在手機打開當前頁",
        "分享到： 微信 新浪微博 QQ空间",
        "责任编辑：张三",
        "上一篇：关于人才公寓的通知",
        "— 12 —",
        "主办单位：某区人民政府 备案号：苏ICP备00000000号",
    ],
)
def test_page_furniture_is_left_out(line: str) -> None:
    body = "关于人才公寓的通知\n来源：区人才办\n本区人才公寓面向青年人才出租。"
    assert cleaned(f"{body}\n{line}").text == body


@pytest.mark.parametrize(
    "line",
    [
        "来源：区人才办 作者：张三 发布日期：2024-05-06",
        "主办单位：区人才办",
        "位置：青年大道18号",
        "大 | 中 | 小 | 标准 |",
        "目录",
        "标准",
        "网站浏览次数最多的政策，是人才购房补贴。",
        "打印机购置补贴每台2000元。",
        "企业规模 大型 > 中型 > 小型",
        "发文字号：区人才〔2024〕5号 日期：2024年5月6日",
    ],
)
def test_what_only_resembles_furniture_stays(line: str) -> None:
    assert cleaned(f"人才公寓的通知\n{line}\n本区人才公寓出租。").text == f"人才公寓的通知\n{line}\n本区人才公寓出租。"


def test_counters_are_left_out_of_a_line_that_names_the_date() -> None:
    raw = "人才公寓的通知\n发布日期:2024-05-06\xa0\xa0瀏覽次數:88\xa0\xa0字號:〖默認 超大〗\n本区人才公寓出租。"
    assert cleaned(raw).text == "人才公寓的通知\n发布日期:2024-05-06\n本区人才公寓出租。"


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("给予\ufffd0万元补贴，另给10万元。", ["\ufffd0万元"]),
        ("给予3\ufffd万元补贴，另给10万元。", ["3\ufffd万元"]),
        ("给予最高?00万元创业资助、最高100万元支持。", ["?00万元"]),
        ("截止时间为1?1月30日。", ["1?1月"]),
        ("本区锟斤拷锟斤拷人才。", ["锟斤拷锟斤拷"]),
        ("本区Ã¤ÂºÂºÃ¦Â‰Â人才。", ["Ã¤ÂºÂºÃ¦Â‰Â"]),
        ("什么是人才公寓?人才公寓是指面向人才出租的住房。是否收费?按月收取。", []),
        ("补贴多少?30万元。", []),
        ("见 http://example.cn/a?id=3 网页。", []),
        ("见http://example.cn/20240506?1网页。", []),
        ("喀喇沁旗、鄱阳县、濮阳市和儋州市的饕餮。", []),
        ("Café déjà vu, naïve señor.", []),
    ],
)
def test_lost_and_replaced_characters_are_marked_with_the_figure_they_touch(raw: str, found: list[str]) -> None:
    assert damaged(raw) == found


SENTENCE = "对入选的领军人才给予创业资助，并提供全周期服务和政策支持，另给予最高100万元配套。"


def without_a_byte(text: str, at: int) -> str:
    """The text as it reads after one byte of its GBK form was lost."""
    data = text.encode("gb18030")
    return (data[:at] + data[at + 1 :]).decode("gb18030", "replace")


@pytest.mark.parametrize("at", [20, 24, 30])
def test_text_that_lost_a_byte_is_marked_to_where_it_reads_right_again(at: int) -> None:
    raw = without_a_byte(SENTENCE, at)
    result = cleaned(raw)
    first = next(i for i, (one, other) in enumerate(zip(raw, SENTENCE, strict=False)) if one != other)
    spoiled = raw.index("100万元")
    marked = {i for span in result.damaged for i in range(span.start, span.end)}
    assert len(marked & set(range(first, spoiled))) >= 0.7 * (spoiled - first)
    assert not marked & set(range(first - 1))


def test_damage_is_found_under_traditional_characters_and_pinyin() -> None:
    broken = without_a_byte(opencc.OpenCC("s2t").convert(SENTENCE), 43)
    result = cleaned(with_pinyin(broken + "人才政策" * 3))
    assert [result.text[span.start - 1] for span in result.damaged] == ["期"]


def test_utf8_read_as_gbk_is_marked() -> None:
    garbled = "人才公寓面向青年".encode().decode("gb18030", "replace")
    result = cleaned(f"本区规定：{garbled}。补贴2000元。")
    assert [span.start for span in result.damaged] == [5]
    assert result.damaged[0].end >= 5 + len(garbled) - 1


def test_nothing_is_marked_in_ordinary_text_of_either_script() -> None:
    assert damaged(SENTENCE * 20) == []
    assert damaged(opencc.OpenCC("s2t").convert(SENTENCE) * 20) == []


def test_the_rule_holds_for_the_originals(originals: list[Path]) -> None:
    for path in originals:
        extract = read(path)
        check_rule(extract.raw, clean(extract))


def test_the_figure_that_lost_its_bytes_is_marked_and_its_neighbours_are_not(originals: list[Path]) -> None:
    result = clean(read(next(path for path in originals if path.name.startswith("002"))))
    marked = {i for span in result.damaged for i in range(span.start, span.end)}
    assert "(" not in "".join(c for i, c in enumerate(result.text) if i not in marked)
    lost = result.text.index("?00萬元")
    assert set(range(lost, lost + 5)) <= marked
    for figure in ("100萬元", "50萬元", "200萬元", "5000萬元", "6.7億元", "2.59萬人", "1532人"):
        at = result.text.index(figure)
        assert not marked & set(range(at, at + len(figure))), figure
    assert len(marked) < 60


def test_the_report_with_words_broken_in_two_is_whole(originals: list[Path]) -> None:
    text = clean(read(next(path for path in originals if path.name.startswith("004")))).text
    for word in ("“书记项目”", "建强校地协同平台", "贴合发展需求"):
        assert word in text
    assert [line for line in text.split("\n") if line.startswith("#")] == [
        line for line in text.split("\n") if len(line) < 60 and "年" not in line
    ]


def test_furniture_of_the_originals_is_left_out(originals: list[Path]) -> None:
    texts = {path.name[:3]: clean(read(path)).text for path in originals}
    assert texts["002"].startswith("武進區")
    assert texts["003"].startswith("重庆江津")
    for word in ("您當前的位置", "瀏覽次數", "字號", "返回頂部", "掃一掃"):
        assert word not in texts["002"]
    assert "發布日期:2024-10-23\n" in texts["002"]
    assert "APP" not in texts["003"].split("\n")[0]
