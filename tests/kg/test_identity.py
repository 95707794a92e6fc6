"""The same name gets the same IRI in every run, and nothing but the name and the issuing place has a say in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, parse

from kg.identity import family, fold, iri, join_heading, loose, relation_iri, split_heading, types
from kg.names import name_of
from ontology import ID, EntityType

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


def test_every_type_has_a_family_and_stands_in_it() -> None:
    assert all(type in types(family(type)) for type in EntityType)


def test_an_industry_is_one_thing_as_cluster_chain_and_industry() -> None:
    found = {name_of(type, "海工装备", "云溪市").key for type in types("industry")}
    assert found == {f"{ID}industry/海工装备"}


@given(TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXT, TEXT)
def test_every_name_makes_an_iri_that_rdf_readers_take(name: str, place: str) -> None:
    made = iri("carrier", name, place)
    line = f"<{made}> <{made}> <{made}> .".encode()
    assert [quad.subject for quad in parse(line, format=RdfFormat.N_TRIPLES)] == [NamedNode(made)]
    assert not set(made.removeprefix(ID)) & set(' <>"{}|\\^`?#[]')


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ｇ312 产业创新走廊", "G312产业创新走廊"),
        ("云溪\u200b高新区", "云溪高新区"),
        ("云溪　高新区", "云溪高新区"),
        ("新型灌溉（太阳能）装备", "新型灌溉(太阳能)装备"),
    ],
)
def test_width_blanks_and_format_characters_make_no_other_name(one: str, other: str) -> None:
    assert iri("carrier", one) == iri("carrier", other)


def test_quotation_marks_and_case_make_no_other_loose_name() -> None:
    assert loose("“AI+”行动") == loose("ai+行动") == "ai+行动"


def test_blanks_between_latin_words_stay() -> None:
    assert fold("Open  Innovation 中心") == "Open Innovation中心"


def test_only_what_an_iri_may_not_hold_is_encoded() -> None:
    assert iri("programme", "“金种子”计划（A/B）100%") == f"{ID}programme/“金种子”计划(A%2FB)100%25"


def test_district_tells_places_of_one_name_apart_by_the_issuing_place() -> None:
    nanjing = name_of(EntityType.DISTRICT, "鼓楼区", "南京市").key
    fuzhou = name_of(EntityType.DISTRICT, "鼓楼区", "福州市").key
    assert (nanjing, fuzhou) == (f"{ID}place/南京市/鼓楼区", f"{ID}place/福州市/鼓楼区")


def test_short_and_full_name_of_a_division_are_one() -> None:
    assert (
        name_of(EntityType.DISTRICT, "昆山", "苏州市").key
        == name_of(EntityType.DISTRICT, "江苏省昆山市", "合肥市").key
        == f"{ID}place/昆山市"
    )


@pytest.mark.parametrize(
    ("type", "name", "place", "where"),
    [
        (EntityType.GOVERNMENT_BODY, "市科技局", "昆山市", "昆山市/"),
        (EntityType.GOVERNMENT_BODY, "省科技厅", "昆山市", "江苏省/"),
        (EntityType.GOVERNMENT_BODY, "昆山市科技局", "苏州市", ""),
        (EntityType.GOVERNMENT_BODY, "鼓楼区科技局", "南京市", "南京市/"),
        (EntityType.GOVERNMENT_BODY, "科技部", "昆山市", ""),
        (EntityType.PARK, "昆山高新区", "昆山市", ""),
        (EntityType.PARK, "智谷科创园", "昆山市", "昆山市/"),
        (EntityType.PARK, "智谷科创园", "云溪市", "云溪市/"),
        (EntityType.PARK, "云溪高新区", "云溪市", ""),
        (EntityType.REGION, "长三角", "昆山市", ""),
        (EntityType.ENTERPRISE, "鹭洲重工", "昆山市", ""),
        (EntityType.INDUSTRY_CHAIN, "海工装备", "昆山市", ""),
        (EntityType.TECHNOLOGY, "高效焊接", "昆山市", ""),
    ],
)
def test_the_place_stands_in_the_iri_of_every_name_that_has_none_of_its_own(type: EntityType, name: str, place: str, where: str) -> None:
    assert name_of(type, name, place).key == f"{ID}{family(type)}/{where}{name}"


@given(st.lists(TEXT | st.just(""), min_size=1).map(tuple))
def test_a_heading_path_can_be_read_back_from_its_one_text(path: tuple[str, ...]) -> None:
    assert split_heading(join_heading(path)) == path


def test_a_relation_has_one_iri_for_its_three_parts() -> None:
    assert relation_iri("a", "b", "c") == relation_iri("a", "b", "c") != relation_iri("ab", "", "c")
