"""A store of an invented town, made by hand so that every answer can be said beforehand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import index, manifest
from kg.identity import document_iri, family, iri
from kg.manifest import Manifest
from kg.model import Entity, EntityMention, Evidence, Graph, GraphDocument, GraphRelation
from kg.store import Store
from kg.summary import EMPTY
from ontology import EntityType, Relation, Status

PLAN = "云溪规划"
NAMES = (
    (EntityType.DISTRICT, "云溪市", ("云溪",)),
    (EntityType.DISTRICT, "青禾县", ()),
    (EntityType.DISTRICT, "白沙县", ()),
    (EntityType.REGION, "滨江新区", ()),
    (EntityType.PARK, "云溪高新区", ("高新区",)),
    (EntityType.PARK, "青禾产业园", ()),
    (EntityType.PARK, "无名科技园", ()),
    (EntityType.PLATFORM, "海工装备检测平台", ()),
    (EntityType.RESEARCH_INSTITUTE, "云溪海工研究院", ()),
    (EntityType.ENTERPRISE, "大江重工", ()),
    (EntityType.INDUSTRY_CHAIN, "海工装备", ("海洋工程装备",)),
    (EntityType.INDUSTRY_CLUSTER, "高端装备制造", ()),
    (EntityType.INDUSTRY, "酿造", ()),
)
E, U, P, S = Status
TRIPLES = (
    ("青禾县", Relation.PART_OF, "云溪市", (E,)),
    ("云溪市", Relation.DEVELOPS, "海工装备", (P, E)),
    ("白沙县", Relation.DEVELOPS, "海工装备", (P,)),
    ("滨江新区", Relation.DEVELOPS, "酿造", (S,)),
    ("云溪高新区", Relation.LOCATED_IN, "云溪市", (E,)),
    ("云溪高新区", Relation.SERVES, "海工装备", (P, U)),
    ("青禾产业园", Relation.LOCATED_IN, "青禾县", (U,)),
    ("青禾产业园", Relation.SERVES, "海工装备", (E,)),
    ("青禾产业园", Relation.SERVES, "高端装备制造", (E,)),
    ("无名科技园", Relation.SERVES, "酿造", (S,)),
    ("海工装备检测平台", Relation.LOCATED_IN, "云溪高新区", (P,)),
    ("海工装备检测平台", Relation.SERVES, "海工装备", (E,)),
    ("云溪海工研究院", Relation.SERVES, "海工装备", (E,)),
    ("大江重工", Relation.LOCATED_IN, "云溪市", (E,)),
    ("大江重工", Relation.SERVES, "海工装备", (E,)),
)


def made() -> Graph:
    """The town's graph: `u` is under way, `p` planned, `s` supported, `e` exists."""
    mentions = {name: EntityMention(PLAN, 0, len(name), name, type, (), Status.EXISTS, "hand") for type, name, _ in NAMES}
    entities = [Entity(iri(family(type), name), type, name, aliases, (), (mentions[name],)) for type, name, aliases in NAMES]
    named = {entity.name: entity.iri for entity in entities}
    relations = [
        GraphRelation(named[s], p, named[o], tuple(sorted(said(f"{s}{p}{o}", status, number) for number, status in enumerate(statuses))))
        for s, p, o, statuses in TRIPLES
    ]
    documents = (GraphDocument(document_iri(PLAN), PLAN, "云溪市规划", "", "", "", "", "", "", "0", "hand"),)
    ordered = sorted(relations, key=lambda each: (each.subject, each.relation, each.object))
    return Graph({each.iri: each for each in sorted(entities, key=lambda each: each.iri)}, tuple(ordered), (), documents, ())


def said(quote: str, status: Status, number: int) -> Evidence:
    return Evidence(
        PLAN, 10 * number, 10 * number + 9, f"{quote}#{number}", ("第一章", "总则") if number else (), status, "", "hand", "", ""
    )


def kept(graph: Graph, path: Path) -> Path:
    """Keep a graph in a directory as a build would."""
    of = Manifest({}, "", "hand")
    (path / "documents").mkdir(parents=True)
    index.make(path, of, graph, numbers=EMPTY)
    manifest.write(path, of)
    return path


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The town's store."""
    with Store.open(kept(made(), tmp_path_factory.mktemp("town") / "graph")) as opened:
        yield opened
