"""What a place, a park or a cluster is made up of, as layouts and lists state it."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from loaders.divisions import by_name, by_short
from loaders.document import Document, Span
from loaders.facts import Mention
from loaders.finders.relations.claims import Proposal
from loaders.finders.relations.context import Context
from loaders.finders.relations.location import place
from loaders.finders.relations.reading import PLACES, Cue, Kind, Reading, Word
from loaders.finders.relations.roles import Part, Role
from ontology import EntityType, Relation

T = EntityType
_ACTING = frozenset((Role.SUBJECT, Role.LABEL))
_WHOLES = frozenset((T.PARK, T.REGION))
_LISTED = 4
_URBAN = re.compile(
    r"等?(?:主城|城|县|市|各)(?:区|市|县)|等(?:[两二三四五六七八九十\d]+个?)?(?:设区)?(?:市|县|区|州|盟)(?![场民镇政值域属级直])"
)
_LAYOUT = re.compile(r"[^，。；]{0,4}“?[一二两三四五六七八九十多]区[一二两三四五六七八九十多]园")
_CORE = re.compile(r"为(?:核心|主体|龙头)区?(?:的|，?(?:建设|打造|形成|构建|创建))?“?")
_BECOMES = re.compile(r"[^，。；]{0,12}(?:建设成为?|建成|打造成为?|打造为|成为|作为|是|为)")
_CORE_OF = re.compile(r"”?的?(?:核心|重要|主体|主要)?(?:组成部分|核心区|起步区|先行区|先导区|拓展区|承载区|主阵地)")
_MERGED = re.compile(r"(?:等)?(?:整合|合并|调整|统一|纳入|并入|划入)(?:为|到|进入|入|成为|至)?“?")
_HEAD = re.compile(r"[”』」]?[。：:\n]|$")
_ZONE = re.compile(r"(?:园区|片区|组团|分园|板块|基地|[东南西北中]园|[东南西北中]区)$")
COUNTED = re.compile(
    r"[一二两三四五六七八九十多](?:核|片|区|园|组团|轴|带|板块|廊|走廊|极|翼|心|中心|岛|港|城)[”」]?(?:分别)?(?:为|是|即|包括|——|—|：|:)[“「]?$"
)
_GROUP = re.compile(r"(?:城市群|都市圈|城市圈|城镇群|都市区|经济圈|城市带)$")
_BACK = 12
_MADE_OF = re.compile(r"[^，。；]{0,8}(?:组成|构成|串联成|组成的)")


def find(document: Document, reading: Reading, parts: Sequence[Part], context: Context) -> Iterator[Proposal]:
    """Yield what is part of what by the sentence, its heading and its label."""
    yield from _districts(document.text, parts, context)
    yield from _layout(document.text, reading, parts)
    yield from _zones(parts)
    yield from _cores(document.text, parts)
    yield from _counted(document.text, parts, context)
    yield from _own_zones(document, parts, context)
    yield from _under_heading(parts, context)
    yield from _chains(parts, context)


def _districts(text: str, parts: Sequence[Part], context: Context) -> Iterator[Proposal]:
    """Yield that the districts that a sentence goes through one by one are the plan's own: 全市……A市……；B市……."""
    own = context.own
    if own is None or own.type is not T.DISTRICT:
        return
    acting = [p for p in parts if p.group.kind is Kind.ACTOR and p.role in _ACTING]
    listed = [m for p in acting for m in p.members if m.type is T.DISTRICT and is_below(m.name, own.name)]
    listing = [p for p in parts if p.group.kind is Kind.ACTOR and p.role in (*_ACTING, Role.PLAIN, Role.PLACE)]
    named = [p for p in listing if len(p.members) > 1 and _URBAN.match(text, p.span.end)]
    urban = [m for p in named for m in p.members if m.type is T.DISTRICT and is_below(m.name, own.name)]
    for m in listed if len({m.name for m in listed}) >= _LISTED else urban:
        yield Proposal(m, Relation.PART_OF, own, m.span, "逐一列举的区县", "ownPlace")


@cache
def is_below(name: str, whole: str) -> bool:
    """Tell whether a division of this name lies right below one of that name, by the official table."""
    wholes = {d.code for d in (*by_name().get(whole, ()), *by_short().get(whole, ()))}
    return any(d.parent in wholes for d in (*by_name().get(name, ()), *by_short().get(name, ())))


def is_listed(name: str) -> bool:
    """Tell whether the official table has a division of this name, full or short."""
    return name in by_name() or name in by_short()


def _layout(text: str, reading: Reading, parts: Sequence[Part]) -> Iterator[Proposal]:
    """Yield what a zone is made up of: P由A、B组成; R包括A、B; P规划A、B“一区多园”."""
    contains = [t for t in reading.tokens if isinstance(t, Word) and t.cue is Cue.CONTAIN and t.text not in ("组成", "构成")]
    for i, part in enumerate(parts):
        if part.group.kind is not Kind.ACTOR or not any(m.type in (*_WHOLES, T.DISTRICT) for m in part.members):
            continue
        said = any(w.span.end <= part.span.start and part.span.start - w.span.end < 6 for w in contains)
        if not (said or _MADE_OF.match(text, part.span.end) or _LAYOUT.match(text, part.span.end)):
            continue
        for p in reversed(parts[:i]):
            if p.segment == part.segment and p.role in _ACTING and p.members[-1].type in _WHOLES:
                yield from _members(part, p.members[-1], "组成")
                break


def _members(part: Part, whole: Mention, rule: str, silent: str = "") -> Iterator[Proposal]:
    for m in part.members:
        if m.type in _WHOLES and (m.type, m.name) != (whole.type, whole.name) and not (m.type is T.PARK and whole.type is T.DISTRICT):
            quote = m.span if silent else Span(min(m.span.start, whole.span.start), max(m.span.end, whole.span.end))
            yield Proposal(m, Relation.PART_OF, whole, quote, rule, silent)


def _cores(text: str, parts: Sequence[Part]) -> Iterator[Proposal]:
    """Yield what is the core of a zone, or is merged into one: 以A为核心的B; 把A建成B核心区; 将A、B整合为C."""
    actors = [p for p in parts if p.group.kind is Kind.ACTOR]
    for before, first in pairwise(actors):
        part = next((p for p in actors if p.attached is first), first)
        whole = part.members[-1]
        if first.attached is not None or whole.type not in _WHOLES or part.segment != before.segment:
            continue
        gap = text[before.span.end : first.span.start]
        if _CORE.fullmatch(gap) or (_BECOMES.fullmatch(gap) and _CORE_OF.match(text, part.span.end)) or _MERGED.fullmatch(gap):
            for m in before.members:
                if m.type is not T.DISTRICT:
                    yield from _inner(m, whole)


def _inner(part: Mention, whole: Mention) -> Iterator[Proposal]:
    if part.type in _WHOLES and not (part.type is T.REGION and whole.type is T.PARK):
        yield Proposal(
            part, Relation.PART_OF, whole, Span(min(part.span.start, whole.span.start), max(part.span.end, whole.span.end)), "核心与整合"
        )
    elif part.type not in (T.ENTERPRISE, *_WHOLES):
        yield from place(part, whole, "核心与整合")


def _counted(text: str, parts: Sequence[Part], context: Context) -> Iterator[Proposal]:
    """Yield that zones counted one by one are part of the zone that the text is about: 三区为A、B、C; 由A、B两个片区组成."""
    for i, part in enumerate(parts):
        zones = [m for m in part.members if m.type in _WHOLES]
        told = COUNTED.search(text[max(0, part.span.start - _BACK) : part.span.start])
        made = len(zones) > 1 and part.lead is not None and part.lead.text in ("由", "分为", "包括") and _MADE_OF.match(text, part.span.end)
        if part.group.kind is not Kind.ACTOR or not zones or not (told or made):
            continue
        before = [m for p in parts[:i] if p.role in _ACTING for m in p.members if m.type in _WHOLES]
        wholes = [(before[0], "")] if before and not told else [(m, why) for m, why in context.containers() if m.type in _WHOLES]
        for m in zones if len(wholes) == 1 else ():
            whole, why = wholes[0]
            quote = m.span if why else Span(min(m.span.start, whole.span.start), max(m.span.end, whole.span.end))
            yield Proposal(m, Relation.PART_OF, whole, quote, "分列片区", why)


def _own_zones(document: Document, parts: Sequence[Part], context: Context) -> Iterator[Proposal]:
    """Yield that a zone that heads a paragraph of a park's own report is part of the park: 南片园区。"""
    own = context.own
    if own is None or own.type is not T.PARK:
        return
    first = parts[0] if parts else None
    if first is None or first.role not in _ACTING or not _HEAD.match(document.text, first.span.end):
        return
    zone = first.members[0]
    if len(first.members) == 1 and zone.type is T.PARK and _ZONE.search(zone.name):
        yield Proposal(zone, Relation.PART_OF, own, first.span, "段首的园区", "ownPlace")


def _zones(parts: Sequence[Part]) -> Iterator[Proposal]:
    """Yield what is supported in a zone: 在R，重点支持A、B."""
    for before, part in pairwise(parts):
        group = before.members[0]
        grouped = len(part.members) > 1 and len(before.members) == 1 and group.type is T.REGION and _GROUP.search(group.name)
        if grouped and part.clause == before.clause + 1 and part.lead is not None and part.lead.cue in (Cue.SUPPORT, Cue.BUILD):
            yield from _members(part, group, "片区内支持")
        follows = part.clause == before.clause + 1 and part.lead is not None and part.lead.cue in (Cue.SUPPORT, Cue.BUILD)
        if before.role is Role.PLACE and follows and all(m.type is T.REGION for m in before.members):
            for whole in before.members:
                yield from _members(part, whole, "片区内支持")
                for m in part.members:
                    if m.type not in (*_WHOLES, *PLACES):
                        yield from place(m, whole, "片区内支持")


def _under_heading(parts: Sequence[Part], context: Context) -> Iterator[Proposal]:
    """Yield that a zone that a label or a lower heading names is part of the zone that the heading above names."""
    above = [m for m in context.heading.subjects if m.type in _WHOLES]
    if len(above) != 1:
        return
    for p in parts:
        if p.group.kind is Kind.ACTOR and (p.role is Role.LABEL or context.opens):
            yield from _members(p, above[0], "标题下的片区", "heading")


def _chains(parts: Sequence[Part], context: Context) -> Iterator[Proposal]:
    """Yield that the chains that are listed under the heading of a cluster are part of it."""
    clusters = [m for m in context.topic if m.type is T.INDUSTRY_CLUSTER]
    if len(context.topic) != 1 or not clusters:
        return
    for p in parts:
        chains = [m for m in p.members if m.type is T.INDUSTRY_CHAIN]
        for m in chains if len(chains) > 1 else ():
            yield Proposal(m, Relation.PART_OF, clusters[0], m.span, "集群下的产业链", "heading")
