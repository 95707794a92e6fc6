"""The way from what a rule proposes to a claim: signature, quote, status; and one claim for each place that states it."""

from collections.abc import Iterable
from dataclasses import dataclass

from loaders.document import Document, Span
from loaders.facts import Claim, Mention, Refusal, RefusalReason
from ontology import Relation, Status
from ontology.schema import permits


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a rule proposes: the ends, the stretch that states it, and why an end is silent."""

    subject: Mention
    relation: Relation
    object: Mention
    quote: Span
    rule: str
    silent: str = ""


def decide(document: Document, proposals: Iterable[Proposal]) -> tuple[tuple[Claim, ...], tuple[Refusal, ...]]:
    """Turn proposals into claims, sorted; refuse what the shapes do not permit."""
    claims: dict[tuple[object, ...], Claim] = {}
    refusals: set[Refusal] = set()
    for p in proposals:
        if (p.subject.type, p.subject.name) == (p.object.type, p.object.name):
            continue
        if not permits(p.subject.type, p.relation, p.object.type):
            refusals.add(Refusal(p.relation, p.quote, RefusalReason.SIGNATURE, p.rule, f"{p.subject.name} → {p.object.name}"))
            continue
        key = (p.subject.type, p.subject.name, p.relation, p.object.type, p.object.name, p.quote)
        claims.setdefault(key, Claim(p.subject, p.relation, p.object, p.quote, Status.EXISTS, "", p.rule, p.silent, ""))
    ordered = sorted(claims.values(), key=lambda c: (c.quote, c.relation, c.subject.span, c.object.span, c.subject.name, c.object.name))
    return tuple(ordered), tuple(sorted(refusals, key=lambda r: (r.span, r.what, r.detail)))
