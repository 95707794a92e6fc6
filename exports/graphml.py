"""GraphML, for Gephi, yEd, Cytoscape, NetworkX and Neo4j's APOC: labels, relationship types and evidence lists as JSON."""

from collections.abc import Iterator
from pathlib import Path

from exports.destination import put_file
from exports.markup import columns, quoted, written
from kg.model import Graph
from kg.property_graph import Node, Relationship, nodes, relationships
from ontology import NS


def write(graph: Graph, path: Path) -> None:
    """Write the property graph to the file `path`."""
    put_file(path, "".join(f"{line}\n" for line in _lines(list(nodes(graph)), list(relationships(graph)))).encode())


def _lines(all_nodes: list[Node], all_relationships: list[Relationship]) -> Iterator[str]:
    of_nodes = columns(node.properties for node in all_nodes)
    of_edges = columns(each.properties for each in all_relationships)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    yield f"  <desc>LianTu {NS}</desc>"
    yield '  <key id="labels" for="node" attr.name="labels" attr.type="string"/>'
    yield '  <key id="label" for="edge" attr.name="label" attr.type="string"/>'
    yield from (f'  <key id="n.{quoted(n)}" for="node" attr.name="{quoted(n)}" attr.type="{type}"/>' for n, type in of_nodes.items())
    yield from (f'  <key id="e.{quoted(n)}" for="edge" attr.name="{quoted(n)}" attr.type="{type}"/>' for n, type in of_edges.items())
    yield '  <graph id="liantu" edgedefault="directed">'
    for node in all_nodes:
        yield f'    <node id="{quoted(node.iri)}"><data key="labels">{"".join(f":{label}" for label in node.labels)}</data>'
        yield from (f'      <data key="n.{quoted(n)}">{written(value)}</data>' for n, value in node.properties.items())
        yield "    </node>"
    for each in all_relationships:
        ends = f'source="{quoted(each.source)}" target="{quoted(each.target)}"'
        yield f'    <edge id="{quoted(each.iri)}" {ends}><data key="label">{each.type}</data>'
        yield from (f'      <data key="e.{quoted(n)}">{written(value)}</data>' for n, value in each.properties.items())
        yield "    </edge>"
    yield "  </graph>"
    yield "</graphml>"
