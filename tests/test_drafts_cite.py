"""Drafts are cited: each mark and quotation gets its note, the rest of the file stays, what is not found is listed."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import docx
import pytest
from lxml import etree
from office import as_pdf, pdf_text, require_office
from report_corpus import build_corpus

from index.errors import ExportError
from index.readers.docx_numbering import W
from index.store import Index
from qa.drafts import read_draft
from qa.drafts_cite import CitedDraft, cite_draft, cited_payload, default_out
from qa.export.files import checked_out
from qa.gbt7714 import Style
from qa.model import Answer, Citation
from qa.verification import Checker

DAY = date(2026, 11, 1)
QUESTION = "谁负责本办法的组织实施？"
DUTY = "第二条 市人才工作局负责本办法的组织实施，市财政局负责资金保障，各区人民政府应当予以配合。"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with build_corpus(tmp_path_factory.mktemp("cited")) as opened:
        yield opened


def asker(index: Index):
    """Answers one question, with the sentence that answers it, and refuses all others."""
    start = index.text("qingyu-rules").index(DUTY)

    def ask(question: str) -> Answer:
        citations = ()
        if question == QUESTION:
            citations = (
                Citation(
                    1, True, "qingyu-rules", "", None, None, None, None, None, None, "第二条", DUTY, start,
                    start + len(DUTY), 0, 0, DUTY, start, start + len(DUTY), 1.0, "",
                ),
            )  # fmt: skip
        return Answer(None, question, question, not citations, None, "", None, 0.9, (), citations)

    return ask


def cite(index: Index, path: Path, system: str = "note", edition: str = "2025") -> CitedDraft:
    return cite_draft(path, index, asker(index), Style(edition, system), DAY)  # type: ignore[arg-type]


DRAFT = """# 草稿

按规定，“对新引进的博士研究生，给予购房补贴四十二万元”，并且“分三年发放”。已有“企业反映招聘困难”[^x]。

据统计，全年新增高层次人才1200人[@截至2023年底，海棠市人才总量达到36.8万人]。租金见[@云峤区人才公寓申请通知 二、]。

谁组织[@谁负责本办法的组织实施？]？没有的[@完全不存在的片段内容呀]。空[@]。“给予购房补贴四十三万元”

> 提供虚假材料的

“双招双引”不注。`[@代码]`

[^x]: 既有注释
"""


def test_markdown_gets_notes_and_a_list_and_stays_otherwise_the_same(index: Index, tmp_path: Path) -> None:
    path = tmp_path / "r.md"
    path.write_text(DRAFT, encoding="utf-8")
    cited = cite(index, path)
    text = cited.data.decode()
    head, _, tail = text.partition("## 参考文献")
    assert re.sub(r"\[\^pq\d+\]", "", head).strip() == re.sub(r"\[@(?:截至|云峤|谁负责)[^\]]*\]", "", DRAFT).strip()
    assert "四十二万元”[^pq1]，并且“分三年发放”[^pq2]。已有“企业反映招聘困难”[^x]" in head
    assert "1200人[^pq4]。租金见[^pq5]。" in head
    assert "提供虚假材料的[^pq7]\n" in head
    notes = dict(re.findall(r"^\[\^(pq\d)\]: (.*)$", tail, re.M))
    assert notes["pq1"] == (
        "青屿市人民政府. 青屿市鼓励人才创新创业办法：青政发〔2024〕7号[EB/OL]. （2024-03-15）：第三条[2026-11-01]. "
        "https://example.org/rules.html."
    )
    assert notes["pq2"] == "同①第三条."
    assert notes["pq4"].endswith(" 原文：“截至2023年底，海棠市人才总量达到36.8万人，比上年增长8.5%。”")
    assert (
        notes["pq5"]
        == "摘编，非原文：《云峤区人才公寓申请通知》（据通知原文.txt编写；原件：云峤区住房局，2023-11）：二、."
    )
    assert notes["pq6"] == f"同①第二条. 原文：“{DUTY}”"
    assert notes["pq7"] == "同①第六条第（二）项."
    assert [line[:3] for line in tail.splitlines() if line.startswith("[") and line[1] != "^"] == ["[1]", "[2]", "[3]"]
    assert path.read_text(encoding="utf-8") == DRAFT


def test_what_is_not_found_is_listed_with_the_nearest_words(index: Index, tmp_path: Path) -> None:
    path = tmp_path / "r.md"
    path.write_text(DRAFT, encoding="utf-8")
    cited = cite(index, path)
    assert [(m.wanted.kind, m.wanted.text, m.nearest) for m in cited.missed] == [
        ("mark", "完全不存在的片段内容呀", None),
        ("mark", "", None),
        ("quotation", "给予购房补贴四十三万元", "给予购房补贴四十二万元"),
    ]
    payload = cited_payload(path, Path("out.md"), cited, index)
    assert payload["not_found"][2]["changes"] == [{"source": "四十二万元", "report": "四十三万元"}]
    assert payload["missing"] == [{"document": "yunqiao-notice", "fields": ["number", "url"]}]
    first = payload["cited"][0]
    assert first["quote"] == index.text("qingyu-rules")[first["start"] : first["end"]]


def test_a_title_in_quotation_marks_cites_the_document_alone(index: Index, tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    path.write_text("见“海棠市人才发展报告”。", encoding="utf-8")
    cited = cite(index, path)
    assert [item.note for item in cited.notes.insertions] == [
        "海棠市人才工作局，海棠市统计局，海棠市财政局，等. 海棠市人才发展报告[R/OL]. 2023-12-28. https://example.org/report.html."
    ]
    assert not cited.missed


def test_a_cited_draft_passes_its_own_check(index: Index, tmp_path: Path) -> None:
    for name in ("r.md", "r.txt"):
        path = tmp_path / name
        path.write_text("甲“分三年发放”。乙“提供虚假材料的”，丙“企业反映招聘困难”。", encoding="utf-8")
        for system in ("note", "numeric", "author-date"):
            for edition in ("2025", "2015"):
                out = tmp_path / f"out{path.suffix}"
                out.write_bytes(cite(index, path, system, edition).data)
                findings = list(Checker(index).check(read_draft(out)))
                assert [f.verdict for f in findings] == ["exact"] * 3, (name, system, edition, out.read_text("utf-8"))
                assert [f.cited[0].locator for f in findings] == ["第三条", "第六条第(二)项", "三、"]


def test_numeric_marks_stand_in_the_text_and_go_on_after_the_entries_that_are_there(
    index: Index, tmp_path: Path
) -> None:
    path = tmp_path / "r.md"
    path.write_text(
        "甲“分三年发放”。乙“提供虚假材料的”。丙“企业反映招聘困难”。某书[1]。\n\n"
        "## 参考文献\n\n[1] 某书.\n\n## 附录\n\n无。\n",
        encoding="utf-8",
    )
    text = cite(index, path, "numeric").data.decode()
    assert "甲“分三年发放”<sup>[2]第三条</sup>。乙“提供虚假材料的”<sup>[2]第六条第（二）项</sup>。" in text
    assert "丙“企业反映招聘困难”<sup>[3]</sup>。" in text
    assert "[1] 某书.\n\n[2] 青屿市人民政府. " in text
    assert "2023-12-28：三、. https://example.org/report.html.\n\n## 附录" in text


def test_plain_text_gets_circled_notes_and_keeps_its_encoding(index: Index, tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    path.write_bytes("甲“分三年发放”。\r\n乙“提供虚假材料的”。\r\n".encode("gb18030"))
    text = cite(index, path).data.decode("gb18030")
    assert text.startswith("甲“分三年发放”①。\r\n乙“提供虚假材料的”②。\r\n")
    assert "\r\n注释\r\n① 青屿市人民政府. " in text
    assert "② 同①第六条第（二）项." in text


def word_draft(path: Path) -> None:
    """A draft whose quotations lie across runs of different form, in a table and in a quotation's style."""
    document = docx.Document()
    document.add_heading("草稿", 1)
    paragraph = document.add_paragraph()
    paragraph.add_run("按规定，“对新引进的").bold = True
    paragraph.add_run("博士研究生，给予购房").italic = True
    paragraph.add_run("补贴四十二万元”，并且“分三年发放”。其余[@截至2023年底，")
    paragraph.add_run("海棠市人才总量达到36.8万人]结束。")
    document.add_paragraph("创业团队可以申请场地补贴，每平方米每月最高三十元", style="Quote")
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "“获奖项目应当在2025年12月31日前落户”"
    table.cell(0, 1).text = f"[@{QUESTION}]"
    document.add_page_break()
    document.save(str(path))


def parts(data: bytes, tmp_path: Path) -> dict[str, etree._Element]:
    path = tmp_path / "parts.docx"
    path.write_bytes(data)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith(".xml")}


def test_word_gets_real_footnotes_and_keeps_its_form(index: Index, tmp_path: Path) -> None:
    path = tmp_path / "r.docx"
    word_draft(path)
    before = path.read_bytes()
    cited = cite(index, path)
    found = parts(cited.data, tmp_path)
    body, footnotes = found["word/document.xml"], found["word/footnotes.xml"]
    references = [reference.get(f"{W}id") for reference in body.iter(f"{W}footnoteReference")]
    notes = {note.get(f"{W}id"): "".join(text.text or "" for text in note.iter(f"{W}t")).strip() for note in footnotes}
    assert [notes[id][:12] for id in references] == [
        "青屿市人民政府. 青屿市", "同①第三条.", "海棠市人才工作局，海棠市",
        "同①第四条.", "同①第八条.", "同①第二条. 原文：“第",
    ]  # fmt: skip
    assert references == sorted(references, key=int)
    runs = [
        ("".join(t.text or "" for t in r.iter(f"{W}t")), r.find(f"{W}rPr/{W}b") is not None) for r in body.iter(f"{W}r")
    ]
    assert ("按规定，“对新引进的", True) in runs
    assert ("补贴四十二万元”", False) in runs
    whole = "".join(text.text or "" for text in body.iter(f"{W}t"))
    assert "按规定，“对新引进的博士研究生，给予购房补贴四十二万元”，并且“分三年发放”。其余结束。" in whole
    assert "[1] 青屿市人民政府. " in whole
    assert path.read_bytes() == before
    reopened = docx.Document(str(tmp_path / "parts.docx"))
    assert reopened.paragraphs[0].style.name == "Heading 1"
    untouched = {"word/theme/theme1.xml", "word/settings.xml", "word/numbering.xml", "docProps/core.xml"}
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "parts.docx") as new:
        assert all(old.read(name) == new.read(name) for name in untouched & set(old.namelist()))


def test_word_notes_join_those_that_are_there_in_order(index: Index, tmp_path: Path) -> None:
    import pypandoc

    path = tmp_path / "r.docx"
    pypandoc.convert_text(
        "甲“分三年发放”。已有[^x]。乙“提供虚假材料的”。\n\n丙[^y]。\n\n[^x]: 旧一\n[^y]: 旧二\n\n"
        "# 参考文献\n\n\\[1\\] 某书.\n",
        "docx", format="markdown", outputfile=str(path),
    )  # fmt: skip
    out = tmp_path / "out.docx"
    out.write_bytes(cite(index, path).data)
    draft = read_draft(out)
    assert [note.text[:12] for note in draft.notes.values()] == [
        "青屿市人民政府. 青屿市", "旧一", "同①第六条第（二）项.", "旧二", "某书.", "青屿市人民政府. 青屿市",
    ]  # fmt: skip
    assert draft.notes["ref:2"].label == "[2]"


def test_word_pages_show_each_note_under_its_number(index: Index, tmp_path: Path) -> None:
    require_office()
    path, out = tmp_path / "r.docx", tmp_path / "out.docx"
    word_draft(path)
    out.write_bytes(cite(index, path).data)
    text = pdf_text(as_pdf(out, tmp_path))
    assert "四十二万元”1，并且“分三年发放”2。" in text
    assert re.search(
        r"1青屿市人民政府\..*2同①第三条\..*3海棠市人才工作局.*4同①第四条\..*5同①第八条\..*6同①第二条\.", text
    )


def test_a_draft_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "r.md"
    path.write_text("x", encoding="utf-8")
    assert default_out(path) == tmp_path / "r.cited.md"
    (tmp_path / "link.md").symlink_to(path)
    for out in (path, tmp_path / "link.md", tmp_path / "." / "r.md"):
        with pytest.raises(ExportError, match="never changed"):
            checked_out(out, (".md",), inputs=(path,))
    with pytest.raises(ExportError, match=r"must end in \.md"):
        checked_out(tmp_path / "r.pdf", (".md",))
    with pytest.raises(ExportError, match="no folder"):
        checked_out(tmp_path / "none" / "r.md", (".md",))
