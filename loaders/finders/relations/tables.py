"""Relations that a table states row by row: the head of the column says what a cell is to the thing its row is about."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from loaders.document import BlockKind, Document, Span
from loaders.facts import Mention
from loaders.finders.relations.claims import Proposal
from loaders.finders.relations.location import stacked
from loaders.finders.relations.mothers import FOUNDED
from loaders.finders.relations.reading import ACTORS, BODIES, CARRIERS, CONTAINERS, LOCATED, PLACES, Group, Reading
from loaders.finders.relations.roles import interpret
from ontology import INDUSTRIES, EntityType, Relation

T = EntityType


class Column(StrEnum):
    """What the cells of a column are to the thing that the row is about."""

    SITE = "site"
    OPERATOR = "operator"
    PARTNER = "partner"
    DUTY = "duty"
    INDUSTRY = "industry"
    FIRM = "firm"
    OTHER = "other"


_HEADS = (
    (Column.DUTY, re.compile(r"责任|牵头单位|牵头部门|配合|推荐|起草|主管|链长|协助|服务对象|国别|所在国")),
    (Column.PARTNER, re.compile(r"合作(?!内容|[区园])|共建|联合")),
    (
        Column.OPERATOR,
        re.compile(
            r"运营|依托单位|主办|承建|建设单位|建设主体|承担单位|牵头高校|组建单位|管理单位|管理机构|(?:开发|建设|实施|投资)(?:企业|单位|公司|主体|商)"
        ),
    ),
    (
        Column.SITE,
        re.compile(r"所在|属地|承载|载体|区域|位置|地址|落地|空间|县（|县区|市区|区县|旗|乡镇|镇街|地区|核心区|协同区|园区|平台$|布局"),
    ),
    (Column.INDUSTRY, re.compile(r"产业|链条|领域|集群|行业|方向|主攻|主营")),
    (Column.FIRM, re.compile(r"企业|链主|龙头|主体|投资方|单位|机构|名称|平台|孵化器|项目")),
)


_FEW, _HEAD = 2, 12
_ADDRESS = re.compile(r"[^\t\n，。；]{0,24}(?=[\t\n]|$)")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row: what its column is, and the names in it."""

    column: Column
    mentions: tuple[Mention, ...]


def find(document: Document, readings: Sequence[Reading], own: Mention | None) -> Iterator[Proposal]:
    """Yield what the rows of all tables with a head state, and where the companies of others have their address."""
    told: set[int] = set()
    for table in tables(document.text, readings):
        for row in table:
            yield from stacked(document.text, interpret(document.text, row))
        head = _texts(document, table[0])
        columns = [_column(cell) for cell in head]
        told |= {id(row) for row in table if len(_texts(document, row)) == len(head) and not any("地址" in cell for cell in head)}
        for row in table[1:]:
            if not is_prose(document.text, row):
                yield from _row(_cells(document, row, columns), row.sentence.span, own)
    for reading in readings:
        if reading.sentence.kind is BlockKind.ROW and id(reading) not in told:
            yield from _addressed(document, reading)


def _addressed(document: Document, row: Reading) -> Iterator[Proposal]:
    """Yield that the company of a row lies in the place that its address names; no head says which cell that is."""
    key = firm(document, row)
    place = site(document, row, key) if key is not None else None
    if key is not None and place is not None:
        yield Proposal(key, Relation.LOCATED_IN, place, row.sentence.span, "表格处所")


def firm(document: Document, row: Reading) -> Mention | None:
    """Return the company that fills a cell of a row, where it is the only one."""
    text = document.text
    names = [m for t in row.tokens if isinstance(t, Group) for m in t.members if m.type is T.ENTERPRISE]
    filling = [m for m in names if text[m.span.start - 1 : m.span.start] in "\t\n" and text[m.span.end : m.span.end + 1] in "\t\n"]
    return filling[0] if len(filling) == 1 else None


def site(document: Document, row: Reading, key: Mention) -> Mention | None:
    """Return the nearest place that the address in a cell behind a company's names: 某县某园区某路1号."""
    names = [
        m for t in row.tokens if isinstance(t, Group) for m in t.members if m.type in (T.DISTRICT, T.PARK) and m.span.start > key.span.end
    ]
    starts = {m.span.start: m for m in names}
    for m in names:
        if document.text[m.span.start - 1] == "\t":
            last = m
            while last.span.end in starts:
                last = starts[last.span.end]
            return last if _ADDRESS.match(document.text, last.span.end) else None
    return None


def tables(text: str, readings: Iterable[Reading]) -> Iterator[list[Reading]]:
    """Yield the runs of rows whose first row is a head: no name fills a cell of it, and two or more of its cells say what they are."""
    run: list[Reading] = []
    for reading in readings:
        is_row = reading.sentence.kind is BlockKind.ROW
        if run and not (is_row and reading.sentence.span.start <= run[-1].sentence.span.end + 1):
            yield from _headed(text, run)
            run = []
        if is_row:
            run.append(reading)
    yield from _headed(text, run)


def _headed(text: str, run: list[Reading]) -> Iterator[list[Reading]]:
    if len(run) > 1 and _is_head(text, run[0]):
        yield run


def is_prose(text: str, row: Reading) -> bool:
    """Tell whether a row's cells hold clauses, to be read as prose is."""
    return any(text.find(mark, row.sentence.span.start, row.sentence.span.end) >= 0 for mark in "，；。")


def _is_head(text: str, row: Reading) -> bool:
    """Tell whether a row is a head; one that seems to name something within its cells (中方园区开发企业) has three cells that say what they are."""
    cells = text[row.sentence.span.start : row.sentence.span.end].split("\t")
    told = sum(_column(cell) is not Column.OTHER for cell in cells)
    names = {m.name for t in row.tokens if isinstance(t, Group) for m in t.members}
    if names:
        return told > _FEW and names.isdisjoint(cells) and all(len(cell) <= _HEAD for cell in cells)
    return told > 1


def _column(head: str) -> Column:
    return next((column for column, pattern in _HEADS if pattern.search(head)), Column.OTHER)


def _texts(document: Document, row: Reading) -> list[str]:
    return document.quote(row.sentence.span).split("\t")


def _cells(document: Document, row: Reading, columns: Sequence[Column]) -> list[Cell]:
    mentions = [m for t in row.tokens if isinstance(t, Group) for m in t.members]
    starts = {m.span.start for m in mentions if m.type in CONTAINERS}
    cells: list[Cell] = []
    start = row.sentence.span.start
    texts = _texts(document, row)
    ragged = len(texts) != len(columns) and firm(document, row) is not None
    for n, words in enumerate(texts):
        end = start + len(words)
        inside = tuple(m for m in mentions if start <= m.span.start < end and not (m.type in PLACES and m.span.end in starts))
        if ragged and cells and any(m.type is T.ENTERPRISE for m in cells[-1].mentions):
            break  # behind the company the cells of a row that lacks some stand under other heads than theirs
        cells.append(Cell(columns[n] if n < len(columns) else Column.OTHER, inside))
        start = end + 1
    return cells


def _row(cells: Sequence[Cell], row: Span, own: Mention | None) -> Iterator[Proposal]:
    told = [c for c in cells if c.mentions and c.column is not Column.DUTY]
    if not told:
        return
    key, rest = told[0], told[1:]
    yield from _industries(told, row, own)
    partnered = next((c.mentions for c in told if c.column is Column.OPERATOR), key.mentions)
    for c in rest:
        for k in partnered if c.column is Column.PARTNER else key.mentions:
            for m in c.mentions:
                yield from _tie(k, c.column, m, row)


def _industries(told: Sequence[Cell], row: Span, own: Mention | None) -> Iterator[Proposal]:
    """Yield who works in the industries of a row: all bodies and places where it is about an industry, else what it is about."""
    key = told[0].mentions
    if told[0].column is Column.OPERATOR:
        return
    industries = [m for c in told for m in c.mentions if m.type in INDUSTRIES]
    about = [m for m in key if m.type in INDUSTRIES]
    if own is not None and (about or own.type not in PLACES):
        for m in industries:
            yield from _works(own, m, m.span, "ownPlace")
    if any(m.type in LOCATED for m in key):
        workers = list(key)
    else:
        workers = [m for c in told if c.column not in (Column.OPERATOR, Column.PARTNER) for m in c.mentions if m.type in ACTORS]
    for m in workers:
        for i in about or industries:
            yield from _works(m, i, row, "")


def _works(subject: Mention, industry: Mention, quote: Span, silent: str) -> Iterator[Proposal]:
    if subject.type in PLACES or subject.type in CARRIERS:
        relation = Relation.DEVELOPS if subject.type in PLACES else Relation.SERVES
        yield Proposal(subject, relation, industry, quote, "表格产业", silent)


def _tie(key: Mention, column: Column, other: Mention, row: Span) -> Iterator[Proposal]:
    if key.type is T.UNIVERSITY and other.type is T.DISCIPLINE:
        yield Proposal(key, Relation.HAS_DISCIPLINE, other, row, "表格学科")
    elif key.type is T.UNIVERSITY and other.type in FOUNDED - {T.UNIVERSITY} and column in (Column.FIRM, Column.INDUSTRY, Column.OTHER):
        yield Proposal(other, Relation.AFFILIATED_WITH, key, row, "表格运营")
    elif key.type in LOCATED and other.type in CONTAINERS and column in (Column.SITE, Column.OTHER):
        yield Proposal(key, Relation.LOCATED_IN, other, row, "表格处所")
    elif key.type in CONTAINERS and other.type in LOCATED and column in (Column.SITE, Column.FIRM, Column.OTHER):
        yield Proposal(other, Relation.LOCATED_IN, key, row, "表格处所")
    elif column is Column.OPERATOR and key.type in LOCATED:
        yield Proposal(key, Relation.AFFILIATED_WITH, other, row, "表格运营")
    elif column is Column.PARTNER and key.type in BODIES and other.type in BODIES:
        yield Proposal(key, Relation.COOPERATES_WITH, other, row, "表格合作")
