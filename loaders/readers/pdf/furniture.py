"""What every page carries beside its text: running heads and feet, page numbers, tables of contents."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from loaders.readers.pdf.lines import Line
from loaders.readers.pdf.page import Page
from loaders.readers.pdf.reading_order import Item, Table

_EDGE: Final = 0.14
"""The share of the height of a page, above and below, in which heads and feet stand."""
_NUMBER: Final = re.compile(
    r"[\s—–\-－─一·•~～|.]*(?:第\s*)?(?:\d{1,4}|[ivxlIVXL]{1,6})(?:\s*页)?(?:\s*[/／,，、共]+\s*(?:共\s*)?\d{1,4}\s*页?)?[\s—–\-－─一·•~～|.]*"
    r"|第\s*[一二三四五六七八九十百零〇]{1,5}\s*页"
)
_LEADERS: Final = re.compile(r"(?:[.．…·・‧┈—_]\s?){4,}\s*[(（\-—]?\s*(?:\d{1,4}|[ivxIVX]{1,6})?\s*[)）\-—]?$|\S\s+\d{1,4}$")
_DOTS: Final = re.compile(r"(?:[.．…·・‧┈]\s?){4,}\s*[(（\-—]?\s*(?:\d{1,4}|[ivxIVX]{1,6})?\s*[)）\-—]?$")
_CONTENTS: Final = re.compile(r"(?:目录|目次|contents)", re.IGNORECASE)
_FEWEST: Final = 3


def without_furniture(pages: Sequence[tuple[Page, list[Item]]]) -> list[list[Item]]:
    """Return the items of each page without running heads and feet, page numbers and tables of contents."""
    counts = Counter(key for page, items in pages for key in {key for line in _at_edges(page, items) for key in _keys(line)})
    least = max(2, min(_FEWEST, len(pages)))
    repeated = frozenset(key for key, count in counts.items() if count >= least)
    kept = [[item for item in items if not _is_furniture(page, items, item, repeated)] for page, items in pages]
    return _without_contents(kept)


def _keys(line: Line) -> Iterator[str]:
    """Yield what a running line says the same on each page: its words, or these with one number in step with the pages."""
    words = "".join(line.text.split())
    yield words
    for m in re.finditer(r"\d{1,4}", words):
        yield f"{words[: m.start()]}{{{int(m.group()) - line.page}}}{words[m.end() :]}"


def _at_edges(page: Page, items: Iterable[Item]) -> Iterator[Line]:
    for item in items:
        if isinstance(item, Line) and (item.y < _EDGE * page.height or item.top > (1 - _EDGE) * page.height):
            yield item


def _is_furniture(page: Page, items: Sequence[Item], item: Item, repeated: frozenset[str]) -> bool:
    """Tell whether an item is a running head or foot, or a page number, with nothing but such beyond it."""
    if isinstance(item, Table) or not (item.y < _EDGE * page.height or item.top > (1 - _EDGE) * page.height):
        return False
    above = item.y < _EDGE * page.height
    beyond = [other for other in items if other is not item and (other.top < item.top - 1 if above else other.top > item.top + 1)]
    return all(isinstance(line, Line) and (_is_number(line) or not repeated.isdisjoint(_keys(line))) for line in (item, *beyond))


def _is_number(line: Line) -> bool:
    return bool(_NUMBER.fullmatch(line.text))


def _without_contents(pages: list[list[Item]]) -> list[list[Item]]:
    """Drop tables of contents: the heading, and the lines after it that end in leaders or in a page number."""
    flat = [(i, item) for i, items in enumerate(pages) for item in items]
    dropped: set[int] = set()
    start = next((k for k, (_, item) in enumerate(flat) if isinstance(item, Line) and _is_contents(item)), None)
    if start is not None:
        entries = [k for k in range(start + 1, len(flat)) if _ends_in_number(flat[k][1], _LEADERS)]
        end = start
        for k in entries:
            if k - end > 3:
                break
            end = k
        if end - start >= 2:
            dropped |= set(range(start, end + 1))
    dotted = [k for k, (_, item) in enumerate(flat) if _ends_in_number(item, _DOTS)]
    if len(dotted) >= _FEWEST:
        dropped |= set(dotted)
        dropped |= {k for a, b in pairwise(dotted) if b - a <= 2 for k in range(a, b)}
    kept: list[list[Item]] = [[] for _ in pages]
    for k, (i, item) in enumerate(flat):
        if k not in dropped:
            kept[i].append(item)
    return kept


def _is_contents(line: Line) -> bool:
    return bool(_CONTENTS.fullmatch("".join(line.text.split())))


def _ends_in_number(item: Item, pattern: re.Pattern[str]) -> bool:
    return isinstance(item, Line) and bool(pattern.search(item.text))
