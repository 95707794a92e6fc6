"""The scored form: columns, separators and values as the scorer reads them."""

import csv
import importlib.util
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from exports.kgx import curie, number, write
from kg.model import Graph
from ontology import EntityType, Relation


def table(path: Path, *, delimiter: str = "\t", quoting: int = csv.QUOTE_MINIMAL) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter, quoting=quoting))


@pytest.fixture
def folder(graph: Graph, tmp_path: Path) -> Path:
    write(graph, tmp_path / "kgx")
    return tmp_path / "kgx"


def test_nodes_bear_the_class_the_name_and_the_aliases(folder: Path, town: ModuleType) -> None:
    nodes = {row["id"]: row for row in table(folder / "nodes.tsv")}
    park = nodes[curie(town.PARK.iri)]
    assert park["category"].rpartition(":")[2] == "Park"
    assert (park["name"], park["synonym"], park["provided_by"]) == ("云溪高新技术产业开发区", "云溪高新区", "云溪规划")
    assert nodes[curie(town.CITY.iri)]["division_code"] == "990100"
    assert nodes[curie(town.TASK.iri)]["phase"] == "2022-2023 建设|2024-2025 运行"


def test_edges_join_nodes_of_the_table_and_state_knowledge(folder: Path, graph: Graph) -> None:
    known = {row["id"] for row in table(folder / "nodes.tsv")}
    edges = table(folder / "edges.tsv")
    assert len(edges) == len(graph.relations)
    assert {edge["knowledge_level"] for edge in edges} == {"knowledge_assertion"}
    assert all({edge["subject"], edge["object"]} <= known for edge in edges)
    assert len({edge["id"] for edge in edges}) == len(edges)


def test_quotes_are_joined_by_a_bar_that_no_quote_holds(folder: Path, town: ModuleType) -> None:
    edges = {(row["subject"], row["predicate"].rpartition(":")[2]): row for row in table(folder / "edges.tsv")}
    develops = edges[curie(town.CITY.iri), "develops"]
    assert develops["supporting_text"].split("|") == ["大力发展海工装备", "海工装备｜产业链 已成"]
    assert develops["primary_knowledge_source"].split("|") == ["云溪规划", "青禾简报"]
    assert develops["status"] == "exists"


@pytest.mark.parametrize("name", ["nodes.tsv", "edges.tsv"])
def test_readers_with_and_without_csv_quoting_agree(name: str, folder: Path) -> None:
    assert table(folder / name) == table(folder / name, quoting=csv.QUOTE_NONE)
    assert all(None not in row.values() and None not in row for row in table(folder / name))


def test_figures_are_written_as_the_document_has_them(folder: Path, town: ModuleType) -> None:
    target, achieved = table(folder / "indicators.csv", delimiter=",")
    assert (target["name"], target["value"], target["value_max"], target["unit"]) == ("高新技术企业数", "1500", "", "家")
    assert (target["year"], target["bound"], target["status"], target["place"]) == ("2025", "ge", "target", curie(town.CITY.iri))
    assert (achieved["value"], achieved["value_max"], achieved["year"], achieved["place"]) == ("2.5", "3", "", "")


@pytest.mark.parametrize(
    ("value", "text"), [(1500.0, "1500"), (0.1, "0.1"), (3.25e8, "325000000"), (-2.5, "-2.5"), (None, ""), (2025, "2025")]
)
def test_numbers_have_no_needless_point_and_no_exponent(value: float | None, text: str) -> None:
    assert number(value) == text


def test_what_no_document_mentions_is_left_out(tmp_path: Path, town: ModuleType) -> None:
    parent = replace(town.entity(EntityType.DISTRICT, "大江省"), mentions=())
    graph = town.assemble(
        (town.CITY, town.CHAIN, parent),
        ((town.CITY, Relation.PART_OF, parent, (town.evidence("大江省云溪市"),)), (town.CITY, Relation.DEVELOPS, town.CHAIN, ())),
    )
    write(graph, tmp_path / "kgx")
    assert "大江省" not in (tmp_path / "kgx" / "nodes.tsv").read_text(encoding="utf-8")
    assert table(tmp_path / "kgx" / "edges.tsv") == []


def test_the_scorer_finds_everything_right_in_the_export_of_its_own_gold(shared: Path, folder: Path, town: ModuleType) -> None:
    """A gold annotation of the invented town, read by the real scorer."""
    spec = importlib.util.spec_from_file_location("score", shared / "gold" / "score.py")
    assert spec and spec.loader
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    result = scorer.score(gold(town), folder, errors := [])
    assert not errors
    for part in ("entity", "entity_strict", "relation", "quote", "indicator", "indicator_strict", "task"):
        assert result[part]["f1"] == 1.0, part


def gold(town: ModuleType) -> dict[str, list[dict[str, object]]]:
    """What an annotator would write down of the graph in conftest.py."""
    ids = {"e1": town.CITY, "e2": town.COUNTY, "e3": town.PARK, "e5": town.CHAIN}
    entities = [{"id": id, "type": str(each.type), "name": each.name, "aliases": list(each.aliases)} for id, each in ids.items()]
    entities += [
        {"id": "e4", "type": "Platform", "name": town.HOSTILE},
        {"id": "e6", "type": "Industry", "name": "=1+1|酿造业"},
        {"id": "e7", "type": "GovernmentBody", "name": "市科技局"},
        {"id": "e8", "type": "Programme", "name": "青苗计划二期"},
    ]
    triples = (
        "e2 partOf e1",
        "e1 develops e5",
        "e3 serves e5",
        "e3 locatedIn e1",
        "e4 locatedIn e3",
        "e4 serves e6",
        "e7 responsibleFor t1",
    )
    relations: list[dict[str, object]] = [dict(zip("spo", triple.split(), strict=True)) for triple in triples]
    relations[1]["quote"] = "海工装备|产业链\n已成"
    relations[4]["quote"] = town.HOSTILE
    indicators = [
        {"name": "高新技术企业", "value": 1500, "unit": "家", "year": 2025, "bound": "ge", "status": "target"},
        {"name": "研发投入", "value": 2.5, "value_max": 3, "unit": "%", "year": None, "bound": "eq", "status": "achieved"},
    ]
    return {"entities": entities, "relations": relations, "indicators": indicators, "tasks": [{"id": "t1", "name": "建设海工装备基地"}]}
