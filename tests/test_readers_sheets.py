"""Workbooks and CSV files: values as Excel shows them, merged cells, delimiters; hostile files."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from index.errors import ReadError
from index.model import Extract
from index.readers import read_bytes, sheets
from index.readers.sheets import shown

FILLER = "本表自发布之日起施行，有效期五年，由区人社局负责解释，此前规定与本表不一致的以本表为准，未尽事宜另行通知。"


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def kept(extract: Extract, kind: str) -> list[str]:
    """The marked stretches of one kind."""
    return [extract.raw[m.span.start : m.span.end] for m in extract.marks if m.kind == kind]


def test_a_sheet_is_a_table_under_its_title_with_merged_cells_filled() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [
        ["人才补贴标准", None, None],
        ["类别", "层次", "标准"],
        ["甲", "院士", 500],
        [None, "专家", 300],
        [None] * 3,
    ]:
        sheet.append(row)
    sheet.append([FILLER])
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A3:A4")
    extract = read_bytes(saved(book), ".xlsx")
    assert extract.raw.splitlines()[0] == "人才补贴标准"
    assert extract.raw.splitlines()[-1] == FILLER
    assert kept(extract, "table") == ["类别 | 层次 | 标准 |\n甲 | 院士 | 500 |\n甲 | 专家 | 300 |"]


def test_several_sheets_are_headed_by_their_names_and_hidden_ones_left_out() -> None:
    book = openpyxl.Workbook()
    book.active.title = "一表"
    book.active.append([FILLER])
    book.create_sheet("二表").append([FILLER])
    hidden = book.create_sheet("暗表")
    hidden.append([FILLER])
    hidden.sheet_state = "hidden"
    assert kept(read_bytes(saved(book), ".xlsx"), "heading") == ["一表", "二表"]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (0.3, "0%", "30%"),
        (0.255, "0.0%", "25.5%"),
        (1234567, "#,##0.00", "1,234,567.00"),
        (200.5, "General", "200.5"),
        (30.0, "General", "30"),
        (3, '0"万元"', "3万元"),
        (12, "00", "12"),
        (True, "General", "TRUE"),
        (" 文字 ", "@", "文字"),
        (datetime(2024, 5, 1), "yyyy-mm-dd", "2024-05-01"),
        (date(2024, 5, 1), 'yyyy"年"m"月"d"日"', "2024年5月1日"),
        (datetime(2024, 5, 1), 'yyyy"年"m"月"', "2024年5月"),
        (datetime(2024, 5, 1, 9, 30), "yyyy-mm-dd hh:mm", "2024-05-01 09:30"),
    ],
)
def test_values_are_written_as_shown(value: object, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


def test_a_cell_far_away_costs_nothing() -> None:
    book = openpyxl.Workbook()
    book.active.append([FILLER, "1"])
    book.active["XFD1048576"] = "远"
    assert FILLER in read_bytes(saved(book), ".xlsx").raw


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_csv_finds_its_delimiter_and_encoding(delimiter: str, encoding: str) -> None:
    rows = [["序号", "项目", "金额"], ["1", f'"安家{delimiter}补贴"', "30万元"], ["2", "租房补贴", "每月2000元"]]
    text = "\r\n".join(delimiter.join(row) for row in rows * 4)
    extract = read_bytes(text.encode(encoding), ".csv")
    inside = {"|": "｜", "\t": " "}.get(delimiter, delimiter)
    assert extract.raw.splitlines()[:3] == [
        "序号 | 项目 | 金额 |",
        f"1 | 安家{inside}补贴 | 30万元 |",
        "2 | 租房补贴 | 每月2000元 |",
    ]


def test_a_csv_of_one_column_is_lines() -> None:
    extract = read_bytes(f"说明\n{FILLER}\n".encode(), ".csv")
    assert extract.raw.splitlines() == ["说明", FILLER]
    assert extract.marks == ()


def test_a_quotation_mark_that_never_closes_does_not_bring_the_reader_down() -> None:
    with pytest.raises(ReadError, match="damaged CSV"):
        read_bytes(('a,"' + "长" * 1_200_000).encode(), ".csv")


def test_too_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "_MAX_CELLS", 3)
    book = openpyxl.Workbook()
    book.active.append([FILLER, 1, 2, 3])
    with pytest.raises(ReadError, match="too large: 4 cells"):
        read_bytes(saved(book), ".xlsx")


def test_entities_in_a_workbook_are_refused() -> None:
    book = openpyxl.Workbook()
    book.active.append([FILLER])
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(book))) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + data
            target.writestr(name, data)
    with pytest.raises(ReadError, match="document type"):
        read_bytes(buffer.getvalue(), ".xlsx")


def test_a_workbook_of_nonsense_parts_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("xl/workbook.xml", "<a/>")
    with pytest.raises(ReadError, match="damaged"):
        read_bytes(buffer.getvalue(), ".xlsx")
