"""Relations that a name tells by itself: where its bearer lies, whose it is, what it works in."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from ahocorasick_rs import AhoCorasick

from loaders.divisions import by_name as named
from loaders.divisions import by_short, short_form
from loaders.document import Span
from loaders.facts import Mention
from loaders.finders.relations import mothers
from loaders.finders.relations.claims import Proposal
from loaders.finders.relations.mothers import FOUNDED
from loaders.finders.relations.pronouns import lies_in, may_hold
from loaders.finders.relations.reading import CARRIERS, PLACES
from loaders.lexicons import words
from ontology import INDUSTRIES, EntityType, Relation, Status

T = EntityType
_LOCATED = frozenset((T.ENTERPRISE, T.UNIVERSITY, T.RESEARCH_INSTITUTE, T.HOSPITAL, T.PARK, T.INCUBATOR, T.PLATFORM))
_PARENTS = frozenset((T.UNIVERSITY, T.RESEARCH_INSTITUTE, T.ENTERPRISE, T.PLATFORM, T.HOSPITAL, T.GOVERNMENT_BODY, T.INCUBATOR))
_ZONE = re.compile(
    r"(?:.{0,2}(?:核心区|拓展区|起步区|片区|分园|组团|[东南西北中]园|[东南西北中]区|园)|(?!科技|产业|工业|创业|物流|经济)[^（）()]{2}园区)"
)
_BRANCH = re.compile(r"[^（）()]{2,4}(?:产业|工业|科技|高新)?园区?")
_BRAND = 3
_COUNTIES = frozenset((T.PARK, T.INCUBATOR, T.PLATFORM))
_ZONAL = re.compile(
    r"(?:国家|省级|国际)?(?:级|高新|经济|经开|开发|工业|农业|农高|产业|科技|火炬|综合保税|综保|保税|出口|循环|创新|数字|电子|软件|生物)"
)
_TRIAL = re.compile(r"(?:示范区|试验区|自创区|自贸区)$")
_PARENT = re.compile(r"[^（）()]{0,8}?(?:大学(?!科技园|城|生)|学院|科学院|研究所|医院|公司|集团)(?!有限|股份)[^（）()]{2,}")
_ZONES = frozenset((T.PARK, T.REGION))
_SERVING = CARRIERS - {T.UNIVERSITY}
_WIDE = re.compile(r"(?:中国)?(?:[华西东南北中]{1,2}|[中西东]部|东北|西北|西南|东南)(?:地区|部)?")
_SAME = re.compile(r"区|[（(].*|.*联盟")
# what is left of a name that says the same body once more: 云溪理工|大学, 明湖|实验室
_MORE = {
    T.UNIVERSITY: re.compile(r"大学|学院"),
    **dict.fromkeys((T.PLATFORM, T.INCUBATOR, T.RESEARCH_INSTITUTE), re.compile(r"(?:实验室|平台|中心|基地|联盟)")),
}
# associations are no firm's, though the short name of a listed one may open theirs: 中国电子|商务协会
_OF_MANY = re.compile(r"(?:协会|学会|联合会|商会|促进会|研究会)$")
_DASHES = "-—–－"


@dataclass(frozen=True, slots=True)
class Part:
    """A name found inside another: its type, its words, where in the outer name it stands."""

    type: EntityType
    name: str
    span: Span


def find(mentions: Sequence[Mention], own: Mention | None, home: frozenset[str] = frozenset()) -> Iterator[Proposal]:
    """Yield what the names of the document tell, at the place of each mention.

    `home` names the province of the zone that the document reports on: it says nothing of a firm whose name begins with it; nor does
    the province of the document's own place say where a university lies.
    """
    parts = _parts(mentions, own)
    told = {(m.type, m.name): tuple(_tell(m.type, m.name, parts.get(m.name, ()))) for m in mentions}
    for mention in mentions:
        if len(mention.name) != mention.span.end - mention.span.start:
            continue
        if mention.type is T.PROGRAMME and own is not None:
            yield from _programme(mention, parts.get(mention.name, ()), own)
        for relation, part in told[mention.type, mention.name]:
            if mention.type is T.ENTERPRISE and part.name in home and mention.name.startswith(part.name):
                continue
            if mention.type is T.UNIVERSITY and own is not None and _is_province(part.name) and lies_in(own.name, part.name):
                continue
            yield Proposal(mention, relation, _inner(mention, part), mention.span, "名称自明")
        for holder, held in _stacked(parts.get(mention.name, ())) if mention.type is not T.PLAN_DOCUMENT else ():
            yield Proposal(_inner(mention, held), Relation.PART_OF, _inner(mention, holder), mention.span, "名称自明")


def _inner(mention: Mention, part: Part) -> Mention:
    start = mention.span.start + part.span.start
    return Mention(part.type, part.name, Span(start, start + len(part.name)), Status.EXISTS, "insideName", mention.strength)


def _stacked(parts: Sequence[Part]) -> Iterator[tuple[Part, Part]]:
    """Yield the divisions that stand behind one another in a name, the wider before the narrower: 河北|青岭国家农业科技园区."""
    for holder, held in pairwise(_longest(p for p in parts if p.type is T.DISTRICT)):
        if holder.span.end == held.span.start and may_hold(holder.name, held.name):
            yield holder, held


def _programme(mention: Mention, parts: Sequence[Part], own: Mention) -> Iterator[Proposal]:
    """Yield that the plan's own place develops the industry that a programme's name says: 直播电商三年行动."""
    relation = Relation.DEVELOPS if own.type in PLACES else Relation.SERVES
    for part in _longest(p for p in parts if p.type in INDUSTRIES):
        start = mention.span.start + part.span.start
        inner = Mention(part.type, part.name, Span(start, start + len(part.name)), mention.status, "insideName", mention.strength)
        yield Proposal(own, relation, inner, mention.span, "行动名称", "ownPlace")


def _parts(mentions: Sequence[Mention], own: Mention | None) -> Mapping[str, tuple[Part, ...]]:
    """Return for each name the names of other mentions that stand inside it, and the county that a zone's name begins with.

    Such a county need not be named elsewhere; where the document has a place of its own, it must lie there.
    """
    known: dict[tuple[EntityType, str], None] = {}
    for m in mentions:
        known[m.type, m.name] = None
        if m.type is T.DISTRICT:
            known[m.type, short_form(m.name)] = None
    districts = {name for type, name in known if type is T.DISTRICT}
    for type, name in mothers.find(mentions, districts):
        known[type, name] = None
    forms = sorted((form, str(type)) for type, form in known if len(form) > 1)
    automaton = AhoCorasick([form for form, _ in forms])
    found: dict[str, tuple[Part, ...]] = {}
    zones = {m.name for m in mentions if m.type in _COUNTIES}
    for name in {m.name for m in mentions}:
        matches = automaton.find_matches_as_indexes(name, overlapping=True)
        parts = [Part(T(forms[i][1]), forms[i][0], Span(s, e)) for i, s, e in matches if e - s < len(name)]
        county = _county(name) if name in zones else ""
        if (
            county
            and (own is None or (own.type is T.DISTRICT and lies_in(county, own.name)))
            and not any(p.type is T.DISTRICT and p.span.start == 0 for p in parts)
        ):
            parts.append(Part(T.DISTRICT, county, Span(0, len(county))))
        if parts:
            found[name] = tuple(sorted(parts, key=lambda p: (p.span.start, -p.span.end, p.type)))
    return found


@cache
def _county(name: str) -> str:
    """Return the short form of a city or county that a zone's name begins with, where only one division is called so; else ""."""
    for length in (2, 3):
        same = by_short().get(name[:length], ())
        if len(same) == 1 and same[0].level > 1 and name[:length] not in words("no_division") and _ZONAL.match(name, length):
            return name[:length]
    return ""


def _tell(type: EntityType, name: str, parts: Sequence[Part]) -> Iterator[tuple[Relation, Part]]:
    if not parts:
        return
    parent = _parent(type, name, parts)
    rest = [p for p in parts if parent is None or not p.span.overlaps(parent.span)]
    if parent:
        yield Relation.AFFILIATED_WITH, parent
        yield from ((Relation.AFFILIATED_WITH, p) for p in _partners(name, parent, parts))
    whole = _zoned(name, rest) if type in _ZONES else None
    if whole:
        yield Relation.PART_OF, whole
    inner = whole is not None and whole.span.start == 0
    if type in _LOCATED:
        yield from _placed(name, [p for p in rest if p.type is T.DISTRICT and p.span.start >= whole.span.end] if inner and whole else rest)
    if type in _SERVING or type is T.REGION:
        relation = Relation.DEVELOPS if type is T.REGION else Relation.SERVES
        yield from ((relation, p) for p in _longest(p for p in rest if p.type in INDUSTRIES))


def _is_province(name: str) -> bool:
    """Tell whether a name is that of a province."""
    return any(d.level == 1 and not d.name.endswith("市") for d in (*named().get(name, ()), *by_short().get(name, ())))


def _parent(type: EntityType, name: str, parts: Sequence[Part]) -> Part | None:
    if type not in FOUNDED:
        return None
    starts = {0, *(p.span.end for p in parts if p.type in PLACES and p.span.start == 0)}
    fits = [p for p in parts if p.type in _PARENTS and (p.span.start in starts or len(p.name) > 3) and _is_parent(name, p)]
    return max(fits, key=lambda p: (len(p.name), -p.span.start), default=None)


def _is_parent(name: str, part: Part) -> bool:
    """Tell whether a body inside a name can have founded its bearer, rather than be the same or only sound alike."""
    more = _MORE.get(part.type)
    if part.span.end == len(name) or any(c in part.name for c in _DASHES) or (more is not None and more.fullmatch(name, part.span.end)):
        return False
    if part.type is T.UNIVERSITY and name.startswith("生", part.span.end):
        return False
    return part.type is not T.ENTERPRISE or _OF_MANY.search(name) is None


def _partners(name: str, parent: Part, parts: Sequence[Part]) -> Iterator[Part]:
    """Yield the bodies that a dash joins to the first in the name of what they founded: 云溪大学-江北集团联合实验室."""
    after = parent.span.end + 1
    if name[parent.span.end : after] in _DASHES:
        fits = [p for p in parts if p.type in _PARENTS and p.span.start == after and p.span.end < len(name)]
        yield from sorted(fits, key=lambda p: len(p.name))[-1:]


def _zoned(name: str, parts: Sequence[Part]) -> Part | None:
    """Return the zone that a name says it is a part of: 青山科技园东区; 云溪江北国家自主创新示范区 in 江北国家自主创新示范区."""
    zones = [p for p in parts if p.type in _ZONES and p.span.start == 0 and _ZONE.fullmatch(name, p.span.end)]
    zones += [p for p in parts if _has_branch(p, parts) and _BRANCH.fullmatch(name, p.span.end)]
    zones += [p for p in parts if p.type in _ZONES and p.span.end == len(name) and _TRIAL.search(name) and _is_branch(p, parts)]
    return max(zones, key=lambda p: (len(p.name), -p.span.start), default=None)


def _has_branch(zone: Part, parts: Sequence[Part]) -> bool:
    """Tell whether a name begins with a park's and a division stands right behind: 江北科技园|云溪产业园."""
    begins = zone.type is T.PARK and zone.span.start == 0 and len(zone.name) > _BRAND
    return begins and any(p.type is T.DISTRICT and p.span.start == zone.span.end for p in parts)


def _is_branch(zone: Part, parts: Sequence[Part]) -> bool:
    """Tell whether all that stands before a zone's own place is another division."""
    before = any(p.type is T.DISTRICT and p.span == Span(0, zone.span.start) for p in parts)
    return before and any(p.type in PLACES and p.span.start == zone.span.start and p.span.end < zone.span.end for p in parts)


def _placed(name: str, parts: Sequence[Part]) -> Iterator[tuple[Relation, Part]]:
    """Yield the nearest place inside: a park before a division before a region; of divisions the one said last."""
    districts = _own(name, _longest(p for p in parts if p.type is T.DISTRICT))
    parks = [p for p in parts if p.type is T.PARK and p.span.start == 0 and not _is_brand(name, p, districts)]
    regions = _longest(p for p in parts if p.type is T.REGION and not _WIDE.fullmatch(p.name))
    if parks:
        yield Relation.LOCATED_IN, max(parks, key=lambda p: len(p.name))
    elif regions and regions[0].span.start == 0 and any(p.span in regions[0].span for p in districts):
        yield Relation.LOCATED_IN, regions[0]
    elif districts:
        last = districts[-1]
        yield from ((Relation.LOCATED_IN, p) for p in districts if p is last or name[p.span.end : p.span.end + 1] == "、")
    elif regions:
        yield Relation.LOCATED_IN, regions[-1]


def _own(name: str, districts: list[Part]) -> list[Part]:
    """Leave out the divisions that belong to the name of another body inside, or that the place before them cannot hold.

    北京大学人民医院雄安院区 is not in 北京, 贵州中卫时代公司 not in 中卫.
    """
    own = [p for p in districts if not _PARENT.match(name, p.span.end)]
    return [p for i, p in enumerate(own) if i == 0 or own[i - 1].span.end != p.span.start or may_hold(own[i - 1].name, p.name)]


def _is_brand(name: str, park: Part, districts: Sequence[Part]) -> bool:
    """Tell whether a park's name inside is only a brand, or the same park: 中关村云溪科技园, 东湖产业园 in 东湖产业园区."""
    placed = any(d.span in park.span for d in districts)
    return _SAME.fullmatch(name, park.span.end) is not None or (not placed and any(d.span.start >= park.span.end for d in districts))


def _longest(parts: Iterable[Part]) -> list[Part]:
    """Return the parts that lie in no longer one, one for each stretch."""
    kept: list[Part] = []
    for part in sorted(parts, key=lambda p: (p.span.start, -p.span.end)):
        if not kept or part.span.start >= kept[-1].span.end:
            kept.append(part)
    return kept
