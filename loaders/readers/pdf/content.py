"""The characters and ruled lines of a page, as PDFium tells them one by one."""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from loaders.readers.pdf.page import Page, Rule, Run, Style

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

MOST_CHARACTERS: Final = 60_000
"""Characters of one page that are read; the fullest pages of print hold under 10,000."""
MOST_OBJECTS: Final = 20_000
_MOST_SEGMENTS: Final = 200
_THIN: Final = 3.2
_LEAST: Final = 4.0
_DEEPEST: Final = 3
_TILT: Final = 12.0
_STRONG: Final = re.compile(r"bold|black|heavy|hei|demi|xbs|xiaobiao|黑|小标宋|kaiti|楷", re.IGNORECASE)
_MADE: Final = frozenset((2, 10, 13, 32))
_UNSAID: Final = frozenset((0, 0xFFFE, 0xFFFF, 0xFFFD))
_LIGATURES: Final = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_BULLETS: Final = dict.fromkeys((0xF0B7, 0xF06C, 0xF06E, 0xF075, 0xF0A7, 0xF0D8, 0xE00C, 0xF0FC), "•")
"""What symbol fonts of office programs say for the marks of lists."""

Turn = Callable[[float, float], tuple[float, float]]


class _Font(NamedTuple):
    style: Style
    quarter: int | None


class _Character(NamedTuple):
    text: str
    x0: float
    x1: float
    y: float
    font: _Font


def page_content(page: "PdfPage", number: int) -> Page:
    """Return what stands on a page, turned so that most of its text reads from left to right; tilted text (watermarks) is left out."""
    characters = list(_characters(page))
    quarters = Counter(character.font.quarter for character in characters if character.font.quarter is not None)
    quarter = quarters.most_common(1)[0][0] if quarters else page.get_rotation() // 90
    turn, width, height = _turn(page, quarter or 0)
    rules, pictures, strokes = _drawn(page, turn)
    said = [character for character in characters if character.text]
    runs = tuple(_runs(said, turn))
    area = max(1.0, width * height)
    garbled = 1 - len(said) / max(1, len(characters))
    return Page(number, width, height, runs, tuple(rules), min(1.0, pictures / area), strokes, garbled)


def _turn(page: "PdfPage", quarter: int) -> tuple[Turn, float, float]:
    """Return the way from the page's own space to one whose y goes down, after `quarter` quarters clockwise, and the size then."""
    left, bottom, right, top = page.get_bbox()
    width, height = right - left, top - bottom
    turns: tuple[Turn, ...] = (
        lambda x, y: (x - left, top - y),
        lambda x, y: (y - bottom, x - left),
        lambda x, y: (right - x, y - bottom),
        lambda x, y: (top - y, right - x),
    )
    return (turns[quarter], width, height) if quarter % 2 == 0 else (turns[quarter], height, width)


def _characters(page: "PdfPage") -> Iterator[_Character]:
    """Yield the characters in the order of the page's description, in its own space; "" for those that say nothing."""
    from pypdfium2 import raw

    page_text = page.get_textpage()
    text = page_text.raw
    box = raw.FS_RECTF()
    known = 0
    font = _Font(Style("", 0.0, False), None)
    faces: dict[int, tuple[str, bool]] = {}
    base, high = 0.0, 0
    for i in range(min(page_text.count_chars(), MOST_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(text, i)
        if code in _MADE and raw.FPDFText_IsGenerated(text, i) == 1:
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        piece = raw.FPDFText_GetTextObject(text, i)
        if not piece or (key := ctypes.addressof(piece.contents)) != known:
            known, font, base = (key if piece else 0), *_set(text, i, piece, faces)
        if font.quarter is None or not raw.FPDFText_GetLooseCharBox(text, i, box):
            continue
        ends = (box.bottom, box.top) if font.quarter % 2 else (box.left, box.right)
        yield _Character(chr(code) if 0x7F < code < 0xD800 and code != 0xAD else _said(code, high), *ends, base, font)
        high = 0
    page_text.close()


def _set(text: Any, i: int, piece: Any, faces: dict[int, tuple[str, bool]]) -> tuple[_Font, float]:
    """Return how the characters of an object of the page are set, and its baseline; `faces` are the fonts that are known."""
    from pypdfium2 import raw

    matrix, x, y = raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetMatrix(text, i, matrix)
    raw.FPDFText_GetCharOrigin(text, i, x, y)
    size = raw.FPDFText_GetFontSize(text, i)
    if (matrix.a, matrix.b, matrix.c, matrix.d) == (1, 0, 0, 1):
        quarter, upright = 0, True
    else:
        size *= math.hypot(matrix.c, matrix.d) or 1.0
        angle = math.degrees(math.atan2(matrix.b, matrix.a))
        quarter = round(angle / 90)
        upright = abs(angle - 90 * quarter) <= _TILT
    family, strong = _face(piece, faces) if piece else ("", False)
    base = x.value if quarter % 2 else y.value
    return _Font(Style(family, round(size, 1), strong), quarter % 4 if upright else None), base


def _face(piece: Any, faces: dict[int, tuple[str, bool]]) -> tuple[str, bool]:
    """Return the family of the font of a text object, and whether it stands out."""
    from pypdfium2 import raw

    font = raw.FPDFTextObj_GetFont(piece)
    key = ctypes.addressof(font.contents) if font else 0
    if key not in faces:
        buffer = ctypes.create_string_buffer(256)
        length = raw.FPDFFont_GetBaseFontName(font, buffer, len(buffer)) if font else 0
        name = re.sub(r"^[A-Z]{6}\+", "", buffer.raw[: max(0, length - 1)].decode("utf-8", "replace"))
        faces[key] = re.split(r"[-,]", name)[0], bool(_STRONG.search(name))
    family, strong = faces[key]
    return family, strong or raw.FPDFTextObj_GetTextRenderMode(piece) == raw.FPDF_TEXTRENDERMODE_FILL_STROKE


def _said(code: int, high: int) -> str:
    """Return the characters that a code says, "" for none."""
    if high and 0xDC00 <= code < 0xE000:
        return chr(0x10000 + ((high - 0xD800) << 10) + code - 0xDC00)
    if code in _LIGATURES:
        return _LIGATURES[code]
    if code in _BULLETS:
        return _BULLETS[code]
    if code in _UNSAID or 0xD800 <= code < 0xF900 or code > 0x10FFFF:
        return ""
    return "-" if code in (2, 0xAD) else chr(code) if code >= 32 else " "


def _runs(characters: list[_Character], turn: Turn) -> Iterator[Run]:
    """Yield the runs: characters that follow each other on one baseline, in one style, with no wide gap; those printed twice once."""
    text = ""
    edges: list[float] = []
    right = base = 0.0
    style: Style | None = None
    for character in characters:
        x0, x1, y = _placed(character, turn)
        size = character.font.style.size
        follows = style == character.font.style and abs(y - base) < 0.08 * size and -0.3 * size < x0 - right < 0.25 * size
        if follows and text[-1] == character.text and abs(x0 - edges[-1]) < 0.2 * size:
            continue
        if not follows and text and style:
            yield Run(text, (*edges, right), base, style)
            text, edges = "", []
        edges.extend(x0 + (x1 - x0) * k / len(character.text) for k in range(len(character.text)))
        text, right, base, style = text + character.text, max(x1, x0), y, character.font.style
    if text and style:
        yield Run(text, (*edges, right), base, style)


def _placed(character: _Character, turn: Turn) -> tuple[float, float, float]:
    """Return left and right edge and baseline of a character on the turned page."""
    quarter = character.font.quarter or 0
    ends = (
        (turn(character.y, character.x0), turn(character.y, character.x1))
        if quarter % 2
        else (turn(character.x0, character.y), turn(character.x1, character.y))
    )
    (ax, ay), (bx, by) = ends
    return min(ax, bx), max(ax, bx), max(ay, by)


def _drawn(page: "PdfPage", turn: Turn) -> tuple[list[Rule], float, int]:
    """Return the straight lines that are drawn on a page, the area of its pictures, and how many paths there are."""
    from pypdfium2 import raw

    rules: list[Rule] = []
    area, strokes = 0.0, 0
    for kind, piece, matrix in _objects(page, 0, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            box = _bounds(piece, matrix)
            area += (box[2] - box[0]) * (box[3] - box[1]) if box else 0.0
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            strokes += 1
            rules += (_turned(line, turn) for line in _lines(piece, matrix))
    return rules, area, strokes


Matrix = tuple[float, float, float, float, float, float]


def _objects(holder: Any, depth: int, matrix: Matrix) -> Iterator[tuple[int, Any, Matrix]]:
    """Yield kind, handle and matrix of the objects of a page, of forms inside it too, not deeper than `_DEEPEST`."""
    from pypdfium2 import raw

    count, get = (raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject) if depth else (raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject)
    for i in range(min(count(holder), MOST_OBJECTS >> (3 * depth))):
        piece = get(holder, i)
        kind = raw.FPDFPageObj_GetType(piece)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            yield from _objects(piece, depth + 1, _times(_matrix(piece), matrix))
        elif kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
            yield kind, piece, matrix


def _matrix(piece: Any) -> Matrix:
    from pypdfium2 import raw

    m = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(piece, m)
    return m.a, m.b, m.c, m.d, m.e, m.f


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _bounds(piece: Any, matrix: Matrix) -> tuple[float, float, float, float] | None:
    from pypdfium2 import raw

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(piece, left, bottom, right, top):
        return None
    (ax, ay), (bx, by) = _apply(matrix, left.value, bottom.value), _apply(matrix, right.value, top.value)
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _lines(piece: Any, matrix: Matrix) -> Iterator[tuple[float, float, float, float]]:
    """Yield the straight lines of a path: itself where it is thin, else its level and upright sides where they are stroked."""
    from pypdfium2 import raw

    box = _bounds(piece, matrix)
    if not box:
        return
    x0, y0, x1, y1 = box
    if min(x1 - x0, y1 - y0) <= _THIN:
        if max(x1 - x0, y1 - y0) >= _LEAST:
            yield _centred(x0, y0, x1, y1)
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(piece, fill, stroke) or not stroke.value:
        return
    points = list(_points(piece, _times(_matrix(piece), matrix)))
    for (ax, ay, _), (bx, by, drawn) in pairwise(points):
        if drawn and min(abs(ax - bx), abs(ay - by)) < 1 and max(abs(ax - bx), abs(ay - by)) >= _LEAST:
            yield min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _points(piece: Any, matrix: Matrix) -> Iterator[tuple[float, float, bool]]:
    """Yield the points of a path, each with whether a straight line leads to it; none of a path with very many."""
    from pypdfium2 import raw

    count = raw.FPDFPath_CountSegments(piece)
    x, y = ctypes.c_float(), ctypes.c_float()
    first = (0.0, 0.0)
    for i in range(count if count <= _MOST_SEGMENTS else 0):
        segment = raw.FPDFPath_GetPathSegment(piece, i)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        at = _apply(matrix, x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        first = at if kind == raw.FPDF_SEGMENT_MOVETO else first
        yield *at, kind == raw.FPDF_SEGMENT_LINETO
        if raw.FPDFPathSegment_GetClose(segment):
            yield *first, True


def _centred(x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
    """Return the middle line of a thin box."""
    if x1 - x0 >= y1 - y0:
        return x0, (y0 + y1) / 2, x1, (y0 + y1) / 2
    return (x0 + x1) / 2, y0, (x0 + x1) / 2, y1


def _turned(line: tuple[float, float, float, float], turn: Turn) -> Rule:
    (ax, ay), (bx, by) = turn(line[0], line[1]), turn(line[2], line[3])
    return Rule(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
