"""The property graph: every engine and file gets these nodes and relationships."""

import pandas
from hypothesis import given

from kg.model import Graph
from kg.property_graph import Node, Relationship, nodes, relationships, to_frames, to_networkx
from ontology import Attribute, EntityType, Relation
from ontology.schema import ancestors
from tests.cypher.graphs import graphs


@given(graphs())
def test_every_entity_is_a_node_with_its_class_and_all_classes_above_as_labels(graph: Graph) -> None:
    made = {node.iri: node for node in nodes(graph)}
    assert len(made) == len(graph.entities) + len(graph.documents) + len(graph.indicators) + len(set(graph.merges))
    for entity in graph.entities.values():
        assert made[entity.iri].labels == (entity.type, *ancestors(entity.type))
        assert made[entity.iri].labels[-1] == "Entity"
        assert made[entity.iri].properties["name"] == entity.name


@given(graphs())
def test_a_relation_is_one_relationship_whatever_its_evidence(graph: Graph) -> None:
    ours = [each for each in relationships(graph) if each.type in set(Relation)]
    assert [(r.source, r.type, r.target) for r in ours] == [(r.subject, r.relation, r.object) for r in graph.relations]
    for made, relation in zip(ours, graph.relations, strict=True):
        assert made.properties["count"] == len(relation.evidence)
        assert made.properties["quotes"] == tuple(each.quote for each in relation.evidence)
        assert made.properties["starts"] == tuple(each.start for each in relation.evidence)
        assert made.properties["status"] == relation.status


@given(graphs())
def test_iris_are_unique_and_every_relationship_leads_between_nodes(graph: Graph) -> None:
    made, ties = list(nodes(graph)), list(relationships(graph))
    known = {node.iri for node in made}
    assert len(known) == len(made) - (len(graph.merges) - len(set(graph.merges)))
    assert len({each.iri for each in ties}) == len(set(ties_of(ties)))
    assert all(each.source in known and each.target in known for each in ties)


def ties_of(ties: list[Relationship]) -> list[tuple[str, str, str]]:
    return [(each.source, each.type, each.target) for each in ties]


@given(graphs())
def test_lists_are_parallel_and_hold_no_nulls_and_values_are_plain(graph: Graph) -> None:
    for thing in (*nodes(graph), *relationships(graph)):
        for name, value in thing.properties.items():
            assert name not in ("id", "title")
            if isinstance(value, tuple):
                assert value
                assert {type(each) for each in value} in ({str}, {int})
                assert name in ("aliases", "phases") or len(value) == thing.properties["count"]
            else:
                assert type(value) in (str, int, float)


@given(graphs())
def test_networkx_and_frames_hold_the_same_things(graph: Graph) -> None:
    drawn, frames = to_networkx(graph), to_frames(graph)
    assert set(drawn.nodes) == {node.iri for node in nodes(graph)}
    assert drawn.number_of_edges() == len({(r.source, r.type, r.target) for r in relationships(graph)})
    assert list(frames["entities"]["iri"]) == list(graph.entities)
    assert list(frames["relations"]["evidence"]) == [len(relation.evidence) for relation in graph.relations]
    assert list(frames["evidence"]["quote"]) == [each.quote for relation in graph.relations for each in relation.evidence]
    assert len(frames["mentions"]) == sum(len(entity.mentions) for entity in graph.entities.values())
    assert len(frames["indicators"]) == len(graph.indicators)
    assert frames["indicators"]["year"].dtype == pandas.Int64Dtype()


def test_an_empty_graph_gives_frames_with_their_columns() -> None:
    frames = to_frames(Graph({}, (), (), (), ()))
    assert {name: len(frame) for name, frame in frames.items()} == dict.fromkeys(frames, 0)
    assert list(frames["relations"]) == ["iri", "subject", "relation", "object", "subjectName", "objectName", "status", "evidence"]


def test_an_attribute_that_may_repeat_is_always_a_list_under_its_own_name(root) -> None:
    from kg.model import Entity

    phases = ((Attribute.PHASE, "2022"),)
    graph = Graph({"x": Entity("x", EntityType.TASK, "任务", (), phases, ())}, (), (), (), ())
    assert next(iter(nodes(graph))) == Node("x", ("Task", "Entity"), {"name": "任务", "type": "Task", "count": 0, "phases": ("2022",)})
