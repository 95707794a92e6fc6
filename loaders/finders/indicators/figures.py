"""The figures in a text: number, unit and bound, where they stand, and which of them are no figure of the plan's own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from loaders import numerals, units
from loaders.document import Span
from loaders.facts import Bound

_GE_BEFORE: Final = "超过|突破|不少于|不低于|不小于|不短于|至少|超出|超额|超|逾|高于|大于|多于|跨过|跨越|跃过|迈过|迈上|过|上|达到?超"
_LE_BEFORE: Final = "不超过|不高于|不多于|不大于|不超|低于|小于|少于|控制在|压减到|压缩至|不足|最多"
_ABOUT_BEFORE: Final = "大约|约为|(?<![签合预节续])约|(?<![附最])近|接近|将近|大概|左右"
_BEFORE: Final = re.compile(rf"(?:(?P<le>{_LE_BEFORE})|(?P<ge>{_GE_BEFORE})|(?P<about>{_ABOUT_BEFORE}))[了至到达为]?$")
_AFTER: Final = re.compile(
    r"(?:（(?:含|不含)[^）]{1,12}）)?(?:(?P<ge>[及或]?以上|之上)|(?P<le>[及或]?以内|[及或]?以下|之内|以里)|(?P<about>左右|上下))(?P<then>[^\W\d_a-zA-Z]?)"
)
_LOOK_BACK: Final = 6
_YEARS: Final = 200
_THOUSANDS: Final = re.compile(r"(?<![\d.,，第表图附A-Za-z])([1-9]\d?) $")
_FORMULA: Final = re.compile(r"\$[ {]*(?P<ge>\\geq(?:slant)?)?[ }]*$")
_FORMULA_BACK: Final = 16
_SPACED: Final = re.compile(r"\$[^$\n]{0,12}?((?:[\d.] ){1,8})$")
_PARTED: Final = re.compile(r"(?<![\d.])(\d{1,3})\. $")
_PLUS: Final = re.compile(r"[\u3400-\u9fff，（][+＋]$")
_MINUS: Final = re.compile(r"(?:^|[\u3400-\u9fff（(:：、，])[-－−]$")
DATED_BASE: Final = re.compile(r"[由从]((?:19|20)\d\d)年底?的$")
"""What stands before the figure that a change with a year of its own began at: 由2021年的|6亿元增加到9亿元."""
SCORES: Final = "系数|指数|得分|评分|(?:集中|集聚|同构|中心|关联|耦合|协调)度"
"""What is measured by a number without a unit."""
_POINT: Final = r"\d{1,3}\.\d{1,4}(?![\d.%：:∶分万亿个倍])"
_POINTS: Final = re.compile(_POINT)
_PEOPLE: Final = re.compile(r"人口(?:约|近|达|超过?|为)?$")
_OF_CHINA: Final = "元人民币"
_EACH: Final = re.compile(r"每|均|[万千百]人|密度")
_EACH_BACK: Final = 30
_LIFE: Final = re.compile(r"寿命[^，。；\n]*$")
_LIFE_BACK: Final = 24
_HOURS: Final = re.compile(r"\d{1,2}分")
_MAY_HOLD: Final = re.compile(r"[0-9第千]|[超破逾达过]万|[百十][余多]?[万亿]|[之榜]首|首位|前[一二三四五六七八九十百]")
_RANK_VERB: Final = re.compile(
    r"(?:位列|位居|位于|连续[\d一二三四五六七八九十]{1,3}年|排名|排位|名列|名次|位次|列居|居|列|排|跻身|升至|升到|跃居|跃至|跃升至|进入|进到|保持|稳居|稳定在|第|评价|考核)[^，。；、\n]{0,24}$"
)
_AMONG: Final = re.compile(r"(?:跻身|进入|位居|位列|升至|跃居|稳居|保持在?|居)[^，。；、\d]{0,10}$")
_TOP: Final = re.compile(r"(?:排名|世界|全球|国内|[全各](?:国|省区?市?|市|区|县|州|地市|设区市|自治区))$")
_LEADS: Final = re.compile(r"(?:列|居|位|排|名|保持|升至|夺得|跃至)了?[^在，。；、\d\n]{0,8}$")
_MONEY: Final = re.compile(
    r"(?:投资|投入|产值|资金|收入|营收|金额|总额|强度|市值|市场规模|融资|税收)(?:额|总额|规模)?(?:可|将|已|要|为|达到?|至|到|约|近|超过?|突破|逾|有望)*$"
)
_PREFIX_FIELD: Final = re.compile(r"[A-Za-z0-9.+＋/×_第№#$￥¥^]$|[A-Za-z][-—–]$|\d[-—–~～:：]$")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit at `span`; `whole` holds the words of its bound too (突破 1200 家以上)."""

    value: float
    value_max: float | None
    unit: str
    bound: Bound
    span: Span
    whole: Span


@cache
def _figure() -> re.Pattern[str]:
    number = rf"(?:{numerals.ARABIC}|{numerals.HAN})"
    first = rf"(?<!\d)(?:{numerals.ARABIC})|(?<![零〇一二两三四五六七八九十百千])(?:{numerals.HAN})"
    high = rf"(?:%?(?:[-—–~～至到]|——)(?P<high>{number}))?"
    unit = rf"(?P<times>[百千]?(?:万亿|[万亿])?)(?P<more>余|多)?(?P<unit>{units.pattern()})(?P<more_after>余|多(?![个种样类元层晶糖功用]))?"
    measure = (
        rf"(?P<number>{first}){high}(?P<some>余|多|来|[+＋](?=[家个项亿万名人]))?(?:{unit}|(?P<bare>[百千]?[万亿])(?P<more_bare>余|多)?)"
    )
    rank = rf"(?P<order>[第前])(?P<rank>{numerals.ARABIC}|{numerals.HAN})(?P<rank_unit>位|名)?"
    ratio = r"(?<!\d)(?P<ratio>\d{1,6}(?:\.\d{1,4})?)(?:：|:|∶)1(?![\d：:])"
    index = rf"(?:收入比|PUE值?|容积率|{SCORES})[^，。；、\d\n]{{0,8}}(?P<index>{_POINT})(?:[-—–~～](?P<index_high>{_POINT}))?(?P<run>(?:[、和与]{_POINT})*)"
    great = rf"(?<=[超破逾达过])(?P<great>万亿|万)(?P<great_unit>{units.pattern()})?(?=[，。；、\n“]|以上)"
    top = r"(?P<top>首位(?!度)|榜首|之首)"
    return re.compile(rf"{rank}|{top}|{great}|{ratio}|{index}|{measure}")


def figures(text: str, start: int = 0, end: int | None = None) -> Iterator[Figure]:
    """Yield the figures of a stretch of text, in order."""
    stop = len(text) if end is None else end
    if not _MAY_HOLD.search(text, start, stop):
        return
    for m in _figure().finditer(text, start, stop):
        figure = (
            _plain(text, Span(*m.span("index")), m["index_high"])
            if m["index"]
            else _great(text, m)
            if m["great"]
            else _ratio(text, m)
            if m["ratio"]
            else _rank(text, m)
            if m["rank"]
            else _lead(text, m)
            if m["top"]
            else _measure(text, m)
        )
        if figure is not None:
            yield figure
        if m["index"] and m["run"]:
            yield from (_plain(text, Span(*n.span())) for n in _POINTS.finditer(text, *m.span("run")))


def _measure(text: str, m: re.Match[str]) -> Figure | None:
    start = m.start()
    if (
        start
        and _PREFIX_FIELD.search(text, max(0, start - 2), start)
        and not (m["unit"] == "%" and _PLUS.search(text, max(0, start - 2), start))
    ):
        return None
    value = numerals.value(m["number"])
    if m["unit"] in ("年", "日") and value is not None and value >= _YEARS:
        return None
    high = numerals.value(m["high"]) if m["high"] else None
    if value is None or (high is not None and high <= value):
        return None
    unit = (m["times"] or "") + (m["unit"] or "").replace(_OF_CHINA, "元") + (m["bare"] or "")
    more = bool(m["some"] or m["more"] or m["more_after"] or m["more_bare"])
    if not m["number"][0].isdecimal() and not _han_counts(text, m, more):
        return None
    if (m["unit"] == "小时" and _HOURS.match(text, m.end())) or (m["unit"] == "分钟" and text.endswith("小时", 0, start)):
        return None
    if m["unit"] == "个" and text.startswith("月", m.end()):
        return None
    if not m["times"] and "." in m["number"] and units.kind(unit) in ("count", "weak") and not _is_mean(text, start, unit):
        return None
    if m["unit"] == "岁" and not _LIFE.search(text, max(0, start - _LIFE_BACK), start):
        return None
    if m["bare"] and not (_names_something(text, m.end()) or (m["bare"][-1] == "亿" and _of_money(text, m)) or _of_people(text, m)):
        return None
    thousands = _THOUSANDS.search(text, max(0, start - 5), start) if re.fullmatch(r"\d{3}", m["number"]) else None
    if thousands:
        value, start = value + 1000 * int(thousands.group(1)), thousands.start(1)
    if unit in ("%", "个百分点"):
        value, start = _of_share(text, m, value, start)
    bound, whole = _bound(text, Span(start, m.end()), more)
    return Figure(value, high, unit, bound, Span(start, m.end()), whole)


def _is_mean(text: str, start: int, unit: str) -> bool:
    """Tell a mean (每千人口医师3.2人) and what is weighed or measured from a count with a point, that is none (1.2张, 2.1国)."""
    return unit == "分" or units.normalised(1.0, unit)[1] != unit or bool(_EACH.search(text, max(0, start - _EACH_BACK), start))


def _of_share(text: str, m: re.Match[str], value: float, start: int) -> tuple[float, int]:
    """Return the value of a share and where it begins: one that fell (增长-3.2%), one that a copy parted at its point or as a formula (31. 30%, $ 4 2 %$)."""
    spaced = _SPACED.search(text, max(0, start - 32), start) if m["number"].isdecimal() else None
    if spaced and (whole := numerals.value(spaced.group(1).replace(" ", "") + m["number"])) is not None:
        return whole, spaced.start(1)
    parted = _PARTED.search(text, max(0, start - 6), start) if m["number"].isdecimal() else None
    if parted:
        value, start = float(f"{parted.group(1)}.{m['number']}"), parted.start(1)
    if _MINUS.search(text, max(0, start - 2), start):
        return -value, start - 1
    return value, start


def _han_counts(text: str, m: re.Match[str], more: bool) -> bool:
    """Tell a count in Chinese numerals from 一批, 三大, 十余: it is of thousands or more, or 百亿 and the like, and bounded or reached."""
    number, unit = m["number"], (m["times"] or "") + (m["unit"] or m["bare"] or "")
    if not ("千" in number or unit[0] in "万亿") or (len(number) > 1 and not any(c in "十百千" for c in number)):
        return False
    before = text[max(0, m.start() - _LOOK_BACK) : m.start()]
    return more or bool(_BEFORE.search(before) or re.search(r"(?:达到?|为|至|到|有|共|计)$", before))


def _names_something(text: str, end: int) -> bool:
    after = text[end : end + 1]
    if any(text[end : end + length] in units.units() for length in (1, 2, 3)):
        return False
    return ("\u4e00" <= after <= "\u9fff" and after not in "以左上下余多和及元") or bool(re.match(r"\d+岁", text[end : end + 4]))


def _of_people(text: str, m: re.Match[str]) -> bool:
    """Tell people whose unit was left out: 户籍人口12.4万，."""
    return _closed(text, m.end()) and bool(_PEOPLE.search(text, max(0, m.start() - 8), m.start()))


def _closed(text: str, end: int) -> bool:
    return end == len(text) or text[end] in "，。；、）\n\t"


def _of_money(text: str, m: re.Match[str]) -> bool:
    """Tell money whose unit was left out: 总投资约150亿，."""
    return _closed(text, m.end()) and bool(_MONEY.search(text, max(0, m.start() - 16), m.start()))


def _rank(text: str, m: re.Match[str]) -> Figure | None:
    value = numerals.value(m["rank"])
    if value is None or value < 1 or value != int(value):
        return None
    before = text[max(0, m.start() - 30) : m.start()]
    if not _RANK_VERB.search(before):
        return None
    after = text[m.end() : m.end() + 1]
    if m["rank"] == "一" and not _TOP.search(before):
        return None
    if not m["rank_unit"] and (
        not _in_first(m, before, after) or (after and "\u4e00" <= after <= "\u9fff" and after not in "和与且较比位，")
    ):
        return None
    return Figure(value, None, "位", Bound.LE if m["order"] == "前" else Bound.EQ, Span(m.start(), m.end()), Span(m.start(), m.end()))


def _lead(text: str, m: re.Match[str]) -> Figure | None:
    """Return the first rank where something takes it (居全国首位), None where it is put first (放在首位)."""
    span = Span(m.start(), m.end())
    return Figure(1.0, None, "位", Bound.EQ, span, span) if _LEADS.search(text, max(0, span.start - 12), span.start) else None


def _in_first(m: re.Match[str], before: str, after: str) -> bool:
    """Tell a rank without a unit: 第三, and of 前十 one that something comes among (跻身全国前十，)."""
    return m["order"] == "第" or (m["order"] == "前" and after in "，。；、\n" and bool(_AMONG.search(before)))


def _great(text: str, m: re.Match[str]) -> Figure:
    """Return the figure of a round number without a numeral: 超万亿元, 突破万亿."""
    bound, whole = _bound(text, Span(m.start(), m.end()), False)
    return Figure(1.0, None, m["great"] + (m["great_unit"] or ""), bound, Span(m.start(), m.end()), whole)


def _ratio(text: str, m: re.Match[str]) -> Figure | None:
    if not re.search(r"比[^，。；\n]{0,12}$", text[max(0, m.start() - 16) : m.start()]):
        return None
    bound, whole = _bound(text, Span(m.start(), m.end()), False)
    return Figure(float(m["ratio"]), None, "", bound, Span(m.start(), m.end()), whole)


def _plain(text: str, span: Span, high: str | None = None) -> Figure:
    """Return a figure without a unit: 城乡收入比降为2.3, 灌溉水利用系数0.6, 综合得分为81.5."""
    bound, whole = _bound(text, span, False)
    return Figure(float(text[span.start : span.end]), float(high) if high else None, "", bound, span, whole)


def _bound(text: str, span: Span, more: bool) -> tuple[Bound, Span]:
    """Return the bound that the words on either side state, and the span with these words."""
    formula = _FORMULA.search(text, max(0, span.start - _FORMULA_BACK), span.start)
    left = formula.start() if formula else span.start
    before = _BEFORE.search(text[max(0, left - _LOOK_BACK) : left])
    after = _AFTER.match(text, span.end, min(len(text), span.end + 16))
    start = left - len(before.group()) if before else left
    end = after.end() - len(after["then"]) if after else span.end
    said = {name for m in (before, after) if m for name in ("le", "ge", "about") if m[name]}
    if more or (formula and formula["ge"]):
        said.add("ge")
    for name, bound in (("ge", Bound.GE), ("le", Bound.LE), ("about", Bound.ABOUT)):
        if name in said:
            return bound, Span(start, end)
    return Bound.EQ, Span(left, span.end)
