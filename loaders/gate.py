"""The one gate between candidates and mentions: overlaps, strength, and the place for a second opinion."""

from collections.abc import Iterable

from loaders.document import Span
from loaders.facts import Mention, Refusal, RefusalReason
from ontology import EntityType

THRESHOLD = 0.5
# what is named inside a longer name and is yet a thing of its own: the place, the university and the firm of an institute's name
_INNER = frozenset(
    (EntityType.DISTRICT, EntityType.REGION, EntityType.UNIVERSITY, EntityType.RESEARCH_INSTITUTE, EntityType.ENTERPRISE, EntityType.PARK)
)
_OUTER = frozenset(
    (
        EntityType.PARK, EntityType.INCUBATOR, EntityType.PLATFORM, EntityType.RESEARCH_INSTITUTE, EntityType.UNIVERSITY, EntityType.HOSPITAL,
        EntityType.ENTERPRISE, EntityType.GOVERNMENT_BODY, EntityType.REGION, EntityType.PLAN_DOCUMENT, EntityType.PROGRAMME,
    )
)  # fmt: skip
_QUIET = frozenset((EntityType.PLAN_DOCUMENT, EntityType.PROGRAMME, EntityType.GOVERNMENT_BODY))


def decide(candidates: Iterable[Mention]) -> tuple[tuple[Mention, ...], tuple[Refusal, ...]]:
    """Return the mentions, sorted by place, and what was refused.

    Of overlapping candidates the longer strong one stays; a place or organisation inside a longer organisation's name stays beside it.
    """
    kept: list[Mention] = []
    refused: list[Refusal] = []
    for mention in sorted(candidates, key=_preference):
        if mention.strength < THRESHOLD:
            refused.append(_refusal(mention, RefusalReason.WEAK))
        elif all(_compatible(mention, other) for other in _near(kept, mention.span)):
            kept.append(mention)
        else:
            refused.append(_refusal(mention, RefusalReason.OVERLAP))
    order = sorted(kept, key=lambda m: (m.span.start, -m.span.end, m.type))
    return tuple(order), tuple(sorted(refused, key=lambda r: (r.span, r.what)))


def _preference(mention: Mention) -> tuple[int, float, int, str]:
    return (-(mention.span.end - mention.span.start) if mention.strength >= THRESHOLD else 1, -mention.strength, mention.span.start, mention.type)


def _near(kept: list[Mention], span: Span) -> Iterable[Mention]:
    return (other for other in kept if other.span.overlaps(span))


def _compatible(inner: Mention, outer: Mention) -> bool:
    if inner.span not in outer.span or inner.span == outer.span:
        return False
    return inner.type in _INNER and outer.type in _OUTER and outer.type not in _QUIET


def _refusal(mention: Mention, reason: RefusalReason) -> Refusal:
    return Refusal(mention.type.value, mention.span, reason, mention.rule, mention.name)
