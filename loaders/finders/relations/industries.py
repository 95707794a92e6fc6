"""Who develops an industry, and what serves it."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from loaders.divisions import short_form
from loaders.document import Document, Span
from loaders.facts import Mention, RefusalReason
from loaders.finders.relations import spread, unstated
from loaders.finders.relations.claims import Proposal
from loaders.finders.relations.context import Context
from loaders.finders.relations.reading import CARRIERS, PLACES, Cue, Kind, Reading, Word, asides
from loaders.finders.relations.roles import Part, Role
from ontology import INDUSTRIES, EntityType, Relation

T = EntityType
_NEAR, _LINE, _FEW, _LISTED = 8, 24, 2, 100
_SUCH = re.compile(r"等[^，。；：、（）]{0,12}?")
_FIRMS = re.compile(
    r"(?:行业|产业|领域|制造)?(?:的)?(?:重点|龙头|骨干|领军|头部|知名|重大|优质|配套|上下游|储备|招商|在建|签约|合作|上市|实体|高新技术|规模以上|规上|中小)*(?:企业|项目|工厂|公司|服务商|巨头|龙头|厂商|平台)"
)
_LEADING = re.compile(
    r"(?:行业|产业|领域|制造|系统)?(?:的)?(?:全球|国内|国际|世界)?(?:龙头|巨头|领军|骨干|头部|链主|知名|独角兽)(?:企业|公司)?[“]?"
    r"|(?:生产|制造|行业|产业|上市)?(?:企业|公司|厂商|供应商|服务商)[——“]*"
)
_BEING = re.compile(r"(?:行业|产业|领域|制造)?的?[^，。；：、\n]{0,4}(?:龙头|领军|骨干|头部|链主|巨头)(?:企业|公司|厂商|单位|之一)*，")
_AS = re.compile(r"(?:作为|身为)[^，。；：、\n]{0,10}$")
_IS = re.compile(r"(?:是|系|成为)[^，。；：、\n]{0,20}$")
_MAKER = re.compile(
    r"(?:产品|材料|设备|系统|行业|产业|领域|研发|生产|制造|销售|服务|解决方案|、|和|与|的|重点|龙头|骨干|领军|头部|高新技术|上市|专业)*"
    r"(?:企业|公司|厂商|供应商|服务商|龙头|制造商|巨头|运营商)"
)
_COMMENTS = re.compile(r"[^，。；：、\n]{0,12}(?:分析|预测|预计|认为|指出|表示|测算|统计|研报)")
_ADDRESS = re.compile(r"[^（）()；;。\n]{0,24}[，,] ?\d{6}(?!\d)")
_MARKS = re.compile(r"[^，。；：、]{0,6}为(?:主|主导|核心|特色|重点|支柱|龙头|主体|支撑|主要特征|主要特色)(?:产业)?的[^，。；：、]{0,4}")
_TRADES = frozenset(("主攻", "从事", "专注", "主营", "主打", "深耕", "聚焦", "致力于"))
_FAR_CARRIERS = frozenset((*PLACES, T.PARK, T.INCUBATOR, T.PLATFORM))
_SEATS = frozenset(("为重点", "为核心", "为载体", "为依托", "为主体", "为主阵地"))
_ROOMY = PLACES | {T.PARK, T.INCUBATOR}
_TOPICAL = frozenset((T.ENTERPRISE, T.PARK))
_LEADING_IN = frozenset((Cue.IN, Cue.RELY, Cue.DEVELOP))
_BACKED = frozenset((Cue.SUPPORT, Cue.RELY))
_HELPED = frozenset((Cue.SUPPORT, Cue.BRING, Cue.RELY))
_WHOLE = re.compile(r"[”』]?[^，。；：、\n]{0,14}，")
_FIELD = re.compile(r"[”』]?[^，。；：、\n]{0,6}，")
_PRODUCTS = re.compile(r"产品(?:有|包括|为|是|：)[^，。；\n]*$")
_GROWS = re.compile(r"(?:等)?(?:高质量发展|建设|协调发展|一体化|战略|协同发展|崛起)")
_OCCASION = re.compile(r"[”』]?[^，。；：、\n]{0,6}为(?:契机|机遇|目标|导向)")
_ACTING = frozenset((Role.SUBJECT, Role.LABEL))
_RULES = {
    Role.CARRIER: "依托载体发展产业",
    Role.BUILT: "建设载体发展产业",
    Role.PLACE: "在某处发展产业",
    Role.BROUGHT: "引进企业的产业",
    Role.LABEL: "标签下的产业",
}
_MODELS = CARRIERS - {T.UNIVERSITY}
_SHOWN = re.compile(
    r"(?:[^，。；：、\n]{0,8}|[^，。；：\n]{0,100}?(?:项目|企业|公司|单位|平台))为(?:代表|龙头|骨干|核心|载体|依托|支撑|引领)"
)
_GROWN = re.compile(r"[^，。；：\n]{0,16}(?:发展|崛起|增长|壮大|提升|见效|成势)，")
_TOWARDS = frozenset((Cue.DEVELOP, Cue.BUILD, Cue.SUPPORT, Cue.RELY, Cue.TAKE, Cue.BRING, Cue.IN))


def find(document: Document, reading: Reading, parts: Sequence[Part], context: Context) -> Iterator[Proposal]:
    """Yield who develops or serves the industries of a sentence."""
    yield from _on_topic(document.text, parts, context)
    yield from _asides(document.text, reading)
    yield from _of_kind(document.text, parts)
    yield from _described(document.text, parts)
    yield from _marked(document.text, parts)
    yield from _led_to(document.text, parts)
    yield from spread.find(document.text, parts)
    shared = [t.span.start for t in reading.tokens if isinstance(t, Word) and t.cue is Cue.DISTRIBUTE]
    for i, part in enumerate(parts):
        if part.group.kind is not Kind.INDUSTRY or unstated.is_aside(document.text, part):
            continue
        if _is_restricted(reading, part):
            yield from _refused(part, context)
            continue
        governors = _governors(document.text, parts, i)
        each = _distributed(parts, i, shared)
        placed = any(m.type in PLACES for g in governors for m in g.members)
        for m, g, industry in each:
            placed |= m.type in PLACES
            yield from _pairs(m, g, (industry,), "逐一对应")
        for g in governors if not each else ():
            for m in g.members:
                yield from _pairs(m, g, part.members, _rule(g, part))
        for p in parts:
            if p.clause == part.clause + 1 and p.group.kind is Kind.ACTOR and _looks_back(document.text, parts, p):
                for m in p.members:
                    yield from _pairs(m, p, part.members, "产业下的主体")
        for p in _followers(document.text, parts, i):
            for m in p.members:
                if m.type in (T.ENTERPRISE, T.PARK) or (m.type in CARRIERS and p.clause <= part.clause + 1):
                    yield from _pairs(m, p, part.members, "产业下的主体")
        if context.loose or unstated.is_elsewhere(document.text, reading.sentence.span.start, part):
            continue
        if not placed:
            for m, why in context.subjects(only_places=any(not g.group.silent for g in governors)):
                yield from _silent(m, part, why)
        elif context.zone is not None and part.attached not in governors and _is_own(governors, context):
            yield from _silent(context.zone, part, "ownPlace")
        elif context.own is not None and context.own.type not in PLACES and not _is_of_others(governors):
            yield from _silent(context.own, part, "ownPlace")


def _is_own(governors: Sequence[Part], context: Context) -> bool:
    """Tell whether what acts on industries is the document's own place alone."""
    names = {short_form(m.name) for g in governors for m in g.members}
    return context.own is not None and names == {short_form(context.own.name)}


def _is_of_others(governors: Sequence[Part]) -> bool:
    """Tell whether divisions named at the beginning of a clause act: what a county does, the zone of the document does not."""
    return any(g.role is Role.SUBJECT and not g.group.silent and all(m.type is T.DISTRICT for m in g.members) for g in governors)


def _is_restricted(reading: Reading, part: Part) -> bool:
    """Tell whether the word that governs an industry curbs it: 限制, 淘汰, 化解……过剩产能, 严禁新增."""
    words = [t for t in reading.tokens if isinstance(t, Word) and t.span.end <= part.span.start]
    before = [w for w in words if w.cue not in (Cue.DEVELOP, Cue.BUILD, Cue.BRING)]
    return bool(before) and before[-1].cue is Cue.RESTRICT and part.span.start - before[-1].span.end <= _NEAR


def _refused(part: Part, context: Context) -> Iterator[Proposal]:
    for subject, why in context.subjects(only_places=True):
        for m in part.members:
            relation = Relation.DEVELOPS if subject.type in PLACES else Relation.SERVES
            yield Proposal(subject, relation, m, m.span, "限制产业", why, RefusalReason.RESTRICTED)


def _distributed(parts: Sequence[Part], at: int, shared: Sequence[int]) -> list[tuple[Mention, Part, Mention]]:
    """Return each actor with its own industry where 分别 pairs two lists of one length."""
    part = parts[at]
    word = next((s for s in reversed(shared) if s < part.span.start), None)
    if word is None or any(p.group.kind is Kind.INDUSTRY and p.span.start > word for p in parts[:at]):
        return []
    outer = {id(p.attached) for p in parts if p.attached is not None}
    heads = [p for p in parts if p.span.end <= word and p.segment == part.segment and part.clause - p.clause <= 2]
    heads = [p for p in heads if p.group.kind is Kind.ACTOR and id(p) not in outer and p.clause == heads[-1].clause]
    names = [(m, p) for p in heads for m in p.members]
    if len(names) != len(part.members) or len(names) < 2:
        return []
    return [(m, p, industry) for (m, p), industry in zip(names, part.members, strict=True)]


def _followers(text: str, parts: Sequence[Part], at: int) -> Iterator[Part]:
    """Yield the bodies that a segment names after the industries that it is about: 锂电产业：A、B; 茶产业依托A.

    Where the industries have grown and that is all, the next clause is about somebody else: 锂电产业加快发展，A揭牌. So it is behind a list of
    many industries, and from the next clause's industry on.
    """
    part = parts[at]
    if not part.opens or _GROWN.match(text, part.span.end):
        return
    for p in parts[at + 1 :]:
        if p.segment != part.segment or (p.group.kind is Kind.INDUSTRY and (p.opens or p.clause > part.clause)):
            return
        if p.clause > part.clause and len(part.members) > _FEW:
            return
        if p.group.kind is Kind.ACTOR and p.role not in (Role.FOREIGN, Role.PARTNER):
            yield p


def _asides(text: str, reading: Reading) -> Iterator[Proposal]:
    """Yield who works in an industry by the brackets behind a name: 甲县（茶叶）; 稀土产业（骨干企业甲公司）; an author's address tells nothing."""
    for host, aside in asides(reading):
        pair = (host, aside) if aside.type in INDUSTRIES else (aside, host)
        if _ADDRESS.match(text, aside.span.end) or pair[1].type not in INDUSTRIES:
            continue
        if pair[0].type not in PLACES and pair[0].type not in CARRIERS:
            continue
        relation = Relation.DEVELOPS if pair[0].type in PLACES else Relation.SERVES
        yield Proposal(pair[0], relation, pair[1], Span(host.span.start, aside.span.end), "括注产业")


def _of_kind(text: str, parts: Sequence[Part]) -> Iterator[Proposal]:
    """Yield what bodies are said to be: 甲公司、乙公司等12家锂电企业; 锂电龙头企业甲公司."""
    for before, part in pairwise(parts):
        if before.clause != part.clause:
            continue
        gap = text[before.span.end : part.span.start]
        firms, sector, frame = (before, part, _SUCH) if part.group.kind is Kind.INDUSTRY else (part, before, _LEADING)
        firm = _FIRMS.match(text, sector.span.end)
        said = frame.fullmatch(gap) and (frame is _LEADING or firm)
        kinds = CARRIERS - ({T.UNIVERSITY} if firm is not None and firm[0].endswith("项目") else {T.PARK, T.UNIVERSITY})
        for m in firms.members if said and sector.group.kind is Kind.INDUSTRY else ():
            if m.type in kinds:
                yield from _pairs(m, firms, sector.members, "某业企业")


def _marked(text: str, parts: Sequence[Part]) -> Iterator[Proposal]:
    """Yield what is said to live by an industry: 以商贸物流为主的甲片区, 以锂电为支柱产业的乙市."""
    for sector, part in pairwise(parts):
        by = sector.group.kind is Kind.INDUSTRY and text[sector.span.start - 1 : sector.span.start] == "以"
        if by and part.group.kind is Kind.ACTOR and _MARKS.fullmatch(text, sector.span.end, part.span.start):
            yield from _pairs(part.members[0], part, sector.members, "以某业为主")


def _described(text: str, parts: Sequence[Part]) -> Iterator[Proposal]:
    """Yield the trade that a sentence says of the one firm it begins with: 甲公司成立于2015年，是国内最大的锂电供应商; 作为锂电龙头，甲公司扩产."""
    actors = [p for p in parts if p.group.kind is Kind.ACTOR]
    firms = [p for p in actors if p.members[0].type is T.ENTERPRISE]
    for part in parts if firms else ():
        if part.group.kind is not Kind.INDUSTRY:
            continue
        before = text[max(0, part.span.start - _LINE) : part.span.start]
        first = firms[0]
        if _IS.search(before) and _MAKER.match(text, part.span.end) and first is actors[0] and first.role is Role.SUBJECT:
            yield from _pairs(first.members[0], first, part.members, "某业企业")
        behind = next((p for p in firms if p.clause == part.clause + 1 and p.role is Role.SUBJECT), None)
        if behind is not None and _AS.search(before) and _BEING.match(text, part.span.end):
            yield from _pairs(behind.members[0], behind, part.members, "某业企业")


def _led_to(text: str, parts: Sequence[Part]) -> Iterator[Proposal]:
    """Yield the firms of the clauses behind one that but names an industry: 在锂电领域，甲公司扩产; 做优锂电产业，支持甲公司扩产，引进乙公司."""
    clauses = {(p.clause, p.group.kind) for p in parts}
    for i, before in enumerate(parts):
        if before.group.kind is not Kind.INDUSTRY or len(before.members) != 1 or (before.clause, Kind.ACTOR) in clauses:
            continue
        last = before.clause
        for part in parts[i + 1 : i + 1 + _FEW]:
            if part.segment != before.segment or part.clause != last + 1 or (part.clause, Kind.INDUSTRY) in clauses:
                break
            if not _is_led(text, before, part):
                break
            last = part.clause
            for m in part.members:
                if m.type is T.ENTERPRISE or (part.role is Role.BUILT and m.type in (T.PLATFORM, T.RESEARCH_INSTITUTE)):
                    yield from _pairs(m, part, before.members, "产业下的主体")


def _is_led(text: str, field: Part, part: Part) -> bool:
    """Tell whether a clause names an industry for the bodies of a later one: they act in the field, or are helped or brought in for it."""
    if any(m.type in PLACES for m in part.members):
        return False
    within = field.lead is not None and field.lead.cue in _LEADING_IN and _FIELD.match(text, field.span.end)
    helped = part.lead is not None and part.lead.cue in _HELPED and _WHOLE.match(text, field.span.end)
    built = part.role is Role.BUILT and field.lead is not None and field.lead.cue is Cue.IN and _WHOLE.match(text, field.span.end)
    acts = part.role in (Role.BROUGHT, Role.CARRIER) or (part.role is Role.SUBJECT and not _COMMENTS.match(text, part.span.end))
    return bool(built) or (acts and bool(within or helped))


def _on_topic(text: str, parts: Sequence[Part], context: Context) -> Iterator[Proposal]:
    """Yield what serves the industry of a heading or label: all that a sentence without industries names; of one with others, the firms
    that it supports or relies on before it names them."""
    topic = context.topic
    if len(topic) != 1:
        return
    sectors = [p for p in parts if p.group.kind is Kind.INDUSTRY]
    others = [p.clause for p in sectors if any(m.name != topic[0].name for m in p.members)]
    serving = frozenset((T.ENTERPRISE,)) if sectors else _TOPICAL
    longer = {id(p.attached) for p in parts if p.role is Role.ATTACHED and p.members[0].type in PLACES}
    for p in parts:
        if p.group.kind is not Kind.ACTOR or p.role in (Role.FOREIGN, Role.PARTNER) or _COMMENTS.match(text, p.span.end):
            continue
        if _PRODUCTS.search(text[max(0, p.span.start - _LISTED) : p.span.start]):
            continue
        backed = p.lead is not None and p.lead.cue in _BACKED and p.lead.text != "整合" and id(p) not in longer
        for m in p.members if not others or (backed and p.clause < others[0]) else ():
            if m.type in serving:
                yield Proposal(m, Relation.SERVES, topic[0], m.span, "标题产业", "heading")


def _governors(text: str, parts: Sequence[Part], at: int) -> list[Part]:
    part = parts[at]
    found: list[Part] = []
    if part.attached is not None and part.attached.group.kind is Kind.ACTOR:
        found = [part.attached]
        if not part.attached.group.silent:
            return found
    outer = {id(p.attached) for p in parts if p.attached is not None and p.group.kind is Kind.ACTOR}
    for p in reversed(parts[:at]):
        if p.group.kind is not Kind.ACTOR or id(p) in outer or p in found:
            continue
        role = p.attached.role if p.role is Role.ATTACHED and p.attached is not None else p.role
        if role in _ACTING:
            helped = p.lead is not None and p.lead.cue is Cue.SUPPORT and part.clause - p.clause > 1
            if helped or (p.clause < part.clause and p.members[0].type is T.REGION and _GROWS.match(text, p.span.end)):
                continue
            if _acts_on(p, part):
                found.append(p)
            break
        if (
            _carries(text, p, role, part)
            and not _OCCASION.match(text, p.span.end)
            and not (p.clause < part.clause and _looks_back(text, parts, p))
        ):
            found.append(p)
    found += [p for p in parts[at + 1 :] if p.clause == part.clause and p.group.kind is Kind.ACTOR and p.role is Role.PLACE]
    return found


def _looks_back(text: str, parts: Sequence[Part], model: Part) -> bool:
    """Tell whether the bodies of 以甲、乙为龙头 belong to the industry before them: 做强锂电产业，以甲、乙为龙头，……."""
    shows = model.lead is not None and model.lead.text == "以" and _SHOWN.match(text, model.span.end) and model.members[0].type in _MODELS
    before = [p for p in parts if p.group.kind is Kind.INDUSTRY and p.clause == model.clause - 1 and p.segment == model.segment]
    return bool(shows) and any(p.lead is None or p.lead.text != "以" for p in before)


def _acts_on(subject: Part, part: Part) -> bool:
    """Tell whether a subject still acts where the industries stand: labels do, places and parks up to a semicolon, a body only nearby."""
    wide = any(m.type in _ROOMY for m in subject.members)
    if subject.segment != part.segment:
        return wide and subject.role is Role.LABEL
    far = part.clause - subject.clause
    if wide:
        return True
    grown = subject.members[0].type is T.ENTERPRISE and part.lead is not None and part.lead.text not in _TRADES
    return far <= 1 and part.lead is not None and part.lead.cue in (Cue.DEVELOP, Cue.IN) and not (far and grown)


def _carries(text: str, carrier: Part, role: Role, part: Part) -> bool:
    """Tell whether industries are built up through a part before them: 依托P，发展I; 在P打造I."""
    if carrier.segment != part.segment:
        return False
    far = part.clause - carrier.clause
    if role is Role.CARRIER and unstated.is_favour(text, carrier):
        return False
    if role is Role.CARRIER:
        return far <= _reach(carrier)
    if role is Role.PLACE or (role is Role.BROUGHT and carrier.members[0].type is T.ENTERPRISE):
        return far == 0
    built = role is Role.BUILT and not any(m.type in PLACES for m in carrier.members)
    lead = part.attached.lead if part.attached is not None and part.attached.group.kind is Kind.INDUSTRY else part.lead
    return built and far <= 1 and lead is not None and lead.cue in _TOWARDS - {Cue.BRING, Cue.SUPPORT}


def _reach(carrier: Part) -> int:
    """Return over how many clauses what is relied on carries: to the end of the segment where 以甲园区为重点 opens it, a university's own only."""
    kind = carrier.members[0].type
    if kind in _FAR_CARRIERS:
        return _LISTED if carrier.tail is not None and carrier.tail.text in _SEATS else _FEW
    return 0 if kind is T.UNIVERSITY else 1


def _rule(governor: Part, part: Part) -> str:
    """Return the frame by which a part governs the industries of another."""
    return "紧接产业" if part.attached is governor else _RULES.get(governor.role, "主体发展产业")


def _pairs(subject: Mention, part: Part, industries: Sequence[Mention], rule: str) -> Iterator[Proposal]:
    if subject.type in PLACES or subject.type in CARRIERS:
        relation = Relation.DEVELOPS if subject.type in PLACES else Relation.SERVES
        for m in industries:
            quote = Span(min(subject.span.start, m.span.start), max(subject.span.end, m.span.end))
            yield Proposal(subject, relation, m, quote, rule, part.group.silent)


def _silent(subject: Mention, part: Part, why: str) -> Iterator[Proposal]:
    if subject.type in PLACES or subject.type in CARRIERS:
        relation = Relation.DEVELOPS if subject.type in PLACES else Relation.SERVES
        for m in part.members:
            yield Proposal(subject, relation, m, m.span, "本地发展产业", why)
