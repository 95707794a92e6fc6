"""Every target and achieved figure that a plan states of its own, in prose and in tables."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from loaders import units
from loaders.document import Document
from loaders.facts import Bound, IndicatorValue, Mention, Refusal, RefusalReason
from loaders.finders import indicator_tables, measures, not_figures, periods
from loaders.finders.dating import Dating
from loaders.finders.figures import Figure, figures
from loaders.finders.places_of_figures import Holders
from loaders.finders.standing import standing
from loaders.sentences import Sentence

_KEEPS_CLAUSE: Final = frozenset(("from", "out-of", "size", "date", "duration", "weak-unit"))
_BASE: Final = re.compile(r"(?:比|较|由|从)(20\d{2})年")


def find(
    document: Document, sentences: Sequence[Sentence], mentions: Sequence[Mention], own_place: Mention | None
) -> tuple[tuple[IndicatorValue, ...], tuple[Refusal, ...]]:
    """Return the figures of the document's own in the order of the text, and those that were seen and are none."""
    refusals: list[Refusal] = []
    dating = Dating(document, periods.calendar(document))
    holders = Holders(document, mentions, own_place)
    tabular = indicator_tables.find(document, dating.calendar, holders)
    done = {value.span.start for value in tabular}
    stated = [value for sentence in sentences for value in _of(sentence, dating, holders, done, refusals)]
    return _merged([*tabular, *stated]), tuple(refusals)


def _of(sentence: Sentence, dating: Dating, holders: Holders, done: set[int], refusals: list[Refusal]) -> Iterator[IndicatorValue]:
    """Yield the figures of one sentence."""
    text = dating.document.text
    dating.enter(sentence)
    found = [figure for figure in figures(text, sentence.span.start, sentence.span.end) if figure.span.start not in done]
    subject, before, kept = "", sentence.span.start, 0
    for i, figure in enumerate(found):
        after = found[i + 1].whole.start if i + 1 < len(found) else sentence.span.end
        clause = measures.clause(text, figure.whole, sentence.span, before, after)
        reason = not_figures.reason(text, figure, max(sentence.span.start, before))
        if reason:
            refusals.append(Refusal("Indicator", figure.span, RefusalReason.NOT_OWN_FIGURE, reason, text[clause.left : figure.whole.end]))
            before = before if reason in _KEEPS_CLAUSE else figure.whole.end
            continue
        before = figure.whole.end
        name, partial = measures.name(text, clause)
        if partial:
            name = measures.joined(subject, name)
        else:
            subject = name
        if len(name) < 2:
            refusals.append(Refusal("Indicator", figure.span, RefusalReason.NO_SUBJECT, "no name", text[clause.left : figure.whole.end]))
            continue
        kept += 1
        yield _value(figure, name, sentence, dating, holders)
    dating.leave(sentence, kept)


def _value(figure: Figure, name: str, sentence: Sentence, dating: Dating, holders: Holders) -> IndicatorValue:
    text, document = dating.document.text, dating.document
    year = dating.year(sentence, figure.span, name)
    words = text[sentence.span.start : figure.whole.start]
    base = _BASE.search(text, max(sentence.span.start, figure.span.start - 30), figure.span.start)
    status = standing(words, year=year, path=document.sections[sentence.section].path, title=document.title, calendar=dating.calendar)
    value, unit = units.normalised(figure.value, figure.unit)
    return IndicatorValue(
        name, figure.value, figure.value_max, figure.unit, value, unit, year, int(base.group(1)) if base else None, figure.bound, status,
        holders.of(sentence, figure.whole.start), figure.span, sentence.span, "prose",
    )  # fmt: skip


def _merged(values: Iterable[IndicatorValue]) -> tuple[IndicatorValue, ...]:
    """Return the figures by place in the text; one that is stated again (prose, table, heading) stays once, with the more specific bound."""
    kept: dict[tuple[float, float | None, str], list[IndicatorValue]] = {}
    for value in sorted(values, key=lambda v: (v.span, v.rule)):
        same = kept.setdefault((value.normalised_value, value.value_max, value.normalised_unit), [])
        for i, other in enumerate(same):
            if _again(other, value):
                same[i] = _better(other, value)
                break
        else:
            same.append(value)
    return tuple(sorted((value for same in kept.values() for value in same), key=lambda v: (v.span, v.rule)))


def _again(a: IndicatorValue, b: IndicatorValue) -> bool:
    years = a.year == b.year or a.year is None or b.year is None
    return years and (a.place is None or b.place is None or a.place.name == b.place.name) and measures.alike(a.name, b.name)


def _better(a: IndicatorValue, b: IndicatorValue) -> IndicatorValue:
    """Return the record that says more: a bound, then a year; the first where both say as much."""
    return max((a, b), key=lambda v: (v.bound is not Bound.EQ, v.year is not None, v is a))
