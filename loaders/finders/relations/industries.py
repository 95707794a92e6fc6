"""Who develops an industry, and what serves it."""

from collections.abc import Iterator, Sequence

from loaders.document import Document, Span
from loaders.facts import Mention
from loaders.finders.relations.claims import Proposal
from loaders.finders.relations.context import Context
from loaders.finders.relations.reading import PLACES, Cue, Kind, Reading, Word
from loaders.finders.relations.roles import Part, Role
from ontology import EntityType, Relation

_ACTING = frozenset((Role.SUBJECT, Role.LABEL))
_CARRYING = frozenset((Role.CARRIER, Role.BUILT, Role.PLACE))


def find(document: Document, reading: Reading, parts: Sequence[Part], context: Context) -> Iterator[Proposal]:
    """Yield who develops or serves the industries of a sentence."""
    for i, part in enumerate(parts):
        if part.group.kind is not Kind.INDUSTRY:
            continue
        governors = _governors(document.text, parts, i)
        placed = any(m.type in PLACES for g in governors for m in g.members)
        for g in governors:
            for m in g.members:
                yield from _pairs(m, part, _quote(g.span, part.span), "主体发展产业", "")
        if placed:
            continue
        for m, why in context.subjects(only_places=bool(governors)):
            yield from _pairs(m, part, _own_quote(reading, part), "本地发展产业", why)


def _governors(text: str, parts: Sequence[Part], at: int) -> list[Part]:
    part = parts[at]
    if part.attached is not None and part.attached.group.kind is Kind.ACTOR:
        return [part.attached]
    found: list[Part] = []
    subject = None
    for p in reversed(parts[:at]):
        if p.group.kind is not Kind.ACTOR:
            continue
        if p.segment == part.segment and p.role in _CARRYING and subject is None:
            found.append(p)
        elif p.role in _ACTING and subject is None:
            subject = p
            found.append(p)
    for p in parts[at + 1 :]:
        if p.clause != part.clause:
            break
        if p.group.kind is Kind.ACTOR and p.role is Role.PLACE:
            found.append(p)
    return found


def _pairs(subject: Mention, part: Part, quote: Span, rule: str, silent: str) -> Iterator[Proposal]:
    relation = Relation.DEVELOPS if subject.type in PLACES else Relation.SERVES
    if subject.type in (EntityType.GOVERNMENT_BODY, EntityType.HOSPITAL):
        return
    for m in part.members:
        yield Proposal(subject, relation, m, Span(min(quote.start, m.span.start), max(quote.end, m.span.end)), rule, silent)


def _quote(a: Span, b: Span) -> Span:
    return Span(min(a.start, b.start), max(a.end, b.end))


def _own_quote(reading: Reading, part: Part) -> Span:
    start = part.lead.span.start if part.lead is not None else part.span.start
    return Span(start, part.span.end)


_ = Cue, Word
