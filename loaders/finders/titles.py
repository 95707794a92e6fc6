"""What stands in 《》 and in quotation marks: documents, programmes, campaigns, financial products; and programmes by their ending."""

import re
from collections.abc import Iterator, Sequence

from loaders.document import BlockKind, Document, Span
from loaders.facts import Mention
from loaders.sentences import Sentence
from ontology import EntityType, Status

_BOOK = re.compile(r"《([^《》\n]{3,80}(?:《[^《》]{2,60}》[^《》\n]{0,20})?)》")
_NOT_PLAN = re.compile(r"^(?:[^，。]{0,4}(?:日报|晚报|晨报|周刊|杂志|新闻))$")
_HEAD = r"(?:三年行动计划|行动计划|专项行动|行动|攻关计划|培育计划|人才计划|计划|攻坚战|重大专项|专项|工程|活动|大会战|百日攻坚)"
_QUOTED_HEAD = _HEAD.replace("|活动", "")
_QUOTED = re.compile(rf"“([^“”\n]{{2,20}})”((?:[一-鿿]{{0,6}}?){_QUOTED_HEAD}(?![一-鿿]?(?:院|中心|技术|研究|师|学院)))?")
_BETWEEN = frozenset(("", "、", "和", "及", "与", "以及"))
_QUOTES_IN_A_ROW = re.compile("”(?:“|等|、)")
_SERIES = re.compile(
    r"等?[^，。；、“”]{0,8}?(?:系列|专题|品牌|对接|主题|特色|专场|推介)[^，。；、“”]{0,6}?活动|等[^，。；、“”]{0,8}?(?:活动|计划|行动|工程|专项|金融产品|信贷产品|贷款产品)|(?:系列|品牌)?(?:活动|赛事)"
)
_LOAN = re.compile(r"贷$")
_RUN = re.compile(
    rf"(?:实施|开展|启动|推进|推动|落实|参与|组织|执行|出台|制定|承担|列入|纳入|入选|获批|依托|按照|根据|继续|深入|全面|大力|加快|抓好|推行|打好|打响)(?:好|了)?((?:[^，。；：、“”《》（）\s]|“[^“”]{{2,14}}”){{2,26}}?{_HEAD})(?![一-鿿]?(?:院|中心|技术|研究|师|学院|建设|量|项目|机械|装备|塑料|化))"
)
_TITLE = re.compile(rf"^(?:(?:深入|全面|大力|积极|加快)?(?:实施|开展|推进|启动|组织)(?:好)?)?((?:[^，。；：、《》（）\s]){{2,24}}{_HEAD})$")
_LEFT = re.compile(
    r"^(?:实施|开展|启动|推进|推动|落实|参与|组织|执行|深入|全面|大力|加快|继续|扎实|积极|好|了|一批|国家|新一轮(?=.{12,}))+"
)
_GENERIC = re.compile(
    r"^(?:[国省市区县][家级]?|各类|科技|重大|重点|有关|相关|专项|年度|五年|三年|工作|创建|建设|投资|引智|招商|培训|合作|攻关|民生|惠民|示范|发展|系列|基础|配套|安居|供水|水利|交通|项目|系统|研发|研究|科研|人才|改造|主题|专题|各项|多项|一系列|一项|扶持|支持|资助|实施|具体|总体|长期|中期|近期|远期)*"
    rf"{_HEAD}$"
)


def find(document: Document, sentences: Sequence[Sentence]) -> tuple[Mention, ...]:
    """Return the plan documents and programmes of the text, in its order."""
    found: dict[tuple[int, int], Mention] = {}
    for mention in (*_books(document.text), *_quoted(document.text), *_by_ending(document, sentences)):
        found.setdefault((mention.span.start, mention.span.end), mention)
    return tuple(found[key] for key in sorted(found))


def _books(text: str) -> Iterator[Mention]:
    for m in _BOOK.finditer(text):
        if not _NOT_PLAN.match(m.group(1)):
            yield _mention(EntityType.PLAN_DOCUMENT, text, m.span(1), "book", 0.9)


def _quoted(text: str) -> Iterator[Mention]:
    """Quoted names in a row share what follows the last of them (“A”“B”等系列活动)."""
    held: list[Mention] = []
    chain_end = -1
    for m in _QUOTED.finditer(text):
        if text[chain_end : m.start()] not in _BETWEEN:
            held = []
        inner, head = m.group(1), m.group(2) or ""
        own = _mention(EntityType.PROGRAMME, text, m.span(1), "quoted in a row with a programme", 0.6)
        if _LOAN.search(inner) and len(inner) <= 10:
            yield _mention(EntityType.PROGRAMME, text, m.span(1), "quoted loan", 0.9)
            yield from held
            held = []
        elif head:
            yield _mention(EntityType.PROGRAMME, text, (m.start(), m.end(2)), "quoted programme", 0.85)
            yield from held
            held = []
        elif _SERIES.match(text, m.end()):
            yield from (*held, own)
            held = []
        else:
            held.append(own)
        chain_end = m.end()


def _by_ending(document: Document, sentences: Sequence[Sentence]) -> Iterator[Mention]:
    text = document.text
    for sentence in sentences:
        words = text[sentence.span.start : sentence.span.end]
        if sentence.kind is BlockKind.HEADING:
            title = _TITLE.match(document.sections[sentence.section].title)
            at = text.find(title.group(1), sentence.span.start, sentence.span.end) if title else -1
            if title and at >= 0 and not _GENERIC.match(title.group(1)):
                yield _mention(EntityType.PROGRAMME, text, (at, at + len(title.group(1))), "programme heading", 0.8)
            continue
        for m in _RUN.finditer(words):
            name = m.group(1)
            cut = _LEFT.match(name)
            start = m.start(1) + (cut.end() if cut else 0)
            name = words[start : m.end(1)]
            if len(name) >= 4 and not _GENERIC.match(name) and not _QUOTES_IN_A_ROW.search(name):
                yield _mention(
                    EntityType.PROGRAMME, text, (sentence.span.start + start, sentence.span.start + m.end(1)), "programme by its verb", 0.7
                )


def _mention(kind: EntityType, text: str, span: tuple[int, int], rule: str, strength: float) -> Mention:
    return Mention(kind, text[span[0] : span[1]], Span(*span), Status.EXISTS, rule, strength)
