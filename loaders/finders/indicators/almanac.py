"""The years of a document: when it was issued, the year it reports or plans for, and what its headings and notes say of them."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from loaders.document import Document, Section
from loaders.finders.indicators.periods import COMPARED, EVENT, FIVE_YEARS, Calendar, years
from loaders.metadata import ARTICLE
from loaders.numbering import number_at

_HEAD: Final = 400
_TAIL: Final = 240
_OPENING: Final = 4000
_YEARS_BACK: Final = 5
_LAST: Final = 40
_TITLE_LINES: Final = 6
_TITLE_LONGEST: Final = 70
_ANNUAL: Final = re.compile(
    r"(?<![\d—–~～-])(20\d\d)年度?(?![\d—–~～-])《?[^，。；《\n—–]{0,24}?(?:总结|回顾|要点|重点|任务|报告|通报|清单|分工|目标|情况|动态|简报|运行|成效|打算|安排|考核|绩效|公示|名单|进展|自评|工作)"
)
_REVIEW: Final = re.compile(
    r"(?:回顾|回望|总结)(?:过去的?)?(20\d\d)|告别(20\d\d)|(20\d\d)年?(?:政府)?(?:工作)?(?:的)?(?:回顾|回望)|(?:^|\n)(20\d\d)年，?是[^，。\n]{0,30}的一年"
)
_AHEAD: Final = re.compile(r"(?:^|\n)[^。\n]{0,6}(20\d\d)年(?:的)?(?:主要|经济社会)?(?:工作|重点|目标)[^。\n]{0,8}(?:\n|：)")
_TURN: Final = re.compile(
    r"(?<![^年]为)(?<![^年]为[“\"])[“\"]?(十[一二三四五六])五[”\"]?(?:规划)?(?:的)?(开局|收官)(?:起步)?的?(?:之年|第一年|一年)"
)
_TURN_NOW: Final = re.compile(r"今年是[^。\n]{0,12}(开局|收官)(?:起步)?的?(?:之年|第一年|一年)")
_FIVE_PAST: Final = re.compile(
    r"[“\"](十[一二三四五六])五[”\"](?:时期|期间|以来|规划)?[^。\n]{0,12}。?(?:(?:过去|这)五年|五年[来间])|(?:回望|回顾|走过|经过)[“\"](十[一二三四五六])五[”\"]"
)
_DATE: Final = re.compile(
    r"(?<!\d)(20\d\d)(?:年\d{1,2}月|-\d{1,2}-\d{1,2}|\.\d{1,2}\.\d{1,2}|/\d{1,2}/\d{1,2}|\.\d{2}(?!\d)|年第\d+[期号])"
)
_EVENT_DAY: Final = re.compile(r"20\d\d年\d{1,2}月\d{1,2}日[上下]午|20\d\d年\d{1,2}月\d{1,2}日电")
_TELLS: Final = re.compile(r"[，,][^\n]")
_NUMBER: Final = re.compile(r"[〔（\[](20\d\d)[〕）\]]\s*第?\d+[号次期]")
_REPORTING: Final = re.compile(r"截[至止]到?(20\d\d)年")
_STUDIED: Final = re.compile(
    r"(?:基于|利用|采用|选取|运用|使用|收集)[^。；\n]{0,16}20\d\d年?(?:[-—–~～一]+|到|至)(20\d\d)年?(?:间|期间)?[^。；，\n]{0,20}(?:数据|样本|资料)"
)
_RECENT: Final = 3
_TOLD: Final = re.compile(r"(?<![到至超及\d—–~～-])(20\d\d)(?=年)(?!年?[-—–~～至到])")
_KINDS: Final = re.compile(
    r"简报|动态|工作信息|通报|公示|公布|纪要|总结|汇报|报告|自评|清单|情况|快讯|座谈会|对接会|开工|签约|揭牌|开街|视察|进展|(?:经济|运行|统计|主要|核心)数[据字]|数[据字](?=$|[\s）)：:])"
)
_PLANS: Final = re.compile(r"规划|方案|行动|计划|意见|措施|备忘录|协议|办法|政策")
_PLAN_RANGE: Final = re.compile(r"(20\d\d)年?[-—–~～至]+(20\d\d)年?")
_PLAN_FIVE: Final = re.compile(r"[“\"](十[一二三四五六])五[”\"]")
_TARGET: Final = re.compile(r"到(20\d\d)年")
_STATES: Final = re.compile(r"\d(?:%|[万亿]?元|家|个|项|成)|[超达破]\d")
_GOVERNMENT_REPORT: Final = re.compile(r"政府工作报告(?!》|[^\n]{0,6}(?:任务|分工|分解|责任|重点))")
_YEAR_LINE: Final = re.compile(r"20\d\d年")
_DAY: Final = re.compile(r"(?<!\d)(20\d\d)年\d{1,2}月\d{1,2}日")
_OF_REPORT: Final = re.compile(r"(20\d\d)年")
_DATED_HEAD: Final = 12
_DATED_TAIL: Final = 4
_PUBLISHED: Final = re.compile(
    r"(?:时间|日期|更新[于至]?|[发刊]布于?|发表于|来源|作者|编辑|记者)[^\n]{0,20}20\d\d[年./-]\d|20\d\d[年./-]\d{1,2}[月./-]\d{1,2}日?[^\n]{0,8}\d{1,2}[:：]\d\d"
    r"|^[（(—\s]*20\d\d[年./-]\d{1,2}[月./-]\d{1,2}日?[）)\s]*(?:来源|作者|记者|编辑|阅读|浏览|点击|字[号体]|【|$)"
)
_OF_JOURNAL: Final = re.compile(r"收稿|修回|基金|学报|期刊|引用|DOI")
_OWN_VOICE: Final = re.compile(r"[我全][市省县区州盟旗]")
_OF_ITSELF: Final = re.compile(rf"{_OWN_VOICE.pattern}|(?<![\u3400-\u9fff])(?:园区|开发区|经开区|高新区|示范区|新区|景区|古镇|基地)")


def calendar(document: Document) -> Calendar:
    """Return the years that a document's head, tail and title say it is of."""
    text = document.text
    head, tail = text[:_HEAD], text[-_TAIL:]
    lines = [document.title, *_title_lines(document)]
    title = "\n".join(lines)
    report = "各位代表" in text or any(_GOVERNMENT_REPORT.search(line) for line in lines)
    told = _told_days(text)
    issued = _issued(document, head, tail) or _turn(text) or (_title_year(lines) if report else None) or told
    annual = next((m for i, line in enumerate(_whole_lines(lines)) if _names_year(i, line) and (m := _ANNUAL.search(line))), None)
    year = int(annual.group(1)) if annual else None
    if annual and year and (issued is None or issued < year):
        issued = year + 1 if re.search(r"总结|回顾|自评", annual.group()) else year if issued else None
    review = _REVIEW.search(text)
    looked_back = int(next(filter(None, review.groups()))) if review else 0
    if looked_back and looked_back >= (issued or 0) - _YEARS_BACK:
        year = looked_back
        issued = max(issued or 0, year + 1)
    elif year is None and (ahead := _AHEAD.search(text)):
        year, issued = int(ahead.group(1)) - 1, max(issued or 0, int(ahead.group(1)))
    planned = (bool(_PLANS.search(title)) or bool(re.match(r"第[一二三四五六七八九十]+[章节]", head))) and not _KINDS.search(document.title)
    if year is None and not planned and not report:
        year = _reported(issued, text) if issued and _KINDS.search(title) else _reporting(document)
        issued = year + 1 if year and not issued and re.search(rf"截[至止]到?{year}年(?:12月|底|末)", text) else issued
    stated = next((m for line in title.split("\n") if _PLANS.search(line) and (m := _PLAN_RANGE.search(line))), None)
    end, before = _plan(document.period or title, text)
    past = _past_five(text, before) or (issued - 1 if issued and report else None)
    published = None
    if document.kind == ARTICLE:
        published = _studied(text)
    elif year is None and not planned and not report:
        published = issued if told or _dateline(document) or _EVENT_DAY.search(head) or _DATE.search(text[-_LAST:]) else None
    return Calendar(issued or year, year, end, past, int(stated.group(2)) if stated else None, planned, report, published)


def _reported(issued: int, text: str) -> int:
    """Return the year that a report of the year `issued` is of: the one before where it counts up to the end of that (截至2022年末)."""
    return issued - 1 if re.search(rf"截[至止]到?{issued - 1}年(?:年?[底末]|12月)", text) else issued


def _reporting(document: Document) -> int | None:
    """Return the last year up to which a text that speaks of its own place counts (截至2023年), unless it goes on to tell of years long after."""
    text = document.text
    if document.kind == ARTICLE or not _OWN_VOICE.search(text):
        return None
    latest = max(map(int, _REPORTING.findall(text)), default=None)
    told = max(map(int, _TOLD.findall(text)), default=0)
    return latest if latest and latest >= told - _RECENT else None


def _studied(text: str) -> int | None:
    """Return the last year of the data that a research article says it is based on (基于2008—2014年的专利数据)."""
    m = _STUDIED.search(text[:_OPENING])
    return int(m.group(1)) if m else None


def speaks_of_itself(text: str, start: int, end: int) -> bool:
    """Tell a stretch of text in which a place or park speaks of itself (我市, 全区, 园区共有…) from one about others."""
    return bool(_OF_ITSELF.search(text, start, end))


def _whole_lines(lines: Sequence[str]) -> list[str]:
    """Return the title lines, a year that fills a line with the line it is the first half of (2023年 / 某行业研究报告)."""
    return [line + after if _YEAR_LINE.fullmatch(line) else line for line, after in zip(lines, [*lines[1:], ""], strict=True)]


def _told_days(text: str) -> int | None:
    """Return the year that a text of 今年 is of: that of all the days it names, where it names at least two."""
    days = _DAY.findall(text) if "今年" in text else []
    return int(days[0]) if len(days) > 1 and len(set(days)) == 1 else None


def _names_year(i: int, line: str) -> bool:
    """Tell a line of the head that may name the year that a document reports on: 2024年工作总结, not that in which a government reported."""
    return (i < 2 or number_at(line) is None) and not _GOVERNMENT_REPORT.search(line)


def _title_year(lines: Sequence[str]) -> int | None:
    return next((int(m.group(1)) for line in lines if _GOVERNMENT_REPORT.search(line) and (m := _OF_REPORT.search(line))), None)


def _dateline(document: Document) -> bool:
    """Tell a text that says when it was published in a short line of its own: 发布时间：2024-03-02, 2024年3月2日 09:30 来源：…."""
    blocks = [*document.blocks[:_DATED_HEAD], *document.blocks[-_DATED_TAIL:]]
    lines = (document.quote(b.span) for b in blocks if b.span.end - b.span.start <= _TITLE_LONGEST)
    return any(_PUBLISHED.search(line) and not _OF_JOURNAL.search(line) for line in lines)


def _title_lines(document: Document) -> list[str]:
    """Return the short lines that a document opens with."""
    lines = [document.text[b.span.start : b.span.end] for b in document.blocks[:_TITLE_LINES]]
    return [line for line in lines if len(line) <= _TITLE_LONGEST and not line.endswith(("。", "；"))]


def _issued(document: Document, head: str, tail: str) -> int | None:
    if document.date:
        return int(document.date[:4])
    for pattern, where in ((_NUMBER, head), (_DATE, head), (_DATE, tail)):
        for m in pattern.finditer(where):
            if (
                not _TELLS.match(where, m.end())
                and not EVENT.match(where, m.end())
                and not COMPARED.search(where[max(0, m.start() - 3) : m.start()])
            ):
                return int(m.group(1))
    return None


def _plan(title: str, text: str) -> tuple[int | None, int | None]:
    """Return the end of the plan's period and the end of the five years before it."""
    if m := _PLAN_RANGE.search(title):
        return int(m.group(2)), int(m.group(1)) - 1
    if m := _PLAN_FIVE.search(title):
        return FIVE_YEARS[m.group(1)], FIVE_YEARS[m.group(1)] - 5
    targets = Counter(int(y) for y in _TARGET.findall(text))
    return min(targets, key=lambda y: (-targets[y], y)) if targets else None, None


def _turn(text: str) -> int | None:
    """Return the year that is the first or last of a five-year period (“十五五”开局之年 is 2026)."""
    head = text[:_OPENING]
    if m := _TURN.search(head):
        five, which = m.group(1), m.group(2)
    elif (m := _TURN_NOW.search(head)) and (period := _PLAN_FIVE.search(head)):
        five, which = period.group(1), m.group(1)
    else:
        return None
    return FIVE_YEARS[five] - (4 if which == "开局" else 0)


def _past_five(text: str, before: int | None) -> int | None:
    """Return the end of the five years that 五年来 looks back on."""
    m = _FIVE_PAST.search(text)
    return FIVE_YEARS[m.group(1) or m.group(2)] if m else before


def heading_year(section: Section, calendar: Calendar) -> int | None:
    """Return the year that the nearest heading above states, None where none does; a heading that states a figure, or the title of a whole plan or report, dates nothing."""
    for title in reversed(section.path):
        found = [when for when in years(title, 0, len(title), calendar=calendar) if when.year is not None]
        if found and not _STATES.search(title) and not _GOVERNMENT_REPORT.search(title) and not _PLANS.search(title[found[-1].end :]):
            return found[-1].year
    return None
