"""What the headings and labels above a sentence say it is about, and who acts where it names nobody."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from loaders.facts import Mention
from loaders.finders.relations.reading import PLACES


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
