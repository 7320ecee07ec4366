"""Notes on who is responsible in running text: which one belongs to a measure, and which bodies of it are asked for."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import make_document
from hypothesis import given
from hypothesis import strategies as st

from index.corpus import gather, load
from index.model import Document, Span
from qa.duty_notes import stated
from qa.expected import expected
from qa.question import Question
from qa.responsible import Note, noted

Loader = Callable[[str], Document]

INTRODUCTION = """# 昆山市夜校建设方案

为方便居民在工作之余学习技能、丰富生活，结合本市各街道实际情况，经研究制定本方案。

"""

MEASURES = """一、办好社区夜校

（一）开设技能课程。每个街道每年开班不少于六期。教材由学员免费领取。（市教育局、总工会牵头，各区镇和有关单位参加）

（二）建设教学场所。利用学校闲置教室，晚间向居民开放（牵头单位：市住建局；配合单位：市财政局、各县（市、区）人民政府）。

（三）培训授课教师。每年轮训授课教师两百人次。

责任单位：市人社局、教育局、妇联

（四）宣传先进典型。通过报刊和电台宣传优秀学员。

二、落实保障

经费列入年度预算。市财政局、市审计局按职责分工负责。
"""

CUT = (
    "1.减收水费。 对开办夜校的单位减收三成水费。(责任单位：市水务局、各区政府) 2.补贴教材。 "
    "对自编教材给予印刷补贴。(责任单位：市新闻出版局) 3.奖励学员。 对结业学员给予交通卡奖励。 "
    "责任单位：市交通局、财政局 二、附则 4.本办法自印发之日起施行。"
)


@pytest.fixture
def document(tmp_path: Path) -> Loader:
    def read(text: str) -> Document:
        path = tmp_path / "夜校.md"
        path.write_text(INTRODUCTION + text, encoding="utf-8")
        return load(gather([path])[0])

    return read


def asked(text: str) -> Question:
    return Question(text, text, "en" if text.isascii() else "zh", expected(text))


def about(document: Document, words: str, question: str) -> Note | None:
    """The note for the sentence that holds the words."""
    at = document.text.index(words)
    span = next(s.span for s in document.sentences if s.span.start <= at < s.span.end)
    return noted(asked(question), document, span)


def bodies(document: Document, words: str, question: str) -> str | None:
    note = about(document, words, question)
    assert note is not None
    return None if note.bodies is None else document.quote(note.bodies)


@pytest.mark.parametrize(
    ("words", "question", "names"),
    [
        ("每个街道每年开班", "夜校技能课程由哪个部门牵头？", "市教育局、总工会"),
        ("每个街道每年开班", "夜校技能课程由谁负责？", "市教育局、总工会"),
        ("每个街道每年开班", "夜校技能课程有哪些单位参加？", "各区镇和有关单位"),
        ("每个街道每年开班", "夜校技能课程除牵头部门外还有哪些单位？", "各区镇和有关单位"),
        ("利用学校闲置教室", "教学场所建设的配合单位是谁？", "市财政局、各县（市、区）人民政府"),
        ("利用学校闲置教室", "Which department leads the building of classrooms?", "市住建局"),
        ("每年轮训", "培训教师的责任单位有哪些？", "市人社局、教育局、妇联"),
        ("每年轮训", "教师培训由哪个部门牵头？", "市人社局、教育局、妇联"),
        ("经费列入", "夜校经费由哪些部门负责？", "市财政局、市审计局"),
    ],
)
def test_a_measure_has_the_bodies_of_the_note_behind_it_as_they_are_asked_for(
    document: Loader, words: str, question: str, names: str
) -> None:
    assert bodies(document(MEASURES), words, question) == names


def test_a_measure_without_a_note_does_not_take_that_of_the_next_item(document: Loader) -> None:
    assert about(document(MEASURES), "通过报刊和电台", "宣传先进典型由谁负责？") is None


def test_the_sentence_of_the_note_itself_has_that_note(document: Loader) -> None:
    assert bodies(document(MEASURES), "各区镇和有关单位", "技能课程由谁牵头？") == "市教育局、总工会"


def test_a_question_for_supporting_bodies_has_none_where_the_note_names_others_only(document: Loader) -> None:
    note = about(document(MEASURES), "每年轮训", "教师培训有哪些部门配合？")
    assert note is not None
    assert note.bodies is None
    assert [group.role for group in note.groups] == ["responsible"]


def test_words_of_the_measure_itself_do_not_ask_for_those_who_take_part(document: Loader) -> None:
    text = "一、支持学员参加竞赛。对参加省级竞赛的学员给予路费。（市体育局牵头，市教育局配合）"
    assert bodies(document(text), "给予路费", "参加省级竞赛的路费补贴由谁负责？") == "市体育局"


def test_a_question_for_leading_and_supporting_bodies_gets_all(document: Loader) -> None:
    text = "一、支持竞赛。对获奖学员给予路费。（市体育局牵头，市教育局配合）"
    question = "路费由哪个部门牵头，哪些部门配合？"
    assert bodies(document(text), "给予路费", question) == "市体育局牵头，市教育局"


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("夜校减税由谁牵头？", "市税务局"),
        ("夜校减税的责任单位是谁？", "市住建局、市规划局"),
        ("夜校减税由谁负责？", "市税务局；责任单位：市住建局、市规划局"),
    ],
)
def test_a_note_that_tells_leading_from_responsible_bodies_gives_each_where_asked(
    document: Loader, question: str, names: str
) -> None:
    text = "一、减免税款。夜校用房免缴房产税。（牵头单位：市税务局；责任单位：市住建局、市规划局）"
    assert bodies(document(text), "免缴房产税", question) == names


def test_lines_with_labels_below_each_other_are_one_note(document: Loader) -> None:
    text = (
        "一、办班。每周二晚开课。\n\n牵头单位：市教育局\n\n配合单位：市文旅局、团市委\n\n二、招生。面向全市居民招生。"
    )
    read = document(text)
    assert bodies(read, "每周二晚", "夜校办班由谁牵头？") == "市教育局"
    assert bodies(read, "每周二晚", "夜校办班有哪些单位配合？") == "市文旅局、团市委"
    assert about(read, "面向全市居民", "夜校招生由谁负责？") is None


@pytest.mark.parametrize(
    ("words", "question", "names"),
    [
        ("减收三成水费", "减收水费由谁负责？", "市水务局、各区政府"),
        ("补贴教材", "补贴教材的责任单位是谁？", "市新闻出版局"),
        ("交通卡奖励", "奖励学员由谁负责？", "市交通局、财政局"),
    ],
)
def test_in_badly_cut_text_the_note_at_the_head_of_the_next_item_is_that_of_the_one_before(
    document: Loader, words: str, question: str, names: str
) -> None:
    assert bodies(document(CUT), words, question) == names


def test_of_a_sentence_that_holds_two_items_that_counts_which_the_question_is_about(document: Loader) -> None:
    read = document(CUT)
    held = next(s.span for s in read.sentences if "2.补贴教材" in read.quote(s.span))
    assert "市水务局" in read.quote(held)
    first = noted(asked("减收水费由谁负责？"), read, held)
    second = noted(asked("补贴教材由谁负责？"), read, held)
    assert first is not None
    assert second is not None
    assert first.bodies is not None
    assert second.bodies is not None
    assert read.quote(first.bodies) == "市水务局、各区政府"
    assert read.quote(second.bodies) == "市新闻出版局"


def test_a_note_found_alone_stands_for_that_item_of_its_passage_which_the_question_is_about() -> None:
    text = "1.开设书法课。每周两次。（市文联牵头）2.开设厨艺课。每周三次。（市商务局牵头）"
    read = make_document("d", text)
    alone = text.index("（市商务局")
    note = noted(asked("书法课由谁牵头？"), read, Span(alone, len(text)))
    assert note is not None
    assert note.bodies is not None
    assert read.quote(note.bodies) == "市文联"


def test_of_two_notes_in_one_sentence_that_behind_the_clause_asked_about_counts(document: Loader) -> None:
    text = "一、分工。夜校开设书法课（市文联负责），另外开设厨艺课（市商务局负责）。"
    assert bodies(document(text), "开设书法课", "厨艺课由谁负责？") == "市商务局"
    assert bodies(document(text), "开设书法课", "书法课由谁负责？") == "市文联"


def test_items_within_a_measure_share_the_note_behind_the_last(document: Loader) -> None:
    text = "（一）多渠道招生。一是走进社区宣讲。二是走进工厂宣讲。三是网上报名。（责任单位：市教育局）\n\n（二）略。"
    assert bodies(document(text), "走进社区", "走进社区宣讲由谁负责？") == "市教育局"


def test_a_heading_with_a_note_has_it_for_the_text_behind_it(document: Loader) -> None:
    text = (
        "（一）办好开学典礼（市教育局牵头，市文旅局配合）。典礼在每年九月举行。\n\n（二）办好结业典礼。典礼在六月举行。"
    )
    read = document(text)
    assert bodies(read, "每年九月", "开学典礼由谁牵头？") == "市教育局"
    assert about(read, "六月举行", "结业典礼由谁牵头？") is None


def test_a_document_that_says_the_first_leads_has_the_first_set_apart(document: Loader) -> None:
    text = (
        "一、招募教师。面向社会招募。（市人社局、市教育局、市妇联，列首位的为牵头单位，下同）\n\n"
        "二、编写教材。两年内编成。（市教育局、市文旅局）"
    )
    read = document(text)
    assert bodies(read, "两年内编成", "教材由哪个部门牵头？") == "市教育局"
    assert bodies(read, "面向社会招募", "招募教师有哪些部门配合？") == "市教育局、市妇联"
    assert bodies(read, "两年内编成", "教材的责任单位有哪些？") == "市教育局、市文旅局"


@pytest.mark.parametrize(
    "text",
    [
        "考生的品行由所在学校（没有学校的考生由街道办事处负责）作出鉴定。",
        "对工作不力的，由市教育局约谈（约谈主要负责同志）。",
        "学员应当如实填写（学员对其真实性负责）。",
        "学员须具备下列条件之一（参加评选）。",
        "补贴由用人单位代领（用人单位负责）。",
        "主办单位（以下称负责夜校工作的部门）应当公开课表。",
        "第九条（实施细则）市教育局另行制定细则。",
        "评估工作由市教育局负责。",
        "本办法由市教育局负责解释。",
        "建设单位难以确定的，按照下列规定确定牵头部门：",
        "补贴申请可就近提交（到街道人社中心办理）。",
        "网站地图\n主办单位：昆山市教育局 承办单位：昆山市信息中心",
        "（承办部门：基础教育处，联系电话：0512-000000）",
    ],
)
def test_what_names_no_body_or_is_a_rule_is_no_note(text: str) -> None:
    assert noted(asked("由谁负责？"), make_document("d", text), Span(0, 5)) is None


@pytest.mark.parametrize(
    ("note", "roles"),
    [
        ("（市人大常委会办公厅、法制办牵头）", [("lead", "市人大常委会办公厅、法制办")]),
        ("（由市公安局牵头负责）", [("lead", "市公安局")]),
        ("（商务部、财政部等部门按职责分工负责）", [("responsible", "商务部、财政部等部门")]),
        ("〔和平区政府、会同县人民政府负责〕", [("responsible", "和平区政府、会同县人民政府")]),
        ("[责任部门：遂宁海关，各县（市）区政府]", [("responsible", "遂宁海关，各县（市）区政府")]),
        ("（市科技局牵头，会同市财政局、人行中心支行）", [("lead", "市科技局"), ("other", "市财政局、人行中心支行")]),
        ("（牵头部门：组宣部配合部门：财政局）", [("lead", "组宣部"), ("other", "财政局")]),
        ("（牵头：市公安局；配合：市司法局）", [("lead", "市公安局"), ("other", "市司法局")]),
        ("（责任单位：市教育局，完成时限：2027年6月底）", [("responsible", "市教育局")]),
        ("（责任单位：市教育局牵头，市妇联配合）", [("lead", "市教育局"), ("other", "市妇联")]),
        ("（公安、民政部门负责，市法院指导）", [("responsible", "公安、民政部门"), ("other", "市法院")]),
        ("（市教育局、市审计局、自由贸易试验区管委会）", [("responsible", "市教育局、市审计局、自由贸易试验区管委会")]),
        ("（2027年底前完成，市教育局负责）", [("responsible", "市教育局")]),
        ("（完成时限：2027年底；责任单位：市教育局、各板块）", [("responsible", "市教育局、各板块")]),
        ("（责任单位：市教育局、市邮政，免收费用）", [("responsible", "市教育局、市邮政")]),
        ("责任单位：甲、乙、丙市人民政府", [("responsible", "甲、乙、丙市人民政府")]),
    ],
)
def test_a_note_is_read_with_the_roles_of_its_bodies(note: str, roles: list[tuple[str, str]]) -> None:
    text = f"夜校每周开课。{note}\n"
    found = stated(text, Span(0, len(text)))
    assert [(group.role, text[group.names.start : group.names.end]) for one in found for group in one.groups] == roles


def test_rows_of_a_table_are_left_to_the_table(document: Loader) -> None:
    text = "# 分工\n\n| 任务 | 责任单位 |\n| --- | --- |\n| 开办夜校（市教育局牵头） | 市教育局 |\n| 招生 | 市妇联 |\n"
    read = document(text)
    row = next(passage for passage in read.passages if passage.cells)
    assert noted(asked("开办夜校由谁牵头？"), read, row.span) is None


def test_a_note_in_two_passages_is_not_cited_by_halves() -> None:
    read = make_document("d", "夜校每周开课。\n牵头单位：市教育局\n配合单位：市妇联")
    assert len(stated(read.text, Span(0, len(read.text)))) == 1
    assert noted(asked("夜校由谁牵头？"), read, read.sentences[0].span) is None


_NAMES = st.lists(
    st.sampled_from(["市教育局", "团市委", "各县（市、区）人民政府", "人行中心支行"]), min_size=1, max_size=4
)
_MEASURE = st.sampled_from(["开办夜校", "编写教材", "走进社区一是宣讲", "2.减收水费"])


@given(st.lists(st.tuples(_MEASURE, _NAMES, st.sampled_from(["牵", "责", "配"])), min_size=1, max_size=5), st.data())
def test_what_comes_back_is_whole_sentences_of_one_passage_that_hold_the_bodies(
    items: list[tuple[str, list[str], str]], data: st.DataObject
) -> None:
    forms = {"牵": "（{}牵头）", "责": "(责任单位：{}) ", "配": "（{}配合）\n"}
    text = "".join(f"{measure}。{forms[form].format('、'.join(names))}" for measure, names, form in items)
    document = make_document("d", text)
    sentence = data.draw(st.sampled_from(document.sentences))
    question = data.draw(st.sampled_from(["由谁负责？", "由谁牵头？", "有哪些部门配合？"]))
    note = noted(asked(question), document, sentence.span)
    if note is None:
        return
    inside = [s for s in document.sentences if note.quote.contains(s.span)]
    assert {s.passage for s in inside} == {note.passage}
    assert (inside[0].span.start, inside[-1].span.end) == (note.quote.start, note.quote.end)
    assert all(note.quote.contains(group.names) for group in note.groups)
    if note.bodies is not None:
        assert document.quote(note.bodies) in {"、".join(names) for _, names, _ in items}
