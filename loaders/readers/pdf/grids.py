"""The grids that the ruled lines of a page form, and the cells of tables in them."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from loaders.readers.pdf.page import Rule, Run

_NEAR: Final = 3.0
"""Points between which two edges are one: rules have a thickness, and their ends do not quite meet."""
_MOST: Final = 1_500
"""Level or upright lines of a page beyond which they are a drawing."""
_LEAST_CELL: Final = 5.0


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns and rows between ruled lines; `owners` tells for each place (row, column) the first place of its merged cell."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    owners: dict[tuple[int, int], tuple[int, int]]

    @property
    def area(self) -> float:
        """The area of the whole."""
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])

    def place(self, x: float, y: float) -> tuple[int, int] | None:
        """Return row and column of a point, None outside."""
        row, column = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        inside = 0 <= row < len(self.ys) - 1 and 0 <= column < len(self.xs) - 1
        return (row, column) if inside else None


def grids(rules: Iterable[Rule]) -> list[Grid]:
    """Return the grids of a page, the smallest first; none where there are so many lines that they are a drawing."""
    level, upright = _merged([r for r in rules if r.level]), _merged([_flipped(r) for r in rules if not r.level])
    if not level or not upright or max(len(level), len(upright)) > _MOST:
        return []
    found = (_grid(*part) for part in _components(level, [_flipped(rule) for rule in upright]))
    return sorted((grid for grid in found if grid), key=lambda grid: grid.area)


def _flipped(rule: Rule) -> Rule:
    return Rule(rule.y0, rule.x0, rule.y1, rule.x1)


def _merged(rules: Sequence[Rule]) -> list[Rule]:
    """Return level lines of which those on one height that touch are one."""
    found: list[Rule] = []
    for line in _clusters(sorted(rules, key=lambda r: r.y0)):
        y = sum(rule.y0 for rule in line) / len(line)
        start, end = float("inf"), float("-inf")
        for rule in sorted(line):
            if rule.x0 > end + _NEAR and end > start:
                found.append(Rule(start, y, end, y))
                start = rule.x0
            start, end = min(start, rule.x0), max(end, rule.x1)
        found.append(Rule(start, y, end, y))
    return found


def _clusters(rules: Sequence[Rule]) -> Iterable[list[Rule]]:
    """Yield the rules that lie at one height, as sorted by it."""
    cluster: list[Rule] = []
    for rule in rules:
        if cluster and rule.y0 - cluster[0].y0 > _NEAR:
            yield cluster
            cluster = []
        cluster.append(rule)
    if cluster:
        yield cluster


def _components(level: Sequence[Rule], upright: Sequence[Rule]) -> Iterable[tuple[list[Rule], list[Rule]]]:
    """Yield the level and upright lines that hang together."""
    parents = list(range(len(level) + len(upright)))

    def root(i: int) -> int:
        while parents[i] != i:
            parents[i] = parents[parents[i]]
            i = parents[i]
        return i

    for j, post in enumerate(upright, len(level)):
        for i, bar in enumerate(level):
            if bar.x0 - _NEAR <= post.x0 <= bar.x1 + _NEAR and post.y0 - _NEAR <= bar.y0 <= post.y1 + _NEAR:
                parents[root(i)] = root(j)
    parts: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for i, rule in enumerate([*level, *upright]):
        parts[root(i)][i >= len(level)].append(rule)
    return (part for part in parts.values() if part[0] and part[1])


def _grid(level: Sequence[Rule], upright: Sequence[Rule]) -> Grid | None:
    """Return the grid of lines that hang together; the outer edges of an open table are where its lines end."""
    xs = _edges([*(r.x0 for r in upright), min(r.x0 for r in level), max(r.x1 for r in level)])
    ys = _edges([*(r.y0 for r in level), min(r.y0 for r in upright), max(r.y1 for r in upright)])
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > 40_000:
        return None
    columns, rows = range(len(xs) - 1), range(len(ys) - 1)
    owners: dict[tuple[int, int], tuple[int, int]] = {}
    posts = [[r for r in upright if abs(r.x0 - x) <= _NEAR] for x in xs]
    bars = [[r for r in level if abs(r.y0 - y) <= _NEAR] for y in ys]
    for row in rows:
        for column in columns:
            x, y = (xs[column] + xs[column + 1]) / 2, (ys[row] + ys[row + 1]) / 2
            if column and not any(r.y0 <= y <= r.y1 for r in posts[column]):
                owners[row, column] = owners[row, column - 1]
            elif row and not any(r.x0 <= x <= r.x1 for r in bars[row]):
                owners[row, column] = owners[row - 1, column]
            else:
                owners[row, column] = row, column
    return Grid(xs, ys, owners)


def _edges(values: Sequence[float]) -> tuple[float, ...]:
    """Return the places of lines, those near each other once."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _LEAST_CELL:
            found.append(value)
    return tuple(found)


def dealt(grid: Grid, runs: Iterable[Run]) -> tuple[dict[tuple[int, int], list[Run]], list[Run]]:
    """Return the runs in each cell of a grid, cut where they reach over an edge, and those outside of it."""
    cells: dict[tuple[int, int], list[Run]] = defaultdict(list)
    outside: list[Run] = []
    for run in runs:
        for piece in _cut(grid, run):
            place = grid.place((piece.x0 + piece.x1) / 2, piece.middle)
            if place:
                cells[grid.owners[place]].append(piece)
            else:
                outside.append(piece)
    return cells, outside


def _cut(grid: Grid, run: Run) -> Iterable[Run]:
    """Yield the pieces of a run between the upright lines that it crosses."""
    row = bisect_right(grid.ys, run.middle) - 1
    if not 0 <= row < len(grid.ys) - 1:
        return [run]
    pieces = [run]
    for column, x in enumerate(grid.xs):
        inner = 0 < column < len(grid.xs) - 1
        parted = not inner or grid.owners[row, column - 1] != grid.owners[row, column]
        if parted and pieces[-1].x0 < x - 1 and x + 1 < pieces[-1].x1:
            pieces[-1:] = pieces[-1].split(x)
    return pieces


def is_frame(grid: Grid) -> bool:
    """Tell whether a grid has one column: a box around text rather than a table."""
    return len({owner[1] for owner in grid.owners.values()}) == 1


def rows(grid: Grid, texts: dict[tuple[int, int], str]) -> tuple[tuple[str, ...], ...]:
    """Return the cells row by row: a merged cell says its words in its first column of each row that it reaches to."""
    owners = grid.owners
    columns = [c for c in range(len(grid.xs) - 1) if not c or any(owners[r, c] != owners[r, c - 1] for r in range(len(grid.ys) - 1))]
    lines = [r for r in range(len(grid.ys) - 1) if not r or any(owners[r, c] != owners[r - 1, c] for c in columns)]
    found = []
    for row in lines:
        seen = [owners[row, column] for column in columns]
        first = [i == 0 or seen[i - 1] != owner for i, owner in enumerate(seen)]
        found.append(tuple(texts.get(owner, "") if begins else "" for owner, begins in zip(seen, first, strict=True)))
    return tuple(row for row in found if any(row))
