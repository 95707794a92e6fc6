"""What stands around a quote in its document."""

from bisect import bisect_left, bisect_right
from dataclasses import replace
from typing import TypeVar

from kg.model import EntityMention, Evidence, Graph
from kg.store import Store
from kg.table import Cell
from loaders.document import Document, Span
from loaders.sentences import sentences

Record = TypeVar("Record", Evidence, EntityMention)


def widened(store: Store) -> Graph:
    """Return the graph for people to read: every quote and every mention is the whole sentence, heading or row that it stands in."""
    graph, around = store.graph(), Sentences(store)
    entities = {iri: replace(each, mentions=_wide(each.mentions, around, "surface")) for iri, each in graph.entities.items()}
    relations = tuple(replace(each, evidence=_wide(each.evidence, around, "quote")) for each in graph.relations)
    return replace(graph, entities=entities, relations=relations)


def _wide(records: tuple[Record, ...], around: "Sentences", words: str) -> tuple[Record, ...]:
    """Return the records with their spans and words widened; those that become the same are one."""
    return tuple(dict.fromkeys(_whole(record, around, words) for record in records))


def _whole(record: Record, around: "Sentences", words: str) -> Record:
    if record.document not in around.documents:
        return record
    span = around.span(record.document, record.start, record.end)
    text = around.of(record.document, record.start, record.end, otherwise="")
    return replace(record, start=span.start, end=span.end, **{words: text})  # type: ignore[arg-type]  # the text of either record


class Sentences:
    """The sentences of a store's documents; each document is read at its first use."""

    def __init__(self, store: Store) -> None:
        """Read from `store`, which stays open meanwhile."""
        self._store = store
        self.documents = frozenset(store.sources())
        self._read: dict[Cell, tuple[Document, tuple[Span, ...]]] = {}

    def of(self, document: Cell, start: Cell, end: Cell, *, otherwise: Cell) -> Cell:
        """Return the text from the beginning of the sentence that holds `start` to the end of that which holds `end`.

        Headings and rows of tables are one sentence each. What the store has no text of is `otherwise`.
        """
        if not (isinstance(start, int) and isinstance(end, int)) or document not in self.documents:
            return otherwise
        span = self.span(str(document), start, end)
        return self._document(str(document))[0].quote(span)

    def place(self, document: Cell, start: Cell) -> str:
        """Return where a person finds the code point at `start` in the file of a document, in words (第 3 页第 12 行); "" where it has none."""
        if not isinstance(start, int) or document not in self.documents:
            return ""
        return self._document(str(document))[0].place_of(Span(start, start + 1)).label()

    def span(self, document: str, start: int, end: int) -> Span:
        """Return where that text stands, blanks at its ends left out."""
        read, spans = self._document(document)
        starts = [span.start for span in spans]
        first = max(0, bisect_right(starts, start) - 1)
        last = max(first, bisect_left(starts, end) - 1)
        whole = read.text[spans[first].start : max(end, spans[last].end)]
        begin = spans[first].start + len(whole) - len(whole.lstrip())
        return Span(begin, begin + len(whole.strip()))

    def _document(self, id: str) -> tuple[Document, tuple[Span, ...]]:
        if id not in self._read:
            document = self._store.facts(id)[0]
            self._read[id] = document, tuple(sentence.span for sentence in sentences(document))
        return self._read[id]
