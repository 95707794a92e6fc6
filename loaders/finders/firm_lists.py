"""Lists of companies, read as lists: what stands between two marks is one name, and what the list calls brands is no company."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from loaders.document import Span
from loaders.facts import Mention
from loaders.finders.enterprises import is_company
from ontology import INDUSTRIES, EntityType, Status

_LIST = re.compile(r"[^，。；：！？、\s|]{1,40}+(?:、[^，。；：！？、\s|]{1,40}+){2,60}+")
_BRANDS = re.compile("等[^，。；、]{0,4}(?:品牌|名牌|单品|土特产)(?!企业)")
_FIRM = re.compile("(?:集团|公司|股份|厂)$")
_COMPANIES = re.compile("等[^，。；、]{0,14}?(?:企业|公司|集团|厂商|商家|药企|车企|巨头|厂家|大户)")
# names of events, buildings and works, which a list may hold beside companies
_NO_FIRM = re.compile(
    "(?:论坛|峰会|大会|年会|展会|书博会|博览会|艺术节|电影节|文化节|大赛|大厦|广场|中心|枢纽|机场|大桥|高速|一号|会展|膜|晶圆|生产线)$"
)
_GOES_ON = re.compile("[一-鿿]{0,4}(?:论坛|峰会|博览会|枢纽|大桥|机场)")
_NO_NAME = re.compile("[的以在将与和及对从向于由把为是]|“|（")
_AREA = re.compile("..(?:东北亚|亚太|大中华区?|中国区?|全国|全球|[华东西中南北]{2}|区域)$")
_BASE = re.compile("..(?:基地|数据中心)$")
_ENOUGH = 2
_LEAST, _MOST, _MOST_LEFT = 2, 12, 3


def mended(text: str, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the mentions with the companies of lists whole, those that nobody saw among them, and without brands."""
    firms = sorted((m for m in mentions if m.type is EntityType.ENTERPRISE), key=lambda m: m.span)
    others = (m for m in mentions if m.type is not EntityType.ENTERPRISE and m.type not in INDUSTRIES)
    taken = {i for m in others for i in range(m.span.start, m.span.end)}
    places = [m for m in mentions if m.type is EntityType.DISTRICT]
    changed: dict[Mention, Mention | None] = {m: None for m in firms if m.rule == "tagger" and _is_no_firm(text, m)}
    ends = {m.span.start: m.span.end for m in sorted(places, key=lambda m: -m.span.end)}
    changed |= {m: whole for m in firms if (whole := _whole(text, m, ends)) is not m}
    added: list[Mention] = []
    for row, inside in _lists(text, firms):
        if _are_brands(row, inside):
            changed |= {m: None for m in inside if not _FIRM.search(m.name)}
            branded = Span(*row.span())
            changed |= {m: None for m in places if m.span in branded and text[m.span.end] not in "、等"}
            continue
        members = list(_members(text, row))
        named = sum(any(m.span.end == member.end for m in inside) for member in members)
        sure = bool(_COMPANIES.search(row[0])) or named * 2 > len(members)
        for member in members:
            name = text[member.start : member.end]
            held = [m for m in inside if m.span.overlaps(member)]
            if _NO_NAME.search(name) or not taken.isdisjoint(range(member.start, member.end)):
                continue
            if len(held) == 1 and held[0].span.end == member.end and 0 < held[0].span.start - member.start <= _MOST_LEFT:
                changed[held[0]] = replace(held[0], name=name, span=member)
            elif sure and not held and _LEAST <= len(name) <= _MOST and not _NO_FIRM.search(name) and is_company(name):
                added.append(Mention(EntityType.ENTERPRISE, name, member, Status.EXISTS, "among companies in a list", 0.7))
    kept = (changed.get(m, m) for m in mentions)
    return (*(m for m in kept if m is not None), *added)


def _whole(text: str, m: Mention, places: Mapping[int, int]) -> Mention:
    """Return a seat that a company has in a place with 总部, and a company's base or local cloud as the platform that it is.

    `places` are the ends of the divisions by their starts, the nearest where several begin there.
    """
    placed = any(places.get(i, m.span.end + 1) <= m.span.end for i in range(m.span.start + 1, m.span.end))
    if text.startswith("总部", m.span.end) and (placed or _AREA.search(m.name)):
        return replace(m, name=m.name + "总部", span=Span(m.span.start, m.span.end + 2))
    if _BASE.search(m.name) or (placed and m.name.endswith("云")):
        return replace(m, type=EntityType.PLATFORM)
    return m


def _lists(text: str, firms: Sequence[Mention]) -> Iterator[tuple[re.Match[str], list[Mention]]]:
    """Yield the lists that hold several companies, each with these."""
    at = 0
    for row in _LIST.finditer(text):
        while at < len(firms) and firms[at].span.start < row.start():
            at += 1
        begin = at
        while at < len(firms) and firms[at].span.end <= row.end():
            at += 1
        if at - begin >= _ENOUGH:
            yield row, list(firms[begin:at])


def _are_brands(row: re.Match[str], inside: Sequence[Mention]) -> bool:
    """Tell whether a list says that its members are brands, and they are not mostly companies that everybody knows."""
    return bool(_BRANDS.search(row[0])) and sum("list:" in m.rule for m in inside) * 2 <= len(inside)


def _is_no_firm(text: str, m: Mention) -> bool:
    return bool(_NO_FIRM.search(m.name) or _GOES_ON.match(text, m.span.end))


def _members(text: str, row: re.Match[str]) -> Iterator[Span]:
    """Yield the members of a list but the first, of which nobody knows where it begins; the last only up to 等."""
    start = text.index("、", row.start()) + 1
    stop = text.find("等", start, row.end())
    ceiling = row.end() if stop < 0 else stop
    while (end := text.find("、", start, ceiling)) >= 0:
        yield Span(start, end)
        start = end + 1
    if 0 <= start < stop:
        yield Span(start, stop)
