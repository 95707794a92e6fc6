"""The figures of tables: a column of indicators with units and years, or a column of places with what was counted in each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from loaders import numerals, units
from loaders.document import Document, Span
from loaders.facts import Bound, IndicatorStatus, IndicatorValue, Mention
from loaders.finders.indicators import almanac, capacities, periods
from loaders.finders.indicators.figures import SCORES
from loaders.finders.indicators.holders import Holders
from loaders.finders.indicators.periods import Calendar
from loaders.finders.tables import Cell, Table, is_index, tables
from ontology import EntityType

_FIRM: Final = re.compile(r"(?:企业|单位|公司)(?:详细)?名称")
_NAMES_FIRM: Final = re.compile(r"[^\d]{2,}(?:公司|厂|集团)")
_UNITLESS: Final = re.compile(r"容积率|[\u3400-\u9fff]{2,8}系数")
_NAME: Final = re.compile(r"指标|名称|项目|内容|类别|品名|领域|产业|链|集群|园区|地区|单位名称")
_INDICATOR: Final = re.compile(r"指标|品名|目标名称")
_UNIT: Final = re.compile(r"(?:计量)?单位")
_COST: Final = re.compile(
    r"(?<!固定资产)(?<!工业)(?<!技改)投资|金额|造价|概算|(?<!到位)资金|注册|分值|得分|权重|年限|时间|期限|电话|日期|编号|序号|房号|价|层高|承重|规格|型号|参数|楼层|户型"
)
_AIMED: Final = re.compile(r"目标|规划|预期|计划|期末|任务")
_REACHED: Final = re.compile(r"实际|完成|现状|基期|基准|实绩|上年|去年|现值|现有|达到|同比|绝对量")
_PARTED: Final = re.compile(r"(?<=\d[.,]) (?=\d)|(?<=\.\d{3}) (?=\d{1,3}$)|(?:(?<=^\d)|(?<=^\d\d)|(?<=^\d{3})) (?=\d{3}$)")
_SCORE: Final = re.compile(rf"[\u3400-\u9fff]{{0,8}}(?:{SCORES})$")
_GROWTH: Final = re.compile(r"同比|增长|增速|增幅|年均")
_BARE: Final = re.compile(r"(?:同比|同期|比上年)?(?:增长|增减)?(?:率|速|幅|增速|增幅)?|比重|占比|百分比|比例|份额")
_ABROAD: Final = re.compile("全国|全球|世界|中国")
_WORDED: Final = re.compile(r"(?!\d)[^\d，。；]{2,24}")
_SAME_TIME: Final = re.compile(r"((?:19|20)\d{2})年同期")
_TABLE: Final = re.compile(r"表\s*\d")
_WITH_UNIT: Final = re.compile(r"收入|产值|营收|支出|税|额|投资|资金|经费|利润|成本|面积|产量|长度|里程")
_PLAIN: Final = re.compile(r"[^\d]{0,12}")
_DATED: Final = re.compile(r"(?:19|20)\d{2}")
_BRACKET: Final = re.compile(r"[（(\[]([^（）()\[\]]{1,12})[）)\]]\s*$")
_BARE_NUMBER: Final = re.compile(r"(?!(?:19|20)\d\d)\d[\d,.]*")
_SLASH: Final = re.compile(r"[/／]\s*([^/／（）()\s\d]{1,6})$")
_CAPTION_UNIT: Final = re.compile(r"单位[：:]\s*([^\s，。；）)]{1,8})")
_VALUE: Final = re.compile(
    rf"(?P<sign>[≥＞>≧]=?|[≤＜<≦]=?|约|近|超过?|突破|达到?|累计)?\s*[〔\[（(]?(?P<minus>-)?(?P<low>{numerals.ARABIC})"
    rf"(?:[-—–~～至](?P<high>{numerals.ARABIC}))?[〕\]）)]?\s*(?P<more>余|多)?(?P<unit>[^\d\s〔〕（）]{{0,6}}?)(?P<tail>以上|左右|以内|以下)?"
)


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column of a table holds: the measure that its header names, its unit, year and status (None: not said); `plain`: counts or shares of a year that need no unit."""

    index: int
    header: str
    unit: str
    year: int | None
    status: IndicatorStatus | None
    plain: bool


def find(document: Document, calendar: Calendar, holders: Holders) -> tuple[tuple[IndicatorValue, ...], frozenset[int]]:
    """Return the figures that stand alone in cells whose header, row or caption gives their unit, and where cells of costs, prices and sizes begin."""
    found: list[IndicatorValue] = []
    barred: set[int] = set()
    for table in tables(document):
        read = tuple(_of(table, document, calendar, holders))
        taken = {i for value in read for i in range(value.span.start, value.span.end)}
        made = capacities.find(document, table.rows, holders, calendar.annual or calendar.published)
        found += [*read, *(value for value in made if taken.isdisjoint(range(value.span.start, value.span.end)))]
        costs = [i for i, cell in enumerate(table.header) if _COST.search(cell.text)]
        barred.update(row[i].span.start for row in table.rows for i in costs if i < len(row) and _VALUE.fullmatch(row[i].text))
    return tuple(found), frozenset(barred)


def _of(table: Table, document: Document, calendar: Calendar, holders: Holders) -> Iterator[IndicatorValue]:
    if not table.header:
        return
    table = _labelled(table)
    headers = [cell.text for cell in table.header]
    label = _label(headers, table.rows)
    unit_column = next((i for i, header in enumerate(headers) if _UNIT.fullmatch(header)), None)
    indicators = bool(_INDICATOR.search(headers[label])) or unit_column is not None
    caption = _CAPTION_UNIT.search(document.quote(table.caption))
    heading = _captioned(document.quote(table.caption), calendar) or almanac.heading_year(document.sections[table.section], calendar)
    columns = _of_growth(
        [
            _column(i, header, document, calendar)
            for i, header in enumerate(headers)
            if i not in (label, unit_column) and not is_index(header)
        ]
    )
    ragged = any(len(row) != len(headers) for row in table.rows) and bool(_FIRM.search(headers[label]))
    scored = bool(_SCORE.fullmatch(headers[label]))
    most = max((_figures(row, label) for row in table.rows), default=0)
    for row in table.rows:
        if len(row) <= label or not row[label].text or row[label].text == headers[label]:
            continue
        if not ragged and _BARE_NUMBER.fullmatch(row[label].text):
            continue
        if ragged and label == 1 and _NAMES_FIRM.fullmatch(row[0].text):
            row = (row[0], *row)
        name, in_name = _unbracketed(row[label].text)
        of_row = row[unit_column].text if unit_column is not None and unit_column < len(row) else in_name
        place = next(iter(holders.within(Span(row[0].span.start, row[label].span.end))), None) if not indicators else None
        for column in columns:
            if column.index >= len(row) or (not indicators and _COST.search(column.header)):
                continue
            if ragged and not label < column.index <= label + most == label + _figures(row, label):
                continue
            unit = (
                column.unit
                if _GROWTH.search(column.header) and column.unit
                else of_row or column.unit or (caption.group(1) if caption else "")
            )
            called = column.header if place is not None and place.type is EntityType.ENTERPRISE else _called(name, column, indicators)
            called += headers[label] if scored else ""
            about = _About(called, unit, calendar, heading, place or (None if _ABROAD.match(name) else holders.own), scored)
            yield from _cell(table, row, column, about)


def _labelled(table: Table) -> Table:
    """Return a table whose header leaves out the column of its labels with that column (产量 / 售价 over 青河县 / 310 / 12)."""
    more = len(table.header) + 1
    if (
        not table.rows
        or _NAME.search(table.header[0].text)
        or any(len(row) != more or not _WORDED.fullmatch(row[0].text) for row in table.rows)
    ):
        return table
    start = table.header[0].span.start
    return replace(table, header=(Cell("", Span(start, start)), *table.header))


def _captioned(caption: str, calendar: Calendar) -> int | None:
    """Return the year that the caption of a table names."""
    found = [when.year for when in periods.years(caption, 0, len(caption), calendar=calendar)] if _TABLE.match(caption) else []
    return found[-1] if len(found) == 1 else None


def _figures(row: tuple[Cell, ...], label: int) -> int:
    """Return how many cells right behind the label are figures."""
    return next((i for i, cell in enumerate(row[label + 1 :]) if not _VALUE.fullmatch(cell.text)), len(row) - label - 1)


def _of_growth(columns: list[_Column]) -> list[_Column]:
    """Return the columns, those of bare growth or share with the measure that the column before them names: 收入, 同比, 比重."""
    measure = ""
    found = []
    for column in columns:
        bare = (bool(column.unit) or not column.plain) and bool(_BARE.fullmatch(column.header))
        measure = measure if bare else column.header
        found.append(replace(column, header=measure + column.header) if bare else column)
    return found


def _label(headers: list[str], rows: tuple[tuple[Cell, ...], ...]) -> int:
    """Return the column that names the rows: the one of indicators, firms or names, else the one before the figures."""
    for pattern in (_INDICATOR, _FIRM, _NAME):
        for i, header in enumerate(headers):
            if pattern.search(header) and not is_index(header) and not _BRACKET.search(header):
                return i
    first = next((i for i, header in enumerate(headers) if not is_index(header)), 0)
    if len(headers) > first + 2 and rows and all(len(row) > first + 1 and _WORDED.fullmatch(row[first + 1].text) for row in rows):
        return first + 1
    return first


def _column(index: int, header: str, document: Document, calendar: Calendar) -> _Column:
    name, unit = _unbracketed(header)
    found = [when.year for when in periods.years(name, 0, len(name), calendar=calendar) if not when.present]
    same = _SAME_TIME.match(name)
    year = int(same[1]) if same else found[-1] if found else calendar.plan_end if _AIMED.search(name) else None
    status = IndicatorStatus.TARGET if _AIMED.search(name) else IndicatorStatus.ACHIEVED if _REACHED.search(name) else None
    measure = re.sub(r"(?:19|20)\d{2}年?|目标值?|实际|完成|现状值?|基期值?|规划|预期", "", name).strip("（）() ")
    return _Column(index, measure, unit, year, status, bool(_DATED.search(name) and _PLAIN.fullmatch(measure)))


def _unbracketed(words: str) -> tuple[str, str]:
    """Return a name and the unit in brackets behind it ("" where the brackets hold none)."""
    m = _BRACKET.search(words) or _SLASH.search(words)
    if m and units.parse(m.group(1)):
        return words[: m.start()].strip(), m.group(1)
    return words, ""


def _called(name: str, column: _Column, indicators: bool) -> str:
    if indicators:
        return name + column.header if _GROWTH.search(column.header) else name
    return name + column.header


@dataclass(frozen=True, slots=True)
class _About:
    """What row, caption and heading say of a cell: name and unit of its figure, its dates and its place, and whether it is a coefficient or score without a unit."""

    name: str
    unit: str
    calendar: Calendar
    heading: int | None
    place: Mention | None
    scored: bool


def _cell(table: Table, row: tuple[Cell, ...], column: _Column, about: _About) -> Iterator[IndicatorValue]:
    unit, calendar = about.unit, about.calendar
    cell = row[column.index]
    m = _VALUE.fullmatch(_PARTED.sub("", cell.text))
    if m is None:
        return
    own = m["unit"] if m["unit"] and units.parse(m["unit"]) else ""
    if (m["unit"] and not own) or not (own or unit or (about.scored and "." in m["low"]) or _counts(column, about.name, m["low"])):
        return
    low, high = numerals.value(m["low"]), numerals.value(m["high"]) if m["high"] else None
    if low is None or (1900 <= low <= 2100 and "." not in cell.text and units.kind(own or unit) == "time"):
        return
    low = -low if m["minus"] else low
    year = (
        column.year
        if column.year is not None
        else None
        if _state_beside_aim(table, column)
        else about.heading or calendar.annual or calendar.published
    )
    status = column.status or (
        IndicatorStatus.TARGET
        if year is not None and calendar.issued is not None and year > calendar.issued
        else _by_order(table, column, year, calendar)
    )
    value, base = units.normalised(low, own or unit)
    yield IndicatorValue(
        about.name,
        low,
        high,
        own or unit,
        value,
        base,
        year,
        None,
        _bound(m),
        status,
        about.place,
        cell.span,
        Span(row[0].span.start, row[-1].span.end),
        "table",
    )


def _counts(column: _Column, name: str, value: str) -> bool:
    """Tell a count or share of a year that needs no unit: 清河区 / 2016年数量 12; one of a year alone is a whole number."""
    if _UNITLESS.fullmatch(column.header):
        return "." in value
    return column.plain and not _WITH_UNIT.search(name) and (bool(column.header) or "." not in value)


def _by_order(table: Table, column: _Column, year: int | None, calendar: Calendar) -> IndicatorStatus:
    """Of several year columns without a word of status the first was reached, later ones are aimed at."""
    dated = [i for i, cell in enumerate(table.header) if _DATED.search(cell.text)]
    counted = column.plain and not calendar.planned
    return IndicatorStatus.TARGET if len(dated) > 1 and column.index != dated[0] and not counted else IndicatorStatus.ACHIEVED


def _bound(m: re.Match[str]) -> Bound:
    sign, tail = m["sign"] or "", m["tail"] or ""
    if (sign[:1] in "≥＞>≧超突" and sign) or tail == "以上" or m["more"]:
        return Bound.GE
    if (sign[:1] in "≤＜<≦" and sign) or tail in ("以内", "以下"):
        return Bound.LE
    return Bound.ABOUT if sign in ("约", "近") or tail == "左右" else Bound.EQ


def _state_beside_aim(table: Table, column: _Column) -> bool:
    """Tell the undated column of the present state beside one of aims: the year above is that of the aims."""
    return column.status is IndicatorStatus.ACHIEVED and any(_AIMED.search(cell.text) for cell in table.header)
