"""Reports as people write them are read: paragraphs, marks, notes, quotations; what cannot be read is told."""

import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ExportError
from index.model import Span
from qa.drafts import cited_by, quotations, read_draft, sentence_spans
from qa.drafts_marks import find_marks
from qa.drafts_model import UNSEEN, Mark, Note, Paragraph
from qa.drafts_text import read_text_draft

MARKDOWN = """---
title: 报告
---

# 一、概述

据**《办法》**第三条，“对新引进的博士研究生，
给予补贴”[^1]。另据[链接](http://a.b/c_(d))规定，引进928名。[1]

> 引文一句。[^b]

“不受” 和 "直引号" 以及「角括号」（青屿市人民政府，2024）。^[行内注 第三条]

```
“代码”
```

1. 列表“甲乙丙丁”

[^1]: 青屿市人民政府. 办法[EB/OL].
    第二行。
[^b]: 同①第四条.

## 参考文献

[1] 甲局. 规定.

青屿市人民政府，2024. 办法
"""


def draft_of(tmp_path: Path, text: str, name: str = "r.md"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_draft(tmp_path / name)


def test_markdown_is_read_without_its_markup(tmp_path: Path) -> None:
    draft = draft_of(tmp_path, MARKDOWN)
    texts = [paragraph.text.replace(UNSEEN, "") for paragraph in draft.paragraphs]
    assert texts == [
        "一、概述",
        "据《办法》第三条，“对新引进的博士研究生，\n给予补贴”。另据链接规定，引进928名。",
        "引文一句。",
        '“不受” 和 "直引号" 以及「角括号」。',
        "列表“甲乙丙丁”",
    ]
    assert [[q.text for q in quotations(paragraph)] for paragraph in draft.paragraphs] == [
        [], ["对新引进的博士研究生，\n给予补贴"], ["引文一句。"], ["不受", "直引号", "角括号"], ["甲乙丙丁"],
    ]  # fmt: skip
    assert [note.text for note in draft.notes.values()] == [
        "青屿市人民政府. 办法[EB/OL]. 第二行。", "同①第四条.", "行内注 第三条",
        "甲局. 规定.", "青屿市人民政府，2024. 办法",
    ]  # fmt: skip
    assert [mark.label for mark in draft.paragraphs[1].marks] == ["[^1]", "[1]"]
    assert draft.paragraphs[1].place == "第7行"


def test_positions_in_a_paragraph_are_positions_in_the_file(tmp_path: Path) -> None:
    draft = draft_of(tmp_path, MARKDOWN)
    for paragraph in draft.paragraphs:
        for i, character in enumerate(paragraph.text):
            assert character in (UNSEEN, draft.text[paragraph.offset + i])


def test_plain_text_joins_lines_broken_in_a_sentence(tmp_path: Path) -> None:
    text = "一、概述\n这是一个在编辑器里按固定宽度折行的很长的句子，它在“引文的\n中间”折断。①\n第二段。\n\n"
    text += "注释\n① 甲局. 办法\n"
    draft = draft_of(tmp_path, text, "r.txt")
    assert len(draft.paragraphs) == 3
    assert [q.text for q in quotations(draft.paragraphs[1])] == ["引文的\n中间"]
    assert draft.paragraphs[1].marks[0].keys == ("circled:①",)


def test_gbk_and_bom_files_are_read(tmp_path: Path) -> None:
    for encoding in ("gb18030", "utf-8-sig", "utf-16"):
        path = tmp_path / "r.txt"
        path.write_bytes("报告正文里有“引文若干字”，这是一句普通的话，用来判断文件的编码。".encode(encoding))
        assert quotations(read_draft(path).paragraphs[0])[0].text == "引文若干字"


def test_word_paragraphs_tables_notes_and_quote_styles_are_read(tmp_path: Path) -> None:
    import pypandoc

    pypandoc.convert_text(
        "正文“引文一”[^1]。\n\n> 块引文一句。\n\n| 甲 | 乙 |\n|---|---|\n| “表中引文” | 二 |\n\n"
        "[^1]: 甲局. 办法.\n\n# 参考文献\n\n\\[1\\] 乙局. 规定.\n",
        "docx",
        format="markdown",
        outputfile=str(tmp_path / "r.docx"),
    )
    draft = read_draft(tmp_path / "r.docx")
    assert [(p.text, p.quoted) for p in draft.paragraphs] == [
        ("正文“引文一”。", False), ("块引文一句。", True),
        ("甲", False), ("乙", False), ("“表中引文”", False), ("二", False),
    ]  # fmt: skip
    assert [(note.label, note.text) for note in draft.notes.values()] == [("1", "甲局. 办法."), ("[1]", "乙局. 规定.")]
    assert [(mark.span, mark.label) for mark in draft.paragraphs[0].marks] == [(Span(7, 7), "1")]


def test_word_marks_in_the_text_lead_to_its_own_list(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("全年引进“高层次人才”[1-2]。")
    document.add_heading("参考文献", 1)
    document.add_paragraph("甲局. 办法", style="List Number")
    document.add_paragraph("乙局. 规定", style="List Number")
    document.save(str(tmp_path / "r.docx"))
    draft = read_draft(tmp_path / "r.docx")
    assert draft.paragraphs[0].marks[0].keys == ("ref:1", "ref:2")
    assert [note.text for note in draft.notes.values()] == ["甲局. 办法", "乙局. 规定"]


NOTES = {"ref:1": Note("[1]", "甲局. 办法"), "ref:2": Note("[2]", "乙局"), "ref:3": Note("[3]", "丙局")}


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("见[1]。", [("ref:1",)]),
        ("见［1，3］。", [("ref:1", "ref:3")]),
        ("见[1-3]。", [("ref:1", "ref:2", "ref:3")]),
        ("见[1][2]。", [("ref:1",), ("ref:2",)]),
        ("见[9]和[2024]。", []),
    ],
)
def test_numbers_in_brackets_are_marks_where_the_list_has_them(text: str, keys: list[tuple[str, ...]]) -> None:
    assert [mark.keys for mark in find_marks(text, NOTES)] == keys


def test_a_mark_behind_the_full_stop_belongs_to_the_sentence_before() -> None:
    text = f"甲“引文一”。{UNSEEN * 3}乙“引文二”{UNSEEN * 3}。丙。"
    one, two = Mark(Span(7, 10), ("ref:1",), "[1]"), Mark(Span(16, 19), ("ref:2",), "[2]")
    paragraph = Paragraph(text, "", 0, marks=(one, two))
    sentences = sentence_spans(paragraph)
    assert [text[s.start : s.end].replace(UNSEEN, "") for s in sentences] == ["甲“引文一”。", "乙“引文二”。", "丙。"]
    assert [cited_by(paragraph, q.span, s) for q, s in zip(quotations(paragraph), sentences, strict=False)] == [
        (one,), (two,),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("“外“内”外”", ["外“内”外"]),
        ("没有闭合“引文", []),
        ("多余”的“引文”", ["引文"]),
        ("「甲」与『乙』", ["甲", "乙"]),
        ("“甲”“乙”", ["甲", "乙"]),
    ],
)
def test_quotation_marks_are_paired(text: str, quoted: list[str]) -> None:
    assert [q.text for q in quotations(Paragraph(text, "", 0))] == quoted


def old_word(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)


def broken_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w:document")


def no_document(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")


def empty_word(path: Path) -> None:
    docx.Document().save(str(path))


@pytest.mark.parametrize(
    ("name", "make", "words"),
    [
        ("r.doc", old_word, ".docx"),
        ("r.docx", old_word, "save it as .docx"),
        ("r.docx", lambda path: path.write_bytes(b"not a zip"), "damaged"),
        ("r.docx", broken_zip, "not XML"),
        ("r.docx", no_document, "no main part"),
        ("r.docx", empty_word, "no text"),
        ("r.pdf", lambda path: path.write_bytes(b"%PDF"), ".docx, .md or .txt"),
        ("r.md", lambda path: path.write_text(" \n\n"), "no text"),
        ("r.txt", lambda path: path.write_bytes(bytes(range(256)) * 20), "binary"),
        ("r.md", lambda path: None, "cannot be opened"),
        ("r.txt", lambda path: path.write_text("长句。" * 1_000_000, encoding="utf-8"), "split it"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(tmp_path: Path, name: str, make, words: str) -> None:
    make(tmp_path / name)
    with pytest.raises(ExportError, match=words) as caught:
        read_draft(tmp_path / name)
    assert "\n" not in str(caught.value)
    assert caught.value.zh != str(caught.value)


@given(st.text(alphabet="“”「」>#*_`[]()^@!| \n1.甲乙。:-\\<a/~", max_size=80), st.sampled_from(["r.md", "r.txt"]))
def test_any_text_is_read_with_positions_kept(text: str, name: str) -> None:
    draft = read_text_draft(Path(name), text.encode())
    for paragraph in draft.paragraphs:
        assert all(c in (UNSEEN, draft.text[paragraph.offset + i]) for i, c in enumerate(paragraph.text))
        spans = sentence_spans(paragraph)
        assert [s.start for s in spans[1:]] == [s.end for s in spans[:-1]]
        for quotation in quotations(paragraph):
            assert 0 <= quotation.span.start < quotation.span.end <= len(paragraph.text)


def test_quotation_marks_inside_a_title_quote_nothing() -> None:
    paragraph = Paragraph("《青屿：推进“三个一”引才行动》提出：“办好赛事”。", "第1行", 0)
    assert [quotation.text for quotation in quotations(paragraph)] == ["办好赛事"]
