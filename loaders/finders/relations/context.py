"""What the headings and labels above a sentence say it is about, and who acts where it names nobody."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from loaders.facts import Mention
from loaders.finders.relations.reading import CONTAINERS, LOCATED, PLACES
from ontology import EntityType


@dataclass(slots=True)
class Context:
    """The plan's own place, and the subjects that headings and labels give, the outermost first."""

    own: Mention | None
    heading: tuple[Mention, ...] = ()
    label: tuple[Mention, ...] = ()
    topic: tuple[Mention, ...] = field(default=())

    def subjects(self, *, only_places: bool) -> Iterator[tuple[Mention, str]]:
        """Yield the silent subjects with the reason: those of the label, else of the heading; and the plan's own place."""
        near = self.label or self.heading
        why = "label" if self.label else "heading"
        placed = False
        for m in near:
            placed |= m.type in PLACES
            if not only_places or m.type in PLACES:
                yield m, why
        if self.own is not None and not placed:
            yield self.own, "ownPlace"

    def things(self) -> Iterator[tuple[Mention, str]]:
        """Yield the organisations and parks that a sentence without a subject is about."""
        near = self.label or self.heading
        yield from ((m, "label" if self.label else "heading") for m in near if m.type in LOCATED)
        if not near and self.own is not None and self.own.type in LOCATED:
            yield self.own, "ownPlace"

    def containers(self) -> Iterator[tuple[Mention, str]]:
        """Yield the places in which a sentence without a place happens: of the label, the heading, or a park's own page."""
        near = [m for m in self.label or self.heading if m.type in CONTAINERS]
        yield from ((m, "label" if self.label else "heading") for m in near)
        if not near and self.own is not None and self.own.type is EntityType.PARK:
            yield self.own, "ownPlace"
