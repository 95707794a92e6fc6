"""What the pinned embedded engine understands of Neo4j's Cypher, beside a real Neo4j."""

from collections import Counter
from collections.abc import Iterator

import pytest

from exports.neo4j_push import push
from kg import GraphError
from kg.cypher import CypherEngine
from kg.cypher_store import EmbeddedCypher, write
from kg.limits import Limits
from kg.neo4j_server import Address, Neo4jServer
from tests.cypher.constructs import CONSTRUCTS, GRAPH, UNKNOWN_TO_KGLITE, Construct


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedCypher:
    path = tmp_path_factory.mktemp("constructs") / "graph.kgl"
    write(GRAPH, path)
    return EmbeddedCypher(path)


@pytest.fixture(scope="module")
def server(neo4j_uri: str) -> Iterator[Neo4jServer]:
    push(GRAPH, Address(neo4j_uri))
    yield Neo4jServer(Address(neo4j_uri))


def gives(engine: CypherEngine, construct: Construct) -> bool:
    rows = engine.select(construct.text, construct.parameters).rows
    return rows == tuple(construct.rows) if "ORDER BY" in construct.text else Counter(rows) == Counter(construct.rows)


def test_there_are_49_constructs_and_45_are_understood() -> None:
    assert (len(CONSTRUCTS), len(CONSTRUCTS.keys() - UNKNOWN_TO_KGLITE)) == (49, 45)


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_neo4j_gives_the_expected_answer(server: Neo4jServer, name: str) -> None:
    assert gives(server, CONSTRUCTS[name])


@pytest.mark.parametrize("name", sorted(CONSTRUCTS.keys() - UNKNOWN_TO_KGLITE))
def test_the_embedded_engine_gives_the_same_answer(embedded: EmbeddedCypher, name: str) -> None:
    assert gives(embedded, CONSTRUCTS[name])


@pytest.mark.parametrize("name", sorted(UNKNOWN_TO_KGLITE))
def test_a_construct_that_is_not_understood_is_said_to_be_so_and_leads_to_neo4j(embedded: EmbeddedCypher, name: str) -> None:
    with pytest.raises(GraphError, match=r"读不懂.*liantu push.*--uri") as caught:
        embedded.run(CONSTRUCTS[name].text, CONSTRUCTS[name].parameters, limits=Limits())
    assert "\n" not in str(caught.value)


def test_properties_and_keys_of_an_embedded_node_hold_three_names_more_than_in_neo4j(embedded: EmbeddedCypher, server: Neo4jServer) -> None:
    """A difference that gives no error: id and title stand for iri and name. Ask for properties by name."""
    text = "MATCH (p:Platform) UNWIND keys(p) AS key RETURN key"
    here, there = ({row[0] for row in engine.select(text, {}).rows} for engine in (embedded, server))
    assert here - there == {"id", "title"}
    assert there - here == {"digest", "graph"}
