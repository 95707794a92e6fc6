"""Read marked passages: the entities stand in the text as `{Type|surface}` or `{Type|surface|full name}`, statements below `---`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ontology import EntityType

PASSAGES = Path(__file__).parent / "passages"
MARK = re.compile(r"\{(\w+)\|([^{}|]+)(?:\|([^{}|]+))?\}")


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage: its plain text, and its marks as (start, end, type) in code points of that text."""

    name: str
    text: str
    marks: tuple[tuple[int, int, EntityType], ...]


def passages(folder: Path = PASSAGES) -> Iterator[Passage]:
    """Yield the passages of a folder by name."""
    for path in sorted(folder.glob("*.txt")):
        yield read(path)


def head(written: str) -> dict[str, str]:
    """Return what the first line of a marked passage says of it: kind, province, place, shape."""
    pairs = (part.partition(":") for part in written.partition("\n")[0].lstrip("# ").split("|"))
    return {key.strip(): value.strip() for key, _, value in pairs}


def read(path: Path) -> Passage:
    """Return the passage of one file."""
    body = path.read_text(encoding="utf-8").partition("\n---\n")[0].partition("\n")[2]
    pieces: list[str] = []
    marks: list[tuple[int, int, EntityType]] = []
    at = length = 0
    for m in MARK.finditer(body):
        before, surface = body[at : m.start()], m.group(2)
        start = length + len(before)
        marks.append((start, start + len(surface), EntityType(m.group(1))))
        pieces += [before, surface]
        length, at = start + len(surface), m.end()
    pieces.append(body[at:])
    return Passage(path.stem, "".join(pieces) + "\n", tuple(marks))
