"""From a document to its facts: the finders in their order, then the gate."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from loaders import collector, gate
from loaders.abbreviations import is_written_with
from loaders.automaton import Words
from loaders.divisions import short_form
from loaders.document import Document, Span
from loaders.facts import Facts, Mention, Refusal, RefusalReason, StatedAlias, by_place
from loaders.finders import (
    counted,
    disciplines,
    enterprises,
    firm_lists,
    glued_firms,
    government,
    headed,
    indicators,
    industries,
    inner,
    known,
    laboratories,
    letters,
    names,
    park_areas,
    places,
    programmes,
    ranks,
    relations,
    tasks,
    technologies,
    titles,
)
from loaders.finders.indicators import contradictions
from loaders.finders.industries import columns as industry_columns
from loaders.finders.industries import members, not_industries, variants, whole
from loaders.finders.relations.pronouns import is_class
from loaders.lexicons import rows
from loaders.sentences import Sentence, sentences
from loaders.standing import standing
from loaders.tagger.columns import columns, technical
from loaders.tagger.opinions import opinions
from loaders.tagging import Tagged, tag
from ontology import INDUSTRIES, EntityType, Status

_ALIAS = re.compile(
    r"（(?:[^（）“”。]{0,80}[，,；;] ?)?(?:以下)?(?:统一)?(?:简称|下称|又称|原名|原)(?:为|：|:)?[“\"]?([^“”\"（）]{2,20})[”\"]?）"
    r"|，(?:以下)?简称(?:为)?[“\"]([^“”\"（），]{2,12})[”\"]"
)
_SHORTER = re.compile(r"（“?([一-鿿]{3,10})”?）")

_BEHIND = re.compile("（(?:即|现为?|原名?|又名|[又也亦]称)?“?|[，,]?(?:正式|成功)?(?:更名|升格|改名|转设)[为成]")
_COMMITTEE = re.compile("(?:经开区|高新区|开发区|综保区|保税区|示范区|新区|产业园区?|工业园区?|园区)?(?:管委会|管理委员会)$")
_NO_ALIAS = INDUSTRIES | {EntityType.DISTRICT}
_BEARERS = (EntityType.PARK, EntityType.INCUBATOR)
_OWNED = (EntityType.PLATFORM, EntityType.RESEARCH_INSTITUTE, EntityType.PARK, EntityType.INCUBATOR)
_SURE = 0.7
_OWN_ZONE = 5
_AREA = "地区"
_OF_MANY = ("协会", "学会", "联合会", "商会", "促进会", "研究会")
_BARE_TITLE = re.compile(
    r"(?:经开区|高新区|开发区|综保区|保税区|工业园区?|产业园区?)(?=(?:[一二三四五六七八九十〇\d]{4}年度?|年度)?工作(?:总结|报告))"
)
_DIVISION_TITLE = re.compile(r"[省市区县州]“?(?:十[一二三四五六七八]五|国民经济|政府工作|科技创新规划)")


@collector.paused()
def extract(document: Document, *, fast: bool = False) -> Facts:
    """Return what the document says; the same document gives the same facts. `fast` leaves the tagger out."""
    parts = sentences(document)
    tagged = tag(document.text)
    mentions, aliases, refusals = entities(document, parts, tagged, fast=fast)
    mentions, none = not_industries.without(document.text, mentions)
    mentions = _with(mentions, industry_columns.in_columns(document, mentions))
    mentions = _with(set(mentions) - headed.goods(document, mentions), headed.in_columns(document, mentions))
    mentions = _with(mentions, headed.industries(document, mentions))
    mentions = _with(mentions, technologies.find(document, parts, tagged, taken=mentions))
    own = own_place(document, mentions)
    mentions = mentions if own else ranks.without_kinds(mentions)
    mentions = park_areas.as_parks(document, mentions, own)
    items, duties, bodies, no_tasks = tasks.find(document, parts, mentions)
    mentions = _with(mentions, (*bodies, *(item.mention for item in items)))
    claims, no_claims = relations.find(document, parts, mentions, own)
    values, no_figures = indicators.find(document, parts, mentions, own)
    mentions = inner.needed(mentions, (*claims, *duties), figures=values, own=own)
    doubts = (
        Refusal("Indicator", c.figures[0].span, RefusalReason.CONTRADICTION, c.kind, c.detail)
        for c in contradictions.find(document, values)
    )
    refused = _ordered((*doubts, *refusals, *none, *no_tasks, *no_claims, *no_figures))
    return Facts(document.id, mentions, (*claims, *duties), aliases, values, items, refused)


def _with(mentions: Iterable[Mention], more: Iterable[Mention]) -> tuple[Mention, ...]:
    return tuple(sorted({*mentions, *more}, key=by_place))


def _ordered(refusals: Iterable[Refusal]) -> tuple[Refusal, ...]:
    return tuple(sorted(set(refusals), key=lambda r: (r.span.start, r.span.end, r.what, r.reason, r.rule, r.detail)))


def own_place(document: Document, mentions: Sequence[Mention]) -> Mention | None:
    """Return what the document is about, where it names no subject: the park of its title, else the division that issued it."""
    titled = [m for m in mentions if m.type in _BEARERS and m.name in document.title]
    classes = [m.name for m in titled if is_class(m.name)]
    single = [m for m in titled if not any(m.name in name for name in classes)]
    if single and not _DIVISION_TITLE.search(document.title):
        return max(single, key=lambda m: (len(m.name), -m.span.start))
    if classes and not single and not document.place:
        return None
    bare_title = _BARE_TITLE.match(document.title)
    if bare_title is not None and document.text.startswith(bare_title[0]):
        return Mention(EntityType.PARK, bare_title[0], Span(0, bare_title.end()), Status.EXISTS, "title", _SURE)
    if not document.place:
        unlisted = [m for m in mentions if m.type is EntityType.DISTRICT and document.title.startswith(m.name)]
        if unlisted:
            return min(unlisted, key=lambda m: (-len(m.name), m.span.start))
        bare = Counter(m.name for m in mentions if m.type is EntityType.PARK and m.rule.endswith("bare zone"))
        name, count = max(bare.items(), key=lambda pair: (pair[1], pair[0]), default=("", 0))
        return next(m for m in mentions if m.name == name) if count >= _OWN_ZONE else None
    same = [m for m in mentions if m.type is EntityType.DISTRICT and m.name in (document.place, short_form(document.place))]
    return min(same, key=lambda m: (m.name != document.place, m.span.start)) if same else _inside(document, mentions)


def _inside(document: Document, mentions: Sequence[Mention]) -> Mention | None:
    """Return the division that issued a document by the first of its other names that begins with it: 云溪区委, 云溪区发展规划."""
    named = next((m for m in mentions if m.name.startswith(document.place)), None)
    if named is None:
        return None
    span = Span(named.span.start, named.span.start + len(document.place))
    return Mention(EntityType.DISTRICT, document.place, span, Status.EXISTS, "insideName", _SURE)


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rules find: mentions of all types, stated aliases, refusals; and the divisions and listed names they began with."""

    mentions: tuple[Mention, ...]
    aliases: tuple[StatedAlias, ...]
    refusals: tuple[Refusal, ...]
    divisions: tuple[Mention, ...]
    listed: tuple[Mention, ...]


def by_rules(document: Document, parts: Sequence[Sentence], tagged: Tagged) -> Ruled:
    """Return what the rules find, the tagger left out."""
    divisions = places.find(document, tagged)
    listed = (*known.find(tagged), *letters.find(document, tagged))
    named, generic = names.find(tagged, divisions, listed)
    titled = titles.find(document, parts, tagged)
    organs = government.find(tagged, divisions, named)
    first, refused = gate.decide(
        (*divisions, *listed, *named, *laboratories.find(document.text, (*listed, *named)), *counted.find(tagged), *titled, *organs)
    )
    taken = {i for m in first for i in range(m.span.start, m.span.end) if m.type is not EntityType.DISTRICT}
    firms = enterprises.find(tagged, parts, taken)
    studies = disciplines.find(tagged, parts, [m for m in first if m.type is EntityType.UNIVERSITY])
    sectors, barred = industries.find(document, parts, tagged, taken=(*first, *firms, *studies))
    aliases = stated_aliases(document, first)
    short = [Mention(a.type, a.alias, a.span, Status.EXISTS, a.rule, 0.95) for a in aliases]
    mentions, dropped = gate.decide((*first, *firms, *studies, *sectors, *short))
    mentions, more = gate.decide((*mentions, *_repeated(document, mentions)))
    refusals = _ordered((*generic, *refused, *barred, *dropped, *more))
    return Ruled(mentions, aliases, refusals, divisions, listed)


def entities(
    document: Document, parts: Sequence[Sentence], tagged: Tagged, *, fast: bool = False
) -> tuple[tuple[Mention, ...], tuple[StatedAlias, ...], tuple[Refusal, ...]]:
    """Return the mentions of all types, the stated aliases and the refusals; `fast` leaves the tagger out."""
    ruled = by_rules(document, parts, tagged)
    if fast:
        mentions, _ = gate.decide(
            (*firm_lists.mended(document.text, ruled.mentions), *programmes.industries(document.text, ruled.mentions))
        )
        mentions = standing(mentions, document.text)
        return mentions, (*ruled.aliases, *_shown(document, mentions), *_committees(mentions), *variants.variants(mentions)), ruled.refusals
    table = columns(document, tagged, rules=ruled.mentions, listed=ruled.listed, places=ruled.divisions)
    seen = opinions(parts, table, tagged)
    weighed, refused = gate.weigh(
        ruled.mentions, ruled.refusals, opinions=seen, text=document.text, technical=technical(document.text, table)
    )
    weighed, none = not_industries.without(document.text, whole.mended(tagged, firm_lists.mended(document.text, weighed)))
    beside = (
        *enterprises.siblings(tagged, parts, weighed),
        *glued_firms.find(tagged, weighed),
        *members.beside(tagged, parts, weighed),
        *gate.vouched(document.text, weighed, ruled.refusals),
    )
    within = programmes.industries(document.text, weighed)
    again = _repeated(document, weighed, least=_SURE)
    found = (*weighed, *within, *beside, *again, *_owners(weighed, ruled.listed))
    mentions, _ = gate.decide(found)
    mentions = standing(mentions, document.text)
    aliases = (*ruled.aliases, *_shown(document, mentions), *_short_forms(mentions), *_committees(mentions), *variants.variants(mentions))
    return mentions, aliases, _ordered((*ruled.refusals, *refused, *none))


def _owners(mentions: Sequence[Mention], listed: Sequence[Mention]) -> list[Mention]:
    """Return the listed firms that the name of a platform, institute, park or incubator begins with."""
    firms = {m.span.start: m for m in listed if m.type is EntityType.ENTERPRISE}
    inner = ((m, firms.get(m.span.start)) for m in mentions if m.type in _OWNED)
    return [
        replace(firm, strength=_SURE)
        for m, firm in inner
        if firm is not None and firm.span.end < m.span.end and not m.name.endswith(_OF_MANY)
    ]


def stated_aliases(document: Document, mentions: Sequence[Mention]) -> tuple[StatedAlias, ...]:
    """Return the short forms that the text states in brackets right behind a name."""
    by_end = {m.span.end: m for m in reversed(mentions)}
    found: list[StatedAlias] = []
    for m in _ALIAS.finditer(document.text):
        full = by_end.get(m.start()) or by_end.get(m.start() - 1)
        if full is not None:
            group = m.lastindex or 1
            found.append(StatedAlias(full.type, full.name, m[group], Span(*m.span(group)), "stated in brackets"))
    for full in mentions:
        short = _SHORTER.match(document.text, full.span.end) if full.type not in _NO_ALIAS else None
        if short and _abbreviates(short[1], full.name):
            found.append(StatedAlias(full.type, full.name, short[1], Span(*short.span(1)), "stated in brackets"))
    return tuple(found)


def _abbreviates(short: str, full: str) -> bool:
    """Tell whether a bracket shortens the name before it: it begins near its beginning, ends as it ends and is written with its characters."""
    return short[0] in full[:4] and short[-1] == full[-1] and len(short) < len(full) and is_written_with(short, full)


def _shown(document: Document, mentions: Sequence[Mention]) -> list[StatedAlias]:
    """Return the names that a bracket behind another of their type holds alone, and those that it was renamed to."""
    by_start = {m.span.start: m for m in sorted(mentions, key=lambda m: (m.span.start, m.span.end))}
    found = []
    for full in mentions:
        behind = _BEHIND.match(document.text, full.span.end)
        other = by_start.get(behind.end()) if behind else None
        if (
            behind
            and other
            and other.type is full.type
            and full.type not in _NO_ALIAS
            and (behind[0][0] != "（" or document.text.startswith(("）", "”）"), other.span.end))
        ):
            rule = "in brackets behind the name" if behind[0][0] == "（" else "renamed"
            found.append(StatedAlias(full.type, full.name, other.name, other.span, rule))
    return found


def _short_forms(mentions: Sequence[Mention]) -> list[StatedAlias]:
    """Return the full and short forms that everybody knows, where the document says both."""
    said = {(m.type, m.name): m.span for m in reversed(mentions)}
    areas = ((kind, name, name.removesuffix(_AREA)) for kind, name in said if kind is EntityType.REGION and name.endswith(_AREA))
    pairs = (*((EntityType(kind), name, alias) for kind, name, alias in rows("short_forms")), *areas)
    return [
        StatedAlias(kind, name, alias, said[kind, alias], "known short form")
        for kind, name, alias in pairs
        if (kind, name) in said and (kind, alias) in said
    ]


def _committees(mentions: Sequence[Mention]) -> list[StatedAlias]:
    """Return the short names of the one zone's committee that a document tells of (管委会, 经开区管委会); none where it tells of several."""
    said = {m.name: m.span for m in reversed(mentions) if m.type is EntityType.GOVERNMENT_BODY and _COMMITTEE.search(m.name)}
    bare = [name for name in said if _COMMITTEE.fullmatch(name)]
    full = sorted({*said} - {*bare}, key=lambda name: (-len(name), name)) or sorted(bare, key=lambda name: (-len(name), name))[:1]
    one = bool(full) and all(is_written_with(name, full[0]) for name in full)
    return [
        StatedAlias(EntityType.GOVERNMENT_BODY, full[0], name, said[name], "the one committee") for name in bare if one and name != full[0]
    ]


def _repeated(document: Document, mentions: Sequence[Mention], *, least: float = 0.0) -> list[Mention]:
    """Return the other places where a name that was found once stands again."""
    sure: dict[str, Mention] = {}
    for m in mentions:
        told = m.type is not EntityType.DISTRICT and counted.COUNTED not in m.rule
        if m.strength >= least and told and len(m.name) >= (2 if "Industry" in m.type else 3):
            held = sure.get(m.name)
            if held is None or held.strength < m.strength:
                sure[m.name] = m
    if not sure:
        return []
    found = Words((name, name) for name in sorted(sure)).find(document.text)
    return [
        Mention(sure[name].type, name, Span(start, end), Status.EXISTS, "named again: " + sure[name].rule, min(0.6, sure[name].strength))
        for start, end, name in found
    ]
