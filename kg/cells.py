"""Query results as tables of plain values."""

from collections.abc import Iterator
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Triple

from kg.table import Cell, Table

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS: Final = frozenset(_XSD + name for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger"))
_NUMBERS: Final = frozenset(_XSD + name for name in ("decimal", "double", "float"))

Results = QuerySolutions | QueryBoolean | QueryTriples


def columns(results: Results) -> tuple[str, ...]:
    """Return the columns of a result: the variables of SELECT, `answer` of ASK, a triple's parts of CONSTRUCT and DESCRIBE."""
    if isinstance(results, QuerySolutions):
        return tuple(variable.value for variable in results.variables)
    return ("answer",) if isinstance(results, QueryBoolean) else ("subject", "predicate", "object")


def rows(results: Results) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of a result as plain values; what is not bound is None."""
    if isinstance(results, QueryBoolean):
        yield (bool(results),)
    elif isinstance(results, QueryTriples):
        yield from (tuple(map(cell, (triple.subject, triple.predicate, triple.object))) for triple in results)
    else:
        yield from (tuple(map(cell, solution)) for solution in results)


def table(results: Results) -> Table:
    """Return a whole result as a table."""
    return Table(columns(results), tuple(rows(results)))


def cell(term: NamedNode | BlankNode | Literal | Triple | None) -> Cell:
    """Return a term as a plain value: numbers and booleans by their datatype, all else as text."""
    if term is None or isinstance(term, NamedNode):
        return term and term.value
    if isinstance(term, Literal):
        return _number(term)
    return str(term)


def _number(literal: Literal) -> Cell:
    kind = literal.datatype.value
    try:
        if kind in _INTEGERS:
            return int(literal.value)
        if kind in _NUMBERS:
            return float(literal.value)
    except ValueError:
        return literal.value
    return literal.value in ("true", "1") if kind == _XSD + "boolean" else literal.value
