"""What stands on a page in the order of reading: lines and tables, column after column, boxes as a whole."""

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from loaders.readers.pdf import grids
from loaders.readers.pdf.grids import Grid
from loaders.readers.pdf.lines import Line, joined, lines, margins, rows, within
from loaders.readers.pdf.page import Page, Run

_FEWEST: Final = 5
"""Lines that each of two columns has at least."""
_SPARSE: Final = 0.12


@dataclass(frozen=True, slots=True)
class Table:
    """A table on a page: its place, the edges of its columns, the size of its characters, its rows of cells."""

    page: int
    top: float
    bottom: float
    xs: tuple[float, ...]
    size: float
    rows: tuple[tuple[str, ...], ...]


Item = Line | Table


@dataclass(frozen=True, slots=True)
class _Box:
    """What is read as a whole: a table, a frame, or one line."""

    x0: float
    x1: float
    top: float
    items: tuple[Item, ...]


def arranged(page: Page) -> list[Item]:
    """Return lines and tables of a page in reading order."""
    boxes: list[_Box] = []
    rest: Sequence[Run] = page.runs
    for grid in grids.grids(page.rules):
        cells, outside = grids.dealt(grid, rest)
        texts = {place: _cell(runs) for place, runs in cells.items()}
        if not any(texts.values()) or (not grids.is_frame(grid) and _is_drawing(grid, texts)):
            continue
        rest = outside
        if grids.is_frame(grid):
            boxes = _framed(grid, cells, boxes, page.number)
        else:
            boxes.append(_boxed(grid, [_table(grid, cells, texts, page.number)]))
    return [item for box in _ordered(list(rest), boxes, page) for item in box.items]


def _table(grid: Grid, cells: dict[tuple[int, int], list[Run]], texts: dict[tuple[int, int], str], number: int) -> Table:
    size = statistics.median(run.style.size for runs in cells.values() for run in runs for _ in run.text)
    return Table(number, grid.ys[0], grid.ys[-1], grid.xs, size, grids.rows(grid, texts))


def _boxed(grid: Grid, items: Iterable[Item]) -> _Box:
    return _Box(grid.xs[0], grid.xs[-1], grid.ys[0], tuple(items))


def _cell(runs: Sequence[Run]) -> str:
    return joined(line.text for line in lines(runs, 0))


def _is_drawing(grid: Grid, texts: dict[tuple[int, int], str]) -> bool:
    """Tell whether a grid is one of a chart: nearly nothing stands in its cells."""
    return sum(map(bool, texts.values())) < _SPARSE * len(set(grid.owners.values()))


def _framed(grid: Grid, cells: dict[tuple[int, int], list[Run]], boxes: list[_Box], number: int) -> list[_Box]:
    """Return the boxes of a page with that of a frame, which takes in the boxes that lie inside it."""
    inner = [box for box in boxes if grid.place((box.x0 + box.x1) / 2, box.top + 1)]
    items: list[Item] = [item for box in inner for item in box.items]
    for place in sorted(cells):
        padding = max(0.0, min(run.x0 for run in cells[place]) - grid.xs[0])
        items += within(lines(cells[place], number), grid.xs[0] + padding, grid.xs[-1] - min(padding, 12.0))
    items.sort(key=lambda item: item.top)
    return [*(box for box in boxes if box not in inner), _boxed(grid, items)]


def _ordered(runs: list[Run], boxes: Sequence[_Box], page: Page) -> Iterator[_Box]:
    """Yield the boxes and the lines around them from the top down; between two that span the page, the left column comes first."""
    gutter = _gutter(runs, page)
    if gutter is None:
        yield from sorted([*map(_lone, lines(runs, page.number)), *boxes], key=lambda box: box.top)
        return
    spanning, left, right = _parted(runs, gutter)
    wide = [*map(_lone, lines(spanning, page.number)), *(box for box in boxes if box.x0 < gutter < box.x1)]
    sides = (
        [*map(_lone, _column(left, page)), *(box for box in boxes if box.x1 <= gutter)],
        [*map(_lone, _column(right, page)), *(box for box in boxes if box.x0 >= gutter)],
    )
    top = float("-inf")
    for box in [*sorted(wide, key=lambda box: box.top), _Box(0, 0, float("inf"), ())]:
        for side in sides:
            yield from sorted((other for other in side if top <= other.top < box.top), key=lambda box: box.top)
        yield box
        top = box.top


def _column(runs: list[Run], page: Page) -> list[Line]:
    found = lines(runs, page.number)
    return within(found, *margins(found))


def _lone(line: Line) -> _Box:
    return _Box(line.x0, line.x1, line.top, (line,))


def _gutter(runs: Sequence[Run], page: Page) -> float | None:
    """Return the middle of the gap between two columns, None where the page has one column."""
    segments = [segment for row in rows(runs) for segment in _segments(row)]
    if len(segments) < 2 * _FEWEST:
        return None
    start, end = min(s[0] for s in segments), max(s[1] for s in segments)
    width = end - start
    best: tuple[int, float] | None = None
    for step in range(35, 66):
        x = start + width * step / 100
        crossing = sum(a < x - 3 and x + 3 < b for a, b in segments)
        touching = sum(a < x + 4 and x - 4 < b for a, b in segments) - crossing
        if touching == 0 and (best is None or (crossing, abs(step - 50)) < (best[0], abs((best[1] - start) / width * 100 - 50))):
            best = crossing, x
    if best is None or width < 0.4 * page.width or best[0] > 0.4 * len(segments):
        return None
    gutter = best[1]
    sides = ([b - a for a, b in segments if b <= gutter], [b - a for a, b in segments if a >= gutter])
    full = all(len(side) >= _FEWEST and sum(w > 0.55 * width / 2 for w in side) >= 0.5 * len(side) for side in sides)
    return gutter if full else None


def _segments(row: Sequence[Run]) -> Iterator[tuple[float, float]]:
    """Yield the stretches of a row between wide gaps."""
    start, end = row[0].x0, row[0].x1
    for run in row[1:]:
        if run.x0 - end > 1.2 * run.style.size:
            yield start, end
            start = run.x0
        end = max(end, run.x1)
    yield start, end


def _parted(runs: Iterable[Run], gutter: float) -> tuple[list[Run], list[Run], list[Run]]:
    """Return the runs of rows that reach over the gap between the columns, those left of it and those right of it."""
    spanning: list[Run] = []
    left: list[Run] = []
    right: list[Run] = []
    for row in rows(runs):
        ends = max((run.x1 for run in row if run.x0 < gutter), default=0.0)
        start = min((run.x0 for run in row if run.x0 >= gutter), default=float("inf"))
        if ends > gutter or start - ends < 0.8 * row[0].style.size:
            spanning += row
        else:
            left += (run for run in row if run.x0 < gutter)
            right += (run for run in row if run.x0 >= gutter)
    return spanning, left, right
