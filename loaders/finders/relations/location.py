"""Where a thing lies and what it is part of, as sentences state it."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from loaders.document import Document, Span
from loaders.facts import Mention
from loaders.finders.relations.claims import Proposal
from loaders.finders.relations.context import Context
from loaders.finders.relations.pronouns import lies_in, may_hold
from loaders.finders.relations.reading import CONTAINERS, LOCATED, Cue, Kind, Reading, asides
from loaders.finders.relations.roles import Part, Role
from ontology import EntityType, Relation

T = EntityType
_SITES = frozenset(("位于", "坐落于", "坐落在", "地处", "坐落", "地址", "选址", "落址"))
_LAYOUT = re.compile(r".{0,4}“?[一二两三四五六七八九十多]区[一二两三四五六七八九十多]园")
_ACTING = frozenset((Role.SUBJECT, Role.LABEL))
_BEHIND = re.compile(r"[（(](?:位于|坐落|地处|在|驻)?")
_SETTLED = re.compile(
    r"[”」』]?(?:[一二三]期)?(?:等)?[^，。；：、]{0,14}?(?:入驻|落户|落地|进驻|建成投产|竣工投产|投产|开工|动工|签约|投入使用|投入运营|建成投运|建成投用|揭牌|挂牌(?=[，。；、]|成立|运行))"
)
_GOES_ON = re.compile(r"[^，。；：（）()]{0,16}、[^，。；：（）()]{0,16}")
_PROJECT = re.compile(r"项目|机构|企业|平台|总部|基地")
_NEARLY = re.compile(r"[”\"]?(?:[^，。；：、在]{0,6}企业)?(?:等)?(?:拟|将|已|又|也|先后|分别|计划|正|继续|率先|今年|将于)*在“?")
_WORKS = re.compile(
    r"[”\"]?(?:等地|境内|内)?[^，。；：、]{0,10}?(?:布局|落子|设立|建设|建成|投资|投建|新建|新上|扩建|开工|投产|落地|落户|挂牌|办公|建厂|建起|增资|运营|设有|签约|量产|生产)"
)
_OPENED = re.compile(
    r"[”\"]?(?:境内|内)?(?:正式|隆重|成功|顺利)?(?:挂牌|揭牌|落地|落户|落成|开园|奠基|启用|投用|投入使用|投入运营|开工|成立(?=[，。；、]))"
)
_GUESTS = frozenset((T.ENTERPRISE, T.INCUBATOR))
_BRANCH = re.compile(r"(?!科技|产业|工业|创业|物流|经济|创新)[^（）()业技]{2,3}(?:园区|片区|组团)")
_WITHIN = re.compile(r"[（(](?:含|包括|包含|下设|下辖|由)")
_SHARE = re.compile(r"[（(](?:即|属于?|为|系)?…(?:的)?[^，。；（）()]{0,6}(?:部分|核心区|起步区|先导区|片区)[）)]")
_PROJECTS_BUILT = re.compile(r"[”」]?等?[^，。；：、]{0,12}?项目的?(?:建设|扶持|推进)")
_OWN_FIRMS = re.compile(r"(?:代表性?|入驻|入园|落户|重点|龙头|骨干|规上|规模|园区|现有|主要|主导)企业(?:主要)?(?:有|包括|为|是|如|：)[“]?$")
_INVESTED = re.compile(r"投资(?:额|约|近|达|超过?)?[\d.]+余?(?:万|亿)(?:元|美元)的?“?$")
_ANNOUNCES = re.compile(r"[^。；：\n]{0,60}(?:项目|企业)[^。；：\n]{0,30}：")
_BETWEEN = re.compile(r"[^，。；：、]{0,6}?(?:以[东南西北外]|与|和|交界|交汇|之间|接壤|相邻|毗邻)")
_LINE, _PAIR = 24, 2
_UNKNOWN = re.compile(r"[^，。；：、的在]{2,30}、")
_DOT = re.compile(r"[ \u3000]?[·•][ \u3000]?")
_SHORT = 12
_BESIDE = ("、", "和", "与", "及")
_BECOMES = re.compile(r"(?:建设|打造|发展|培育|建|做|提升)?成?为|作为")
_SET_UP = frozenset(("设立", "建立", "成立", "建有", "创建"))
_NO_HOSTS = frozenset((Role.BUILT, Role.FOREIGN, Role.PLAIN))
_BUILT = frozenset((Role.BUILT, Role.BROUGHT))
_PROJECTS = frozenset((T.ENTERPRISE, T.PLATFORM, T.RESEARCH_INSTITUTE))
_SETTLING = frozenset((Role.SUBJECT, Role.PLAIN, Role.BUILT))
_BROUGHT = frozenset((Role.BROUGHT, Role.CARRIER, Role.PLAIN))
_HELD = {
    T.ENTERPRISE: _BROUGHT,
    T.PARK: frozenset((Role.CARRIER, Role.BUILT, Role.PLAIN, Role.BROUGHT)),
    T.INCUBATOR: frozenset((Role.CARRIER, Role.BUILT, Role.PLAIN, Role.BROUGHT)),
    T.PLATFORM: frozenset((Role.BUILT, Role.BROUGHT, Role.CARRIER)),
    T.UNIVERSITY: frozenset[Role](),
}
_RULES = {
    Role.BROUGHT: "引进集聚",
    Role.BUILT: "建设于",
    Role.CARRIER: "依托载体",
    Role.SUBJECT: "园区下的企业",
    Role.PLAIN: "园区下的企业",
}


def find(document: Document, reading: Reading, parts: Sequence[Part], context: Context) -> Iterator[Proposal]:
    """Yield what a sentence says about places: adjacency, sites, what a place brings in or builds."""
    yield from stacked(document.text, parts)
    for host, aside in asides(reading):
        gap = document.text[host.span.end : aside.span.start]
        alike = host.type is aside.type and len(gap) == 1
        if host.type in LOCATED and aside.type in CONTAINERS and _BEHIND.fullmatch(gap) and not alike:
            yield from place(host, aside, "括注处所")
        elif (
            host.type is T.PARK
            and aside.type in (T.PARK, T.REGION)
            and _SHARE.match(gap + "…" + document.text[aside.span.end : aside.span.end + _SHORT])
        ):
            yield Proposal(host, Relation.PART_OF, aside, Span(host.span.start, aside.span.end), "组成")
        elif host.type is T.PARK and aside.type in (T.PARK, T.REGION) and _WITHIN.match(gap):
            yield Proposal(aside, Relation.PART_OF, host, Span(host.span.start, aside.span.end), "组成")
    for i, part in enumerate(parts):
        if part.group.kind is not Kind.ACTOR or part.attached is not None:
            continue
        if part.lead is not None and part.lead.cue is Cue.LOCATE and part.role is Role.PLACE:
            yield from _sited(document.text, parts, i, context)
            continue
        if part.lead is not None and part.lead.text == "在" and part.role is Role.PLACE:
            yield from _at_work(document.text, parts, i)
        if any(m.type in LOCATED for m in part.members) and not part.group.silent and not _elsewhere(parts, i):
            yield from _held(document.text, parts, i, context)


def _elsewhere(parts: Sequence[Part], at: int) -> bool:
    """Tell whether the words around a body put it somewhere else, or say whose it is rather than where."""
    part = parts[at]
    after = parts[at + 1] if at + 1 < len(parts) else None
    sited = part.tail is not None and part.tail.cue is Cue.LOCATE and after is not None and after.lead == part.tail
    shared = part.role is Role.BUILT and part.lead is not None and part.lead.cue is not Cue.BUILD and part.lead.text not in _SET_UP
    return sited or shared


def stacked(text: str, parts: Sequence[Part]) -> Iterator[Proposal]:
    """Yield what stands right after a place and so lies in it, or is part of it: 江苏南京; 洪山区烽火创新谷."""
    for part in parts:
        if part.group.kind is Kind.ACTOR and part.attached is not None:
            yield from _attached(text, part.attached, part)
        for outer, inner in pairwise(part.members):
            if outer.type is T.DISTRICT and inner.type is T.PARK and _DOT.fullmatch(text, outer.span.end, inner.span.start):
                yield from place(inner, outer, "紧接地名")


def _attached(text: str, outer: Part, inner: Part) -> Iterator[Proposal]:
    whole = outer.members[-1]
    if whole.type is T.REGION and inner.members[0].type is T.REGION and text[outer.span.end : inner.span.start] == "等":
        for m in outer.members:
            yield from place(m, inner.members[0], "紧接地名")
        return
    if whole.type not in CONTAINERS:
        return
    members = list(inner.members[:1] if whole.type is T.DISTRICT else inner.members)
    for last, m in pairwise(inner.members if whole.type is T.DISTRICT else ()):
        if not (text[last.span.end : m.span.start] in _BESIDE and lies_in(m.name, whole.name)):
            break
        members.append(m)
    zones = text[whole.span.end : whole.span.end + 1] == "的" and whole.type is T.PARK  # 东湖工业园的青山小区 is a part of it
    for m in members:
        branch = whole.type is T.PARK and m.type is T.PARK and _BRANCH.fullmatch(m.name) is not None
        if branch or (zones and m.type is T.PARK):
            yield Proposal(m, Relation.PART_OF, whole, Span(whole.span.start, m.span.end), "紧接地名", "")
            continue
        if m.type is not T.DISTRICT or may_hold(whole.name, m.name):
            yield from place(m, whole, "紧接地名")


def _sited(text: str, parts: Sequence[Part], at: int, context: Context) -> Iterator[Proposal]:
    site = _chain(parts, at)
    earlier = [p for p in parts[:at] if p.segment == parts[at].segment]
    if not any(m.type in CONTAINERS for m in site.members):
        yield from _moved_in(site, earlier)
        return
    for p in [*(p for p in reversed(earlier) if not _is_agent(p)), *earlier]:
        if any(m.type in LOCATED for m in p.members):
            for m in (m for listed in _run(text, parts, p) for m in listed.members if m.type in LOCATED):
                for whole in site.members:
                    yield from place(m, whole, "落址")
            return
    lying = _lying(text, earlier, site)
    if lying is not None:
        yield from place(lying, site.members[0], "落址")
        return
    lead = parts[at].lead
    for m, why in context.things():
        if why != "ownPlace" or (lead is not None and lead.text in _SITES):
            for whole in site.members:
                yield from place(m, whole, "落址", silent=why)


def _lying(text: str, earlier: Sequence[Part], site: Part) -> Mention | None:
    """Return the division or region that is said to lie in another: 甲镇位于乙市东部."""
    last = earlier[-1] if earlier else None
    if (
        last is None
        or last.role is not Role.SUBJECT
        or len(last.members) + len(site.members) > _PAIR
        or _BETWEEN.match(text, site.span.end)
    ):
        return None
    fits = last.members[0].type is site.members[0].type and last.members[0].type in (T.DISTRICT, T.REGION)
    return last.members[0] if fits and may_hold(site.members[0].name, last.members[0].name) else None


def _at_work(text: str, parts: Sequence[Part], at: int) -> Iterator[Proposal]:
    """Yield that who builds, works or settles in a place lies there: 甲公司在乙园区投资建厂."""
    site = _chain(parts, at)
    guests = parts[at - 1] if at else None
    near = guests is not None and guests.clause == parts[at].clause and _NEARLY.fullmatch(text, guests.span.end, parts[at].span.start)
    if guests is None or not near or not _WORKS.match(text, site.span.end) or any(m.type not in CONTAINERS for m in site.members):
        return
    guests_here = LOCATED - {T.UNIVERSITY} if _OPENED.match(text, site.span.end) else _GUESTS
    for m in (m for listed in _run(text, parts, guests) for m in listed.members if m.type in guests_here):
        for whole in site.members:
            yield from place(m, whole, "在某处落子")


def _run(text: str, parts: Sequence[Part], last: Part) -> list[Part]:
    """Return the lists before `last` that make one list with it, but for names that nobody knows between them."""
    run = [last]
    for p in reversed([p for p in parts if p.span.end <= last.span.start]):
        gap = text[p.span.end : run[-1].span.start]
        if p.clause != last.clause or p.group.kind is not Kind.ACTOR or not _GOES_ON.fullmatch(gap):
            break
        run.append(p)
    return run


def _moved_in(guests: Part, earlier: Sequence[Part]) -> Iterator[Proposal]:
    """Yield who moved into the park that is said before them: 甲园区进驻乙公司、丙公司."""
    host = earlier[-1] if earlier else None
    if host is not None and host.clause == guests.clause and host.members[-1].type is T.PARK:
        for m in guests.members:
            if m.type in (T.ENTERPRISE, T.RESEARCH_INSTITUTE, T.PLATFORM):
                yield from place(m, host.members[-1], "落址")


def _is_agent(part: Part) -> bool:
    """Tell whether a list is who does something to the subject: 甲由乙运营，位于丙."""
    return part.lead is not None and part.lead.text == "由"


def _chain(parts: Sequence[Part], at: int) -> Part:
    """Return the innermost of the places that are stacked from `at` on."""
    last = parts[at]
    for p in parts[at + 1 :]:
        if p.attached is not last or p.members[0].type not in CONTAINERS:
            break
        last = p
    return last


def _held(text: str, parts: Sequence[Part], at: int, context: Context) -> Iterator[Proposal]:
    part = parts[at]
    things = [m for m in part.members if m.type in LOCATED]
    rule = _RULES.get(part.role, "园区下的企业")
    if _leads_to_layout(text, parts, at):
        if not _LAYOUT.match(text, part.span.end):
            return
        yield from _laid_out(text, parts, at, context)
        return
    for p in reversed(parts[:at]):
        if p.segment != part.segment:
            break
        wholes = [m for m in p.members if m.type in CONTAINERS]
        if wholes and p.group.kind is Kind.ACTOR:
            gap = text[p.span.end : part.span.start]
            listed = wholes[-1].type is T.PARK and text.startswith("建设", part.span.end) and _UNKNOWN.fullmatch(gap) is not None
            if not _BECOMES.fullmatch(gap) and (listed or _holds(p, part, wholes[-1].type)):
                yield from (claim for m in things for whole in wholes for claim in place(m, whole, rule))
            elif p.role in _NO_HOSTS and all(m.type is T.PARK for m in wholes):
                break
            return
    if parts[0].opens and parts[0].members[-1].type is T.PARK and _announced(text, parts[0], part):
        yield from (claim for m in things if m.type in _PROJECTS for claim in place(m, parts[0].members[-1], "园区列出的项目"))
        return
    found = _SETTLED.match(text, part.span.end)
    settled = found is not None
    many = found is not None and _PROJECT.search(found.group()) is not None
    projects = _PROJECTS_BUILT.match(text, part.span.end) is not None
    listed = _listed_as_own(text, parts, at)
    for whole, why in _carried(parts, at, context) or context.containers():
        for m in things:
            if context.beside(m, whole):
                continue
            frame = _silently(part, m, (whole, why), settled=settled if whole.type is T.PARK else many, projects=projects)
            if frame or (listed and whole.type is T.PARK and m.type is T.ENTERPRISE):
                yield from place(m, whole, frame or "园区自列的企业", silent=why)


def _carried(parts: Sequence[Part], at: int, context: Context) -> list[tuple[Mention, str]]:
    """Return the part of a park's own report that a sentence begins with and that acts in its later segments: 甲园推进乙；推动丙入驻."""
    if context.own is None or context.own.type is not T.PARK:
        return []
    first, part = parts[0], parts[at]
    zone = first.members[-1]
    if not (first.opens and first.role is Role.SUBJECT and first.segment < part.segment and zone.type is T.PARK):
        return []
    between = (p for p in parts[1:at] if p.group.kind is Kind.ACTOR and p.role in (*_ACTING, Role.PLACE))
    return [] if any(m.type in CONTAINERS for p in between for m in p.members) else [(zone, "label")]


def _announced(text: str, zone: Part, part: Part) -> bool:
    """Tell whether a sentence about a zone announces projects or firms before it lists them: 某片区投产项目4个：甲公司……；乙公司……."""
    found = _ANNOUNCES.match(text, zone.span.end)
    return found is not None and found.end() <= part.span.start


def _listed_as_own(text: str, parts: Sequence[Part], at: int) -> bool:
    """Tell whether a park's text lists firms as its own, or what they invest: 代表企业有甲、乙; 投资5亿元的甲生产线."""
    before = text[max(0, parts[at].span.start - _LINE) : parts[at].span.start]
    if _INVESTED.search(before):
        return True
    first = _run(text, parts, parts[at])[-1]
    return _OWN_FIRMS.search(text[max(0, first.span.start - _LINE) : first.span.start]) is not None


def _silently(part: Part, thing: Mention, about: tuple[Mention, str], *, settled: bool, projects: bool) -> str:
    """Return the frame that puts a body into the place that a label, a heading or a park's own report is about, "" where none does."""
    whole, why = about
    if part.role is Role.BROUGHT or (part.role is Role.BUILT and why != "heading" and thing.type is not T.ENTERPRISE):
        return _RULES[part.role]
    if whole.type is not T.PARK:
        begun = settled and why != "ownPlace" and thing.type in _PROJECTS and part.role in _SETTLING
        return "入驻投产" if begun else ""
    if why == "label" and thing.type is T.ENTERPRISE and part.role in _SETTLING:
        return "园区下的企业"
    if projects and thing.type in (T.PARK, T.INCUBATOR, T.PLATFORM):
        return "入驻投产"
    return "入驻投产" if settled and thing.type is not T.UNIVERSITY and part.role in _SETTLING else ""


def _leads_to_layout(text: str, parts: Sequence[Part], at: int) -> bool:
    """Tell whether a list, with those that go on with it, ends in 一区多园."""
    last = parts[at]
    for p in parts[at + 1 :]:
        if p.clause != last.clause or not _GOES_ON.fullmatch(text, last.span.end, p.span.start):
            break
        last = p
    return _LAYOUT.match(text, last.span.end) is not None


def _laid_out(text: str, parts: Sequence[Part], at: int, context: Context) -> Iterator[Proposal]:
    """Yield that the parks before 一区多园 are part of the park that the sentence, its heading or the document is about."""
    run = _run(text, parts, parts[at])
    before = [m for p in parts[:at] if p.segment == parts[at].segment and p not in run for m in p.members if m.type is T.PARK]
    wholes = [(before[-1], "")] if before else [(m, why) for m, why in context.containers() if m.type is T.PARK]
    for m in (m for p in run for m in p.members):
        for whole, why in wholes if m.type is T.PARK else ():
            if context.beside(m, whole):
                continue
            yield Proposal(m, Relation.PART_OF, whole, m.span if why else Span(whole.span.start, m.span.end), "园区布局", why)


def _holds(whole: Part, thing: Part, holder: EntityType) -> bool:
    """Tell whether what a sentence says of a place and, after it, of a body puts the body there."""
    base = whole.attached if whole.attached is not None else whole
    kind = thing.members[0].type
    if base.role is Role.LABEL and thing.role is Role.SUBJECT and kind in (T.ENTERPRISE, T.PARK) and holder is not kind:
        return True
    if base.role in _ACTING:
        if thing.role is Role.SUBJECT:
            return kind is T.ENTERPRISE and holder is T.PARK
        return thing.role in (_BUILT if kind is holder else _HELD.get(kind, _BUILT))
    if base.role is Role.CARRIER:
        return holder is T.PARK and thing.role in _BUILT and kind is not T.ENTERPRISE
    if base.role is Role.PLACE:
        founded = thing.lead is not None and thing.lead.cue in (Cue.FOUND, Cue.JOIN)
        return thing.role in (
            _BROUGHT if kind is T.ENTERPRISE and holder is T.PARK else _BUILT if kind is not T.PLATFORM or founded else ()
        )
    return False


def place(thing: Mention, whole: Mention, rule: str, *, silent: str = "") -> Iterator[Proposal]:
    """Yield that a thing lies in, or is part of, a place; by their types."""
    relation = _relation(thing, whole)
    if relation is not None:
        near = thing.span if silent else Span(min(thing.span.start, whole.span.start), max(thing.span.end, whole.span.end))
        yield Proposal(thing, relation, whole, near, rule, silent)


def _relation(thing: Mention, whole: Mention) -> Relation | None:
    if thing.type in (T.DISTRICT, T.REGION):
        fits = whole.type is thing.type or (thing.type is T.REGION and whole.type is T.PARK)
        return Relation.PART_OF if fits else None
    if thing.type is whole.type and (thing.name.endswith(whole.name) or whole.name.endswith(thing.name)):
        return None  # 高新区 is short for 云溪高新区
    if thing.type in LOCATED and whole.type in CONTAINERS:
        return Relation.LOCATED_IN
    return None
