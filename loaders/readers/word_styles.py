"""The styles of a Word document: what a paragraph is by its style and those that it is based on."""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = frozenset(("0", "false", "off"))
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|目录)(?:\s*(?:[1-9]|heading|标题))?$", re.IGNORECASE)
_TITLES = frozenset(("title", "标题"))
_DEEPEST_CHAIN = 50


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says: the level of a heading (0: none), the list and its level (None: the list tells), bold, hidden, of a table of contents."""

    level: int
    list_id: str
    list_level: int | None
    bold: bool
    hidden: bool
    contents: bool


PLAIN = Style(0, "", None, False, False, False)


def styles_of(root: "Element | None") -> dict[str, Style]:
    """Return the styles by id; "" is the one that paragraphs have by default."""
    if root is None:
        return {"": PLAIN}
    elements = {element.get(f"{W}styleId", ""): element for element in root.iter(f"{W}style")}
    found = {name: _resolved(name, elements) for name in elements}
    default = next(
        (n for n, e in elements.items() if e.get(f"{W}type") == "paragraph" and e.get(f"{W}default") in ("1", "true", "on")), None
    )
    return {**found, "": found[default] if default is not None else PLAIN}


def _resolved(name: str, elements: "dict[str, Element]") -> Style:
    chain: list[Element] = []
    while name in elements and len(chain) < _DEEPEST_CHAIN:
        chain.append(elements[name])
        name = value(elements[name], "basedOn")
    style = PLAIN
    for element in reversed(chain):
        style = _over(style, element)
    return style


def _over(style: Style, element: "Element") -> Style:
    """Return a style with what a style that is based on it says otherwise."""
    name = value(element, "name")
    if heading := _HEADING.match(name):
        style = replace(style, level=int(heading.group(1)))
    elif name.lower() in _TITLES:
        style = replace(style, level=1)
    if _CONTENTS.match(name):
        style = replace(style, contents=True)
    style = with_paragraph(style, element.find(f"{W}pPr"))
    return with_run(style, element.find(f"{W}rPr"))


def with_paragraph(style: Style, properties: "Element | None") -> Style:
    """Return a style with what the properties of a paragraph say otherwise: outline level and list."""
    if properties is None:
        return style
    outline = value(properties, "outlineLvl")
    if outline.isdecimal():
        style = replace(style, level=int(outline) + 1 if int(outline) < 9 else 0)
    numbering = properties.find(f"{W}numPr")
    if numbering is not None:
        level = value(numbering, "ilvl")
        style = replace(
            style,
            list_id=value(numbering, "numId") or style.list_id,
            list_level=min(int(level), 8) if level.isdecimal() else style.list_level,
        )
    return style


def with_run(style: Style, properties: "Element | None") -> Style:
    """Return a style with what the properties of a run say otherwise: bold, hidden."""
    if properties is None:
        return style
    return replace(style, bold=switch(properties, "b", style.bold), hidden=switch(properties, "vanish", style.hidden))


def value(element: "Element", name: str) -> str:
    """Return the value of the child of this name, "" where there is none."""
    child = element.find(W + name)
    return "" if child is None else child.get(f"{W}val", "")


def switch(element: "Element", name: str, default: bool) -> bool:
    """Return whether the child of this name is switched on."""
    child = element.find(W + name)
    return default if child is None else child.get(f"{W}val", "1") not in _OFF
