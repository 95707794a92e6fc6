"""What a person decided about names: same, different or another name; it overrides the rules and can be taken back."""

import csv
import io
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from kg import GraphError
from kg.identity import family, fold
from ontology import EntityType

COLUMNS: Final = ("decision", "type", "name", "other", "place", "document")
HEADER: Final = "\t".join(COLUMNS) + "\n"


class Verdict(StrEnum):
    """What a person can decide."""

    SAME = "same"
    DIFFERENT = "different"
    RENAME = "rename"


@dataclass(frozen=True, slots=True, order=True)
class Decision:
    """`name` and `other` are the same or different things, or `name` is to be called `other`.

    `place` and `document` restrict it to documents of that place or to one document ("" for all). `different` with the
    same name twice keeps what that document or place calls so apart from what all others call so.
    """

    verdict: Verdict
    type: EntityType
    name: str
    other: str
    place: str
    document: str

    @property
    def family(self) -> str:
        """The family of its type: a decision holds for all types of it."""
        return family(self.type)

    def covers(self, document: str, place: str) -> bool:
        """Tell whether it holds for what a document of `place` says."""
        return self.document in ("", document) and self.place in ("", place)

    def parts(self) -> bool:
        """Tell whether it splits one name."""
        return self.verdict is Verdict.DIFFERENT and fold(self.name) == fold(self.other)


Decisions = tuple[Decision, ...]


def read(path: Path) -> Decisions:
    """Return the decisions of a file, sorted; an absent file holds none. Lines that begin with # are notes."""
    if not path.exists():
        return ()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise GraphError(f"{path.name} is not UTF-8: save it as UTF-8 and build again") from None
    return tuple(sorted(_rows(text, path.name)))


def write(path: Path, decisions: Decisions) -> None:
    """Write decisions as a file that `read` reads."""
    lines = ["\t".join(map(str, astuple(decision))) + "\n" for decision in sorted(decisions)]
    path.write_text(HEADER + "".join(lines), encoding="utf-8", newline="\n")


def _rows(text: str, file: str) -> Iterator[Decision]:
    for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE), 1):
        if cells and any(cells) and not cells[0].startswith("#") and cells[0].strip() != COLUMNS[0]:
            yield _row([cell.strip() for cell in cells], f"{file}, line {number}")


def _row(cells: list[str], where: str) -> Decision:
    verdict, type, name, other, place, document = (cells + [""] * len(COLUMNS))[: len(COLUMNS)]
    if verdict not in list(Verdict):
        raise GraphError(f"{where}: {verdict!r} is no decision: write {', '.join(Verdict)}")
    if type not in list(EntityType):
        raise GraphError(f"{where}: {type!r} is no entity type: write one of {', '.join(EntityType)}")
    if not name or not other:
        raise GraphError(f"{where}: a decision needs two names, in the columns name and other")
    decision = Decision(Verdict(verdict), EntityType(type), name, other, place, document)
    if decision.parts() and not (place or document):
        raise GraphError(f"{where}: to part one name, say in which place or document it means something else")
    return decision
