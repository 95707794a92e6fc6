"""Industries in tables: the cells of a column whose head says that it holds industries (主导产业, 产业定位), member by member."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from loaders.document import Document, Span, covered
from loaders.facts import Mention
from loaders.finders.industries import bare, listed, nameable
from loaders.finders.tables import below
from ontology import INDUSTRIES, EntityType, Status

RULE = "in a column of industries"
_HEAD = re.compile(
    r"(?:主导|支柱|首位|主要|重点|特色|优势|所属|产业|发展|招商|规划|核心|未来|新兴|配套|传统|[、和及与])*"
    r"(?:产业|行业|业态)(?:名称|定位|方向|类别|类型|门类|领域|重点)?"
)
_PIECE = re.compile(r"[^、，,；;/（）()\s和与及]+")
_WHOLE = re.compile(r"[^、，,；;/（）()\s]+")
_SAID = re.compile("[。：]|^以|为主|等$")
_LEAST = 3
_LONGEST = 80


def in_columns(document: Document, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the members of the cells below 主导产业 and the like that nobody named, where most cells of the column list industries."""
    taken = covered(document.text, (m.span for m in mentions))
    industries = {(m.span.start, m.span.end) for m in mentions if m.type in INDUSTRIES}
    found: list[Mention] = []
    for column in _columns(document):
        parts = [part for cell in column for part in _members(document.text, cell)]
        known = sum((p.start, p.end) in industries or listed(document.quote(p)) for p in parts)
        if len(parts) >= _LEAST and known * 3 >= len(parts):
            free = (p for p in parts if not any(taken[p.start : p.end]) and nameable(document.quote(p)))
            new = [Span(p.start, p.start + len(bare(document.quote(p)))) for p in free]
            found += [Mention(EntityType.INDUSTRY, document.quote(p), p, Status.EXISTS, RULE, 0.9) for p in new]
    return tuple(found)


def _columns(document: Document) -> Iterable[list[Span]]:
    """Return the cells of each column of industries, those left out that say a clause."""
    columns: dict[tuple[int, int], list[Span]] = defaultdict(list)
    for head, heads, row in below(document, _HEAD):
        for i in heads:
            if i < len(row) and len(row[i].text) <= _LONGEST and not _SAID.search(row[i].text):
                columns[head.span.start, i].append(row[i].span)
    return columns.values()


def _members(text: str, cell: Span) -> Iterator[Span]:
    """Yield what the marks of a cell part, and what 和, 与 and 及 part where the scheme knows a part and not the whole."""
    for whole in _WHOLE.finditer(text, cell.start, cell.end):
        pieces = [Span(*m.span()) for m in _PIECE.finditer(text, *whole.span())]
        parted = not listed(whole[0]) and any(listed(text[p.start : p.end]) for p in pieces)
        yield from pieces if parted else [Span(*whole.span())]
