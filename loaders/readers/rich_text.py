"""Rich Text Format (.rtf): text, headings by style and outline level, list numbers as written, tables, notes and text boxes."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from loaders.readers import package
from loaders.readers.composition import Aside, Piece, composed
from loaders.readers.edged_tables import Edge, Row
from loaders.readers.rich_text_stories import CONTENTS, Story, end_table, ended, taken, tell_asides
from loaders.source import PlaceKind, Source

_TOKEN: Final = re.compile(
    rb"\\([A-Za-z]{1,40})(-?\d{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\([^A-Za-z])|([{}])|[\r\n\0]+|([^\\{}\r\n\0]+)|\\", re.DOTALL
)
_SIGNS: Final = {
    "tab": " ",
    "line": "\n",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "enspace": " ",
    "emspace": " ",
    "qmspace": " ",
    "nestcell": " ",
    "nestrow": " ",
}
_SYMBOLS: Final = {b"~": " ", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}
_SKIPPED: Final = frozenset(
    [
        "colortbl",
        "info",
        "header",
        "headerl",
        "headerr",
        "headerf",
        "footer",
        "footerl",
        "footerr",
        "footerf",
        "pict",
        "object",
        "ftnsep",
        "ftnsepc",
        "ftncn",
        "aftnsep",
        "aftnsepc",
        "aftncn",
        "xe",
        "tc",
        "sp",
        "shprslt",
        "nonesttables",
        "private",
        "template",
        "background",
        "listtable",
        "listoverridetable",
        "annotation",
        "atnid",
        "atnauthor",
    ]
)
_STARRED: Final = frozenset(["footnote", "fldinst", "pntext", "listtext", "shpinst", "shptxt", "ud"])
_CHARSETS: Final = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254", 204: "cp1251", 238: "cp1250"}
_PAGES: Final = {936: "gb18030", 54936: "gb18030", 65001: "utf-8", 10008: "gb18030"}
_HEADING: Final = re.compile(r"(?:heading|标题)\s*([1-9])\b", re.IGNORECASE)
_CONTENTS: Final = re.compile(r"\s*(?:toc|目录)(?:\s*[1-9])?\s*;?$", re.IGNORECASE)
_LONGEST: Final = 100


@dataclass(slots=True)
class _Field:
    instruction: str = ""


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds between two braces: where text goes, how it looks, and where goes the second form of text that is given twice."""

    into: str
    story: Story
    field: _Field | None
    bold: bool = False
    hidden: bool = False
    deleted: bool = False
    fallback: int = 1
    font: int = -1
    eastern: bool = False
    twice: str = ""


def read(content: bytes, path: Path) -> Source:
    """Return the text of an RTF document; raise `LoaderError` where it is cut off or none."""
    if not content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf"):
        raise package.damaged(path)
    reading = _Reading()
    if not reading.all_of(content):
        raise package.damaged(path)
    return composed(reading.pieces())


class _Reading:
    """A document that is being read: its fonts and styles, the open groups, and the bytes that wait to be decoded."""

    def __init__(self) -> None:
        """Begin with an empty body."""
        self.page = "cp1252"
        self.fonts: dict[int, str] = {}
        self.styles: dict[int, int] = {}
        self.body = Story(PlaceKind.PARAGRAPH)
        self.group = _Group("text", self.body, None)
        self.outer: list[_Group] = []
        self.bytes = bytearray()
        self.left = 0
        self.starred = False
        self.style = (0, "", 0)
        self.edges: list[Edge] = []
        self.edge = Edge(0, below=False, beside=False)

    def pieces(self) -> list[Piece]:
        """Return what was read of the body."""
        return ended(self.body).pieces

    def all_of(self, content: bytes) -> bool:
        """Read a whole document; tell whether it came to its end."""
        at, size = max(content.find(b"{"), 0), len(content)
        while at < size:
            token = _TOKEN.match(content, at)
            if token is None:
                at += 1
                continue
            at = token.end()
            word, number, code, symbol, brace, text = token.groups()
            if word == b"bin":
                at += max(int(number or 0), 0)
            elif word:
                self._word(word.decode(), None if number is None else int(number))
            elif code:
                self._byte(int(code, 16))
            elif text:
                self._plain(text)
            elif brace == b"{":
                self._flush()
                self.outer.append(self.group)
                self.starred, self.left = False, 0
            elif brace:
                if not self.outer:
                    return True
                self._close()
                if not self.outer:
                    return True
            elif symbol == b"*":
                self.starred = True
            elif symbol in _SYMBOLS:
                self._say(_SYMBOLS[symbol])
        return False

    def _byte(self, code: int) -> None:
        if self.left:
            self.left -= 1
        elif self.group.into != "skip":
            self.bytes.append(code)

    def _plain(self, text: bytes) -> None:
        skipped = min(self.left, len(text))
        self.left -= skipped
        if self.group.into != "skip":
            self.bytes += text[skipped:]

    def _say(self, words: str) -> None:
        self._flush()
        if self.left:
            self.left -= 1
            return
        self._put(words)

    def _flush(self) -> None:
        """Decode the bytes that wait, by the font that they are set in."""
        if self.bytes:
            waiting, self.bytes = bytes(self.bytes), bytearray()
            self._put(self._decoded(waiting))

    def _decoded(self, waiting: bytes) -> str:
        if waiting.isascii():
            return waiting.decode("ascii")
        first = self.fonts.get(self.group.font, self.page)
        for codec in (first, self.page, "gb18030" if "gb18030" in self.fonts.values() else first):
            if codec == "cp1252" and "gb18030" in self.fonts.values():
                continue
            try:
                return waiting.decode(codec)
            except (UnicodeDecodeError, LookupError):
                continue
        return waiting.decode("gb18030" if self.page == "gb18030" else "cp1252", "replace")

    def _put(self, words: str) -> None:
        group = self.group
        if group.into == "text" and not group.hidden and not group.deleted:
            group.story.runs.append((words, group.bold))
        elif group.into == "label" and not group.hidden and not group.deleted:
            group.story.label = (group.story.label + words)[:_LONGEST]
        elif group.into == "instruction" and group.field:
            group.field.instruction = (group.field.instruction + words)[:_LONGEST]
        elif group.into == "styles":
            number, name, level = self.style
            self.style = (number, (name + words)[:_LONGEST], level)

    def _close(self) -> None:
        self._flush()
        closed, self.group = self.group, self.outer.pop()
        self.left = 0
        if closed.into == "styles":
            self._add_style()
        if closed.story is not self.group.story:
            self.group.story.asides.append(Aside(closed.story.kind, tuple(ended(closed.story).pieces)))

    def _add_style(self) -> None:
        number, name, level = self.style
        heading = _HEADING.match(name.strip())
        if _CONTENTS.match(name):
            level = CONTENTS
        elif heading:
            level = int(heading.group(1))
        elif name.strip(" ;").lower() in ("title", "标题"):
            level = 1
        self.styles.setdefault(number, level)
        self.style = (0, "", 0)

    def _word(self, word: str, number: int | None) -> None:
        if word == "u":
            self._say_code(number or 0)
            return
        self._flush()
        if word in _SIGNS:
            self._say(_SIGNS[word])
        elif self._opens(word):
            self.starred = False
        elif action := _ACTIONS.get(word):
            action(self, 1 if number is None else number)

    def _say_code(self, code: int) -> None:
        self._flush()
        if (code := code % 65536) > 0:
            self._put(chr(code))
        self.left = self.group.fallback

    def _opens(self, word: str) -> bool:
        """Tell whether a word opens a destination, and go there."""
        group, story = self.group, self.group.story
        if group.into == "skip":
            if word == "ud" and group.twice:
                self.group = replace(group, into=group.twice, twice="")
            return True
        if word == "upr":
            self.group = replace(group, into="skip", twice=group.into)
        elif word in _SKIPPED or (self.starred and word not in _STARRED):
            self.group = replace(group, into="skip")
        elif word == "fonttbl":
            self.group = replace(group, into="fonts")
        elif word == "stylesheet":
            self.group = replace(group, into="styles")
        elif word == "field":
            self.group = replace(group, field=_Field())
        elif word == "fldinst":
            self.group = replace(group, into="instruction")
        elif word == "fldrslt":
            into = "skip" if group.field and group.field.instruction.lstrip().upper().startswith(("TOC", "INDEX")) else group.into
            self.group = replace(group, into=into)
        elif word in ("listtext", "pntext"):
            story.label = ""
            self.group = replace(group, into="label")
        elif word == "footnote":
            self.group = _Group("text", Story(PlaceKind.NOTE), None)
        elif word in ("shptxt", "dptxbxtext"):
            self.group = _Group("text", Story(PlaceKind.BOX), None)
        elif not (self.starred and word == "shpinst"):
            return False
        return True

    def change(self, **changes: bool | int) -> None:
        """Change how text looks in this group."""
        self.group = replace(self.group, **changes)  # type: ignore[arg-type]

    def set_font(self, number: int) -> None:
        """Set the font of this group, or name the one that the font table goes on with."""
        self.change(font=number)

    def set_charset(self, number: int) -> None:
        """Tell the character set of a font in the font table."""
        if self.group.into == "fonts":
            self.fonts[self.group.font] = _CHARSETS.get(number, self.page)

    def set_page(self, number: int) -> None:
        """Set the code page of text in fonts that name none."""
        self.page = _PAGES.get(number, f"cp{number}")

    def set_style(self, number: int) -> None:
        """Set the style of this paragraph, or name the one that the style sheet goes on with."""
        if self.group.into == "styles":
            self.style = (number, "", 0)
        else:
            self.group.story.level = self.styles.get(number, 0)

    def set_outline(self, number: int) -> None:
        """Set the outline level of this paragraph, or of a style."""
        level = number + 1 if 0 <= number < 9 else 0
        if self.group.into == "styles":
            self.style = (*self.style[:2], level)
        elif self.group.story.level != CONTENTS:
            self.group.story.level = level

    def begin(self, _: int) -> None:
        """Begin a paragraph that looks like none before."""
        story = self.group.story
        if self.group.into == "text":
            story.level, story.in_table = self.styles.get(0, 0) if self.styles.get(0, 0) > 0 else 0, False

    def mark_in_table(self, _: int) -> None:
        """Tell that this paragraph stands in a table."""
        self.group.story.in_table = True

    def end_paragraph(self, _: int) -> None:
        """End a paragraph."""
        story = self.group.story
        if self.group.into == "text" and not self.group.deleted:
            if story.in_table:
                story.cell.append(taken(story))
            else:
                end_table(story)
                story.pieces.append(taken(story))
                tell_asides(story)

    def end_cell(self, _: int) -> None:
        """End a cell of a table."""
        story = self.group.story
        story.cell.append(taken(story))
        story.cells.append(story.cell)
        story.cell = []

    def end_row(self, _: int) -> None:
        """End a row of a table."""
        story = self.group.story
        story.rows.append(Row(story.cells, tuple(self.edges)))
        story.cells = []

    def begin_row(self, _: int) -> None:
        """Begin to tell the cells of a row."""
        self.edges = []
        self.edge = Edge(0, below=False, beside=False)

    def end_edge(self, number: int) -> None:
        """Tell where a cell ends on the right."""
        self.edges.append(replace(self.edge, right=number))
        self.edge = Edge(0, below=False, beside=False)

    def merge(self, **changes: bool) -> None:
        """Tell that a cell goes on with the one above or to the left."""
        self.edge = replace(self.edge, below=changes.get("below", self.edge.below), beside=changes.get("beside", self.edge.beside))


_ACTIONS: Final[dict[str, Callable[[_Reading, int], None]]] = {
    "ansicpg": _Reading.set_page,
    "f": _Reading.set_font,
    "fcharset": _Reading.set_charset,
    "s": _Reading.set_style,
    "outlinelevel": _Reading.set_outline,
    "pard": _Reading.begin,
    "intbl": _Reading.mark_in_table,
    "par": _Reading.end_paragraph,
    "sect": _Reading.end_paragraph,
    "cell": _Reading.end_cell,
    "row": _Reading.end_row,
    "trowd": _Reading.begin_row,
    "cellx": _Reading.end_edge,
    "clvmrg": lambda reading, _: reading.merge(below=True),
    "clmrg": lambda reading, _: reading.merge(beside=True),
    "uc": lambda reading, number: reading.change(fallback=max(number, 0)),
    "b": lambda reading, number: reading.change(bold=number != 0),
    "ab": lambda reading, number: reading.change(bold=number != 0) if reading.group.eastern else None,
    **dict.fromkeys(("loch", "hich", "rtlch", "ltrch"), lambda reading, _: reading.change(eastern=False)),
    "dbch": lambda reading, _: reading.change(eastern=True),
    "v": lambda reading, number: reading.change(hidden=number != 0),
    "deleted": lambda reading, number: reading.change(deleted=number != 0),
    "plain": lambda reading, _: reading.change(bold=False, hidden=False, deleted=False),
}
