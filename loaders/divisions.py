"""The official divisions of China, from province to town, with their short forms (Ministry of Civil Affairs, 2025-12-31)."""

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

_GROUPS = [
    "壮族",
    "回族",
    "维吾尔",
    "蒙古族",
    "蒙古",
    "藏族",
    "彝族",
    "苗族",
    "侗族",
    "布依族",
    "土家族",
    "朝鲜族",
    "白族",
    "傣族",
    "景颇族",
    "傈僳族",
    "哈尼族",
    "哈萨克",
    "柯尔克孜",
    "羌族",
    "满族",
    "畲族",
    "瑶族",
    "黎族",
    "土族",
    "撒拉族",
    "东乡族",
    "保安族",
    "裕固族",
    "仫佬族",
    "毛南族",
    "仡佬族",
    "水族",
    "拉祜族",
    "佤族",
    "纳西族",
    "独龙族",
    "怒族",
    "普米族",
    "达斡尔族",
    "鄂温克族",
    "鄂伦春",
    "锡伯",
    "塔吉克",
    "各族",
]
_SUFFIX = re.compile(
    rf"(?:(?:{'|'.join(_GROUPS)})*自治(?:区|州|县|旗)|特别行政区|(?:{'|'.join(_GROUPS)})+(?:乡|区)|地区|林区|特区|省|市|盟|县|旗|区|镇|乡|街道|苏木)$"
)

_OF_PEOPLE = re.compile(rf"(?:{'|'.join(_GROUPS)})+(?:自治)?([乡县])$")


@dataclass(frozen=True, slots=True)
class Division:
    """An official division: six- or nine-digit GB/T 2260 code, name, level (1 province … 4 town) and its parents' codes."""

    code: str
    name: str
    level: int
    parent: str

    @property
    def short(self) -> str:
        """The name without its class of division; the whole name where less than two characters would remain."""
        return short_form(self.name)


def short_form(name: str) -> str:
    """Return a division's name without 省, 市, 自治州 and the like; the whole name where under two characters would remain."""
    short = "内蒙古" if name == "内蒙古自治区" else _SUFFIX.sub("", name)
    return short if len(short) >= 2 else name


def plain_form(name: str) -> str:
    """Return the name of a division of a people without the people (青岭乡 for 青岭苗族乡, 云溪县 for 云溪侗族自治县); others as they are."""
    m = _OF_PEOPLE.search(name)
    return name[: m.start()] + m[1] if m and m.start() >= 2 else name


@cache
def divisions() -> tuple[Division, ...]:
    """Return all divisions, by level and code."""
    text = resources.files("chinese_address_generator").joinpath("data/divisions.json").read_text(encoding="utf-8")
    rows = json.loads(text)["divisions"]
    return tuple(Division(code, name, level, parent) for level, code, parent, name in rows)


@cache
def by_code() -> dict[str, Division]:
    """Return the divisions by code."""
    return {d.code: d for d in divisions()}


@cache
def by_name() -> dict[str, tuple[Division, ...]]:
    """Return the divisions by full name; several share a name (鼓楼区)."""
    found: dict[str, list[Division]] = {}
    for d in divisions():
        found.setdefault(d.name, []).append(d)
    return {name: tuple(same) for name, same in found.items()}


@cache
def by_short() -> dict[str, tuple[Division, ...]]:
    """Return the divisions of the levels 1 to 3 by short form."""
    found: dict[str, list[Division]] = {}
    for d in divisions():
        if d.level <= 3:
            found.setdefault(d.short, []).append(d)
    return {name: tuple(same) for name, same in found.items()}


def path(division: Division) -> tuple[Division, ...]:
    """Return the division's parents from the province down, and itself."""
    up = [division]
    while up[-1].parent:
        up.append(by_code()[up[-1].parent])
    return tuple(reversed(up))


def children(division: Division) -> tuple[Division, ...]:
    """Return the divisions right below."""
    return _children().get(division.code, ())


@cache
def _children() -> dict[str, tuple[Division, ...]]:
    found: dict[str, list[Division]] = {}
    for d in divisions():
        found.setdefault(d.parent, []).append(d)
    return {code: tuple(below) for code, below in found.items()}
