"""Rows of cells that span columns and rows, as the plain rows of a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WIDEST = 256
"""The most columns that a table may have; wider spans are cut."""
LONGEST = 2000
"""The most characters of a cell that are said again in the rows below."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of so many columns; `below` tells that it goes on with the cell above it, whose words it has."""

    text: str
    columns: int
    below: bool


def spread(rows: Sequence[Sequence[Cell]]) -> tuple[tuple[str, ...], ...]:
    """Return plain rows: the words of a cell stand in its first column, and again in each row that it reaches down to.

    A row is evidence by itself, so it keeps what a merged cell says of it; in the columns beside the first the cell says nothing new.
    Where all rows have as many cells, these are the columns: edges that are dragged a little apart in some rows make no column.
    """
    alike = len({len(row) for row in rows}) == 1
    placed = [list(_placed(row, alike=alike)) for row in rows]
    used = sorted({column for row in placed for column, _ in row})
    above: dict[int, str] = {}
    found: list[tuple[str, ...]] = []
    for row in placed:
        texts = {column: above.get(column, "")[:LONGEST] if cell.below else cell.text for column, cell in row}
        above = texts
        found.append(tuple(texts.get(column, "") for column in used))
    return tuple(found)


def _placed(row: Sequence[Cell], *, alike: bool) -> Iterator[tuple[int, Cell]]:
    column = 0
    for cell in row:
        if column < WIDEST:
            yield column, cell
        column += 1 if alike else max(cell.columns, 1)
