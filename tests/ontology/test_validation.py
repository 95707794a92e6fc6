"""`validate` finds each breach that is planted in a conforming graph, and agrees with pySHACL on the same data."""

import random
from collections.abc import Mapping

import pyshacl
import pytest
import rdflib
from rdflib import SH

from ontology import ID, NS, OntologyError
from ontology.validation import ValidationReport, subclass_axioms, validate

# What is planted: the triples taken away, the triples added, and what must be found (node, property, constraint, shape).
PLANTED = {
    "an entity without a name": ('id:chain rdfs:label "氢能"@zh', "", "chain label QualifiedMinCount Entity"),
    "an entity with two Chinese names": ("", 'id:chain rdfs:label "氢能源"@zh', "chain label QualifiedMaxCount Entity"),
    "a name without a language": ("", 'id:chain rdfs:label "氢能源"', "chain label LanguageIn Entity"),
    "an empty other name": ("", 'id:town skos:altLabel ""@zh', "town altLabel MinLength Entity"),
    "another name that is the name": ("", 'id:town skos:altLabel "云溪市"@zh', "town altLabel Disjoint Entity"),
    "an entity of two types": ("", "id:park a :Platform", "park type QualifiedMaxCount Entity"),
    "an entity of a class that only groups others": ("id:chain a :IndustryChain", "id:chain a :IndustrySector", "chain type QualifiedMinCount Entity"),
    "an entity under a foreign IRI": ("", '<https://example.org/park> a :Park ; rdfs:label "外园"@zh', "https://example.org/park - Pattern Entity"),
    "a division code of letters": ("", 'id:town :divisionCode "99x900"', "town divisionCode Pattern District"),
    "two division codes": ("", 'id:town :divisionCode "999901"', "town divisionCode MaxCount District"),
    "a division code of a park": ("", 'id:park :divisionCode "999901"', "park - Class District"),
    "a phase of a park": ("", 'id:park :phase "一期"', "park - Class Task"),
    "a claim without a quote": ('id:claim-1 :quote "云溪高新区重点发展氢能"', "", "claim-1 quote MinCount Quoted"),
    "an empty quote": ('id:claim-1 :quote "云溪高新区重点发展氢能"', 'id:claim-1 :quote ""', "claim-1 quote MinLength Quoted"),
    "two quotes": ("", 'id:claim-1 :quote "云溪高新区发展壮大氢能"', "claim-1 quote MaxCount Quoted"),
    "a quote that is shorter than its span": (
        'id:claim-1 :quote "云溪高新区重点发展氢能"', 'id:claim-1 :quote "发展氢能"', "claim-1 - SPARQL Claim",
    ),
    "a start after the end": ("id:claim-1 :start 10", "id:claim-1 :start 30", "claim-1 start LessThan Evidence"),
    "a start at the end": ("id:mention-1 :start 10", "id:mention-1 :start 15", "mention-1 start LessThan Evidence"),
    "a start before the text": ("id:claim-1 :start 10", "id:claim-1 :start -1", "claim-1 start MinInclusive Evidence"),
    "a start that is no number": ("id:claim-1 :start 10", 'id:claim-1 :start "10"', "claim-1 start Datatype Evidence"),
    "no end": ("id:claim-1 :end 21", "", "claim-1 end MinCount Evidence"),
    "a status that is none": ("id:claim-1 :status :planned", "id:claim-1 :status :rumoured", "claim-1 status In WithStatus"),
    "two statuses": ("", "id:claim-1 :status :exists", "claim-1 status MaxCount WithStatus"),
    "a mention without a status": ("id:mention-1 :status :exists", "", "mention-1 status MinCount WithStatus"),
    "a claim of no document": ("id:claim-1 prov:wasDerivedFrom id:plan", "", "claim-1 wasDerivedFrom MinCount Evidence"),
    "a claim of two documents": (
        "",
        f'id:claim-1 prov:wasDerivedFrom id:other . id:other a :Document ; dcterms:title "另一方案" ; :sha256 "{"1e" * 32}"',
        "claim-1 wasDerivedFrom MaxCount Evidence",
    ),
    "a claim of something that is no document": (
        "id:claim-1 prov:wasDerivedFrom id:plan", "id:claim-1 prov:wasDerivedFrom id:park", "claim-1 wasDerivedFrom Class Evidence",
    ),
    "no rule": ('id:figure-1 :rule "figure"', "", "figure-1 rule MinCount Evidence"),
    "two heading paths": ("", 'id:claim-1 :heading "其他任务"', "claim-1 heading MaxCount Evidence"),
    "a claim without a subject": ("id:claim-1 rdf:subject id:park", "", "claim-1 subject MinCount Claim"),
    "a claim about a record": ("id:claim-1 rdf:object id:chain", "id:claim-1 rdf:object id:plan", "claim-1 object Class Claim"),
    "a claim about the thing itself": ("", "id:claim-1 rdf:object id:park", "claim-1 subject Disjoint Claim"),
    "a claim of a relation that is none": ("id:claim-1 rdf:predicate :serves", "id:claim-1 rdf:predicate :likes", "claim-1 predicate In Claim"),
    "a claim whose relation is not in the graph": ("id:park :locatedIn id:town", "", "claim-2 - SPARQL Claim"),
    "a relation that no claim states": ("", "id:town :develops id:chain", "town develops SPARQL Stated"),
    "a subject that may not stand there": ("", "id:task :serves id:chain", "task - Or serves"),
    "an object that may not stand there": ("", "id:park :serves id:town", "park serves Class serves"),
    "a division that is part of a park": ("", "id:town :partOf id:park", "town partOf Class DistrictParts"),
    "a relation to a text": ("", 'id:park :locatedIn "云溪"', "park locatedIn NodeKind locatedIn"),
    "a mention of nothing": ("id:mention-1 :mentions id:park", "", "mention-1 mentions MinCount Mention"),
    "a mention of a record": ("id:mention-1 :mentions id:park", "id:mention-1 :mentions id:plan", "mention-1 mentions Class Mention"),
    "an empty surface": ('id:mention-1 :surface "云溪高新区"', 'id:mention-1 :surface ""', "mention-1 surface MinLength Mention"),
    "a designation that is no entity type": ("id:mention-1 :designation :Park", "id:mention-1 :designation :Carrier", "mention-1 designation Node Mention"),
    "a merge into nothing": ("id:merge-1 :mergedInto id:town", "", "merge-1 mergedInto MinCount Merge"),
    "a merge of a text": ("id:merge-1 :aliasIri <https://w3id.org/liantu/id/yunxi>", 'id:merge-1 :aliasIri "云溪"', "merge-1 aliasIri NodeKind Merge"),
    "a document without a title": ('id:plan dcterms:title "云溪市氢能行动方案"@zh', "", "plan title MinCount Document"),
    "a document with a short hash": (f'id:plan :sha256 "{"0f" * 32}"', 'id:plan :sha256 "0f0f"', "plan sha256 Pattern Document"),
    "a figure without a value": ("id:figure-1 :value 3.0e0", "", "figure-1 value MinCount Indicator"),
    "a figure that is no number": ("id:figure-1 :value 3.0e0", 'id:figure-1 :value "三"', "figure-1 value Node Indicator"),
    "a figure above its maximum": ("id:figure-1 :value 3.0e0", "id:figure-1 :value 7.0e0", "figure-1 value LessThanOrEquals Indicator"),
    "a year of another age": ("id:figure-1 :year 2027", "id:figure-1 :year 20270", "figure-1 year MaxInclusive Indicator"),
    "a base year after the year": ("id:figure-1 :baseYear 2025", "id:figure-1 :baseYear 2030", "figure-1 baseYear LessThanOrEquals Indicator"),
    "a bound that is none": ('id:figure-1 :bound "eq"', 'id:figure-1 :bound "roughly"', "figure-1 bound In Indicator"),
    "an indicator status that is none": (
        'id:figure-1 :indicatorStatus "target"', 'id:figure-1 :indicatorStatus "hope"', "figure-1 indicatorStatus In Indicator",
    ),
    "a figure about a record": ("id:figure-1 :about id:town", "id:figure-1 :about id:plan", "figure-1 about Class Indicator"),
    "a figure without a quote": ('id:figure-1 :quote "建成加氢站3-5座"', "", "figure-1 quote MinCount Quoted"),
}  # fmt: skip

Finding = tuple[str, str, str, str]


def read(town: str, statements: str) -> rdflib.Graph:
    """Some statements in Turtle, with the prefixes of the town."""
    prefixes = "".join(f"{line}\n" for line in town.splitlines() if line.startswith("@prefix"))
    return rdflib.Graph().parse(data=f"{prefixes}{statements} ." if statements else "", format="turtle")


def planted(town: str, taken: str, added: str) -> rdflib.Graph:
    """The graph of the town less some triples and plus others; what is taken must have been there."""
    graph, less = rdflib.Graph().parse(data=town, format="turtle"), read(town, taken)
    assert all(triple in graph for triple in less)
    return graph - less + read(town, added)


def by_us(graph: rdflib.Graph) -> set[Finding]:
    return {(each.focus, each.path, each.component, each.value) for each in validate(graph.serialize(format="nt")).results}


def by_the_oracle(graph: rdflib.Graph, shapes: rdflib.Graph) -> set[Finding]:
    data = rdflib.Graph().parse(data=subclass_axioms(), format="nt") + graph
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    fields = (SH.focusNode, SH.resultPath, SH.sourceConstraintComponent, SH.value)
    rows = (tuple(str(report.value(result, field) or "") for field in fields) for result in report.objects(None, SH.result))
    return {(focus, path, component.rpartition("#")[2], value) for focus, path, component, value in rows}


def test_the_town_conforms(town: str, ontology_files: Mapping[str, rdflib.Graph]) -> None:
    graph = planted(town, "", "")
    assert validate(graph.serialize(format="nt")) == ValidationReport(True, ())
    assert by_the_oracle(graph, ontology_files["shapes"]) == set()


@pytest.mark.parametrize("breach", PLANTED)
def test_a_planted_breach_is_found_where_it_is(town: str, breach: str) -> None:
    taken, added, expected = PLANTED[breach]
    focus, path, component, shape = expected.split()
    report = validate(planted(town, taken, added).serialize(format="nt"))
    found = {(each.focus.removeprefix(ID), local(each.path), each.component, local(each.shape)) for each in report.results}
    assert not report.conforms
    assert (focus, path.replace("-", ""), f"{component}ConstraintComponent", shape) in found


@pytest.mark.parametrize("breach", PLANTED)
def test_the_oracle_finds_the_same(town: str, breach: str, ontology_files: Mapping[str, rdflib.Graph]) -> None:
    graph = planted(town, *PLANTED[breach][:2])
    assert by_us(graph) == by_the_oracle(graph, ontology_files["shapes"])


def test_all_breaches_in_one_graph_are_found_by_both_alike(town: str, ontology_files: Mapping[str, rdflib.Graph]) -> None:
    graph = planted(town, "", "")
    for _, added, _ in PLANTED.values():
        graph += read(town, added)
    found = by_us(graph)
    assert len(found) > len(PLANTED) / 2
    assert found == by_the_oracle(graph, ontology_files["shapes"])


def local(iri: str) -> str:
    """The part of an IRI behind its last # or /."""
    return iri.rpartition("#" if "#" in iri else "/")[2]


def test_the_report_is_the_same_for_every_order_of_the_triples(town: str) -> None:
    graph = planted(town, "", "id:task :serves id:chain . id:park :serves id:town . id:claim-1 :status :exists")
    lines = sorted(graph.serialize(format="nt").splitlines())
    first = validate("\n".join(lines))
    assert list(first.results) == sorted(first.results)
    for seed in range(5):
        random.Random(seed).shuffle(lines)
        assert validate("\n".join(lines)) == first


def test_a_result_says_what_is_wrong_in_both_languages(town: str) -> None:
    report = validate(planted(town, "id:claim-1 :status :planned", "").serialize(format="nt"))
    (result,) = report.results
    assert (result.focus, result.path, result.severity) == (f"{ID}claim-1", f"{NS}status", "Violation")
    assert result.messages == (
        "It must have exactly one status: exists, underWay, planned or supported",
        "须恰有一个状态：已有、在建、规划或支持",
    )


def test_bytes_and_text_give_the_same_report(town: str) -> None:
    text = planted(town, "", "id:park :serves id:town").serialize(format="nt")
    assert validate(text) == validate(text.encode("utf-8"))


def test_no_data_conforms() -> None:
    assert validate("") == ValidationReport(True, ())


def test_a_limit_ends_the_run_early(town: str) -> None:
    """The limit spares time on a graph that is wrong throughout; the report still says that it does not conform."""
    graph = planted(town, "", "")
    for number in range(300):
        graph += read(town, f'id:park-{number} a :Park ; rdfs:label "园区"')
    full, cut = (validate(graph.serialize(format="nt"), most=most) for most in (None, 10))
    assert not cut.conforms
    assert len(cut.results) < len(full.results)
    assert set(cut.results) <= set(full.results)


def test_data_that_is_no_ntriples_is_an_error_that_says_so() -> None:
    with pytest.raises(OntologyError, match="N-Triples"):
        validate("this is prose, no triple\n")
