"""OpenDocument texts (.odt): headings by outline, lists with their numbers, tables, notes and text boxes."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from loaders import LoaderError
from loaders.readers import package
from loaders.readers.composition import Paragraph, Piece, Run, Table, composed, flat, told
from loaders.readers.counters import Counts
from loaders.readers.grid import WIDEST, Cell, spread
from loaders.readers.open_document_styles import TEXT, Style, Styles, styles_of
from loaders.readers.word_lists import shown
from loaders.source import PlaceKind, Source

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW: Final = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SKIPPED: Final = frozenset(
    (
        *(TEXT + name for name in ("tracked-changes", "table-of-content", "alphabetical-index", "illustration-index", "table-index")),
        *(TEXT + name for name in ("user-index", "object-index", "bibliography", "hidden-text", "ruby-text", "note-citation")),
        *(_OFFICE + name for name in ("annotation", "annotation-end", "forms")),
    )
)
_WHITE: Final = re.compile(r"[ \t\r\n]+")


def read(content: bytes, path: Path) -> Source:
    """Return the text of an OpenDocument text; raise `LoaderError` where it is damaged, locked, or none."""
    opened = package.opened(content, path)
    if package.holds(opened, "META-INF/manifest.xml") and b"encryption-data" in package.part(opened, "META-INF/manifest.xml"):
        raise package.locked(path)
    if not package.holds(opened, "content.xml"):
        raise LoaderError(f"{path} 不是 ODT 文档，请检查后缀 / is no OpenDocument text: check its suffix")
    root = package.tree(opened, "content.xml")
    others = [package.tree(opened, "styles.xml")] if package.holds(opened, "styles.xml") else []
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise LoaderError(f"{path} 不是 ODT 文档，请检查后缀 / is no OpenDocument text: check its suffix")
    try:
        return composed(_Reading(styles_of([*others, root])).blocks(body))
    except LoaderError:
        raise
    except (RecursionError, ValueError) as error:
        raise package.damaged(path) from error


class _Reading:
    """A document that is being read: its styles, how far lists have counted, and the notes and boxes that wait for their paragraph's end."""

    __slots__ = ("_asides", "_counts", "_depth", "_styles")

    def __init__(self, styles: Styles) -> None:
        """Begin with lists that have counted nothing."""
        self._styles = styles
        self._counts: dict[str, Counts] = {}
        self._depth = 0
        self._asides: list[tuple[PlaceKind, Element]] = []

    def blocks(self, parent: "Element") -> Iterator[Piece]:
        """Yield the pieces in an element."""
        for element in parent:
            tag = element.tag
            if tag in _SKIPPED:
                continue
            if tag in (f"{TEXT}p", f"{TEXT}h"):
                yield self._paragraph(element, "")
            elif tag == f"{TEXT}list":
                yield from self._list(element, "", 0)
            elif tag == f"{_TABLE}table":
                yield from self._table(element)
            elif tag in (f"{_DRAW}frame", f"{_DRAW}g", f"{_DRAW}custom-shape", f"{_DRAW}rect"):
                self._asides += [(PlaceKind.BOX, box) for box in _boxes(element)]
            elif isinstance(tag, str):
                yield from self.blocks(element)
            yield from self._waiting()

    def _waiting(self) -> Iterator[Piece]:
        """Yield the notes and text boxes that the last paragraph or table names; those of cells wait for the end of the table."""
        if not self._depth:
            yield from told(self._asides, self.blocks)

    def _paragraph(self, element: "Element", label: str) -> Paragraph:
        style = self._styles.paragraphs.get(element.get(f"{TEXT}style-name", ""), self._styles.default)
        runs = tuple(self._runs(element, style))
        level = element.get(f"{TEXT}outline-level", "")
        depth = int(level) if element.tag == f"{TEXT}h" and level.isdecimal() else style.level
        if not label and element.tag == f"{TEXT}h" and element.get(f"{TEXT}is-list-header") != "true":
            label = self._count("", max(depth - 1, 0)) if "" in self._styles.lists else ""
        return Paragraph(label, runs, depth)

    def _runs(self, element: "Element", style: Style) -> Iterator[Run]:
        if element.text and not style.hidden:
            yield _WHITE.sub(" ", element.text), style.bold
        for child in element:
            yield from self._inline(child, style)
            if child.tail and not style.hidden:
                yield _WHITE.sub(" ", child.tail), style.bold

    def _inline(self, element: "Element", style: Style) -> Iterator[Run]:
        tag = element.tag
        if tag in _SKIPPED or not isinstance(tag, str):
            return
        if tag == f"{TEXT}span":
            yield from self._runs(element, self._styles.texts.get(element.get(f"{TEXT}style-name", ""), _inherit)(style))
        elif tag in (f"{TEXT}s", f"{TEXT}tab"):
            yield " ", style.bold
        elif tag == f"{TEXT}line-break":
            yield "\n", style.bold
        elif tag == f"{TEXT}note":
            body = element.find(f"{TEXT}note-body")
            self._asides += [(PlaceKind.NOTE, body)] if body is not None else []
        elif tag.startswith(_DRAW):
            self._asides += [(PlaceKind.BOX, box) for box in _boxes(element)]
        else:
            yield from self._runs(element, style)

    def _list(self, element: "Element", name: str, level: int) -> Iterator[Piece]:
        """Yield the items of a list, and of the lists in them, with their numbers."""
        own = element.get(f"{TEXT}style-name", "")
        name = own if own and own in self._styles.lists else name
        if level == 0 and not _goes_on(element):
            self._counts[name] = Counts()
        for item in element:
            if item.tag not in (f"{TEXT}list-item", f"{TEXT}list-header"):
                continue
            waits = item.tag == f"{TEXT}list-item"
            for child in item:
                if child.tag == f"{TEXT}list":
                    yield from self._list(child, name, level + 1)
                elif child.tag in (f"{TEXT}p", f"{TEXT}h"):
                    yield self._paragraph(child, self._count(name, level, item.get(f"{TEXT}start-value", "")) if waits else "")
                    waits = False
                    yield from self._waiting()

    def _count(self, name: str, level: int, start: str = "") -> str:
        levels = self._styles.lists.get(name, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(name, Counts())
        if start.isdecimal():
            counts.now[level] = int(start) - 1
        counts.step(level, levels[level].start)
        return shown(levels, level, counts)

    def _table(self, element: "Element") -> Iterator[Piece]:
        rows = list(_rows(element))
        if all(sum(cell.tag == f"{_TABLE}table-cell" for cell in row) <= 1 for row in rows):
            for row in rows:
                for cell in row:
                    yield from self.blocks(cell)
            return
        reach: dict[int, int] = {}
        self._depth += 1
        table = Table(spread([list(self._cells(row, reach)) for row in rows]))
        self._depth -= 1
        yield table

    def _cells(self, row: "Element", reach: dict[int, int]) -> Iterator[Cell]:
        """Yield the cells of a row; `reach` tells for each column how many rows a cell above still covers."""
        column = 0
        for element in row:
            if not isinstance(element.tag, str) or column >= WIDEST:
                continue
            covered = element.tag == f"{_TABLE}covered-table-cell"
            text = "" if covered else " ".join(filter(None, map(str.strip, map(flat, self.blocks(element)))))
            for i in range(min(_number(element, "number-columns-repeated"), WIDEST)):
                below = covered and reach.get(column, 0) > 0
                reach[column] = reach[column] - 1 if below else 0 if covered else _number(element, "number-rows-spanned") - 1
                yield Cell("" if i else text, 1, below)
                column += 1


def _goes_on(element: "Element") -> bool:
    """Tell whether a list goes on counting where the one before it of its style ended."""
    return element.get(f"{TEXT}continue-numbering") == "true" or bool(element.get(f"{TEXT}continue-list"))


def _inherit(style: Style) -> Style:
    return style


def _rows(table: "Element") -> "Iterator[Element]":
    for element in table:
        if element.tag == f"{_TABLE}table-row":
            yield element
        elif element.tag in (f"{_TABLE}table-header-rows", f"{_TABLE}table-rows", f"{_TABLE}table-row-group"):
            yield from _rows(element)


def _number(element: "Element", name: str) -> int:
    value = element.get(_TABLE + name, "1")
    return max(int(value), 1) if value.isdecimal() and len(value) < 8 else 1


def _boxes(element: "Element") -> "Iterator[Element]":
    """Yield what in a drawing holds text: text boxes, and shapes with paragraphs."""
    if element.tag == f"{_DRAW}text-box" or element.find(f"{TEXT}p") is not None or element.find(f"{TEXT}list") is not None:
        yield element
        return
    for child in element:
        if isinstance(child.tag, str):
            yield from _boxes(child)
