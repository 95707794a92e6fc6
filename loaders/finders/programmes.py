"""Programmes by their ending: 行动, 计划, 工程 after a verb, at the beginning of a clause, and in lists that share one ending."""

import re
from collections.abc import Iterator, Sequence

from loaders.document import BlockKind, Document, Span
from loaders.facts import Mention
from loaders.lexicons import words
from loaders.sentences import Sentence
from loaders.tagging import Tagged
from ontology import EntityType, Status
from ontology.industries import names as industry_names

HEAD = r"(?:三年行动计划|行动计划|专项行动|行动|攻关计划|培育计划|人才计划|计划|攻坚战|重大专项|专项|工程|活动|大会战|百日攻坚)"
_NOT_BEFORE = "(?!类|专业|学科|方案|和实施方案)(?![一-鿿]?(?:院|中心|技术|研究|师|学院|建设|量|项目|机械|装备|塑料|化|力|大学|整治|治理|领导小组|债|资金))"
_ENDED = re.compile(rf"{HEAD}{_NOT_BEFORE}")
_TITLE = re.compile(rf"^(?:(?:深入|全面|大力|积极|加快)?(?:实施|开展|推进|启动|组织)(?:好)?)?((?:[^，。；：、《》（）\s]){{2,24}}{HEAD})$")
_VERB = re.compile(
    "实施|开展|启动|推进|推动|落实|参与|组织|执行|出台|制定|承担|列入|纳入|入选|获批|依托|按照|根据|抓好|推行|打好|打赢|打响|完成|深化(?!提升)|用好|办好|推广|抓住|深入|全面|大力|加快|推出|发起|共推|实行"
)
_BEHIND = re.compile(r"(?:好|了|的|一批|国家级|国家(?:第[一二三四五]期)?$|继续|专栏|扎实|积极|[省市区县]{2}(?=.{4}))*(?:\d{1,2}$)?")
_LEVELS = ("省、", "市、", "家、")
_GENERIC = re.compile(
    r"^(?:[国省市区县][家级]?|各类|科技|重大|重点|有关|相关|专项|年度|五年|三年|工作|创建|建设|投资|引智|招商|培训|合作|攻关|民生|惠民|示范|发展|系列|基础|配套|安居|供水|水利|交通|项目|系统|研发|研究|科研|人才|改造|主题|专题|各项|多项|一系列|一项|扶持|支持|资助|实施|具体|总体|长期|中期|近期|远期|本|该|如下|以下|上述|监督|[一二三四五六七八九十两][项大个])*"
    rf"{HEAD}$"
)
# what a programme does to its object: a name that ends so before 行动, 计划, 工程 is one without a verb to govern it, and in a list without the ending
_DOING = (
    "(?:提升|培育|培养|倍增|振兴|攻坚|赋能|提质|增效|跃升|集聚|引育|示范|升级|优化|领航|护航|强基|攀登|攻关|治理|防控|整治|转型|焕新|扩面|扩容|"
    "加速|托举|伙伴|策源|先导|激励|降碳|达峰|唤醒|富民|惠民|增收|壮大|成长|突破|出海|开拓|拓展|便利化|标准化|数字化|绿色化|智能化|现代化|融合|引领|"
    "高质量发展|三年|保障|复绿|畅通|双创|清零|结对|扩群|全覆盖|贴息|攀高|增绿|补短板|再造|延链|强链|补链|建圈强链)"
)
_TAIL = re.compile(rf"{_DOING}{{1,2}}$")
_FREE = re.compile(rf"(?:{_DOING}|”){HEAD}$|(?:三年行动计划|行动计划|专项行动|三年行动|攻坚行动|培育计划|人才计划)$")
_DONE = re.compile(rf"(?:{_DOING}|”)$")
_WORKS = re.compile("(?:治理|示范|优化提升|防控|升级)工程$")
_LEADING = ("重点", "基础", "全面")
# stop words that end a name's object and do not govern what follows (成果赋权改革专项行动)
_NOMINAL = re.compile(
    "重点|深化|提升|改革|建设|改造|培训|试点|扶持|资助|支持|培育|应用|示范|推广|发展|保护|创新|培养|转化|升级|优化|治理|整治"
)
_NO_NAME = re.compile(
    r"[的了是对把将等到被让其各]|活动$|^[省市区县]级|^[一二三四五六七八九十两]|^\d+[项个大条]|本(?:行动|计划)|[一二三四五六七八九]期工程$|(?:工作|方案[和及])计划$"
)
# works that are built, not programmes
_BUILT = re.compile("(?:供水|供气|供热|供电|排水|管网|道路|桥梁|隧道|水库|厂房|土石方|主体)工程$")
_JOINT = re.compile(rf"({HEAD}|”)(?:以及|和|与|及)")
_JOINT_BEHIND = re.compile(rf"{HEAD}”[一-鿿]{{1,6}}?(?:以及|和|与|及)")
_AND = re.compile(rf"{_DOING}(?:和|与|及)")
_OBJECT = 3
# how many a list names (A、B、C等六大行动), and who is to do what its first member says
_LISTED = re.compile("等(?:[两三四五六七八九十]+[大项个])?(?:专项)?$")
_DOERS = re.compile("[省市区县]属(?:国企|企业)(?=.{4})")
_STATED = re.compile("(?:行动|计划|攻坚战)$")
_CERTAIN = re.compile("(?:三年行动计划|行动计划|专项行动)$")
_LEAST_STATED = 6
_ROW = re.compile("”(?:“|等|、)")
_STOPS = frozenset("，。；：、！？丨｜“《》（()\n\t |│①②③④⑤⑥⑦⑧⑨⑩⑪⑫•·.—-▍")
_DEVELOPED = re.compile(
    "(?:产业)?(?:“|高质量发展|振兴|培育|提升|倍增|跃升|升级|优化|壮大|集聚|攻坚|提质|发展|创新发展|扩容|做强|做优|提能|增效|培优|延链|强链)"
)
_CALLED = re.compile(
    "(?P<name>(?!培育|发展|未来|新兴|传统|县域|.*贷$)[\u4e00-\u9fff]{2,10}?(?:(?<=[造务工商输游金融流])业|(?=产业|集群)))(?:集群)?"
    + _DEVELOPED.pattern
)
_LONGEST_INDUSTRY = 10
INSIDE = "industry in the name of a programme"
LISTING = "programme that holds a list"
_SEPARATORS = frozenset("、和及与")
_LONGEST = 28
_LONGEST_TITLE = 80
_MOST = 12
_MOST_PARTS = 3


def find(document: Document, sentences: Sequence[Sentence], tagged: Tagged) -> Iterator[Mention]:
    """Yield the programmes that an ending tells, headings among them."""
    for sentence in sentences:
        if sentence.kind is BlockKind.HEADING:
            yield from _heading(document, sentence)
        else:
            yield from _of(tagged, sentence)


def _heading(document: Document, sentence: Sentence) -> Iterator[Mention]:
    title = _TITLE.match(document.sections[sentence.section].title)
    at = document.text.find(title.group(1), sentence.span.start, sentence.span.end) if title else -1
    if title and at >= 0 and not _GENERIC.match(title.group(1)):
        yield _mention(document.text, (at, at + len(title.group(1))), "programme heading", 0.8)


def _of(tagged: Tagged, sentence: Sentence) -> Iterator[Mention]:
    """Yield the programmes of a sentence, and what its lists name before an ending that they share."""
    text = tagged.text
    sure = -1
    for m in _ENDED.finditer(text, sentence.span.start, sentence.span.end):
        floor = max(sentence.span.start, m.start() - _LONGEST_TITLE)
        if text.rfind("《", floor, m.start()) > text.rfind("》", floor, m.start()):
            continue
        start, governed = begin(tagged, m.start(), floor)
        if not governed and text[start - 1 : start] == "、":
            start, governed = (start, True) if sure == start - 1 else _with_list(tagged, start, floor)
        sure = m.end() if governed else -1
        name = text[start : m.end()]
        listed = _LISTED.search(text, floor, m.start())
        if listed:
            yield from _before(tagged, listed.start(), sentence.span.start)
            continue
        if len(name) < 4 or _GENERIC.match(name) or _NO_NAME.search(name) or _ROW.search(name) or is_built(name):
            continue
        if text[start - 1 : start + 1] == "”“":
            continue  # the last of quoted names in a row
        if governed or (len(name) > 4 and _FREE.search(name) and not _WORKS.search(name)):
            rule = LISTING if "、" in name else "programme by its verb" if governed else "programme by its ending"
            yield _mention(text, (start, m.end()), rule, _strength(name, governed))
        if not governed and text[start - 1 : start] in _SEPARATORS:
            yield from _before(tagged, start - 1, sentence.span.start)


def _with_list(tagged: Tagged, start: int, floor: int) -> tuple[int, bool]:
    """Return where a name begins that holds a list (实施玉米、大豆单产提升行动), and whether a verb governs it; `start` where it does not."""
    at = start
    for _ in range(_MOST_PARTS):
        first, governed = begin(tagged, at - 1, floor)
        part = tagged.text[first : at - 1]
        if len(part) < 2 or "”" in part or _DONE.search(part) or _ENDED.search(part) or _NO_NAME.search(part):
            return start, False
        if governed:
            return first, True
        if tagged.text[first - 1 : first] != "、":
            return start, False
        at = first
    return start, False


def is_built(name: str) -> bool:
    """Tell whether what is called a 工程 is works that are built."""
    return _BUILT.search(name) is not None


def _strength(name: str, governed: bool) -> float:
    """Return how sure a programme is: one that a verb governs and that can hardly be anything else stands by itself."""
    sure = governed and len(name) >= _LEAST_STATED and _STATED.search(name)
    return 0.8 if sure or _CERTAIN.search(name) else 0.7


def _before(tagged: Tagged, end: int, floor: int) -> Iterator[Mention]:
    """Yield what a list that ends at `end` names before the ending that it shares (实施土壤改良、水源保护行动), back to the verb that governs it."""
    text, items = tagged.text, list[Mention]()
    while len(items) < _MOST and end > floor:
        start, governed = begin(tagged, end, floor)
        doers = _DOERS.match(text, start, end) if governed else None
        start = doers.end() if doers else start
        name = text[start:end]
        if not _DONE.search(name) or len(name) < 4 or _NO_NAME.search(name):
            return
        whole = name[0] == "“" and name.find("”") == len(name) - 1
        items.append(_mention(text, (start + whole, end - whole), "programme in a list that shares its ending", 0.8))
        if governed:
            yield from items
            return
        if text[start - 1 : start] not in _SEPARATORS:
            return
        end = start - 1


def industries(text: str, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the industries that programmes are to develop by their own names (茶叶“满山香”行动, 茶叶产业提升工程)."""
    for m in mentions:
        if m.type is EntityType.PROGRAMME:
            name = _developed(m.name)
            if name:
                yield Mention(EntityType.INDUSTRY, name, Span(m.span.start, m.span.start + len(name)), Status.EXISTS, INSIDE, 0.95)


def _developed(programme: str) -> str:
    """Return the industry that a programme's name begins with: one of the scheme, or what it calls a 产业, a 集群 or a 业; "" where there is none."""
    known = next((programme[:at] for at in range(_LONGEST_INDUSTRY, 1, -1) if programme[:at] in industry_names()), "")
    if known and _DEVELOPED.match(programme, len(known)):
        return known
    called = _CALLED.match(programme)
    return called["name"] if called and called["name"] not in words("no_industry") else ""


def begin(tagged: Tagged, end: int, floor: int) -> tuple[int, bool]:
    """Return where the name that goes on to `end` begins, and whether a verb governs it there."""
    text, at = tagged.text, _bounded(tagged.text, end, max(0, floor, end - _LONGEST))
    whole = [m for m in _JOINT.finditer(text, at, end) if m[1] != "”"] + [*_JOINT_BEHIND.finditer(text, at, end)]
    joints = [m for m in _JOINT.finditer(text, at, end) if m[1] == "”" and text[m.end()] == "“"] + _twofold(text, at, end)
    shared = bool(whole) and _VERB.search(text, at, whole[0].start()) is not None
    at = max((m.end() for m in (*whole, *joints)), default=at)
    quoted, done = text.find("“", at, end), _TAIL.search(text, at, end)
    last = quoted if quoted >= 0 else done.start() if done else end - 2
    verbs = [m.end() for m in _VERB.finditer(text, at, end) if m.end() <= last]
    if verbs:
        at = verbs[-1]
        cut = next((i + 1 for i in range(quoted - 1, at - 1, -1) if tagged.barrier[i] and _governs(tagged, i, at)), at)
        return _behind(text, cut, last), True
    noun = _TAIL.search(text, at, quoted) if quoted >= 0 else None
    last = noun.start() if noun else last
    cut = next((i + 1 for i in range(last - 1, at - 1, -1) if _governs(tagged, i, at) or (i < quoted and tagged.verbs[i])), at)
    if cut - 2 >= at and text[cut - 2 : cut] in _LEADING:
        cut -= 2
    return _behind(text, cut, last), shared and cut == at


def _bounded(text: str, end: int, floor: int) -> int:
    """Return the nearest mark before `end`, quotation marks and brackets passed over; of quoted names in a row only the last is."""
    at = end
    while at > floor:
        c = text[at - 1]
        if c in "”）":
            opened = text.rfind("“" if c == "”" else "（", floor, at)
            if opened < 0 or text[at : at + 1] == "“":
                break
            at = opened
        elif c in _STOPS:
            break
        else:
            at -= 1
    return at


def _twofold(text: str, at: int, end: int) -> list[re.Match[str]]:
    """Return the conjunctions between two names of which the first leaves out the ending: each says what is done to what."""
    tail = _TAIL.search(text, at, end)
    return [m for m in _AND.finditer(text, at, end) if tail and tail.start() - m.end() >= _OBJECT]


def _behind(text: str, at: int, end: int) -> int:
    """Return where the name begins behind a verb: what measures it or tells its level is left out."""
    m = _BEHIND.match(text, at, end)
    at = m.end() if m else at
    return at + 1 if text[at - 2 : at] in _LEVELS and text[at] in "省市区县" else at


def _governs(tagged: Tagged, i: int, floor: int) -> bool:
    """Tell whether no name goes on over the word at `i`; what is done to the word before it does (成果赋权|改革|专项行动)."""
    if not tagged.barrier[i]:
        return False
    start, end = i, i + 1
    while start > floor and not tagged.starts[start]:
        start -= 1
    while not tagged.starts[end]:
        end += 1
    return not (_NOMINAL.fullmatch(tagged.text, start, end) and start > floor and not tagged.barrier[start - 1])


def _mention(text: str, span: tuple[int, int], rule: str, strength: float) -> Mention:
    return Mention(EntityType.PROGRAMME, text[span[0] : span[1]], Span(*span), Status.EXISTS, rule, strength)
