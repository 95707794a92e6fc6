"""Tasks with their responsible units: numbered headings, items and table rows that a list of units belongs to, and phases with years."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from loaders.document import BlockKind, Document, Span
from loaders.facts import Claim, Mention, Refusal, TaskItem
from loaders.finders.tasks import calling
from loaders.finders.tasks.lines import Piece
from loaders.finders.tasks.task_tables import records
from loaders.finders.tasks.units_in_charge import Bodies, Listed, is_duty_of_all, is_label, led_by, listed, members
from loaders.numbering import Number, number_at
from loaders.sentences import Sentence
from ontology import EntityType, Status

_GLUED: Final = re.compile(r"由[^，。；（）\n]{2,40}?牵头")
_OWNERS: Final = re.compile(r"【(?P<units>[^】\n]{2,60})】\s*")
_OWNERS_SAID: Final = re.compile(r"责任清单|部门[^，。\n]{0,8}(?:任务|清单|分工)|(?:均|都)?由所在栏目的部门负责")
_PARTS: Final = re.compile(r"[）】〕\]。\n]")
_PHASE: Final = re.compile(
    r"(?P<title>[^\n（）。]{2,20})（(?P<from>20\d\d)年?(?:\d{1,2}月)?\s*[-—–~～至]+\s*(?P<to>20\d\d)?年?(?:\d{1,2}月)?(?:底|末)?）"
)
_STEPS: Final = re.compile(r"步骤|阶段|进度|实施安排|时间安排|组织实施")
_LINE: Final = 120


@dataclass(frozen=True, slots=True)
class _Charge:
    """A list of units and the heading, item or cell of the task that it belongs to."""

    head: Span
    units: Listed
    deadline: str = ""
    name: str = ""


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
        task = _task(document, charge)
        named = [body for member in charge.units.members if (body := bodies.named(member)) is not None]
        if not named and (not charge.units.members or (charge.units.bare and not is_duty_of_all(document.text, charge.units))):
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


def _task(document: Document, charge: _Charge) -> Mention:
    name = (charge.name or document.quote(charge.head)).strip().rstrip("。：:；;，,")
    return Mention(EntityType.TASK, name, charge.head, Status.PLANNED, "heading or item with responsible units", 0.95)


def _claim(body: Mention, task: Mention, charge: _Charge) -> Claim:
    inside = task.span in charge.units.span
    return Claim(
        body, charge.units.relation, task, charge.units.span, Status.PLANNED, "", "list of responsible units",
        "" if inside else "heading as context", charge.units.role,
    )  # fmt: skip


def _in_prose(document: Document) -> Iterator[_Charge]:
    starts = [block.span.start for block in document.blocks]
    last: Listed | None = None
    head: Span | None = None
    for units in listed(document.text):
        at = bisect_right(starts, units.span.start) - 1
        if at < 0 or not _may_charge(document, at, units):
            continue
        if last is None or _PARTS.search(document.text, last.span.end - (1 if last.bare else 0), units.span.start):
            head = _head(document, at, units.span.start, last.span.end if last else 0)
        last = units
        if head is not None:
            yield _Charge(head, units)
    yield from _led(document)
    yield from _owned(document)


def _may_charge(document: Document, at: int, units: Listed) -> bool:
    """Tell a list of units from the header of a table: a row counts where it holds nothing but label and list (谁来干, 市林业局)."""
    block = document.blocks[at]
    return block.kind is not BlockKind.ROW or (units.span.start == block.span.start and document.quote(block.span).count("\t") == 1)


def _head(document: Document, at: int, position: int, behind: int) -> Span | None:
    """Return the name of the task that the words at `position` of block `at` belong to: an item, a numbered line, else the heading above.

    `behind` is where the list of units before them ended.
    """
    block = document.blocks[at]
    if (own := calling.own(document.text, block.span, position, behind=behind)) is not None:
        return own
    if (item := _paragraph_above(document, at, position) or _item_above(document, at, position)) is not None:
        return item
    section = document.sections[block.section]
    above = _above(document, at)
    if section.heading.end <= section.heading.start or (
        above is not None and section.heading.start < above.start and block.kind is BlockKind.ROW
    ):
        return above
    if section.title == document.title or (
        block.section == 1 and section.level == 1 and number_at(document.text[section.span.start : section.heading.end]) is None
    ):
        return None
    found = document.text.find(section.title, section.heading.start, section.heading.end)
    return Span(found, found + len(section.title)) if found >= 0 else section.heading


def _paragraph_above(document: Document, at: int, position: int) -> Span | None:
    """Return the first sentence of the paragraph above a line of units, where its section holds several such lines (title。what is done。)."""
    block = document.blocks[at]
    if position != block.span.start or at < 2 or document.blocks[at - 1].kind is not BlockKind.PROSE:
        return None
    others = (other for i in (at - 2, at + 2) if 0 <= i < len(document.blocks) and (other := document.blocks[i]).section == block.section)
    if not any(is_label(document.text, other.span.start) for other in others):
        return None
    start = document.blocks[at - 1].span.start
    number = number_at(document.text[start : start + _LINE])
    return calling.title(document.text, start + (number.length if number else 0), document.blocks[at - 1].span.end)


def _item_above(document: Document, at: int, position: int) -> Span | None:
    """Return the short numbered line above a line of units, where the items before or behind it have such lines too."""
    block = document.blocks[at]
    if position != block.span.start or block.kind is not BlockKind.PROSE:
        return None
    for i in range(at - 1, max(-1, at - 9), -1):
        other = document.blocks[i]
        if other.kind is not BlockKind.PROSE or other.section != block.section:
            return None
        line = document.quote(other.span)
        number = number_at(line)
        if number is None:
            continue
        title = calling.title(document.text, other.span.start + number.length, other.span.end)
        whole = title is not None and title.end >= other.span.end - 1
        return title if whole and (_ends_units(document, i) or _counts_on(document, at, number)) else None
    return None


def _ends_units(document: Document, i: int) -> bool:
    """Tell whether a line of units stands close above a line."""
    return any(is_label(document.text, b.span.start) for b in document.blocks[max(0, i - 3) : i] if b.kind is BlockKind.PROSE)


def _counts_on(document: Document, at: int, number: Number) -> bool:
    """Tell whether the next item begins close below a line."""
    below = (number_at(document.quote(b.span)) for b in document.blocks[at + 1 : at + 4] if b.kind is BlockKind.PROSE)
    return any(n is not None and (n.rank, n.value) == (number.rank, number.value + 1) for n in below)


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
        if number is not None and not calling.ENDS.search(text, block.span.start + number.length, m.start()):
            head = Span(block.span.start + number.length, m.start())
            if head.end - head.start >= 2:
                yield from (_Charge(head, units) for units in led_by(text, m.start(), block.span.end))


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
            yield _Charge(Span(found, found + len(section.title)) if found >= 0 else section.heading, owner)


def _in_tables(document: Document) -> Iterator[_Charge]:
    for record in records(document):
        for units in record.units:
            named = tuple(m for part in _joined(units.cell) for m in members(document.text, part))
            quote = _quote(document, record.name, units.cell)
            yield _Charge(record.name.spans[0], Listed(quote, units.role.value, named), record.deadline, record.name.text)


def _joined(cell: Piece) -> Iterator[Span]:
    """Yield the stretches of a cell: lines that follow each other directly are one, so that a name may be broken there."""
    start, end = cell.spans[0].start, cell.spans[0].end
    for span in cell.spans[1:]:
        if span.start > end + 1:
            yield Span(start, end)
            start = span.start
        end = span.end
    yield Span(start, end)


def _quote(document: Document, name: Piece, units: Piece) -> Span:
    """Return the words that give the task to its units: the row that holds both, else the units alone."""
    text, start, end = document.text, name.spans[0].start, units.spans[-1].end
    if start < end and text.find("\n", start, end) < 0:
        line, stop = text.rfind("\n", 0, start) + 1, text.find("\n", end)
        return Span(line, stop if stop >= 0 else len(text))
    return Span(units.spans[0].start, end)


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
