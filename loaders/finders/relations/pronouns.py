"""Which place 我市, 全省 and 园区 mean: by the level of the plan's own place, else the one place of that level it names."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from loaders.divisions import by_name, by_short, path, short_form
from loaders.facts import Mention
from ontology import EntityType

T = EntityType
_FRAMES = ("我", "全", "本")
_OF_DISTRICT = ("园区", "本园区", "该园区", "园区内")
_ZONE = re.compile(r"(?:园区|开发区|高新区|经开区|产业园|工业园|保税区|综保区)$")
_CLASS = re.compile(
    r"(?:中国|我国|全国|世界|全球|国际|海外|境外|国家级?|省级|各[省市地]|[东中西南北华]{1,2}部?|[两二三四五六七八九十]+(?:省区?市?|区)|地区|沿线)+"
    r"(?:国家级?|自由|贸易|经济|技术|高新|产业|工业|科技|综合|保税|农业|创新|试验|示范|科创|能源|开发)*(?:区|园区?|中心)|自由贸易试验区"
)
_THE_ONE = re.compile(r"一[区园](?:即|为|是|指|：)“?")
_OFTEN, _OPENING, _ALWAYS, _DENSE = 2, 800, 10, 300
_LEVELS = ("省", "市", "区", "县", "州", "旗", "镇")
_PARK = ("园区", "本园区", "该园区", "园区内", "孵化园", "本园", "区内", "我区", "全区", "本区")


def pronouns(text: str, mentions: Sequence[Mention], own: Mention | None) -> Mapping[str, Mention]:
    """Return what each such word means in a document; a word that could mean several places means none."""
    if own is None:
        return {}
    words = [frame + level(own.name) for frame in _FRAMES] if own.type is T.DISTRICT else _PARK
    words = [*words, "新区"] if own.name.endswith("新区") else words
    meant = dict.fromkeys(words, own)
    if own.type is T.DISTRICT:
        meant |= dict.fromkeys(_OF_DISTRICT, found) if (found := zone(text, mentions, own)) is not None else {}
    provinces = {m.name: m for m in reversed(mentions) if m.type is T.DISTRICT and level(m.name) == "省"}
    if len(provinces) == 1 and "全省" not in meant:
        meant["全省"] = next(iter(provinces.values()))
    return meant


def zone(text: str, mentions: Sequence[Mention], own: Mention) -> Mention | None:
    """Return the park that a district's report about its park speaks of: the one of its layout, or the one that bears the district's name, if it is named often.

    Where no name begins with the district, one may begin with its province: 贵州云溪经济开发区. A text that says 园区 all the time need not
    name it early, nor outside the titles of plans.
    """
    laid_out = _of_layout(text, mentions)
    if laid_out is not None:
        return laid_out
    bearing = [(m, name) for m in mentions if m.type is T.PARK and _ZONE.search(m.name) and (name := _local(m.name, own.name))]
    bearing = [(m, name) for m, name in bearing if m.name.startswith((own.name, short_form(own.name)))] or bearing
    first = _most(bearing, Counter(name for _, name in bearing))
    if first is not None and first.span.start < _OPENING:
        return first
    return _most(bearing, _counts(text, [name for _, name in bearing]), least=1) if is_zonal(text) else None


def _most(bearing: Sequence[tuple[Mention, str]], counts: Counter[str], *, least: int = _OFTEN) -> Mention | None:
    """Return the first mention of the name that counts most, where that is named more than once."""
    (name, count), *_ = counts.most_common(1) or [("", 0)]
    return next((m for m, local in bearing if local == name), None) if count >= least else None


def is_zonal(text: str) -> bool:
    """Tell whether a text says 园区 all the time."""
    return text.count("园区") >= max(_ALWAYS, len(text) // _DENSE)


def _counts(text: str, names: Sequence[str]) -> Counter[str]:
    """Return how often a text has each name, within other names too, those that are longer left aside."""
    counts = Counter({name: text.count(name) for name in dict.fromkeys(names)})
    within = {name: sum(counts[other] for other in counts if name in other and name != other) for name in counts}
    return Counter({name: counts[name] - within[name] for name in counts})


def _of_layout(text: str, mentions: Sequence[Mention]) -> Mention | None:
    """Return the zone that a layout of one zone with several parks calls the one: “一区三园”（一区即云溪工业园区，三园即……）."""
    parks = {m.span.start: m for m in mentions if m.type is T.PARK}
    for found in _THE_ONE.finditer(text, 0, _OPENING):
        zone = parks.get(found.end())
        while zone is not None and zone.span.end in parks:
            zone = parks[zone.span.end]
        if zone is not None:
            return zone
    return None


def _local(name: str, place: str) -> str:
    """Return a park's name from its district on, "" where it does not bear that, the province before it left aside."""
    for form in (place, short_form(place)):
        before, found, after = name.partition(form)
        if found and (not before or any(d.level == 1 for d in (*by_name().get(before, ()), *by_short().get(before, ())))):
            return found + after
    return ""


def is_class(name: str) -> bool:
    """Tell whether a name says but a class of zones, over a country or a part of it: 中国东部地区开发区, 世界科创中心."""
    return _CLASS.fullmatch(name) is not None and not name.endswith("省区")


@cache
def level(name: str) -> str:
    """Return the word for the kind of division that a full or short name is of, "" where it is none."""
    if name.endswith(_LEVELS):
        return name[-1]
    official = (*by_name().get(name, ()), *by_short().get(name, ()))
    ending = official[0].name[-1] if official else ""
    if official and official[0].level == 1 and ending == "区":
        return "省"
    return ending if ending in _LEVELS else ""


@cache
def may_hold(whole: str, part: str) -> bool:
    """Tell whether the official table lets a division of one name lie in one of another; what it does not know may."""
    wholes = {d.code for d in (*by_name().get(whole, ()), *by_short().get(whole, ()))}
    parts = (*by_name().get(part, ()), *by_short().get(part, ()))
    return not wholes or not parts or any(above.code in wholes for d in parts for above in path(d)[:-1])


@cache
def lies_in(part: str, whole: str) -> bool:
    """Tell whether the official table knows a division of one name in one of another, at whatever level."""
    wholes = {d.code for d in (*by_name().get(whole, ()), *by_short().get(whole, ()))}
    return any(above.code in wholes for d in (*by_name().get(part, ()), *by_short().get(part, ())) for above in path(d)[:-1])
