"""A question of a page in SPARQL and in Cypher has one answer, whichever engine is asked."""

from collections.abc import Iterator

import pytest

from exports.neo4j_push import push
from kg.neo4j_server import Address, Neo4jServer
from kg.pipeline import build
from kg.store import Store
from liantu.options import deliver
from tests.neo4j.content import clear
from tests.test_readme import ROOT, blocks, trimmed

PAGE = ROOT / "docs" / "researchers.md"


def questions() -> list[tuple[str, str, str]]:
    """The page's questions: the SPARQL text, the Cypher text, and the answer shown behind the two."""
    asked, found = dict[str, str](), []
    for kind, block in blocks(PAGE):
        asked[kind] = block
        if kind == "text":
            found.append((asked.pop("sparql"), asked.pop("cypher"), block))
    return found


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("page") / "graph"
    build(sorted((ROOT / "examples").iterdir()), folder)
    with Store.open(folder) as store:
        yield store


def test_the_page_asks_ten_questions_in_both_languages() -> None:
    assert len(questions()) == 10
    assert all(answer.strip() for _, _, answer in questions())


def test_sparql_cypher_and_neo4j_give_the_same_rows_and_those_that_the_page_shows(
    store: Store, neo4j_uri: str, capsys: pytest.CaptureFixture[str]
) -> None:
    clear(neo4j_uri)
    push(store.graph(), Address(neo4j_uri))
    server = Neo4jServer(Address(neo4j_uri))
    for sparql, cypher, shown in questions():
        answer = server.select(cypher, {})
        assert len(answer)
        assert answer == store.sparql(sparql) == store.cypher(cypher), cypher
        deliver(answer, "", None)
        assert trimmed(capsys.readouterr().out) == trimmed(shown), cypher
