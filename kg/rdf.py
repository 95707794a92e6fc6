"""The one border to RDF: a graph as plain RDF 1.1 triples of the default graph, and back without loss."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg.identity import claim_iri, document_iri, join_heading, mention_iri, merge_iri, relation_iri, split_heading
from kg.identity import iri as place_iri
from kg.model import Entity, EntityMention, Evidence, Graph, GraphDocument, GraphIndicator, GraphRelation, Merge
from kg.places import home, qualified
from loaders.divisions import Division
from ontology import NS, Attribute, EntityType, RecordType, Relation, Status

Term = NamedNode | Literal
_About = Mapping[str, list[Term]]

PREFIXES: Final[Mapping[str, str]] = {
    "": NS,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "prov": "http://www.w3.org/ns/prov#",
    "dcterms": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
TYPE: Final = PREFIXES["rdf"] + "type"
LABEL: Final = PREFIXES["rdfs"] + "label"
ALIAS: Final = PREFIXES["skos"] + "altLabel"
DERIVED: Final = PREFIXES["prov"] + "wasDerivedFrom"
_SUBJECT: Final = PREFIXES["rdf"] + "subject"
_PREDICATE: Final = PREFIXES["rdf"] + "predicate"
_OBJECT: Final = PREFIXES["rdf"] + "object"
_LANGUAGE: Final = "zh"
_NAMED: Final = (LABEL, ALIAS, *(PREFIXES["dcterms"] + name for name in ("title", "publisher", "coverage")))
_SPATIAL: Final = PREFIXES["dcterms"] + "spatial"
_LOCATION: Final = PREFIXES["dcterms"] + "Location"
_DOCUMENT: Final = {
    "id": PREFIXES["dcterms"] + "identifier",
    "title": PREFIXES["dcterms"] + "title",
    "publisher": PREFIXES["dcterms"] + "publisher",
    "number": NS + Attribute.NUMBER,
    "date": PREFIXES["dcterms"] + "issued",
    "period": PREFIXES["dcterms"] + "temporal",
    "place": PREFIXES["dcterms"] + "coverage",
    "kind": PREFIXES["dcterms"] + "type",
    "sha256": NS + Attribute.SHA256,
    "reader": NS + Attribute.READER,
}
_TEXTS: Final = {
    "quote": Attribute.QUOTE,
    "status_word": Attribute.STATUS_WORD,
    "rule": Attribute.RULE,
    "silent": Attribute.SILENT,
    "role": Attribute.ROLE,
}
_FIGURES: Final = {"value": Attribute.VALUE, "value_max": Attribute.VALUE_MAX, "normalised_value": Attribute.NORMALISED_VALUE}
_YEARS: Final = {"year": Attribute.YEAR, "base_year": Attribute.BASE_YEAR}
_INDICATOR_TEXTS: Final = {
    "unit": Attribute.UNIT,
    "normalised_unit": Attribute.NORMALISED_UNIT,
    "bound": Attribute.BOUND,
    "status": Attribute.INDICATOR_STATUS,
    "quote": Attribute.QUOTE,
    "rule": Attribute.RULE,
}


def to_quads(graph: Graph) -> Iterator[Quad]:
    """Yield the graph as quads of the default graph, each once, in the graph's order."""
    for entity in graph.entities.values():
        yield from _entity(entity)
    for relation in graph.relations:
        yield from _relation(relation)
    for indicator in graph.indicators:
        yield from _indicator(indicator)
    for document in graph.documents:
        yield from _document(document)
    yield from _spatial(graph)
    for merge in graph.merges:
        yield from _merge(merge)


def from_quads(quads: Iterable[Quad]) -> Graph:
    """Return the graph that `to_quads` wrote; the order of the quads does not matter, and foreign triples are left out."""
    nodes: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            nodes[quad.subject.value][quad.predicate.value].append(quad.object)
    by_class: dict[str, list[str]] = defaultdict(list)
    for iri, about in nodes.items():
        for type in about.get(TYPE, ()):
            by_class[type.value.removeprefix(NS)].append(iri)
    return _Reading(nodes, by_class).graph()


def plain(term: object) -> str:
    """Return the IRI or the text of a term."""
    return term.value if isinstance(term, NamedNode | BlankNode | Literal) else str(term)


def _triple(subject: str, predicate: str, object: Term) -> Quad:
    return Quad(NamedNode(subject), NamedNode(predicate), object)


def _named(predicate: str, text: str) -> Literal:
    return Literal(text, language=_LANGUAGE) if predicate in _NAMED else Literal(text)


def _texts(subject: str, record: object, properties: Mapping[str, str]) -> Iterator[Quad]:
    """Yield a triple for each of the record's texts that is not empty."""
    for field, predicate in properties.items():
        if text := str(getattr(record, field)):
            name = predicate if ":" in predicate else NS + predicate
            yield _triple(subject, name, _named(name, text))


def _place(subject: str, record: EntityMention | Evidence | GraphIndicator) -> Iterator[Quad]:
    """Yield where a record stands: document, span and heading path."""
    yield _triple(subject, DERIVED, NamedNode(document_iri(record.document)))
    yield _triple(subject, NS + Attribute.START, Literal(record.start))
    yield _triple(subject, NS + Attribute.END, Literal(record.end))
    if record.heading:
        yield _triple(subject, NS + Attribute.HEADING, Literal(join_heading(record.heading)))


def _entity(entity: Entity) -> Iterator[Quad]:
    yield _triple(entity.iri, TYPE, NamedNode(NS + entity.type))
    yield _triple(entity.iri, LABEL, _named(LABEL, entity.name))
    for alias in entity.aliases:
        yield _triple(entity.iri, ALIAS, _named(ALIAS, alias))
    for name, value in entity.attributes:
        yield _triple(entity.iri, NS + name, Literal(value))
    for mention in entity.mentions:
        yield from _mention(entity.iri, mention)


def _mention(entity: str, mention: EntityMention) -> Iterator[Quad]:
    iri = mention_iri(entity, mention)
    yield _triple(iri, TYPE, NamedNode(NS + RecordType.MENTION))
    yield _triple(iri, NS + Attribute.MENTIONS, NamedNode(entity))
    yield _triple(iri, NS + Attribute.SURFACE, Literal(mention.surface))
    yield _triple(iri, NS + Attribute.DESIGNATION, NamedNode(NS + mention.type))
    yield _triple(iri, NS + Attribute.STATUS, NamedNode(NS + mention.status))
    yield from _place(iri, mention)
    yield from _texts(iri, mention, {"rule": Attribute.RULE})


def _relation(relation: GraphRelation) -> Iterator[Quad]:
    subject, predicate, object = relation.subject, NS + relation.relation, relation.object
    yield _triple(subject, predicate, NamedNode(object))
    own = relation_iri(subject, relation.relation, object)
    for evidence in relation.evidence:
        iri = claim_iri(own, evidence)
        yield _triple(iri, TYPE, NamedNode(NS + RecordType.CLAIM))
        yield _triple(iri, _SUBJECT, NamedNode(subject))
        yield _triple(iri, _PREDICATE, NamedNode(predicate))
        yield _triple(iri, _OBJECT, NamedNode(object))
        yield _triple(iri, NS + Attribute.STATUS, NamedNode(NS + evidence.status))
        yield from _place(iri, evidence)
        yield from _texts(iri, evidence, _TEXTS)


def _indicator(indicator: GraphIndicator) -> Iterator[Quad]:
    iri = indicator.iri
    yield _triple(iri, TYPE, NamedNode(NS + RecordType.INDICATOR))
    yield _triple(iri, LABEL, _named(LABEL, indicator.name))
    for field, name in {**_FIGURES, **_YEARS}.items():
        if (number := getattr(indicator, field)) is not None:
            yield _triple(iri, NS + name, Literal(number))
    if indicator.place:
        yield _triple(iri, NS + Attribute.ABOUT, NamedNode(indicator.place))
    yield from _place(iri, indicator)
    yield from _texts(iri, indicator, _INDICATOR_TEXTS)


def _document(document: GraphDocument) -> Iterator[Quad]:
    yield _triple(document.iri, TYPE, NamedNode(NS + RecordType.DOCUMENT))
    yield from _texts(document.iri, document, _DOCUMENT)


def _spatial(graph: Graph) -> Iterator[Quad]:
    """Yield the division of each document: an entity of the graph where documents mention it, else a place with name and code."""
    known: dict[str, str] = {}
    for entity in graph.entities.values():
        if entity.type is EntityType.DISTRICT:
            known |= dict.fromkeys((entity.name, *(value for name, value in entity.attributes if name == Attribute.CODE)), entity.iri)
    others: dict[str, Division] = {}
    for document in graph.documents:
        if (division := home(document.place)) is not None:
            iri = known.get(division.code) or known.get(division.name) or place_iri("place", qualified(division))
            yield _triple(document.iri, _SPATIAL, NamedNode(iri))
            if iri not in graph.entities:
                others[iri] = division
    for iri, division in sorted(others.items()):
        yield _triple(iri, TYPE, NamedNode(_LOCATION))
        yield _triple(iri, LABEL, _named(LABEL, division.name))
        if division.code.isascii():
            yield _triple(iri, NS + Attribute.CODE, Literal(division.code))


def _merge(merge: Merge) -> Iterator[Quad]:
    iri = merge_iri(merge)
    yield _triple(iri, TYPE, NamedNode(NS + RecordType.MERGE))
    yield _triple(iri, NS + Attribute.MERGED_INTO, NamedNode(merge.iri))
    yield _triple(iri, NS + Attribute.ALIAS_IRI, NamedNode(merge.alias_iri))
    yield _triple(iri, NS + Attribute.SURFACE, Literal(merge.alias))
    yield _triple(iri, DERIVED, NamedNode(document_iri(merge.document)))
    yield from _texts(iri, merge, {"rule": Attribute.RULE, "quote": Attribute.QUOTE})


class _Reading:
    """The nodes of an RDF graph, read back as records."""

    def __init__(self, nodes: Mapping[str, _About], by_class: Mapping[str, list[str]]) -> None:
        self.nodes = nodes
        self.by_class = by_class
        self.ids = {iri: _one(nodes[iri], _DOCUMENT["id"]) for iri in by_class.get(RecordType.DOCUMENT, ())}

    def document(self, about: _About) -> str:
        """Return the id of the document that a record is derived from."""
        return self.ids.get(_one(about, DERIVED), "")

    def of(self, type: str) -> Iterator[tuple[str, _About]]:
        """Yield the nodes of a class, in the order of their IRIs."""
        return ((iri, self.nodes[iri]) for iri in sorted(self.by_class.get(type, ())))

    def graph(self) -> Graph:
        """Return everything that was read."""
        indicators = (self._indicator(iri, about) for iri, about in self.of(RecordType.INDICATOR))
        documents = (_read_document(iri, about) for iri, about in self.of(RecordType.DOCUMENT))
        return Graph(
            entities=self._entities(),
            relations=tuple(self._relations()),
            indicators=tuple(sorted(indicators, key=lambda i: (i.document, i.start, i.end, i.iri))),
            documents=tuple(sorted(documents, key=lambda d: d.id)),
            merges=tuple(sorted(self._merge(about) for _, about in self.of(RecordType.MERGE))),
        )

    def _entities(self) -> dict[str, Entity]:
        mentions: dict[str, list[EntityMention]] = defaultdict(list)
        for _, about in self.of(RecordType.MENTION):
            mentions[_one(about, NS + Attribute.MENTIONS)].append(self._mention(about))
        found = ((iri, type) for type in EntityType for iri in self.by_class.get(type, ()))
        return {iri: self._entity(iri, type, mentions[iri]) for iri, type in sorted(found)}

    def _entity(self, iri: str, type: EntityType, mentions: list[EntityMention]) -> Entity:
        about = self.nodes[iri]
        aliases = tuple(sorted(term.value for term in about.get(ALIAS, ())))
        attributes = sorted(
            (predicate.removeprefix(NS), term.value)
            for predicate, terms in about.items()
            if predicate.startswith(NS)
            for term in terms
            if isinstance(term, Literal)
        )
        return Entity(iri, type, _one(about, LABEL), aliases, tuple(attributes), tuple(sorted(mentions)))

    def _mention(self, about: _About) -> EntityMention:
        return EntityMention(
            **self._place(about),
            surface=_one(about, NS + Attribute.SURFACE),
            type=EntityType(_local(about, Attribute.DESIGNATION)),
            status=Status(_local(about, Attribute.STATUS)),
            rule=_one(about, NS + Attribute.RULE),
        )

    def _relations(self) -> Iterator[GraphRelation]:
        evidence: dict[tuple[str, Relation, str], list[Evidence]] = defaultdict(list)
        for _, about in self.of(RecordType.CLAIM):
            triple = (_one(about, _SUBJECT), Relation(_one(about, _PREDICATE).removeprefix(NS)), _one(about, _OBJECT))
            evidence[triple].append(self._evidence(about))
        stated = (
            (subject, relation, object.value)
            for subject, about in self.nodes.items()
            for relation in Relation
            for object in about.get(NS + relation, ())
        )
        for triple in sorted(stated):
            yield GraphRelation(*triple, tuple(sorted(evidence[triple])))

    def _evidence(self, about: _About) -> Evidence:
        texts: dict[str, Any] = {field: _one(about, NS + name) for field, name in _TEXTS.items()}
        return Evidence(**self._place(about), **texts, status=Status(_local(about, Attribute.STATUS)))

    def _indicator(self, iri: str, about: _About) -> GraphIndicator:
        known: dict[str, Any] = {field: _one(about, NS + name) for field, name in _INDICATOR_TEXTS.items()}
        known |= {field: float(text) if (text := _one(about, NS + name)) else None for field, name in _FIGURES.items()}
        known |= {field: int(text) if (text := _one(about, NS + name)) else None for field, name in _YEARS.items()}
        place = _one(about, NS + Attribute.ABOUT)
        return GraphIndicator(iri=iri, name=_one(about, LABEL), place=place, **self._place(about), **known)

    def _merge(self, about: _About) -> Merge:
        iri, alias, alias_iri, rule, quote = (
            _one(about, NS + name)
            for name in (Attribute.MERGED_INTO, Attribute.SURFACE, Attribute.ALIAS_IRI, Attribute.RULE, Attribute.QUOTE)
        )
        return Merge(iri, alias, alias_iri, rule, self.document(about), quote)

    def _place(self, about: _About) -> dict[str, Any]:
        heading = about.get(NS + Attribute.HEADING)
        return {
            "document": self.document(about),
            "start": int(_one(about, NS + Attribute.START)),
            "end": int(_one(about, NS + Attribute.END)),
            "heading": split_heading(heading[0].value) if heading else (),
        }


def _read_document(iri: str, about: _About) -> GraphDocument:
    return GraphDocument(iri, **{field: _one(about, name) for field, name in _DOCUMENT.items()})


def _one(about: _About, predicate: str) -> str:
    """Return the one value of a property, "" where there is none."""
    terms = about.get(predicate)
    return terms[0].value if terms else ""


def _local(about: _About, attribute: Attribute) -> str:
    return _one(about, NS + attribute).removeprefix(NS)
