"""The linear-chain CRF over characters: the one home of python-crfsuite. Its model is `loaders/model/entities.crf`."""

from collections.abc import Callable
from functools import cache
from importlib import resources

import pycrfsuite

from loaders.document import Span
from loaders.tagger.columns import LOCAL, Columns
from loaders.tagging import Tagged

_AHEAD = 14
Marginal = Callable[[str, int], float]
"""The probability of a label at a character, counted from the start of the window last read."""


def features(tagged: Tagged, columns: Columns, sentence: Span, window: Span | None = None) -> list[list[str]]:
    """Return the features of the code points of a sentence, or of a window of it, one list a code point."""
    start, end = sentence.start, sentence.end
    window = window or sentence
    text, barrier = tagged.text, tagged.barrier
    padded = "^^" + text[start:end] + "$$"
    endings, governors, heads, scenes = columns[1], *columns[LOCAL:]
    result = []
    for i in range(window.start, window.end):
        j = i - start + 2
        c, l1, l2, r1, r2 = padded[j], padded[j - 1], padded[j - 2], padded[j + 1], padded[j + 2]
        row = ["b", "c" + c, "l" + l1, "r" + r1, "k" + l2, "s" + r2, "L" + l1 + c, "R" + c + r1, "K" + l2 + l1, "S" + r1 + r2]
        if governors[i]:
            row.append("G" + governors[i])
        if heads[i]:
            row.append("H" + heads[i])
        if scenes[i]:
            row.append("T" + scenes[i])
        for q, column in enumerate(columns[:LOCAL]):
            if column[i]:
                row.append(f"{q}{column[i]}")
            if i > start and column[i - 1]:
                row.append(f"{q}<{column[i - 1]}")
            if i + 1 < end and column[i + 1]:
                row.append(f"{q}>{column[i + 1]}")
        for k in range(i + 1, min(end, i + _AHEAD)):
            if barrier[k]:
                row.append(f"|{text[k]}{'n' if k - i < 5 else 'f'}")
                break
            if endings[k] and endings[k][-1] == "E":
                row.append(f"^{endings[k]}{'n' if k - i < 5 else 'f'}")
                break
        result.append(row)
    return result


def read(tagged: Tagged, columns: Columns, sentence: Span, *, window: Span, model: str = "") -> tuple[list[str], Marginal]:
    """Return the labels of the characters of a sentence's window, and the probability of each label at each of them; `model` names another file."""
    crf = _model(model)
    crf.set(features(tagged, columns, sentence, window))
    return crf.tag(), crf.marginal


@cache
def _model(path: str) -> "pycrfsuite.Tagger":
    tagger = pycrfsuite.Tagger()
    with resources.as_file(resources.files("loaders").joinpath("model", "entities.crf")) as shipped:
        tagger.open(path or str(shipped))
    return tagger
