"""The one gate between candidates and mentions: overlaps, strength, and the second opinion of the tagger."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import rjieba

from loaders.document import Span
from loaders.facts import Mention, Refusal, RefusalReason, by_place
from loaders.finders import counted, enterprises, government, industries, laboratories, places, programmes, ranks
from loaders.finders.industries import not_industries
from loaders.lexicons import words
from loaders.near import Near
from loaders.tagger.opinions import Opinion
from ontology import INDUSTRIES, EntityType, Status

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
SURE = 0.95  # an industry, platform or park that a rule is this sure of stands without the tagger
CALLED = 0.89  # what the scheme knows and the text calls a 产业 or 行业 stands where the tagger sees nothing
_CALLED = ("before 产业", "before 行业")
_NEVER = 2.0
_ZONE = re.compile("(?:发展示范区|试验区|自创区|自贸区|保税区|高新区|开发区|产业园区?|工业园区?|科技园区?)$")
_CHAIN, _CLUSTER = ("产业链", "全产业链"), ("产业集群", "集群")
CARRIERS = frozenset((EntityType.PARK, EntityType.INCUBATOR, EntityType.PLATFORM, EntityType.RESEARCH_INSTITUTE))
_PARTED = CARRIERS | {EntityType.GOVERNMENT_BODY}
_LEAST_VOUCHED = 6
_COMPANY_BASE = re.compile("(?:产业基地|数据中心|云)$")
_BRANCHED = frozenset((EntityType.PLATFORM, EntityType.RESEARCH_INSTITUTE))
_BRANCH = re.compile("[一-鿿]{2,6}?(?:分中心|分院|分所|分平台|分库|分站|合作站|服务站|工作站|试验基地|服务平台)")
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
    return tuple(order), tuple(sorted(refused, key=lambda r: (r.span.start, r.span.end, r.what)))


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
    if _is_parent(inner, outer):
        return True
    if inner.type is EntityType.PROGRAMME:
        return outer.type is EntityType.PLAN_DOCUMENT
    if inner.type in INDUSTRIES:
        return outer.type is EntityType.PROGRAMME and inner.rule == programmes.INSIDE
    if inner.type is outer.type and inner.span.start != outer.span.start:
        return False
    return inner.type in _INNER and outer.type in _OUTER and outer.type not in _QUIET


def _is_parent(inner: Mention, outer: Mention) -> bool:
    """Tell whether a body's name begins with that of the body whose branch it is (青岭国家实验室|云溪试验基地)."""
    branches = inner.type in _BRANCHED and outer.type in _BRANCHED and inner.span.start == outer.span.start
    return branches and inner.span in outer.span and _BRANCH.fullmatch(outer.name, len(inner.name)) is not None


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
    in_lists = {r.span for r in seen if r.rule == industries.IN_LIST}
    restricted = Near([r for r in seen if r.reason is RefusalReason.RESTRICTED])
    ruled, voiced = Near(rules), Near(opinions)
    kept: list[Mention] = []
    refused: list[Refusal] = []
    for opinion in (part for each in opinions for part in _parts(each, ruled.overlapping(_wide(each.span)))):
        key = (opinion.span, _kin(opinion.type))
        rule = accepted.get(key)
        near = ruled.overlapping(opinion.span)
        opposed = any(not (m.span in opinion.span and m.type in _INNER) for m in near)
        ground = "agreed" if rule else "proposed" if key in proposed else "opposed" if opposed else "alone"
        name = text[opinion.span.start : opinion.span.end]
        if opinion.type in INDUSTRIES and restricted.overlapping(opinion.span):
            refused.append(Refusal(opinion.type.value, opinion.span, RefusalReason.RESTRICTED, "tagger", name))
        elif any(_cuts(opinion, m) for m in near) or (opinion.type is EntityType.DISCIPLINE and _cuts_word(text, opinion.span.end)):
            refused.append(Refusal(opinion.type.value, opinion.span, RefusalReason.OVERLAP, "tagger", name))
        elif _names_none(opinion, text) or (rule is None and _is_none_alone(opinion, text)):
            refused.append(Refusal(opinion.type.value, opinion.span, RefusalReason.GENERIC, "tagger", name))
        elif opinion.probability < _bar(opinion, rule, ground=ground, technical=technical(opinion.span)):
            refused.append(Refusal(opinion.type.value, opinion.span, RefusalReason.WEAK, "tagger", f"{name} {opinion.probability:.2f}"))
        else:
            told, least = (f"tagger + {rule.rule}", rule.strength) if rule else ("tagger", THRESHOLD if opinion.span in in_lists else 0.0)
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


def _names_none(opinion: Opinion, text: str) -> bool:
    """Tell whether what is seen as a company or division is a country or a person or class, what is seen as an organ the head of one."""
    name = text[opinion.span.start : opinion.span.end]
    if opinion.type is EntityType.ENTERPRISE:
        return name in words("countries") or enterprises.is_none(name) or enterprises.is_person(text, opinion.span)
    if opinion.type is EntityType.DISTRICT:
        return name in words("countries") or places.is_none(name)
    if opinion.type in CARRIERS or opinion.type is EntityType.REGION:
        return ranks.is_no_one(name)
    if opinion.type is EntityType.PROGRAMME:
        return programmes.is_built(name)
    return opinion.type is EntityType.GOVERNMENT_BODY and government.is_phrase(text, opinion.span)


def _is_none_alone(opinion: Opinion, text: str) -> bool:
    """Tell whether what no rule sees is a company among goods, or a field of which what is done in it is meant (棉花|收获, 电商|大会)."""
    if opinion.type is EntityType.ENTERPRISE:
        return enterprises.is_listed_as_goods(text, opinion.span)
    return opinion.type in INDUSTRIES and not_industries.goes_on(text, opinion.span)


def _cuts(opinion: Opinion, rule: Mention) -> bool:
    """Tell whether an opinion sees only a part of what a list names by its own count, of a name that holds a list, or an office's ministry."""
    return rule.rule in (counted.LISTED, government.OFFICE, programmes.LISTING) and opinion.span in rule.span and opinion.span != rule.span


def _cuts_word(text: str, end: int) -> bool:
    """Tell whether a word goes on over `end` (航天推|进), seen by the two characters on each side."""
    return rjieba.has_word(text[end - 1 : end + 1]) and not rjieba.has_word(text[end - 2 : end])


def _as_named(mentions: Sequence[Mention], text: str) -> Iterator[Mention]:
    """Yield the mentions by what the text calls them, whatever the tagger says.

    An industry that it calls a chain and never a cluster is no cluster; what is called a zone is no region, but a park.
    """
    chains = {m.name for m in mentions if m.type in INDUSTRIES and text.startswith(_CHAIN, m.span.end)}
    clusters = {m.name for m in mentions if m.type in INDUSTRIES and (text.startswith(_CLUSTER, m.span.end) or "集群" in m.rule)}
    only_chains = chains - clusters
    for m in mentions:
        if m.type is EntityType.INDUSTRY_CLUSTER and m.name in only_chains:
            yield replace(m, type=EntityType.INDUSTRY_CHAIN)
        elif m.type is EntityType.REGION and _ZONE.search(m.name):
            yield replace(m, type=EntityType.PARK)
        else:
            yield m


def _wide(span: Span) -> Span:
    return Span(max(0, span.start - 1), span.end)


def _parts(opinion: Opinion, rules: Sequence[Mention]) -> Iterator[Opinion]:
    """Yield the opinion; two where the rules see two carriers or divisions there, one right behind the other (X高新区Y谷, X市Y区)."""
    halves = _PARTED if opinion.type in _PARTED else {EntityType.DISTRICT}
    span, carriers = opinion.span, [m for m in rules if m.type in halves]
    pairs = (
        (one, other)
        for one in carriers
        for other in carriers
        if (one.span.start, other.span.end) == (span.start, span.end) and (one.span.end == other.span.start or _joined(one, other))
    )
    pair = next(pairs, None)
    if pair is None or opinion.type not in (*_PARTED, EntityType.DISTRICT):
        yield _with_place(opinion, rules)
        return
    for part in pair:
        yield Opinion(part.span, part.type, opinion.probability)


def _joined(one: Mention, other: Mention) -> bool:
    """Tell whether two organs are joined by one character: no organ is called X管委会与Y管委会."""
    return one.type is other.type is EntityType.GOVERNMENT_BODY and one.span.end + 1 == other.span.start


def _with_place(opinion: Opinion, rules: Sequence[Mention]) -> Opinion:
    """Return the opinion on a carrier with the division that stands right before it, where a rule reads both as one name."""
    if opinion.type not in CARRIERS:
        return opinion
    places = {m.span.end: m.span.start for m in rules if m.type is EntityType.DISTRICT}
    start = places.get(opinion.span.start)
    whole = next((m for m in rules if (m.type, m.span.end) == (opinion.type, opinion.span.end) and m.span.start == start), None)
    return opinion if whole is None else Opinion(whole.span, whole.type, opinion.probability)


def vouched(text: str, mentions: Sequence[Mention], seen: Sequence[Refusal]) -> tuple[Mention, ...]:
    """Return carriers that look generic by themselves and yet stand in a list beside a named one, which vouches for them."""
    named = {edge for m in mentions if m.type in CARRIERS for edge in (m.span.start, m.span.end)}
    found, held = [], Near(m for m in mentions if m.type in CARRIERS)
    for r in sorted(seen, key=lambda r: r.span):
        if r.reason is not RefusalReason.GENERIC or r.what not in CARRIERS or r.span.end - r.span.start < _LEAST_VOUCHED:
            continue
        before = text[r.span.start - 1 : r.span.start] in _JOINED and r.span.start - 1 in named
        after = text[r.span.end : r.span.end + 1] in _JOINED and r.span.end + 1 in named
        name = text[r.span.start : r.span.end]
        if (before or after) and not held.overlapping(r.span) and not name[0].isdigit() and not ranks.is_no_one(name):
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
    if any(_is_parent(mention, k) for k in holders):
        return "kept"
    if near and (_is_base(mention, near) or _holds_industries(mention, near) or _is_of_area(mention, near)):
        return "kept"
    if near:
        return "overlap"
    strong = mention.strength >= _STANDING_STRENGTH
    sure = mention.strength >= SURE and mention.type in (*INDUSTRIES, EntityType.PLATFORM, EntityType.PARK)
    if voiced:
        same = any(o.span == mention.span and _kin(o.type) == _kin(mention.type) for o in voiced)
        return "kept" if strong and (not same or mention.type is EntityType.DISTRICT or sure) else "vetoed"
    called = mention.rule in _CALLED and mention.strength >= CALLED
    return "kept" if strong and (mention.type in _STAND or sure or called) else "vetoed"


def _holds_industries(mention: Mention, near: Sequence[Mention]) -> bool:
    """Tell whether a carrier or region that a rule is sure of is disputed only by industries that its name holds, or by its owner."""
    sure = mention.strength >= SURE and mention.type in (*CARRIERS, EntityType.REGION)
    held = (k.span in mention.span and k.span != mention.span for k in near)
    return sure and all(held) and all(k.type in INDUSTRIES or k.type in laboratories.OWNERS for k in near)


def _is_of_area(mention: Mention, near: Sequence[Mention]) -> bool:
    """Tell whether a company by its ending is disputed only by the area that its name begins with (青岭新区|发展集团)."""
    firm = mention.type is EntityType.ENTERPRISE and mention.strength > _STRONG
    return firm and all(k.type is EntityType.REGION and k.span in mention.span and k.span.start == mention.span.start for k in near)


def _is_base(mention: Mention, near: Sequence[Mention]) -> bool:
    """Tell whether a platform is the base, cloud or data centre of the company that its name begins with, places in it aside."""
    if mention.type is not EntityType.PLATFORM or not _COMPANY_BASE.search(mention.name):
        return False
    owners = [k for k in near if k.type is EntityType.ENTERPRISE and k.span.start == mention.span.start]
    inner = all(k.span in mention.span and k.span != mention.span and (k in owners or k.type is EntityType.DISTRICT) for k in near)
    return bool(owners) and inner


def _kin(kind: str) -> str:
    return "Industry" if kind in INDUSTRIES else str(kind)
