"""A graph in the serialisations of RDF: sorted, so that the same graph gives the same bytes."""

from collections.abc import Iterable, Mapping
from typing import Final

from pyoxigraph import Quad, RdfFormat, serialize

from kg.rdf import PREFIXES

SERIALISATIONS: Final[Mapping[str, RdfFormat]] = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}


def serialise(quads: Iterable[Quad], format: str) -> bytes:
    """Return the quads in one of `SERIALISATIONS`; formats without named graphs hold the triples of all of them."""
    chosen = SERIALISATIONS[format]
    ordered = sorted(quads, key=str)
    prefixes = dict(PREFIXES) if chosen not in (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS) else None
    data = serialize(ordered if chosen.supports_datasets else (quad.triple for quad in ordered), format=chosen, prefixes=prefixes)
    assert data is not None
    return data
