"""A graph on disk, open for reading: its truth, its index, and questions to it."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from kg import GraphError, index
from kg.identity import document_iri, fold
from kg.model import Entity, Graph, GraphDocument
from kg.table import Table
from loaders.document import Document
from loaders.facts import Facts
from ontology import ID, NS, Attribute

if TYPE_CHECKING:
    import networkx
    import pandas
    import pyoxigraph
    import rdflib

    from kg.summary import Summary

_NO_PARAMETERS: Final[Mapping[str, str]] = {}


class Store:
    """One state of a graph directory; a build meanwhile does not change it. Close it, or use it in a `with` statement."""

    def __init__(self, path: Path) -> None:
        """Open the graph in the folder `path`; `Store.open` says the same."""
        self.path = path
        self._manifest, self._hold = index.hold(path)

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Open the graph in a folder; GraphError in one line when it is no graph or of another format."""
        return cls(Path(path))

    def close(self) -> None:
        """Let go of the index; a later build may then remove it."""
        self._hold.close()

    def __enter__(self) -> Self:
        """Return the store."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the store."""
        self.close()

    @property
    def index_path(self) -> Path:
        """The Oxigraph directory of this state; what else is derived from it may be kept beside it."""
        return index.folder(self.path, self._manifest.index) / index.RDF

    def sources(self) -> Mapping[str, Path]:
        """Return where the original of each document lay when it was read, by id."""
        base = self.path.resolve().parent
        return {id: base / kept.source for id, kept in sorted(self._manifest.documents.items())}

    def summary(self) -> "Summary":
        """Return the graph in numbers, with the refusals by reason and the breaches of the shapes, as the build found them."""
        from kg import summary

        return summary.read(self.index_path.parent)

    def documents(self) -> tuple[GraphDocument, ...]:
        """Return the documents, by id."""
        from kg.rdf import from_quads

        iris = map(document_iri, self._manifest.documents)
        return from_quads(quad for iri in iris for quad in self._about(iri)).documents

    def facts(self, document_id: str) -> tuple[Document, Facts]:
        """Return the truth of one document: its texts, and all that was read from it, with what was refused."""
        from kg.records import load

        kept = self._manifest.documents.get(document_id)
        if kept is None:
            known = "、".join(sorted(self._manifest.documents))
            raise GraphError(f"没有文件 {document_id}，现有 {known} / there is no document {document_id}; there are: {known}")
        return load(self.path / "documents" / kept.file)

    def graph(self) -> Graph:
        """Return the whole resolved graph; it is read once."""
        return self._graph

    def entity(self, iri: str) -> Entity | None:
        """Return the entity of this IRI or of the name that was merged into it; None where there is none."""
        found = self._entity(iri)
        if found is None:
            into = sorted(
                iri for merge in self._subjects(NS + Attribute.ALIAS_IRI, iri) for iri in self._objects(merge, NS + Attribute.MERGED_INTO)
            )
            found = self._entity(into[0]) if into else None
        return found

    def find(self, name: str) -> tuple[Entity, ...]:
        """Return the entities of this name, alias or IRI; width, blanks and format characters do not matter."""
        iris = [name] if name.startswith(ID) else sorted(self._names.get(fold(name), ()))
        found = map(self.entity, iris)
        return tuple(entity for entity in found if entity is not None)

    def suggest(self, name: str, limit: int = 5) -> tuple[str, ...]:
        """Return the names that are most like `name`, the nearest first."""
        from kg.likeness import nearest

        return nearest(name, self._names, limit)

    def select(self, query: str, parameters: Mapping[str, str] = _NO_PARAMETERS) -> Table:
        """Run a query text of the catalogue in this process; each parameter gives a variable its value (`kg.sparql.bound`)."""
        from kg import cells
        from kg.sparql import bound, wrong

        try:
            return cells.table(self._rdf.query(bound(query, parameters)))
        except (SyntaxError, ValueError) as error:
            raise wrong(error) from None

    def sparql(self, query: str, *, seconds: float = 30, rows: int = 100_000) -> Table:
        """Run a user's query in a worker process that is killed at its limit; nothing is written, nothing sent anywhere."""
        from kg.limits import Limits, run

        return run("kg.sparql:answer", str(self.index_path), query, rows, limits=Limits(seconds=seconds, rows=rows))

    def cypher(self, query: str, parameters: Mapping[str, object] = _NO_PARAMETERS, *, seconds: float = 30, rows: int = 100_000) -> Table:
        """Run a user's Cypher text over the embedded database, which the first query makes; it can only read, within its limits."""
        from kg.cypher_store import EmbeddedCypher
        from kg.limits import Limits

        return EmbeddedCypher(self.cypher_path()).run(query, parameters, limits=Limits(seconds=seconds, rows=rows))

    def cypher_path(self) -> Path:
        """Return the file of the embedded Cypher database of this state, which is made now where it is not there yet."""
        from kg.cypher_store import write

        path = self.index_path.parent / "cypher.kgl"
        if not path.exists():
            write(self.graph(), path)
        return path

    def dump(self, format: str) -> bytes:
        """Return the graph in a serialisation of RDF, one of `kg.serialisation`, sorted: the same graph gives the same bytes."""
        from kg.serialisation import SERIALISATIONS, serialise

        if format not in SERIALISATIONS:
            known = " ".join(SERIALISATIONS)
            raise GraphError(f"没有 {format} 格式，可用 {known} / there is no format {format}; there are: {known}")
        return serialise(self._rdf, format)

    def to_networkx(self) -> "networkx.MultiDiGraph[str]":
        """Return the property graph in memory."""
        from kg.property_graph import to_networkx

        return to_networkx(self.graph())

    def to_frames(self) -> "dict[str, pandas.DataFrame]":
        """Return tidy data frames: entities, mentions, relations, evidence, indicators, documents and merges."""
        from kg.property_graph import to_frames

        return to_frames(self.graph())

    def to_rdflib(self) -> "rdflib.Graph":
        """Return the graph as an rdflib graph in memory."""
        import rdflib

        from kg.rdf import PREFIXES

        graph = rdflib.Graph()
        for prefix, namespace in PREFIXES.items():
            graph.bind(prefix, namespace)
        return graph.parse(data=self.dump("nt"), format="nt")

    @cached_property
    def _rdf(self) -> "pyoxigraph.Store":
        import pyoxigraph

        try:
            return pyoxigraph.Store.read_only(str(self.index_path))
        except OSError:
            raise GraphError(
                f"{self.path / index.FOLDER} 不完整，请删除该目录后重新 build / is not whole: delete that folder and build the graph again"
            ) from None

    @cached_property
    def _graph(self) -> Graph:
        from kg.rdf import from_quads

        return from_quads(self._rdf)

    @cached_property
    def _names(self) -> Mapping[str, frozenset[str]]:
        """The IRIs of entities by folded name and alias."""
        from pyoxigraph import DefaultGraph, NamedNode

        from kg.rdf import ALIAS, LABEL, plain

        found: dict[str, set[str]] = {}
        for predicate in (LABEL, ALIAS):
            for quad in self._rdf.quads_for_pattern(None, NamedNode(predicate), None, DefaultGraph()):
                if not (iri := plain(quad.subject)).startswith(f"{ID}indicator/"):
                    found.setdefault(fold(plain(quad.object)), set()).add(iri)
        return {name: frozenset(iris) for name, iris in found.items()}

    def _entity(self, iri: str) -> Entity | None:
        from kg.rdf import from_quads

        mentions = self._subjects(NS + Attribute.MENTIONS, iri)
        return from_quads(self._with_documents((iri, *mentions))).entities.get(iri)

    def _with_documents(self, iris: Iterable[str]) -> "Iterator[pyoxigraph.Quad]":
        """Yield all quads about these records and about the documents that they are derived from."""
        from kg.rdf import DERIVED, plain

        documents: set[str] = set()
        for iri in iris:
            for quad in self._about(iri):
                if quad.predicate.value == DERIVED:
                    documents.add(plain(quad.object))
                yield quad
        for iri in sorted(documents):
            yield from self._about(iri)

    def _about(self, iri: str) -> "Iterator[pyoxigraph.Quad]":
        from pyoxigraph import DefaultGraph, NamedNode

        return iter(self._rdf.quads_for_pattern(NamedNode(iri), None, None, DefaultGraph()))

    def _subjects(self, predicate: str, object: str) -> tuple[str, ...]:
        from pyoxigraph import DefaultGraph, NamedNode

        from kg.rdf import plain

        found = self._rdf.quads_for_pattern(None, NamedNode(predicate), NamedNode(object), DefaultGraph())
        return tuple(sorted(plain(quad.subject) for quad in found))

    def _objects(self, subject: str, predicate: str) -> tuple[str, ...]:
        from kg.rdf import plain

        return tuple(sorted(plain(quad.object) for quad in self._about(subject) if quad.predicate.value == predicate))
