"""Outlines: which lines are headings, how sections nest, and how they are cited."""

import json
from pathlib import Path

import pytest

from index.cleaning import clean
from index.corpus import SourceFile, load
from index.model import Extract, Mark, Span
from index.outline import Outline, outline, row_locator

DATA = Path(__file__).parent / "data"
PROSE = "本段说明相关工作的背景和安排，供各单位在办理时参照，具体事项由经办机构负责答复和办理。"


def text_of(*lines: str) -> str:
    return "\n".join(lines)


def locators(text: str, *marks: Mark) -> list[str]:
    return [section.locator for section in outline(text, marks).sections]


def levels(text: str) -> list[int]:
    return [section.level for section in outline(text).sections]


def headings(text: str) -> list[str]:
    return [section.heading for section in outline(text).sections]


def row_locators(found: Outline) -> list[str]:
    return [row_locator(table, row.number, row.place) for table in found.tables for row in table.rows]


@pytest.mark.parametrize("name", ["000", "001", "002", "003", "004"])
def test_the_outline_of_each_original_is_the_one_made_by_hand(name: str, shared: Path) -> None:
    gold = json.loads((DATA / f"outline_{name}.json").read_text(encoding="utf-8"))
    document = load(SourceFile(shared / "seeds" / gold["original"], name))
    found = []
    for section in document.sections:
        raw = document.raw_span(section.heading_span)
        found.append({"level": section.level, "locator": section.locator, "start": raw.start, "length": len(raw)})
    assert found == gold["sections"]


def test_the_rows_of_an_original_are_cited_by_their_own_numbers(shared: Path) -> None:
    document = load(SourceFile(next((shared / "seeds").glob("001*")), "001"))
    rows = [passage.locator for passage in document.passages if passage.cells]
    assert rows == [f"附件表第{n}行" for n in range(1, 19)]


def test_chapters_articles_and_items_are_cited_without_their_chapter() -> None:
    text = text_of(
        "第一章 总则",
        "第一条 为了吸引人才，制定本办法。",
        "第二章　申请",
        "第二条 申请人应当符合下列条件：",
        "（一）具有硕士学位；",
        "（二）年龄不满四十周岁：",
        "1.以申请日为准；",
        "2.博士可以放宽。",
        "第三条 本办法自公布之日起施行。",
    )
    assert locators(text) == [
        "第一章",
        "第一条",
        "第二章",
        "第二条",
        "第二条第（一）项",
        "第二条第（二）项",
        "第二条第（二）项第1目",
        "第二条第（二）项第2目",
        "第三条",
    ]
    assert levels(text) == [1, 2, 1, 2, 3, 3, 4, 4, 2]


def test_paragraphs_of_an_article_are_clauses_and_stand_in_the_locator_of_items_below_them() -> None:
    text = text_of(
        "第七条 本局负责受理。",
        "有下列情形之一的，不予受理：",
        "（一）材料不全；",
        "（二）超过期限。",
        "第八条 其他事项另行通知。",
    )
    assert locators(text) == ["第七条", "第七条第二款第（一）项", "第七条第二款第（二）项", "第八条"]


@pytest.mark.parametrize(
    ("line", "locator"),
    [
        ("第一百〇二条 本法所称人才，是指有专门知识的人。", "第一百〇二条"),
        ("第一百○二条 本法所称人才，是指有专门知识的人。", "第一百〇二条"),
        ("第十条之一 补贴按年发放。", "第十条之一"),
        ("第 十 二 条 补贴按年发放。", "第十二条"),
        ("第１２条 补贴按年发放。", "第12条"),
        ("一、申请条件", "一、"),
        ("（一）申请条件", "（一）"),
        ("（一）目标任务", "（一）"),
        ("（一）项目申报", "（一）"),
        ("（一）及时兑现", "（一）"),
        ("（一）第一时间受理", "（一）"),
        ("(一) 申请条件", "（一）"),
        ("1.申请条件", "第1项"),
        ("1．申请条件", "第1项"),
        ("１、申请条件", "第1项"),
        ("⒈申请条件", "第1项"),
        ("（1）申请条件", "（1）"),
        ("⑴申请条件", "（1）"),
        ("1）申请条件", "1）"),
        ("①申请条件", "①"),
        ("㈠申请条件", "（一）"),
        ("第一部分 申请条件", "第一部分"),
        ("第二编 总则", "第二编"),
        ("1.1 申请条件", "1.1"),
    ],
)
def test_each_way_of_numbering_is_a_heading(line: str, locator: str) -> None:
    assert locators(text_of(line, PROSE)) == [locator]


@pytest.mark.parametrize(
    "line",
    [
        "第三条规定的补贴由市财政负担。",
        "第三条、第五条所称补贴由市财政负担。",
        "第十二条第（二）项所列材料应当一次交齐。",
        "（一）项所列材料应当一次交齐。",
        "（一）、（三）两项可以合并办理。",
        "第三条至第五条由市级平台负责。",
        "第三条的规定从其解释。",
        "一、二年级的学生不参加。",
        "2.5亿元的基金由市级平台管理。",
        "1.2万名毕业生参加了招聘会。",
        "2024年10月起施行。",
        "3.15前完成申报。",
        "12月底前完成申报。",
    ],
)
def test_references_dates_and_figures_are_no_headings(line: str) -> None:
    assert locators(text_of(PROSE, line, PROSE)) == []


def test_a_number_that_follows_nothing_and_leads_to_nothing_is_no_heading() -> None:
    assert locators(text_of("一、总则", PROSE, "7. 号楼的住户可以申请。", PROSE)) == ["一、"]


def test_a_gap_in_the_numbers_is_borne() -> None:
    assert locators(text_of("一、总则", PROSE, "二、条件", PROSE, "四、附则", PROSE)) == ["一、", "二、", "四、"]


def test_arabic_items_lie_directly_under_one_heading_and_a_level_deeper_under_another() -> None:
    text = text_of("一、任务", "（一）引才", "1.建平台", PROSE, "二、保障", "1.加强领导", PROSE, "2.明确责任", PROSE)
    assert locators(text) == ["一、", "一、（一）", "一、（一）1", "二、", "二、1", "二、2"]


def test_numbers_may_run_on_across_their_parents() -> None:
    text = text_of(
        "（一）引才", "1.建平台", PROSE, "2.建园区", PROSE, "（二）育才", "3.办培训", PROSE, "4.办大赛", PROSE
    )
    assert locators(text) == ["（一）", "（一）1", "（一）2", "（二）", "（二）3", "（二）4"]


def test_a_list_in_the_midst_of_a_paragraph_makes_sections() -> None:
    text = (
        "一、工作举措 全区围绕产业引才。一是搭建平台，每年举办大赛。二是强化服务，设立专窗。二、下一步打算 继续努力。"
    )
    assert locators(text) == ["一、", "一、一是", "一、二是", "二、"]
    assert headings(text)[0] == "一、工作举措"


def test_numbers_in_the_midst_of_a_paragraph_need_their_predecessors() -> None:
    assert locators("材料包括：2.户口簿；身份证三是原件。") == []
    assert locators("材料包括：1.身份证；2.户口簿；3.学历证书。") == ["第1项", "第2项", "第3项"]


def test_what_follows_an_inline_list_in_a_new_paragraph_belongs_to_the_section_around_it() -> None:
    text = text_of("一、措施", "主要有两条：一是搭建平台；二是强化服务。", PROSE)
    last = outline(text).paragraphs[-1]
    assert last.section == 0


def test_a_paragraph_after_the_last_item_belongs_to_the_article() -> None:
    text = text_of(
        "第一条 有下列情形的，可以申请：", "（一）新来本市的；", "（二）在本市创业的。", "前款所称创业，是指开办企业。"
    )
    found = outline(text)
    assert [paragraph.section for paragraph in found.paragraphs] == [0, 1, 2, 0]


def test_phrases_that_run_into_their_paragraphs_are_headings_where_siblings_do_the_same() -> None:
    text = text_of(
        "建强平台体系。全区新建研究院三家，引进团队十二个，形成了较为完整的创新链条。",
        "优化服务体系。全区设立服务窗口五个，配备专员二十名，全年办理事项三千余件。",
    )
    assert headings(text) == ["建强平台体系", "优化服务体系"]
    assert locators(text) == ["建强平台体系", "优化服务体系"]
    assert headings(text.split("\n")[0]) == []


def test_short_sentences_of_one_length_within_a_paragraph_are_headings_of_what_follows_them() -> None:
    text = (
        "围绕引才育才用才，全链条发力，营造良好的环境和氛围，努力提升工作水平，形成特色。"
        "健全引才体系。全年举办专场招聘活动二十场，引进硕士以上毕业生一千二百名，完成年度任务。"
        "强化育才保障。全年举办技能培训班三十期，培训技能人才四千名，新增高级工六百名。"
    )
    assert headings(text) == ["健全引才体系", "强化育才保障"]


def test_short_lines_between_paragraphs_are_headings_but_not_title_byline_or_signature() -> None:
    text = text_of(
        "某市构建引才新格局",
        "作者：某某某",
        PROSE,
        "搭建平台，引来八方人才",
        PROSE,
        "优化服务，留住各路英才",
        PROSE,
        "某市人才工作领导小组办公室",
        "2024年5月6日",
    )
    assert locators(text) == ["搭建平台，引来八方人才", "优化服务，留住各路英才", "落款"]


def test_a_single_short_line_is_no_heading() -> None:
    assert locators(text_of("某市构建引才新格局", PROSE, "搭建平台引来八方人才", PROSE)) == []


def test_markdown_headings_nest_by_level_and_the_first_is_the_title() -> None:
    text = text_of("# 某市人才综述", PROSE, "## 平台建设", "### 研究院", PROSE, "## 服务保障", PROSE)
    assert locators(text) == ["平台建设", "平台建设：研究院", "服务保障"]
    assert levels(text) == [1, 2, 1]
    assert next(text[s.heading_span.start : s.heading_span.end] for s in outline(text).sections) == "平台建设"


def test_markdown_headings_with_numbers_are_cited_by_their_numbers() -> None:
    text = text_of("# 某市办法", "## 一、目标", PROSE, "## 二、任务", "### （一）引才", PROSE, "### （二）育才", PROSE)
    assert locators(text) == ["一、", "二、", "二、（一）", "二、（二）"]


def test_headings_that_a_reader_marked_are_headings() -> None:
    text = text_of("申报条件", PROSE, "申报材料", PROSE)
    second = text.index("申报材料")
    marks = (Mark("heading", Span(0, 4), 2), Mark("heading", Span(second, second + 4), 2))
    assert locators(text, *marks) == ["申报条件", "申报材料"]


def test_marked_titles_and_bylines_are_no_headings() -> None:
    text = text_of("# 关于引才的通知", "## 发布时间：2024-05-06", PROSE, "# 申报条件", PROSE, "# 申报材料", PROSE)
    assert locators(text) == ["申报条件", "申报材料"]


def test_articles_below_other_headings_are_cited_by_their_own_numbers() -> None:
    text = text_of("一、总则", "第一条 为引才制定本办法。", "二、附则", "第二条 本办法自公布之日起施行。")
    assert locators(text) == ["一、", "第一条", "二、", "第二条"]


def test_sections_below_a_heading_without_number_carry_its_words() -> None:
    text = text_of(
        "# 标题", "## 申报条件", "1.年龄不满四十周岁", "2.具有硕士学位", "## 申报材料", "1.身份证", "2.学位证书"
    )
    assert locators(text) == [
        "申报条件",
        "申报条件第1项",
        "申报条件第2项",
        "申报材料",
        "申报材料第1项",
        "申报材料第2项",
    ]


def test_an_annex_closes_the_body_and_stands_before_its_sections() -> None:
    text = text_of(
        "一、目标", PROSE, "二、任务", PROSE, "附件1", "申报指南", "一、条件", PROSE, "附件2：流程", "一、受理", PROSE
    )
    assert locators(text) == ["一、", "二、", "附件1", "附件1一、", "附件2", "附件2一、"]
    assert headings(text)[2] == "附件1 申报指南"


def test_a_list_of_annexes_is_no_annex() -> None:
    text = text_of("一、目标", PROSE, "附件：1.申报表", "2.汇总表", "某市人力资源和社会保障局", "2024年5月6日")
    assert locators(text) == ["一、", "附件说明", "落款"]


def test_the_same_number_twice_is_told_apart_by_what_stands_above() -> None:
    text = text_of(
        "一、材料", "首次申请的：", "1.身份证；", "2.申请表。", "再次申请的：", "1.原批准书；", "2.变更说明。"
    )
    found = locators(text)
    assert found[:3] == ["一、", "一、1", "一、2"]
    assert len(set(found)) == len(found) == 5
    assert found[3].startswith("一、第2段")


def test_the_articles_of_a_second_document_in_the_file_carry_its_name() -> None:
    text = text_of(
        "现将两个办法印发给你们，请结合实际认真贯彻执行，执行中的问题请及时反馈我们，以便研究解决。",
        "某市引才办法",
        "第一条 为引才制定本办法。",
        "某市育才办法",
        "第一条 为育才制定本办法。",
    )
    assert locators(text) == ["某市引才办法", "第一条", "某市育才办法", "某市育才办法第一条"]


def test_a_table_of_contents_begins_no_sections() -> None:
    body = ["第一章 总则", "第一条 为引才制定本办法。", "第二章 附则", "第二条 本办法自公布之日起施行。"]
    plain = text_of("某市引才办法", "目 录", "第一章 总则", "第二章 附则", *body)
    dotted = text_of("某市引才办法", "第一章 总则………………1", "第二章 附则………………3", *body)
    assert locators(plain) == locators(dotted) == ["第一章", "第一条", "第二章", "第二条"]


def test_questions_are_headings_of_their_answers() -> None:
    text = text_of("问：如何申请人才公寓？", f"答：{PROSE}", "问：可以租多少年？", f"答：{PROSE}")
    assert locators(text) == ["如何申请人才公寓？", "可以租多少年？"]


def test_table_rows_are_cited_by_their_own_number_or_their_place() -> None:
    numbered = text_of("附件 任务表 | | |", "序号 | 任务 | 单位 |", "3 | 建平台 | 科技局 |", "4 | 办大赛 | 人社局 |")
    found = outline(numbered)
    assert found.tables[0].header == ("序号", "任务", "单位")
    assert row_locators(found) == ["附件表第3行", "附件表第4行"]
    plain = text_of("一、标准", "| 类别 | 补贴 |", "| --- | --- |", "| 博士 | 十万元 |", "| 硕士 | 五万元 |")
    found = outline(plain)
    assert row_locators(found) == ["一、表第1行", "一、表第2行"]
    assert [cell.column for cell in found.tables[0].rows[0].cells] == ["类别", "补贴"]


def test_the_line_that_names_a_table_is_its_title() -> None:
    text = text_of("一、标准", PROSE, "人才补贴一览表", "类别 | 补贴 |", "博士 | 十万元 |", "硕士 | 五万元 |", PROSE)
    assert locators(text) == ["一、", "一、人才补贴一览表"]
    assert row_locators(outline(text)) == ["一、人才补贴一览表第1行", "一、人才补贴一览表第2行"]


def test_a_first_row_of_data_is_no_header() -> None:
    found = outline("博士 | 十万元 |\n硕士 | 五万元 |")
    assert found.tables[0].header == ()
    assert row_locators(found) == ["表第1行", "表第2行"]
    assert outline("甲区 | 12套 |\n乙区 | 8套 |").tables[0].header == ()


def test_merged_cells_and_group_headings_are_known_to_the_rows_below_them() -> None:
    text = text_of(
        "指标 | 项目 | 等级 | 分值 |",
        "基础 | 学历 | 博士 | 90 |",
        "| | 硕士 | 70 |",
        "| 职称 | 高级 | 60 |",
        "扣减指标 | | | |",
        "违规 | 失信 | 一次 | 20 |",
    )
    rows = outline(text).tables[0].rows
    assert [row.above for row in rows] == [(), ("基础", "学历"), ("基础",), (), ("扣减指标",)]
    assert [cell.column for cell in rows[1].cells] == ["等级", "分值"]


def test_rows_that_lack_numbers_of_their_own_are_cited_by_place_like_all_others() -> None:
    text = text_of("序号 | 项目 | 分值 |", "1 | 学历 | 90 |", "| 职称 | 70 |", "| 荣誉 | 60 |", "2 | 社保 | 20 |")
    assert row_locators(outline(text)) == ["表第1行", "表第2行", "表第3行", "表第4行"]


def test_a_note_under_a_table_is_text_and_no_row() -> None:
    text = text_of("序号 | 任务 | 单位 |", "1 | 建平台 | 科技局 |", "2 | 办大赛 | 人社局 |", "注：单位排名不分先后。 |")
    found = outline(text)
    assert row_locators(found) == ["表第1行", "表第2行"]
    assert [text[p.span.start : p.span.end] for p in found.paragraphs] == ["注：单位排名不分先后。"]


def test_a_form_gives_each_value_its_label_and_its_long_cell_is_outlined() -> None:
    answer = "您的建议收悉。 一、现状 " + PROSE * 3 + " 二、打算 " + PROSE * 3
    text = text_of(
        "| 建议号: | 12 | 日期: | 2024-05-06 |", "| 标题: | 关于引才的建议 | | |", f"| 答复: | {answer} | | |", "||||"
    )
    found = outline(text)
    assert [
        [(cell.column, text[cell.span.start : cell.span.end]) for cell in row.cells] for row in found.tables[0].rows
    ] == [
        [("建议号", "12"), ("日期", "2024-05-06")],
        [("标题", "关于引才的建议")],
    ]
    assert [section.locator for section in found.sections] == ["一、", "二、"]
    assert {paragraph.label for paragraph in found.paragraphs} == {"答复"}


def test_two_lines_with_bars_in_prose_are_no_table() -> None:
    assert outline("首页 | 新闻 | 政策\n" + PROSE).tables == ()


def test_marks_over_clean_text_survive_cleaning() -> None:
    raw = "申报条件\n\n\n" + PROSE + "\n\n申报材料\n" + PROSE
    extract = Extract(
        raw,
        (Mark("heading", Span(0, 4), 2), Mark("heading", Span(raw.index("申报材料"), raw.index("申报材料") + 4), 2)),
    )
    cleaned = clean(extract)
    marks = tuple(Mark(m.kind, cleaned.map.clean_span(m.span), m.level) for m in extract.marks)
    assert locators(cleaned.text, *marks) == ["申报条件", "申报材料"]


def test_an_empty_text_has_no_outline() -> None:
    assert outline("") == Outline()
