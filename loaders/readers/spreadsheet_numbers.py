"""Numbers and dates of a workbook as its cells show them: 0.032 with the format 0.0% is 3.2%."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_BUILT_IN: Final = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    **dict.fromkeys((14, 15, 16, 22, 27, 28, 29, 30, 31, 36, 50, 51, 53, 54, 58), "yyyy-m-d"),
    **dict.fromkeys((17, 52, 55, 57), "yyyy-m"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 56), "h:mm"),
}
_LITERAL: Final = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|[_*].')
_DIGITS: Final = re.compile(r"[#0?][#0?,.]*")
_EPOCH: Final = datetime(1899, 12, 30)
_LATEST: Final = 2_958_465
"""The last day of the year 9999."""


@dataclass(frozen=True, slots=True)
class Formats:
    """The number formats of a workbook, by the number that cells name."""

    codes: tuple[str, ...]


PLAIN: Final = Formats(())


def formats_of(root: "Element") -> Formats:
    """Return the number formats of `styles.xml`."""
    own = {element.get("numFmtId", ""): element.get("formatCode", "") for element in root.iter(f"{_S}numFmt")}
    cells = root.find(f"{_S}cellXfs")
    return Formats(tuple(_code(element.get("numFmtId", "0"), own) for element in (() if cells is None else cells)))


def _code(number: str, own: dict[str, str]) -> str:
    if number in own:
        return own[number]
    return _BUILT_IN.get(int(number), "") if number.isdecimal() and len(number) < 6 else ""


def shown(value: str, formats: Formats, style: int) -> str:
    """Return the number `value` as a cell of a style shows it.

    >>> shown("0.032", Formats(("0.0%",)), 0), shown("1200", Formats(("",)), 0), shown("44447", Formats(("yyyy/m/d",)), 0)
    ('3.2%', '1200', '2021年9月8日')
    """
    try:
        number = float(value)
    except ValueError:
        return value
    code = formats.codes[style].partition(";")[0] if 0 <= style < len(formats.codes) else ""
    bare = _LITERAL.sub("", code)
    if not code or code == "@" or bare.strip().lower() in ("general", "g/通用格式"):
        return _general(number)
    if any(c in "yYdDhH" for c in bare) or (any(c in "mM" for c in bare) and not _DIGITS.search(bare)):
        return _date(number, bare.lower()) or _general(number)
    return _formatted(number, code)


def _general(number: float) -> str:
    if number == number // 1 and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.10g}"


def _date(number: float, code: str) -> str:
    if not 0 <= number <= _LATEST:
        return ""
    at = _EPOCH + timedelta(days=number)
    if "y" not in code and "d" not in code:
        return f"{at:%H:%M}" if "h" in code else f"{at.month}月"
    parts = (("y", f"{at.year}年"), ("m", f"{at.month}月"), ("d", f"{at.day}日"))
    return "".join(words for sign, words in parts if sign in code)


def _formatted(number: float, code: str) -> str:
    """Return a number with the places and the percent sign of its format, and the words around it."""
    words = _LITERAL.sub(lambda m: "\0" + (m.group(1) or m.group(2) or "").replace("%", "") + "\0", code)
    digits = _DIGITS.search(words)
    if not digits or "E+" in words:
        return _general(number)
    percent = "%" in words
    places = min(sum(c in "0?#" for c in digits.group().partition(".")[2]), 12)
    if percent:
        number *= 100
    separator = "," if "," in digits.group().rstrip(",") else ""
    text = f"{number:{separator}.{places}f}"
    if "#" in digits.group().partition(".")[2]:
        text = text.rstrip("0").rstrip(".")
    before, after = (part.replace("\0", "") for part in (words[: digits.start()], words[digits.end() :]))
    return f"{before}{text}{after}".strip()
