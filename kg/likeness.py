"""Which names are most like another: what to suggest when nothing has the name that was asked for."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from heapq import nlargest
from typing import Final

from kg.identity import fold

_CLOSE: Final = 60
"""So many of the names that share most characters are compared closely."""


def nearest(name: str, names: Iterable[str], limit: int) -> tuple[str, ...]:
    """Return the `limit` names most like `name`, the nearest first; those that share no character never."""
    wanted = fold(name)
    shared = ((_overlap(wanted, other), other) for other in names)
    close = [other for score, other in nlargest(_CLOSE, shared) if score > 0]
    return tuple(sorted(close, key=lambda other: (-_likeness(wanted, other), len(other), other))[:limit])


def _overlap(one: str, other: str) -> float:
    first, second = set(one), set(other)
    return len(first & second) / max(1, len(first | second))


def _likeness(one: str, other: str) -> float:
    contained = one in other or other in one
    return SequenceMatcher(None, one, other).ratio() + (0.5 if contained else 0)
