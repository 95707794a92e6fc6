"""Draws docs/schema.svg from the ontology: classes as boxes, relations as arrows, and below them who may stand on either side.

`python docs/schema_picture.py` draws it anew; a test demands that the file is what the ontology gives. Only the places of the
boxes are said here.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import combinations
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ontology.schema import ancestors, definition, label, permits, triples  # noqa: E402
from ontology.terms import NS, EntityType, RecordType, Relation, Status, SuperClass  # noqa: E402

PICTURE: Final = Path(__file__).with_name("schema.svg")
WIDTH: Final = 1340
BOX, TALL, GAP, TITLE = 140, 56, 10, 30
ROW, TEXT = 22, 13
SHACL: Final = "http://www.w3.org/ns/shacl#"
PLACES: Final[Mapping[str, tuple[int, int, int]]] = {  # left, top, boxes in a row
    "Discipline": (40, 60, 1),
    "Task": (40, 350, 1),
    "Programme": (40, 540, 1),
    "PlanDocument": (40, 606, 1),
    "Organisation": (520, 40, 3),
    "Carrier": (520, 320, 3),
    "Place": (520, 565, 3),
    "IndustrySector": (1140, 270, 1),
    "Technology": (1150, 60, 1),
}


@dataclass(frozen=True, slots=True)
class Group:
    """A class that is drawn in one place: one with its subclasses in it, or one that stands alone."""

    name: str
    members: tuple[str, ...]
    left: int
    top: int
    columns: int

    @property
    def width(self) -> int:
        """How wide it is, with what stands in it."""
        return BOX if not self.members else self.columns * (BOX + GAP) + GAP

    @property
    def inside(self) -> tuple[str, ...]:
        """The relations that join its members with one another."""
        return _relations(self, self)

    @property
    def height(self) -> int:
        """How high it is, with what stands in it."""
        rows = -(-len(self.members) // self.columns)
        return TALL if not self.members else TITLE + rows * (TALL + GAP) + len(self.inside) * 16 + (6 if self.inside else 0)

    @property
    def middle(self) -> tuple[float, float]:
        """Where its centre lies."""
        return self.left + self.width / 2, self.top + self.height / 2

    @property
    def classes(self) -> tuple[str, ...]:
        """The entity types that it stands for."""
        return self.members or (self.name,)


@dataclass(frozen=True, slots=True)
class Arrow:
    """One line between two groups, for all relations that go the same ways."""

    source: Group
    target: Group
    relations: tuple[str, ...]
    both: bool


def groups() -> tuple[Group, ...]:
    """Return the classes as they are drawn; every entity type stands in exactly one group."""
    members: dict[str, list[str]] = {}
    for type in EntityType:
        above = [name for name in ancestors(type) if name != SuperClass.ENTITY]
        members.setdefault(above[0] if above else type, []).extend([type] if above else [])
    return tuple(Group(name, tuple(below), *PLACES[name]) for name, below in members.items())


def arrows(drawn: Sequence[Group]) -> Iterator[Arrow]:
    """Yield the lines between different groups."""
    for one, other in combinations(drawn, 2):
        there, back = _relations(one, other), _relations(other, one)
        ways = (
            (one, other, tuple(name for name in there if name in back), True),
            (one, other, tuple(name for name in there if name not in back), False),
            (other, one, tuple(name for name in back if name not in there), False),
        )
        yield from (Arrow(*way) for way in ways if way[2])


def _relations(source: Group, target: Group) -> tuple[str, ...]:
    """Return which relations lead from a class of one group to a class of another."""
    pairs = [(EntityType(a), EntityType(b)) for a in source.classes for b in target.classes]
    return tuple(relation for relation in Relation if any(permits(a, relation, b) for a, b in pairs))


def rules(relation: Relation) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield which subjects may have which objects, as few times as possible, all members of a class as that class."""
    by_objects: dict[tuple[str, ...], list[str]] = {}
    for subject in EntityType:
        if objects := tuple(str(object) for object in EntityType if permits(subject, relation, object)):
            by_objects.setdefault(objects, []).append(subject)
    for objects, subjects in by_objects.items():
        yield _gathered(subjects), _gathered(objects)


def _gathered(types: Sequence[str]) -> tuple[str, ...]:
    found = list(types)
    for above in SuperClass:
        below = [type for type in EntityType if above in ancestors(type)]
        if above != SuperClass.ENTITY and set(below) <= set(found):
            found[found.index(below[0])] = above
            found = [type for type in found if type not in below]
    return tuple(found)


def links(record: RecordType) -> Iterator[tuple[str, str]]:
    """Yield what the shapes say that a record points to: the property, and the class at its end."""
    about: dict[tuple[str, str], list[str]] = {}
    for subject, predicate, value, _ in triples("shapes.ttl"):
        about.setdefault((subject, predicate), []).append(value)
    shapes = [node for (node, predicate), values in about.items() if predicate == f"{SHACL}targetClass" and NS + record in values]
    parts = [part for shape in shapes for part in about.get((shape, f"{SHACL}property"), [])]
    for part in parts:
        for end in about.get((part, f"{SHACL}class"), []):
            yield about[part, f"{SHACL}path"][0], end.removeprefix(NS)


def picture() -> str:
    """Return the picture as SVG."""
    drawn = groups()
    under = max(group.top + group.height for group in drawn) + 50
    records = under + (len(Relation) + 2) * ROW
    lines = (line for arrow in arrows(drawn) for line in _arrow(arrow, drawn))
    boxes = (line for group in drawn for line in _group(group))
    body = (*lines, *boxes, *_legend(under), *_records(records))
    return "\n".join([*_head(records + 130), *body, "</svg>", ""])


def _head(height: int) -> Iterator[str]:
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" font-size="{TEXT}" font-family="sans-serif">'
    yield "<title>链图的类与关系 Classes and relations of LianTu</title>"
    yield (
        "<style>.box{fill:#fff;stroke:#4a6fa5}.group{fill:#eef3fa;stroke:#4a6fa5}.record{fill:#fbf6e9;stroke:#a58b4a}"
        ".line{fill:none;stroke:#777;stroke-width:1.4}.zh{fill:#111;font-weight:bold}.name,.en{font-size:11px}.en{fill:#555}"
        ".relation{fill:#8a2d1c;paint-order:stroke;stroke:#fff;stroke-width:5px;stroke-linejoin:round}text{fill:#222}</style>"
    )
    yield '<defs><marker id="to" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse">'
    yield '<path d="M0 0 L8 4 L0 8 z" fill="#777"/></marker></defs>'
    yield f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>'


def _group(group: Group) -> Iterator[str]:
    if not group.members:
        yield from _box(group.name, group.left, group.top)
        return
    yield f'<rect class="group" x="{group.left}" y="{group.top}" width="{group.width}" height="{group.height}" rx="8"/>'
    yield _text(group.left + GAP, group.top + 20, f"{label(group.name)} {group.name}", "zh")
    for number, member in enumerate(group.members):
        row, column = divmod(number, group.columns)
        yield from _box(member, group.left + GAP + column * (BOX + GAP), group.top + TITLE + row * (TALL + GAP))
    for number, relation in enumerate(reversed(group.inside)):
        yield _text(group.left + GAP, group.top + group.height - 10 - number * 16, f"⟲ {label(relation)} {relation}", "relation")


def _box(name: str, left: float, top: float) -> Iterator[str]:
    yield f"<g><title>{escape(definition(name))} {escape(definition(name, 'en'))}</title>"
    yield f'<rect class="box" x="{left:g}" y="{top:g}" width="{BOX}" height="{TALL}" rx="5"/>'
    for line, (words, style) in enumerate(((label(name), "zh"), (name, "name"), (label(name, "en"), "en"))):
        yield _text(left + BOX / 2, top + 18 + line * 16, words, style, anchor="middle")
    yield "</g>"


def _arrow(arrow: Arrow, drawn: Sequence[Group]) -> Iterator[str]:
    (x1, y1), (x2, y2), bend = _ends(arrow, drawn)
    ends = f' marker-end="url(#to)"{" marker-start=" + chr(34) + "url(#to)" + chr(34) if arrow.both else ""}'
    shape = f"M{x1:g} {y1:g} C{x1 - bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2:g} {y2:g}" if bend else f"M{x1:g} {y1:g} L{x2:g} {y2:g}"
    yield f'<path class="line" d="{shape}"{ends}/>'
    if x1 == x2 and not bend:
        x, y, anchor = (x1 + 8, (y1 + y2) / 2, "start") if x1 < WIDTH * 0.8 else (x1 - 8, (y1 + y2) / 2, "end")
    else:
        along = 0.5 if x2 > x1 else 0.72  # those that lead to the left come close to one another at their ends
        above = (1 - along) if y1 > y2 else along
        anchor, x = "middle", x1 + (x2 - x1) * along - bend * 0.6
        y = y1 + (y2 - y1) * (along if not bend else above if arrow.both else 1 - above)
    for number, relation in enumerate(arrow.relations):
        yield _text(x, y + 12 - len(arrow.relations) * 8 + number * 16, f"{label(relation)} {relation}", "relation", anchor=anchor)


def _ends(arrow: Arrow, drawn: Sequence[Group]) -> tuple[tuple[float, float], tuple[float, float], float]:
    """Return where a line begins and ends, and how far it bends to the left around what lies between."""
    one, other = arrow.source, arrow.target
    if abs(one.middle[0] - other.middle[0]) > BOX:
        return (*_sideways(one, other), 0)
    upper, lower = sorted((one, other), key=lambda group: group.top)
    if any(upper.top < group.top < lower.top and group.left == upper.left for group in drawn):
        step = 40 if arrow.both else 20
        between = (upper.left, upper.top + upper.height - step), (lower.left, lower.top + step)
        return (*(between if one is upper else between[::-1]), 190 if arrow.both else 90)
    x = upper.middle[0] - 150 if arrow.both else upper.middle[0] + 60
    x = upper.middle[0] if BOX in (upper.width, lower.width) else x
    between = (x, upper.top + upper.height), (x, lower.top)
    return (*(between if one is upper else between[::-1]), 0)


def _sideways(one: Group, other: Group) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the ends of a line between two groups that lie side by side: each leans towards the other."""
    right = other.middle[0] > one.middle[0]
    lean = max(-0.35, min(0.35, (other.middle[1] - one.middle[1]) / 600))
    start = (one.left + (one.width if right else 0), one.middle[1] + lean * one.height)
    return start, (other.left + (0 if right else other.width), other.middle[1] - lean * other.height)


def _legend(top: int) -> Iterator[str]:
    """Yield the lines of text that say who may stand in which relation, and which statuses there are."""
    yield _text(40, top, "谁可以与谁有什么关系 Who may stand in which relation", "zh")
    for number, relation in enumerate(Relation, 1):
        said = [*rules(relation)]
        yield _text(40, top + number * ROW, f"{label(relation)}：" + "；".join(f"{_names(s)} → {_names(o)}" for s, o in said), "")
        english = "; ".join(f"{', '.join(s)} → {', '.join(o)}" for s, o in said)
        yield _text(WIDTH / 2 - 30, top + number * ROW, f"{relation}: {english}", "en")
    statuses = " · ".join(f"{label(status)} {status}" for status in Status)
    yield _text(40, top + (len(Relation) + 1) * ROW, f"状态 status：{statuses}", "zh")


def _names(classes: Iterable[str]) -> str:
    return "、".join(map(label, classes))


def _records(top: int) -> Iterator[str]:
    """Yield the boxes of the records that say which document states what, where."""
    known = [record for record in RecordType if record != RecordType.STATUS]
    wide = (WIDTH - 80 + GAP) // len(known)
    for number, record in enumerate(known):
        left = 40 + number * wide
        yield f'<rect class="record" x="{left}" y="{top}" width="{wide - GAP}" height="100" rx="5"/>'
        yield _text(left + 10, top + 20, f"{label(record)} {record}", "zh")
        for line, (path, end) in enumerate(links(record)):
            yield _text(left + 10, top + 42 + line * 18, f"{_short(path)} → {end}", "en")


def _short(iri: str) -> str:
    known = {NS: ":", "http://www.w3.org/ns/prov#": "prov:", "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:"}
    return next((prefix + iri.removeprefix(space) for space, prefix in known.items() if iri.startswith(space)), iri)


def _text(x: float, y: float, words: str, style: str, *, anchor: str = "start") -> str:
    return f'<text x="{x:g}" y="{y:g}" class="{style}" text-anchor="{anchor}">{escape(words)}</text>'


def main() -> None:
    """Draw the picture anew."""
    PICTURE.write_text(picture(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
