"""Lists of firms under a short line that says their trade (整车之新能源车企; 动力电池企业), columns of firms, and goods in rows."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from loaders.document import Block, BlockKind, Document, Span, covered
from loaders.facts import Mention
from loaders.finders.tables import below
from loaders.finders.tables import cells as cells_of
from ontology import INDUSTRIES, EntityType, Status
from ontology.industries import names as scheme_names
from ontology.industries import names_in_lists

_HEAD = re.compile(r"(?:[（(]?[\d一二三四五六七八九十]{1,3}[）)、.．]\s*)?(?P<said>[^，。；！？\n\t|]{2,20}?)[：:]?")
_ABOVE = re.compile(r"(?P<field>[\u4e00-\u9fff]{2,6})之(?=[\u4e00-\u9fff]{2,10}(?:企业|企|势力|厂商|公司|商|品牌|名单|名录)$)")
_FIRMS = re.compile(
    r"(?:行业|领域|产业|类)?的?(?:代表|龙头|重点|骨干|相关|主要|核心|典型|上市|知名|领军|头部)*"
    r"(?:(?P<cars>车)企|企业|厂商|公司|供应商|服务商|制造商|运营商)(?:名单|名录|一览表?|列表)?$"
)
_FIELD = re.compile(r"(?:行业|领域|产业链?|板块|类)$")
_COLUMN = re.compile(r"(?:企业|公司|厂商|车企|供应商)(?:名称|简称|名)?")
_NAME = re.compile(r"(?![合小总]计|其[他它]|同上|暂无)[^，。；：、\s/]{2,16}")
_ENOUGH, _SHARE, _REST, _LONG = 3, 4, 12, 6


@dataclass(frozen=True, slots=True)
class Headed:
    """The words of a line, and the firms that are listed below it."""

    head: Span
    firms: tuple[Mention, ...]


def lists(document: Document, mentions: Sequence[Mention]) -> Iterator[Headed]:
    """Yield the short lines under which several firms are listed, with these; the head of a table may stand between."""
    names = sorted((m for m in mentions if m.type not in INDUSTRIES), key=lambda m: m.span)
    head: Span | None = None
    firms: list[Mention] = []
    at = 0
    for block in document.blocks:
        while at < len(names) and names[at].span.start < block.span.start:
            at += 1
        inside = []
        while at < len(names) and names[at].span.end <= block.span.end:
            inside.append(names[at])
            at += 1
        if _is_item(document, block, inside):
            firms += [m for m in inside if m.type is EntityType.ENTERPRISE]
        elif block.kind is not BlockKind.ROW or inside:
            if head is not None and len({m.name for m in firms}) >= _ENOUGH:
                yield Headed(head, tuple(firms))
            head, firms = _said(document, block), []
    if head is not None and len({m.name for m in firms}) >= _ENOUGH:
        yield Headed(head, tuple(firms))


def industries(document: Document, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the industries that such lines name: what stands before 之, and what the scheme knows of the rest."""
    closed = {i for m in mentions for i in range(m.span.start, m.span.end)}
    found: list[Mention] = []
    for headed in lists(document, mentions):
        words = document.quote(headed.head)
        above = _ABOVE.match(words)
        start = above.end() if above else 0
        firms = _FIRMS.search(words, start)
        end = firms.end("cars") if firms and firms["cars"] else firms.start() if firms else len(words)
        name = _FIELD.sub("", words[start:end])
        parts = [(0, above["field"])] if above else []
        if name in scheme_names() or name in names_in_lists():
            parts.append((start, name))
        for offset, field in parts:
            span = Span(headed.head.start + offset, headed.head.start + offset + len(field))
            if closed.isdisjoint(range(span.start, span.end)):
                found.append(Mention(EntityType.INDUSTRY, field, span, Status.EXISTS, "heads a list of firms", 0.9))
    return tuple(found)


def in_columns(document: Document, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the cells of a column headed 企业名称 in which nobody saw a firm, where some of the others hold one."""
    closed = covered(document.text, (m.span for m in mentions))
    firms = {m.span for m in mentions if m.type is EntityType.ENTERPRISE}
    found: list[Mention] = []
    for cells in _columns(document):
        known = sum(cell in firms for cell in cells)
        if known >= _ENOUGH and known * _SHARE >= len(cells):
            new = [cell for cell in cells if not any(closed[cell.start : cell.end]) and _NAME.fullmatch(document.quote(cell))]
            found += [Mention(EntityType.ENTERPRISE, document.quote(c), c, Status.EXISTS, "in a column of its kind", 0.8) for c in new]
    return tuple(found)


def goods(document: Document, mentions: Sequence[Mention]) -> frozenset[Mention]:
    """Return the industries behind the company of a long row that lacks cells of its head, or has none: what it makes, not its trade."""
    at = 0
    ragged = _ragged(document)
    names = sorted((m for m in mentions if m.type in INDUSTRIES or m.type is EntityType.ENTERPRISE), key=lambda m: m.span)
    found: set[Mention] = set()
    for block in document.blocks:
        while at < len(names) and names[at].span.start < block.span.start:
            at += 1
        if block.kind is not BlockKind.ROW:
            continue
        cells = [cell.span for cell in cells_of(document.text, block.span)]
        firm, long = False, block.span.start in ragged
        while at < len(names) and names[at].span.end <= block.span.end:
            firm = firm or (long and names[at].type is EntityType.ENTERPRISE and names[at].span in cells[:2])
            if firm and names[at].type in INDUSTRIES:
                found.add(names[at])
            at += 1
    return frozenset(found)


def _ragged(document: Document) -> frozenset[int]:
    """Return where the long rows begin in runs of rows that have not all as many cells."""
    found: list[int] = []
    run: list[tuple[int, int]] = []
    for block in (*document.blocks, None):
        if block is not None and block.kind is BlockKind.ROW:
            run.append((block.span.start, len(cells_of(document.text, block.span))))
            continue
        if len({length for _, length in run}) > 2:
            found += [start for start, length in run if length >= _LONG]
        run = []
    return frozenset(found)


def _columns(document: Document) -> Iterable[list[Span]]:
    """Return the cells below each head of a table that says firms; tables of one head are one."""
    columns: dict[str, list[Span]] = defaultdict(list)
    for head, (first, *_), row in below(document, _COLUMN):
        if first < len(row) and row[first].text:
            columns[document.quote(head.span)].append(row[first].span)
    return columns.values()


def _said(document: Document, block: Block) -> Span | None:
    """Return the words of a line that is short enough to head a list, its number and colon left aside."""
    head = _HEAD.fullmatch(document.text, block.span.start, block.span.end) if block.kind is not BlockKind.ROW else None
    return Span(*head.span("said")) if head else None


def _is_item(document: Document, block: Block, inside: Sequence[Mention]) -> bool:
    """Tell whether a line lists firms: a row that begins with one, or a line of little else."""
    firms = [m for m in inside if m.type is EntityType.ENTERPRISE]
    if not firms:
        return False
    if block.kind is BlockKind.ROW:
        return firms[0].span.start == block.span.start
    named = sum(m.span.end - m.span.start for m in firms)
    words = document.quote(block.span)
    return "，" not in words and "。" not in words and len(words) - named <= min(_REST, named)
