"""Regions called by one letter of each of their places (a run like 合宣铜 before 都市圈 or 一体化), alone and in a list of such runs."""

import re
from collections.abc import Iterator
from functools import cache

import rjieba

from loaders import divisions
from loaders.document import Document, Span
from loaders.facts import Mention
from loaders.finders.places import own_division
from loaders.tagging import Tagged
from ontology import EntityType, Status

_PROVINCES = frozenset("京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼川渝贵黔滇藏陕甘陇青宁新港澳")
_BY_CUSTOM = {"南京": "宁", "广州": "穗", "宁波": "甬", "福州": "榕", "开封": "汴", "成都": "蓉", "南昌": "昌"}
# last characters of many names, which say nothing of any of them
_COMMON = frozenset("州城港江海山河湖川水门关口乡岛原阳林平东西南北中")
# what belongs to the name, and what is only said of the places
_HEAD = "(?:[产创科]业?新?创?(?:走廊|大走廊|带)|走廊|都市圈|城市群|城市圈|城镇群|经济圈|经济带|经济区|地区|(?:省际)?(?:毗邻|交界)地?区)"
_SAID = "(?:同城化|一体化|一体发展|跨江|融合发展|协同发展|联动发展|省际)"
_MOST = 4
_LEVELS = 3
_OF_PLACES = frozenset(("ns", "j"))


def find(document: Document, tagged: Tagged) -> tuple[Mention, ...]:
    """Return the regions made of letters, in the order of the text; without a head only letters of the document's own province count."""
    own = own_division(document)
    province = divisions.path(own)[0].code if own else ""
    found, at = [], 0
    while m := _pattern().search(tagged.text, at):
        free = not tagged.barrier[m.start()] and (m.start() == 0 or tagged.barrier[m.start() - 1] or tagged.verbs[m.start() - 1])
        runs = list(re.finditer("[^、和与]+", m["runs"])) if free else []
        homes = frozenset.intersection(*([known for run in runs if (known := _homes(run[0]))] or [frozenset[str]()]))
        if homes & {province, ""} or (homes and m["head"]):
            ends = [m.start() + run.end() for run in runs[:-1]] + [m.end()]
            spans = [Span(m.start() + run.start(), end) for run, end in zip(runs, ends, strict=True)]
            found += [Mention(EntityType.REGION, tagged.text[s.start : s.end], s, Status.EXISTS, "letters of places", 0.95) for s in spans]
        at = m.end() if free else m.start() + 1
    return tuple(found)


@cache
def _pattern() -> re.Pattern[str]:
    letters = "".join(sorted(_PROVINCES | {c for each in _letters().values() for c in each}))
    run = rf"[{letters}]{{2,{_MOST}}}"
    return re.compile(rf"(?P<runs>{run}(?:[、和与]{run}){{0,5}})(?:(?P<head>{_HEAD})|(?=等?{_SAID}))")


@cache
def _letters() -> dict[str, frozenset[str]]:
    """Return the letters that the prefectures of each province go by, under the province's code."""
    found: dict[str, set[str]] = {}
    for province in divisions.divisions():
        if province.level == 1 and province.name[-1] != "市":
            found[province.code] = set(_of(province))
    return {code: frozenset(letters) for code, letters in found.items()}


def _of(province: divisions.Division) -> Iterator[str]:
    for city in divisions.children(province):
        yield city.short[0]
        yield from (c for c in city.short[-1] if c not in _COMMON)
        yield from _BY_CUSTOM.get(city.short, "")


@cache
def _homes(run: str) -> frozenset[str]:
    """Return the codes of the provinces whose prefectures a run of letters may name, "" for a run of provinces; none for a word or a place."""
    if (
        len(set(run)) < len(run)
        or (rjieba.has_word(run) and not _is_place(run))
        or any(run in d.short for d in divisions.divisions() if d.level <= _LEVELS)
    ):
        return frozenset()
    homes = {code for code, letters in _letters().items() if letters.issuperset(run)}
    return frozenset(homes | ({""} if _PROVINCES.issuperset(run) else set()))


def _is_place(word: str) -> bool:
    return word[0] not in "东西南北中" and all(label in _OF_PLACES for _, label in rjieba.tag(word))
