"""A Cypher script that fills an empty Neo4j: for Neo4j Browser, cypher-shell or any driver, one statement a line.

A script has no parameters, so what documents say stands in it as literals, in JSON's escapes: Cypher reads the same ones.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from exports.destination import put_file
from exports.neo4j_form import NAME, constraints, ends, full_text, node_batches, properties, relationship_batches
from kg.model import Graph
from kg.property_graph import Value

ROWS: Final = 500
"""How many nodes or relationships a statement creates."""


def write(graph: Graph, path: Path) -> None:
    """Write the script."""
    put_file(path, "".join(f"{line}\n" for line in lines(graph)).encode("utf-8"))


def lines(graph: Graph) -> Iterator[str]:
    """Yield the script's lines: comments, and statements that end in a semicolon."""
    yield "// 链图 LianTu https://w3id.org/liantu/ns# 在空的 Neo4j 5 里逐条执行。 Run these in an empty Neo4j 5, one after another."
    yield from (f"{statement};" for statement in constraints())
    for batch in node_batches(graph, ROWS):
        labels = "".join(f":{label}" for label in batch[0].labels)
        rows = ", ".join(_map(properties(node, NAME)) for node in batch)
        yield f"UNWIND [{rows}] AS row CREATE (n{labels}) SET n = row;"
    for ties in relationship_batches(graph, ROWS):
        source, target = ends(ties[0].type)
        rows = ", ".join(f"[{literal(each.source)}, {literal(each.target)}, {_map(properties(each, NAME))}]" for each in ties)
        matched = f"MATCH (a:{source} {{iri: row[0]}}) MATCH (b:{target} {{iri: row[1]}})"
        yield f"UNWIND [{rows}] AS row {matched} CREATE (a)-[r:{ties[0].type}]->(b) SET r = row[2];"
    yield from (f"{statement};" for statement in full_text())


def literal(value: Value) -> str:
    """Return a value as a Cypher literal."""
    if isinstance(value, tuple):
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return repr(value)


def _map(values: dict[str, Value]) -> str:
    return "{" + ", ".join(f"{name}: {literal(value)}" for name, value in values.items()) + "}"
