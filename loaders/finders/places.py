"""Administrative divisions: by the official table, short forms only where the document's own place makes them sure."""

import re
from collections import Counter
from functools import cache

import rjieba

from loaders import divisions
from loaders.automaton import Words
from loaders.divisions import Division, plain_form, short_form
from loaders.document import Document, Span
from loaders.facts import Mention
from loaders.finders.names import residue
from loaders.lexicons import words
from loaders.tagging import Tagged
from ontology import EntityType, Status

_LEVELS_BY_FULL_NAME = 3
_LEVELS_BY_SHORT_FORM = 2
_UNLISTED = re.compile(
    r"([一-鿿]{2,3})(?:(?<![都强全城省超])市|(?<![强全一二两三四五六七八九十])县|(?<![地开片园社辖矿林校景灾牧港小])区|镇|乡|街道)"
)
_HIGHER = frozenset("省市县区州旗")
_LONG_TOWN = re.compile("[一-鿿]{2,4}?(?:街道|镇|[一-鿿]族乡)")
# what may stand right above a division of a kind in an address
_UNDER = {"市": "省区州", "县": "省区州市", "区": "市", "镇": "市县区旗", "乡": "市县区旗", "道": "市县区旗"}
_JOINING = frozenset("一和与及至以到")  # 一 as it is read for a dash
_NO_DIVISION = re.compile("新区|[城郊老主核功社园片湾港]区|[乡城]镇$")
_CLASS = re.compile("(?:古镇|小镇|小城镇|美丽城镇|新型城镇|中心城镇|超市|城市|都市)$")
_SCHOOL = re.compile("[一-鿿]{0,4}(?:大学|学院|分校)")
_SHORT_NAME = 3
_SAID = 2
_ALL_OWN = 2
_GLUED = frozenset("以由将与和至")
_SEAPORT = re.compile("(?:国际)?机场|港(?=[、，。；])|[东南西北]?站(?=[、，。；])|火车站|高铁站")
_NEIGHBOURHOOD = re.compile("社区|居委会|小学|中学")
_HAN_BUT_HIGHER = re.compile("(?![省市])[一-鿿）)]")
_NOT_AFTER = re.compile(r"[路街桥港江河湖海山]|巴巴|部地区|航空|高铁|机场")


def find(document: Document, tagged: Tagged) -> tuple[Mention, ...]:
    """Return the divisions that the text names, in its order; inner parts of longer names among them."""
    text = document.text
    own = own_division(document)
    found = []
    for start, end, form in _automaton(own.code if own else "").find(text):
        strength = _strength(form, start, end, tagged)
        if strength > 0:
            found.append(Mention(EntityType.DISTRICT, text[start:end], Span(start, end), Status.EXISTS, f"division:{form}", strength))
    taken = {m.span.start for m in found if m.rule == "division:full"}
    behind = [_behind(document, tagged, m) for m in found if m.name[-1] in _HIGHER]
    return tuple(sorted([*found, *_unlisted(document, tagged, taken), *(m for m in behind if m)], key=lambda m: m.span))


def _behind(document: Document, tagged: Tagged, higher: Mention) -> Mention | None:
    """Return the division that stands right behind one that is above it, as in an address (云溪市|青岭镇), listed or not."""
    town = _listed_town(document.text, higher)
    if town is not None:
        return town
    m = _UNLISTED.match(document.text, higher.span.end) or _LONG_TOWN.match(document.text, higher.span.end)
    if not m or any(tagged.barrier[m.start() : m.end()]) or not (tagged.starts[m.end()] or tagged.barrier[m.end()]):
        return None
    if m[0][0] in _JOINING or _NO_DIVISION.search(m[0]) or higher.name[-1] not in _UNDER[m[0][-1]]:
        return None
    if residue(short_form(m[0])) < _ALL_OWN:
        return None
    return Mention(EntityType.DISTRICT, m[0], Span(*m.span()), Status.EXISTS, "division:behind another", 0.9)


def _listed_town(text: str, county: Mention) -> Mention | None:
    """Return the town that stands right behind its county and is one of it by the official table."""
    start = county.span.end
    below = (t for d in divisions.by_name().get(county.name, ()) if d.level == _LEVELS_BY_FULL_NAME for t in divisions.children(d))
    name = next((t.name for t in below if text.startswith(t.name, start)), "")
    return Mention(EntityType.DISTRICT, name, Span(start, start + len(name)), Status.EXISTS, "division:full", 0.9) if name else None


def _unlisted(document: Document, tagged: Tagged, taken: set[int]) -> list[Mention]:
    """Return divisions that the table lacks (abolished, renamed): a name of its own before 市, 县, 区 or 镇, said more than once."""
    counted: Counter[str] = Counter()
    places: dict[str, list[int]] = {}
    for m in _UNLISTED.finditer(document.text):
        start, end = m.span()
        free = start == 0 or tagged.barrier[start - 1] or tagged.verbs[start - 1]
        inside = any(tagged.barrier[start:end])
        if free and not inside and start not in taken and (tagged.starts[end] or tagged.barrier[end]) and residue(m.group(1)) >= 1:
            counted[m.group()] += 1
            places.setdefault(m.group(), []).append(start)
    odd = {name for name in counted if residue(short_form(name)) >= _ALL_OWN}
    titled = {name for name in counted if name in document.title}
    sure = {
        name
        for name, count in counted.items()
        if name[-1] in "市县" and (name in titled or (count >= _SAID and (name in odd or count > _SAID)))
    }
    if sure:
        sure |= {name for name, count in counted.items() if count >= _SAID and name in odd}
    found = [(name, start, start + len(name)) for name in sorted(sure) for start in places[name]]
    if sure:
        short = Words((name[:-1] if name[-1] != "道" else name[:-2], name) for name in sorted(sure))
        full = {start for _, start, _ in found}
        found += [(name, s, e) for s, e, name in short.find(document.text) if s not in full and tagged.starts[s]]
    return [
        Mention(
            EntityType.DISTRICT, document.text[s:e], Span(s, e), Status.EXISTS, "division:unlisted", 0.85 if e - s == len(name) else 0.75
        )
        for name, s, e in sorted(found, key=lambda each: each[1])
    ]


def is_none(name: str) -> bool:
    """Tell whether what looks like a division is a class of towns or cities (美丽城镇, 中心城市)."""
    return _CLASS.search(name) is not None


def own_division(document: Document) -> Division | None:
    """Return the division that issued the document; None where it is not in the official table."""
    same = divisions.by_name().get(document.place, ())
    if len(same) <= 1:
        return same[0] if same else None
    counted = [(sum(document.text.count(p.short) for p in divisions.path(d)[:-1]), d) for d in same]
    return max(counted, key=lambda pair: (pair[0], -int(pair[1].code)))[1]


def _strength(form: str, start: int, end: int, tagged: Tagged) -> float:
    text = tagged.text
    if (_NEIGHBOURHOOD.match(text, end) and form in ("town", "local")) or (_SEAPORT.match(text, end) and form in ("short", "local")):
        return 0.0
    if text[start:end] == "和县" and (text.startswith("级", end) or _HAN_BUT_HIGHER.search(text[max(0, start - 1) : start])):
        return 0.0  # 上级和县级, 单位和县领导
    if form == "full" and not tagged.starts[start] and end - start <= _SHORT_NAME and rjieba.has_word(text[start - 1 : start + 1]):
        return 0.0  # 示范|县, 响应|城市
    if form == "full" or (form == "town" and end - start >= _SHORT_NAME):
        return 0.9 if tagged.starts[start] or start == 0 or not tagged.barrier[start - 1] else 0.8
    if form == "foreign" and _SCHOOL.match(text, end):
        return 0.0
    if _NOT_AFTER.match(text, end) and not tagged.starts[end]:
        return 0.0
    if not tagged.starts[start] and not (start and tagged.starts[start - 1]):
        return 0.0
    if not tagged.starts[start] and tagged.starts[end] and text[start - 1] in _GLUED:
        return 0.6  # 以南|皮
    return 0.8 if tagged.starts[start] and tagged.starts[end] else (0.6 if tagged.starts[start] else 0.0)


@cache
def _automaton(own: str) -> Words:
    """Return the names to look for in a document of the division `own` (a code, or "" where none is known)."""
    pairs = [(d.name, "full") for d in divisions.divisions() if d.level <= _LEVELS_BY_FULL_NAME and d.name not in words("no_division")]
    pairs += [(d.short, "short") for d in divisions.divisions() if d.level <= _LEVELS_BY_SHORT_FORM and d.short not in words("no_division")]
    pairs += [(d.short + "州", "full") for d in divisions.divisions() if d.name.endswith("自治州")]
    pairs += [("台湾", "short"), ("台湾省", "full")]
    pairs += [(city, "foreign") for city in sorted(words("foreign_cities"))]
    if own:
        pairs += _local(divisions.by_code()[own])
    return Words(pairs)


def _local(own: Division) -> list[tuple[str, str]]:
    """Return the short forms and towns that are sure inside the document's own prefecture (its province, for a province's plan)."""
    path = divisions.path(own)
    top = path[min(len(path), 2) - 1]
    pairs = []
    for county in divisions.children(top) if top.level == 2 else ():
        pairs += [(county.name, "full"), (county.short, "local")]
        if county.code == own.code or own.level == 2:
            pairs += [(name, "town") for t in divisions.children(county) for name in {t.name: 0, plain_form(t.name): 0}]
        if county.code == own.code:
            pairs += [(t.short, "local") for t in divisions.children(county)]
    if top.level == 1:
        below = (d for city in divisions.children(top) for d in (city, *divisions.children(city)) if d.level <= _LEVELS_BY_FULL_NAME)
        pairs += [(d.short, "local") for d in below]
    return [(name, form) for name, form in pairs if len(name) >= 2 and name not in words("no_division")]
