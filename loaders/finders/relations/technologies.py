"""The key technologies of an industry: those under its heading, and those that a sentence about it says."""

from collections.abc import Iterator, Sequence

from loaders.document import Span
from loaders.finders.relations.claims import Proposal
from loaders.finders.relations.context import Context
from loaders.finders.relations.reading import Kind
from loaders.finders.relations.roles import Part
from ontology import Relation


def find(parts: Sequence[Part], context: Context) -> Iterator[Proposal]:
    """Yield the industry of each technology of a sentence: the one named before it, else that of the label or heading."""
    for i, part in enumerate(parts):
        if part.group.kind is not Kind.TECHNOLOGY:
            continue
        named = [p for p in parts[:i] if p.group.kind is Kind.INDUSTRY and p.segment == part.segment]
        for m in part.members:
            if named:
                for industry in named[-1].members:
                    near = Span(industry.span.start, m.span.end)
                    yield Proposal(industry, Relation.HAS_KEY_TECHNOLOGY, m, near, "关键技术")
            elif len(context.topic) == 1:
                yield Proposal(context.topic[0], Relation.HAS_KEY_TECHNOLOGY, m, m.span, "标题下的技术", "heading")
