"""How do people use it? The command line, the pages and the public API; it holds no logic of the other packages."""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = ["Store", "__version__", "ask", "build", "open"]

if TYPE_CHECKING:
    from kg.pipeline import build
    from kg.store import Store
    from queries.engine import ask

    open = Store.open

_HOMES = {"Store": ("kg.store", "Store"), "build": ("kg.pipeline", "build"), "ask": ("queries.engine", "ask")}


def __getattr__(name: str) -> object:
    """Import what the public API offers at its first use: starting stays quick."""
    if name == "open":
        return __getattr__("Store").open  # type: ignore[attr-defined]  # the class, looked up by name
    if name not in _HOMES:
        raise AttributeError(f"module 'liantu' has no attribute {name!r}; it offers {', '.join(__all__)}")
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)
