"""Party and government organs that their surroundings tell: a level before any business, a head's post, a list, a founding, a zone's own committee."""

import re
from collections.abc import Iterator, Mapping, Sequence

from loaders.facts import Mention
from loaders.tagging import Tagged
from ontology import EntityType

_Found = tuple[int, int, str]
_POST = r"(?:党组|党委)?(?:第一|常务)?副?(?:书记|主任|局长|部长|厅长|处长|院长|队长|支队长|大队长|组长|指挥长|主席|成员)"
_UNIT = "(?:分局|局|厅|委员会|委|办公室|(?<![举主承开创协督交筹联兴申领代经补])办|支队|大队|总队|指挥部)"
_OF_LEVEL = re.compile(
    rf"(?:(?<![一-鿿])|(?<=[日由在与和及向报对为送]))[省市区县州](?P<business>(?:(?![的了各级内外等和与及])[一-鿿]){{1,12}}?){_UNIT}(?=$|[^一-鿿]|{_POST}|(?P<goes_on>[一-鿿]))"
)
_NO_BUSINESS = re.compile("牵头|(?<!园)区$|[省市县州管同直部]$|^[场域民价值级]$|^[省市区县州常党]|有关|相关|主管|部委|委办|人民政府")
_IN_LIST = re.compile(
    r"(?:(?!各|等)[一-鿿]){1,12}?(?:局|厅|委|委员会|(?<![举主承开创协督交筹联兴申领代经补])办|办公室|办公厅|研究室|组织部|宣传部|统战部|检察院|法院|支队|指挥部)(?=$|[^一-鿿]|(?P<goes_on>[一-鿿]))"
)
_NO_MEMBER = re.compile(
    "各|有关|相关|主管|[的了由在将对把为]|委托|下设|^设|牵头|政府[^办]|常委$|部委$|人大常$|会办$|级|部门|院士|^(?:委|办|局)"
)
_LEADING = re.compile("(?:现|待|经|请|报|据|根据|按照|并|及)*")
_BRACKET = re.compile("（[^（）]{1,8}）")
_MOST = 40
_LONGEST = 16
_FOUNDED = re.compile("(?:成立|设立|组建|建立)(?:了|起)?(?P<name>(?:(?![的了以为由和与及])[一-鿿]){4,24}?(?:领导小组|指挥部))")
_CLASS_OF = re.compile("^(?:专门|专项|相应|专题|重点)?(?:的|工作|项目)*(?:领导小组|指挥部)|各|相关|有关|专项")
_OFFICE = re.compile("(?:(?![的了由在和与及等各])[一-鿿]){2,12}?(?:办公室|领导小组|指挥部)")
_NO_OFFICE = re.compile("领导小组.|委|政府|下设|设|部门|[省市区县]级")
_BARE = re.compile(
    "(?:(?<![一-鿿])|(?<=[名了在由经向报至对与和及]))(?:党工委|管理?委员?会)(?![一-鿿]?(?:级|成员单位))|(?<=工委、)管委(?!会)"
)
_FULL = re.compile("[园区城港](?:党?工委|管理?委员?会)")
_PARTY = re.compile("(?:[乡镇]|街道)?党委(?!办|会|和|、)")


def find(tagged: Tagged, before: Mapping[int, Mention], bodies: Sequence[tuple[int, int]]) -> Iterator[_Found]:
    """Yield begin, end and rule of organs; `before` are places, parks and regions by where they end, `bodies` the spans of organs found before."""
    told = [*_of_level(tagged), *_founded(tagged), *_offices(tagged, before), *_bare(tagged, before), *_party(tagged, before)]
    yield from told
    spans = sorted({*bodies, *((begin, end) for begin, end, _ in told)})
    yield from _beside(tagged, spans)


def _of_level(tagged: Tagged) -> Iterator[_Found]:
    """Yield a level's units, whatever their business, where a word ends (区园区办，县督办局局长)."""
    for m in _OF_LEVEL.finditer(tagged.text):
        ended = not m["goes_on"] or tagged.starts[m.end()]
        if ended and tagged.starts[m.start() + 1] and not _NO_BUSINESS.search(m["business"]):
            yield m.start(), m.end(), "unit of a level"


def _founded(tagged: Tagged) -> Iterator[_Found]:
    for m in _FOUNDED.finditer(tagged.text):
        if not _CLASS_OF.search(m["name"]):
            yield *m.span("name"), "founded"


def _offices(tagged: Tagged, before: Mapping[int, Mention]) -> Iterator[_Found]:
    """Yield the offices that a place's name leads (云溪区茶业园筹建办公室)."""
    for at, owner in before.items():
        if owner.type is EntityType.DISTRICT and (m := _OFFICE.match(tagged.text, at)) and not _NO_OFFICE.search(m[0]):
            yield owner.span.start, m.end(), "office of a place"


def _bare(tagged: Tagged, before: Mapping[int, Mention]) -> Iterator[_Found]:
    """Yield a zone's own committees where the text calls them by nothing else, in a document that names them in full or in a pair."""
    zones = any(m.type is EntityType.PARK for m in before.values())
    found = [m.span() for m in _BARE.finditer(tagged.text)]
    if zones and found and (len(found) > 1 or _FULL.search(tagged.text)):
        yield from ((*span, "bare committee") for span in found)


def _party(tagged: Tagged, before: Mapping[int, Mention]) -> Iterator[_Found]:
    for m in _PARTY.finditer(tagged.text):
        owner = before.get(m.start()) or (before.get(m.start() + 1) if m[0][0] in "乡镇" else None)
        if owner is not None and owner.type is EntityType.DISTRICT and owner.name[-1] not in "省市":
            yield owner.span.start, m.end(), "party committee of a place"


def _beside(tagged: Tagged, spans: Sequence[tuple[int, int]]) -> Iterator[_Found]:
    """Yield the members of lists that stand beside organs and end as organs do."""
    for begin, end in spans:
        yield from _behind(tagged, end)
        yield from _ahead(tagged, begin)


def _behind(tagged: Tagged, end: int) -> Iterator[_Found]:
    text = tagged.text
    for _ in range(_MOST):
        bracket = _BRACKET.match(text, end)
        end = bracket.end() if bracket else end
        m = _IN_LIST.match(text, end + 1) if text[end : end + 1] == "、" else None
        if m is None or _NO_MEMBER.search(m[0]) or (m["goes_on"] and not tagged.starts[m.end()]):
            return
        yield *m.span(), "beside an organ in a list"
        end = m.end()


def _ahead(tagged: Tagged, begin: int) -> Iterator[_Found]:
    text, found = tagged.text, list[_Found]()
    while begin > 1 and text[begin - 1] == "、" and len(found) < _MOST:
        end = text.rfind("（", max(0, begin - _LONGEST), begin) if text[begin - 2] == "）" else begin - 1
        start = end
        while start > 0 and end - start < _LONGEST and "一" <= text[start - 1] <= "鿿":
            start -= 1
        if "各" in text[start:end]:
            return  # a list of classes
        leading = _LEADING.match(text, start, end)
        m = _IN_LIST.fullmatch(text, leading.end() if leading else start, end)
        if m is None or _NO_MEMBER.search(m[0]):
            break
        found.append((*m.span(), "beside an organ in a list"))
        begin = start
    yield from found
