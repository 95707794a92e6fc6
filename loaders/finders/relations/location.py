"""Where a thing lies and what it is part of, as sentences state it."""

from collections.abc import Iterator, Sequence

from loaders.document import Document, Span
from loaders.facts import Mention
from loaders.finders.relations.claims import Proposal
from loaders.finders.relations.context import Context
from loaders.finders.relations.reading import CONTAINERS, LOCATED, Cue, Kind, Reading
from loaders.finders.relations.roles import Part, Role
from ontology import EntityType, Relation

T = EntityType
_HOLDING = frozenset((Role.SUBJECT, Role.LABEL, Role.PLACE, Role.CARRIER))


def find(document: Document, reading: Reading, parts: Sequence[Part], context: Context) -> Iterator[Proposal]:
    """Yield what a sentence says about places: adjacency, sites, what a place brings in or builds."""
    for i, part in enumerate(parts):
        if part.group.kind is not Kind.ACTOR:
            continue
        if part.attached is not None:
            yield from _attached(part.attached, part)
        elif part.lead is not None and part.lead.cue is Cue.LOCATE and part.role is Role.PLACE:
            yield from _sited(parts, i, context)
        elif part.role in (Role.BROUGHT, Role.BUILT):
            yield from _held(parts, i, context)


def _attached(outer: Part, inner: Part) -> Iterator[Proposal]:
    whole = outer.members[-1]
    if whole.type not in CONTAINERS:
        return
    members = inner.members[:1] if whole.type is T.DISTRICT else inner.members
    for m in members:
        yield from place(m, whole, "紧接地名")


def _sited(parts: Sequence[Part], at: int, context: Context) -> Iterator[Proposal]:
    site = _chain(parts, at)
    for p in reversed(parts[:at]):
        if p.segment != parts[at].segment:
            break
        things = [m for m in p.members if m.type in LOCATED]
        if things:
            for m in things:
                for whole in site.members:
                    yield from place(m, whole, "落址")
            return
    for m, why in context.things():
        for whole in site.members:
            yield from place(m, whole, "落址", why)


def _chain(parts: Sequence[Part], at: int) -> Part:
    """Return the innermost of the places that are stacked from `at` on."""
    last = parts[at]
    for p in parts[at + 1 :]:
        if p.attached is not last or p.members[0].type not in CONTAINERS:
            break
        last = p
    return last


def _held(parts: Sequence[Part], at: int, context: Context) -> Iterator[Proposal]:
    part = parts[at]
    rule = "引进集聚" if part.role is Role.BROUGHT else "建设于"
    for p in reversed(parts[:at]):
        if p.role in _HOLDING and any(m.type in CONTAINERS for m in p.members):
            wholes = [m for m in p.members if m.type in CONTAINERS]
            for m in part.members:
                for whole in wholes:
                    yield from place(m, whole, rule)
            return
    for whole, why in context.containers():
        for m in part.members:
            yield from place(m, whole, rule, why)


def place(thing: Mention, whole: Mention, rule: str, silent: str = "") -> Iterator[Proposal]:
    """Yield that a thing lies in, or is part of, a place; by their types."""
    relation = _relation(thing, whole)
    if relation is not None:
        near = thing.span if silent else Span(min(thing.span.start, whole.span.start), max(thing.span.end, whole.span.end))
        yield Proposal(thing, relation, whole, near, rule, silent)


def _relation(thing: Mention, whole: Mention) -> Relation | None:
    if thing.type in (T.DISTRICT, T.REGION):
        fits = whole.type is thing.type or (thing.type is T.REGION and whole.type is T.PARK)
        return Relation.PART_OF if fits else None
    if thing.type in LOCATED and whole.type in CONTAINERS:
        return Relation.LOCATED_IN
    return None


_ = Reading
