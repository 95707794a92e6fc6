"""What each figure of a sentence is called: by its own clause, by what was measured before it, by a list that several figures share."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from loaders import divisions, units
from loaders.document import Span
from loaders.finders.indicators import measures, periods
from loaders.finders.indicators.figures import Figure
from loaders.finders.indicators.measures import Clause
from loaders.finders.indicators.periods import When

_OF_CHANGE: Final = frozenset(("share", "points", "times"))
_TOGETHER: Final = re.compile(
    r"[，、；]?(?:同比|较?比?上年|比去年|较去年|年均)?分别(?:同比|较?比?上年|比去年|较去年|年均)?((?:增长|下降|提高|增加|上升|占)[^，。；\d]{0,8})"
)
_JOINTS: Final = frozenset(("、", "和", "与", "及", "以及", "、和", "和约", "、约"))
_ALL_OF: Final = re.compile(r"[，、]?均[位稳]?[居列排名]+[^，。；、\d]{0,8}")
_LISTED: Final = re.compile(r"(?:、|[和与及])[^，。；]{2,24}")
_EACH: Final = re.compile(r"分别(?:新增|增加|减少|建成|达到?)$")
_HELD: Final = re.compile(r"(?<![人户年月日平])均(?=[位稳]?[居列排名])")
_NEAR: Final = 400
_ITS_PLACE: Final = re.compile(r"^[\u3400-\u9fff]{2,6}?(?:省|市|县|区|镇|乡)的?(?!级)")
_YEARLY: Final = re.compile(r"(?:每年|当年|年度?)(?:安排|投入|拿出)?")
_SET_UP: Final = re.compile(r"^.{0,6}?(?:设立|建立|组建)")
_EVENLY: Final = re.compile(r"(?<![人户年月日平])均(?:增长|下降|提高|提升|达到?|超过?|突破|实现|保持在?|为|在)[^，。；、\d]{0,4}$")
_EVEN: Final = re.compile(r"(?<![人户年月日平])均(?=增长|下降|提高|提升|$)")
_PLACE: Final = re.compile(r"(?!.*[全我本各居列])[\u3400-\u9fff]{2,5}(?:镇|(?<![下城返回])乡|街道|县|(?<![超城上都门入])市|旗)")
_WITHIN: Final = re.compile(r"([^，。；：、\d的和]{1,12}(?:和[^，。；：、\d的]{1,2})?)的")
_WHERE: Final = re.compile(r"(?:分布)?在[\u3400-\u9fff]{2,10}(?:地区|沿海|[东西南北中]部|[省市县区镇乡])")
_TOLD_AFTER: Final = re.compile(r"(?:分别|各|也|已|均|全部|一度)?(?:突破|接近|[达约超为仅高占到过至是有只近逾])+")
_BACK: Final = 12

Named = tuple[Figure, str]


@dataclass(slots=True)
class Naming:
    """What the sentence at `bounds` has said up to the figure asked for next: its subject, the quantity told last, and where the figure before ended."""

    text: str
    bounds: Span
    subject: str = ""
    measure: str = ""
    name: str = ""
    last: int = -1
    told: dict[str, str] = field(default_factory=dict)

    def called(self, figure: Figure, clause: Clause) -> str:
        """Return the name of the next figure, "" or one character where the sentence gives none; ask for the figures in their order."""
        found, partial = measures.name(self.text, clause, counts=units.kind(figure.unit) == "count")
        if units.kind(figure.unit) not in _OF_CHANGE:
            self.measure = measures.without_change(self.measure)
        if found in divisions.by_name() or (
            _PLACE.fullmatch(found) and self.text[clause.left - 1 : clause.left] in ("：", "，", "；", "、")
        ):
            return found + self._of_places(figure.unit, clause.left)
        if _YEARLY.fullmatch(found):
            about = measures.topic(self.text[max(self.bounds.start, clause.left - _NEAR) : clause.left], last=True)
            found = _SET_UP.sub("", about) or found
        of_change = partial and (not found or measures.changes(found))
        within = _WITHIN.fullmatch(self.text, max(self.last, self.bounds.start), figure.whole.start) if clause.follows else None
        if within and found.startswith(within.group(1)) and self.name.endswith(within.group(1)):
            found = self.name.removesuffix(within.group(1)) + found.removeprefix(within.group(1))
        if self.name and _WHERE.fullmatch(found):
            return _WHERE.sub("", self.name) + found
        told = not found and bool(_TOLD_AFTER.fullmatch(self.text, clause.left, figure.span.start))
        if partial and (self.subject or told or (of_change and found)):
            self._turn(clause, of_change=of_change or told)
        name = measures.joined(self.measure if of_change else self.subject, found) if partial else found
        if not found and self.name and self.text[self.last : figure.whole.start] in _JOINTS:
            name = self.name
        self.subject = self.subject if partial else name
        if not of_change:
            self.measure = name if figure.unit != "位" else self.measure if partial else measures.without_rank(name)
        if len(name) >= 2:
            self.name = self.told[figure.unit] = name
        return name

    def _of_places(self, unit: str, left: int) -> str:
        """Return what is said of one place after another: what was told last in this unit, else what the list is introduced with (项目按区域划分：石桥镇5个，…)."""
        if unit in self.told:
            return _ITS_PLACE.sub("", self.told[unit].partition("分别")[0])
        colon = self.text.rfind("：", self.bounds.start, left)
        about = measures.topic(self.text[max(self.bounds.start, colon - _NEAR) : max(colon, self.bounds.start)], last=True)
        return about.partition("按")[0] or about

    def _turn(self, clause: Clause, *, of_change: bool) -> None:
        """Take another subject where a clause without a figure stands between the figure before and this one (…8%，固定资产投资止住下滑，增长5%)."""
        last = max(self.last, self.bounds.start)
        if clause.left <= last:
            return
        part = _part(self.text, max(self.bounds.start, clause.left - _NEAR), clause.left)
        about = measures.topic(self.text[max(last, part) : clause.left], last=of_change)
        if about:
            self.subject = self.measure = (not of_change and measures.topic(self.text[part : clause.left])) or about


def _part(text: str, start: int, end: int) -> int:
    """Return where the part of a sentence between ；and ；begins that `end` stands in."""
    return max((text.rfind(mark, start, end - 1) + 1 for mark in "；。！？\n\t"), default=start) or start


def shared_out(text: str, named: Sequence[Named]) -> list[Named]:
    """Return figures with their names: a run of figures (分别增长6.5%、10.1%) shares a list one by one, a list shares one rank (均居全国第一)."""
    told: list[Named] = []
    for run in _runs(text, named):
        names = (_changed_together(text, told, run) or measures.shared_out(run[0][1], len(run))) if len(run) > 1 else ()
        told.extend(zip((figure for figure, _ in run), names or [name for _, name in run], strict=True))
    return [each for i in range(len(told)) for each in _ranked(text, told, i)]


def _ranked(text: str, told: Sequence[Named], at: int) -> Iterator[Named]:
    """Yield a rank once for each of the things that all hold it: of the list that its name is, or of the figures listed before."""
    figure, name = told[at]
    held = _HELD.search(name)
    if figure.unit != "位" and "等" not in name and _EVENLY.search(text, max(0, figure.whole.start - _BACK), figure.whole.start):
        yield from ((figure, each) for each in measures.listed(_EVEN.sub("分别", name)))
        return
    if figure.unit != "位" or not held:
        yield from ((figure, each) for each in (measures.listed(name) if _alone(text, told, at) else (name,)))
        return
    first = at
    if at and _ALL_OF.fullmatch(text, told[at - 1][0].whole.end, figure.whole.start):
        first = at - 1
        while first and _LISTED.fullmatch(text, told[first - 1][0].whole.end, told[first][0].whole.start):
            first -= 1
    names = [each for _, each in told[first:at]] or measures.listed(name[: held.start()])
    for each in names:
        yield figure, each + name[held.end() :]


def _alone(text: str, told: Sequence[Named], at: int) -> bool:
    """Tell a count that several things share (甲、乙、丙分别增加2个): one that stands in no list of figures."""
    near = pairwise(told[max(0, at - 1) : at + 2])
    return bool(_EACH.search(told[at][1])) and not any(text[a.whole.end : b.whole.start] in _JOINTS for (a, _), (b, _) in near)


def _changed_together(text: str, told: Sequence[Named], run: Sequence[Named]) -> tuple[str, ...]:
    """Return the names of the figures of a run that are the changes of as many quantities told right before; none where they are not."""
    before, first = told[-len(run) :], run[0][0]
    if (
        len(before) < len(run)
        or units.kind(first.unit) not in _OF_CHANGE
        or any(units.kind(figure.unit) in _OF_CHANGE for figure, _ in before)
    ):
        return ()
    m = _TOGETHER.fullmatch(text, before[-1][0].whole.end, first.whole.start)
    return tuple(name + m.group(1) for _, name in before) if m else ()


def shared_years(text: str, whens: list[When], named: Sequence[Named]) -> dict[int, int | None]:
    """Return the years of figures that share a list of years one by one, by where the figures begin."""
    shared: dict[int, int | None] = {}
    for run in _runs(text, named) if len(whens) > 1 else ():
        starts = [figure.span.start for figure, _ in run]
        if len(starts) > 1:
            shared.update(zip(starts, periods.shared_years(text, whens, starts), strict=False))
    return shared


def _runs(text: str, named: Sequence[Named]) -> Iterator[Sequence[Named]]:
    """Yield the figures that stand in one list (6.5%、10.1%和12%) together, others alone."""
    i = 0
    while i < len(named):
        end = i + 1
        while end < len(named) and text[named[end - 1][0].whole.end : named[end][0].whole.start] in _JOINTS:
            end += 1
        yield named[i:end]
        i = end
