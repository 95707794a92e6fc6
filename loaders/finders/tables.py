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
_YEAR: Final = re.compile(r"(?:19|20)\d{2}年?[底末]?")
_SHARED: Final = re.compile(r"[^\d\s]{0,12}(?: ?-?\d[\d.,%]*)+")
_PIECE: Final = re.compile(r"[^\d\s-]+(?=[\d\s-])|-?\d+(?:[.,] ?\d+)*%?")
_INDEX: Final = re.compile(r"序号|编号|序列|No\.?|号|#")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its words and their place."""

    text: str
    span: Span


_Cells = tuple[Cell, ...]
_Row = tuple[Block, _Cells]


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
        if (
            i > start
            and _names_columns(row)
            and not (i == start + 1 and _joined(rows[start][1], row))
            and [c.text for c in row] != [c.text for c in rows[start][1]]
        ):
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
        before = before if is_index(document.quote(block.span)) else block.span
    if run:
        yield run, caption, parted


def _table(part: Sequence[_Row], caption: Span, inherited: tuple[Cell, ...]) -> Table:
    rows = [row for _, row in part]
    joined = _joined(rows[0], rows[1]) if len(rows) > 1 else ()
    rows = [joined, *(whole for row in rows[2:] if (whole := _aligned(row, joined)))] if joined else rows
    section = part[0][0].section
    if inherited and len(rows[0]) == len(inherited) and not _names_columns(rows[0]):
        return Table(inherited, tuple(row for row in rows if [c.text for c in row] != [c.text for c in inherited]), section, caption)
    header = _header(rows)
    if header is rows[0]:
        rows[0] = header = _cornered(header, rows[1:])
    below = tuple(
        row
        for row in rows[header is not None and rows.index(header) + 1 :]
        if header is None or [c.text for c in row] != [c.text for c in header]
    )
    return Table(tuple(header or ()), below, section, caption)


def _cornered(header: _Cells, rows: Sequence[_Cells]) -> _Cells:
    """Return a header with the empty corner that it lacks above labels: each row has one cell more, a label and figures."""
    if len(rows) > 1 and all(
        len(row) == len(header) + 1 and not _NUMERIC.fullmatch(row[0].text) and any(_NUMERIC.fullmatch(c.text) for c in row[1:])
        for row in rows
    ):
        return (Cell("", Span(header[0].span.start, header[0].span.start)), *header)
    return header


def _joined(years: _Cells, below: _Cells) -> _Cells:
    """Return the header that a row of years (2016年, 2020年) and the row of what was counted in each (数量, 比重, 数量, 比重) make up, () where they make none."""
    first = next((i for i, cell in enumerate(years) if _YEAR.fullmatch(cell.text)), len(years))
    dated = [cell for cell in years[first:] if cell.text]
    named = [cell for cell in below if cell.text]
    if (
        not dated
        or not named
        or not all(_YEAR.fullmatch(cell.text) for cell in dated)
        or any(_NUMERIC.fullmatch(cell.text) for cell in named)
    ):
        return ()
    labels = years[:first] or (named[0],)
    named = named[1:] if len(named) % len(dated) else named
    each, rest = divmod(len(named), len(dated))
    if rest or not each:
        return ()
    return (*labels, *(Cell(dated[i // each].text + cell.text, cell.span) for i, cell in enumerate(named)))


def _aligned(row: _Cells, header: _Cells) -> _Cells:
    """Return a row with the cells that its header asks for, numbers that share a cell parted and labels that lack repeated; () where it has others."""
    cells = [part for cell in row for part in _pieces(cell)]
    if len(cells) == len(header):
        return tuple(cells)
    labels = next((i for i, cell in enumerate(cells) if _NUMERIC.fullmatch(cell.text)), 0)
    values = sum(bool(_YEAR.match(cell.text)) for cell in header)
    return (*[cells[0]] * (len(header) - values), *cells[labels:]) if labels and len(cells) - labels == values else ()


def _pieces(cell: Cell) -> Iterator[Cell]:
    """Yield the label and the numbers that stand in one cell (清河 12 5.3)."""
    if not _SHARED.fullmatch(cell.text):
        yield cell
        return
    for m in _PIECE.finditer(cell.text):
        yield Cell(m.group().replace(" ", ""), Span(cell.span.start + m.start(), cell.span.start + m.end()))


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


def below(document: Document, head: re.Pattern[str]) -> Iterator[tuple[Block, list[int], _Cells]]:
    """Yield the rows below each row in which a whole cell is a `head`: the head's row, the columns of such cells, and the row's own cells.

    The rows of a head end at the next one and at whatever is no row.
    """
    above: Block | None = None
    columns: list[int] = []
    for block in document.blocks:
        row = cells(document.text, block.span) if block.kind is BlockKind.ROW else ()
        heads = [i for i, cell in enumerate(row) if head.fullmatch(cell.text.strip())]
        if heads or not row:
            above, columns = block, heads
        elif above is not None and columns:
            yield above, columns, row


def is_index(header: str) -> bool:
    """Tell whether a column numbers its rows."""
    return bool(_INDEX.fullmatch(header))
