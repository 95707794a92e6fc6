"""Lists that say how many they list, or that a formula opens: what they list is named, however plain each name is by itself."""

import re
from collections.abc import Iterator, Sequence

from loaders.document import Span
from loaders.facts import Mention
from loaders.tagging import Tagged
from ontology import EntityType, Status

COUNTED = "counted before its ending"
LISTED = "in a list that says its number"
_NUMBER = "[一二两三四五六七八九十]|[1-9][0-9]?"
_LABORATORIES = re.compile(
    rf"((?<![一-鿿])[一-鿿]{{2,6}}(?:[、和][一-鿿]{{2,6}}){{1,8}}?)({_NUMBER})(?:个|家|大)(?:国家|全国|省|市|[一-鿿]{{2}})(?:级|重点)?实验室"
)
_ENDS = {
    EntityType.GOVERNMENT_BODY: ("局", "部", "办公室", "处", "科", "中心", "室"),
    EntityType.PLATFORM: ("中心", "平台", "基地", "云"),
    EntityType.PARK: ("园", "园区", "小区", "开发区"),
    EntityType.REGION: ("片区", "组团", "区", "带", "轴", "走廊", "圈", "线"),
}
# what is counted, and as what its members are known
_COUNT = re.compile(
    rf"(?P<etc>等)?(?P<number>{_NUMBER})(?:个|大|家|朵)(?:(?P<organ>(?:内设|职能|工作|下设|正|副|[科处]级)*(?:机构|部门|科室|局室))|[一-鿿]{{0,6}}?(?P<kind>中心|平台|基地|云|园区|片区|组团)(?![一-鿿]?[、商城建]))"
)
_FORMULA = re.compile(
    r"(?:“)?(?P<number>[两二三四五六七八九])(?P<kind>区|带|轴|园|片区|组团|走廊|圈)(?:”)?(?:是指|即为?|分别[是为]|，即|是)[:：]?"
)
_KINDS = {kind: type_ for type_ in (EntityType.REGION, EntityType.PARK, EntityType.PLATFORM) for kind in _ENDS[type_]}
_SPLIT = re.compile("[、和与及]|以及")
_BREAK = re.compile("[，。；：\n！？（）“”]")
_PLANNED = re.compile("(?:规划|建设|重点|发展)+(?=.{4})")
_WIDEST = 160
_LONGEST = 18
_SHORTEST = 3
_MANY = 3


def find(tagged: Tagged) -> list[Mention]:
    """Return what such lists name: laboratories without their ending, organs of a body, centres, parks, zones of a layout."""
    return [*_laboratories(tagged), *_before_number(tagged), *_behind_formula(tagged)]


def number(text: str) -> int:
    """Return the number that a short numeral says."""
    return int(text) if text.isdecimal() else "零一二三四五六七八九十".find(text.replace("两", "二"))


def _laboratories(tagged: Tagged) -> Iterator[Mention]:
    """Yield the laboratories that a list counts and leaves the ending of (青岭、凤鸣、石门三个省实验室), as many as it says."""
    for m in _LABORATORIES.finditer(tagged.text):
        spans = [Span(m.start() + item.start(), m.start() + item.end()) for item in re.finditer("[^、和]+", m[1])]
        if len(spans) == number(m[2]):
            yield from (_mention(tagged, EntityType.PLATFORM, span, COUNTED) for span in (_begun(tagged, spans[0]), *spans[1:]))


def _before_number(tagged: Tagged) -> Iterator[Mention]:
    """Yield the members of a list that tells their number behind it (综合部、规划部、招商部三个内设机构)."""
    text = tagged.text
    for m in _COUNT.finditer(text):
        breaks = [b.end() for b in _BREAK.finditer(text, max(0, m.start() - _WIDEST), m.start())]
        type_ = EntityType.GOVERNMENT_BODY if m["organ"] else _KINDS[m["kind"]]
        ends = _ENDS[type_] if m["organ"] or type_ is EntityType.PARK else (m["kind"],)
        items = _items(tagged, Span(breaks[-1] if breaks else max(0, m.start() - _WIDEST), m.start()), ends)
        clouds = m["kind"] == "云" and m["etc"] and len(items) >= _MANY
        offices = tagged.text.count("办公室、", items[0].start - 4, items[0].start) if items and m["organ"] else 0
        if clouds or (len(items) + offices == number(m["number"]) > 1):
            yield from (_mention(tagged, type_, item, LISTED) for item in items)


def _behind_formula(tagged: Tagged) -> Iterator[Mention]:
    """Yield the zones that a formula opens (三区是指果蔬种植区、水产养殖区、林下经济区), as many as it says."""
    text = tagged.text
    for m in _FORMULA.finditer(text):
        end = _BREAK.search(text, m.end(), m.end() + _WIDEST)
        items = _items(tagged, Span(m.end(), end.start() if end else min(len(text), m.end() + _WIDEST)), (m["kind"],))
        if len(items) == number(m["number"]):
            yield from (_mention(tagged, _KINDS[m["kind"]], item, LISTED) for item in items)


def _items(tagged: Tagged, span: Span, ends: Sequence[str]) -> list[Span]:
    """Return the items of a list, none where one of them has another ending or is no name by its length."""
    cuts = [(m.start(), m.end()) for m in _SPLIT.finditer(tagged.text, span.start, span.end) if m[0] == "、" or tagged.starts[m.start()]]
    edges = [span.start, *(edge for cut in cuts for edge in cut), span.end]
    items = [Span(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    items = [_begun(tagged, items[0]), *items[1:]]
    if "局" not in ends and (verb := _PLANNED.match(tagged.text, items[0].start, items[0].end)):
        items[0] = Span(verb.end(), items[0].end)
    items = [item for item in items if tagged.text[item.start : item.end] != "办公室"] if "局" in ends else items
    named = all(_SHORTEST <= i.end - i.start <= _LONGEST and tagged.text.endswith(tuple(ends), i.start, i.end) for i in items)
    return items if named and len(items) > 1 else []


def _begun(tagged: Tagged, first: Span) -> Span:
    """Return the first item of a list without the verb before it."""
    start = max((i + 1 for i in range(first.start, first.end - 1) if tagged.barrier[i] or tagged.verbs[i]), default=first.start)
    return Span(start, first.end)


def _mention(tagged: Tagged, kind: EntityType, span: Span, rule: str) -> Mention:
    return Mention(kind, tagged.text[span.start : span.end], span, Status.EXISTS, rule, 0.95)
