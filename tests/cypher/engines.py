"""Four engines behind one question: what each makes of a graph, as rows of plain values."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyoxigraph
import rdflib

from exports.neo4j_push import push
from kg import cells
from kg.cypher_store import EmbeddedCypher, write
from kg.model import Graph
from kg.neo4j_server import Address, Neo4jServer
from kg.rdf import to_quads
from ontology import NS
from queries.questions import Question

Rows = Counter[tuple[Any, ...]]
Bound = Mapping[str, list[str]]


def sparql(question: Question, bound: Bound) -> str:
    """The question's text with its parameters as the engine binds them."""
    return question.sparql + "".join(f"\nVALUES ?{name} {{ {' '.join(f'<{iri}>' for iri in iris)} }}" for name, iris in bound.items())


def local(value: Any) -> Any:
    return value.removeprefix(NS) if isinstance(value, str) else value


class Oxigraph:
    """The graph in pyoxigraph, asked in SPARQL."""

    def __init__(self, graph: Graph, folder: Path, uri: str) -> None:
        self.store = pyoxigraph.Store()
        self.store.extend(to_quads(graph))

    def ask(self, question: Question, bound: Bound) -> tuple[tuple[str, ...], Rows]:
        table = cells.table(self.store.query(sparql(question, bound)))
        return table.columns, Counter(tuple(map(local, row)) for row in table.rows)


class Rdflib:
    """The graph in rdflib, asked in SPARQL."""

    def __init__(self, graph: Graph, folder: Path, uri: str) -> None:
        data = pyoxigraph.serialize(to_quads(graph), format=pyoxigraph.RdfFormat.N_TRIPLES)
        self.graph = rdflib.Graph().parse(data=data, format="nt")

    def ask(self, question: Question, bound: Bound) -> tuple[tuple[str, ...], Rows]:
        result = self.graph.query(sparql(question, bound))
        return tuple(map(str, result.vars)), Counter(tuple(map(self.plain, row)) for row in result)

    @staticmethod
    def plain(term: Any) -> Any:
        return term.toPython() if isinstance(term, rdflib.Literal) else None if term is None else local(str(term))


class Embedded:
    """The graph in the embedded database, asked in Cypher."""

    def __init__(self, graph: Graph, folder: Path, uri: str) -> None:
        write(graph, folder / "graph.kgl")
        self.engine: Any = EmbeddedCypher(folder / "graph.kgl")

    def ask(self, question: Question, bound: Bound) -> tuple[tuple[str, ...], Rows]:
        values = {each.name: bound.get(each.name) for each in question.parameters}
        table = self.engine.select(question.cypher, values)
        return table.columns, Counter(table.rows)


class Neo4j(Embedded):
    """The graph pushed to a real Neo4j, asked in Cypher."""

    def __init__(self, graph: Graph, folder: Path, uri: str) -> None:
        push(graph, Address(uri))
        self.engine = Neo4jServer(Address(uri))


WITHOUT_SERVER = (Oxigraph, Rdflib, Embedded)
ALL = (*WITHOUT_SERVER, Neo4j)
