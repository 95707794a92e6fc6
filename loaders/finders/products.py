"""Lists of products: what they name is made or sold, and is no industry."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from loaders.document import Span
from loaders.facts import Mention
from ontology import INDUSTRIES

_OPENS = re.compile(r"产品(?:(?:主要|大致|种类)*(?:有|包括|包含|：)|(?<=主要产品)[为是]|(?<=代表产品)[为是]|(?<=主导产品)[为是])")
_CLAUSE = re.compile(r"[^，。；：！？\n]*")
_ACTS = re.compile(r"企业|公司|发展|打造|培育|布局|建设|推进|推动|应用|用于|产值|产业链?$|集群|[领行][域业]")
_MOST = 400


def left_out(text: str, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the mentions without the industries that a list of products names: 主要产品有氧化铝、电解铝等."""
    lists = list(_lists(text))
    starts = [span.start for span in lists]

    def listed(m: Mention) -> bool:
        at = bisect_right(starts, m.span.start) - 1
        return m.type in INDUSTRIES and at >= 0 and m.span in lists[at]

    return tuple(m for m in mentions if not listed(m))


def _lists(text: str) -> Iterator[Span]:
    """Yield the clauses behind 产品有, up to one that says what is done, or that names fields: 产品包括锂电、风电等领域."""
    for opened in _OPENS.finditer(text):
        start = end = opened.end()
        while end - start < _MOST:
            clause = _CLAUSE.match(text, end)
            if clause is None or _ACTS.search(clause[0]):
                break
            end = clause.end()
            if text[end : end + 1] != "，":
                break
            end += 1
        if end > start:
            yield Span(start, end)
