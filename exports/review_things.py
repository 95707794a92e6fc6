"""The things of the graph behind the mentions of documents, as the review page numbers them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from typing import Any, Final

from kg.model import Entity, Graph
from loaders.facts import Mention
from ontology import Attribute, EntityType, Relation
from ontology.schema import label

Stated = tuple[str, int, int, str, Relation, str]

_ATTRIBUTES: Final = frozenset(map(str, Attribute))


class Things:
    """The entities that some documents mention, in the order of their IRIs, and what the graph takes from these documents."""

    def __init__(self, graph: Graph, documents: Collection[str]) -> None:
        """Look up the entities of the documents with these ids."""
        order = {id: number for number, id in enumerate(documents)}
        shown = {iri: entity for iri, entity in graph.entities.items() if any(each.document in order for each in entity.mentions)}
        self.entities: Mapping[str, Entity] = shown
        self.stated = frozenset(_stated(graph, order))
        self._order = order
        self._numbers = {iri: number for number, iri in enumerate(shown)}
        self._at: Mapping[tuple[str, int, int, EntityType], list[Entity]] = _places(shown)
        self._facts: Mapping[str, Counter[str]] = _facts(graph)

    def entity(self, document: str, mention: Mention) -> Entity | None:
        """Return the entity that a mention of a document names."""
        found = self._at.get((document, mention.span.start, mention.span.end, mention.type), [])
        return next((each for each in found if mention.name in (each.name, *each.aliases)), found[0] if found else None)

    def iri(self, document: str, mention: Mention) -> str:
        """Return the entity's IRI, "" where the graph has none."""
        found = self.entity(document, mention)
        return found.iri if found else ""

    def number(self, document: str, mention: Mention) -> int:
        """Return the entity's number, -1 where the graph has none."""
        return self._numbers.get(self.iri(document, mention), -1)

    def listed(self) -> list[list[Any]]:
        """Return for each entity its type, name, other names, attributes, and how many mentions and facts each document has."""
        return [self._row(entity) for entity in self.entities.values()]

    def _row(self, entity: Entity) -> list[Any]:
        told = [[label(name) if name in _ATTRIBUTES else name, value] for name, value in entity.attributes]
        mentions, facts = Counter(each.document for each in entity.mentions), self._facts.get(entity.iri, Counter())
        documents = [[number, mentions[id], facts[id]] for id, number in self._order.items() if mentions[id]]
        return [list(EntityType).index(entity.type), entity.name, list(entity.aliases), told, documents]


def _stated(graph: Graph, documents: Collection[str]) -> set[Stated]:
    return {
        (said.document, said.start, said.end, each.subject, each.relation, each.object)
        for each in graph.relations
        for said in each.evidence
        if said.document in documents
    }


def _places(entities: Mapping[str, Entity]) -> dict[tuple[str, int, int, EntityType], list[Entity]]:
    found: dict[tuple[str, int, int, EntityType], list[Entity]] = defaultdict(list)
    for entity in entities.values():
        for each in entity.mentions:
            found[each.document, each.start, each.end, each.type].append(entity)
    return found


def _facts(graph: Graph) -> dict[str, Counter[str]]:
    """Return for each entity how many pieces of evidence each document has of its relations."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for each in graph.relations:
        for end in {each.subject, each.object}:
            found[end].update(said.document for said in each.evidence)
    return found
