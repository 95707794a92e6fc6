"""A text under repair: what it says now, and where each code point of it stood at first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from loaders.document import Offsets

Edit = tuple[int, int, str]
"""Put the third, "" or one code point, in the place of `text[start:end]`; a code point counts as made from the one at `start`."""
Run = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Draft:
    """A text and its way back to the source."""

    text: str
    offsets: Offsets

    def replaced(self, text: str) -> "Draft":
        """Return the draft with a text of the same length, code point for code point."""
        return Draft(text, self.offsets)

    def edited(self, edits: Iterable[Edit]) -> "Draft":
        """Return the draft after `edits`, which are ascending and do not overlap."""
        pieces, runs = _cut(self.text, edits)
        text = "".join(pieces)
        return self if text == self.text else Draft(text, Offsets(tuple(_composed(runs, self.offsets.runs))))


def drafted(source: str) -> Draft:
    """Return a source as the draft that nothing was done to."""
    return Draft(source, Offsets(((0, 0),)))


def _cut(text: str, edits: Iterable[Edit]) -> tuple[list[str], list[Run]]:
    pieces: list[str] = []
    runs: list[Run] = []
    done = length = 0
    for start, end, new in edits:
        if start > done:
            pieces.append(text[done:start])
            runs.append((length, done))
            length += start - done
        if new:
            pieces.append(new)
            runs.append((length, start))
            length += 1
        done = end
    if done < len(text) or not runs:
        pieces.append(text[done:])
        runs.append((length, done))
    return pieces, runs


def _composed(runs: list[Run], older: tuple[Run, ...]) -> Iterator[Run]:
    """Yield the runs from a text by way of an older one to the source; neighbours that continue each other are one."""
    at = 0
    last: int | None = None
    for (start, middle), (end, _) in zip(runs, [*runs[1:], (1 << 62, 0)], strict=True):
        stop = middle + end - start
        while at + 1 < len(older) and older[at + 1][0] <= middle:
            at += 1
        while middle < stop:
            origin = older[at][1] + middle - older[at][0]
            if origin - start != last:
                last = origin - start
                yield start, origin
            following = older[at + 1][0] if at + 1 < len(older) else stop
            if following >= stop:
                break
            start, middle, at = start + following - middle, following, at + 1
