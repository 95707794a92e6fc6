"""The tables of a document: runs of rows with their header, cell by cell at its place in the text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from loaders.document import Block, BlockKind, Document, Span

_NUMERIC: Final = re.compile(r"[≥≤＞＜><约近超〔\[（(]*-?\d[\d.,%\s]*(?:[-—–~～]\d[\d.,%]*)?(?:以上|左右|以内|以下)?[〕\])）]*")
_COLUMN: Final = re.compile(
    r"序号|编号|(?:主要|重点|工作|目标|年度)*(?:指标|任务|事项|项目|内容|举措|措施)(?:名称|内容)?|名称|(?:计量)?单位|属性|备注|类别|"
    r"(?:牵头|责任|配合|参与|主管|实施|负责|承办)(?:单位|部门|主体)|(?:完成)?(?:时限|时间)|进展|(?:“?十[三四五六]五”?|20\d\d年?)[^。，]{0,8}|目标值?|现状值?|[^。，]{1,12}[（(](?:%|[万亿]?元|[家个项件户名人]|平方公里|亿吨)[）)]"
)
_INDEX: Final = re.compile(r"序号|编号|序列|No\.?|号|#")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its words and their place."""

    text: str
    span: Span


_Row = tuple[Block, tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the header's cells (none where it has no header), the rows below it, and the section it stands in."""

    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    section: int
    caption: Span


def tables(document: Document) -> tuple[Table, ...]:
    """Return the tables in the order of the text; rows that headings part from their header keep it."""
    found: list[Table] = []
    for run, caption, parted in _runs(document):
        for i, part in enumerate(_parts([(block, cells(document.text, block.span)) for block in run])):
            header = found[-1].header if found and parted and not i else ()
            found.append(_table(part, caption, header))
    return tuple(found)


def _parts(rows: Sequence[_Row]) -> Iterator[Sequence[_Row]]:
    """Yield the tables of a run of rows: a row that names columns begins another, unless it says the header of the page before again."""
    start = 0
    for i, (_, row) in enumerate(rows):
        if i > start and _names_columns(row) and [c.text for c in row] != [c.text for c in rows[start][1]]:
            yield rows[start:i]
            start = i
    yield rows[start:]


def _names_columns(row: Sequence[Cell]) -> bool:
    return len(row) > 1 and sum(bool(_COLUMN.fullmatch(cell.text)) for cell in row) * 2 >= len(row)


def _runs(document: Document) -> Iterator[tuple[Sequence[Block], Span, bool]]:
    """Yield the runs of rows with the line before, and whether only headings part a run from the one before it."""
    run: list[Block] = []
    caption = before = Span(0, 0)
    parted = False
    for block in document.blocks:
        if block.kind is BlockKind.ROW:
            caption = caption if run else before
            run.append(block)
            continue
        if run:
            yield run, caption, parted
            run, parted = [], True
        parted = parted and block.kind is BlockKind.HEADING
        before = block.span
    if run:
        yield run, caption, parted


def _table(part: Sequence[_Row], caption: Span, inherited: tuple[Cell, ...]) -> Table:
    rows = [row for _, row in part]
    section = part[0][0].section
    if inherited and len(rows[0]) == len(inherited) and not _names_columns(rows[0]):
        return Table(inherited, tuple(row for row in rows if [c.text for c in row] != [c.text for c in inherited]), section, caption)
    header = _header(rows)
    below = tuple(
        row
        for row in rows[header is not None and rows.index(header) + 1 :]
        if header is None or [c.text for c in row] != [c.text for c in header]
    )
    return Table(tuple(header or ()), below, section, caption)


def _header(rows: Sequence[tuple[Cell, ...]]) -> tuple[Cell, ...] | None:
    """Return the first row that names columns: at least two cells, none of them a bare number, none a sentence."""
    for row in rows[:3]:
        words = [cell.text for cell in row if cell.text]
        if (
            len(words) >= 2
            and not any(_NUMERIC.fullmatch(word) and not re.fullmatch(r"(?:19|20)\d{2}", word) for word in words)
            and all(len(word) <= 24 and "。" not in word for word in words)
        ):
            return row
        if len(words) >= 2:
            return None
    return None


def cells(text: str, row: Span) -> tuple[Cell, ...]:
    """Return the cells of a row."""
    found = []
    start = row.start
    for part in text[row.start : row.end].split("\t"):
        found.append(Cell(part, Span(start, start + len(part))))
        start += len(part) + 1
    return tuple(found)


def is_index(header: str) -> bool:
    """Tell whether a column numbers its rows."""
    return bool(_INDEX.fullmatch(header))
