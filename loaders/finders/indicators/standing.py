"""Whether a figure is aimed at or reached: by the words before it, its year, the heading above and the kind of document."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from loaders.facts import IndicatorStatus
from loaders.finders.indicators.periods import Calendar

_TARGET: Final = re.compile(
    r"力争|争取|确保|预计|计划(?!的?$)|规划|拟|目标(?!(?:任务)?的?$)|有望|未来|下一步|今后|将(?!近)|要(?!素|求|点|件|闻)|推动|支持|鼓励|引导|加快|到20\d\d年|(?<![较比]“十[一二三四五]五”)末|投产后|达产后|建成后|可达|预期|不低于|不少于|冲刺|谋划|安排|期末|新目标"
)
_REACHED: Final = re.compile(
    r"已|累计|现有|现已|现拥有|拥有|目前|截[至止]|(?<![要将])完成(?!时)|增长了|同比|上年|去年|连续|首次|成功|获批|获评|入选|先后|共有|实际|来自|位居|达到?了|实现了|增至|上升至|形成|集聚|建有|设有|上半年|一季度|前三季度|年初以来|今年以来|五年来"
)
_UP_TO: Final = re.compile(r"截[至止][^。；]*$")
_NOW: Final = re.compile(r"(?:目前|当前)(?!的)[^。；]*$")
_BY_THEN: Final = re.compile(
    r"(?<!截)(?:到|至)(?:20\d\d年|“?十[四五六]五”?末|规划期末|期末)(?!.*(?:20\d\d年|目前|现有))|[投达满]产后|建成后|[三五]年内"
)
_TARGET_HEADING: Final = re.compile(
    r"目标|任务|举措|重点|安排|打算|展望|思路|措施|行动|工程|保障|要点|愿景|总体要求|下一步|布局|规划|部署|建议|计划"
)
_REACHED_HEADING: Final = re.compile(r"基础|回顾|成效|现状|概况|成就|情况|总结|背景|优势|特点|进展|简介|条件|动态|问题|做法|成果")
_PLAN: Final = re.compile(r"规划|方案|计划|意见|要点|措施|分工|任务|协议|备忘录|招商|指南|行动|目标|安排")
_REPORT: Final = re.compile(r"总结|汇报|报告|通报|简报|公示|名单|侧记|纪要|动态|介绍|概况")


_TO_DO: Final = re.compile(
    r"(?:^|[，。；：])(?:加快|推进|推动|实施|深化|强化|支持|加强|健全|完善|打造|建设|培育|发展|提升|鼓励|引导|深入|大力|积极|全面|着力|优化|创新|构建|做强|做大|加大|统筹|力争|确保)",
    re.MULTILINE,
)
_DONE: Final = re.compile(r"[已获增]|达(?!峰|标)|成功|累计|同比|完成(?!时)|了[一\d]|突破|入选|现有|拥有")
_CLEAR: Final = 2
_ENOUGH: Final = 4


@dataclass(frozen=True, slots=True)
class Context:
    """What stands above a figure: the headings, the document's title, its years, and whether the text says what is to be done.

    `told`: of a government's report without headings of years, whether the paragraph tells what was done (False: what is to be done, None: neither).
    """

    path: Sequence[str]
    title: str
    calendar: Calendar
    ahead: bool
    told: bool | None = None


def looks_ahead(text: str) -> bool:
    """Tell a text of things to do (加快…，推动…) from one of things done (已…，获…，增长…)."""
    return len(_TO_DO.findall(text)) > len(_DONE.findall(text))


def tells(paragraph: str) -> bool | None:
    """Tell a paragraph of things done (True) from one of things to do (False); None where it is clearly neither.

    >>> tells("粮食增产，获批试点3个，公路突破80公里，增设医院。"), tells("加快改革，实施行动，培育企业，支持上市。"), tells("粮食增产，加快改革。")
    (True, False, None)
    """
    aims, done = len(_TO_DO.findall(paragraph)), len(_DONE.findall(paragraph))
    return done > aims if max(aims, done) >= max(_ENOUGH, _CLEAR * min(aims, done)) else None


@dataclass(frozen=True, slots=True)
class Signs:
    """What the words before a figure say of its status: 截至, 目前已 (`until`), 到2025年 (`by_then`), and where the last word of aim and of reach stands."""

    until: bool
    by_then: bool
    aimed: int
    reached: int


def signs(words: str) -> Signs:
    """Read the signs in the words of a sentence before a figure."""
    aimed, reached = _last(_TARGET, words), _last(_REACHED, words)
    until = bool(_UP_TO.search(words)) or (bool(_NOW.search(words)) and reached > aimed)
    return Signs(until, bool(_BY_THEN.search(words)), aimed, reached)


def standing(said: Signs, year: int | None, context: Context) -> IndicatorStatus:
    """Return the status of a figure of `year`: by the words before it, its year, the heading above, the kind of document."""
    calendar = context.calendar
    if said.until and not (year is not None and calendar.issued is not None and year > calendar.issued + 1):
        return IndicatorStatus.ACHIEVED
    if year is not None and calendar.issued is not None and year != calendar.issued:
        return IndicatorStatus.TARGET if year > calendar.issued else IndicatorStatus.ACHIEVED
    reviewed = year is not None and year == calendar.annual and bool(_REPORT.search(context.title))
    if (said.by_then and not reviewed) or (
        calendar.issued is None and year is not None and calendar.plan_end is not None and year >= calendar.plan_end
    ):
        return IndicatorStatus.TARGET
    if context.told is not None:
        return IndicatorStatus.ACHIEVED if context.told else IndicatorStatus.TARGET
    if year is not None and calendar.issued is None and not calendar.planned and said.aimed == said.reached:
        return IndicatorStatus.ACHIEVED
    if said.aimed != said.reached:
        return IndicatorStatus.TARGET if said.aimed > said.reached else IndicatorStatus.ACHIEVED
    return _by_heading(context)


def _by_heading(context: Context) -> IndicatorStatus:
    for heading in reversed(context.path):
        if _REACHED_HEADING.search(heading):
            return IndicatorStatus.ACHIEVED
        if _TARGET_HEADING.search(heading):
            return IndicatorStatus.TARGET
    if _REPORT.search(context.title):
        return IndicatorStatus.ACHIEVED
    return IndicatorStatus.TARGET if context.ahead or _PLAN.search(context.title) else IndicatorStatus.ACHIEVED


def _last(pattern: re.Pattern[str], words: str) -> int:
    last = -1
    for m in pattern.finditer(words):
        last = m.start()
    return last
