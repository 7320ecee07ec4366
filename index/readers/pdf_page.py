"""What stands on one PDF page: its characters, ruled lines and pictures, in points from the top left corner."""

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

_MAX_CHARACTERS = 200_000
_MAX_SEGMENTS = 20_000
_THIN = 2.5
_UPRIGHT = 0.15
_PICTURE_SHARE = 0.5
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character and its box; `size` is its height as set, in points; `spaced` says that a space comes before it."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    spaced: bool = False

    @property
    def middle(self) -> float:
        """Half way between top and bottom."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal or vertical ruled line."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page as printed, turned upright.

    Attributes:
        pictured: whether a picture covers at least half of the page.
    """

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]
    pictured: bool


def read_page(page: pdfium.PdfPage) -> Page:
    """Reads one page; characters that lie askew (watermarks) are left out."""
    width, height = page.get_size()
    turn = _Turn(page)
    glyphs = tuple(_glyphs(page, turn))
    rules: list[Rule] = []
    pictured = False
    for kind, matrix, item in _objects(page):
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH and len(rules) < _MAX_SEGMENTS:
            rules += _rules(item, matrix, turn)
        elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            a, b, c, d, _, _ = matrix
            pictured = pictured or abs(a * d - b * c) >= _PICTURE_SHARE * width * height
    return Page(width, height, glyphs, tuple(rules), pictured)


class _Turn:
    """From the page's own coordinates (origin below left, before rotation) to upright ones from the top left."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self.quarter = page.get_rotation() // 90 % 4
        left, bottom, right, top = page.get_cropbox()
        self._left, self._bottom, self._right, self._top = left, bottom, right, top

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """x0, top, x1, bottom of a box given by its left, bottom, right and top."""
        if self.quarter == 0:
            box = (left - self._left, self._top - top, right - self._left, self._top - bottom)
        elif self.quarter == 1:
            box = (bottom - self._bottom, left - self._left, top - self._bottom, right - self._left)
        elif self.quarter == 2:
            box = (self._right - right, bottom - self._bottom, self._right - left, top - self._bottom)
        else:
            box = (self._top - top, self._right - right, self._top - bottom, self._right - left)
        return box


def _glyphs(page: pdfium.PdfPage, turn: _Turn) -> Iterator[Glyph]:
    """The characters in the order in which they are drawn; white space only as a property of the next one."""
    textpage = page.get_textpage()
    handle = textpage.raw
    upright = turn.quarter * math.pi / 2
    high = 0
    spaced = False
    for index in range(min(pdfium_c.FPDFText_CountChars(handle), _MAX_CHARACTERS)):
        code = pdfium_c.FPDFText_GetUnicode(handle, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00
        high = 0
        if code > 0x10FFFF or 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF):
            continue
        if code <= 0x20 or chr(code).isspace():
            spaced = True
            continue
        askew = (pdfium_c.FPDFText_GetCharAngle(handle, index) - upright + math.pi) % (2 * math.pi) - math.pi
        box = _box(handle, index, turn)
        if box is not None and abs(askew) <= _UPRIGHT:
            yield Glyph(chr(code), *box, _set_size(handle, index) or box[3] - box[1], spaced)
            spaced = False


def _box(handle: object, index: int, turn: _Turn) -> tuple[float, float, float, float] | None:
    rect = pdfium_c.FS_RECTF()
    if not pdfium_c.FPDFText_GetLooseCharBox(handle, index, ctypes.byref(rect)):
        return None
    return turn.box(rect.left, rect.bottom, rect.right, rect.top)


def _set_size(handle: object, index: int) -> float:
    """The font's size as it appears on the page, the same for Chinese and Latin characters of one line."""
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFText_GetMatrix(handle, index, ctypes.byref(matrix)):
        return 0.0
    scale = math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
    return float(pdfium_c.FPDFText_GetFontSize(handle, index)) * scale


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[int, Matrix, object]]:
    """All page objects, those inside forms too, with their matrix to the page."""
    stack: list[tuple[int, Matrix, object]] = [
        (0, _IDENTITY, pdfium_c.FPDFPage_GetObject(page.raw, i))
        for i in range(pdfium_c.FPDFPage_CountObjects(page.raw))
    ][::-1]
    while stack:
        level, outer, item = stack.pop()
        if not item:
            continue
        kind = pdfium_c.FPDFPageObj_GetType(item)
        if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
            continue
        matrix = _product(_matrix(item), outer)
        yield kind, matrix, item
        if kind == pdfium_c.FPDF_PAGEOBJ_FORM and level < 8:
            inner = range(pdfium_c.FPDFFormObj_CountObjects(item))
            stack += [(level + 1, matrix, pdfium_c.FPDFFormObj_GetObject(item, i)) for i in inner]


def _matrix(item: object) -> Matrix:
    found = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(item, ctypes.byref(found)):
        return _IDENTITY
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _rules(item: object, matrix: Matrix, turn: _Turn) -> Iterator[Rule]:
    """The straight horizontal and vertical segments of a path; a thin filled rectangle is one line."""
    x, y = ctypes.c_float(), ctypes.c_float()
    start: tuple[float, float] | None = None
    here: tuple[float, float] | None = None
    a, b, c, d, e, f = matrix
    for index in range(min(pdfium_c.FPDFPath_CountSegments(item), _MAX_SEGMENTS)):
        segment = pdfium_c.FPDFPath_GetPathSegment(item, index)
        pdfium_c.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium_c.FPDF_SEGMENT_LINETO and here is not None:
            yield from _straight(here, point, turn)
        here = point
        if pdfium_c.FPDFPathSegment_GetClose(segment) and start is not None:
            yield from _straight(here, start, turn)
            here = start


def _straight(one: tuple[float, float], other: tuple[float, float], turn: _Turn) -> Iterator[Rule]:
    left, right = sorted((one[0], other[0]))
    bottom, top = sorted((one[1], other[1]))
    thin, long = sorted((right - left, top - bottom))
    if thin <= 0.5 and long > _THIN:
        yield Rule(*turn.box(left, bottom, right, top))
