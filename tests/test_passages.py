"""Passages and sentences: nothing lost, nothing twice, never across a heading, and where sentences end."""

import re
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.cleaning import clean
from index.corpus import clean_marks, gather
from index.errors import ReadError
from index.model import Metadata, Passage, Sentence, Span
from index.outline import Outline, outline
from index.passages import TARGET, cut
from index.readers import read_bytes
from index.sentences import LONGEST_PIECE, pack, sentences
from index.units import WHOLE

PLAIN = Metadata()
SENTENCE = "各单位应当按照职责分工做好人才服务工作。"


def parts(text: str, metadata: Metadata = PLAIN) -> tuple[Passage, ...]:
    return cut(text, outline(text), metadata)[0]


def shown(text: str, metadata: Metadata = PLAIN) -> list[tuple[str, str]]:
    return [(p.locator, text[p.span.start : p.span.end]) for p in parts(text, metadata)]


def split(text: str) -> list[str]:
    return [text[s.start : s.end] for s in sentences(text, Span(0, len(text)))]


def problems(text: str, found: Outline, passages: tuple[Passage, ...], said: tuple[Sentence, ...]) -> Iterator[str]:
    """Everything that is wrong with a cut; nothing if it is right."""
    taken = bytearray(len(text))
    for before, passage in zip((None, *passages), passages, strict=False):
        span = passage.span
        if before is not None and span.start < before.span.end:
            yield f"{span} begins in {before.span}"
        if text[span.start : span.end] != text[span.start : span.end].strip() or not span:
            yield f"{span} begins or ends with white space"
        if len(span) > WHOLE and not passage.cells:
            yield f"{span} is {len(span)} characters"
        if not passage.locator and not found.sections:
            yield f"{span} has no locator"
        taken[span.start : span.end] = b"\1" * len(span)
    for at in _unsaid(text, found):
        taken[at.start : at.end] = b"\1" * len(at)
    lost = [i for i, c in enumerate(text) if not taken[i] and not c.isspace() and c != "|"]
    if lost:
        yield f"lost at {lost[:5]}: {text[max(0, lost[0] - 9) : lost[0] + 9]!r}"
    yield from _sentence_problems(text, passages, said)
    for section in found.sections:
        if section.parent is not None and not found.sections[section.parent].span.contains(section.span):
            yield f"{section.locator} is not within its parent"
        if not section.span.contains(section.heading_span):
            yield f"{section.locator} does not hold its heading"


def _unsaid(text: str, found: Outline) -> Iterator[Span]:
    """What need not be in a passage: headings, titles and headers of tables, labels of long cells, rules, # marks."""
    yield from found.titles
    for section in found.sections:
        yield section.heading_span
    for table in found.tables:
        first = min(
            [row.span.start for row in table.rows] + [cell.span.start for cell in table.bodies] + [table.span.end]
        )
        if table.header or table.titles:
            yield Span(table.span.start, min([first, *(note.start for note in table.notes)]))
        for cell in table.bodies:
            yield Span(text.rfind("|", 0, max(text.rfind("|", 0, cell.span.start), 0)) + 1, cell.span.start)
    for rule in re.finditer(r"(?m)^[\s|:\-—–]+$|^\s*#{1,6}\s+", text):
        yield Span(*rule.span())


def _sentence_problems(text: str, passages: tuple[Passage, ...], said: tuple[Sentence, ...]) -> Iterator[str]:
    covered = bytearray(len(text))
    last = 0
    for sentence in said:
        span = sentence.span
        if not passages[sentence.passage].span.contains(span) or span.start < last:
            yield f"sentence {span} is not in its passage or out of order"
        if len(span) > LONGEST_PIECE and not passages[sentence.passage].cells:
            yield f"sentence {span} is too long"
        covered[span.start : span.end] = b"\1" * len(span)
        last = span.end
    for passage in passages:
        for i in range(passage.span.start, passage.span.end):
            if not covered[i] and not text[i].isspace():
                yield f"{i} is in no sentence"


def assert_sound(text: str) -> None:
    found = outline(text)
    assert list(problems(text, found, *cut(text, found, PLAIN))) == []


NUMERALS = "一二三四五六七八九十"
WORDS = st.text(alphabet="人才政策补贴企业创新平台万元年月ABC123，、；：“”（）《》 ", min_size=1, max_size=60)
STOPPED = st.builds(lambda words, end: words.strip("，、；： ") + end, WORDS, st.sampled_from("。！？；…"))
PARAGRAPH = st.lists(STOPPED, min_size=1, max_size=7).map("".join)
LONG = st.integers(1, 30).map(lambda n: "没有句号的长文字和字母abc" * n)
NUMBER = st.integers(1, 10)
HEADING = st.one_of(
    st.builds(lambda n, w: f"{NUMERALS[n - 1]}、{w.strip()}", NUMBER, WORDS),
    st.builds(lambda n, w: f"（{NUMERALS[n - 1]}）{w.strip()}", NUMBER, WORDS),
    st.builds(lambda n, w: f"{n}.{w.strip()}", NUMBER, WORDS),
    st.builds(lambda n, w: f"第{NUMERALS[n - 1]}条 {w.strip()}。", NUMBER, WORDS),
    st.builds(lambda n, w: f"第{NUMERALS[n - 1]}章 {w.strip()}", NUMBER, WORDS),
    st.builds(lambda n, w: f"{'#' * (n % 6 + 1)} {w.strip()}", NUMBER, WORDS),
    st.builds(lambda n: f"附件{n}", NUMBER),
)
ITEMS = st.lists(STOPPED, min_size=1, max_size=9).map(
    lambda items: "条件如下：\n" + "\n".join(f"（{NUMERALS[i]}）{item}" for i, item in enumerate(items))
)
INLINE = st.lists(STOPPED, min_size=2, max_size=6).map(
    lambda items: "主要措施：" + "".join(f"{NUMERALS[i]}是{item}" for i, item in enumerate(items))
)
CELL = st.one_of(WORDS, PARAGRAPH, st.just("")).map(lambda cell: cell.replace("|", ""))
TABLE = st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=2, max_size=6).map(
    lambda rows: "\n".join(" | ".join(row) + " |" for row in rows)
)
TEXT = st.lists(st.one_of(HEADING, PARAGRAPH, PARAGRAPH, LONG, ITEMS, INLINE, TABLE), max_size=10).map("\n".join)
SIGNS = st.text(alphabet="一二三、（）()1.2．①第条章附件是要甲。；：！\n\n| #“”《》\t—-Q问:？\U00020000", max_size=200)


@settings(max_examples=500, deadline=None)
@given(TEXT)
def test_nothing_is_lost_or_said_twice_in_documents_of_any_shape(text: str) -> None:
    assert_sound(text)


@settings(max_examples=2000, deadline=None)
@given(SIGNS)
def test_nothing_is_lost_or_said_twice_in_heaps_of_markers(text: str) -> None:
    assert_sound(text)


@settings(max_examples=300, deadline=None)
@given(st.one_of(PARAGRAPH, LONG, SIGNS), st.integers(100, 400))
def test_sentences_and_packed_stretches_hold_every_character_in_order(text: str, size: int) -> None:
    whole = Span(0, len(text))
    for found in (sentences(text, whole), pack(text, whole, size)):
        assert "".join("".join(text[s.start : s.end].split()) for s in found) == "".join(text.split())
        assert all(a.end <= b.start for a, b in pairwise(found))


@settings(max_examples=100, deadline=None)
@given(TEXT)
def test_the_same_text_is_cut_the_same_way(text: str) -> None:
    assert cut(text, outline(text), PLAIN) == cut(text, outline(text), PLAIN)


def test_sentences_end_at_stops_with_their_closing_quotes() -> None:
    assert split("他说：“好。”会议结束了！谁来？（见附件。）完") == [
        "他说：“好。”",
        "会议结束了！",
        "谁来？",
        "（见附件。）",
        "完",
    ]


def test_a_stop_within_a_quotation_or_a_book_title_that_goes_on_ends_nothing() -> None:
    assert split("要求“讲政治。守纪律。”的队伍。") == ["要求“讲政治。守纪律。”的队伍。"]
    assert split("《怎么办？》一书出版。下一句。") == ["《怎么办？》一书出版。", "下一句。"]
    assert split("条件（含博士。）放宽。") == ["条件（含博士。）", "放宽。"]


def test_figures_versions_and_semicolons_do_not_end_sentences() -> None:
    text = "政策3.0版发布，No.1项目投资6.7亿元；增长5.2%。"
    assert split(text) == [text]


def test_line_ends_end_sentences() -> None:
    assert split("标题行\n正文一。\n正文二") == ["标题行", "正文一。", "正文二"]


def test_only_an_overlong_sentence_is_divided_at_semicolons() -> None:
    clause = "甲" * 120
    assert split(f"{clause}；{clause}。") == [f"{clause}；{clause}。"]
    assert split(f"{clause}；{clause}；{clause}。") == [f"{clause}；", f"{clause}；", f"{clause}。"]


def test_a_sentence_without_any_stop_is_divided_at_commas_and_then_anywhere() -> None:
    assert [len(s) for s in split("甲" * 299 + "，" + "乙" * 200)] == [300, 200]
    assert max(len(s) for s in split("甲" * 1000)) <= LONGEST_PIECE


def test_a_numbered_item_that_fits_is_one_passage() -> None:
    first, second = "建平台。" + SENTENCE * 15, "办大赛。" + SENTENCE * 6
    text = f"一、任务\n1.{first}\n2.{second}"
    assert shown(text) == [("一、1", f"1.{first}"), ("一、2", f"2.{second}")]


def test_a_heading_alone_is_no_passage_but_an_item_without_text_is() -> None:
    assert shown(f"一、目标\n（一）引才\n{SENTENCE}") == [("一、（一）", SENTENCE)]
    assert shown("一、材料\n1.身份证\n2.学位证书") == [("一、", "1.身份证\n2.学位证书")] or shown(
        "一、材料\n1.身份证\n2.学位证书"
    ) == [("一、1至2", "1.身份证\n2.学位证书")]


def test_a_list_with_its_lead_in_is_one_passage_while_it_fits() -> None:
    text = "第三条 申请人应当符合下列条件：\n（一）具有硕士学位；\n（二）年龄不满四十周岁。"
    assert shown(text) == [("第三条", text)]


def test_a_long_list_is_cut_between_items_and_its_lead_in_goes_into_the_context() -> None:
    items = [f"（{n}）{'甲' * 80}；" for n in "一二三四五六七八"]
    text = "第三条 申请人应当符合下列条件：\n" + "\n".join(items)
    found = parts(text)
    assert [text[p.span.start : p.span.end].count("；") for p in found] == [2, 2, 2, 2] or sum(
        text[p.span.start : p.span.end].count("；") for p in found
    ) == 8
    assert all(text[p.span.end - 1] in "；：" for p in found)
    assert all("申请人应当符合下列条件：" in p.context for p in found[1:])
    assert found[-1].locator == "第三条第（七）至（八）项"


def test_articles_are_never_joined() -> None:
    text = "第一条 为引才制定本办法。\n第二条 本办法适用于全市。"
    assert [locator for locator, _ in shown(text)] == ["第一条", "第二条"]


def test_clauses_of_a_long_article_are_cited() -> None:
    text = f"第七条 {'甲' * 230}。\n{'乙' * 230}。"
    assert [locator for locator, _ in shown(text)] == ["第七条第一款", "第七条第二款"]


def test_paragraphs_below_headings_without_number_and_outside_any_are_counted() -> None:
    paragraph = SENTENCE * 10
    text = f"{paragraph}\n{paragraph}"
    assert [locator for locator, _ in shown(text)] == ["第1段", "第2段"]
    text = f"# 标题\n## 平台建设\n{paragraph}\n{paragraph}"
    assert [locator for locator, _ in shown(text)] == ["平台建设第1段", "平台建设第2段"]


def test_a_long_paragraph_is_divided_between_sentences() -> None:
    text = SENTENCE * 40
    found = parts(text)
    assert all(len(p.span) <= TARGET + 50 for p in found)
    assert all(text[p.span.end - 1] == "。" for p in found)
    assert {p.locator for p in found} == {"第1段"}


def test_the_title_is_context_and_no_passage() -> None:
    text = f"某市引才办法\n{SENTENCE * 5}"
    found = parts(text, Metadata(title="某市引才办法", region="江苏省/南通市"))
    assert [text[p.span.start : p.span.end] for p in found] == [SENTENCE * 5]
    assert found[0].context == "江苏省南通市\n某市引才办法"


def test_a_title_line_other_than_the_known_title_is_the_first_heading() -> None:
    text = f"# 引才工作综述\n## 全年的成绩\n{SENTENCE * 5}\n## 明年的打算\n{SENTENCE * 5}"
    found = parts(text, Metadata(title="某市引才办法"))
    assert [p.headings for p in found] == [("引才工作综述", "全年的成绩"), ("引才工作综述", "明年的打算")]
    assert shown("# 只有题目") == [("文首", "只有题目")]


def test_context_holds_headings_and_column_names_and_the_text_does_not() -> None:
    text = "一、标准\n类别 | 补贴 |\n博士 | 十万元 |\n硕士 | 五万元 |"
    found = parts(text, Metadata(title="某市引才办法"))
    assert [p.context for p in found] == ["某市引才办法\n一、标准\n类别 补贴"] * 2
    assert found[0].headings == ("一、标准",)
    assert text[found[0].span.start : found[0].span.end] == "博士 | 十万元"


def test_a_table_row_is_one_passage_and_one_sentence() -> None:
    text = "类别 | 补贴 |\n博士。一次发放。 | 十万元 |\n硕士 | 五万元 |"
    passages, said = cut(text, outline(text), PLAIN)
    assert [s.span for s in said] == [p.span for p in passages]
    assert len(passages) == 2


def test_a_table_within_an_item_is_not_swallowed_by_it() -> None:
    text = f"（一）补贴标准按下表执行，一次发放：\n类别 | 补贴 |\n博士 | 十万元 |\n硕士 | 五万元 |\n（二）{SENTENCE}"
    assert [locator for locator, _ in shown(text)] == ["（一）", "（一）表第1行", "（一）表第2行", "（二）"]


def test_a_long_cell_is_cut_like_text_with_its_column_as_context() -> None:
    text = f"类别 | 办法 |\n博士 | {SENTENCE * 25} |\n硕士 | 五万元 |"
    found = parts(text)
    long = [p for p in found if not p.cells]
    assert len(long) == 2
    assert {p.locator for p in long} == {"表第1行"}
    assert all("办法" in p.context for p in long)


def test_context_is_bounded() -> None:
    text = "\n".join(["第一章 " + "甲" * 50, "第一节 " + "乙" * 50, "一、" + "丙" * 50, "（一）" + "丁" * 50, SENTENCE])
    found = parts(text, Metadata(title="题" * 90, region="江苏省/南通市"))
    assert len(found[0].context) <= 200
    assert "丁" * 20 in found[0].context


def test_pages_are_counted_from_one() -> None:
    text = f"{SENTENCE * 10}\n{SENTENCE * 10}"
    second = len(SENTENCE) * 10 + 1
    passages, _ = cut(text, outline(text), PLAIN, (0, second))
    assert [p.page for p in passages] == [1, 2]
    assert [p.page for p in parts(text)] == [None, None]


@pytest.mark.slow
def test_all_published_files_are_cut_soundly_and_in_time(shared: Path) -> None:
    """All files at hand: nothing lost or overlapping, none but rows over 400 characters, 0.1 s a file for cutting."""
    seconds = 0.0
    characters = count = read = 0
    wrong: dict[str, list[str]] = {}
    for source in gather([shared / "data" / "documents"]):
        try:
            extract = read_bytes(source.path.read_bytes(), source.path.suffix)
        except ReadError:
            continue
        cleaned = clean(extract)
        marks = clean_marks(extract, cleaned)
        started = time.thread_time()
        found = outline(cleaned.text, marks)
        passages, said = cut(cleaned.text, found, PLAIN)
        seconds += time.thread_time() - started
        if complaints := list(problems(cleaned.text, found, passages, said)):
            wrong[source.id] = complaints
        read += 1
        characters += len(cleaned.text)
        count += len(passages)
    assert wrong == {}
    assert read > 900
    assert 80 < characters / count < TARGET
    assert seconds / read < 0.1
