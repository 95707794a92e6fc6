"""The linear-chain CRF over characters: the one home of python-crfsuite. Its model is `loaders/model/entities.crf`."""

from collections.abc import Callable
from functools import cache
from importlib import resources

import pycrfsuite

from loaders.document import Span
from loaders.tagger.columns import ENDINGS, LOCAL, Columns
from loaders.tagging import Tagged

_AHEAD = 14
_NEAR = 5
Marginal = Callable[[str, int], float]
"""The probability of a label at a character, counted from the start of the window last read."""


def features(tagged: Tagged, columns: Columns, sentence: Span, *, window: Span | None = None) -> list[list[str]]:
    """Return the features of the code points of a sentence, or of a window of it, one list a code point."""
    start, end = sentence.start, sentence.end
    window = window or sentence
    padded = "^^" + tagged.text[start:end] + "$$"
    governors, heads, scenes = columns[LOCAL:]
    result = [_around(near) for near in zip(*(padded[window.start - start + k : window.end - start + k] for k in range(5)), strict=True)]
    for letter, column in zip("GHT", (governors, heads, scenes), strict=True):
        for row, value in zip(result, column[window.start : window.end], strict=True):
            if value:
                row.append(letter + value)
    first, last = max(start, window.start - 1), min(end, window.end + 1)
    spare: list[str] = []
    rows = [spare, spare, *result, spare, spare]
    for q, column in enumerate(columns[:LOCAL]):
        for i, value in enumerate(column[first:last], first - window.start + 2):
            if value:
                here, before, behind = _told(q, value)
                rows[i - 1].append(behind)
                rows[i].append(here)
                rows[i + 1].append(before)
    for row, ahead in zip(result, _coming(tagged, columns[ENDINGS], window, end), strict=True):
        if ahead:
            row.append(ahead)
    return result


def _around(near: tuple[str, ...]) -> list[str]:
    """Return the features of a code point, the third of five."""
    l2, l1, c, r1, r2 = near
    return ["b", "c" + c, "l" + l1, "r" + r1, "k" + l2, "s" + r2, "L" + l1 + c, "R" + c + r1, "K" + l2 + l1, "S" + r1 + r2]


@cache
def _told(column: int, value: str) -> tuple[str, str, str]:
    """Return the features of a column's value: here, at the character before, at the one behind."""
    return f"{column}{value}", f"{column}<{value}", f"{column}>{value}"


def _coming(tagged: Tagged, endings: list[str], window: Span, end: int) -> list[str]:
    """Return for each code point of the window the nearest mark or ending of a name ahead of it in its sentence, "" where none is near."""
    found = []
    at, told = -1, ""
    for i in range(min(end, window.end + _AHEAD) - 1, window.start - 1, -1):
        if i < window.end:
            found.append(f"{told}{'n' if at - i < _NEAR else 'f'}" if told and at < i + _AHEAD else "")
        if tagged.barrier[i]:
            at, told = i, f"|{tagged.text[i]}"
        elif endings[i] and endings[i][-1] == "E":
            at, told = i, f"^{endings[i]}"
    return found[::-1]


def read(tagged: Tagged, columns: Columns, sentence: Span, *, window: Span, model: str = "") -> tuple[list[str], Marginal]:
    """Return the labels of the characters of a sentence's window, and the probability of each label at each of them; `model` names another file."""
    crf, known = _model(model)
    crf.set(features(tagged, columns, sentence, window=window))
    return crf.tag(), lambda label, at: crf.marginal(label, at) if label in known else 0.0


@cache
def _model(path: str) -> tuple["pycrfsuite.Tagger", frozenset[str]]:
    """Return the model in a file, "" for the one shipped, and the labels that it knows; OSError where there is none."""
    tagger = pycrfsuite.Tagger()
    with resources.as_file(resources.files("loaders").joinpath("model", "entities.crf")) as shipped:
        tagger.open(path or str(shipped))
    return tagger, frozenset(tagger.labels())
