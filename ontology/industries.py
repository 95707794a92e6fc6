"""The scheme of industries: which there are, the names each goes by, and what each is part of; read at the first use."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from ontology.schema import triples

_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"


@dataclass(frozen=True, slots=True)
class Concept:
    """An industry: `name` is the preferred Chinese one; the other tuples are sorted, `broader` by the names of its concepts.

    `list_names` are words that mean the industry only where industries are listed: 电力 in 电力、化工等产业, not in 电力设施.
    """

    iri: str
    name: str
    name_en: str
    other_names: tuple[str, ...]
    list_names: tuple[str, ...]
    broader: tuple[str, ...]


@cache
def concepts() -> tuple[Concept, ...]:
    """Return all industries, by IRI."""
    labels: dict[str, dict[str, str]] = {}
    many: dict[tuple[str, str], list[str]] = {}
    for subject, predicate, value, language in triples("industries.ttl"):
        if predicate == _SKOS + "prefLabel":
            labels.setdefault(subject, {})[language] = value
        else:
            many.setdefault((subject, predicate), []).append(value)
    return tuple(
        Concept(
            iri=iri,
            name=names["zh"],
            name_en=names["en"],
            other_names=tuple(sorted(many.get((iri, _SKOS + "altLabel"), ()))),
            list_names=tuple(sorted(many.get((iri, _SKOS + "hiddenLabel"), ()))),
            broader=tuple(sorted(labels[parent]["zh"] for parent in many.get((iri, _SKOS + "broader"), ()))),
        )
        for iri, names in sorted(labels.items())
    )


@cache
def names() -> Mapping[str, str]:
    """Return the preferred name of every name that an industry goes by, its own included."""
    return MappingProxyType({name: concept.name for concept in concepts() for name in (concept.name, *concept.other_names)})


@cache
def names_in_lists() -> Mapping[str, str]:
    """Return the preferred name of every word that means an industry only where industries are listed; none is in `names`."""
    return MappingProxyType({name: concept.name for concept in concepts() for name in concept.list_names})
