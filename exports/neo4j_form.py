"""The property graph as Neo4j is to hold it: which label has the key, what marks our own, which constraints and indexes there are.

Every statement here is put together from names of the ontology alone; what documents say travels as parameters.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final, TypeVar

from kg.model import Graph
from kg.property_graph import Node, Relationship, Value, nodes, relationships
from ontology import Attribute, EntityType, RecordType, Relation, SuperClass

_Thing = TypeVar("_Thing")

KEYS: Final = (str(SuperClass.ENTITY), *map(str, (RecordType.DOCUMENT, RecordType.INDICATOR, RecordType.MERGE)))
"""The labels within which an IRI is unique; every node has exactly one of them."""
LABELS: Final = tuple(sorted({*KEYS, *map(str, EntityType), *map(str, SuperClass)}))
TYPES: Final = (*map(str, Relation), str(Attribute.ABOUT), str(Attribute.MERGED_INTO))
_SOURCES: Final = {str(Attribute.ABOUT): str(RecordType.INDICATOR), str(Attribute.MERGED_INTO): str(RecordType.MERGE)}
MARK: Final = "graph"
"""The property that marks what is ours: the name of the graph that was pushed."""
DIGEST: Final = "digest"
"""The property that changes when anything else of a node or relationship does."""
NAME: Final = "liantu"
"""The name of a graph that was given none."""


@dataclass(frozen=True, slots=True)
class Row:
    """A node or relationship as a statement takes it, `sent`, with what tells whether the database has it already."""

    iri: str
    digest: str
    sent: Any


def key(labels: Iterable[str]) -> str:
    """Return the one of a node's labels within which its IRI is unique."""
    return next(label for label in labels if label in KEYS)


def properties(thing: Node | Relationship, name: str) -> dict[str, Value]:
    """Return all properties that a node or relationship has in Neo4j: its own, its IRI, the mark and the digest."""
    kind = thing.labels if isinstance(thing, Node) else (thing.type, thing.source, thing.target)
    digest = blake2b(repr((name, kind, thing.properties)).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return {"iri": thing.iri, **thing.properties, MARK: name, DIGEST: digest}


def node_batches(graph: Graph, size: int) -> Iterator[list[Node]]:
    """Yield the nodes in batches of the same labels."""
    return _batches(nodes(graph), lambda node: node.labels, size)


def relationship_batches(graph: Graph, size: int) -> Iterator[list[Relationship]]:
    """Yield the relationships in batches of the same type."""
    return _batches(relationships(graph), lambda each: each.type, size)


def ends(type: str) -> tuple[str, str]:
    """Return the key labels of the nodes that a relationship of this type leads from and to."""
    entity = str(SuperClass.ENTITY)
    return _SOURCES.get(type, entity), entity


def constraints() -> Iterator[str]:
    """Yield the statements that define the keys and the indexes by name."""
    for label in KEYS:
        yield f"CREATE CONSTRAINT liantu_{label} IF NOT EXISTS FOR (n:{label}) REQUIRE n.iri IS UNIQUE"
    for type in TYPES:
        yield f"CREATE CONSTRAINT liantu_{type} IF NOT EXISTS FOR ()-[r:{type}]-() REQUIRE r.iri IS UNIQUE"
    for label in KEYS:
        yield f"CREATE INDEX liantu_{label}_name IF NOT EXISTS FOR (n:{label}) ON (n.name)"
    yield "CREATE INDEX liantu_Document_document IF NOT EXISTS FOR (n:Document) ON (n.document)"


def full_text() -> Iterator[str]:
    """Yield the statements that define the full-text indexes over names and quotes, by pairs of Han characters."""
    analyser = "OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}"
    labels, types = "|".join(KEYS), "|".join(map(str, Relation))
    yield f"CREATE FULLTEXT INDEX liantu_names IF NOT EXISTS FOR (n:{labels}) ON EACH [n.name, n.aliases, n.quote] {analyser}"
    yield f"CREATE FULLTEXT INDEX liantu_quotes IF NOT EXISTS FOR ()-[r:{types}]-() ON EACH [r.quotes] {analyser}"


def merge_nodes(labels: tuple[str, ...]) -> str:
    """Return the statement that writes nodes of these labels from `$rows` of iri and properties, and counts them."""
    own, others = key(labels), "".join(f":{label}" for label in LABELS if label not in labels)
    more = "".join(f":{label}" for label in labels)
    return f"UNWIND $rows AS row MERGE (n:{own} {{iri: row.iri}}) SET n = row.properties REMOVE n{others} SET n{more} RETURN count(n)"


def merge_relationships(type: str, names: Iterable[str]) -> str:
    """Return the statement that writes relationships from `$rows` of source, target and the properties `names`, and counts them.

    A row is a list, since the names of a map would travel with each row again, at half the cost of sending it.
    """
    source, target = ends(type)
    at = {name: f"row[{number}]" for number, name in enumerate(names, 2)}
    values = ", ".join(f"`{name}`: {place}" for name, place in at.items())
    return (
        f"UNWIND $rows AS row MATCH (a:{source} {{iri: row[0]}}) MATCH (b:{target} {{iri: row[1]}}) "
        f"MERGE (a)-[r:{type} {{iri: {at['iri']}}}]->(b) SET r = {{{values}}} RETURN count(r)"
    )


def node_rows(batch: Iterable[Node], name: str) -> list[Row]:
    """Return the rows of `merge_nodes` for nodes."""
    held = ((node.iri, properties(node, name)) for node in batch)
    return [Row(iri, str(values[DIGEST]), {"iri": iri, "properties": values}) for iri, values in held]


def relationship_rows(batch: Iterable[Relationship], name: str) -> tuple[tuple[str, ...], list[Row]]:
    """Return the names of the properties that any of the relationships has, and their rows of `merge_relationships`."""
    held = [(each, properties(each, name)) for each in batch]
    names = tuple(dict.fromkeys(name for _, values in held for name in values))
    return names, [Row(each.iri, str(values[DIGEST]), [each.source, each.target, *map(values.get, names)]) for each, values in held]


def _batches(things: Iterable[_Thing], of: Callable[[_Thing], Hashable], size: int) -> Iterator[list[_Thing]]:
    waiting: dict[Hashable, list[_Thing]] = defaultdict(list)
    for thing in things:
        batch = waiting[of(thing)]
        batch.append(thing)
        if len(batch) == size:
            yield waiting.pop(of(thing))
    yield from waiting.values()
