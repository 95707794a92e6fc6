"""How real a statement is by the words around it; `status.tsv` has them."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from loaders.document import Span
from loaders.lexicons import rows
from ontology import Status

_REACH = 200
_ENDS = re.compile("[。；;！？\\n]")


@dataclass(frozen=True, slots=True)
class StatusWord:
    """A word that tells a status; a `firm` one outweighs the plain verbs after it."""

    status: Status
    firm: bool
    text: str


@cache
def lexicon() -> tuple[AhoCorasick, tuple[StatusWord, ...]]:
    """Return the automaton over the status words, and the words."""
    words = tuple(StatusWord(Status(status), weight == "firm", word) for status, weight, text in rows("status") for word in text.split())
    return AhoCorasick([word.text for word in words], matchkind=MatchKind.LeftmostLongest), words


class StatusReader:
    """Tells the status of stretches of one text, which is looked through once."""

    def __init__(self, text: str) -> None:
        """Look through `text`."""
        automaton, words = lexicon()
        self._words = [(start, words[i]) for i, start, _ in automaton.find_matches_as_indexes(text)]
        self._starts = [start for start, _ in self._words]
        self._ends = [m.start() for m in _ENDS.finditer(text)]

    def read(self, quote: Span) -> tuple[Status, str]:
        """Return the status that the words before and in `quote` tell, in its part of the sentence, and the word: the nearest firm one."""
        at = bisect_left(self._ends, quote.start)
        begin = max(quote.start - _REACH, self._ends[at - 1] + 1 if at else 0)
        near = self._words[bisect_left(self._starts, begin) : bisect_right(self._starts, quote.end - 1)]
        word = next((w for _, w in reversed(near) if w.firm), None) or next((w for _, w in reversed(near)), None)
        return (word.status, word.text) if word is not None else (Status.EXISTS, "")
