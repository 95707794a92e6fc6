"""Who acts in a document where nobody is named: the place it is known to be about, unless its first lines say better."""

import re
from collections import Counter
from collections.abc import Sequence

from loaders.divisions import by_name, by_short, path, short_form
from loaders.document import Document
from loaders.facts import Mention
from loaders.finders.relations import pronouns
from loaders.finders.relations.pronouns import is_class, level
from loaders.finders.relations.reading import CONTAINERS, outermost
from loaders.metadata import ARTICLE
from ontology import EntityType

T = EntityType
_BEARERS = frozenset((T.PARK, T.INCUBATOR))
_OPENERS = _BEARERS | {T.DISTRICT, T.REGION}
_OPENING = 150
_DEFINED = re.compile(r"(?:（[^（）]{0,40}）)?，?(?:位于|坐落|地处|是|成立于|始建于|创建于|创办于|规划面积|总规划|于\d{4}年)")
_CALLED = re.compile(r"（[^（）]{0,20}(?:简称|下称)|[^，。；：\n]{0,6}(?:招商|概况|简介|入驻指南|推介|邀您)")
_ACTS = re.compile(r"推进|对接|支持|加快|举行|委托|举办")
_STARTS = "\n。 》】—｜：●"
_NATIONAL = re.compile(r"(?:我国|中国(?!共产党|（)|全国|全球|世界|国际)")
_HEAD, _TWICE, _ZONAL, _SELDOM = 300, 2, 5, 200
_CLAUSE = re.compile(
    r"(?:^|[\n。；：，、！？”》】）—\s])(?:“?十[三四五]五”?(?:期间|时期|以来)?|过去[一五]年|[一五几]年来|今年(?:以来)?|去年|近年来|近[几两三]年|目前|当前|如今|全年"
    r"|\d{4}年(?:以来)?|[上下]半年|前[一二三四]季度|让|把|是|说起|走进|这些年|同时|经过多年发展)?，?$"
)
_LISTED = re.compile(r"[”》]?(?:、|和|与|及|等|以及|至|到)")
_WHOLE = re.compile(r"(?:[省市区县盟旗城园港]|自治州)$")
_OF_MANY = frozenset((ARTICLE, "通知", "清单", "纪要"))
_SHARE = 0.15
_FORMS = (2, 3, 4, 5)
_SEAT = re.compile(r"(?:开发区|经开区|高新区|保税区|综保区)$")
_ZONE_WORDS = re.compile(r"(?<![\u4e00-\u9fff])(?:园区|开发区|高新区|经开区|新区|示范区|试验区|我区|全区|本区|区内)")
_ZONE_BEGINS = re.compile(r"(?:国家级?)?(?:综合?保税?|经济|经开|高新|高技术|工业|产业|科技|自贸|自由|保税|农业)")


def silent(document: Document, mentions: Sequence[Mention], own: Mention | None) -> Mention | None:
    """Return the silent subject: the body that the first lines introduce, the division that acts on a park in the title, else `own`."""
    if own is not None and own.type is T.DISTRICT and _NATIONAL.match(document.title) and short_form(own.name) not in document.title:
        return None
    if own is not None and own.type is not T.DISTRICT:
        return _issuer(document, mentions, own) or own
    if own is None:
        own = _titled(document, mentions)
    elif document.title.startswith((own.name, short_form(own.name))):
        return _region(document, mentions, own) or own
    found = _introduced(document, mentions, own) or _opened(document, mentions, own)
    return found or (_spoken_of(document, mentions, own) if own is not None else _zonal(document, mentions)) or own


def _region(document: Document, mentions: Sequence[Mention], own: Mention) -> Mention | None:
    """Return the region that the title begins with, where the division is but a part of its name: 云溪新区2023年工作总结."""
    named = [m for m in mentions if m.type is T.REGION and document.title.startswith(m.name) and len(m.name) > len(own.name)]
    return max(named, key=lambda m: (len(m.name), -m.span.start), default=None)


def _zonal(document: Document, mentions: Sequence[Mention]) -> Mention | None:
    """Return the zone that a text without a place of its own names most, where it says 园区 all the time: a part of a zone's report."""
    said = document.text.count("园区")
    if said < _ZONAL or said * _SELDOM < len(document.text) or document.kind in _OF_MANY:
        return None
    named = Counter(m.name for m in mentions if m.type is T.PARK and _SEAT.search(m.name) and not is_class(m.name))
    bearing = (m for m in mentions if m.type is T.PARK and named[m.name])
    return max(bearing, key=lambda m: (named[m.name], len(m.name), -m.span.start), default=None)


def _opened(document: Document, mentions: Sequence[Mention], own: Mention | None) -> Mention | None:
    """Return the place that the first clauses are about, and the text again and again: 一年来，东湖高新区…….

    Where a division is known already, only a zone within it that is said more often than the division takes its place; where none is,
    a whole name is asked for that is no one of many, and no study, list or notice, which are about many places.
    """
    text = document.text
    for m in mentions:
        if m.span.start >= _HEAD:
            return None
        if m.type not in _OPENERS or not _CLAUSE.search(text[max(0, m.span.start - 12) : m.span.start]) or _LISTED.match(text, m.span.end):
            continue
        said = _said(document, mentions, m)
        if own is None:
            places = sum(p.type in _OPENERS for p in outermost(mentions))
            return m if said >= max(_TWICE, _SHARE * places) and _WHOLE.search(m.name) and document.kind not in _OF_MANY else None
        return m if m.type is not T.DISTRICT and said > _TWICE and _outweighs(document, mentions, (m, own)) else None
    return None


def _spoken_of(document: Document, mentions: Sequence[Mention], own: Mention | None) -> Mention | None:
    """Return the zone that the first lines name most, where a text says 园区 and 开发区 all the time and the division's name seldom."""
    words = len(_ZONE_WORDS.findall(document.text))
    if own is None or own.type is not T.DISTRICT or words < _ZONAL or "我" + level(own.name) in document.text:
        return None
    bearing = pronouns.zone(document.text, mentions, own)
    if bearing is not None and not _speaks(document, own):
        return bearing
    if words < 2 * _ZONAL or words <= _said(document, mentions, own):
        return None
    if bearing is not None:
        return bearing
    named = Counter(m.name for m in mentions if m.type is T.PARK)
    first = (m for m in mentions if m.type is T.PARK and m.span.start < 2 * _HEAD)
    return max(first, key=lambda m: (named[m.name], -m.span.start), default=None)


def _speaks(document: Document, own: Mention) -> bool:
    """Tell whether a text ever speaks as the division does: 我市, 全市, 本市."""
    kind = level(own.name)
    return kind != "" and any(frame + kind in document.text for frame in "我全本")


def _outweighs(document: Document, mentions: Sequence[Mention], pair: tuple[Mention, Mention]) -> bool:
    """Tell whether a text says a zone more often than its division, and never speaks as the division does: 我市."""
    zone, own = pair
    kind = level(own.name)
    return not (kind and "我" + kind in document.text) and _said(document, mentions, zone) > _said(document, mentions, own)


def _said(document: Document, mentions: Sequence[Mention], place: Mention) -> int:
    """Return how often a text says a place, by its name or by the words that stand for it; a division's name that begins a zone's is not said."""
    names = {place.name, short_form(place.name)}
    here = [m for m in mentions if m.type is place.type and m.name in names]
    if place.type is T.DISTRICT:
        here = [m for m in here if not _ZONE_BEGINS.match(document.text, m.span.end)]
    named = len(here)
    if place.type is not T.DISTRICT:
        short = sum(m.type is place.type and m.name != place.name and m.name in place.name for m in mentions)
        return named + short + len(_ZONE_WORDS.findall(document.text))
    return named + sum(document.text.count(frame + level(place.name)) for frame in "我全本" if level(place.name))


def zone(document: Document, mentions: Sequence[Mention], own: Mention | None) -> Mention | None:
    """Return the park that a district's report is about, if it says 园区 again and again: what is done, the park does too.

    A title that names the district and no park is that of the district's own plan.
    """
    found = pronouns.zone(document.text, mentions, own) if own is not None and own.type is T.DISTRICT else None
    if own is None or found is None or (short_form(own.name) in document.title and found.name not in document.title):
        return None
    named = sum(found.name == m.name for m in mentions)
    zonal = len(_ZONE_WORDS.findall(document.text)) + named >= _ZONAL or pronouns.is_zonal(document.text)
    return found if zonal else None


def home(document: Document, zone: Mention | None) -> frozenset[str]:
    """Return the names of the province that a zone lies in, by the document's place or the zone's own name; none where there is no zone."""
    names = [document.place, *(zone.name[:end] for end in _FORMS)] if zone is not None and zone.type is T.PARK else []
    found = next((d for name in names for d in (*by_name().get(name, ()), *by_short().get(name, ()))), None)
    top = path(found)[0] if found is not None else None
    return frozenset((top.name, top.short)) if top is not None else frozenset()


def _issuer(document: Document, mentions: Sequence[Mention], own: Mention) -> Mention | None:
    """Return the division whose title says what it does about a park: 云溪市推进东湖科技城建设方案."""
    before, _, after = document.title.partition(own.name)
    if not document.place or not _ACTS.search(before + after[:2]):
        return None
    same = [m for m in mentions if m.type is T.DISTRICT and m.name in (document.place, short_form(document.place))]
    return min(same, key=lambda m: (m.name != document.place, m.span.start), default=None)


def _titled(document: Document, mentions: Sequence[Mention]) -> Mention | None:
    """Return the place of a title that the text says most; not one that the title only sets something in: 关于在云溪新区设立……的建议."""
    first = {m.name: m for m in reversed(mentions) if m.type in CONTAINERS and m.name in document.title and not is_class(m.name)}
    named = [m for m in first.values() if "在" + m.name not in document.title]
    return max(named, key=lambda m: (_said(document, mentions, m), len(m.name), -m.span.start), default=None)


def _introduced(document: Document, mentions: Sequence[Mention], own: Mention | None) -> Mention | None:
    """Return the park or incubator that one of the first sentences begins with and says what it is: 东湖科技城位于…….

    To say how it is called for short is enough where the text never says 我市, 全市 and the like.
    """
    text = document.text
    kind = level(own.name) if own is not None else ""
    spoken = kind != "" and any(frame + kind in text for frame in "我全")
    for m in mentions:
        if m.span.start >= _OPENING:
            return None
        if m.type not in _BEARERS or text[m.span.start - 1 : m.span.start] not in (*_STARTS, ""):
            continue
        if _DEFINED.match(text, m.span.end) or (not spoken and _CALLED.match(text, m.span.end)):
            return m
    return None
