"""Workbooks (.xlsx): what the visible sheets show, a line for each row: of text where one cell is filled, else of a table."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from loaders import LoaderError
from loaders.readers import package
from loaders.readers.composition import cell_text, line_text
from loaders.readers.package import Package
from loaders.readers.spreadsheet_numbers import PLAIN, Formats, formats_of, shown
from loaders.source import Anchor, PlaceKind, Source

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_STRICT: Final = b"http://purl.oclc.org/ooxml/"
_S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MAIN: Final = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WIDEST: Final = 256
_WIDEST_GAP: Final = 10_000
_LONGEST: Final = 50_000
_MOST_MERGED: Final = 200_000
_LARGEST: Final = 16 * 1024 * 1024
_ERRORS: Final = "e"


@dataclass(frozen=True, slots=True)
class _Book:
    """What sheets share: texts that cells name by number, and the forms of numbers."""

    texts: tuple[str, ...]
    formats: Formats


def read(content: bytes, path: Path) -> Source:
    """Return the text of a workbook; raise `LoaderError` where it is damaged, locked, or none."""
    opened = package.opened(content, path)
    main = package.related(opened, "").get("officeDocument", "xl/workbook.xml")
    root = _tree(opened, main) if package.holds(opened, main) else None
    if root is None or root.tag != f"{_S}workbook":
        raise LoaderError(f"{path} 不是 Excel 工作簿，请检查后缀 / is no Excel workbook: check its suffix")
    related = package.related(opened, main)
    book = _Book(_texts(opened, related.get("sharedStrings", "")), _formats(opened, related.get("styles", "")))
    texts: list[str] = []
    anchors: list[Anchor] = []
    start = 0
    for number, (name, part) in enumerate(_sheets(opened, root, related), 1):
        anchors.append(Anchor(start, PlaceKind.SHEET, number, name))
        texts.append(_text(_rows(_tree(opened, part), book), path))
        start += len(texts[-1]) + 2
    return Source("\n\n".join(texts), tuple(anchors))


def _text(rows: Iterator[tuple[int, list[str]]], path: Path) -> str:
    """Return the rows of a sheet as lines; cells may name the same long text a million times, so what they say is counted first."""
    found: list[tuple[int, list[str]]] = []
    size = 0
    for number, row in rows:
        size += sum(map(len, row)) + len(row)
        if size > _LARGEST:
            raise LoaderError(
                f"{path} 的一张工作表超过 {_LARGEST >> 20} MB 文字，请拆分 / has a sheet of more than {_LARGEST >> 20} MB of text: split it"
            )
        found.append((number, row))
    return "\n".join(_lines(found))


def _tree(opened: Package, name: str) -> "Element":
    content = package.part(opened, name)
    if _STRICT in content[:4096]:
        content = content.replace(_STRICT + b"spreadsheetml/main", _MAIN).replace(_STRICT + b"officeDocument/relationships", _RELATIONS)
    return package.parsed(content, opened.path)


def _texts(opened: Package, name: str) -> tuple[str, ...]:
    return tuple(map(_words, _tree(opened, name).iter(f"{_S}si"))) if package.holds(opened, name) else ()


def _words(element: "Element") -> str:
    """Return the words of a text, without the readings that are set over them."""
    parts = (part.text or "" for part in element.iter(f"{_S}t") if part.getparent().tag != f"{_S}rPh")
    return "".join(parts)


def _formats(opened: Package, name: str) -> Formats:
    return formats_of(_tree(opened, name)) if package.holds(opened, name) else PLAIN


def _sheets(opened: Package, root: "Element", related: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield names and parts of the sheets that are shown, each part once."""
    left = set(related.values())
    for sheet in root.iter(f"{_S}sheet"):
        part = related.get(sheet.get(f"{_R}id", ""), "")
        if sheet.get("state", "visible") == "visible" and part in left and package.holds(opened, part):
            left.remove(part)
            yield sheet.get("name", ""), part


def _lines(rows: Sequence[tuple[int, Sequence[str]]]) -> Iterator[str]:
    """Yield the rows of a sheet as lines, empty ones too, so that the number of a line is that of its row."""
    tables = [row for _, row in rows if _filled(row) > 1]
    first = min((next(i for i, cell in enumerate(row) if cell.strip()) for row in tables), default=0)
    done = 0
    for number, row in rows:
        yield from [""] * min(number - done - 1, _WIDEST_GAP)
        done = number
        if _filled(row) > 1:
            yield "\t".join(map(cell_text, row[first:])).rstrip()
        else:
            yield line_text("".join(row))


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _rows(root: "Element", book: _Book) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are shown, with their numbers; the words of merged cells stand in each row that these reach to."""
    above: defaultdict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    for row, column, first in islice(_merged(root), _MOST_MERGED):
        above[row][column] = first
    hidden = {column for columns in root.iter(f"{_S}col") if columns.get("hidden") in ("1", "true") for column in _columns(columns)}
    words: dict[tuple[int, int], str] = {}
    last = 0
    for element in root.iter(f"{_S}row"):
        last = _whole(element.get("r", ""), last + 1)
        cells = dict(_cells(element, last, book))
        for column, text in cells.items():
            words[last, column] = text
        if element.get("hidden") in ("1", "true"):
            continue
        for column, first in above[last].items():
            cells[column] = words.get(first, "")
        yield last, [cells.get(column, "") for column in range(min(max(cells, default=-1) + 1, _WIDEST)) if column not in hidden]


def _cells(row: "Element", number: int, book: _Book) -> Iterator[tuple[int, str]]:
    column = -1
    for cell in row.iter(f"{_S}c"):
        column = _place(cell.get("r", ""), number, column + 1)[1]
        yield column, _shown(cell, book)[:_LONGEST]


def _shown(cell: "Element", book: _Book) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _words(cell)
    value = cell.findtext(f"{_S}v") or ""
    if kind == "s":
        index = _whole(value, -1)
        return book.texts[index] if 0 <= index < len(book.texts) else ""
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(value, "")
    if kind in ("str", "d"):
        return value
    return "" if kind == _ERRORS else shown(value, book.formats, _whole(cell.get("s", ""), 0))


def _merged(root: "Element") -> Iterator[tuple[int, int, tuple[int, int]]]:
    """Yield row and column of the places below the first row of merged cells, in their first column, with the place that holds their words."""
    for merge in root.iter(f"{_S}mergeCell"):
        first, _, last = merge.get("ref", "").partition(":")
        top, left = _place(first, 0, 0)
        bottom = _place(last or first, 0, 0)[0]
        yield from ((row, left, (top, left)) for row in range(top + 1, min(bottom, top + _WIDEST) + 1))


def _columns(columns: "Element") -> range:
    return range(_whole(columns.get("min", ""), 1) - 1, min(_whole(columns.get("max", ""), 0), _WIDEST))


def _place(name: str, row: int, column: int) -> tuple[int, int]:
    """Return row and column (from 0) of a cell's name such as C12; what it does not tell is as given."""
    letters = name.rstrip("0123456789")
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        return row, column
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return _whole(name[len(letters) :], row), column - 1


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else otherwise
