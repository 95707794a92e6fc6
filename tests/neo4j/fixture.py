"""The servers as fixtures, for all tests."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.neo4j.server import Neo4jServer, started, why_not


@pytest.fixture(scope="session")
def neo4j_uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Neo4j server without authentication that all tests of the run share; each clears what it finds."""
    if given := os.environ.get("NEO4J_URI"):
        assert is_empty(given), f"the tests clear the database that they use: NEO4J_URI={given} must lead to an empty one"
        yield given
        return
    if reason := why_not():
        pytest.skip(reason)
    with started(tmp_path_factory.mktemp("neo4j")) as server:
        yield server.uri


def is_empty(uri: str) -> bool:
    """Tell whether nothing would be lost by clearing the database."""
    from neo4j import GraphDatabase

    with GraphDatabase.driver(uri, auth=None) as driver:
        return driver.execute_query("MATCH (n) RETURN count(n)").records[0][0] == 0


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Callable[..., Neo4jServer]]:
    """Start a server of the test's own, with these settings: one that it may stop, kill and import into."""
    if reason := why_not():
        pytest.skip(reason)
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(started(tmp_path / "neo4j", **settings))
