"""A made-up graph of any size with the shape of a real one: few big chains, many small parks, evidence on every relation."""

import random
from collections.abc import Iterator
from itertools import accumulate

from kg.model import Entity, EntityMention, Evidence, Graph, GraphDocument, GraphRelation
from ontology import ID, EntityType, Relation, Status

SHARES = (
    (EntityType.DISTRICT, 0.01),
    (EntityType.INDUSTRY_CHAIN, 0.01),
    (EntityType.INDUSTRY, 0.01),
    (EntityType.PARK, 0.07),
    (EntityType.INCUBATOR, 0.05),
    (EntityType.UNIVERSITY, 0.02),
    (EntityType.RESEARCH_INSTITUTE, 0.05),
    (EntityType.PLATFORM, 0.2),
    (EntityType.ENTERPRISE, 0.5),
    (EntityType.TASK, 0.08),
)
PATTERNS = (
    (EntityType.DISTRICT, Relation.PART_OF, EntityType.DISTRICT, 0.002),
    (EntityType.PARK, Relation.LOCATED_IN, EntityType.DISTRICT, 0.008),
    (EntityType.PLATFORM, Relation.LOCATED_IN, EntityType.PARK, 0.03),
    (EntityType.ENTERPRISE, Relation.LOCATED_IN, EntityType.DISTRICT, 0.06),
    (EntityType.DISTRICT, Relation.DEVELOPS, EntityType.INDUSTRY_CHAIN, 0.03),
    (EntityType.PARK, Relation.SERVES, EntityType.INDUSTRY_CHAIN, 0.1),
    (EntityType.PLATFORM, Relation.SERVES, EntityType.INDUSTRY_CHAIN, 0.2),
    (EntityType.ENTERPRISE, Relation.SERVES, EntityType.INDUSTRY_CHAIN, 0.17),
    (EntityType.ENTERPRISE, Relation.COOPERATES_WITH, EntityType.UNIVERSITY, 0.2),
    (EntityType.PLATFORM, Relation.AFFILIATED_WITH, EntityType.ENTERPRISE, 0.1),
    (EntityType.DISTRICT, Relation.RESPONSIBLE_FOR, EntityType.TASK, 0.1),
)
DOCUMENTS = 200


def graph(entities: int, relations: int, seed: int = 1) -> Graph:
    """Return a graph of about so many entities and exactly so many relations, each with one to three pieces of evidence."""
    chance = random.Random(seed)
    things = {kind: [_entity(kind, number, chance) for number in range(max(2, round(entities * share)))] for kind, share in SHARES}
    made = dict.fromkeys(_triples(things, relations, chance))
    while len(made) < relations:
        made |= dict.fromkeys(_triples(things, relations - len(made), chance))
    triples = sorted(list(made)[:relations])
    by_iri = {each.iri: each for each in sorted((e for kind in things.values() for e in kind), key=lambda e: e.iri)}
    told = tuple(GraphRelation(s, Relation(r), o, _evidence(by_iri[s].name, by_iri[o].name, chance)) for s, r, o in triples)
    documents = tuple(_document(number) for number in range(DOCUMENTS))
    return Graph(by_iri, told, (), documents, ())


def _entity(kind: EntityType, number: int, chance: random.Random) -> Entity:
    name = f"{kind}{number}号示例"
    place = EntityMention(
        f"doc{chance.randrange(DOCUMENTS):03}", number, number + len(name), name, kind, ("第一章",), Status.EXISTS, "made"
    )
    return Entity(f"{ID}made/{kind}/{number}", kind, name, (f"示例{kind}{number}",), (), (place,))


def _triples(things: dict[EntityType, list[Entity]], count: int, chance: random.Random) -> Iterator[tuple[str, str, str]]:
    weights = {kind: list(accumulate(1 / (rank + 2) ** 0.6 for rank in range(len(each)))) for kind, each in things.items()}
    for subject, relation, object, share in PATTERNS:
        number = max(1, round(count * share))
        sources = chance.choices(things[subject], k=number)
        targets = chance.choices(things[object], cum_weights=weights[object], k=number)
        yield from ((s.iri, str(relation), o.iri) for s, o in zip(sources, targets, strict=True) if s is not o)


def _evidence(subject: str, object: str, chance: random.Random) -> tuple[Evidence, ...]:
    return tuple(sorted(_piece(subject, object, chance) for _ in range(chance.choice((1, 1, 2, 3)))))


def _piece(subject: str, object: str, chance: random.Random) -> Evidence:
    quote = f"依托{subject}，大力发展{object}，形成若干特色集群。"
    start = chance.randrange(50_000)
    heading = ("第三章 重点任务", f"第{chance.randrange(1, 9)}节")
    status = chance.choice(list(Status))
    return Evidence(f"doc{chance.randrange(DOCUMENTS):03}", start, start + len(quote), quote, heading, status, "", "made", "", "")


def _document(number: int) -> GraphDocument:
    name = f"doc{number:03}"
    return GraphDocument(
        f"{ID}document/{name}", name, f"示例规划 {number}", "", "", "2022-01-01", "2021-2025", "", "plan", "0" * 64, "made"
    )
