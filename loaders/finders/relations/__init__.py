"""The relations that a document states between the things it names."""

from collections.abc import Iterator, Sequence

from loaders.document import Document
from loaders.facts import Claim, Mention, Refusal
from loaders.finders.relations import by_name, containment, industries, location, tables, ties
from loaders.finders.relations.claims import Proposal, decide
from loaders.finders.relations.context import Tracker
from loaders.finders.relations.reading import read
from loaders.finders.relations.roles import interpret
from loaders.sentences import Sentence


def find(
    document: Document, sentences: Sequence[Sentence], mentions: Sequence[Mention], own_place: Mention | None
) -> tuple[tuple[Claim, ...], tuple[Refusal, ...]]:
    """Return the claims of a document and what was refused; `own_place` is the silent subject."""
    proposals = [*by_name.find(mentions, own_place), *_stated(document, sentences, mentions, own_place)]
    return decide(document, proposals)


def _stated(
    document: Document, sentences: Sequence[Sentence], mentions: Sequence[Mention], own_place: Mention | None
) -> Iterator[Proposal]:
    tracker = Tracker(document, own_place)
    readings = list(read(document, sentences, mentions, own_place))
    yield from tables.find(document, readings, own_place)
    tabled = {id(row) for table in tables.tables(document.text, readings) for row in table if not tables.is_prose(document.text, row)}
    for reading in readings:
        if id(reading) in tabled:
            continue
        parts = interpret(document.text, reading)
        context = tracker.follow(reading, parts)
        for finder in (industries, location, containment, ties):
            yield from finder.find(document, reading, parts, context)
