"""Where the nodes of a drawing stand: computed once, the same for every run, in about linear time.

Each connected part is laid out as a radial tree from its best connected node and then relaxed by a few rounds of springs
and of repulsion between near neighbours. Parts are packed in rows, things without any relation in a grid below, by group.
Only + - * / and square roots are used on the way (and a table of directions), so that every machine rounds alike.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import cos, pi, sin, sqrt
from typing import Final

Point = tuple[float, float]
Neighbours = Mapping[str, Sequence[str]]

SPACING: Final = 92.0
STRETCH: Final = 1.5
"""Labels are wider than high: what is computed with round distances is stretched sideways."""
GAP: Final = 150.0
CELL: Final = (168.0, 70.0)
ASPECT: Final = 1.7
_DIRECTIONS: Final = tuple((round(cos(2 * pi * i / 4096), 9), round(sin(2 * pi * i / 4096), 9)) for i in range(4096))


def place(groups: Mapping[str, int], edges: Iterable[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    """Return whole-number coordinates of the nodes, which are the keys of `groups`; a group's lone nodes stay together."""
    near = _neighbours(groups, edges)
    parts = _parts(near)
    shapes = [_shape(part, near) for part in parts if len(part) > 1]
    lone = sorted((part[0] for part in parts if len(part) == 1), key=lambda node: (groups[node], node))
    placed = _pack(shapes)
    bottom = max((y for _, y in placed.values()), default=0.0)
    placed |= _grid(lone, top=bottom + (GAP if placed else 0.0), wide=_width(placed, len(lone)))
    return {node: (round(x), round(y)) for node, (x, y) in sorted(placed.items())}


def _neighbours(nodes: Iterable[str], edges: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    near: dict[str, set[str]] = {node: set() for node in nodes}
    for a, b in edges:
        if a != b:
            near[a].add(b)
            near[b].add(a)
    return {node: sorted(others) for node, others in sorted(near.items())}


def _parts(near: Neighbours) -> list[list[str]]:
    """Return the connected parts, the largest first."""
    seen: set[str] = set()
    parts = []
    for start in near:
        if start not in seen:
            part = [start]
            seen.add(start)
            for node in part:
                fresh = [other for other in near[node] if other not in seen]
                seen.update(fresh)
                part += fresh
            parts.append(sorted(part))
    return sorted(parts, key=lambda part: (-len(part), part))


def _shape(part: Sequence[str], near: Neighbours) -> dict[str, Point]:
    points = _radial(part, near)
    rounds = max(30, min(160, 60_000 // len(part)))
    for step in range(rounds):
        points = _relax(points, near, reach=SPACING * 0.6 * (1 - step / rounds))
    return {node: (x * STRETCH, y) for node, (x, y) in points.items()}


def _radial(part: Sequence[str], near: Neighbours) -> dict[str, Point]:
    """Place a part as a tree around its best connected node; each branch gets a wedge as wide as it has nodes."""
    root = min(part, key=lambda node: (-len(near[node]), node))
    order, children = [root], defaultdict(list)
    seen = {root}
    for node in order:
        for other in near[node]:
            if other not in seen:
                seen.add(other)
                children[node].append(other)
                order.append(other)
    weight = dict.fromkeys(order, 1)
    for node in reversed(order):
        weight[node] += sum(weight[child] for child in children[node])
    return _wedges(root, order, children, weight)


def _wedges(root: str, order: Sequence[str], children: Mapping[str, list[str]], weight: Mapping[str, int]) -> dict[str, Point]:
    points, wedge, depth = {root: (0.0, 0.0)}, {root: (0.0, 1.0)}, {root: 0}
    for node in order:
        start, width = wedge[node]
        for child in children.get(node, ()):
            share = width * weight[child] / (weight[node] - 1)
            dx, dy = _DIRECTIONS[int((start + share / 2) * 4096) % 4096]
            depth[child] = depth[node] + 1
            radius = SPACING * (depth[child] + sqrt(weight[root]) / 3)
            points[child], wedge[child] = (dx * radius, dy * radius), (start, share)
            start += share
    return points


def _relax(points: Mapping[str, Point], near: Neighbours, *, reach: float) -> dict[str, Point]:
    """Return the points after one round in which none moves further than `reach`."""
    cells = defaultdict(list)
    for node, (x, y) in points.items():
        cells[int(x // (2 * SPACING)), int(y // (2 * SPACING))].append((node, x, y))
    moved = {}
    for (column, row), inside in cells.items():
        around = [each for i in (-1, 0, 1) for j in (-1, 0, 1) for each in cells.get((column + i, row + j), ())]
        for node, x, y in inside:
            dx, dy = _pushed(node, x, y, around)
            px, py = _pulled(x, y, [points[other] for other in near[node]])
            dx, dy = dx + px - 0.008 * x, dy + py - 0.008 * y
            far = sqrt(dx * dx + dy * dy)
            scale = min(1.0, reach / far) if far else 0.0
            moved[node] = (x + dx * scale, y + dy * scale)
    return {node: moved[node] for node in points}


def _pushed(node: str, x: float, y: float, around: Iterable[tuple[str, float, float]]) -> Point:
    """Return the push of the nodes around: strong when near, none beyond two spacings."""
    fx = fy = 0.0
    for other, ox, oy in around:
        if other != node:
            dx, dy = x - ox, y - oy
            square = dx * dx + dy * dy
            if square < 1.0:
                dx, dy, square = (1.0, 1.0, 2.0) if node < other else (-1.0, -1.0, 2.0)
            if square < 4 * SPACING * SPACING:
                push = SPACING * SPACING / square - 0.25
                fx += dx * push
                fy += dy * push
    return fx, fy


def _pulled(x: float, y: float, others: Sequence[Point]) -> Point:
    """Return the pull of the neighbours; it grows with the distance beyond one spacing."""
    fx = fy = 0.0
    for ox, oy in others:
        dx, dy = ox - x, oy - y
        far = sqrt(dx * dx + dy * dy)
        if far > SPACING:
            pull = 0.5 * (far - SPACING) / far / sqrt(len(others))
            fx += dx * pull
            fy += dy * pull
    return fx, fy


def _pack(shapes: Sequence[Mapping[str, Point]]) -> dict[str, Point]:
    """Place the parts in rows beside and below each other, in an area about `ASPECT` times as wide as high."""
    boxes = [_box(shape) for shape in shapes]
    area = sum((right - left + GAP) * (low - high + GAP) for left, high, right, low in boxes)
    widest = max(sqrt(area * ASPECT), max((right - left for left, _, right, _ in boxes), default=0.0))
    placed: dict[str, Point] = {}
    x = y = tall = 0.0
    for shape, (left, high, right, low) in zip(shapes, boxes, strict=True):
        if x and x + right - left > widest:
            x, y, tall = 0.0, y + tall + GAP, 0.0
        placed |= {node: (px - left + x, py - high + y) for node, (px, py) in shape.items()}
        x, tall = x + right - left + GAP, max(tall, low - high)
    return placed


def _box(points: Mapping[str, Point]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in points.values()], [y for _, y in points.values()]
    return min(xs), min(ys), max(xs), max(ys)


def _width(placed: Mapping[str, Point], lone: int) -> float:
    drawn = _box(placed)[2] if placed else 0.0
    return max(drawn, sqrt(lone * CELL[0] * CELL[1] * ASPECT))


def _grid(nodes: Sequence[str], *, top: float, wide: float) -> dict[str, Point]:
    columns = max(1, int(wide // CELL[0]) + 1)
    return {node: (i % columns * CELL[0], top + i // columns * CELL[1]) for i, node in enumerate(nodes)}
