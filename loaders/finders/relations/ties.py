"""Whose a body is, who works with whom, and which disciplines a university has."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from loaders.document import Document, Span
from loaders.facts import Mention
from loaders.finders.relations.claims import Proposal
from loaders.finders.relations.context import Context
from loaders.finders.relations.mothers import FOUNDED
from loaders.finders.relations.reading import ACTORS, PLACES, Cue, Kind, Reading, Word, asides
from loaders.finders.relations.roles import Part, Role
from ontology import EntityType, Relation

T = EntityType
_OWNERS = frozenset((T.UNIVERSITY, T.RESEARCH_INSTITUTE, T.ENTERPRISE, T.PLATFORM, T.HOSPITAL, T.GOVERNMENT_BODY))
_FOUNDERS = _OWNERS | {T.PARK, T.INCUBATOR}
_TOGETHER = frozenset((Cue.COOPERATE, Cue.JOIN))
_FOUNDING = frozenset((Cue.JOIN, Cue.FOUND, Cue.BUILD, Cue.OPERATE, Cue.UNDER))
_REACH = 30
_BY = frozenset(("由", "依托"))
_UNDER = frozenset(("挂靠", "隶属", "隶属于"))
_OF = _UNDER | {"依托单位", "运营"}
_IS = re.compile(r"[，]?(?:[（(][^（）()]*[）)])?[，]?(?:是|系|为)(?:由)?")
_FOUNDED = re.compile(r"(?:等)?(?:联合|共同|合作|牵头|投资|发起)*(?:建立|创办|组建|共建|设立|建设|发起|成立|打造)")
_COMMA = re.compile(r"[，；：]")
_TOGETHER_BEHIND = re.compile(
    r"[”\"]?(?:等)?(?:[^，。；：、]{0,6}企业)?(?:[两三四五六七八九十]方|[两三四五六七八九十\d]+[多余]?(?:家|(?:部[委门]|单位)))?"
    r"(?:[和与]?[^，。；：、和与]{0,8}(?:单位|机构|企业|公司|院校|高校|部门|园区|组织)){0,2}(?:在[^，。；：、在]{1,8}?)?(?:正式|成功|已经?|经|将|又|还)*(?:自愿|共同|联合|合作|合资)+"
    r"(?:发起|探索|建立|组建|设立|成立|攻关|开展|开发|承担|研发|开办|开设|研制|建设|打造|编写|共建|签署|印发|下发|发布|发文|出台|制定|实施|启动|推出)"
)
_COMMUNITY = re.compile(r"[”\"]?(?:区域|一体化|协同|科技|产业|创新|发展|合作|联合)*共同体")
_BELONGS = re.compile(r"隶属|挂靠|依托|所属|由$")
_BEARER = re.compile(r"[”\"]?的?(?:依托|承担|建设|牵头|所在|挂靠|运营)单位")
_OVER = frozenset(("下辖", "辖", "下设", "旗下"))
_CLOSE = 8
_THEN = re.compile(r"(?:等地)?，(?:深入|积极|全面|广泛)?(?:开展|加强|深化|推进)[^，。；]{0,10}合作")
_BETWEEN = re.compile(r"[^、]*(?:与|同|和)")
_DOT = re.compile(r"[·—－-]")
_AND = re.compile(r"[^、]*(?:和|及|以及)")
_LISTED = re.compile(r"、|和|及|以及")
_TALKS = re.compile(r"等?(?:部门|单位)?的?(?:沟通|协调|联系|衔接)")
# 合作 that is but a part of a name or a thing: 经贸合作区, 合作社
_NAMED_SO = re.compile(r"合作(?:[区站社网]|论坛|中心|办学|伙伴)")
_ACTING = frozenset((Role.PLAIN, Role.SUBJECT))
_ALIKE = frozenset(("和", "同"))
# what may stand before 与 where nobody is named who acts: nothing, or what says how
_SILENT = re.compile(
    r"(?:[^\u4e00-\u9fff]|加强|深化|强化|拓展|扩大|密切|积极|主动|推[动进]|开展|促进|鼓励|支持|已经?|经|并|还|将|要|先后|分别|成功|继续|不断|一步"
    r"|全面|近期|正?在|通过|及时|初步|着力|持续|充分|借力|我[省市区县州]|全力|大力|深入|共同|努力|借助|项目|地块|工程|是|次|月|年|日)$"
)
# who acts is said, though not by a name: 集团还将与
_UNNAMED = re.compile(r"(?:^|[，。；！？\n])(?:该|本)?(?:集团|公司|企业|学院|学校|中心|双方|协会|医院)[^，。；]{0,6}$")


def find(document: Document, reading: Reading, parts: Sequence[Part], context: Context) -> Iterator[Proposal]:
    """Yield the ties of a sentence."""
    text = document.text
    together = [t.span for t in reading.tokens if isinstance(t, Word) and t.cue in _TOGETHER and not _NAMED_SO.match(text, t.span.start)]
    for i, part in enumerate(parts):
        if part.group.kind is Kind.DISCIPLINE:
            yield from _disciplines(parts, i)
        elif part.group.kind is Kind.ACTOR:
            if part.attached is not None and text[part.attached.span.end : part.span.start] in ("", "的"):
                yield from _owned(part.attached.members[-1], part, "紧接机构名")
            yield from _founded(text, parts, i)
            yield from _initiators(text, parts, i)
            yield from _partners(text, parts, i, together, context)
    yield from _asides(text, reading)
    yield from _labelled(reading, parts, context)
    yield from _branches(parts, context)


def _owned(owner: Mention, part: Part, rule: str) -> Iterator[Proposal]:
    for m in part.members:
        if owner.type in _OWNERS and m.type in FOUNDED:
            yield Proposal(m, Relation.AFFILIATED_WITH, owner, _quote(owner, m), rule)


def _asides(text: str, reading: Reading) -> Iterator[Proposal]:
    """Yield whose a body is by the brackets behind its name: 甲中心（市第一医院）; 甲研究所（隶属乙）; 乙（甲中心依托单位）."""
    for host, aside in asides(reading):
        told = _BELONGS.search(text, host.span.end, aside.span.start) is not None
        if aside.type in _OWNERS - {T.PLATFORM} and (host.type is T.PLATFORM or (host.type in FOUNDED and told)):
            yield Proposal(host, Relation.AFFILIATED_WITH, aside, _quote(host, aside), "括注单位")
        elif host.type in _OWNERS and aside.type in FOUNDED and _BEARER.match(text, aside.span.end):
            yield Proposal(aside, Relation.AFFILIATED_WITH, host, _quote(host, aside), "括注单位")


def _branches(parts: Sequence[Part], context: Context) -> Iterator[Proposal]:
    """Yield the bodies that stand under the body that a sentence is about: 创业中心下辖甲创客空间、乙孵化器."""
    for i, part in enumerate(parts):
        things = [m for m in part.members if m.type in FOUNDED]
        if not things or part.lead is None or part.lead.text not in _OVER or part.span.start - part.lead.span.end > _CLOSE:
            continue
        acting = [p for p in parts[:i] if p.segment == part.segment and p.role in (Role.SUBJECT, Role.LABEL)]
        owners = [(m, "") for m in acting[0].members] if acting else list(context.things())
        for owner, why in owners:
            for thing in things if owner.type in _FOUNDERS - {T.PARK} else ():
                quote = thing.span if why else _quote(owner, thing)
                yield Proposal(thing, Relation.AFFILIATED_WITH, owner, quote, "下属机构", why)


def _labelled(reading: Reading, parts: Sequence[Part], context: Context) -> Iterator[Proposal]:
    """Yield who founded the body that the label above names: 光电测试中心。甲大学与乙公司共建。"""
    joined = [t.span.start for t in reading.tokens if isinstance(t, Word) and t.cue in (Cue.JOIN, Cue.FOUND)]
    things = [m for m in context.label.subjects if m.type in FOUNDED]
    if not joined or not things or any(p.span.start > joined[0] for p in parts):
        return
    for p in parts:
        for owner in p.members:
            if p.group.kind is Kind.ACTOR and owner.type in _OWNERS:
                for thing in things:
                    yield Proposal(thing, Relation.AFFILIATED_WITH, owner, owner.span, "创办共建", "label")


def _founded(text: str, parts: Sequence[Part], at: int) -> Iterator[Proposal]:
    """Yield who founded or runs a body: A组建F; A与B共建F; F由A运营; 依托A建设F."""
    part = parts[at]
    things = [m for m in part.members if m.type in FOUNDED]
    if not things:
        return
    if part.lead is not None and part.lead.cue in _FOUNDING and part.lead.text not in _UNDER and part.role is not Role.PARTNER:
        for p in _before(parts, at):
            yield from _belongs(things, p.members, "创办共建")
    if part.role in (Role.SUBJECT, Role.LABEL, Role.BUILT, Role.BROUGHT):
        for p in _after(parts, at):
            yield from _belongs(things, p.members, "由其运营")
    if part.role in (Role.SUBJECT, Role.LABEL):
        for p in parts[at + 1 : at + 2]:
            if _IS.fullmatch(text, part.span.end, p.span.start) and _FOUNDED.match(text, p.span.end):
                yield from _belongs(things, p.members, "创办共建")


def _initiators(text: str, parts: Sequence[Part], at: int) -> Iterator[Proposal]:
    """Yield that the first of those who found a body together works with each of the others: A、B和C协商，共同建立F."""
    part = parts[at]
    if part.lead is None or part.lead.cue is not Cue.JOIN or part.role is not Role.BUILT:
        return
    for p in _before(parts, at):
        gaps = [text[a.span.end : b.span.start] for a, b in pairwise(p.members)]
        if len(gaps) > 1 and all(_LISTED.fullmatch(gap) for gap in gaps):
            yield from _pairs(p.members[:1], p.members[1:], "合作")


def _belongs(things: Sequence[Mention], owners: Sequence[Mention], rule: str) -> Iterator[Proposal]:
    for thing in things:
        for owner in owners:
            if owner.type in _FOUNDERS:
                yield Proposal(thing, Relation.AFFILIATED_WITH, owner, _quote(owner, thing), rule)


def _before(parts: Sequence[Part], at: int) -> list[Part]:
    """Return who founds what stands at `at`: the actors of its clause before it; where there is none but partners, of the one before too."""
    part = parts[at]
    same = [p for p in parts[:at] if p.clause == part.clause and p.group.kind is Kind.ACTOR and p.role is not Role.PLACE]
    if part.lead is None or part.lead.cue is Cue.BUILD or any(p.role is not Role.PARTNER for p in same):
        return same
    return [*(p for p in parts[:at] if p.clause == part.clause - 1 and p.segment == part.segment and p.role is Role.SUBJECT), *same]


def _after(parts: Sequence[Part], at: int) -> list[Part]:
    """Return who runs what stands at `at`: 由A运营, 依托A, 挂靠A, right behind it."""
    found: list[Part] = []
    for p in parts[at + 1 :]:
        if p.group.kind is not Kind.ACTOR or p.clause > parts[at].clause + 1 or p.segment != parts[at].segment:
            break
        done = p.tail is not None and p.tail.cue in _FOUNDING
        by = p.lead is not None and (p.lead.text in _OF or (done and p.lead.text in _BY))
        if not by and not (found and p.role is Role.PARTNER):
            break
        found.append(p)
    return found


def _partners(text: str, parts: Sequence[Part], at: int, together: Sequence[Span], context: Context) -> Iterator[Proposal]:
    """Yield who works with whom: A与B合作; A联合B; A与B共建F; A、B联合发起."""
    part = parts[at]
    if any(p.attached is part and p.role is Role.ATTACHED and p.members[0].type in PLACES for p in parts[at + 1 : at + 2]):
        return
    if _TALKS.match(text, part.span.end):
        return
    near = [s for s in together if s.start >= part.span.end and not _acts_between(parts, at, s)]
    behind = _TOGETHER_BEHIND.match(text, part.span.end) is not None
    said = behind or any(s.start - part.span.end < _REACH for s in near)
    if behind or any(not _COMMA.search(text, part.span.end, s.start) for s in near):
        for ones, others in _sides(text, part):
            yield from _pairs(ones, others, "合作")
    yield from _with_own(text, part, context)
    base = part.attached if part.attached is not None and part.attached.members[0].type in PLACES else part
    if base.role is not Role.PARTNER or base.lead is None:
        return
    if base.lead.cue is Cue.COOPERATE and base.lead.text != "签约":
        return
    if not (said or base.lead.cue is Cue.JOINT or base.lead.cue is Cue.COOPERATE):
        return
    for p in reversed(parts[:at]):
        if p.segment != part.segment or part.clause - p.clause > 1:
            break
        if base.lead.text in _ALIKE and "、" in text[p.span.end : base.lead.span.start]:
            return
        acts = p.role in (Role.SUBJECT, Role.LABEL) or (p.role in (Role.PLAIN, Role.ATTACHED) and p.clause == part.clause)
        if p.group.kind is Kind.ACTOR and acts:
            each = "分别" in text[p.span.end : part.span.start] and len(p.members) == len(part.members)
            for ones, others in zip(*([(m,) for m in q.members] for q in (p, part)), strict=True) if each else [(p.members, part.members)]:
                yield from _pairs(ones, others, "合作")
            return
    things = [m for p in parts[at + 1 : at + 2] if p.clause == part.clause for m in p.members if m.type in FOUNDED and p.role is Role.BUILT]
    before = text[max(base.lead.span.start - 24, 0) : base.lead.span.start] or "，"
    if not _SILENT.search(before) or _UNNAMED.search(before):
        return
    for m, why in _opening(part, parts[0]) or _acting(context):
        for thing in things if m.type in _FOUNDERS else ():
            yield Proposal(thing, Relation.AFFILIATED_WITH, m, thing.span if why else _quote(m, thing), "创办共建", why)
        for other in part.members:
            if other.type in ACTORS:
                yield Proposal(m, Relation.COOPERATES_WITH, other, other.span if why else _quote(m, other), "合作", why)


def _acts_between(parts: Sequence[Part], at: int, cue: Span) -> bool:
    """Tell whether another acts between a list and a word of cooperation behind it: 市水务局和东湾新区帮助石门园|合作."""
    behind = [p for p in parts[at + 1 : at + 3] if p.span.end <= cue.start and not (p.group.silent and p.members[0].type is T.PARK)]
    return any(p.group.kind is Kind.ACTOR and p.clause == parts[at].clause and p.role in _ACTING for p in behind)


def _opening(part: Part, first: Part) -> list[tuple[Mention, str]]:
    """Return whom a sentence begins with and still is about, clauses later: 甲县面向全省招商，外出推介，与乙公司签约."""
    acts = first is not part and first.opens and first.role is Role.SUBJECT and first.segment == part.segment
    return [(m, "") for m in first.members] if acts and first.group.kind is Kind.ACTOR else []


def _acting(context: Context) -> Iterator[tuple[Mention, str]]:
    """Yield who acts with others where nobody is named: in a report on a district's zone the zone."""
    for m, why in context.actors():
        yield (context.zone, why) if context.zone is not None and m is context.own else (m, why)


def _sides(text: str, part: Part) -> Sequence[tuple[Sequence[Mention], Sequence[Mention]]]:
    """Return the sides of a list that 与 parts: A、B与C; A与B、C与D; of A、B联合 the first and the others."""
    members = part.members
    joins = [_BETWEEN.fullmatch(text, a.span.end, b.span.start) is not None for a, b in pairwise(members)]
    dotted = [n for n, (a, b) in enumerate(pairwise(members)) if _DOT.fullmatch(text, a.span.end, b.span.start)]
    if dotted:
        return [(members[n : n + 1], members[n + 1 : n + 2]) for n in dotted]
    if sum(joins) > 1 and joins == [n % 2 == 0 for n in range(len(joins))]:
        return [(members[n : n + 1], members[n + 1 : n + 2]) for n in range(0, len(members), 2)]
    if any(joins) and not _is_even(text, members):
        n = joins.index(True) + 1
        return [(members[:n], members[n:])]
    alone = len(members) > 1 and part.role not in (Role.PARTNER, Role.FOREIGN, Role.BUILT, Role.BROUGHT)
    return [(members[:1], members[1:])] if alone and (_TOGETHER_BEHIND.match(text, part.span.end) or _is_even(text, members)) else []


def _is_even(text: str, members: Sequence[Mention]) -> bool:
    """Tell whether three or more are listed as equals, 和 or 及 only before the last: A、B和C."""
    gaps = [text[a.span.end : b.span.start] for a, b in pairwise(members)]
    return len(gaps) > 1 and _AND.fullmatch(gaps[-1]) is not None and all(gap == "、" for gap in gaps[:-1])


def _with_own(text: str, part: Part, context: Context) -> Iterator[Proposal]:
    """Yield whom the plan's own place works with by its community or by the next clause: 深化江北创新共同体建设; 对接甲市，开展合作."""
    own, region = context.own, part.members[-1]
    if own is None or own.type not in PLACES:
        return
    together = [region] if region.type is T.REGION and _COMMUNITY.match(text, region.span.end) else []
    if part.role is Role.FOREIGN and part.lead is not None and part.lead.text == "对接" and _THEN.match(text, part.span.end):
        together = [m for m in part.members if m.type in PLACES]
    for m in together:
        yield Proposal(own, Relation.COOPERATES_WITH, m, m.span, "合作", "ownPlace")


def _pairs(ones: Sequence[Mention], others: Sequence[Mention], rule: str) -> Iterator[Proposal]:
    for one in ones:
        for other in others:
            if one.type in ACTORS and other.type in ACTORS:
                yield Proposal(one, Relation.COOPERATES_WITH, other, _quote(one, other), rule)


def _disciplines(parts: Sequence[Part], at: int) -> Iterator[Proposal]:
    part = parts[at]
    for p in reversed(parts[:at]):
        universities = [m for m in p.members if m.type is T.UNIVERSITY]
        if universities:
            for m in part.members:
                yield Proposal(universities[-1], Relation.HAS_DISCIPLINE, m, _quote(universities[-1], m), "优势学科")
            return


def _quote(a: Mention, b: Mention) -> Span:
    return Span(min(a.span.start, b.span.start), max(a.span.end, b.span.end))
