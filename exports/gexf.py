"""GEXF 1.2, the format of Gephi; it bears no date, so that the same graph gives the same bytes."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from exports.destination import put_file
from exports.markup import columns, quoted, written
from kg.model import Graph
from kg.property_graph import Node, Relationship, Value, nodes, relationships
from ontology import NS


def write(graph: Graph, path: Path) -> None:
    """Write the property graph to the file `path`."""
    put_file(path, "".join(f"{line}\n" for line in _lines(list(nodes(graph)), list(relationships(graph)))).encode())


def _lines(all_nodes: list[Node], all_relationships: list[Relationship]) -> Iterator[str]:
    of_nodes = columns({"labels": node.labels, **node.properties} for node in all_nodes)
    of_edges = columns(each.properties for each in all_relationships)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">'
    yield f"  <meta><creator>LianTu {NS}</creator></meta>"
    yield '  <graph defaultedgetype="directed" mode="static">'
    yield from _attributes("node", of_nodes)
    yield from _attributes("edge", of_edges)
    yield "    <nodes>"
    for node in all_nodes:
        yield f'      <node id="{quoted(node.iri)}" label="{quoted(str(node.properties.get("name", node.iri)))}"><attvalues>'
        yield from _values({"labels": node.labels, **node.properties}, of_nodes)
        yield "      </attvalues></node>"
    yield "    </nodes>"
    yield "    <edges>"
    for each in all_relationships:
        ends = f'source="{quoted(each.source)}" target="{quoted(each.target)}"'
        yield f'      <edge id="{quoted(each.iri)}" {ends} type="directed" label="{each.type}"><attvalues>'
        yield from _values(each.properties, of_edges)
        yield "      </attvalues></edge>"
    yield "    </edges>"
    yield "  </graph>"
    yield "</gexf>"


def _attributes(kind: str, types: Mapping[str, str]) -> Iterator[str]:
    yield f'    <attributes class="{kind}">'
    yield from (f'      <attribute id="{n}" title="{quoted(name)}" type="{type}"/>' for n, (name, type) in enumerate(types.items()))
    yield "    </attributes>"


def _values(properties: Mapping[str, Value], types: Mapping[str, str]) -> Iterator[str]:
    ids = {name: number for number, name in enumerate(types)}
    yield from (f'        <attvalue for="{ids[name]}" value="{written(value)}"/>' for name, value in properties.items())
