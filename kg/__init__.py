"""Which things are there, and what holds between them? It reads no plan files itself and formats no output."""

from typing import Any

_HOMES = {"Store": "kg.store", "build": "kg.pipeline", "remove": "kg.pipeline", "verify": "kg.verification"}


class GraphError(ValueError):
    """A graph directory or an operation on it is wrong; the message says what to do."""


def __getattr__(name: str) -> Any:
    """Import a public name (`Store`, `build`, `remove`, `verify`) at its first use, so that starting stays quick."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
