"""The way from what a rule proposes to a claim: signature, quote, status; and one claim for each place that states it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from loaders.divisions import by_name, by_short
from loaders.document import Document, Span
from loaders.facts import Claim, Mention, Refusal, RefusalReason
from loaders.finders.relations.status import StatusReader
from ontology import EntityType, Relation
from ontology.schema import permits

_UNSPOKEN = frozenset(("名称自明", "行动名称", "表格产业", "表格处所", "表格运营", "表格合作", "名单", "列表标题的产业"))


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a rule proposes: the ends, the stretch that states it, why an end is silent; `refused` what speaks against it."""

    subject: Mention
    relation: Relation
    object: Mention
    quote: Span
    rule: str
    silent: str = ""
    refused: RefusalReason | None = None


def decide(document: Document, proposals: Iterable[Proposal]) -> tuple[tuple[Claim, ...], tuple[Refusal, ...]]:
    """Turn proposals into claims, sorted; refuse what the shapes do not permit."""
    reader = StatusReader(document.text)
    claims: dict[tuple[object, ...], Claim] = {}
    refusals: set[Refusal] = set()
    for p in proposals:
        if (p.subject.type, p.subject.name) == (p.object.type, p.object.name):
            continue
        reason = p.refused or (None if permits(p.subject.type, p.relation, p.object.type) else RefusalReason.SIGNATURE)
        if reason is not None:
            refusals.add(Refusal(p.relation, p.quote, reason, p.rule, f"{p.subject.name} → {p.object.name}"))
            continue
        key = (p.subject.type, p.subject.name, p.relation, p.object.type, p.object.name, p.quote)
        status, word = (p.subject.status, "") if p.rule in _UNSPOKEN else reader.read(p.quote)
        claims.setdefault(key, Claim(p.subject, p.relation, p.object, p.quote, status, word, p.rule, p.silent, ""))
    ordered = sorted(_nearest(list(claims.values())), key=_order)
    return tuple(ordered), tuple(sorted(refusals, key=lambda r: (r.span, r.what, r.detail)))


def _order(c: Claim) -> tuple[int | str, ...]:
    subject, quote, thing = c.subject.span, c.quote, c.object.span
    return (quote.start, quote.end, c.relation, subject.start, subject.end, thing.start, thing.end, c.subject.name, c.object.name)


def _nearest(claims: list[Claim]) -> list[Claim]:
    """Drop that a thing lies in a province where the document says something nearer, and in a place within the place it says."""
    placed: dict[tuple[str, str], set[str]] = {}
    for c in claims:
        if c.relation in (Relation.LOCATED_IN, Relation.PART_OF):
            placed.setdefault((c.subject.type, c.subject.name), set()).add(c.object.name)
    near = frozenset((Relation.LOCATED_IN, Relation.PART_OF))
    return [c for c in claims if not (c.relation in near and _is_far(c, placed[c.subject.type, c.subject.name]))]


def _is_far(claim: Claim, places: set[str]) -> bool:
    return claim.object.type is EntityType.DISTRICT and is_province(claim.object.name) and any(not is_province(name) for name in places)


@cache
def is_province(name: str) -> bool:
    """Tell whether a name is that of a province, a region or a municipality of the first level, full or short."""
    return any(d.level == 1 for d in (*by_name().get(name, ()), *by_short().get(name, ())))
