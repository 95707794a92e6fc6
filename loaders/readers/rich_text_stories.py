"""The stories of an RTF document (the body, notes, text boxes) while they are read: paragraphs, cells, rows."""

from dataclasses import dataclass, field
from typing import Final

from loaders.readers.composition import Paragraph, Piece, Run, gathered, whole
from loaders.readers.edged_tables import Row, table
from loaders.readers.word_lists import BULLET
from loaders.source import PlaceKind

CONTENTS: Final = -1
"""The level of paragraphs of a table of contents."""


@dataclass(slots=True)
class Story:
    """A run of text (the body, a note, a text box) and its paragraph, cell, row and table that are under way."""

    kind: PlaceKind
    pieces: list[Piece] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    label: str = ""
    level: int = 0
    in_table: bool = False
    asides: list[Piece] = field(default_factory=list)
    cell: list[Paragraph] = field(default_factory=list)
    cells: list[list[Paragraph]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


def taken(story: Story) -> Paragraph:
    """Return the paragraph that is under way, and begin the next."""
    runs = gathered(story.runs)
    label, level = whole(story.label).strip(), story.level
    story.runs, story.label = [], ""
    if level == CONTENTS:
        return Paragraph("", (), 0)
    if label:
        counts = label.startswith("——") or any(c.isalnum() for c in label)
        label = f"{label} " if counts else BULLET
    return Paragraph(label, runs, level)


def ended(story: Story) -> Story:
    """Return a story after the end of its text."""
    if story.cell or story.cells:
        story.rows.append(Row([*story.cells, story.cell], ()))
    end_table(story)
    story.pieces.append(taken(story))
    tell_asides(story)
    return story


def tell_asides(story: Story) -> None:
    """Put the notes and boxes that wait behind the last piece."""
    story.pieces += story.asides
    story.asides = []


def end_table(story: Story) -> None:
    """End the table that is under way, if one is."""
    if story.rows:
        story.pieces += table(story.rows)
        story.rows = []
        tell_asides(story)
