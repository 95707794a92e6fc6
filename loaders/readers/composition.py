"""The pieces of an office document, in reading order, put together as the text that repair takes, each with its anchor."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import TypeVar

from loaders.source import Anchor, PlaceKind, Source

Element = TypeVar("Element")
Run = tuple[str, bool]
"""Words, and whether they are bold."""

_DEEPEST = 6
_LONGEST_LEAD = 44
_BREAKS = re.compile(r"[\v\f\r\n\x85\u2028\u2029]+")
_LOOKS_LIKE = str.maketrans({"|": "❘", "｜": "❘", "│": "❘", "┃": "❘", "∣": "❘", "*": "∗", "＊": "∗", "\\": "∖", "＼": "∖"})
_TAG = re.compile(r"[<＜](?=/?[A-Za-zＡ-Ｚａ-ｚ])")
_FIRST = {"#": "♯", "＃": "♯", ">": "﹥", "＞": "﹥"}
_CONTENTS = frozenset(("目录", "目次"))
_LABEL = re.compile(r"[（(]?(?:牵头|责任|配合|负责|主管|支持|承办|协办|实施|联系|来源|完成|附件|备注|注)[^。：:]{0,6}[：:]")
_STOP = frozenset("。：:")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `label` is the number or bullet that the program sets before it, `level` that of a heading, else 0."""

    label: str
    runs: tuple[Run, ...]
    level: int

    @property
    def words(self) -> str:
        """What the paragraph says, without its label."""
        return "".join(words for words, _ in self.runs)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: rows of cells."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Aside:
    """A note or a text box and what stands in it."""

    kind: PlaceKind
    parts: "tuple[Piece, ...]"


Piece = Paragraph | Table | Aside


def composed(pieces: Iterable[Piece]) -> Source:
    """Return the text of the pieces, an empty line between each two; pieces without text do not count.

    What would read as a mark of Markdown is put as the character that looks like it: repair knows no escape that lasts.
    """
    texts: list[str] = []
    anchors: list[Anchor] = []
    counts: Counter[PlaceKind] = Counter()
    start = 0
    for piece in pieces:
        if text := _text(piece):
            kind = _kind(piece)
            counts[kind] += 1
            anchors.append(Anchor(start, kind, counts[kind], ""))
            texts.append(text)
            start += len(text) + 2
    return Source("\n\n".join(texts), tuple(anchors))


def told(waiting: list[tuple[PlaceKind, Element]], pieces: Callable[[Element], Iterable[Piece]]) -> Iterator[Aside]:
    """Yield the notes and text boxes that wait, `pieces` of each element, and leave none waiting."""
    taken = waiting.copy()
    waiting.clear()
    for kind, element in taken:
        yield Aside(kind, tuple(pieces(element)))


def _kind(piece: Piece) -> PlaceKind:
    if isinstance(piece, Aside):
        return piece.kind
    return PlaceKind.TABLE if isinstance(piece, Table) else PlaceKind.PARAGRAPH


def _text(piece: Piece) -> str:
    if isinstance(piece, Aside):
        return "\n\n".join(filter(None, map(_text, piece.parts)))
    return table_text(piece.rows) if isinstance(piece, Table) else _paragraph_text(piece)


def table_text(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as lines, tabs between their cells; one without text is an empty line, so that lines count rows."""
    text = "\n".join("\t".join(map(cell_text, row)).rstrip() for row in rows)
    return text if text.strip() else ""


def cell_text(text: str) -> str:
    """Return the words of a cell in one line."""
    return _plain(" ".join(text.split()))


def gathered(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return runs of which neighbours differ in weight, each character beyond the first 65,536 one code point again."""
    groups = ((bold, "".join(words for words, _ in group)) for bold, group in groupby(runs, key=lambda run: run[1]))
    return tuple((whole(words), bold) for bold, words in groups)


def whole(words: str) -> str:
    """Return words in which each character beyond the first 65,536 is one code point again, and half of one a sign of damage."""
    return words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def line_text(text: str) -> str:
    """Return the words of a line that is a paragraph."""
    return _first(" ".join(text.split()))


def flat(piece: Piece) -> str:
    """Return the words of a piece in one line, as a cell holds them."""
    if isinstance(piece, Paragraph):
        return f"{piece.label}{piece.words}"
    if isinstance(piece, Table):
        return " ".join(" ".join(row) for row in piece.rows)
    return " ".join(map(flat, piece.parts))


def _paragraph_text(paragraph: Paragraph) -> str:
    words = paragraph.words
    if not words.strip() or "".join(words.split()) in _CONTENTS:
        return ""
    if paragraph.level:
        return f"{'#' * min(paragraph.level, _DEEPEST)} {_first(paragraph.label + ' '.join(words.split()))}"
    lines = [line for line in (" ".join(line.split()) for line in _BREAKS.split(words)) if line]
    lead = bold_lead(paragraph.runs) if len(lines) == 1 else ""
    if lead:
        return f"{paragraph.label}**{_first(lead)}**{_plain(lines[0][len(lead) :])}"
    return paragraph.label + "\n".join(map(_first, lines))


def bold_lead(runs: Sequence[Run]) -> str:
    """Return the bold words that a paragraph starts with, where they are a title: all of a short line, or up to its stop.

    >>> bold_lead((("加强领导。", True), ("成立委员会。", False)))
    '加强领导。'
    """
    words = " ".join("".join(words for words, _ in runs).split())
    bold = "".join(text for text, _ in takewhile(lambda run: run[1] or not run[0].strip(), runs))
    lead = " ".join(bold.split())
    if not 0 < len(lead) <= _LONGEST_LEAD or _LABEL.match(lead):
        return ""
    return lead if _is_title(lead, words[len(lead) :]) else ""


def _is_title(lead: str, rest: str) -> bool:
    return lead[-1] in _STOP if rest.strip() else not any(c in _STOP for c in lead[:-1])


def _first(text: str) -> str:
    """Return the words of a line, which neither start nor go on with a mark."""
    return _plain(_FIRST[text[0]] + text[1:] if text[:1] in _FIRST else text)


def _plain(text: str) -> str:
    text = text.translate(_LOOKS_LIKE)
    return _TAG.sub("﹤", text) if "<" in text or "＜" in text else text
