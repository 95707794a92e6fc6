"""Industries by the company they keep: the members of a list that nobody named, where the list as a whole is one of industries."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import rjieba

from loaders.document import Span, covered
from loaders.facts import Mention
from loaders.finders.industries import NOT_ITEM, RESTRICTED, TECHNICAL, bare, listed, nameable, of_a_kind
from loaders.finders.lists import after, before
from loaders.sentences import Sentence
from loaders.tagging import Tagged
from ontology import INDUSTRIES, EntityType, Status

RULE = "beside industries in a list"
_CLAUSE = re.compile(r"[^，。；：！？\n\t]+")
_KIND = (
    r"(?:千亿级|百亿级|万亿级|战略性|战略|新兴|未来|主导|支柱|优势|特色|传统|重点|高新技术|高技术|先进|现代|首位|数字|新型|新|绿色|前沿|核心|高端|细分|"
    r"生产性|生活性|专业|多个|多|[一二三四五六七八九十两\d]+[大个条类]){0,4}"
)
# what the members of a list are called behind it: 等三大产业, 等新业态, 等现代服务业
_CLASS = re.compile(
    f"等?{_KIND}(?P<head>产业链|产业集群|产业(?![园化基技链]|工人|结构|布局|政策|体系|扶贫|资本|基金|投资|转移|工程|项目|融合)|集群|行业(?!大模型|协会|标准)"
    r"|领域(?!技术|研发|研究|的?(?:科研|科技|关键|技术|基础|重大|共性|改革|监管|立法|治理|安全|投资|需求)|[^，。]{0,8}应用)|赛道|板块|业态|新型消费|增长点|增长潜力|(?:服务|制造|加工|种植|养殖|农|工)业(?:类)?项目|(?:服务|制造|加工|种植|养殖)业(?!务)"
    r"|(?:方面)?(?:开展|进行|实施)(?:专项|精准|定向|重点)*招商)"
)
_LED = re.compile(
    r"为(?:(?:招商|产业|发展|投资)(?:重点|方向)|(?P<by>主导|支柱|重点|核心|特色|主体|龙头|引领))(?!，?的?(?:企业|技术|产品|人才|平台|园区))"
)
_VERB = re.compile(r"(?:发展|壮大|做[大强优精特]|培育|布局|主攻|聚集|集聚|形成|深耕|涵盖|覆盖|包括|涉及|业态为|以)(?:了|起|以)?$")
_DEVELOPED = re.compile(r"(?:发展|壮大|做[大强优精特]|培育|布局|主攻)(?:了|起|以)?$")
_USED = re.compile("用[于在]|满足")  # what a product is used for
_LEAD = re.compile(
    r"(?:优化|提升|巩固|丰富|规范|推动|推进|支持|促进|面向|围绕|聚焦|引导|改造|加快|大力|积极|发展|壮大|培育|布局|打造|拓展)+"
)
_OTHER = re.compile("为主|为代表|[的把对]")  # what stands before the head then is no list of its members
_ALONE = re.compile(
    r"(?:发展|培育|壮大|做[大强优]|布局|拓展|以)(?P<name>[\u4e00-\u9fff]{2,9}?)等(?:新型|新兴|新)(?:业态|模式|消费|赛道|产业)"
)
_DONE = re.compile("[，。；：）\n]")
_ADVERB = re.compile("全面|加快|持续|快速|规范|蓬勃|加速|迅速|有序|协同|融合|健康发展|创新发展|集聚|提质|发展")
_WORK = re.compile(r"(?:成套|专用|及其|配套|[设装]备|零部件)*(?:研发|生产|制造|加工|种植|养殖|繁育|维修|回收|利用|运营|服务|应用|贸易)+")
_LONGEST_PIECE = 18
_LONGEST_HEAD = 24
_LONGEST_KIND = 8
_LEAST_ALONE = 2
_LEAST = 2
_SURE = 3
_LOOSE = frozenset(("业态", "赛道", "板块", "增长点", "增长潜力"))  # what is called so is no industry by that alone
_PART = 4  # of the members of a list that is called one of industries so many a one is known
_REACH = 120
_NEAR = 24
_LEAST_LIST = 3


@dataclass(frozen=True, slots=True)
class _Listing:
    """`members` in their order, the head that closes them ("" for none), and what stands before and behind."""

    members: tuple[tuple[int, int], ...]
    head: str
    verb: str
    technical: bool


def beside(tagged: Tagged, sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the members of lists of industries that nobody named: what stands between marks beside industries is one."""
    known = siblings(tagged, mentions)
    members = _alone(tagged) | _members(tagged, sentences, (*mentions, *known))
    return (*known, *(Mention(kind, tagged.text[s:e], Span(s, e), Status.EXISTS, RULE, 0.7) for (s, e), kind in sorted(members.items())))


def _members(tagged: Tagged, sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> dict[tuple[int, int], EntityType]:
    """Return the members of coherent lists that `mentions` leave out, and as what: the first industry of their list tells."""
    taken = covered(tagged.text, (m.span for m in mentions))
    named = {m.span.end: m for m in mentions if m.type in INDUSTRIES}
    begun = {m.span.start: m for m in mentions if m.type in INDUSTRIES}
    places = {m.span.start: m.span.end for m in mentions if m.type is EntityType.DISTRICT}
    members: dict[tuple[int, int], EntityType] = {}
    for listing in (listing for sentence in sentences for listing in _listings(tagged, sentence)):
        inside = [found for member in listing.members if (found := _accepted(tagged.text, member, named)) is not None]
        named_there = (_behind_place(_governed(tagged, member), places) for member in listing.members)
        free = [member for member in named_there if _is_free(tagged.text, member, taken, begun)]
        if free and _coherent(tagged.text, listing, inside=len(inside), free=free):
            kind = inside[0].type if inside else EntityType.INDUSTRY
            for start, end in free:
                members.setdefault((start, start + len(bare(tagged.text[start:end]))), kind)
    return members


def _alone(tagged: Tagged) -> dict[tuple[int, int], EntityType]:
    """Return what is named alone as a new form of business (发展云端茶铺等新业态)."""
    found = _ALONE.finditer(tagged.text)
    return {m.span("name"): EntityType.INDUSTRY for m in found if nameable(m["name"]) and not tagged.verbs[m.start("name")]}


def siblings(tagged: Tagged, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the members of lists in which industries were found that the scheme knows and nobody named: industries too."""
    sectors = {m.span.start: m for m in mentions if m.type in INDUSTRIES}
    taken = covered(tagged.text, (m.span for m in mentions))
    found: dict[tuple[int, int], EntityType] = {}
    for m in sectors.values():
        for items in (after(tagged, m.span.start, m.span.end + _REACH), before(tagged, m.span.end, max(0, m.span.start - _REACH))):
            inside = [sectors[s] for s, _ in items if s in sectors]
            if len(inside) * 2 < len(items) or len(items) < _LEAST_LIST:
                continue
            for s, e in items:
                if not any(taken[s:e]) and listed(tagged.text[s:e]) and not NOT_ITEM.search(tagged.text[s:e]):
                    found.setdefault((s, e), inside[0].type)
    return tuple(Mention(kind, tagged.text[s:e], Span(s, e), Status.EXISTS, RULE, 0.7) for (s, e), kind in sorted(found.items()))


def _accepted(text: str, member: tuple[int, int], named: dict[int, Mention]) -> Mention | None:
    """Return the industry that a member of a list is, its class word aside."""
    start, end = member
    for at in (end, end - 1, end - 2):
        m = named.get(at)
        if m is not None and m.span.start >= start and text[at:end] in ("", "业", "产业", "行业"):
            return m
    return None


def _governed(tagged: Tagged, member: tuple[int, int]) -> tuple[int, int]:
    """Return a member without the verbs before it, where the scheme knows what remains (重点支持|现代制药)."""
    start, end = member
    if listed(tagged.text[start:end]):
        return member
    at = start
    for word, label in rjieba.tag(tagged.text[start:end]):
        if label[0] != "v" and not tagged.barrier[at]:
            break
        at += len(word)
        if of_a_kind(tagged.text[at:end]):
            return at, end
    return member


def _behind_place(member: tuple[int, int], places: dict[int, int]) -> tuple[int, int]:
    """Return a member without the division before it (支持甲县|茶叶、乙县|柑橘等特色产业)."""
    start, end = member
    return (places[start], end) if places.get(start, end) + _LEAST <= end else member


def _is_free(text: str, member: tuple[int, int], taken: bytearray, begun: dict[int, Mention]) -> bool:
    """Tell whether a member of a list is a name that nobody saw, or saw only the beginning of (船用阀门|研发生产)."""
    start, end = member
    m = begun.get(start)
    if m is not None and start < m.span.end < end and not any(taken[m.span.end : end]):
        return bool(_WORK.fullmatch(text, m.span.end, end))
    return not any(taken[start:end]) and nameable(text[start:end])


def _coherent(text: str, listing: _Listing, *, inside: int, free: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a list is one of industries: by the share of its members that are, its head and the verb before it."""
    n = len(listing.members)
    known = sum(listed(text[s:e]) for s, e in free)
    if listing.technical:
        return inside >= _SURE and inside * 3 >= n * 2
    if listing.head in ("主导", "支柱"):
        return inside > 0 or n >= _SURE
    if listing.head == "领域":
        return (inside + known / 2) * 2 >= n and inside > 0 and (inside * 2 >= n or not _USED.search(listing.verb))
    if listing.head:
        sought = listing.head.endswith("招商") and inside + known > 0
        developed = (sought or bool(_DEVELOPED.search(listing.verb))) and (len(free) + inside) * 3 >= n * 2
        return (inside + known / 2) * (2 if listing.head in _LOOSE else _PART) >= n or (n >= _SURE and developed)
    return inside >= _LEAST_ALONE and inside * 2 >= n


def _listings(tagged: Tagged, sentence: Sentence) -> Iterator[_Listing]:
    """Yield the lists between the marks of a sentence, quoted and bracketed ones passed over."""
    for clause in _CLAUSE.finditer(tagged.text, sentence.span.start, sentence.span.end):
        for run in _runs(tagged.text, clause.start(), clause.end()):
            listing = _listing(tagged, run, clause.start(), clause.end())
            if listing is None or not listing.members:
                continue
            start, end = max(sentence.span.start, listing.members[0][0] - _NEAR), listing.members[-1][1]
            if not RESTRICTED.search(tagged.text, start, end):
                yield listing


def _runs(text: str, start: int, end: int) -> Iterator[list[int]]:
    """Yield the places of the marks 、 that belong together: within the same brackets, and not behind the 等 of another list."""
    open_: list[list[int]] = [[]]
    for i in range(start, end):
        c = text[i]
        if c in "（“(《":
            open_.append([])
        elif c in "）”)》" and len(open_) > 1:
            yield open_.pop()
        elif c == "、":
            if open_[-1] and (i - open_[-1][-1] > _LONGEST_PIECE or "等" in text[open_[-1][-1] : i]):
                yield open_[-1]
                open_[-1] = []
            open_[-1].append(i)
    yield from open_


def _listing(tagged: Tagged, run: list[int], floor: int, ceiling: int) -> _Listing | None:
    text = tagged.text
    first = before(tagged, run[0], floor) if run else []
    if not first:
        return None
    start = next((s for s, _ in first if "、" not in text[s : run[0]]), first[-1][0])
    lead = _LEAD.match(text, start, run[0])
    start = lead.end() if lead and run[0] - lead.end() >= _LEAST else start
    members = [(start, run[0]), *((a + 1, b) for a, b in pairwise(run))]
    tail = run[-1] + 1
    led = _LED.search(text, tail + 2, min(ceiling, tail + _LONGEST_HEAD))
    head = led or _CLASS.search(text, tail + 2, min(ceiling, tail + _LONGEST_HEAD))
    verb = text[max(floor, start - 6) : start]
    if head is not None and not led and _OTHER.search(text, tail, head.start()):
        return None
    if head is not None:
        rest = [(s, e) for s, e in _parted(text, tail, _end(text, tail, head, members)) if e > s]
        return _Listing((*members, *rest), (head["by"] or "主导") if led else head["head"], verb, technical=False)
    rest = after(tagged, tail, ceiling)
    if not rest:
        return None
    begun = members if _VERB.search(verb) or listed(text[start : run[0]]) else members[1:]
    end = rest[-1][1]
    return _Listing((*begun, *rest[:-1], *_last(tagged, rest[-1])), "", verb, bool(TECHNICAL.match(text, end)))


def _end(text: str, tail: int, head: re.Match[str], members: Sequence[tuple[int, int]]) -> int:
    """Return where the last member ends: at 等, else at the head, unless the head is its own (大数据、现代制造业; A产业、B产业)."""
    etc = text.find("等", max(tail + _LEAST, head.start() - _LONGEST_KIND), head.start() + 1)
    if etc >= 0 or "head" not in head.groupdict():
        return etc if etc >= 0 else head.start()
    own = listed(text[tail : head.end()]) or (len(members) > 1 and all(text[s:e].endswith(head["head"]) for s, e in members))
    return head.end() if own else head.start()


def _last(tagged: Tagged, member: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Yield the last member of a list that no head closes, without the adverb behind it; nothing where it goes on as something else."""
    text, (start, end) = tagged.text, member
    adverb = _ADVERB.search(text, start + _LEAST, end)
    if adverb:
        yield start, adverb.start()
    elif (
        end == len(text)
        or _DONE.match(text, end)
        or (text[end] == "等" and (_DONE.match(text, end + 1) or tagged.verbs[end + 1] or _ADVERB.match(text, end + 1)))
    ):
        yield start, end


def _parted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the last members of a list, those that 和 and 与 join apart."""
    at = start
    if not listed(text[start:end]):
        for m in re.finditer("以及|[和与及]", text[start:end]):
            yield at, start + m.start()
            at = start + m.end()
    yield at, end
