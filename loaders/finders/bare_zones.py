"""Zones that are called by their kind alone (高新区): the document's own, and one in a list of the places of its city."""

from collections.abc import Container
from functools import lru_cache

from loaders.document import Span

_KINDS = frozenset(("高新区", "经开区", "开发区", "综保区", "保税区", "自贸区"))
_OFTEN = 3  # such a zone is the document's own where it is spoken of again and again
_LISTING = frozenset("、与和及")


def is_named(text: str, zone: Span, *, starts: Container[int], ends: Container[int]) -> bool:
    """Tell whether the kind of zone at `zone` is a name there; `starts` and `ends` are those of the places and known names."""
    kind = text[zone.start : zone.end]
    return kind in _KINDS and (_is_own(text, kind) or _is_beside(text, zone, starts=starts, ends=ends))


@lru_cache(maxsize=8)
def _is_own(text: str, kind: str) -> bool:
    """Tell whether a kind of zone is spoken of again and again, and not as one of the nation's."""
    nations = text.count("国家" + kind)
    return text.count(kind) - nations >= max(_OFTEN, nations)


def _is_beside(text: str, zone: Span, *, starts: Container[int], ends: Container[int]) -> bool:
    """Tell whether a zone stands in a list right beside a place (青岭区、高新区)."""
    before = text[zone.start - 1 : zone.start] in _LISTING and zone.start - 1 in ends
    return before or (text[zone.end : zone.end + 1] in _LISTING and zone.end + 1 in starts)
