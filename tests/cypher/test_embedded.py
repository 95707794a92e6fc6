"""The embedded database: derived from the graph, the same as the graph, and only read."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from kg import GraphError
from kg.cypher_store import EmbeddedCypher, write
from kg.limits import LimitError, Limits
from kg.model import Graph
from kg.pipeline import build
from kg.property_graph import nodes, relationships
from kg.store import Store
from queries import QueryError, cypher, engine
from queries.questions import catalogue
from tests.cypher.constructs import GRAPH
from tests.cypher.graphs import graphs

QUICK = Limits(seconds=5)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedCypher:
    path = tmp_path_factory.mktemp("embedded") / "graph.kgl"
    write(GRAPH, path)
    return EmbeddedCypher(path)


@pytest.fixture(scope="module")
def store(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The graph of the examples."""
    folder = tmp_path_factory.mktemp("examples") / "graph"
    build(sorted(path for path in (root / "examples").iterdir() if path.suffix in (".md", ".txt")), folder)
    return Store.open(folder)


@given(graph=graphs())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_node_relationship_label_and_value_is_there_as_it_is(tmp_path: Path, graph: Graph) -> None:
    path = tmp_path / "graph.kgl"
    write(graph, path)
    asked = EmbeddedCypher(path)
    for node in nodes(graph):
        names = list(node.properties)
        returned = ", ".join(f"n.`{name}`" for name in names)
        ((labels, *values),) = asked.select(
            f"MATCH (n:{node.labels[0]} {{iri: $iri}}) RETURN labels(n), {returned}", {"iri": node.iri}
        ).rows
        assert set(labels) == set(node.labels)
        assert values == list(node.properties.values())
    for each in relationships(graph):
        returned = "".join(f", r.`{name}`" for name in each.properties)
        ((source, target, *values),) = asked.select(
            f"MATCH (a)-[r:{each.type} {{iri: $iri}}]->(b) RETURN a.iri, b.iri{returned}", {"iri": each.iri}
        ).rows
        assert (source, target) == (each.source, each.target)
        assert values == list(each.properties.values())


def test_nodes_and_relationships_are_told_by_their_iris_and_paths_by_those_along_them(database: EmbeddedCypher) -> None:
    text = "MATCH path = (p:Platform)-[r:serves]->(c) RETURN p, r, path, [p] AS list, {a: p} AS map, p.missing AS none"
    ((node, tie, path, listed, mapped, none),) = database.run(text, {}, limits=QUICK).rows
    assert (path[0], path[1], listed, mapped, none) == (node, tie, (node,), (("a", node),), None)


def test_a_text_can_only_read_and_the_file_stays_as_it_is(database: EmbeddedCypher) -> None:
    before = database.path.read_bytes()
    for text in ("CREATE (n:Hacked)", "MATCH (n) SET n.x = 1", "MATCH (n) DETACH DELETE n", "CREATE INDEX FOR (n:Park) ON (n.x)"):
        with pytest.raises(GraphError, match="只能读"):
            database.run(text, {}, limits=QUICK)
    assert database.path.read_bytes() == before


@pytest.mark.parametrize(
    "text",
    [
        "LOAD CSV FROM '{}' AS l RETURN l",
        "RETURN 1 AS l UNION LOAD // x\n CSV FROM '{}' AS l RETURN l",
        "`LOAD` `CSV` FROM '{}' AS l RETURN l",
    ],
)
def test_no_file_is_read(database: EmbeddedCypher, tmp_path: Path, text: str) -> None:
    (tmp_path / "secret.csv").write_text("geheim", encoding="utf-8")
    with pytest.raises(GraphError, match="LOAD CSV"):
        database.run(text.format((tmp_path / "secret.csv").as_posix()), {}, limits=QUICK)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of open files; there the text alone is looked at")
def test_the_process_of_a_query_can_open_no_file_even_if_a_text_got_past_the_look_at_it(database: EmbeddedCypher, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("geheim", encoding="utf-8")
    script = (
        "import sys; from kg.cypher_store import open_task\n"
        "try: print(open_task(sys.argv[1], [sys.argv[2], {}], [5, 10, 100])().rows)\n"
        "except Exception as error: print(error)"
    )
    text = f"LOAD CSV FROM '{(tmp_path / 'secret.csv').as_posix()}' AS l RETURN l"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2]), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", script, str(database.path), text], env=environment, capture_output=True, check=True)
    assert "Too many open files" in done.stdout.decode("utf-8")


def test_time_rows_and_memory_have_limits_that_say_so(database: EmbeddedCypher) -> None:
    with pytest.raises(LimitError, match="2 秒"):
        database.run("MATCH (a), (b), (c), (d), (e), (f), (g), (h), (i), (j) RETURN count(*)", {}, limits=Limits(seconds=2))
    with pytest.raises(LimitError, match="超过 3 行"):
        database.run("MATCH (n:Entity) RETURN n", {}, limits=Limits(rows=3))
    with pytest.raises(LimitError, match="64 MiB"):
        database.run("RETURN reduce(s = '黑', x IN range(1, 60) | s + s)", {}, limits=Limits(megabytes=64))


def test_a_query_in_the_other_language_or_with_a_parameter_without_value_is_told_in_one_line(database: EmbeddedCypher) -> None:
    for text, says in (("SELECT * { ?s ?p ?o }", "liantu sparql"), ("RETURN $x", "缺少参数"), ("RETURN 1 AS x FORMAT CSV", "--format csv")):
        with pytest.raises(GraphError, match=says) as caught:
            database.run(text, {}, limits=QUICK)
        assert "\n" not in str(caught.value)


def test_a_failed_write_leaves_the_old_database_and_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "graph.kgl"
    write(GRAPH, path)
    before = path.read_bytes()
    broken = Graph({"x": None}, (), (), (), ())  # type: ignore[dict-item]
    with pytest.raises(AttributeError):
        write(broken, path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_the_database_is_made_at_the_first_query_and_can_be_made_anew(store: Store) -> None:
    file = store.index_path.parent / "cypher.kgl"
    file.unlink(missing_ok=True)
    text = "MATCH (p:Park)-[r:serves]->(c) RETURN p.name, c.name, r.quotes ORDER BY p.name, c.name, r.iri"
    first = store.cypher(text)
    assert file.is_file()
    file.unlink()
    assert store.cypher(text) == first
    assert list(first.to_pandas().columns) == list(first.columns)


@pytest.mark.parametrize("evidence", [False, True])
@pytest.mark.parametrize("question", catalogue())
def test_a_question_asked_in_cypher_has_the_answer_that_it_has_in_sparql(store: Store, question: str, evidence: bool) -> None:
    named = {
        each.name: next(e.name for e in store.graph().entities.values() if e.type in each.types)
        for each in catalogue()[question].parameters
    }
    for given_ in (named, {key: value for key, value in named.items() if required(question, key)}):
        here = cypher.ask(store, question, evidence=evidence, **given_)
        there = engine.ask(store, question, evidence=evidence, **given_)
        assert here.columns == there.columns
        assert sorted(map(repr, here.rows)) == sorted(map(repr, there.rows))


def required(question: str, name: str) -> bool:
    return next(each.required for each in catalogue()[question].parameters if each.name == name)


def test_a_name_that_no_entity_has_leads_to_the_nearest(store: Store) -> None:
    name = next(entity.name for entity in store.graph().entities.values() if entity.type == "IndustryChain")
    with pytest.raises(QueryError, match=name):
        cypher.ask(store, "parks_by_chain", chain=name + "X")


def test_own_questions_in_a_folder_have_twins_too(store: Store, tmp_path: Path) -> None:
    head = "一共有多少园区？ / How many parks are there?"
    (tmp_path / "parks.rq").write_text(
        f"# {head}\nPREFIX : <https://w3id.org/liantu/ns#>\nSELECT (COUNT(?p) AS ?n) {{ ?p a :Park }}", encoding="utf-8"
    )
    with pytest.raises(QueryError, match=r"parks\.cypher"):
        cypher.ask(store, "parks", folder=tmp_path)
    (tmp_path / "parks.cypher").write_text(f"// {head}\nMATCH (p:Park) RETURN count(p) AS n", encoding="utf-8")
    assert cypher.ask(store, "parks", folder=tmp_path) == engine.ask(store, "parks", folder=tmp_path)
    (tmp_path / "parks.cypher").write_text(f"// {head}\nCREATE (p:Park) RETURN 1 AS n", encoding="utf-8")
    with pytest.raises(GraphError, match="只能读"):
        cypher.ask(store, "parks", folder=tmp_path)
