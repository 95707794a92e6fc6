"""An answer with its sentences, in paragraphs to read: a table of whole sentences would fit no window."""

from collections.abc import Iterator, Mapping

from exports.answers import plain
from kg.table import Cell, Table
from liantu.words import word
from ontology import ID
from queries.context import Sentences
from queries.engine import fold
from queries.questions import EVIDENCE, Question, names


def paragraphs(answer: Table, question: Question, around: Sentences) -> Iterator[str]:
    """Yield a line for each row of the answer, and below it a line for each of its sentences and for where they stand."""
    rows: dict[tuple[Cell, ...], list[dict[str, Cell]]] = {}
    for row in answer:
        rows.setdefault(_key(row), []).append(row)
    for one in fold(answer):
        yield "  ".join(_named(one, question))
        for said in rows[_key(one)]:
            yield f"    {word(plain(said.get('relation')))}：“{_line(said.get('sentence') or said.get('quote'))}”"
            file = where(_line(said.get("document")), around.place(said.get("document"), said.get("start")))
            place = " › ".join(filter(None, (file, _line(said.get("heading")).replace(" > ", " › "))))
            yield f"        {place}【{word(plain(said.get('status')))}】"


def where(document: str, place: str) -> str:
    """Return a document with the place in its file, for a person to look it up."""
    return f"{document}（{place}）" if place else document


def _key(row: Mapping[str, Cell]) -> tuple[Cell, ...]:
    return tuple(cell for name, cell in row.items() if name not in EVIDENCE)


def _named(row: Mapping[str, Cell], question: Question) -> Iterator[str]:
    for name, cell in row.items():
        text = _line(cell)
        if text and not text.startswith(ID):
            yield f"{names(question, name)[0]}：{text if name.endswith('Name') else word(text)}"


def _line(cell: Cell) -> str:
    return " ".join(plain(cell).split())
