"""The columns of the tables that tasks stand in: number, task, content, units in their roles, time limit and what else is customary."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Column(StrEnum):
    """What a column of a table of tasks holds."""

    INDEX = "index"
    TASK = "task"
    CONTENT = "content"
    LEAD = "牵头单位"
    DUTY = "责任单位"
    HELP = "配合单位"
    DEADLINE = "deadline"
    OTHER = "other"


UNITS: Final = frozenset((Column.LEAD, Column.DUTY, Column.HELP))
_OF: Final = "重点|主要|工作|具体|年度|目标|改革|建设|政策|创新|试点|推广|复制推广|改革创新|改革试点|落实|支持|督查|整改|问题"
_WHOM: Final = r"(?:单位|部门|主体|领导单位|处室)(?:[（(](?:单位|部门)[）)])?"
_KINDS: Final = tuple(
    (column, re.compile(pattern))
    for column, pattern in (
        (Column.INDEX, r"序号|编号|序列|序|No\.?"),
        (Column.TASK, rf"(?:{_OF})?(?:工作)?(?:任务|事项|举措|措施|行动|项目|工作|经验|做法)(?:名称|内容|清单|事项)?"),
        (Column.LEAD, rf"(?:牵头|主责|主办)(?:{_WHOM})?|牵头（责任）单位"),
        (Column.DUTY, rf"(?:牵头)?(?:单位)?(?:及|和|、)?(?:责任|负责|承办|落实|指导|主管|业务指导)(?:{_WHOM})|(?:责任|负责|承办|落实)(?:分工)?"),
        (Column.HELP, rf"(?:配合|参与|参加|协办|协同|支持|协助)(?:{_WHOM})?"),
        (Column.DEADLINE, r"(?:完成)?(?:时限|时间|期限|节点)(?:要求)?|完成时限|时间节点"),
        (Column.CONTENT, r"(?:主要|具体|工作|任务|改革|政策|举措)?(?:内容|做法|措施|举措|要求|目标|目标任务|成果形式|内涵)(?:和要求)?"),
        (Column.OTHER, r"(?:推广|适用|实施|复制推广|试点)(?:范围|地区|区域|方式)|备注|(?:所属)?(?:类别|领域|分类|板块|方面|门类)|责任人|(?:牵头|分管|责任)(?:领导|人)|(?:工作)?进展(?:情况)?|依据|来源"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table, as its header says them: `task` and `deadline` are places in it, -1 for none."""

    columns: tuple[Column, ...]
    words: tuple[str, ...]

    @property
    def task(self) -> int:
        """The place of the column that names the tasks."""
        return self.columns.index(Column.TASK)

    @property
    def index(self) -> int:
        """The place of the column that numbers the tasks."""
        return self.columns.index(Column.INDEX) if Column.INDEX in self.columns else -1

    @property
    def deadline(self) -> int:
        """The place of the column of time limits."""
        return self.columns.index(Column.DEADLINE) if Column.DEADLINE in self.columns else -1

    @property
    def units(self) -> tuple[int, ...]:
        """The places of the columns of units."""
        return tuple(i for i, column in enumerate(self.columns) if column in UNITS)


def column(words: str) -> Column | None:
    """Return what a header's cell says of its column; None where it says nothing known."""
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(words)), None) if len(words) <= 12 else None


def header(words: Sequence[str]) -> Header | None:
    """Return the header that cells make: a task and units, in different columns; the second column that may name tasks holds their content."""
    found: list[Column] = []
    for cell in words:
        kind = column(cell) or Column.OTHER
        found.append(Column.CONTENT if kind is Column.TASK and Column.TASK in found else kind)
    return Header(tuple(found), tuple(words)) if Column.TASK in found and UNITS & set(found) else None
