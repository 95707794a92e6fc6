"""What kinds of things are there, and how may they be related? It knows no documents and no graphs of ours."""

from ontology.terms import ID, INDUSTRIES, NS, Attribute, EntityType, Inverse, RecordType, Relation, Status, SuperClass


class OntologyError(ValueError):
    """A term or file of the ontology is wrong; the message says which and what would be right."""


__all__ = [
    "ID",
    "INDUSTRIES",
    "NS",
    "Attribute",
    "EntityType",
    "Inverse",
    "OntologyError",
    "RecordType",
    "Relation",
    "Status",
    "SuperClass",
]
