"""Questions asked of two invented documents: what is answered, quoted, refused and said."""

from pathlib import Path

import pytest
from asking import asking_engine

from index.errors import QueryError
from index.model import Span
from qa.engine import PolicyQA
from qa.model import Answer, Filters


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> PolicyQA:
    return asking_engine(tmp_path_factory.mktemp("asking"))


@pytest.mark.parametrize(
    ("question", "short", "document"),
    [
        ("昆山市全市筹建人才公寓多少套？", "650套", "measures"),
        ("如东县2023年建成人才公寓多少套？", "280套", "news"),
        ("昆山市领军团队创业启动资金最高多少？", "最高80万元", "measures"),
        ("昆山市给博士的租房补贴每月多少钱？", "3000元", "measures"),
        ("昆山市贷款贴息比例是多少？", "不超过50%", "measures"),
        ("如东县引进了多少名博士？", "46名", "news"),
    ],
)
def test_the_figure_asked_for_stands_first_with_its_qualifier(
    engine: PolicyQA, question: str, short: str, document: str
) -> None:
    answer = engine.ask(question)
    assert not answer.abstained
    assert answer.short is not None
    assert short in answer.short
    assert answer.citations[0].document == document
    assert answer.short in answer.citations[0].quote
    assert answer.answer.startswith(f"**{answer.short}**[1]")


def test_traditional_characters_and_misspelt_places_find_the_same(engine: PolicyQA) -> None:
    assert engine.ask("崑山市全市籌建人才公寓多少套？").short == "650套"
    assert engine.ask("如冬县2023年建成人才公寓多少套？").short == "280套"


def test_a_duty_row_names_all_its_marked_leads_and_says_when_none_is_marked(engine: PolicyQA) -> None:
    assert engine.ask("昆山市创业大赛由谁牵头举办？").short == "科技局★、团市委★"
    assert engine.ask("昆山市举办创业大赛，除了牵头单位还有谁参与？").short == "人社局"
    assert engine.ask("昆山市建设人才公寓有哪些单位参与？").short == "住建局★、人才办"
    unmarked = engine.ask("昆山市紧缺人才目录由谁牵头编制？")
    assert unmarked.short is None
    assert "未标明牵头单位" in unmarked.answer
    assert unmarked.citations[0].locator.endswith("第3行")


def test_a_row_named_by_its_number_is_the_one_answered_from(engine: PolicyQA) -> None:
    answer = engine.ask("昆山市任务分工表第1项由谁负责？")
    assert answer.citations[0].locator.endswith("第1行")
    assert answer.short == "住建局★"


def test_a_row_that_the_table_does_not_come_to_is_refused(engine: PolicyQA) -> None:
    assert engine.ask("昆山市任务分工表第9项由谁负责？").reason == "no_evidence"


def test_what_another_place_grants_is_not_answered_from_the_place_asked(engine: PolicyQA) -> None:
    assert engine.ask("如东县领军团队创业启动资金最高多少？").reason == "no_evidence"


def test_a_time_of_day_an_age_or_a_document_number_is_not_made_of_other_figures(engine: PolicyQA) -> None:
    assert engine.ask("昆山市人才公寓几点关门？").abstained
    assert engine.ask("昆山市博士租房补贴的年龄上限是多少？").abstained
    assert engine.ask("昆山市人才创新创业扶持办法的发文字号是什么？").abstained


def test_the_holder_of_an_office_is_not_made_of_the_departments_of_a_row(engine: PolicyQA) -> None:
    assert engine.ask("昆山市人才办主任是谁？").reason == "no_evidence"


def test_a_place_without_documents_is_refused_and_says_what_is_covered(engine: PolicyQA) -> None:
    answer = engine.ask("合肥市筹建了多少套人才公寓？")
    assert (answer.abstained, answer.reason, answer.short) == (True, "not_covered", None)
    assert "合肥市" in answer.answer
    assert "昆山市" in answer.answer
    assert answer.citations
    assert not any(citation.used for citation in answer.citations)


def test_a_document_that_is_about_no_place_answers_for_any(tmp_path: Path) -> None:
    law = "# 失业保险条例\n\n第九条 失业保险金由经办机构按月发放，发放标准由各地自行确定并向社会公布。\n\n"
    engine = asking_engine(tmp_path, {"law": law + "第十条 领取失业保险金的期限最长为24个月。\n"})
    assert engine.ask("合肥市领取失业保险金的期限最长多少个月？").short == "最长为24个月"


def test_a_city_does_not_answer_for_its_province_where_the_province_answers(tmp_path: Path) -> None:
    head = "---\nid: {id}\ntitle: {title}\nissuer: 人民政府\nregion: {region}\nkind: policy\n---\n\n"
    province = head.format(id="province", title="海南省船员落户规定", region="海南省")
    city = head.format(id="city", title="三亚市船员落户规定", region="海南省/三亚市")
    documents = {
        "province": province
        + "# 海南省船员落户规定\n\n第三条 落户方案由县级公安机关会同海事机构拟定，报省人民政府批准。\n",
        "city": city + "# 三亚市船员落户规定\n\n第三条 船员的落户方案报市公安局批准。\n",
    }
    engine = asking_engine(tmp_path, documents)
    assert engine.ask("海南省船员的落户方案要谁批准？").citations[0].document == "province"
    assert engine.ask("三亚市的落户方案要谁批准？").citations[0].document == "city"


def test_a_year_that_the_document_is_not_of_is_refused(engine: PolicyQA) -> None:
    assert engine.ask("如东县2019年建成人才公寓多少套？").reason == "not_covered"


def test_a_benefit_that_no_document_names_is_refused(engine: PolicyQA) -> None:
    assert engine.ask("如东县给院士的购车补贴是多少万元？").reason == "no_evidence"


def test_an_illegible_figure_is_refused_and_shown(engine: PolicyQA) -> None:
    answer = engine.ask("昆山市人才企业信用贷款最高多少万元？")
    assert answer.reason == "damaged"
    assert answer.citations[0].used
    assert "\ufffd" in answer.citations[0].quote
    assert answer.short is None
    assert "damaged" in {notice.code for notice in answer.warnings}


def test_another_figure_of_the_same_sentence_is_no_answer_for_an_illegible_one(engine: PolicyQA) -> None:
    assert engine.ask("昆山市 人才企业 信用贷款 最高 万元").reason == "damaged"
    assert engine.ask("昆山市贷款贴息比例是多少？").short == "不超过50%"


def test_a_wrong_premise_is_corrected_not_confirmed(engine: PolicyQA) -> None:
    answer = engine.ask("如东县建成的人才公寓是500套，对吗？")
    assert answer.short == "280套"
    assert "问题中的数字与文件不符，文件写的是“280套”" in answer.answer
    assert "500" not in answer.answer


def test_places_are_compared_in_a_table_with_a_citation_each(engine: PolicyQA) -> None:
    answer = engine.ask("昆山市和如东县的人才公寓分别有多少套？")
    assert answer.answer.startswith("| 地区 |")
    used = {citation.document: citation.quote for citation in answer.citations if citation.used}
    assert "650套" in used["measures"]
    assert "280套" in used["news"]


def test_of_two_places_the_unknown_one_is_said_to_be_missing(engine: PolicyQA) -> None:
    answer = engine.ask("合肥市和如东县建成人才公寓多少套？")
    assert answer.short == "280套"
    assert "未收录：合肥市" in answer.answer


def test_a_follow_up_is_completed_and_shown(engine: PolicyQA) -> None:
    answer = engine.ask("那如东县呢？", ["昆山市全市筹建人才公寓多少套？"])
    assert answer.standalone.startswith("如东县")
    assert "人才公寓" in answer.standalone
    assert answer.short == "280套"


def test_filters_limit_what_is_found(engine: PolicyQA) -> None:
    hits = engine.search("人才公寓", 10, Filters(regions=("江苏省/南通市",)))
    assert {hit.document for hit in hits} == {"news"}
    assert engine.search("人才公寓", 10, Filters(years=("1999",))) == []


@pytest.mark.parametrize(
    "question",
    [
        "昆山市办理程序有哪些？",
        "昆山市筹建多少套人才公寓？",
        "昆山市和如东县的创业大赛分别几场？",
        "月球基地补贴多少？",
        "公示几天？",
    ],
)
def test_citations_keep_the_contract(engine: PolicyQA, question: str) -> None:
    check_contract(engine, engine.ask(question))


def check_contract(engine: PolicyQA, answer: Answer) -> None:
    assert [citation.n for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    used = [citation.used for citation in answer.citations]
    assert used == sorted(used, reverse=True)
    taken: list[tuple[str, Span]] = []
    for citation in answer.citations:
        document = engine.index.document(citation.document)
        assert document.text[citation.start : citation.end] == citation.quote
        assert document.text[citation.passage_start : citation.passage_end] == citation.passage
        assert citation.passage_start <= citation.start < citation.end <= citation.passage_end
        raw = document.raw_span(Span(citation.start, citation.end))
        assert (citation.raw_start, citation.raw_end) == (raw.start, raw.end)
        span = Span(citation.start, citation.end)
        assert not any(id_ == citation.document and span.overlaps(other) for id_, other in taken)
        taken.append((citation.document, span))
        if citation.used:
            assert f"[{citation.n}]" in answer.answer
    assert 0 <= answer.confidence <= 1
    assert (answer.reason is not None) == answer.abstained


@pytest.mark.parametrize("question", ["", "  ", "\0", "问" * 501])
def test_an_empty_or_endless_question_is_one_clear_sentence(engine: PolicyQA, question: str) -> None:
    with pytest.raises(QueryError, match="question"):
        engine.ask(question)


def test_the_answer_does_not_depend_on_what_was_asked_before(engine: PolicyQA, tmp_path: Path) -> None:
    before = engine.ask("昆山市全市筹建人才公寓多少套？")
    engine.ask("如东县引进了多少名博士？")
    assert engine.ask("昆山市全市筹建人才公寓多少套？") == before
    assert asking_engine(tmp_path).ask("昆山市全市筹建人才公寓多少套？").citations[0].quote == before.citations[0].quote
