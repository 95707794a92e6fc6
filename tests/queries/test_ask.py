"""Named questions: parameters by any name, one row an answer with its status, its sentences on request."""

from pathlib import Path

import pytest

from kg.store import Store
from kg.table import Table
from ontology import EntityType, Status
from queries import QueryError
from queries.engine import ask, fold
from queries.questions import EVIDENCE, catalogue, names, parse

OWN = """# 有哪些园区？ / Which parks are there?
# parameter park: Park; optional; 园区 / a park
# column parkName: 园区 / park
PREFIX : <https://w3id.org/liantu/ns#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?park ?parkName { ?park a :Park ; rdfs:label ?parkName } ORDER BY ?parkName
"""


def columns(table: Table, *wanted: str) -> list[tuple[object, ...]]:
    return [tuple(row[name] for name in wanted) for row in table]


def test_parks_by_chain_tells_park_district_where_known_and_status(store: Store) -> None:
    answer = ask(store, "parks_by_chain", chain="海工装备")
    rows = columns(answer, "chainName", "chainType", "parkName", "districtName", "status")
    assert rows == [
        ("海工装备", "IndustryChain", "云溪高新区", "云溪市", "underWay"),
        ("海工装备", "IndustryChain", "青禾产业园", "青禾县", "exists"),
    ]
    assert all(str(row["park"]).startswith("https://") and str(row["chain"]).startswith("https://") for row in answer)


def test_without_a_chain_all_are_answered_and_an_unknown_district_stays_open(store: Store) -> None:
    rows = columns(ask(store, "parks_by_chain"), "chainName", "parkName", "districtName", "status")
    assert rows == [
        ("海工装备", "云溪高新区", "云溪市", "underWay"),
        ("海工装备", "青禾产业园", "青禾县", "exists"),
        ("酿造", "无名科技园", None, "supported"),
        ("高端装备制造", "青禾产业园", "青禾县", "exists"),
    ]


@pytest.mark.parametrize("name", ["海洋工程装备", "海 工 装 备", " 海工装备 "])
def test_a_parameter_may_be_an_alias_in_any_width_and_spacing(name: str, store: Store) -> None:
    assert ask(store, "parks_by_chain", chain=name) == ask(store, "parks_by_chain", chain="海工装备")


def test_chain_map_leads_from_the_chain_over_places_to_the_carriers_there(store: Store) -> None:
    """What lies in a park of the place or in a county of it lies there too; a place without carriers has its own row alone."""
    rows = columns(ask(store, "chain_map", chain="海工装备"), "districtName", "carrierName", "carrierType", "status")
    assert rows == [
        ("云溪市", None, None, "exists"),
        ("云溪市", "云溪高新区", "Park", "underWay"),
        ("云溪市", "海工装备检测平台", "Platform", "planned"),
        ("云溪市", "青禾产业园", "Park", "underWay"),
        ("白沙县", None, None, "planned"),
    ]


def test_an_institute_that_lies_nowhere_and_an_enterprise_are_no_carriers_of_the_place(store: Store) -> None:
    carriers = {row["carrierName"] for row in ask(store, "chain_map")}
    assert not carriers & {"云溪海工研究院", "大江重工"}


def test_district_profile_tells_what_is_developed_hosted_and_contained(store: Store) -> None:
    rows = columns(ask(store, "district_profile", district="云溪"), "kind", "thingName", "thingType", "status")
    assert rows == [
        ("develops", "海工装备", "IndustryChain", "exists"),
        ("hasPart", "青禾县", "District", "exists"),
        ("hosts", "大江重工", "Enterprise", "exists"),
        ("hosts", "云溪高新区", "Park", "exists"),
        ("hosts", "青禾产业园", "Park", "underWay"),
        ("hosts", "海工装备检测平台", "Platform", "planned"),
    ]


def test_evidence_gives_a_row_for_each_sentence_with_its_relation_document_and_heading(store: Store) -> None:
    answer = ask(store, "parks_by_chain", evidence=True, chain="海工装备")
    assert columns(answer, "parkName", "status", "relation", "document", "heading", "quote") == [
        ("云溪高新区", "planned", "serves", "云溪规划", None, "云溪高新区serves海工装备#0"),
        ("云溪高新区", "underWay", "serves", "云溪规划", "第一章 > 总则", "云溪高新区serves海工装备#1"),
        ("青禾产业园", "exists", "serves", "云溪规划", None, "青禾产业园serves海工装备#0"),
    ]


def test_every_step_of_a_chain_map_row_has_its_sentence(store: Store) -> None:
    rows = [row for row in ask(store, "chain_map", evidence=True) if row["carrierName"] == "海工装备检测平台"]
    assert [(row["relation"], row["quote"]) for row in rows] == [
        ("locatedIn", "海工装备检测平台locatedIn云溪高新区#0"),
        ("serves", "海工装备检测平台serves海工装备#0"),
    ]


def test_evidence_shows_the_whole_sentence_around_the_quote_out_of_the_text(tmp_path: Path) -> None:
    """Built from a plan: a quote is a stretch of it, the sentence is that which a reader would read out."""
    from kg.pipeline import build

    plan = "# 云溪市规划\n\n做好准备。云溪高新区重点发展海工装备产业；其他从略。此后再议。\n"
    (tmp_path / "plan.md").write_text(plan, encoding="utf-8")
    build([tmp_path / "plan.md"], tmp_path / "graph")
    with Store.open(tmp_path / "graph") as opened:
        rows = [row for row in ask(opened, "parks_by_chain", evidence=True) if row["chainName"] == "海工装备"]
        text = opened.facts("plan")[0].text
    assert [row["sentence"] for row in rows] == ["云溪高新区重点发展海工装备产业；其他从略。"]
    assert [text[row["start"] : row["end"]] for row in rows] == [row["quote"] for row in rows]


@pytest.mark.parametrize("question", catalogue())
def test_every_question_has_an_answer_with_status_names_and_quotes_of_the_graph(question: str, store: Store) -> None:
    samples = {EntityType.INDUSTRY_CHAIN: "海工装备", EntityType.DISTRICT: "云溪市", EntityType.PARK: "云溪高新区"}
    parameters = {each.name: next(samples[type] for type in each.types if type in samples) for each in catalogue()[question].parameters}
    short, long = ask(store, question, **parameters), ask(store, question, evidence=True, **parameters)
    assert len(short) > 0
    assert {row["status"] for row in short} <= set(Status)
    quotes = {evidence.quote for relation in store.graph().relations for evidence in relation.evidence}
    assert {row["quote"] for row in long} <= quotes
    assert fold(long) == short


@pytest.mark.parametrize("question", catalogue().values(), ids=lambda each: each.id)
def test_every_column_and_parameter_of_a_question_has_a_name_in_both_languages(question, store: Store) -> None:
    assert question.title_zh != question.title_en
    required = {each.name: "云溪市" for each in question.parameters if each.required}
    for column in ask(store, question.id, evidence=True, **required).columns:
        zh, en = names(question, column)
        assert zh != column, column
        assert zh != en, column
    for parameter in question.parameters:
        assert parameter.zh != parameter.en


def test_gaps_are_written_with_minus() -> None:
    """FILTER NOT EXISTS is thousands of times slower in Oxigraph."""
    for question in catalogue().values():
        assert "NOT EXISTS" not in " ".join(question.sparql.upper().split())


@pytest.mark.parametrize(
    ("question", "parameters", "words"),
    [
        ("parks_of_chain", {}, ["parks_by_chain", "chain_map", "district_profile"]),
        ("parks_by_chain", {"chain": "海工设备"}, ["海工装备"]),
        ("parks_by_chain", {"chain": "云溪市"}, ["行政区划", "不是"]),
        ("parks_by_chain", {"platform": "甲"}, ["--chain"]),
        ("district_profile", {}, ["--district"]),
        ("district_profile", {"district": "云溪县"}, ["云溪市"]),
        ("district_profile", {"district": "zzz"}, ["liantu stats"]),
    ],
)
def test_what_cannot_be_answered_gets_one_line_that_says_what_can(
    question: str, parameters: dict[str, str], words: list[str], store: Store
) -> None:
    with pytest.raises(QueryError) as caught:
        ask(store, question, **parameters)
    assert "\n" not in str(caught.value)
    for word in words:
        assert word in str(caught.value)


def test_suggested_names_are_of_the_kind_that_was_asked_for(store: Store) -> None:
    with pytest.raises(QueryError) as caught:
        ask(store, "parks_by_chain", chain="海工装备制造")
    assert "检测平台" not in str(caught.value)


def test_a_folder_of_own_questions_adds_to_the_catalogue(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "parks.rq").write_text(OWN, encoding="utf-8")
    assert [row["parkName"] for row in ask(store, "parks", folder=tmp_path)] == ["云溪高新区", "无名科技园", "青禾产业园"]
    assert [row["parkName"] for row in ask(store, "parks", folder=tmp_path, park="高新区")] == ["云溪高新区"]
    monkeypatch.setenv("LIANTU_CATALOGUE", str(tmp_path))
    assert "parks" in catalogue() and "chain_map" in catalogue()


def test_an_own_question_can_reach_no_other_server(store: Store, tmp_path: Path) -> None:
    text = "# 问 / ask\nSELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    (tmp_path / "out.rq").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="SERVICE"):
        ask(store, "out", folder=tmp_path)


def test_a_folder_that_is_none_or_a_file_that_is_no_question_is_named(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="LIANTU_CATALOGUE"):
        catalogue(tmp_path / "none")
    (tmp_path / "bad.rq").write_bytes(b"# \xff\xfe")
    with pytest.raises(QueryError, match=r"bad\.rq"):
        catalogue(tmp_path)


@pytest.mark.parametrize(
    "text", ["SELECT * {}", "# 问\n# parameter chain: Kette; optional; 名 / name", "# 问\n# parameter chain: Park; 名 / name"]
)
def test_a_head_that_is_not_understood_is_an_error(text: str) -> None:
    with pytest.raises(QueryError):
        parse("x", text)


def test_folding_takes_the_strongest_of_one_relation_and_the_weakest_of_several() -> None:
    table = Table(
        ("a", "status", "relation", "quote"),
        (
            ("x", "planned", "serves", "1"),
            ("x", "exists", "serves", "2"),
            ("x", "underWay", "locatedIn", "3"),
            ("y", "supported", "serves", "4"),
        ),
    )
    assert fold(table) == Table(("a", "status"), (("x", "underWay"), ("y", "supported")))


def test_folding_without_a_status_only_drops_what_is_said_twice() -> None:
    assert fold(Table(("a", "quote"), (("x", "1"), ("x", "2")))) == Table(("a",), (("x",),))
    assert set(EVIDENCE) == {"status", "relation", "document", "heading", "quote", "start", "end", "sentence"}
