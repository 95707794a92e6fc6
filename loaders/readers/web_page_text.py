"""What the elements of a page say, as pieces in reading order: headings, paragraphs, items with their numbers, tables, notes."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from loaders.numbering import number_at
from loaders.readers import counters
from loaders.readers.composition import Aside, Paragraph, Piece, Run, Table, flat
from loaders.readers.grid import WIDEST, Cell, spread
from loaders.readers.web_page_tree import BLOCKS, HEADINGS, Element
from loaders.source import PlaceKind

_UNSHOWN: Final = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "applet",
        "audio",
        "video",
        "canvas",
        "svg",
        "math",
        "select",
        "input",
        "button",
        "textarea",
        "datalist",
        "dialog",
        "head",
        "title",
        "nav",
        "footer",
        "rt",
        "rp",
        "del",
        "col",
        "colgroup",
        "map",
        "frameset",
    ]
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?<![\w-])font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$|!)|mso-hide\s*:\s*all", re.I
)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)|(?<![\w-])font\s*:[^;]*\bbold", re.I)
_NOT_BOLD = re.compile(r"font-weight\s*:\s*(?:normal|[1-5]00)", re.I)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_NOTE = re.compile(r"_?(?:foot|end)?(?:note|ftn|edn|fn)(?:ref)?[-_:]?\d+", re.I)
_MARK_OF_NOTE = re.compile(r"\s*[\[［【（(]?(?:\d{1,3}|[①-⑳*])[\]］】）)]?\s*")
_COUNTS: dict[str, Callable[[int], str]] = {
    "a": counters.letters,
    "A": lambda count: counters.letters(count).upper(),
    "i": counters.roman,
    "I": lambda count: counters.roman(count).upper(),
}
_BULLETS = tuple("•·●■◆◇▪▫✓►▶➢☆★○□√※－-—")
_MOST_ROWS_DOWN = 1000
_LONG = 400
_FEW = 4


def is_shown(element: Element) -> bool:
    """Tell whether an element is text that a browser shows and a person reads."""
    if element.tag in _UNSHOWN or "hidden" in element.attributes:
        return False
    style = element.get("style")
    return not (style and _HIDDEN.search(style))


def pieces(element: Element, is_left_out: Callable[[Element], bool]) -> Iterator[Piece]:
    """Yield what an element says; `is_left_out` tells what in it is not of the text."""
    found = _Reading(is_left_out).read(element)
    runs = [run for piece in found if isinstance(piece, Paragraph) for run in piece.runs]
    if 2 * sum(len(words) for words, bold in runs if bold) > sum(len(words) for words, _ in runs):
        found = [_without_bold(piece) for piece in found]
    return iter(found)


def _without_bold(piece: Piece) -> Piece:
    """Return a piece of a text that is nearly all bold, where that tells nothing."""
    return replace(piece, runs=tuple((words, False) for words, _ in piece.runs)) if isinstance(piece, Paragraph) else piece


class _Reading:
    """Elements that are being read: the paragraph that is open, whether it is bold, and the label that it will have."""

    __slots__ = ("_bold", "_is_left_out", "_label", "_level", "_pieces", "_preformatted", "_runs")

    def __init__(self, is_left_out: Callable[[Element], bool]) -> None:
        self._is_left_out = is_left_out
        self._pieces: list[Piece] = []
        self._runs: list[Run] = []
        self._bold = self._preformatted = False
        self._label = ""
        self._level = 0

    def read(self, element: Element) -> list[Piece]:
        self._inside(element)
        self._end()
        return self._pieces

    def _end(self) -> None:
        """End the open paragraph."""
        runs = tuple(self._runs)
        self._runs = []
        words = "".join(words for words, _ in runs).strip()
        if not words:
            return
        label = "" if number_at(words) or words.startswith(_BULLETS) else self._label
        self._pieces.append(Paragraph(label, runs, self._level))
        self._label = ""

    def _inside(self, element: Element) -> None:
        for child in element.children:
            if isinstance(child, str):
                self._words(child)
            elif self._is_read(child):
                self._element(child)

    def _is_read(self, element: Element) -> bool:
        return is_shown(element) and not self._is_left_out(element)

    def _words(self, words: str) -> None:
        if not self._preformatted:
            words = _BLANKS.sub(" ", words)
        if words:
            self._runs.append((words, self._bold))

    def _element(self, element: Element) -> None:
        tag = element.tag
        if tag == "br":
            self._runs.append((" " if self._level else "\n", self._bold))
        elif tag == "table":
            self._table(element)
        elif tag in ("ul", "ol", "menu", "dir"):
            self._list(element)
        elif tag in BLOCKS:
            self._block(element)
        else:
            self._inline(element)

    def _inline(self, element: Element) -> None:
        if _is_reference(element):
            return
        bold = self._bold
        style = element.get("style")
        self._bold = bool((bold or element.tag in ("b", "strong") or _BOLD.search(style)) and not _NOT_BOLD.search(style))
        self._inside(element)
        self._bold = bold

    def _block(self, element: Element) -> None:
        self._end()
        if _NOTE.fullmatch(element.get("id")) and element.text().strip():
            self._pieces.append(Aside(PlaceKind.NOTE, tuple(_Reading(self._is_left_out).read(element))))
            return
        before = self._bold, self._level, self._preformatted
        self._bold |= bool(_BOLD.search(element.get("style")))
        self._level = int(element.tag[1]) if element.tag in HEADINGS else self._level
        self._preformatted |= element.tag == "pre"
        self._inside(element)
        self._end()
        self._bold, self._level, self._preformatted = before

    def _list(self, element: Element) -> None:
        self._end()
        items = sum(isinstance(child, Element) and child.tag == "li" for child in element.children)
        first, step = (items, -1) if "reversed" in element.attributes else (1, 1)
        count = _number(element.get("start"), first)
        for child in element.children:
            if isinstance(child, str):
                self._words(child)
            elif self._is_read(child) and child.tag == "li":
                count = _number(child.get("value"), count)
                self._end()
                self._label = _label(element, count)
                self._block(child)
                self._label = ""
                count += step
            elif self._is_read(child):
                self._element(child)
        self._end()

    def _table(self, element: Element) -> None:
        self._end()
        rows = list(_rows(element))
        if _is_layout(rows):
            self._block(element)
            return
        for caption in element.children:
            if isinstance(caption, Element) and caption.tag == "caption" and is_shown(caption):
                self._block(caption)
        self._pieces.append(Table(spread(list(_grid([[self._cell(cell) for cell in row] for row in rows])))))

    def _cell(self, cell: Element) -> tuple[str, int, int]:
        text = " ".join(map(flat, _Reading(self._is_left_out).read(cell)))
        return text, min(max(_number(cell.get("colspan"), 1), 1), WIDEST), _number(cell.get("rowspan"), 1)


def _number(words: str, otherwise: int) -> int:
    words = words.strip().removeprefix("+")
    return int(words) if words.isdecimal() and len(words) < 7 else otherwise


def _label(element: Element, count: int) -> str:
    style = element.get("style").replace(" ", "")
    if "list-style:none" in style or "list-style-type:none" in style:
        return ""
    if element.tag != "ol":
        return "- "
    return f"{_COUNTS.get(element.get('type'), counters.decimal)(count)}. "


def _is_reference(element: Element) -> bool:
    """Tell whether an element is only the mark that leads to a note, or back from it."""
    links = [inner for inner in element.elements() if inner.tag == "a"] if element.tag in ("a", "sup") else []
    if not links or not all(link.get("href").partition("#")[2] for link in links):
        return False
    names = [link.get("href").partition("#")[2] for link in links]
    return all(map(_NOTE.fullmatch, names)) and bool(_MARK_OF_NOTE.fullmatch(element.text()))


def _rows(table: Element) -> Iterator[list[Element]]:
    """Yield the cells of each row, without those of tables inside."""
    for element in table.children:
        if not isinstance(element, Element) or not is_shown(element):
            continue
        if element.tag == "tr":
            yield [cell for cell in element.children if isinstance(cell, Element) and cell.tag in ("td", "th") and is_shown(cell)]
        elif element.tag not in ("td", "th", "caption", "table"):
            yield from _rows(element)


def _is_layout(rows: list[list[Element]]) -> bool:
    """Tell whether a table only places things: in one column, around other tables, or around a text."""
    cells = [cell for row in rows for cell in row]
    full = [cell for cell in cells if cell.text().strip()]
    if all(sum(bool(cell.text().strip()) for cell in row) <= 1 for row in rows):
        return not any(_number(cell.get("rowspan"), 1) > 1 for cell in full)
    if any(element.tag == "table" for cell in cells for element in cell.elements()):
        return True
    return len(full) <= _FEW and any(len(cell.text()) > _LONG and _paragraphs(cell) > 2 for cell in full)


def _paragraphs(cell: Element) -> int:
    return sum(element.tag in ("p", "div", "br") for element in cell.elements())


def _grid(rows: list[list[tuple[str, int, int]]]) -> Iterator[list[Cell]]:
    """Yield the rows of a table in which the cells that reach down from above have their places."""
    down: dict[int, tuple[int, int]] = {}
    for row in rows:
        cells: list[Cell] = []
        column = 0
        for text, columns, rows_down in row:
            column = _carried(cells, column, down)
            if column >= WIDEST:
                break
            cells.append(Cell(text, columns, False))
            if rows_down != 1:
                down[column] = (rows_down or _MOST_ROWS_DOWN, columns)
            column += columns
        _carried(cells, column, down)
        down = {at: (left - 1, columns) for at, (left, columns) in down.items() if left > 1}
        yield cells


def _carried(cells: list[Cell], column: int, down: dict[int, tuple[int, int]]) -> int:
    """Add the cells from above that stand at a column and right after each other; return the column after them."""
    while column in down:
        columns = down[column][1]
        cells.append(Cell("", columns, True))
        column += columns
    return column
