"""Which year a statement is about: explicit years, five-year periods, 今年, and what lead-in, heading or document says."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from loaders import numerals
from loaders.document import Document, Section
from loaders.metadata import ARTICLE
from loaders.numbering import number_at

_FIVE_YEARS: Final = {"九": 2000, "十": 2005, "十一": 2010, "十二": 2015, "十三": 2020, "十四": 2025, "十五": 2030, "十六": 2035}
_WHEN: Final = re.compile(
    r"(?<![\d.])(?:19|20)\d{2}年?(?:[-—–~～至到]+)(?P<last>(?:19|20)\d{2})年?"
    r"|(?<![\d.〔\[])(?P<year>(?:19|20)\d{2})(?:年度?(?:年?底|年?末)?|(?=[\t)）](?!万|亿)|$))"
    r"|(?P<han>二[〇零○][〇零○一二三四五][〇零○一二三四五六七八九])年"
    r"|[“\"「]?(?P<five>十[一二三四五六]|九|十)五[”\"」]?(?=末|期末|期间|时期|以来|规划期?|收官|开局|[”\"」])(?P<five_what>末|期末|期间|时期|以来|规划期?末?|收官|开局)?"
    r"|(?P<whole>(?:今年|(?<!年)(?<!\d))1[-—–~～至]12月)|(?P<whole_past>去年1[-—–~～至]12月)|(?P<now>今年)|(?P<past>去年|上年度?|上一年度?)|(?P<next>明年|下一年度?)"
    r"|(?P<five_past>(?:过去|近)?五年来|(?:过去|这)五年|五年间)"
    r"|(?P<end>规划期内|(?:规划)?期末)|(?P<present>截[至止]到?(?:目前|当前|今|现在|发稿)|目前|当前|现阶段|迄今|如今|(?<![出体实表展发呈兑变再重浮涌])现(?=有|已|拥有|入驻|建有|辖|设有))"
    r"|(?P<year_end>(?<![\d年一二两三四五六七八九十几数多全本半])年(?:内|底前?))"
    r"|(?P<one_past>(?<![十百])一年来|过去(?:的)?一年)"
    r"|(?P<open>(?:未来|今后|力争)?[一二两三四五]年(?:内|之内|左右)|近[一二两三四五]年(?=，?[^，。；\n]{0,16}(?:要|将|拟|计划|需))|(?:未来|今后)[一二三四五\d]+年|(?:21|二十一|本)世纪(?:中叶|末|\d0年代|[一二三四五六七八九]十年代)|达产后|投产后|建成后|满产后)"
)
_RELATIVE: Final = ("whole", "whole_past", "now", "past", "next", "five_past", "end", "year_end", "one_past")
_FIVE_SAID: Final = frozenset(("末", "期末", "期间", "时期", "规划期", "规划期末", "收官"))
_SIGNS: Final = ("年", "五", "期末", "规划期", "产后", "建成后", "世纪", "20", "目前", "当前", "今", "现", "12月")
_AIMS: Final = re.compile(r"[^，。；\n]{0,14}(?:目标|力争|预期)")
_EVENT: Final = re.compile(
    r"(?:\d{1,2}月(?:\d{1,2}日)?)?(?:起|以来|年?前后|由|经|被|获|成立|创立|建立|创办|设立|始建|建成|投产|开工|认定|印发|发布|出台|挂牌|揭牌|升级|批准|开始|启动|入选|修订|版|口径|价格|不变价|同期|搬|迁|落户|落成|介入|注册|通过|投入使用|投用|启用|完工|竣工|封顶|点火|开业|获评|首期|首届)"
)
_COMPARED: Final = re.compile(r"(?:比|较|与|同|由|从|自|(?<!已)于|始于|成立于|建于|以|按|相当于)$")
_TIMES_OF: Final = re.compile(r"[^，。；\n\d]{0,16}\d[\d.]*倍")
_UNTIL: Final = re.compile(r"(?:到|至|截至|截止|截止到|力争到?|预计到?|争取到?|确保到?|在|自|根据)$")
_OF_PRESENT: Final = re.compile(r"的|和今后|及今后|[^，。；\n]{0,12}基础上")
_BREAK: Final = re.compile(r"[，。；！？\n\t,;（]")


@dataclass(frozen=True, slots=True)
class When:
    """A time word at `start` to `end`: its year (None: one that cannot be read, 未来五年), and how far it reaches.

    `wide`: it holds for what follows, not for its own clause alone (到2025年，…). `present`: it says 目前, that is the time of the document.
    """

    start: int
    end: int
    year: int | None
    wide: bool
    present: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """The years of a document: when it was issued (今年), the year it reports or plans for, the end of its plan, of the last five years.

    `published` is the year of the line that says when a page or piece of news appeared: that of what it says was reached by then.
    """

    issued: int | None
    annual: int | None
    plan_end: int | None
    past_end: int | None
    range_end: int | None
    planned: bool
    report: bool
    published: int | None


_ALONE: Final = re.compile(
    r"(?:年?底|年?末|前|以来|以后|上半年|前三季度|一季度|1[—-]\d+月|\d{1,2}月底?|愿景|目标|计划|规划|重点|主要|工作|安排|任务|打算|部署|回顾|总结)*(?:预期)?(?:[）)，：:\t\n]|$)|(?:，)?是[^，。\n]{0,30}(?:一年|之年)"
)


def years(text: str, start: int, end: int, *, calendar: Calendar) -> Iterator[When]:
    """Yield the time words that a stretch of text is about, in order."""
    if all(text.find(sign, start, end) < 0 for sign in _SIGNS):
        return
    for m in _WHEN.finditer(text, start, end):
        if _aside(text, m, start):
            continue
        if m["present"]:
            yield When(m.start(), m.end(), None, wide=True, present=True)
            continue
        known, year = _year(m, calendar)
        if known:
            yield When(m.start(), m.end(), year, _wide(text, m, start))


def _year(m: re.Match[str], calendar: Calendar) -> tuple[bool, int | None]:
    """Return whether the time word says something, and the year."""
    if m["last"] or m["year"]:
        return True, int(m["last"] or m["year"])
    if m["han"]:
        return True, int(numerals.value(m["han"].replace("○", "〇")) or 0)
    if m["five"]:
        said = m["five_what"] in _FIVE_SAID or (not m["five_what"] and _AIMS.match(m.string, m.end()))
        return bool(said), _FIVE_YEARS.get(m["five"])
    if m["open"]:
        return True, None
    now = calendar.issued
    told = now if calendar.report else calendar.annual or now
    year = {
        "whole": calendar.annual,
        "whole_past": told - 1 if told else None,
        "now": now,
        "past": now - 1 if now else None,
        "next": now + 1 if now else None,
        "five_past": calendar.past_end,
        "end": calendar.plan_end,
        "year_end": now if calendar.annual in (None, now) else None,
        "one_past": calendar.annual or (now - 1 if now and calendar.report else None),
    }[next(name for name in _RELATIVE if m[name])]
    return year is not None, year


def _aside(text: str, m: re.Match[str], start: int) -> bool:
    """Tell a year that dates something else: 比2015年, 2010年成立, 去年同期."""
    before = text[max(start, m.start() - 3) : m.start()]
    if _TIMES_OF.match(text, m.end()) and before[-1:] in ("是", "为", "于"):
        return True
    if _COMPARED.search(before) and (not m["five"] or before[-1] in "比较"):
        return True
    if m["present"]:
        return bool(_OF_PRESENT.match(text, m.end()))
    if m["five"] and re.search(r"(?:为|向|面向|谋划|迈向|开启|《[^》]*)[“\"]?$", text[max(start, m.start() - 12) : m.start()]):
        return True
    return bool((m["year"] or m["last"]) and _EVENT.match(text, m.end())) or text.startswith("同期", m.end())


def _wide(text: str, m: re.Match[str], start: int) -> bool:
    """Tell a time word that holds for what follows: 到2025年, or one that stands alone between marks."""
    before = text[max(start, m.start() - 4) : m.start()]
    if _UNTIL.search(before) or m["five"] or m["five_past"] or m["end"]:
        return True
    opens = m.start() == start or not ("\u3400" <= text[m.start() - 1] <= "\u9fff" or text[m.start() - 1].isalnum())
    return opens and bool(_ALONE.match(text, m.end()))


def when_at(text: str, whens: list[When], *, start: int, end: int) -> When | None:
    """Return the time word of a sentence that dates the figure at `start` to `end`: the one right behind it (50家（2024年）), else one before."""
    after = bisect_left(whens, end, key=lambda when: when.start)
    if after < len(whens) and _behind(text, end, whens[after]):
        return whens[after]
    for i in range(bisect_left(whens, start, key=lambda when: when.start) - 1, -1, -1):
        when = whens[i]
        if start - when.end > _REACH:
            break
        if when.end <= start and (
            when.wide
            or text.endswith("后", when.start, when.end)
            or not _BREAK.search(_BRACKETS.sub("", text[when.end : start]))
            or _has_figure(text, when, start)
            or _SAME_YEAR.search(text, when.end, start)
        ):
            return when
    return None


def of_row(text: str, whens: Sequence[When], *, start: int, end: int) -> When | None:
    """Return the only time word that fills a cell of a table row (2024年12月底): the deadline of what stands in its other cells."""
    alone = [w for w in whens if w.year and _fills_cell(text, w, start=start, end=end)]
    return alone[0] if len(alone) == 1 else None


def _fills_cell(text: str, when: When, *, start: int, end: int) -> bool:
    left = text.rfind("\t", start, when.start) + 1 or start
    right = text.find("\t", when.end, end)
    return bool(_DATE_CELL.fullmatch(text[left : right if right >= 0 else end].strip()))


def shared_years(text: str, whens: list[When], starts: Sequence[int]) -> list[int | None]:
    """Return the years that a run of figures, beginning at `starts`, shares with as many years before it (2015年和2020年分别达到50亿元和80亿元); none where it does not."""
    before = bisect_left(whens, starts[0], key=lambda when: when.start)
    listed = whens[max(0, before - len(starts)) : before]
    joined = all(text[a.end : b.start] in _LISTED for a, b in pairwise(listed))
    if len(listed) < len(starts) or not joined or "分别" not in text[listed[-1].end : starts[0]] or any(when.present for when in listed):
        return []
    return [when.year for when in listed]


def _behind(text: str, end: int, when: When) -> bool:
    """Tell a time word that dates the figure right before it: 50家（2024年）, its deadline: 18万平方米，2024年6月底前交付, or when it was done: 20亩已于2013年出让."""
    between = text[end : when.start]
    return between in _RIGHT_BEHIND or bool(_DONE_IN.fullmatch(between)) or (between == "，" and bool(_DEADLINE.match(text, when.end)))


def _has_figure(text: str, when: When, until: int) -> bool:
    """Tell whether the clause of a time word itself states a figure (2020年产值50亿元，…): then it goes on."""
    stop = _BREAK.search(text, when.end, until)
    return bool(stop and re.search(r"\d(?!\d?[月日])", text[when.end : stop.start()]))


_REACH: Final = 1200
_SAME_YEAR: Final = re.compile(r"[，。；：]当年")
_BRACKETS: Final = re.compile(r"（[^（）]{0,40}）")
_LISTED: Final = frozenset(("、", "和", "与", "及", "，"))
_DATE_CELL: Final = re.compile(
    r"(?:到|至|截至)?20\d\d年?(?:第?[一二三四1-4]季度|上半年|\d{1,2}月)?(?:\d{1,2}日|底|末)?(?:之?前)?(?:完成)?|今年底?前?|年底前?|年内"
)
_DEADLINE: Final = re.compile(r"(?:\d{1,2}月)?(?:\d{1,2}日|底|末)?前")
_DONE_IN: Final = re.compile(r"[^，。；\n\d]{0,8}已于")
_RIGHT_BEHIND: Final = frozenset(("", "（", "(", "\t"))
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
    r"(?:回顾|回望|总结)(?:过去的?)?(20\d\d)|(?:透过|告别)(20\d\d)|(20\d\d)年?(?:政府)?(?:工作)?(?:的)?(?:回顾|回望)|(?:^|\n)(20\d\d)年，?是[^，。\n]{0,30}的一年"
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
_NUMBER: Final = re.compile(r"[〔（\[](20\d\d)[〕）\]]\s*第?\d+[号次期]")
_REPORTING: Final = re.compile(r"截[至止]到?(20\d\d)年")
_RECENT: Final = 3
_TOLD: Final = re.compile(r"(?<![到至超及\d—–~～-])(20\d\d)(?=年)(?!年?[-—–~～至到])")
_DATA_UNTIL: Final = re.compile(
    r"(?:数据|资料|数字|信息)(?:均|统一|统计)?(?:截[至止]到?|统计至)(20\d\d|二[〇零○][〇零○一二三][〇零○一二三四五六七八九])年"
)
_KINDS: Final = re.compile(
    r"简报|动态|工作信息|通报|公示|公布|纪要|总结|汇报|报告|自评|清单|情况|快讯|座谈会|对接会|开工|签约|揭牌|开街|视察|进展|数据|数字"
)
_PLANS: Final = re.compile(r"规划|方案|行动|计划|意见|措施|备忘录|协议|办法|政策")
_PLAN_RANGE: Final = re.compile(r"(20\d\d)年?[-—–~～至]+(20\d\d)年?")
_PLAN_FIVE: Final = re.compile(r"[“\"](十[一二三四五六])五[”\"]")
_TARGET: Final = re.compile(r"到(20\d\d)年")


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
_OF_ITSELF: Final = re.compile(r"[我全][市省县区州盟旗]|(?<![\u3400-\u9fff])(?:园区|开发区|经开区|高新区|示范区|新区|景区|古镇|基地)")


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
        reporting = [] if document.kind == ARTICLE or not _OWN_VOICE.search(text) else [int(y) for y in _REPORTING.findall(text)]
        latest = max(reporting, default=None)
        named = max(map(int, _TOLD.findall(text)), default=0)
        year = (
            issued if issued and _KINDS.search(title) else _data_until(text) or (latest if latest and latest >= named - _RECENT else None)
        )
        issued = year + 1 if year and not issued and re.search(rf"截[至止]到?{year}年(?:12月|底|末)", text) else issued
    stated = next((m for line in title.split("\n") if _PLANS.search(line) and (m := _PLAN_RANGE.search(line))), None)
    end, before = _plan(document.period or title, text)
    past = _past_five(text, before) or (issued - 1 if issued and report else None)
    published = (
        issued
        if year is None
        and not planned
        and not report
        and document.kind != ARTICLE
        and (told or _dateline(document) or _DATE.search(text[-_LAST:]))
        else None
    )
    return Calendar(issued or year, year, end, past, int(stated.group(2)) if stated else None, planned, report, published)


def _data_until(text: str) -> int | None:
    """Return the year that a note says the data of the whole text are of (本册数据截至2023年底)."""
    m = _DATA_UNTIL.search(text)
    return int(numerals.value(m.group(1).replace("○", "〇")) or 0) if m else None


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
            if not _EVENT.match(where, m.end()) and not _COMPARED.search(where[max(0, m.start() - 3) : m.start()]):
                return int(m.group(1))
    return None


def _plan(title: str, text: str) -> tuple[int | None, int | None]:
    """Return the end of the plan's period and the end of the five years before it."""
    if m := _PLAN_RANGE.search(title):
        return int(m.group(2)), int(m.group(1)) - 1
    if m := _PLAN_FIVE.search(title):
        return _FIVE_YEARS[m.group(1)], _FIVE_YEARS[m.group(1)] - 5
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
    return _FIVE_YEARS[five] - (4 if which == "开局" else 0)


def _past_five(text: str, before: int | None) -> int | None:
    """Return the end of the five years that 五年来 looks back on."""
    m = _FIVE_PAST.search(text)
    return _FIVE_YEARS[m.group(1) or m.group(2)] if m else before


def heading_year(section: Section, calendar: Calendar) -> int | None:
    """Return the year that the nearest heading above states, None where none does; a heading that states a figure, or the title of a whole plan or report, dates nothing."""
    for title in reversed(section.path):
        found = [when for when in years(title, 0, len(title), calendar=calendar) if when.year is not None]
        if found and not _STATES.search(title) and not _GOVERNMENT_REPORT.search(title) and not _PLANS.search(title[found[-1].end :]):
            return found[-1].year
    return None


_STATES: Final = re.compile(r"\d(?:%|[万亿]?元|家|个|项|成)|[超达破]\d")
