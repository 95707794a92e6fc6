"""Tables that a page was copied from one cell a line, cells broken over lines: which lines are one row, and which one cell."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from loaders import numerals
from loaders.lines import Line

CELL: Final = "\t"
ROW: Final = "\n"
SAME: Final = ""

_WIDEST: Final = 44
_YEAR: Final = re.compile(r"(?:19|20)\d{2}年?E?")
_WORDS: Final = re.compile(r"[\u3400-\u9fff（）()·]+")
_UNIT: Final = r"(?:\s*[（(][^（）()]{1,6}[）)])?"
_FIRM_HEAD: Final = re.compile(r"(?:(?:入[园驻])?企业|单位|公司|厂商)(?:（单位）)?(?:详细)?(?:名称|全称|简称|名)")
_HEAD: Final = re.compile(
    rf"序号|编号|{_FIRM_HEAD.pattern}|(?:(?:三大|主导|所属|所在|重点|支柱)?(?:产业|行业|领域)(?:类别|分类|名称|类型)?|(?:从业|员工|职工)(?:人员|人数)|"
    r"(?:建筑|占地|用地|厂房)面积|(?:项目|园区|产品|地区|区域)名称|容积率|(?:主要|主营|主导)(?:产品|业务)|产品|经营范围|年?产能|(?:设计|年)产量|(?:工业)?总?产值|"
    r"(?:主营业务)?收入|(?:销售|营业)收入|(?:上缴)?税收|企业(?:性质|类型|规模)|隶属关系|(?:成立|开工|投产|建成|入园|竣工)(?:时间|日期)|注册(?:资本|资金|地址|地)|(?:详细|企业)?地址|"
    rf"所在(?:地|园区|区域)|(?:计划)?总投资额?|投资额|法定代表人|联系(?:人|电话|方式)|备注|其[他它]){_UNIT}"
)
_INDEX: Final = re.compile(r"序号|编号")
_FIRM: Final = re.compile(r"[\u3400-\u9fff（）()·]{2,}(?:公司|总厂|集团)|[\u3400-\u9fff（）()·]{4,}厂")
_ENDS: Final = re.compile(r"(?:公?司|厂|集团)$")
_TAIL: Final = re.compile(r"(?:有限|股份|责任|集团|（集团）|限责|份有|限公|公司|任公司|司$|厂$)")
_CAPTION: Final = re.compile(r"[表图]\s*\d|单位[：:]|.{6,}(?:[表览录]|名单|情况)(?:\s*[（(][^（）()]{1,16}[）)])?$")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_HUNG: Final = re.compile(r".?\s?[（(]")
_MONTH: Final = re.compile(r"\d{1,2}\s*月")
_FEWEST, _ROWS, _PARTS, _DEEP, _LONGEST = 4, 2, 6, 4, 16


@dataclass(frozen=True, slots=True)
class _Run:
    """A range of lines by their numbers, the end not in it."""

    start: int
    end: int


_Cells = list[_Run]


def separators(lines: Sequence[Line]) -> dict[int, str]:
    """Return what stands behind each line of such tables: `CELL`, `ROW`, or `SAME` where the next line goes on in its cell.

    A table is rebuilt where its rows show themselves: by names of companies in one column, or by as many figures behind each label.
    """
    found: dict[int, str] = {}
    for run in _stretches(lines):
        for row in _of_firms(lines, run) or _of_figures(lines, run):
            above = row[0].start - 1
            while above > 0 and above not in found and (_CAPTION.match(lines[above].text) or _INDEX.fullmatch(lines[above].text)):
                found[above] = ROW
                above -= 1
            if above >= 0:
                found[above] = ROW
            for cell in row:
                found |= dict.fromkeys(range(cell.start, cell.end - 1), SAME)
                found[cell.end - 1] = CELL
            found[row[-1].end - 1] = ROW
    return found


def _stretches(lines: Sequence[Line]) -> Iterator[_Run]:
    """Yield the runs of short lines."""
    start = 0
    for i, line in enumerate([*lines, None]):
        if line is not None and not line.row and not line.mark and line.width <= _WIDEST and line.text[-1] not in "。；":
            continue
        if i - start > _FEWEST:
            yield _Run(start, i)
        start = i + 1


def _of_firms(lines: Sequence[Line], run: _Run) -> list[_Cells]:
    """Return the rows of a table of companies with its head, where it has one: [] where no column holds companies."""
    firms = _firms(lines, run)
    if len(firms) < _FEWEST:
        return []
    head = _head(lines, _Run(run.start, firms[0].start))
    named = [i for i, cell in enumerate(head) if _FIRM_HEAD.fullmatch(_text(lines, cell))]
    if head and len(named) != 1:
        return []
    behind = len(head) - named[0] - 1 if head else 0
    first = named[0] if head else int(firms[0].start > run.start)
    if first > 1:
        return []
    floor = head[-1].end if head else run.start
    before = _before(lines, firms, floor) if first else {}
    starts = [before.get(firm, firm).start for firm in firms]
    rests = [_Run(firm.end, start) for firm, start in zip(firms, [*starts[1:], run.end], strict=True)]
    longest = max(rest.end - rest.start for rest in rests[:-1])
    told = sum(rest.end > rest.start for rest in rests[:-1]) + len(before)
    if told * 2 < len(firms) or (first and not behind and len(before) * 2 < len(firms)):
        return []
    rests[-1] = _Run(rests[-1].start, min(rests[-1].end, rests[-1].start + longest))
    even = sum(rest.end - rest.start == behind for rest in rests) * 2 > len(rests)
    column = 0 if even else _last_column(lines, rests)
    rows = [
        [*([before[firm]] if firm in before else []), firm, *_rest(lines, rest, column)] for firm, rest in zip(firms, rests, strict=True)
    ]
    return [head, *rows] if head else rows


def _text(lines: Sequence[Line], cell: _Run) -> str:
    return "".join(line.text for line in lines[cell.start : cell.end])


def _firms(lines: Sequence[Line], run: _Run) -> list[_Run]:
    """Return the names of companies, each of the lines that fill its column and the one that ends it."""
    ends = [i for i in range(run.start, run.end) if _WORDS.fullmatch(lines[i].text) and _ENDS.search(lines[i].text)]
    column = _column(lines, run, ends)
    found: list[_Run] = []
    for i in ends:
        start, floor = i, found[-1].end if found else run.start
        while (
            start > max(floor, i + 1 - _PARTS)
            and column - 1 <= lines[start - 1].width <= column + 2
            and _WORDS.fullmatch(lines[start - 1].text)
        ):
            start -= 1
        if found and found[-1].end == start and _TAIL.match(lines[start].text):
            start = found.pop().start
        name = _text(lines, _Run(start, i + 1))
        if _FIRM.fullmatch(name) and not _TAIL.match(name):
            found.append(_Run(start, i + 1))
    return found


def _column(lines: Sequence[Line], run: _Run, ends: Sequence[int]) -> int:
    """Return how wide the column of companies is: what stands most above their last lines, where few of these are wider, else the widest."""
    above = Counter(lines[i - 1].width for i in ends if i > run.start and _WORDS.fullmatch(lines[i - 1].text))
    common = max(above, key=lambda columns: (above[columns], columns), default=0)
    wider = sum(lines[i].width > common for i in ends)
    return common if wider * 4 < len(ends) else max((lines[i].width for i in ends), default=0)


def _head(lines: Sequence[Line], above: _Run) -> _Cells:
    """Return the cells of the head that ends right above the rows or one cell before them, without the number of the row: [] for none."""
    cells: _Cells = []
    at = above.start
    while at < above.end:
        parts = [n for n in range(1, _DEEP + 1) if at + n <= above.end and _HEAD.fullmatch(_text(lines, _Run(at, at + n)))]
        if parts:
            cells.append(_Run(at, at + parts[-1]))
        elif cells and above.end - at > _ROWS:
            cells = []
        at += parts[-1] if parts else 1
    cells = [cell for i, cell in enumerate(cells) if i or not _INDEX.fullmatch(_text(lines, cell))]
    return cells if len(cells) > 1 else []


def _before(lines: Sequence[Line], firms: Sequence[_Run], floor: int) -> dict[_Run, _Run]:
    """Return for each company the cell that stands before it in its row, where that is one of few words that come again."""
    last = floor
    free = []
    for firm in firms:
        free.append(firm.start - last)
        last = firm.end
    ones = Counter(lines[f.start - 1].text for f, n in zip(firms, free, strict=True) if n)
    twos = Counter((lines[f.start - 2].text, lines[f.start - 1].text) for f, n in zip(firms, free, strict=True) if n > 1)
    found: dict[_Run, _Run] = {}
    for firm, n in zip(firms, free, strict=True):
        word = lines[firm.start - 1].text if n else ""
        if ones[word] < _ROWS or not _WORDS.fullmatch(word):
            continue
        pair = twos[lines[firm.start - 2].text, word] if n > 1 else 0
        broken = pair >= _ROWS and pair * 5 >= ones[word] * 4 and len(word) <= _DEEP and bool(_WORDS.fullmatch(lines[firm.start - 2].text))
        found[firm] = _Run(firm.start - 1 - broken, firm.start)
    return found


def _last_column(lines: Sequence[Line], rests: Sequence[_Run]) -> int:
    """Return how wide the last column is, from the lines before the last of the rows: 0 where they do not say."""
    widths = Counter(lines[rest.end - 2].width for rest in rests if rest.end - rest.start > 1)
    common, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return common if count * 3 >= len(rests) and common >= 2 * _DEEP else 0


def _rest(lines: Sequence[Line], rest: _Run, column: int) -> _Cells:
    """Return the cells of a row behind its company: a line each, but dates and what fills the lines of the last column whole."""
    last = max(rest.end - 1, rest.start)
    while (
        column
        and last > rest.start
        and column - 1 <= lines[last - 1].width <= column + 2
        and not numerals.CELL.fullmatch(lines[last - 1].text)
    ):
        last -= 1
    cells: _Cells = []
    for i in range(rest.start, last):
        text, before = lines[i].text, lines[i - 1].text
        goes_on = (_MONTH.fullmatch(text) and before.endswith("年")) or (text.startswith(".") and before.isdecimal())
        if cells and goes_on:
            cells[-1] = _Run(cells[-1].start, i + 1)
        else:
            cells.append(_Run(i, i + 1))
    return [*cells, _Run(last, rest.end)] if last < rest.end else cells


def _of_figures(lines: Sequence[Line], run: _Run) -> list[_Cells]:
    """Return the rows of tables with as many figures behind each label as the head above them names: [] where none does."""
    numbers = [bool(numerals.CELL.fullmatch(lines[i].text)) for i in range(run.start, run.end)]
    found: list[_Cells] = []
    rows: list[_Run] = []
    floor = at = run.start
    while at < run.end:
        end = at + 1
        while end < run.end and numbers[end - run.start]:
            end += 1
        row = _Run(at, end)
        whole = not numbers[at - run.start] and end - at > _ROWS and len(lines[at].text) <= _LONGEST
        if rows and (not whole or end - at != rows[0].end - rows[0].start):
            found += _counted(lines, rows, floor)
            floor, rows = rows[-1].end, []
        if whole:
            rows.append(row)
        at = end
    return found + _counted(lines, rows, floor)


def _counted(lines: Sequence[Line], rows: Sequence[_Run], floor: int) -> list[_Cells]:
    if len(rows) < _ROWS:
        return []
    years = all(_YEAR.fullmatch(lines[i].text) for i in range(rows[0].start + 1, rows[0].end))
    head = [] if years else _above(lines, rows[0], floor)
    cells = [[_Run(i, i + 1) for i in range(row.start, row.end)] for row in rows]
    return [head, *cells] if head else cells if years else []


def _above(lines: Sequence[Line], row: _Run, floor: int) -> _Cells:
    """Return the head of a row: as many cells as it has, under the caption or whatever else is no cell; [] where there are more or fewer."""
    cells: _Cells = []
    end = row.start
    at = end - 1
    wanted = row.end - row.start
    while at >= floor and len(cells) <= wanted:
        text = lines[at].text
        if _CAPTION.match(text) or len(text) > _LONGEST or numerals.CELL.fullmatch(text):
            break
        if not _HUNG.match(text):
            cells.insert(0, _Run(at, end))
            end = at
        at -= 1
    worded = all(_HAN.search(_text(lines, cell)) for cell in cells)
    return cells if len(cells) == wanted and end == at + 1 and worded else []
