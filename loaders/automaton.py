"""Exact search for many words at once: the one home of the Aho-Corasick library."""

from collections.abc import Iterable, Iterator

import ahocorasick_rs


def _first(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    values: dict[str, str] = {}
    for word, value in pairs:
        values.setdefault(word, value)
    return values


class Words:
    """Finds the longest words from the left, without overlaps; each word carries a value."""

    __slots__ = ("_automaton", "_values", "words")

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Take (word, value) pairs; of a word that comes twice the first value counts."""
        values = _first(pairs)
        self.words = tuple(values)
        self._values = tuple(values.values())
        kind = ahocorasick_rs.MatchKind.LeftmostLongest
        self._automaton = ahocorasick_rs.AhoCorasick(self.words, matchkind=kind)

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, value) of every hit in `text`, in its order."""
        for index, start, end in self._automaton.find_matches_as_indexes(text):
            yield start, end, self._values[index]


class Endings:
    """Finds, at each place where a word ends, the longest of the words that end there."""

    __slots__ = ("_automaton", "_values")

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Take (word, value) pairs; of a word that comes twice the first value counts."""
        values = _first(pairs)
        self._values = tuple(values.values())
        self._automaton = ahocorasick_rs.AhoCorasick(tuple(values))

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, value) of the longest word at each end, by ascending end."""
        longest: dict[int, tuple[int, int]] = {}
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if end not in longest or start < longest[end][0]:
                longest[end] = (start, index)
        for end in sorted(longest):
            start, index = longest[end]
            yield start, end, self._values[index]
