"""What the tests of the ontology share: the files as rdflib graphs, and a tiny graph of an invented town."""

import warnings
from pathlib import Path

import pytest
import rdflib

PREFIXES = """
@prefix : <https://w3id.org/liantu/ns#> .
@prefix id: <https://w3id.org/liantu/id/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
TOWN = f"""{PREFIXES}
id:town a :District ; rdfs:label "云溪市"@zh ; skos:altLabel "云溪"@zh ; :divisionCode "999900" .
id:park a :Park ; rdfs:label "云溪高新区"@zh , "Yunxi High-tech Zone"@en ; :serves id:chain ; :locatedIn id:town .
id:chain a :IndustryChain ; rdfs:label "氢能"@zh .
id:task a :Task ; rdfs:label "建设加氢站"@zh ; :phase "2026—2027 年建成" .
id:plan a :Document ; dcterms:title "云溪市氢能行动方案"@zh ; :sha256 "{"0f" * 32}" .
id:claim-1 a :Claim ; rdf:subject id:park ; rdf:predicate :serves ; rdf:object id:chain ; prov:wasDerivedFrom id:plan ;
    :quote "云溪高新区重点发展氢能" ; :start 10 ; :end 21 ; :heading "重点任务" ; :status :planned ; :statusWord "重点发展" ; :rule "subject and verb" .
id:claim-2 a :Claim ; rdf:subject id:park ; rdf:predicate :locatedIn ; rdf:object id:town ; prov:wasDerivedFrom id:plan ;
    :quote "云溪高新区" ; :start 10 ; :end 15 ; :status :exists ; :rule "place in the name" .
id:mention-1 a :Mention ; :mentions id:park ; :surface "云溪高新区" ; :designation :Park ; prov:wasDerivedFrom id:plan ;
    :start 10 ; :end 15 ; :status :exists ; :rule "suffix" .
id:merge-1 a :Merge ; :mergedInto id:town ; :aliasIri <https://w3id.org/liantu/id/yunxi> ; :surface "云溪" ; :rule "short form" .
id:figure-1 a :Indicator ; rdfs:label "加氢站"@zh ; :value 3.0e0 ; :valueMax 5.0e0 ; :unit "座" ; :normalisedValue 3.0e0 ; :normalisedUnit "座" ;
    :year 2027 ; :baseYear 2025 ; :bound "eq" ; :indicatorStatus "target" ; :about id:town ; prov:wasDerivedFrom id:plan ;
    :quote "建成加氢站3-5座" ; :start 40 ; :end 49 ; :rule "figure" .
"""


@pytest.fixture(scope="session")
def ontology_files(root: Path) -> dict[str, rdflib.Graph]:
    """Each Turtle file of the ontology, read by rdflib without a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return {path.stem: rdflib.Graph().parse(path, format="turtle") for path in sorted((root / "ontology").glob("*.ttl"))}


@pytest.fixture
def town() -> str:
    """A tiny conforming graph of an invented town, as Turtle."""
    return TOWN
