"""Industries and those that a sentence names behind them: where they are spread, and which firms are among them."""

import re
from collections.abc import Iterator, Sequence

from loaders.document import Span
from loaders.finders.relations.claims import Proposal
from loaders.finders.relations.reading import PLACES, Kind
from loaders.finders.relations.roles import Part
from ontology import EntityType, Relation

_FAR = 80
_SPREAD = re.compile(
    r"(?:^[^，；：\t]*|[，；：\t](?:其中|多|大多|则|也|产品|企业|项目|产业|[\d.]+个|少量|部分)?)"
    r"(?:主要)?(?:(?:分布|集聚|聚集|集中|散布|分散)(?:布局|分布|集聚)*(?:在|于|到)了?|(?<=主要)(?:在|于))$"
)
_AMONG = re.compile(
    r"(?:例如|比如|诸如|，如|包括|代表(?:性企业|企业)?(?:有|为|包括|：)|主要有|企业有|（如|龙头(?:企业)?(?:有|为|是|包括))$"
)
_FIRMS = re.compile(r"(?:行业|产业|领域|相关|制造|生产|类|重点|龙头|骨干|上市|优质|的|代表性?)*(?:企业|厂商|公司|厂家|制造商|龙头)(?!家)")


def find(text: str, parts: Sequence[Part]) -> Iterator[Proposal]:
    """Yield that places develop what is spread over them (锂电产业主要分布在甲、乙), and that firms work in what they are examples of."""
    sector: Part | None = None
    for part in parts:
        if part.group.kind is Kind.INDUSTRY:
            sector = part
        if part.group.kind is not Kind.ACTOR or sector is None or part.span.start - sector.span.end > _FAR:
            continue
        between = text[sector.span.end : part.span.start]
        placed = bool(_SPREAD.search(between))
        shown = part.segment == sector.segment and _AMONG.search(between) and _FIRMS.match(text, sector.span.end)
        for m in part.members if placed or shown else ():
            if m.type in PLACES if placed else m.type is EntityType.ENTERPRISE:
                relation = Relation.DEVELOPS if placed else Relation.SERVES
                for industry in sector.members:
                    yield Proposal(m, relation, industry, Span(industry.span.start, m.span.end), "产业分布" if placed else "某业企业")
