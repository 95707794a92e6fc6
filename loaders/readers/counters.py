"""The numbers that office programs set before headings and items: counts in the form that a list asks for."""

from collections.abc import Callable
from dataclasses import dataclass, field

_DIGITS = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
LEVELS = 10
"""Lists go no deeper."""


def decimal(count: int) -> str:
    """Return 12."""
    return str(count)


def chinese(count: int) -> str:
    """Return a count below 10,000 as Chinese say it.

    >>> chinese(12), chinese(20), chinese(105), chinese(110)
    ('十二', '二十', '一百〇五', '一百一十')
    """
    if not 0 < count < 10_000:
        return str(count)
    found, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, count = divmod(count, unit)
        if digit:
            found += ("〇" if gap and found else "") + _DIGITS[digit] + name
        gap = not digit
    return found.removeprefix("一") if found.startswith("一十") else found


def digits(count: int) -> str:
    """Return a count digit by digit: 一二 for 12."""
    return "".join(_DIGITS[int(digit)] for digit in str(count) if digit.isdecimal())


def circled(count: int) -> str:
    """Return ① to ⑳."""
    return chr(0x245F + count) if 0 < count <= 20 else str(count)


def letters(count: int) -> str:
    """Return a, b, …, z, aa, bb."""
    return chr(97 + (count - 1) % 26) * min((count - 1) // 26 + 1, 9) if count > 0 else str(count)


def roman(count: int) -> str:
    """Return i, ii, iii, iv."""
    if not 0 < count < 4000:
        return str(count)
    found = ""
    for value, sign in _ROMAN:
        times, count = divmod(count, value)
        found += sign * times
    return found


def cyclic(signs: str) -> Callable[[int], str]:
    """Return what writes counts by a cycle of signs, such as 甲乙丙."""
    return lambda count: signs[(count - 1) % len(signs)]


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": decimal,
    "decimalZero": lambda count: f"{count:02}",
    "decimalFullWidth": decimal,
    "decimalHalfWidth": decimal,
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "chineseLegalSimplified": chinese,
    "japaneseCounting": chinese,
    "japaneseDigitalTenThousand": chinese,
    "koreanDigital2": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "taiwaneseDigital": digits,
    "ideographDigital": digits,
    "decimalEnclosedCircle": circled,
    "decimalEnclosedCircleChinese": circled,
    "decimalEnclosedFullstop": lambda count: f"{count}.",
    "decimalEnclosedParen": lambda count: f"({count})",
    "ideographEnclosedCircle": lambda count: f"({chinese(count)})",
    "ideographTraditional": cyclic(_STEMS),
    "ideographZodiac": cyclic(_BRANCHES),
    "lowerLetter": letters,
    "upperLetter": lambda count: letters(count).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda count: roman(count).upper(),
}
"""The forms of counts by their names in Word."""


@dataclass(slots=True)
class Counts:
    """The counts of one list, by level; None where a level has not been used since a higher one went on."""

    now: list[int | None] = field(default_factory=lambda: [None] * LEVELS)

    def step(self, level: int, start: int) -> None:
        """Go on by one at a level; the deeper levels begin anew."""
        count = self.now[level]
        self.now[level] = start if count is None else count + 1
        self.now[level + 1 :] = [None] * (LEVELS - level - 1)
