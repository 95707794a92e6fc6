"""Industries: by the heads of lists and names (产业, 产业链, 集群, 领域), by what is developed, and by the scheme of industries."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from loaders.automaton import Words
from loaders.document import BlockKind, Document, Span, covered
from loaders.facts import Mention, Refusal, RefusalReason
from loaders.finders.lists import after, before
from loaders.lexicons import words
from loaders.sentences import Sentence
from loaders.tagging import Tagged
from ontology import EntityType, Status
from ontology.industries import names as scheme_names
from ontology.industries import names_in_lists

_HEAD = re.compile(
    r"(?P<etc>等)?(?P<count>(?:[一二三四五六七八九十两\d]+(?:大|个|条|类))?)(?P<kind>(?:千亿级|百亿级|万亿级|战略性|战略|新兴|未来|主导|支柱|优势|特色|传统|重点|高新技术|高技术|先进制造业?|现代|首位|关键|数字|新|绿色|制造业?|农业|服务业?|工业|前沿|核心|民生|高端|标志性|地标|创新型?|细分|产业|的)*)"
    r"(?P<head>产业链群|产业链|产业集群|产业带|产业园(?!区)|产业基地|产业(?![园化基技链集]|工人|数字化|创新|结构|布局|政策|体系|扶贫|资本|基金|投资|发展|转移|工程)|集群|领域|行业|全产业链)"
)
_VERB = re.compile(
    r"(?:大力|重点|加快|积极|着力|全力|主动|优先|加速|持续|进一步|全面)?(?:发展壮大|培育壮大|做大做强|做强做大|做优做强|做精做优|做强做优|培育发展|发展|壮大|做强|做优|做大|培育|打造|布局|聚焦|瞄准|主攻|突出|围绕|抢占|推动|推进|形成了?|构建|深耕|主导产业为|业态为|以)"
)
_STRONG_VERB = re.compile(r"发展|壮大|做强|做优|培育")
_TRADE = re.compile(r"[^产事企行就创物农工]业$|..农业$|..经济$")  # 种业, 智慧农业, 楼宇经济
_UMBRELLAS = frozenset(
    ("制造业", "服务业", "先进制造业", "现代农业", "数字经济", "实体经济", "市场经济", "国民经济", "县域经济", "民营经济", "区域经济")
)
# what is an industry wherever a plan names it, whatever stands around it
_ALWAYS = frozenset(
    (
        "战略性新兴产业", "战略新兴产业", "先进制造业", "现代制造业", "高端制造业", "高技术制造业", "高端装备制造业", "现代服务业",
        "生产性服务业", "生活性服务业", "高技术服务业", "低空经济", "服务贸易",
    )
)  # fmt: skip
_MEASURE = re.compile(
    r"(?:产业|行业|全产业链)?(?:总产值|产值|增加值|产业规模|规模|营业收入|营收|主营业务收入|业务收入|收入|销售收入|出口额?|产量|年均?增长|同比增长|增长|总量|占(?:GDP|地区生产总值|规模以上))"
)
_DEVELOPS = re.compile(r"(?:推动|促进|支持|推进|引导|加快|加速|助力|赋能)$")
_DEVELOPED = re.compile(
    r"(?:产业|行业)(?:高质量|创新|健康|规范|集聚|集群化?|融合|特色化?)?发展|(?:高质量|创新|健康|规范|集聚|集群化?|特色化?)发展|提质|扩量|转型升级|做大做强"
)
TECHNICAL = re.compile(
    r"等?(?:[^，。；、]{0,8}?)(?:技术|工艺|产品|设备|装置|系统|材料|零部件|器件|软件|芯片|药物|学科|专业|人才|攻关|研发|标准|方向|项目|课题|论坛|大会|展|博览会|实验室|研究院|研究所|工程)"
)
RESTRICTED = re.compile(r"限制|淘汰|化解|过剩|严禁|禁止|压减|退出|关停|整治|落后产能|去产能|严控|严格控制|遏制|取缔|压缩|清退")
IN_LIST = "scheme, in a list"
"""The rule that sees what the scheme knows beside a mark of a list: too little by itself, enough for a tagger that is nearly sure."""
NOT_ITEM = re.compile(
    r"企业|项目|园区|平台|基地$|中心$|技术$|工艺$|设备$|系统$|产品$|人才|院$|所$|体系|机制|水平|能力|格局|生态$|主体|载体|要素|模式|业态|资源$|市场$|品牌|标准$|建设$|改革|工作|创新$|升级|转型|需求|场景|方面|环节|方向|问题|产能$|关键|重大|攻关|研发$|应用$|推广|高校|学科|专业|政策|[省市县]$|^第|年$|[0-9]%|[A-Z]级$|走廊$|区$|县$|路$|队伍|团队|链主|龙头|基础$|优势$|特色$|经济带|都市圈|投资$|消费$|出口$|开放$|就业$|收入$|规模|产值|增长"
)
_FRONT = re.compile(
    r"^(?:世界级|国家级|省级|市级|县域|国家|全国|千亿级|百亿级|万亿级|全市|全省|全区|全县|我市|我省|我区|高附加值|高品质|新型(?=易货)|“\d+”|特色(?=.{4,})|发展壮大|做大做强)+"
)
_BACK = re.compile(r"(?:千亿级|百亿级|万亿级|亿元级|世界级|国家级|[一二三四五六七八九十两\d]+[大条个类])+$")
_KIND_BEFORE = re.compile("^(?:现代|先进|高端|新型|传统)(?=..)")  # what is known stays so with it
_TAIL = re.compile(r"(?:全产业链|产业链|产业集群|产业带|集群|产业|行业|领域)$")
_KEEP_WHOLE = frozenset(
    (
        "战略性新兴",
        "战略新兴",
        "高新技术",
        "高技术",
        "农业高新技术",
        "数字",
        "文化",
        "数字文化",
        "文化旅游",
        "文化创意",
        "养老",
        "健康",
        "大健康",
        "信息",
        "生物",
        "环保",
        "节能环保",
        "海洋",
        "绿色",
        "低碳",
        "绿色低碳",
        "智能",
        "体育",
        "旅游",
        "临港",
        "临空",
        "林下",
        "富民",
    )
)


_LEAST, _LONGEST = 2, 14
_NO_MEMBER = re.compile(
    r"[\d的了、，（）“”()]|^[及和与或一二三]|各个|主要|方式|小镇|产量|全球|多样化|系统内|数字化$|智能化$|网络化$|低碳化$|绿色化$|专项$|基础设施$|大会$|[博展]会$|综合体$|住宅$|博物馆$|人数|比重|总值$"
)


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    type: EntityType
    rule: str
    strength: float


def find(
    document: Document, sentences: Sequence[Sentence], tagged: Tagged, *, taken: Sequence[Mention]
) -> tuple[tuple[Mention, ...], tuple[Refusal, ...]]:
    """Return the industries of the text and what looked like one; `taken` are the names found before (an industry inside a name is none)."""
    closed = covered(document.text, (m.span for m in taken if m.type is not EntityType.DISTRICT))
    places = {m.span.start: m.span.end for m in taken if m.type in (EntityType.DISTRICT, EntityType.REGION, EntityType.PARK)}
    refusals: list[Refusal] = []
    hits: dict[tuple[int, int], _Hit] = {}
    for sentence in sentences:
        for hit in _sentence(document, sentence, tagged):
            clean = _clean(tagged.text, hit, places)
            if clean is None or closed[clean.start] or closed[clean.end - 1]:
                continue
            if RESTRICTED.search(document.text, max(sentence.span.start, clean.start - 24), clean.end):
                refusals.append(
                    Refusal(
                        "Industry",
                        Span(clean.start, clean.end),
                        RefusalReason.RESTRICTED,
                        clean.rule,
                        document.text[clean.start : clean.end],
                    )
                )
                continue
            held = hits.get((clean.start, clean.end))
            if held is None or held.strength < clean.strength:
                hits[clean.start, clean.end] = clean
    mentions = [
        Mention(h.type, document.text[h.start : h.end], Span(h.start, h.end), Status.EXISTS, h.rule, h.strength)
        for _, h in sorted(hits.items())
    ]
    return tuple(mentions), tuple(refusals)


def _sentence(document: Document, sentence: Sentence, tagged: Tagged) -> Iterator[_Hit]:
    if sentence.kind is BlockKind.HEADING:
        yield from _heading(document, sentence)
    yield from _by_head(document, sentence, tagged)
    yield from _by_verb(sentence, tagged)
    yield from _by_scheme(sentence, tagged)


def _heading(document: Document, sentence: Sentence) -> Iterator[_Hit]:
    title = document.sections[sentence.section].title
    at = document.text.find(title, sentence.span.start, sentence.span.end) if title else -1
    if at >= 0 and _stripped(title) in scheme_names():
        path = document.sections[sentence.section].path
        above = path[-2] if len(path) > 1 else ""
        kind = EntityType.INDUSTRY_CHAIN if "产业链" in above else EntityType.INDUSTRY_CLUSTER if "集群" in above else EntityType.INDUSTRY
        yield _Hit(at, at + len(title), kind, "industry as heading", 0.9)


def _by_head(document: Document, sentence: Sentence, tagged: Tagged) -> Iterator[_Hit]:
    text, floor = tagged.text, sentence.span.start
    for m in _HEAD.finditer(text, floor, sentence.span.end):
        at = m.start()
        if not m.group("etc") and not m.group("count") and m.group("kind"):
            at = m.start("head") if text[m.start() - 1 : m.start()] not in ("等",) else m.start()
        head = m.group("head")
        if TECHNICAL.match(text, m.end()) and head in ("领域", "行业") and not m.group("etc"):
            continue
        items = before(tagged, at, floor)
        kind = _kind(head, m.group("kind") + head)
        known = sum(of_a_kind(text[s:e]) for s, e in items)
        for s, e in items:
            last = e == at and not m.group("etc") and not m.group("count")
            name = text[s:e]
            base = {"产业": 0.7, "产业链": 0.75, "产业集群": 0.75, "集群": 0.7, "领域": 0.5, "行业": 0.55}.get(head, 0.5)
            strength = base + (0.2 if of_a_kind(name) else 0.1 * (known > 0) - 0.1 * (known == 0))
            end = m.end() if last and _is_kept(_stripped(name)) else e
            yield _Hit(s, end, kind, f"before {head}", strength)


def _kind(head: str, whole: str) -> EntityType:
    if "产业链" in head:
        return EntityType.INDUSTRY_CHAIN
    if "集群" in head or "主导产业" in whole or "支柱产业" in whole:
        return EntityType.INDUSTRY_CLUSTER
    return EntityType.INDUSTRY


def _by_verb(sentence: Sentence, tagged: Tagged) -> Iterator[_Hit]:
    text = tagged.text
    for m in _VERB.finditer(text, sentence.span.start, sentence.span.end):
        items = after(tagged, m.end(), sentence.span.end)
        known = [listed(text[s:e]) for s, e in items]
        if not any(known):
            continue
        if TECHNICAL.match(text, items[-1][1]) and not text.startswith("等产业", items[-1][1]):
            continue
        share = sum(known) / len(known)
        for (s, e), is_known in zip(items, known, strict=True):
            sure = 0.88 if _STRONG_VERB.search(m.group()) else 0.75
            yield _Hit(s, e, EntityType.INDUSTRY, "after a verb of development", (sure if is_known else 0.45 + 0.2 * (share >= 0.5)))


def _by_scheme(sentence: Sentence, tagged: Tagged) -> Iterator[_Hit]:
    text = tagged.text
    for start, end, _ in scheme_words().find(text[sentence.span.start : sentence.span.end]):
        start, end = start + sentence.span.start, end + sentence.span.start
        if not (tagged.starts[start] and (tagged.starts[end] or tagged.barrier[end])):
            continue
        if text[start:end] in _ALWAYS:
            kind = EntityType.INDUSTRY_CLUSTER if text.startswith(("集群", "产业集群"), end) else EntityType.INDUSTRY
            yield _Hit(start, end, kind, "scheme, an industry anywhere", 0.95)
        elif _DEVELOPED.match(text, end) and _DEVELOPS.search(text, max(sentence.span.start, start - 8), start):
            yield _Hit(start, end, EntityType.INDUSTRY, "scheme, developed", 0.95)
        elif _MEASURE.match(text, end):
            yield _Hit(start, end, EntityType.INDUSTRY, "scheme, measured", 0.75)
        elif text[end : end + 1] == "、" or text[start - 1 : start] == "、":
            yield _Hit(start, end, EntityType.INDUSTRY, IN_LIST, 0.45)
        elif text[start:end] not in _UMBRELLAS and _TRADE.search(text[start:end]):
            yield _Hit(start, end, EntityType.INDUSTRY, "scheme, a trade by its form", 0.88)
        else:
            yield _Hit(start, end, EntityType.INDUSTRY, "scheme", 0.3)


@cache
def scheme_words() -> Words:
    """Return the search for the names of the scheme of industries."""
    return Words((name, name) for name in sorted(scheme_names()))


def _stripped(name: str) -> str:
    """Return a name without 产业 and the like behind it; what ends in 产 loses its 业 alone (房地产业)."""
    return name[:-1] if name.endswith("产业") and name[:-1] in scheme_names() else _TAIL.sub("", name)


def listed(name: str) -> bool:
    """Tell whether the scheme knows a member of a list of industries."""
    stripped = _BACK.sub("", _stripped(name))
    return stripped in scheme_names() or name in scheme_names() or stripped in names_in_lists()


def of_a_kind(name: str) -> bool:
    """Tell whether the scheme knows a member of a list, what says of what kind it is aside (现代|制药)."""
    return listed(name) or listed(_KIND_BEFORE.sub("", name))


def bare(name: str) -> str:
    """Return a member of a list without 产业 and the like behind it, where a name remains."""
    stripped = _stripped(name)
    return name if _is_kept(stripped) or len(stripped) < _LEAST else stripped


def _is_kept(stripped: str) -> bool:
    """Tell whether a name without 产业 is none (战略性新兴, 技术密集型)."""
    return stripped in _KEEP_WHOLE or stripped.endswith("密集型")


def nameable(name: str) -> bool:
    """Tell whether a member of a list can name an industry."""
    stripped = _stripped(name)
    if not _LEAST <= len(stripped) <= len(name) <= _LONGEST or f"{name}产" in scheme_names():
        return False
    known = stripped in scheme_names() or stripped in names_in_lists()
    return known or not (NOT_ITEM.search(name) or stripped in words("no_industry") or name in words("stops") or _NO_MEMBER.search(name))


def _clean(text: str, hit: _Hit, places: dict[int, int]) -> _Hit | None:
    """Cut the place before and the class word behind; None where no industry's name remains."""
    start, end = hit.start, hit.end
    if start in places and places[start] < end:
        start = places[start]
    front = _FRONT.match(text[start:end])
    if front and end - start - front.end() >= 2:
        start += front.end()
    while text[start - 1 : start] == "做" and text[start] in "大强优精特" and end - start > _LEAST:
        start += 1
    back = _BACK.search(_stripped(text[start:end]))
    if back and back.start() >= 2:
        end = start + back.start()
    name = text[start:end]
    stripped = _stripped(name)
    if stripped in words("no_industry") or len(stripped) < 2:
        return None
    if not _is_kept(stripped):
        name = stripped
        end = start + len(name)
    quoted = name.startswith("“") and name.endswith("”")
    if quoted:
        start, end = start + 1, end - 1
        name = text[start:end]
    if not 2 <= len(name) <= 16 or (NOT_ITEM.search(name) and stripped not in scheme_names()) or name.count("（") != name.count("）"):
        return None
    return _Hit(start, end, hit.type, hit.rule, hit.strength)
