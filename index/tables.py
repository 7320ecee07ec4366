"""Tables: their title, header, rows, notes and body text told apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from index.grids import Grid, find_grids
from index.model import Cell, Mark, Span

LONG_CELL = 250
"""Characters from which a cell is body text."""

_NUMBER_HEAD = re.compile(r"(?:序\s?号|编\s?号|项\s?次|排\s?名|No\.?|#)$", re.IGNORECASE)
_ROW_NUMBER = re.compile(r"[（(]?(\d{1,5})[)）.．、]?$")
_NOTE = re.compile(r"(?:注|备注|说明|附注|填表说明|※|\*)\s?\d?\s?[:：.、]?")
_LABEL = re.compile(r"[^：:，。；|]{1,24}[：:]$")
_HEAD_WORD = re.compile(
    r"序号|编号|项目|名称|类别|类型|分类|种类|单位|内容|标准|备注|条件|金额|时间|日期|期限|地点|地址|电话|联系|材料|要求|指标|分值|部门|"
    r"任务|职责|责任|依据|对象|范围|方式|流程|环节|程序|步骤|姓名|职务|学历|等级|级别|数量|说明|年度|区域|地区|学校|政策|事项|措施|目标|"
    r"机构|情况|计划|科目|用途|比例|面积|岗位|专业|资格|性别|文件|文号|标题|栏目|代码|层次|人数|总数|合计|修改前|修改后"
)
_DIGIT = re.compile(r"\d")
_HEAD_LENGTH = 30
_TITLE_LENGTH = 80


@dataclass(frozen=True, slots=True)
class TableRow:
    """A data row, or what is left of one whose long cells are body text.

    Attributes:
        span: from its first cell that is not empty to the end of its last.
        number: its own number, if the table has a column of numbers.
        cells: its cells that are not empty, with their columns; beside a label, the label's value.
        place: its place among the data rows, from 1.
        above: what stands above its empty first cells (merged cells), and the group heading above it.
    """

    span: Span
    number: str | None
    cells: tuple[Cell, ...]
    place: int = 0
    above: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a text.

    Attributes:
        span: all its lines.
        header: its columns' names; empty where it has none.
        rows: its data rows, in order.
        section: place of its section among the outline's; None outside any.
        titles: rows at its top that name it.
        notes: rows that are remarks, to be read as text.
        bodies: cells over 250 characters, to be read as text, with the label before them, or their row's and column's.
        body_rows: for each of `bodies` the place of its row among the data rows.
        is_form: whether labels stand beside their values instead of above them.
        locator: how its rows are cited, without their number: 附件表.
    """

    span: Span
    header: tuple[str, ...] = ()
    rows: tuple[TableRow, ...] = ()
    section: int | None = None
    titles: tuple[Span, ...] = ()
    notes: tuple[Span, ...] = ()
    bodies: tuple[Cell, ...] = ()
    body_rows: tuple[int, ...] = ()
    is_form: bool = False
    locator: str = ""


def find_tables(text: str, marks: Sequence[Mark]) -> list[Table]:
    """The tables of a text, in order; see `find_grids`."""
    return [_Reader(text, grid).table() for grid in find_grids(text, marks)]


@dataclass(slots=True)
class _Reader:
    """Reads one grid."""

    text: str
    grid: Grid
    header: list[str] = field(default_factory=list)
    rows: list[TableRow] = field(default_factory=list)
    notes: list[Span] = field(default_factory=list)
    bodies: list[Cell] = field(default_factory=list)
    body_rows: list[int] = field(default_factory=list)

    def table(self) -> Table:
        rows = list(self.grid.rows)
        if all(_filled(row) == 1 for row in rows):
            return Table(self.grid.span, notes=tuple(cell for row in rows for cell in row if cell))
        titles = []
        while len(rows) > 1 and _filled(rows[0]) == 1 and self._is_title(_first(rows[0])):
            titles.append(_first(rows.pop(0)))
        is_form = self._is_form(rows)
        if not is_form and len(rows) > 1 and (self.grid.ruled or self._is_header(rows)):
            self._take_header(rows)
        numbers = self._numbers(rows)
        group = ""
        seen: dict[int, str] = {}
        for row, number in zip(rows, numbers, strict=True):
            alone = _filled(row) == 1
            if alone and (self._is_note(row) or len(_first(row)) > LONG_CELL):
                self.notes.append(_first(row))
                continue
            above = [] if is_form else self._above(row, seen)
            self._row(row, number, tuple(part for part in (group, *above) if part))
            if alone and not is_form:
                group = self._words(_first(row))
                seen.clear()
        return Table(
            self.grid.span, tuple(self.header), tuple(self.rows), None, tuple(titles), tuple(self.notes),
            tuple(self.bodies), tuple(self.body_rows), is_form,
        )  # fmt: skip

    def _words(self, cell: Span) -> str:
        return self.text[cell.start : cell.end]

    def _is_title(self, cell: Span) -> bool:
        return len(cell) <= _TITLE_LENGTH and not _NOTE.match(self.text, cell.start, cell.end)

    def _is_note(self, row: Sequence[Span]) -> bool:
        first = _first(row)
        return _NOTE.match(self.text, first.start, first.end) is not None

    def _is_label(self, cell: Span) -> bool:
        return _LABEL.match(self._words(cell)) is not None

    def _is_form(self, rows: Sequence[Sequence[Span]]) -> bool:
        """Whether most rows begin with a label that ends in a colon."""
        return sum(self._is_label(_first(row)) for row in rows) * 2 > len(rows)

    def _is_header(self, rows: Sequence[Sequence[Span]]) -> bool:
        """Whether the first row names the columns: short words, usual in headers or unlike what stands below them."""
        words = [self._words(cell) for cell in rows[0] if cell]
        if len(words) < 2 or any(len(word) > _HEAD_LENGTH or word[-1] in "。；！？" for word in words):
            return False
        usual = [_HEAD_WORD.search(word) is not None for word in words]
        if any(_DIGIT.search(word) and not known for word, known in zip(words, usual, strict=True)):
            return False
        if sum(usual) * 2 >= len(words):
            return True
        below = [[self._words(row[i]) for row in rows[1:] if i < len(row) and row[i]] for i in range(len(rows[0]))]
        pairs = [(self._words(cell), column) for cell, column in zip(rows[0], below, strict=True) if cell and column]
        figures = any(sum(_DIGIT.search(w) is not None for w in column) * 3 >= 2 * len(column) for _, column in pairs)
        longer = any(sum(map(len, column)) > 3 * len(column) * len(name) for name, column in pairs)
        return len(rows) > 2 and (figures or longer)

    def _take_header(self, rows: list[tuple[Span, ...]]) -> None:
        """Takes the first row for names; an empty one is a merged cell and has the name to its left."""
        for cell in rows.pop(0):
            self.header.append(self._words(cell) or (self.header[-1] if self.header else ""))

    def _numbers(self, rows: Sequence[Sequence[Span]]) -> list[str | None]:
        """The rows' own numbers, where all rows but one have one and they increase; else none."""
        column = next((i for i, name in enumerate(self.header) if _NUMBER_HEAD.match(name.strip())), None)
        if column is None and self.header and self.header[0].strip():
            return [None] * len(rows)
        column = column or 0
        numbers: list[str | None] = []
        for row in rows:
            found = _ROW_NUMBER.match(self._words(row[column])) if column < len(row) else None
            numbers.append(str(int(found[1])) if found else None)
        known = [int(number) for number in numbers if number is not None]
        data = sum(_filled(row) > 1 for row in rows)
        if known and len(known) >= data - 1 and all(a < b for a, b in pairwise(known)):
            return numbers
        return [None] * len(rows)

    def _above(self, row: Sequence[Span], seen: dict[int, str]) -> list[str]:
        """What stands above the empty cells at a row's beginning; remembers what stands in its others."""
        first = next(i for i, cell in enumerate(row) if cell)
        above = [seen[i] for i in range(first) if seen.get(i)]
        for i, cell in enumerate(row):
            if cell:
                seen[i] = self._words(cell) if len(cell) <= _HEAD_LENGTH else ""
                for right in [place for place in seen if place > i]:
                    del seen[right]
        return above

    def _row(self, row: Sequence[Span], number: str | None, above: tuple[str, ...]) -> None:
        """Adds a row, its long cells apart; a label and its value are one cell named by the label."""
        place = (self.rows[-1].place if self.rows else 0) + 1
        place = max(place, self.body_rows[-1] + 1 if self.body_rows else 1)
        lead = next((self._words(cell) for cell in row if cell and 1 < len(cell) <= _HEAD_LENGTH), "")
        run: list[Cell] = []
        labels: list[Span] = []
        starts: list[int] = []

        def close() -> None:
            if run:
                self.rows.append(TableRow(Span(starts[0], run[-1].span.end), number, tuple(run), place, above))
            run.clear()
            starts.clear()

        for column, cell in enumerate(row):
            if not cell:
                continue
            name = (self.header[column] or None) if column < len(self.header) else None
            if labels:
                name = "".join(self._words(label).rstrip("：: ") for label in labels)
            if len(cell) > LONG_CELL:
                close()
                self.bodies.append(Cell(name if labels else " ".join(filter(None, (*above, lead, name))), cell))
                self.body_rows.append(place)
                labels.clear()
                continue
            starts.append(cell.start)
            if not self.header and self._is_label(cell):
                labels.append(cell)
            else:
                run.append(Cell(name, cell))
                labels.clear()
        run.extend(Cell(None, label) for label in labels)
        close()


def _filled(row: Sequence[Span]) -> int:
    return sum(map(bool, row))


def _first(row: Sequence[Span]) -> Span:
    return next(cell for cell in row if cell)
