"""What stands only inside longer names (云溪 in 云溪白鹤公司, 青岭 in 青岭南部产业带): it is named where a relation needs it, else not at all."""

from collections.abc import Iterable, Sequence

from loaders.divisions import short_form
from loaders.document import Span
from loaders.facts import Claim, IndicatorValue, Mention
from loaders.near import Near
from ontology import INDUSTRIES, EntityType

_INNER = frozenset((EntityType.DISTRICT, EntityType.REGION, EntityType.ENTERPRISE, EntityType.UNIVERSITY, EntityType.PARK))
_NO_NAMES = INDUSTRIES | {EntityType.TASK, EntityType.DISCIPLINE}
_Key = tuple[EntityType, str]


def needed(
    mentions: Sequence[Mention], claims: Iterable[Claim], *, figures: Iterable[IndicatorValue], own: Mention | None
) -> tuple[Mention, ...]:
    """Return the mentions without those that no text names by itself and no claim or figure needs; `own` is the document's place.

    A province that the name of a new area follows (江东|云溪新区) belongs to that name, too.
    """
    outer = [m for m in mentions if m.type not in _NO_NAMES]
    near, regions = Near(outer), {m.span.start for m in outer if m.type is EntityType.REGION and m.name.endswith("新区")}
    used = {_key(m) for c in claims for m in (c.subject, c.object)} | {_key(f.place) for f in figures if f.place}
    used |= {_key(own)} if own else set()
    inside = {m for m in outer if m.type in _INNER and (_within(m.span, near) or (m.type is EntityType.DISTRICT and m.span.end in regions))}
    by_itself = {_key(m) for m in outer if m not in inside}
    return tuple(m for m in mentions if m not in inside or _key(m) in used or _key(m) in by_itself)


def _key(m: Mention) -> _Key:
    return m.type, short_form(m.name) if m.type is EntityType.DISTRICT else m.name


def _within(span: Span, near: Near[Mention]) -> bool:
    return any(span in other.span and span != other.span for other in near.overlapping(span))
