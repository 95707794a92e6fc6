"""The lines of a document cut into cells: at tabs, at the blanks that repair dropped, and where it joined two lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from loaders.document import BlockKind, Document, Span
from loaders.finders.tables import cells
from loaders.lines import BULLET
from loaders.numbering import Rank, number_at

INDEX: Final = re.compile(r"\d{1,3}")
GROUP: Final = 30
_BLANKS: Final = re.compile(r"[ \u3000\u00a0]+")
_WORD: Final = re.compile(r"[0-9A-Za-z%]")


@dataclass(frozen=True, slots=True)
class Piece:
    """The words of a cell, or of a part of one: where they stand, line by line."""

    spans: tuple[Span, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the document with its cells; `title` where it is a heading or looks like the title of a group."""

    pieces: tuple[Piece, ...]
    row: bool
    title: bool

    @property
    def index(self) -> int:
        """The number that the line begins with as a cell of its own, -1 for none."""
        return int(self.pieces[0].text) if INDEX.fullmatch(self.pieces[0].text) else -1


class Lines:
    """The lines of a document, cut into cells when they are asked for."""

    def __init__(self, document: Document) -> None:
        """Cut nothing yet."""
        self._document = document
        text = document.text
        ends = ((text.find("\n", b.span.start), b) for b in document.blocks)
        self._blocks = [list(group) for _, group in groupby(ends, key=lambda pair: pair[0])]
        self._cut: dict[int, Line] = {}

    def __len__(self) -> int:
        """Return the number of lines."""
        return len(self._blocks)

    def words(self, i: int) -> str:
        """Return the words of a line."""
        first, last = self._blocks[i][0][1].span, self._blocks[i][-1][1].span
        return self._document.text[first.start : last.end]

    def __getitem__(self, i: int) -> Line:
        """Return a line with its cells."""
        if i not in self._cut:
            self._cut[i] = self._line(i)
        return self._cut[i]

    def as_set(self, i: int) -> list[Line]:
        """Return a line as the lines that it was before repair took them for a paragraph."""
        start, end = self._words_at(i)
        document = self._document
        breaks = [start]
        before = document.offsets.origin(start)
        for at in range(start + 1, end):
            here = document.offsets.origin(at)
            if here - before > 1 and "\n" in document.source[before + 1 : here]:
                breaks.append(at)
            before = here
        if len(breaks) == 1 or self[i].row:
            return [self[i]]
        spans = [Span(a, b) for a, b in pairwise([*breaks, end])]
        return [Line(self._pieces(_parted(document, span)), False, False) for span in spans]

    def _words_at(self, i: int) -> tuple[int, int]:
        first, last = self._blocks[i][0][1].span.start, self._blocks[i][-1][1].span.end
        start = self._document.text.rfind("\n", 0, first) + 1
        return start + (self._document.text[start] == BULLET), last

    def _pieces(self, spans: Sequence[Span]) -> tuple[Piece, ...]:
        return tuple(Piece((span,), self._document.quote(span).strip()) for span in spans)

    def _line(self, i: int) -> Line:
        blocks = [block for _, block in self._blocks[i]]
        text = self._document.text
        start, last = self._words_at(i)
        row = blocks[0].kind is BlockKind.ROW
        number = number_at(text[start : start + 12])
        group = number is not None and number.rank <= Rank.HAN_IN_BRACKETS and last - start <= GROUP
        spans = [cell.span for cell in cells(text, Span(start, last))] if row else _parted(self._document, Span(start, last))
        return Line(
            self._pieces(spans),
            row,
            not row and (group or (blocks[0].kind is BlockKind.HEADING and number is not None and number.rank < Rank.FIGURE)),
        )


def _parted(document: Document, line: Span) -> list[Span]:
    """Return the cells of a line without tabs: what blanks parted before they were dropped, behind the number that it begins with."""
    text, source = document.text, document.source
    starts = [line.start]
    number = number_at(text[line.start : line.start + 12])
    bare = INDEX.match(text, line.start, line.end)
    behind = line.start + number.length if number and number.rank is Rank.FIGURE else bare.end() if bare else -1
    if number and line.start < behind < line.end:
        starts.append(behind)
    before = document.offsets.origin(line.start)
    for at in range(line.start + 1, line.end):
        here = document.offsets.origin(at)
        blank = source[before + 1 : here] if here - before > 1 else text[at - 1] if text[at - 1] == " " else ""
        if blank and starts[-1] < at and _BLANKS.fullmatch(blank) and (at == behind or _parts(text, at, blank)):
            starts.append(at)
        before = here
    found = [Span(a, b) for a, b in pairwise([*starts, line.end])]
    if len(found) > 1 and bare and found[0].end == behind:
        found[0] = Span(line.start, bare.end())
    return found


def _parts(text: str, at: int, blank: str) -> bool:
    """Tell whether a blank parts cells: a single one beside a figure, a Latin word or a mark does not."""
    if len(blank) > 1:
        return True
    return not (_WORD.match(text[at]) or _WORD.match(text[at - 1]) or text[at - 1] in "，；：、（" or text[at] in "，。；：、（")
