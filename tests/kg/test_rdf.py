"""A graph goes to RDF and back without loss, in triples that every tool reads."""

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat, parse, serialize

from kg.identity import document_iri, indicator_iri, iri, merge_iri
from kg.model import Entity, EntityMention, Evidence, Graph, GraphDocument, GraphIndicator, GraphRelation, Merge
from kg.rdf import LABEL, from_quads, to_quads
from ontology import NS, Attribute, EntityType, RecordType, Relation, Status

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
WORD = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6)
HEADING = st.lists(TEXT, max_size=3).map(tuple)
PLACE = st.integers(0, 2**40)
FIGURE = st.floats(allow_nan=False, allow_infinity=False)
YEAR = st.none() | st.integers(1949, 2100)
IDS = ("甲", "b/c d", "丙·1")
IRIS = tuple(iri("carrier", name, place) for name in ("云溪高新区", "A/B “x”") for place in ("", "云溪市"))

DOCUMENTS = st.tuples(*(st.builds(GraphDocument, st.just(document_iri(id)), st.just(id), *[TEXT] * 9) for id in IDS))
MENTIONS = st.builds(
    EntityMention, st.sampled_from(IDS), PLACE, PLACE, WORD, st.sampled_from(EntityType), HEADING, st.sampled_from(Status), WORD
)
EVIDENCE = st.builds(Evidence, st.sampled_from(IDS), PLACE, PLACE, TEXT, HEADING, st.sampled_from(Status), TEXT, TEXT, TEXT, TEXT)
MERGES = st.builds(Merge, st.sampled_from(IRIS), WORD, st.sampled_from(IRIS), TEXT, st.sampled_from(IDS), TEXT)
ATTRIBUTES = st.lists(st.tuples(st.sampled_from([str(Attribute.CODE), str(Attribute.PHASE)]), TEXT), unique=True, max_size=3)


def in_order(values):
    return tuple(sorted(values))


@st.composite
def entities(draw) -> dict[str, Entity]:
    found = {}
    for each in sorted(draw(st.sets(st.sampled_from(IRIS)))):
        aliases, mentions = draw(st.sets(WORD, max_size=3)), draw(st.sets(MENTIONS, max_size=3))
        type = draw(st.sampled_from(EntityType))
        found[each] = Entity(each, type, draw(WORD), in_order(aliases), in_order(draw(ATTRIBUTES)), in_order(mentions))
    return found


@st.composite
def indicators(draw) -> tuple[GraphIndicator, ...]:
    made = set()
    for _ in range(draw(st.integers(0, 3))):
        figures = (draw(WORD), draw(FIGURE), draw(st.none() | FIGURE), draw(TEXT), draw(FIGURE), draw(TEXT), draw(YEAR), draw(YEAR))
        texts = (draw(TEXT), draw(TEXT), draw(st.sampled_from(("", *IRIS))))
        said = GraphIndicator(
            "", draw(st.sampled_from(IDS)), *figures, *texts, draw(PLACE), draw(PLACE), draw(TEXT), draw(HEADING), draw(TEXT)
        )
        made.add(said)
    by_iri = {indicator_iri(each): each for each in sorted(made, key=repr)}
    return tuple(sorted((replace(each, iri=own) for own, each in by_iri.items()), key=lambda i: (i.document, i.start, i.end, i.iri)))


@st.composite
def graphs(draw) -> Graph:
    triples = draw(st.sets(st.tuples(st.sampled_from(IRIS), st.sampled_from(Relation), st.sampled_from(IRIS)), max_size=4))
    relations = tuple(GraphRelation(*triple, in_order(draw(st.sets(EVIDENCE, max_size=3)))) for triple in sorted(triples))
    documents = tuple(sorted(draw(DOCUMENTS), key=lambda d: d.id))
    return Graph(draw(entities()), relations, draw(indicators()), documents, in_order(draw(st.sets(MERGES, max_size=3))))


@given(graphs(), st.randoms(use_true_random=False))
def test_a_graph_comes_back_from_rdf_as_it_was_whatever_the_order_of_quads(graph: Graph, shuffler: random.Random) -> None:
    quads = list(to_quads(graph))
    shuffler.shuffle(quads)
    assert from_quads(quads) == graph


@given(graphs())
def test_every_quad_is_written_once_in_the_default_graph_as_plain_rdf(graph: Graph) -> None:
    quads = list(to_quads(graph))
    assert len(set(quads)) == len(quads)
    assert all(isinstance(quad.graph_name, DefaultGraph) and isinstance(quad.subject, NamedNode) for quad in quads)


@given(graphs())
def test_a_graph_survives_a_file_of_n_triples(graph: Graph) -> None:
    data = serialize((quad.triple for quad in to_quads(graph)), format=RdfFormat.N_TRIPLES)
    assert data is not None
    assert from_quads(parse(data, format=RdfFormat.N_TRIPLES)) == graph


def small() -> Graph:
    one, other = IRIS[0], iri("industry", "新材料")
    said = Evidence("甲", 3, 9, "发展新材料", ("一、重点 > 产业", "（一）"), Status.PLANNED, "拟", "frame", "", "")
    mention = EntityMention("甲", 3, 8, "云溪高新区", EntityType.PARK, (), Status.EXISTS, "suffix")
    found = {
        one: Entity(one, EntityType.PARK, "云溪高新区", ("高新区",), (), (mention,)),
        other: Entity(other, EntityType.INDUSTRY, "新材料", (), (), ()),
    }
    document = GraphDocument(document_iri("甲"), "甲", "规划", "", "", "", "", "", "", "0" * 64, "text 1")
    merge = Merge(one, "高新区", iri("carrier", "高新区", "云溪市"), "shortForm", "甲", "建设高新区。")
    return Graph(found, (GraphRelation(one, Relation.SERVES, other, (said,)),), (), (document,), (merge,))


def test_a_relation_stands_as_one_plain_triple_beside_its_claims() -> None:
    lines = {(q.subject.value, q.predicate.value, q.object.value) for q in to_quads(small())}
    assert (IRIS[0], f"{NS}serves", iri("industry", "新材料")) in lines
    (claim,) = (subject for subject, _, value in lines if value == NS + RecordType.CLAIM)
    assert (claim, f"{NS}status", f"{NS}planned") in lines
    assert (claim, "http://www.w3.org/ns/prov#wasDerivedFrom", document_iri("甲")) in lines


def test_names_are_chinese_and_quotes_are_plain_text() -> None:
    quads = list(to_quads(small()))
    assert {q.object.language for q in quads if q.predicate.value == LABEL} == {"zh"}
    assert [q.object for q in quads if q.predicate.value == NS + Attribute.QUOTE] == [Literal("发展新材料"), Literal("建设高新区。")]


def test_triples_that_are_not_ours_are_left_out() -> None:
    foreign = list(parse("<http://a/s> <http://a/p> _:b .\n_:b <http://a/p> <http://a/s> .", format=RdfFormat.N_TRIPLES))
    assert from_quads([*to_quads(small()), *foreign]) == small()


def test_a_merge_record_has_an_iri_of_its_own() -> None:
    assert merge_iri(small().merges[0]) in {quad.subject.value for quad in to_quads(small())}


def test_the_place_of_a_document_is_the_division_with_its_code() -> None:
    """The entity where the documents mention it, else a place with name and code; one without a code where the table holds none."""
    dcterms = "http://purl.org/dc/terms/"
    blank = GraphDocument("", "", "规划", "诸暨市人民政府", "诸政发〔2021〕1号", "2021-03-01", "2021-2025", "", "规划", "0" * 64, "text 1")
    documents = tuple(
        replace(blank, iri=document_iri(id), id=id, place=place) for id, place in (("甲", "诸暨市"), ("乙", "绍兴市"), ("丙", "云溪市"))
    )
    own = iri("place", "诸暨市")
    entity = Entity(own, EntityType.DISTRICT, "诸暨", (), ((str(Attribute.CODE), "330681"),), ())
    graph = Graph({own: entity}, (), (), tuple(sorted(documents, key=lambda d: d.id)), ())
    quads = list(to_quads(graph))
    assert from_quads(quads) == graph
    spatial = {quad.subject.value: quad.object.value for quad in quads if quad.predicate.value == f"{dcterms}spatial"}
    codes = {quad.subject.value: quad.object.value for quad in quads if quad.predicate.value == NS + Attribute.CODE}
    assert spatial[document_iri("甲")] == own
    assert {id: codes.get(spatial[document_iri(id)]) for id in ("甲", "乙", "丙")} == {"甲": "330681", "乙": "330600", "丙": None}
    said = {quad.predicate.value.removeprefix(dcterms) for quad in quads if quad.subject.value == document_iri("甲")}
    assert said >= {"title", "publisher", "identifier", "issued", "temporal", "spatial", "coverage", "type", NS + Attribute.NUMBER}
