"""Runs on one baseline as lines, with blanks where words part, and the joining of broken lines."""

import re
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from loaders.readers.pdf.page import Run

_WORD: Final = re.compile(r"[0-9A-Za-z]")
_UNIT: Final = re.compile(r"[0-9A-Za-z.,%+\-/&@:_']+|.", re.DOTALL)
_HANGING: Final = "，。、；：？！）》”’】」』〉〕%…"
_REFERENCE: Final = re.compile(r"[\[［〔(（]?(?:\d{1,3}|[*＊])[\]］〕)）]?|[①-⑳]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its words, where it stands, the size of its characters, how much of it stands out.

    `lead` counts the characters at its start that stand out, `head` is the width of what cannot be broken at its start;
    `left` and `right` are the margins of the column that it stands in, 0 while they are not known.
    """

    page: int
    text: str
    x0: float
    x1: float
    y: float
    size: float
    lead: int
    head: float
    left: float
    right: float

    @property
    def strong(self) -> bool:
        """Whether all of it stands out."""
        return self.lead >= len(self.text)

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.y - self.size

    @property
    def indent(self) -> float:
        """How far it stands from the left margin, in characters."""
        return (self.x0 - self.left) / max(self.size, 1)

    @property
    def centred(self) -> bool:
        """Whether as much is free on its left as on its right, and not little."""
        before, after = self.x0 - self.left, self.right - self.x1
        return before > 2 * self.size and abs(before - after) < 1.5 * self.size


def lines(runs: Iterable[Run], page: int) -> list[Line]:
    """Return the lines that runs of one column form, from the top down; their margins are 0 still."""
    found = (_line(row, page) for row in rows(runs))
    return [line for line in found if line.text.strip()]


def within(found: Iterable[Line], left: float, right: float) -> list[Line]:
    """Return lines with the margins of the column or box that they stand in."""
    return [replace(line, left=left, right=right) for line in found]


def rows(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """Yield the runs that stand side by side, from the top down; a raised or lowered small run belongs to its neighbours."""
    row: list[Run] = []
    base = size = 0.0
    for run in sorted(runs, key=lambda run: (run.y, run.x0)):
        if row and abs(run.y - base) > 0.45 * max(size, run.style.size):
            yield sorted(row, key=lambda run: run.x0)
            row, size = [], 0.0
        row.append(run)
        if run.style.size > size:
            base, size = run.y, run.style.size
    if row:
        yield sorted(row, key=lambda run: run.x0)


def _line(row: Sequence[Run], page: int) -> Line:
    size = statistics.median_high([run.style.size for run in row for _ in run.text])
    main = [run for run in row if run.style.size >= 0.8 * size]
    base = main[0].y if main else row[0].y
    text = ""
    lead = 0
    before: Run | None = None
    for run in row:
        if text and _is_reference(run, base, size) and not _WORD.match(text[-1]):
            continue
        gap = run.x0 - before.x1 if before else 0.0
        piece = " " * (gap > 0.2 * size) + run.text
        lead += len(piece) if lead == len(text) and (run.style.strong or not run.text.strip()) else 0
        text += piece
        before = run
    stripped = text.strip()
    lead = max(0, min(lead - (len(text) - len(text.lstrip())), len(stripped)))
    x0 = next((run.edges[len(run.text) - len(run.text.lstrip())] for run in row if run.text.strip()), row[0].x0)
    x1 = max((run.edges[len(run.text.rstrip())] for run in row if run.text.strip()), default=row[-1].x1)
    return Line(page, stripped, x0, x1, base, size, lead, _head(row, stripped), 0.0, 0.0)


def _is_reference(run: Run, base: float, size: float) -> bool:
    """Tell whether a run is the raised number of a note."""
    return run.style.size <= 0.75 * size and run.y < base - 0.15 * size and bool(_REFERENCE.fullmatch(run.text.strip()))


def _head(row: Sequence[Run], text: str) -> float:
    """Return the width of the first word or character, with the marks that may not begin a line."""
    m = _UNIT.match(text)
    if not m:
        return 0.0
    count = m.end()
    while count < len(text) and text[count] in _HANGING:
        count += 1
    run = next(run for run in row if run.text.strip())
    start = len(run.text) - len(run.text.lstrip())
    inside = min(start + count, len(run.text))
    return run.edges[inside] - run.edges[start] + (start + count - inside) * 0.5 * run.style.size


def margins(found: Sequence[Line]) -> tuple[float, float]:
    """Return the edges between which lines run on: the leftmost that two share, and the one that the long lines reach."""
    if not found:
        return 0.0, 0.0
    starts = sorted(line.x0 for line in found)
    left = next((a for a, b in pairwise(starts) if b - a < 2), starts[0])
    widest = max(line.x1 for line in found)
    ends = sorted(line.x1 for line in found if line.x1 - left > 0.75 * (widest - left))
    return left, ends[len(ends) * 3 // 5]


def joined(texts: Iterable[str], mark: str = "") -> str:
    """Return lines as one: a blank between two words of letters, none where a word was broken by a hyphen.

    >>> joined(["建设 GPU", "center of inno-", "vation，支", "持"])
    '建设 GPU center of innovation，支持'
    """
    whole = ""
    for text in texts:
        if (
            len(whole) > 1
            and whole[-1] == "-"
            and whole[-2].isascii()
            and whole[-2].isalpha()
            and text[:1].islower()
            and text[:1].isascii()
        ):
            whole = whole[:-1] + mark + text
        elif whole and _WORD.match(whole[-1]) and _WORD.match(text) and not (whole[-1].isdigit() and text[0].isdigit()):
            whole += " " + mark + text
        else:
            whole += (mark if whole else "") + text
    return whole
