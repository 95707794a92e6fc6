"""JSON-LD in a form to read and to program with: short keys, a context that says what they mean, one entry a thing."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from exports.destination import put_file
from kg.model import Graph
from ontology import NS

_CHINESE: Final = ("rdfs:label", "skos:altLabel", "dcterms:title", "dcterms:publisher", "dcterms:coverage")
"""Properties whose texts are all Chinese: the context says so once."""

Json = dict[str, Any]


def write(graph: Graph, path: Path) -> None:
    """Write the graph to the file `path`."""
    from kg.rdf import PREFIXES, to_quads
    from kg.serialisation import serialise

    prefixes = {name: base for name, base in PREFIXES.items() if name}
    context = {"@vocab": NS, **prefixes, **{key: {"@id": key, "@language": "zh"} for key in _CHINESE}}
    things = [_compact(thing, prefixes) for thing in json.loads(serialise(to_quads(graph), "jsonld"))]
    lines = ",\n".join(json.dumps(thing, ensure_ascii=False) for thing in things)
    put_file(path, f'{{"@context": {json.dumps(context, ensure_ascii=False)},\n"@graph": [\n{lines}\n]}}\n'.encode())


def _compact(thing: Json, prefixes: Mapping[str, str]) -> Json:
    """Return an expanded entry with short keys and values."""
    short: Json = {"@id": thing["@id"]}
    for key, values in thing.items():
        if key == prefixes["rdf"] + "type":
            short["@type"] = _one([_name(value["@id"], prefixes) for value in values])
        elif not key.startswith("@"):
            name = _name(key, prefixes)
            short[name] = _one([_value(value, name, prefixes) for value in values])
        elif key != "@id":
            short[key] = values
    return short


def _value(value: Json, name: str, prefixes: Mapping[str, str]) -> object:
    language = "zh" if name in _CHINESE else None
    if "@value" in value and "@type" not in value and value.get("@language") == language:
        return value["@value"]
    return {**value, "@type": _name(value["@type"], prefixes)} if "@type" in value else value


def _name(iri: str, prefixes: Mapping[str, str]) -> str:
    if iri.startswith(NS):
        return iri.removeprefix(NS)
    return next((f"{name}:{iri.removeprefix(base)}" for name, base in prefixes.items() if iri.startswith(base)), iri)


def _one(values: list[Any]) -> object:
    return values[0] if len(values) == 1 else values
