"""The relations that a document states between the things it names."""

from collections.abc import Iterator, Sequence

from loaders.document import Document
from loaders.facts import Claim, Mention, Refusal
from loaders.finders.relations import (
    by_name,
    bylines,
    containment,
    industries,
    layouts,
    lists,
    location,
    subject,
    tables,
    technologies,
    ties,
)
from loaders.finders.relations.claims import Proposal, decide
from loaders.finders.relations.context import Tracker
from loaders.finders.relations.reading import Reading, read
from loaders.finders.relations.roles import Part, interpret
from loaders.sentences import Sentence
from ontology import EntityType

_MOST = 200  # lists of names in a sentence that are looked at together: keeps a line of megabytes linear


def find(
    document: Document, sentences: Sequence[Sentence], mentions: Sequence[Mention], own_place: Mention | None
) -> tuple[tuple[Claim, ...], tuple[Refusal, ...]]:
    """Return the claims of a document and what was refused; `own_place` is the silent subject.

    Mentions are in the order of the text; an inner one may stand inside a longer one, and tasks are left aside. Two of the
    same type and name are one thing.
    """
    mentions = [m for m in mentions if m.type is not EntityType.TASK]
    own_place = subject.silent(document, mentions, own_place)
    zone = subject.zone(document, mentions, own_place)
    readings = list(read(document, sentences, mentions, own=own_place))
    parts = [interpret(document.text, reading) for reading in readings]
    proposals = [
        *by_name.find(mentions, own_place, subject.home(document, zone or own_place)),
        *bylines.find(document.text, mentions),
        *tables.find(document, readings, own_place),
        *lists.find(document, readings, own_place),
        *lists.served(document, mentions),
        *_stated(document, readings, parts, tracker=Tracker(document, own_place, zone)),
        *layouts.find(document, readings, own_place, lists=parts, zone=zone),
    ]
    return decide(document, proposals)


def _stated(document: Document, readings: Sequence[Reading], read_as: Sequence[Sequence[Part]], *, tracker: Tracker) -> Iterator[Proposal]:
    """Yield what sentences, headings and the prose in tables state."""
    tabled = {id(row) for table in tables.tables(document.text, readings) for row in table if not tables.is_prose(document.text, row)}
    for reading, whole in zip(readings, read_as, strict=True):
        if id(reading) in tabled:
            continue
        context = tracker.follow(reading, whole)
        for parts in (whole[i : i + _MOST] for i in range(0, max(1, len(whole)), _MOST)):
            near = reading if len(whole) <= _MOST else reading.between(parts[0].span.start, parts[-1].span.end)
            for finder in (industries, location, containment, ties):
                yield from finder.find(document, near, parts, context)
            yield from technologies.find(parts, context)
