"""Names that an ending tells: parks, incubators, platforms, institutes, universities, hospitals, companies, regions.

Each ending (`lexicon/suffixes.tsv`) is a head; the name is what stands to its left up to a barrier. What has nothing of its
own in front of the head (省级工程技术研究中心) names nothing and is refused.
"""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cache

import rjieba

from loaders.automaton import Endings, Words
from loaders.document import Span
from loaders.facts import Mention, Refusal, RefusalReason
from loaders.finders import authors, bare_zones
from loaders.lexicons import rows, words
from loaders.tagging import Tagged
from ontology import EntityType, Status
from ontology.industries import names as industry_names

_LONGEST = 32
_ENDINGS = (
    "园",
    "区",
    "中心",
    "基地",
    "平台",
    "室",
    "院",
    "所",
    "大学",
    "公司",
    "集团",
    "城",
    "谷",
    "港",
    "联盟",
    "协会",
    "器",
    "空间",
    "局",
    "厅",
    "委",
    "府",
    "行",
    "厂",
    "会",
    "部",
    "站",
)
_UNNAMED = re.compile(
    r"^(?:重点|综合性?|高水平|一流|双一流|世界一流|应用型|研究型|本科|高等|职业|知名|著名|国内|国外|境外|海外|二级|独立|特色|现代|各|多所|综|专科|三甲|三级|二级|县级|公立|民营|私立|基层|定点|互联网|社区|乡镇|中心|第[一二三四五六七八九十]+|附属|人民|中|产业|示范|开放|老年|网络|电视|广播|联合|国际|[省市区县州]级?|部属|理工|师范|农业|医科|工业)*$"
)
_AREAS = (EntityType.DISTRICT, EntityType.REGION)
_ZONES = frozenset(("高新", "经开", "综保"))
_VALLEY = "谷"  # the last character of a division or a listed park, too
_BASIN = "流域"
_LAYOUT = re.compile("^[一二三四五六七八九十两双多\\d]|[-—+\\d]|企业")  # a formula or a chain of kinds, no name
_NOTHING = "X"  # in suffixes.tsv: an ending that hides a shorter one (公园 hides 园)
_ORGANISATIONS = frozenset(
    (
        EntityType.UNIVERSITY,
        EntityType.RESEARCH_INSTITUTE,
        EntityType.ENTERPRISE,
        EntityType.HOSPITAL,
        EntityType.PLATFORM,
        EntityType.INCUBATOR,
    )
)
_RANK = re.compile(r"(?:国家|省|市|区|县)级|国家|全国|省(?=[^内外级])")
_PREPOSITIONS = frozenset("以由在将对从向于至与和")
_ROW_NUMBER = re.compile(r"\d{1,3}(?=[一-鿿]{3})")
_NUMBERED_ROW = re.compile(r"(?:^|\n)\d{1,3}(?=[一-鿿]{4})")
_ROWS = 3
_AROUND = 400
_COUNTED = re.compile(r"(?:[两二三四五六七八九十]|\d{1,2})(?:个|家|大)(?=[一-鿿])")
_BRACKETED_KIND = re.compile("（[A-ZⅠ-Ⅲ]型）")
_BRACKETED_PLACE = re.compile(r"（([^（）、，。；：]{2,8})）")
# a body of the nation that is opened is one body, however plain its name
_OPENED = (EntityType.PLATFORM, EntityType.RESEARCH_INSTITUTE)
_NATION = re.compile("(?<![一-鿿])(?:国家|全国)(?!级|首|第|[一二三四五六七八九十两])")
_OPENS = re.compile("(?:已|正式|成功|顺利|全面|建成|建设)*(?:揭牌|挂牌|启用|投用|投入(?:运行|运营|使用)|运行|上线|获批|投运)")
_BODY_BEFORE = re.compile("中心|[院室所委局厅]|部门|公司|企业|平台|基地")
_FIELD = 3
_COMPANY = ("有限", "公司", "股份", "集团", "责任")
_LEVELS = frozenset("省市县")
_OF_LEVEL = re.compile(r"[省市县](?![级内外属域部市县区重场政会民])(?!.{0,4}级|“\d)")
_LEAST_OF_LEVEL = 7
_ONE_OF_LEVEL = re.compile(".*(?:平台|服务中心|交易中心|研究院)")
# of such bodies the nation has one in each field
_NATIONAL = re.compile("国家(?!级)(?!(?:先进)?制造业$|(?:战略性?)?(?:新兴)?产业$|[农工]业$|企业)(..+)")
# a body that two provinces have together, each by its letter
_LETTERED = re.compile("[京津沪渝冀晋辽苏浙皖闽赣鲁豫鄂湘粤桂琼滇陕]{2}(?=[一-鿿]{2})")
_OF_FIELD = re.compile(
    "(?:(?:技术|产业|制造业)?创新|工程研究|工程技术研究|(?:产品)?(?:质量)?(?:监督)?检验(?:检测)?|质检|医学|临床医学研究|计量测试)中心|研究院"
)
_ALONG = re.compile("沿线|海外|境外|国家")
_TRIM = re.compile(
    r"(?:[一二三四五六七八九十两\d]+余?多?(?:个|家|所|批|座|项|条|大|类|支|届|期|处|名|位|年|月|日|号)|一系列|新一轮|新型|重点|多个|若干|各类|各级|我[市省区县]|[全本][市省区县国]|有条件的?|符合条件的?|优质|知名"
    r"|[区市省县]内|国内外?|国外|境外|海外|首个|首批|上述|相关|有关|大型|(?:骨干|龙头|重点|链主|头部|独角兽|瞪羚|跨国|上市)企业|新?央企|国企|民企|外企|上市公司|(?:世界|中国|民企)\d+强(?:企业)?|(?:执行)?(?:副?董事长|副?总裁|副?总经理|副?会长|副?主席|副?院长|副?主任|秘书长)兼?|[中内外上下后前个家所座处项条])"
)
_ONCE = re.compile("原(?=中国|国家)")
_KEPT_BEFORE = re.compile(r"[（(“—·-]$|^(?:国家|中国|国际|中外|全国|[省市区县](?:级)?)|[省市区县州]$")
_OCCASION = re.compile(r"(?:会议|大会|论坛|仪式|活动)上$")
_LEADING_VERB = re.compile(
    r"(?:建设|发展|创新|规划|推广|管理|服务|运营|改革|引导|引领|促进|拓展|投资|合作|交流|示范|联合|共享|开放|集聚|承接|保护|利用|应用|转型|推进|培训|教育)(?=.{4,})"
)


@dataclass(frozen=True, slots=True)
class _Head:
    start: int
    end: int
    type: EntityType


@cache
def heads() -> Endings:
    """Return the search for the endings that tell what kind of thing a name names."""
    return Endings((suffix, kind) for suffix, kind in rows("suffixes"))


@cache
def _generic() -> Words:
    return Words((word, "generic") for word in {*words("generic"), *industry_names(), *(s for s, _ in rows("suffixes"))})


def find(tagged: Tagged, places: Sequence[Mention], known: Sequence[Mention]) -> tuple[tuple[Mention, ...], tuple[Refusal, ...]]:
    """Return the names that endings tell and what was refused; `places` and `known` are divisions and gazetteer names found before."""
    own = {m.span.start: m.span.end for m in (*places, *known)}
    areas = {m.span.end: m.span.start for m in sorted((*places, *known), key=lambda m: -m.span.start) if m.type in _AREAS}
    ends = {m.span.end: m.span.end for m in known} | areas
    ends |= {m.span.end: m.span.start for m in known if m.type is EntityType.PARK}
    mentions: list[Mention] = []
    refusals: list[Refusal] = []
    last: Mention | None = None
    found = tuple(heads().find(tagged.text))
    hidden = {start: end for start, end, kind in found if kind == _NOTHING}
    for start, end, kind in found:
        if hidden.get(start, end) > end:
            continue  # the word goes on and is none of these (青岭中心|城区)
        if not (tagged.starts[end] or tagged.barrier[end]):
            continue
        if last is not None and start < last.span.end and start >= last.span.start + 2 and end <= last.span.end:
            continue
        if (kind == EntityType.REGION and end in ends) or (tagged.text[start:end] == _VALLEY and ends.get(end, end) < start):
            continue  # the name of a known place ends here: what stands before it is none of it (新时期|云溪新区)
        if kind == _NOTHING or (kind == EntityType.UNIVERSITY and tagged.text.startswith("科技园", end)):
            continue
        head = _Head(start, end, EntityType(kind))
        result = _name(tagged, head, own, ends, last)
        if isinstance(result, Mention):
            mentions.append(result)
            last = result
        elif result is not None:
            refusals.append(result)
    return tuple(mentions), tuple(refusals)


def _name(tagged: Tagged, head: _Head, own: dict[int, int], ends: dict[int, int], last: Mention | None) -> Mention | Refusal | None:
    text = tagged.text
    left = _left(tagged, head, own, ends)
    joined = False
    if last is not None and left < last.span.end:
        joined = _joins(text, last, head, own.items())
        left = last.span.start if joined else last.span.end
    if not joined:
        left = _national(tagged, left)
        left = _trimmed(tagged, left, head.start, own)
        left = _below_province(text, left, head.start, own) if head.type is EntityType.PARK else left
    if own.get(left) == head.start and text[head.start : head.end] == "园" and text[left - 2 : left] in _ZONES:
        left -= 2  # a zone's park, called by the kind of zone and its place
    core = text[left : head.start]
    if not core and bare_zones.is_named(text, Span(head.start, head.end), starts=own, ends=ends):
        return Mention(head.type, text[head.start : head.end], Span(head.start, head.end), Status.EXISTS, "bare zone", 0.5)
    if _COUNTED.search(text, left + 1, head.start + 1):
        return None
    if joined and last is not None and last.type is EntityType.PARK and text[head.start : head.end] == "核心区":
        head = _Head(head.start, head.end, EntityType.PARK)
    end = _right(tagged, head, own)
    if end - left > _LONGEST:
        return Refusal(head.type.value, Span(left, end), RefusalReason.TOO_LONG, "suffix", text[left:end])
    strength = 0.8 if joined else _distinctive(text, left, head, own)
    if end > head.end:
        strength = max(strength, 0.85)
    if head.type in _OPENED and (level := _level(tagged, left, head)) >= 0:
        left, strength = level, 0.95
    if head.type in _OPENED and _OPENS.match(text, end) and (nation := _opened(text, left, head)) >= 0:
        left, strength = nation, 0.95
    if strength <= 0:
        if core:
            return Refusal(head.type.value, Span(left, end), RefusalReason.GENERIC, "suffix", text[left:end])
        return None
    return Mention(head.type, text[left:end], Span(left, end), Status.EXISTS, "suffix:" + text[head.start : head.end], strength)


def _left(tagged: Tagged, head: _Head, own: dict[int, int], ends: dict[int, int]) -> int:
    """Walk left from the head to the barrier before the name; a quoted or bracketed part inside the name is passed over."""
    text, barrier, verbs = tagged.text, tagged.barrier, tagged.verbs
    at, floor = head.start, max(0, head.start - _LONGEST)
    while at > floor:
        c = text[at - 1]
        if c == "）" and at - 2 > floor and not "㐀" <= text[at - 2] <= "鿿" and not text[at - 2].isalpha():
            break
        if (
            c in "”）"
            and (opened := text.rfind("“" if c == "”" else "（", floor, at)) >= 0
            and "、" not in text[opened:at]
            and "，" not in text[opened:at]
        ):
            if c == "”" and text[opened - 1 : opened] == "”":
                return opened
            at = opened
        elif (c in "和与及" and tagged.starts[at - 1] and _bridges(tagged, at - 1, own, ends)) or (
            c in "·—-－" and at - 1 > floor and not barrier[at - 2]
        ):
            at -= 1
        elif floor <= ends.get(at, -1) < at:
            at = ends[at]  # a place or listed name, whatever the dictionary takes it for
        elif barrier[at - 1] or (verbs[at - 1] and not _after_place(tagged, at - 1, ends)):
            break
        else:
            at -= 1
    return at


def _after_place(tagged: Tagged, at: int, ends: Container[int]) -> bool:
    """Tell whether the word that the dictionary takes for a verb at `at` follows a place (江苏|力合…), so that it is part of a name."""
    while at > 0 and not tagged.starts[at]:
        at -= 1
    return at in ends


def _bridges(tagged: Tagged, at: int, own: dict[int, int], ends: Container[int]) -> bool:
    """Tell whether 和, 与 or 及 at `at` joins two halves of one name (数字创意和软件产业园) rather than two names."""
    if at in ends:
        return False
    begin = at
    while begin > 0 and not tagged.barrier[begin - 1] and not tagged.verbs[begin - 1] and at - begin < 16:
        begin -= 1
    part = tagged.text[begin:at]
    if any(part.endswith(suffix) for suffix in _ENDINGS):
        return False
    holder = next((i for i in range(begin, at) if i in own), None)
    if holder is not None and 0 < at - own[holder] <= 12:
        return True
    return 2 <= len(part) <= 6 and part in industry_names() and tagged.text[begin - 1 : begin] != "、"


def _joins(text: str, last: Mention, head: _Head, own: Container[tuple[int, int]]) -> bool:
    """Tell whether the name before runs on into this head (X大学Y研究院) or two names stand side by side (X高新区Y谷)."""
    between = text[last.span.end : head.start]
    if last.type is EntityType.PARK and text[head.start : head.end] == "园" and (last.span.end, head.start) in own:
        return True  # a park's member, called by its place alone
    if head.type in (EntityType.ENTERPRISE, EntityType.GOVERNMENT_BODY) or last.type in _ORGANISATIONS:
        return True
    if _RANK.match(between) or not between:
        return not between
    return residue(between) < 2


def _trimmed(tagged: Tagged, left: int, stop: int, own: dict[int, int]) -> int:
    """Drop counters, generic words and a verb in front of the name; what stands before a place or known name is dropped if generic."""
    text = tagged.text
    left = _unnumbered(text, left)
    left = authors.behind(text, left, stop, own=own)
    once = _ONCE.match(text, left, stop)
    left = once.end() if once else left
    if text[left] == "好" and text[left - 1 : left] in "建办用管" and left:
        left += 1
    if (text[left] in _PREPOSITIONS and left + 1 in own) or (text[left - 1 : left] == "做" and text[left] in "优强大精实细"):
        left += 1
    for pattern in (_TRIM, _TRIM, _LEADING_VERB, _TRIM):
        if left in own and own[left] - left > 1:
            return left
        m = pattern.match(text, left, stop)
        if m and tagged.starts[m.end()]:
            left = m.end()
    place = next((i for i in range(left + 1, stop) if i in own), left)
    before = text[left:place]
    if text.startswith(_COMPANY, stop) and (before in words("countries") or (before == "中国" and text[own[place] - 1] in "省市县")):
        return place
    loose = residue(before) == 0 or _OCCASION.search(before)
    return place if before and not _KEPT_BEFORE.search(before) and loose else left


def _national(tagged: Tagged, left: int) -> int:
    """Return where a name begins that a verb seems to cut and that 国家 opens (国家多环节茶叶登记追溯平台)."""
    text, at = tagged.text, left
    while at > 0 and left - at < _LONGEST // 2 and not tagged.barrier[at - 1]:
        at -= 1
    whole = text.startswith("国家", at) and text[at + 2 : at + 3] != "级" and not _BODY_BEFORE.search(text, at, left)
    return at if at < left and whole else left


def _below_province(text: str, left: int, stop: int, own: dict[int, int]) -> int:
    """Return where a name begins behind the full name that is only stacked before the place in it (江东省|云溪科技城, 云溪市|云溪科技城)."""
    end = own.get(left, left)
    stacked = end in own and own[end] <= stop and (text[end - 1] == "省" or text[end : own[end]] == text[left : end - 1])
    return end if stacked else left


def _level(tagged: Tagged, left: int, head: _Head) -> int:
    """Return where a level stands at the front of a name, -1 for none: of such a body there is one (省种质资源共享平台)."""
    at = left if tagged.text[left] in _LEVELS else left - 1
    free = at == 0 or (at > 0 and tagged.barrier[at - 1])
    long = head.end - at >= _LEAST_OF_LEVEL
    one = free and long and _OF_LEVEL.match(tagged.text, at, head.end) and _ONE_OF_LEVEL.fullmatch(tagged.text, head.start, head.end)
    return at if one else -1


def _opened(text: str, left: int, head: _Head) -> int:
    """Return where 国家 or 全国 stands at the front of a name with a field of its own, -1 where it does not."""
    m = _NATION.search(text, max(0, left - 2), left + 2)
    return m.start() if m and head.start - m.end() >= _FIELD else -1


def _unnumbered(text: str, left: int) -> int:
    """Return where a name begins behind the number of its row (17青云齿轮厂), which rows around it have too."""
    m = _ROW_NUMBER.match(text, left)
    if not m or (left and text[left - 1] != "\n"):
        return left
    near = _NUMBERED_ROW.findall(text, max(0, left - _AROUND), left + _AROUND)
    return m.end() if len(near) >= _ROWS else left


def _right(tagged: Tagged, head: _Head, own: dict[int, int]) -> int:
    """Return where the name ends: a bracketed place or part number after the head belongs to it."""
    kind = _BRACKETED_KIND.match(tagged.text, head.end)
    if kind:
        return kind.end()
    m = _BRACKETED_PLACE.match(tagged.text, head.end)
    if m and head.type is not EntityType.DISTRICT and own.get(m.start(1)) == m.end(1):
        return m.end()
    return head.end


def _distinctive(text: str, left: int, head: _Head, own: dict[int, int]) -> float:
    """Return how sure the part before the head is a name of its own; 0 where it is made of generic words alone."""
    core = text[left : head.start]
    if core and text[left - 1 : left] == "“" and text[head.end : head.end + 1] == "”" and not _LAYOUT.search(core) and residue(core):
        return 0.85
    if len(core) < 2:
        return 0.0
    if any(left <= start and end <= head.start for start, end in _inside(own, left, head.start)):
        return 0.9
    if head.type in (EntityType.UNIVERSITY, EntityType.HOSPITAL):
        return 0.0 if _UNNAMED.match(core) else 0.75
    if core.startswith("“一带一路”") and not _ALONG.search(core):
        return 0.95
    if text[head.start : head.end] == _BASIN and residue(core) >= 2:
        return 0.85
    field = _NATIONAL.match(core)
    if head.type in _OPENED and _LETTERED.match(core) and len(set(core[:2])) > 1 and not rjieba.has_word(core[:2]):
        return 0.95
    if field and _OF_FIELD.fullmatch(text, head.start, head.end) and (residue(field[1]) or field[1] in industry_names()):
        return 0.95
    own_part = residue(core)
    if core.startswith(("中国", "首都")) and len(core) > 3:
        return 0.8
    if own_part >= 2:
        return 0.7
    if "“" in core or re.search(r"[A-Za-z]{2,}|·", core):
        return 0.7
    if core.startswith("国家") and own_part:
        return 0.6
    return 0.0


def _inside(own: dict[int, int], left: int, right: int) -> list[tuple[int, int]]:
    return [(i, own[i]) for i in range(left, right) if i in own]


@cache
def residue(core: str) -> int:
    """Count the Han characters of `core` that no generic word accounts for."""
    covered = sum(end - start for start, end, _ in _generic().find(core))
    return sum("㐀" <= c <= "鿿" for c in core) - covered
