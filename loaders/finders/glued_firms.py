"""Firms glued to the project behind them (云岭制药 in 云岭制药二期项目), and the companies of a level of government (区城投公司)."""

import re
from collections.abc import Iterator, Sequence

from loaders.document import Span, covered
from loaders.facts import Mention
from loaders.finders.names import residue
from loaders.tagging import Tagged
from ontology import EntityType, Status

_TRADES = (
    "(?:药业|制药|医药|生物|科技|股份|电子|光电|新材|重工|食品|集团|牧业|乳业|酒业|化工|纸业|钢铁|机械|电气|电器|农业|实业|矿业|铝业|铜业|锂业|化学"
    "|纺织|服饰|包装|环保|建材|水泥|玻璃|陶瓷|轴承|阀门|泵业|电机|电缆|线缆|特钢|印务|塑胶|塑业|饮料|茶业|种业|饲料|粮油|家居|橡胶|轮胎|管业|水业|仪电|仪表"
    "|水务|新能源|新能|稀土|钛业|硅业|镁业|糖业|盐业|水产|能源|车轮|重机|重装|传媒|物流)"
)
# what a project says of itself behind the name of the firm
_DOES = "(?:异地|整体|搬迁|年产|日产|新建|新增|扩建|改扩建|技改|技术改造|建设|生产|制造|[一二三四五六七八九]期|智能|产业|研发|总部|加工|扩能|西南|西部|华[东南北中]|区域)"
_PROJECT = re.compile(
    rf"(?<=[、，：；。和及）])(?P<firm>(?P<own>(?:(?![的了、新建])[一-鿿]){{2,10}}?)(?:{_TRADES}){{1,3}})(?={_DOES}[^、，。；：]{{0,30}}?(?:项目|工程|基地|生产线|[一二三四五六七八九]期))"
)
_NO_FIRM = re.compile(
    "^(?:推进|加快|实施|启动|打造|发展|引进|一批|国家|省级?|市级?|重点|大型|现代|高端|绿色|新型|其中|以及)|[成为是]|国家|产业|园|基地|[区县]"
)
_OF_LEVEL = re.compile(
    "(?:(?<![一-鿿])|(?<=[由与和及向在经]))[省市区县](?P<what>(?:(?![的了各级内外属]|企业|上市)[一-鿿]){2,6}?)(?:公司|集团)(?!化)"
)
_OWNED = re.compile("(?:城投|国投|交投|建投|产投|文旅|旅投|水投|农投|国资)")
_CLASS = re.compile("^(?:国有|平台|重点|龙头|工业|有关|相关|一家|大型|股份|有限|子|母|总|控股|集团|国资国企|场|域|政)+$")


def find(tagged: Tagged, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the firms that nobody named; `mentions` are the names found before."""
    places = {m.span.start: m.span.end for m in mentions if m.type is EntityType.DISTRICT}
    firms = covered(tagged.text, (m.span for m in mentions if m.type is EntityType.ENTERPRISE))
    for start, end, rule in (*_glued(tagged, places), *_of_level(tagged)):
        if not (firms[start] or firms[end - 1]):
            yield Mention(EntityType.ENTERPRISE, tagged.text[start:end], Span(start, end), Status.EXISTS, rule, 0.85)


def _glued(tagged: Tagged, places: dict[int, int]) -> Iterator[tuple[int, int, str]]:
    for m in _PROJECT.finditer(tagged.text):
        start, end = m.span("firm")
        own = tagged.text[places.get(start, start) : m.end("own")]
        if start in places and not _NO_FIRM.search(own) and residue(own) >= 2:
            yield start, end, "firm before its project"


def _of_level(tagged: Tagged) -> Iterator[tuple[int, int, str]]:
    for m in _OF_LEVEL.finditer(tagged.text):
        if (tagged.starts[m.start() + 1] or _OWNED.match(m["what"])) and not _CLASS.match(m["what"]):
            yield m.start(), m.end(), "company of a level"
