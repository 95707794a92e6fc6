"""Which part of a page is its text: by the names that government systems give it, else where the prose stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from loaders.lexicons import rows
from loaders.readers.web_page_text import is_shown
from loaders.readers.web_page_tree import INLINE, Element

_FEWEST: Final = 20
"""Characters of text that an element must hold to be taken for the text by its name."""
_FEWEST_LINKS: Final = 3


@dataclass(frozen=True, slots=True)
class _Names:
    """The ids and classes of one kind of part, with their rank."""

    ranks: dict[str, int]

    def rank(self, element: Element) -> int:
        """Return the rank of the best name of an element, -1 where it has none of them."""
        found = [self.ranks[name] for name in names(element) if name in self.ranks]
        return min(found, default=-1)


def names(element: Element) -> list[str]:
    """Return the id and the classes of an element in small letters."""
    if not element.attributes:
        return []
    return f"{element.get('id')} {element.get('class')}".lower().split()


@cache
def _named(kind: str) -> _Names:
    words = (name for row in rows("web_pages") if row[0] == kind for name in row[1].split())
    return _Names({name: i for i, name in enumerate(words)})


def is_title(element: Element) -> bool:
    """Tell whether an element has a name that systems give to the title of a text."""
    return _named("title").rank(element) >= 0


class Weights:
    """How many characters of text, outside of links and of what stands around it, each element of a page holds."""

    __slots__ = ("_left_out", "_links", "_of_text", "_weights")

    def __init__(self, page: Element) -> None:
        """Weigh all elements of a page."""
        self._weights: dict[int, int] = {}
        self._links: dict[int, int] = {}
        self._of_text: set[int] = set()
        self._left_out: set[int] = set()
        for element in reversed(list(page.elements())):
            self._weigh(element)

    def __getitem__(self, element: Element) -> int:
        """Return the weight of an element of the page."""
        return self._weights[id(element)]

    def is_left_out(self, element: Element) -> bool:
        """Tell whether an element stands around the text of a page: navigation, tools, related texts."""
        return id(element) in self._left_out

    def leave_out(self, element: Element) -> None:
        """Let an element be none of the text."""
        self._left_out.add(id(element))

    def is_list_of_links(self, element: Element) -> bool:
        """Tell whether an element holds links to other pages, and nothing between them but marks."""
        links = self._links[id(element)]
        return links >= _FEWEST_LINKS and self[element] <= links

    def _weigh(self, element: Element) -> None:
        inner = [child for child in element.children if isinstance(child, Element)]
        if _named("body").rank(element) >= 0 or any(id(child) in self._of_text for child in inner):
            self._of_text.add(id(element))
        elif _named("left_out").rank(element) >= 0 and _named("body?").rank(element) < 0 and element.tag not in ("body", "html"):
            self._left_out.add(id(element))
        leads_out = element.tag == "a" and not element.get("href").startswith("#")
        self._links[id(element)] = leads_out + sum(self._links[id(child)] for child in inner)
        shown = is_shown(element) or (_named("body").rank(element) >= 0 and element.tag not in ("script", "textarea", "input"))
        if element.tag in ("a", "option") or id(element) in self._left_out or not shown:
            self._weights[id(element)] = 0
            return
        words = sum(len(child) - child.count(" ") - child.count("\n") for child in element.children if isinstance(child, str))
        self._weights[id(element)] = words + sum(self[child] for child in inner)


def body(page: Element, weights: Weights) -> tuple[Element, ...]:
    """Return the elements that hold the text of a page; where no name tells them, the one with the prose, without its lists of links."""
    dense = _dense(page, weights)
    found = _by_name(page, weights, weights[dense] // 5) or _by_loose_name(page, weights, weights[dense] // 3)
    if found:
        return found
    for element in dense.elements():
        if element.tag not in INLINE and weights.is_list_of_links(element):
            weights.leave_out(element)
    return (dense,)


def _by_name(page: Element, weights: Weights, least: int) -> tuple[Element, ...]:
    """Return the outermost elements that have the surest name, where they hold `least` characters."""
    ranked: dict[int, list[Element]] = {}
    kind = _named("body")
    for element in page.elements():
        if element.attributes and (rank := kind.rank(element)) >= 0:
            ranked.setdefault(rank, []).append(element)
    for rank in sorted(ranked):
        found = outermost(ranked[rank])
        if sum(weights[element] for element in found) >= max(_FEWEST, least):
            return found
    return ()


def _by_loose_name(page: Element, weights: Weights, least: int) -> tuple[Element, ...]:
    """Return the smallest element with a name that other parts bear too, where it holds `least` characters."""
    kind = _named("body?")
    found = [
        element for element in page.elements() if element.attributes and kind.rank(element) >= 0 and weights[element] >= max(_FEWEST, least)
    ]
    return (min(found, key=lambda element: weights[element]),) if found else ()


def outermost(elements: Iterable[Element]) -> tuple[Element, ...]:
    """Return the elements, in the order of the page, that stand in no other of them."""
    inside: set[int] = set()
    found = []
    for element in elements:
        if id(element) not in inside:
            found.append(element)
            inside.update(map(id, element.elements()))
    return tuple(found)


def _dense(page: Element, weights: Weights) -> Element:
    """Return the smallest element that holds nearly all text of a page."""
    element = page
    while True:
        inner = [child for child in element.children if isinstance(child, Element)]
        largest = max(inner, key=lambda child: weights[child], default=None)
        if largest is None or largest.tag in ("p", "tr", "li", "ul", "ol", "table") or weights[largest] < 0.9 * weights[element]:
            return element
        element = largest
