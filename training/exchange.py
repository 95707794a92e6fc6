"""Other names in the same sentences: a tagger is to learn the forms and the contexts of names, not the names."""

from collections import defaultdict
from collections.abc import Sequence
from random import Random

from ontology import EntityType
from training.corpus import Passage

_SHARE = 0.6
"""How many of the names of a passage are exchanged."""


def exchanged(passages: Sequence[Passage], seed: int) -> list[Passage]:
    """Return the passages with names drawn from all passages, by type; one name stays one name within a passage."""
    pool: defaultdict[EntityType, set[str]] = defaultdict(set)
    for passage in passages:
        for start, end, kind in passage.marks:
            pool[kind].add(passage.text[start:end])
    names = {kind: sorted(name for name in found if "\n" not in name) for kind, found in pool.items()}
    random = Random(seed)
    return [_with_others(passage, names, random) for passage in passages]


def _with_others(passage: Passage, names: dict[EntityType, list[str]], random: Random) -> Passage:
    chosen: dict[tuple[EntityType, str], str] = {}
    pieces: list[str] = []
    marks: list[tuple[int, int, EntityType]] = []
    at = length = 0
    for start, end, kind in sorted(passage.marks):
        name = passage.text[start:end]
        if (kind, name) not in chosen:
            chosen[kind, name] = random.choice(names[kind]) if names[kind] and random.random() < _SHARE else name
        new = chosen[kind, name]
        length += start - at
        marks.append((length, length + len(new), kind))
        pieces += [passage.text[at:start], new]
        length, at = length + len(new), end
    pieces.append(passage.text[at:])
    return Passage(passage.name, "".join(pieces), tuple(marks))
