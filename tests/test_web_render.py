"""What the page shows of answers and documents: nothing lost, nothing read as markup, the right words marked."""

import json
import re
from dataclasses import asdict, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web_fakes import DOCTOR, DOCUMENTS, HOSTILE, FakeService, answer, cite, document

from index.model import Metadata, Section, Span
from index.validity import Force
from qa.model import Answer, Filters, Notice
from qa.web import page
from qa.web.desk import QUESTION_CHARACTERS, Desk, Refused
from qa.web.facets import Option, coverage, facets
from qa.web.markdown import Items, Marker, Paragraph, Strong, Table, Text, parse, plain
from qa.web.render import Held, cut, turn
from qa.web.service import Listing
from qa.web.strings import TEXTS
from qa.web.viewer import view

MARKUP = st.text(alphabet="人才补贴12.|-*#>[]()\\<br>&$\n ", max_size=60)


def test_paragraphs_lists_tables_and_bold_are_read() -> None:
    text = "**三年（含）。**其中[1]\n\n- 甲\n- 乙[2]\n\n| 地区 | 金额 |\n| --- | --- |\n| 青屿市 | 十万[1] |"
    assert parse(text, {1: "", 2: ""}) == (
        Paragraph((Strong((Text("三年（含）。"),)), Text("其中"), Marker(1))),
        Items(((Text("甲"),), (Text("乙"), Marker(2))), None),
        Table(((Text("地区"),), (Text("金额"),)), (((Text("青屿市"),), (Text("十万"), Marker(1))),)),
    )


def test_only_numbers_of_citations_become_markers() -> None:
    (block,) = parse("见[1]和[7]", {1: ""})
    assert block == Paragraph((Text("见"), Marker(1), Text("和[7]")))


def test_a_quotation_stays_as_the_document_writes_it() -> None:
    quote = "1. **重点** <b>支持</b> | 甲 |\n2. 其他[2]"
    shown = "1. **重点** <b>支持</b> | 甲 | 2. 其他[2]"
    assert parse(f"{shown}[1]", {1: quote, 2: ""}) == (Paragraph((Text(shown), Marker(1))),)


def test_a_quotation_in_a_table_gets_its_bars_back() -> None:
    (table,) = parse("| 地区 | 规定 |\n| --- | --- |\n| 青屿市 | 甲 \\| 乙 \\|[1] |", {1: "甲 | 乙 |"})
    assert isinstance(table, Table)
    assert table.rows == (((Text("青屿市"),), (Text("甲 | 乙 |"), Marker(1))),)


def test_html_links_and_formulas_stay_text() -> None:
    assert plain(parse(HOSTILE, {})[0]) == HOSTILE


@given(MARKUP)
def test_reading_never_fails_and_marks_only_what_is_cited(text: str) -> None:
    blocks = parse(text, {1: "甲"})
    numbers = {int(n) for n in re.findall(r"'n': (\d+)", str([asdict(block) for block in blocks]))}
    assert numbers <= {1}


@given(st.text(alphabet="人才补贴万元，。（）", min_size=1, max_size=80))
def test_text_without_signs_of_markup_is_kept_to_the_letter(text: str) -> None:
    assert "".join(plain(block) for block in parse(text, {})) == text


@given(
    st.text(max_size=40),
    st.lists(st.tuples(st.integers(0, 45), st.integers(0, 45), st.sampled_from(["quote", "damaged"])), max_size=4),
)
def test_cutting_loses_no_character(text: str, marks: list[tuple[int, int, str]]) -> None:
    spans = [(Span(min(a, b), max(a, b)), name) for a, b, name in marks]
    parts = cut(text, Span(0, len(text)), spans)
    assert "".join(part.text for part in parts) == text
    at = 0
    for part in parts:
        middle = Span(at, at + len(part.text))
        assert set(part.mark.split()) == {name for span, name in spans if span.contains(middle)}
        at = middle.end


def test_the_short_answer_comes_first_and_once() -> None:
    shown = turn("a1", FakeService().ask("博士补贴", [], None), [])
    assert shown.short == (Text("四十二万元"), Marker(1))
    assert plain(shown.blocks[0]) == f"{DOCTOR}[1]"
    assert shown.plain.startswith(f"四十二万元[1]\n\n{DOCTOR}[1]\n\n")


def test_the_short_answers_of_several_things_asked_come_first_and_once() -> None:
    text = f"**四十二万元**[1]；**三年**[1]\n\n{DOCTOR}[1]"
    shown = turn("a1", answer("问", text, [cite(1, "qingyu", DOCTOR)], short="四十二万元"), [])
    assert shown.short == (Text("四十二万元"), Marker(1), Text("；"), Text("三年"), Marker(1))
    assert len(shown.blocks) == 1


def test_a_short_answer_that_the_text_lacks_is_added_with_the_first_marker() -> None:
    shown = turn("a1", answer("问", f"{DOCTOR}[1]", [cite(1, "qingyu", DOCTOR)], short="四十二万元"), [])
    assert shown.short == (Text("四十二万元"), Marker(1))


def test_a_card_marks_the_quotation_in_its_passage_and_carries_its_turn() -> None:
    card = turn("a7", FakeService().ask("博士补贴", [], None), []).cards[0]
    assert card.anchor == "cite-a7-1"
    assert [(part.text, part.mark) for part in card.parts] == [
        ("第三条 ", ""),
        (DOCTOR, "quote"),
        ("对新引进的硕士研究生，给予购房补贴十八万元。", ""),
    ]
    assert card.copy == f"“{DOCTOR}” 青屿市人民政府. 青屿市鼓励人才创新创业办法[A]."


def test_notes_name_the_citations_used_and_no_others() -> None:
    shown = turn("a1", FakeService().ask("博士补贴", [], None), [])
    assert [note[:4] for note in shown.notes] == ["[1] ", "[2] "]
    assert [card.used for card in shown.cards] == [True, True, False]


def test_a_digest_is_told_apart() -> None:
    service = FakeService()
    cards = turn("a1", service.ask("公寓租金", [], None), service.corpus()).cards
    assert [card.digest for card in cards] == [True, False]


def test_the_complete_question_is_shown_only_where_it_differs() -> None:
    service = FakeService()
    assert turn("a1", service.ask("博士", [], None), []).standalone is None
    assert (
        turn("a2", service.ask("那硕士呢？", ["博士"], None), []).standalone
        == "青屿市对新引进的硕士研究生给予多少购房补贴？"
    )


def test_a_document_is_laid_out_with_outline_rows_and_marks() -> None:
    found = DOCUMENTS[0]
    start = found.text.index(DOCTOR)
    shown = view(found, Span(start, start + len(DOCTOR)))
    assert [entry.heading for entry in shown.outline][1:] == ["第一章 总则", "第二章 支持措施", "附件 任务分工"]
    for entry in shown.outline:
        line = shown.lines[entry.line]
        assert (line.kind, line.cells[0][0].text) == ("heading", entry.heading)
    assert shown.target is not None
    assert [(part.text, part.mark) for part in shown.lines[shown.target].cells[0]][:2] == [
        ("第三条 ", ""),
        (DOCTOR, "quote"),
    ]
    rows = [["".join(part.text for part in cell) for cell in line.cells] for line in shown.lines if line.kind == "row"]
    assert rows == [
        ["序号", "任务", "责任单位"],
        ["1", "建设人才公寓六百套", "市住房局"],
        ["2", "发布紧缺人才目录", "市人才工作局、市统计局"],
    ]


def test_what_is_illegible_is_marked_and_counted() -> None:
    shown = view(DOCUMENTS[1], Span(0, 0))
    marked = [part.text for line in shown.lines for cell in line.cells for part in cell if "damaged" in part.mark]
    assert (marked, shown.damaged, shown.target) == (["\ufffd\ufffd"], 1, None)


def test_a_quotation_over_several_lines_is_marked_in_each() -> None:
    text = "甲项内容。\n乙项内容。\n丙项。"
    shown = view(document("x", text, Metadata()), Span(2, 8))
    assert [[(part.text, part.mark) for part in line.cells[0]] for line in shown.lines] == [
        [("甲项", ""), ("内容。", "quote")],
        [("乙项", "quote"), ("内容。", "")],
        [("丙项。", "")],
    ]


def test_a_long_cell_is_running_text() -> None:
    shown = view(document("x", f"一 | {'长' * 251} |", Metadata()), Span(0, 0))
    assert [line.kind for line in shown.lines] == ["text"]


def test_running_text_begins_anew_at_a_heading_inside_a_line() -> None:
    text = "总的要求。一是支持创业。每年三十万元。二是支持就业。"
    headings = (Span(5, 11), Span(19, 25))
    sections = tuple(Section(1, text[h.start : h.end], text[h.start : h.end], h, h) for h in headings)
    shown = view(replace(document("x", text, Metadata()), sections=sections), Span(12, 19))
    assert [[(part.text, part.mark) for part in line.cells[0]] for line in shown.lines] == [
        [("总的要求。", "")],
        [("一是支持创业", "heading"), ("。", ""), ("每年三十万元。", "quote")],
        [("二是支持就业", "heading"), ("。", "")],
    ]
    assert [entry.line for entry in shown.outline] == [1, 2]
    assert shown.target == 1


def test_the_signs_of_markdown_headings_are_not_shown() -> None:
    text = "# 某办法\n## 总则\n#1 正文。"
    heading = Span(9, 11)
    sections = (Section(1, "总则", "总则", Span(6, 17), heading),)
    shown = view(replace(document("x", text, Metadata()), sections=sections), Span(0, 0))
    assert [(line.kind, "".join(part.text for part in line.cells[0])) for line in shown.lines] == [
        ("text", "某办法"),
        ("heading", "总则"),
        ("text", "#1 正文。"),
    ]


def test_what_is_illegible_is_marked_in_the_card() -> None:
    shown = turn("a1", damaged_answer(), [], {"yunqiao": DOCUMENTS[1].damaged})
    assert [(part.text, part.mark) for part in shown.cards[0].parts] == [
        ("本区另有", "quote"),
        ("\ufffd\ufffd", "quote damaged"),
        ("万元专项资金。", "quote"),
    ]


def test_a_warning_of_damage_brings_the_damage_with_it() -> None:
    class Damaged(FakeService):
        def ask(self, question: str, history: list[str], filters: Filters | None) -> Answer:
            return damaged_answer()

    assert "quote damaged" in str(Desk(Damaged()).turn("a1", "专项资金", None, None))


def damaged_answer() -> Answer:
    cited = cite(1, "yunqiao", "本区另有\ufffd\ufffd万元专项资金。")
    return answer("专项资金", f"{cited.quote}[1]", [cited], warnings=(Notice("damaged", "有缺损。"),))


@given(st.text(alphabet="甲乙|。 \n-:", max_size=80), st.integers(0, 80), st.integers(0, 80))
def test_every_word_of_a_document_is_in_its_view(text: str, start: int, end: int) -> None:
    shown = view(document("x", text, Metadata()), Span(min(start, end), max(start, end)))
    words = "".join(part.text for line in shown.lines for cell in line.cells for part in cell)
    assert re.sub(r"[\s|:-]", "", words) == re.sub(r"[\s|:-]", "", text)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "https://a b", "ftp://example.org/x"])
def test_only_web_addresses_become_links(url: str) -> None:
    assert view(document("x", "甲。", Metadata(url=url)), Span(0, 0)).url is None
    assert view(document("x", "甲。", Metadata(url="https://example.org/x")), Span(0, 0)).url == "https://example.org/x"


def test_filters_count_documents_and_the_places_below() -> None:
    regions, kinds, issuers, years = facets(FakeService().corpus())
    assert regions.options == (
        Option("东澜省", "东澜省", 2, 0),
        Option("东澜省/青屿市", "青屿市", 2, 1),
        Option("东澜省/青屿市/云峤区", "云峤区", 1, 2),
        Option("西澜省", "西澜省", 1, 0),
        Option("西澜省/海棠市", "海棠市", 1, 1),
    )
    assert [option.value for option in kinds.options] == ["notice", "policy", "report"]
    assert (len(issuers.options), issuers.missing) == (2, 1)
    assert ([option.value for option in years.options], years.missing) == (["2024", "2023"], 1)


def test_coverage_sums_up_the_corpus() -> None:
    listings = [Listing(str(n), None, None, f"省{n}/市", f"{2000 + n}", None, n) for n in range(9)]
    found = coverage(listings)
    assert (found.documents, found.passages, found.first_year, found.last_year) == (9, 36, "2000", "2008")
    assert (found.regions[0], len(found.regions), found.more_regions) == ("省0市", 6, 3)
    assert coverage([]).first_year is None


@pytest.mark.parametrize(
    ("question", "history", "filters", "name"),
    [
        ("", None, None, "empty"),
        ("  \n", None, None, "empty"),
        ("长" * (QUESTION_CHARACTERS + 1), None, None, "too_long"),
        (None, None, None, "invalid"),
        ({"text": "x"}, None, None, "invalid"),
        ("问", "不是列表", None, "invalid"),
        ("问", [1], None, "invalid"),
        ("问", None, ["regions"], "invalid"),
        ("问", None, {"regions": "青屿市"}, "invalid"),
        ("问", None, {"years": [2024]}, "invalid"),
        ("问", None, {"years": ["2024"] * 51}, "invalid"),
    ],
)
def test_what_cannot_be_asked_never_reaches_the_service(
    question: object, history: object, filters: object, name: str
) -> None:
    service = FakeService()
    with pytest.raises(Refused) as refusal:
        Desk(service).ask(question, history, filters)
    assert (refusal.value.name, service.asked) == (name, [])
    assert Desk(service).turn("a1", question, history, filters).error == name


def test_history_and_filters_reach_the_service_in_bounds() -> None:
    service = FakeService()
    Desk(service).ask(" 博士\0\ud800？ ", [f"第{n}问" for n in range(30)], {"years": ["2024"], "regions": []})
    assert service.asked == [("博士？", [f"第{n}问" for n in range(10, 30)], Filters(years=("2024",)))]


def test_a_failure_is_told_without_its_cause_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    shown = Desk(FakeService()).turn("a1", "出错", None, None)
    assert (shown.error, shown.message) == ("failed", None)
    assert "secret detail" not in json.dumps(asdict(shown))
    assert "secret detail" in caplog.text


def test_an_error_for_people_is_told_in_both_languages() -> None:
    message = Desk(FakeService()).turn("a1", "读不懂", None, None).message
    assert message == {"zh": "筛选条件无法识别", "en": "the filter is not known"}


def test_a_document_that_cannot_be_had_is_none() -> None:
    desk = Desk(FakeService())
    for id, start, end in (("nothing", 0, 0), (7, 0, 0), ("qingyu", "0", 0), (None, None, None)):
        assert desk.document(id, start, end) is None
    found = desk.document("qingyu", -5, 10**9)
    assert found is not None


def test_a_service_that_fails_leaves_an_empty_overview() -> None:
    class Broken(FakeService):
        def corpus(self) -> list[Listing]:
            raise OSError("disk")

    assert Desk(Broken()).overview().coverage.documents == 0


def test_both_languages_have_the_same_texts_with_the_same_gaps() -> None:
    assert TEXTS["zh"].keys() == TEXTS["en"].keys()
    for name, text in TEXTS["zh"].items():
        if name != "covers_more":  # 等 100 地 counts all of them, "and 94 more places" the rest
            assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", TEXTS["en"][name])), name


def test_every_text_the_scripts_ask_for_exists_and_none_is_left_over() -> None:
    script = page.script().partition("const HISTORY")[2]
    asked = set(re.findall(r'\bt\("(\w+)"', script))
    assert asked - TEXTS["zh"].keys() <= {"error_", "kind_", "reason_", "warning_"}
    unused = {name for name in TEXTS["zh"] if f'"{name}"' not in script}
    assert {name for name in unused if not name.startswith(("error_", "kind_", "reason_", "warning_"))} == set()


def test_the_scripts_never_build_markup_from_text() -> None:
    script = page.script().partition("const HISTORY")[2]
    for name in ("innerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
        assert name not in script


@pytest.mark.parametrize(
    ("force", "day", "over"),
    [
        (Force("2024-04-01", "2029-03-31"), date(2029, 3, 31), False),
        (Force("2024-04-01", "2029-03-31"), date(2029, 4, 1), True),
        (Force(ended=True), date(2024, 1, 1), True),
        (Force(), date(2024, 1, 1), False),
    ],
)
def test_a_document_is_over_when_its_last_day_is_past_or_it_says_so(force: Force, day: date, over: bool) -> None:
    held = Held.of(force, day)
    assert (held.begins, held.ends, held.ended, held.over) == (force.begins, force.ends, force.ended, over)


def test_cards_and_documents_say_for_how_long_they_hold() -> None:
    desk = Desk(FakeService())
    first = desk.turn("a1", "博士补贴", None, None).cards[0]
    document = desk.document("qingyu", 0, 0)
    assert document is not None
    assert (first.held.begins, first.held.ends) == ("2024-04-01", "2029-03-31")
    assert document.held == first.held


def test_how_long_a_document_holds_may_fail_to_be_found() -> None:
    class Broken(FakeService):
        def force(self, id: str) -> Force:
            raise OSError("disk")

    shown = Desk(Broken()).turn("a1", "博士补贴", None, None)
    assert shown.error is None
    assert shown.cards[0].held == Held()
