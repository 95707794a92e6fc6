"""What a zone or a place is made up of, as a layout, a list or lines below one another go through its parts."""

import re
from collections.abc import Iterable, Iterator, Sequence

from loaders.divisions import by_name, by_short, path
from loaders.document import BlockKind, Document, Span
from loaders.facts import Mention
from loaders.finders.relations.claims import Proposal, is_province
from loaders.finders.relations.containment import COUNTED, is_below, is_listed
from loaders.finders.relations.reading import Cue, Group, Kind, Reading, Word
from loaders.finders.relations.roles import Part, Role
from loaders.sentences import Sentence
from ontology import EntityType, Relation

T = EntityType
_ZONES = frozenset((T.PARK, T.REGION))
_ACTING = frozenset((Role.SUBJECT, Role.LABEL))
_APART = frozenset((Role.PARTNER, Role.FOREIGN, Role.PLACE))
_MADE = re.compile(r"(?:共同|整合|合并|串联)?(?:组成|构成)|(?:整合|合并|组合|串联)(?:而成|成)")
_UNIT = r"(?:园区|组团|走廊|片区|基地|板块|街区|产业园|[核心轴带区园廊片圈极翼点城谷岛街港屏环芯湾坊])"
_FORMULA = re.compile(rf"(?:[一二两三四五六七八九十多]{_UNIT}[、，]?){{2,}}")
_NAMELY = re.compile(
    r"[”\"]?(?:的|总体|空间|产业|发展|功能|布局|格局|模式|架构|体系|结构|分区|[，,：:—])*(?:即|包括|包含|分别为|分别是|：|——)+“?"
)
_NUMBER = r"(?:[两二三四五六七八九十]|[0-9]{1,2})"
_NUMBERED = re.compile(
    rf"[”\"]?等?(?P<number>{_NUMBER})(?:个|大|片|处)?(?:特色|专业|产业|功能|主题|重点|核心)?(?:园区|片区|组团|板块|分园|区块|功能区|产业园|子园)"
)
_COUNT = re.compile(rf"(?P<number>{_NUMBER})(?:大|个)?{_UNIT}[^，。；：]{{0,6}}(?:格局|布局|体系|结构)?[，：:]“?$")
_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_BACK = 16
_BRANCH = re.compile(r"([^（）()]{2,3})(?:园|分园|片区|组团)")
_SHORT_NAME = re.compile(
    r"[^（）()、]{2,4}(?:片区|组团|地块)|[东南西北中]园|(?!科技|产业|工业|创业|物流|经济|创新|创意|农业|孵化|开发|高新|入驻|该|本|全|各|新)[^（）()、业技]{2,3}园区"
)
_SEATED = frozenset((T.PARK, T.REGION, T.INCUBATOR, T.PLATFORM))
_TIERS = frozenset(("核心区", "示范区", "辐射区", "拓展区", "起步区", "先导区"))
_PLAN = re.compile(r"[”\"]?的?(?:总体|空间|产业|发展|功能)?(?:布局|格局|模式|思路|架构)，")
_OPENS = re.compile(r"[”\"]?（")
_WHOLE = re.compile(r"一区(?:即|为|是|：|:)“?$")
_LINE = re.compile(r"[”』」]?(?:（[^（）]{0,40}）)?(?:[。：:]|——)")
_HEADED = re.compile(r"(?:党委|政府|人民政府)?(?:副?书记|副?[镇乡县区市]长|主任|主要负责人)")
_BESIDE = re.compile(r"[”」]|[^，。；：]{0,6}?(?:、|和|与|及|同|以及|至|到)")
_JOINS = ("、", "和", "与", "及")
_FORMS = (4, 3, 2)
_MANY, _SIBLINGS, _REACH, _MOST = 4, 2, 400, 200


def find(
    document: Document, readings: Sequence[Reading], own: Mention | None, *, lists: Sequence[Sequence[Part]], zone: Mention | None = None
) -> Iterator[Proposal]:
    """Yield what is part of what by a document's lists and lines; `own` is the silent whole, `zone` a district's park, `lists` each sentence's."""
    read = [(reading.sentence, parts) for reading, parts in zip(readings, lists, strict=True)]
    layout, section = None, -1
    known = frozenset(m.name for parts in lists for p in parts for m in p.members if m.type is T.DISTRICT)
    for reading, (sentence, parts) in zip(readings, read, strict=True):
        if len(parts) > _MOST:
            continue
        new = _layout(document.text, reading, parts)
        layout = new or (layout if sentence.section == section else None)
        section = sentence.section
        if new is not None and new[1] is not None:
            yield Proposal(new[0], Relation.PART_OF, new[1], Span(new[1].span.start, new[0].span.end), "园区布局")
        if layout is not None:
            yield from _below(document.text, parts, layout[0])
        yield from _composed(document.text, reading, parts, own)
        yield from _named(document.text, reading, parts, own)
        yield from _numbered(document.text, parts, own)
        yield from _listed_below(parts)
        if sentence.kind is not BlockKind.ROW:
            yield from _within(document.text, parts, known)
    if own is not None and own.type is T.DISTRICT:
        yield from _districts(read, own)
        yield from _governed(document.text, readings, own)
        if zone is not None:
            yield from _branches(read, zone, own.name)
    elif own is not None and own.type in _ZONES:
        yield from _lines(document, read, own)
        yield from _branches(read, own, document.place)


def _layout(text: str, reading: Reading, parts: Sequence[Part]) -> tuple[Mention, Mention | None] | None:
    """Return what a sentence gives a layout of by a formula: the formula where it is a name, else the zone; and the formula's zone."""
    for formula in _FORMULA.finditer(text, *_ends(reading)):
        about = _whole(parts, formula.start(), None)
        named = next((m for p in parts for m in p.members if m.type is T.REGION and m.span.start <= formula.start() < m.span.end), None)
        if named is not None:
            return named, about[0] if about else None
        if about is not None:
            return about[0], None
    return None


def _below(text: str, parts: Sequence[Part], whole: Mention) -> Iterator[Proposal]:
    """Yield that the zones that a sentence counts off belong to the layout above it: 一核为甲；三区为乙、丙、丁."""
    for p in parts:
        if COUNTED.search(text[max(0, p.span.start - _BACK) : p.span.start]):
            yield from _parts_of((whole, "layout"), [p], "分列片区")


def _composed(text: str, reading: Reading, parts: Sequence[Part], own: Mention | None) -> Iterator[Proposal]:
    """Yield what stands between 由 and 组成, over all clauses and brackets: P由甲区——A、B；乙区——C组成."""
    by = [t.span for t in reading.tokens if isinstance(t, Word) and t.text == "由"]
    for made in _MADE.finditer(text, *_ends(reading)) if by else ():
        begin = max((s for s in by if s.end <= made.start()), default=None)
        if begin is None or made.start() - begin.end > _REACH:
            continue
        whole = _whole(parts, begin.start, own)
        if whole is not None:
            inside = [p for p in parts if begin.end <= p.span.start and p.span.end <= made.start()]
            yield from _parts_of(whole, inside, "组成")
            by = [s for s in by if s.start > begin.start]


def _named(text: str, reading: Reading, parts: Sequence[Part], own: Mention | None) -> Iterator[Proposal]:
    """Yield the zones that a layout names: P“一区两园”布局，即A、B."""
    for formula in _FORMULA.finditer(text, *_ends(reading)):
        after = _NAMELY.match(text, formula.end())
        listed = [p for p in parts if after and 0 <= p.span.start - after.end() <= 2]
        built = [
            p
            for p in parts
            if p.role is Role.BUILT and len(p.members) > 1 and p.lead and _PLAN.fullmatch(text, formula.end(), p.lead.span.start)
        ]
        whole = _whole(parts, formula.start(), own)
        if whole is not None:
            yield from _parts_of(whole, listed or built, "园区布局")
            yield from _bracketed(text, reading, formula.end(), whole)


def _bracketed(text: str, reading: Reading, at: int, about: tuple[Mention, str]) -> Iterator[Proposal]:
    """Yield the zones that the brackets behind a layout's formula name: “一区两园”（一区即P，两园即A、B）."""
    opened = _OPENS.match(text, at)
    closed = text.find("）", at, reading.sentence.span.end) if opened else -1
    groups = [t for t in reading.tokens if isinstance(t, Group)] if opened else []
    starts = {group.span.start for group in groups}
    for group in groups:
        inside = opened is not None and opened.end() <= group.span.start and group.span.end <= closed and group.span.end not in starts
        if inside and not _WHOLE.search(text[max(0, group.span.start - _BACK) : group.span.start]):
            yield from _parts_of(about, [group], "园区布局")


def _numbered(text: str, parts: Sequence[Part], own: Mention | None) -> Iterator[Proposal]:
    """Yield the zones that a list counts, before or behind their names: P形成A、B、C三大片区; P形成三片联动格局，A、B、C."""
    for i, part in enumerate(parts):
        if len(part.members) > 1 and part.role not in _APART and _counts(text, part):
            whole = _whole(parts[:i], part.span.start, own)
            if whole is not None and all((m.type, m.name) != (whole[0].type, whole[0].name) for m in part.members):
                yield from _parts_of(whole, [part], "分列片区")


def _counts(text: str, part: Part) -> bool:
    """Tell whether the words before or behind a list say how many zones it goes through."""
    before = _COUNT.search(text[max(0, part.span.start - _BACK) : part.span.start])
    behind = _NUMBERED.match(text, part.span.end)
    said = [m.group("number") for m in (before, behind) if m is not None]
    return any((_DIGITS.get(number) or int(number)) == len(part.members) for number in said) or (
        behind is not None and "等" in behind.group()
    )


def _whole(parts: Sequence[Part], before: int, own: Mention | None) -> tuple[Mention, str] | None:
    """Return the zone that a clause says something of: the actor right before, else the document's own zone, and why it is silent."""
    earlier = [p for p in parts if p.span.end <= before and p.group.kind is Kind.ACTOR and p.role is not Role.PLACE]
    last = earlier[-1] if earlier else None
    if last is not None:
        zone = last.members[0] if len(last.members) == 1 and last.role not in _APART else None
        return (zone, last.group.silent) if zone is not None and zone.type in _ZONES else None
    return (own, "ownPlace") if own is not None and own.type in _ZONES else None


def _parts_of(about: tuple[Mention, str], listed: Iterable[Part | Group], rule: str) -> Iterator[Proposal]:
    whole, why = about
    for m in (m for p in listed for m in p.members):
        if m.type in _ZONES and (m.type, m.name) != (whole.type, whole.name):
            quote = m.span if why in ("ownPlace", "layout") else Span(min(m.span.start, whole.span.start), max(m.span.end, whole.span.end))
            yield Proposal(m, Relation.PART_OF, whole, quote, rule, why)


def _districts(read: Sequence[tuple[Sentence, Sequence[Part]]], own: Mention) -> Iterator[Proposal]:
    """Yield that the divisions that one list, or the lines of one section, go through are the place's own: A县：……；B县：……."""
    lines: dict[int, list[Mention]] = {}
    for sentence, parts in read:
        for p in parts:
            below = [m for m in p.members if m.type is T.DISTRICT and is_below(m.name, own.name)]
            if len({m.name for m in below}) >= _MANY:
                yield from _own(below, own)
            if p.opens and p.role in _ACTING and below and sentence.kind is not BlockKind.ROW:
                lines.setdefault(sentence.section, []).extend(below)
    for below in lines.values():
        if len({m.name for m in below}) >= _MANY:
            yield from _own(below, own)


def _governed(text: str, readings: Sequence[Reading], own: Mention) -> Iterator[Proposal]:
    """Yield that the divisions whose heads a document names one by one are the place's own: 张三（甲镇镇长）、李四（乙乡乡长）."""
    named = [m for reading in readings for t in reading.tokens if isinstance(t, Group) for m in t.members if m.type is T.DISTRICT]
    led = [m for m in named if _HEADED.match(text, m.span.end) and (is_below(m.name, own.name) or not is_listed(m.name))]
    if len({m.name for m in led}) >= _MANY and any(is_below(m.name, own.name) for m in led):
        yield from _own(led, own)


def _listed_below(parts: Sequence[Part]) -> Iterator[Proposal]:
    """Yield that the divisions of a list are part of the one that the sentence names before them, if most of them lie right below it.

    One that the official table lacks (renamed since) goes with the others: 将甲市划分为北部：乙县、丙县、丁县.
    """
    wholes: dict[str, Mention] = {}
    for p in parts:
        listed = [m for m in p.members if m.type is T.DISTRICT]
        if len(listed) >= _MANY and wholes:
            for whole in (w for w in reversed(wholes.values()) if 2 * sum(is_below(m.name, w.name) for m in listed) > len(listed)):
                for m in listed:
                    if is_below(m.name, whole.name) or not is_listed(m.name):
                        yield Proposal(m, Relation.PART_OF, whole, Span(whole.span.start, m.span.end), "逐一列举的区县")
                break
        elif len(listed) == 1:
            wholes[listed[0].name] = listed[0]


def _within(text: str, parts: Sequence[Part], known: frozenset[str]) -> Iterator[Proposal]:
    """Yield that a division that a sentence names behind the one it lies in is part of that: 甲省的增长主要来自乙市.

    Of all the document names the nearest counts. One that stands in a list with others is not what the sentence is about, nor one
    behind a word for bodies, which begins the name of one (储备项目甲省…). The place that a zone's name begins with is named too:
    甲市建设乙县示范区.
    """
    wholes: dict[str, Mention] = {}
    for p in parts:
        said = [m for m in p.members if not p.group.silent]
        named = [m for m in said if m.type is T.DISTRICT]
        for m in (*(named if p.attached is None else ()), *(_seat(m) for m in said if m.type in _SEATED)):
            above = _above(m.name, known) if wholes and m is not None and not is_province(m.name) else ()
            whole = next((wholes[name] for name in above if name in wholes), None)
            if m is not None and whole is not None:
                yield Proposal(m, Relation.PART_OF, whole, Span(whole.span.start, m.span.end), "句中先说的上级")
        listed = len(p.members) > 1 or _BESIDE.match(text, p.span.end) or text.endswith(_JOINS, 0, p.span.start)
        if named and not listed and (p.lead is None or p.lead.cue is not Cue.FIRM):
            wholes[named[0].name] = named[0]


def _seat(zone: Mention) -> Mention | None:
    """Return the division that a zone's name begins with."""
    for length in _FORMS:
        name = zone.name[:length]
        if (name in by_name() or name in by_short()) and len(zone.name) > length + 2:
            return Mention(T.DISTRICT, name, Span(zone.span.start, zone.span.start + length), zone.status, "insideName", zone.strength)
    return None


def _above(name: str, known: frozenset[str]) -> Sequence[str]:
    """Return the names of the nearest division that a document names over one of this name, by the official table."""
    names: list[str] = []
    for division in (*by_name().get(name, ()), *by_short().get(name, ())):
        above = next((d for d in reversed(path(division)[:-1]) if not known.isdisjoint((d.name, d.short))), None)
        names.extend((above.name, above.short) if above is not None else ())
    return names


def _own(below: Iterable[Mention], own: Mention) -> Iterator[Proposal]:
    for m in below:
        yield Proposal(m, Relation.PART_OF, own, m.span, "逐一列举的区县", "ownPlace")


def _lines(document: Document, read: Sequence[tuple[Sentence, Sequence[Part]]], own: Mention) -> Iterator[Proposal]:
    """Yield that the zones that head the lines of a zone's own document, one after the other, are part of it."""
    heads: dict[object, list[Mention]] = {}
    for sentence, parts in read:
        first = parts[0] if parts else None
        if first is None or first.role not in _ACTING or len(first.members) > 1:
            continue
        if not _LINE.match(document.text, first.span.end) and (
            sentence.kind is not BlockKind.HEADING or first.span.end < sentence.span.end
        ):
            continue
        zone = first.members[0]
        if zone.type in _ZONES and (zone.type, zone.name) != (own.type, own.name):
            above = document.sections[sentence.section].path[:-1] if sentence.kind is BlockKind.HEADING else sentence.section
            heads.setdefault(above, []).append(zone)
    for zones in heads.values():
        if len({z.name for z in zones}) >= _SIBLINGS:
            for zone in zones:
                yield Proposal(zone, Relation.PART_OF, own, zone.span, "段首的园区", "ownPlace")


def _branches(read: Sequence[tuple[Sentence, Sequence[Part]]], own: Mention, place: str) -> Iterator[Proposal]:
    """Yield that the zones called for short, by a division, a side or a tier, are of the zone that a document is about: 甲县园, 南园, 核心区.

    One that is called by the zone's own place may be the zone itself: 云溪园区 in a report of 云溪区.
    """
    if own.type is not T.PARK:
        return
    for m in (m for _, parts in read for p in parts for m in p.members if m.type in _ZONES):
        name = _BRANCH.fullmatch(m.name)
        named = name is not None and name.group(1) in by_short() and not own.name.endswith(m.name)
        short = _SHORT_NAME.fullmatch(m.name) is not None and m.name[:2] not in own.name
        if ((named or short) and m.name[:2] not in place) or m.name in _TIERS:
            yield Proposal(m, Relation.PART_OF, own, m.span, "以地名称呼的分园", "ownPlace")


def _ends(reading: Reading) -> tuple[int, int]:
    return reading.sentence.span.start, reading.sentence.span.end
