"""Every target and achieved figure that a plan states of its own, in prose and in tables."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from loaders import units
from loaders.document import BlockKind, Document, Span
from loaders.facts import Bound, IndicatorStatus, IndicatorValue, Mention, Refusal, RefusalReason
from loaders.finders.indicators import almanac, measures, not_figures, rows
from loaders.finders.indicators.dating import Dating
from loaders.finders.indicators.figures import Figure, figures
from loaders.finders.indicators.holders import Holders
from loaders.finders.indicators.naming import Naming, shared_out, shared_years
from loaders.finders.indicators.standing import Context, looks_ahead, signs, standing
from loaders.metadata import ARTICLE
from loaders.sentences import Sentence

_KEEPS_CLAUSE: Final = frozenset(
    (
        "from",
        "out-of",
        "one-of",
        "size",
        "date",
        "duration",
        "weak-unit",
        "modifier-money",
        "of-money",
        "class-money",
        "included",
        "single",
        "steps",
    )
)
_NO_FIGURE: Final = frozenset(("date", "duration", "weak-unit", "single", "size"))
_NEAR: Final = 400
_COMPARED: Final = 12
_BASE_NEAR: Final = 30
_BASE: Final = re.compile(r"(?:比|较|由|从)(20\d{2})年[^，。；\n]*$")


def find(
    document: Document, sentences: Sequence[Sentence], mentions: Sequence[Mention], own_place: Mention | None
) -> tuple[tuple[IndicatorValue, ...], tuple[Refusal, ...]]:
    """Return the figures of the document's own in the order of the text, and those that were seen and are none."""
    refusals: list[Refusal] = []
    dating = Dating(document, almanac.calendar(document), document.kind != ARTICLE and looks_ahead(document.text))
    holders = Holders(document, mentions, own_place)
    tabular, barred = rows.find(document, dating.calendar, holders)
    done = {value.span.start for value in tabular} | barred
    stated = [value for sentence in sentences for value in _of(sentence, dating, holders, done, refusals)]
    return _merged([*tabular, *stated]), tuple(refusals)


def _of(sentence: Sentence, dating: Dating, holders: Holders, done: set[int], refusals: list[Refusal]) -> Iterator[IndicatorValue]:
    """Yield the figures of one sentence."""
    text = dating.document.text
    dating.enter(sentence)
    holders.enter(sentence)
    found = [figure for figure in figures(text, sentence.span.start, sentence.span.end) if figure.span.start not in done]
    named, real = _named(text, sentence.span, found, refusals)
    years = shared_years(text, dating.whens, named)
    for figure, name in shared_out(text, named):
        value = _value(figure, name, sentence, dating, holders)
        yield replace(value, year=years[figure.span.start]) if figure.span.start in years else value
    dating.leave(sentence, real)


def _named(text: str, bounds: Span, found: Sequence[Figure], refusals: list[Refusal]) -> tuple[list[tuple[Figure, str]], int]:
    """Return the figures of a sentence with their names, and how many figures it holds; what is none goes to the refusals."""
    named: list[tuple[Figure, str]] = []
    naming, before, real = Naming(text, bounds), bounds.start, 0
    offers = bool(found) and not_figures.offers(text)
    for i, figure in enumerate(found):
        after = _next(found, i, bounds.end)
        clause = measures.clause(text, figure.whole, bounds, before=before, after=after)
        reason = not_figures.reason(text, figure, max(bounds.start, before))
        if not reason and offers and not_figures.is_condition(text, figure, bounds.start):
            reason = "condition-of-favour"
        real += reason not in _NO_FIGURE
        if not reason:
            name = naming.called(figure, clause)
            reason = "no name" if len(name) < 2 else "of-the-world" if measures.of_the_world(name) and figure.unit != "位" else ""
        if reason and reason != "date":
            kind = RefusalReason.NO_SUBJECT if reason == "no name" else RefusalReason.NOT_OWN_FIGURE
            refusals.append(Refusal("Indicator", figure.span, kind, reason, text[clause.left : figure.whole.end]))
        elif not reason:
            named.append((figure, name))
        if reason not in _KEEPS_CLAUSE and not not_figures.is_base(text, figure):
            before = figure.whole.end
        naming.last = figure.whole.end
    return named, real


def _next(found: Sequence[Figure], at: int, end: int) -> int:
    """Return where the next figure begins that is no kind of what this one counts (2个1类新药)."""
    following = at + 1
    if following < len(found) and units.kind(found[following].unit) == "weak" and found[following].whole.start == found[at].whole.end:
        following += 1
    return found[following].whole.start if following < len(found) else end


def _value(figure: Figure, name: str, sentence: Sentence, dating: Dating, holders: Holders) -> IndicatorValue:
    text, document = dating.document.text, dating.document
    words = text[max(sentence.span.start, figure.whole.start - _NEAR) : figure.whole.start]
    base = _BASE.search(text, max(sentence.span.start, figure.span.start - _BASE_NEAR), figure.span.start)
    since = int(base.group(1)) if base else None
    context = Context(document.sections[sentence.section].path, document.title, dating.calendar, dating.ahead, dating.told())
    said = signs(words)
    aimed = standing(said, None, context) is IndicatorStatus.TARGET
    year = dating.year(sentence, figure.span, name, aimed=aimed)
    works = dating.being_built(sentence, figure.span, name) or (year is None and dating.of_works(figure.span, name))
    scored = not figure.unit and year is None and said.aimed == said.reached
    status = IndicatorStatus.TARGET if works else IndicatorStatus.ACHIEVED if scored else standing(said, year, context)
    value, unit = units.normalised(figure.value, figure.unit)
    return IndicatorValue(
        name, figure.value, figure.value_max, figure.unit, value, unit, year, since if since != year else None, figure.bound, status,
        holders.of(sentence, figure.whole.start), figure.span, sentence.span, "heading" if sentence.kind is BlockKind.HEADING else "prose",
    )  # fmt: skip


def _merged(values: Iterable[IndicatorValue]) -> tuple[IndicatorValue, ...]:
    """Return the figures by place in the text; one that is stated again (prose, table, heading) stays once, with the more specific bound."""
    kept: dict[tuple[float, float | None, str], list[IndicatorValue]] = {}
    for value in sorted(values, key=lambda v: (v.span.start, v.span.end, v.rule)):
        same = kept.setdefault((value.normalised_value, value.value_max, value.normalised_unit), [])
        for i in range(len(same) - 1, max(-1, len(same) - 1 - _COMPARED), -1):
            other = same[i]
            if _again(other, value):
                same[i] = _better(other, value)
                break
        else:
            same.append(value)
    return tuple(sorted((value for same in kept.values() for value in same), key=lambda v: (v.span.start, v.span.end, v.rule)))


def _again(a: IndicatorValue, b: IndicatorValue) -> bool:
    """Tell a figure that is stated again: in another sentence, of one place and year, under names that are alike and say of what."""
    if a.place is not None and b.place is not None and a.place.name != b.place.name:
        return False
    if a.quote == b.quote or measures.bare(a.name) or measures.bare(b.name):
        return False
    if a.year == b.year:
        return measures.alike(a.name, b.name)
    return (a.year is None or b.year is None) and (a.name in b.name or b.name in a.name)


def _better(a: IndicatorValue, b: IndicatorValue) -> IndicatorValue:
    """Return the record that says more: a bound, then a year; the first where both say as much."""
    return max((a, b), key=lambda v: (v.bound is not Bound.EQ, v.year is not None, v.rule != "heading", v is a))
