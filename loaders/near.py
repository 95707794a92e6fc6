"""Things by their place in the text."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, TypeVar

from loaders.document import Span
from loaders.facts import Mention, Refusal
from loaders.tagger.opinions import Opinion

Placed = TypeVar("Placed", Mention, Opinion, Refusal)

_BUCKET = 32


class Near(Generic[Placed]):
    """Things by their place in the text, so that what overlaps a span is found without looking at all of them."""

    __slots__ = ("_buckets",)

    def __init__(self, things: Iterable[Placed] = ()) -> None:
        """Hold `things`."""
        self._buckets: defaultdict[int, list[Placed]] = defaultdict(list)
        for thing in things:
            self.add(thing)

    def add(self, thing: Placed) -> None:
        """Hold one more."""
        for bucket in range(thing.span.start // _BUCKET, (thing.span.end - 1) // _BUCKET + 1):
            self._buckets[bucket].append(thing)

    def overlapping(self, span: Span) -> list[Placed]:
        """Return what shares a code point with `span`."""
        found = {
            id(thing): thing
            for bucket in range(span.start // _BUCKET, (span.end - 1) // _BUCKET + 1)
            for thing in self._buckets.get(bucket, ())
            if thing.span.overlaps(span)
        }
        return list(found.values())
