"""Pushing to a real Neo4j: the database then holds the graph, nothing else of ours, and everything of others."""

import dataclasses
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from bench import synthetic
from exports import ExportError
from exports.neo4j_push import PushProgress, push
from kg import GraphError, neo4j_server
from kg.model import Graph
from kg.neo4j_server import Address
from tests.cypher.constructs import GRAPH, LAB, PARK, SHIPS
from tests.cypher.graphs import graphs
from tests.neo4j.content import clear, content, expected, run
from tests.neo4j.server import Neo4jServer


@pytest.fixture
def database(neo4j_uri: str) -> str:
    """The address of the shared server, emptied."""
    clear(neo4j_uri)
    return neo4j_uri


def without(graph: Graph, iri: str) -> Graph:
    """The graph as if no document had ever named a thing."""
    kept = tuple(each for each in graph.relations if iri not in (each.subject, each.object))
    return dataclasses.replace(graph, entities={key: value for key, value in graph.entities.items() if key != iri}, relations=kept)


@given(graph=graphs())
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_holds_exactly_the_graph_that_was_pushed_last(neo4j_uri: str, graph: Graph) -> None:
    push(graph, Address(neo4j_uri))
    assert content(neo4j_uri) == expected(graph)


def test_pushing_twice_writes_nothing_the_second_time(database: str) -> None:
    first = push(GRAPH, Address(database))
    before = content(database)
    second = push(GRAPH, Address(database))
    assert (first.nodes, first.relationships, first.unchanged) == (7, 8, 0)
    assert (second.nodes, second.relationships, second.unchanged, second.removed) == (0, 0, 15, 0)
    assert content(database) == before == expected(GRAPH)


def test_writing_everything_again_mends_what_somebody_changed(database: str) -> None:
    push(GRAPH, Address(database))
    run(database, "MATCH (p:Park)-[r:serves]->() SET p.name = '改过', p.more = 1, r.quotes = ['改过']")
    report = push(GRAPH, Address(database), everything=True)
    assert (report.nodes, report.relationships) == (7, 8)
    assert content(database) == expected(GRAPH)


def test_what_the_graph_no_longer_says_is_removed(database: str) -> None:
    push(GRAPH, Address(database))
    smaller = without(GRAPH, SHIPS.iri)
    assert push(smaller, Address(database)).removed == 1 + 3
    assert content(database) == expected(smaller)


def test_a_thing_of_another_class_than_before_changes_its_labels(database: str) -> None:
    from ontology import EntityType

    push(GRAPH, Address(database))
    changed = dataclasses.replace(GRAPH, entities={**GRAPH.entities, LAB.iri: dataclasses.replace(LAB, type=EntityType.INCUBATOR)})
    push(changed, Address(database))
    assert content(database) == expected(changed)


def test_what_others_keep_in_the_database_stays_as_it_is(database: str) -> None:
    run(
        database,
        "CREATE (:Person {name: '甲'})-[:KNOWS {since: 1}]->(:Park {name: '别人的园区'}), (:Entity {name: '别人的', iri: 'urn:theirs'})",
    )
    theirs = run(database, "MATCH (n) RETURN labels(n), properties(n) ORDER BY n.name")
    push(GRAPH, Address(database))
    push(Graph({}, (), (), (), ()), Address(database))
    assert run(database, "MATCH (n) RETURN labels(n), properties(n) ORDER BY n.name") == theirs
    assert run(database, "MATCH (a)-[r]->(b) RETURN type(r), r.since") == [("KNOWS", 1)]


def test_a_node_that_others_have_tied_something_to_is_kept_without_our_labels(database: str) -> None:
    push(GRAPH, Address(database))
    run(database, "MATCH (p {iri: $iri}) CREATE (:Person {name: '甲'})-[:VISITED {year: 2024}]->(p)", iri=PARK.iri)
    report = push(without(GRAPH, PARK.iri), Address(database))
    assert report.kept == 1
    assert run(database, "MATCH (a:Person)-[r:VISITED]->(b) RETURN r.year, b.name, labels(b)") == [(2024, PARK.name, [])]
    push(GRAPH, Address(database))
    assert run(database, "MATCH (p:Park {iri: $iri}) RETURN count(p)", iri=PARK.iri) == [(1,)]


def test_a_node_of_others_with_an_iri_of_ours_stops_the_push_before_it_begins(database: str) -> None:
    run(database, "CREATE (:Entity {iri: $iri, note: '别人的'})", iri=PARK.iri)
    with pytest.raises(ExportError, match=r"占用了.*另?换?一个数据库"):
        push(GRAPH, Address(database))
    assert run(database, "MATCH (n) RETURN properties(n)") == [({"iri": PARK.iri, "note": "别人的"},)]


def test_graphs_of_two_names_lie_side_by_side_unless_they_share_a_thing(database: str) -> None:
    other = without(Graph({LAB.iri: LAB}, (), (), (), ()), "")
    push(without(GRAPH, LAB.iri), Address(database), name="一")
    push(other, Address(database), name="二")
    assert run(database, "MATCH (n:Entity) RETURN n.graph, count(n) ORDER BY n.graph") == [("一", 6), ("二", 1)]
    with pytest.raises(ExportError, match="图谱 一"):
        push(GRAPH, Address(database), name="二")


def test_progress_grows_to_the_whole(database: str) -> None:
    seen: list[PushProgress] = []
    push(GRAPH, Address(database), watch=seen.append)
    assert [step.done for step in seen] == sorted(step.done for step in seen)
    assert seen[-1].done == seen[-1].total == 15


def test_two_han_characters_find_names_and_quotes_by_full_text(database: str) -> None:
    push(GRAPH, Address(database))
    names = run(database, "CALL db.index.fulltext.queryNodes('liantu_names', '高新') YIELD node RETURN node.name")
    quotes = run(
        database, "CALL db.index.fulltext.queryRelationships('liantu_quotes', '原文') YIELD relationship RETURN count(relationship)"
    )
    assert (names, quotes) == ([(PARK.name,)], [(8,)])


def test_every_node_has_a_name_for_the_browser_to_show(database: str) -> None:
    push(synthetic.graph(60, 90), Address(database))
    assert run(database, "MATCH (n) WHERE coalesce(n.name, '') = '' RETURN count(n)") == [(0,)]


def kill_at(server: Neo4jServer, done: int, then: Callable[[], object] = lambda: None) -> Callable[[PushProgress], None]:
    """Kill the server once so much is done, and do something about it."""
    killed = threading.Event()

    def watch(step: PushProgress) -> None:
        if step.done >= done and not killed.is_set():
            killed.set()
            server.kill()
            threading.Thread(target=then).start()

    return watch


def test_a_push_goes_on_by_itself_when_the_server_comes_back(own_server: Callable[..., Neo4jServer]) -> None:
    server, graph = own_server(), synthetic.graph(1_500, 15_000)
    push(graph, Address(server.uri), watch=kill_at(server, 6_000, server.start))
    assert content(server.uri) == expected(graph)


def test_a_broken_push_says_so_in_one_line_and_the_next_one_finishes_it(
    own_server: Callable[..., Neo4jServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neo4j_server, "RETRY_SECONDS", 2.0)
    server, graph = own_server(), synthetic.graph(1_500, 15_000)
    with pytest.raises(GraphError, match="中途停止") as caught:
        push(graph, Address(server.uri), watch=kill_at(server, 8_000))
    assert "\n" not in str(caught.value)
    server.start()
    report = push(graph, Address(server.uri))
    assert 0 < report.relationships < len(graph.relations)
    assert report.unchanged >= 8_000
    assert content(server.uri) == expected(graph)


def test_a_wrong_password_is_said_in_one_line(tmp_path: Path, own_server: Callable[..., Neo4jServer]) -> None:
    del own_server  # it skips where no server can be started
    server = Neo4jServer(tmp_path / "locked", dbms__security__auth_enabled="true")
    assert server.admin("dbms", "set-initial-password", "secret-123").returncode == 0
    server.start()
    try:
        for password in ("", "wrong-123"):
            with pytest.raises(GraphError, match="用户名或密码") as caught:
                push(GRAPH, Address(server.uri, password=password))
            assert "\n" not in str(caught.value)
        assert push(GRAPH, Address(server.uri, password="secret-123")).nodes == 7
    finally:
        server.kill()
