"""Relations that a table states row by row: the head of the column says what a cell is to the thing its row is about."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from loaders.document import BlockKind, Document, Span
from loaders.facts import Mention
from loaders.finders.relations.claims import Proposal
from loaders.finders.relations.location import stacked
from loaders.finders.relations.reading import ACTORS, BODIES, CARRIERS, CONTAINERS, LOCATED, PLACES, Group, Reading
from loaders.finders.relations.roles import interpret
from loaders.finders.relations.ties import FOUNDED
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
    (Column.DUTY, re.compile(r"责任|牵头单位|牵头部门|配合|推荐|起草|主管|链长|协助|服务对象")),
    (Column.PARTNER, re.compile(r"合作(?!内容)|共建|联合")),
    (Column.OPERATOR, re.compile(r"运营|依托单位|主办|承建|建设单位|建设主体|承担单位|牵头高校|组建单位|管理单位|管理机构")),
    (
        Column.SITE,
        re.compile(r"所在|属地|承载|载体|区域|位置|地址|落地|空间|县（|县区|市区|区县|旗|乡镇|镇街|地区|核心区|协同区|园区|平台$|布局"),
    ),
    (Column.INDUSTRY, re.compile(r"产业|链条|领域|集群|行业|方向|主攻|主营")),
    (Column.FIRM, re.compile(r"企业|链主|龙头|主体|投资方|单位|机构|名称|平台|孵化器|项目")),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row: what its column is, and the names in it."""

    column: Column
    mentions: tuple[Mention, ...]


def find(document: Document, readings: Sequence[Reading], own: Mention | None) -> Iterator[Proposal]:
    """Yield what the rows of all tables with a head state."""
    for table in tables(document.text, readings):
        for row in table:
            yield from stacked(document.text, interpret(document.text, row))
        columns = [_column(cell) for cell in _texts(document, table[0])]
        for row in table[1:]:
            if not is_prose(document.text, row):
                yield from _row(_cells(document, row, columns), row.sentence.span, own)


def tables(text: str, readings: Iterable[Reading]) -> Iterator[list[Reading]]:
    """Yield the runs of rows whose first row is a head: it names nothing, and two or more of its cells say what they are."""
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
    if any(isinstance(t, Group) for t in row.tokens):
        return False
    cells = text[row.sentence.span.start : row.sentence.span.end].split("\t")
    return sum(_column(cell) is not Column.OTHER for cell in cells) > 1


def _column(head: str) -> Column:
    return next((column for column, pattern in _HEADS if pattern.search(head)), Column.OTHER)


def _texts(document: Document, row: Reading) -> list[str]:
    return document.quote(row.sentence.span).split("\t")


def _cells(document: Document, row: Reading, columns: Sequence[Column]) -> list[Cell]:
    mentions = [m for t in row.tokens if isinstance(t, Group) for m in t.members]
    starts = {m.span.start for m in mentions if m.type in CONTAINERS}
    cells: list[Cell] = []
    start = row.sentence.span.start
    for n, words in enumerate(_texts(document, row)):
        end = start + len(words)
        inside = tuple(m for m in mentions if start <= m.span.start < end and not (m.type in PLACES and m.span.end in starts))
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
    elif key.type is T.UNIVERSITY and other.type in FOUNDED and column in (Column.FIRM, Column.INDUSTRY, Column.OTHER):
        yield Proposal(other, Relation.AFFILIATED_WITH, key, row, "表格运营")
    elif key.type in LOCATED and other.type in CONTAINERS and column in (Column.SITE, Column.OTHER):
        yield Proposal(key, Relation.LOCATED_IN, other, row, "表格处所")
    elif key.type in CONTAINERS and other.type in LOCATED and column in (Column.SITE, Column.FIRM, Column.OTHER):
        yield Proposal(other, Relation.LOCATED_IN, key, row, "表格处所")
    elif column is Column.OPERATOR and key.type in LOCATED:
        yield Proposal(key, Relation.AFFILIATED_WITH, other, row, "表格运营")
    elif column is Column.PARTNER and key.type in BODIES and other.type in BODIES:
        yield Proposal(key, Relation.COOPERATES_WITH, other, row, "表格合作")
