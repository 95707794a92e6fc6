"""Tasks with their responsible units: numbered headings, items and table rows that a list of units belongs to, and phases with years."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from loaders.document import BlockKind, Document, Span
from loaders.facts import Claim, Mention, Refusal, TaskItem
from loaders.finders.tables import Cell, Table, tables
from loaders.finders.units_in_charge import Bodies, Listed, is_label, led_by, listed, members
from loaders.numbering import number_at
from loaders.sentences import Sentence
from ontology import EntityType, Status

_TASK: Final = re.compile(r"(?:重点|主要|工作|具体|年度|目标|改革|建设)?(?:工作)?(?:任务|事项|举措|措施|行动|项目|工作)(?:名称|内容|清单|事项)?")
_LEAD: Final = re.compile(r"(?:牵头|主责|主办)(?:单位|部门|领导单位)?|牵头（责任）单位")
_DUTY: Final = re.compile(r"(?:责任|负责|承办|落实)(?:单位|部门|主体)?")
_HELP: Final = re.compile(r"(?:配合|参与|协办|协同|支持|协助)(?:单位|部门)?")
_DEADLINE: Final = re.compile(r"(?:完成)?(?:时限|时间|期限|节点)(?:要求)?|完成时限|时间节点")
_ITEM: Final = re.compile(r"[①-⑳]|[（(]\d{1,2}[）)]|(?<=[；。：\n])\d{1,2}[.、．](?!\d)")
_ARTICLE: Final = re.compile(r"第[一二三四五六七八九十百\d]+条\s*【(?P<title>[^】\n]{2,40})】")
_KIND_NUMBER: Final = re.compile(r"(?:工程|任务|行动|项目|举措|措施)\s*(?:\d{1,2}[：:、.]?|[一二三四五六七八九十]{1,2}[：:、.])\s*(?=[\u4e00-\u9fff“])")
_TITLE_END: Final = re.compile(r"[。：；，\n]")
_GLUED: Final = re.compile(r"由[^，。；（）\n]{2,40}?牵头")
_OWNERS: Final = re.compile(r"【(?P<units>[^】\n]{2,60})】\s*")
_OWNERS_SAID: Final = re.compile(r"责任清单|部门[^，。\n]{0,8}(?:任务|清单|分工)|(?:均|都)?由所在栏目的部门负责")
_PHASE: Final = re.compile(r"(?P<title>[^\n（）。]{2,20})（(?P<from>20\d\d)年?(?:\d{1,2}月)?\s*[-—–~～至]+\s*(?P<to>20\d\d)?年?(?:\d{1,2}月)?(?:底|末)?）")
_STEPS: Final = re.compile(r"步骤|阶段|进度|实施安排|时间安排|组织实施")
_LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class _Charge:
    """A list of units and the heading, item or cell of the task that it belongs to."""

    head: Span
    units: Listed
    deadline: str


def find(
    document: Document, sentences: Sequence[Sentence], mentions: Sequence[Mention]
) -> tuple[tuple[TaskItem, ...], tuple[Claim, ...], tuple[Mention, ...], tuple[Refusal, ...]]:
    """Return the tasks, who is responsible for them or assists, the bodies that only these lists show, and what was refused."""
    bodies = Bodies(document, mentions)
    phases = _phases(document)
    tasks: dict[Span, Mention] = {}
    deadlines: dict[Span, str] = {}
    claims: dict[tuple[str, str, str, str], Claim] = {}
    for charge in sorted([*_in_prose(document), *_in_tables(document)], key=lambda c: (c.head, c.units.span, c.units.role)):
        task = _task(document, charge.head)
        named = [body for member in charge.units.members if (body := bodies.named(member)) is not None]
        if not named and (charge.units.bare or not charge.units.members):
            continue
        tasks.setdefault(charge.head, task)
        if charge.deadline:
            deadlines[charge.head] = charge.deadline
        for body in named:
            key = (task.name, charge.units.relation.value, body.type.value, body.name)
            claims.setdefault(key, _claim(body, task, charge))
    items = [TaskItem(task, (deadlines[head],) if head in deadlines else phases) for head, task in sorted(tasks.items())]
    ordered = sorted(claims.values(), key=lambda c: (c.quote, c.subject.span, c.relation))
    new = sorted(bodies.new.values(), key=lambda m: (m.span, m.name))
    return tuple(items), tuple(ordered), tuple(new), tuple(sorted(bodies.refusals, key=lambda r: (r.span, r.detail)))


def _task(document: Document, head: Span) -> Mention:
    name = document.quote(head).strip().rstrip("。：:；;，,")
    return Mention(EntityType.TASK, name, head, Status.PLANNED, "heading or item with responsible units", 0.95)


def _claim(body: Mention, task: Mention, charge: _Charge) -> Claim:
    inside = task.span in charge.units.span
    return Claim(
        body, charge.units.relation, task, charge.units.span, Status.PLANNED, "", "list of responsible units",
        "" if inside else "heading as context", charge.units.role,
    )  # fmt: skip


def _in_prose(document: Document) -> Iterator[_Charge]:
    starts = [block.span.start for block in document.blocks]
    for units in listed(document.text):
        at = bisect_right(starts, units.span.start) - 1
        if at < 0 or not _may_charge(document, at, units):
            continue
        head = _head(document, at, units.span.start)
        if head is not None:
            yield _Charge(head, units, "")
    yield from _led(document)
    yield from _owned(document)


def _may_charge(document: Document, at: int, units: Listed) -> bool:
    """Tell a list of units from the header of a table: a row counts where it holds nothing but label and list (谁来干, 市林业局)."""
    block = document.blocks[at]
    return block.kind is not BlockKind.ROW or (units.span.start == block.span.start and document.quote(block.span).count("\t") == 1)


def _head(document: Document, at: int, position: int) -> Span | None:
    """Return the title of the task that the words at `position` of block `at` belong to: an item, a numbered line, else the heading above."""
    text, block = document.text, document.blocks[at]
    items = _items(text, block.span)
    before = bisect_right(items, position)
    if len(items) >= 2 and before:
        return _title(text, items[before - 1], position)
    own = _own_title(text, block.span, position)
    if own is not None:
        return own
    if (item := _paragraph_above(document, at, position)) is not None:
        return item
    section = document.sections[block.section]
    above = _above(document, at)
    if section.heading.end <= section.heading.start or (above is not None and section.heading.start < above.start and block.kind is BlockKind.ROW):
        return above
    if section.title == document.title or (block.section == 1 and section.level == 1 and number_at(document.text[section.span.start : section.heading.end]) is None):
        return None
    found = document.text.find(section.title, section.heading.start, section.heading.end)
    return Span(found, found + len(section.title)) if found >= 0 else section.heading


@lru_cache(maxsize=1)
def _items(text: str, span: Span) -> tuple[int, ...]:
    """Return where the items of a paragraph begin, behind their numbers; the lists of one paragraph ask one after the other."""
    return tuple(m.end() for m in _ITEM.finditer(text, span.start, span.end))


def _own_title(text: str, span: Span, position: int) -> Span | None:
    """Return the title that a line itself begins with: 第四条【集群升级】…, 1.建设平台。…"""
    line = text[span.start : min(span.end, span.start + _LONGEST)]
    if m := _ARTICLE.match(line):
        return Span(span.start + m.start("title"), span.start + m.end("title"))
    number = number_at(line)
    length = number.length if number else m.end() if (m := _KIND_NUMBER.match(line)) else 0
    return _title(text, span.start + length, position) if length else None


def _title(text: str, start: int, position: int) -> Span | None:
    stop = _TITLE_END.search(text, start, min(position, start + _LONGEST) + 1)
    end = min(stop.start() if stop else position, position)
    while end > start and text[end - 1] in "（( ":
        end -= 1
    return Span(start, end) if 2 <= end - start <= _LONGEST else None


def _paragraph_above(document: Document, at: int, position: int) -> Span | None:
    """Return the first sentence of the paragraph above a line of units, where its section holds several such lines (title。what is done。)."""
    block = document.blocks[at]
    if position != block.span.start or at < 2 or document.blocks[at - 1].kind is not BlockKind.PROSE:
        return None
    others = (other for i in (at - 2, at + 2) if 0 <= i < len(document.blocks) and (other := document.blocks[i]).section == block.section)
    if not any(is_label(document.text, other.span.start) for other in others):
        return None
    start = document.blocks[at - 1].span.start
    number = number_at(document.text[start : start + _LONGEST])
    return _title(document.text, start + (number.length if number else 0), document.blocks[at - 1].span.end)


def _above(document: Document, at: int) -> Span | None:
    """Return the numbered line above that is no heading, where nothing but units stands between."""
    for block in reversed(document.blocks[max(0, at - 3) : at]):
        line = document.quote(block.span)
        number = number_at(line)
        digits = re.match(r"\d{1,2}(?=[^\d.、年月%])", line)
        if number or digits:
            return Span(block.span.start + (number.length if number else digits.end() if digits else 0), block.span.end)
    return None


def _led(document: Document) -> Iterator[_Charge]:
    """Yield the tasks whose numbered title runs into 由甲牵头，乙配合."""
    text = document.text
    for block in document.blocks:
        line = text[block.span.start : block.span.end]
        number = number_at(line) if block.kind is BlockKind.PROSE else None
        m = _GLUED.search(text, block.span.start, min(block.span.end, block.span.start + 60))
        if m is None:
            continue
        if number is not None and not _TITLE_END.search(text, block.span.start + number.length, m.start()):
            head = Span(block.span.start + number.length, m.start())
            if head.end - head.start >= 2:
                yield from (_Charge(head, units, "") for units in led_by(text, m.start(), block.span.end))


def _owned(document: Document) -> Iterator[_Charge]:
    """Yield the numbered tasks below 【市科技局】 of a list of duties by department."""
    text = document.text
    if not _OWNERS_SAID.search(text[:1500]):
        return
    owner: Listed | None = None
    for block in document.blocks:
        line = text[block.span.start : block.span.end]
        m = _OWNERS.fullmatch(line)
        if m:
            span = Span(block.span.start + m.start("units"), block.span.start + m.end("units"))
            owner = Listed(block.span, "责任单位", members(text, span))
        elif owner and block.kind is BlockKind.HEADING:
            section = document.sections[block.section]
            found = text.find(section.title, section.heading.start, section.heading.end)
            yield _Charge(Span(found, found + len(section.title)) if found >= 0 else section.heading, owner, "")


def _in_tables(document: Document) -> Iterator[_Charge]:
    for table in tables(document):
        headers = [cell.text.strip() for cell in table.header]
        task = next((i for i, header in enumerate(headers) if _TASK.fullmatch(header)), None)
        if task is None:
            continue
        roles = [(i, role) for i, header in enumerate(headers) if (role := _role(header))]
        deadline = next((i for i, header in enumerate(headers) if _DEADLINE.fullmatch(header)), None)
        yield from _rows(document, table, task, roles=roles, deadline=deadline)


def _role(header: str) -> str:
    for pattern, role in ((_LEAD, "牵头单位"), (_DUTY, "责任单位"), (_HELP, "配合单位")):
        if pattern.fullmatch(header):
            return role
    return ""


def _rows(document: Document, table: Table, task: int, *, roles: Sequence[tuple[int, str]], deadline: int | None) -> Iterator[_Charge]:
    for row in table.rows:
        if len(row) <= task or len(row[task].text.strip()) < 2:
            continue
        due = row[deadline].text.strip() if deadline is not None and deadline < len(row) else ""
        quote = Span(row[0].span.start, row[-1].span.end)
        for column, role in roles:
            if column < len(row) and row[column].text.strip():
                yield _Charge(_stripped(row[task]), Listed(quote, role, members(document.text, row[column].span)), due)


def _stripped(cell: Cell) -> Span:
    left = len(cell.text) - len(cell.text.lstrip())
    return Span(cell.span.start + left, cell.span.start + len(cell.text.rstrip()))


def _phases(document: Document) -> tuple[str, ...]:
    """Return the phases of the plan's steps: 2022-2024 组织创建."""
    found = []
    for block in document.blocks:
        path = document.sections[block.section].path
        if not any(_STEPS.search(title) for title in path):
            continue
        line = document.quote(block.span)
        number = number_at(line)
        m = _PHASE.match(line, number.length if number else 0)
        if m:
            found.append(f"{m['from']}-{m['to'] or m['from']} {m['title'].strip('：:、 ')}")
    return tuple(dict.fromkeys(found))
