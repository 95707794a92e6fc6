"""KGX, the exchange form of knowledge graphs: `nodes.tsv`, `edges.tsv`, and `indicators.csv` beside them.

It holds only what a document mentions. Lists are joined by "|"; a "|" inside a value is written full-width (｜), tabs and
line breaks as blanks, and a leading quotation mark full-width (＂), so that readers with and without CSV quoting agree.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from exports.destination import put_folder
from kg.identity import join_heading, relation_iri
from kg.model import Entity, Graph, GraphIndicator, GraphRelation
from ontology import ID, Attribute

NODES: Final = ("id", "category", "name", "synonym", "provided_by", "type", "division_code", "phase", "status")
EDGES: Final = (
    "id", "subject", "predicate", "object", "category", "knowledge_level", "agent_type",
    "primary_knowledge_source", "supporting_text", "heading", "status", "role",
)  # fmt: skip
INDICATORS: Final = (
    "name", "value", "value_max", "unit", "year", "bound", "status", "place", "place_name",
    "normalised_value", "normalised_unit", "base_year", "document", "heading", "quote",
)  # fmt: skip
_BLANK: Final = re.compile(r"[\t\r\n\v\f\x00\x1c-\x1e\x85\u2028\u2029]+")


def write(graph: Graph, path: Path) -> None:
    """Write the folder `path` with the tables of nodes, edges and indicators."""
    named = {iri: entity for iri, entity in graph.entities.items() if entity.mentions}
    edges = [each for each in graph.relations if each.evidence and each.subject in named and each.object in named]
    put_folder(
        path,
        {
            "nodes.tsv": _tsv(NODES, map(_node, named.values())),
            "edges.tsv": _tsv(EDGES, map(_edge, edges)),
            "indicators.csv": _csv(INDICATORS, (_indicator(each, graph) for each in graph.indicators)),
        },
    )


def curie(iri: str) -> str:
    """Return the short form of an IRI of ours: `liantu:park/…`."""
    return f"liantu:{iri.removeprefix(ID)}" if iri.startswith(ID) else iri


def _node(entity: Entity) -> Iterator[str]:
    said = sorted({mention.document for mention in entity.mentions})
    statuses = sorted({str(mention.status) for mention in entity.mentions})
    yield curie(entity.iri)
    yield f"liantu:{entity.type}"
    yield _clean(entity.name)
    yield _joined(entity.aliases)
    yield _joined(said)
    yield str(entity.type)
    yield _joined(value for name, value in entity.attributes if name == Attribute.CODE)
    yield _joined(value for name, value in entity.attributes if name == Attribute.PHASE)
    yield _joined(statuses)


def _edge(relation: GraphRelation) -> Iterator[str]:
    said = relation.evidence
    yield curie(relation_iri(relation.subject, relation.relation, relation.object))
    yield curie(relation.subject)
    yield f"liantu:{relation.relation}"
    yield curie(relation.object)
    yield "biolink:Association"
    yield "knowledge_assertion"
    yield "automated_agent"
    yield _joined(_once(each.document for each in said))
    yield _joined(_once(each.quote for each in said))
    yield _joined(_once(join_heading(each.heading) for each in said))
    yield str(relation.status)
    yield _joined(_once(each.role for each in said if each.role))


def _indicator(each: GraphIndicator, graph: Graph) -> Iterator[str]:
    place = graph.entities.get(each.place)
    yield each.name
    yield number(each.value)
    yield number(each.value_max)
    yield each.unit
    yield number(each.year)
    yield each.bound
    yield each.status
    yield curie(each.place)
    yield place.name if place else ""
    yield number(each.normalised_value)
    yield each.normalised_unit
    yield number(each.base_year)
    yield each.document
    yield join_heading(each.heading)
    yield each.quote


def number(value: float | None) -> str:
    """Return a figure without an exponent or a needless ".0"; "" for None."""
    if value is None:
        return ""
    return f"{value:.0f}" if float(value).is_integer() else format(value, ".15g") if 1e-4 <= abs(value) < 1e15 else repr(value)


def _once(values: Iterable[str]) -> Iterator[str]:
    return iter(dict.fromkeys(values))


def _joined(values: Iterable[str]) -> str:
    return "|".join(_clean(value) for value in values)


def _clean(value: str) -> str:
    text = _BLANK.sub(" ", value).replace("|", "｜")
    return "＂" + text[1:] if text.startswith('"') else text


def _tsv(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    return "".join("\t".join(row) + "\n" for row in (columns, *rows)).encode()


def _csv(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([columns, *rows])
    return text.getvalue().encode()
