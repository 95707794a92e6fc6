"""What stands in 《》 and in quotation marks: documents, programmes, campaigns, financial products; and programmes by their ending."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from loaders.document import Document, Span
from loaders.facts import Mention
from loaders.finders import programmes
from loaders.finders.programmes import HEAD
from loaders.sentences import Sentence
from loaders.tagging import Tagged
from ontology import EntityType, Status

_BOOK = re.compile(r"《([^《》\n]{3,80}(?:《[^《》]{2,60}》[^《》\n]{0,20})?)》")
_NOT_PLAN = re.compile(r"^(?:[^，。]{0,4}(?:日报|晚报|晨报|周刊|杂志|新闻))$")
_QUOTED_HEAD = HEAD.replace("|活动", "")
_QUOTED = re.compile(rf"“([^“”\n]{{2,20}})”((?!等)(?:[一-鿿]{{0,6}}?){_QUOTED_HEAD}(?![一-鿿]?(?:院|中心|技术|研究|师|学院)))?")
_BETWEEN = frozenset(("", "、", "和", "及", "与", "以及"))
_SERIES = re.compile(
    r"等?[^，。；、“”]{0,8}?(?:系列|专题|品牌|对接|主题|特色|专场|推介)[^，。；、“”]{0,6}?活动|等[^，。；、“”]{0,8}?(?:活动|(?P<sure>计划|行动|工程|专项)|金融产品|信贷产品|贷款产品)|(?:系列|品牌)?(?:活动|赛事)"
)
_COUNTED = re.compile("[两二三四五六七八九十](?:项|大|个)")
_IDIOM = re.compile(
    "(?:一号|形象|半拉子|里子|面子|钓鱼|胡子|民心|民生|良心|豆腐渣|卡脖子|头号|控制性|政绩|世纪)(?:发展)?(?:工程)?$|[一二三四五六七八九十两][大项个].(?!.*(?:工程|行动|计划)$)|[^“”]*，"
)
_NUMBERED = re.compile("[两二三四五六七八九十][大项个](?:工程|行动|计划)|头号工程")
_ENDED_INSIDE = re.compile("..(?:行动|计划|工程|专项|大会战|攻坚战)$")
_PLACED = re.compile("(?:[园区省市县]|全国)$")
_EVENT = re.compile(
    "(?:季|周|月|节|汇|夜校|课堂|讲堂|沙龙|大赛|路演|直通车|行|训练营|大集|大走访|走访|会战|攻坚年|提升年|回归|超|夜话|之夜|沙龙)$"
)
_HELD = re.compile("(?:举办|办好|开展|推出|组织|打造|承办|主办|联办|合办|共推|举行|开出|开设|发起|启动)(?:了|的)?$")
_LENT = re.compile("[一-鿿]贷(?![款前后存方投给记利出入新差中期资与通比联·])")
_OBJECT = 3
_LONGEST_LOAN = 12
_LEAD = re.compile("(?:.*(?:推广|用好|发放|推出|开发|办理|申请))?[好足活]?")
_POLICY = re.compile("(?<!国家)“(?:两重”项目|两新”政策)|(?:(?<![一-鿿])|(?<=[立项了施担入的]))[省市](?:科技重大|重大科技)专项")
_NO_LOAN = re.compile(r"(?:[信借房车放还首续无网贴助转抵押小个惠银校园]|消费|经营|信用|企业|项目|过桥)贷$|[的了元户家笔次率可压抽]|^\d")
_LOAN = re.compile(r"贷$")


def find(document: Document, sentences: Sequence[Sentence], tagged: Tagged) -> tuple[Mention, ...]:
    """Return the plan documents and programmes of the text, in its order."""
    found: dict[tuple[int, int], Mention] = {}
    for mention in (
        *_books(document.text),
        *_quoted(tagged),
        *_loans(tagged),
        *_of_nation(document.text),
        *programmes.find(document, sentences, tagged),
    ):
        found.setdefault((mention.span.start, mention.span.end), mention)
    return tuple(found[key] for key in sorted(found))


def _books(text: str) -> Iterator[Mention]:
    for m in _BOOK.finditer(text):
        if not _NOT_PLAN.match(m.group(1)):
            yield _mention(EntityType.PLAN_DOCUMENT, text, m.span(1), "book", 0.9)


def _quoted(tagged: Tagged) -> Iterator[Mention]:
    """Quoted names in a row share what follows the last of them (“A”“B”等系列活动)."""
    text = tagged.text
    held: list[Mention] = []
    chain_end = -1
    for m in _QUOTED.finditer(text):
        if _NUMBERED.fullmatch(m.group(1)) and m.start() - (start := _led(tagged, m)) >= _OBJECT:
            yield _mention(EntityType.PROGRAMME, text, (start, m.end(1) + 1), "numbered programme with its object", 0.85)
            continue
        if _IDIOM.match(m.group(1)) or text.startswith("奖", m.end()):
            continue
        if text[chain_end : m.start()] not in _BETWEEN:
            held = []
        inner, head = m.group(1), m.group(2) or ""
        own = _mention(EntityType.PROGRAMME, text, m.span(1), "quoted in a row with a programme", 0.6)
        if _LOAN.search(inner) and len(inner) <= 10:
            yield _mention(EntityType.PROGRAMME, text, m.span(1), "quoted loan", 0.9)
            yield from held
            held = []
        elif head and _COUNTED.match(head):
            yield from (*held, own)
            held = []
        elif head and programmes.is_built(head):
            held = []
        elif head and held and text[m.start() - 1] == "”":
            yield from (replace(each, strength=0.8) for each in (*held, own))
            held = []
        elif head:
            start = _led(tagged, m)
            yield _mention(EntityType.PROGRAMME, text, (start, m.end(2)), "quoted programme", 0.85)
            yield from held
            held = []
        elif _ENDED_INSIDE.search(inner):
            start = _led(tagged, m)
            span = m.span(1) if start == m.start() else (start, m.end())
            yield _mention(EntityType.PROGRAMME, text, span, "quoted whole", 0.8)
            yield from held
            held = []
        elif _EVENT.search(inner) and _HELD.search(text, max(0, m.start() - 12), m.start()):
            yield _mention(EntityType.PROGRAMME, text, m.span(1), "quoted event", 0.7)
            held = []
        elif series := _SERIES.match(text, m.end()):
            yield from ((replace(each, strength=0.8) for each in (*held, own)) if series["sure"] else (*held, own))
            held = []
        else:
            held.append(own)
        chain_end = m.end()


def _led(tagged: Tagged, m: re.Match[str]) -> int:
    """Return where a programme begins whose quoted part is `m`: with what stands before it (茶叶“满山香”行动), unless that is a place or a park."""
    start = min(programmes.begin(tagged, m.end(1) + 1, 0)[0], m.start())
    return m.start() if _PLACED.search(tagged.text, start, m.start()) else start


def _loans(tagged: Tagged) -> Iterator[Mention]:
    """Yield the loans that stand without quotation marks: a name of their own before 贷, up to a verb, a mark or a conjunction."""
    text = tagged.text
    for m in _LENT.finditer(text):
        start, end = m.start(), m.end()
        while (
            start > 0 and end - start < _LONGEST_LOAN and not (tagged.barrier[start - 1] or (tagged.verbs[start - 1] and start < m.start()))
        ):
            start -= 1
        lead = _LEAD.match(text, start, end)
        start = lead.end() if lead else start
        name = text[start:end]
        if 3 <= len(name) < _LONGEST_LOAN and not _NO_LOAN.search(name) and text[end : end + 1] not in '”"':
            yield _mention(EntityType.PROGRAMME, text, (start, end), "loan", 0.7)


def _of_nation(text: str) -> Iterator[Mention]:
    """Yield the nation's policies that go by a word alone, and the great programmes of research of a level."""
    for m in _POLICY.finditer(text):
        yield _mention(EntityType.PROGRAMME, text, m.span(), "programme of a level", 0.85)


def _mention(kind: EntityType, text: str, span: tuple[int, int], rule: str, strength: float) -> Mention:
    return Mention(kind, text[span[0] : span[1]], Span(*span), Status.EXISTS, rule, strength)
