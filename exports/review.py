"""A page to check the reading by: each document's text with what was read marked in it, a click away from facts and sentences.

The page opens offline, reaches no network and runs its own script alone. Each document is data of its own, drawn when it is chosen.
"""

import html
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from exports.destination import put_file
from exports.offline_page import COLOURS, OTHER, as_json, filled, part, policy
from exports.review_data import INDICATOR, TYPES, record
from exports.review_quotes import quoted
from exports.review_things import Things
from kg.model import Graph
from loaders.document import Document
from loaders.facts import Facts
from ontology import Relation, Status
from ontology.schema import inverse, label

Json = dict[str, Any]
Readings = Sequence[tuple[Document, Facts]]

TINT: Final = 0.2
"""How much of its colour a mark has behind its words: dark text on it keeps a contrast far above 4.5."""
_PAGE_COLOURS: Final = {**COLOURS, INDICATOR: "#15803d"}
_SCRIPTS: Final = ("data", "text", "panel", "controls")
_TOLD: Final = (("publisher", "发文单位"), ("number", "文号"), ("date", "日期"), ("period", "规划期"), ("place", "地方"))


def write(graph: Graph, path: Path, readings: Readings = ()) -> None:
    """Write the page to the file `path`: the documents in `readings` or, where there are none, what the graph quotes of each."""
    put_file(path, page(graph, readings).encode())


def page(graph: Graph, readings: Readings = ()) -> str:
    """Return the page as HTML that needs no other file."""
    is_whole = bool(readings)
    if not is_whole:
        graph, readings = quoted(graph)
    things = Things(graph, [document.id for document, _ in readings])
    script, style = _script(), part("review.css") + "\n" + "\n".join(_colours())
    values = {
        "CSP": policy((script,), style),
        "TITLE": html.escape("链图审阅：" + "、".join(document.title or document.id for document, _ in readings)),
        "STYLE": style,
        "DATA": as_json(_shared(things, readings, is_whole=is_whole)),
        "DOCUMENTS": "\n".join(_documents(things, readings, is_whole=is_whole)),
        "SCRIPT": script,
    }
    return filled(part("review.html"), values)


def _script() -> str:
    """Return the parts of the script in a scope of their own."""
    return '"use strict";\n(() => {\n' + "\n".join(part(f"review.{name}.js") for name in _SCRIPTS) + "\n})();"


def _documents(things: Things, readings: Readings, *, is_whole: bool) -> Iterator[str]:
    for number, (document, facts) in enumerate(readings):
        data = as_json(record(document, facts, things, is_whole=is_whole))
        yield f'<script id="document-{number}" type="application/json">{data}</script>'


def _shared(things: Things, readings: Readings, *, is_whole: bool) -> Json:
    return {
        "whole": is_whole,
        "types": [[str(type), label(type), label(type, "en")] for type in TYPES],
        "statuses": [[str(status), label(status), label(status, "en")] for status in Status],
        "relations": [_relation(relation) for relation in Relation],
        "entities": things.listed(),
        "documents": [_listed(document, facts) for document, facts in readings],
    }


def _relation(relation: Relation) -> list[str]:
    """Return a relation's names in both languages, forward and read from its object."""
    back = inverse(relation) or relation
    return [label(relation), label(relation, "en"), label(back), label(back, "en")]


def _listed(document: Document, facts: Facts) -> Json:
    told = [[name, getattr(document, field)] for field, name in _TOLD if getattr(document, field)]
    return {
        "id": document.id,
        "title": document.title or document.id,
        "told": told,
        "characters": len(document.text),
        "facts": len(facts.claims),
    }


def _colours() -> Iterator[str]:
    """Yield the rules that give each type its colour, and those that take the marks of a type or status away."""
    for number, type in enumerate(TYPES):
        colour = _PAGE_COLOURS.get(type, OTHER)
        yield f".t{number} {{ --colour: {colour}; --tint: {_tinted(colour)}; }}"
        yield f".no-t{number} #text .t{number} {{ --colour: transparent; --tint: transparent; }}"
    for number, _ in enumerate(Status):
        yield f".no-s{number} #text mark.s{number} {{ --colour: transparent; --tint: transparent; }}"
        yield f".no-s{number} .fact.s{number} {{ display: none; }}"


def _tinted(colour: str) -> str:
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - each) * TINT):02x}" for each in parts)
