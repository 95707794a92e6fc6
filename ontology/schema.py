"""The ontology's files as look-ups: labels, definitions, ancestors and signatures, read once at the first use."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final

from ontology import OntologyError
from ontology.terms import NS, Attribute, EntityType, Inverse, RecordType, Relation, Status, SuperClass

Term = EntityType | SuperClass | RecordType | Relation | Inverse | Status | Attribute

LANGUAGES: Final = ("zh", "en")
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_SH: Final = "http://www.w3.org/ns/shacl#"
_OWL: Final = "http://www.w3.org/2002/07/owl#"

_Index = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Signature:
    """Which classes may be a relation's subjects and objects; `pairs` are the allowed combinations."""

    subjects: tuple[EntityType, ...]
    objects: tuple[EntityType, ...]
    pairs: frozenset[tuple[EntityType, EntityType]]


def label(term: Term | str, lang: str = "zh") -> str:
    """Return the name of a term in `lang` ("zh" or "en")."""
    return _text("label", term, lang)


def definition(term: Term | str, lang: str = "zh") -> str:
    """Return the definition of a term in `lang` ("zh" or "en")."""
    return _text("definition", term, lang)


def ancestors(type: EntityType | SuperClass) -> tuple[str, ...]:
    """Return the classes above `type` in the ontology, the nearest first: Park has ("Carrier", "Entity")."""
    return _ancestors()[type]


def permits(subject: EntityType, relation: Relation, object: EntityType) -> bool:
    """Tell whether the shapes let `subject` stand in `relation` to `object`."""
    return (subject, object) in _pairs()[relation]


def signature(relation: Relation) -> Signature:
    """Return who may stand on either side of `relation`, in the order of `EntityType`."""
    pairs = _pairs()[relation]
    subjects = {subject for subject, _ in pairs}
    objects = {object for _, object in pairs}
    return Signature(tuple(t for t in EntityType if t in subjects), tuple(t for t in EntityType if t in objects), pairs)


def inverse(relation: Relation) -> Inverse | None:
    """Return the name of `relation` read from its object's side; None for a symmetric relation."""
    return _inverses().get(relation)


def _text(kind: str, term: Term | str, lang: str) -> str:
    try:
        return _texts()[kind, str(term), lang]
    except KeyError:
        raise OntologyError(
            f"no {kind} of {term!r} in {lang!r}: terms are those of ontology.terms, languages {', '.join(LANGUAGES)}"
        ) from None


@cache
def _texts() -> Mapping[tuple[str, str, str], str]:
    kinds = {_RDFS + "label": "label", _SKOS + "definition": "definition"}
    return MappingProxyType(
        {
            (kinds[predicate], subject.removeprefix(NS), language): value
            for subject, predicate, value, language in triples("innovation.ttl")
            if predicate in kinds and subject.startswith(NS)
        }
    )


@cache
def _inverses() -> Mapping[Relation, Inverse]:
    return MappingProxyType(
        {
            Relation(subject.removeprefix(NS)): Inverse(value.removeprefix(NS))
            for subject, predicate, value, _ in triples("innovation.ttl")
            if predicate == _OWL + "inverseOf"
        }
    )


@cache
def _ancestors() -> Mapping[str, tuple[str, ...]]:
    parents: dict[str, list[str]] = {}
    for subject, predicate, value, _ in triples("innovation.ttl"):
        if predicate == _RDFS + "subClassOf" and value.startswith(NS):
            parents.setdefault(subject.removeprefix(NS), []).append(value.removeprefix(NS))
    return MappingProxyType({str(type): tuple(_upwards(str(type), parents)) for type in (*EntityType, *SuperClass)})


def _upwards(type: str, parents: Mapping[str, list[str]]) -> Iterator[str]:
    level = sorted(parents.get(type, []))
    seen: set[str] = set()
    while level:
        yield from level
        seen.update(level)
        level = sorted({above for each in level for above in parents.get(each, [])} - seen)


@cache
def _pairs() -> Mapping[Relation, frozenset[tuple[EntityType, EntityType]]]:
    shapes = _index(triples("shapes.ttl"))
    return MappingProxyType({relation: frozenset(_allowed(relation, shapes)) for relation in Relation})


def _allowed(relation: Relation, shapes: _Index) -> Iterator[tuple[EntityType, EntityType]]:
    """Yield the pairs that every shape lets through which targets the subject and speaks of the relation."""
    speaking = [node for node, about in shapes.items() if NS + relation in about.get(_SH + "targetSubjectsOf", ())]
    own = [node for node in speaking if _classes(node, shapes)]  # a shape without classes limits no subject
    for subject in EntityType if own else ():
        kinds = {NS + subject, *(NS + above for above in ancestors(subject))}
        if not all(kinds & _classes(node, shapes) for node in own):
            continue
        narrower = [node for node, about in shapes.items() if kinds.intersection(about.get(_SH + "targetClass", ()))]
        lists = [classes for node in (*own, *narrower) for classes in _object_classes(node, relation, shapes)]
        for object in EntityType:
            above = {NS + object, *(NS + each for each in ancestors(object))}
            if all(above & classes for classes in lists):
                yield subject, object


def _object_classes(node: str, relation: Relation, shapes: _Index) -> Iterator[set[str]]:
    for part in shapes[node].get(_SH + "property", ()):
        if NS + relation in shapes[part].get(_SH + "path", ()) and (classes := _classes(part, shapes)):
            yield classes


def _classes(node: str, shapes: _Index) -> set[str]:
    """Return the classes that a shape names by `sh:class`, or as the choices of its `sh:or`."""
    choices = [each for start in shapes[node].get(_SH + "or", ()) for each in _members(start, shapes)]
    return {name for each in (node, *choices) for name in shapes[each].get(_SH + "class", ())}


def _members(node: str, shapes: _Index) -> Iterator[str]:
    while node != _RDF + "nil":
        yield shapes[node][_RDF + "first"][0]
        node = shapes[node][_RDF + "rest"][0]


def _index(triples: tuple[tuple[str, str, str, str], ...]) -> _Index:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for subject, predicate, value, _ in triples:
        about = found.setdefault(subject, {})
        about[predicate] = (*about.get(predicate, ()), value)
    return found


@cache
def triples(name: str) -> tuple[tuple[str, str, str, str], ...]:
    """Return a file's triples as strings: subject, predicate, object and the object's language ("" where it has none)."""
    from pyoxigraph import Literal, Quad, RdfFormat, Triple, parse

    def plain(quad: Quad) -> tuple[str, str, str, str]:
        subject, value = quad.subject, quad.object
        assert not isinstance(subject, Triple) and not isinstance(value, Triple), "the files hold no RDF 1.2 triple terms"
        return subject.value, quad.predicate.value, value.value, (value.language or "") if isinstance(value, Literal) else ""

    content = resources.files("ontology").joinpath(name).read_bytes()
    return tuple(plain(quad) for quad in parse(content, format=RdfFormat.TURTLE))
