"""Relations that a name tells by itself: where its bearer lies, whose it is, what it works in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from loaders.divisions import short_form
from loaders.document import Span
from loaders.facts import Mention
from loaders.finders.relations.claims import Proposal
from loaders.finders.relations.reading import CARRIERS, INDUSTRIES, PLACES
from ontology import EntityType, Relation, Status

T = EntityType
_LOCATED = frozenset((T.ENTERPRISE, T.UNIVERSITY, T.RESEARCH_INSTITUTE, T.HOSPITAL, T.PARK, T.INCUBATOR, T.PLATFORM))
_AFFILIATED = frozenset((T.RESEARCH_INSTITUTE, T.PLATFORM, T.HOSPITAL, T.INCUBATOR, T.UNIVERSITY))
_PARENTS = frozenset((T.UNIVERSITY, T.RESEARCH_INSTITUTE, T.ENTERPRISE, T.PLATFORM, T.HOSPITAL, T.GOVERNMENT_BODY, T.INCUBATOR))
_SERVING = CARRIERS - {T.UNIVERSITY}


@dataclass(frozen=True, slots=True)
class Part:
    """A name found inside another: its type, its words, where in the outer name it stands."""

    type: EntityType
    name: str
    span: Span


def find(mentions: Sequence[Mention]) -> Iterator[Proposal]:
    """Yield what the names of the document tell, at the place of each mention."""
    parts = _parts(mentions)
    told = {(m.type, m.name): tuple(_tell(m.type, m.name, parts.get(m.name, ()))) for m in mentions}
    for mention in mentions:
        if len(mention.name) != mention.span.end - mention.span.start:
            continue
        for relation, part in told[mention.type, mention.name]:
            start = mention.span.start + part.span.start
            inner = Mention(part.type, part.name, Span(start, start + len(part.name)), Status.EXISTS, "insideName", mention.strength)
            yield Proposal(mention, relation, inner, mention.span, "名称自明")


def _parts(mentions: Sequence[Mention]) -> Mapping[str, tuple[Part, ...]]:
    """Return for each name the names of other mentions that stand inside it."""
    known: dict[tuple[EntityType, str], None] = {}
    for m in mentions:
        known[m.type, m.name] = None
        if m.type is T.DISTRICT:
            known[m.type, short_form(m.name)] = None
    forms = sorted((form, str(type)) for type, form in known if len(form) > 1)
    automaton = AhoCorasick([form for form, _ in forms])
    found: dict[str, tuple[Part, ...]] = {}
    for name in {m.name for m in mentions}:
        matches = automaton.find_matches_as_indexes(name, overlapping=True)
        parts = [Part(T(forms[i][1]), forms[i][0], Span(s, e)) for i, s, e in matches if e - s < len(name)]
        if parts:
            found[name] = tuple(sorted(parts, key=lambda p: (p.span.start, -p.span.end, p.type)))
    return found


def _tell(type: EntityType, name: str, parts: Sequence[Part]) -> Iterator[tuple[Relation, Part]]:
    if not parts:
        return
    parent = _parent(type, parts)
    rest = [p for p in parts if parent is None or not p.span.overlaps(parent.span)]
    if parent:
        yield Relation.AFFILIATED_WITH, parent
    if type in _LOCATED and (place := _place(type, rest)):
        yield Relation.LOCATED_IN, place
    if type in _SERVING or type is T.REGION:
        relation = Relation.DEVELOPS if type is T.REGION else Relation.SERVES
        yield from ((relation, p) for p in _longest(p for p in rest if p.type in INDUSTRIES))
    if type in (T.PARK, T.REGION) and (whole := _whole(type, name, rest)):
        yield Relation.PART_OF, whole


def _parent(type: EntityType, parts: Sequence[Part]) -> Part | None:
    if type not in _AFFILIATED:
        return None
    fits = [p for p in parts if p.type in _PARENTS and (p.span.start == 0 or len(p.name) > 3)]
    return max(fits, key=lambda p: (len(p.name), -p.span.start), default=None)


def _place(type: EntityType, parts: Sequence[Part]) -> Part | None:
    """Return the nearest place inside: a park before a division before a region; of divisions the one said last."""
    parks = [p for p in parts if p.type is T.PARK and p.span.start == 0]
    districts = _longest(p for p in parts if p.type is T.DISTRICT)
    regions = _longest(p for p in parts if p.type is T.REGION)
    if parks:
        return max(parks, key=lambda p: len(p.name))
    if districts:
        return districts[-1]
    return regions[-1] if regions else None


def _whole(type: EntityType, name: str, parts: Sequence[Part]) -> Part | None:
    fits = [p for p in parts if p.type in (T.PARK, T.REGION) and p.span.end == len(name)]
    return max(fits, key=lambda p: len(p.name), default=None)


def _longest(parts: Iterable[Part]) -> list[Part]:
    """Return the parts that lie in no longer one, one for each stretch."""
    kept: list[Part] = []
    for part in sorted(parts, key=lambda p: (p.span.start, -p.span.end)):
        if not kept or part.span.start >= kept[-1].span.end:
            kept.append(part)
    return kept


_ = PLACES
