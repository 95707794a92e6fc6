"""RDF files: the whole graph as plain RDF 1.1, each triple once, sorted."""

from pathlib import Path

from exports.destination import put_file
from kg.model import Graph


def write_ttl(graph: Graph, path: Path) -> None:
    """Write Turtle."""
    _write(graph, path, "ttl")


def write_nq(graph: Graph, path: Path) -> None:
    """Write N-Quads."""
    _write(graph, path, "nq")


def write_rdfxml(graph: Graph, path: Path) -> None:
    """Write RDF/XML."""
    _write(graph, path, "rdfxml")


def _write(graph: Graph, path: Path, format: str) -> None:
    from kg.rdf import to_quads
    from kg.serialisation import serialise

    put_file(path, serialise(to_quads(graph), format))
