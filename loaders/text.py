"""Repair: the text that a reader got, without the damage of pages, scans and markup, and the way back from it."""

import re
from collections.abc import Iterator, Sequence

from loaders import marks, upright_tables
from loaders.edits import Draft, Edit, drafted
from loaders.folding import fold
from loaders.line_breaks import doubled, joined
from loaders.lines import BULLET, Line, lines_of

_WORD = re.compile(r"[0-9A-Za-z]")


def repair(source: str) -> Draft:
    """Return the repaired text of a source: code points are dropped and replaced one for one, nothing is moved or added.

    To repair a repaired text changes nothing. Takes time in proportion to the length.

    >>> repair("## **一、总体 要求**").text
    '一、总体要求'
    """
    draft = drafted(source)
    while (repaired := _repaired(draft)).text != draft.text:
        draft = repaired
    return draft


def _repaired(draft: Draft) -> Draft:
    draft = marks.without_links(draft)
    draft = draft.replaced(fold(draft.text))
    draft = marks.without_marks(draft)
    draft = draft.edited(_line_edits(draft.text, lines_of(draft.text)))
    return marks.without_blanks(draft)


def _line_edits(text: str, lines: Sequence[Line]) -> Iterator[Edit]:
    done = 0
    before: Line | None = None
    goes_on = False
    rows = upright_tables.separators(lines)
    for i, (line, following) in enumerate(zip(lines, joined(lines), strict=True)):
        if i and i - 1 in rows:
            yield from _instead(text, done, line.start, new=rows[i - 1])
        else:
            yield from _between(text, before if goes_on else None, line, done=done)
        if line.row and "|" in line.text:
            yield from marks.cells(text, line.start, line.end)
        done, before, goes_on = line.end, line, following
    if done < len(text):
        yield done, len(text), ""


def _between(text: str, before: Line | None, line: Line, *, done: int) -> Iterator[Edit]:
    """Yield the edit of what stands between two lines: nothing, a blank, or a line break and a bullet are left of it."""
    if before is None:
        yield from _apart(text, line, done)
        return
    if _WORD.match(before.text[-1]) and _WORD.match(line.text[0]) and not (before.text[-1].isdecimal() and line.text[0].isdecimal()):
        new = " "
    else:
        new = ""
    start = line.start + doubled(before, line, text)
    yield from _instead(text, done, start, new=new)


def _apart(text: str, line: Line, done: int) -> Iterator[Edit]:
    """Yield the edits that leave one line break between two lines, and of a mark before the second at most a bullet."""
    end = line.start if line.bullet < 0 else line.bullet
    yield from _instead(text, done, end, new="\n" if done else "")
    if line.bullet >= 0 and text[end : line.start] != BULLET:
        yield end, line.start, BULLET


def _instead(text: str, start: int, end: int, *, new: str) -> Iterator[Edit]:
    """Yield the edits that leave `new`, made from the first line break, of what stands between two lines."""
    if text[start:end] == new:
        return
    at = text.find("\n", start, end) if new else -1
    if at > start:
        yield start, at, ""
    yield max(start, at), end, new
