"""The ontology file and the Python names say the same, and every term can be read in Chinese and English."""

from enum import StrEnum
from itertools import chain

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS

from ontology import NS, Attribute, EntityType, Inverse, OntologyError, RecordType, Relation, Status, SuperClass
from ontology.schema import LANGUAGES, ancestors, definition, inverse, label

CLASSES = (EntityType, SuperClass, RecordType)
PROPERTIES = (Relation, Inverse, Attribute)
TERMS = [term for names in (*CLASSES, *PROPERTIES, Status) for term in names]
ALIGNED = {
    "schema.org": "https://schema.org/",
    "ORG": "http://www.w3.org/ns/org#",
    "PROV-O": "http://www.w3.org/ns/prov#",
    "SKOS": "http://www.w3.org/2004/02/skos/core#",
    "Dublin Core": "http://purl.org/dc/terms/",
    "Web Annotation": "http://www.w3.org/ns/oa#",
}


def local_names(graph: rdflib.Graph, *types: rdflib.URIRef) -> set[str]:
    """The names of our namespace that the graph declares as one of the types."""
    found = chain.from_iterable(graph.subjects(RDF.type, type) for type in types)
    return {str(node).removeprefix(NS) for node in found if str(node).startswith(NS)}


def of(*names: type[StrEnum]) -> set[str]:
    return {str(term) for each in names for term in each}


@pytest.fixture(scope="module")
def innovation(ontology_files: dict[str, rdflib.Graph]) -> rdflib.Graph:
    return ontology_files["innovation"]


def test_the_classes_are_the_same_in_both(innovation: rdflib.Graph) -> None:
    assert local_names(innovation, OWL.Class) == of(*CLASSES)


def test_the_properties_are_the_same_in_both(innovation: rdflib.Graph) -> None:
    assert local_names(innovation, OWL.ObjectProperty, OWL.DatatypeProperty) == of(*PROPERTIES)


def test_the_statuses_are_the_same_in_both(innovation: rdflib.Graph) -> None:
    assert local_names(innovation, rdflib.URIRef(NS + "Status")) == of(Status)


def test_every_name_of_our_namespace_that_a_file_uses_is_a_term(ontology_files: dict[str, rdflib.Graph]) -> None:
    """Also in shapes and in the texts of SPARQL constraints no unknown name can stand."""
    used = {str(node) for graph in ontology_files.values() for triple in graph for node in triple if isinstance(node, rdflib.URIRef)}
    assert {iri.removeprefix(NS) for iri in used if iri.startswith(NS)} <= {str(term) for term in TERMS}


def test_no_two_terms_share_a_name() -> None:
    names = [str(term) for term in TERMS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("term", TERMS, ids=str)
def test_every_term_has_one_label_and_one_definition_in_each_language(innovation: rdflib.Graph, term: StrEnum) -> None:
    node = rdflib.URIRef(NS + term)
    for predicate, read in ((RDFS.label, label), (SKOS.definition, definition)):
        texts = {text.language: str(text) for text in innovation.objects(node, predicate)}
        assert sorted(texts) == sorted(LANGUAGES)
        assert len(list(innovation.objects(node, predicate))) == len(LANGUAGES)
        assert {language: read(term, language) for language in LANGUAGES} == texts
    assert any("\u4e00" <= sign <= "\u9fff" for sign in label(term, "zh") + definition(term, "zh"))
    assert label(term, "en").isascii()


def test_a_term_or_language_that_is_none_is_an_error_that_says_so() -> None:
    with pytest.raises(OntologyError, match="Castle"):
        label("Castle")
    with pytest.raises(OntologyError, match="fr"):
        definition(EntityType.PARK, "fr")


def test_the_ontology_has_a_version_and_a_title_in_both_languages(innovation: rdflib.Graph) -> None:
    header = next(innovation.subjects(RDF.type, OWL.Ontology))
    assert str(innovation.value(header, OWL.versionInfo)) in str(innovation.value(header, OWL.versionIRI))
    titles = innovation.objects(header, rdflib.DCTERMS.title)
    assert sorted(title.language for title in titles) == sorted(LANGUAGES)


@pytest.mark.parametrize("vocabulary", ALIGNED)
def test_the_terms_are_aligned_to_the_vocabularies_of_the_field(innovation: rdflib.Graph, vocabulary: str) -> None:
    ways = (RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass, SKOS.closeMatch)
    aligned = {
        str(subject)
        for way in ways
        for subject, object in innovation.subject_objects(way)
        if str(object).startswith(ALIGNED[vocabulary]) and str(subject).startswith(NS)
    }
    assert len(aligned) >= 3


@pytest.mark.parametrize("type", [*EntityType, *SuperClass], ids=str)
def test_ancestors_are_those_of_the_subclass_axioms_the_nearest_first(innovation: rdflib.Graph, type: EntityType | SuperClass) -> None:
    closure = innovation.transitive_objects(rdflib.URIRef(NS + type), RDFS.subClassOf)
    ours = [str(node).removeprefix(NS) for node in closure if str(node).startswith(NS)]
    assert (str(type), *ancestors(type)) == tuple(ours)


def test_every_entity_type_is_an_entity_in_the_end() -> None:
    assert all(ancestors(type)[-1] == SuperClass.ENTITY for type in EntityType)
    assert ancestors(EntityType.DISTRICT) == ("Place", "Entity")
    assert ancestors(SuperClass.ENTITY) == ()


@pytest.mark.parametrize("relation", Relation, ids=str)
def test_every_relation_has_an_inverse_name_or_is_symmetric(innovation: rdflib.Graph, relation: Relation) -> None:
    node = rdflib.URIRef(NS + relation)
    stated = innovation.value(node, OWL.inverseOf)
    symmetric = (node, RDF.type, OWL.SymmetricProperty) in innovation
    assert (stated is None) == symmetric
    assert inverse(relation) == (None if symmetric else str(stated).removeprefix(NS))


def test_no_two_relations_share_an_inverse() -> None:
    names = [name for relation in Relation if (name := inverse(relation))]
    assert sorted(names) == sorted(Inverse)
