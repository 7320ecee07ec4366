"""The eval set: reading and writing it, when a fact is met, and the proof that the shipped questions hold."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval import check as checker
from eval.questions import (
    EvalQuestion,
    fact_met,
    is_full,
    is_relevant,
    load,
    met_together,
    requirement_met,
    requirements_met,
    save,
)
from index.errors import EvalError
from index.model import Document, Metadata, OffsetMap, Span

LINE = {
    "id": "q-1",
    "type": "figure",
    "lang": "zh",
    "question": "新建公寓多少套？",
    "history": [],
    "documents": ["a"],
    "facts": [["12套"]],
    "answerable": True,
    "split": "dev",
}
QUESTION = EvalQuestion(
    id="q-1",
    type="figure",
    lang="zh",
    question="新建公寓多少套？",
    history=(),
    documents=("a",),
    facts=(("12套",),),
    answerable=True,
    split="dev",
    section="a#一",
)
SILENT = EvalQuestion(
    id="n-1",
    type="wrong_place",
    lang="zh",
    question="别处新建公寓多少套？",
    history=(),
    documents=(),
    facts=(),
    answerable=False,
    split="dev",
    reason="not_covered",
    section="place/公寓",
    places=("江苏省/苏州市",),
)


# Facts


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("12套", "新建人才公寓12套。"),
        ("12套", "新建１２ 套"),
        ("30万元", "最高三十万元"),
        ("三十万元", "最高300,000元"),
        ("1-10万元", "给予1至10万元奖励"),
        ("最高50万元", "最高50萬元購房補貼"),
        ("2025-06-26", "二〇二五年六月二十六日"),
        ("科技局★、工信局", "科技局★、 工信局"),
        ("30%", "百分之三十"),
        ("3.0版", "新政3.0版"),
        ("12套", "从112套增加到12套"),
    ],
)
def test_a_fact_is_met_whatever_its_width_script_and_number_form(fact: str, text: str) -> None:
    assert fact_met(fact, text)


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("10家", "共110家"),
        ("7亿元", "累计6.7亿元"),
        ("000元", "共5,000元"),
        ("第3", "第3.5版"),
        ("第1", "第12项"),
        ("市级10家", "省级10家、市级13家"),
        ("12套", ""),
        ("，", "没有"),
    ],
)
def test_a_fact_is_not_met_by_part_of_a_longer_figure_or_by_another(fact: str, text: str) -> None:
    assert not fact_met(fact, text)


@given(st.integers(1, 9), st.integers(1, 9999))
def test_a_figure_never_counts_inside_a_longer_one(digit: int, number: int) -> None:
    assert fact_met(f"{number}家", f"共有{number}家企业")
    assert not fact_met(f"{number}家", f"共有{digit}{number}家企业")
    assert not fact_met(f"{number}家", f"共有{digit}.{number}家企业")


def test_a_requirement_is_met_by_any_alternative_and_each_is_told_apart() -> None:
    facts = (("甲局★", "甲局牵头"), ("24期",))
    assert requirement_met(facts[0], "由甲局牵头")
    assert requirements_met(facts, "由甲局牵头，全年24期") == (True, True)
    assert requirements_met(facts, "全年124期") == (False, False)


def test_hits_count_only_from_gold_documents_and_are_full_together() -> None:
    question = replace(QUESTION, facts=(("12套",), ("8件",)))
    assert is_relevant(question, "a", "公寓12套")
    assert not is_relevant(question, "b", "公寓12套")
    assert not is_relevant(question, "a", "公寓13套")
    assert met_together(question, [("a", "公寓12套"), ("b", "实事8件")]) == (True, False)
    assert is_full(question, [("a", "公寓12套"), ("a", "实事8件")])
    assert not is_full(SILENT, [("a", "公寓12套")])


# Files

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1).filter(str.strip)
NAMES = st.text("甲乙丙-0123", min_size=1, max_size=8)


@st.composite
def questions(draw: st.DrawFn) -> EvalQuestion:
    answerable = draw(st.booleans())
    lists = st.lists(WORDS, max_size=3).map(tuple)
    return EvalQuestion(
        id=draw(NAMES),
        type=draw(NAMES),
        lang="zh",
        question=draw(WORDS),
        history=draw(lists),
        documents=draw(st.lists(NAMES, min_size=int(answerable), max_size=2).map(tuple)),
        facts=draw(st.lists(st.lists(NAMES, min_size=1, max_size=3).map(tuple), min_size=1).map(tuple))
        if answerable
        else (),
        answerable=answerable,
        split=draw(st.sampled_from(("dev", "test"))),
        reason=None if answerable else draw(st.sampled_from(("no_evidence", "not_covered", "damaged"))),
        standalone=draw(st.none() | WORDS),
        short=draw(lists),
        section=draw(st.none() | NAMES),
        absent=draw(lists),
        places=draw(lists),
    )


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".xlsx"])
@settings(max_examples=25, deadline=None)
@given(drawn=st.lists(questions(), min_size=1, max_size=4, unique_by=lambda q: q.id))
def test_questions_come_back_as_they_were_saved(
    suffix: str, drawn: list[EvalQuestion], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("questions") / f"questions{suffix}"
    save(drawn, path)
    assert load(path) == tuple(drawn)
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_table_made_by_hand_is_read(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text(
        "id,type,lang,question,history,documents,facts,answerable,split,reason\n"
        '1,figure,zh,多少套？,"第一问\n第二问","a\nb","12套 | 12 套\n市级3家",是,dev,\n'
        ",,,,,,,,,\n"
        "2,wrong_year,zh,2001年呢？,,,,no,test,not_covered\n",
        encoding="gb18030",
    )
    first, second = load(path)
    assert first.history == ("第一问", "第二问")
    assert first.documents == ("a", "b")
    assert first.facts == (("12套", "12 套"), ("市级3家",))
    assert first.answerable
    assert (second.answerable, second.reason, second.facts) == (False, "not_covered", ())


def test_a_workbook_keeps_numbers_as_ids_and_formulas_as_text(tmp_path: Path) -> None:
    path = tmp_path / "q.xlsx"
    save([replace(QUESTION, id="7", question="=1+1 是多少？")], path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet["A2"] = 7
    book.save(path)
    assert load(path)[0].id == "7"
    assert load(path)[0].question == "=1+1 是多少？"


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"facts": None, "split": None}, "missing facts, split"),
        ({"standlone": "x"}, "unknown field standlone"),
        ({"id": "q 1"}, "white space"),
        ({"id": 1}, "id must be text"),
        ({"question": "  "}, "question must be text that is not empty"),
        ({"history": "之前"}, "history must be a list"),
        ({"documents": [3]}, "each of documents must be text"),
        ({"facts": ["12套"]}, "each requirement of facts must be a list"),
        ({"facts": [[]]}, "a requirement of facts is empty"),
        ({"answerable": "true"}, "answerable must be true or false"),
        ({"split": "train"}, "split must be one of dev, test, not 'train'"),
        ({"documents": []}, "needs documents and facts"),
        ({"reason": "damaged"}, "has no reason"),
        ({"answerable": False, "facts": []}, "needs a reason"),
        ({"answerable": False, "reason": "damaged"}, "has no facts"),
        ({"reason": "other"}, "reason must be one of"),
    ],
)
def test_a_wrong_line_is_named_with_what_was_wanted(change: dict[str, object], wanted: str, tmp_path: Path) -> None:
    wrong = {name: value for name, value in (LINE | {"id": "q-2"} | change).items() if value is not None}
    path = tmp_path / "q.jsonl"
    path.write_text(f"{json.dumps(LINE)}\n{json.dumps(wrong)}\n", encoding="utf-8")
    with pytest.raises(EvalError) as raised:
        load(path)
    assert f"{path}, line 2: " in str(raised.value)
    assert wanted in str(raised.value)


@pytest.mark.parametrize(
    ("name", "content", "wanted"),
    [
        ("q.jsonl", b"", "no question"),
        ("q.jsonl", b"\n \n", "no question"),
        ("q.jsonl", b"[1]\n", "line 1: a JSON object is expected, not list"),
        ("q.jsonl", b'{"id":\n', "line 1: not JSON"),
        ("q.jsonl", b"[" * 100_000, "line 1: not JSON"),
        ("q.jsonl", b"\xff\n", "not UTF-8 at byte 0"),
        ("q.csv", b"", "no question"),
        ("q.csv", b"id,type\n1,figure\n", "line 1: no column lang, question"),
        ("q.csv", b"id,id,type,lang,question,history,documents,facts,answerable,split\n", "a column occurs twice"),
        (
            "q.csv",
            b"id,type,lang,question,history,documents,facts,answerable,split\n1,2,3,4,5,6,7,8,9,10\n",
            "10 cells",
        ),
        (
            "q.csv",
            b"id,type,lang,question,history,documents,facts,answerable,split\n1,f,zh,q,,a,[1,yes,dev\n",
            "not JSON",
        ),
        ("q.csv", b"\x81\n", "neither UTF-8 nor GB18030"),
        ("q.xlsx", b"PK not really", "not an XLSX file"),
        ("q.txt", b"x", "not '.txt'"),
    ],
)
def test_a_file_that_holds_no_questions_is_refused(name: str, content: bytes, wanted: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(EvalError, match=wanted.replace("[", r"\[")) as raised:
        load(path)
    assert str(path) in str(raised.value)


def test_an_id_that_stands_twice_is_named_with_both_places(tmp_path: Path) -> None:
    save([QUESTION], tmp_path / "a.jsonl")
    save([QUESTION], tmp_path / "b.csv")
    with pytest.raises(EvalError, match=r"b\.csv, line 2: id 'q-1' stands already in .*a\.jsonl, line 1"):
        load(tmp_path)


def test_what_cannot_be_saved_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "q.xlsx"
    save([QUESTION], path)
    for wrong in ([], [QUESTION, QUESTION], [replace(QUESTION, facts=())], [replace(QUESTION, question="铃\x07")]):
        with pytest.raises(EvalError):
            save(wrong, path)
    assert load(path) == (QUESTION,)
    assert [each.name for each in tmp_path.iterdir()] == ["q.xlsx"]


# The checker


def _document(text: str, region: str | None = None, damaged: tuple[Span, ...] = ()) -> Document:
    return Document(
        id="a",
        source="a.md",
        path="a.md",
        sha256="",
        raw=text,
        text=text,
        map=OffsetMap.from_positions(range(len(text))),
        metadata=Metadata(region=region),
        damaged=damaged,
    )


def _sources(text: str, region: str | None = None, damaged: tuple[Span, ...] = ()) -> list[checker.Sources]:
    return [checker.Sources("digest", {"a": _document(text, region, damaged)}, ("长名字的专项资金管理办法",))]


TEXT = "全年新建公寓12套。购车补贴另行规定。长名字的专项资金管理办法已经印发，各单位要认真组织学习宣传并且抓好落实。"


def test_a_question_that_holds_has_no_findings() -> None:
    pair = [QUESTION, replace(QUESTION, id="q-2", split="test", question="公寓新建了几套？", section="a#二")]
    assert checker.check(pair, _sources(TEXT)) == []


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        (replace(QUESTION, facts=(("12套",), ("13套",))), "13套 does not stand in the digest"),
        (replace(QUESTION, documents=("a", "b")), "no digest b"),
        (replace(QUESTION, short=("13套",)), "no short answer"),
        (replace(QUESTION, question="各单位要认真组织学习宣传并且抓好什么？"), "shares 各单位要认真组织学习宣传并"),
        (replace(QUESTION, standalone="各單位要認真組織，學習宣傳並且抓好什麼？"), "shares 各单位要认真组织学习宣传并"),
        (replace(SILENT, places=("江苏省/常州市",)), "江苏省/常州市 is covered"),
        (replace(SILENT, places=("江苏省/常州市/武进区/湖塘镇",)), "is covered"),
        (replace(SILENT, places=(), absent=("公寓", "12套")), "公寓 + 12套 stand together in digest a"),
        (replace(SILENT, places=(), absent=("12套", "购车补贴")), "stand together"),
        (replace(SILENT, places=()), "nothing that can be checked"),
        (replace(SILENT, places=(), reason="damaged", documents=("a",)), "no illegible figure in the digest"),
    ],
)
def test_the_checker_finds_what_is_wrong_with_a_question(question: EvalQuestion, wanted: str) -> None:
    findings = checker.check([question], _sources(TEXT, "江苏省/常州市/武进区"))
    assert any(wanted in finding for finding in findings), findings


@pytest.mark.parametrize(
    "question",
    [
        replace(QUESTION, question="长名字的专项资金管理办法规定了多少套公寓？"),
        replace(SILENT, places=("北京市/武进区",)),
        replace(SILENT, places=(), absent=("公寓", "购车补贴", "万元")),
        replace(SILENT, places=(), type="off_topic"),
    ],
)
def test_the_checker_lets_names_namesakes_and_true_absences_pass(question: EvalQuestion) -> None:
    twin = replace(question, id="other", split="test", question="另问一件事", section="别处")
    assert checker.check([question, twin], _sources(TEXT, "江苏省/常州市/武进区")) == []


def test_a_damaged_figure_is_proof_and_a_damaged_word_is_not() -> None:
    question = replace(SILENT, places=(), reason="damaged", documents=("a",))
    figure, word = "最高�00万元资助。", "引入当�的单位，共8家。"
    at_figure, at_word = Span(figure.index("�"), figure.index("�") + 1), Span(word.index("�"), word.index("�") + 1)
    assert not any("illegible" in f for f in checker.check([question], _sources(figure, damaged=(at_figure,))))
    assert any("illegible" in f for f in checker.check([question], _sources(word, damaged=(at_word,))))


def test_splits_that_leak_and_questions_asked_twice_are_found() -> None:
    leak = [QUESTION, replace(QUESTION, id="q-2", split="test", section="a#三 + a#一", question="另问")]
    assert any("a#一 lies in both splits: q-1, q-2" in f for f in checker.check(leak, _sources(TEXT)))
    assert any("type figure lies in one split only" in f for f in checker.check([QUESTION], _sources(TEXT)))
    twins = [QUESTION, replace(QUESTION, id="q-2")]
    assert any("q-2: asks the same as q-1" in f for f in checker.check(twins, _sources(TEXT)))
    assert any("q-1: no section" in f for f in checker.check([replace(QUESTION, section=None)], _sources(TEXT)))


# The shipped questions

TYPES = {
    "figure", "date", "name", "condition", "table_row", "list", "measure", "comparison", "follow_up", "traditional",
    "english", "colloquial", "keywords", "look_alike", "no_place", "part_covered", "false_premise", "damaged",
    "wrong_place", "wrong_year", "absent_benefit", "off_topic",
}  # fmt: skip
LANGUAGES = {"zh", "zh-Hant", "en"}


@pytest.fixture(scope="module")
def shipped(root: Path) -> tuple[EvalQuestion, ...]:
    return load(root / "eval" / "data")


@pytest.fixture(scope="module")
def names(root: Path) -> list[str]:
    return (root / "tests" / "data" / "names.txt").read_text(encoding="utf-8").split("\n")


def test_the_shipped_set_is_large_and_every_type_stands_in_both_splits(shipped: tuple[EvalQuestion, ...]) -> None:
    assert len(shipped) >= 320
    assert sum(not question.answerable and question.type != "damaged" for question in shipped) >= 70
    number = Counter((question.type, question.split) for question in shipped)
    assert {name for name, _ in number} == TYPES
    assert min(number[name, split] for name in TYPES for split in ("dev", "test")) >= 4
    assert {question.lang for question in shipped} == LANGUAGES
    by_split = Counter(question.split for question in shipped)
    assert abs(by_split["dev"] - by_split["test"]) < len(shipped) / 10


def test_follow_ups_have_a_history_and_comparisons_several_documents(shipped: tuple[EvalQuestion, ...]) -> None:
    for question in shipped:
        assert bool(question.history) == (question.standalone is not None), question.id
        assert question.history or question.type != "follow_up", question.id
        assert len(question.documents) > 1 or question.type != "comparison", question.id


def test_every_shipped_question_holds_on_the_digests(
    root: Path, shipped: tuple[EvalQuestion, ...], names: list[str]
) -> None:
    assert checker.check(shipped, checker.read_sources(root / "seeds", names)) == []


def test_every_shipped_question_holds_on_the_originals(
    root: Path, shared: Path, shipped: tuple[EvalQuestion, ...], names: list[str]
) -> None:
    sources = checker.read_sources(root / "seeds", names, shared / "seeds")
    assert len(sources[1].documents) == len(sources[0].documents)
    assert checker.check(shipped, sources) == []


def test_the_command_prints_counts_and_tells_success_findings_and_failure(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checker.main([]) == 0
    assert "every question holds" in capsys.readouterr().out
    wrong = tmp_path / "q.jsonl"
    save([replace(QUESTION, documents=("jiangyan-2023-review",), facts=(("425套",),))], wrong)
    assert checker.main([str(wrong)]) == 3
    assert "q-1: 425套 does not stand in the digest" in capsys.readouterr().out
    wrong.write_text("{}\n", encoding="utf-8")
    assert checker.main([str(wrong)]) == 1
    assert "line 1: missing id" in capsys.readouterr().err
