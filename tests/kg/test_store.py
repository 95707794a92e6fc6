"""A graph on disk: what it holds, how it is found, and that readers and writers do not hurt each other."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg import GraphError
from kg.identity import iri
from kg.pipeline import build, remove
from kg.resolution import resolve
from kg.serialisation import SERIALISATIONS
from kg.store import Store


@pytest.fixture
def graph(plans: dict[str, Path], tmp_path: Path) -> Path:
    folder = tmp_path / "graph"
    report = build(list(plans.values()), folder)
    assert report.read == ("jichuan", "qinghe", "yunxi")
    return folder


@pytest.fixture
def store(graph: Path):
    with Store.open(graph) as opened:
        yield opened


def test_the_public_names_are_there_at_their_first_use() -> None:
    assert (kg.Store, kg.build, kg.remove) == (Store, build, remove)
    with pytest.raises(AttributeError):
        _ = kg.nothing


def test_starting_imports_no_library() -> None:
    script = "import sys, kg; kg.Store; print(*sorted({'pyoxigraph', 'rdflib', 'pandas', 'networkx', 'shacl', 'neo4j', 'kglite'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", check=True).stdout.strip() == ""


def test_the_graph_of_the_index_is_the_graph_that_the_truth_resolves_to(store: Store) -> None:
    parts = [store.facts(document.id) for document in store.documents()]
    assert store.graph() == resolve(parts)
    assert store.graph().relations


def test_an_entity_is_found_by_name_alias_iri_and_whatever_the_width_of_its_letters(store: Store) -> None:
    (city,) = store.find("苏州市")
    assert store.find("苏州　市") == store.find(city.iri) == (city,)
    assert all(city in store.find(alias) for alias in city.aliases)
    assert store.find("不存在的名称") == ()
    assert city == store.graph().entities[city.iri]


def test_the_iri_of_a_merged_name_leads_to_its_entity(store: Store) -> None:
    merges = store.graph().merges
    assert merges
    assert all(store.entity(merge.alias_iri) is not None for merge in merges)
    assert store.entity(iri("place", "无此地")) is None


def test_the_nearest_names_are_suggested(store: Store) -> None:
    assert "云溪高新区" in store.suggest("云溪高新园区")
    assert len(store.suggest("云", limit=2)) <= 2
    assert store.suggest("☃") == ()


def test_documents_and_facts_come_back_as_they_were(store: Store, plans: dict[str, Path]) -> None:
    assert [document.id for document in store.documents()] == ["jichuan", "qinghe", "yunxi"]
    document, facts = store.facts("yunxi")
    assert document.source == plans["yunxi.md"].read_text(encoding="utf-8")
    assert facts.document == "yunxi"
    assert store.sources()["yunxi"] == plans["yunxi.md"].resolve()
    with pytest.raises(GraphError, match="yunxi"):
        store.facts("无")


def test_trusted_queries_run_in_this_process_with_their_parameters(store: Store) -> None:
    query = "SELECT ?type { ?x <http://www.w3.org/2000/01/rdf-schema#label> ?name ; a ?type }"
    assert len(store.select(query, {"name": "苏州市"})) == 1
    assert len(store.select(query)) > 1
    with pytest.raises(GraphError):
        store.select("SELECT")


def test_a_users_query_gets_the_same_answer_from_its_process(store: Store) -> None:
    query = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"
    assert store.sparql(query) == store.select(query)


@pytest.mark.parametrize("format", sorted(SERIALISATIONS))
def test_a_dump_holds_the_graph_and_is_the_same_each_time(store: Store, format: str) -> None:
    assert store.dump(format) == store.dump(format) != b""


def test_a_dump_of_no_format_is_refused_with_those_there_are(store: Store) -> None:
    with pytest.raises(GraphError, match="ttl"):
        store.dump("docx")


def test_rdflib_gets_the_same_triples(store: Store) -> None:
    assert len(store.to_rdflib()) == len(store.dump("nt").splitlines())


def test_the_summary_counts_what_the_graph_holds(store: Store) -> None:
    numbers, content = store.summary(), store.graph()
    assert numbers.documents == 3
    assert sum(numbers.entities.values()) == len(content.entities)
    assert sum(numbers.relations.values()) == len(content.relations)
    assert numbers.violations == ()


@pytest.mark.parametrize("make", ["absent", "empty", "file", "other"])
def test_what_is_no_graph_is_told_in_one_line(tmp_path: Path, make: str) -> None:
    path = tmp_path / "g"
    if make == "file":
        path.write_text("x", encoding="utf-8")
    elif make != "absent":
        path.mkdir()
    if make == "other":
        (path / "manifest.json").write_text('{"format": 0}', encoding="utf-8")
    with pytest.raises(GraphError) as caught:
        Store.open(path)
    assert "\n" not in str(caught.value)
    assert "build" in str(caught.value)


@pytest.mark.parametrize(
    "damage", ["{", "[]", '{"format": 1}', '{"format": 1, "documents": {"a": {}}, "decisions": "", "index": ""}', "\x00"]
)
def test_a_damaged_manifest_is_told_in_one_line(graph: Path, damage: str) -> None:
    (graph / "manifest.json").write_text(damage, encoding="utf-8")
    with pytest.raises(GraphError) as caught:
        Store.open(graph)
    assert "\n" not in str(caught.value)


def test_a_reader_keeps_its_state_while_a_writer_makes_another(graph: Path, plans: dict[str, Path]) -> None:
    old = Store.open(graph)
    before = old.dump("nq")
    plans["yunxi.md"].write_text("# 云溪市规划\n\n支持云溪经开区发展绿色化工产业。\n", encoding="utf-8")
    build([plans["yunxi.md"]], graph)
    with Store.open(graph) as new:
        assert new.find("云溪经开区")
        assert new.index_path != old.index_path
    fresh = Store.open(graph)
    assert (old.dump("nq"), old.facts("yunxi")[0].text.count("霁川智能")) == (before, 1)
    assert len(old.sparql("SELECT * { ?s ?p ?o }")) == len(before.splitlines())
    old.close()
    assert old.index_path.exists()
    remove(graph, "jichuan")
    assert not old.index_path.parent.exists()
    assert fresh.index_path.exists()
    fresh.close()


READER = """
import hashlib, sys
from pathlib import Path
from kg.store import Store
graph, stop, allowed, count = Path(sys.argv[1]), Path(sys.argv[2]), set(sys.argv[3:]), 0
while not stop.exists() or not count:
    with Store.open(graph) as store:
        names = {entity.name for entity in store.find("苏州市")}
        found = hashlib.sha256(store.dump("nq")).hexdigest()
        assert found in allowed and names and store.facts("jichuan"), found
    count += 1
print(count)
"""


def test_readers_see_whole_graphs_while_a_writer_replaces_them(plans: dict[str, Path], tmp_path: Path) -> None:
    """Three readers and twenty builds here; with LIANTU_LONG set, fifty readers and two hundred builds."""
    readers, builds = (50, 200) if os.environ.get("LIANTU_LONG") else (3, 20)
    graph, stop, plan = tmp_path / "g", tmp_path / "stop", plans["yunxi.md"]
    texts = (plan.read_text(encoding="utf-8"), "# 云溪市规划\n\n支持云溪经开区对接苏州市，发展绿色化工产业。\n")
    allowed = []
    for text in texts:
        plan.write_text(text, encoding="utf-8", newline="\n")
        build(list(plans.values()), graph)
        with Store.open(graph) as store:
            allowed.append(hashlib.sha256(store.dump("nq")).hexdigest())
    command = [sys.executable, "-c", READER, str(graph), str(stop), *allowed]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(readers)]
    for number in range(builds):
        plan.write_text(texts[number % 2], encoding="utf-8", newline="\n")
        build([plan], graph)
    stop.touch()
    said = [process.communicate() for process in running]
    assert [process.returncode for process in running] == [0] * readers, said
    print(f"{sum(int(out) for out, _ in said)} reads by {readers} readers during {builds} builds")


def test_old_indexes_and_documents_go_when_nobody_holds_them(graph: Path, plans: dict[str, Path]) -> None:
    remove(graph, "qinghe")
    remove(graph, str(plans["jichuan.md"]))
    assert len([entry for entry in (graph / "index").iterdir() if entry.is_dir()]) == 1
    assert [file.name.partition(".")[0] for file in (graph / "documents").iterdir()] == ["yunxi"]


def test_a_moved_graph_is_still_a_graph(graph: Path, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere" / "图谱"
    moved.parent.mkdir()
    shutil.move(graph, moved)
    with Store.open(moved) as store:
        assert store.find("苏州市")


NAME = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@given(NAME, st.lists(NAME, max_size=8), st.integers(1, 5))
def test_suggestions_are_names_that_share_a_character(name: str, names: list[str], limit: int) -> None:
    from kg.likeness import nearest

    found = nearest(name, names, limit)
    assert len(found) <= limit
    assert set(found) <= set(names)
