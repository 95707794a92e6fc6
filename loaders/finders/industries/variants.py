"""The names that one industry goes by in a document: what the scheme of industries holds for one."""

from collections import defaultdict
from collections.abc import Sequence

from loaders.facts import Mention, StatedAlias
from ontology import INDUSTRIES
from ontology.industries import names

RULE = "scheme"
_TAILS = ("", "产业集群", "产业链", "产业", "行业", "领域", "业", "工业")
_LEAST = 2


def variants(mentions: Sequence[Mention]) -> list[StatedAlias]:
    """Return the names of industries that the scheme holds for one industry, each as an alias of the first of them in the text."""
    named: dict[str, dict[str, Mention]] = defaultdict(dict)
    for m in sorted(mentions, key=lambda m: m.span):
        known = _concept(m.name) if m.type in INDUSTRIES else ""
        if known:
            named[known].setdefault(m.name, m)
    return [
        StatedAlias(first.type, first.name, m.name, m.span, RULE)
        for first, *others in (tuple(same.values()) for same in named.values())
        for m in others
    ]


def _concept(name: str) -> str:
    """Return the preferred name of the industry that the scheme knows by a name, with or without 产业 behind it; "" for none."""
    stems = (name.removesuffix(tail) for tail in _TAILS if name.endswith(tail))
    return next((names()[stem] for stem in stems if len(stem) >= _LEAST and stem in names()), "")
