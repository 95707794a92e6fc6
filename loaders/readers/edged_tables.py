"""Tables of RTF and old Word: rows tell the right edges of their cells, and which go on with a cell above or to the left."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from loaders.readers.composition import Paragraph, Piece, Table, flat
from loaders.readers.grid import Cell, spread

_NEAR = 60
"""Twentieths of a point between edges that are meant as one."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a cell ends on the right, and whether it goes on with the cell above it or beside it."""

    right: int
    below: bool
    beside: bool


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, each with its paragraphs, and their edges."""

    cells: Sequence[Sequence[Paragraph]]
    edges: tuple[Edge, ...]


def table(rows: Sequence[Row]) -> list[Piece]:
    """Return a table, or the paragraphs of one that only frames text: each of its rows has one cell."""
    if all(len(row.cells) <= 1 for row in rows):
        return [paragraph for row in rows for cell in row.cells for paragraph in cell]
    columns = _columns(rows)
    return [Table(spread([_cells(row, columns) for row in rows]))]


def _columns(rows: Sequence[Row]) -> list[int]:
    """Return the right edges of all columns."""
    found: list[int] = []
    for right in sorted({edge.right for row in rows for edge in row.edges}):
        if not found or right > found[-1] + _NEAR:
            found.append(right)
    return found


def _cells(row: Row, columns: Sequence[int]) -> list[Cell]:
    found: list[Cell] = []
    done = 0
    for i, paragraphs in enumerate(row.cells):
        edge = row.edges[i] if i < len(row.edges) else Edge(0, below=False, beside=False)
        column = bisect_left(columns, edge.right - _NEAR) + 1 if edge.right else done + 1
        width, done = max(column - done, 1), max(column, done + 1)
        if edge.beside and found:
            found[-1] = Cell(found[-1].text, found[-1].columns + width, found[-1].below)
        else:
            found.append(Cell(" ".join(map(flat, paragraphs)), width, edge.below))
    return found
