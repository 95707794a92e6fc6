"""One pass over a document's text: words with their classes, and where a name cannot go on."""

from dataclasses import dataclass

import rjieba

from loaders.lexicons import words

_STOP_TAGS = frozenset(("p", "c", "u", "uj", "ul", "ud", "ug", "uv", "uz", "d", "df", "dg", "r", "rr", "rz", "y", "e", "o"))
_PUNCTUATION = frozenset("，。；：！？、“”‘’《》〈〉（）()【】[]{}…\n\t\r,;:!?\"'|/\\<>=+*%￥$@^~`•●■◆▲★☆→←")
# prepositions that a dictionary glues to the next character when a name unknown to it follows
_CLAUSE_STARTERS = frozenset("将在由对把以与和向于从让使为及至")


@dataclass(frozen=True, slots=True)
class Tagged:
    """`starts[i]` is 1 where a word begins at code point i; `barrier[i]` is 1 where code point i cannot be inside a name."""

    text: str
    starts: bytearray
    barrier: bytearray
    verbs: bytearray


def tag(text: str) -> Tagged:
    """Segment the text once and mark the barriers."""
    starts, barrier, verbs = bytearray(len(text) + 1), bytearray(len(text) + 1), bytearray(len(text) + 1)
    stops, inside = words("stops"), words("name_words")
    position = 0
    for word, label in rjieba.tag(text):
        end = position + len(word)
        starts[position] = 1
        if word in _PUNCTUATION or (word in stops and word not in inside) or (label in _STOP_TAGS and word not in inside):
            barrier[position:end] = b"\1" * len(word)
        elif label == "v" and word not in inside:
            verbs[position:end] = b"\1" * len(word)
        position = end
    for i, c in enumerate(text):
        if c in _PUNCTUATION:
            barrier[i] = 1
        elif c in _CLAUSE_STARTERS and starts[i] and (i == 0 or text[i - 1] in _PUNCTUATION):
            _release(text, i, starts, barrier)
    starts[len(text)] = 1
    return Tagged(text, starts, barrier, verbs)


def _release(text: str, at: int, starts: bytearray, barrier: bytearray) -> None:
    """Cut a preposition off the word that it was glued to at the beginning of a clause, unless that word is a name (和平区)."""
    end = at + 1
    while end < len(text) and not starts[end]:
        end += 1
    if end - at == 2 and text[at : at + 2] not in words("glued"):
        barrier[at] = 1
        starts[at + 1] = 1
