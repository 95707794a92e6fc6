"""Checks RDF data against the shapes; the report is sorted and raising is the caller's choice."""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from ontology import OntologyError
from ontology.schema import ancestors
from ontology.terms import NS, EntityType, SuperClass

if TYPE_CHECKING:
    import shacl

_SUBCLASS_OF = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
_SHAPES_BASE = "https://w3id.org/liantu/shapes"


@dataclass(frozen=True, slots=True, order=True)
class ValidationResult:
    """One breach of a shape: which node, over which property, by which value.

    `focus` and `path` are IRIs (`path` is "" where the node itself is at fault, a SPARQL path where it is no single property);
    `value` is the plain value or ""; `component` is the SHACL constraint component's local name, such as "MinCountConstraintComponent";
    `shape` is the IRI of the named shape; `severity` "Violation", "Warning" or "Info"; `messages` holds each language's text.
    """

    focus: str
    path: str
    component: str
    value: str
    shape: str
    severity: str
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """What `validate` found: `conforms` tells whether nothing did, `results` are sorted."""

    conforms: bool
    results: tuple[ValidationResult, ...]


def validate(data_ntriples: str | bytes, *, most: int | None = None) -> ValidationReport:
    """Check N-Triples against the shapes; the ontology's subclass axioms are added beside the data.

    `most` ends the run after about so many results, for large graphs that are wrong throughout. Data that is no N-Triples is an `OntologyError`.
    """
    data = data_ntriples.decode("utf-8") if isinstance(data_ntriples, bytes) else data_ntriples
    try:
        report = _shapes().validate_text(f"{data}\n{subclass_axioms()}", format="ntriples", max_results=most)
    except ValueError as error:
        raise OntologyError(f"the data to validate is no N-Triples: {error}") from error
    results = {
        ValidationResult(
            focus=_plain(each.focus_node),
            path=_plain(each.path or ""),
            component=each.component,
            value=each.value_plain or "",
            shape=_plain(each.root_shape or ""),
            severity=each.severity,
            messages=tuple(sorted(each.messages)),
        )
        for each in report.results
    }
    return ValidationReport(report.conforms, tuple(sorted(results)))


@cache
def subclass_axioms() -> str:
    """Return who is under whom among the ontology's classes, as N-Triples: every validator needs it beside the data."""
    return "".join(
        f"<{NS}{type}> <{_SUBCLASS_OF}> <{NS}{above}> .\n" for type in (*EntityType, *SuperClass) for above in sorted(ancestors(type))
    )


@cache
def _shapes() -> "shacl.Shapes":
    import shacl

    text = resources.files("ontology").joinpath("shapes.ttl").read_text(encoding="utf-8")
    return shacl.Shapes.from_turtle(text, base=_SHAPES_BASE)


def _plain(term: str) -> str:
    """Take the brackets from a lone IRI; anything else stays as it is."""
    inner = term[1:-1]
    return inner if term == f"<{inner}>" and "<" not in inner else term
