"""The numbers that stand before headings and items, and how deep each kind of number goes by custom."""

import re
from dataclasses import dataclass
from enum import IntEnum

_DIGITS = "一二三四五六七八九十百零〇两"
_UNITS = "亿万千百元个家项件公平立米吨倍年月日时度多余左名人户台套座处条种次级层号"


class Rank(IntEnum):
    """How deep a kind of number stands by custom; a smaller rank is further out."""

    PART = 1
    CHAPTER = 2
    SECTION = 3
    ARTICLE = 4
    HAN = 5
    HAN_IN_BRACKETS = 6
    FIGURE = 7
    BOX = 8
    FIGURE_IN_BRACKETS = 9
    CIRCLED = 10
    DASHES = 11


@dataclass(frozen=True, slots=True)
class Number:
    """A number at the start of a line: its kind, its value (0 where it has none), its depth in dots (2.1 has one), and its length."""

    rank: Rank
    value: int
    dots: int
    length: int


_LEADS = (
    (Rank.PART, re.compile(rf"第([{_DIGITS}]{{1,4}}|\d{{1,3}})[编篇部](?:分)?[、：:\s]*(?!位|署|队|门)")),
    (Rank.CHAPTER, re.compile(rf"第([{_DIGITS}]{{1,4}}|\d{{1,3}})章[、：:\s]*")),
    (Rank.SECTION, re.compile(rf"第([{_DIGITS}]{{1,4}}|\d{{1,3}})节[、：:\s]*")),
    (Rank.ARTICLE, re.compile(rf"第([{_DIGITS}]{{1,4}}|\d{{1,3}})条[、：:\s]*")),
    (Rank.HAN, re.compile(rf"([{_DIGITS}]{{1,3}})(?:、|[.．](?!\d))\s*")),
    (Rank.HAN_IN_BRACKETS, re.compile(rf"[（(]([{_DIGITS}]{{1,3}})[）)]、?\s*")),
    (Rank.FIGURE, re.compile(rf"([1-9]\d?(?:[.．][1-9]\d?){{1,3}})[.．、]?(?!\d)\s*(?=[\u3400-\u9fff“《])(?![{_UNITS}])")),
    (Rank.FIGURE, re.compile(r"(\d{1,3})(?:[.．](?!\d)|、)\s*")),
    (Rank.BOX, re.compile(rf"专栏\s*([{_DIGITS}]{{1,3}}|\d{{1,3}}(?:-\d+)?)?[：:、.\s]*(?=\S)")),
    (Rank.FIGURE_IN_BRACKETS, re.compile(r"[（(]?(\d{1,3})[）)]、?\s*")),
    (Rank.CIRCLED, re.compile(r"([①-⑳❶-❿➀-➉])、?\s*")),
    (Rank.DASHES, re.compile(r"(?:——|--|──)\s*(?=[\u3400-\u9fff“《])")),
)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳❶❷❸❹❺❻❼❽❾❿" + " " * 10 + "➀➁➂➃➄➅➆➇➈➉"
_STARTS = re.compile(rf"[第专（(①-⑳❶-❿➀-➉—─\-0-9{_DIGITS}]")


def number_at(line: str) -> Number | None:
    """Return the number that a line starts with, None where it starts with none.

    >>> number_at("（二）发展目标").rank.name
    'HAN_IN_BRACKETS'
    """
    if not _STARTS.match(line):
        return None
    for rank, lead in _LEADS:
        if m := lead.match(line):
            digits = m.group(1) or "" if m.re.groups else ""
            return Number(rank, value(digits), digits.count(".") + digits.count("．"), m.end())
    return None


def value(digits: str) -> int:
    """Return what Chinese, Arabic or circled digits say; of dotted ones the last, 0 for none."""
    last = re.split(r"[.．-]", digits)[-1]
    if last.isdecimal():
        return int(last)
    if len(last) == 1 and last in _CIRCLED:
        return _CIRCLED.index(last) % 20 + 1
    total = unit = 0
    for c in last:
        if c in "十百":
            total += max(unit, 1) * (10 if c == "十" else 100)
            unit = 0
        else:
            unit = "零一二三四五六七八九".find(c.replace("〇", "零").replace("两", "二"))
    return total + max(unit, 0)
