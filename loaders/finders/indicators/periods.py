"""The time words of a stretch of text: explicit years, five-year periods, 今年, 目前; which year each says and how far it reaches."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from loaders import numerals

FIVE_YEARS: Final = {"九": 2000, "十": 2005, "十一": 2010, "十二": 2015, "十三": 2020, "十四": 2025, "十五": 2030, "十六": 2035}
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
EVENT: Final = re.compile(
    r"(?:\d{1,2}月(?:\d{1,2}日)?)?(?:起|以来|年?前后|由|经|被|获|成立|创立|建立|创办|设立|始建|建成|投产|开工|认定|印发|发布|出台|挂牌|揭牌|升级|批准|开始|启动|入选|修订|版|口径|价格|不变价|同期|搬|迁|落户|落成|介入|注册|通过|投入使用|投用|启用|完工|竣工|封顶|点火|开业|获评|首期|首届)"
)
COMPARED: Final = re.compile(r"(?:比|较|与|同|由|从|自|(?<!已)于|始于|成立于|建于|以|按|相当于)$")
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
        return bool(said), FIVE_YEARS.get(m["five"])
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
    if COMPARED.search(before) and (not m["five"] or before[-1] in "比较"):
        return True
    if m["present"]:
        return bool(_OF_PRESENT.match(text, m.end()))
    if m["five"] and re.search(r"(?:为|向|面向|谋划|迈向|开启|《[^》]*)[“\"]?$", text[max(start, m.start() - 12) : m.start()]):
        return True
    return bool((m["year"] or m["last"]) and EVENT.match(text, m.end())) or text.startswith("同期", m.end())


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
