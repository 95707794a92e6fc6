"""The elements of a page of HTML, however broken: in time and memory that its length bounds, and nothing is fetched or run.

lxml drops what lies deeper than 2,048 elements, and HTML5 parsers take quadratic time for pages that are nested on purpose; this
one reads what pages of text need, in one pass.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from types import MappingProxyType
from typing import Final

MOST_TAGS: Final = 600_000
"""More tags than any page of text has; 5 MB of short paragraphs stay below."""
_DEEPEST = 120

_VOID = frozenset(("area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"))
_RAW = {
    tag: re.compile(rf"</{tag}(?=[\s/>])[^>]*+>?", re.IGNORECASE)
    for tag in ("script", "style", "textarea", "title", "xmp", "noembed", "iframe", "noframes")
}
INLINE: Final = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "rb",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
    ]
)
"""The elements that break no line."""
HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_CELLS = frozenset(("td", "th", "caption"))
_ROWS = _CELLS | {"tr"}
_TABLE = frozenset(("table",))
_IN_CELL = _CELLS | _TABLE
_LISTS = frozenset(("ul", "ol", "menu", "dir")) | _IN_CELL
_P = (frozenset(("p",)), _IN_CELL)
_ENDS: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    **dict.fromkeys(
        [
            "address",
            "article",
            "aside",
            "blockquote",
            "center",
            "details",
            "div",
            "dl",
            "fieldset",
            "figure",
            "footer",
            "form",
            "header",
            "hr",
            "main",
            "menu",
            "nav",
            "ol",
            "p",
            "pre",
            "section",
            "table",
            "ul",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
        ],
        _P,
    ),
    "li": (frozenset(("li",)), _LISTS),
    **dict.fromkeys(("dt", "dd"), (frozenset(("dt", "dd")), _IN_CELL | {"dl"})),
    **dict.fromkeys(("td", "th"), (_CELLS, _TABLE)),
    "tr": (_ROWS, _TABLE),
    **dict.fromkeys(("thead", "tbody", "tfoot"), (_ROWS | {"thead", "tbody", "tfoot"}, _TABLE)),
    "option": (frozenset(("option",)), frozenset(("select",))),
}
"""What an element ends without a word (a paragraph, an item, a cell, a row), and in what that is not looked for."""
BLOCKS: Final = frozenset(_ENDS) | _CELLS | frozenset(("html", "body", "legend", "summary", "figcaption", "optgroup", "#root"))
"""The elements that begin a line; those that no standard knows (o:p, st1:chsdate) do not."""
_OF_TABLES = frozenset(("table", "tr", "td", "th", "thead", "tbody", "tfoot"))
_TOKEN = re.compile(r"<(?:(!--)|(/?)([A-Za-z][^\s/<>]*)|([!?]))")
_ATTRIBUTES = re.compile(r"""(?>[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')|=)*+>""")
_ATTRIBUTE = re.compile(r"""([^\s=/>"']++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]++)))?""")
_MOST_ATTRIBUTES = 40
_NO_ATTRIBUTES: MappingProxyType[str, str] = MappingProxyType({})


class TooManyTagsError(ValueError):
    """A page has more tags than `MOST_TAGS`."""


@dataclass(slots=True, eq=False)
class Element:
    """An element with its attributes (names in small letters) and what stands in it: elements and text, in order."""

    tag: str
    attributes: MappingProxyType[str, str] | dict[str, str]
    children: list["Element | str"] = field(default_factory=list)

    def get(self, name: str) -> str:
        """Return an attribute, "" where it has none."""
        return self.attributes.get(name, "")

    def elements(self) -> Iterator["Element"]:
        """Yield this element and all elements in it, in the order of the page."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack.extend(child for child in reversed(element.children) if isinstance(child, Element))

    def text(self) -> str:
        """Return all text in this element."""
        pieces: list[str] = []
        stack: list[Element | str] = [self]
        while stack:
            node = stack.pop()
            if isinstance(node, str):
                pieces.append(node)
            else:
                stack.extend(reversed(node.children))
        return "".join(pieces)


def parse(page: str) -> Element:
    """Return the root of a page; raise `TooManyTagsError` for a page that is no page of text.

    >>> [element.tag for element in parse("<p>云溪<p>霁川<b>区</p>").elements()]
    ['#root', 'p', 'p', 'b']
    """
    builder = _Builder()
    quoted = True
    at = 0
    while token := _TOKEN.search(page, at):
        builder.words(page[at : token.start()])
        comment, closing, name, _ = token.groups()
        if comment:
            at = _after(page, "-->", token.end() - 2)
            continue
        ending = _ATTRIBUTES.match(page, token.end()) if quoted else None
        quoted = ending is not None
        at = ending.end() if ending else _after(page, ">", token.end())
        if name and closing:
            builder.end(name.lower())
        elif name:
            builder.begin(name.lower(), page[token.end() : at - 1])
            at = _after_raw(builder, name.lower(), page, at) if name.lower() in _RAW else at
    builder.words(page[at:])
    return builder.root


def _after(page: str, mark: str, start: int) -> int:
    at = page.find(mark, start)
    return len(page) if at < 0 else at + len(mark)


def _after_raw(builder: "_Builder", tag: str, page: str, at: int) -> int:
    """Take what stands up to its end in an element that holds no markup, and return where the page goes on."""
    m = None if tag in builder.unended else _RAW[tag].search(page, at)
    if m and tag == "title":
        builder.words(page[at : m.start()])
    builder.end(tag)
    if m:
        return m.end()
    builder.unended.add(tag)
    return len(page) if tag in ("script", "style") else at


def _attributes(words: str) -> MappingProxyType[str, str] | dict[str, str]:
    if not words or words.isspace() or words == "/":
        return _NO_ATTRIBUTES
    found: dict[str, str] = {}
    for m, _ in zip(_ATTRIBUTE.finditer(words), range(_MOST_ATTRIBUTES), strict=False):
        found.setdefault(m.group(1).lower(), unescape((m.group(2) or m.group(3) or m.group(4) or "")[:2000]))
    return found


class _Builder:
    """The elements that are open while a page is read; those below `_DEEPEST` are left out, what stands in them is kept."""

    def __init__(self) -> None:
        self.root = Element("#root", _NO_ATTRIBUTES)
        self.unended: set[str] = set()
        self._open = [self.root]
        self._flat: dict[str, int] = {}
        self._left = MOST_TAGS

    def words(self, words: str) -> None:
        if words:
            self._open[-1].children.append(unescape(words) if "&" in words else words)

    def begin(self, tag: str, attributes: str) -> None:
        self._count()
        self._make_room(tag)
        if len(self._open) > _DEEPEST and tag not in _VOID:
            self._flat[tag] = self._flat.get(tag, 0) + 1
            self._break(tag)
            return
        element = Element(tag, _attributes(attributes))
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def end(self, tag: str) -> None:
        self._count()
        if self._flat.get(tag):
            self._flat[tag] -= 1
            self._break(tag)
            return
        if tag in ("br", "body", "html"):
            self._break(tag)
            return
        for i in range(len(self._open) - 1, 0, -1):
            above = self._open[i].tag
            if above == tag:
                del self._open[i:]
                return
            if (tag in INLINE and above not in INLINE) or (above in _IN_CELL and tag not in _OF_TABLES):
                return

    def _count(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise TooManyTagsError

    def _break(self, tag: str) -> None:
        if tag not in INLINE:
            self._open[-1].children.append(Element("br", _NO_ATTRIBUTES))

    def _make_room(self, tag: str) -> None:
        """Close what an element of this kind ends without a word."""
        if tag not in _ENDS:
            return
        ended, fences = _ENDS[tag]
        last = 0
        for i in range(len(self._open) - 1, 0, -1):
            above = self._open[i].tag
            if above in fences and above not in ended:
                break
            if above in ended:
                last = i
        if last:
            del self._open[last:]
