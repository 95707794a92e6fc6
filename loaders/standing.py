"""What stands in the text only as a part of other names, or is aimed at, and so names nothing by itself."""

import re
from collections.abc import Sequence

from loaders.facts import Mention
from loaders.finders import ranks
from loaders.gate import CARRIERS
from loaders.near import Near
from ontology import EntityType

_LEGAL = re.compile("(?:集团)?(?:控股)?(?:股份)?(?:有限责任公司|有限公司|公司|集团)?")
_WHOLE = frozenset((EntityType.ENTERPRISE, EntityType.PARK))
_NO_REGION = re.compile("大开发|[内外]?环线|大道|公路|高速|铁路|高铁|城际|运河|机场")  # a policy or a road that is called by the region
_PART = re.compile("[东西南北中]{1,2}部(?:地区)?")  # behind a place it is a part of that
_HALF = re.compile("[南北]方")
_IN_HALF = re.compile("首[个家座]|第[一二三]|[一二三四五六七八九十两\\d]+个?省")  # a rank or provinces in a half of the country
_LISTED_REGION = "list:regions"
_SEATS = frozenset(
    (EntityType.REGION, EntityType.PLATFORM, EntityType.PARK, EntityType.INCUBATOR, EntityType.ENTERPRISE, EntityType.UNIVERSITY)
)
_PART_OF_PROVINCE = re.compile("[冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川渝贵黔滇藏陕甘青宁疆][东西南北中]")


def standing(mentions: Sequence[Mention], text: str) -> tuple[Mention, ...]:
    """Return the mentions without those that name nothing by themselves.

    They are firms that stand only inside the names of other firms (the name of the same firm without its legal form stays), great
    regions that stand only inside the names of policies, roads, seats, bodies and other regions, and designations that hold no place (国家数字贸易示范区).
    """
    wide = Near(m for m in mentions if m.type in _WHOLE)
    parts = (m for m in mentions if m.type is EntityType.ENTERPRISE or (m.type is EntityType.PARK and m.rule.startswith("list:")))
    held = {m for m in parts if any(_is_part(m, other) for other in wide.overlapping(m.span))}
    near = Near(mentions)
    great = [m for m in mentions if m.type is EntityType.REGION and _LISTED_REGION in m.rule]
    ends = {m.span.end for m in mentions if m.type in (EntityType.DISTRICT, EntityType.REGION)}
    held |= {m for m in great if _PART.fullmatch(m.name) and m.span.start in ends}
    held |= {m for m in great if _is_not_meant(m, text) or any(_holds(other, m) for other in near.overlapping(m.span))}
    by_itself = {m.name for m in mentions if m not in held}
    aimed_at = ranks.aimed_at(mentions, text)
    return tuple(m for m in mentions if m not in aimed_at and (m not in held or m.name in by_itself))


def _is_not_meant(region: Mention, text: str) -> bool:
    """Tell whether what follows a region's name is what is meant: a policy, a road, a rank or some provinces in a half of the country."""
    half = _HALF.fullmatch(region.name) and _IN_HALF.match(text, region.span.end)
    return bool(half) or _NO_REGION.match(text, region.span.end) is not None


def _holds(other: Mention, region: Mention) -> bool:
    """Tell whether a name holds a region that it lies in no nearer than a part of the country, or that is no place of its own there."""
    part = _PART_OF_PROVINCE.fullmatch(region.name) and other.type in CARRIERS
    return region.span in other.span and region.span != other.span and other.type in _SEATS and not part


def _is_part(m: Mention, other: Mention) -> bool:
    same = not m.name.endswith("集团") and _LEGAL.fullmatch(other.name, len(m.name))
    return m.type is other.type and m.span in other.span and m.span != other.span and not same
