"""The year of each figure, sentence by sentence: its own words, the lead-in before, the headings above, the document."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from loaders.document import BlockKind, Document, Span
from loaders.finders.indicators import almanac, periods
from loaders.finders.indicators.figures import DATED_BASE
from loaders.finders.indicators.periods import Calendar, When
from loaders.finders.indicators.standing import tells
from loaders.metadata import ARTICLE
from loaders.sentences import Sentence

_MONTH: Final = re.compile(r"\d{1,2}月(?!底|末|份)(?:\d{1,2}日)?(?![^，。；]{0,3}[至到])")
_SHORT_LEAD: Final = 24
_NEAR: Final = 300
_CLAUSE: Final = 40
_WHOLE_YEAR: Final = re.compile(r"全年|年度")
_YEAR_OF: Final = re.compile(r"20\d\d年，?是[^，。]{0,30}的一年|今年是")
_WORKS: Final = re.compile(
    r"(?:总投资额?|用地|占地)(?:面积)?预计|计划(?:总投资|用地|占地)|规划(?:建设)?(?=道路|主干|路网|管网|总|占地|面积)|预计(?:总)?投[入资]|预计(?:可|年)|达产后|投产后|建成后"
)
_DONE: Final = re.compile(r"。|；|已|目前|在建|审核|核准")
_GOES_ON: Final = re.compile(r"[（(]?其中")
_BEING_BUILT: Final = re.compile(r"的[^。；，]{2,40}(?:正在建设|在建|即将开工|全面开工|正在实施|正在推进)")
_CAPACITY: Final = re.compile(r"[^，。；、\d]{2,20}?(?:项目|工程|技改|改造|生产线(?!.{0,8}投产)|建成[^，。；、]{0,4}年产)")
_BUILT: Final = re.compile(r"(?:建成|投产|建起)了?[^，。；、]*$")
_HEAD: Final = 20
_BY_NOW: Final = re.compile(r"截[至止]到?$")
_ANY_YEAR: Final = re.compile(r"(?<![\d.])(20\d\d)(?=年)")
_EVERY_YEAR: Final = re.compile(r"每年[^，。；\n\d]{0,8}(?:安排|投入|拿出|列支|划拨|预算|费用|资金|经费)[^，。；\n\d]*$")
_SINCE: Final = re.compile(r"[从自](20\d\d)年度?[起开]")
_REACH: Final = 200
_NO_YEAR: Final = re.compile(r"规划(?:总|用地|建设|控制)*面积|规划用地(?!不)|规划(?:道路|主干|支路|排水)")
_OF_PLOT: Final = re.compile(r"^(?:园区|地块|项目)?(?:容积率|建筑密度|绿地率|限高)")
_OF_WORKS: Final = re.compile(
    r"(?:项目|规划的[^，。；]{2,20}|该[^，。；]{1,8})?(?:拟建?|设计|计划)?(?:总(?:投资额?|占地面积|建筑面积|用地面积|面积)|(?:占地|建筑|用地)面积|(?:建设)?用地|(?<=园)占地)"
)
_COUNTED: Final = re.compile(r"\d[余多]?[个家项宗]|累计|签约|协议|合计|共")


@dataclass(slots=True)
class Dating:
    """The time words of the document as far as it was read; `enter` each sentence in order, then ask for its figures."""

    document: Document
    calendar: Calendar
    ahead: bool
    whens: list[When] = field(default_factory=list)
    _block: int = -1
    _lead: tuple[bool, int | None] = (False, None)
    _sections: dict[int, int | None] = field(default_factory=dict)
    _running: tuple[bool, int | None] = (False, None)
    _paths: dict[tuple[str, ...], int | None] = field(default_factory=dict)
    _starts: list[int] = field(default_factory=list)
    _headings: dict[int, int | None] = field(default_factory=dict)
    _told_last: tuple[int, int | None] = (-1, None)
    _now: tuple[int, int | None] = (-1, None)
    _latest: int | None = None
    _going_on: bool = False
    _tenses: dict[int, bool | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Note where the blocks begin, and the last year that the document names."""
        self._starts = [block.span.start for block in self.document.blocks]
        self._latest = max(map(int, _ANY_YEAR.findall(self.document.text)), default=None)

    def enter(self, sentence: Sentence) -> None:
        """Read the time words of the next sentence."""
        block = bisect_right(self._starts, sentence.span.start) - 1
        if block != self._block:
            self._block, self._lead = block, (False, None)
        text, start = self.document.text, sentence.span.start
        self.whens = list(periods.years(text, start, sentence.span.end, calendar=self.calendar))
        until = [w.year for w in self.whens if w.year and _BY_NOW.search(text, max(start, w.start - 4), w.start) and not self._told(w.year)]
        self._now = (self._block, until[-1]) if until else self._now
        self._going_on = self._goes_on(sentence.span)

    def leave(self, sentence: Sentence, figures: int) -> None:
        """Keep what the sentence said for what follows it: a lead-in without figures of its own holds for its section."""
        if self.whens and self.whens[-1].present:
            self._lead = self._lead if self._leads_now() else (False, None)
            return
        wide = [when for when in self.whens if when.wide and not when.present and not self._told(when.year) and not self._of_event(when)]
        if not wide:
            if self.whens and figures and not self._told(self.whens[-1].year):
                self._lead = (True, self.whens[-1].year)
            return
        self._lead = (True, wide[-1].year)
        words = self.document.text[wide[-1].start : wide[-1].end]
        block = self.document.blocks[self._block].span
        alone = not figures and (block.end - block.start < _SHORT_LEAD or self.document.text[block.end - 1] in "：:")
        if alone or "五年" in words:
            self._sections[sentence.section] = wide[-1].year
        said = self.document.text[sentence.span.start : sentence.span.end]
        if not figures and not self.calendar.planned and (alone or _YEAR_OF.search(said)) and wide[0].start - block.start < 4:
            self._running = (True, wide[0].year)
        if not figures:
            self._paths[self.document.sections[sentence.section].path] = wide[0].year

    def _leads_now(self) -> bool:
        """Tell a lead-in that dates 目前 too: 2015年，…。目前，… of a document without a year of its own that names but the next one after it."""
        year, latest = self._lead[1], self._latest
        return year is not None and latest is not None and year >= latest - 1 and self._of_document(aimed=False) is None

    def of_works(self, span: Span, name: str) -> bool:
        """Tell the money or ground of one project in a review of a year (该厂总投资7亿元，占地60亩), that no words date; not of several that were counted."""
        if self.calendar.annual is None or not _OF_WORKS.fullmatch(name):
            return False
        floor = max(self.document.blocks[self._block].span.start, span.start - _CLAUSE)
        return not _COUNTED.search(self.document.text, floor, span.start)

    def _of_event(self, when: When) -> bool:
        """Tell the month or day of an event (2021年7月，园区挂牌), that dates no more than its own sentence."""
        return bool(_MONTH.match(self.document.text, when.end))

    def _told(self, year: int | None) -> bool:
        """Tell a year that dates what is told of then and not what follows: one long before that of the report (2010年成立，编制15名), or one still ahead of it."""
        annual = None if self.document.kind == ARTICLE else self.calendar.annual
        if year is None or annual is None:
            return False
        return year < annual - 1 or (self.calendar.report and year > annual + 1)

    def year(self, sentence: Sentence, span: Span, name: str, *, aimed: bool) -> int | None:
        """Return the year of the figure at `span` of the sentence that was entered last; the end of the plan only for one that is aimed at."""
        year = self._year(sentence, span, name, aimed=aimed)
        block, told = self._told_last
        if year and told and block == self._block and self._going_on and not any(when.end <= span.start for when in self.whens):
            year = told
        self._told_last = self._block, year
        return year

    def _year(self, sentence: Sentence, span: Span, name: str, *, aimed: bool) -> int | None:
        if _NO_YEAR.search(name) or self.being_built(sentence, span, name) or (self.calendar.annual and self._planned(sentence, span)):
            return None
        text = self.document.text
        base = DATED_BASE.search(text, max(sentence.span.start, span.start - _HEAD), span.start)
        if base:
            return int(base.group(1))
        when = periods.when_at(text, self.whens, start=span.start, end=span.end)
        if when is None and _OF_PLOT.search(name):
            return None
        since = _SINCE.search(text, max(sentence.span.start, span.start - _REACH), span.start) if when is None else None
        if since and "每年" in text[since.end() : span.start]:
            return int(since.group(1))
        if when is None and aimed and _EVERY_YEAR.search(text, max(sentence.span.start, span.start - _CLAUSE), span.start):
            return None
        if when is None and sentence.kind is BlockKind.ROW:
            when = periods.of_row(text, self.whens, start=sentence.span.start, end=sentence.span.end)
        if when is not None and not when.present:
            return when.year
        if when is not None:
            block, now = self._now
            if block == self._block:
                return now
            own = almanac.speaks_of_itself(text, sentence.span.start, sentence.span.end)
            return self._of_heading(sentence.section)[1] or (self._lead[1] if own and self._leads_now() else self._of_document(aimed=False))
        known, year = self._lead
        if not known and self.of_works(span, name):
            return None
        for look in (self._of_section, self._of_heading, self._of_path):
            if known:
                return year
            known, year = look(sentence.section)
        if not known:
            known, year = self._running
        if known:
            return year
        whole = self.calendar.published and _WHOLE_YEAR.search(text, max(sentence.span.start, span.start - _CLAUSE), span.start)
        return self._of_document(aimed=aimed and not whole)

    def told(self) -> bool | None:
        """Return whether the paragraph tells what was done, in a government's report whose years no headings part; None elsewhere."""
        if self.calendar.annual is not None or not self.calendar.report:
            return None
        if self._block not in self._tenses:
            self._tenses[self._block] = tells(self.document.quote(self.document.blocks[self._block].span))
        return self._tenses[self._block]

    def _goes_on(self, span: Span) -> bool:
        """Tell a sentence that parts what the one before told: 其中…, or the end of a bracket (…6名。职工10名）)."""
        text = self.document.text
        return bool(_GOES_ON.match(text, span.start)) or text.count("）", span.start, span.end) > text.count("（", span.start, span.end)

    def being_built(self, sentence: Sentence, span: Span, name: str) -> bool:
        """Tell the money and the capacity of works that are not done yet: 投资2亿元的石桥道路开工建设, 年产5万吨新材料项目."""
        built = _BUILT.search(self.document.text, max(sentence.span.start, span.start - _HEAD), span.start)
        if name.startswith("年产") and not built and _CAPACITY.match(self.document.text, span.end, sentence.span.end):
            return True
        return "投资" in name and bool(_BEING_BUILT.match(self.document.text, span.end, sentence.span.end))

    def _of_document(self, *, aimed: bool) -> int | None:
        """Return the year of what no words date: of a government's report its year for aims and the one before for what was reached."""
        if self.calendar.annual is None and self.calendar.report and self.calendar.issued:
            return self.calendar.issued if aimed else self.calendar.issued - 1
        return self.calendar.annual or (self.calendar.range_end if aimed else self.calendar.published)

    def _of_section(self, section: int) -> tuple[bool, int | None]:
        return section in self._sections, self._sections.get(section)

    def _of_heading(self, section: int) -> tuple[bool, int | None]:
        if section not in self._headings:
            self._headings[section] = almanac.heading_year(self.document.sections[section], self.calendar)
        return self._headings[section] is not None, self._headings[section]

    def _of_path(self, section: int) -> tuple[bool, int | None]:
        path: Sequence[str] = self.document.sections[section].path
        for depth in range(len(path) - 1, 0, -1):
            if tuple(path[:depth]) in self._paths:
                return True, self._paths[tuple(path[:depth])]
        return False, None

    def _planned(self, sentence: Sentence, span: Span) -> bool:
        """Tell a figure of works that are planned without a year (规划渠道3条，其中干渠8公里) in a document that reports on a year."""
        text = self.document.text
        floor = max(sentence.span.start, span.start - _NEAR)
        start = max(text.rfind("；", floor, span.start), text.rfind("。", floor, span.start), floor)
        last = max((m.end() for m in _WORKS.finditer(text, start, span.start)), default=-1)
        if last < 0 or _DONE.search(text, last, span.start):
            return False
        before = bisect_right(self.whens, span.start, key=lambda when: when.end)
        return not (before and self.whens[before - 1].end > last - 8)
