"""What looks like the name of a zone or centre and says what a place is to be: a rank that many hold, a quality, a city's role.

The zones of a whole country or of a part of it (中国开发区, 西南地区开发区) are a class, too, and name none of them.
"""

import re
from collections.abc import Mapping, Sequence

import rjieba

from loaders.facts import Mention
from loaders.finders.names import residue
from ontology import EntityType

_PLACES = frozenset((EntityType.DISTRICT, EntityType.REGION, EntityType.PARK))
_UNRULED = frozenset(("tagger", "beside a named carrier in a list"))
_KINDS = frozenset((EntityType.PARK, EntityType.INCUBATOR, EntityType.PLATFORM))
_BUILT = frozenset((EntityType.REGION, EntityType.PARK))
_CARRIED = _KINDS | _BUILT
_DESIGNATED = re.compile("(?:试验区|示范区|先行区|先导区|实验区)$")
_NO_KIND = re.compile(f"{_DESIGNATED.pattern}|(?:联盟|科技城|科学城)$")
_EVERYWHERE = re.compile("美丽|中国|省域|[“”]")
_OWN_WORD = 2
_RELIED_ON = re.compile("(?:依托|利用|发挥|以)好?$")
_QUALITY = re.compile(
    "(?:数字|智慧|智能|现代化?|绿色|低碳|零碳|国际化?|一流|高端|专业|美丽|平安|文明|标准化)+(?:科技|产业|创新)*(?:园区|产业园|科技园|新城)"
)
# what a place is to be by its qualities alone (低碳宜居新城, 开放创新先行区)
_QUALITY_AREA = re.compile(
    "(?:绿色|低碳|零碳|生态|宜居|宜业|宜游|宜商|智慧|数字|智能|现代化?|国际化?|一流|美丽|幸福|平安|和谐|文明|山水|园林|滨水|花园|旅游|文化|休闲|工业|科技|产业|创新|驱动|创业|改革|开放|协调|协同|融合|统筹|发展|转型|升级|乡村|振兴|城乡|一体化?|产城|高端|高质量|特色)+"
    "(?:新城区?|新区|城区|生态城|创新区|引领区|先行区|先导区|示范区|样板区|乡村振兴片区|核心区)"
)
# what stands behind a kind of body that is counted: N of them, or N of each in a list
_COUNTED = re.compile(
    r"(?:[、和与][^，。；：、和等\n\d]{2,16}){0,6}?(?:分别|已有?|共有?|共计|均?达到?|增[至加]到?|突破|超过?|累计|数量)*\d+(?:、\d+)*余?多?[个家所](?!月|工作日)"
)
# no name counts what it names, says that it is all there is, one's own or important; fairs and kinds of bodies are no names either
_NO_ONE = re.compile(
    "[全我][省市区县].*|[两二三四五六七八九十][大个].*|[一\\d]+[个大](?:片区|板块|组团|园区)|.*重要(?:基地|中心|平台|枢纽|载体|园区|节点)"
    "|.*(?:博览会|交易会|展览会|展销会|洽谈会|论坛|峰会|大会)"
    "|[、和国家省部市厅区县级]*(?:工程|技术|重点|企业|创客|众创|临床医学|研究|[（）])*(?:实验室|中心|空间)"
)
_FIELD_OF = re.compile("领域|行业")
_ROLE = re.compile("(?:金融|航运|贸易|交往|消费|物流|商务|仲裁|会展|制造|结算|副)中心$")
_WIDE = re.compile("(?:国际|全国|全球|世界|区域)")
_ZONES = "(?:(?:高新技术)?(?:产业)?|(?:高新|经济|经济技术|高新技术|技术))开发区|高新区|经开区|保税区|综合保税区|出口加工区"
_COUNTRY_OR_PART = re.compile(
    "(?:(?:中国|我国|全国|各地|世界|全球)(?:建设|设立)?"
    "|(?:[东西中]部|中西部|东北|西北|西南|东南|华[东南西北中]|沿海|内陆)(?:地区|[一-鿿]{0,2}省区?)(?:（[^（）]*）)?"
    f"|^[一-鿿]{{2,3}}省|阶段|时代|时期|当时)(?:国家级?)?(?:{_ZONES}|自贸试验区)$"
    f"|(?:(?<=..)地区|[省市]级|[省市区]内)(?:{_ZONES})$"
)
_NATIONAL_ZONES = re.compile(f"(?P<before>[^国]*)国家级?(?:{_ZONES})")
_NATIONAL_BASE = re.compile("“?(?:国家|全国).*?(?:示范|火炬.*产业化?)基地")
_TORCH = re.compile("火炬(?:计划)?")
_BUILDS = re.compile("(?:建设|打造|创建)(?=.{4})")
_PLACE_TAGS = frozenset(("ns", "nr", "nz", "nt"))


def aimed_at(mentions: Sequence[Mention], text: str) -> set[Mention]:
    """Return the mentions that name no thing: ranks without a place (国家数字贸易示范区), qualities (智慧园区), roles (西部航运中心).

    A zone that something is built upon (依托…) is one, whatever its name.
    """
    starts = {m.span.start: m.span.end for m in mentions if m.type is EntityType.REGION}
    inner = {m.span.start: m.span.end for m in sorted(mentions, key=lambda m: -m.span.end) if m.type in _PLACES}
    zones = [m for m in mentions if m.type is EntityType.PARK and (_QUALITY.fullmatch(m.name) or _is_rank(m, inner))]
    relied_on = {m.name for m in zones if _RELIED_ON.search(text, max(0, m.span.start - 3), m.span.start)}
    roles = {m for m in mentions if m.type is EntityType.PLATFORM and _ROLE.search(m.name) and _is_wide(m, starts)}
    classes = {m for m in mentions if m.type is EntityType.PARK and _is_class(m, inner)}
    conferred = {m for m in mentions if m.type is EntityType.PLATFORM and _is_conferred(m, inner)}
    counted = {m for m in mentions if m.type in _KINDS and _is_counted(m, text, inner)}
    areas = {m for m in mentions if m.type is EntityType.REGION and _QUALITY_AREA.fullmatch(m.name) and not m.rule.startswith("in a list")}
    tasks = {m for m in mentions if m.type in _BUILT and _BUILDS.match(text, inner.get(m.span.start, m.span.end), m.span.end)}
    no_ones = {m for m in mentions if m.type in _CARRIED and is_no_one(m.name)}
    return no_ones | roles | classes | conferred | counted | areas | tasks | {m for m in zones if m.name not in relied_on}


def is_no_one(name: str) -> bool:
    """Tell whether what looks like a carrier or a region is a fair, one of many or all of them (五大片区, 全市服务平台, 省级重点实验室)."""
    return _NO_ONE.fullmatch(name) is not None


def without_kinds(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the mentions of a text that is about no place without the kinds of carriers that it speaks of (农业科技园, 创客空间).

    They are what the tagger alone took for names, without a place and made of general words: a place's own report may call a park so.
    """
    inner = {m.span.start: m.span.end for m in sorted(mentions, key=lambda m: -m.span.end) if m.type in _PLACES}
    return tuple(m for m in mentions if not (_is_kind(m) and not _is_placed(m, inner)))


def _is_kind(m: Mention) -> bool:
    unruled = m.type in _KINDS and m.rule.removeprefix("named again: ") in _UNRULED
    return unruled and not _NO_KIND.search(m.name) and residue(m.name) == 0


def _is_class(park: Mention, places: Mapping[int, int]) -> bool:
    """Tell whether a name means all zones of a country, a part of it or a province, or those of the nation in an age (新阶段国家高新区)."""
    if _COUNTRY_OR_PART.search(park.name):
        return True
    nation = _NATIONAL_ZONES.fullmatch(park.name)
    before = nation["before"] if nation else ""
    return bool(before) and not _is_placed(park, places) and not any(label in _PLACE_TAGS for _, label in rjieba.tag(before))


def _is_conferred(m: Mention, places: Mapping[int, int]) -> bool:
    """Tell whether a base of the nation is a rank of its field, without a place and a word of its own (国家火炬软件产业基地)."""
    own = residue(_TORCH.sub("", m.name)) >= _OWN_WORD
    return _NATIONAL_BASE.fullmatch(m.name) is not None and not own and not _is_placed(m, places)


def _is_counted(m: Mention, text: str, places: Mapping[int, int]) -> bool:
    """Tell whether a kind of body is counted right behind (工业设计中心9家), so that it names none of them."""
    plain = "“" not in m.name and residue(_FIELD_OF.sub("", m.name)) < _OWN_WORD
    return plain and _COUNTED.match(text, m.span.end) is not None and not _is_placed(m, places)


def _is_placed(m: Mention, places: Mapping[int, int]) -> bool:
    """Tell whether the name of a place stands inside a name."""
    start, end = m.span.start, m.span.end
    return places.get(start, end) < end or any(places.get(i, end + 1) <= end for i in range(start + 1, end))


def _is_rank(park: Mention, places: Mapping[int, int]) -> bool:
    """Tell whether what is called a zone is a rank: no place and no word of its own stands in its name.

    `places` are the ends of the places by their starts, the nearest where several begin there.
    """
    kind = _DESIGNATED.search(park.name)
    if not kind or "自贸" in park.name or "自由贸易" in park.name:
        return False
    least = _OWN_WORD if park.name.startswith(("国家", "全国", "“")) else 1
    return not _is_placed(park, places) and residue(_EVERYWHERE.sub("", park.name[: kind.start()])) < least


def _is_wide(centre: Mention, regions: dict[int, int]) -> bool:
    """Tell whether a centre is one of a part of the country or of the world."""
    return centre.span.start in regions or _WIDE.match(centre.name) is not None
