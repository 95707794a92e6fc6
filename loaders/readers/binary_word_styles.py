"""Styles and lists of an old Word file, in the same terms as those of a new one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from loaders.readers.binary_word import LISTS, OVERRIDES, STYLES, DamageError, File, changes, number, offset_of, pair
from loaders.readers.word_lists import Level, List
from loaders.readers.word_styles import PLAIN, Style

BOLD, HIDDEN, DELETED, CHARACTER_STYLE, SYMBOL = 0x0835, 0x083C, 0x0800, 0x4A30, 0x6A09
"""Changes of words; a symbol stands in the text as another character than is shown."""
PARAGRAPH_STYLE, LIST_LEVEL, LIST, OUTLINE = 0x4600, 0x260A, 0x460B, 0x2640
_TITLE: Final = 62
_HEADINGS: Final = range(1, 10)
_CONTENTS: Final = range(19, 28)
_NO_STYLE: Final = 0xFFF
_MOST: Final = 4096
_DEEPEST_CHAIN: Final = 50
_FORMS: Final = {
    0: "decimal",
    1: "upperRoman",
    2: "lowerRoman",
    3: "upperLetter",
    4: "lowerLetter",
    10: "ideographDigital",
    11: "chineseCounting",
    14: "decimal",
    15: "decimal",
    18: "decimalEnclosedCircle",
    19: "decimal",
    22: "decimalZero",
    23: "bullet",
    26: "decimalEnclosedFullstop",
    27: "decimalEnclosedParen",
    28: "decimalEnclosedCircle",
    29: "ideographEnclosedCircle",
    30: "ideographTraditional",
    31: "ideographZodiac",
    33: "taiwaneseCounting",
    35: "taiwaneseCounting",
    36: "taiwaneseDigital",
    37: "chineseCounting",
    38: "chineseCounting",
    39: "chineseCounting",
    255: "none",
}
"""The forms of counts by their numbers (MSONFC)."""


@dataclass(frozen=True, slots=True)
class _Definition:
    """A style as the file defines it: its built-in number, the one that it is based on, and its changes."""

    built_in: int
    base: int
    paragraph: bytes
    characters: bytes


def styles_of(file: File) -> dict[int, Style]:
    """Return the styles of a file by number."""
    definitions = dict(_definitions(pair(file.word, file.table, STYLES)))
    return {name: _resolved(name, definitions, file) for name in definitions}


def _definitions(table: bytes) -> Iterator[tuple[int, _Definition]]:
    if len(table) < 6:
        return
    at = 2 + number(table, 0)
    count, base = number(table, 2), number(table, 4)
    for index in range(min(count, _MOST)):
        if at + 2 > len(table):
            return
        size = number(table, at)
        if size >= base:
            yield index, _definition(table[at + 2 : at + 2 + size], base)
        at += 2 + size


def _definition(content: bytes, base: int) -> _Definition:
    kind = number(content, 2)
    at = base + 2 + 2 * (number(content, base) + 1 if base + 2 <= len(content) else 0)
    parts: list[bytes] = []
    for _ in range(number(content, 4) & 15):
        at += at & 1
        if at + 2 > len(content):
            break
        size = number(content, at)
        parts.append(content[at + 2 : at + 2 + size])
        at += 2 + size
    is_paragraph = kind & 15 == 1
    paragraph = parts[0][2:] if is_paragraph and parts else b""
    characters = parts[1] if is_paragraph and len(parts) > 1 else parts[0] if kind & 15 == 2 and parts else b""
    return _Definition(number(content, 0) & 0xFFF, kind >> 4, paragraph, characters)


def _resolved(name: int, definitions: Mapping[int, _Definition], file: File) -> Style:
    chain: list[_Definition] = []
    while name in definitions and name != _NO_STYLE and len(chain) < _DEEPEST_CHAIN:
        chain.append(definitions[name])
        name = chain[-1].base
    style = PLAIN
    for definition in reversed(chain):
        if definition.built_in in _HEADINGS:
            style = replace(style, level=definition.built_in)
        elif definition.built_in == _TITLE:
            style = replace(style, level=1)
        elif definition.built_in in _CONTENTS:
            style = replace(style, contents=True)
        style = with_paragraph(style, definition.paragraph, file)
        style = with_characters(style, style, definition.characters)
    return style


def with_paragraph(style: Style, content: bytes, file: File) -> Style:
    """Return a style with what the properties of a paragraph say otherwise: outline level and list."""
    for code, operand in changes(content, file.data):
        if code == OUTLINE:
            style = replace(style, level=operand[0] + 1 if operand[0] < 9 else 0)
        elif code == LIST:
            style = replace(style, list_id=str(number(operand, 0)))
        elif code == LIST_LEVEL:
            style = replace(style, list_level=min(operand[0], 8))
    return style


def with_characters(style: Style, own: Style, content: bytes) -> Style:
    """Return a style with what the properties of words say otherwise; `own` is what they switch over to the other."""
    for code, operand in changes(content):
        if code == BOLD:
            style = replace(style, bold=_switched(operand[0], own.bold))
        elif code == HIDDEN:
            style = replace(style, hidden=_switched(operand[0], own.hidden))
        elif (code == DELETED and operand[0] & 1) or code == SYMBOL:
            style = replace(style, hidden=True)
    return style


def _switched(value: int, own: bool) -> bool:
    return {0: False, 0x80: own, 0x81: not own}.get(value, True)


def lists_of(file: File) -> dict[str, List]:
    """Return the lists of a file by the number that paragraphs name."""
    definitions = dict(_list_definitions(file))
    table = pair(file.word, file.table, OVERRIDES)
    count = min(number(table, 0, "I"), (len(table) - 4) // 16) if len(table) >= 4 else 0
    found: dict[str, List] = {}
    at = 4 + 16 * count
    for index in range(count):
        entry = 4 + 16 * index
        name = str(number(table, entry, "I"))
        try:
            at, restarts, levels = _override(table, at, number(table, entry + 12, "B"))
        except DamageError:
            at, restarts, levels = len(table), {}, {}
        if name in definitions:
            found[str(index + 1)] = List(name, {**definitions[name], **levels}, restarts)
    return found


def _override(table: bytes, at: int, count: int) -> tuple[int, dict[int, int], dict[int, Level]]:
    """Return where what a list overrides ends, the counts that it begins with anew, and the levels that it has for itself."""
    restarts: dict[int, int] = {}
    levels: dict[int, Level] = {}
    at += 4
    for _ in range(count):
        start, flags = number(table, at, "i"), number(table, at + 4, "I")
        at += 8
        level = min(flags & 15, 8)
        if flags & 0x20:
            levels[level], at = _level(table, at)
        elif flags & 0x10:
            restarts[level] = start
    return at, restarts, levels


def _list_definitions(file: File) -> Iterator[tuple[str, dict[int, Level]]]:
    table = pair(file.word, file.table, LISTS)
    if len(table) < 2:
        return
    heads = [table[2 + 28 * i : 30 + 28 * i] for i in range(min(number(table, 0), (len(table) - 2) // 28))]
    at = offset_of(file.word, LISTS) + 2 + 28 * len(heads)
    for head in heads:
        levels: dict[int, Level] = {}
        for index in range(1 if head[26] & 1 else 9):
            try:
                levels[index], at = _level(file.table, at)
            except DamageError:
                return
        yield str(number(head, 0, "I")), levels


def _level(table: bytes, at: int) -> tuple[Level, int]:
    """Return the level of a list that stands at a place, and where it ends."""
    start, form, flags, follow = number(table, at, "i"), number(table, at + 4, "B"), number(table, at + 5, "B"), number(table, at + 15, "B")
    words = at + 28 + number(table, at + 24, "B") + number(table, at + 25, "B")
    count = number(table, words)
    text = table[words + 2 : words + 2 + 2 * count].decode("utf-16-le", "replace")
    shown = "".join(f"%{ord(c) + 1}" if ord(c) < 9 else c for c in text)
    level = Level(_FORMS.get(form, "decimal"), shown, start, follow != 2, "", bool(flags & 4))
    return level, words + 2 + 2 * count
