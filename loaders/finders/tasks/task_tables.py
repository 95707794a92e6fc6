"""Tables of tasks in every shape that they arrive in: rows with tabs, whole or broken over lines, cells parted by blanks, one cell a line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from loaders.document import Document
from loaders.finders.tasks.columns import Column, Header, column, header
from loaders.finders.tasks.lines import GROUP, INDEX, Line, Lines, Piece
from loaders.finders.tasks.units_in_charge import is_list, names_unit

_LONGEST: Final = 120
_MOST_LINES: Final = 40
_GAP: Final = 60
_COUNTED: Final = frozenset("亿万千百元个家项件平公立米吨倍年月日时度多余左名人户台套座处条种次级层号%")


@dataclass(frozen=True, slots=True)
class Units:
    """A cell of units: the role that its column gives them, and its words."""

    role: Column
    cell: Piece


@dataclass(frozen=True, slots=True)
class Record:
    """A task of a table: its name, its units and its time limit."""

    name: Piece
    units: tuple[Units, ...]
    deadline: str


def records(document: Document) -> Iterator[Record]:
    """Yield the tasks of all tables, in order."""
    lines = Lines(document)
    at = 0
    while at < len(lines):
        found = _header(lines, at)
        if found is None:
            at += 1
            continue
        head, at, row = found
        end = next((i for i in range(at, len(lines)) if _other(lines, i, head)), len(lines))
        kept = (i for i in range(at, end) if not _repeated(lines, i, head))
        body = [line for i in kept for line in ([lines[i]] if row else lines.as_set(i))]
        yield from _from_rows(head, body) if row else _from_lines(head, body)
        at = end


def _header(lines: Lines, at: int) -> tuple[Header, int, bool] | None:
    """Return the header that begins at a line, where the line below it is, and whether it is a row."""
    words = lines.words(at)
    if "\t" in words:
        found = _row_header(lines[at])
        return (found, at + 1, True) if found else None
    texts: list[str] = []
    end = at
    while (
        end < len(lines)
        and end - at < 12
        and len(words := lines.words(end)) <= 60
        and "\t" not in words
        and not set("，。；：、") & set(words)
    ):
        pieces = [piece.text for piece in lines[end].pieces]
        if not all(column(piece) for piece in pieces) or set(pieces) & set(texts):
            break
        texts += pieces
        end += 1
    head = header(texts) if len(texts) >= 3 else None
    return (head, end, False) if head and (head.task <= 2) else None


def _row_header(line: Line) -> Header | None:
    words = [piece.text for piece in line.pieces]
    if any(len(word) > 24 or "。" in word or INDEX.fullmatch(word) for word in words):
        return None
    return header(words)


def _repeated(lines: Lines, i: int, head: Header) -> bool:
    """Tell whether a line says the header again, or one cell of it where it stood one cell a line."""
    words = lines.words(i)
    if len(words) > 100:
        return False
    texts = words.split("\t") if "\t" in words else [piece.text for piece in lines[i].pieces] if column(words[:4]) or column(words) else []
    return bool(texts) and set(texts) <= set(head.words)


def _other(lines: Lines, i: int, head: Header) -> bool:
    """Tell whether another table begins at a line."""
    words = lines.words(i)
    if len(words) > 100 or _repeated(lines, i, head):
        return False
    found = _header(lines, i)
    return found is not None and found[0].words != head.words


def _from_rows(head: Header, body: Sequence[Line]) -> Iterator[Record]:
    """Yield the tasks of rows with tabs; what a line break inside a cell parted is put together again."""
    last: Piece | None = None
    for row in _whole_rows(head, body):
        placed = _placed(head, row)
        if placed is None:
            continue
        name = placed[head.task] if head.task < len(placed) else None
        name = last if name is None or len(name.text) < 2 else name
        last = name
        units = tuple(Units(head.columns[i], placed[i]) for i in head.units if i < len(placed) and placed[i].text)
        due = placed[head.deadline].text if -1 < head.deadline < len(placed) else ""
        if name is not None and units and len(name.text) <= 3 * _LONGEST:
            yield Record(name, units, due)


def _placed(head: Header, row: Sequence[Piece]) -> Sequence[Piece] | None:
    """Return a row with its cells below their columns: a category or a task that was said in a row above is empty."""
    short = len(head.columns) - len(row)
    if short <= 0 or not row:
        return row if short == 0 or len(row) <= len(head.columns) + 1 else None
    empty = Piece((), "")
    if head.index > 0 and INDEX.fullmatch(row[0].text):
        return [empty] * head.index + list(row)
    shifted = [empty] * short + list(row)
    if head.index == 0 and not INDEX.fullmatch(row[0].text) and row[0].text:
        return (
            shifted
            if all(is_list(shifted[i].text) for i in head.units if shifted[i].text) and any(shifted[i].text for i in head.units)
            else None
        )
    if head.index < 0 and not is_list(_at(row, head.units[0])) and is_list(_at(shifted, head.units[0])):
        return shifted
    return row


def _at(row: Sequence[Piece], i: int) -> str:
    return row[i].text if i < len(row) else ""


def _whole_rows(head: Header, body: Sequence[Line]) -> Iterator[Sequence[Piece]]:
    row: list[Piece] = []
    parted = False
    for i, line in enumerate(body):
        if not line.row and (line.title or not _continues(head, row, body, at=i)):
            if row:
                yield row
            row, parted = [], parted or not line.title
            continue
        if row and _continues(head, row, body, at=i):
            row[-1:] = [_glued(row[-1], line.pieces[0])]
            row += line.pieces[1:]
            continue
        if row:
            yield row
        if parted and line.index < 0:
            return
        row, parted = list(line.pieces), False
    if row:
        yield row


def _continues(head: Header, row: Sequence[Piece], body: Sequence[Line], *, at: int) -> bool:
    """Tell whether a line goes on with the last cell of the row above it."""
    line = body[at]
    missing = len(head.columns) - len(row) - (head.index if head.index > 0 and row and INDEX.fullmatch(row[0].text) else 0)
    if not row or line.title or line.index >= 0 or not line.pieces[0].text or missing < len(line.pieces) - 1:
        return False
    open_ = row[-1].text.endswith(("、", "，")) or line.pieces[0].text.startswith(("、", "，", "（", "）"))
    if head.index < 0 or not INDEX.fullmatch(row[0].text if head.index == 0 else row[min(head.index, len(row) - 1)].text or row[0].text):
        return open_ and (line.row or len(line.pieces[0].text) <= GROUP)
    if line.row:
        return missing >= len(line.pieces) - 1 > 0 and not _stands_alone(head, line)
    return open_ or any(other.row and other.index < 0 for other in body[at + 1 : at + 4] if not other.title)


def _stands_alone(head: Header, line: Line) -> bool:
    """Tell whether a short row is whole: its units stand below their columns when the cells before are left out."""
    placed = _placed(head, line.pieces)
    return (
        placed is not None
        and len(line.pieces) >= 2
        and all(len(_at(placed, i)) > 1 for i in head.units)
        and not line.pieces[0].text.endswith("。")
    )


def _glued(one: Piece, other: Piece) -> Piece:
    return Piece((*one.spans, *other.spans), one.text + other.text)


def _from_lines(head: Header, body: Sequence[Line]) -> Iterator[Record]:
    """Yield the tasks of a table whose cells stand on lines of their own or are parted by blanks."""
    numbered = Column.INDEX in head.columns and any(line.index == 1 for line in body[:6])
    for pieces in _numbered(body) if numbered else _by_units(head, body):
        record = _record(head, pieces)
        if record is not None:
            yield record


def _numbered(body: Sequence[Line]) -> Iterator[Sequence[Piece]]:
    """Yield the cells behind 1, 2, 3 and so on, until something else than a group's title stands between."""
    expected, pieces, count = 1, list[Piece](), 0
    for line in body:
        if line.index == expected or (line.index == 1 and not pieces) or (expected < line.index <= expected + _GAP and not _counts(line)):
            if pieces:
                yield pieces
            expected, pieces, count = line.index + 1, list(line.pieces[1:]), 1
        elif line.row:
            break
        elif line.title:
            if pieces:
                yield pieces
            pieces, count = [], 0
        elif count:
            pieces += line.pieces
            count += 1
            if count > _MOST_LINES:
                break
        elif expected > 1:
            return
    if pieces:
        yield pieces


def _counts(line: Line) -> bool:
    """Tell whether the number at the start of a line counts what follows: 3 个园区."""
    return len(line.pieces) > 1 and line.pieces[1].text[:1] in _COUNTED


def _by_units(head: Header, body: Sequence[Line]) -> Iterator[Sequence[Piece]]:
    """Yield the cells of the records of a table without numbers: up to the units, and the columns behind them."""
    behind = len(head.columns) - 1 - head.units[-1]
    if (found := _even(head, body)) is not None:
        yield from found
        return
    pieces: list[Piece] = []
    left = -1
    for line in body:
        if line.title or line.row or len(pieces) > _MOST_LINES:
            if line.row or len(pieces) > _MOST_LINES:
                return
            pieces, left = [], -1
            continue
        for piece in line.pieces:
            is_units = is_list(piece.text)
            if left >= 0 and not is_units:
                left -= 1
                if left < 0:
                    yield pieces
                    pieces = []
            pieces.append(piece)
            if is_units and len(pieces) > 1:
                left = behind
    if left >= 0:
        yield pieces


def _even(head: Header, body: Sequence[Line]) -> list[Sequence[Piece]] | None:
    """Return the records of a table in which none lacks a cell, two at least; None where they do not come out even."""
    if head.index >= 0:
        return None
    found: list[Sequence[Piece]] = []
    pieces: list[Piece] = []
    for line in body:
        if line.title or line.row:
            if pieces or line.row:
                break
            continue
        pieces += line.pieces
        if len(pieces) >= len(head.columns):
            if not _fits(head, pieces):
                break
            found.append(pieces)
            pieces = []
    return found if len(found) >= 2 else None


def _record(head: Header, pieces: Sequence[Piece]) -> Record | None:
    """Return the task that cells say: its name first, then what is done, then the units, then the rest."""
    if _fits(head, pieces):
        placed = [Piece((), "")] * (head.index == 0) + list(pieces)
        units = tuple(Units(head.columns[i], placed[i]) for i in head.units)
        return Record(placed[head.task], units, placed[head.deadline].text if head.deadline >= 0 else "")
    if head.units[0] < head.task:
        return None
    content = sum(c is Column.CONTENT for c in head.columns[head.task : head.units[0]])
    before = head.task - (head.index == 0)
    found: list[tuple[int, int, Piece]] = []
    at = 1
    while at < len(pieces) and len(found) < len(head.units):
        cell, end = _list_at(pieces, at)
        if cell is not None:
            found.append((at, end, cell))
        elif found:
            break
        at = end
    if not found:
        return None
    first, behind = found[0][0], found[-1][1]
    start = before if first >= before + 1 + content else max(0, first - 1 - content)
    name = _name(pieces[start:first], wraps=content > 0)
    rest = [p.text for p in pieces[behind : behind + len(head.columns)]]
    after = list(head.columns[head.units[-1] + 1 :])
    due = rest[after.index(Column.DEADLINE)] if Column.DEADLINE in after and after.index(Column.DEADLINE) < len(rest) else ""
    if name is None or due.endswith("。"):
        return None
    return Record(name, tuple(Units(head.columns[i], cell) for i, (_, _, cell) in zip(head.units, found, strict=False)), due)


def _fits(head: Header, pieces: Sequence[Piece]) -> bool:
    """Tell whether cells are as many as the columns and stand below them: units below units, and none below the task."""
    shift = int(head.index == 0)
    if len(pieces) != len(head.columns) - shift or head.index > 0:
        return False
    name = pieces[head.task - shift].text
    return all(names_unit(pieces[i - shift].text) for i in head.units) and 2 <= len(name) <= _LONGEST and not is_list(name)


def _list_at(pieces: Sequence[Piece], at: int) -> tuple[Piece | None, int]:
    """Return the list of units that begins at a cell and may go on below, and the place behind it."""
    cell = pieces[at]
    known = is_list(cell.text.rsplit("、", 1)[0])
    end = at + 1
    while (
        end < min(len(pieces), at + 6)
        and known
        and (cell.text.endswith("、") or not is_list(cell.text) or pieces[end].text.startswith(("（", "、")))
    ):
        cell = _glued(cell, pieces[end])
        end += 1
    return (cell, end) if is_list(cell.text) else (None, at + 1)


def _name(pieces: Sequence[Piece], *, wraps: bool) -> Piece | None:
    """Return the name of a task: the first cell with what a narrow column broke off, or all where no other column comes before the units."""
    if not pieces:
        return None
    name, width = pieces[0], len(pieces[0].text)
    for piece, following in pairwise([*pieces[1:], None]):
        short = piece is not None and len(piece.text) <= width and not set("，。；") & set(piece.text) and following is not None
        if piece is None or (wraps and not (short and width >= 6)):
            break
        name = _glued(name, piece)
    return name if 2 <= len(name.text) <= _LONGEST and re.search(r"[\u3400-\u9fff]", name.text) else None
