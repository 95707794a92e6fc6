"""The shapes are well-formed SHACL, speak of every term, and say the same as `permits`."""

from itertools import product

import pyshacl
import pytest
import rdflib
import shacl
from pyshacl.errors import ReportableRuntimeError
from rdflib import RDF, RDFS, SH, Namespace
from rdflib.collection import Collection

from ontology import ID, NS, EntityType, RecordType, Relation, Status
from ontology.schema import ancestors, permits, signature
from ontology.validation import subclass_axioms

OURS = Namespace(NS)
SHAPE = Namespace("https://w3id.org/liantu/shapes#")
EVERY_TRIPLE = list(product(EntityType, Relation, EntityType))
ORGANISATIONS = "Enterprise University ResearchInstitute Hospital GovernmentBody Park Platform Incubator"
INDUSTRIES = "IndustryCluster IndustryChain Industry"
# The table of the annotation guide: who stands on either side of which relation.
GUIDE = {
    "locatedIn": [("Enterprise University ResearchInstitute Hospital Park Incubator Platform", "District Park Region")],
    "partOf": [("District", "District"), ("Region", "Region Park"), ("Park", "Park Region"), ("IndustryChain", "IndustryCluster")],
    "develops": [("District Region", INDUSTRIES)],
    "serves": [("Park Incubator Platform ResearchInstitute Enterprise University", INDUSTRIES)],
    "affiliatedWith": [("ResearchInstitute Platform Hospital Incubator University", ORGANISATIONS)],
    "cooperatesWith": [(f"{ORGANISATIONS} District Region", f"{ORGANISATIONS} District Region")],
    "hasDiscipline": [("University", "Discipline")],
    "hasKeyTechnology": [(INDUSTRIES, "Technology")],
    "responsibleFor": [("GovernmentBody District Park", "Task")],
    "assists": [("GovernmentBody District Park", "Task")],
}


def pairs(relation: Relation) -> set[tuple[str, str]]:
    """The pairs of types that the guide's table names."""
    return {pair for subjects, objects in GUIDE[relation] for pair in product(subjects.split(), objects.split())}


def node(subject: EntityType, relation: Relation, object: EntityType) -> str:
    """The IRI of the subject of one combination."""
    return f"{ID}{subject}-{relation}-{object}"


@pytest.fixture(scope="module")
def combinations() -> str:
    """Every subject type in every relation to every object type, each with things of its own, as N-Triples."""
    lines = [subclass_axioms()]
    for subject, relation, object in EVERY_TRIPLE:
        iri = node(subject, relation, object)
        lines.append(f"<{iri}> <{RDF.type}> <{NS}{subject}> .\n<{iri}> <{NS}{relation}> <{iri}/object> .\n")
        lines.append(f"<{iri}/object> <{RDF.type}> <{NS}{object}> .\n")
    return "".join(lines)


@pytest.fixture(scope="module")
def signatures(ontology_files: dict[str, rdflib.Graph]) -> rdflib.Graph:
    """The shapes without those that ask for names and claims."""
    shapes = rdflib.Graph() + ontology_files["shapes"]
    for other in (SHAPE.Entity, SHAPE.Stated):
        shapes.remove((other, None, None))
    return shapes


def test_the_shapes_pass_the_meta_shapes_of_shacl(ontology_files: dict[str, rdflib.Graph]) -> None:
    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=ontology_files["shapes"], meta_shacl=True)
    assert conforms, text


def test_the_meta_shapes_would_find_a_malformed_shape(ontology_files: dict[str, rdflib.Graph]) -> None:
    broken = ontology_files["shapes"] + rdflib.Graph()
    broken.add((SHAPE.Claim, SH.property, rdflib.Literal("no shape")))
    with pytest.raises(ReportableRuntimeError, match="MetaSHACL"):
        pyshacl.validate(rdflib.Graph(), shacl_graph=broken, meta_shacl=True)


@pytest.mark.parametrize("relation", Relation, ids=str)
def test_permits_is_the_table_of_the_guide(relation: Relation) -> None:
    assert {(s, o) for s, o in product(EntityType, EntityType) if permits(s, relation, o)} == pairs(relation)


@pytest.mark.parametrize("relation", Relation, ids=str)
def test_a_signature_names_who_stands_on_either_side_in_the_order_of_the_types(relation: Relation) -> None:
    found = signature(relation)
    assert set(found.pairs) == pairs(relation)
    assert found.subjects == tuple(t for t in EntityType if t in {s for s, _ in pairs(relation)})
    assert found.objects == tuple(t for t in EntityType if t in {o for _, o in pairs(relation)})


def test_permits_says_the_same_as_the_shapes_by_the_engine(combinations: str, signatures: rdflib.Graph) -> None:
    shapes = shacl.Shapes.from_text(signatures.serialize(format="turtle"))
    report = shapes.validate_text(combinations, format="ntriples")
    refused = {result.focus_node.strip("<>") for result in report.results}
    assert refused == {node(*triple) for triple in EVERY_TRIPLE if not permits(*triple)}


def test_permits_says_the_same_as_the_shapes_by_the_oracle(combinations: str, signatures: rdflib.Graph) -> None:
    data = rdflib.Graph().parse(data=combinations, format="nt")
    _, report, _ = pyshacl.validate(data, shacl_graph=signatures)
    refused = {str(focus) for focus in report.objects(None, SH.focusNode)}
    assert refused == {node(*triple) for triple in EVERY_TRIPLE if not permits(*triple)}


@pytest.mark.parametrize("type", EntityType, ids=str)
def test_every_entity_type_is_in_the_list_of_entity_types(ontology_files: dict[str, rdflib.Graph], type: EntityType) -> None:
    shapes = ontology_files["shapes"]
    listed = Collection(shapes, shapes.value(SHAPE.EntityType, SH["in"]))
    assert OURS[type] in listed
    assert len(listed) == len(EntityType)


@pytest.mark.parametrize("relation", Relation, ids=str)
def test_every_relation_has_a_signature_may_be_claimed_and_must_be_claimed(
    ontology_files: dict[str, rdflib.Graph], relation: Relation
) -> None:
    shapes = ontology_files["shapes"]
    assert (SHAPE[relation], SH.targetSubjectsOf, OURS[relation]) in shapes
    assert (SHAPE.Stated, SH.targetSubjectsOf, OURS[relation]) in shapes
    assert f":{relation}" in str(shapes.value(SHAPE.RelationHasClaim, SH.select)).replace(",", " ").split()
    predicate = next(part for part in shapes.objects(SHAPE.Claim, SH.property) if shapes.value(part, SH.path) == RDF.predicate)
    assert OURS[relation] in Collection(shapes, shapes.value(predicate, SH["in"]))


@pytest.mark.parametrize("status", Status, ids=str)
def test_every_status_may_stand_in_a_claim(ontology_files: dict[str, rdflib.Graph], status: Status) -> None:
    shapes = ontology_files["shapes"]
    listed = Collection(shapes, shapes.value(next(shapes.objects(SHAPE.WithStatus, SH.property)), SH["in"]))
    assert OURS[status] in listed
    assert len(listed) == len(Status)


@pytest.mark.parametrize("record", [record for record in RecordType if record is not RecordType.STATUS], ids=str)
def test_every_kind_of_record_has_a_shape(ontology_files: dict[str, rdflib.Graph], record: RecordType) -> None:
    assert (SHAPE[record], SH.targetClass, OURS[record]) in ontology_files["shapes"]


def test_every_message_is_in_both_languages(ontology_files: dict[str, rdflib.Graph]) -> None:
    shapes = ontology_files["shapes"]
    for spoken in set(shapes.subjects(SH.message)):
        assert sorted(text.language for text in shapes.objects(spoken, SH.message)) == ["en", "zh"]


def test_the_subclass_axioms_for_validators_are_the_closure_of_those_of_the_ontology(ontology_files: dict[str, rdflib.Graph]) -> None:
    stated = ontology_files["innovation"]
    given = rdflib.Graph().parse(data=subclass_axioms(), format="nt")
    for type in EntityType:
        closure = {str(above) for above in stated.transitive_objects(OURS[type], RDFS.subClassOf) if str(above).startswith(NS)}
        assert {str(above) for above in given.objects(OURS[type], RDFS.subClassOf)} == closure - {NS + type}
        assert {NS + above for above in ancestors(type)} == closure - {NS + type}
