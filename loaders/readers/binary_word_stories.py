"""The stories of an old Word file (body, notes, text boxes) as pieces in reading order."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from loaders.readers.binary_word import BOXES, ENDNOTES, FOOTNOTES, SHAPES, DamageError, File, changes, number, pair, starts_of
from loaders.readers.binary_word_styles import (
    CHARACTER_STYLE,
    DELETED,
    PARAGRAPH_STYLE,
    lists_of,
    styles_of,
    with_characters,
    with_paragraph,
)
from loaders.readers.composition import Aside, Paragraph, Piece, Run, gathered
from loaders.readers.edged_tables import Edge, Row, table
from loaders.readers.word_lists import Lists
from loaders.readers.word_styles import PLAIN, Style
from loaders.source import PlaceKind

_PARAGRAPH: Final = re.compile("[^\r\x07\x0c]*[\r\x07\x0c]?")
_SIGNS: Final = str.maketrans(
    {"\t": " ", "\x0b": "\n", "\x0e": "\n", "\x1e": "-", "\xa0": " "} | dict.fromkeys("\x01\x02\x03\x04\x05\x08\x1f")
)
_BEGIN, _RESULT, _END = "\x13", "\x14", "\x15"
_IN_TABLE, _ROW_END, _ROW_EDGES, _VERTICAL = 0x2416, 0x2417, 0xD608, 0xD62B
_COUNTS: Final = 64
_BODY, _NOTES, _HEADERS, _MACROS, _COMMENTS, _ENDNOTES, _IN_BOXES = range(3, 10)
_SHAPE, _BOX = 26, 22
_DEEPEST, _LONGEST = 256, 100


def pieces(file: File) -> Iterator[Piece]:
    """Yield the pieces of a file: its body, each note and text box behind the paragraph or table that names it."""
    return _Reading(file).body()


class _Reading:
    """A file that is being read: its styles, how far its lists have counted, its open fields, and what notes and boxes stand where."""

    __slots__ = ("_anchors", "_asides", "_fields", "_file", "_lists", "_places", "_styles")

    def __init__(self, file: File) -> None:
        """Look up styles, lists, and where notes and boxes belong."""
        self._file = file
        self._styles = styles_of(file)
        self._lists = Lists(lists_of(file))
        self._fields: list[str] = []
        self._asides = sorted(_asides(file), key=lambda aside: aside[0])
        self._places = [place for place, _, _, _ in self._asides]
        self._anchors = 0

    def body(self) -> Iterator[Piece]:
        """Yield the pieces of the body and what belongs to them."""
        yield from self._story(0, number(self._file.word, _COUNTS + 4 * _BODY, "I"), in_body=True)

    def _story(self, start: int, end: int, *, in_body: bool = False) -> Iterator[Piece]:
        rows: list[Row] = []
        cells: list[list[Paragraph]] = []
        cell: list[Paragraph] = []
        carried: tuple[Run, ...] = ()
        for match in _PARAGRAPH.finditer(self._file.text, start, min(end, len(self._file.text))):
            first, last = match.span()
            if first == last:
                continue
            content = self._file.paragraphs.at(last - 1)
            found = dict(changes(content[2:], self._file.data))
            if found.get(_ROW_END, b"\0")[0]:
                rows.append(Row([*cells, *([cell] if cell else [])], _edges(changes(content[2:], self._file.data))))
                cells, cell = [], []
                continue
            paragraph = self._paragraph(first, last, content)
            if self._is_deleted(last - 1):
                carried = (*carried, *paragraph.runs)
                continue
            paragraph, carried = replace(paragraph, runs=(*carried, *paragraph.runs)), ()
            if found.get(_IN_TABLE, b"\0")[0]:
                cell.append(paragraph)
                if match.group()[-1] == "\x07":
                    cells.append(cell)
                    cell = []
                continue
            if rows:
                yield from table(rows)
                rows = []
                yield from self._named(first) if in_body else ()
            yield paragraph
            yield from self._named(last) if in_body else ()
        yield from (part for part in cell)
        yield from table(rows) if rows else ()
        yield from self._named(end) if in_body else ()

    def _named(self, end: int) -> Iterator[Piece]:
        """Yield the notes and text boxes that are named before a place of the body."""
        last = bisect_left(self._places, end, self._anchors)
        waiting = self._asides[self._anchors : last]
        self._anchors = last
        for _, kind, first, after in waiting:
            yield Aside(kind, tuple(self._story(first, after)))

    def _paragraph(self, start: int, end: int, content: bytes) -> Paragraph:
        name = number(content, 0) if len(content) >= 2 else 0
        for code, operand in changes(content[2:], self._file.data):
            if code == PARAGRAPH_STYLE:
                name = number(operand, 0)
        style = with_paragraph(self._styles.get(name, PLAIN), content[2:], self._file)
        runs = gathered(self._runs(start, end, style))
        if style.contents:
            return Paragraph("", (), 0)
        label = "" if self._is_deleted(end - 1) else self._lists.label(style.list_id, style.list_level or 0, "")
        return Paragraph(label, runs, style.level)

    def _runs(self, start: int, end: int, style: Style) -> Iterator[Run]:
        stretches = self._file.characters
        index = bisect_left(stretches.starts, start + 1) - 1
        at = start
        while at < end:
            index += 1
            stop = min(stretches.starts[index], end) if index < len(stretches.starts) else end
            look = self._look(style, stretches.at(at))
            words = "".join(self._shown(self._file.text[at:stop]))
            if words and not look.hidden:
                yield words, look.bold
            at = max(stop, at)

    def _look(self, style: Style, content: bytes) -> Style:
        for code, operand in changes(content):
            if code == CHARACTER_STYLE:
                named = self._styles.get(number(operand, 0), PLAIN)
                style = replace(style, bold=style.bold or named.bold, hidden=style.hidden or named.hidden)
        return with_characters(style, style, content)

    def _shown(self, words: str) -> Iterator[str]:
        """Yield what is shown of words: no instructions of fields, no tables of contents, no signs for pictures."""
        for part in re.split("([\x13\x14\x15])", words.rstrip("\r\x07\x0c")):
            if part == _BEGIN:
                if len(self._fields) >= _DEEPEST:
                    raise DamageError("fields in fields")
                self._fields.append("")
            elif part == _RESULT and self._fields:
                self._fields[-1] = "=" + self._fields[-1]
            elif part == _END and self._fields:
                self._fields.pop()
            elif self._fields and not self._fields[-1].startswith("="):
                self._fields[-1] = (self._fields[-1] + part)[:_LONGEST]
            elif not any(_names_contents(field) for field in self._fields):
                yield part.translate(_SIGNS)

    def _is_deleted(self, at: int) -> bool:
        return any(code == DELETED and operand[0] & 1 for code, operand in changes(self._file.characters.at(at)))


def _names_contents(field: str) -> bool:
    return field.lstrip("= ").upper().startswith(("TOC", "INDEX"))


def _edges(found: Iterable[tuple[int, bytes]]) -> tuple[Edge, ...]:
    """Return the right edges of the cells of a row, and which go on with the cell above or to the left."""
    content = b""
    joined: dict[int, bool] = {}
    for code, operand in found:
        if code == _ROW_EDGES:
            content = operand[2:]
        elif code == _VERTICAL and len(operand) == 3:
            joined[operand[1]] = operand[2] == 1
    count = content[0] if content else 0
    first = 1 + 2 * (count + 1)
    if len(content) < first:
        return ()
    edges: list[Edge] = []
    for i in range(count):
        at = first + 20 * i
        flags = number(content, at) if at + 2 <= len(content) else 0
        edges.append(Edge(number(content, 3 + 2 * i, "h"), below=joined.get(i, flags >> 5 & 3 == 1), beside=flags & 3 == 1))
    return tuple(edges)


def _asides(file: File) -> Iterator[tuple[int, PlaceKind, int, int]]:
    """Yield notes and text boxes: the place in the body that names each, its kind, and where its text begins and ends."""
    begins = _begins(file)
    for (references, texts), story in ((FOOTNOTES, _NOTES), (ENDNOTES, _ENDNOTES)):
        places, _ = starts_of(pair(file.word, file.table, references), 2)
        limits, _ = starts_of(pair(file.word, file.table, texts), 0)
        for place, (first, last) in zip(places, _intervals(limits), strict=False):
            yield place, PlaceKind.NOTE, begins[story] + first, begins[story] + last
    shapes, entries = starts_of(pair(file.word, file.table, SHAPES), _SHAPE)
    named = {number(entry, 0, "I"): place for place, entry in zip(shapes, entries, strict=False)}
    limits, boxes = starts_of(pair(file.word, file.table, BOXES), _BOX)
    for (first, last), box in zip(_intervals(limits), boxes, strict=False):
        if (shape := number(box, 14, "I")) in named:
            yield named[shape], PlaceKind.BOX, begins[_IN_BOXES] + first, begins[_IN_BOXES] + last


def _intervals(limits: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the intervals between limits; one that begins before others end is empty."""
    done = 0
    for first, last in pairwise(limits):
        begin, done = max(done, first), max(done, last)
        yield begin, done


def _begins(file: File) -> dict[int, int]:
    """Return where each story begins in the text."""
    begins: dict[int, int] = {}
    at = 0
    for story in (_BODY, _NOTES, _HEADERS, _MACROS, _COMMENTS, _ENDNOTES, _IN_BOXES):
        begins[story] = at
        at += number(file.word, _COUNTS + 4 * story, "I")
    return begins
