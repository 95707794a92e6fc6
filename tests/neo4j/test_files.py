"""The files for Neo4j give the database that a push gives."""

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from exports import cypher_script, neo4j_csv
from exports.neo4j_push import push
from kg.model import Graph
from kg.neo4j_server import Address
from tests.cypher.constructs import GRAPH
from tests.cypher.graphs import graphs
from tests.neo4j.content import clear, content, expected, run
from tests.neo4j.server import Neo4jServer


def statements(path: Path) -> list[str]:
    """The statements of a script: each ends with a semicolon at the end of a line."""
    lines = path.read_text(encoding="utf-8").split("\n")
    assert all(line.endswith(";") or line.startswith("//") or not line for line in lines)
    return [line.removesuffix(";") for line in lines if line.endswith(";")]


@given(graph=graphs())
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_script_fills_an_empty_database_as_a_push_does(neo4j_uri: str, tmp_path: Path, graph: Graph) -> None:
    clear(neo4j_uri)
    path = tmp_path / "graph.cypher"
    cypher_script.write(graph, path)
    for statement in statements(path):
        run(neo4j_uri, statement)
    assert content(neo4j_uri) == expected(graph)
    report = push(graph, Address(neo4j_uri))
    assert (report.nodes, report.relationships, report.removed) == (0, 0, 0)


@pytest.mark.parametrize("of", ["constructs", "random"])
def test_the_import_tool_takes_the_csv_files_with_the_command_that_lies_beside(
    tmp_path: Path, own_server: Callable[..., Neo4jServer], of: str
) -> None:
    graph = GRAPH if of == "constructs" else everything()
    folder = tmp_path / "导入"
    neo4j_csv.write(graph, folder)
    server = own_server()
    server.stop()
    done = server.admin(*command(folder), folder=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    server.start()
    for statement in statements(folder / "constraints.cypher"):
        run(server.uri, statement)
    assert content(server.uri) == expected(graph)
    assert push(graph, Address(server.uri)).unchanged == len(expected(graph)[0]) + len(expected(graph)[1])


def command(folder: Path) -> list[str]:
    """The one line of import.txt that is no comment, without the name of the program."""
    (line,) = (each for each in (folder / "import.txt").read_text(encoding="utf-8").splitlines() if not each.startswith("#"))
    program, *arguments = shlex.split(line)
    assert program == "neo4j-admin"
    return arguments


def everything() -> Graph:
    """Many random graphs in one: a large one that holds all that strains the format."""
    found: list[Graph] = []

    @given(graph=graphs())
    @settings(max_examples=60)
    def gather(graph: Graph) -> None:
        found.append(graph)

    gather()
    things = {iri: entity for graph in found for iri, entity in graph.entities.items()}
    relations = {(each.subject, each.relation, each.object): each for graph in found for each in graph.relations}
    indicators = {each.iri: each for graph in found for each in graph.indicators}
    merges = sorted({each for graph in found for each in graph.merges})
    return Graph(
        dict(sorted(things.items())),
        tuple(relations[key] for key in sorted(relations)),
        tuple(indicators.values()),
        found[0].documents,
        tuple(merges),
    )
