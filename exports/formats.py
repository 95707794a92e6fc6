"""The export formats by name. A new one is a module with `write(graph, path)` and a line here."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from exports import ExportError, cypher_script, gexf, graphml, jsonld, kgx, neo4j_csv, pyvis_page, rdf, review, tables
from exports.review import Readings
from kg.model import Graph

Writer = Callable[[Graph, Path], None]

FORMATS: Final[dict[str, Writer]] = {
    "ttl": rdf.write_ttl,
    "nq": rdf.write_nq,
    "jsonld": jsonld.write,
    "rdfxml": rdf.write_rdfxml,
    "kgx": kgx.write,
    "csv": tables.write,
    "graphml": graphml.write,
    "gexf": gexf.write,
    "neo4j-csv": neo4j_csv.write,
    "cypher": cypher_script.write,
    "pyvis": pyvis_page.write,
    "review": review.write,
}

OF_TEXTS: Final[dict[str, Callable[[Graph, Path, Readings], None]]] = {"review": review.write}
"""Formats that show whole documents, where they are given; of a graph alone they show what it quotes."""

READ_BY_PEOPLE: Final = frozenset({"pyvis"})
"""Formats for people, who want whole sentences; programs get the exact quotes."""


def export(graph: Graph, format: str, path: Path, *, readings: Readings = ()) -> None:
    """Write the graph in a format of `FORMATS` to a file or folder; ExportError when there is no such format.

    `readings` are the documents, each with what was read from it, for the formats of `OF_TEXTS`.
    """
    if format not in FORMATS:
        raise ExportError(f"没有导出格式“{format}”，可用：{' '.join(FORMATS)}。 No such format.")
    if format in OF_TEXTS:
        OF_TEXTS[format](graph, path, readings)
    else:
        FORMATS[format](graph, path)
