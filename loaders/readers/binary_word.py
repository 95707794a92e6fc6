"""What stands where in an old Word file: its streams, the text in pieces, and the properties of words and paragraphs."""

import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

CLX, CHARACTERS, PARAGRAPHS, STYLES, LISTS, OVERRIDES = 33, 12, 13, 1, 73, 74
FOOTNOTES, ENDNOTES, BOXES, SHAPES = (2, 3), (46, 47), 56, 40
"""Where the header names the tables: places in its list of pairs."""
_PAIRS: Final = 154
_PAGE: Final = 512
_COMPRESSED: Final = 1 << 30
_SIZES: Final = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_TABLE_DEFINITION: Final = 0xD608
_TABS: Final = 0xC615
_HUGE: Final = (0x6645, 0x6646)
_MOST_PIECES: Final = 1_000_000


class DamageError(ValueError):
    """A file does not hold what its header says."""


@dataclass(frozen=True, slots=True)
class File:
    """An old Word file: its streams, the whole text of all stories, and for stretches of it the properties."""

    word: bytes
    table: bytes
    data: bytes
    text: str
    characters: "Stretches"
    paragraphs: "Stretches"


@dataclass(frozen=True, slots=True)
class Stretches:
    """Stretches of the text, ascending, each with the properties that hold from its start to the next."""

    starts: Sequence[int]
    properties: Sequence[bytes]

    def at(self, position: int) -> bytes:
        """Return the properties at a position."""
        index = bisect_right(self.starts, position) - 1
        return self.properties[index] if index >= 0 else b""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of the text: where it begins in the text and ends, where its bytes are, whether a character has one byte, what it changes."""

    start: int
    end: int
    offset: int
    narrow: bool
    changes: bytes

    @property
    def width(self) -> int:
        return 1 if self.narrow else 2


def number(content: bytes, at: int, form: str = "H") -> int:
    """Return the number at a place: H two bytes, i and I four, B one; raise `DamageError` beyond the end."""
    size = struct.calcsize(form)
    if at < 0 or at + size > len(content):
        raise DamageError("beyond the end")
    found: int = struct.unpack_from("<" + form, content, at)[0]
    return found


def pair(word: bytes, table: bytes, index: int) -> bytes:
    """Return the table that the header names at a place of its list, b"" where it names none."""
    at = _PAIRS + 8 * index
    if at + 8 > _PAIRS + 8 * number(word, _PAIRS - 2):
        return b""
    start, size = number(word, at, "I"), number(word, at + 4, "I")
    return table[start : start + size] if start + size <= len(table) else b""


def offset_of(word: bytes, index: int) -> int:
    """Return where the table stream holds the table that the header names at a place of its list."""
    return number(word, _PAIRS + 8 * index, "I")


def opened(word: bytes, table: bytes, data: bytes) -> File:
    """Return a file with its text and properties."""
    pieces = list(_pieces(pair(word, table, CLX)))
    if not pieces or pieces[-1].end > len(word):
        raise DamageError("pieces are missing, or hold more than the file")
    text = "".join(_words(word, piece) for piece in pieces)
    if len(text) != pieces[-1].end:
        raise DamageError("text is missing")
    characters = _stretches(word, pair(word, table, CHARACTERS), pieces, _CharacterPages)
    paragraphs = _stretches(word, pair(word, table, PARAGRAPHS), pieces, _ParagraphPages)
    return File(word, table, data, text, characters, paragraphs)


def starts_of(table: bytes, size: int) -> tuple[list[int], list[bytes]]:
    """Return the positions of a table of positions with entries of `size` bytes, and the entries, one fewer."""
    count = max((len(table) - 4) // (4 + size), 0)
    positions = list(struct.unpack_from(f"<{count + 1}I", table)) if len(table) >= 4 else []
    first = 4 * (count + 1)
    return positions, [table[first + size * i : first + size * (i + 1)] for i in range(count)]


def _pieces(clx: bytes) -> Iterator[_Piece]:
    at = 0
    changes: list[bytes] = []
    while at < len(clx) and clx[at] == 1:
        size = number(clx, at + 1)
        changes.append(clx[at + 3 : at + 3 + size])
        at += 3 + size
    if at >= len(clx) or clx[at] != 2:
        raise DamageError("no pieces")
    positions, entries = starts_of(clx[at + 5 : at + 5 + number(clx, at + 1, "I")], 8)
    for start, end, entry in zip(positions, positions[1:], entries, strict=False):
        if end < start or len(positions) > _MOST_PIECES:
            raise DamageError("pieces out of order")
        place, change = number(entry, 2, "I"), number(entry, 6)
        narrow = bool(place & _COMPRESSED)
        offset = (place & (_COMPRESSED - 1)) // (2 if narrow else 1)
        index = change >> 1
        yield _Piece(start, end, offset, narrow, changes[index] if change & 1 and index < len(changes) else b"")


def _words(word: bytes, piece: _Piece) -> str:
    content = word[piece.offset : piece.offset + (piece.end - piece.start) * piece.width]
    if len(content) != (piece.end - piece.start) * piece.width:
        raise DamageError("text is cut off")
    if piece.narrow:
        return "".join(map(_narrow, content))
    return "".join(map(chr, struct.unpack(f"<{len(content) // 2}H", content)))


def _narrow(code: int) -> str:
    return bytes((code,)).decode("cp1252", "replace") if 0x80 <= code < 0xA0 else chr(code)


def _stretches(word: bytes, table: bytes, pieces: Sequence[_Piece], page: "type[_Pages]") -> Stretches:
    """Return the stretches of the text that the pages of properties tell by places in the file."""
    runs = sorted(run for entry in starts_of(table, 4)[1] for run in page.runs(word, (number(entry, 0, "I") & 0x3FFFFF) * _PAGE))
    begins = [begin for begin, _, _ in runs]
    starts: list[int] = []
    found: list[bytes] = []
    for piece in pieces:
        last = piece.offset + (piece.end - piece.start) * piece.width
        index = max(bisect_right(begins, piece.offset) - 1, 0)
        while index < len(runs) and runs[index][0] < last:
            begin, end, properties = runs[index]
            index += 1
            if end > piece.offset:
                starts.append(piece.start + (max(begin, piece.offset) - piece.offset) // piece.width)
                found.append(properties + piece.changes)
    return Stretches(starts, found)


class _Pages:
    """How pages of properties are laid out: `step` bytes for each stretch tell where its properties stand on the page."""

    step = 1

    @classmethod
    def runs(cls, word: bytes, start: int) -> Iterator[tuple[int, int, bytes]]:
        """Yield the stretches of a page: begin and end in the file, properties."""
        page = word[start : start + _PAGE]
        if len(page) < _PAGE:
            return
        count = page[-1]
        if 4 * (count + 1) + cls.step * count >= _PAGE:
            return
        places = struct.unpack_from(f"<{count + 1}I", page)
        for i in range(count):
            yield places[i], places[i + 1], cls.properties(page, 2 * page[4 * (count + 1) + cls.step * i])

    @classmethod
    def properties(cls, page: bytes, at: int) -> bytes:
        """Return the properties at a place of a page."""
        return page[at + 1 : at + 1 + page[at]] if at else b""


class _CharacterPages(_Pages):
    """Properties of words."""


class _ParagraphPages(_Pages):
    """Properties of paragraphs: the number of the style stands before them."""

    step = 13

    @classmethod
    def properties(cls, page: bytes, at: int) -> bytes:
        """Return the style and the properties at a place of a page."""
        if not at:
            return b""
        if page[at]:
            return page[at + 1 : at + 2 * page[at]]
        return page[at + 2 : at + 2 + 2 * page[at + 1]] if at + 1 < _PAGE else b""


def changes(content: bytes, data: bytes = b"") -> Iterator[tuple[int, bytes]]:
    """Yield the changes that properties are written as: what is changed, and to what. What is cut off at the end is padding."""
    at = 0
    while at + 2 <= len(content):
        code = number(content, at)
        at += 2
        size = _SIZES.get(code >> 13)
        if size is None:
            if at >= len(content):
                return
            if code == _TABLE_DEFINITION:
                size = number(content, at) + 1 if at + 2 <= len(content) else 0
            else:
                size = _tabs(content, at) if code == _TABS and content[at] == 255 else content[at] + 1
        if at + size > len(content):
            return
        operand = content[at : at + size]
        at += size
        if code in _HUGE and (place := number(operand, 0, "I")) + 2 <= len(data):
            yield from changes(data[place + 2 : place + 2 + number(data, place)])
        else:
            yield code, operand


def _tabs(content: bytes, at: int) -> int:
    """Return the size of a change of tabs that is too long to tell it."""
    deleted = content[at + 1] if at + 1 < len(content) else 0
    added = at + 2 + 4 * deleted
    return 3 + 4 * deleted + 3 * (content[added] if added < len(content) else 0)
