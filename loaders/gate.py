"""The one gate between candidates and mentions: overlaps, strength, and the second opinion of the tagger."""

from collections.abc import Callable, Iterable, Sequence

from loaders.document import Span
from loaders.facts import Mention, Refusal, RefusalReason
from loaders.tagger import Opinion
from ontology import EntityType, Status

THRESHOLD = 0.5
# From which probability on the tagger is believed, by what the rules say of the same span (measured on written passages):
AGREED = 0.35  # a rule accepted the same span and type
PROPOSED = 0.5  # a rule saw it and found it weak or generic
OPPOSED = 0.9  # a rule sees other boundaries or another type
ALONE = 0.92  # no rule sees anything there
# types whose rules are sure enough to stand where the tagger sees nothing
_STAND = frozenset(
    (
        EntityType.PROGRAMME, EntityType.PLAN_DOCUMENT, EntityType.GOVERNMENT_BODY, EntityType.HOSPITAL, EntityType.UNIVERSITY, EntityType.DISTRICT,
        EntityType.REGION, EntityType.RESEARCH_INSTITUTE, EntityType.INCUBATOR,
    )
)  # fmt: skip
_STANDING_STRENGTH = 0.8
_STRONG = 0.8
_UNSEEN_IN_BOXES = frozenset((EntityType.ENTERPRISE, EntityType.PLATFORM))
INDUSTRIES = frozenset((EntityType.INDUSTRY_CLUSTER, EntityType.INDUSTRY_CHAIN, EntityType.INDUSTRY))
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
    return (
        -(mention.span.end - mention.span.start) if mention.strength >= THRESHOLD else 1,
        -mention.strength,
        mention.span.start,
        mention.type,
    )


def _near(kept: list[Mention], span: Span) -> Iterable[Mention]:
    return (other for other in kept if other.span.overlaps(span))


def _compatible(inner: Mention, outer: Mention) -> bool:
    if inner.span not in outer.span or inner.span == outer.span:
        return False
    if inner.type is EntityType.PROGRAMME:
        return outer.type is EntityType.PLAN_DOCUMENT
    return inner.type in _INNER and outer.type in _OUTER and outer.type not in _QUIET


def _refusal(mention: Mention, reason: RefusalReason) -> Refusal:
    return Refusal(mention.type.value, mention.span, reason, mention.rule, mention.name)


def weigh(
    rules: Sequence[Mention], seen: Sequence[Refusal], *, opinions: Sequence[Opinion], text: str, technical: Callable[[int], str]
) -> tuple[tuple[Mention, ...], tuple[Refusal, ...]]:
    """Return the mentions on which rules and tagger together decide, and what either of them proposed in vain.

    `seen` is what the rules saw and dropped; `technical(position)` tells that a place stands in a box of techniques ("box") or in a sentence about them ("sentence"), where an
    industry needs a rule.
    """
    accepted_rules = {(m.span, _kin(m.type)): m for m in rules}
    proposals = {(r.span, _kin(r.what)) for r in seen}
    kept: list[Mention] = []
    refused: list[Refusal] = []
    for opinion in opinions:
        box = technical(opinion.span.start)
        key = (opinion.span, _kin(opinion.type))
        rule = accepted_rules.get(key)
        bar = _bar(opinion, rule, key in proposals, rules, box)
        name = text[opinion.span.start : opinion.span.end]
        if opinion.probability < bar:
            refused.append(Refusal(opinion.type.value, opinion.span, RefusalReason.WEAK, "tagger", f"{name} {opinion.probability:.2f}"))
        else:
            told = f"tagger + {rule.rule}" if rule else "tagger"
            kept.append(
                Mention(opinion.type, name, opinion.span, Status.EXISTS, told, max(opinion.probability, rule.strength if rule else 0.0))
            )
    for mention in rules:
        verdict = _verdict(mention, kept, opinions)
        if verdict == "kept":
            kept.append(mention)
        elif verdict:
            refused.append(_refusal(mention, RefusalReason.WEAK if verdict == "vetoed" else RefusalReason.OVERLAP))
    return tuple(sorted(kept, key=lambda m: (m.span.start, -m.span.end, m.type))), tuple(refused)


def _bar(opinion: Opinion, rule: Mention | None, proposed: bool, rules: Sequence[Mention], technical: str) -> float:
    """Return the probability from which on the tagger is believed; 2 for never."""
    industry = opinion.type in INDUSTRIES
    if technical == "box" and (industry or opinion.type in _UNSEEN_IN_BOXES):
        return AGREED if rule and rule.strength >= _STRONG else 2.0
    if rule:
        return PROPOSED if technical and industry else AGREED
    if proposed:
        return OPPOSED if technical and industry else PROPOSED
    if any(m.span.overlaps(opinion.span) and not (m.span in opinion.span and m.type in _INNER) for m in rules):
        return OPPOSED
    return 2.0 if technical and industry else ALONE


def _verdict(mention: Mention, kept: Sequence[Mention], opinions: Sequence[Opinion]) -> str:
    """Return "kept", "vetoed" or "overlap" for a rule's mention; "" where the tagger has accepted it."""
    near = [k for k in kept if k.span.overlaps(mention.span)]
    if any(k.span == mention.span and _kin(k.type) == _kin(mention.type) for k in near):
        return ""
    if any(mention.span in k.span and mention.span != k.span for k in near) and mention.type in _INNER:
        return "kept"
    if near:
        return "overlap"
    overlapping = [o for o in opinions if o.span.overlaps(mention.span)]
    strong = mention.strength >= _STANDING_STRENGTH
    if overlapping:
        same = any(o.span == mention.span and _kin(o.type) == _kin(mention.type) for o in overlapping)
        return "kept" if strong and not same else "vetoed"
    return "kept" if strong and mention.type in _STAND else "vetoed"


def _kin(kind: str) -> str:
    return "Industry" if kind in INDUSTRIES else str(kind)
