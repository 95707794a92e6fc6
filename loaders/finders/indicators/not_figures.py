"""Which figures are no indicator of the plan's own: conditions of a policy, prices, distances, sizes, the base of a change."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from loaders import lexicons, units
from loaders.facts import Bound
from loaders.finders.indicators.figures import DATED_BASE, Figure

_BEFORE: Final = 26
_BEHIND: Final = 30
_CLAUSE: Final = 60
_TIMED: Final = re.compile(
    r"(?:至|到|达到?|为|压缩|缩短|压减|降|控制|办理|时间|时长|机时|工期|周期|时限|间隔|不超过|超过|超|突破|约|减少|节约)[^，。；\n]{0,6}$"
)
_FAVOUR: Final = re.compile(r"给予|享受|免征|减免|减半|返还|补贴|奖励|优惠|补助|贴息")
_OWN_MEANS: Final = re.compile(r"安排|设立|基金|经费|预算|年均|力争|确保|目标|累计|到20\d\d年|截[至止]|[现已]有")
# units that number one of a row (第3期) and, from some many on or of wells, count them all (举办培训12期)
_TOLD_OFF: Final = frozenset(("期", "班", "组", "口"))
_MANY: Final = 10
_WELL: Final = re.compile(r"[^，。；、]{0,3}井")
_APIECE: Final = re.compile(r"(?:各|分别|合计|共计|均)[^，。；、]{0,6}$")
_FAVOURS: Final = 10
_OF_TEXT: Final = 200
_MARKS: Final = re.compile(r"[，。；：！？\n（\t]")
_LAST: Final = re.compile(r"(?:和|与|以及|及)(?=[^、和与及]{2,16}$)")
_MEMBERS: Final = re.compile(r"[，。；：！？\n（]|(?:以及|以|有|和|与|及|为|建设|形成|打造|包括|组建|驻|在|下设|下辖|分设|设立|壮大|培育)")


@dataclass(frozen=True, slots=True)
class Rule:
    """A frame in which a figure is no indicator: what stands right before and right behind, for which kinds of unit."""

    name: str
    before: re.Pattern[str] | None
    behind: re.Pattern[str] | None
    kinds: frozenset[str]
    unless: re.Pattern[str] | None
    example: str
    counter_example: str


@cache
def rules() -> tuple[Rule, ...]:
    """Return the frames of `lexicon/not_figures.tsv`."""
    return tuple(
        Rule(name, _compiled(before), _compiled(behind), frozenset(kinds.split()), _compiled(unless), example, counter)
        for name, before, behind, kinds, unless, example, counter in lexicons.rows("not_figures")
    )


def _compiled(words: str) -> re.Pattern[str] | None:
    return re.compile(words) if words else None


@lru_cache(maxsize=2)
def offers(text: str) -> bool:
    """Tell a text of favours to those who meet its conditions (招商优惠政策): one that grants something every few lines."""
    return sum(1 for _ in _FAVOUR.finditer(text)) >= max(_FAVOURS, len(text) // _OF_TEXT)


def is_condition(text: str, figure: Figure, start: int) -> bool:
    """Tell a figure of a text of favours that is a condition or a favour: its sentence, from `start`, says nothing of means or aims of the place's own."""
    return not _OWN_MEANS.search(text, max(start, figure.span.start - _CLAUSE), figure.span.start)


def is_base(text: str, figure: Figure) -> bool:
    """Tell the figure that a change with a year of its own began at: 由2021年的6亿元增加到9亿元."""
    return bool(DATED_BASE.search(text, max(0, figure.span.start - _CLAUSE), figure.span.start))


def reason(text: str, figure: Figure, left: int) -> str:
    """Return the name of the frame that makes a figure no indicator, "" where it is one; its clause begins at `left`."""
    kind = units.kind(figure.unit)
    before = text[max(left, figure.whole.start - _BEFORE) : figure.whole.start]
    plain = text[max(left, figure.span.start - _BEFORE) : figure.span.start]
    behind = text[figure.span.end : figure.span.end + _BEHIND]
    if figure.unit in ("年", "天") and figure.bound is not Bound.GE and figure.bound is not Bound.LE and not _TIMED.search(plain[-4:]):
        return "date"
    if figure.unit == "日" or (figure.unit == "年" and figure.value >= 200):
        return "date"
    if kind == "time" and not (_TIMED.search(plain) or figure.unit.startswith("万")):
        return "duration"
    if kind == "weak" and not _strong(text, figure):
        return "weak-unit"
    for rule in rules():
        if rule.kinds and kind not in rule.kinds:
            continue
        if rule.before and not (rule.before.search(before) or rule.before.search(plain)):
            continue
        if rule.behind and not (rule.behind.match(behind) or rule.behind.match(text[figure.whole.end : figure.whole.end + _BEHIND])):
            continue
        if rule.name == "from" and is_base(text, figure):
            continue
        if rule.unless and rule.unless.search(text[max(left, figure.whole.start - _BEFORE) : figure.whole.start]):
            continue
        return rule.name
    if (
        figure.value == 1
        and figure.value_max is None
        and kind == "count"
        and figure.bound is Bound.EQ
        and "\u4e00" <= text[figure.span.end : figure.span.end + 1] <= "\u9fff"
    ):
        return "single"
    return "named-list" if _lists_all(text, figure, left) else ""


def _strong(text: str, figure: Figure) -> bool:
    if (figure.unit in _TOLD_OFF and figure.value >= _MANY) or (figure.unit == "口" and _WELL.match(text, figure.span.end)):
        return True
    return figure.unit[0] in "万亿" or figure.span != figure.whole or figure.value != int(figure.value) or figure.value >= 100


def _lists_all(text: str, figure: Figure, left: int) -> bool:
    """Tell a count whose members all stand right before it: 甲、乙、丙3家企业, 甲、乙和丙等3家企业."""
    if not 2 <= figure.value <= 12 or figure.value_max or figure.whole.start - left < 5:
        return False
    if units.kind(figure.unit) != "count" or figure.unit[0] in "万亿" or text[figure.span.start] in "第前首":
        return False
    if _APIECE.search(text, max(left, figure.whole.start - 12), figure.whole.start):
        return False
    before = text[max(left, figure.whole.start - 120) : figure.whole.start].removesuffix("等")
    if "、" not in before[-40:]:
        return False
    clause = _MARKS.split(before)[-1]
    return any(_are(listed, int(figure.value)) for listed in (clause, _LAST.sub("、", clause), _MEMBERS.split(before)[-1]))


def _are(listed: str, count: int) -> bool:
    members = listed.split("、")
    return len(members) == count and all(len(member) >= 2 for member in members)
