"""Is every quote still at its place in the originals? The files are read again and compared, step by step."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from kg.model import Graph
from kg.store import Store
from loaders import LoaderError
from loaders.document import Document
from loaders.encoding import read_bytes
from loaders.folders import is_gone
from loaders.formats import largest, read


class ProblemKind(StrEnum):
    """What can be wrong with a document of a graph."""

    FILE_MISSING = "fileMissing"
    FILE_CHANGED = "fileChanged"
    READER_CHANGED = "readerChanged"
    QUOTE_MOVED = "quoteMoved"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong with a document: `detail` in a few words; for a quote its span, else -1."""

    document: str
    kind: ProblemKind
    start: int
    end: int
    detail: str


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """How many documents and quotes were checked, and what is wrong, sorted."""

    documents: int
    quotes: int
    problems: tuple[Problem, ...]

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


Quote = tuple[int, int, str]


def verify(store: Store) -> VerifyReport:
    """Check each document of a graph: the file's hash, what the reader gets from it, the repaired text, then every quote."""
    quotes = quotes_of(store.graph())
    found: list[Problem] = []
    for id, path in store.sources().items():
        kept = store.facts(id)[0]
        found += _document_problems(kept, path)
        found += _quote_problems(kept, quotes.get(id, []))
    return VerifyReport(len(store.sources()), sum(map(len, quotes.values())), tuple(sorted(found)))


def quotes_of(graph: Graph) -> dict[str, list[Quote]]:
    """Return every span that the graph tells with the words it should hold, by document: of evidence, mentions and figures."""
    found: dict[str, set[Quote]] = {}
    for entity in graph.entities.values():
        for mention in entity.mentions:
            found.setdefault(mention.document, set()).add((mention.start, mention.end, mention.surface))
    for relation in graph.relations:
        for evidence in relation.evidence:
            found.setdefault(evidence.document, set()).add((evidence.start, evidence.end, evidence.quote))
    for figure in graph.indicators:
        found.setdefault(figure.document, set()).add((figure.start, figure.end, figure.quote))
    return {document: sorted(quotes) for document, quotes in sorted(found.items())}


def _document_problems(kept: Document, path: Path) -> Iterator[Problem]:
    try:
        content = read_bytes(path, largest(path))
    except LoaderError as error:
        yield _problem(kept, ProblemKind.FILE_MISSING if is_gone(path) else ProblemKind.FILE_CHANGED, str(error))
        return
    if sha256(content).hexdigest() != kept.sha256:
        yield _problem(kept, ProblemKind.FILE_CHANGED, f"{path} 的内容变了 / has changed")
        return
    try:
        again = read(path)
    except Exception as error:  # it was read before, and a reader's fault must not cost the other documents
        yield _problem(kept, ProblemKind.READER_CHANGED, f"读不出了 / can no longer be read: {error}")
        return
    if again.source != kept.source:
        yield _problem(kept, ProblemKind.READER_CHANGED, f"{kept.reader} → {again.reader}：读出的文字不同 / gives another text")
    elif again.text != kept.text:
        yield _problem(kept, ProblemKind.READER_CHANGED, "修复后的文字不同 / the repaired text is another")


def _quote_problems(kept: Document, quotes: list[Quote]) -> Iterator[Problem]:
    for start, end, words in quotes:
        if kept.text[start:end] != words:
            yield Problem(kept.id, ProblemKind.QUOTE_MOVED, start, end, words)


def _problem(kept: Document, kind: ProblemKind, detail: str) -> Problem:
    return Problem(kept.id, kind, -1, -1, detail)
