"""Word documents (.docx): text as it is shown, with the numbers that Word sets itself; deleted and hidden text is left out.

python-docx shows neither tracked changes, text boxes, notes, content controls nor numbers, so the parts are read by themselves.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from loaders import LoaderError
from loaders.readers import package
from loaders.readers.composition import Paragraph, Piece, Run, Table, composed, flat, told
from loaders.readers.grid import Cell, spread
from loaders.readers.package import Package
from loaders.readers.word_lists import Lists, lists_of
from loaders.readers.word_styles import PLAIN, Style, W, styles_of, value, with_paragraph, with_run
from loaders.source import PlaceKind, Source

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = W[1:-1].encode()
_TRANSPARENT = frozenset(
    ("ins", "moveTo", "smartTag", "customXml", "hyperlink", "sdtContent", "dir", "bdo", "rubyBase", "Choice", "Fallback")
)
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
_DEEPEST, _LONGEST = 256, 100
_DRAWN = frozenset(("drawing", "pict", "object", "AlternateContent"))


def read(content: bytes, path: Path) -> Source:
    """Return the text of a Word document; raise `LoaderError` where it is damaged, locked, or no Word document."""
    opened = package.opened(content, path)
    main = package.related(opened, "").get("officeDocument", "word/document.xml")
    root = _tree(opened, main) if package.holds(opened, main) else None
    if root is None or root.tag != f"{W}document":
        raise LoaderError(f"{path} 不是 Word 文档，请检查后缀 / is no Word document: check its suffix")
    try:
        return composed(_Reading(opened, main, root).pieces())
    except LoaderError:
        raise
    except (RecursionError, ValueError) as error:
        raise package.damaged(path) from error


def _tree(opened: Package, name: str) -> "Element":
    return package.parsed(package.part(opened, name).replace(_STRICT, _TRANSITIONAL), opened.path)


def _local(element: "Element") -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


class _Reading:
    """A document that is being read: its parts, how far lists have counted, and which fields are open."""

    __slots__ = ("_asides", "_depth", "_fields", "_lists", "_notes", "_root", "_styles")

    def __init__(self, opened: Package, main: str, root: "Element") -> None:
        related = package.related(opened, main)
        trees = {
            kind: _tree(opened, related[kind])
            for kind in ("styles", "numbering", "footnotes", "endnotes")
            if package.holds(opened, related.get(kind, ""))
        }
        self._root = root
        self._styles = styles_of(trees.get("styles"))
        self._lists = Lists(lists_of(trees.get("numbering")))
        self._notes = {
            (kind, note.get(f"{W}id", "")): note for kind in ("footnote", "endnote") if f"{kind}s" in trees for note in trees[f"{kind}s"]
        }
        self._fields: list[str] = []
        self._depth = 0
        self._asides: list[tuple[PlaceKind, Element]] = []

    def pieces(self) -> Iterator[Piece]:
        """Yield the pieces of the body."""
        body = self._root.find(f"{W}body")
        return iter(()) if body is None else self._blocks(body)

    def _blocks(self, parent: "Element") -> Iterator[Piece]:
        carried: tuple[Run, ...] = ()
        for element in _flattened(parent):
            if _local(element) == "p":
                paragraph = self._paragraph(element, carried)
                carried = paragraph.runs if _is_joined_to_next(element) else ()
                if not carried:
                    yield paragraph
            else:
                yield from self._table(element)
            yield from self._waiting()

    def _waiting(self) -> Iterator[Piece]:
        """Yield the notes and text boxes that the last paragraph or table names; those of cells wait for the end of the table."""
        if not self._depth:
            yield from told(self._asides, self._blocks)

    def _paragraph(self, element: "Element", carried: tuple[Run, ...]) -> Paragraph:
        properties = element.find(f"{W}pPr")
        name = "" if properties is None else value(properties, "pStyle")
        style = with_paragraph(self._styles.get(name, self._styles[""]), properties)
        runs = (*carried, *self._runs(element, style))
        label = "" if _is_joined_to_next(element) else self._lists.label(style.list_id, style.list_level, name)
        if style.contents:
            return Paragraph("", (), 0)
        return Paragraph(label, runs, style.level)

    def _runs(self, parent: "Element", style: Style) -> Iterator[Run]:
        for element in parent:
            kind = _local(element)
            if kind == "r":
                yield from self._run(element, style)
            elif kind == "sdt":
                if not _is_contents(element):
                    yield from self._runs(element, style)
            elif kind == "fldSimple":
                if not _names_contents(element.get(f"{W}instr", "")):
                    yield from self._runs(element, style)
            elif kind in ("oMath", "oMathPara"):
                yield "".join(part.text or "" for part in element.iter() if _local(part) == "t"), False
            elif kind == "AlternateContent":
                yield from self._runs(element[0], style) if len(element) else ()
            elif kind in _TRANSPARENT:
                yield from self._runs(element, style)

    def _run(self, element: "Element", style: Style) -> Iterator[Run]:
        properties = element.find(f"{W}rPr")
        named = self._styles.get(value(properties, "rStyle"), PLAIN) if properties is not None else PLAIN
        style = with_run(replace(style, bold=style.bold or named.bold, hidden=style.hidden or named.hidden), properties)
        words = "".join(chain.from_iterable(map(self._words, element)))
        if words and not style.hidden:
            yield words, style.bold
        for ruby in element.iterfind(f"{W}ruby/{W}rubyBase"):
            yield from self._runs(ruby, style)

    def _words(self, element: "Element") -> Iterator[str]:
        kind = _local(element)
        if kind == "fldChar":
            self._step_field(element.get(f"{W}fldCharType", ""))
        elif kind == "instrText" and self._fields:
            self._fields[-1] = (self._fields[-1] + (element.text or ""))[:_LONGEST]
        elif any(not field.startswith("=") or _names_contents(field) for field in self._fields):
            return
        elif kind == "t":
            yield element.text or ""
        elif kind in _SIGNS:
            yield _SIGNS[kind]
        elif kind in ("footnoteReference", "endnoteReference"):
            note = self._notes.pop((kind.removesuffix("Reference"), element.get(f"{W}id", "")), None)
            self._asides += [(PlaceKind.NOTE, note)] if note is not None else []
        elif kind in _DRAWN:
            self._asides += [(PlaceKind.BOX, box) for box in _boxes(element)]

    def _step_field(self, step: str) -> None:
        """Keep the open fields: an instruction is put before the result, which `=` begins."""
        if step == "begin":
            if len(self._fields) >= _DEEPEST:
                raise ValueError("fields in fields")
            self._fields.append("")
        elif step == "separate" and self._fields:
            self._fields[-1] = "=" + self._fields[-1]
        elif step == "end" and self._fields:
            self._fields.pop()

    def _table(self, element: "Element") -> Iterator[Piece]:
        rows = [row for row in _flattened(element, "tr") if not _is_deleted_row(row)]
        cells = [list(_flattened(row, "tc")) for row in rows]
        if all(len(row) <= 1 for row in cells):
            for row in cells:
                yield from chain.from_iterable(map(self._blocks, row))
            return
        self._depth += 1
        table = Table(spread([self._row(row, of) for row, of in zip(rows, cells, strict=True)]))
        self._depth -= 1
        yield table

    def _row(self, row: "Element", cells: Iterable["Element"]) -> list[Cell]:
        properties = row.find(f"{W}trPr")
        before = value(properties, "gridBefore") if properties is not None else ""
        empty = [Cell("", int(before), False)] if before.isdecimal() and int(before) else []
        return empty + [self._cell(cell) for cell in cells]

    def _cell(self, element: "Element") -> Cell:
        text = " ".join(map(flat, self._blocks(element)))
        properties = element.find(f"{W}tcPr")
        if properties is None:
            return Cell(text, 1, False)
        span = value(properties, "gridSpan")
        merge = properties.find(f"{W}vMerge")
        return Cell(text, int(span) if span.isdecimal() else 1, merge is not None and merge.get(f"{W}val") != "restart")


def _flattened(parent: "Element", *wanted: str) -> Iterator["Element"]:
    """Yield the paragraphs and tables (or rows, or cells) in an element, also those in content controls and insertions."""
    for element in parent:
        kind = _local(element)
        if kind in (wanted or ("p", "tbl")):
            yield element
        elif kind == "AlternateContent":
            yield from _flattened(element[0], *wanted) if len(element) else ()
        elif (kind == "sdt" and not _is_contents(element)) or kind in _TRANSPARENT:
            yield from _flattened(element, *wanted)


def _boxes(element: "Element") -> Iterator["Element"]:
    """Yield the contents of the text boxes in a drawing; each stands there twice, for new and for old programs."""
    if _local(element) == "txbxContent":
        yield element
    elif _local(element) == "AlternateContent":
        yield from _boxes(element[0]) if len(element) else ()
    else:
        for child in element:
            yield from _boxes(child)


def _is_contents(control: "Element") -> bool:
    galleries = control.iterfind(f"{W}sdtPr//{W}docPartGallery")
    return any(gallery.get(f"{W}val") == "Table of Contents" for gallery in galleries)


def _names_contents(instruction: str) -> bool:
    return instruction.lstrip("= ").upper().startswith(("TOC", "INDEX"))


def _is_joined_to_next(paragraph: "Element") -> bool:
    """Tell whether the end of a paragraph was deleted under tracked changes."""
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and (mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None)


def _is_deleted_row(row: "Element") -> bool:
    return row.find(f"{W}trPr/{W}del") is not None
