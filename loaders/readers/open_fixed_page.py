"""What stands on a page of an OFD file (GB/T 33190): runs of characters by their places, ruled lines, pictures."""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from loaders.readers.pdf.page import Page, Rule, Run, Style

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

POINTS: Final = 72 / 25.4
"""Points in a millimetre, the unit of OFD."""
_DEEPEST: Final = 16
_MOST_SEGMENTS: Final = 200
_MOST_UNITS: Final = 20_000
_THIN, _LEAST = 3.2, 4.0
_TILT: Final = 12.0
_SHARE_OF_GAP: Final = 0.6
_BOLD: Final = 600
_NUMBER: Final = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_STEP: Final = re.compile(rf"([SMLQBAC])|({_NUMBER})")
_POINTS_OF: Final = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Resources:
    """What the pages of a file share: the family of each font and whether it stands out, and drawings that are used by name."""

    fonts: Mapping[str, tuple[str, bool]]
    units: Mapping[str, "Element"]


@dataclass(slots=True)
class _Drawn:
    """What was found on a page so far; `left` counts the drawings used by name that may still be read."""

    runs: list[Run]
    rules: list[Rule]
    pictures: float
    strokes: int
    left: int


def local(element: "Element") -> str:
    """Return the name of an element without its namespace, of which producers write several."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: "Element | None", name: str) -> "Element | None":
    """Return the first child of this name."""
    return None if element is None else next((inner for inner in element if local(inner) == name), None)


def numbers(words: str | None) -> list[float]:
    """Return the numbers in some words; those too large to be a length count as 0."""
    if not words:
        return []
    try:
        found = list(map(float, words.split()))
    except ValueError:
        found = [float(number) for number in re.findall(_NUMBER, words)]
    return [number if abs(number) < 1e6 else 0.0 for number in found]


def page_content(contents: Iterable["Element"], number: int, *, box: Sequence[float], resources: Resources) -> Page:
    """Return what stands on a page: `contents` are its own and those of its templates, `box` is left, top, width and height in mm."""
    drawn = _Drawn([], [], 0.0, 0, _MOST_UNITS)
    left, top, width, height = box
    for content in contents:
        _objects(content, (POINTS, 0.0, 0.0, POINTS, -left * POINTS, -top * POINTS), resources, drawn, 0)
    area = max(1.0, width * height * POINTS**2)
    return Page(
        number=number,
        width=width * POINTS,
        height=height * POINTS,
        runs=tuple(_once(drawn.runs)),
        rules=tuple(drawn.rules),
        pictures=min(1.0, drawn.pictures / area),
        strokes=drawn.strokes,
        garbled=0.0,
    )


def _objects(parent: "Element", matrix: Matrix, resources: Resources, drawn: _Drawn, depth: int) -> None:
    if depth > _DEEPEST:
        return
    for element in parent:
        kind = local(element)
        if element.get("Visible") == "false":
            continue
        if kind in ("Content", "Layer", "PageBlock"):
            _objects(element, matrix, resources, drawn, depth + 1)
        elif kind == "TextObject":
            drawn.runs += _runs(element, _within(element, matrix), resources)
        elif kind == "PathObject":
            drawn.strokes += 1
            drawn.rules += _rules(element, _within(element, matrix))
        elif kind == "ImageObject":
            width, height = [*numbers(element.get("Boundary")), 0.0, 0.0, 0.0, 0.0][2:4]
            drawn.pictures += width * height * POINTS**2
        elif kind == "CompositeObject" and drawn.left > 0:
            drawn.left -= 1
            unit = resources.units.get(element.get("ResourceID", ""))
            if unit is not None:
                _objects(unit, _within(element, matrix), resources, drawn, depth + 1)


def _within(element: "Element", matrix: Matrix) -> Matrix:
    """Return the way from the space of an object to that of the page."""
    boundary = [*numbers(element.get("Boundary")), 0.0, 0.0][:2]
    own = numbers(element.get("CTM"))
    a, b, c, d, e, f = own if len(own) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return _times((a, b, c, d, e + boundary[0], f + boundary[1]), matrix)


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _apply(matrix: Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _runs(element: "Element", matrix: Matrix, resources: Resources) -> Iterator[Run]:
    """Yield the runs of a text object; tilted text (a watermark) is left out."""
    if abs(math.degrees(math.atan2(matrix[1], matrix[0]))) > _TILT:
        return
    size = next(iter(numbers(element.get("Size"))), 0.0)
    family, strong = resources.fonts.get(element.get("Font", ""), ("", False))
    strong = strong or next(iter(numbers(element.get("Weight"))), 0.0) >= _BOLD
    style = Style(family, round(size * math.hypot(matrix[2], matrix[3]), 1), strong)
    stretch = next(iter(numbers(element.get("HScale"))), 1.0)
    x = y = 0.0
    for code in element:
        if local(code) == "TextCode":
            x, y = next(iter(numbers(code.get("X"))), x), next(iter(numbers(code.get("Y"))), y)
            text = (code.text or "").strip("\r\n")
            yield from _set(text, _places(code, text, (x, y), size * stretch), matrix, style)


def _places(code: "Element", text: str, start: Point, size: float) -> list[tuple[float, float, float]]:
    """Return left edge, right edge and baseline of each character, in the space of the object."""
    across, down = _deltas(code.get("DeltaX"), len(text)), _deltas(code.get("DeltaY"), len(text))
    x, y = start
    found = []
    for i, character in enumerate(text):
        width = size * _width(character)
        step = across[i] if i < len(across) else (0.0 if i < len(down) else width)
        found.append((x, x + (min(width, step) if step > 0 else width), y))
        x, y = x + step, y + (down[i] if i < len(down) else 0.0)
    return found


def _deltas(words: str | None, most: int) -> list[float]:
    """Return the steps from character to character; `g 3 4.2` stands for three steps of 4.2."""
    found: list[float] = []
    waiting = iter((words or "").split())
    for word in waiting:
        if len(found) >= most:
            break
        if word == "g":
            times, step = numbers(next(waiting, "")), numbers(next(waiting, ""))
            found += step[:1] * min(int(times[0]) if times else 0, most)
        else:
            found += numbers(word)[:1]
    return found


def _width(character: str) -> float:
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5


def _set(text: str, places: Sequence[tuple[float, float, float]], matrix: Matrix, style: Style) -> Iterator[Run]:
    """Yield the runs of a text: characters on one baseline without a wide gap."""
    start = 0
    placed = [(_apply(matrix, x0, y), _apply(matrix, x1, y)) for x0, x1, y in places]
    for i in range(1, len(text) + 1):
        if i < len(text) and _follows(placed[i - 1], placed[i], style.size):
            continue
        edges = [left[0] for left, _ in placed[start:i]] + [placed[i - 1][1][0]]
        if text[start:i].strip() and style.size > 0:
            yield Run(text[start:i], tuple(edges), placed[start][0][1], style)
        start = i


def _follows(one: tuple[Point, Point], other: tuple[Point, Point], size: float) -> bool:
    gap = other[0][0] - one[1][0]
    return abs(other[0][1] - one[0][1]) < 0.08 * size and -0.5 * size < gap < _SHARE_OF_GAP * size


def _once(runs: Iterable[Run]) -> Iterator[Run]:
    """Yield the runs without those printed twice in one place, as some programs print bold."""
    seen: set[tuple[str, int, int]] = set()
    for run in runs:
        keys = [(run.text, round(run.x0 / 2 + dx), round(run.y / 2 + dy)) for dx in (0.0, 0.25) for dy in (0.0, 0.25)]
        if seen.isdisjoint(keys):
            yield run
        seen.update(keys)


def _rules(element: "Element", matrix: Matrix) -> Iterator[Rule]:
    """Yield the straight lines of a path: itself where it is thin, else its level and upright sides where they are stroked."""
    data = child(element, "AbbreviatedData")
    steps = list(_steps("" if data is None else data.text or "", matrix))
    if len(steps) < 2:
        return
    xs, ys = [x for x, _, _ in steps], [y for _, y, _ in steps]
    x0, y0, x1, y1 = min(xs), min(ys), max(xs), max(ys)
    if min(x1 - x0, y1 - y0) <= _THIN:
        if max(x1 - x0, y1 - y0) >= _LEAST:
            yield _centred(x0, y0, x1, y1)
        return
    if element.get("Stroke") == "false":
        return
    for (ax, ay, _), (bx, by, straight) in pairwise(steps):
        if straight and min(abs(ax - bx), abs(ay - by)) < 1 and max(abs(ax - bx), abs(ay - by)) >= _LEAST:
            yield Rule(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def _centred(x0: float, y0: float, x1: float, y1: float) -> Rule:
    """Return the middle line of a thin box."""
    if x1 - x0 >= y1 - y0:
        return Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2)
    return Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1)


def _steps(data: str, matrix: Matrix) -> Iterator[tuple[float, float, bool]]:
    """Yield the points of a path, each with whether a straight line leads to it; none of a path with very many."""
    if len(data) > 40 * _MOST_SEGMENTS:
        return
    first: Point = (0.0, 0.0)
    for kind, values in _commands(data):
        if kind == "C":
            yield *first, True
        elif len(values) == _POINTS_OF[kind]:
            at = _apply(matrix, *values[-2:])
            first = at if kind in "SM" else first
            yield *at, kind == "L"


def _commands(data: str) -> Iterator[tuple[str, list[float]]]:
    kind = ""
    values: list[float] = []
    for m in _STEP.finditer(data):
        if m.group(1):
            if kind:
                yield kind, values
            kind, values = m.group(1), []
        else:
            values += numbers(m.group(2))
    if kind:
        yield kind, values
