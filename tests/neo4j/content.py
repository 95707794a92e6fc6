"""What a Neo4j database holds, and what it should hold, in one comparable form."""

from collections import Counter
from typing import Any

from neo4j import GraphDatabase

from exports.neo4j_form import properties
from kg.model import Graph
from kg.property_graph import nodes, relationships

Content = tuple[dict[str, Any], dict[str, Any]]


def run(uri: str, text: str, **parameters: Any) -> list[tuple[Any, ...]]:
    with GraphDatabase.driver(uri, auth=None, notifications_min_severity="OFF") as driver:
        return [tuple(record.values()) for record in driver.execute_query(text, parameters).records]


def clear(uri: str) -> None:
    run(uri, "MATCH (n) DETACH DELETE n")


def content(uri: str) -> Content:
    """All nodes by IRI with labels and properties, all relationships by IRI with ends, type and properties."""
    held = run(uri, "MATCH (n) RETURN n.iri, labels(n), properties(n)")
    ties = run(uri, "MATCH (a)-[r]->(b) RETURN r.iri, a.iri, type(r), b.iri, properties(r)")
    assert max(Counter(row[0] for row in (*held, *ties)).values(), default=1) == 1
    return {iri: (frozenset(labels), values) for iri, labels, values in held}, {iri: tuple(rest) for iri, *rest in ties}


def expected(graph: Graph, name: str = "liantu") -> Content:
    """What a database should hold into which this graph alone was pushed."""
    held = {each.iri: (frozenset(each.labels), plain(properties(each, name))) for each in nodes(graph)}
    ties = {each.iri: (each.source, each.type, each.target, plain(properties(each, name))) for each in relationships(graph)}
    return held, ties


def plain(values: dict[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}
