"""One catalogue, proven equal: every question gives the same rows on every engine, evidence included."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from kg.model import Graph
from kg.pipeline import build
from kg.store import Store
from queries.questions import Question, catalogue
from tests.cypher.engines import ALL, WITHOUT_SERVER, Bound
from tests.cypher.graphs import graphs

QUESTIONS = catalogue()
MOST_VALUES = 3


def bindings(question: Question, graph: Graph) -> Iterator[Bound]:
    """No parameter at all, then each alone with a few of the entities that it may name."""
    yield {}
    for parameter in question.parameters:
        suited = [entity.iri for entity in graph.entities.values() if entity.type in parameter.types]
        yield from ({parameter.name: [iri]} for iri in suited[:MOST_VALUES])


def compare(graph: Graph, engines: tuple[type, ...], folder: Path, uri: str = "") -> dict[str, int]:
    """Demand equal rows of all engines; return how many rows each question has without parameters."""
    made = [engine(graph, folder, uri) for engine in engines]
    sizes = {}
    for question in QUESTIONS.values():
        for bound in bindings(question, graph):
            columns, rows = made[0].ask(question, bound)
            sizes.setdefault(question.id, rows.total())
            for other in made[1:]:
                assert other.ask(question, bound) == (columns, rows), (question.id, bound, type(other).__name__)
    return sizes


def plans(root: Path, of: str) -> list[Path]:
    folder = root / "examples" if of == "examples" else root.parent / "shared" / "plans"
    found = sorted(path for path in folder.glob("*") if path.suffix in (".md", ".txt"))
    if not found:
        pytest.skip("no folder ../shared beside the checkout (sample plans and gold)")
    return found


@pytest.mark.parametrize("of", ["examples", "sample plans"])
def test_all_engines_give_the_same_rows_for_a_graph_built_from_plans(root: Path, tmp_path: Path, neo4j_uri: str, of: str) -> None:
    build(plans(root, of), tmp_path / "graph")
    with Store.open(tmp_path / "graph") as store:
        sizes = compare(store.graph(), ALL, tmp_path, neo4j_uri)
    assert all(sizes.values()), sizes


@given(graph=graphs())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_all_engines_without_a_server_give_the_same_rows_for_random_graphs(tmp_path: Path, graph: Graph) -> None:
    compare(graph, WITHOUT_SERVER, tmp_path)


@given(graph=graphs())
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_neo4j_gives_the_same_rows_for_random_graphs_pushed_over_one_another(tmp_path: Path, neo4j_uri: str, graph: Graph) -> None:
    compare(graph, ALL, tmp_path, neo4j_uri)


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_has_a_twin_in_cypher_that_begins_with_the_same_question(name: str) -> None:
    question = QUESTIONS[name]
    assert question.cypher, f"queries/catalogue/{name}.cypher is missing"
    assert question.cypher.splitlines()[0].removeprefix("//").strip() == f"{question.title_zh} / {question.title_en}"
