"""Files of graphs are read back by the programs that they are meant for, without loss."""

import csv
import json
from pathlib import Path
from types import ModuleType

import networkx
import pytest
import rdflib
from pyoxigraph import RdfFormat, Store, parse

from exports.formats import export
from kg.model import Graph
from kg.property_graph import nodes, relationships
from kg.rdf import from_quads

RDF = {
    "ttl": (RdfFormat.TURTLE, "turtle"),
    "nq": (RdfFormat.N_QUADS, "nquads"),
    "jsonld": (RdfFormat.JSON_LD, "json-ld"),
    "rdfxml": (RdfFormat.RDF_XML, "xml"),
}


@pytest.mark.parametrize("name", RDF)
def test_an_rdf_file_read_back_is_the_graph(name: str, graph: Graph, tmp_path: Path) -> None:
    export(graph, name, tmp_path / "out")
    assert from_quads(parse(path=str(tmp_path / "out"), format=RDF[name][0])) == graph


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", RDF)
def test_rdflib_reads_as_many_triples_as_oxigraph(name: str, graph: Graph, tmp_path: Path) -> None:
    export(graph, name, tmp_path / "out")
    store = Store()
    store.load(path=str(tmp_path / "out"), format=RDF[name][0])
    read = rdflib.Dataset(default_union=True).parse(source=str(tmp_path / "out"), format=RDF[name][1])
    assert len(read) == len(store) > 0


def test_lines_of_nquads_are_sorted(graph: Graph, tmp_path: Path) -> None:
    export(graph, "nq", tmp_path / "out")
    lines = (tmp_path / "out").read_bytes().decode().split("\n")[:-1]
    assert lines == sorted(lines)


def test_json_ld_calls_things_by_their_short_names(graph: Graph, tmp_path: Path, town: ModuleType) -> None:
    export(graph, "jsonld", tmp_path / "out")
    things = {thing["@id"]: thing for thing in json.loads((tmp_path / "out").read_text(encoding="utf-8"))["@graph"]}
    park = things[town.PARK.iri]
    assert (park["@type"], park["rdfs:label"], park["serves"]) == ("Park", "云溪高新技术产业开发区", {"@id": town.CHAIN.iri})


def test_networkx_reads_graphml_with_labels_types_and_evidence(graph: Graph, tmp_path: Path, town: ModuleType) -> None:
    export(graph, "graphml", tmp_path / "out.graphml")
    read = networkx.read_graphml(tmp_path / "out.graphml")
    assert {node.iri for node in nodes(graph)} == set(read.nodes)
    assert read.number_of_edges() == len(list(relationships(graph)))
    assert read.nodes[town.PARK.iri]["labels"] == ":Park:Carrier:Entity"
    assert json.loads(read.nodes[town.PARK.iri]["aliases"]) == ["云溪高新区"]
    edge = read.edges[town.CITY.iri, town.CHAIN.iri]
    assert (edge["label"], edge["status"], edge["count"]) == ("develops", "exists", 2)
    assert json.loads(edge["quotes"]) == ["大力发展海工装备", "海工装备|产业链\n已成"]


def test_networkx_reads_gexf_with_names_and_evidence(graph: Graph, tmp_path: Path, town: ModuleType) -> None:
    export(graph, "gexf", tmp_path / "out.gexf")
    read = networkx.read_gexf(tmp_path / "out.gexf")
    assert {node.iri for node in nodes(graph)} == set(read.nodes)
    assert read.nodes[town.PLATFORM.iri]["label"] == town.HOSTILE
    assert json.loads(read.edges[town.CITY.iri, town.CHAIN.iri]["quotes"]) == ["大力发展海工装备", "海工装备|产业链\n已成"]


def test_tables_open_in_a_spreadsheet_without_formulas(graph: Graph, tmp_path: Path) -> None:
    export(graph, "csv", tmp_path / "out")
    for file in (tmp_path / "out").iterdir():
        assert file.read_bytes().startswith(b"\xef\xbb\xbf")
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.reader(lines))
        assert len({len(row) for row in rows}) == 1, file.name
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))], file.name


def test_each_part_of_the_graph_is_a_table_with_a_row_a_thing(graph: Graph, tmp_path: Path) -> None:
    export(graph, "csv", tmp_path / "out")
    rows = {}
    for file in (tmp_path / "out").iterdir():
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows[file.stem] = sum(1 for _ in csv.DictReader(lines))
    assert rows == {
        "entities": len(graph.entities),
        "mentions": sum(len(each.mentions) for each in graph.entities.values()),
        "relations": len(graph.relations),
        "evidence": sum(len(each.evidence) for each in graph.relations),
        "indicators": len(graph.indicators),
        "documents": len(graph.documents),
        "merges": len(graph.merges),
    }
