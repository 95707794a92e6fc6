"""What stands on a page of a PDF: runs of characters, ruled lines, pictures; lengths in points, y from the top down."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple


class Style(NamedTuple):
    """How a run is set: the family of its font, its size in points, and whether it stands out (bold, or a face for headings)."""

    family: str
    size: float
    strong: bool


@dataclass(frozen=True, slots=True)
class Run:
    """Characters side by side in one style; `edges` are the left edges of each and the right edge of the last, `y` the baseline."""

    text: str
    edges: tuple[float, ...]
    y: float
    style: Style

    @property
    def x0(self) -> float:
        """The left edge."""
        return self.edges[0]

    @property
    def x1(self) -> float:
        """The right edge."""
        return self.edges[-1]

    @property
    def middle(self) -> float:
        """The height of the middle of its characters."""
        return self.y - 0.35 * self.style.size

    def part(self, start: int, end: int) -> "Run":
        """Return the characters from `start` to `end` as a run."""
        return replace(self, text=self.text[start:end], edges=self.edges[start : end + 1])

    def split(self, x: float) -> Iterator["Run"]:
        """Yield what stands left and what stands right of `x`, judged by the middle of each character."""
        at = next((i for i in range(len(self.text)) if (self.edges[i] + self.edges[i + 1]) / 2 > x), len(self.text))
        if at:
            yield self.part(0, at)
        if at < len(self.text):
            yield self.part(at, len(self.text))


class Rule(NamedTuple):
    """A straight line, level or upright; its ends."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def level(self) -> bool:
        """Whether it runs from left to right."""
        return self.x1 - self.x0 >= self.y1 - self.y0


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its number from 1, its size, and what stands on it.

    `pictures` is the share of it that they cover, `strokes` counts the drawn paths, `garbled` is the share of characters that say nothing.
    """

    number: int
    width: float
    height: float
    runs: tuple[Run, ...]
    rules: tuple[Rule, ...]
    pictures: float
    strokes: int
    garbled: float

    @property
    def characters(self) -> int:
        """How many characters that say something stand on the page."""
        return sum(len(run.text) - run.text.count(" ") for run in self.runs)
