"""What looks like the name of a zone or centre and says what a place is to be: a rank that many hold, a quality, a city's role."""

import re
from collections.abc import Mapping, Sequence

from loaders.facts import Mention
from loaders.finders.names import residue
from ontology import EntityType

_PLACES = frozenset((EntityType.DISTRICT, EntityType.REGION, EntityType.PARK))
_DESIGNATED = re.compile("(?:试验区|示范区|先行区|先导区|实验区)$")
_EVERYWHERE = re.compile("美丽|中国|省域|[“”]")
_OWN_WORD = 2
_RELIED_ON = re.compile("(?:依托|利用|发挥|以)好?$")
_QUALITY = re.compile(
    "(?:数字|智慧|智能|现代化?|绿色|低碳|零碳|国际化?|一流|高端|专业|美丽|平安|文明|标准化)+(?:科技|产业|创新)*(?:园区|产业园|科技园|新城)"
)
_ROLE = re.compile("(?:金融|航运|贸易|交往|消费|物流|商务|仲裁|会展|制造|结算|副)中心$")
_WIDE = re.compile("(?:国际|全国|全球|世界|区域)")


def aimed_at(mentions: Sequence[Mention], text: str) -> set[Mention]:
    """Return the mentions that name no thing: ranks without a place (国家数字贸易示范区), qualities (智慧园区), roles (西部航运中心).

    A zone that something is built upon (依托…) is one, whatever its name.
    """
    starts = {m.span.start: m.span.end for m in mentions if m.type is EntityType.REGION}
    inner = {m.span.start: m.span.end for m in sorted(mentions, key=lambda m: -m.span.end) if m.type in _PLACES}
    zones = [m for m in mentions if m.type is EntityType.PARK and (_QUALITY.fullmatch(m.name) or _is_rank(m, inner))]
    relied_on = {m.name for m in zones if _RELIED_ON.search(text, max(0, m.span.start - 3), m.span.start)}
    roles = {m for m in mentions if m.type is EntityType.PLATFORM and _ROLE.search(m.name) and _is_wide(m, starts)}
    return roles | {m for m in zones if m.name not in relied_on}


def _is_rank(park: Mention, places: Mapping[int, int]) -> bool:
    """Tell whether what is called a zone is a rank: no place and no word of its own stands in its name.

    `places` are the ends of the places by their starts, the nearest where several begin there.
    """
    kind = _DESIGNATED.search(park.name)
    if not kind or "自贸" in park.name or "自由贸易" in park.name:
        return False
    start, end = park.span.start, park.span.end
    placed = places.get(start, end) < end or any(places.get(i, end + 1) <= end for i in range(start + 1, end))
    least = _OWN_WORD if park.name.startswith(("国家", "全国", "“")) else 1
    return not placed and residue(_EVERYWHERE.sub("", park.name[: kind.start()])) < least


def _is_wide(centre: Mention, regions: dict[int, int]) -> bool:
    """Tell whether a centre is one of a part of the country or of the world."""
    return centre.span.start in regions or _WIDE.match(centre.name) is not None
