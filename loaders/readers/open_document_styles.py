"""The styles of an OpenDocument text: of paragraphs, of words, and of lists."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from loaders.readers.word_lists import Level

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO: Final = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_FORMS: Final = {
    "": "none",
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "①": "decimalEnclosedCircle",
    "甲": "ideographTraditional",
    "子": "ideographZodiac",
    "〇": "ideographDigital",
}
_HAN: Final = frozenset("一壹壱")
_TITLES: Final = frozenset(("Title",))
_DEEPEST_CHAIN: Final = 50


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says of a paragraph or of words in it: the level of a heading (0: none), bold, hidden."""

    level: int
    bold: bool
    hidden: bool


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a document by name; a list "" is the numbering of headings."""

    paragraphs: Mapping[str, Style]
    texts: Mapping[str, Callable[[Style], Style]]
    lists: Mapping[str, Mapping[int, Level]]
    default: Style


def styles_of(roots: "Sequence[Element]") -> Styles:
    """Return the styles that the parts of a document define, later ones before earlier."""
    elements = {
        (element.get(f"{_STYLE}family", ""), element.get(f"{_STYLE}name", "")): element
        for root in roots
        for element in root.iter(f"{_STYLE}style")
    }
    plain = Style(0, False, False)
    return Styles(
        paragraphs={name: _resolved(name, elements) for family, name in elements if family == "paragraph"},
        texts={name: _worn(element) for (family, name), element in elements.items() if family == "text"},
        lists=dict(_lists(roots)),
        default=plain,
    )


def _resolved(name: str, elements: "Mapping[tuple[str, str], Element]") -> Style:
    chain: list[tuple[str, Element]] = []
    while ("paragraph", name) in elements and len(chain) < _DEEPEST_CHAIN:
        chain.append((name, elements["paragraph", name]))
        name = chain[-1][1].get(f"{_STYLE}parent-style-name", "")
    style = Style(0, False, False)
    for own, element in reversed(chain):
        style = _worn(element)(replace(style, level=1) if own in _TITLES else style)
        outline = element.get(f"{_STYLE}default-outline-level", "")
        if outline.isdecimal():
            style = replace(style, level=int(outline))
    return style


def _worn(element: "Element") -> Callable[[Style], Style]:
    """Return what a style makes of the one below it."""
    properties = element.find(f"{_STYLE}text-properties")
    weight = "" if properties is None else properties.get(f"{_FO}font-weight", "")
    display = "" if properties is None else properties.get(f"{TEXT}display", "")

    def wear(style: Style) -> Style:
        bold = weight in ("bold", "600", "700", "800", "900") if weight else style.bold
        return replace(style, bold=bold, hidden=display == "none" if display else style.hidden)

    return wear


def _lists(roots: "Sequence[Element]") -> "Iterator[tuple[str, Mapping[int, Level]]]":
    for root in roots:
        for element in root.iter(f"{TEXT}list-style"):
            yield element.get(f"{_STYLE}name", ""), dict(_levels(element))
        for element in root.iter(f"{TEXT}outline-style"):
            yield "", dict(_levels(element))


def _levels(element: "Element") -> Iterator[tuple[int, Level]]:
    for item in element:
        level = item.get(f"{TEXT}level", "")
        if level.isdecimal() and 1 <= int(level) <= 10:
            yield int(level) - 1, _level(item, int(level))


def _level(item: "Element", level: int) -> Level:
    if item.tag in (f"{TEXT}list-level-style-bullet", f"{TEXT}list-level-style-image"):
        return Level("bullet", item.get(f"{TEXT}bullet-char", ""), 1, True, "", False)
    form = item.get(f"{_STYLE}num-format", "")
    start, above = item.get(f"{TEXT}start-value", "1"), item.get(f"{TEXT}display-levels", "1")
    first = max(level - int(above) + 1, 1) if above.isdecimal() else level
    counted = ".".join(f"%{number}" for number in range(first, level + 1))
    return Level(
        form=_FORMS.get(form) or next((_FORMS[c] for c in form[:1] if c in _FORMS), "chineseCounting" if form[:1] in _HAN else "decimal"),
        text=f"{item.get(f'{_STYLE}num-prefix', '')}{counted}{item.get(f'{_STYLE}num-suffix', '')}" if form else "",
        start=int(start) if start.isdecimal() else 1,
        blank=True,
        style="",
        decimal=False,
    )
