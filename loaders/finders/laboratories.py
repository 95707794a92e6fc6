"""Laboratories and centres whose long names begin with the institute or university that has them, whatever words stand between."""

import re
from collections.abc import Iterable

from loaders.document import Span
from loaders.facts import Mention
from ontology import EntityType, Status

OWNERS = frozenset((EntityType.UNIVERSITY, EntityType.RESEARCH_INSTITUTE))
_NAMED = re.compile(
    "(?:(?!国家|全国|共建|联合|设立|成立|建立|建设|拥有|依托|组建|牵头|支持|合作|获批|承担|[的在等及、以向由为])[一-鿿]){2,32}?"
    "(?:重点实验室|工程实验室|工程技术研究中心|工程研究中心|协同创新中心)"
)
_SURE = 0.95


def find(text: str, named: Iterable[Mention]) -> tuple[Mention, ...]:
    """Return the laboratories right behind a name of `named`: the field may hold what elsewhere ends a name (大学|水样分析与测定|重点实验室)."""
    found = []
    for owner in named:
        m = _NAMED.match(text, owner.span.end) if owner.type in OWNERS else None
        if m:
            span = Span(owner.span.start, m.end())
            found.append(
                Mention(EntityType.PLATFORM, text[span.start : span.end], span, Status.EXISTS, "laboratory of an institute", _SURE)
            )
    return tuple(found)
