"""Word files: headings, the numbers Word generates, tables, text boxes, content controls, notes; hostile files."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import ReadError
from index.model import Extract
from index.readers import archive, read_bytes
from index.readers.docx_numbering import numeral

NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
FILLER = (
    "本区每年安排人才专项资金，用于人才引进、培养和服务，由区人才办会同区财政局管理，资金使用情况每年向社会公布一次。"
)


def p(text: str, properties: str = "") -> str:
    """A paragraph of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def docx(body: str, **parts: str) -> bytes:
    """A .docx file with a body and other parts by name (`numbering`, `styles`, `footnotes`)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", f"<w:document {NS}><w:body>{body}{p(FILLER)}</w:body></w:document>")
        for name, xml in parts.items():
            file.writestr(f"word/{name}.xml", xml)
    return buffer.getvalue()


def lines(body: str, **parts: str) -> list[str]:
    """The lines read from a body, without the filler."""
    return read_bytes(docx(body, **parts), ".docx").raw.splitlines()[:-1]


def headings(extract: Extract) -> list[tuple[int, str]]:
    """Level and text of the headings."""
    return [(m.level, extract.raw[m.span.start : m.span.end]) for m in extract.marks if m.kind == "heading"]


STYLES = f"""<w:styles {NS}>
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="x"><w:name w:val="公文二级"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="y"><w:name w:val="派生"/><w:basedOn w:val="x"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="L"><w:name w:val="列表"/>
<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>
</w:styles>"""


def level(number: int, style: str, text: str, start: int = 1, extra: str = "") -> str:
    """One level of a list."""
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>'
        f'<w:lvlText w:val="{text}"/>{extra}</w:lvl>'
    )


NUMBERING = f"""<w:numbering {NS}>
<w:abstractNum w:abstractNumId="0">{level(0, "chineseCounting", "%1、")}{level(1, "chineseCounting", "（%2）")}
{level(2, "decimal", "%3．")}</w:abstractNum>
<w:abstractNum w:abstractNumId="1">{level(0, "decimal", "%1.")}{level(1, "decimal", "%1.%2")}</w:abstractNum>
<w:abstractNum w:abstractNumId="2">
{level(0, "chineseCountingThousand", "第%1条", 9)}{level(1, "bullet", "•")}</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="1"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="2"/></w:num></w:numbering>"""


def item(text: str, number: int, depth: int = 0) -> str:
    """A list paragraph."""
    return p(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def test_headings_come_from_style_names_outline_levels_and_the_paragraph() -> None:
    body = (
        p("总则", '<w:pStyle w:val="1"/>')
        + p("职责", '<w:pStyle w:val="x"/>')
        + p("分工", '<w:pStyle w:val="y"/>')
        + p("附则", '<w:outlineLvl w:val="2"/>')
        + p("正文", '<w:pStyle w:val="x"/><w:outlineLvl w:val="9"/>')
    )
    extract = read_bytes(docx(body, styles=STYLES), ".docx")
    assert headings(extract) == [(1, "总则"), (2, "职责"), (2, "分工"), (3, "附则")]


def test_a_long_paragraph_is_no_heading_whatever_its_style() -> None:
    extract = read_bytes(docx(p("各区人民政府。" * 30, '<w:pStyle w:val="1"/>'), styles=STYLES), ".docx")
    assert headings(extract) == []


def test_the_table_of_contents_is_marked_to_skip() -> None:
    extract = read_bytes(docx(p("一、总则……1", '<w:pStyle w:val="TOC1"/>'), styles=STYLES), ".docx")
    assert [(m.kind, extract.raw[m.span.start : m.span.end]) for m in extract.marks] == [("skip", "一、总则……1")]


def test_generated_numbers_count_and_restart_as_in_word() -> None:
    body = "".join(
        [
            item("总体要求", 1),
            item("目标", 1, 1),
            item("原则", 1, 1),
            item("其一", 1, 2),
            item("措施", 1),
            item("资金", 1, 1),
        ]
    )
    assert lines(body, numbering=NUMBERING) == [
        "一、 总体要求",
        "（一） 目标",
        "（二） 原则",
        "1． 其一",
        "二、 措施",
        "（一） 资金",
    ]


def test_lists_of_one_kind_go_on_counting_unless_told_to_start_again() -> None:
    body = item("甲", 2) + item("乙", 2, 1) + item("丙", 3) + item("丁", 2)
    assert lines(body, numbering=NUMBERING) == ["1. 甲", "1.1 乙", "1. 丙", "2. 丁"]


def test_a_list_starts_at_its_own_number_and_bullets_print_nothing() -> None:
    assert lines(item("本办法", 4) + item("点", 4, 1) + item("解释", 4), numbering=NUMBERING) == [
        "第九条 本办法",
        "点",
        "第十条 解释",
    ]


def test_a_number_may_come_from_the_style_or_be_switched_off() -> None:
    off = '<w:pStyle w:val="L"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    body = p("甲", '<w:pStyle w:val="L"/>') + p("无号", off) + p("乙", '<w:pStyle w:val="L"/>')
    assert lines(body, numbering=NUMBERING, styles=STYLES) == ["1. 甲", "无号", "2. 乙"]


@pytest.mark.parametrize(
    ("value", "style", "printed"),
    [
        (1, "chineseCounting", "一"),
        (10, "chineseCounting", "十"),
        (11, "japaneseCounting", "十一"),
        (20, "chineseCountingThousand", "二十"),
        (102, "chineseCountingThousand", "一百零二"),
        (110, "chineseCountingThousand", "一百一十"),
        (1001, "chineseCountingThousand", "一千零一"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (10, "ideographDigital", "一〇"),
        (3, "ideographTraditional", "丙"),
        (4, "upperRoman", "IV"),
        (9, "lowerRoman", "ix"),
        (27, "lowerLetter", "aa"),
        (3, "decimalEnclosedCircle", "③"),
        (7, "decimalZero", "07"),
        (12, "decimalFullWidth", "１２"),
        (5, "unknownFormat", "5"),
    ],
)
def test_numerals_are_printed_as_word_does(value: int, style: str, printed: str) -> None:
    assert numeral(value, style) == printed


def test_deleted_hidden_and_field_text_is_left_out_and_inserted_text_kept() -> None:
    body = (
        "<w:p><w:r><w:t>给予</w:t></w:r><w:del><w:r><w:delText>20</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>30</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><w:r><w:t>万元</w:t></w:r></w:p>"
    )
    assert lines(body) == ["给予30万元"]


def cell(text: str, properties: str = "") -> str:
    """A table cell."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{text if text.startswith('<') else p(text)}</w:tc>"


def table(*rows: str) -> str:
    """A table of rows."""
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def test_merged_cells_fill_their_rows_and_leave_their_columns_blank() -> None:
    body = table(
        cell("类别") + cell("对象") + cell("标准"),
        cell("顶尖", '<w:vMerge w:val="restart"/>') + cell("院士") + cell("500万元"),
        cell("", "<w:vMerge/>") + cell("专家") + cell("300万元"),
        cell("以上均为一次性", '<w:gridSpan w:val="2"/>') + cell("税前"),
    )
    assert lines(body) == [
        "类别 | 对象 | 标准 |",
        "顶尖 | 院士 | 500万元 |",
        "顶尖 | 专家 | 300万元 |",
        "以上均为一次性 |  | 税前 |",
    ]


def test_tables_inside_a_layout_table_are_read_in_order() -> None:
    inner = table(cell("项目") + cell("金额"), cell("租房") + cell("2000元"))
    body = table(cell("目录") + cell(p("一、补贴") + inner + p("二、附则")))
    assert lines(body) == ["目录", "一、补贴", "项目 | 金额 |", "租房 | 2000元 |", "二、附则"]


def test_content_controls_text_boxes_and_notes_are_read_once() -> None:
    box = f"<w:txbxContent>{p('框内说明')}</w:txbxContent>"
    body = (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{p('控件内文字')}</w:sdtContent></w:sdt>"
        "<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>点击输入</w:t></w:r></w:sdtContent>"
        "</w:sdt><w:r><w:t>正文</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    notes = f'<w:footnotes {NS}><w:footnote w:id="2">{p("脚注说明")}</w:footnote></w:footnotes>'
    extract = read_bytes(docx(body, footnotes=notes), ".docx")
    assert extract.raw.splitlines()[:-1] == ["控件内文字", "正文", "脚注说明", "框内说明"]
    assert [m.kind for m in extract.marks] == ["note", "note"]


def test_a_text_box_in_a_cell_is_read_once() -> None:
    box = f"<w:txbxContent>{p('框内')}</w:txbxContent>"
    held = f"<w:p><w:r><w:t>乙</w:t><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    body = table(cell("甲") + cell(held + "</mc:AlternateContent></w:r></w:p>"), cell("丙") + cell("丁"))
    assert lines(body) == ["甲 | 乙 框内 |", "丙 | 丁 |"]


def test_the_strict_form_and_other_names_of_the_main_part_are_read() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx(p("总则")))) as source, zipfile.ZipFile(data, "w") as target:
        text = source.read("word/document.xml").decode()
        strict = text.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
        target.writestr("word/document2.xml", strict)
        target.writestr("_rels/.rels", '<R><r Type="x/officeDocument" Target="/word/document2.xml"/></R>')
    assert read_bytes(data.getvalue(), ".docx").raw.splitlines()[0] == "总则"


def test_breaks_tabs_and_hyphens_inside_a_run() -> None:
    body = (
        "<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>2024</w:t><w:noBreakHyphen/><w:t>5</w:t></w:r></w:p>"
    )
    assert lines(body) == ["甲", "乙\t2024-5"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04" + b"\x00" * 100, "damaged"),
        (docx("")[:-40], "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "old binary"),
        (docx("<w:p>"), "not XML"),
        (docx("<w:p/>", styles='<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'), "document type"),
    ],
)
def test_damaged_encrypted_and_hostile_files_are_refused_with_their_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        read_bytes(data, ".docx")


def test_a_zip_of_something_else_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("readme.txt", "x")
    with pytest.raises(ReadError, match=r"not a \.docx file"):
        read_bytes(buffer.getvalue(), ".docx")


def test_a_zip_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_UNPACKED_BYTES", 100_000)
    with pytest.raises(ReadError, match="too large"):
        read_bytes(docx("<w:p/>", styles=f"<w:styles {NS}>{' ' * 200_000}</w:styles>"), ".docx")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 3000), st.binary(min_size=1, max_size=8))
def test_no_flipped_bytes_bring_the_reader_down(at: int, noise: bytes) -> None:
    data = docx(item("总体要求", 1) + table(cell("甲") + cell("乙"), cell("丙") + cell("丁")), numbering=NUMBERING)
    at %= len(data)
    try:
        read_bytes(data[:at] + noise + data[at + len(noise) :], ".docx")
    except ReadError:
        return
