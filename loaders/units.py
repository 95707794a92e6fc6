"""The units of figures: which there are, how they are written, and what each is in its base unit."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from loaders import lexicons
from loaders.numerals import multiplier

_MULTIPLIERS: Final = "十百千万亿"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit without its multiplier: `factor` of it are one `base` (亩: 666.67 平方米); `kind` such as money, area, count."""

    name: str
    kind: str
    base: str
    factor: float
    never_before: str


@cache
def units() -> dict[str, Unit]:
    """Return the units of `lexicon/units.tsv` by name."""
    return {name: Unit(name, kind, base, float(factor), never) for name, kind, base, factor, never in lexicons.rows("units")}


@cache
def pattern() -> str:
    """Return a regular expression for a unit as written, without its multiplier: 平方米, 台（套）, 元/亩."""
    bases = "|".join(_bounded(unit) for _, unit in sorted(units().items(), key=lambda item: (-len(item[0]), item[0])))
    counter = "".join(
        sorted(name for name, unit in units().items() if unit.kind in ("count", "weak") and len(name) == 1 and not name.isascii())
    )
    return rf"(?:{bases})(?:（[{counter}](?:、[{counter}])*）)?(?:/(?:[万亿]?(?:{bases})|[年月日天家]))?"


def _bounded(unit: Unit) -> str:
    """Return the expression for a unit: Latin ones end where the word ends, Chinese ones not inside another word (3发展)."""
    if unit.name[-1].isascii() and unit.name[-1].isalnum():
        return re.escape(unit.name) + "(?![A-Za-z0-9])"
    return re.escape(unit.name) + (f"(?![{unit.never_before}])" if unit.never_before else "")


@cache
def parse(written: str) -> tuple[float, Unit, str] | None:
    """Return multiplier, unit and rest (/亩, （套）) of a unit as written; None where it is no known unit.

    >>> multiplier, unit, rest = parse("万平方米")
    >>> multiplier, unit.base, rest
    (10000.0, '平方米', '')
    """
    head = len(written)
    for mark in "（/":
        head = min(head, written.find(mark) % (len(written) + 1))
    core, rest = written[:head], written[head:]
    for at in range(len(core)):
        if core[at:] in units():
            return multiplier(core[:at]), units()[core[at:]], rest
        if core[at] not in _MULTIPLIERS:
            return None
    return (multiplier(core), Unit("", "count", "", 1.0, ""), rest) if core else None


def normalised(value: float, written: str) -> tuple[float, str]:
    """Return a value in the base of its unit: money in 元 (or its currency), areas in 平方米, lengths in 米, weights in 吨.

    Counts lose their multiplier (1.2万家 is 12000 家), 成 becomes 10 %, % stays; a unit that is not known stays as written.

    >>> normalised(1.5, "亿元"), normalised(3, "成"), normalised(2, "台（套）"), normalised(7, "奖")
    ((150000000.0, '元'), (30.0, '%'), (2.0, '台（套）'), (7, '奖'))
    """
    parsed = parse(written) if written else None
    if parsed is None:
        return value, written
    times, unit, rest = parsed
    return round(value * times * unit.factor, 6), unit.base + rest


def kind(written: str) -> str:
    """Return the kind of a unit as written ("" for an unknown one): money, area, share, time, count …"""
    parsed = parse(written) if written else None
    return parsed[1].kind if parsed else ""
