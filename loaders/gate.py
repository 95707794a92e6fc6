"""The one gate between candidates and mentions: overlaps, strength, and the second opinion of the tagger."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Generic, TypeVar

from loaders.document import Span
from loaders.facts import Mention, Refusal, RefusalReason, by_place
from loaders.finders import programmes
from loaders.tagger.opinions import Opinion
from ontology import INDUSTRIES, EntityType, Status

Placed = TypeVar("Placed", Mention, Opinion, Refusal)
_BUCKET = 32
THRESHOLD = 0.5
# From which probability on the tagger is believed, by what the rules say of the same span (measured on the open documents):
AGREED = 0.2  # a rule accepted the same span and type
PROPOSED = 0.4  # a rule saw it and found it weak or generic
OPPOSED = 0.95  # a rule sees other boundaries or another type
ALONE = 0.8  # no rule sees anything there
# types whose rules are sure enough to stand where the tagger sees nothing
_STAND = frozenset(
    (
        EntityType.PROGRAMME, EntityType.PLAN_DOCUMENT, EntityType.GOVERNMENT_BODY, EntityType.HOSPITAL, EntityType.UNIVERSITY, EntityType.DISTRICT,
        EntityType.REGION, EntityType.RESEARCH_INSTITUTE, EntityType.INCUBATOR,
    )
)  # fmt: skip
_STANDING_STRENGTH = 0.8
_STRONG = 0.8
SURE = 0.95  # an industry or platform that a rule is this sure of stands without the tagger
_NEVER = 2.0
_CHAIN, _CLUSTER = ("产业链", "全产业链"), ("产业集群", "集群")
_CARRIERS = frozenset((EntityType.PARK, EntityType.INCUBATOR, EntityType.PLATFORM, EntityType.RESEARCH_INSTITUTE))
_LEAST_VOUCHED = 6
_COMPANY_BASE = re.compile("(?:产业基地|数据中心|云)$")
_LEGAL = re.compile("(?:集团)?(?:控股)?(?:股份)?(?:有限责任公司|有限公司|公司|集团)?")
_WHOLE = frozenset((EntityType.ENTERPRISE, EntityType.PARK))
_JOINED = frozenset("、和与")
_UNSEEN_IN_BOXES = frozenset((EntityType.ENTERPRISE, EntityType.PLATFORM))
# what is named inside a longer name and is yet a thing of its own: the place, the university and the firm of an institute's name
_INNER = frozenset(
    (
        EntityType.DISTRICT,
        EntityType.REGION,
        EntityType.UNIVERSITY,
        EntityType.RESEARCH_INSTITUTE,
        EntityType.ENTERPRISE,
        EntityType.PARK,
        EntityType.GOVERNMENT_BODY,
    )
)
_OUTER = frozenset(
    (
        EntityType.PARK, EntityType.INCUBATOR, EntityType.PLATFORM, EntityType.RESEARCH_INSTITUTE, EntityType.UNIVERSITY, EntityType.HOSPITAL,
        EntityType.ENTERPRISE, EntityType.GOVERNMENT_BODY, EntityType.REGION, EntityType.PLAN_DOCUMENT, EntityType.PROGRAMME,
    )
)  # fmt: skip
_QUIET = frozenset((EntityType.PLAN_DOCUMENT, EntityType.PROGRAMME, EntityType.GOVERNMENT_BODY))


class Near(Generic[Placed]):
    """Things by their place in the text, so that what overlaps a span is found without looking at all of them."""

    __slots__ = ("_buckets",)

    def __init__(self, things: Iterable[Placed] = ()) -> None:
        """Hold `things`."""
        self._buckets: defaultdict[int, list[Placed]] = defaultdict(list)
        for thing in things:
            self.add(thing)

    def add(self, thing: Placed) -> None:
        """Hold one more."""
        for bucket in range(thing.span.start // _BUCKET, (thing.span.end - 1) // _BUCKET + 1):
            self._buckets[bucket].append(thing)

    def overlapping(self, span: Span) -> list[Placed]:
        """Return what shares a code point with `span`."""
        found = {
            id(thing): thing
            for bucket in range(span.start // _BUCKET, (span.end - 1) // _BUCKET + 1)
            for thing in self._buckets.get(bucket, ())
            if thing.span.overlaps(span)
        }
        return list(found.values())


def decide(candidates: Iterable[Mention]) -> tuple[tuple[Mention, ...], tuple[Refusal, ...]]:
    """Return the mentions, sorted by place, and what was refused.

    Of overlapping candidates the longer strong one stays; a place or organisation inside a longer organisation's name stays beside it.
    """
    kept: list[Mention] = []
    held: Near[Mention] = Near()
    refused: list[Refusal] = []
    for mention in sorted(candidates, key=_preference):
        if mention.strength < THRESHOLD:
            refused.append(_refusal(mention, RefusalReason.WEAK))
        elif all(_compatible(mention, other) for other in held.overlapping(mention.span)):
            kept.append(mention)
            held.add(mention)
        else:
            refused.append(_refusal(mention, RefusalReason.OVERLAP))
    order = sorted(kept, key=by_place)
    return tuple(order), tuple(sorted(refused, key=lambda r: (r.span, r.what)))


def _preference(mention: Mention) -> tuple[int, float, int, str]:
    return (
        -(mention.span.end - mention.span.start) if mention.strength >= THRESHOLD else 1,
        -mention.strength,
        mention.span.start,
        mention.type,
    )


def _compatible(inner: Mention, outer: Mention) -> bool:
    if inner.span not in outer.span or inner.span == outer.span:
        return False
    if inner.type is EntityType.PROGRAMME:
        return outer.type is EntityType.PLAN_DOCUMENT
    if inner.type in INDUSTRIES:
        return outer.type is EntityType.PROGRAMME and inner.rule == programmes.INSIDE
    if inner.type is outer.type and inner.span.start != outer.span.start:
        return False
    return inner.type in _INNER and outer.type in _OUTER and outer.type not in _QUIET


def _refusal(mention: Mention, reason: RefusalReason) -> Refusal:
    return Refusal(mention.type.value, mention.span, reason, mention.rule, mention.name)


def weigh(
    rules: Sequence[Mention], seen: Sequence[Refusal], *, opinions: Sequence[Opinion], text: str, technical: Callable[[Span], str]
) -> tuple[tuple[Mention, ...], tuple[Refusal, ...]]:
    """Return the mentions on which rules and tagger together decide, and what either of them proposed in vain.

    `seen` is what the rules saw and dropped; `technical(span)` tells that a place stands in a box of techniques ("box") or in a
    clause about them ("clause"), where an industry needs a rule.
    """
    accepted = {(m.span, _kin(m.type)): m for m in rules}
    proposed = {(r.span, _kin(r.what)) for r in seen if r.reason is not RefusalReason.RESTRICTED}
    restricted = Near([r for r in seen if r.reason is RefusalReason.RESTRICTED])
    ruled, voiced = Near(rules), Near(opinions)
    kept: list[Mention] = []
    refused: list[Refusal] = []
    for opinion in (part for each in opinions for part in _parts(each, ruled.overlapping(each.span))):
        key = (opinion.span, _kin(opinion.type))
        rule = accepted.get(key)
        opposed = any(not (m.span in opinion.span and m.type in _INNER) for m in ruled.overlapping(opinion.span))
        ground = "agreed" if rule else "proposed" if key in proposed else "opposed" if opposed else "alone"
        name = text[opinion.span.start : opinion.span.end]
        if opinion.type in INDUSTRIES and restricted.overlapping(opinion.span):
            refused.append(Refusal(opinion.type.value, opinion.span, RefusalReason.RESTRICTED, "tagger", name))
        elif opinion.probability < _bar(opinion, rule, ground=ground, technical=technical(opinion.span)):
            refused.append(Refusal(opinion.type.value, opinion.span, RefusalReason.WEAK, "tagger", f"{name} {opinion.probability:.2f}"))
        else:
            told, least = (f"tagger + {rule.rule}", rule.strength) if rule else ("tagger", 0.0)
            kept.append(Mention(opinion.type, name, opinion.span, Status.EXISTS, told, max(opinion.probability, least)))
    held = Near(kept)
    for mention in rules:
        verdict = _verdict(mention, held.overlapping(mention.span), voiced.overlapping(mention.span))
        if verdict == "kept":
            kept.append(mention)
            held.add(mention)
        elif verdict:
            refused.append(_refusal(mention, RefusalReason.WEAK if verdict == "vetoed" else RefusalReason.OVERLAP))
    return tuple(sorted(_as_named(kept, text), key=by_place)), tuple(refused)


def standing(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the mentions without the firms that stand only inside the names of other firms: they are named by a part of a name.

    The name of the same firm without its legal form stays.
    """
    wide = Near(m for m in mentions if m.type in _WHOLE)
    parts = (m for m in mentions if m.type is EntityType.ENTERPRISE or (m.type is EntityType.PARK and m.rule.startswith("list:")))
    held = {m for m in parts if any(_is_part(m, other) for other in wide.overlapping(m.span))}
    by_itself = {m.name for m in mentions if m not in held}
    return tuple(m for m in mentions if m not in held or m.name in by_itself)


def _is_part(m: Mention, other: Mention) -> bool:
    same = not m.name.endswith("集团") and _LEGAL.fullmatch(other.name, len(m.name))
    return m.type is other.type and m.span in other.span and m.span != other.span and not same


def _as_named(mentions: Sequence[Mention], text: str) -> Iterator[Mention]:
    """Yield the mentions; an industry that the text calls a chain and never a cluster is no cluster, whatever the tagger says."""
    chains = {m.name for m in mentions if m.type in INDUSTRIES and text.startswith(_CHAIN, m.span.end)}
    clusters = {m.name for m in mentions if m.type in INDUSTRIES and (text.startswith(_CLUSTER, m.span.end) or "集群" in m.rule)}
    for m in mentions:
        is_chain = m.type is EntityType.INDUSTRY_CLUSTER and m.name in chains - clusters
        yield replace(m, type=EntityType.INDUSTRY_CHAIN) if is_chain else m


def _parts(opinion: Opinion, rules: Sequence[Mention]) -> Iterator[Opinion]:
    """Yield the opinion; two where the rules see two carriers there, one right behind the other (X高新区Y谷)."""
    span, carriers = opinion.span, [m for m in rules if m.type in _CARRIERS]
    pairs = (
        (one, other)
        for one in carriers
        for other in carriers
        if (one.span.start, one.span.end, other.span.end) == (span.start, other.span.start, span.end)
    )
    pair = next(pairs, None)
    if pair is None or opinion.type not in _CARRIERS:
        yield opinion
        return
    for part in pair:
        yield Opinion(part.span, part.type, opinion.probability)


def vouched(text: str, mentions: Sequence[Mention], seen: Sequence[Refusal]) -> tuple[Mention, ...]:
    """Return carriers that look generic by themselves and yet stand in a list beside a named one, which vouches for them."""
    named = {edge for m in mentions if m.type in _CARRIERS for edge in (m.span.start, m.span.end)}
    found = []
    for r in sorted(seen, key=lambda r: r.span):
        if r.reason is not RefusalReason.GENERIC or r.what not in _CARRIERS or r.span.end - r.span.start < _LEAST_VOUCHED:
            continue
        before = text[r.span.start - 1 : r.span.start] in _JOINED and r.span.start - 1 in named
        after = text[r.span.end : r.span.end + 1] in _JOINED and r.span.end + 1 in named
        if before or after:
            name = text[r.span.start : r.span.end]
            found.append(Mention(EntityType(r.what), name, r.span, Status.EXISTS, "beside a named carrier in a list", THRESHOLD))
            named |= {r.span.start, r.span.end}
    return tuple(found)


def _bar(opinion: Opinion, rule: Mention | None, *, ground: str, technical: str) -> float:
    """Return the probability from which on the tagger is believed; 2 for never."""
    industry = opinion.type in INDUSTRIES
    if technical == "box" and (industry or opinion.type in _UNSEEN_IN_BOXES):
        return AGREED if rule and rule.strength >= _STRONG else _NEVER
    if technical and industry:
        return {"agreed": PROPOSED, "proposed": OPPOSED, "opposed": OPPOSED}.get(ground, _NEVER)
    return {"agreed": AGREED, "proposed": PROPOSED, "opposed": OPPOSED}.get(ground, ALONE)


def _verdict(mention: Mention, near: Sequence[Mention], voiced: Sequence[Opinion]) -> str:
    """Return "kept", "vetoed" or "overlap" for a rule's mention among what was kept and voiced there; "" where the tagger accepted it."""
    if any(k.span == mention.span and _kin(k.type) == _kin(mention.type) for k in near):
        return ""
    holders = [k for k in near if mention.span in k.span and mention.span != k.span]
    if any(k.type is not mention.type or k.span.start == mention.span.start for k in holders) and mention.type in _INNER:
        return "kept"
    if near and _is_base(mention, near):
        return "kept"
    if near:
        return "overlap"
    strong = mention.strength >= _STANDING_STRENGTH
    sure = mention.strength >= SURE and mention.type in (*INDUSTRIES, EntityType.PLATFORM)
    if voiced:
        same = any(o.span == mention.span and _kin(o.type) == _kin(mention.type) for o in voiced)
        return "kept" if strong and (not same or mention.type is EntityType.DISTRICT or sure) else "vetoed"
    return "kept" if strong and (mention.type in _STAND or sure) else "vetoed"


def _is_base(mention: Mention, near: Sequence[Mention]) -> bool:
    """Tell whether a platform is the base, cloud or data centre of the company that its name begins with, places in it aside."""
    if mention.type is not EntityType.PLATFORM or not _COMPANY_BASE.search(mention.name):
        return False
    owners = [k for k in near if k.type is EntityType.ENTERPRISE and k.span.start == mention.span.start]
    inner = all(k.span in mention.span and k.span != mention.span and (k in owners or k.type is EntityType.DISTRICT) for k in near)
    return bool(owners) and inner


def _kin(kind: str) -> str:
    return "Industry" if kind in INDUSTRIES else str(kind)
