"""The bodies that a name holds by its form, though the text names them nowhere else: 云溪大学|光电研究院, 江北中心|云溪分中心."""

import re
from collections.abc import Container, Iterable, Iterator

from loaders.facts import Mention
from loaders.finders.names import residue
from ontology import EntityType

T = EntityType
FOUNDED = frozenset((T.RESEARCH_INSTITUTE, T.PLATFORM, T.HOSPITAL, T.INCUBATOR, T.UNIVERSITY))
_FORMS = (
    (T.UNIVERSITY, re.compile(r"[一-鿿]{2,10}?大学(?!生|城|科技园|堂)(?=[一-鿿A-Za-z“]{3,})")),
    (T.RESEARCH_INSTITUTE, re.compile(r"(?:中科院|(?:中国|[一-鿿]{2,3}省)[一-鿿]{0,6}?科学院)(?!士|大学)(?=[一-鿿]{2,})")),
    (T.ENTERPRISE, re.compile(r"[一-鿿A-Za-z]{2,16}?(?:（集团）|集团|公司)(?!有限|股份|公司|控股|总)(?=[一-鿿A-Z]{3,})")),
)
_CLASS = re.compile(
    r"(?:重点|综合|一流|双一流|知名|国内外?|著名|高等|普通|研究型|应用型|开放|老年|职业|本科|大型|上市|龙头|骨干|企业|国有|平台|省|市|区|县|国家)*$"
)
_HEAD = re.compile(r"(?:(研究中心|研究院|研究所|科学院|院|所)|中心|实验室|平台|协会|学会|联盟|资源库)")
_BRANCH = re.compile(r"[一-鿿]{0,6}(?:中心|[院所部库会校站园]|基地|平台)")
_LEAST, _PLACE = 4, (2, 3, 4)
# a firm by its trade, before what it makes or does there; the second kind of trades are industries too, and need a place before the firm
_MAKER = re.compile(
    r"(?P<own>[一-鿿]{2,4}?)(?:(?P<sure>药业|制药|重工|集团|牧业|乳业|酒业|纸业|实业|矿业|铝业|铜业|锂业|泵业|特钢|印务|管业|水业|水务|糖业|茶业|种业|盐业|钛业|塑业)"
    r"|(?:科技|电子|光电|食品|化工|机械|电气|电器|线缆|电缆|包装|建材|水泥|玻璃|饮料|家居|橡胶|轮胎|物流))"
    r"(?=[一-鿿A-Za-z]{0,8}(?:生产|加工|研发|制造|配送|智能|循环)[一-鿿]{0,6}(?:基地|中心|总部)$|(?:新?基地|总部|研究院)$)"
)


def find(mentions: Iterable[Mention], places: Container[str]) -> Iterator[tuple[EntityType, str]]:
    """Yield type and name of the bodies that stand at the front of the names of others; `places` are the divisions the text says."""
    for m in mentions:
        if m.type in FOUNDED:
            yield from _by_form(m.name)
            yield from _branched(m.name, places)
            yield from _made(m.name, places)


def _by_form(name: str) -> Iterator[tuple[EntityType, str]]:
    for kind, form in _FORMS:
        found = form.match(name)
        if found and not _CLASS.match(found[0][:-2]):
            yield kind, found[0]


def _branched(name: str, places: Container[str]) -> Iterator[tuple[EntityType, str]]:
    """Yield the body whose branch in a place a name names: 江北技术创新中心|云溪中心."""
    for head in _HEAD.finditer(name, _LEAST - 1):
        end = head.end()
        if any(name[end : end + n] in places and _BRANCH.fullmatch(name, end + n) for n in _PLACE):
            yield (T.RESEARCH_INSTITUTE if head[1] else T.PLATFORM), name[:end]


def _made(name: str, places: Container[str]) -> Iterator[tuple[EntityType, str]]:
    """Yield the firm whose works a name names: 云溪市江岭食品|生产基地, 江岭药业|基地."""
    front = next((n for n in _PLACE if name[:n] in places), 0)
    found = _MAKER.match(name, front)
    if found and (front or found["sure"]) and residue(found["own"]) > (0 if front else 1):
        yield T.ENTERPRISE, name[: found.end()]
