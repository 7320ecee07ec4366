"""Reports from the page: a basket of answers, files made of them, citations copied in the form that was chosen."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import httpx
import pytest
from report_answers import DOCTOR as SENTENCE
from report_answers import answers
from report_corpus import build_corpus
from web_engine import GRANT, GRANT_SENTENCE, NOWHERE, engine_served
from web_visit import Visit, violations

from index.store import Index
from qa.export.restored import Given, Place, restore
from qa.model import Answer

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DAY = date(2026, 11, 22)
RULES_2025 = (
    "青屿市人民政府. 青屿市鼓励人才创新创业办法：青政发〔2024〕7号[EB/OL]. "
    "（2024-03-15）：第三条[2026-11-22]. https://example.org/rules.html."
)
RULES_2015 = (
    "青屿市人民政府. 青屿市鼓励人才创新创业办法: 青政发〔2024〕7号[A/OL]. "
    "2024: 第三条(2024-03-15)[2026-11-22]. https://example.org/rules.html."
)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with engine_served(tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with build_corpus(tmp_path_factory.mktemp("corpus")) as opened:
        yield opened


def made(index: Index) -> list[Answer]:
    """The answers of `report_answers`, their own words as the program writes them."""
    one, two, three, four = answers(index)
    refusal = f"现有文件中没有找到能回答这个问题的内容。\n\n{four.answer.splitlines()[-1]}"
    return [one, replace(two, standalone="青屿市、海棠市和北山县怎么做？"), three, replace(four, answer=refusal)]


def given(answer: Answer, /, **changes: Any) -> Given:
    """An answer as the page gives it back."""
    places = tuple(Place(c.n, c.used, c.document, c.start, c.end, c.quote) for c in answer.citations)
    values = {
        "question": answer.question,
        "standalone": answer.standalone,
        "abstained": answer.abstained,
        "reason": answer.reason,
        "answer": answer.answer,
        "short": answer.short,
        "warnings": answer.warnings,
        "citations": places,
    }
    return Given(**{**values, **changes})  # type: ignore[arg-type]


def entry(answer: Answer, /, comment: str = "", **changes: Any) -> dict[str, Any]:
    """The same as JSON."""
    back = given(answer, **changes)
    citations = [{name: getattr(place, name) for name in Place.__slots__} for place in back.citations]
    plain = {name: getattr(back, name) for name in ("question", "standalone", "abstained", "reason", "answer", "short")}
    return {**plain, "warnings": [], "citations": citations, "comment": comment}


def clause(reference: str) -> str:
    """The same reference to the clause that `GRANT_SENTENCE` is."""
    return reference.replace("第三条", "第四条")


def exported(url: str, **wanted: Any) -> httpx.Response:
    return httpx.post(f"{url}page/export", json=wanted, timeout=60)


def told(response: httpx.Response) -> Any:
    return json.loads(unquote(response.headers["x-policyqa-told"]))


def footnotes(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = ElementTree.fromstring(archive.read("word/footnotes.xml"))
    notes = ["".join(node.text or "" for node in note.iter(f"{WORD}t")) for note in root.iter(f"{WORD}footnote")]
    return [note.strip() for note in notes if note.strip()]


def test_an_answer_given_back_is_the_same_answer(index: Index) -> None:
    for answer in made(index):
        restored, lost = restore(given(answer), index, DAY)
        assert lost == []
        assert restored.answer == answer.answer
        assert restored.short == answer.short
        assert restored.warnings == answer.warnings
        for mine, theirs in zip(restored.citations, answer.citations, strict=True):
            assert (mine.quote, mine.locator, mine.raw_start, mine.used) == (
                theirs.quote,
                theirs.locator,
                theirs.raw_start,
                theirs.used,
            )


def test_a_quotation_that_was_changed_is_left_out_and_named(index: Index) -> None:
    answer = made(index)[0]
    [place] = given(answer).citations
    changed = Place(1, True, place.document, place.start, place.end, place.quote.replace("四十二", "五十二"))
    text = answer.answer.replace("四十二", "五十二")
    restored, lost = restore(given(answer, citations=(changed,), answer=text), index, DAY)
    assert restored.citations == ()
    assert restored.answer == ""
    assert restored.short is None
    assert [item.told("zh") for item in lost] == [
        "引文“第三条 对新引进的博士研究生，给予购房补贴五十二万元，分三年发放。”"
        "已不在《青屿市鼓励人才创新创业办法》的原处，未导出。"
    ]


@pytest.mark.parametrize(
    "forged",
    [
        "**五十二万元**[1]",
        "给予购房补贴五十二万元。[1]",
        "另有补贴一百万元。",
        "问题中的“四十万元”与文件不符，文件写的是“一百万元”。[1]",
        f"{SENTENCE}另有补贴一百万元。[1]",
        "| 地区 | 规定（原文） |\n| --- | --- |\n| 青屿市 | 给予补贴一百万元。[1] |",
    ],
)
def test_words_that_no_document_bears_out_are_left_out_of_an_answer(index: Index, forged: str) -> None:
    answer = made(index)[0]
    restored, lost = restore(given(answer, answer=f"{forged}\n\n{SENTENCE}[1]"), index, DAY)
    assert restored.answer == f"{SENTENCE}[1]"
    assert [item.document for item in lost] == [None]


def test_a_sentence_that_a_model_has_joined_is_held_against_its_quotations_again(index: Index) -> None:
    answer = made(index)[0]
    joined = "青屿市对新引进的博士研究生给予购房补贴四十二万元，分三年发放。[1]"
    closing = "（以上文字由语言模型据引文连缀，已逐句与引文核对。）"
    restored, lost = restore(given(answer, answer=f"{joined}\n\n{closing}"), index, DAY)
    assert (restored.answer, lost) == (f"{joined}\n\n{closing}", [])
    wrong = joined.replace("三年", "五年")
    restored, lost = restore(given(answer, answer=f"{wrong}\n\n{closing}"), index, DAY)
    assert restored.answer == f"{closing}\n\n{SENTENCE}[1]"
    assert len(lost) == 1


def test_places_outside_a_document_or_across_passages_are_no_citations(index: Index) -> None:
    length = len(index.text("qingyu-rules"))
    for start, end in ((0, length), (length, length + 5), (5, 5), (9, 3)):
        place = Place(1, True, "qingyu-rules", start, end, index.text("qingyu-rules")[start:end])
        restored, lost = restore(given(made(index)[0], citations=(place,)), index, DAY)
        assert restored.citations == ()
        assert lost
    place = Place(1, True, "gone", 0, 3, "青屿市")
    assert restore(given(made(index)[0], citations=(place,)), index, DAY)[1][0].document == "gone"


def test_a_word_file_has_footnotes_title_comments_and_references(url: str, index: Index) -> None:
    one, two, *_ = made(index)
    body = {"entries": [entry(one, comment="按此办理。\n年底前完成。"), entry(two)], "title": "引才：对比/报告"}
    response = exported(url, format="docx", **body)
    assert response.status_code == 200
    assert unquote(response.headers["content-disposition"]).endswith("''引才：对比 报告.docx")
    notes = footnotes(response.content)
    assert notes[0] == RULES_2025
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        words = "".join(re.findall(r"<w:t[^>]*>([^<]*)", archive.read("word/document.xml").decode()))
    for said in ("引才：对比/报告", "按此办理。", "年底前完成。", "参考文献", SENTENCE):
        assert said in words
    assert told(response)["lost"] == []


@pytest.mark.parametrize(
    ("style", "said"),
    [
        ({"edition": "2025", "style": "note"}, f"① {RULES_2025}"),
        ({"edition": "2015", "style": "note"}, f"① {RULES_2015}"),
        ({"edition": "2025", "style": "numeric"}, f"[1] {RULES_2025}"),
        ({"edition": "2015", "style": "author-date"}, "（青屿市人民政府，2024）"),
    ],
)
def test_the_form_of_references_is_the_one_chosen(url: str, index: Index, style: dict[str, str], said: str) -> None:
    text = exported(url, format="txt", entries=[entry(made(index)[0])], **style).text
    assert said in text


@pytest.mark.parametrize(
    ("format", "opens"),
    [("md", "# 政策问答"), ("html", "<!DOCTYPE html>"), ("bibtex", "@"), ("ris", "TY  -"), ("csl-json", "[")],
)
def test_every_other_format_is_given(url: str, index: Index, format: str, opens: str) -> None:
    response = exported(url, format=format, entries=[entry(made(index)[0])])
    assert response.status_code == 200
    assert response.text.startswith(opens)
    assert "青屿市鼓励人才创新创业办法" in response.text


def test_an_evidence_pack_proves_itself(url: str, index: Index, tmp_path: Path) -> None:
    from qa.export.pack_verify import verify_pack

    response = exported(url, format="pack", sources=True, entries=[entry(each) for each in made(index)])
    (tmp_path / "pack.zip").write_bytes(response.content)
    proof = verify_pack(tmp_path / "pack.zip")
    assert proof.problems == ()
    assert proof.quotations == 6


def test_what_the_page_says_of_a_citation_is_not_believed(url: str, index: Index) -> None:
    forged = entry(made(index)[0])
    forged["citations"][0] |= {"reference": "伪造的著录", "locator": "第九十九条", "title": "伪造"}
    text = exported(url, format="txt", entries=[forged]).text
    assert "伪造" not in text
    assert "第三条" in text
    forged["citations"][0]["start"] += 1
    response = exported(url, format="txt", entries=[forged, entry(made(index)[1])])
    assert told(response)["lost_in_all"] == 1
    alone = exported(url, format="txt", entries=[forged])
    assert alone.status_code == 400
    assert alone.json()["error"]["zh"] == "所有引文都已不在原处，请重新提问后再导出"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b'{"entries": []}',
        b'{"entries": [{"question": "?"}]}',
        json.dumps({"format": "exe", "entries": [{"question": "?", "answer": ""}]}).encode(),
        json.dumps({"title": "长" * 201, "entries": [{"question": "?", "answer": ""}]}).encode(),
        b'{"entries": [{"question": "\\ud800", "answer": ""}]}',
    ],
)
def test_a_request_of_another_form_is_refused_in_both_languages(url: str, body: bytes) -> None:
    for path in ("page/export", "page/references"):
        response = httpx.post(url + path, content=body)
        assert response.status_code == 400
        assert set(response.json()["error"]) == {"code", "zh", "en"}


@pytest.mark.browser
def test_answers_are_ticked_ordered_and_noted(everywhere: Visit) -> None:
    page = everywhere.page
    for question in (GRANT, NOWHERE):
        everywhere.ask(question).get_by_role("button", name=everywhere.said("basket_add")).click()
    assert page.locator(".to-report[aria-pressed=true]").all_inner_texts() == [everywhere.said("basket_in")] * 2
    page.click("#pq-tab-report")
    assert page.inner_text("#pq-tab-report") == everywhere.said("report_n", n=2)
    questions = page.locator(".basket h3")
    assert questions.all_inner_texts() == [GRANT, NOWHERE]
    page.get_by_role("button", name=everywhere.said("basket_down", question=GRANT)).focus()
    page.keyboard.press("Enter")
    assert questions.all_inner_texts() == [NOWHERE, GRANT]
    assert page.evaluate("document.activeElement.className") == "icon up"
    page.keyboard.press("Enter")
    assert questions.all_inner_texts() == [GRANT, NOWHERE]
    page.get_by_label(everywhere.said("basket_comment_of", question=GRANT)).fill("这一条要点名落实。")
    page.get_by_label(everywhere.said("basket_title")).fill("购房补贴比较")
    assert violations(page) == []
    assert everywhere.fits()
    page.reload(wait_until="commit")
    page.wait_for_selector(".answer")
    page.click("#pq-tab-report")
    assert page.locator(".basket textarea").first.input_value() == "这一条要点名落实。"
    page.get_by_role("button", name=everywhere.said("basket_clear"), exact=True).click()
    page.locator("dialog.small .danger").click()
    page.wait_for_selector(".basket .hint")
    assert page.locator(".to-report[aria-pressed=true]").count() == 0


def saved(page: Any, format: str) -> tuple[str, bytes]:
    """The name and content of the file that the open dialog makes in a format."""
    page.locator("dialog.small select").first.select_option(format)
    with page.expect_download() as download:
        page.locator("dialog.small .primary").click()
    page.locator("dialog.small .told", has_text=download.value.suggested_filename).wait_for()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


@pytest.mark.browser
def test_a_report_is_exported_to_word_markdown_and_bibtex(everywhere: Visit) -> None:
    page = everywhere.page
    for question in (GRANT, NOWHERE):
        everywhere.ask(question).locator(".to-report").click()
    page.click("#pq-tab-report")
    page.locator(".basket textarea").first.fill("这一条要点名落实。")
    page.fill(".basket .find", "购房补贴比较")
    page.get_by_role("button", name=everywhere.said("export_report")).click()
    assert violations(page) == []
    assert everywhere.fits()
    name, data = saved(page, "docx")
    assert name == "购房补贴比较.docx"
    assert footnotes(data)[0] == clause(RULES_2025)
    name, data = saved(page, "md")
    text = data.decode()
    assert (name, text.partition("\n")[0]) == ("购房补贴比较.md", "# 购房补贴比较")
    assert f"> {GRANT_SENTENCE}[^1]" in text
    assert text.index("这一条要点名落实。") < text.index(NOWHERE)
    name, data = saved(page, "bibtex")
    assert name == "购房补贴比较.bib"
    assert "青屿市鼓励人才创新创业办法" in data.decode()
    assert page.locator("dialog.small .told li").count()
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog.small", state="detached")


def copied(visit: Visit, button: Any) -> list[str]:
    """The lines that a button puts on the clipboard."""
    return visit.copied(button).strip().splitlines()


@pytest.mark.browser
def test_copied_text_has_its_notes_in_the_form_that_was_chosen(everywhere: Visit) -> None:
    page = everywhere.page
    turn = everywhere.ask(GRANT)
    answer = turn.get_by_role("button", name=everywhere.said("copy_answer"))
    citation = page.locator(".card").first.get_by_text(everywhere.said("copy_citation"))

    def choose(number: int, value: str) -> None:
        turn.get_by_role("button", name=everywhere.said("export"), exact=True).click()
        with page.expect_response("**/page/references"):
            page.locator("dialog.small select").nth(number).select_option(value)
        page.keyboard.press("Escape")
        page.wait_for_timeout(100)

    note = f"[1] “{GRANT_SENTENCE}” {clause(RULES_2025)}"
    assert copied(everywhere, answer)[-2:] == [everywhere.said("notes"), note]
    choose(1, "2015")
    assert copied(everywhere, answer)[-1] == f"[1] “{GRANT_SENTENCE}” {clause(RULES_2015)}"
    assert copied(everywhere, citation) == [f"“{GRANT_SENTENCE}” {clause(RULES_2015)}"]
    choose(2, "author-date")
    lines = copied(everywhere, answer)
    assert lines[0].endswith("（青屿市人民政府，2024）")
    assert lines[-1].startswith(f"（青屿市人民政府，2024） “{GRANT_SENTENCE}” 青屿市人民政府, 2024. ")


@pytest.mark.browser
def test_the_form_that_was_chosen_outlives_a_reload(visit: Any) -> None:
    opened = visit()
    page = opened.page
    kept = json.dumps({"format": "md", "edition": "2015", "style": "note"})
    page.evaluate("(kept) => localStorage.setItem('policyqa.references', kept)", kept)
    opened.ask(GRANT)
    page.reload(wait_until="commit")
    turn = page.locator("article.turn").first
    with page.expect_response("**/page/references"):
        turn.locator(".answer").wait_for()
    page.wait_for_timeout(100)
    answer = turn.get_by_role("button", name=opened.said("copy_answer"))
    assert copied(opened, answer)[-1] == f"[1] “{GRANT_SENTENCE}” {clause(RULES_2015)}"


@pytest.mark.browser
def test_a_report_that_cannot_be_made_is_said_in_one_sentence(visit: Any) -> None:
    opened = visit()
    page = opened.page
    opened.ask(GRANT).locator(".to-report").click()
    page.evaluate(
        """() => { const kept = JSON.parse(localStorage.getItem('policyqa.report'));
             kept.items[0].entry.citations[0].quote = '改过的字'; kept.items[0].entry.citations.length = 1;
             localStorage.setItem('policyqa.report', JSON.stringify(kept)); }"""
    )
    page.reload()
    page.wait_for_selector(".answer")
    page.click("#pq-tab-report")
    page.locator(".basket .primary").click()
    opened.refusals = (400,)
    page.locator("dialog.small .primary").click()
    page.wait_for_selector("dialog.small .bad")
    assert page.inner_text("dialog.small .told") == "所有引文都已不在原处，请重新提问后再导出"


@pytest.mark.browser
def test_nothing_is_asked_of_another_machine(everywhere: Visit) -> None:
    page = everywhere.page
    turn = everywhere.ask(GRANT)
    turn.locator(".why summary").click()
    turn.locator(".why tbody").wait_for()
    for tab in page.locator(".tab").all():
        tab.click()
    page.click("#pq-tab-evidence")
    page.locator(".card .title").first.click()
    page.click("[data-mode=raw]")
    page.wait_for_selector(".paper.raw mark")
    page.keyboard.press("Escape")
    turn.get_by_role("button", name=everywhere.said("export"), exact=True).click()
    saved(page, "docx")
    page.goto(f"{everywhere.url}api/docs")
    page.locator(".opblock").first.wait_for()
    page.wait_for_load_state("networkidle")
    asked = [url.removeprefix(everywhere.url) for url in everywhere.requests]
    assert {"page/corpus", "page/export", "api/openapi.json"} <= set(asked)
    assert len(asked) > 40
    assert everywhere.strangers() == []
