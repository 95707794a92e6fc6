"""One form for each character: width, variants and traditional characters folded, one code point for one."""

import re
import unicodedata
from functools import cache

DROPPED = "\x00"
"""Stands, in folded text, for a code point that says nothing: format, control and private-use characters."""

HAN = r"\u3400-\u9fff\uf900-\ufaff\u3007"
_KEPT = set("，；：（）！？")
_SIMPLIFIED_TOO = set("乾於著濛塚篢鴜氾洩磑瞭藉")
_NARROW = {",": "，", ";": "；", ":": "：", "∶": "：", "!": "！", "?": "？"}
_VARIANTS = {
    "︰": "：",
    "﹕": "：",
    "﹐": "，",
    "﹔": "；",
    "﹙": "（",
    "﹚": "）",
    "〔": "〔",
    "｢": "「",
    "｣": "」",
    "│": "|",
    "┃": "|",
    "∣": "|",
}
_BREAKS = "\v\f\x85\u2028\u2029"
_WIDE = "".join(chr(c) for c in (*range(0xFF01, 0xFF5F), *range(0xFFE0, 0xFFE7), *range(0xFF61, 0xFF66)))
_COMPATIBLE = "".join(chr(c) for c in (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00), *range(0x2080, 0x208A), *range(0x2F800, 0x2FA20)))


@cache
def table() -> dict[int, str]:
    """Return what each code point folds to, for `str.translate`; the length of a text stays."""
    found = _traditional() | {
        c: folded for c in _WIDE + _COMPATIBLE if c not in _KEPT and len(folded := unicodedata.normalize("NFKC", c)) == 1
    }
    for code in (*range(0x3100), *range(0xD800, 0xE000), *range(0xE000, 0xF900), *range(0xFE00, 0x10000)):
        kind = unicodedata.category(chr(code))
        if kind in ("Cf", "Cc", "Co", "Cs") or 0xFE00 <= code < 0xFE10:
            found[chr(code)] = DROPPED
        elif kind == "Zs":
            found[chr(code)] = " "
    del found["\n"], found["\t"], found[" "]
    found |= dict.fromkeys(_BREAKS, "\n") | _VARIANTS
    return {ord(c): folded for c, folded in found.items() if c != folded}


def _traditional() -> dict[str, str]:
    import opencc

    characters = [chr(code) for code in range(0x3400, 0xA000)]
    simplified = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {
        old: new for old, new in zip(characters, simplified, strict=True) if len(new) == 1 and new < "\uffff" and old not in _SIMPLIFIED_TOO
    }


_NEXT_TO_HAN = re.compile(rf"(?<=[{HAN}）”》〉】」])[,;:∶!?](?!\d{{3}}\b)|[,;:∶!?](?=[{HAN}“《（])")
_BRACKETS = re.compile(
    rf"\((?=[^()\n]{{0,80}}\))(?:(?<=[{HAN}，。；：、”》）]\()[^()\n]*|[^()\n]*[{HAN}][^()\n]*|[^()\n]*(?=\)[{HAN}，。；：、“《（]))\)"
)
_ODD = re.compile(rf"\((?=[{HAN}“《])|(?<=[{HAN}”》])\)")
_QUOTED = re.compile(rf'"([^"\n]*[{HAN}][^"\n]*)"')


def fold(text: str) -> str:
    """Return a text of the same length in which each character has one form.

    >>> fold("ＡＩ產業(2025年),加快")
    'AI产业（2025年），加快'
    """
    text = text.replace("\r\n", DROPPED + "\n").replace("\r", "\n").translate(table())
    text = _NEXT_TO_HAN.sub(lambda m: _NARROW[m.group()], text)
    text = _BRACKETS.sub(lambda m: f"（{m.group()[1:-1]}）", text)
    text = _ODD.sub(lambda m: "（" if m.group() == "(" else "）", text)
    return _QUOTED.sub(r"“\1”", text)
