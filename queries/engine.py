"""Named questions asked of a store."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from kg.model import Entity
from kg.store import Store
from kg.table import Cell, Table
from ontology import NS, Status
from ontology.schema import label
from queries import QueryError
from queries.context import Sentences
from queries.questions import EVIDENCE, Parameter, Question, catalogue

_STRENGTH: Final = {str(status): number for number, status in enumerate(Status)}
SUGGESTIONS: Final = 5


def ask(store: Store, question: str, *, evidence: bool = False, folder: Path | None = None, **parameters: str) -> Table:
    """Return the answer to a named question; parameters are names or aliases of entities.

    Each row has a status: of the pieces of evidence for one relation the strongest counts, of the relations that the row
    rests on the weakest. With `evidence` there is a row for each piece of evidence, with its relation, document, heading,
    quote and place, and the whole sentence around it. QueryError when the question or a name is unknown; the message suggests the nearest.
    """
    asked = find_question(question, folder)
    bound = bind(store, asked, parameters)
    text = asked.sparql + "".join(_values(name, found) for name, found in bound.items())
    table = store.select(text) if asked.own else store.sparql(text)
    table = Table(table.columns, tuple(tuple(map(_local, row)) for row in table.rows))
    return with_sentences(store, table) if evidence else fold(table)


def bind(store: Store, question: Question, parameters: Mapping[str, str]) -> dict[str, tuple[Entity, ...]]:
    """Return the entities that the parameters name; QueryError when one names none or a required one is missing."""
    bound = {name: _entities(store, question, name, value) for name, value in parameters.items() if value}
    for parameter in question.parameters:
        if parameter.required and parameter.name not in bound:
            raise QueryError(_missing(store, question, parameter))
    return bound


def find_question(name: str, folder: Path | None = None) -> Question:
    """Return the question of this name; QueryError lists them when there is none."""
    known = catalogue(folder)
    if name not in known:
        raise QueryError(f"没有名为“{name}”的问题，可问：{'、'.join(known)}。 No such question; `liantu ask` lists them.")
    return known[name]


def fold(table: Table) -> Table:
    """Return one row an answer, without evidence: the first of its rows, with the status of all of them together."""
    keys = [number for number, name in enumerate(table.columns) if name not in EVIDENCE]
    if "status" not in table.columns:
        rows = dict.fromkeys(tuple(row[key] for key in keys) for row in table.rows)
        return Table(tuple(table.columns[key] for key in keys), tuple(rows))
    groups: dict[tuple[Cell, ...], list[dict[str, Cell]]] = {}
    for row in table.rows:
        groups.setdefault(tuple(row[key] for key in keys), []).append(dict(zip(table.columns, row, strict=True)))
    answers = tuple((*key, _status(rows)) for key, rows in groups.items())
    return Table((*(table.columns[key] for key in keys), "status"), answers)


def with_sentences(store: Store, table: Table) -> Table:
    """Return the rows with the sentence, heading or row of a table that each quote stands in."""
    if not {"document", "start", "end", "quote"} <= set(table.columns):
        return table
    around = Sentences(store)
    rows = zip(table.rows, table, strict=True)
    whole = tuple((*row, around.of(named["document"], named["start"], named["end"], otherwise=named["quote"])) for row, named in rows)
    return Table((*table.columns, "sentence"), whole)


def _status(rows: Sequence[Mapping[str, Cell]]) -> Cell:
    strongest: dict[Cell, int] = {}
    for row in rows:
        rank = _STRENGTH.get(str(row["status"]), len(_STRENGTH))
        relation = row.get("relation")
        strongest[relation] = min(rank, strongest.get(relation, rank))
    weakest = max(strongest.values())
    return list(_STRENGTH)[weakest] if weakest < len(_STRENGTH) else None


def _values(name: str, found: Sequence[Entity]) -> str:
    return f"\nVALUES ?{name} {{ {' '.join(f'<{entity.iri}>' for entity in found)} }}"


def _local(cell: Cell) -> Cell:
    """Return the local name of a term of the ontology; entities keep their whole IRI."""
    return cell.removeprefix(NS) if isinstance(cell, str) else cell


def _entities(store: Store, question: Question, name: str, value: str) -> tuple[Entity, ...]:
    """Return the entities of the parameter's types that bear this name or alias."""
    parameter = next((each for each in question.parameters if each.name == name), None)
    if parameter is None:
        known = "、".join(f"--{each.name}" for each in question.parameters) or "无"
        raise QueryError(f"问题 {question.id} 没有参数 --{name}，它的参数：{known}。 No such parameter of this question.")
    named = store.find(value)
    found = tuple(entity for entity in named if entity.type in parameter.types)
    if not found:
        raise QueryError(_unknown(store, parameter, value, named))
    return found


def _unknown(store: Store, parameter: Parameter, value: str, named: Sequence[Entity]) -> str:
    kind = _kinds(parameter)
    is_other = f"“{value}”是{label(named[0].type)}，不是{kind}" if named else f"图谱中没有名为“{value}”的{kind}"
    near = list(_near(store, parameter, value))
    suggested = f"；相近的有：{'、'.join(near)}" if near else "；用 liantu stats 看图谱里有什么"
    return f"{is_other}{suggested}。 Unknown {parameter.name}" + (f"; nearest: {', '.join(near)}." if near else ".")


def _near(store: Store, parameter: Parameter, value: str) -> Iterator[str]:
    """Yield the nearest names that the parameter could take."""
    shown = 0
    for name in store.suggest(value, limit=SUGGESTIONS * 8):
        if shown < SUGGESTIONS and any(entity.type in parameter.types for entity in store.find(name)):
            shown += 1
            yield name


def _missing(store: Store, question: Question, parameter: Parameter) -> str:
    example = f"例如 liantu ask {question.id} --{parameter.name} 名称"
    return f"问题 {question.id} 需要参数 --{parameter.name}（{parameter.zh}），{example}。 Needs --{parameter.name}: {parameter.en}."


def _kinds(parameter: Parameter) -> str:
    return "、".join(label(type) for type in parameter.types)
