"""Figures of one document that cannot all be right: two values for one thing, parts above their whole, shares above 100 %."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby, pairwise
from typing import Final

from loaders.document import Document
from loaders.facts import Bound, IndicatorValue
from loaders.finders.indicators import measures

_SHARE_NAMES: Final = ("占比", "比重", "覆盖率", "普及率", "达标率", "合格率", "建有率", "入住率", "开工率")
_RATES: Final = ("%", "个百分点", "倍", "位")
_TELLING: Final = 6
_WITHIN: Final = 14
_MOST: Final = 40  # parts of one whole; a sentence that runs on for ever is not read against itself


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Figures that contradict each other: `kind` is twoValues, partAboveWhole, partsAboveWhole or shareAboveHundred."""

    kind: str
    figures: tuple[IndicatorValue, ...]
    detail: str


def find(document: Document, figures: Sequence[IndicatorValue]) -> tuple[Contradiction, ...]:
    """Return the contradictions among the figures of a document, in the order of the text."""
    found = [*_two_values(figures), *_parts(document, figures), *_shares(figures)]
    return tuple(sorted(found, key=lambda c: (c.figures[0].span, c.kind, c.figures[-1].span)))


def _two_values(figures: Iterable[IndicatorValue]) -> Iterator[Contradiction]:
    """Yield what has two values: the same name, place, year, unit and status, both exact."""
    exact = [f for f in figures if f.bound is Bound.EQ and f.value_max is None and f.year is not None and f.place is not None]
    for _, group in groupby(sorted(exact, key=lambda f: (*_of_what(f), f.span)), key=_of_what):
        for a, b in pairwise(group):
            if a.normalised_value != b.normalised_value and a.quote != b.quote and len(a.name) >= _TELLING:
                yield Contradiction("twoValues", (a, b), f"{a.name}：{a.value:g}{a.unit}、{b.value:g}{b.unit}")


def _of_what(f: IndicatorValue) -> tuple[str, str, int, str, str]:
    return f.name, f.place.name if f.place else "", f.year or 0, f.normalised_unit, f.status.value


def _parts(document: Document, figures: Sequence[IndicatorValue]) -> Iterator[Contradiction]:
    """Yield wholes that the parts behind 其中 exceed, one by one or together."""
    for i, whole in enumerate(figures):
        parts = list(_parts_of(document, figures, i))
        if not parts or whole.bound is not Bound.EQ or whole.normalised_unit in _RATES:
            continue
        if any(part.normalised_value > whole.normalised_value for part in parts):
            yield Contradiction(
                "partAboveWhole",
                (whole, *parts),
                f"{whole.name}{whole.value:g}{whole.unit}，其中{parts[0].name}{parts[0].value:g}{parts[0].unit}",
            )
        elif len(parts) > 1 and sum(part.normalised_value for part in parts) > whole.normalised_value and _disjoint(parts):
            yield Contradiction(
                "partsAboveWhole",
                (whole, *parts),
                f"{whole.name}{whole.value:g}{whole.unit} < " + " + ".join(f"{p.value:g}" for p in parts),
            )


def _parts_of(document: Document, figures: Sequence[IndicatorValue], i: int) -> Iterator[IndicatorValue]:
    """Yield the figures that 其中 makes parts of the one before: of its unit, in its sentence, up to another mark than 、，."""
    whole, end = figures[i], figures[i].span.end
    for part in figures[i + 1 : i + 1 + _MOST]:
        between = document.text[end : part.span.start]
        opened = "其中" in between[:_WITHIN] if end == whole.span.end else True
        marks = "；。" if end == whole.span.end else "；。，"
        if (
            part.quote != whole.quote
            or not opened
            or part.normalised_unit != whole.normalised_unit
            or any(mark in between for mark in marks)
        ):
            return
        yield part
        end = part.span.end


def _disjoint(parts: Sequence[IndicatorValue]) -> bool:
    """Tell parts that no two of them share: their names differ in kind (产业项目, 基础设施项目), none is a level of the other."""
    return not any(
        measures.alike(a.name, b.name) and (a.name in b.name or b.name in a.name) for a, b in combinations(parts, 2)
    ) and not any(word in part.name for part in parts for word in ("级", "以上", "新增", "高新"))


def _shares(figures: Iterable[IndicatorValue]) -> Iterator[Contradiction]:
    for f in figures:
        if f.normalised_unit == "%" and f.normalised_value > 100 and any(word in f.name for word in _SHARE_NAMES):
            yield Contradiction("shareAboveHundred", (f,), f"{f.name}{f.value:g}%")
