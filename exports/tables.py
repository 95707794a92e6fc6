"""A folder of CSV tables for spreadsheets: entities, mentions, relations, evidence, indicators, documents and merges.

UTF-8 with a byte order mark, for Excel; cells that a spreadsheet would take for a formula are marked as text.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path

from exports.answers import to_csv
from exports.destination import put_folder
from kg.identity import join_heading
from kg.model import EntityMention, Evidence, Graph, GraphDocument, GraphIndicator, Merge
from kg.table import Cell, Table
from ontology.schema import label


def write(graph: Graph, path: Path) -> None:
    """Write the folder `path` with one CSV file a table."""
    put_folder(path, {f"{name}.csv": b"\xef\xbb\xbf" + to_csv(table).encode() for name, table in _tables(graph).items()})


def _tables(graph: Graph) -> dict[str, Table]:
    names = {iri: entity.name for iri, entity in graph.entities.items()}
    return {
        "entities": _table(("iri", "type", "type_zh", "name", "aliases", "attributes", "mentions", "documents"), _entities(graph)),
        "mentions": _table(
            ("entity", "name", *_names(EntityMention)),
            ((e.iri, e.name, *_cells(m)) for e in graph.entities.values() for m in e.mentions),
        ),
        "relations": _table(
            ("subject", "subject_name", "relation", "relation_zh", "object", "object_name", "status", "status_zh", "evidence"),
            _relations(graph),
        ),
        "evidence": _table(
            ("subject", "subject_name", "relation", "object", "object_name", *_names(Evidence)),
            (
                (r.subject, names.get(r.subject), str(r.relation), r.object, names.get(r.object), *_cells(e))
                for r in graph.relations
                for e in r.evidence
            ),
        ),
        "indicators": _table((*_names(GraphIndicator), "place_name"), ((*_cells(i), names.get(i.place)) for i in graph.indicators)),
        "documents": _table(_names(GraphDocument), map(_cells, graph.documents)),
        "merges": _table(_names(Merge), map(_cells, graph.merges)),
    }


def _entities(graph: Graph) -> Iterator[tuple[Cell, ...]]:
    for each in graph.entities.values():
        attributes = tuple(f"{name}={value}" for name, value in each.attributes)
        said = tuple(sorted({mention.document for mention in each.mentions}))
        yield each.iri, str(each.type), label(each.type), each.name, each.aliases, attributes, len(each.mentions), said


def _relations(graph: Graph) -> Iterator[tuple[Cell, ...]]:
    names = {iri: entity.name for iri, entity in graph.entities.items()}
    for each in graph.relations:
        yield (
            *(each.subject, names.get(each.subject), str(each.relation), label(each.relation), each.object, names.get(each.object)),
            *(str(each.status), label(each.status), len(each.evidence)),
        )


def _table(columns: tuple[str, ...], rows: Iterable[tuple[Cell, ...]]) -> Table:
    return Table(columns, tuple(rows))


def _names(record: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(record))


def _cells(record: EntityMention | Evidence | GraphDocument | GraphIndicator | Merge) -> tuple[Cell, ...]:
    cells = (getattr(record, name) for name in _names(type(record)))
    return tuple(join_heading(cell) if isinstance(cell, tuple) else cell for cell in cells)
