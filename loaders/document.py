"""A document as it was read: its two texts, the map between them, and its parts."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from loaders.source import Anchor, Place, place_at


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open interval of code points of `Document.text` (or of `Document.source`, where said)."""

    start: int
    end: int

    def __contains__(self, other: "Span") -> bool:
        """Tell whether `other` lies inside."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two share a code point."""
        return self.start < other.end and other.start < self.end


def covered(text: str, spans: Iterable[Span]) -> bytearray:
    """Return one byte for each code point of `text` and one more behind: 1 where a span lies, else 0."""
    found = bytearray(len(text) + 1)
    for span in spans:
        found[span.start : span.end] = b"\1" * (span.end - span.start)
    return found


@dataclass(frozen=True, slots=True)
class Offsets:
    """Where each code point of `text` stands in `source`: runs of (text start, source start), both ascending.

    Repair only drops code points and replaces one by one, so `text[t]` comes from `source[origin(t)]`, always.
    """

    runs: tuple[tuple[int, int], ...]

    def origin(self, position: int) -> int:
        """Return the place in `source` of the code point at `position` of `text`."""
        text_start, source_start = self.runs[bisect_right(self.runs, (position, 1 << 62)) - 1]
        return source_start + position - text_start


class BlockKind(StrEnum):
    """What a line of the repaired text is."""

    HEADING = "heading"
    PROSE = "prose"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Block:
    """One line of `text`: a heading, a paragraph, or a table row (cells separated by tabs).

    `section` is the index in `Document.sections` of the section that the line belongs to (a heading: that it opens).
    """

    kind: BlockKind
    span: Span
    section: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, up to the next heading of any level.

    `path` holds the titles from the outermost heading to this one, without their numbers; the part before the first
    heading has an empty path, level 0 and an empty `heading` span. `title` is the heading without its number,
    `heading` the span of the heading's line, `span` that of heading and body.
    """

    path: tuple[str, ...]
    title: str
    level: int
    heading: Span
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """A plan as read from a file. Spans and quotes are of `text`; `source` is what the reader got from the file.

    `anchors` tell where a person finds the parts of `source` in the file. `place` is the full official name of the division that issued it ("" when none is known); `date` is ISO
    (`2022-12-22`; `2023-06` where a cover tells the month alone) or ""; `period` such as "2021-2025" or "". `reader` names reader and version.
    """

    id: str
    title: str
    publisher: str
    number: str
    date: str
    period: str
    place: str
    kind: str
    source: str
    anchors: tuple[Anchor, ...]
    text: str
    offsets: Offsets
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    sha256: str
    reader: str

    def quote(self, span: Span) -> str:
        """Return the words of `text` at `span`."""
        return self.text[span.start : span.end]

    def origin(self, span: Span) -> Span:
        """Return the interval of `source` that `span` of `text` was made from."""
        if span.start >= span.end:
            at = self.offsets.origin(span.start) if span.start < len(self.text) else len(self.source)
            return Span(at, at)
        return Span(self.offsets.origin(span.start), self.offsets.origin(span.end - 1) + 1)

    def place_of(self, span: Span) -> Place:
        """Return where a person finds the first character of `span` in the file: page and line, paragraph, sheet and row."""
        return place_at(self.source, self.anchors, self.origin(span).start)

    def section_at(self, position: int) -> Section:
        """Return the section that holds the code point at `position` of `text`."""
        starts = [section.span.start for section in self.sections]
        return self.sections[max(0, bisect_right(starts, position) - 1)]
