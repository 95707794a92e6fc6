"""Which division a name means in a document of a place, and which place a name has of its own."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from kg.identity import fold
from loaders.divisions import Division, by_code, by_name, by_short, path, short_form
from loaders.lexicons import words

COUNTY: Final = 3
TOWN: Final = 4

# Short forms of counties and districts that are ordinary words: at the head of a name they do not name a place.
_ORDINARY_WORDS: Final = (
    "资源 通道 东方 新城 和平 友谊 友好 公安 合作 互助 比如 红旗 解放 前进 前锋 宏伟 兴业 新建 新兴 新华 新民 新和 振兴 复兴 富裕 富民 光明 惠农 惠民 爱民 "
    "安居 安定 安宁 工农 城区 郊区 矿区 东区 西区 市中 市北 市南 城东 城中 城北 城西 城关 港口 海港 站前 老城 古城 山城 中方 平原 平安 大方 向阳 团结 永定 "
    "正安 建华 开化 修文 文化 明光 运河 沿河 滨海 滨江 滨湖 江海 江南 江北 河东 河西 清水 白云 灯塔 凤凰 麒麟 宝塔 莲花 芙蓉 牡丹 金山 红山 天山 长城 南海 东海"
)
ORDINARY: Final = frozenset(_ORDINARY_WORDS.split())
# Regions of several provinces that everybody knows by these words.
_WELL_KNOWN: Final = re.compile(
    "长三角|珠三角|长江|黄河|京津冀|粤港澳|成渝|淮海|淮河|汉江|环渤海|渤海湾|北部湾|海峡西岸|中原|关中|川渝|"
    "[苏浙皖赣闽粤湘鄂豫鲁冀晋陕甘川黔滇辽吉][东西南北中]|东北|西北|西南|华东|华南|华北|华中|中部地区|中国西部|西部陆海|大湾区|G\\d+|沪宁|宁杭|宁镇扬"
)
_NATIONAL: Final = re.compile("^(?:中国|中华|全国|国务院|党中央|中共中央|中央)")
_LEVELS: Final = {"省": ("省", "自治区"), "市": ("市",), "县": ("县",), "区": ("区",), "州": ("州",), "旗": ("旗",)}
_NO_LEVEL: Final = re.compile(
    "^(?:市场|市政(?![府协])|市民(?![政族营])|市容|市值|市域|省会|省道|县域|区域|区块|区位|州县|旗舰|旗下|[省市县区州]级)"
)
_LONGEST: Final = 15


@lru_cache(maxsize=1 << 12)
def home(place: str) -> Division | None:
    """Return the division that issued a document, from its full name, with parents or without; "" has none.

    A place that the official table does not hold (an abolished division) is a division without parents, its name for a code.
    """
    if not (name := fold(place)):
        return None
    same = by_name().get(name, ())
    top = min((d.level for d in same), default=0)
    found = [d for d in same if d.level == top]
    return found[0] if len(found) == 1 else _stacked(name) or Division(name, name, 0, "")


def qualified(division: Division) -> str:
    """Return a division's name, after its parents' as long as others of a county or above share it."""
    return parent_part(division) + division.name


def parent_part(division: Division) -> str:
    """Return what stands before a division's name to tell it from others: "" where it is the only one of its name."""
    if not division.parent or (division.level < TOWN and len(_of_name(division.name)) == 1):
        return ""
    return qualified(by_code()[division.parent])


def within(inner: Division, outer: Division) -> bool:
    """Tell whether `inner` is `outer` or lies in it."""
    return outer in path(inner)


@lru_cache(maxsize=1 << 16)
def district(name: str, place: str) -> Division | None:
    """Return the division that `name` means in a document of `place`, by full, short or stacked name; None where several may be meant."""
    name = fold(name)
    own = home(place)
    if own is not None and name in (own.name, _short(own)):
        return own
    return _nearest(by_name().get(name) or by_short().get(name) or by_name().get(name + "新区", ()), own) or _stacked(name)


@lru_cache(maxsize=1 << 16)
def head(name: str, place: str) -> tuple[Division | None, str]:
    """Return the narrowest division that a folded name begins with, and the rest: 江苏徐州高新区 gives 徐州市 and 高新区."""
    found: Division | None = None
    while (step := _step(name, place, found)) is not None:
        found, name = step
    return found, name


@lru_cache(maxsize=1 << 16)
def own_level(name: str, place: str) -> tuple[Division, str] | None:
    """Return what 市, 省, 县, 区 at the head of a folded name stand for in a document of `place`, and the rest of the name."""
    own = home(place)
    if own is None or len(name) < 3 or name[0] not in _LEVELS or _NO_LEVEL.match(name):
        return None
    for division in reversed(path(own)):
        if division.name.endswith(_LEVELS[name[0]]) and (name[0] != "区" or not division.name.endswith("自治区")):
            return division, name[1:]
    return None


def own_place(name: str, place: str) -> str | None:
    """Return what must stand before a folded name to tell its place, None where the name says nothing of a place.

    "" where the name's own words tell it; a parent where they hold a division's name that others share.
    """
    division, _ = head(name, place)
    if division is not None:
        return parent_part(division)
    if (level := own_level(name, place)) is not None:
        return qualified(level[0])
    return "" if _NATIONAL.match(name) or name in words("ministries") or _WELL_KNOWN.search(name) or _holds_division(name, place) else None


@lru_cache(maxsize=1 << 12)
def _short(division: Division) -> str:
    return division.short


def _of_name(name: str) -> list[Division]:
    return [d for d in by_name()[name] if d.level < TOWN]


def _nearest(found: tuple[Division, ...], own: Division | None) -> Division | None:
    """Return the one division of `found` that is nearest to the document's own, of these the highest; None where two are as near."""
    ranked = sorted((_distance(d, own), d.level, d.code) for d in found if _may_mean(d, own))
    if not ranked or (len(ranked) > 1 and ranked[0][:2] == ranked[1][:2]):
        return None
    return by_code()[ranked[0][2]]


def _distance(division: Division, own: Division | None) -> int:
    if own is None:
        return 4
    above = path(own)
    if division in above:
        return 0
    shared = len([a for a, b in zip(above, path(division), strict=False) if a == b])
    return 1 if shared == len(above) else 4 - min(shared, 2)


def _may_mean(division: Division, own: Division | None) -> bool:
    """A town is meant only near its own prefecture."""
    return division.level < TOWN or _distance(division, own) <= 2


def _stacked(name: str) -> Division | None:
    """Return the division that a name with its parents before it means: 河北省南皮县, 湖北武汉."""
    for cut in range(2, len(name) - 1):
        outer = _nearest(by_name().get(name[:cut]) or by_short().get(name[:cut], ()), None)
        if outer is not None and (inner := _below(name[cut:], outer)) is not None:
            return inner
    return None


def _below(name: str, outer: Division) -> Division | None:
    same = by_name().get(name) or by_short().get(name, ())
    inside = sorted((d.level, d.code) for d in same if d != outer and within(d, outer))
    if inside and (len(inside) == 1 or inside[0][0] < inside[1][0]):
        return by_code()[inside[0][1]]
    deeper = [d for cut in range(2, len(name) - 1) if (next_ := _child(name[:cut], outer)) and (d := _below(name[cut:], next_))]
    return deeper[0] if deeper else None


def _child(name: str, outer: Division) -> Division | None:
    same = (*by_name().get(name, ()), *by_short().get(name, ()))
    return next((d for d in same if d.parent == outer.code), None)


def _step(name: str, place: str, found: Division | None) -> tuple[Division, str] | None:
    for cut in range(min(len(name) - 2, _LONGEST), 1, -1):
        piece = name[:cut]
        division = district(piece, place) if found is None else _below(piece, found)
        if division is not None and _names_place(piece, division, place):
            return division, name[cut:]
    return None


def _names_place(piece: str, division: Division, place: str) -> bool:
    """Tell whether `piece` at the head of a name stands for the division, and is no ordinary word."""
    own = home(place)
    if division == own:
        return True
    if piece in ORDINARY:
        return False
    return piece == division.name or division.level < COUNTY or own is None or _distance(division, own) <= 3


def _holds_division(name: str, place: str) -> bool:
    """Tell whether a division's name stands anywhere in `name`: a full one that is the only one, a city's or province's short one."""
    own = home(place)
    near = {words for d in (path(own) if own else ()) for words in (d.name, _short(d))}
    return any(piece in near or piece in _anywhere() for piece in _pieces(name)) and len(name) > 2


def _pieces(name: str) -> Iterator[str]:
    for start in range(len(name) - 1):
        for end in range(start + 2, min(len(name), start + _LONGEST) + 1):
            yield name[start:end]


@cache
def _anywhere() -> frozenset[str]:
    full = {name for name, same in by_name().items() if len(name) > 2 and sum(d.level < TOWN for d in same) == 1}
    short = {name for name, same in by_short().items() if any(d.level < COUNTY for d in same)}
    return frozenset(full | short) - ORDINARY - {short_form(word) for word in ORDINARY}
