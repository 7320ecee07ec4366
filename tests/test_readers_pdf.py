"""PDF files: lines and pages by position, running heads skipped, ruled tables, scanned pages recognised."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.cleaning import clean
from index.errors import ReadError
from index.model import Extract
from index.readers import read_bytes

LEFT, TOP, SIZE, PITCH, PER_LINE = 90, 750, 12, 20, 34
BODY = "本区每年安排人才专项资金用于人才引进培养和服务由区人才办会同区财政局管理资金使用情况每年向社会公布一次"


def text(x: float, y: float, words: str, size: float = SIZE) -> str:
    """Operators that print words with their base line at (x, y), origin below left."""
    return f"BT /F1 {size} Tf {x} {y} Td <{words.encode('utf-16-be').hex()}> Tj ET\n"


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    """Operators that draw a line."""
    return f"{x0} {y0} m {x1} {y1} l S\n"


def pdf(*pages: str, trailer: str = "", image: bool = False, info: str = "") -> bytes:
    """A PDF file of pages given by their operators, in a Chinese font that viewers bring themselves."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{7 + 2 * i} 0 R' for i in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 5 0 R /DW 1000 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /W [1 95 500 814 939 500] >>",
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
        "/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
        "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 "
        "/Length 1 >>\nstream\n0\nendstream",
    ]
    for number, content in enumerate(pages):
        drawn = content + ("q 595 0 0 842 0 0 cm /I1 Do Q\n" if image else "")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {8 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> /XObject << /I1 6 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    if info:
        objects.append(f"<< /Title {info} >>")
        trailer += f" /Info {len(objects)} 0 R"
    out = "%PDF-1.4\n"
    offsets = []
    for number, value in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{value}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    start = out.index("xref\n0")
    return (out + f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF").encode(
        "latin-1"
    )


def paragraph(words: str, y: float, indented: bool = True) -> tuple[str, float]:
    """Operators for a paragraph set in lines of 34 characters, and the height of the next line."""
    drawn = ""
    x = LEFT + 2 * SIZE if indented else LEFT
    room = PER_LINE - 2 if indented else PER_LINE
    while words:
        drawn += text(x, y, words[:room])
        words, x, room, y = words[room:], LEFT, PER_LINE, y - PITCH
    return drawn, y


def book(count: int) -> bytes:
    """Pages with a running head and a page number, on which one long paragraph goes on and on."""
    words = "".join(BODY.replace("一次", f"第{n}次") for n in range(30))
    pages = []
    for number in range(count):
        drawn = text(200, 810, "某某区人才政策汇编") + text(280, 30, f"- {number + 1} -")
        y = TOP
        for _ in range(8):
            room = PER_LINE - 2 if number == 0 and y == TOP else PER_LINE
            drawn += text(LEFT + (PER_LINE - room) * SIZE, y, words[:room])
            words, y = words[room:], y - PITCH
        pages.append(drawn)
    return pdf(*pages)


def kept(extract: Extract, kind: str) -> list[str]:
    """The marked stretches of one kind."""
    return [extract.raw[m.span.start : m.span.end] for m in extract.marks if m.kind == kind]


def test_lines_are_kept_in_raw_and_joined_in_clean() -> None:
    first, y = paragraph(BODY + "。", TOP)
    second, _ = paragraph(BODY + "二。", y)
    extract = read_bytes(pdf(first + second), ".pdf")
    assert BODY not in extract.raw
    assert clean(extract).text == f"{BODY}。\n{BODY}二。"


def test_running_heads_and_page_numbers_are_skipped_and_pages_kept() -> None:
    extract = read_bytes(book(4), ".pdf")
    assert kept(extract, "skip") == [x for n in range(1, 5) for x in ("某某区人才政策汇编", f"- {n} -")]
    assert [extract.raw[at : at + 9] for at in extract.pages] == ["某某区人才政策汇编"] * 4
    cleaned = clean(extract)
    assert "\n" not in cleaned.text
    assert cleaned.text == "".join(BODY.replace("一次", f"第{n}次") for n in range(30))[: len(cleaned.text)]
    starts = [cleaned.map.to_clean(at) for at in extract.pages]
    assert starts == [0, 8 * PER_LINE - 2, 16 * PER_LINE - 2, 24 * PER_LINE - 2]


def test_larger_lines_are_headings_and_broken_titles_are_joined() -> None:
    drawn = text(150, 780, "某某区人民政府关于加强", 22) + text(170, 750, "人才工作的意见", 22)
    body, y = paragraph(BODY + "。", 700)
    extract = read_bytes(
        pdf(drawn + body + text(LEFT, y - 10, "一、总体要求", 16) + paragraph(BODY, y - 40)[0]), ".pdf"
    )
    assert [
        (m.level, kept(extract, "heading")[i]) for i, m in enumerate(m for m in extract.marks if m.kind == "heading")
    ] == [
        (1, "某某区人民政府关于加强人才工作的意见"),
        (2, "一、总体要求"),
    ]


def grid(top: float, rows: list[list[str]], widths: list[float]) -> str:
    """A ruled table."""
    drawn = ""
    edges = [LEFT + sum(widths[:i]) for i in range(len(widths) + 1)]
    for number in range(len(rows) + 1):
        drawn += line(edges[0], top - 24 * number, edges[-1], top - 24 * number)
    for edge in edges:
        drawn += line(edge, top, edge, top - 24 * len(rows))
    for number, row in enumerate(rows):
        for edge, words in zip(edges, row, strict=False):
            drawn += text(edge + 4, top - 24 * number - 16, words, 10) if words else ""
    return drawn


def test_ruled_tables_become_rows() -> None:
    body, y = paragraph(BODY + "。", TOP)
    rows = [["类别", "标准"], ["博士", "30万元"], ["硕士", "10万元"]]
    extract = read_bytes(pdf(body + grid(y, rows, [100, 200])), ".pdf")
    assert kept(extract, "table") == ["类别 | 标准 |\n博士 | 30万元 |\n硕士 | 10万元 |"]


def test_a_table_over_two_pages_is_one_table() -> None:
    head = text(200, 810, "某某区人才政策汇编")
    body, y = paragraph(BODY + "。", TOP)
    one = head + body + grid(y, [["类别", "标准"], ["博士", "30万元"]], [100, 200])
    two = head + grid(TOP, [["硕士", "10万元"], ["学士", "5万元"]], [100, 200])
    extract = read_bytes(pdf(one, two), ".pdf")
    tables = [m for m in extract.marks if m.kind == "table"]
    assert len(tables) == 1
    assert clean(extract).text.endswith("类别 | 标准 |\n博士 | 30万元 |\n硕士 | 10万元 |\n学士 | 5万元 |")


def test_words_drawn_twice_for_a_bold_look_are_read_once() -> None:
    body, y = paragraph(BODY, TOP)
    extract = read_bytes(pdf(text(LEFT, 790, "重点任务") + text(LEFT + 0.3, 790, "重点任务") + body), ".pdf")
    assert extract.raw.count("重点任务") == 1
    assert y < TOP


def test_two_columns_are_read_one_after_the_other() -> None:
    drawn = ""
    for row in range(14):
        drawn += text(60, 760 - 20 * row, f"左栏第{row:02d}行人才引进和培养服务") + text(
            320, 760 - 20 * row, f"右栏第{row:02d}行资金管理和监督检查"
        )
    raw = read_bytes(pdf(drawn), ".pdf").raw
    assert raw.index("左栏第13行") < raw.index("右栏第00行")


def test_title_and_printed_address_are_declared() -> None:
    foot = text(60, 20, "https://example.cn/a/1.html")
    title = "<feff" + "人才办法".encode("utf-16-be").hex() + ">"
    data = pdf(*[paragraph(BODY + str(n), TOP)[0] + foot for n in range(3)], info=title)
    assert dict(read_bytes(data, ".pdf").declared) == {"file_title": "人才办法", "url": "https://example.cn/a/1.html"}


def test_scanned_pages_are_recognised() -> None:
    with pytest.raises(ReadError, match="scanned pages") as caught:
        read_bytes(pdf("", text(100, 20, "扫描全能王"), image=True), ".pdf")
    assert "扫描" in caught.value.zh


def test_a_text_layer_under_pictures_is_read() -> None:
    assert BODY[:30] in read_bytes(pdf(paragraph(BODY * 3, TOP)[0], image=True), ".pdf").raw


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7\n" + b"x" * 500, "damaged"),
        ("不是 PDF 文件".encode() * 20, "not a PDF"),
        (
            pdf("", trailer="/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <00> /U <00> >> /ID [<00> <00>]"),
            "encrypted",
        ),
        (pdf("", ""), "no text found"),
    ],
)
def test_damaged_encrypted_and_empty_files_are_refused_with_their_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        read_bytes(data, ".pdf")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 5000), st.binary(min_size=1, max_size=8))
def test_no_flipped_bytes_bring_the_reader_down(at: int, noise: bytes) -> None:
    data = book(2)
    at %= len(data)
    try:
        read_bytes(data[:at] + noise + data[at + len(noise) :], ".pdf")
    except ReadError:
        return
