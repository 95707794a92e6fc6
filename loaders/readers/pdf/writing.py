"""Paragraphs and tables of a PDF as the text that repair takes, with the anchors of its pages."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from loaders.readers.composition import cell_text
from loaders.readers.pdf.lines import joined
from loaders.readers.pdf.paragraphs import Paragraph, Part, Setting
from loaders.readers.pdf.reading_order import Table
from loaders.source import SOFT, Anchor, PlaceKind, Source

_LARGER: Final = 1.12
_LONGEST: Final = 60
_DEEPEST: Final = 6
_NO_HEADING: Final = re.compile(r"[。；，、！？;,!?]$|^[\d.%\s]+$")
_ENDED: Final = re.compile(r"[。；！？]$")
_LEAD: Final = re.compile(r".{2,44}[。：:]")


def written(parts: Iterable[Part], setting: Setting) -> Source:
    """Return the source of a PDF: a line a paragraph and a row, an anchor a page."""
    parts = _joined_tables(list(parts))
    levels = _levels(parts, setting)
    anchors: list[Anchor] = []
    pieces: list[str] = []
    length = 0
    page = 0
    for part in parts:
        for number, piece in _pieces(part, levels, setting):
            if number != page and (not anchors or anchors[-1].number < number):
                anchors.append(Anchor(length, PlaceKind.PAGE, number, ""))
                page = number
            pieces.append(piece)
            length += len(piece)
    text = "".join(pieces)
    return Source(text.rstrip("\n"), tuple(anchor for anchor in anchors if anchor.start < len(text.rstrip("\n"))))


def _pieces(part: Part, levels: dict[tuple[float, bool], int], setting: Setting) -> Iterator[tuple[int, str]]:
    """Yield what is written of a part, page by page."""
    if isinstance(part, Table):
        yield part.page, "".join(f"{line}\n" for line in _rows(part))
        return
    lines = part.lines
    mark = "#" * levels[_style(part)] + " " if _is_heading(part, setting) else ""
    texts = _texts(part, bold=not mark and not setting.strong)
    start = 0
    for number in sorted({line.page for line in lines}):
        count = sum(line.page == number for line in lines)
        yield number, mark + "".join(texts[start : start + count])
        mark = ""
        start += count
    yield part.page, "\n"


def _texts(paragraph: Paragraph, *, bold: bool) -> list[str]:
    """Return the words of each line, so that together they read on; a title that the text follows on its line stands between marks."""
    words = [cell_text(line.text) for line in paragraph.lines]
    lead = paragraph.lines[0].lead
    if bold and 0 < lead < len(words[0]) == len(paragraph.lines[0].text) and _LEAD.fullmatch(words[0][:lead].rstrip()):
        words[0] = f"**{words[0][:lead].rstrip()}**{words[0][lead:]}"
    return _read_on(words)


def _read_on(words: Sequence[str]) -> list[str]:
    """Return the words of lines, each with what joins it to the line before."""
    found = [words[0]]
    for before, following in pairwise(words):
        both = joined((before, following), SOFT)
        if not both.startswith(before):  # a hyphen at the end of a line goes
            found[-1] = found[-1][:-1]
            found.append(both[len(before) - 1 :])
        else:
            found.append(both[len(before) :])
    return found


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        yield "\t".join(cell_text(cell) for cell in row).rstrip()


def _style(paragraph: Paragraph) -> tuple[float, bool]:
    line = paragraph.lines[0]
    return round(line.size * 2) / 2, line.strong


def _is_heading(paragraph: Paragraph, setting: Setting) -> bool:
    """Tell whether a paragraph is a heading by how it is set: larger than the text, or standing out in it."""
    lines = paragraph.lines
    words = "".join(line.text for line in lines)
    larger = all(line.size >= _LARGER * setting.size for line in lines)
    stands_out = not setting.strong and all(line.strong for line in lines) and min(line.size for line in lines) >= 0.8 * setting.size
    return (larger or stands_out) and 1 < len(words) <= _LONGEST and not _NO_HEADING.search(words)


def _levels(parts: Iterable[Part], setting: Setting) -> dict[tuple[float, bool], int]:
    """Return the level of each style of headings, the largest first."""
    styles = {_style(part) for part in parts if isinstance(part, Paragraph) and _is_heading(part, setting)}
    return {style: min(i, _DEEPEST) for i, style in enumerate(sorted(styles, reverse=True), 1)}


def _joined_tables(parts: Sequence[Part]) -> list[Part]:
    """Return the parts with tables that go on over the end of a page whole again: no head twice, no row in two."""
    found: list[Part] = []
    head: Table | None = None
    for part in parts:
        before = found[-1] if found else None
        if isinstance(part, Table) and isinstance(before, Table) and head and part.page > before.page and _is_alike(before, part):
            last, rest = _continued(before, _without_head(part, head))
            found[-1] = last
            part = rest
        else:
            head = part if isinstance(part, Table) else None
        found.append(part)
    return found


def _is_alike(one: Table, other: Table) -> bool:
    return len(one.xs) == len(other.xs) and all(abs(a - b) < 4 for a, b in zip(one.xs, other.xs, strict=True))


def _without_head(table: Table, first: Table) -> Table:
    """Return a table without the rows at its start that the first page of it has there too."""
    same = 0
    while same < min(len(first.rows), len(table.rows)) and first.rows[same] == table.rows[same]:
        same += 1
    return replace(table, rows=table.rows[same:])


def _continued(before: Table, table: Table) -> tuple[Table, Table]:
    """Return the two parts of a table: a row that the page broke is whole, a merged cell says its words on the new page too."""
    if not before.rows or not table.rows:
        return before, table
    last, first = before.rows[-1], table.rows[0]
    if _is_broken(last, first):
        whole = tuple(joined(filter(None, cells)) for cells in zip(last, first, strict=True))
        return replace(before, rows=(*before.rows[:-1], whole)), replace(table, rows=table.rows[1:])
    empty = next((i for i, row in enumerate(table.rows) if row[0]), len(table.rows))
    return before, replace(table, rows=tuple((last[0], *row[1:]) if i < empty else row for i, row in enumerate(table.rows)))


def _is_broken(last: Sequence[str], first: Sequence[str]) -> bool:
    """Tell whether the first row of a page goes on with the last of the page before: some cells say nothing, none is new."""
    said = [i for i, cell in enumerate(first) if cell]
    unsaid = [i for i, cell in enumerate(first) if last[i] and not cell]
    open_end = any(not _ENDED.search(last[i]) for i in said)
    return bool(unsaid) and all(last[i] for i in said) and open_end and (len(unsaid) > 1 or len(first) == 2 or bool(first[0]))
