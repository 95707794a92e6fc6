"""What there is: plain values over all documents, each with the words that state it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ontology import EntityType, Relation, Status

_STRENGTH: Final = {status: rank for rank, status in enumerate(Status)}


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """The words of one document that state a relation; `text[start:end] == quote` in that document's repaired text."""

    document: str
    start: int
    end: int
    quote: str
    heading: tuple[str, ...]
    status: Status
    status_word: str
    rule: str
    silent: str
    role: str


@dataclass(frozen=True, slots=True, order=True)
class EntityMention:
    """One place where a document names an entity, by which words, and as what (its designation there)."""

    document: str
    start: int
    end: int
    surface: str
    type: EntityType
    heading: tuple[str, ...]
    status: Status
    rule: str


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing, merged over all documents. `attributes` are literal values by local name (`divisionCode`, `phase`)."""

    iri: str
    type: EntityType
    name: str
    aliases: tuple[str, ...]
    attributes: tuple[tuple[str, str], ...]
    mentions: tuple[EntityMention, ...]


@dataclass(frozen=True, slots=True)
class GraphRelation:
    """`subject relation object`, stated by documents: one per triple, with all its evidence, sorted."""

    subject: str
    relation: Relation
    object: str
    evidence: tuple[Evidence, ...]

    @property
    def status(self) -> Status:
        """The strongest status of the evidence."""
        return min((e.status for e in self.evidence), key=_STRENGTH.__getitem__)


@dataclass(frozen=True, slots=True)
class GraphIndicator:
    """A figure with its unit, year and place (an IRI, or "" where none is known)."""

    iri: str
    document: str
    name: str
    value: float
    value_max: float | None
    unit: str
    normalised_value: float
    normalised_unit: str
    year: int | None
    base_year: int | None
    bound: str
    status: str
    place: str
    start: int
    end: int
    quote: str
    heading: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class GraphDocument:
    """A document of the graph, without its texts; `place` is the name of its division or ""."""

    iri: str
    id: str
    title: str
    publisher: str
    number: str
    date: str
    period: str
    place: str
    kind: str
    sha256: str
    reader: str


@dataclass(frozen=True, slots=True, order=True)
class Merge:
    """Two names became one entity: the entity's IRI, the other name and its IRI, by which rule, proven by which words."""

    iri: str
    alias: str
    alias_iri: str
    rule: str
    document: str
    quote: str


@dataclass(frozen=True, slots=True)
class Graph:
    """Everything that the documents state, resolved. All parts are sorted: the same input gives the same graph.

    `entities` is keyed by IRI in ascending order; `relations` sort by (subject, relation, object).
    """

    entities: Mapping[str, Entity]
    relations: tuple[GraphRelation, ...]
    indicators: tuple[GraphIndicator, ...]
    documents: tuple[GraphDocument, ...]
    merges: tuple[Merge, ...]
