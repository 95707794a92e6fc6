"""What Arabic and Chinese numerals say: 1,188, 3.5, 三千五百, 两, 1.2万, 一万二千."""

import re
from typing import Final

ARABIC: Final = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,9})?(?!\d)|\d{1,15}(?:\.\d{1,9})?(?!\d)"
HAN: Final = "[零〇一二两三四五六七八九十百千]{1,12}"
CELL: Final = re.compile(r"-?\d[\d,]*(?:\.\d*)?[%‰]?|[—－-]{1,3}")
"""A cell or a line that holds a number and nothing else, or the dash for none."""
_DIGITS: Final = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS: Final = {"十": 10, "百": 100, "千": 1000}
MULTIPLIERS: Final = {"十": 10.0, "百": 100.0, "千": 1000.0, "万": 10_000.0, "亿": 100_000_000.0}
_PARTS: Final = re.compile(r"([\d.,]+|[零〇一二两三四五六七八九十百千]+)?(万亿|亿|万)?(半)?")
_LONGEST: Final = 40


def value(text: str) -> float | None:
    """Return the number that a whole numeral says, None for anything else.

    >>> value("三千五百"), value("1,188"), value("1.2万"), value("两"), value("千"), value("一万两千亿")
    (3500.0, 1188.0, 12000.0, 2.0, 1000.0, 1200000000000.0)
    """
    if not text or len(text) > _LONGEST:
        return None
    if text.isascii() and text.isdecimal():
        return float(text)
    if text == "半":
        return 0.5
    total, at = 0.0, 0
    while at < len(text):
        part = _PARTS.match(text, at)
        if part is None or part.end() == at:
            return None
        amount = _amount(part.group(1)) if part.group(1) else 1.0
        if amount is None:
            return None
        unit = multiplier(part.group(2) or "")
        if part.group(2) in ("亿", "万亿") and part.start():
            total, amount = 0.0, total + amount
        total += amount * unit + (unit / 2 if part.group(3) else 0)
        at = part.end()
    return total


def multiplier(text: str) -> float:
    """Return what a run of 十百千万亿 multiplies by: 万亿 is 10¹², an empty one 1."""
    product = 1.0
    for c in text:
        product *= MULTIPLIERS[c]
    return product


def _amount(text: str) -> float | None:
    if text[0] in "0123456789.,":
        return float(text.replace(",", "")) if re.fullmatch(ARABIC, text) else None
    if not any(c in _TENS for c in text):
        return float("".join(str(_DIGITS[c]) for c in text))
    total = digit = 0
    for c in text:
        if c in _TENS:
            total += (digit or 1) * _TENS[c]
            digit = 0
        else:
            digit = _DIGITS[c]
    return float(total + digit)
