"""The one border to labelled property graphs: the same nodes and relationships for every engine and file format.

A node has the labels of its class and of the classes above it. A relationship stands for one (subject, type, object) and
holds its evidence in parallel lists, which are all as long as `count` and hold no nulls; a list that says nothing (no
members, or all of them "") is left out, since some forms cannot tell an empty list from none. Property values are plain
(`str`, `int`, `float`) or tuples of one plain kind; what is not known is left out. Every node has a `name` to be shown by;
none has a property called `id` or `title`, which some engines keep for themselves. Lists name documents by their id, which
a Document node has as `document`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Final, cast

from kg.identity import join_heading, merge_iri, relation_iri
from kg.model import Entity, EntityMention, Evidence, Graph, GraphDocument, GraphIndicator, GraphRelation, Merge
from ontology import Attribute, RecordType
from ontology.schema import ancestors

if TYPE_CHECKING:
    import networkx
    import pandas

Plain = str | int | float
Value = Plain | tuple[str, ...] | tuple[int, ...]
_Record = Evidence | EntityMention | GraphDocument | GraphIndicator | Merge

_PIECE: Final = attrgetter("document", "quote", "start", "end", "heading", "status", "status_word", "rule", "silent", "role")
_heading: Final = lru_cache(maxsize=1 << 14)(join_heading)
REPEATED: Final[Mapping[str, str]] = {Attribute.PHASE: "phases"}
"""Attributes that an entity may have more than once: always lists, under a name of their own."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node: its unique `iri`, its labels (the class first, then those above it, the nearest first), its properties."""

    iri: str
    labels: tuple[str, ...]
    properties: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship from the node `source` to the node `target`; its unique `iri` is computed from the three."""

    iri: str
    type: str
    source: str
    target: str
    properties: Mapping[str, Value]


def nodes(graph: Graph) -> Iterator[Node]:
    """Yield the entities, then the documents, the indicators and the merges, each in the graph's order."""
    yield from map(_entity_node, graph.entities.values())
    yield from map(_document_node, graph.documents)
    yield from map(_indicator_node, graph.indicators)
    yield from map(_merge_node, graph.merges)


def relationships(graph: Graph) -> Iterator[Relationship]:
    """Yield the relations between entities, then what indicators are about and where merges went, in the graph's order."""
    yield from map(_relationship, graph.relations)
    about = ((each.iri, Attribute.ABOUT, each.place) for each in graph.indicators)
    merged = ((merge_iri(each), Attribute.MERGED_INTO, each.iri) for each in graph.merges)
    for source, type, target in (*about, *merged):
        if target in graph.entities:
            yield Relationship(relation_iri(source, type, target), str(type), source, target, {})


def to_networkx(graph: Graph) -> "networkx.MultiDiGraph[str]":
    """Return the property graph in memory: nodes by IRI with `labels` and properties, edges keyed by their type."""
    import networkx

    result: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for node in nodes(graph):
        result.add_node(node.iri, labels=node.labels, **node.properties)
    for each in relationships(graph):
        result.add_edge(each.source, each.target, key=each.type, iri=each.iri, type=each.type, **each.properties)
    return result


def to_frames(graph: Graph) -> "dict[str, pandas.DataFrame]":
    """Return tidy tables, one row a thing: entities, mentions, relations, evidence, indicators, documents and merges."""
    import pandas

    rows = {
        "entities": map(_entity_row, graph.entities.values()),
        "mentions": ({"entity": each.iri, **_fields(mention)} for each in graph.entities.values() for mention in each.mentions),
        "relations": (_relation_row(each, graph) for each in graph.relations),
        "evidence": ({**_ends(each), **_fields(one)} for each in graph.relations for one in each.evidence),
        "indicators": map(_fields, graph.indicators),
        "documents": map(_fields, graph.documents),
        "merges": map(_fields, graph.merges),
    }
    frames = {name: pandas.DataFrame(list(rows[name]), columns=_columns(name, graph)) for name in rows}
    numbers = {"value": "float64", "valueMax": "float64", "normalisedValue": "float64", "year": "Int64", "baseYear": "Int64"}
    return frames | {"indicators": frames["indicators"].astype(numbers)}


def _entity_node(entity: Entity) -> Node:
    said = entity.mentions
    own: dict[str, Value] = {"name": entity.name, "type": str(entity.type), "count": len(said)}
    lists: dict[str, tuple[str, ...] | tuple[int, ...]] = {
        "aliases": entity.aliases,
        "documents": tuple(m.document for m in said),
        "surfaces": tuple(m.surface for m in said),
        "designations": tuple(str(m.type) for m in said),
        "starts": tuple(m.start for m in said),
        "ends": tuple(m.end for m in said),
        "headings": tuple(_heading(m.heading) for m in said),
        "statuses": tuple(str(m.status) for m in said),
        "rules": tuple(m.rule for m in said),
    }
    return Node(entity.iri, (str(entity.type), *ancestors(entity.type)), own | _attributes(entity) | _filled(lists))


def _attributes(entity: Entity) -> dict[str, Value]:
    many = {plural: tuple(v for k, v in entity.attributes if k == name) for name, plural in REPEATED.items()}
    one: dict[str, Value] = {name: value for name, value in entity.attributes if name not in REPEATED}
    return one | {name: values for name, values in many.items() if values}


def _document_node(document: GraphDocument) -> Node:
    own: dict[str, Value] = {"name": document.title or document.id, "document": document.id}
    known: dict[str, Value] = {k: v for k, v in _fields(document).items() if k not in ("iri", "id", "title") and v is not None and v != ""}
    return Node(document.iri, (str(RecordType.DOCUMENT),), own | known)


def _indicator_node(indicator: GraphIndicator) -> Node:
    said = _fields(indicator).items()
    known: dict[str, Value] = {k: v for k, v in said if k not in ("iri", "place") and v is not None and v != ""}
    return Node(indicator.iri, (str(RecordType.INDICATOR),), known)


def _merge_node(merge: Merge) -> Node:
    known: dict[str, Value] = {k: v for k, v in _fields(merge).items() if k not in ("iri", "alias") and v is not None and v != ""}
    return Node(merge_iri(merge), (str(RecordType.MERGE),), {"name": merge.alias} | known)


def _relationship(relation: GraphRelation) -> Relationship:
    documents, quotes, starts, ends, headings, statuses, words, rules, silents, roles = zip(*map(_PIECE, relation.evidence), strict=True)
    own: dict[str, Value] = {"status": str(relation.status), "count": len(documents)}
    lists: dict[str, tuple[str, ...] | tuple[int, ...]] = {
        "documents": documents,
        "quotes": quotes,
        "starts": starts,
        "ends": ends,
        "headings": tuple(map(_heading, headings)),
        "statuses": tuple(map(str, statuses)),
        "statusWords": words,
        "rules": rules,
        "silents": silents,
        "roles": roles,
    }
    iri = relation_iri(relation.subject, relation.relation, relation.object)
    return Relationship(iri, str(relation.relation), relation.subject, relation.object, own | _filled(lists))


def _filled(lists: Mapping[str, tuple[str, ...] | tuple[int, ...]]) -> dict[str, Value]:
    """Return the lists that say something: not those without members, nor those whose members are all ""."""
    return {name: values for name, values in lists.items() if values.count("") < len(values)}


def _entity_row(entity: Entity) -> Mapping[str, object]:
    own: dict[str, object] = {"iri": entity.iri, "type": str(entity.type), "name": entity.name, "aliases": entity.aliases}
    return own | _attributes(entity) | {"mentions": len(entity.mentions)}


def _relation_row(relation: GraphRelation, graph: Graph) -> dict[str, object]:
    names = {f"{end}Name": graph.entities[iri].name for end, iri in (("subject", relation.subject), ("object", relation.object))}
    return _ends(relation) | names | {"status": str(relation.status), "evidence": len(relation.evidence)}


def _ends(relation: GraphRelation) -> dict[str, object]:
    iri = relation_iri(relation.subject, relation.relation, relation.object)
    return {"iri": iri, "subject": relation.subject, "relation": str(relation.relation), "object": relation.object}


def _columns(table: str, graph: Graph) -> list[str]:
    """Return a table's columns, which are there even when it has no rows."""
    attributes = sorted({REPEATED.get(name, name) for each in graph.entities.values() for name, _ in each.attributes})
    ends = ["iri", "subject", "relation", "object"]
    return {
        "entities": ["iri", "type", "name", "aliases", *attributes, "mentions"],
        "mentions": ["entity", *_names(EntityMention)],
        "relations": [*ends, "subjectName", "objectName", "status", "evidence"],
        "evidence": [*ends, *_names(Evidence)],
        "indicators": [*_names(GraphIndicator)],
        "documents": [*_names(GraphDocument)],
        "merges": [*_names(Merge)],
    }[table]


def _fields(record: _Record) -> dict[str, Plain | None]:
    """Return a record's fields under the ontology's spelling, with plain values."""
    return {name: _plain(getattr(record, field)) for name, field in _names(type(record)).items()}


def _plain(value: object) -> Plain | None:
    if isinstance(value, tuple):
        return _heading(value)
    if isinstance(value, StrEnum):
        return str(value)
    return cast("Plain | None", value)


def _names(record: type[_Record]) -> Mapping[str, str]:
    """Return a record's fields by the name that the ontology spells: `status_word` is `statusWord`."""
    return _NAMES[record.__name__]


def _spelling(record: type[_Record], field: str) -> str:
    if record is GraphIndicator and field == "status":
        return str(Attribute.INDICATOR_STATUS)
    first, *rest = field.split("_")
    return first + "".join(word.capitalize() for word in rest)


_NAMES: Final = {
    record.__name__: {_spelling(record, f.name): f.name for f in fields(record)}
    for record in (Evidence, EntityMention, GraphDocument, GraphIndicator, Merge)
}
