"""Lists of bodies, one a line, under a line that says whose they are: 园区企业名单如下."""

import re
from collections.abc import Iterator, Sequence

from loaders.document import BlockKind, Document, Span
from loaders.facts import Mention
from loaders.finders.headed import lists
from loaders.finders.relations import tables
from loaders.finders.relations.claims import Proposal
from loaders.finders.relations.reading import LOCATED, Group, Reading
from ontology import INDUSTRIES, EntityType, Relation

_OPENS = re.compile(
    r"(?:企业|单位|机构|载体|平台|公司|商户)[^，。；：]{0,8}(?:名单|名录|一览|清单)?(?:如下|名单|名录|一览表?|情况表|统计表|汇总表|基本情况)(?:（[^（）]{1,16}）)?[：:]?$"
)
_REST, _LINE, _FEW = 12, 60, 4


def find(document: Document, readings: Sequence[Reading], own: Mention | None) -> Iterator[Proposal]:
    """Yield that each body of a list lies in the park that the paragraph above the list names, or that the document is about."""
    starts = {block.span.start for block in document.blocks}
    park = about = own if own is not None and own.type is EntityType.PARK else None
    whole: Mention | None = None
    quote = Span(0, 0)
    for reading in readings:
        words = document.quote(reading.sentence.span)
        names = [m for t in reading.tokens if isinstance(t, Group) for m in t.members]
        park = about if reading.sentence.span.start in starts else park
        park = next((m for m in names if m.type is EntityType.PARK), park)
        opens = _OPENS.search(words)
        if opens is not None:
            start = max(words.rfind(mark, 0, opens.start()) for mark in "，。；：！？") + 1
            whole, quote = park, Span(reading.sentence.span.start + start, reading.sentence.span.end)
        elif reading.sentence.kind is BlockKind.HEADING or len(words) > _LINE or words.endswith("。"):
            whole = None
        elif whole is not None and reading.sentence.kind is BlockKind.ROW and (firm := tables.firm(document, reading)) is not None:
            place = tables.site(document, reading, firm)
            if place is None or place.name == whole.name:
                yield Proposal(firm, Relation.LOCATED_IN, whole, quote, "名单", "list")
        elif whole is not None and _is_item(words, names):
            for m in names:
                if m.type in LOCATED:
                    yield Proposal(m, Relation.LOCATED_IN, whole, quote, "名单", "list")


def served(document: Document, mentions: Sequence[Mention]) -> Iterator[Proposal]:
    """Yield that the firms listed under a short line work in the industries that it names: 整车之新能源车企."""
    sectors = [m for m in mentions if m.type in INDUSTRIES]
    at = 0
    for headed in lists(document, mentions):
        while at < len(sectors) and sectors[at].span.end <= headed.head.start:
            at += 1
        for sector in sectors[at : at + _FEW]:
            short = len(document.quote(headed.head)) - len(sector.name) <= _REST
            for firm in headed.firms if short and sector.span in headed.head else ():
                yield Proposal(firm, Relation.SERVES, sector, headed.head, "列表标题的产业", "heading")


def _is_item(words: str, names: Sequence[Mention]) -> bool:
    """Tell whether a line is an item of a list: little else than names."""
    named = sum(m.span.end - m.span.start for m in names)
    return named > 0 and len(words) - named <= _REST
