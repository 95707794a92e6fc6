"""One document as the review page reads it: its text, what is marked in it, its facts, and where each stands in the file.

Positions are in UTF-16 units, as browsers count; records are lists, and texts that repeat are numbers in the list `words`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from typing import Any, Final

from exports.review_things import Things
from kg.reasons import REFUSALS, SILENT
from loaders.document import Block, BlockKind, Document, Span
from loaders.facts import Bound, Claim, Facts, IndicatorStatus, IndicatorValue, Mention, Refusal
from loaders.sentences import sentences
from ontology import EntityType, OntologyError, Relation, Status
from ontology.schema import label

Json = dict[str, Any]
Row = list[int]

INDICATOR: Final = "Indicator"
TYPES: Final = (*EntityType, INDICATOR)
HEADING_SEPARATOR: Final = " › "
_TYPE: Final = {str(type): number for number, type in enumerate(TYPES)}
_STATUS: Final = {status: number for number, status in enumerate(Status)}
_RELATION: Final = {relation: number for number, relation in enumerate(Relation)}
_KIND: Final = {kind: number for number, kind in enumerate(BlockKind)}
_BOUND: Final = {Bound.EQ: "", Bound.GE: "≥ ", Bound.GT: "> ", Bound.LE: "≤ ", Bound.ABOUT: "约 "}
_REACHED: Final = {IndicatorStatus.TARGET: "目标 target", IndicatorStatus.ACHIEVED: "已达成 achieved"}
_SYMMETRIC: Final = frozenset({Relation.COOPERATES_WITH})


def record(document: Document, facts: Facts, things: Things, *, is_whole: bool) -> Json:
    """Return a document for the page; one that is not whole holds quotes alone, which have no place in a file."""
    return _Record(document, facts, things, is_whole=is_whole).made()


class _Record:
    """A document's record under construction."""

    def __init__(self, document: Document, facts: Facts, things: Things, *, is_whole: bool) -> None:
        self.document = document
        self.facts = facts
        self.things = things
        self.words: dict[str, int] = {}
        self.unit = _units(document.text)
        self.around = _sentences(document)
        self.place = _places(document) if is_whole else lambda _: ("", "")
        self.mentions: dict[Mention, int] = {mention: number for number, mention in enumerate(facts.mentions)}
        for claim in facts.claims:
            for end in (claim.subject, claim.object):
                self.mentions.setdefault(end, len(self.mentions))

    def made(self) -> Json:
        return {
            "text": self.document.text,
            "blocks": [self._block(block) for block in self.document.blocks],
            "mentions": [self._mention(mention) for mention in self.mentions],
            "facts": [self._fact(claim) for claim in self.facts.claims],
            "indicators": [self._indicator(figure) for figure in self.facts.indicators],
            "tasks": [self.mentions[task.mention] for task in self.facts.tasks if task.mention in self.mentions],
            "refusals": [self._refusal(refusal) for refusal in self.facts.refusals],
            "words": list(self.words),
        }

    def _word(self, text: str) -> int:
        return self.words.setdefault(text, len(self.words))

    def _span(self, span: Span) -> Row:
        return [self.unit(span.start), self.unit(span.end)]

    def _place(self, span: Span) -> Row:
        return [self._word(words) for words in self.place(span)]

    def _block(self, block: Block) -> Row:
        section = self.document.sections[block.section]
        path = self._word(HEADING_SEPARATOR.join(section.path))
        return [*self._span(block.span), _KIND[block.kind], section.level, path, *self._place(block.span)]

    def _mention(self, mention: Mention) -> Row:
        entity = self.things.number(self.document.id, mention)
        named = [self._word(mention.name), self._word(mention.rule)]
        return [*self._span(mention.span), _TYPE[mention.type], _STATUS[mention.status], entity, *named, *self._place(mention.span)]

    def _fact(self, claim: Claim) -> Row:
        ends = [self.mentions[claim.subject], _RELATION[claim.relation], self.mentions[claim.object]]
        texts = (claim.status_word, claim.rule, SILENT.get(claim.silent, claim.silent), claim.role, self._missing(claim))
        told = [_STATUS[claim.status], *map(self._word, texts), *self._place(claim.quote)]
        return [*self._span(claim.quote), *ends, *told, *self._span(self.around(claim.quote))]

    def _missing(self, claim: Claim) -> str:
        """Return why a claim stands in no relation of the graph, or "" where it does."""
        ends = [self.things.iri(self.document.id, end) for end in (claim.subject, claim.object)]
        orders = (ends, ends[::-1]) if claim.relation in _SYMMETRIC else (ends,)
        where = (self.document.id, claim.quote.start, claim.quote.end)
        if any((*where, subject, claim.relation, object) in self.things.stated for subject, object in orders):
            return ""
        return REFUSALS["sameEnds" if ends[0] == ends[1] else "notPermitted"]

    def _indicator(self, figure: IndicatorValue) -> list[Any]:
        told = [[self._word(name), self._word(value)] for name, value in _figure(figure)]
        return [*self._span(figure.span), *self._span(figure.quote), self._word(figure.name), told, *self._place(figure.span)]

    def _refusal(self, refusal: Refusal) -> Row:
        texts = (_called(refusal.what), REFUSALS.get(refusal.reason, refusal.reason), refusal.rule, refusal.detail)
        contradicts = int(refusal.reason == "contradiction")
        return [*self._span(refusal.span), contradicts, *map(self._word, texts), *self._place(refusal.span)]


def _figure(figure: IndicatorValue) -> Iterator[tuple[str, str]]:
    """Yield what a figure says, as names and values to read."""
    upper = "" if figure.value_max is None else f"–{figure.value_max:g}"
    yield "数值 value", f"{_BOUND[figure.bound]}{figure.value:g}{upper} {figure.unit}"
    if figure.normalised_unit != figure.unit:
        yield "换算 normalised", f"{figure.normalised_value:g} {figure.normalised_unit}"
    yield "性质 kind", _REACHED[figure.status]
    if figure.year is not None:
        yield "年份 year", str(figure.year)
    if figure.base_year is not None:
        yield "基期 base year", str(figure.base_year)
    if figure.place is not None:
        yield "地方 place", figure.place.name
    yield "规则 rule", figure.rule


def _called(term: str) -> str:
    try:
        return f"{label(term)} {label(term, 'en')}"
    except OntologyError:
        return term


def _units(text: str) -> Callable[[int], int]:
    """Return the map from code points of `text` to UTF-16 units."""
    wide = [number for number, sign in enumerate(text) if sign > "\uffff"] if not text.isascii() and max(text) > "\uffff" else []
    return (lambda at: at + bisect_left(wide, at)) if wide else (lambda at: at)


def _places(document: Document) -> Callable[[Span], tuple[str, str]]:
    """Return the place in the file of a span of `document`, in Chinese and in English; each line of the file is looked up once."""
    breaks = [number for number, sign in enumerate(document.source) if sign == "\n"]
    anchors = [anchor.start for anchor in document.anchors]
    known: dict[tuple[int, int], tuple[str, str]] = {}

    def place(span: Span) -> tuple[str, str]:
        at = document.origin(span).start
        key = (bisect_left(breaks, at), bisect_right(anchors, at))
        if key not in known:
            found = document.place_of(span)
            known[key] = (found.label(), found.label("en"))
        return known[key]

    return place


def _sentences(document: Document) -> Callable[[Span], Span]:
    """Return the map from a quote to the sentences, headings or rows that it stands in."""
    spans = [sentence.span for sentence in sentences(document)]
    starts = [span.start for span in spans]

    def around(quote: Span) -> Span:
        first = bisect_right(starts, quote.start) - 1
        last = bisect_left(starts, quote.end) - 1
        if first < 0 or last < first:
            return quote
        return Span(min(spans[first].start, quote.start), max(spans[last].end, quote.end))

    return around
