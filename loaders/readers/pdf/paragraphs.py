"""The paragraphs of a file: broken lines joined, over the ends of columns and pages too, and the notes at the feet of pages."""

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from loaders.numbering import number_at
from loaders.readers.pdf.lines import Line, margins
from loaders.readers.pdf.reading_order import Item, Table

_STOP: Final = re.compile(r"[。；！？：;!?:…][”’」』）)》】]*$")
_BULLET: Final = re.compile(r"[•●■◆◇▪▫✓✔►▶➢☆★○□√※]")
_NOTE: Final = re.compile(r"[\[［〔(（]?(?:\d{1,3}|[*＊])[\]］〕)）]?(?=[^\d.,、%年月日])|[①-⑳]|注[：:]")
_ENOUGH: Final = 8
_SMALLER: Final = 0.92


@dataclass(frozen=True, slots=True)
class Setting:
    """How a file is set: the size of its text, whether that stands out, the lead of its lines in sizes, whether paragraphs are indented."""

    size: float
    strong: bool
    pitch: float
    indented: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The lines of a paragraph, in their order."""

    lines: tuple[Line, ...]

    @property
    def page(self) -> int:
        """The page that it ends on."""
        return self.lines[-1].page


Part = Paragraph | Table


def paragraphs(pages: Sequence[Sequence[Item]]) -> tuple[list[Part], Setting]:
    """Return paragraphs and tables in their order, the notes of a page after its last whole paragraph, and how the file is set."""
    pages = _with_margins(pages)
    setting = _setting(pages)
    parts: list[Part] = []
    open_lines: list[Line] = []
    for items in pages:
        body, notes = _without_notes(items, setting)
        for item in body:
            if isinstance(item, Line) and open_lines and _goes_on(open_lines, item, setting):
                open_lines.append(item)
                continue
            _close(parts, open_lines)
            if isinstance(item, Table):
                parts.append(item)
            else:
                open_lines.append(item)
        parts += notes
    _close(parts, open_lines)
    return parts, setting


def _close(parts: list[Part], open_lines: list[Line]) -> None:
    if open_lines:
        parts.append(Paragraph(tuple(open_lines)))
        open_lines.clear()


def _with_margins(pages: Sequence[Sequence[Item]]) -> list[list[Item]]:
    """Return the items with margins for lines that stand in no column or box: those of their page, as wide as those of the file."""
    free = [[item for item in items if isinstance(item, Line) and not item.right] for items in pages]
    known = Counter(tuple(map(round, margins(lines))) for lines in free if len(lines) >= _ENOUGH)
    left, right = known.most_common(1)[0][0] if known else margins([line for lines in free for line in lines])
    found: list[list[Item]] = []
    for items, lines in zip(pages, free, strict=True):
        start, end = _margins(lines, left, right)
        found.append([replace(item, left=start, right=end) if isinstance(item, Line) and not item.right else item for item in items])
    return found


def _margins(lines: Sequence[Line], left: float, right: float) -> tuple[float, float]:
    """Return the margins of a page, given those of the file: a page of short or of indented lines alone does not show them."""
    start, end = margins(lines) if len(lines) >= _ENOUGH else (left, right)
    size = statistics.median(line.size for line in lines) if lines else 12.0
    if 1.2 * size < start - left < 2.8 * size:
        start = left
    return start, max(end, start + right - left)


def _setting(pages: Sequence[Sequence[Item]]) -> Setting:
    every = [item for items in pages for item in items if isinstance(item, Line)]
    size = _usual_size(every, [item for items in pages for item in items if isinstance(item, Table)])
    strong = sum(len(line.text) for line in every if line.strong)
    pairs = [
        (a, b) for items in pages for a, b in pairwise(items) if isinstance(a, Line) and isinstance(b, Line) and a.size == b.size == size
    ]
    full = [(a, b) for a, b in pairs if 0.8 * size < b.y - a.y < 3 * size and not _fits(a, b)]
    steps = [(b.y - a.y) / size for a, b in full]
    flush = sum(abs(b.indent) < 0.6 for _, b in full)
    indented = flush >= 0.6 * len(full) and sum(map(_is_indented, every)) >= 0.1 * len(every)
    return Setting(size, strong > 0.5 * max(1, sum(len(line.text) for line in every)), statistics.median(steps) if steps else 1.6, indented)


def _is_indented(line: Line) -> bool:
    return 1.5 <= line.indent <= 2.8


def _usual_size(lines: Sequence[Line], tables: Sequence[Table]) -> float:
    """Return the size that most characters have; those of tables count where little else is there."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    cells: Counter[float] = Counter()
    for table in tables:
        cells[table.size] += sum(len(cell) for row in table.rows for cell in row)
    if cells.total() > 5 * sizes.total():
        sizes += cells
    return sizes.most_common(1)[0][0] if sizes else 12.0


def _fits(line: Line, following: Line) -> bool:
    """Tell whether the start of the following line had room at the end of a line, so that the break is meant."""
    return line.x1 + following.head + 0.8 * line.size <= line.right


def _goes_on(lines: Sequence[Line], following: Line, setting: Setting) -> bool:
    """Tell whether a paragraph goes on in the following line."""
    line = lines[-1]
    below = following.page == line.page and following.y > line.y
    step = (following.y - line.y) / max(line.size, following.size)
    if _BULLET.match(following.text) or abs(line.size - following.size) > 0.08 * max(line.size, following.size):
        return False
    if below and step > 1.22 * max(setting.pitch, 1.1):
        return False
    if below and _is_title(line, following, setting):
        return True
    if _fits(line, following) or (following.centred and not line.centred and below):
        return False
    ended = bool(_STOP.search(line.text))
    if number_at(following.text) and (ended or line.strong):
        return False
    if following.indent < 1.2:
        return True
    if _hangs(lines[0], following):
        return True
    if abs(line.indent - following.indent) < 0.6:
        return not ended and not (setting.indented and _is_indented(following))
    return following.indent < line.indent


def _is_title(line: Line, following: Line, setting: Setting) -> bool:
    """Tell whether two lines are one title: both large, and the first full, or a long one in the middle like the second."""
    if min(line.size, following.size) <= 1.12 * setting.size or line.strong != following.strong or number_at(following.text):
        return False
    wide = line.x1 - line.x0 >= 0.5 * (line.right - line.left)
    return not _fits(line, following) or (line.centred and following.centred and wide)


def _hangs(first: Line, following: Line) -> bool:
    """Tell whether a line stands below the words of an item rather than below its bullet or number."""
    number = number_at(first.text)
    bullet = _BULLET.match(first.text)
    if not number and not bullet:
        return False
    return 0.5 * first.size < following.x0 - first.x0 < 3.5 * first.size


def _without_notes(items: Sequence[Item], setting: Setting) -> tuple[Sequence[Item], list[Part]]:
    """Return the items of a page without the notes at its foot, and these: lines in small print below all others."""
    at = len(items)
    while at and isinstance(line := items[at - 1], Line) and line.size <= _SMALLER * setting.size:
        at -= 1
    below = [item for item in items[at:] if isinstance(item, Line)]
    first = next((i for i, line in enumerate(below) if _NOTE.match(line.text)), None)
    if first is None or at == 0:
        return items, []
    return items[: at + first], list(_notes(below[first:]))


def _notes(lines: Iterable[Line]) -> Iterator[Part]:
    note: list[Line] = []
    for line in lines:
        if note and _NOTE.match(line.text):
            yield Paragraph(tuple(note))
            note = []
        note.append(line)
    if note:
        yield Paragraph(tuple(note))
