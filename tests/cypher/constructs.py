"""49 common constructs of Neo4j's Cypher, each with the answer that Neo4j gives on a small graph of our form."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from kg.identity import family, iri
from kg.model import Entity, EntityMention, Evidence, Graph, GraphRelation
from ontology import EntityType, Relation, Status


class Construct(NamedTuple):
    """A query and its rows; rows are compared in any order unless the query orders them."""

    text: str
    rows: list[tuple[Any, ...]]
    parameters: Mapping[str, Any] = MappingProxyType({})


def thing(type: EntityType, name: str, *aliases: str) -> Entity:
    mention = EntityMention("云溪规划", 0, len(name), name, type, (), Status.EXISTS, "hand")
    return Entity(iri(family(type), name), type, name, aliases, (), (mention,))


def tie(subject: Entity, relation: Relation, object: Entity, *statuses: Status) -> GraphRelation:
    said = (
        Evidence("云溪规划", 9 * n, 9 * n + 4, f"原文{n}", ("第一章",), status, "", "hand", "", "") for n, status in enumerate(statuses)
    )
    return GraphRelation(subject.iri, relation, object.iri, tuple(sorted(said)))


CITY, COUNTY = thing(EntityType.DISTRICT, "云溪市", "云溪"), thing(EntityType.DISTRICT, "青禾县")
PARK, SMALL = thing(EntityType.PARK, "云溪高新区", "高新区", "云高新"), thing(EntityType.PARK, "青禾产业园")
LAB = thing(EntityType.PLATFORM, "检测平台")
SHIPS, WINE = thing(EntityType.INDUSTRY_CHAIN, "海工装备", "海洋工程装备"), thing(EntityType.INDUSTRY_CHAIN, "酿造")
E, P = Status.EXISTS, Status.PLANNED
TIES = (
    tie(COUNTY, Relation.PART_OF, CITY, E),
    tie(PARK, Relation.LOCATED_IN, CITY, E),
    tie(SMALL, Relation.LOCATED_IN, COUNTY, P),
    tie(LAB, Relation.LOCATED_IN, PARK, E),
    tie(PARK, Relation.SERVES, SHIPS, P, E),
    tie(SMALL, Relation.SERVES, WINE, P),
    tie(LAB, Relation.SERVES, SHIPS, E),
    tie(CITY, Relation.DEVELOPS, SHIPS, E),
)
GRAPH = Graph(
    {each.iri: each for each in sorted((CITY, COUNTY, PARK, SMALL, LAB, SHIPS, WINE), key=lambda each: each.iri)},
    tuple(sorted(TIES, key=lambda each: (each.subject, each.relation, each.object))),
    (),
    (),
    (),
)

CONSTRUCTS: dict[str, Construct] = {
    "label": Construct("MATCH (p:Park) RETURN p.name", [("云溪高新区",), ("青禾产业园",)]),
    "superclass label": Construct("MATCH (c:Carrier) RETURN count(c)", [(3,)]),
    "two labels": Construct("MATCH (p:Entity:Platform) RETURN p.name", [("检测平台",)]),
    "one label or another": Construct("MATCH (p:Park|Platform) RETURN count(p)", [(3,)]),
    "label as predicate": Construct("MATCH (p:Carrier) WHERE NOT p:Park RETURN p.name, 'Platform' IN labels(p)", [("检测平台", True)]),
    "properties in a pattern": Construct("MATCH (p:Park {name: '云溪高新区'}) RETURN p.type", [("Park",)]),
    "parameter": Construct("MATCH (p:Park) WHERE p.name = $name RETURN p.count", [(1,)], {"name": "云溪高新区"}),
    "list parameter": Construct("MATCH (p:Entity) WHERE p.name IN $names RETURN count(p)", [(2,)], {"names": ["云溪市", "酿造"]}),
    "list of maps as parameter": Construct("UNWIND $rows AS row RETURN row.a + row.b", [(3,), (7,)], {"rows": [{"a": 1, "b": 2}, {"a": 3, "b": 4}]}),
    "direction": Construct("MATCH (c:IndustryChain)<-[:serves]-(p:Park) RETURN p.name, c.name", [("云溪高新区", "海工装备"), ("青禾产业园", "酿造")]),
    "any direction": Construct("MATCH (:Platform)--(x) RETURN x.name", [("云溪高新区",), ("海工装备",)]),
    "type or type": Construct("MATCH (:Park)-[r:serves|locatedIn]->() RETURN type(r), count(*)", [("serves", 2), ("locatedIn", 2)]),
    "variable length": Construct("MATCH (l:Platform)-[:locatedIn*1..3]->(x) RETURN x.name", [("云溪高新区",), ("云溪市",)]),
    "unbounded length": Construct("MATCH (p:Park {name: '青禾产业园'})-[:locatedIn|partOf*]->(x) RETURN x.name", [("青禾县",), ("云溪市",)]),
    "zero length": Construct("MATCH (c:District {name: '云溪市'})<-[:partOf*0..]-(x) RETURN x.name", [("云溪市",), ("青禾县",)]),
    "trails do not reuse a relationship": Construct("MATCH (c {name: '云溪市'})-[*1..2]-(x) RETURN count(DISTINCT x)", [(5,)]),
    "named path": Construct("MATCH path = (l:Platform)-[:locatedIn*]->(:District) RETURN length(path), [n IN nodes(path) | n.name]", [(2, ("检测平台", "云溪高新区", "云溪市"))]),
    "relationships of a path": Construct("MATCH path = (:Platform)-[:locatedIn*2]->() RETURN [r IN relationships(path) | type(r)]", [(("locatedIn", "locatedIn"),)]),
    "shortest path": Construct("MATCH p = shortestPath((a:Platform)-[*..5]->(b:District {name: '云溪市'})) RETURN length(p)", [(2,)]),
    "shortest path between matched nodes": Construct("MATCH (a:Platform), (b:District {name: '云溪市'}), p = shortestPath((a)-[*..5]->(b)) RETURN length(p)", [(2,)]),
    "SHORTEST 1": Construct("MATCH p = SHORTEST 1 (a:Platform)-[:locatedIn]->+(b:District) RETURN length(p)", [(2,)]),
    "quantified path": Construct("MATCH (l:Platform)-[:locatedIn]->{1,3}(x:District) RETURN x.name", [("云溪市",)]),
    "optional match": Construct("MATCH (p:Carrier) OPTIONAL MATCH (p)-[:locatedIn]->(d:District) RETURN p.name, d.name", [("云溪高新区", "云溪市"), ("青禾产业园", "青禾县"), ("检测平台", None)]),
    "with and where": Construct("MATCH (c:IndustryChain)<-[:serves]-(x) WITH c, count(x) AS n WHERE n > 1 RETURN c.name, n", [("海工装备", 2)]),
    "order, skip, limit": Construct("MATCH (n:Entity) RETURN n.name ORDER BY n.name DESC SKIP 1 LIMIT 2", [("青禾产业园",), ("酿造",)]),
    "distinct": Construct("MATCH (:Carrier)-[r]->() RETURN DISTINCT type(r)", [("serves",), ("locatedIn",)]),
    "collect and size": Construct("MATCH (c:IndustryChain)<-[:serves]-(x) WITH c, x ORDER BY x.name RETURN c.name, collect(x.name), size(collect(x))", [("海工装备", ("云溪高新区", "检测平台"), 2), ("酿造", ("青禾产业园",), 1)]),
    "sum, min, max, avg": Construct("MATCH ()-[r]->() RETURN sum(r.count), min(r.count), max(r.count), avg(r.count)", [(9, 1, 2, 1.125)]),
    "unwind a list property": Construct("MATCH (p:Park) UNWIND p.aliases AS alias RETURN alias", [("高新区",), ("云高新",)]),
    "member of a list property": Construct("MATCH (n:Entity) WHERE '高新区' IN n.aliases RETURN n.name", [("云溪高新区",)]),
    "parallel lists": Construct("MATCH (:Park)-[r:serves]->(:IndustryChain {name: '海工装备'}) UNWIND range(0, r.count - 1) AS i RETURN r.quotes[i], r.statuses[i]", [("原文0", "planned"), ("原文1", "exists")]),
    "list slice": Construct("RETURN [1, 2, 3, 4][1..3], [1, 2, 3][-1]", [((2, 3), 3)]),
    "list comprehension": Construct("RETURN [x IN range(1, 5) WHERE x % 2 = 1 | x * x]", [((1, 9, 25),)]),
    "pattern comprehension": Construct("MATCH (c:IndustryChain {name: '酿造'}) RETURN [(c)<-[:serves]-(p) | p.name]", [(("青禾产业园",),)]),
    "reduce": Construct("RETURN reduce(total = 0, x IN [1, 2, 3] | total + x)", [(6,)]),
    "any, all, none": Construct("MATCH (:Park)-[r:serves]->() RETURN any(s IN r.statuses WHERE s = 'exists'), all(s IN r.statuses WHERE s = 'planned')", [(True, False), (False, True)]),
    "case": Construct("MATCH (:Carrier)-[r:serves]->() RETURN CASE WHEN r.count > 1 THEN '多' ELSE '单' END", [("多",), ("单",), ("单",)]),
    "coalesce": Construct("MATCH (c:District) RETURN coalesce(c.aliases[0], c.name)", [("云溪",), ("青禾县",)]),
    "exists subquery": Construct("MATCH (d:District) WHERE EXISTS { (d)-[:develops]->(:IndustryChain) } RETURN d.name", [("云溪市",)]),
    "not exists": Construct("MATCH (d:District), (c:IndustryChain) WHERE NOT EXISTS { MATCH (d)-[:develops]->(c) } RETURN d.name, c.name", [("云溪市", "酿造"), ("青禾县", "海工装备"), ("青禾县", "酿造")]),
    "pattern as predicate": Construct("MATCH (d:District) WHERE NOT (d)-[:develops]->() RETURN d.name", [("青禾县",)]),
    "count subquery": Construct("MATCH (c:IndustryChain) RETURN c.name, COUNT { (c)<-[:serves]-() }", [("海工装备", 2), ("酿造", 1)]),
    "collect subquery": Construct("MATCH (c:IndustryChain {name: '酿造'}) RETURN COLLECT { MATCH (c)<-[:serves]-(p) RETURN p.name }", [(("青禾产业园",),)]),
    "call subquery with an importing with": Construct("MATCH (c:IndustryChain) CALL { WITH c MATCH (c)<-[:serves]-(p) RETURN count(p) AS n } RETURN c.name, n", [("海工装备", 2), ("酿造", 1)]),
    "call subquery with a scope": Construct("MATCH (c:IndustryChain) CALL (c) { MATCH (c)<-[:serves]-(p) RETURN count(p) AS n } RETURN c.name, n", [("海工装备", 2), ("酿造", 1)]),
    "union": Construct("MATCH (p:Park) RETURN p.name AS name UNION MATCH (p:Carrier) RETURN p.name AS name", [("云溪高新区",), ("青禾产业园",), ("检测平台",)]),
    "texts": Construct("MATCH (p:Park) WHERE p.name STARTS WITH '云溪' AND p.name CONTAINS '高新' AND p.name ENDS WITH '区' RETURN size(p.name), substring(p.name, 0, 2), split(p.name, '高')", [(5, "云溪", ("云溪", "新区"))]),
    "regular expression": Construct("MATCH (n:Entity) WHERE n.name =~ '.*(市|县)' RETURN n.name", [("云溪市",), ("青禾县",)]),
    "map projection": Construct("MATCH (p:Platform) RETURN p {.name, kind: p.type}", [((("kind", "Platform"), ("name", "检测平台")),)]),
}  # fmt: skip

UNKNOWN_TO_KGLITE = frozenset({"shortest path between matched nodes", "SHORTEST 1", "quantified path", "collect subquery"})
"""What the pinned version of kglite does not understand; a test fails when a newer one learns it."""
