"""Whose a body is, who works with whom, and which disciplines a university has."""

from collections.abc import Iterator, Sequence

from loaders.document import Document, Span
from loaders.facts import Mention
from loaders.finders.relations.claims import Proposal
from loaders.finders.relations.context import Context
from loaders.finders.relations.reading import ACTORS, Cue, Kind, Reading, Word
from loaders.finders.relations.roles import Part, Role
from ontology import EntityType, Relation

T = EntityType
_AFFILIATED = frozenset((T.RESEARCH_INSTITUTE, T.PLATFORM, T.HOSPITAL, T.INCUBATOR, T.UNIVERSITY))
_PARENTS = frozenset((T.UNIVERSITY, T.RESEARCH_INSTITUTE, T.ENTERPRISE, T.PLATFORM, T.HOSPITAL, T.GOVERNMENT_BODY))


def find(document: Document, reading: Reading, parts: Sequence[Part], context: Context) -> Iterator[Proposal]:
    """Yield the ties of a sentence."""
    words = [t for t in reading.tokens if isinstance(t, Word)]
    cooperating = [w for w in words if w.cue is Cue.COOPERATE]
    for i, part in enumerate(parts):
        if part.group.kind is Kind.DISCIPLINE:
            yield from _disciplines(parts, i, context)
        if part.group.kind is not Kind.ACTOR:
            continue
        if part.attached is not None and part.attached.group.kind is Kind.ACTOR:
            yield from _owned(part.attached, part)
        if part.role is Role.PARTNER and cooperating:
            yield from _partners(parts, i, context)


def _owned(outer: Part, inner: Part) -> Iterator[Proposal]:
    owner = outer.members[-1]
    for m in inner.members:
        if owner.type in _PARENTS and m.type in _AFFILIATED:
            yield Proposal(m, Relation.AFFILIATED_WITH, owner, _quote(owner, m), "紧接机构名")


def _partners(parts: Sequence[Part], at: int, context: Context) -> Iterator[Proposal]:
    part = parts[at]
    subjects: list[Mention] = []
    for p in reversed(parts[:at]):
        if p.segment != part.segment:
            break
        if p.group.kind is Kind.ACTOR and p.role in (Role.SUBJECT, Role.LABEL, Role.PLAIN):
            subjects = list(p.members)
            break
    silent = ""
    if not subjects and context.own is not None:
        subjects, silent = [context.own], "ownPlace"
    for s in subjects:
        for m in part.members:
            if m.type in ACTORS:
                yield Proposal(s, Relation.COOPERATES_WITH, m, m.span if silent else _quote(s, m), "合作", silent)


def _disciplines(parts: Sequence[Part], at: int, context: Context) -> Iterator[Proposal]:
    part = parts[at]
    for p in reversed(parts[:at]):
        universities = [m for m in p.members if m.type is T.UNIVERSITY]
        if universities:
            for m in part.members:
                yield Proposal(universities[-1], Relation.HAS_DISCIPLINE, m, _quote(universities[-1], m), "优势学科")
            return


def _quote(a: Mention, b: Mention) -> Span:
    return Span(min(a.span.start, b.span.start), max(a.span.end, b.span.end))
