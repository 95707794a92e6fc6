"""Enterprises that a list tells: A、B等行业龙头企业; every member with something of its own is a company."""

import re
from collections.abc import Iterator, Sequence

from loaders.document import Span
from loaders.facts import Mention
from loaders.finders.lists import after, before
from loaders.finders.names import residue
from loaders.sentences import Sentence
from loaders.tagging import Tagged
from ontology import EntityType, Status

_ETC = re.compile(
    r"等(?=(?:[一二三四五六七八九十百\d]+余?多?[家户个])?[^，。；、：“”]{0,14}?(?:企业|公司|集团|厂商|药企|车企|巨头|厂家|项目)(?!家))"
)
_INTRODUCED = re.compile(r"(?:企业|公司|集团)(?:有|包括|主要有|为|：|如)")
_SUFFIX = re.compile(
    r"(?:药业|制药|医药|生物|科技|股份|电子|光电|新材|材料|能源|重工|食品|集团|牧业|乳业|酒业|化工|纸业|钢铁|汽车|机械|电气|电器|医疗|农业|实业|矿业|铝业|铜业|锂业|化学|纺织|服饰|包装|光伏|半导体|智能|信息|软件|通信|环保|建材|水泥|"
    r"玻璃|陶瓷|重机|锻造|铸造|轴承|阀门|泵业|电机|电缆|线缆|电池|船舶|动力|航空|航天|特钢|不锈钢|印务|塑胶|饮料|茶业|种业|饲料|粮油|家居|橡胶|轮胎|管业|酒厂|银行|证券|物流|供应链|传媒|文化|旅游|地产|建设|重装|装备|精密|光学|激光|微电子|"
    r"仪器|仪表|电力|热电|核电|华电|燃气|水务|新能源|新能|储能|氢能|碳素|石墨|磁材|稀土|钛业|硅业|镁业|钨业|钼业|玉米|淀粉|糖业|盐业|果业|菌业|水产|渔业|海洋)(?:股份)?$"
)
_OTHER = re.compile(
    r"大学|学院|研究院|研究所|医院|中心$|基地$|平台$|实验室|园区?$|开发区|高新区|政府|局$|厅$|委$|产业|行业|领域|集群|技术|项目$|产品$|人才|工程$|系统$|市场$|型$|化$|类$|级$|企业|资源|服务$|设备$|高校|院所|机构|团队|资本|基金|体系|上市$|创业$|制造业$|规模|龙头|骨干|民营|国有|中小|行业|链主|高新技术|专精特新|[省市区县]$|“"
)
_ENOUGH = 2
_LED_REACH = 40
_REACH = 400
_COMPANIES = re.compile(r"等(?:[一二三四五六七八九十百\d]+余?多?[家户个])?[^，。；、：“”园区]{0,4}?(?:企业|公司|集团|药企|车企)")
_LEGAL = re.compile("(?:公司|集团|企业)$")
_WIDE = re.compile("^(?:全球|世界|中国|国际|全国)")
_NUMBER = re.compile("[数几上][十百千]余?[家户个]")
_PRODUCTS = re.compile("等[^，。；]{0,6}(?:产业|产品|品牌|特产|食品)")
_GOODS = re.compile(
    r"(?:、[^，。；：、\n]{2,12}){0,8}等(?:\d+余?|多|[一二三四五六七八九十数]+)?[个款种项类]?[^，。；、\n]{0,4}(?:大模型|特色产业|产品|特产|品种)(?!企业|生产|公司)"
)
_POST = re.compile(
    r"[（(][^（）()，。]{0,24}(?:书记|主任|主席|委员|组长|秘书长?|[局镇乡区县市省处部院科所会校行厂]长|经理|总裁|董事长|董事|调研员|负责人)[）)]"
)
_LED_BY = re.compile(r"(?:领导|组长|成员|组员|负责人|联系人|责任人|主任|主编|记者|作者|编辑)[:：](?:[一-鿿]{2,4}[、，, ])*$")
_LONGEST_PERSON = 4
_REPRESENTED = re.compile(r"(?:等)?(?:[^，。；、]{0,6}企业)?为(?:代表|龙头|骨干|核心|引领|主导)")


def find(tagged: Tagged, sentences: Sequence[Sentence], taken: set[int]) -> tuple[Mention, ...]:
    """Return the companies that lists tell; `taken` are the code points of names found before."""
    return tuple(
        Mention(EntityType.ENTERPRISE, tagged.text[start:end], Span(start, end), Status.EXISTS, rule, strength)
        for sentence in sentences
        for start, end, rule, strength in _of(tagged, sentence, taken)
    )


def _of(tagged: Tagged, sentence: Sentence, taken: set[int]) -> Iterator[tuple[int, int, str, float]]:
    text, floor, ceiling = tagged.text, sentence.span.start, sentence.span.end
    done: set[int] = set()
    for m in _ETC.finditer(text, floor, ceiling):
        items = _members(tagged, before(tagged, m.start(), floor), taken)
        if not items:
            continue
        project = text[max(0, m.end()) : m.end() + 20].find("项目") >= 0 and "企业" not in text[m.end() : m.end() + 16]
        for start, end in items:
            if start not in done:
                done.add(start)
                yield start, end, "list of companies", 0.45 if project else 0.75
    for m in _INTRODUCED.finditer(text, floor, ceiling):
        items = _members(tagged, after(tagged, m.end(), ceiling), taken)
        if len(items) >= 2 and any(_SUFFIX.search(text[s:e]) for s, e in items):
            yield from ((s, e, "companies introduced", 0.65) for s, e in items if s not in done)


def siblings(tagged: Tagged, sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the members of lists in which companies were found, and of 以A、B为代表, that nobody named: companies too."""
    firms = {(m.span.start, m.span.end) for m in mentions if m.type is EntityType.ENTERPRISE}
    taken = {i for m in mentions if m.type is not EntityType.DISTRICT for i in (m.span.start, m.span.end - 1)}
    found = []
    for start, end in sorted(firms):
        if tagged.text[end : end + 1] != "、" or (start > 1 and tagged.text[start - 1] == "、"):
            continue
        items = after(tagged, start, end + _REACH)
        known = 0 if items and _PRODUCTS.match(tagged.text, items[-1][1]) else sum(item in firms for item in items)
        if known >= _ENOUGH:
            found += _members(tagged, items, taken)
    for sentence in sentences:
        for m in _COMPANIES.finditer(tagged.text, sentence.span.start, sentence.span.end):
            items = before(tagged, m.start(), sentence.span.start)
            if sum(item in firms for item in items) * 3 >= len(items):
                found += _members(tagged, items, taken)
        for m in _REPRESENTED.finditer(tagged.text, sentence.span.start, sentence.span.end):
            items = before(tagged, m.start(), sentence.span.start)
            if any(item in firms for item in items):
                found += _members(tagged, items, taken)
    return tuple(
        Mention(EntityType.ENTERPRISE, tagged.text[s:e], Span(s, e), Status.EXISTS, "beside companies in a list", 0.7)
        for s, e in dict.fromkeys(found)
    )


def _members(tagged: Tagged, items: list[tuple[int, int]], taken: set[int]) -> list[tuple[int, int]]:
    return [(s, e) for s, e in items if s not in taken and e - 1 not in taken and is_company(tagged.text[s:e])]


def is_company(name: str) -> bool:
    """Tell whether a member of a list of companies is one by its words."""
    if not 2 <= len(name) <= 16 or _OTHER.search(name):
        return False
    if _SUFFIX.search(name):
        return residue(_SUFFIX.sub("", name)) >= 1 or len(_SUFFIX.sub("", name)) >= 2
    return residue(name) >= 2


def is_person(text: str, span: Span) -> bool:
    """Tell whether what looks like a company is a person, by the post in brackets behind or the list of a group's members before."""
    if span.end - span.start > _LONGEST_PERSON:
        return False
    return _POST.match(text, span.end) is not None or _LED_BY.search(text[max(0, span.start - _LED_REACH) : span.start]) is not None


def is_listed_as_goods(text: str, span: Span) -> bool:
    """Tell whether what looks like a company is a member of a list of goods (青岭西洋参、凤鸣三文鱼等特色产业)."""
    return _LEGAL.search(text[span.start : span.end]) is None and _GOODS.match(text, span.end) is not None


def is_none(name: str) -> bool:
    """Tell whether what looks like a company is a class of companies (星级酒店集团, 数百家工业公司) or a name that a bracket cuts."""
    legal = _LEGAL.search(name)
    own = _WIDE.sub("", name[: legal.start()]) if legal else ""
    generic = bool(own) and not own.isascii() and residue(own) == 0
    return _NUMBER.match(name) is not None or name.count("（") != name.count("）") or generic
