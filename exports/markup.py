"""XML of property graphs: legal characters, typed columns, and values as text."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Final

from kg.property_graph import Value

_ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
_SPECIAL: Final = re.compile('[&<>"\t\n\r]')


def quoted(text: str) -> str:
    """Return text that may stand in an element or in a quoted attribute; what XML 1.0 cannot hold is left out."""
    return _SPECIAL.sub(lambda sign: _REFERENCES[sign[0]], _ILLEGAL.sub("", text))


def columns(properties: Iterable[Mapping[str, Value]]) -> dict[str, str]:
    """Return all property names in order with their types: "long", "double" or "string" (lists too)."""
    found: dict[str, set[str]] = {}
    for each in properties:
        for name, value in each.items():
            found.setdefault(name, set()).add(_type(value))
    return {name: _widest(found[name]) for name in sorted(found)}


def written(value: Value) -> str:
    """Return a value as text: a list as JSON, a number so that it reads back the same."""
    if isinstance(value, tuple):
        return quoted(json.dumps(value, ensure_ascii=False))
    return quoted(str(value))


def _type(value: Value) -> str:
    return "long" if isinstance(value, int) else "double" if isinstance(value, float) else "string"


def _widest(types: set[str]) -> str:
    return "string" if "string" in types else "double" if "double" in types else "long"
