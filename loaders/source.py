"""What a reader gets from a file: its text, and where a person finds each piece of it there."""

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class PlaceKind(StrEnum):
    """What a person looks for in a file: a line, a page, a paragraph, a table, a sheet, a note, a text box."""

    LINE = "line"
    PAGE = "page"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    SHEET = "sheet"
    NOTE = "note"
    BOX = "box"


COUNTED: Final = frozenset((PlaceKind.LINE, PlaceKind.PAGE, PlaceKind.TABLE, PlaceKind.SHEET))
"""The places that have lines or rows to count."""

_LABELS: Final[dict[str, dict[PlaceKind, tuple[str, str]]]] = {
    "zh": {
        PlaceKind.LINE: ("", "第 {} 行"),
        PlaceKind.PAGE: ("第 {} 页", "第 {} 行"),
        PlaceKind.PARAGRAPH: ("第 {} 段", ""),
        PlaceKind.TABLE: ("表 {}", "第 {} 行"),
        PlaceKind.SHEET: ("工作表 {1}", "第 {} 行"),
        PlaceKind.NOTE: ("脚注 {}", ""),
        PlaceKind.BOX: ("文本框 {}", ""),
    },
    "en": {
        PlaceKind.LINE: ("", "line {}"),
        PlaceKind.PAGE: ("page {}", ", line {}"),
        PlaceKind.PARAGRAPH: ("paragraph {}", ""),
        PlaceKind.TABLE: ("table {}", ", row {}"),
        PlaceKind.SHEET: ("sheet {1}", ", row {}"),
        PlaceKind.NOTE: ("note {}", ""),
        PlaceKind.BOX: ("text box {}", ""),
    },
}


SOFT: Final = "\u200b"
"""What stands on a page for the end of a printed line inside a paragraph; repair drops it."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """From `start` of the source on, up to the next anchor, the text stands in the place of this kind with this number (from 1).

    `name` is what a person knows the place by: of a sheet; "" where it has none. Rows and lines in it are told by the line breaks.
    """

    start: int
    kind: PlaceKind
    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person finds something in a file: `line` counts lines or rows from 1, 0 where there is nothing to count."""

    kind: PlaceKind
    number: int
    name: str
    line: int

    def label(self, language: str = "zh") -> str:
        """Return the place in words, in "zh" or "en".

        >>> Place(PlaceKind.PAGE, 3, "", 12).label(), Place(PlaceKind.SHEET, 1, "园区", 2).label("en")
        ('第 3 页第 12 行', 'sheet 园区, row 2')
        """
        pattern, counted = _LABELS[language][self.kind]
        return pattern.format(self.number, self.name or self.number) + (counted.format(self.line) if self.line else "")


@dataclass(frozen=True, slots=True)
class Source:
    """The text that a reader got from a file, and its anchors, ascending; a text file has none.

    The text is what repair takes: paragraphs are lines with an empty line between them, the rows of a table lines whose
    cells stand between tabs, headings begin with as many `#` as their level says, where the file tells a level.
    """

    text: str
    anchors: tuple[Anchor, ...]


def place_at(text: str, anchors: tuple[Anchor, ...], position: int) -> Place:
    """Return the place of the code point at `position` of a source; the line of the file where nothing is anchored before it."""
    index = bisect_right(anchors, position, key=lambda anchor: anchor.start) - 1
    if index < 0:
        return Place(PlaceKind.LINE, 1, "", text.count("\n", 0, position) + 1)
    anchor = anchors[index]
    line = text.count("\n", anchor.start, position) + 1 if anchor.kind in COUNTED else 0
    if anchor.kind is PlaceKind.PAGE:
        line += text.count(SOFT, anchor.start, position)
    return Place(anchor.kind, anchor.number, anchor.name, line)
