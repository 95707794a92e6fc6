"""The lists of a Word document: the numbers that Word sets before paragraphs and keeps nowhere in their text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loaders.readers.counters import FORMATS, Counts, decimal
from loaders.readers.word_styles import W, switch, value

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_PLACEHOLDER = re.compile(r"%([1-9])")
_DASHES = frozenset("—–─-")
_LONGEST = 100
BULLET = "- "
"""What stands before the items of a list without numbers."""


@dataclass(frozen=True, slots=True)
class Level:
    """How a list counts at a level: the form of the count, the text around it (`第%1章`), the first count, the style that takes part."""

    form: str
    text: str
    start: int
    blank: bool
    style: str
    decimal: bool


@dataclass(frozen=True, slots=True)
class List:
    """A list of a document: the definition that it counts with, its levels, and the counts that it begins with anew."""

    definition: str
    levels: Mapping[int, Level]
    restarts: Mapping[int, int]


class Lists:
    """The lists of a document and how far they have counted."""

    __slots__ = ("_begun", "_counts", "_lists")

    def __init__(self, lists: Mapping[str, List]) -> None:
        """Begin with lists, by id, that have counted nothing."""
        self._lists = lists
        self._counts: dict[str, Counts] = {}
        self._begun: set[str] = set()

    def label(self, list_id: str, level: int | None, style: str) -> str:
        """Count on, and return what stands before the next paragraph of a list; the level may be told by the paragraph's style."""
        found = self._lists.get(list_id)
        if found is None:
            return ""
        if level is None:
            level = next((number for number, item in found.levels.items() if style and item.style == style), 0)
        item = found.levels.get(level)
        if item is None:
            return ""
        counts = self._counts.setdefault(found.definition, Counts())
        if list_id not in self._begun:
            self._begun.add(list_id)
            for number, start in found.restarts.items():
                counts.now[number:] = [start - 1, *[None] * (len(counts.now) - number - 1)]
        counts.step(level, item.start)
        return shown(found.levels, level, counts)


def shown(levels: Mapping[int, Level], level: int, counts: Counts) -> str:
    """Return the number of a level as it is shown, with what stands around it."""
    item = levels[level]
    if item.form == "bullet":
        return item.text if item.text and set(item.text) <= _DASHES and len(item.text) > 1 else BULLET
    text = _PLACEHOLDER.sub(lambda m: _count(levels, int(m.group(1)) - 1, counts, as_decimal=item.decimal), item.text[:_LONGEST])
    return text + " " if text.strip() and item.blank else text


def _count(levels: Mapping[int, Level], level: int, counts: Counts, *, as_decimal: bool) -> str:
    item = levels.get(level)
    if item is None or item.form == "none":
        return ""
    count = counts.now[level]
    return (decimal if as_decimal else FORMATS.get(item.form, decimal))(item.start if count is None else count)


def lists_of(root: "Element | None") -> dict[str, List]:
    """Return the lists of `numbering.xml` by id; none where there is no such part."""
    return {} if root is None else dict(_lists(root))


def _lists(root: "Element") -> "Iterator[tuple[str, List]]":
    definitions = {e.get(f"{W}abstractNumId", ""): e for e in root.iter(f"{W}abstractNum")}
    named = {value(e, "styleLink"): name for name, e in definitions.items() if value(e, "styleLink")}
    for element in root.iter(f"{W}num"):
        definition = value(element, "abstractNumId")
        if definition not in definitions:
            continue
        linked = value(definitions[definition], "numStyleLink")
        definition = named.get(linked, definition)
        levels = dict(map(_level, definitions[definition].iter(f"{W}lvl")))
        levels |= dict(map(_level, element.iter(f"{W}lvl")))
        yield element.get(f"{W}numId", ""), List(definition, levels, dict(_restarts(element)))


def _restarts(element: "Element") -> "Iterator[tuple[int, int]]":
    for override in element.iter(f"{W}lvlOverride"):
        start = value(override, "startOverride")
        if start.isdecimal():
            yield _index(override), int(start[:9])


def _index(element: "Element") -> int:
    level = element.get(f"{W}ilvl", "0")
    return min(int(level), 8) if level.isdecimal() else 0


def _level(element: "Element") -> tuple[int, Level]:
    start, suffix = value(element, "start"), value(element, "suff")
    level = Level(
        form=value(element, "numFmt") or "decimal",
        text=value(element, "lvlText"),
        start=int(start[:9]) if start.isdecimal() else 1,
        blank=suffix != "nothing",
        style=value(element, "pStyle"),
        decimal=switch(element, "isLgl", False),
    )
    return _index(element), level
