"""What firms make in a year: the capacities behind the products in the rows of a table of firms whose cells came apart."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from loaders import numerals, units
from loaders.document import Document, Span
from loaders.facts import Bound, IndicatorStatus, IndicatorValue
from loaders.finders.indicators.holders import Holders
from loaders.finders.tables import Cell

_FIRM: Final = re.compile(r"[\u3400-\u9fff（）()·]{2,}(?:公司|厂|集团)")
_BEHIND: Final = re.compile(r"国有|民营|私营|集体|外资|合资|独资|股份制?|控股|其[他它]|[—－-]{1,3}|(?:19|20)\d{2}年(?:\d{1,2}月)?")
_PRODUCTS: Final = re.compile(r"、|(?<=[\u3400-\u9fff])[和与及](?=[\u3400-\u9fff])")
_NAMED: Final = re.compile(r"[^、，,；。\d]{2,16}")
_LEAD: Final = re.compile(r"年产$|[、，,；和与及\s]+$")
_SUFFIX: Final = "年产能"


@dataclass(frozen=True, slots=True)
class Joined:
    """The cells from the products to the capacities of a row as one text, and where each of its characters stands."""

    text: str
    places: tuple[int, ...]


def find(document: Document, rows: Sequence[tuple[Cell, ...]], holders: Holders, year: int | None) -> Iterator[IndicatorValue]:
    """Yield the capacities of rows such as 某公司 / 120 / 0.65 / 输送机 / 1万米/年 / 国有; each is called by its product."""
    for row in rows:
        firm = next((i for i, cell in enumerate(row[:2]) if _FIRM.fullmatch(cell.text)), None)
        joined = _joined(row, firm + 1) if firm is not None else None
        if firm is None or joined is None:
            continue
        place = next(iter(holders.within(row[firm].span)), holders.own)
        for name, low, unit, span in _capacities(joined):
            value, base = units.normalised(low, unit)
            yield IndicatorValue(
                name, low, None, unit, value, base, year, None, Bound.EQ, IndicatorStatus.ACHIEVED, place, span,
                Span(row[0].span.start, row[-1].span.end), "table",
            )  # fmt: skip


def _joined(row: Sequence[Cell], start: int) -> Joined | None:
    """Return what stands between the figures behind a firm and its kind or date, None where no figure of a capacity is in it."""
    while start < len(row) and numerals.CELL.fullmatch(row[start].text):
        start += 1
    end = next((i for i in range(start, len(row)) if _BEHIND.fullmatch(row[i].text)), start)
    cells = row[start:end]
    if not any(c.isdigit() for cell in cells for c in cell.text):
        return None
    places = tuple(cell.span.start + i for cell in cells for i in range(len(cell.text)))
    return Joined("".join(cell.text for cell in cells), places)


def _capacities(joined: Joined) -> Iterator[tuple[str, float, str, Span]]:
    """Yield name, value and unit of each capacity, and its place: by the product right behind it, else by its turn in the list of products."""
    found = [m for m in _capacity().finditer(joined.text) if units.parse(m["unit"])]
    listed = _LEAD.sub("", _LEAD.sub("", joined.text[: found[0].start()])) if found else ""
    products = [part for part in _PRODUCTS.split(listed) if part]
    for i, m in enumerate(found):
        behind = _NAMED.match(joined.text, m.end())
        own = products[i] if len(products) == len(found) else listed
        name = behind.group() if behind else own
        low = numerals.value(m["low"])
        if len(name) >= 2 and low is not None:
            yield name.removesuffix("和") + _SUFFIX, low, m["unit"], Span(joined.places[m.start()], joined.places[m.end() - 1] + 1)


@cache
def _capacity() -> re.Pattern[str]:
    return re.compile(rf"(?<![\d.])(?P<low>{numerals.ARABIC})(?P<unit>[万亿]?{units.pattern()})")
